from __future__ import annotations

from pathlib import Path

import pytest

from sidecar.errors import StoreDamaged
from sidecar.store import Store, migrations

KEY = bytes(range(32))


async def applied(store: Store) -> list[str]:
    return await store.read(
        lambda db: [name for (name,) in db.execute("SELECT name FROM migrations ORDER BY rowid")]
    )


async def test_a_new_database_has_every_step_in_order(store: Store) -> None:
    assert await applied(store) == [step.__name__ for step in migrations.MIGRATIONS]


async def test_opening_again_applies_nothing_twice(tmp_path: Path) -> None:
    path = tmp_path / "deskhand.db"
    Store.open(path, KEY).close()
    store = Store.open(path, KEY)
    assert len(await applied(store)) == len(migrations.MIGRATIONS)
    store.close()


async def test_an_older_database_gets_what_it_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "deskhand.db"
    steps = migrations.MIGRATIONS
    monkeypatch.setattr(migrations, "MIGRATIONS", steps[:3])
    Store.open(path, KEY).close()
    monkeypatch.setattr(migrations, "MIGRATIONS", steps)
    store = Store.open(path, KEY)
    assert await applied(store) == [step.__name__ for step in steps]
    store.close()


async def test_a_step_that_fails_leaves_the_database_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "deskhand.db"
    steps = migrations.MIGRATIONS

    def explode(db: object) -> None:
        raise RuntimeError("no")

    monkeypatch.setattr(migrations, "MIGRATIONS", (*steps, explode))
    with pytest.raises(RuntimeError):
        Store.open(path, KEY)
    monkeypatch.setattr(migrations, "MIGRATIONS", steps)
    store = Store.open(path, KEY)
    assert await applied(store) == [step.__name__ for step in steps]
    store.close()


def test_a_newer_database_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "deskhand.db"
    Store.open(path, KEY).close()
    monkeypatch.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:-1])
    with pytest.raises(StoreDamaged) as newer:
        Store.open(path, KEY)
    assert newer.value.reason == "STORE_NEWER"
