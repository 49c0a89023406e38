from __future__ import annotations

from sidecar.store import Store, keys

FIRST = keys.PublicKey("00" * 8, bytes(32), "https://shop.example")
SECOND = keys.PublicKey("11" * 8, bytes(range(32)), "https://shop.example")


async def test_several_keys_live_side_by_side(store: Store) -> None:
    assert await store.write(lambda db: keys.add(db, SECOND, 2))
    assert await store.write(lambda db: keys.add(db, FIRST, 1))
    assert await store.read(keys.live) == (FIRST, SECOND)


async def test_a_known_key_is_not_registered_twice(store: Store) -> None:
    assert await store.write(lambda db: keys.add(db, FIRST, 1))
    assert not await store.write(lambda db: keys.add(db, FIRST, 2))
    assert await store.read(keys.live) == (FIRST,)


async def test_a_revoked_key_never_comes_back(store: Store) -> None:
    await store.write(lambda db: keys.add(db, FIRST, 1))
    assert await store.write(lambda db: keys.revoke(db, FIRST.kid, 2))
    assert not await store.write(lambda db: keys.revoke(db, FIRST.kid, 3))
    assert not await store.write(lambda db: keys.add(db, FIRST, 4))
    assert await store.read(keys.live) == ()


async def test_that_there_ever_was_a_key_is_remembered_until_all_are_forgotten(
    store: Store,
) -> None:
    assert not await store.read(keys.any_ever)
    await store.write(lambda db: keys.add(db, FIRST, 1))
    await store.write(lambda db: keys.revoke(db, FIRST.kid, 2))
    assert await store.read(keys.any_ever)
    await store.write(keys.forget_all)
    assert not await store.read(keys.any_ever)
