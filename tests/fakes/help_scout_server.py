"""Help Scout's Inbox API 2.0: tokens by client credentials, and the conversations of an inbox."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from tests.fakes.far_end import Asked, FarEnd, Reply

APP_ID, APP_SECRET = "app-canary-0123456789", "secret-canary-0123456789"
MAILBOX_ID = 85
PAGE_SIZE = 2


class HelpScoutServer(FarEnd):
    """`conversations` by id; a token is good until another one is made."""

    def __init__(self) -> None:
        super().__init__()
        self.conversations: dict[int, dict[str, Any]] = {}
        self.token_count = 0
        self.revoked = 0

    def table(self, **more: Any) -> dict[str, Any]:
        """The target's settings."""
        return {
            "kind": "help_scout", "mailbox_id": MAILBOX_ID, "customer_email": "chat@shop.example",
            "app_id": APP_ID, "app_secret": APP_SECRET, "base_url": self.address, **more,
        }  # fmt: skip

    @property
    def told(self) -> list[str]:
        return [_ticket_id(item) for item in self.conversations.values()]

    def is_solved(self, ticket_id: str) -> bool:
        return bool(self._of(ticket_id)["status"] == "closed")

    def solve(self, ticket_id: str, solved: bool = True) -> None:
        with self.lock:
            self._set(self._of(ticket_id), "closed" if solved else "active")

    def remove(self, ticket_id: str) -> None:
        with self.lock:
            del self.conversations[self._of(ticket_id)["id"]]

    def creates(self, asked: Asked) -> bool:
        return asked.path == "/v2/conversations" and asked.method == "POST"

    def answer(self, asked: Asked) -> Reply:
        if asked.path == "/v2/oauth2/token":
            form = asked.form
            if (form["client_id"], form["client_secret"]) != (APP_ID, APP_SECRET):
                return Reply(401, {"error": "invalid_client"})
            if form["grant_type"] != "client_credentials":
                return Reply(400, {"error": "unsupported_grant_type"})
            self.token_count += 1
            return Reply(
                200,
                {
                    "token_type": "bearer",
                    "access_token": f"token-{self.token_count}",
                    "expires_in": 172_800,
                },
            )
        if asked.headers.get("authorization") != f"Bearer token-{self.token_count}":
            return Reply(401, {"error": "invalid_token"})
        if self.token_count == self.revoked:
            return Reply(401, {"error": "invalid_token"})
        if (asked.method, asked.path) == ("POST", "/v2/conversations"):
            return self._created(asked.value)
        if (asked.method, asked.path) == ("GET", "/v2/conversations"):
            return self._listed(asked)
        found = re.fullmatch(r"/v2/conversations/(\d+)", asked.path)
        if asked.method != "PATCH" or not found or int(found[1]) not in self.conversations:
            return Reply(404, {"message": "Not Found"})
        change = asked.value
        if (change["op"], change["path"]) != ("replace", "/status"):
            return Reply(400)
        self._set(self.conversations[int(found[1])], change["value"])
        return Reply(204)

    def _created(self, value: Any) -> Reply:
        (thread,) = value["threads"]
        needed = value["subject"] and value["customer"]["email"] and thread["customer"]["email"]
        if value["mailboxId"] != MAILBOX_ID or value["type"] != "email" or not needed:
            return Reply(400, {"message": "Bad request"})
        item_id = 1_000 + len(self.conversations)
        web = f"https://secure.helpscout.example/conversation/{item_id}/{item_id - 999}"
        self.conversations[item_id] = item = {
            "id": item_id,
            "number": item_id - 999,
            "subject": value["subject"],
            "customer": value["customer"],
            "tags": [{"id": n, "tag": tag.lower()} for n, tag in enumerate(value["tags"])],
            "_links": {"web": {"href": web}},
            "text": thread["text"],
        }
        self._set(item, value["status"])
        return Reply(201, None, {"Resource-ID": str(item_id), "Web-Location": web})

    def _listed(self, asked: Asked) -> Reply:
        query = asked.query
        found = [
            item
            for item in self.conversations.values()
            if query.get("status", "active") in ("all", item["status"])
            and query.get("tag", "") in ("", *(tag["tag"] for tag in item["tags"]))
            and item["userUpdatedAt"] >= query.get("modifiedSince", "")
        ]
        page = int(query["page"])
        total = -(-len(found) // PAGE_SIZE)
        value: dict[str, Any] = {
            "page": {"size": PAGE_SIZE, "totalElements": len(found), "totalPages": total,
                     "number": page},
        }  # fmt: skip
        if found:
            shown = found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
            value["_embedded"] = {"conversations": shown}
        return Reply(200, value)

    def _set(self, item: dict[str, Any], status: str) -> None:
        item["status"] = status
        now = datetime.fromtimestamp(self.clock(), UTC)
        item["userUpdatedAt"] = now.strftime("%Y-%m-%dT%H:%M:%SZ")

    def _of(self, ticket_id: str) -> dict[str, Any]:
        return next(item for item in self.conversations.values() if _ticket_id(item) == ticket_id)


def _ticket_id(item: dict[str, Any]) -> str:
    return re.findall(r"T-[A-Z2-7]+", item["text"])[-1]
