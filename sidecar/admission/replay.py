"""Remembers used tokens until they have expired, also across a restart.

A file of its own: it is written on every call, and with ``synchronous=OFF`` that costs no wait for
the disk. It then survives a killed process, which is what a restart is; what a power cut loses
has expired before the machine is back. It holds random numbers only and needs no encryption.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sidecar.admission.token import LEEWAY_S, Token
from sidecar.errors import NotAuthenticated, StoreFull

PRUNE_EVERY = 1_000


class UsedTokens:
    """The used tokens in the file at `path`; a damaged file is begun anew.

    Raises StoreFull when the disk does not let it be opened.
    """

    def __init__(self, path: Path) -> None:
        self._unsaved: dict[str, int] = {}
        self._count = 0
        try:
            self._connection = _connect(path)
        except sqlite3.OperationalError as cause:
            raise StoreFull("The disk takes no more writes.") from cause
        except sqlite3.DatabaseError:
            for suffix in ("", "-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            self._connection = _connect(path)

    def use(self, token: Token, now_s: float) -> None:
        """Uses `token` up. Raises NotAuthenticated (TOKEN_REPLAYED) when it has been before.

        A full disk does not stop anyone: what cannot be saved now is kept and saved later.
        """
        if self._count % PRUNE_EVERY == 0:
            self._prune(now_s)
        self._count += 1
        if token.jti in self._unsaved or not self._save(token):
            raise NotAuthenticated("The token has been used.", reason="TOKEN_REPLAYED")

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    def _save(self, token: Token) -> bool:
        """False when the file knows the token."""
        if self._connection.execute("SELECT 1 FROM used WHERE jti = ?", [token.jti]).fetchone():
            return False
        self._unsaved[token.jti] = token.expires_unix_s
        try:
            self._connection.executemany(
                "INSERT OR IGNORE INTO used VALUES (?, ?)", self._unsaved.items()
            )
            self._connection.commit()
        except sqlite3.OperationalError:
            self._connection.rollback()
        else:
            self._unsaved.clear()
        return True

    def _prune(self, now_s: float) -> None:
        """Forgets what has expired, the leeway included."""
        over = now_s - LEEWAY_S
        self._unsaved = {jti: expires for jti, expires in self._unsaved.items() if expires > over}
        try:
            self._connection.execute("DELETE FROM used WHERE expires_unix_s <= ?", [over])
            self._connection.commit()
        except sqlite3.OperationalError:
            self._connection.rollback()


def _connect(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute(
        "CREATE TABLE IF NOT EXISTS used (jti TEXT PRIMARY KEY, expires_unix_s INTEGER NOT NULL)"
        " WITHOUT ROWID, STRICT"
    )
    return connection
