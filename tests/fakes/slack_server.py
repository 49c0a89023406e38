"""Slack's Web API for one channel: messages with metadata, and their history."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.fakes.far_end import Asked, FarEnd, Fault, Reply

TOKEN = "xoxb-canary-0123456789"
CHANNEL = "C0123456789"
PAGE_SIZE = 2


def refusal(error: str, **headers: str) -> Fault:
    """An answer that refuses: status 200, and a word."""
    return Fault(200, headers, b'{"ok": false, "error": "%s"}' % error.encode())


class SlackServer(FarEnd):
    """`messages` of the channel, the oldest first."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: list[dict[str, Any]] = []

    def table(self, **more: Any) -> dict[str, Any]:
        """The target's settings."""
        return {
            "kind": "slack", "channel": CHANNEL, "token": TOKEN,
            "base_url": f"{self.address}/api", **more,
        }  # fmt: skip

    @property
    def told(self) -> list[str]:
        found = [re.match(r"\*New ticket (\S+)\*", item["text"]) for item in self.messages]
        return [match[1] for match in found if match]

    def creates(self, asked: Asked) -> bool:
        return asked.path == "/api/chat.postMessage"

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return Reply(200, {"ok": False, "error": "invalid_auth"})
        form = asked.form
        if form.get("channel") != CHANNEL:
            return Reply(200, {"ok": False, "error": "channel_not_found"})
        if asked.path == "/api/chat.postMessage":
            if not form.get("text"):
                return Reply(200, {"ok": False, "error": "no_text"})
            ts = f"{self.clock():.6f}"
            message = {"type": "message", "ts": ts, "text": form["text"]}
            self.messages.append({**message, "metadata": json.loads(form["metadata"])})
            return Reply(200, {"ok": True, "channel": CHANNEL, "ts": ts, "message": message})
        if asked.path == "/api/conversations.history":
            return Reply(200, self._history(form))
        return Reply(200, {"ok": False, "error": "unknown_method"})

    def _history(self, form: Any) -> dict[str, Any]:
        found = [
            item
            for item in reversed(self.messages)
            if float(item["ts"]) > float(form.get("oldest", 0))
        ]
        if form.get("include_all_metadata") != "true":
            found = [{**item, "metadata": {}} for item in found]
        begin = int(form.get("cursor") or 0)
        end = begin + PAGE_SIZE
        more = end < len(found)
        return {
            "ok": True,
            "messages": found[begin:end],
            "has_more": more,
            "response_metadata": {"next_cursor": str(end) if more else ""},
        }
