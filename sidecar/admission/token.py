"""Tokens: a signed statement of who calls, with which message, once and now.

The plugin signs one per call with Ed25519; the sidecar holds public keys only, so that nothing it
can read lets anyone make a token (trust T9). Times are checked here and not by PyJWT, which
would accept a token that lives ten years.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from sidecar.errors import BadMessage, NotAuthenticated
from sidecar.nouns import Identity

MAX_LIFETIME_S = 300
LEEWAY_S = 5
MAX_TOKEN_CHARS = 4_096

_CLAIMS: Mapping[str, type] = {
    "aud": str,
    "sub": str,
    "thr": str,
    "scp": str,
    "iat": int,
    "exp": int,
    "jti": str,
    "bh": str,
}


@dataclass(frozen=True, slots=True)
class Token:
    """A verified token. `jti` has not been looked up yet; it counts until `expires_unix_s`."""

    identity: Identity
    jti: str
    expires_unix_s: int


def key_id(public_key: bytes) -> str:
    """The name of a key in token headers: 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def parse_public_key(raw: bytes) -> Ed25519PublicKey:
    """Raises BadMessage unless `raw` is a 32-byte Ed25519 public key."""
    try:
        return Ed25519PublicKey.from_public_bytes(raw)
    except ValueError:
        raise BadMessage("The public key must be 32 bytes of Ed25519.") from None


def body_hash(body: bytes) -> str:
    """The `bh` claim of a serialised request: base64url of its SHA-256, without padding."""
    return base64.urlsafe_b64encode(hashlib.sha256(body).digest()).rstrip(b"=").decode()


def verify(
    text: str, body: bytes, keys: Mapping[str, Ed25519PublicKey], site: str, now_s: float
) -> Token:
    """The token in `text`, which must be signed by one of `keys` (by kid) for `site` and `body`.

    Raises NotAuthenticated with the reasons KEY_UNKNOWN, TOKEN_INVALID, TOKEN_AUDIENCE,
    TOKEN_EXPIRED, TOKEN_EARLY, TOKEN_LIFETIME, TOKEN_BODY. Whoever asks must still use up the
    token's jti (`sidecar.admission.replay`).
    """
    kid = _kid(text)
    key = keys.get(kid)
    if key is None:
        raise NotAuthenticated("The token's key is not registered here.", reason="KEY_UNKNOWN")
    claims = _claims(text, key)
    if not hmac.compare_digest(claims["aud"].encode(), site.encode()):
        raise NotAuthenticated("The token is for another site.", reason="TOKEN_AUDIENCE")
    _check_times(claims["iat"], claims["exp"], now_s)
    if not hmac.compare_digest(claims["bh"].encode(), body_hash(body).encode()):
        raise NotAuthenticated("The token is for another message.", reason="TOKEN_BODY")
    identity = Identity(
        site=site,
        subject=claims["sub"],
        thread_id=claims["thr"],
        scopes=frozenset(claims["scp"].split()),
        kid=kid,
    )
    return Token(identity, claims["jti"], claims["exp"])


def _kid(text: str) -> str:
    if len(text) > MAX_TOKEN_CHARS:
        raise NotAuthenticated("The token is too long.")
    try:
        kid = jwt.get_unverified_header(text).get("kid")
    except jwt.PyJWTError:
        raise NotAuthenticated("The token cannot be read.") from None
    if not isinstance(kid, str):
        raise NotAuthenticated("The token does not name its key.")
    return kid


def _claims(text: str, key: Ed25519PublicKey) -> dict[str, Any]:
    """The claims, once the signature holds and each claim is there with its type."""
    options: Any = {f"verify_{name}": False for name in ("exp", "iat", "nbf", "aud", "sub", "jti")}
    try:
        claims: dict[str, Any] = jwt.decode(text, key, algorithms=["EdDSA"], options=options)
    except jwt.PyJWTError:
        raise NotAuthenticated("The token's signature does not hold.") from None
    for name, kind in _CLAIMS.items():
        if type(claims.get(name)) is not kind:
            raise NotAuthenticated(f"The token's claim {name} is missing or not of its type.")
    if not claims["sub"] or not 16 <= len(claims["jti"]) <= 64:
        raise NotAuthenticated("The token's claims sub and jti must not be empty.")
    return claims


def _check_times(iat: int, exp: int, now_s: float) -> None:
    if not 0 < exp - iat <= MAX_LIFETIME_S:
        raise NotAuthenticated(
            f"The token must live at most {MAX_LIFETIME_S} s.", reason="TOKEN_LIFETIME"
        )
    if iat > now_s + LEEWAY_S:
        raise NotAuthenticated(
            f"The token is from {iat - now_s:.0f} s in the future: the clocks differ.",
            reason="TOKEN_EARLY",
        )
    if exp <= now_s - LEEWAY_S:
        raise NotAuthenticated(
            f"The token expired {now_s - exp:.0f} s ago: it is old or the clocks differ.",
            reason="TOKEN_EXPIRED",
        )
