from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from dataclasses import replace
from typing import Any

import pytest

from sidecar.admission.budget import Budget
from sidecar.config import Config
from sidecar.desk.audit import AuditLog
from sidecar.endpoint import Writer
from sidecar.errors import ModelUnavailable
from sidecar.llm.provider import Endpoint, Provider
from sidecar.nouns import Usage
from sidecar.orchestrator.intent import Router
from sidecar.service.answering import Answering, answering
from sidecar.store import Store, spend
from sidecar.store.settings import LiveSettings
from sidecar.telemetry import Metrics, Pseudonyms
from sidecar.upstream import FAILURES, Breaker
from sidecar.v1.operations_pb2 import ShopSettings
from tests.fakes.modelled_shop import no_pause
from tests.fakes.openai_server import Fails, OpenAIServer, Says
from tests.fakes.pages import Pages

NOBODY: Any = None


def answering_with(*providers: Provider) -> Answering:
    """As far as its checks go."""
    return Answering(*[NOBODY] * 7, providers)


async def test_the_owner_is_told_which_model_answers_and_when_it_keeps_failing() -> None:
    breaker = Breaker()
    provider = Provider(Endpoint("http://127.0.0.1:9/v1", "", "fern-1"), breaker)
    answering = answering_with(provider)
    assert answering.model_check().ok
    for _ in range(FAILURES):
        breaker.failed(breaker.enter())
    assert not answering.model_check().ok
    assert "fern-1" in answering.model_check().text
    await provider.close()


@pytest.mark.parametrize(
    ("status", "advice"),
    [(401, "key"), (404, "name of its model"), (429, "quota"), (422, "dialect")],
)
async def test_the_owner_is_told_of_a_model_that_refuses_and_what_to_check(
    status: int, advice: str
) -> None:
    server = OpenAIServer([*[Fails(status)] * 3, Says("Yes.")])
    with server as base_url:
        provider = Provider(Endpoint(base_url, "sk-dead", "fern-1"), sleep=no_pause)
        answering = answering_with(provider)
        with pytest.raises(ModelUnavailable):
            await anext(provider.stream([]))
        check = answering.model_check()
        await provider.close()
    assert not check.ok
    assert f"HTTP {status}" in check.text
    assert "fern-1" in check.text
    assert advice in check.text
    assert "sk-dead" not in check.text
    assert "SECRET" not in check.text


async def test_the_owner_is_told_which_model_a_budget_does_not_count(store: Store) -> None:
    settings = LiveSettings(store, ShopSettings(monthly_budget_micros=10_000_000))
    priced = Provider(Endpoint("http://127.0.0.1:9/v1", "", Writer("fern-1", 1, 2)))
    unpriced = Provider(Endpoint("http://127.0.0.1:9/v1", "", "moss-1", name="second"))
    budget = await Budget.load(store, settings, lambda: 1_800_000_000_000)
    made = replace(answering_with(priced, unpriced), budget=budget)
    assert not made.budget_check().ok
    assert "what second/moss-1 costs is not counted" in made.budget_check().text
    assert replace(made, providers=(priced,)).budget_check().ok


def test_no_model_is_no_fault() -> None:
    assert answering_with().model_check().ok


def test_a_start_does_not_wait_for_the_models_library() -> None:
    # 0.4 s: the provider loads it while the sidecar already serves.
    check = "import sys, sidecar.service.server; sys.exit('openai' in sys.modules)"
    subprocess.run([sys.executable, "-c", check], check=True)


async def test_a_warm_up_that_failed_leaves_nothing_open(
    store: Store, config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Router) -> None:
        raise RuntimeError("no examples")

    monkeypatch.setattr(Router, "warm", fail)
    endpoint = Endpoint("http://127.0.0.1:9/v1", "", "fern-1")
    settings = LiveSettings(store, ShopSettings(monthly_budget_micros=10_000_000))
    month = spend.month_of(time.time_ns() // 1_000_000)
    with pytest.raises(RuntimeError, match="no examples"):
        async with answering(
            config.model_copy(update={"providers": (endpoint,)}),
            store=store,
            settings=settings,
            knowledge=Pages(),
            embedder=NOBODY,
            metrics=Metrics(),
            pseudonyms=Pseudonyms(bytes(32)),
            id_key=bytes(32),
            audit_log=AuditLog(Pseudonyms(bytes(32)).of, bytes(32)),
        ) as answers:
            client = await asyncio.to_thread(answers.providers[0].warm)
            with await answers.budget.reserve("t", Usage(cost_micros=90)) as hold:
                hold.settle(Usage(cost_micros=7))
            leased = await store.read(lambda db: spend.get(db, month).leased_micros)
            assert leased > 7
    assert client.is_closed()
    assert (await store.read(lambda db: spend.get(db, month))).leased_micros == 7
