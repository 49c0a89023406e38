from __future__ import annotations

import asyncio
import io
import json
import random
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from typing import Any

import grpc
import pytest
import structlog
from google.protobuf.message_factory import GetMessageClass
from grpc_health.v1 import health_pb2, health_pb2_grpc

from sidecar import telemetry
from sidecar.config import Config
from sidecar.errors import NotAuthenticated
from sidecar.service.authentication import METHODS as RULES
from sidecar.service.authentication import identity
from sidecar.service.server import serving
from sidecar.v1.operations_pb2 import (
    GetMetricsRequest,
    GetStatusRequest,
    PairRequest,
    PutSettingsRequest,
    ShopSettings,
)
from tests.sidecar.calling import METHODS, Caller, reason_of
from tests.sidecar.signing import SITE, Signer

STATUS = "/sidecar.v1.Operations/GetStatus"


@pytest.fixture
async def caller(config: Config) -> AsyncIterator[Caller]:
    async with (
        serving(config),
        grpc.aio.insecure_channel(f"unix:{config.socket}") as channel,
    ):
        paired = Caller(channel, Signer())
        await paired.pair()
        yield paired


@pytest.fixture
def logs() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    telemetry.configure_logs("info", stream)
    yield stream
    structlog.reset_defaults()


async def refusal(attempt: Any) -> tuple[grpc.StatusCode, str]:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await attempt
    return refused.value.code(), reason_of(refused.value)


def test_every_method_has_a_rule_and_no_rule_is_for_nothing() -> None:
    health = {f"/grpc.health.v1.Health/{name}" for name in ("Check", "List", "Watch")}
    assert set(RULES) == set(METHODS) | health


def test_only_health_is_open_and_only_pairing_signs_for_itself() -> None:
    assert {path for path, rule in RULES.items() if rule.open_to_all} == {
        path for path in RULES if path.startswith("/grpc.health.v1.")
    }
    assert [path for path, rule in RULES.items() if rule.self_signed] == [
        "/sidecar.v1.Operations/Pair"
    ]
    assert all(rule.scopes or rule.self_signed or rule.open_to_all for rule in RULES.values())


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer x.y.z", "Basic YTpi"])
async def test_no_method_answers_without_a_token(caller: Caller, authorization: str | None) -> None:
    metadata = () if authorization is None else (("authorization", authorization),)
    for path, method in METHODS.items():
        request = GetMessageClass(method.input_type)()
        call = caller.channel.unary_stream(path)(
            request.SerializeToString(), metadata=metadata, timeout=10
        )
        code, reason = await refusal(call.read())
        if RULES[path].self_signed and authorization == "Bearer x.y.z":
            assert code is grpc.StatusCode.INVALID_ARGUMENT  # it names no key to check with
        else:
            assert (path, code) == (path, grpc.StatusCode.UNAUTHENTICATED)
            assert reason.startswith(("TOKEN_", "KEY_"))


async def test_no_method_answers_a_token_without_its_scope(caller: Caller) -> None:
    every_scope = {scope for rule in RULES.values() for scope in rule.scopes}
    for path, method in METHODS.items():
        if RULES[path].self_signed:
            continue
        request = GetMessageClass(method.input_type)()
        call = caller.stream(path, request, scp=" ".join(every_scope - RULES[path].scopes))
        refused = (path, *await refusal(call.read()))
        assert refused == (path, grpc.StatusCode.PERMISSION_DENIED, "SCOPE_MISSING")


async def test_a_good_token_is_answered_and_a_second_use_is_not(caller: Caller) -> None:
    request = GetStatusRequest()
    metadata = caller.signer.metadata(request)
    assert (await caller.send(STATUS, request, metadata)).version
    assert await refusal(caller.send(STATUS, request, metadata)) == (
        grpc.StatusCode.UNAUTHENTICATED,
        "TOKEN_REPLAYED",
    )


async def test_a_used_token_stays_used_across_a_restart(config: Config) -> None:
    signer, request = Signer(), GetStatusRequest()
    metadata = signer.metadata(request)
    for expected in ("", "TOKEN_REPLAYED"):
        async with (
            serving(config),
            grpc.aio.insecure_channel(f"unix:{config.socket}") as channel,
        ):
            caller = Caller(channel, signer)
            await caller.pair()
            if expected:
                assert (await refusal(caller.send(STATUS, request, metadata)))[1] == expected
            else:
                await caller.send(STATUS, request, metadata)


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"aud": "https://other.example"}, "TOKEN_AUDIENCE"),
        ({"iat": 1_000_000_000, "exp": 1_000_000_060}, "TOKEN_EXPIRED"),
        ({"iat": 4_000_000_000, "exp": 4_000_000_060}, "TOKEN_EARLY"),
        ({"iat": 1_000_000_000, "exp": 4_000_000_000}, "TOKEN_LIFETIME"),
        ({"bh": "0" * 43}, "TOKEN_BODY"),
        ({"jti": None}, "TOKEN_INVALID"),
    ],
)
async def test_a_token_that_does_not_hold_is_refused(
    caller: Caller, claims: dict[str, Any], reason: str
) -> None:
    attempt = caller.call(STATUS, GetStatusRequest(), **claims)
    assert await refusal(attempt) == (grpc.StatusCode.UNAUTHENTICATED, reason)


