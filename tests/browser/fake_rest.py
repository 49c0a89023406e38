"""A shop's page, its widget files and its REST routes on loopback, driven by the test.

It speaks the contract of `deskhand/v1` and nothing more: turns are logs of numbered events that any
number of requests may follow, so that a test decides when an event exists and when a connection is
cut, and never waits for a clock.
"""

from __future__ import annotations

import json
import mimetypes
import runpy
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

REPOSITORY = Path(__file__).resolve().parents[2]
WIDGET = REPOSITORY / "wp-plugin/assets/widget"
ROUTES = "/wp-json/deskhand/v1/"
# What a shop's visitors load of a file: the zip's bytes, not the repository's.
shipped: Callable[[Path], bytes] = runpy.run_path(str(REPOSITORY / "scripts/build-plugin"))[
    "content"
]
HEARTBEAT_S = 0.2
WAIT_S = 20.0
Json = dict[str, Any]

# No inline code, no HTML from strings, nothing from elsewhere: the widget must live with it.
POLICY = "default-src 'self'; img-src 'self' data:; require-trusted-types-for 'script'"


@dataclass(frozen=True)
class Asked:
    """One request to a REST route."""

    route: str
    body: Json
    headers: dict[str, str]


@dataclass(frozen=True)
class Refusal:
    """An HTTP error in WordPress's form."""

    status: int
    code: str
    message: str = ""
    retry_after: int = 0

    def body(self) -> Json:
        data: Json = {"status": self.status}
        if self.retry_after:
            data["retry_after"] = self.retry_after
        return {"code": self.code, "message": self.message, "data": data}


class Turn:
    """The events of one message. `emit` adds some; `cut` drops whoever follows."""

    def __init__(self, message_id: str, text: str) -> None:
        self.message_id = message_id
        self.text = text
        self.events: list[Json] = []
        self.cuts = 0
        self.changed = threading.Condition()

    @property
    def ended(self) -> bool:
        return any(event["type"] in ("done", "failed") for event in self.events)

    def emit(self, *events: Json) -> None:
        with self.changed:
            for event in events:
                self.events.append({"seq": 1_000_000 + len(self.events) + 1, **event})
            self.changed.notify_all()

    def say(self, text: str) -> None:
        self.emit({"type": "delta", "text": text})

    def finish(self, outcome: str = "answered") -> None:
        self.emit({"type": "done", "outcome": outcome, "confidence": 0.9, "usage": {}})

    def cut(self) -> None:
        with self.changed:
            self.cuts += 1
            self.changed.notify_all()

    def after(self, seq: int) -> list[Json]:
        return [event for event in self.events if event["seq"] > seq]


@dataclass
class Shop:
    """What the fake shop says, and what it was asked.

    `script` answers each new message at once; without it the test drives `turn()`.
    `refusals[route]` are given to the next requests of that route, in order.
    While `awake` is cleared, sessions wait.
    """

    config: Json = field(
        default_factory=lambda: {
            "shop_name": "Fjord & Field",
            "privacy_url": "/privacy/",
            "greeting": "Hello! Ask me about products, shipping, returns or your order.",
            "suggestions": ["How long does shipping take?", "Can I return a sale item?"],
            "streaming": True,
        }
    )
    script: list[Json] | None = None
    refusals: dict[str, deque[Refusal]] = field(default_factory=dict)
    messages: list[Json] = field(default_factory=list)
    person: Json = field(
        default_factory=lambda: {
            "waits_for_person": False,
            "with_person": False,
            "person_name": "",
        }
    )
    decision: Json = field(default_factory=lambda: {"state": "done", "text": "It is done."})
    strings: dict[str, str] = field(default_factory=dict)
    logged_in: bool = False
    nonce: str = "nonce-1"
    buffered: bool = False
    direction: str = "ltr"
    locale: str = "en-GB"
    css: str = ""
    product_id: int = 0
    turns: dict[str, Turn] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)
    threads: int = 1
    changed: threading.Condition = field(default_factory=threading.Condition)
    awake: threading.Event = field(default_factory=threading.Event)
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def refuse(self, route: str, *refusals: Refusal) -> None:
        self.refusals.setdefault(route, deque()).extend(refusals)

    def requests(self, route: str) -> list[Asked]:
        return [asked for asked in self.asked if asked.route == route]

    def take(self, name: str) -> None:
        """Somebody of the shop has the thread; nobody when `name` is empty."""
        self.person = {
            "waits_for_person": False,
            "with_person": name != "",
            "person_name": name,
        }

    def write(self, message_id: str, text: str, name: str = "Nora") -> None:
        """A person of the shop writes to the shopper."""
        message = {"message_id": message_id, "author": "staff", "text": text}
        self.messages.append({**message, "author_name": name, "at_unix_ms": 1_000})

    def turn(self, count: int = 1) -> Turn:
        """The `count`th turn, as soon as its message has arrived."""
        self.wait(lambda: len(self.turns) >= count)
        return list(self.turns.values())[count - 1]

    def wait(self, condition: Callable[[], bool]) -> None:
        """Returns once `condition` holds; it is checked at each request."""
        with self.changed:
            if not self.changed.wait_for(condition, WAIT_S):
                raise AssertionError(f"never happened; asked: {[a.route for a in self.asked]}")

    def note(self, asked: Asked) -> Refusal | None:
        with self.changed:
            self.asked.append(asked)
            waiting = self.refusals.get(asked.route)
            refusal = waiting.popleft() if waiting else None
            self.changed.notify_all()
        nonce = asked.headers.get("X-WP-Nonce", self.nonce if not self.logged_in else "")
        if asked.route != "session" and nonce != self.nonce:
            return Refusal(403, "rest_cookie_invalid_nonce", "Cookie check failed")
        return refusal

    def accept(self, message_id: str, text: str) -> Turn | None:
        with self.changed:
            turn = self.turns.get(message_id)
            if turn is None and text:
                turn = self.turns[message_id] = Turn(message_id, text)
                turn.emit({"type": "started"}, *(self.script or []))
                self.changed.notify_all()
            return turn

    def page(self) -> str:
        """A page as a cache would keep it: nothing in it is about a visitor."""
        config: str = json.dumps(
            {
                "rest": self.url.rstrip("/") + ROUTES,
                "chat": "/widget/chat.js",
                "locale": self.locale,
                "product_id": self.product_id,
                "strings": self.strings,
            }
        ).replace("<", r"\u003c")
        return f"""<!doctype html><html lang="{self.locale}" dir="{self.direction}"><head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Fjord &amp; Field</title><link rel="stylesheet" href="/page.css">
<script type="module" src="/widget/loader.js"></script></head>
<body><h1>Wool blanket</h1><p>Woven in Røros from Norwegian lambswool.</p>
<p><a href="/other/" id="before">Care instructions</a></p>
<script type="application/json" id="deskhand-config">{config}</script></body></html>"""


