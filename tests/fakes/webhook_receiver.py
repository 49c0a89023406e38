"""A receiver of our webhook, as the guide tells owners to write one."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any

from tests.fakes.far_end import Asked, FarEnd, Reply

SECRET = "whsec-canary-0123456789abcdef"
MAX_AGE_S = 300


class WebhookReceiver(FarEnd):
    """`heard` are the bodies by their key: one that came before is answered and not heard again."""

    def __init__(self, secret: str = SECRET) -> None:
        super().__init__()
        self.secret = secret
        self.heard: dict[str, dict[str, Any]] = {}

    def table(self, **more: Any) -> dict[str, Any]:
        """The target's settings."""
        return {"kind": "webhook", "url": f"{self.address}/hook", "secret": SECRET, **more}

    @property
    def told(self) -> list[str]:
        return [
            body["ticket"]["ticket_id"] for body in self.heard.values() if body["about"] == "ticket"
        ]

    def is_solved(self, ticket_id: str) -> bool:
        statuses = [
            body["ticket"]["status"]
            for body in self.heard.values()
            if body.get("ticket", {}).get("ticket_id") == ticket_id
        ]
        return statuses[-1] == "solved"

    def creates(self, asked: Asked) -> bool:
        return True

    def answer(self, asked: Asked) -> Reply:
        at, *digests = asked.headers["deskhand-signature"].split(",")
        at_unix_s = int(at.removeprefix("t="))
        told = f"{at_unix_s}.".encode() + asked.body
        right = hmac.new(self.secret.encode(), told, hashlib.sha256).hexdigest()
        if not any(hmac.compare_digest(digest, f"v1={right}") for digest in digests):
            return Reply(401, {"error": "signature"})
        if abs(time.time() - at_unix_s) > MAX_AGE_S:
            return Reply(401, {"error": "age"})
        body = json.loads(asked.body)
        key = asked.headers["idempotency-key"]
        if body["id"] != key or self.heard.setdefault(key, body) != body:
            return Reply(409, {"error": "key"})
        number = list(self.heard).index(key) + 1
        return Reply(200, {"id": f"H-{number}", "url": f"https://desk.example/{number}"})
