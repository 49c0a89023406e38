"""When the far end is tried again, and when it is left alone."""

from __future__ import annotations

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
        breaker.enter()
        breaker.failed()


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
    breaker.enter()
    breaker.succeeded()
    fail(breaker, FAILURES - 1)
    assert not breaker.is_open


def test_a_cancelled_probe_leaves_room_for_the_next() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    fail(breaker, FAILURES)
    clock.now += OPEN_S
    breaker.enter()
    breaker.left()
    breaker.enter()


def test_ten_thousand_cancelled_calls_do_not_open_it() -> None:
    breaker = Breaker(Clock())
    for _ in range(10_000):
        breaker.enter()
        breaker.left()
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


async def test_other_failures_are_not_tried_again() -> None:
    tries = 0
    with pytest.raises(ValueError, match="mine"):
        async for attempt in retrying():
            with attempt:
                tries += 1
                raise ValueError("mine")
    assert tries == 1
