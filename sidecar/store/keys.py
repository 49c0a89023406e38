"""Public keys that may sign tokens, and the site they belong to."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A registered Ed25519 key; `public_key` is its 32 raw bytes."""

    kid: str
    public_key: bytes
    site: str


def add(db: Database, key: PublicKey, now_unix_ms: int) -> None:
    """Registers the key; one whose kid is known stays as it is."""
    db.execute(
        "INSERT INTO keys (kid, public_key, site, added_unix_ms) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        [key.kid, key.public_key, key.site, now_unix_ms],
    )


def live(db: Database) -> tuple[PublicKey, ...]:
    """The keys that may sign, oldest first."""
    rows = db.execute("SELECT kid, public_key, site FROM keys ORDER BY added_unix_ms, kid")
    return tuple(PublicKey(*row) for row in rows)


def forget_all(db: Database) -> None:
    """Removes every key, as when the sidecar moves to another site."""
    db.execute("DELETE FROM keys")
