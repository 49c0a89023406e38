"""Logs, metrics, spans and the record of a turn; none of them says who a shopper is.

Logs are JSON lines. Every string of every record, the traceback of a failure included, passes the
scrubber with the shopper's own fields; ids appear only as keyed hashes.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import logging
import sys
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from typing import Any, TextIO

import structlog
from opentelemetry import trace
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from sidecar.nouns import KnownField, Usage
from sidecar.redaction import Scrubber

LOG_TEXT_CHARS = 8_000

_LATENCY_BUCKETS_S = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

# Knows the shopper whom the running task is about.
_scrubber: ContextVar[Scrubber] = ContextVar("scrubber", default=Scrubber())  # noqa: B039 (frozen)


class Pseudonyms:
    """Names for ids in logs and records: the same id has the same one, per install.

    Keyed, because ids can be guessed and an unkeyed hash be compared.
    """

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, identifier: str) -> str:
        """16 hexadecimal digits; empty for an empty id."""
        if not identifier:
            return ""
        return hmac.new(self._key, identifier.encode(), hashlib.sha256).hexdigest()[:16]


def bind(**ids: str) -> None:
    """Adds `ids` (hashed by the caller) to each log record of the running task from now on."""
    structlog.contextvars.bind_contextvars(**ids)


@contextmanager
def about(known: Iterable[KnownField] = (), **ids: str) -> Iterator[None]:
    """Adds `ids` (hashed by the caller) to each log record made inside.

    `known` are the shopper's own values, scrubbed from these records.
    """
    token = _scrubber.set(Scrubber((*_scrubber.get().known, *known)))
    with structlog.contextvars.bound_contextvars(**ids):
        try:
            yield
        finally:
            _scrubber.reset(token)


def configure_logs(level: str, stream: TextIO | None = None) -> None:
    """Sends the logs of this process, and of the libraries in it, to `stream` (stderr)."""
    stream = stream or sys.stderr
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            scrub_record,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_: _Lines(stream),
        cache_logger_on_first_use=False,
    )
    library_logs = _LibraryLogs()
    logging.basicConfig(handlers=[library_logs], level=max(number, logging.WARNING), force=True)


def log(name: str) -> structlog.typing.FilteringBoundLogger:
    """The log of one part of the sidecar, such as `turn`. Call it with an event and values."""
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(part=name)
    return logger


def scrub_record(
    _logger: Any, _method: str, record: MutableMapping[str, Any]
) -> MutableMapping[str, Any]:
    """A structlog processor: no string leaves without having been scrubbed."""
    scrubber = _scrubber.get()
    return {name: _scrubbed(value, scrubber) for name, value in record.items()}


def _scrubbed(value: Any, scrubber: Scrubber) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        return {
            scrubber.scrub(str(name)): _scrubbed(item, scrubber) for name, item in value.items()
        }
    if isinstance(value, list | tuple | set | frozenset):
        return [_scrubbed(item, scrubber) for item in value]
    return scrubber.scrub(str(value)[:LOG_TEXT_CHARS])


class _Lines:
    """Writes one record a line. A disk that takes no logs stops nobody's answer."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def msg(self, line: str) -> None:
        with contextlib.suppress(OSError):
            self._stream.write(line + "\n")
            self._stream.flush()

    debug = info = warning = error = critical = msg


class _LibraryLogs(logging.Handler):
    """Hands what libraries log through the standard library to the same scrubbed stream."""

    def emit(self, record: logging.LogRecord) -> None:
        library = log(record.name)
        library.log(record.levelno, record.getMessage(), exc_info=record.exc_info)


