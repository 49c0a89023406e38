"""The plugin's end of the token: signs as WordPress would."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, field
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from google.protobuf.message import Message

from sidecar.admission.token import body_hash, key_id

SITE = "https://shop.example"
ALL_SCOPES = (
    "support.read_kb orders.read_own tickets.create knowledge.write desk.staff operations.admin"
)


@dataclass(frozen=True)
class Signer:
    """A site with a private key of its own."""

    site: str = SITE
    private_key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public_key(self) -> bytes:
        return self.private_key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    @property
    def kid(self) -> str:
        return key_id(self.public_key)

    def claims(self, body: bytes = b"", **changes: Any) -> dict[str, Any]:
        """The claims of a good token; a change to None leaves the claim out."""
        now = int(time.time())
        claims = {
            "aud": self.site,
            "sub": "u_" + "0" * 32,
            "thr": "",
            "scp": ALL_SCOPES,
            "iat": now,
            "exp": now + 60,
            "jti": secrets.token_hex(16),
            "bh": body_hash(body),
        } | changes
        return {name: value for name, value in claims.items() if value is not None}

    def token(self, body: bytes | Message = b"", **changes: Any) -> str:
        """A signed token for `body`; `changes` make it a bad one."""
        if isinstance(body, Message):
            body = body.SerializeToString()
        return self.sign(self.claims(body, **changes))

    def sign(self, claims: dict[str, Any], **headers: Any) -> str:
        header = {"alg": "EdDSA", "typ": "JWT", "kid": self.kid} | headers
        return jwt.encode(claims, self.private_key, algorithm="EdDSA", headers=header)

    def metadata(self, body: bytes | Message, **changes: Any) -> tuple[tuple[str, str], ...]:
        return (("authorization", f"Bearer {self.token(body, **changes)}"),)
