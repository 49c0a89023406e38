"""The key that encrypts the store, in a file of its own outside the data folder."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from sidecar.errors import BadSetting

KEY_BYTES = 32


def load_or_create_key(path: Path) -> bytes:
    """The 32-byte key in the file at `path`, made (0600, hex) when there is none.

    Errors: BadSetting naming the setting when the file cannot be read, made or understood.
    """
    return load_key(path) if path.exists() else _create(path)


def load_key(path: Path) -> bytes:
    """The 32-byte key that a database was written with. Errors: BadSetting, as above."""
    try:
        return _parse(path, path.read_text())
    except FileNotFoundError:
        raise BadSetting(
            f"key_file {path} is missing, and without it the database can't be read:"
            " put the key back, or move the database away to begin anew."
        ) from None
    except (OSError, UnicodeDecodeError) as cause:
        raise BadSetting(f"key_file {path} cannot be read: {_why(cause)}.") from cause


def derive(key: bytes, purpose: str) -> bytes:
    """A 32-byte key for one purpose, from which `key` cannot be found (HMAC-SHA-256)."""
    return hmac.new(key, f"deskhand {purpose}".encode(), hashlib.sha256).digest()


def _create(path: Path) -> bytes:
    key = secrets.token_bytes(KEY_BYTES)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(key.hex() + "\n")
            file.flush()
            os.fsync(descriptor)
    except FileExistsError:  # another process was first
        return load_key(path)
    except OSError as cause:
        raise BadSetting(f"key_file {path} cannot be created: {_why(cause)}.") from cause
    return key


def _parse(path: Path, text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise BadSetting(f"key_file {path} must hold 64 hexadecimal digits.")
    return key


def _why(cause: Exception) -> str:
    return (cause.strerror if isinstance(cause, OSError) else "") or "it is not text"
