from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from sidecar import telemetry
from sidecar.nouns import KnownField, Usage

EMAIL, NAME, ORDER = "brunhilde@post.example", "Brunhilde Canary", "order 774411"
CANARIES = (EMAIL, "Brunhilde", "brunhilde", "Canary", "774411")
KNOWN = (KnownField("name", NAME),)


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    telemetry.configure_logs("info", stream)
    yield stream
    structlog.reset_defaults()
    root.handlers[:], root.level = handlers, level


def records(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_record_is_one_line_of_json_with_its_part_level_and_time(stream: io.StringIO) -> None:
    telemetry.log("turn").info("ended", duration_ms=12.5, tools=("search_kb",), ok=True)
    (record,) = records(stream)
    assert record.pop("timestamp").endswith("Z")
    assert record == {
        "event": "ended",
        "part": "turn",
        "level": "info",
        "duration_ms": 12.5,
        "tools": ["search_kb"],
        "ok": True,
    }


def test_no_planted_identity_reaches_the_log_from_anywhere(stream: io.StringIO) -> None:
    log = telemetry.log("turn")
    with telemetry.about(KNOWN, request_id=f"id of {NAME}"):
        log.info(f"{NAME} wrote from {EMAIL}")
        log.info("value", text=f"brunhilde asks about {ORDER}")
        log.info("nested", items=[{"who": NAME, NAME: ["x", EMAIL]}], any=ValueError(NAME))
        try:
            raise ValueError(f"{NAME} {EMAIL} {ORDER}")
        except ValueError:
            log.exception("failed")
        logging.getLogger("library").error("%s wrote %s", NAME, EMAIL)
    assert len(records(stream)) == 5
    for canary in CANARIES:
        assert canary not in stream.getvalue()


def test_ids_bound_around_a_call_are_in_its_records_only(stream: io.StringIO) -> None:
    with telemetry.about(thread="0011223344556677"):
        telemetry.log("turn").info("inside")
    telemetry.log("turn").info("outside")
    inside, outside = records(stream)
    assert inside["thread"] == "0011223344556677"
    assert "thread" not in outside


def test_less_serious_records_are_not_written(stream: io.StringIO) -> None:
    telemetry.log("turn").debug("hidden")
    logging.getLogger("library").info("hidden")
    assert stream.getvalue() == ""


def test_a_stream_that_takes_nothing_stops_nobody() -> None:
    class Full(io.StringIO):
        def write(self, _: str) -> int:
            raise OSError(28, "No space left on device")

    telemetry.configure_logs("info", Full())
    telemetry.log("turn").info("lost")
    structlog.reset_defaults()


def test_a_pseudonym_is_stable_and_needs_the_key() -> None:
    here, elsewhere = telemetry.Pseudonyms(b"a" * 32), telemetry.Pseudonyms(b"b" * 32)
    assert here.of("u_1") == here.of("u_1") != here.of("u_2")
    assert here.of("u_1") != elsewhere.of("u_1")
    assert len(here.of("u_1")) == 16
    assert here.of("") == ""


def test_a_turn_record_feeds_the_metrics_and_the_store() -> None:
    record = telemetry.TurnRecord(
        user="aa",
        thread="bb",
        outcome="answered",
        confidence=0.8,
        usage=Usage(100, 20, 1500),
        latency_ms=250.0,
        latency_parts_ms={"search": 3.0},
        tools=("search_kb",),
        prompt_version="1",
        model_version="extractive",
        index_version="g1",
    )
    metrics = telemetry.Metrics()
    metrics.count_turn(record)
    text = metrics.text()
    for line in (
        'deskhand_turns_total{outcome="answered"} 1.0',
        'deskhand_turn_seconds_sum{part="total"} 0.25',
        'deskhand_turn_seconds_sum{part="search"} 0.003',
        'deskhand_tokens_total{direction="input"} 100.0',
        'deskhand_tokens_total{direction="output"} 20.0',
        "deskhand_cost_micros_total 1500.0",
    ):
        assert line in text.splitlines()
    stored = json.loads(record.to_json())
    assert stored["usage"] == {"input_tokens": 100, "output_tokens": 20, "cost_micros": 1500}
    assert stored["tools"] == ["search_kb"]


def test_a_span_holds_no_identity_even_when_it_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    with (
        pytest.raises(ValueError, match="Canary"),
        telemetry.about(KNOWN),
        telemetry.span("tool", tool="search_kb", query=f"{NAME} {EMAIL}"),
    ):
        raise ValueError(NAME)
    (finished,) = exporter.get_finished_spans()
    assert finished.attributes is not None
    assert finished.attributes["tool"] == "search_kb"
    assert not finished.status.is_ok
    for canary in CANARIES:
        assert canary not in finished.to_json()
