"""The `openai` package's client, held to what this package leaves to it.

To be imported late: it takes 0.4 s (measured).
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from openai import AsyncOpenAI, DefaultAsyncHttpxClient, Timeout

from sidecar.endpoint import Endpoint
from sidecar.llm.wire import Wire

CONNECT_S = 2.0
# Of one read or write; the limits of answers are shorter, and are kept elsewhere.
TRANSFER_S = 60.0


def open_client(endpoint: Endpoint) -> AsyncOpenAI:
    """A client with connections of its own, which tries once and follows nothing."""
    secure = endpoint.base_url.startswith("https:")
    return AsyncOpenAI(
        base_url=endpoint.base_url,
        api_key="none",  # each request brings the headers of its dialect
        max_retries=0,
        http_client=DefaultAsyncHttpxClient(
            transport=None
            if _is_behind_proxy(endpoint.base_url)
            else Wire(CONNECT_S, secure=secure),
            timeout=Timeout(TRANSFER_S, connect=CONNECT_S),
            follow_redirects=False,
            event_hooks={"response": [_leave_refusal]},
        ),
    )


async def _leave_refusal(response: Any) -> None:
    """Hangs up on a refusal: its body is of no use, and may have no end."""
    if not response.is_success:
        await response.aclose()


def _is_behind_proxy(address: str) -> bool:
    """Whether the environment names a proxy for it; the client's own transport knows those."""
    place = urlsplit(address)
    proxies = getproxies()
    named = place.scheme in proxies or "all" in proxies
    return named and not proxy_bypass(place.hostname or "")
