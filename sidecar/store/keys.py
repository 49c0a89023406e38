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


def add(db: Database, key: PublicKey, now_unix_ms: int) -> bool:
    """Registers the key; False, and nothing changed, when its kid is known, even if revoked."""
    return (
        db.execute(
            "INSERT INTO keys VALUES (?, ?, ?, ?, NULL) ON CONFLICT DO NOTHING",
            [key.kid, key.public_key, key.site, now_unix_ms],
        ).rowcount
        == 1
    )


def live(db: Database) -> tuple[PublicKey, ...]:
    """The keys that may sign, oldest first."""
    return tuple(
        PublicKey(*row)
        for row in db.execute(
            "SELECT kid, public_key, site FROM keys WHERE revoked_unix_ms IS NULL"
            " ORDER BY added_unix_ms, kid"
        )
    )


def revoke(db: Database, kid: str, now_unix_ms: int) -> bool:
    """Ends a key for good; False when it is unknown or already revoked."""
    return (
        db.execute(
            "UPDATE keys SET revoked_unix_ms = ? WHERE kid = ? AND revoked_unix_ms IS NULL",
            [now_unix_ms, kid],
        ).rowcount
        == 1
    )
