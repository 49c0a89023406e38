"""Requests to another service, and what its refusals mean.

No redirect is followed, a body has a size, an exchange has a time, and nothing that the far end
wrote goes into an error: its text may be anybody's.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any

import httpx

from sidecar.desk.outbox import Blocked, Later, Refused, Trouble

REQUEST_S = 10.0
CONNECT_S = 5.0
MAX_LINK_CHARS = 500
MAX_BODY_BYTES = 8 * 1024 * 1024
USER_AGENT = "Deskhand"

# What a status means where it does not mean that it may pass.
BLOCKING: Mapping[int, str] = {
    401: "does not accept our key. Set a new one and restart",
    402: "wants to be paid",
    403: "does not allow it. Give the key the rights that the guide names",
    404: "does not know that address. See whether the settings name the right one",
}
FINAL: Mapping[int, str] = {
    400: "does not understand what it was sent",
    405: "takes nothing at that address",
    410: "has removed it",
    412: "says that it is full",
    413: "says that it is too large",
    415: "does not take its form",
    422: "does not accept what it was sent",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back; header names are lower-case."""

    who: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def value(self) -> Any:
        """The body as JSON. Raises Later: what sends something else may be any proxy."""
        with sense(self.who):
            return json.loads(self.body)

    def expect(self, *statuses: int) -> Answer:
        """The answer, when it has one of these. Raises what another one means."""
        if self.status in statuses:
            return self
        raise problem(self.who, self.status, self.headers)


class Exchange:
    """A line to `base_url`; `who` names the service in sentences. To be closed."""

    def __init__(self, who: str, base_url: str, headers: Mapping[str, str]) -> None:
        self.who = who
        self._base_url = base_url
        self._client = httpx.AsyncClient(
            headers={"user-agent": USER_AGENT, "accept-encoding": "identity", **headers},
            timeout=httpx.Timeout(REQUEST_S, connect=CONNECT_S),
            follow_redirects=False,
            trust_env=False,
            verify=_tls(),
        )

    async def send(
        self,
        method: str,
        path: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        params: Mapping[str, str] | None = None,
        value: Any = None,
        form: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Answer:
        """Sends a JSON `value`, a form or bytes. Raises Later where nothing whole came back."""
        try:
            request = self._client.build_request(
                method,
                self._base_url + path,
                headers=headers,
                params=params,
                json=value,
                data=form,
                content=content,
            )
            response = await self._client.send(request, stream=True)
            async with aclosing(response):
                body = await self._body(response)
        except httpx.TimeoutException:
            raise Later(f"{self.who} did not answer in time.") from None
        except httpx.HTTPError:
            raise Later(f"{self.who} does not answer.") from None
        return Answer(self.who, response.status_code, dict(response.headers), body)

    async def close(self) -> None:
        """Ends the connections."""
        await self._client.aclose()

    async def _body(self, response: httpx.Response) -> bytes:
        found = bytearray()
        async for piece in response.aiter_raw():
            found += piece
            if len(found) > MAX_BODY_BYTES:
                raise Later(f"{self.who} answered with more than {MAX_BODY_BYTES >> 20} MB.")
        return bytes(found)


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """The certificates to trust; reading them takes 20 ms."""
    return httpx.create_ssl_context(trust_env=False)


def link(url: object) -> str:
    """An address that staff may be led to; empty for anything else."""
    text = str(url)
    is_link = text.startswith("https://") and text.isprintable() and " " not in text
    return text if is_link and len(text) <= MAX_LINK_CHARS else ""


@contextmanager
def sense(who: str) -> Iterator[None]:
    """Around what reads an answer. Raises Later for one that has another shape."""
    try:
        yield
    except (AttributeError, IndexError, KeyError, RecursionError, TypeError, ValueError):
        raise Later(f"{who} answered with something that makes no sense.") from None


def problem(who: str, status: int, headers: Mapping[str, str]) -> Trouble:
    """What a status that was not expected means."""
    after_s = pause_asked_for(headers)
    is_limited = after_s > 0 or headers.get("x-ratelimit-remaining") == "0"
    if status in FINAL:
        return Refused(f"{who} {FINAL[status]} ({status}).")
    if status in BLOCKING and not (status == 403 and is_limited):
        return Blocked(f"{who} {BLOCKING[status]} ({status}).")
    if 300 <= status < 400:
        return Blocked(f"{who} has moved. Name its new address in the settings ({status}).")
    if status in (403, 429):
        return Later(f"{who} asks for fewer requests ({status}).", after_s)
    return Later(f"{who} is out of order ({status}).", after_s)


def pause_asked_for(headers: Mapping[str, str], clock: Callable[[], float] = time.time) -> float:
    """Seconds that the far end asks to be left alone: its Retry-After, or when its limit ends."""
    for name in ("retry-after", "x-ratelimit-retry-after"):
        if (asked := headers.get(name, "").strip()).isdecimal():
            return float(asked[:9])
        if asked:
            try:
                return max(0.0, parsedate_to_datetime(asked).timestamp() - clock())
            except ValueError:
                pass
    reset = headers.get("x-ratelimit-reset", "")
    if headers.get("x-ratelimit-remaining") == "0" and reset.isdecimal():
        return max(0.0, float(reset[:12]) - clock())
    return 0.0
