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
    cursor = db.execute(
        "INSERT INTO keys VALUES (?, ?, ?, ?, NULL) ON CONFLICT DO NOTHING",
        [key.kid, key.public_key, key.site, now_unix_ms],
    )
    return bool(cursor.rowcount)


def live(db: Database) -> tuple[PublicKey, ...]:
    """The keys that may sign, oldest first."""
    rows = db.execute(
        "SELECT kid, public_key, site FROM keys WHERE revoked_unix_ms IS NULL"
        " ORDER BY added_unix_ms, kid"
    )
    return tuple(PublicKey(*row) for row in rows)


def any_ever(db: Database) -> bool:
    """Whether a key was ever registered, revoked ones included."""
    return db.execute("SELECT 1 FROM keys LIMIT 1").fetchone() is not None


def revoke(db: Database, kid: str, now_unix_ms: int) -> bool:
    """Ends a key for good; False when it is unknown or already revoked."""
    cursor = db.execute(
        "UPDATE keys SET revoked_unix_ms = ? WHERE kid = ? AND revoked_unix_ms IS NULL",
        [now_unix_ms, kid],
    )
    return bool(cursor.rowcount)


def forget_all(db: Database) -> None:
    """Removes every key, as when the sidecar moves to another site."""
    db.execute("DELETE FROM keys")