class Handler(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    shop: Shop

    def log_message(self, *parts: object) -> None:
        """Quiet."""

    def do_GET(self) -> None:
        path = urlsplit(self.path).path
        if path.startswith("/widget/"):
            file = WIDGET / path.removeprefix("/widget/")
            kind = mimetypes.guess_type(file.name)[0] or "text/plain"
            self.reply(200, shipped(file), kind) if file.is_file() else self.reply(404, b"")
        elif path == "/page.css":
            self.reply(200, self.shop.css.encode(), "text/css")
        elif path.endswith("/"):
            self.reply(200, self.shop.page().encode(), "text/html; charset=utf-8")
        else:
            self.reply(404, b"")

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        route = self.path.removeprefix(ROUTES)
        refusal = self.shop.note(Asked(route, body, dict(self.headers)))
        if refusal:
            self.json(refusal.body(), refusal.status)
        elif route == "chat":
            self.chat(body)
        else:
            self.json(getattr(self, f"answer_{route}")(body))

    def answer_session(self, body: Json) -> Json:
        shop = self.shop
        shop.awake.wait(WAIT_S)
        known = body.get("thread") == f"thread-{shop.threads}"
        if not known and body.get("thread") is None and shop.messages:
            shop.threads += 1
            shop.messages = []
        running = [turn for turn in shop.turns.values() if not turn.ended]
        return {
            "thread": f"thread-{shop.threads}",
            "nonce": shop.nonce if shop.logged_in else None,
            "logged_in": shop.logged_in,
            "running_message_id": running[-1].message_id if running else "",
            "config": shop.config,
        }

    def answer_thread(self, body: Json) -> Json:
        running = [turn for turn in self.shop.turns.values() if not turn.ended]
        asked = [
            {"message_id": turn.message_id, "author": "shopper", "text": turn.text}
            for turn in running
        ]
        return {
            "messages": [*self.shop.messages, *asked],
            **self.shop.person,
            "running_message_id": running[-1].message_id if running else "",
        }

    def answer_stop(self, body: Json) -> Json:
        turn = self.shop.turns[body["message_id"]]
        if not turn.ended:
            turn.finish("stopped")
        return {}

    def answer_feedback(self, body: Json) -> Json:
        return {}

    def answer_ticket(self, body: Json) -> Json:
        return {"ticket_id": "T-7K2M9Q", "subject": body["subject"]}

    def answer_approval(self, body: Json) -> Json:
        return self.shop.decision

    def answer_contact(self, body: Json) -> Json:
        return {"received": True}

    def chat(self, body: Json) -> None:
        turn = self.shop.accept(body["message_id"], body["text"])
        if turn is None:
            self.json(Refusal(404, "not_found").body(), 404)
        elif body["mode"] == "poll":
            with turn.changed:
                turn.changed.wait_for(lambda: turn.ended or bool(turn.after(body["after_seq"])), 1)
                self.json({"events": turn.after(body["after_seq"]), "ended": turn.ended})
        else:
            self.stream(turn, body["after_seq"])

    def stream(self, turn: Turn, seq: int) -> None:
        self.close_connection = True
        with turn.changed:
            cuts = turn.cuts
        if self.shop.buffered:
            with turn.changed:
                turn.changed.wait_for(lambda: turn.ended or turn.cuts > cuts, WAIT_S)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        try:
            while True:
                with turn.changed:
                    if not turn.after(seq) and turn.cuts == cuts:
                        turn.changed.wait(HEARTBEAT_S)
                    events, over, cut = turn.after(seq), turn.ended, turn.cuts > cuts
                if cut:
                    return
                for event in events:
                    seq = event["seq"]
                    self.wfile.write(f"id: {seq}\ndata: {json.dumps(event)}\n\n".encode())
                if over:
                    return
                self.wfile.write(b": hb\n\n")
        except OSError:
            return  # the browser left

    def json(self, body: Json, status: int = 200) -> None:
        self.reply(status, json.dumps(body).encode(), "application/json")

    def reply(self, status: int, body: bytes, kind: str = "text/plain") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)


def serve(shop: Shop) -> ThreadingHTTPServer:
    """A server for `shop` on a free port, in a thread; `shutdown` and `server_close` end it."""
    handler = type("ShopHandler", (Handler,), {"shop": shop})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    shop.port = server.server_port
    shop.awake.set()
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    return server
