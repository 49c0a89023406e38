"""The keys that the plugin derives from the WordPress salts."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.wire.php_client import SALTS, php_client

NAMES = [
    "AUTH_KEY",
    "SECURE_AUTH_KEY",
    "LOGGED_IN_KEY",
    "NONCE_KEY",
    "AUTH_SALT",
    "SECURE_AUTH_SALT",
    "LOGGED_IN_SALT",
    "NONCE_SALT",
]


async def keys(salts: dict[str, str], labels: list[str] | None = None) -> dict[str, Any]:
    """What PHP derives from `salts`, or its refusal."""
    async with php_client("keys", salts=salts, labels=labels or []) as client:
        return await client.next()


def hkdf(salts: dict[str, str], purpose: str) -> bytes:
    secret = "\0".join(salts[name] for name in NAMES).encode()
    return HKDF(SHA256(), 32, b"deskhand", f"deskhand/v1/{purpose}".encode()).derive(secret)


async def test_keys_are_hkdf_of_the_salts() -> None:
    made = await keys(SALTS, labels=["thread", "subject"])
    private_key = Ed25519PrivateKey.from_private_bytes(hkdf(SALTS, "ed25519"))
    public_key = private_key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    assert made["public_key"] == public_key.hex()
    assert made["derived"] == [
        hkdf(SALTS, "derive/thread").hex(),
        hkdf(SALTS, "derive/subject").hex(),
    ]


async def test_no_label_gives_the_signing_seed() -> None:
    made = await keys(SALTS, labels=["ed25519", "", "../ed25519"])
    assert hkdf(SALTS, "ed25519").hex() not in made["derived"]


@pytest.mark.parametrize("name", NAMES)
async def test_every_salt_counts(name: str) -> None:
    usual, changed = await keys(SALTS), await keys(SALTS | {name: "another phrase"})
    assert usual["public_key"] != changed["public_key"]


@pytest.mark.parametrize("value", [None, "", "put your unique phrase here", SALTS["AUTH_KEY"]])
@pytest.mark.parametrize("name", ["SECURE_AUTH_KEY", "NONCE_SALT"])
async def test_a_salt_that_is_no_secret_is_refused(name: str, value: str | None) -> None:
    salts = {key: salt for key, salt in SALTS.items() if key != name}
    made = await keys(salts if value is None else salts | {name: value})
    assert (made["status"], made["reason"]) == (9, "SALTS_MISSING")
