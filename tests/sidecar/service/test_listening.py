from __future__ import annotations

import grp
import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

import grpc
import pytest

from sidecar.errors import BadSetting
from sidecar.service.listening import listen_on_socket, listen_on_tcp
from sidecar.service.server import OPTIONS


@pytest.fixture
async def server() -> AsyncIterator[grpc.aio.Server]:
    made = grpc.aio.server(options=OPTIONS)
    yield made
    await made.stop(0)


async def test_the_socket_is_for_its_owner_and_group_alone(
    server: grpc.aio.Server, tmp_path: Path
) -> None:
    path = tmp_path / "run" / "d.sock"
    group = grp.getgrgid(os.getgid())
    listen_on_socket(server, path, group.gr_name)
    assert path.stat().st_mode & 0o777 == 0o660
    assert path.stat().st_gid == group.gr_gid


async def test_the_socket_is_never_wider_than_that(
    server: grpc.aio.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    chown = os.chown

    def looking(path: Path, user: int, group: int) -> None:
        seen.append(path.stat().st_mode & 0o777)
        chown(path, user, group)

    monkeypatch.setattr(os, "chown", looking)
    before = os.umask(0)
    try:
        listen_on_socket(server, tmp_path / "d.sock", "")
        assert os.umask(0) == 0
    finally:
        os.umask(before)
    assert seen == [0o600]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files to any group")
async def test_a_group_may_be_a_number(server: grpc.aio.Server, tmp_path: Path) -> None:
    listen_on_socket(server, tmp_path / "d.sock", "54321")
    assert (tmp_path / "d.sock").stat().st_gid == 54321


async def test_an_unknown_group_names_the_setting(server: grpc.aio.Server, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"^socket_group no-such-group"):
        listen_on_socket(server, tmp_path / "d.sock", "no-such-group")
    assert not (tmp_path / "d.sock").exists()


async def test_the_socket_of_a_dead_process_is_replaced(
    server: grpc.aio.Server, tmp_path: Path
) -> None:
    path = tmp_path / "d.sock"
    dead = socket.socket(socket.AF_UNIX)
    dead.bind(str(path))
    dead.close()
    listen_on_socket(server, path, "")
    await server.start()
    async with grpc.aio.insecure_channel(f"unix:{path}") as channel:
        await channel.channel_ready()


async def test_the_socket_of_a_live_process_is_left_alone(
    server: grpc.aio.Server, tmp_path: Path
) -> None:
    path = tmp_path / "d.sock"
    with socket.socket(socket.AF_UNIX) as live:
        live.bind(str(path))
        live.listen()
        with pytest.raises(BadSetting, match=r"^socket .* is in use"):
            listen_on_socket(server, path, "")
        assert path.exists()


async def test_a_file_in_the_sockets_place_is_left_alone(
    server: grpc.aio.Server, tmp_path: Path
) -> None:
    path = tmp_path / "d.sock"
    path.write_text("mine")
    with pytest.raises(BadSetting, match=r"^socket "):
        listen_on_socket(server, path, "")
    assert path.read_text() == "mine"


async def test_a_path_that_no_socket_can_have_names_the_setting(
    server: grpc.aio.Server, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file" / "d.sock", tmp_path / ("x" * 150)):
        with pytest.raises(BadSetting, match=r"^socket "):
            listen_on_socket(server, path, "")


async def test_two_servers_never_share_a_port(server: grpc.aio.Server) -> None:
    port = listen_on_tcp(server, "127.0.0.1:0")
    await server.start()
    other = grpc.aio.server(options=OPTIONS)
    with pytest.raises(BadSetting, match=r"^listen "):
        listen_on_tcp(other, f"127.0.0.1:{port}")
    await other.stop(0)
