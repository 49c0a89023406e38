from __future__ import annotations

import ipaddress

import pytest

from sidecar.ingest.reach import AddressForbidden, Reach, Unreachable, is_public


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.0.1"),
        *("169.254.169.254", "100.64.0.1", "192.0.0.1", "198.18.0.1", "224.0.0.1", "240.0.0.1"),
        *("255.255.255.255", "192.0.2.1", "::", "::1", "fe80::1", "fc00::1", "fd00:ec2::254"),
        *("ff02::1", "fec0::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1"),
        *("2002:7f00:1::", "2002:a9fe:a9fe::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe"),
        *("2001:0:4136:e378:8000:63bf:3fff:fdd2", "::127.0.0.1"),
    ],
)
def test_what_only_this_host_or_network_reaches_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address), 443)


@pytest.mark.parametrize(
    "address", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822", "::ffff:8.8.8.8"]
)
def test_a_public_address_is_reached_on_the_ports_of_the_web_alone(address: str) -> None:
    ip = ipaddress.ip_address(address)
    assert is_public(ip, 80)
    assert is_public(ip, 443)
    assert not any(is_public(ip, port) for port in (22, 25, 3306, 8080, 50051))


async def test_one_private_address_forbids_the_whole_name() -> None:
    async def resolve(host: str, port: int) -> list[str]:
        return ["93.184.216.34", "10.0.0.1"]

    with pytest.raises(AddressForbidden, match="private"):
        await Reach(resolve=resolve).addresses("half.test", 443)


@pytest.mark.parametrize(
    "host", ["localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::1]", "10.0.0.1"]
)
async def test_this_host_is_not_reached_by_any_of_its_names(host: str) -> None:
    with pytest.raises(AddressForbidden):
        await Reach().addresses(host, 80)


async def test_a_name_that_nobody_knows_is_told() -> None:
    with pytest.raises(Unreachable, match="no host"):
        await Reach().addresses("nowhere.invalid", 80)
