"""Where the server listens: a unix socket that only its group may use, and loopback TCP."""

from __future__ import annotations

import contextlib
import grp
import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import grpc

from sidecar.errors import BadSetting

SOCKET_MODE = 0o660


def listen_on_socket(server: grpc.aio.Server, path: Path, group: str) -> None:
    """Binds the unix socket at `path`, 0660 and given to `group` when that is not empty.

    A socket that a dead process left is replaced; one that answers is somebody else's. gRPC
    would make it 0755 and take either.  Raises BadSetting naming `socket` or `socket_group`.
    """
    group_id = _group_id(group)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _remove_stale(path)
        with _nobody_else():
            server.add_insecure_port(f"unix:{path}")
    except (OSError, RuntimeError) as cause:
        raise BadSetting(f"socket {path} cannot be made: {_why(cause)}.") from cause
    try:
        os.chown(path, -1, group_id)
        path.chmod(SOCKET_MODE)
    except OSError as cause:
        raise BadSetting(f"socket_group cannot be set to {group}: {_why(cause)}.") from cause


def listen_on_tcp(server: grpc.aio.Server, address: str) -> int:
    """Binds `host:port` and returns the port, which differs when 0 was asked for.

    Raises BadSetting naming `listen`.
    """
    try:
        return server.add_insecure_port(address)
    except RuntimeError as cause:
        raise BadSetting(f"listen {address} is taken or not of this machine.") from cause


def _remove_stale(path: Path) -> None:
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISSOCK(mode):
        raise BadSetting(f"socket {path} is a file of another kind; it is left alone.")
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(1)
        try:
            probe.connect(str(path))
        except ConnectionRefusedError:
            path.unlink()
            return
        except TimeoutError:
            pass
    raise BadSetting(f"socket {path} is in use by another process.")


@contextlib.contextmanager
def _nobody_else() -> Iterator[None]:
    """What is made inside belongs to the owner alone."""
    before = os.umask(0o177)
    try:
        yield
    finally:
        os.umask(before)


def _group_id(group: str) -> int:
    """The group's number; -1 leaves the group as it is."""
    if not group:
        return -1
    if group.isdecimal():
        return int(group)
    try:
        return grp.getgrnam(group).gr_gid
    except KeyError:
        raise BadSetting(f"socket_group {group} is not a group of this machine.") from None


def _why(cause: Exception) -> str:
    return (cause.strerror if isinstance(cause, OSError) else "") or "the system refuses it"
