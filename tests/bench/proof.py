"""Group `proof`: how the judge of sentences does in its exam, `tests/proof`, and what it costs.

Every pack is examined with the bounds that it is to hold: none false released, 3 % true refused,
also where the tests know that the unseen half of `third` does not hold them yet. The offenders go
to the error output.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator

from tests.bench import Figure
from tests.proof import Pair, offenders, pairs

ROUND_COUNT = 5


PACKS = {"third": "without figures", "fourth": "beside"}


def figures() -> Iterator[Figure]:
    """Counts and shares of wrong verdicts, as a whole, by half, language and kind; microseconds.

    Of the later packs the whole and its halves.
    """
    exam = pairs()
    wrong = _wrong(exam)
    yield Figure("pairs", len(exam), "")
    yield from _verdicts(exam, wrong, "", bound=True)
    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in exam:
        for group in (_half(pair), pair.language, f"kind {pair.kind}"):
            groups[group].append(pair)
    for group, members in sorted(groups.items()):
        yield from _verdicts(tuple(members), wrong, f", {group}", bound=False)
    for pack, name in PACKS.items():
        members = pairs(pack)
        wrong = _wrong(members)
        yield Figure(f"pairs {name}", len(members), "")
        yield from _verdicts(members, wrong, f", {name}", bound=True)
        for half in ("shown", "held out"):
            of_half = tuple(pair for pair in members if _half(pair) == half)
            yield from _verdicts(of_half, wrong, f", {name}, {half}", bound=True)
    yield Figure("judging a sentence, median", _median_us(exam), "µs")


def _wrong(members: tuple[Pair, ...]) -> set[Pair]:
    wrong = {pair for pair in members if pair.is_released() != pair.is_true}
    print(offenders(pair for pair in members if pair in wrong), file=sys.stderr)
    return wrong


def _half(pair: Pair) -> str:
    return "held out" if pair.is_held_out else "shown"


def _verdicts(
    members: tuple[Pair, ...], wrong: set[Pair], group: str, *, bound: bool
) -> Iterator[Figure]:
    released = sum(pair in wrong for pair in members if not pair.is_true)
    if any(not pair.is_true for pair in members):
        yield Figure(f"false released{group}", released, "", at_most=0 if bound else None)
    true = [pair in wrong for pair in members if pair.is_true]
    if true:
        refused = 100 * sum(true) / len(true)
        yield Figure(f"true refused{group}", refused, "%", at_most=3 if bound else None)


def _median_us(exam: tuple[Pair, ...]) -> float:
    """One call of the judge, its evidence at hand: the best of a few rounds, over all pairs."""
    best: list[float] = []
    for pair in exam:
        evidence = pair.evidence()
        times = []
        for _ in range(ROUND_COUNT):
            began = time.perf_counter_ns()
            evidence.judge(pair.sentence)
            times.append(time.perf_counter_ns() - began)
        best.append(min(times) / 1_000)
    return statistics.median(best)
