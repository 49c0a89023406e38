"""One turn in a process of its own, beside the sidecar that serves, and without effect.

It asks the real index and the real models. What it writes goes into a store of its own, which is
gone afterwards: no conversation, no ticket, no mail. Only what it cost goes into the shop's.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import AsyncGenerator, Callable, Iterator, Mapping
from contextlib import aclosing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sidecar.config import Config
from sidecar.desk.audit import AuditLog
from sidecar.embedder import Embedder
from sidecar.errors import BadMessage, DeskhandError, IndexUnavailable, NotFound
from sidecar.knowledge.query import Beside
from sidecar.nouns import Retrieval, Usage
from sidecar.orchestrator.message import ShopperMessage
from sidecar.service import clock
from sidecar.service.answering import answering
from sidecar.service.inspection import DATABASE_FILE
from sidecar.service.knowledge import INDEX_FOLDER
from sidecar.store import Database, Store, documents, spend
from sidecar.store import settings as owner_settings
from sidecar.store.key_file import load_key
from sidecar.store.settings import LiveSettings
from sidecar.store.threads import STAFF
from sidecar.telemetry import Metrics, Pseudonyms
from sidecar.v1.agent_pb2 import ChatEvent, ChatRequest, Outcome, Page
from sidecar.v1.operations_pb2 import ShopSettings

HOUR_MS = 3_600_000


@dataclass(frozen=True, slots=True)
class Step:
    """What happened `at_ms` after the message came.

    `kind` is one of the contract's `Trace`; `withdrawn` (what was shown is taken back), `offer`
    (of a ticket), `ticket`, `handoff`; or, last and once, `answer` or `failed`.
    """

    kind: str
    text: str
    detail: Mapping[str, Any]
    took_ms: float
    cost_micros: int
    at_ms: int

    @property
    def is_last(self) -> bool:
        """Whether nothing follows."""
        return self.kind in ("answer", "failed")

    def to_json(self) -> str:
        """One line, with the fields as keys."""
        return json.dumps(asdict(self), ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class _Shop:
    """What the shop's own store tells: how it is set up, and what is spent this month."""

    settings: ShopSettings
    spent_micros: int = 0
    synced_unix_ms: int = 0


@dataclass(frozen=True, slots=True)
class _Index:
    """The index beside the sidecar, or why it is off there; see `sidecar_tools.Knowledge`."""

    found: Beside | IndexUnavailable

    @classmethod
    def open(cls, config: Config, embedder: Embedder, synced_unix_ms: int) -> _Index:
        if 0 < synced_unix_ms < clock.now_unix_ms() - config.stale_after_h * HOUR_MS:
            return cls(IndexUnavailable("The index is stale.", reason="INDEX_STALE"))
        try:
            beside = Beside.open(config.data_dir / INDEX_FOLDER, embedder)
        except IndexUnavailable as cause:
            return cls(cause)
        beside.find("warm up")  # loads what a sidecar that serves has loaded
        return cls(beside)

    async def search(
        self, query: str, *, top_k: int = 3, product_id: int = 0, locale: str = ""
    ) -> Retrieval:
        if isinstance(self.found, IndexUnavailable):
            raise self.found
        return await asyncio.to_thread(
            self.found.find, query, top_k=top_k, product_id=product_id, locale=locale
        )


async def ask(
    config: Config,
    question: str,
    *,
    locale: str = "",
    product_id: int = 0,
    uses_models: bool = True,
    say: Callable[[str], None],
) -> AsyncGenerator[Step]:
    """The steps of one turn as they come; `say` hears what is different from a shopper's.

    Errors: BadMessage, BadSetting, and those of the temporary store.
    """
    request = ChatRequest(
        thread_id=secrets.token_hex(16),
        message_id=secrets.token_hex(16),
        text=question,
        page=Page(locale=locale, product_id=product_id),
        trace=True,
    )
    message = ShopperMessage.read(request, STAFF, frozenset())
    if not message.text:
        raise BadMessage("Ask something: the question is empty.")
    if not uses_models:
        config = _without_models(config)
    say("No WordPress runs here: orders, products and the shopper's account can't be looked up.")
    shop = await _shop(config, say)
    embedder = await asyncio.to_thread(Embedder.open, config.model_dir)
    index = await asyncio.to_thread(_Index.open, config, embedder, shop.synced_unix_ms)
    with TemporaryDirectory(prefix="deskhand-ask-") as folder:
        store = Store.open(Path(folder) / DATABASE_FILE, secrets.token_bytes(32))
        try:
            month = spend.month_of(clock.now_unix_ms())
            await store.write(lambda db: spend.lease(db, month, shop.spent_micros))
            try:
                async with answering(
                    config,
                    store=store,
                    settings=LiveSettings(store, shop.settings),
                    knowledge=index,
                    embedder=embedder,
                    metrics=Metrics(),
                    pseudonyms=(pseudonyms := Pseudonyms(secrets.token_bytes(32))),
                    id_key=secrets.token_bytes(32),
                    audit_log=AuditLog(pseudonyms.of, secrets.token_bytes(32)),
                ) as answers:
                    await answers.warming
                    events = answers.conversations.chat(message, 0, 0)
                    async with aclosing(_steps(events)) as steps:
                        async for step in steps:
                            yield step
            finally:
                tracks, known = await store.read(lambda db: (_tracks(db, month), _known(db)))
                await _record(config, month, known.spent_micros - shop.spent_micros, tracks, say)
        finally:
            store.close()


