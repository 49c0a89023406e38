from __future__ import annotations

from dataclasses import replace

from sidecar.store import Store, keys

FIRST = keys.PublicKey("00" * 8, bytes(32), "https://shop.example")
SECOND = keys.PublicKey("11" * 8, bytes(range(32)), "https://shop.example")


async def test_several_keys_live_side_by_side(store: Store) -> None:
    await store.write(lambda db: keys.add(db, SECOND, 2))
    await store.write(lambda db: keys.add(db, FIRST, 1))
    assert await store.read(keys.live) == (FIRST, SECOND)


async def test_a_known_key_stays_as_it_is(store: Store) -> None:
    await store.write(lambda db: keys.add(db, FIRST, 1))
    await store.write(lambda db: keys.add(db, replace(FIRST, site="https://other.example"), 2))
    assert await store.read(keys.live) == (FIRST,)


async def test_all_keys_can_be_forgotten(store: Store) -> None:
    await store.write(lambda db: keys.add(db, FIRST, 1))
    await store.write(keys.forget_all)
    assert await store.read(keys.live) == ()
