from __future__ import annotations

from sidecar.store import Store, settings
from sidecar.v1.operations_pb2 import ShopSettings


async def test_before_the_first_settings_there_are_empty_ones(store: Store) -> None:
    assert await store.read(settings.get) == ShopSettings()


async def test_the_last_settings_replace_the_ones_before(store: Store) -> None:
    first = ShopSettings(shop_name="Kiln & Kettle", hosts=["shop.example"], messages_per_minute=3)
    second = ShopSettings(shop_name="Kessel", locale="de-DE")
    await store.write(lambda db: settings.put(db, first))
    assert await store.read(settings.get) == first
    await store.write(lambda db: settings.put(db, second))
    assert await store.read(settings.get) == second


async def test_a_setting_of_a_later_version_is_left_alone(store: Store) -> None:
    later = '{"shopName": "Kessel", "fromTheFuture": true}'
    await store.write(
        lambda db: db.execute("INSERT INTO settings VALUES (?, ?)", [settings.NAME, later])
    )
    assert await store.read(settings.get) == ShopSettings(shop_name="Kessel")
