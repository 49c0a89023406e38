from __future__ import annotations

import pytest

from sidecar.admission.limits import MessageLimits
from sidecar.errors import RateLimited


def limits(per_thread: int = 100, per_subject: int = 100, per_site: int = 100) -> MessageLimits:
    return MessageLimits(lambda: per_thread, per_subject, per_site)


def test_a_thread_has_its_limit_and_others_theirs() -> None:
    counted = limits(per_thread=3)
    for _ in range(3):
        counted.check("u_1", "t1")
    with pytest.raises(RateLimited, match="conversation") as refused:
        counted.check("u_1", "t1")
    assert 1 <= refused.value.retry_after_s <= 60
    counted.check("u_1", "t2")


def test_new_threads_do_not_free_a_person() -> None:
    counted = limits(per_subject=3)
    for number in range(3):
        counted.check("u_1", f"t{number}")
    with pytest.raises(RateLimited):
        counted.check("u_1", "t9")
    counted.check("u_2", "t10")


def test_new_people_do_not_free_the_site() -> None:
    counted = limits(per_site=3)
    for number in range(3):
        counted.check(f"u_{number}", f"t{number}")
    with pytest.raises(RateLimited, match="people"):
        counted.check("u_9", "t9")


def test_a_refused_message_uses_nothing_up() -> None:
    counted = limits(per_thread=1, per_subject=2, per_site=3)
    counted.check("u_1", "t1")
    for _ in range(5):
        with pytest.raises(RateLimited):
            counted.check("u_1", "t1")
    counted.check("u_1", "t2")
    counted.check("u_2", "t3")


def test_the_owners_new_limit_holds_at_once() -> None:
    owner = {"per_minute": 1}
    counted = MessageLimits(lambda: owner["per_minute"], 100, 100)
    counted.check("u_1", "t1")
    with pytest.raises(RateLimited):
        counted.check("u_1", "t1")
    owner["per_minute"] = 2
    counted.check("u_1", "t1")
