# ruff: noqa: ARG002  (arguments are the Adapter's)
"""Help Scout's Inbox API 2.0, https://developer.helpscout.com/mailbox-api/.

A conversation has a tag of its own that names its delivery, by which it is looked for.
"""

from __future__ import annotations

import html
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sidecar.desk.adapters.exchange import Answer, Exchange, link, sense
from sidecar.desk.adapters.github import SKEW_MS
from sidecar.desk.news import News, Record, State, States
from sidecar.desk.outbox import Later, Refused
from sidecar.store.tickets import OPEN, PENDING, SOLVED
from sidecar.target import HelpScout

MAX_PAGES = 40
MAX_NAME_CHARS = 40
MIN_LEFT_S = 60.0  # of a token that is still used
STATUSES: Mapping[int, str] = {OPEN: "active", PENDING: "pending", SOLVED: "closed"}
READ: Mapping[str, int] = {"active": OPEN, "pending": PENDING, "closed": SOLVED, "spam": SOLVED}


class HelpScoutConversations:
    """Records tickets as conversations of one inbox, whose three states are a ticket's."""

    def __init__(self, target: HelpScout) -> None:
        self._target = target
        self._token = ""
        self._token_ends_at = 0.0  # on the monotonic clock
        self._exchange = Exchange("Help Scout", target.base_url, {})

    async def create(self, news: News, *, look: bool) -> Record:
        """Begins a conversation with the shopper; nothing is mailed to them."""
        if look and (found := await self._find(news)) is not None:
            return found
        answer = await self._ask("POST", "/v2/conversations", value=self._conversation(news))
        record_id = answer.expect(201).headers.get("resource-id", "")
        if not record_id.isdecimal():
            raise Later("Help Scout answered with something that makes no sense.")
        return Record(record_id, link(answer.headers.get("web-location", "")))

    async def set_status(self, news: News, record_id: str, *, look: bool) -> int:
        """Sets where a conversation stands; doing it twice changes nothing."""
        change = {"op": "replace", "path": "/status", "value": STATUSES[news.status]}
        answer = await self._ask("PATCH", f"/v2/conversations/{record_id}", value=change)
        if answer.status == 404:
            raise Refused("The conversation is no longer there.")
        answer.expect(204)
        return news.status

    async def states_since(self, since_unix_ms: int, after: str = "") -> States:
        """Conversations of the inbox that were touched since then; `after` numbers a page."""
        number = int(after or 1)
        query = {"modifiedSince": _time(since_unix_ms - SKEW_MS)}
        items, is_last = await self._page(query, number)
        with sense("Help Scout"):
            found = tuple(
                State(str(int(item["id"])), READ.get(item["status"], OPEN)) for item in items
            )
        return States(found, "" if is_last else str(number + 1))

    async def close(self) -> None:
        """Ends the connections."""
        await self._exchange.close()

    async def _find(self, news: News) -> Record | None:
        """The conversation with our tag; tags are compared here, too."""
        tag = _tag(news)
        with sense("Help Scout"):
            for item in await self._listed({"tag": tag}):
                if tag in [known["tag"] for known in item["tags"]]:
                    return Record(str(int(item["id"])), link(item["_links"]["web"]["href"]))
        return None

    async def _listed(self, query: Mapping[str, str]) -> list[Any]:
        found: list[Any] = []
        for number in range(1, MAX_PAGES + 1):
            items, is_last = await self._page(query, number)
            found += items
            if is_last:
                return found
        raise Later("Help Scout has more conversations than can be looked through.")

    async def _page(self, query: Mapping[str, str], number: int) -> tuple[list[Any], bool]:
        """A page of conversations of the inbox, and whether it is the last."""
        asked = {
            "mailbox": str(self._target.mailbox_id),
            "status": "all",
            "page": str(number),
            **query,
        }
        answer = await self._ask("GET", "/v2/conversations", params=asked)
        value = answer.expect(200).value
        with sense("Help Scout"):
            page_count = int(value["page"]["totalPages"])
            items = list(value["_embedded"]["conversations"]) if page_count else []
        return items, number >= page_count

    async def _ask(self, method: str, path: str, **content: Any) -> Answer:
        """Asks with our token; one that has ended before its time is made anew, once."""
        for is_last in (False, True):
            headers = {"authorization": f"Bearer {await self._fresh_token()}"}
            answer = await self._exchange.send(method, path, headers=headers, **content)
            if answer.status == 401:
                self._token = ""
            if answer.status != 401 or is_last:
                break
        return answer

    async def _fresh_token(self) -> str:
        if self._token and time.monotonic() < self._token_ends_at:
            return self._token
        form = {
            "grant_type": "client_credentials",
            "client_id": self._target.app_id.get_secret_value(),
            "client_secret": self._target.app_secret.get_secret_value(),
        }
        answer = await self._exchange.send("POST", "/v2/oauth2/token", form=form)
        value = answer.expect(200).value
        with sense("Help Scout"):
            self._token = str(value["access_token"])
            self._token_ends_at = time.monotonic() + float(value["expires_in"]) - MIN_LEFT_S
        return self._token

    def _conversation(self, news: News) -> Any:
        customer = {"email": news.contact_email or self._target.customer_email}
        if news.contact_name and news.contact_email:
            customer["firstName"] = news.contact_name[:MAX_NAME_CHARS]
        text = html.escape(f"{news.body}\n\n{news.ticket_id}").replace("\n", "<br>")
        tags = ["deskhand", _tag(news)]
        if news.priority != "normal":
            tags.append(f"priority-{news.priority}")
        return {
            "subject": news.subject,
            "mailboxId": self._target.mailbox_id,
            "type": "email",
            "status": STATUSES[OPEN],
            "customer": customer,
            "tags": tags,
            "autoReply": False,
            "threads": [{"type": "customer", "customer": customer, "text": text}],
        }


def _tag(news: News) -> str:
    return f"deskhand-{news.key}"


def _time(unix_ms: int) -> str:
    return datetime.fromtimestamp(unix_ms / 1_000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
