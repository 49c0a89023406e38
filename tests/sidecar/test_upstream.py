"""When the far end is tried again, and when it is left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sidecar.upstream import (
    FAILURES,
    OPEN_S,
    RETRY_PAUSES_S,
    WINDOW_S,
    Breaker,
    BreakerOpen,
    Busy,
    retrying,
)


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def fail(breaker: Breaker, count: int) -> None:
    for _ in range(count):
        breaker.failed(breaker.enter())


def test_five_failures_in_a_minute_open_it_for_a_minute() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    fail(breaker, FAILURES - 1)
    assert not breaker.is_open
    fail(breaker, 1)
    with pytest.raises(BreakerOpen):
        breaker.enter()
    clock.now += OPEN_S - 0.1
    assert breaker.is_open
    clock.now += 0.2
    breaker.enter()


def test_failures_far_apart_do_not_open_it() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(20):
        fail(breaker, 1)
        clock.now += WINDOW_S / (FAILURES - 1) + 0.1
    assert not breaker.is_open


def test_half_open_lets_one_probe_through() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    fail(breaker, FAILURES)
    clock.now += OPEN_S
    breaker.enter()
    for _ in range(100):
        with pytest.raises(BreakerOpen):
            breaker.enter()


def test_a_failed_probe_opens_it_again_and_a_good_one_closes_it() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    fail(breaker, FAILURES)
    clock.now += OPEN_S
    fail(breaker, 1)
    assert breaker.is_open
    clock.now += OPEN_S
    breaker.succeeded(breaker.enter())
    fail(breaker, FAILURES - 1)
    assert not breaker.is_open


def test_answers_between_failures_do_not_hide_them() -> None:
    breaker = Breaker(Clock())
    for _ in range(FAILURES):
        breaker.succeeded(breaker.enter())
        assert not breaker.is_open
        fail(breaker, 1)
    assert breaker.is_open


@pytest.mark.parametrize("report", [Breaker.succeeded, Breaker.failed, Breaker.left])
def test_a_call_from_before_the_opening_says_nothing_after_it(
    report: Callable[[Breaker, int], None],
) -> None:
    clock = Clock()
    breaker = Breaker(clock)
    early = breaker.enter()
    fail(breaker, FAILURES)
    clock.now += OPEN_S / 2
    report(breaker, early)
    assert breaker.is_open
    clock.now += OPEN_S / 2
    probe = breaker.enter()
    report(breaker, early)
    with pytest.raises(BreakerOpen):
        breaker.enter()
    breaker.succeeded(probe)
    assert not breaker.is_open


def test_a_cancelled_probe_leaves_room_for_the_next() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    fail(breaker, FAILURES)
    clock.now += OPEN_S
    breaker.left(breaker.enter())
    breaker.enter()


def test_ten_thousand_cancelled_calls_do_not_open_it() -> None:
    breaker = Breaker(Clock())
    for _ in range(10_000):
        breaker.left(breaker.enter())
    assert not breaker.is_open


async def test_what_may_pass_is_tried_twice_more_with_growing_pauses() -> None:
    pauses: list[float] = []
    tries = 0

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    with pytest.raises(Busy):
        async for attempt in retrying(sleep, randomness=lambda: 0.5):
            with attempt:
                tries += 1
                raise Busy
    assert tries == 3
    assert pauses == list(RETRY_PAUSES_S)


@pytest.mark.parametrize(("after_s", "pause_s"), [(0.1, 0.2), (1.5, 1.5)])
async def test_a_far_end_that_asks_for_a_longer_pause_gets_it(
    after_s: float, pause_s: float
) -> None:
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    with pytest.raises(Busy):
        async for attempt in retrying(sleep, randomness=lambda: 0.5, left_s=lambda: 2.0):
            with attempt:
                raise Busy(after_s)
    assert pauses[0] == pause_s


async def test_a_pause_for_which_there_is_no_time_is_not_begun() -> None:
    tries = 0
    with pytest.raises(Busy):
        async for attempt in retrying(left_s=lambda: 2.0):
            with attempt:
                tries += 1
                raise Busy(after_s=2.5)
    assert tries == 1


async def test_other_failures_are_not_tried_again() -> None:
    tries = 0
    with pytest.raises(ValueError, match="mine"):
        async for attempt in retrying():
            with attempt:
                tries += 1
                raise ValueError("mine")
    assert tries == 1
