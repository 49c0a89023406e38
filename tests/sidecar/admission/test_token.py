from __future__ import annotations

import base64
import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from sidecar.admission.token import parse_public_key, verify
from sidecar.errors import BadMessage, NotAuthenticated
from tests.sidecar.signing import SITE, Signer

BODY = b"message"
NOW = 1_800_000_000
SHOP = Signer()
KEYS = {SHOP.kid: parse_public_key(SHOP.public_key)}


def check(text: str, body: bytes = BODY, now_s: float = NOW) -> Any:
    return verify(text, body, KEYS, SITE, now_s)


def token(body: bytes = BODY, **changes: Any) -> str:
    return SHOP.token(body, **({"iat": NOW, "exp": NOW + 60} | changes))


def reason_of(text: str, **arguments: Any) -> str:
    with pytest.raises(NotAuthenticated) as refused:
        check(text, **arguments)
    return refused.value.reason


def test_a_good_token_says_who_calls() -> None:
    good = check(token(sub="u_1", thr="t1", scp="support.read_kb orders.read_own", jti="ab" * 16))
    assert good.identity.subject == "u_1"
    assert good.identity.thread_id == "t1"
    assert good.identity.scopes == {"support.read_kb", "orders.read_own"}
    assert good.identity.site == SITE
    assert good.identity.kid == SHOP.kid
    assert (good.jti, good.expires_unix_s) == ("ab" * 16, NOW + 60)


def test_several_keys_live_side_by_side() -> None:
    second = Signer()
    keys = KEYS | {second.kid: parse_public_key(second.public_key)}
    for signer in (SHOP, second):
        text = signer.token(BODY, iat=NOW, exp=NOW + 60)
        assert verify(text, BODY, keys, SITE, NOW).identity.kid == signer.kid


def test_an_unknown_key_is_refused() -> None:
    assert reason_of(Signer().token(BODY, iat=NOW, exp=NOW + 60)) == "KEY_UNKNOWN"


def test_a_foreign_key_under_a_known_name_is_refused() -> None:
    claims = SHOP.claims(BODY, iat=NOW, exp=NOW + 60)
    assert reason_of(Signer().sign(claims, kid=SHOP.kid)) == "TOKEN_INVALID"


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_no_other_algorithm_is_taken(algorithm: str) -> None:
    # Everything the container can read, the public key above all, must forge nothing.
    raw = parse_public_key(SHOP.public_key).public_bytes(Encoding.Raw, PublicFormat.Raw)
    secret = raw if algorithm == "HS256" else None
    claims = SHOP.claims(BODY, iat=NOW, exp=NOW + 60)
    text = jwt.encode(claims, secret, algorithm=algorithm, headers={"kid": SHOP.kid})  # type: ignore[arg-type]
    assert reason_of(text) == "TOKEN_INVALID"


def test_a_changed_claim_breaks_the_signature() -> None:
    header, payload, signature = token().split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    claims["sub"] = "staff"
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    assert reason_of(f"{header}.{forged}.{signature}") == "TOKEN_INVALID"


@pytest.mark.parametrize("name", ["aud", "sub", "thr", "scp", "iat", "exp", "jti", "bh"])
def test_every_claim_is_required(name: str) -> None:
    assert reason_of(token(**{name: None})) == "TOKEN_INVALID"


@pytest.mark.parametrize(
    "wrong",
    [
        {"iat": float(NOW)},
        {"exp": str(NOW + 60)},
        {"iat": True},
        {"aud": [SITE]},
        {"scp": ["operations.admin"]},
        {"sub": ""},
        {"jti": ""},
        {"jti": "short"},
        {"jti": 7},
    ],
)
def test_every_claim_has_its_type(wrong: dict[str, Any]) -> None:
    assert reason_of(token(**wrong)) == "TOKEN_INVALID"


@pytest.mark.parametrize(
    "site", ["https://shop.example/", "https://evil.example", "", "https://SHOP.example"]
)
def test_a_token_for_another_site_is_refused(site: str) -> None:
    assert reason_of(token(aud=site)) == "TOKEN_AUDIENCE"


@pytest.mark.parametrize("lifetime", [301, 315_360_000, 0, -1])
def test_a_token_that_lives_too_long_or_not_at_all_is_refused(lifetime: int) -> None:
    assert reason_of(token(exp=NOW + lifetime)) == "TOKEN_LIFETIME"


def test_five_minutes_is_the_longest_life() -> None:
    check(token(exp=NOW + 300))


@pytest.mark.parametrize(
    ("skew_s", "reason"), [(-5, ""), (-6, "TOKEN_EARLY"), (64.9, ""), (65, "TOKEN_EXPIRED")]
)
def test_clocks_may_differ_by_five_seconds(skew_s: float, reason: str) -> None:
    if reason:
        assert reason_of(token(), now_s=NOW + skew_s) == reason
    else:
        check(token(), now_s=NOW + skew_s)


def test_a_clock_that_differs_is_named_with_its_seconds() -> None:
    with pytest.raises(NotAuthenticated, match="31 s in the future"):
        check(token(), now_s=NOW - 31)


def test_a_token_for_another_message_is_refused() -> None:
    assert reason_of(token(), body=b"message!") == "TOKEN_BODY"
    assert reason_of(token(), body=b"") == "TOKEN_BODY"


def test_a_token_cannot_be_a_book() -> None:
    assert reason_of(token(sub="x" * 5_000)) == "TOKEN_INVALID"


@given(st.text(max_size=80))
def test_text_that_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(NotAuthenticated):
        check(text)


@pytest.mark.parametrize("raw", [b"", b"x" * 31, b"x" * 33])
def test_a_public_key_has_its_length(raw: bytes) -> None:
    with pytest.raises(BadMessage):
        parse_public_key(raw)


def test_a_fresh_token_holds_now() -> None:
    assert check(SHOP.token(BODY), now_s=time.time()).expires_unix_s > time.time()
