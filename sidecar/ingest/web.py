"""Reads public web pages. The one door to httpx.

The connection goes to the very address that was checked: a second look-up of the name could give
another one (DNS rebinding). Each redirect is a request of its own. Bodies are unpacked here, piece
by piece, so that a small answer cannot become a large one.
"""

from __future__ import annotations

import asyncio
import ssl
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import httpx

from sidecar.ingest.encoding import Unreadable
from sidecar.ingest.reach import AddressForbidden, Reach, Unreachable

USER_AGENT = "Deskhand"
REQUEST_TIMEOUT_S = 30.0
CONNECT_TIMEOUT_S = 10.0
MAX_REDIRECTS = 5
MAX_ADDRESS_CHARS = 500

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered, after redirects; `body` is unpacked, header names are lower-case."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def kind(self) -> str:
        """The media type, lower-case, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def charset(self) -> str:
        """The encoding that the server names; empty when it names none."""
        _, _, parameters = self.headers.get("content-type", "").lower().partition("charset=")
        return parameters.partition(";")[0].strip(" \"'")


def web_address(text: str) -> str:
    """An address in its plain form, without a fragment. Raises AddressForbidden."""
    try:
        url = httpx.URL(text.strip())
    except (httpx.InvalidURL, ValueError):
        raise AddressForbidden("It is not an address of a web site.") from None
    if url.scheme not in ("http", "https") or not url.host or url.userinfo:
        raise AddressForbidden("The address must begin with https:// or http:// and a host.")
    plain = str(url.copy_with(fragment=None))
    if len(plain) > MAX_ADDRESS_CHARS:
        raise AddressForbidden(f"The address is longer than {MAX_ADDRESS_CHARS} characters.")
    return plain


class Web:
    """A client that goes where `reach` lets it; a request, redirects included, has a time limit."""

    def __init__(self, reach: Reach, request_timeout_s: float = REQUEST_TIMEOUT_S) -> None:
        self._reach = reach
        self._request_timeout_s = request_timeout_s

    async def check(self, address: str) -> None:
        """Raises AddressForbidden for what may not be read; a name without addresses may."""
        with suppress(Unreachable):
            await self._addresses(httpx.URL(address))

    async def get(
        self,
        address: str,
        max_bytes: int,
        headers: Mapping[str, str] | None = None,
        permit: Callable[[str], None] = lambda _: None,
    ) -> Answer:
        """What is at `address`, with at most `max_bytes` unpacked, after at most 5 redirects.

        `permit` raises Unreadable for an address, this one or a redirect's, that may not be asked
        for. A status of 4xx is an answer. Raises AddressForbidden, Unreachable (also for 429 and
        5xx), or Unreadable for what is too large or makes no sense.
        """
        url = web_address(address)
        try:
            async with asyncio.timeout(self._request_timeout_s):
                for _ in range(MAX_REDIRECTS + 1):
                    permit(url)
                    answer = await self._answer(httpx.URL(url), max_bytes, headers or {})
                    if answer.status not in _REDIRECTS or "location" not in answer.headers:
                        return answer
                    url = web_address(str(httpx.URL(url).join(answer.headers["location"])))
        except TimeoutError:
            raise Unreachable(f"It did not answer in {self._request_timeout_s:g} s.") from None
        except httpx.InvalidURL:
            raise Unreadable("It redirects to what is no address.") from None
        raise Unreadable(f"It redirects more than {MAX_REDIRECTS} times.")

    async def _addresses(self, url: httpx.URL) -> list[str]:
        port = url.port or (443 if url.scheme == "https" else 80)
        return await self._reach.addresses(url.raw_host.decode("ascii"), port)

    async def _answer(self, url: httpx.URL, max_bytes: int, headers: Mapping[str, str]) -> Answer:
        addresses = await self._addresses(url)
        for address in addresses:
            try:
                return await self._exchange(url, address, max_bytes, headers)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
            except httpx.HTTPError:
                raise Unreachable("The connection broke off.") from None
        raise Unreachable("Nobody answers there, or its certificate does not hold.")

    async def _exchange(
        self, url: httpx.URL, address: str, max_bytes: int, headers: Mapping[str, str]
    ) -> Answer:
        """One request to one checked address, in a connection of its own."""
        host = url.netloc.decode("ascii")
        async with httpx.AsyncClient(
            verify=_tls(),
            trust_env=False,
            timeout=httpx.Timeout(self._request_timeout_s, connect=CONNECT_TIMEOUT_S),
        ) as client:
            request = client.build_request(
                "GET",
                url.copy_with(host=address),
                headers={
                    "host": host,
                    "user-agent": USER_AGENT,
                    "accept": "text/html, application/xml;q=0.9, */*;q=0.1",
                    "accept-encoding": "gzip",
                    **headers,
                },
                extensions={"sni_hostname": url.raw_host.decode("ascii")},
            )
            response = await client.send(request, stream=True)
            async with aclosing(response):
                if response.status_code == 429 or response.status_code >= 500:
                    raise Unreachable(f"The server answered {response.status_code}.")
                wanted = response.status_code not in _REDIRECTS
                body = await _body(response, max_bytes) if wanted else b""
            return Answer(str(url), response.status_code, dict(response.headers), body)


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    """The certificates to trust; reading them takes 20 ms."""
    return httpx.create_ssl_context(trust_env=False)


async def _body(response: httpx.Response, max_bytes: int) -> bytes:
    """The body, unpacked. Raises Unreadable as soon as it grows too large."""
    packing = response.headers.get("content-encoding", "identity").strip().lower()
    if packing not in ("identity", "", "gzip", "x-gzip"):
        raise Unreadable(f"It is packed in a way that was not asked for ({packing[:20]}).")
    pieces: AsyncIterator[bytes] = response.aiter_raw()
    unpack: Any = zlib.decompressobj(wbits=31) if "gzip" in packing else None
    found = bytearray()
    async for piece in pieces:
        room = max_bytes + 1 - len(found)
        try:
            found += unpack.decompress(piece, room) if unpack else piece[:room]
        except zlib.error:
            raise Unreadable("Its packing is broken.") from None
        if len(found) > max_bytes:
            raise Unreadable(f"It is larger than {max_bytes // 1024**2} MB.")
        if unpack and unpack.eof:
            break  # it would keep whatever follows, without end
    return bytes(found)
