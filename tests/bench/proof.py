"""Group `proof`: how the judge of sentences does in its exam, `tests/proof`, and what it costs.

The offenders go to the error output.
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


def figures() -> Iterator[Figure]:
    """Counts and shares of wrong verdicts, as a whole, by half, language and kind; microseconds."""
    exam = pairs()
    wrong = {pair for pair in exam if pair.is_released() != pair.is_true}
    print(offenders(pair for pair in exam if pair in wrong), file=sys.stderr)
    yield Figure("pairs", len(exam), "")
    yield from _verdicts(exam, wrong, "", bound=True)
    groups: dict[str, list[Pair]] = defaultdict(list)
    for pair in exam:
        half = "held out" if pair.is_held_out else "shown"
        for group in (half, pair.language, f"kind {pair.kind}"):
            groups[group].append(pair)
    for group, members in sorted(groups.items()):
        yield from _verdicts(tuple(members), wrong, f", {group}", bound=False)
    yield Figure("judging a sentence, median", _median_us(exam), "µs")


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
