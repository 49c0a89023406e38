"""The client's ways to an endpoint: over TLS, and through a proxy that the environment names."""

from __future__ import annotations

import asyncio
import datetime
import ssl
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from sidecar.endpoint import Endpoint
from sidecar.errors import ModelUnavailable
from sidecar.llm.provider import Provider, Text
from tests.fakes.openai_server import OpenAIServer, Says, event

MESSAGES = ({"role": "user", "content": "Hello?"},)
ANSWER = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n"
    + event({"content": "Yes."})
    + b"data: [DONE]\n\n"
)


async def no_pause(_: float) -> None:
    """Between two tries."""


def certificate(folder: Path) -> Path:
    """A certificate for `localhost` with its key, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "localhost.pem"
    path.write_bytes(
        made.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return path


@pytest.mark.parametrize(
    ("host", "is_trusted"), [("localhost", True), ("localhost", False), ("127.0.0.1", True)]
)
async def test_a_server_is_asked_when_its_certificate_is_trusted_and_names_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, host: str, is_trusted: bool
) -> None:
    path = certificate(tmp_path)
    security = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    security.load_cert_chain(path)
    heads: list[bytes] = []

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heads.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(ANSWER)
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0, ssl=security)
    if is_trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
    address = f"https://{host}:{server.sockets[0].getsockname()[1]}/v1"
    provider = Provider(Endpoint(address, "sk-canary-1", "m"), sleep=no_pause)
    pieces = []
    try:
        async for piece in provider.stream(MESSAGES):
            pieces.append(piece)  # noqa: PERF401 (kept when it raises)
    except ModelUnavailable:
        assert (host, is_trusted) != ("localhost", True)
        assert heads == []
        assert pieces == []
    else:
        assert (host, is_trusted) == ("localhost", True)
        assert pieces == [Text("Yes.")]
    await provider.close()
    server.close()


@pytest.mark.parametrize("bypassed", [False, True])
async def test_a_proxy_of_the_environment_is_used_unless_it_is_to_be_passed_by(
    monkeypatch: pytest.MonkeyPatch, bypassed: bool
) -> None:
    proxy, direct = OpenAIServer([Says("By proxy.")]), OpenAIServer([Says("Direct.")])
    with proxy as proxy_address, direct as address:
        monkeypatch.setenv("http_proxy", proxy_address)
        monkeypatch.setenv("no_proxy", "127.0.0.1" if bypassed else "")
        provider = Provider(Endpoint(address, "", "m"), sleep=no_pause)
        pieces = [piece async for piece in provider.stream(MESSAGES)]
        await provider.close()
    said = "".join(piece.text for piece in pieces if isinstance(piece, Text))
    assert said == ("Direct." if bypassed else "By proxy.")
