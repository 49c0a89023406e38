"""The owner's settings, as WordPress last sent them."""

from __future__ import annotations

from google.protobuf.json_format import MessageToJson, Parse
from sqlite_utils import Database

from sidecar.store import Store
from sidecar.v1.operations_pb2 import ShopSettings

NAME = "shop"


def put(db: Database, settings: ShopSettings) -> None:
    """Replaces what was there."""
    db.execute(
        "INSERT INTO settings VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value_json = excluded.value_json",
        [NAME, MessageToJson(settings, indent=None)],
    )


def get(db: Database) -> ShopSettings:
    """The settings; an empty message before WordPress sent any.

    Fields of another version are ignored.
    """
    row = db.execute("SELECT value_json FROM settings WHERE name = ?", [NAME]).fetchone()
    if row is None:
        return ShopSettings()
    return Parse(row[0], ShopSettings(), ignore_unknown_fields=True)


class LiveSettings:
    """The settings as they are now, for those who ask on every message."""

    def __init__(self, store: Store, current: ShopSettings) -> None:
        self._store = store
        self._current = current

    @classmethod
    async def load(cls, store: Store) -> LiveSettings:
        """What the store holds."""
        return cls(store, await store.read(get))

    @property
    def current(self) -> ShopSettings:
        """Not to be changed by who reads it."""
        return self._current

    async def replace(self, settings: ShopSettings) -> None:
        """Stores `settings` and makes them current. Raises StoreFull, and then nothing changed."""
        await self._store.write(lambda db: put(db, settings))
        self._current = settings
