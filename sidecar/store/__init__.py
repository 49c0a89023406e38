"""The sidecar's state: one SQLite file, encrypted by SQLCipher, written by one thread.

Every write is one transaction that is on the disk (WAL, ``synchronous=FULL``) before
``Store.write`` returns. Nouns live in their own modules as plain functions of a `Database`, so
that several of them can join one transaction.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from sqlcipher3 import dbapi2 as sqlcipher  # type: ignore[import-untyped]
from sqlite_utils import Database

from sidecar.errors import StoreDamaged, StoreFull
from sidecar.store.migrations import migrate

__all__ = ["Database", "Store", "quarantine"]

T = TypeVar("T")

READER_COUNT = 2
BUSY_TIMEOUT_MS = 5_000
# Up to this size the whole file is checked at the start (about 0.1 s); beyond it damage is
# found at first use, because a start has one second, and the next start checks it all.
CHECKED_AT_START_BYTES = 32 * 1024 * 1024
SUSPECT_SUFFIX = ".suspect"  # a file that says that use met damage

# Primary result codes, https://www.sqlite.org/rescode.html. A disk without room shows as FULL, or
# as an I/O error where a quota or the file system refuses in its own way; damaged pages never do.
_NO_ROOM = frozenset({8, 10, 13})  # READONLY, IOERR, FULL
_DAMAGED = frozenset({11, 26})  # CORRUPT, NOTADB


class Store:
    """An open database; made by `Store.open`, ended by `close`."""

    def __init__(self, path: Path, key: bytes, writer: Database) -> None:
        self.path = path
        self._key = key
        self._writer = writer
        self._write_thread = ThreadPoolExecutor(1, "store-writer")
        self._read_threads = ThreadPoolExecutor(READER_COUNT, "store-reader")
        self._reader = threading.local()
        self._readers: list[Database] = []

    @classmethod
    def open(cls, path: Path, key: bytes) -> Store:
        """Opens or creates the database at `path` and applies what migrations are missing.

        `key` is 32 bytes. Errors: StoreDamaged (reason WRONG_KEY when the file is another
        key's, STORE_NEWER when a later version wrote it, else STORE_DAMAGED), StoreFull.
        """
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        key_check = _key_check_path(path)
        if not path.exists():
            _write_private(key_check, _key_check(key))
            path.touch(mode=0o600)
        try:
            with _named_errors():
                writer = _connect(path, key)
                _verify(writer, path)
                migrate(writer, int(time.time() * 1000))
        except StoreDamaged as cause:
            if not _key_fits(key_check, key):
                raise StoreDamaged(
                    "The database was written with another key.", reason="WRONG_KEY"
                ) from cause
            raise
        return cls(path, key, writer)

    async def write(self, step: Callable[[Database], T]) -> T:
        """Runs `step` in one transaction on the writer thread; durable once this returns.

        Whatever `step` raises undoes all of it. A cancelled caller does not stop a step that
        has begun. Errors: StoreFull (nothing was written), StoreDamaged.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._write_thread, self._transact, step)

    async def read(self, step: Callable[[Database], T]) -> T:
        """Runs `step` on a reader thread, over one snapshot that holds every finished write.

        Errors: StoreDamaged.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._read_threads, self._look, step)

    def close(self) -> None:
        """Ends the threads after what they are doing, then the connections."""
        self._write_thread.shutdown(wait=True)
        self._read_threads.shutdown(wait=True)
        for db in (*self._readers, self._writer):
            db.close()

    def _transact(self, step: Callable[[Database], T]) -> T:
        db = self._writer
        with self._noted_damage(), _named_errors():
            db.execute("BEGIN IMMEDIATE")
            try:
                result = step(db)
                db.execute("COMMIT")
            finally:
                db.rollback()  # nothing to undo after the commit
        return result

    def _look(self, step: Callable[[Database], T]) -> T:
        with self._noted_damage(), _named_errors():
            db = self._reader_of_this_thread()
            db.execute("BEGIN")
            try:
                return step(db)
            finally:
                db.rollback()

    @contextmanager
    def _noted_damage(self) -> Iterator[None]:
        """Leaves word of damage for the next start."""
        try:
            yield
        except StoreDamaged:
            with suppress(OSError):
                _suspicion(self.path).touch(mode=0o600)
            raise

    def _reader_of_this_thread(self) -> Database:
        db: Database | None = getattr(self._reader, "db", None)
        if db is None:
            db = _connect(self.path, self._key)
            db.execute("PRAGMA query_only = ON")
            self._reader.db = db
            self._readers.append(db)
        return db


def quarantine(path: Path) -> Path:
    """Moves a damaged database and its journal aside, keeping them for a rescue.

    Returns where the database went: a free name beside it.
    """
    number = 1
    while (aside := path.with_name(f"{path.name}.damaged-{number}")).exists():
        number += 1
    for suffix in ("-wal", "-shm"):
        journal = path.with_name(path.name + suffix)
        if journal.exists():
            journal.rename(aside.with_name(aside.name + suffix))
    path.rename(aside)
    return aside


def _connect(path: Path, key: bytes) -> Database:
    connection = sqlcipher.connect(str(path), isolation_level=None, check_same_thread=False)
    # SQLCipher would write its own lines to stderr; its errors reach us as exceptions anyway.
    connection.execute("PRAGMA cipher_log_level = NONE")
    # The key comes before any page is read, as raw hex so that no password stretching runs.
    connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        "temp_store = MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")
    return Database(connection, execute_plugins=False)


def _verify(db: Database, path: Path) -> None:
    """Raises when the file's pages do not hold together."""
    suspicion = _suspicion(path)
    if path.stat().st_size > CHECKED_AT_START_BYTES and not suspicion.exists():
        return
    verdict = db.execute("PRAGMA quick_check(1)").fetchone()[0]
    if verdict != "ok":
        raise StoreDamaged("The database is damaged.")
    suspicion.unlink(missing_ok=True)


@contextmanager
def _named_errors() -> Iterator[None]:
    """Turns what SQLite says into an error a caller can act on; a programmer's stay as they are."""
    try:
        yield
    except sqlcipher.DatabaseError as cause:
        code = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        if code in _NO_ROOM:
            raise StoreFull("The disk takes no more writes; nothing was written.") from cause
        if code in _DAMAGED:
            raise StoreDamaged("The database is damaged.") from cause
        raise


def _suspicion(path: Path) -> Path:
    return path.with_name(path.name + SUSPECT_SUFFIX)


def _key_check_path(path: Path) -> Path:
    return path.with_name(path.name + ".key-check")


def _key_check(key: bytes) -> str:
    """Tells a wrong key from a damaged file; says nothing about the key."""
    return hmac.new(key, b"deskhand key check", hashlib.sha256).hexdigest()[:32]


def _key_fits(key_check: Path, key: bytes) -> bool:
    try:
        return hmac.compare_digest(key_check.read_text(), _key_check(key))
    except OSError:
        return False


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