async def test_a_forged_token_is_refused(caller: Caller) -> None:
    stranger = Caller(caller.channel, Signer())
    assert (await refusal(stranger.call(STATUS, GetStatusRequest())))[1] == "KEY_UNKNOWN"
    claims = caller.signer.claims(b"")
    forged = stranger.signer.sign(claims, kid=caller.signer.kid)
    attempt = caller.send(STATUS, b"", (("authorization", f"Bearer {forged}"),))
    assert (await refusal(attempt))[1] == "TOKEN_INVALID"


async def test_a_message_changed_on_the_way_is_refused(caller: Caller) -> None:
    sent = PutSettingsRequest(settings=ShopSettings(shop_name="Kessel"))
    changed = PutSettingsRequest(settings=ShopSettings(shop_name="Other"))
    path = "/sidecar.v1.Operations/PutSettings"
    attempt = caller.send(path, changed, caller.signer.metadata(sent))
    assert (await refusal(attempt))[1] == "TOKEN_BODY"


async def test_bytes_that_are_no_message_are_refused_after_the_token(caller: Caller) -> None:
    path = "/sidecar.v1.Operations/PutSettings"
    broken = b"\x0a\xff"
    assert await refusal(caller.send(path, broken, caller.signer.metadata(broken))) == (
        grpc.StatusCode.INVALID_ARGUMENT,
        "MESSAGE_MALFORMED",
    )
    assert (await refusal(caller.send(path, broken)))[0] is grpc.StatusCode.UNAUTHENTICATED


async def test_no_bytes_at_all_make_a_method_fail_without_a_reason(caller: Caller) -> None:
    seeded = random.Random(2)
    bodies = [b"", b"\xff" * 11, b"\x0a\x05ab", b"\x0a\x00" * 50_000]
    bodies += [seeded.randbytes(seeded.randint(1, 80)) for _ in range(20)]
    for path in METHODS:
        for body in bodies:
            call = caller.channel.unary_stream(path)(
                body, metadata=caller.signer.metadata(body, thr="ab" * 16), timeout=10
            )
            try:
                while await call.read() is not grpc.aio.EOF:
                    pass
            except grpc.aio.AioRpcError as refused:
                assert refused.code() not in (grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN)
                assert reason_of(refused), path


async def test_pairing_must_be_signed_by_the_key_it_brings(caller: Caller) -> None:
    liar = Caller(caller.channel, replace(caller.signer, private_key=Signer().private_key))
    victim = caller.signer
    request = PairRequest(public_key=victim.public_key, site=SITE)
    path = "/sidecar.v1.Operations/Pair"
    metadata = liar.signer.metadata(request)
    assert (await refusal(caller.send(path, request, metadata)))[1] == "KEY_UNKNOWN"
    forged = liar.signer.sign(liar.signer.claims(request.SerializeToString()), kid=victim.kid)
    attempt = caller.send(path, request, (("authorization", f"Bearer {forged}"),))
    assert (await refusal(attempt))[1] == "TOKEN_INVALID"


async def test_health_needs_no_token_and_says_no_more_than_that_it_serves(
    caller: Caller,
) -> None:
    health = health_pb2_grpc.HealthStub(caller.channel)
    answer = await health.Check(health_pb2.HealthCheckRequest(), timeout=10)
    assert answer.status == health_pb2.HealthCheckResponse.SERVING


async def test_the_services_cannot_be_listed(caller: Caller) -> None:
    path = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"
    code, _ = await refusal(caller.channel.unary_unary(path)(b"", timeout=10))
    assert code is grpc.StatusCode.UNIMPLEMENTED


async def test_every_call_leaves_one_record_without_ids(logs: io.StringIO, caller: Caller) -> None:
    logs.truncate(0)
    logs.seek(0)
    await caller.call(STATUS, GetStatusRequest(), sub="u_" + "ab" * 16, thr="cd" * 16)
    await refusal(caller.call(STATUS, GetStatusRequest(), scp="desk.staff"))
    # A call is recorded once its answer is on its way.
    async with asyncio.timeout(20):
        while logs.getvalue().count("\n") < 2:  # noqa: ASYNC110
            await asyncio.sleep(0)
    answered, refused = (json.loads(line) for line in logs.getvalue().splitlines())
    assert (answered["method"], answered["code"]) == (STATUS, "OK")
    assert len(answered["thread"]) == len(answered["user"]) == 16
    assert answered["duration_ms"] > 0
    assert (refused["code"], refused["reason"]) == ("PERMISSION_DENIED", "SCOPE_MISSING")
    assert answered["request_id"] != refused["request_id"]
    assert "abab" not in logs.getvalue()
    assert "cdcd" not in logs.getvalue()


async def test_calls_are_counted_by_method_and_code(caller: Caller) -> None:
    await refusal(caller.call(STATUS, GetStatusRequest(), scp=""))
    metrics = await caller.call("/sidecar.v1.Operations/GetMetrics", GetMetricsRequest())
    line = f'deskhand_rpcs_total{{code="PERMISSION_DENIED",method="{STATUS}"}} 1.0'
    assert line in metrics.text.splitlines()


def test_outside_of_a_call_there_is_no_caller() -> None:
    with pytest.raises(NotAuthenticated):
        identity()
