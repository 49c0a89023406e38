"""Group `chat`: what Deskhand adds to a request, seen from the browser and from the sidecar.

Shoppers are logged in, so that their name and e-mail are known fields, and type personal data: what
goes to the model and comes back goes through placeholders. One site, one run: the bare REST floor,
the extractive brain and a model that answers at once take turns, so that whatever else the machine
does falls on all alike. A model that answers at once leaves only what is Deskhand's own: session,
admission, retrieval, placeholders, proof and relay. What of it is the embedding model's own run
stands beside it: that differs most between machines.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator
from pathlib import Path

from sidecar.embedder import Embedder
from sidecar.redaction import impersonal, scrub
from tests.bench import Figure
from tests.bench.records import entries, rest
from tests.conftest import MODEL_DIR
from tests.fakes.openai_server import OpenAIServer, Says
from tests.site import UNLIMITED, Options, Site
from tests.site.shopper import Shopper
from tests.site.site import CUSTOMERS

ROUND_COUNT = 40
# WordPress's own limits and this folder's plugin make the floor: a route that does nothing.
FLOOR_PLUGIN = """<?php
add_action( 'rest_api_init', static fn() => register_rest_route( 'bench/v1', '/floor', array(
	'methods' => 'POST',
	'permission_callback' => '__return_true',
	'callback' => static fn() => array(),
) ) );
"""
# No question twice: what was found is kept for a minute.
THINGS = [
    "tent",
    "kettle",
    "mug",
    "lamp",
    "boot",
    "jacket",
    "rope",
    "stove",
    "map",
    "bag",
    "hat",
    "sock",
    "blanket",
    "flask",
]
QUESTIONS = [
    f"I am Maeve Gallagher, maeve.{thing}@example.com, +44 20 7946 0958. How many days do I have to"
    f" return a {thing} that I bought {where}?"
    for where in ("yesterday", "for my sister", "in the sale")
    for thing in THINGS
]
# The name is the shopper's own again when it is shown.
SAID = "You can return it within 30 days, [NAME_1]. [p1]"
TYPED = ("Gallagher", "maeve.", "7946")


def figures() -> Iterator[Figure]:
    """Milliseconds; medians unless the name says P95."""
    model = OpenAIServer([Says(SAID)])
    with model as base_url:
        provider = {"DESKHAND_LLM_BASE_URL": base_url, "DESKHAND_LLM_MODEL": "instant"}
        with _site({}) as plain, _site(provider) as modelled:
            took = _interleaved(plain, modelled)
        leaked = [word for word in TYPED if word in model.texts]
        if leaked or "[EMAIL_" not in model.texts:
            raise RuntimeError(f"placeholders were not on: {leaked}")
        floor = statistics.median(took["floor"])
        first = statistics.median(took["first"])
        whole = statistics.median(took["extractive"])
    yield Figure("bare REST request with WooCommerce", floor, "ms")
    yield Figure("chat to first token beyond floor and model", first - floor, "ms", at_most=25)
    yield Figure("extractive answer, whole turn beyond floor", whole - floor, "ms", at_most=40)
    own = sorted(took["own"])
    yield Figure("sidecar's own share of a model turn", statistics.median(own), "ms")
    yield Figure("sidecar's own share, P95", own[int(len(own) * 0.95)], "ms", at_most=8)
    yield Figure("of it, embedding the message", statistics.median(_embedding_ms()), "ms")


def _embedding_ms() -> Iterator[float]:
    """Without what is personal, as a turn does."""
    embedder = Embedder.open(MODEL_DIR)
    for question in QUESTIONS:
        text = impersonal(scrub(question))
        began = time.perf_counter()
        embedder.embed([text])
        yield (time.perf_counter() - began) * 1_000


def _site(env: dict[str, str]) -> Site:
    site = Site.start(Options(settings=UNLIMITED, sidecar_env=env))
    plugins = site.wordpress.docroot / "wp-content/mu-plugins"
    (plugins / "bench-floor.php").write_text(FLOOR_PLUGIN)
    rest(site.sidecar.log)
    return site


def _interleaved(plain: Site, modelled: Site) -> dict[str, list[float]]:
    took: dict[str, list[float]] = {"floor": [], "first": [], "extractive": [], "own": []}
    for at, question in enumerate(QUESTIONS[: ROUND_COUNT + 2]):
        round_ms = {
            "floor": _floor_ms(modelled),
            "first": _first_delta_ms(modelled, question),
            "extractive": _whole_ms(plain, question),
        }
        if at >= 2:  # the first rounds fill opcode caches and open files
            for name, ms in round_ms.items():
                took[name].append(ms)
    took["own"] = _own_shares_ms(modelled.sidecar.log)[2:]
    return took


def _floor_ms(site: Site) -> float:
    with Shopper(site.url) as shopper:
        headers = {"X-WP-Nonce": shopper.log_in(*CUSTOMERS[0]).open()["nonce"]}
        began = time.perf_counter()
        shopper.http.post("/wp-json/bench/v1/floor", json={}, headers=headers).raise_for_status()
        return (time.perf_counter() - began) * 1_000


def _first_delta_ms(site: Site, question: str) -> float:
    with Shopper(site.url) as shopper:
        shopper.log_in(*CUSTOMERS[0]).open()
        began = time.perf_counter()
        for event in shopper.events(question, message_id=f"bench-{time.monotonic_ns()}"):
            if event["type"] == "delta":
                return (time.perf_counter() - began) * 1_000
    raise RuntimeError(f"no answer to {question!r}")


def _whole_ms(site: Site, question: str) -> float:
    with Shopper(site.url) as shopper:
        shopper.log_in(*CUSTOMERS[0]).open()
        began = time.perf_counter()
        answer = shopper.ask(question)
        took_ms = (time.perf_counter() - began) * 1_000
    if answer.outcome != "answered":
        raise RuntimeError(f"no answer to {question!r}: {answer.outcome}")
    return took_ms


def _own_shares_ms(log: Path) -> list[float]:
    """Per turn, its whole time without the model's and the tools', as the log has it."""
    shares = []
    for entry in entries(log):
        if entry["event"] == "turn_ended":
            parts = entry["latency_parts_ms"]
            shares.append(entry["latency_ms"] - parts.get("model", 0) - parts.get("tools", 0))
    return shares
