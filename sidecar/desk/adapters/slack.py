# ruff: noqa: ARG002  (arguments are the Adapter's)
"""Slack's Web API, https://docs.slack.dev/reference/methods/chat.postMessage.

A message carries metadata that name its delivery, by which it is looked for in the channel. Of the
bot's scopes, `chat:write` writes and `channels:history` (`groups:history`) looks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sidecar.desk.adapters.exchange import Exchange, pause_asked_for, sense
from sidecar.desk.news import STATUS_WORDS, News, Record, States
from sidecar.desk.outbox import Blocked, Later, Refused
from sidecar.target import Slack

PAGE_SIZE = 100
MAX_PAGES = 40
SKEW_S = 600
MAX_TEXT_CHARS = 3_000
EVENT = "deskhand_notice"
HEADINGS: Mapping[str, str] = {
    "ticket": "New ticket",
    "ticket_status": "Ticket",
    "handoff": "A shopper asks for a person",
    "takeover": "A person has taken over",
    "notice": "Notice",
}
REFUSED = frozenset({"msg_too_long", "no_text", "invalid_arguments", "invalid_metadata_format"})
PASSING = frozenset(
    {"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable",
     "request_timeout", "team_added_to_org", "message_limit_exceeded"}
)  # fmt: skip


class SlackChannel:
    """Tells one channel; it records nothing and has nothing to tell back."""

    def __init__(self, target: Slack) -> None:
        self._channel = target.channel
        self._exchange = Exchange(
            "Slack",
            target.base_url,
            {"authorization": f"Bearer {target.token.get_secret_value()}"},
        )

    async def create(self, news: News, *, look: bool) -> Record:
        """Writes a message."""
        if not look or not await self._is_told(news):
            await self._ask(
                "chat.postMessage",
                {
                    "channel": self._channel,
                    "text": text_of(news),
                    "metadata": json.dumps(
                        {"event_type": EVENT, "event_payload": {"id": news.key}}
                    ),
                    "unfurl_links": "false",
                    "unfurl_media": "false",
                },
            )
        return Record()

    async def set_status(self, news: News, record_id: str, *, look: bool) -> int:
        """Writes a message."""
        await self.create(news, look=look)
        return news.status

    async def states_since(self, since_unix_ms: int, after: str = "") -> States:
        """Nothing is asked of it."""
        return States()

    async def close(self) -> None:
        """Ends the connections."""
        await self._exchange.close()

    async def _is_told(self, news: News) -> bool:
        asked = {
            "channel": self._channel,
            "oldest": str(news.at_unix_ms // 1_000 - SKEW_S),
            "include_all_metadata": "true",
            "limit": str(PAGE_SIZE),
        }
        for _ in range(MAX_PAGES):
            value = await self._ask("conversations.history", asked)
            with sense("Slack"):
                for message in value["messages"]:
                    metadata = message.get("metadata") or {}
                    if (metadata.get("event_payload") or {}).get("id") == news.key:
                        return True
                cursor = (value.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return False
            asked["cursor"] = str(cursor)
        raise Later("The channel in Slack has more messages than can be looked through.")

    async def _ask(self, method: str, form: Mapping[str, str]) -> Any:
        """What a method gives. Slack says with status 200 what went wrong, in a word."""
        answer = (await self._exchange.send("POST", f"/{method}", form=form)).expect(200)
        value = answer.value
        with sense("Slack"):
            is_ok, error = value["ok"], str(value.get("error", ""))
        if is_ok is True:
            return value
        if error in PASSING:
            raise Later("Slack asks to come later.", pause_asked_for(answer.headers))
        if error in REFUSED:
            raise Refused("Slack does not accept what it was sent.")
        raise Blocked(
            "Slack does not let the bot write and read there. See that its token and its scopes"
            " hold, and that it is in the channel."
        )


def text_of(news: News) -> str:
    """The message in Slack's own markup, in which nothing that a shopper wrote has a meaning."""
    contact = " ".join(part for part in (news.contact_name, news.contact_email) if part)
    status = STATUS_WORDS.get(news.status, "") if news.about == "ticket_status" else ""
    heading = " ".join(part for part in (HEADINGS[news.about], news.ticket_id, status) if part)
    lines = [part for part in (news.person_name, news.subject, news.body, contact) if part]
    quoted = "\n".join(f"> {line}" for part in lines for line in _plain(part).splitlines())
    return f"*{heading}*\n{quoted}"[:MAX_TEXT_CHARS]


def _plain(text: str) -> str:
    """Without the three signs that begin markup for Slack, and what makes letters bold or code."""
    for sign, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;")):
        text = text.replace(sign, written)
    return text.translate({ord(sign): f"{sign}\u200b" for sign in "*_~`"})
