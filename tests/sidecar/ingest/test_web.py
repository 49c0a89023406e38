from __future__ import annotations

import datetime
import gzip
import ssl
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from sidecar.ingest import web as module
from sidecar.ingest.encoding import Unreadable
from sidecar.ingest.reach import AddressForbidden, Reach, Unreachable
from sidecar.ingest.web import Web, web_address
from tests.fakes.docs_site import HOST, DocsSite, Page

MB = 1024 * 1024


@pytest.fixture
def site() -> Iterator[DocsSite]:
    with DocsSite() as site:
        yield site


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (" HTTPS://Docs.Example:443/a b?x=1#part ", "https://docs.example/a%20b?x=1"),
        ("http://docs.example", "http://docs.example/"),
        ("https://müller.example/ö", "https://xn--mller-kva.example/%C3%B6"),
    ],
)
def test_an_address_has_one_plain_form(text: str, plain: str) -> None:
    assert web_address(text).rstrip("/") == plain.rstrip("/")


@pytest.mark.parametrize(
    "text",
    [
        *("", "docs.example", "/docs", "ftp://docs.example/", "file:///etc/passwd", "https://"),
        *("https://user:secret@docs.example/", "javascript:alert(1)", "http://[::1", "http://a:b/"),
        "https://docs.example/" + "a" * 500,
    ],
)
def test_what_is_no_address_of_a_site_is_refused(text: str) -> None:
    with pytest.raises(AddressForbidden):
        web_address(text)


async def test_a_request_says_who_asks_and_goes_to_the_address_that_was_checked(
    site: DocsSite,
) -> None:
    site.pages["/"] = Page("Größe".encode("cp1252"), kind="text/html; charset=Windows-1252")
    answer = await Web(site.reach).get(site.address(), MB)
    assert (answer.status, answer.kind, answer.charset) == (200, "text/html", "windows-1252")
    assert answer.url == site.address()
    (asked,) = site.asked
    assert asked.headers["host"] == f"{HOST}:{site.port}"
    assert asked.headers["user-agent"] == "Deskhand"
    assert site.resolved == [HOST]


async def test_a_name_that_leads_elsewhere_the_second_time_is_refused(site: DocsSite) -> None:
    site.pages["/"] = Page("x")
    web = Web(site.reach)
    assert (await web.get(site.address(), MB)).status == 200
    site.names[HOST] = ["10.0.0.1"]
    with pytest.raises(AddressForbidden):
        await web.get(site.address(), MB)
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    "target",
    [
        *("http://127.0.0.1:22/", "http://127.0.0.1/", "http://[::1]/", "http://localhost/"),
        *("http://169.254.169.254/latest/meta-data/", "http://[fd00:ec2::254]/", "//router.test/"),
        *("http://cloud.test/", "http://half.test/", "http://0x7f000001/", "http://10.1/"),
        *(
            "file:///etc/passwd",
            "gopher://docs.test/",
            "http://a:b@docs.test/",
            "http://docs.test/",
        ),
    ],
)
async def test_a_redirect_to_where_it_may_not_go_is_not_followed(
    site: DocsSite, target: str
) -> None:
    site.pages["/"] = Page(status=302, headers={"Location": target})
    with pytest.raises(AddressForbidden):
        await Web(site.reach).get(site.address(), MB)
    assert site.paths == ["/"]


async def test_five_redirects_are_followed_and_no_more(site: DocsSite) -> None:
    for number in range(6):
        site.pages[f"/{number}"] = Page(status=301, headers={"Location": f"/{number + 1}"})
    site.pages["/6"] = Page("there")
    web = Web(site.reach)
    answer = await web.get(site.address("/1"), MB)
    assert (answer.body, answer.url) == (b"there", site.address("/6"))
    with pytest.raises(Unreadable, match="more than 5"):
        await web.get(site.address("/0"), MB)
    site.pages["/x"] = Page(status=301, headers={"Location": "http://[bad"})
    with pytest.raises(Unreadable):
        await web.get(site.address("/x"), MB)


async def test_without_another_value_only_public_addresses_are_read(site: DocsSite) -> None:
    with pytest.raises(AddressForbidden):
        await Web(Reach()).get(f"http://127.0.0.1:{site.port}/", MB)
    with pytest.raises(AddressForbidden):
        await Web(Reach()).check(f"http://localhost:{site.port}/")
    assert site.asked == []


