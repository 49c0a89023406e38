from __future__ import annotations

import codecs

import pytest

from sidecar.ingest.encoding import Unreadable, decoded


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        ("Größe 43".encode(), "", "Größe 43"),
        ("Größe 43".encode(), "iso-8859-1", "Größe 43"),
        ("Größe “43”".encode("cp1252"), "", "Größe “43”"),
        ("Привет, мир".encode("koi8-r"), "koi8-r", "Привет, мир"),
        ("日本語".encode("shift_jis"), "Shift_JIS", "日本語"),
        (codecs.BOM_UTF8 + b"plain", "", "plain"),
        ("Größe".encode("utf-16"), "", "Größe"),
        (codecs.BOM_UTF32_BE + "Größe".encode("utf-32-be"), "", "Größe"),
        (b"caf\xe9", "no-such-encoding", "café"),
        (b"caf\xe9", "base64", "café"),
        (b"", "", ""),
    ],
)
def test_text_is_read_in_the_encoding_it_was_written_in(
    data: bytes, declared: str, text: str
) -> None:
    assert decoded(data, declared) == text


@pytest.mark.parametrize(
    "data", [bytes(range(256)), b"\x00\x01" * 50, codecs.BOM_UTF16_LE + bytes([0, 0xD8]) * 40]
)
def test_what_is_no_text_is_refused_with_what_to_do(data: bytes) -> None:
    with pytest.raises(Unreadable, match="save it again as UTF-8"):
        decoded(data)
