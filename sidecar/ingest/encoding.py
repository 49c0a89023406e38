"""Bytes from elsewhere as text."""

from __future__ import annotations

import codecs
import re

# Left after decoding, these say that it was no text: controls that no writer types.
_NOISE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffd]")
MAX_NOISE_SHARE = 0.01
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Unreadable(Exception):
    """What was read cannot be used; the text tells the owner why and what to do."""


def decoded(data: bytes, declared: str = "") -> str:
    """The text of `data`: by its byte order mark, as UTF-8, as `declared`, else as Windows-1252.

    UTF-8 goes before what was declared, because text that is valid UTF-8 by accident is rare and
    a wrong label is not. Raises Unreadable for what is no text in any of them.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _meant(data[len(mark) :].decode(name, "replace"))
    for name in ("utf-8", declared, "cp1252", "latin-1"):
        try:
            if name:
                return _meant(data.decode(name))
        except (LookupError, ValueError):
            continue
    raise Unreadable("Its encoding is not known.")  # latin-1 takes any bytes


def _meant(text: str) -> str:
    """The text, unless it is mostly noise."""
    if len(_NOISE.findall(text)) > MAX_NOISE_SHARE * len(text):
        raise Unreadable("Its encoding is broken or it is no text; save it again as UTF-8.")
    return text
