"""A shopper's or an owner's browser, as far as the chat needs one: cookies, the REST routes, and
server-sent events.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import httpx

Event = dict[str, Any]
TERMINAL = ("done", "failed", "error")


class Refused(Exception):
    """WordPress refused a call with its error code and a sentence for the shopper."""

    def __init__(self, status: int, body: Event) -> None:
        super().__init__(f"{status} {body.get('code')}: {body.get('message')}")
        self.status, self.code = status, str(body.get("code", ""))
        self.text = str(body.get("message", ""))


@dataclass(slots=True)
class Answer:
    """What a turn showed: everything before a `replaced` event is withdrawn."""

    message_id: str
    events: list[Event] = field(default_factory=list)

    @property
    def shown(self) -> list[Event]:
        """The events that count."""
        withdrawn = [at for at, event in enumerate(self.events) if event["type"] == "replaced"]
        return self.events[withdrawn[-1] + 1 :] if withdrawn else self.events

    @property
    def text(self) -> str:
        """The answer's words."""
        return "".join(event["text"] for event in self.of("delta")).strip()

    @property
    def ended(self) -> bool:
        """Whether a terminal event came."""
        return bool(self.events) and self.events[-1]["type"] in TERMINAL

    @property
    def outcome(self) -> str:
        """`answered`, `unanswered`, …; the type of the last event when it was not `done`."""
        last = self.events[-1] if self.events else {"type": ""}
        return str(last["outcome"] if last["type"] == "done" else last["type"])

    def of(self, kind: str) -> list[Event]:
        """The events of a type."""
        return [event for event in self.shown if event["type"] == kind]


class Shopper:
    """One browser at the shop. `ask` opens the session by itself."""

    def __init__(self, url: str, *, timeout_s: float = 30, locale: str = "en-US") -> None:
        self.url = url
        self.locale = locale
        self.http = httpx.Client(
            base_url=url, headers={"Origin": url}, timeout=timeout_s, follow_redirects=True
        )
        self.thread = ""
        self.nonce: str | None = None
        self.config: dict[str, Any] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.http.close()

    def log_in(self, login: str, password: str) -> Self:
        """Log in through WordPress's form; the chat starts anew."""
        self.http.get("/wp-login.php")
        form = {"log": login, "pwd": password, "testcookie": "1", "redirect_to": f"{self.url}/"}
        self.http.post("/wp-login.php", data=form)
        if not any(name.startswith("wordpress_logged_in") for name in self.http.cookies):
            raise Refused(401, {"code": "log_in_failed", "message": login})
        self.thread, self.nonce = "", None
        return self

    def page(self, path: str) -> str:
        """The HTML of a page."""
        answer = self.http.get(path)
        answer.raise_for_status()
        return answer.text

    def post(self, route: str, body: Event) -> Any:
        """Call one of the plugin's routes; raises Refused."""
        answer = self.http.post(f"/wp-json/deskhand/v1/{route}", json=body, headers=self._headers())
        if answer.is_error:
            raise Refused(answer.status_code, _json(answer.content))
        return answer.json()

    def open(self, product_id: int = 0) -> Event:
        """Load the widget on a page: the session that WordPress gives."""
        page = {"url": f"{self.url}/", "product_id": product_id, "locale": self.locale}
        session: Event = self.post("session", {"thread": self.thread, "page": page})
        self.thread, self.nonce = session["thread"], session["nonce"]
        self.config = session["config"]
        return session

    def ask(self, text: str, *, message_id: str = "", product_id: int = 0) -> Answer:
        """Send a message and follow its turn to the end."""
        answer = Answer(message_id or secrets.token_hex(8))
        answer.events.extend(self.events(text, message_id=answer.message_id, product_id=product_id))
        return answer

    def events(
        self, text: str, *, message_id: str, after_seq: int = 0, product_id: int = 0
    ) -> Iterator[Event]:
        """The events of a turn as they arrive; an empty text attaches. Raises Refused."""
        if not self.thread:
            self.open(product_id)
        body = self._message(text, message_id, after_seq, product_id) | {"mode": "stream"}
        route = "/wp-json/deskhand/v1/chat"
        with self.http.stream("POST", route, json=body, headers=self._headers()) as answer:
            if answer.is_error:
                raise Refused(answer.status_code, _json(answer.read()))
            for line in answer.iter_lines():
                if line.startswith("data: "):
                    yield json.loads(line.removeprefix("data: "))

    def poll(self, text: str, *, message_id: str) -> Answer:
        """The same turn as a host that buffers would carry it: by polling."""
        answer, ended = Answer(message_id), False
        if not self.thread:
            self.open()
        while not ended:
            after = answer.events[-1]["seq"] if answer.events else 0
            body = self._message(text, message_id, after, 0) | {"mode": "poll"}
            part = self.post("chat", body)
            answer.events.extend(part["events"])
            ended, text = part["ended"], ""
        return answer

    def accept(self, offer: Event, *, email: str = "", name: str = "") -> Event:
        """Click "Open a ticket" on an offer; the ticket's id and subject."""
        ticket: Event = self.post(
            "ticket",
            {
                "thread": self.thread,
                "request_id": secrets.token_hex(8),
                "subject": offer["subject"],
                "body": offer["body"],
                "email": email,
                "name": name,
            },
        )
        return ticket

    def _message(self, text: str, message_id: str, after_seq: int, product_id: int) -> Event:
        return {
            "thread": self.thread,
            "message_id": message_id,
            "text": text,
            "after_seq": after_seq,
            "page": {"url": f"{self.url}/", "product_id": product_id, "locale": self.locale},
        }

    def _headers(self) -> dict[str, str]:
        return {"X-WP-Nonce": self.nonce} if self.nonce else {}


def _json(content: bytes) -> Event:
    try:
        body = json.loads(content)
    except ValueError:
        return {"code": "", "message": content[:200].decode(errors="replace")}
    return body if isinstance(body, dict) else {}
