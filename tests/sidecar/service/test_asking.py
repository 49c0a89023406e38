"""A trial turn beside the sidecar that serves: real index, a model behind a socket, no effect."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from sidecar.config import Config
from sidecar.errors import BadMessage
from sidecar.service.asking import Step, ask
from sidecar.service.inspection import DATABASE_FILE
from sidecar.service.knowledge import INDEX_FOLDER
from sidecar.store import Database, Store, documents, settings, spend
from sidecar.store.key_file import load_or_create_key
from sidecar.v1.operations_pb2 import Flag, ShopSettings
from tests.fakes.openai_server import Answer, Calls, Fails, OpenAIServer, Says
from tests.sidecar.running import deskhand
from tests.sidecar.shop import HOUR_MS

QUESTION = "How long may I take to return something?"
TRUE, FALSE = "You may return anything unused within 30 days of delivery [p1].", "It costs 5 euros."


@pytest.fixture
def beside(config: Config, shop_index: Path) -> Config:
    """Settings of a sidecar whose index answers; it has no database yet."""
    config.data_dir.mkdir()
    (config.data_dir / INDEX_FOLDER).symlink_to(shop_index)
    return config


@contextmanager
def modelled(config: Config, *answers: Answer) -> Iterator[tuple[Config, OpenAIServer]]:
    """The same with a priced model that answers so."""
    server = OpenAIServer(answers)
    with server as base_url:
        model = {"llm_base_url": base_url, "llm_model": "fern-1", "llm_output_price": Decimal(1)}
        yield config.model_copy(update=model), server


async def shop(config: Config, shop: ShopSettings, *writes: Any) -> Store:
    """The database of that shop."""
    config.key_file.parent.mkdir(exist_ok=True)
    store = Store.open(config.data_dir / DATABASE_FILE, load_or_create_key(config.key_file))
    for write in (lambda db: settings.put(db, shop), *writes):
        await store.write(write)
    return store


async def asked(config: Config, question: str = QUESTION, **options: Any) -> list[Step]:
    """All steps of the turn."""
    return [step async for step in ask(config, question, say=lambda _: None, **options)]


def spent(db: Database) -> tuple[int, int, set[str]]:
    """What the month has spent, what of it is recorded, and of which models."""
    at = spend.month_of(time.time_ns() // 1_000_000)
    month, records = spend.get(db, at), spend.track_records(db, at)
    return month.leased_micros, month.recorded_micros, {record.model for record in records}


async def test_a_cost_that_no_database_takes_is_said(beside: Config) -> None:
    said: list[str] = []
    with modelled(beside, Says(TRUE)) as (config, _):
        async for step in ask(config, QUESTION, say=said.append):
            assert step.kind != "failed"
    assert said[-1].endswith("What this cost is not in the month's sum.")


async def test_half_a_turn_is_paid_for(beside: Config) -> None:
    store = await shop(beside, ShopSettings())
    with modelled(beside, Says(TRUE, then="hang")) as (config, server):
        async with aclosing(ask(config, QUESTION, say=lambda _: None)) as steps:
            async for _ in steps:
                if server.requests:
                    break
    leased, _, _ = await store.read(spent)
    assert leased > 0
    store.close()


def of(steps: list[Step], kind: str) -> list[Step]:
    return [step for step in steps if step.kind == kind]


async def test_a_turn_is_shown_with_its_passages_verdicts_calls_and_cost(beside: Config) -> None:
    answers = (Calls((("search_kb", {"query": "returns"}),)), Says(f"{TRUE} {FALSE}"), Says("NONE"))
    store = await shop(beside, ShopSettings())
    with modelled(beside, *answers) as (config, server):
        steps = await asked(config)
    assert await store.read(spent) == (60, 60, {"main/fern-1"})
    store.close()
    assert [step.is_last for step in steps].index(True) == len(steps) - 1
    assert [step.at_ms for step in steps] == sorted(step.at_ms for step in steps)
    assert of(steps, "search")[0].detail["confidence"] > 0.3
    first = of(steps, "passage")[0]
    assert (first.text, first.detail["mark"]) == ("Returns and refunds", "p1")
    assert of(steps, "tool")[0].detail["arguments"] == {"query": "returns"}
    assert [step.cost_micros for step in of(steps, "model")] == [20, 20, 20]
    verdicts = {step.text: step.detail for step in of(steps, "proof")}
    assert verdicts[TRUE]["released"] and verdicts[TRUE]["sources"] == ["p1"]
    assert not verdicts[FALSE]["released"] and "5 EUR" in verdicts[FALSE]["reason"]
    states = [step.text for step in of(steps, "state")]
    assert (states[0], states[-1]) == ("PLAN", "RESPOND") and "TOOL_LOOP" in states
    last = steps[-1]
    assert (last.kind, last.detail["outcome"], last.cost_micros) == ("answer", "answered", 60)
    assert last.text.startswith("You may return anything") and FALSE not in last.text
    assert last.detail["sources"][0]["url"] == "https://shop.example/returns/"
    assert len(server.requests) == 3


async def test_each_try_of_a_model_is_shown_and_who_answers_in_its_place(beside: Config) -> None:
    with modelled(beside, Fails(503)) as (config, _):
        steps = await asked(config)
    assert [step.detail["failure"] for step in of(steps, "model")] == ["HTTP 503"] * 3
    brains = [(step.text, step.detail.get("gave_up", "")) for step in of(steps, "brain")]
    given_up = brains.index(("main/fern-1", "MODEL_UNAVAILABLE"))
    assert brains[given_up + 1 :] == [("extractive", "")]
    assert "SECRET" not in str(steps)


async def test_without_models_none_is_asked(beside: Config) -> None:
    with modelled(beside, Says(TRUE)) as (config, server):
        steps = await asked(config, uses_models=False)
    assert not server.requests
    assert steps[-1].detail["outcome"] == "answered"


async def test_the_owners_limits_and_flags_hold_and_the_shops_database_stays(
    beside: Config,
) -> None:
    flag = Flag(brain_version="bold", share_percent=20)
    rules = ShopSettings(shop_name="Fern", monthly_budget_micros=1_000, flags=[flag])
    month = spend.month_of(time.time_ns() // 1_000_000)
    store = await shop(beside, rules, lambda db: spend.lease(db, month, 1_000))

    def everything(db: Database) -> dict[str, list[Any]]:
        return {name: list(db[name].rows) for name in db.table_names()}

    before = await store.read(everything)
    with modelled(beside, Says(TRUE)) as (config, server):
        steps = await asked(config)
        talk = await asked(config, "I want to talk to a human")
    assert not server.requests
    assert of(steps, "budget")[0].detail["refused"] == "MONTH_SPENT"
    [weighed] = of(steps, "brain")[0].detail["flags"]
    assert (weighed["brain_version"], weighed["is_known"]) == ("bold", False)
    assert steps[-1].detail["outcome"] == "answered"
    assert talk[-1].detail["outcome"] == "handed_off"
    assert await store.read(everything) == before
    store.close()


async def test_search_is_off_where_it_is_off_in_the_sidecar(beside: Config) -> None:
    before_unix_ms = time.time_ns() // 1_000_000 - 50 * HOUR_MS
    store = await shop(beside, ShopSettings(), lambda db: documents.record_sync(db, before_unix_ms))
    store.close()
    [search] = of(await asked(beside), "search")
    assert (search.text, search.detail["reason"]) == ("off", "INDEX_STALE")
    (beside.data_dir / INDEX_FOLDER).unlink()
    beside.data_dir.joinpath(DATABASE_FILE).unlink()
    [search] = of(await asked(beside), "search")
    assert search.detail["reason"] == "INDEX_EMPTY"


@pytest.mark.parametrize("question", ["", "  ", "x" * 4_001, "a\x00b"])
async def test_a_question_that_is_none_is_refused(beside: Config, question: str) -> None:
    with pytest.raises(BadMessage):
        await asked(beside, question)


def test_the_command_prints_lines_for_people_or_for_machines(beside: Config) -> None:
    told = deskhand(beside, "ask", QUESTION, "--no-model", "--locale", "en-GB")
    assert told.returncode == 0, told.stderr
    assert "No WordPress runs here" in told.stderr
    assert "Settings are the defaults" in told.stderr
    assert "\N{CHECK MARK} You may return anything" in told.stdout
    assert "Source: Returns and refunds https://shop.example/returns/" in told.stdout
    assert "answered, confidence 0." in told.stdout
    as_json = deskhand(beside, "ask", "tent", "--json", "--no-model", "--product-id", "42")
    lines = [json.loads(line) for line in as_json.stdout.splitlines()]
    keys = ["kind", "text", "detail", "took_ms", "cost_micros", "at_ms"]
    assert all(list(line) == keys for line in lines)
    assert [line["kind"] for line in lines].index("answer") == len(lines) - 1
    refused = deskhand(beside, "ask", " ")
    assert (refused.returncode, refused.stderr) == (1, "deskhand: The message is blank.\n")