async def test_a_body_is_cut_off_where_it_grows_too_large(site: DocsSite) -> None:
    site.pages["/page"] = Page("x" * MB, repeat=3)
    site.pages["/bomb"] = Page(gzip.compress(b"\0" * 50 * MB), headers={"Content-Encoding": "gzip"})
    site.pages["/packed"] = Page(gzip.compress(b"x" * MB), headers={"Content-Encoding": "gzip"})
    web = Web(site.reach)
    for path in ("/page", "/bomb"):
        with pytest.raises(Unreadable, match="larger than 2 MB"):
            await web.get(site.address(path), 2 * MB)
    assert len((await web.get(site.address("/packed"), MB)).body) == MB
    assert len((await web.get(site.address("/page"), 3 * MB)).body) == 3 * MB


async def test_what_follows_a_packed_body_is_not_read(
    site: DocsSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    fed: list[int] = []

    class Counting:
        def __init__(self, unpack: object) -> None:
            self._unpack: Any = unpack

        def decompress(self, piece: bytes, room: int) -> bytes:
            fed.append(len(piece))
            unpacked: bytes = self._unpack.decompress(piece, room)
            return unpacked

        @property
        def eof(self) -> bool:
            return bool(self._unpack.eof)

    real = zlib.decompressobj
    monkeypatch.setattr(module.zlib, "decompressobj", lambda **given: Counting(real(**given)))
    body = gzip.compress(b"all of it") + b"\0" * 8 * MB
    site.pages["/"] = Page(body, headers={"Content-Encoding": "gzip"})
    assert (await Web(site.reach).get(site.address(), MB)).body == b"all of it"
    assert sum(fed) < MB


@pytest.mark.parametrize("packing", ["br", "gzip, gzip", "deflate"])
async def test_a_packing_that_was_not_asked_for_is_refused(site: DocsSite, packing: str) -> None:
    site.pages["/"] = Page("nonsense", headers={"Content-Encoding": packing})
    with pytest.raises(Unreadable, match="not asked for"):
        await Web(site.reach).get(site.address(), MB)
    site.pages["/"] = Page("nonsense", headers={"Content-Encoding": "gzip"})
    with pytest.raises(Unreadable, match="packing is broken"):
        await Web(site.reach).get(site.address(), MB)


async def test_a_server_that_drips_is_left_when_the_time_is_over(site: DocsSite) -> None:
    site.pages["/"] = Page(drips=True)
    with pytest.raises(Unreachable, match="did not answer"):
        await Web(site.reach, request_timeout_s=0.3).get(site.address(), MB)


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_server_in_trouble_is_unreachable(site: DocsSite, status: int) -> None:
    site.pages["/"] = Page(status=status)
    with pytest.raises(Unreachable, match=str(status)):
        await Web(site.reach).get(site.address(), MB)


async def test_of_several_addresses_the_next_is_tried_where_nobody_answers(
    site: DocsSite,
) -> None:
    site.pages["/"] = Page("x")
    reach = Reach(lambda ip, port: True, site.reach.resolve)
    site.names[HOST] = ["127.0.0.2", "127.0.0.1"]
    assert (await Web(reach).get(site.address(), MB)).body == b"x"
    site.names[HOST] = ["127.0.0.2"]
    with pytest.raises(Unreachable, match="Nobody answers"):
        await Web(reach).get(site.address(), MB)


def certified(folder: Path, name: str) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate for `name`, and a client's that trusts it."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), 1, now - day, now + day)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = folder / f"{name}.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(secret + certificate.public_bytes(Encoding.PEM))
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(path)
    return server, ssl.create_default_context(cafile=str(path))


async def test_a_certificate_must_be_trusted_and_for_the_name_of_the_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server, client = certified(tmp_path, HOST)
    with DocsSite({"/": Page("x")}, tls=server) as site:
        with pytest.raises(Unreachable, match="certificate"):
            await Web(site.reach).get(site.address(), MB)
        monkeypatch.setattr(module, "_tls", lambda: client)
        assert (await Web(site.reach).get(site.address(), MB)).body == b"x"
        site.names["other.test"] = ["127.0.0.1"]
        with pytest.raises(Unreachable, match="certificate"):
            await Web(site.reach).get(site.address(host="other.test"), MB)
