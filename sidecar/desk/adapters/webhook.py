# ruff: noqa: ARG002  (arguments are the Adapter's)
"""A web address of the owner's own, told by signed requests.

`Deskhand-Signature: t=1790000000,v1=…` holds HMAC-SHA256 over the bytes of `t`, a full stop and the
body, in hexadecimal, once for each secret that is in force. The receiver checks one of them,
refuses a `t` that is older than five minutes, and takes an `Idempotency-Key` once.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Sequence

from sidecar.desk.adapters.exchange import Answer, Exchange, link
from sidecar.desk.news import STATUS_WORDS, News, Record, States
from sidecar.desk.outbox import Trouble
from sidecar.target import Webhook

MAX_ID_CHARS = 200


class WebhookReceiver:
    """Tells everything in one form. Nothing is told back but, perhaps, where a ticket lies."""

    def __init__(self, target: Webhook, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._secrets = [
            secret.get_secret_value()
            for secret in (target.secret, target.previous_secret)
            if secret.get_secret_value()
        ]
        self._exchange = Exchange("The webhook", target.url, {})

    async def create(self, news: News, *, look: bool) -> Record:
        """Tells it; the receiver knows by the key whether it has been told before."""
        return _record(await self._tell(news))

    async def set_status(self, news: News, record_id: str, *, look: bool) -> int:
        """Tells it."""
        await self._tell(news)
        return news.status

    async def states_since(self, since_unix_ms: int, after: str = "") -> States:
        """Nothing is asked of it."""
        return States()

    async def close(self) -> None:
        """Ends the connections."""
        await self._exchange.close()

    async def _tell(self, news: News) -> Answer:
        body = body_of(news)
        answer = await self._exchange.send(
            "POST",
            headers={
                "content-type": "application/json",
                "idempotency-key": news.key,
                "deskhand-signature": signature(self._secrets, int(self._clock()), body),
            },
            content=body,
        )
        return answer if 200 <= answer.status < 300 else answer.expect()


def signature(secrets: Sequence[str], at_unix_s: int, body: bytes) -> str:
    """The header's value."""
    told = f"{at_unix_s}.".encode() + body
    made = [hmac.new(secret.encode(), told, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={at_unix_s}", *(f"v1={digest}" for digest in made)])


def body_of(news: News) -> bytes:
    """What is sent: the same bytes on each attempt."""
    told: dict[str, object] = {
        "id": news.key,
        "about": news.about,
        "at_unix_ms": news.at_unix_ms,
        "subject": news.subject,
        "body": news.body,
    }
    if news.ticket_id:
        told["ticket"] = {
            "ticket_id": news.ticket_id,
            "status": STATUS_WORDS.get(news.status, ""),
            "priority": news.priority,
        }
    if news.person_name:
        told["person_name"] = news.person_name
    if news.contact_name or news.contact_email:
        told["contact"] = {"name": news.contact_name, "email": news.contact_email}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _record(answer: Answer) -> Record:
    """Where the receiver put it, if it says so in `id` and `url`; it need not."""
    try:
        value = answer.value
    except Trouble:
        return Record()
    if not isinstance(value, dict):
        return Record()
    return Record(str(value.get("id", ""))[:MAX_ID_CHARS], link(value.get("url", "")))
