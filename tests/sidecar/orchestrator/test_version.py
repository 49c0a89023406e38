"""Which version of the Brain answers a thread."""

from __future__ import annotations

import pytest

from sidecar.orchestrator.version import Version, Versions
from sidecar.v1.operations_pb2 import Flag
from tests.fakes.shop import PROMPTS

VERSIONS = Versions(tuple(Version(name, PROMPTS, ()) for name in ("standard", "new", "other")))
THREADS = [f"{number:032x}" for number in range(2_000)]


def answering(*flags: Flag, scenario: str = "policy") -> list[str]:
    return [VERSIONS.answering(flags, thread, scenario).name for thread in THREADS]


def test_without_a_flag_the_first_version_answers() -> None:
    assert set(answering()) == {"standard"}


@pytest.mark.parametrize("percent", [0, 5, 50, 100])
def test_a_flag_gives_about_its_share_of_the_threads(percent: int) -> None:
    got = answering(Flag(brain_version="new", share_percent=percent)).count("new")
    assert abs(got / len(THREADS) - percent / 100) < 0.02
    assert got == len(THREADS) or percent < 100


def test_a_thread_stays_with_its_version_when_the_share_grows() -> None:
    few = answering(Flag(brain_version="new", share_percent=10))
    more = answering(Flag(brain_version="new", share_percent=20))
    assert all(now == "new" for was, now in zip(few, more, strict=True) if was == "new")


def test_two_versions_share_threads_independently() -> None:
    both = answering(
        Flag(brain_version="new", share_percent=50), Flag(brain_version="other", share_percent=50)
    )
    assert abs(both.count("other") / len(THREADS) - 0.25) < 0.03


def test_a_flag_may_hold_for_some_scenarios_only() -> None:
    flag = Flag(brain_version="new", share_percent=100, scenarios=["product", "order"])
    assert set(answering(flag)) == {"standard"}
    assert set(answering(flag, scenario="order")) == {"new"}


def test_an_unknown_version_is_passed_over() -> None:
    flags = (
        Flag(brain_version="gone", share_percent=100),
        Flag(brain_version="new", share_percent=100),
    )
    assert set(answering(*flags)) == {"new"}


def test_a_shadow_drafts_and_does_not_answer() -> None:
    flag = Flag(brain_version="new", share_percent=100, shadow=True)
    assert set(answering(flag)) == {"standard"}
    drafting = VERSIONS.drafting([flag], THREADS[0], "policy")
    assert drafting is not None and drafting.name == "new"
    assert VERSIONS.drafting([], THREADS[0], "policy") is None
