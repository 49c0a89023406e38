"""Looks for planted values in bytes, in whatever form a program may have written them.

    found = Scan(people).found_in(log.read_bytes())     # {("Jane Doe", "hex"), …}

Upper and lower case are one. Values are found across forms, not across cuts: a value of which half
was written is not found, so that each part of a name is a value of its own.
"""

from __future__ import annotations

import base64
import html
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

import numpy as np

from tests.privacy.identities import Identity

WINDOW = 8  # bytes that are compared at once


def canaries(person: Identity) -> Iterator[str]:
    """What must not be read of a person."""
    yield from (person.name, person.email, person.phone, person.street, person.card)
    yield from (person.birth, person.iban, person.customer)
    yield from (word for word in re.split(r"[\s-]", person.name) if len(word) > 4)


class Scan:
    """The forms of every canary of `people`; shorter ones than `WINDOW` bytes only as they are."""

    def __init__(self, people: Iterable[Identity]) -> None:
        self._forms: dict[bytes, tuple[str, str]] = {}
        for person in people:
            for value in canaries(person):
                for name, form in _forms(value):
                    if len(form) >= WINDOW or name in ("NFC", "NFD"):
                        self._forms.setdefault(form.lower(), (value, name))
        self._long = [form for form in self._forms if len(form) >= WINDOW]
        self._short = [form for form in self._forms if len(form) < WINDOW]
        self._long.sort(key=_head)
        self._heads = np.array([_head(form) for form in self._long], dtype="<u8")

    def found_in(self, data: bytes) -> set[tuple[str, str]]:
        """Which values are there, each with the name of its form."""
        data = data.lower()
        padded = np.frombuffer(data + bytes(WINDOW), dtype=np.uint8)
        windows = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)
        heads = np.ascontiguousarray(windows).view("<u8").ravel()
        places = np.minimum(np.searchsorted(self._heads, heads), len(self._heads) - 1)
        met = set(heads[self._heads[places] == heads].tolist())
        near = [form for form in self._long if _head(form) in met]
        return {self._forms[form] for form in (*near, *self._short) if form in data}


def _head(form: bytes) -> int:
    return int.from_bytes(form[:WINDOW], "little")


def _forms(value: str) -> Iterator[tuple[str, bytes]]:
    for text in {value, value.upper(), value.lower()}:
        for normal in ("NFC", "NFD"):
            form = unicodedata.normalize(normal, text)  # type: ignore[arg-type]
            plain = form.encode()
            yield normal, plain
            yield "escaped", json.dumps(form)[1:-1].encode()
            yield "escaped twice", json.dumps(json.dumps(form))[3:-3].encode()
            yield "url", quote(form, safe="").encode()
            yield "url, slashes", quote(form).encode()
            yield "url, plus", quote_plus(form).encode()
            yield "entities", html.escape(form).encode()
            yield "numbered entities", form.encode("ascii", "xmlcharrefreplace")
            yield "hex", plain.hex().encode()
            yield "utf-16", form.encode("utf-16-le")
            yield "backslashes", form.encode("unicode_escape")
            for skipped in range(3):  # wherever it begins in a group of three bytes
                whole = base64.b64encode(bytes(skipped) + plain)
                end = (None, -3, -2)[(skipped + len(plain)) % 3]
                yield "base64", whole[(0, 2, 3)[skipped] : end]
    digits = re.sub(r"\D", "", value)
    if len(digits) >= 7:
        yield "digits", digits.encode()
        yield "spaced digits", " ".join(digits).encode()
    if len(words := value.split()) > 1:
        yield "reversed words", " ".join(reversed(words)).encode()
        yield "last name first", f"{words[-1]}, {' '.join(words[:-1])}".encode()
