from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlcipher3 import dbapi2 as sqlcipher

from sidecar.errors import StoreDamaged, StoreFull
from sidecar.store import Database, Store, quarantine

KEY = bytes(range(32))
CANARY = "Brunhilde.Canary@example.test"


def remember(db: Database, request_id: str, response: str = "{}") -> None:
    db.execute("INSERT INTO calls VALUES (?, 'h', ?, 0)", [request_id, response])


def count(db: Database) -> int:
    return int(db.execute("SELECT count(*) FROM calls").fetchone()[0])


async def test_a_write_is_seen_by_the_next_read(store: Store) -> None:
    await store.write(lambda db: remember(db, "one"))
    assert await store.read(count) == 1


async def test_a_step_that_raises_changes_nothing(store: Store) -> None:
    def fail(db: Database) -> None:
        remember(db, "one")
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await store.write(fail)
    assert await store.read(count) == 0


async def test_a_broken_rule_of_the_schema_stays_a_programmers_error(store: Store) -> None:
    await store.write(lambda db: remember(db, "one"))
    with pytest.raises(sqlcipher.IntegrityError):
        await store.write(lambda db: remember(db, "one"))


async def test_a_reader_cannot_write(store: Store) -> None:
    with pytest.raises((StoreFull, sqlcipher.OperationalError)):
        await store.read(lambda db: remember(db, "one"))
    assert await store.read(count) == 0


async def test_parallel_writes_all_happen(store: Store) -> None:
    steps = [store.write(lambda db, i=i: remember(db, f"id-{i}")) for i in range(50)]  # type: ignore[misc]
    await asyncio.gather(*steps)
    assert await store.read(count) == 50


async def test_every_acknowledged_write_is_synced_before_it_is_acknowledged(store: Store) -> None:
    def pragmas(db: Database) -> dict[str, object]:
        names = ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "temp_store")
        return {name: db.execute(f"PRAGMA {name}").fetchone()[0] for name in names}

    full = 2
    assert await store.write(pragmas) == {
        "journal_mode": "wal",
        "synchronous": full,
        "foreign_keys": 1,
        "secure_delete": 1,
        "temp_store": 2,
    }


async def test_nothing_on_the_disk_can_be_read_without_the_key(store: Store) -> None:
    await store.write(lambda db: remember(db, "one", CANARY))
    files = [path for path in store.path.parent.iterdir() if path.is_file()]
    assert len(files) >= 3
    for path in files:
        assert CANARY.encode() not in path.read_bytes()
        assert not path.read_bytes().startswith(b"SQLite format 3")


async def test_all_files_belong_to_the_owner_alone(store: Store) -> None:
    await store.write(lambda db: remember(db, "one"))
    modes = {path.name: path.stat().st_mode & 0o077 for path in store.path.parent.iterdir()}
    assert set(modes.values()) == {0}, modes


async def test_a_full_disk_refuses_the_write_and_recovers_without_a_restart(store: Store) -> None:
    await store.write(lambda db: remember(db, "before"))
    page_count = await store.write(lambda db: db.execute("PRAGMA page_count").fetchone()[0])
    await store.write(lambda db: db.execute(f"PRAGMA max_page_count = {page_count}").fetchone())

    with pytest.raises(StoreFull):
        await store.write(lambda db: remember(db, "huge", "x" * 100_000))
    assert await store.read(count) == 1

    await store.write(lambda db: db.execute("PRAGMA max_page_count = 1000000").fetchone())
    await store.write(lambda db: remember(db, "after", "x" * 100_000))
    assert await store.read(count) == 2


OVER_A_FILE_SIZE_LIMIT = """
import asyncio, resource, signal, sys
from pathlib import Path
from sidecar.errors import StoreFull
from sidecar.store import Store

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = Store.open(Path(sys.argv[1]), bytes(range(32)))

def insert(name):
    return lambda db: db.execute("INSERT INTO calls VALUES (?, 'h', ?, 0)", [name, "x" * 90000])

async def main():
    await store.write(insert("first"))
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))
    for number in range(20):
        try:
            await store.write(insert(f"more-{number}"))
        except StoreFull:
            break
    else:
        raise SystemExit("never full")
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    await store.write(insert("last"))
    rows = await store.read(
        lambda db: [name for (name,) in db.execute("SELECT request_id FROM calls ORDER BY rowid")]
    )
    print(number, len(rows), rows[-1])
    store.close()

asyncio.run(main())
"""


