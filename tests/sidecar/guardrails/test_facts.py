"""What is left out for speed is never what a sentence says, and a verdict needs no luck."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest

from sidecar.guardrails import facts, figures, measures, numerals, promises
from sidecar.guardrails.proof import Evidence
from tests.proof import pairs

PACKS = ("", "third", "fourth")
REASON = """
from sidecar.guardrails.proof import Evidence
print(Evidence().judge("Open until 17:30 on Fridays, for 12 euros, 3 kg or 40 days.").reason)
"""


def _texts() -> Iterator[str]:
    for pack in PACKS:
        for pair in pairs(pack):
            yield pair.sentence
            yield from (passage.text for passage in pair.passages)


# Written with letters that patterns take for these when they ignore case.
AS_OTHERS = str.maketrans("iIsK", "ıİſ\u212a")


def _upper(text: str) -> str:
    return text.upper().translate(AS_OTHERS)


@pytest.mark.parametrize("written", [str, _upper])
def test_no_reader_is_left_out_that_would_read_something(written: Callable[[str], str]) -> None:
    skipped = 0
    for raw in set(_texts()):
        text = figures.folded(written(raw))
        text, _ = numerals.in_digits(text, facts._is_counted)
        lower, has_digit = text.lower(), any(map(str.isdecimal, text))
        for pattern, facts_of, needs_digit, needed in facts._READERS:
            if (needs_digit and not has_digit) or (needed and not any(n in lower for n in needed)):
                skipped += 1
                assert not any(list(facts_of(found)) for found in pattern.finditer(text)), text
    assert skipped > 1_000


def test_letters_that_count_as_others_change_no_fact() -> None:
    for text in set(_texts()):
        assert facts.read(text.translate(AS_OTHERS)) == facts.read(text)


def test_each_sign_of_money_is_read_before_and_behind() -> None:
    for sign in (*measures.CURRENCIES, *measures._CODES.split("|")):
        assert {fact[0] for fact in facts.read(f"It is 7 {sign}.").facts} == {"money"}, sign
        if sign not in measures._BEHIND_ONLY:
            assert {fact[0] for fact in facts.read(f"It is {sign} 7.").facts} == {"money"}, sign


def test_letters_that_count_as_others_hide_no_price() -> None:
    assert ("money", "50", "USD") in facts.read("It costs 50 U\u017fD.").facts


def test_no_claim_stands_without_what_is_looked_for_first() -> None:
    rows = (*promises._PAST_CLAIMS, *promises._FUTURE_CLAIMS)
    found = 0
    for text in set(_texts()):
        for lead, deeds in rows:
            for pattern, _ in deeds:
                if pattern.search(text):
                    found += 1
                    assert lead.search(text), (pattern.pattern, text)
    assert found > 100


def test_a_verdict_gives_the_same_reason_in_every_process() -> None:
    said = {
        subprocess.run(
            [sys.executable, "-c", REASON],
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in range(4)
    }
    assert len(said) == 1 and "no source says" in said.pop()


@pytest.mark.parametrize("said", ["Your order has been ſhipped.", "Ouİ, leſ membreſ ont 15 %."])
def test_letters_that_count_as_others_break_and_hide_nothing(said: str) -> None:
    assert not Evidence().judge(said).text
