from __future__ import annotations

import re

import pytest

from sidecar.ingest import pdf as module
from sidecar.ingest.encoding import Unreadable
from sidecar.ingest.pdf import Pdf, read_pdf
from tests.fakes.pdf import locked, pdf

MANUAL = pdf("The lamp runs on two batteries.", "Charge it once a year.", title="Lamp manual")


async def test_a_pdf_is_its_title_and_the_text_of_its_pages() -> None:
    assert await read_pdf(MANUAL) == Pdf(
        "Lamp manual", "The lamp runs on two batteries.\n\nCharge it once a year."
    )


async def test_a_pdf_that_only_its_owner_may_change_is_read() -> None:
    assert (await read_pdf(locked(MANUAL, ""))).title == "Lamp manual"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf("", ""), "It has no text: it may be a scan."),
        (locked(MANUAL, "secret"), "It is protected by a password"),
        (b"", "It is no PDF that can be read"),
        (b"%PDF-1.7\n%%EOF", "It is no PDF that can be read"),
        (MANUAL[: len(MANUAL) // 2], "It is no PDF that can be read"),
    ],
    ids=["scan", "locked", "empty", "hollow", "cut off"],
)
async def test_a_pdf_that_says_nothing_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(Unreadable, match=re.escape(reason)):
        await read_pdf(data)


async def test_a_pdf_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "READ_TIMEOUT_S", 0.0)
    with pytest.raises(Unreadable, match="takes more than"):
        await read_pdf(MANUAL)


async def test_a_child_that_dies_costs_only_its_pdf(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_COMMAND", ("false",))
    with pytest.raises(Unreadable, match="takes more than"):
        await read_pdf(MANUAL)