def test_writes_the_operating_system_refuses_are_a_full_store(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", OVER_A_FILE_SIZE_LIMIT, tmp_path / "deskhand.db"],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert run.returncode == 0, run.stderr
    accepted, row_count, last = run.stdout.split()
    assert int(row_count) == int(accepted) + 2
    assert last == "last"


def test_another_key_is_told_from_damage(tmp_path: Path) -> None:
    path = tmp_path / "deskhand.db"
    Store.open(path, KEY).close()
    with pytest.raises(StoreDamaged) as wrong:
        Store.open(path, bytes(32))
    assert wrong.value.reason == "WRONG_KEY"
    Store.open(path, KEY).close()


@pytest.mark.parametrize("offset", [0, 100, 5_000, 40_000])
def test_flipped_bytes_are_found_at_the_start(tmp_path: Path, offset: int) -> None:
    path = tmp_path / "deskhand.db"
    Store.open(path, KEY).close()
    damage(path, offset)
    with pytest.raises(StoreDamaged) as damaged:
        Store.open(path, KEY)
    assert damaged.value.reason == "STORE_DAMAGED"


async def test_damage_under_an_open_store_is_named(tmp_path: Path) -> None:
    path = tmp_path / "deskhand.db"
    first = Store.open(path, KEY)
    await first.write(lambda db: remember(db, "one", "x" * 500_000))
    first.close()
    second = Store.open(path, KEY)
    damage(path, 300_000)
    with pytest.raises(StoreDamaged):
        await second.read(lambda db: db.execute("SELECT * FROM calls").fetchall())
    second.close()


async def test_damage_met_in_use_is_looked_for_at_the_next_start_whatever_the_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "deskhand.db"
    monkeypatch.setattr("sidecar.store.CHECKED_AT_START_BYTES", 0)
    first = Store.open(path, KEY)
    await first.write(lambda db: remember(db, "one", "x" * 500_000))
    first.close()
    damage(path, 300_000)
    second = Store.open(path, KEY)
    with pytest.raises(StoreDamaged):
        await second.read(lambda db: db.execute("SELECT * FROM calls").fetchall())
    second.close()
    with pytest.raises(StoreDamaged):
        Store.open(path, KEY)
    quarantine(path)
    Store.open(path, KEY).close()
    assert not path.with_name("deskhand.db.suspect").exists()


def test_a_quarantined_database_is_kept_and_a_fresh_one_works(tmp_path: Path) -> None:
    path = tmp_path / "deskhand.db"
    Store.open(path, KEY).close()
    damage(path, 0)
    broken = path.read_bytes()

    aside = quarantine(path)
    Store.open(path, KEY).close()
    damage(path, 0)

    assert aside.read_bytes() == broken
    assert quarantine(path) != aside


def damage(path: Path, offset: int) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(b"damage" * 20)


WRITER = """
import asyncio, sys
from pathlib import Path
from sidecar.store import Store

async def main():
    store = Store.open(Path(sys.argv[1]), bytes(range(32)))
    for number in range(100_000):
        name = f"{sys.argv[2]}-{number}"
        row = [name, "h", "{}", 0]
        await store.write(lambda db: db.execute("INSERT INTO calls VALUES (?, ?, ?, ?)", row))
        print(name, flush=True)

asyncio.run(main())
"""


def written_until_killed(path: Path, name: str, line_count: int) -> list[str]:
    """What a writer acknowledged before it was killed, at the earliest after `line_count`."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, path, name], stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(line_count)]
        writer.send_signal(signal.SIGKILL)
        lines += writer.stdout
    return [line.strip() for line in lines if line.endswith("\n")]


def test_twenty_kills_lose_no_acknowledged_write(tmp_path: Path) -> None:
    path = tmp_path / "deskhand.db"
    seeded = random.Random(2)
    acknowledged: list[str] = []
    for kill in range(20):
        acknowledged += written_until_killed(path, str(kill), seeded.randint(1, 40))

    store = Store.open(path, KEY)
    written = asyncio.run(
        store.read(
            lambda db: [
                name for (name,) in db.execute("SELECT request_id FROM calls ORDER BY rowid")
            ]
        )
    )
    store.close()
    assert len(acknowledged) >= 20
    assert set(acknowledged) <= set(written)
    assert len(written) - len(acknowledged) <= 20  # written, killed before saying so
