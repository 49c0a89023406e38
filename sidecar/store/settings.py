"""The owner's settings, as WordPress last sent them."""

from __future__ import annotations

from google.protobuf.json_format import MessageToJson, Parse
from sqlite_utils import Database

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