async def _steps(events: AsyncGenerator[ChatEvent]) -> AsyncGenerator[Step]:
    """The events that staff want to see, the text and its sources in the last one."""
    began_unix_ms, shown, sources = 0, "", []
    async with aclosing(events):
        async for event in events:
            began_unix_ms = began_unix_ms or event.at_unix_ms
            at_ms = event.at_unix_ms - began_unix_ms
            match event.WhichOneof("event"):
                case "trace":
                    trace = event.trace
                    detail = json.loads(trace.detail_json)
                    yield Step(
                        trace.kind, trace.text, detail, trace.took_ms, trace.cost_micros, at_ms
                    )
                case "delta":
                    shown += event.delta.text
                case "citation":
                    source = event.citation
                    sources.append(
                        {"title": source.title, "url": source.url, "section": source.section}
                    )
                case "replaced":
                    shown, sources = "", []
                    yield Step("withdrawn", event.replaced.reason, {}, 0, 0, at_ms)
                case "ticket_offer":
                    offer = event.ticket_offer
                    yield Step("offer", offer.subject, {"body": offer.body}, 0, 0, at_ms)
                case "ticket":
                    ticket = event.ticket
                    yield Step("ticket", ticket.subject, {"id": ticket.ticket_id}, 0, 0, at_ms)
                case "handed_off":
                    detail = {"queue_position": event.handed_off.queue_position}
                    yield Step("handoff", event.handed_off.hours, detail, 0, 0, at_ms)
                case "failed":
                    detail = {"reason": event.failed.reason}
                    yield Step("failed", event.failed.text, detail, at_ms, 0, at_ms)
                case "done":
                    done = event.done
                    detail = {
                        "outcome": Outcome.Name(done.outcome).removeprefix("OUTCOME_").lower(),
                        "confidence": round(done.confidence, 3),
                        "sources": sources,
                        "input_tokens": done.usage.input_tokens,
                        "output_tokens": done.usage.output_tokens,
                    }
                    cost = done.usage.cost_micros
                    yield Step("answer", shown.strip(), detail, at_ms, cost, at_ms)


async def _shop(config: Config, say: Callable[[str], None]) -> _Shop:
    """What the store of `config` tells; where it can't be read, what holds without one."""
    try:
        with _shops_store(config) as store:
            return await store.read(_known)
    except DeskhandError as error:
        say(f"{error.text} Settings are the defaults.")
        return _Shop(ShopSettings())


@contextmanager
def _shops_store(config: Config) -> Iterator[Store]:
    """The store beside the sidecar that serves. Errors: NotFound, and those of `Store.open`."""
    path = config.data_dir / DATABASE_FILE
    if not path.exists():
        raise NotFound(f"There is no database in {config.data_dir}.")
    store = Store.open(path, load_key(config.key_file))
    try:
        yield store
    finally:
        store.close()


async def _record(
    config: Config,
    month: str,
    cost_micros: int,
    tracks: list[spend.Track],
    say: Callable[[str], None],
) -> None:
    """Adds what models cost to the shop's month; says so where that can't be.

    A sidecar that serves counts it when it next writes ahead, see `Budget`.
    """

    def write(db: Database) -> None:
        spend.lease(db, month, cost_micros)
        for track in tracks:
            spend.note_turn(db, track, clock.now_unix_ms())

    if not cost_micros:
        return
    try:
        with _shops_store(config) as store:
            await store.write(write)
    except DeskhandError as error:
        say(f"{error.text} What this cost is not in the month's sum.")


def _tracks(db: Database, month: str) -> list[spend.Track]:
    """What the models that cost something did in the turn."""
    return [
        spend.Track(
            thread_id="",
            thread_tokens=0,
            brain_version=record.brain_version,
            model=record.model,
            scenario=record.scenario,
            ended=not record.failed_count,
            answered=bool(record.answered_count),
            usage=Usage(record.input_tokens, record.output_tokens, record.cost_micros),
            refused_sentence_count=record.refused_sentence_count,
            took_ms=record.took_ms,
        )
        for record in spend.track_records(db, month)
        if record.cost_micros
    ]


def _known(db: Database) -> _Shop:
    month = spend.get(db, spend.month_of(clock.now_unix_ms()))
    return _Shop(
        owner_settings.get(db),
        max(month.leased_micros, month.recorded_micros),
        documents.synced_unix_ms(db),
    )


def _without_models(config: Config) -> Config:
    versions = tuple(known.model_copy(update={"providers": ()}) for known in config.versions)
    return config.model_copy(update={"llm_base_url": "", "providers": (), "versions": versions})
