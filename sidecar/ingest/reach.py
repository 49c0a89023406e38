"""Which hosts a loader may connect to: public web servers, and nothing that only this host or its
network can reach.

A name is resolved once, every address it has is checked, and the caller connects to one of these.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from sidecar.ingest.encoding import Unreadable

PORTS = frozenset({80, 443})

IP = ipaddress.IPv4Address | ipaddress.IPv6Address

# IPv6 addresses whose last 32 bits are the IPv4 address that a gateway leads to.
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class AddressForbidden(Unreadable):
    """The address is not public, or not one of a web site."""


class Unreachable(Unreadable):
    """It cannot be read now, and perhaps later."""


def is_public(ip: IP, port: int) -> bool:
    """Whether an address is a public web server's, not one of this host, its network or its cloud.

    Refused are loopback, private, link-local (where clouds keep their metadata), shared, reserved
    and multicast addresses (IANA's special-purpose registries), also inside IPv6.
    """
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner, port)
        if ip.teredo or ip.is_site_local:
            return False
    return (
        port in PORTS
        and ip.is_global
        and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)
    )


async def resolve(host: str, port: int) -> list[str]:
    """The addresses of a name, as the system knows them. Raises OSError."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


@dataclass(frozen=True, slots=True)
class Reach:
    """Where connections may lead; nothing but a test gives other values than these."""

    may_reach: Callable[[IP, int], bool] = is_public
    resolve: Callable[[str, int], Awaitable[list[str]]] = resolve

    async def addresses(self, host: str, port: int) -> list[str]:
        """The addresses of a host or a literal, all checked. Raises AddressForbidden, Unreachable.

        One address that may not be reached forbids the whole name.
        """
        try:
            found = [str(ipaddress.ip_address(host.strip("[]")))]
        except ValueError:
            try:
                found = await self.resolve(host, port)
            except (OSError, UnicodeError):
                raise Unreachable(f"There is no host {host[:100]}.") from None
        for address in found:
            if not self.may_reach(ipaddress.ip_address(address.partition("%")[0]), port):
                raise AddressForbidden(
                    "It leads to a private address or an unusual port; only public web sites are"
                    " read."
                )
        return found
