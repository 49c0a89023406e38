from __future__ import annotations

import pytest

from sidecar.admission.limits import MessageLimits
from sidecar.errors import RateLimited
from sidecar.nouns import Identity


def caller(subject: str = "u_1", thread: str = "t1") -> Identity:
    return Identity("https://shop.example", subject, thread, frozenset(), "kid")


def test_a_thread_has_its_limit_and_others_theirs() -> None:
    limits = MessageLimits(per_subject=100, per_site=100)
    for _ in range(3):
        limits.admit(caller(thread="t1"), per_thread=3)
    with pytest.raises(RateLimited, match="conversation") as refused:
        limits.admit(caller(thread="t1"), per_thread=3)
    assert 1 <= refused.value.retry_after_s <= 60
    limits.admit(caller(thread="t2"), per_thread=3)


def test_new_threads_do_not_free_a_person() -> None:
    limits = MessageLimits(per_subject=3, per_site=100)
    for number in range(3):
        limits.admit(caller(thread=f"t{number}"), per_thread=10)
    with pytest.raises(RateLimited):
        limits.admit(caller(thread="t9"), per_thread=10)
    limits.admit(caller(subject="u_2"), per_thread=10)


def test_new_people_do_not_free_the_site() -> None:
    limits = MessageLimits(per_subject=10, per_site=3)
    for number in range(3):
        limits.admit(caller(f"u_{number}", f"t{number}"), per_thread=10)
    with pytest.raises(RateLimited, match="people"):
        limits.admit(caller("u_9", "t9"), per_thread=10)


@pytest.mark.parametrize(
    ("owners", "allowed", "holds"), [(2, 10, 2), (0, 3, 3), (50, 3, 3)], ids=["owner", "0", "bound"]
)
def test_the_owners_limits_hold_within_what_is_allowed(
    owners: int, allowed: int, holds: int
) -> None:
    limits = MessageLimits(per_subject=allowed, per_site=100)
    for number in range(holds):
        limits.admit(caller(thread=f"t{number}"), 10, per_subject=owners)
    with pytest.raises(RateLimited):
        limits.admit(caller(thread="t9"), 10, per_subject=owners)
    limits = MessageLimits(per_subject=100, per_site=allowed)
    for number in range(holds):
        limits.admit(caller(f"u_{number}", f"t{number}"), 10, per_site=owners)
    with pytest.raises(RateLimited, match="people"):
        limits.admit(caller("u_9", "t9"), 10, per_site=owners)


def test_a_refused_message_uses_nothing_up() -> None:
    limits = MessageLimits(per_subject=2, per_site=3)
    limits.admit(caller("u_1", "t1"), per_thread=1)
    for _ in range(5):
        with pytest.raises(RateLimited):
            limits.admit(caller("u_1", "t1"), per_thread=1)
    limits.admit(caller("u_1", "t2"), per_thread=1)
    limits.admit(caller("u_2", "t3"), per_thread=1)


def test_a_place_is_free_again_a_minute_after_it_was_taken() -> None:
    now_s = 0.0
    limits = MessageLimits(per_subject=100, per_site=100, clock=lambda: now_s)
    limits.admit(caller(), per_thread=2)
    now_s = 20.0
    limits.admit(caller(), per_thread=2)
    now_s = 59.0
    with pytest.raises(RateLimited) as refused:
        limits.admit(caller(), per_thread=2)
    assert refused.value.retry_after_s == 1.0
    now_s = 60.0
    limits.admit(caller(), per_thread=2)
    with pytest.raises(RateLimited) as refused:
        limits.admit(caller(), per_thread=2)
    assert refused.value.retry_after_s == 20.0


def test_who_is_silent_for_a_minute_is_forgotten() -> None:
    now_s = 0.0
    limits = MessageLimits(per_subject=10, per_site=10_000, clock=lambda: now_s)
    for number in range(1_000):
        limits.admit(caller(f"u_{number}", f"t{number}"), per_thread=10)
    assert limits.key_count == 2_001
    now_s = 60.0
    limits.admit(caller(), per_thread=10)
    assert limits.key_count == 3


def test_the_owners_new_limit_holds_at_once() -> None:
    limits = MessageLimits(per_subject=100, per_site=100)
    limits.admit(caller(), per_thread=1)
    with pytest.raises(RateLimited):
        limits.admit(caller(), per_thread=1)
    limits.admit(caller(), per_thread=2)