class Metrics:
    """Every metric of the sidecar, in a registry of its own."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self.rpcs = Counter(
            "deskhand_rpcs", "Calls answered.", ["method", "code"], registry=registry
        )
        self.rpc_seconds = Histogram(
            "deskhand_rpc_seconds",
            "Time to answer a call; for streams, until their end.",
            ["method"],
            buckets=_LATENCY_BUCKETS_S,
            registry=registry,
        )
        self.turns = Counter("deskhand_turns", "Turns ended.", ["outcome"], registry=registry)
        self.running_turns = Gauge("deskhand_running_turns", "Turns running.", registry=registry)
        self.turn_seconds = Histogram(
            "deskhand_turn_seconds",
            "Time of a turn: its parts and `total`.",
            ["part"],
            buckets=_LATENCY_BUCKETS_S,
            registry=registry,
        )
        self.tool_calls = Counter(
            "deskhand_tool_calls",
            "Tool calls; code is OK or why it failed.",
            ["tool", "code"],
            registry=registry,
        )
        self.tokens = Counter(
            "deskhand_tokens", "Tokens of models.", ["direction"], registry=registry
        )
        self.cost = Counter(
            "deskhand_cost_micros", "Cost of models, in millionths.", registry=registry
        )
        self.index_age_seconds = Gauge(
            "deskhand_index_age_seconds",
            "Time since the last successful sync; -1 for never.",
            registry=registry,
        )
        self.mirror_recall = Gauge(
            "deskhand_mirror_recall_at_5",
            "Share of the pages' own questions that find their page; -1 without a mirror.",
            registry=registry,
        )
        self.mirror_contradictions = Gauge(
            "deskhand_mirror_contradictions",
            "Pages that contradict each other, by the last mirror.",
            registry=registry,
        )

        self.deliveries = Counter(
            "deskhand_deliveries",
            "Attempts to tell other services; outcome is done, put_off or refused.",
            ["target", "outcome"],
            registry=registry,
        )
        self.waiting_deliveries = Gauge(
            "deskhand_waiting_deliveries",
            "What other services are still to be told.",
            ["target"],
            registry=registry,
        )

    def count_turn(self, record: TurnRecord) -> None:
        """Adds an ended turn."""
        self.turns.labels(record.outcome).inc()
        self.turn_seconds.labels("total").observe(record.latency_ms / 1000)
        for part, duration_ms in record.latency_parts_ms.items():
            self.turn_seconds.labels(part).observe(duration_ms / 1000)
        self.tokens.labels("input").inc(record.usage.input_tokens)
        self.tokens.labels("output").inc(record.usage.output_tokens)
        self.cost.inc(record.usage.cost_micros)

    def text(self) -> str:
        """All of them in the Prometheus text format 0.0.4."""
        return generate_latest(self._registry).decode()


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """What is kept of a turn beside its transcript (requirement O1); ids are pseudonyms."""

    user: str
    thread: str
    outcome: str
    confidence: float
    usage: Usage
    latency_ms: float
    latency_parts_ms: Mapping[str, float] = field(default_factory=dict)
    tools: tuple[str, ...] = ()
    scenario: str = ""
    brain_version: str = ""
    prompt_version: str = ""
    model_version: str = ""
    index_version: str = ""

    def to_json(self) -> str:
        """The record as it is stored."""
        return json.dumps(asdict(self), separators=(",", ":"))


def configure_traces(destination: str) -> None:
    """Sends spans to `destination`: `console` is stderr, empty is nowhere."""
    if destination == "console":
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter

        provider = TracerProvider()
        provider.add_span_processor(BatchSpanProcessor(ConsoleSpanExporter(out=sys.stderr)))
        trace.set_tracer_provider(provider)


@contextmanager
def span(name: str, **attributes: str | int | float | bool) -> Iterator[trace.Span]:
    """A span around a model call or a tool; text in `attributes` is scrubbed.

    What is raised inside marks the span as failed; its text is not recorded.
    """
    scrubber = _scrubber.get()
    clean = {key: _scrubbed(value, scrubber) for key, value in attributes.items()}
    with trace.get_tracer("deskhand").start_as_current_span(
        name, attributes=clean, record_exception=False, set_status_on_exception=False
    ) as current:
        try:
            yield current
        except BaseException as failure:
            current.set_status(trace.StatusCode.ERROR, type(failure).__name__)
            raise
