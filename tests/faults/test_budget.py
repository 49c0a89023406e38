"""A flood of turns and kill -9 of a real sidecar, against the owner's money."""

from __future__ import annotations

import asyncio
import signal
import threading
from typing import Any

import grpc
import pytest

from sidecar.config import Config
from sidecar.v1 import operations_pb2 as pb
from tests.conftest import FULL
from tests.fakes import openai_server
from tests.fakes.openai_server import OpenAIServer, Says
from tests.fakes.shop import Heard
from tests.fakes.wordpress import WordPress
from tests.sidecar.running import Sidecar, running
from tests.sidecar.signing import Signer

OPERATIONS = "/sidecar.v1.Operations/"
FLOOD = 40  # turns at once, each in a thread of its own
KILL_COUNT = 2 if FULL else 1
BUDGET_MICROS = 500_000
# What each call is billed, at 10 a million tokens: some fourteen calls are the budget.
USAGE = {"prompt_tokens": 2_000, "completion_tokens": 700}
BILL_MICROS = 27_000
SAYS = Says("I am happy to help you. " * 10, tokens_per_s=200)


async def test_a_flood_with_kills_spends_no_more_than_the_budget(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openai_server, "USAGE", USAGE)
    asked = threading.Semaphore(0)

    def answer(_: dict[str, Any]) -> Says:
        asked.release()
        return SAYS

    model, signer = OpenAIServer([answer]), Signer()
    with model as base_url:
        env = priced(base_url)
        for life in range(KILL_COUNT):
            with running(config, **env) as sidecar:
                await flood(config, signer, life, asked, sidecar)
        with running(config, **env) as sidecar:
            heard = await flood(config, signer, KILL_COUNT, asked)
            month = await spend(config, signer)
            assert "MONTH_SPENT" in sidecar.text
    assert [each.terminal_count for each in heard] == [1] * FLOOD
    billed = len(model.requests) * BILL_MICROS
    assert billed <= month.spent_micros <= BUDGET_MICROS * 1.01


async def test_a_model_that_tells_more_than_it_can_have_used_ends_no_month(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    lie = {"prompt_tokens": 9_999_999, "completion_tokens": 9_999_999}
    monkeypatch.setattr(openai_server, "USAGE", lie)
    model, signer = OpenAIServer([SAYS]), Signer()
    with model as base_url, running(config, **priced(base_url)) as sidecar:
        heard = await flood(config, signer, 0, threading.Semaphore(0))
        month = await spend(config, signer)
        assert "model_usage_cut" in sidecar.text
    assert [each.terminal_count for each in heard] == [1] * FLOOD
    assert len(model.requests) > 1
    assert month.spent_micros <= BUDGET_MICROS * 1.01


async def test_a_larger_model_without_a_price_uses_the_budget_too(
    config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(openai_server, "USAGE", USAGE)
    model, signer = OpenAIServer([SAYS]), Signer()
    with (
        model as base_url,
        running(config, **priced(base_url), LLM_LARGE_MODEL="large") as sidecar,
    ):
        # The shop has no pages, so nobody is sure.
        await flood(config, signer, 0, threading.Semaphore(0), text="Is the kettle heavy?")
        month = await spend(config, signer)
        assert "MONTH_SPENT" in sidecar.text
    assert {asked["model"] for asked in model.requests} == {"large"}
    billed = len(model.requests) * BILL_MICROS
    assert billed <= month.spent_micros <= BUDGET_MICROS * 1.01


def priced(base_url: str) -> dict[str, str]:
    """Settings of a sidecar that asks there, at 10 a million tokens."""
    return {
        "LLM_BASE_URL": base_url,
        "LLM_MODEL": "fake",
        "LLM_INPUT_PRICE": "10",
        "LLM_OUTPUT_PRICE": "10",
        "TURN_DEADLINE_S": "60",
        "MESSAGES_PER_SUBJECT_MINUTE": "6000",
    }


async def flood(
    config: Config,
    signer: Signer,
    life: int,
    asked: threading.Semaphore,
    doomed: Sidecar | None = None,
    *,
    text: str = "Hello, can you help?",
) -> list[Heard]:
    """Asks in all threads at once; a `doomed` sidecar is killed once the model was asked twice.

    What a killed one held may leave the next no room to ask; then that is killed without.
    """
    async with grpc.aio.insecure_channel(f"unix:{config.socket}") as channel:
        site = WordPress.at(channel, signer)
        await site.pair()
        settings = pb.ShopSettings(
            monthly_budget_micros=BUDGET_MICROS, messages_per_minute=600, hosts=["shop.example"]
        )
        await site.caller.call(OPERATIONS + "PutSettings", pb.PutSettingsRequest(settings=settings))
        turns = [
            asyncio.create_task(site.ask(text, f"message-{life}", thread_id=f"thread-{life}-{at}"))
            for at in range(FLOOD)
        ]
        if doomed is None:
            return await asyncio.gather(*turns)
        for _ in range(2):
            await asyncio.to_thread(asked.acquire, timeout=5)
        doomed.end(signal.SIGKILL)
        await asyncio.gather(*turns, return_exceptions=True)
        return []


async def spend(config: Config, signer: Signer) -> pb.GetSpendResponse:
    async with grpc.aio.insecure_channel(f"unix:{config.socket}") as channel:
        caller = WordPress.at(channel, signer).caller
        answer: pb.GetSpendResponse = await caller.call(
            OPERATIONS + "GetSpend", pb.GetSpendRequest()
        )
        return answer
