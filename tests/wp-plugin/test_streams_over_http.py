"""Streams while the model still writes: heartbeats, polling, and browsers that leave."""

from __future__ import annotations

import fcntl
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.openai_server import Hangs, OpenAIServer, Says
from tests.site import UNLIMITED, Options, Site
from tests.site.shopper import Shopper

CHAT = "/wp-json/deskhand/v1/chat"
SLOW = "You can return unused items within 30 days of delivery [p1]. " + "Take your time. " * 20


@pytest.fixture(scope="module")
def shop() -> Iterator[Site]:
    """A shop whose model writes for seconds twice and then hangs."""
    answers = [Says(SLOW, tokens_per_s=20), Says(SLOW, tokens_per_s=20), Hangs()]
    with OpenAIServer(answers) as model:
        env = {
            "DESKHAND_LLM_BASE_URL": model,
            "DESKHAND_LLM_MODEL": "slow",
            "DESKHAND_LLM_API_KEY": "none",
            "DESKHAND_TURN_DEADLINE_S": "20",
        }
        with Site.start(Options(settings=UNLIMITED, sidecar_env=env)) as running:
            yield running


@pytest.fixture
def guest(shop: Site) -> Iterator[Shopper]:
    """A shopper with a session."""
    with Shopper(shop.url) as shopper:
        shopper.open()
        yield shopper


def message(guest: Shopper, mode: str) -> dict[str, Any]:
    """A question that the model answers."""
    return {
        "thread": guest.thread,
        "message_id": secrets.token_hex(8),
        "text": "How long do I have to return something I bought?",
        "mode": mode,
    }


def test_polling_shows_events_before_the_turn_has_ended(guest: Shopper) -> None:
    body = message(guest, "poll")
    part = guest.post("chat", body)
    assert part["events"]
    assert not part["ended"]
    guest.post("stop", {"thread": guest.thread, "message_id": body["message_id"]})
    rest = guest.poll("", message_id=body["message_id"])
    assert rest.outcome == "stopped"


def test_a_browser_that_leaves_frees_its_place_and_the_turn_goes_on(
    shop: Site, guest: Shopper
) -> None:
    folder = shop.php("return Deskhand\\parts()->scratch_folder()->path;")
    body = message(guest, "stream")
    with guest.http.stream("POST", CHAT, json=body) as answer:
        lines = answer.iter_lines()
        while "delta" not in next(lines):
            pass
        with (Path(folder) / "chat-0.lock").open("w") as place, pytest.raises(BlockingIOError):
            fcntl.flock(place, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with (Path(folder) / "chat-0.lock").open("w") as place:
        fcntl.flock(place, fcntl.LOCK_EX)
        thread = guest.post("thread", {"thread": guest.thread})
        assert thread["running_message_id"] == body["message_id"]
    rest = guest.poll("", message_id=body["message_id"])
    assert rest.outcome == "answered"


def test_a_silent_turn_beats(guest: Shopper) -> None:
    with guest.http.stream("POST", CHAT, json=message(guest, "stream")) as answer:
        lines = answer.iter_lines()
        while next(lines) != ": hb":
            pass
