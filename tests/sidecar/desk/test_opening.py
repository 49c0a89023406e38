from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sidecar.desk.opening import HORIZON_DAYS, MINUTE_MS, Opening
from sidecar.errors import BadMessage
from sidecar.v1.operations_pb2 import OpeningTime, ShopSettings

ZONES = (
    "",
    "Europe/Dublin",
    "America/New_York",
    "Australia/Lord_Howe",  # half an hour of summer time
    "America/Havana",  # changes at midnight
    "Pacific/Apia",
    "Asia/Kathmandu",
    "+02:00",
    "-09:30",
)
DAY_MS = 24 * 60 * MINUTE_MS
BERLIN = "Europe/Berlin"


def opening(
    *spans: tuple[int, int, int], zone: str = BERLIN, holidays: tuple[str, ...] = ()
) -> Opening:
    """Spans as weekday, first and last minute."""
    times = [OpeningTime(weekday=day, from_minute=a, to_minute=b) for day, a, b in spans]
    return Opening.read(ShopSettings(opening_times=times, time_zone=zone, holidays=holidays))


def at(text: str, zone: str = BERLIN, fold: int = 0) -> int:
    """Unix milliseconds of a local time."""
    shown = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)
    return int(shown.timestamp()) * 1_000


OFFICE = [(day, 9 * 60, 17 * 60) for day in range(1, 6)]

some_spans = st.lists(
    st.tuples(st.integers(1, 7), st.integers(0, 1_439), st.integers(1, 1_440)).filter(
        lambda span: span[1] < span[2]
    ),
    min_size=1,
    max_size=28,
)
some_holidays = st.lists(st.dates(date(2026, 1, 1), date(2026, 12, 31)).map(str), max_size=20).map(
    tuple
)
some_openings = st.builds(
    lambda spans, zone, holidays: opening(*spans, zone=zone, holidays=holidays),
    some_spans,
    st.sampled_from(ZONES),
    some_holidays,
)
# Two years, a tenth of them within a day of a change of Berlin's clocks.
some_moments = st.integers(at("2026-01-01"), at("2027-12-31")) | st.integers(
    at("2026-03-28"), at("2026-03-30")
)


def shows_open(opening: Opening, moment: int) -> bool:
    """Whether a clock in the shop and a calendar say so."""
    shown = datetime.fromtimestamp(moment / 1_000, opening.zone)
    minute = shown.hour * 60 + shown.minute
    return shown.date() not in opening.holidays and any(
        a <= minute < b for a, b in opening.spans.get(shown.isoweekday(), ())
    )


def is_shown_once(opening: Opening, moment: int) -> bool:
    shown = datetime.fromtimestamp(moment / 1_000, opening.zone)
    other = shown.replace(fold=1 - shown.fold)
    return other.utcoffset() == shown.utcoffset()


@settings(max_examples=100, deadline=None)
@given(some_openings, some_moments)
def test_people_are_in_when_the_clock_in_the_shop_says_so(opening: Opening, moment: int) -> None:
    if is_shown_once(opening, moment):
        assert opening.is_open(moment) == shows_open(opening, moment)


@settings(max_examples=60, deadline=None)
@given(some_openings, some_moments)
def test_the_next_opening_is_the_first_open_moment(opening: Opening, moment: int) -> None:
    opens = opening.opens_unix_ms(moment)
    assert opens >= moment
    assert opening.is_open(opens)
    assert (opens == moment) == opening.is_open(moment)
    if opens > moment:
        assert not opening.is_open(opens - 1)
        assert not opening.is_open((moment + opens) // 2)


@settings(max_examples=60, deadline=None)
@given(some_openings, some_moments, st.integers(0, 250), st.integers(0, 250))
def test_opening_time_adds_up(opening: Opening, moment: int, first: int, second: int) -> None:
    halfway = opening.after(moment, first)
    end = opening.after(halfway, second)
    assert opening.after(moment, first + second) == end
    assert end - moment >= (first + second) * MINUTE_MS
    if second:
        assert opening.is_open(end - 1)


@settings(max_examples=25, deadline=None)
@given(some_openings, some_moments, st.integers(1, 120))
def test_so_many_open_minutes_pass(opening: Opening, moment: int, minutes: int) -> None:
    moment -= moment % MINUTE_MS
    end = opening.after(moment, minutes)
    if end - moment < 10 * DAY_MS:
        passed = sum(map(opening.is_open, range(moment, end, MINUTE_MS)))
        assert passed == minutes


def test_where_no_hours_are_set_people_are_in_and_the_clock_counts() -> None:
    nothing = Opening.read(ShopSettings())
    now = at("2026-06-06T03:00")
    assert not nothing.is_known
    assert nothing.is_open(now)
    assert nothing.opens_unix_ms(now) == 0
    assert nothing.after(now, 90) == now + 90 * MINUTE_MS


def test_a_span_holds_its_first_moment_and_not_its_last() -> None:
    office = opening(*OFFICE)
    assert not office.is_open(at("2026-06-01T09:00") - 1)
    assert office.is_open(at("2026-06-01T09:00"))
    assert not office.is_open(at("2026-06-01T17:00"))


def test_minutes_go_on_after_the_weekend() -> None:
    office = opening(*OFFICE)
    friday = at("2026-06-05T16:50")
    assert office.after(friday, 10) == at("2026-06-05T17:00")
    assert office.after(friday, 11) == at("2026-06-08T09:01")
    assert office.opens_unix_ms(at("2026-06-06T12:00")) == at("2026-06-08T09:00")


def test_a_holiday_is_no_working_day() -> None:
    office = opening(*OFFICE, holidays=("2026-12-25", "2026-12-28"))
    assert not office.is_open(at("2026-12-25T10:00"))
    assert office.opens_unix_ms(at("2026-12-25T10:00")) == at("2026-12-29T09:00")
    assert office.after(at("2026-12-24T16:00"), 61) == at("2026-12-29T09:01")


def test_a_night_is_one_stretch_and_a_holiday_takes_its_own_part_of_it() -> None:
    night = [(5, 22 * 60, 1_440), (6, 0, 6 * 60)]
    bar = opening(*night)
    assert bar.is_open(at("2026-06-06T00:00"))
    assert bar.after(at("2026-06-05T22:00"), 8 * 60) == at("2026-06-06T06:00")
    closed = opening(*night, holidays=("2026-06-06",))
    assert closed.is_open(at("2026-06-05T23:59"))
    assert not closed.is_open(at("2026-06-06T00:00"))


def test_a_night_is_an_hour_shorter_or_longer_when_the_clocks_change() -> None:
    bar = opening((6, 22 * 60, 1_440), (7, 0, 6 * 60))
    assert bar.after(at("2026-03-28T22:00"), 7 * 60) == at("2026-03-29T06:00")
    assert bar.after(at("2026-10-24T22:00"), 9 * 60) == at("2026-10-25T06:00")


def test_an_end_that_the_clock_skips_is_the_moment_of_the_change() -> None:
    change = at("2026-03-29T03:00")
    assert opening((7, 150, 240)).opens_unix_ms(at("2026-03-29T00:00")) == change
    until = opening((7, 60, 150))
    assert until.is_open(change - 1)
    assert not until.is_open(change)
    # What lies in the skipped hour alone is not there that day.
    skipped = opening((7, 125, 175))
    assert skipped.opens_unix_ms(at("2026-03-29T00:00")) == at("2026-04-05T02:05")


def test_an_end_that_the_clock_shows_twice_is_the_first_time() -> None:
    span = opening((7, 60, 150))
    assert span.is_open(at("2026-10-25T02:29"))
    assert not span.is_open(at("2026-10-25T02:30"))
    assert not span.is_open(at("2026-10-25T02:10", fold=1))


def test_spans_that_overlap_count_once() -> None:
    doubled = opening((1, 540, 720), (1, 600, 780))
    assert doubled.after(at("2026-06-01T09:00"), 240) == at("2026-06-01T13:00")


def test_an_offset_is_a_zone() -> None:
    fixed = opening((1, 540, 600), zone="-09:30")
    assert fixed.opens_unix_ms(at("2026-06-01T00:00", "Etc/UTC")) == at(
        "2026-06-01T18:30", "Etc/UTC"
    )
    assert opening((1, 0, 1), zone="").zone is UTC


def test_a_week_that_is_always_open_is_answered_at_once() -> None:
    always = opening(*((day, 0, 1_440) for day in range(1, 8)))
    now = at("2026-06-01T12:00")
    assert always.is_open(now)
    assert always.after(now, 10_080) == now + 7 * DAY_MS


def test_nothing_is_awaited_for_longer_than_ten_years() -> None:
    scarce = opening((1, 0, 1))
    now = at("2026-06-02T12:00")
    assert scarce.after(now, 100_000) == now + timedelta(days=HORIZON_DAYS) // timedelta(
        milliseconds=1
    )


SPAN = OpeningTime(weekday=1, from_minute=0, to_minute=1)
MALFORMED = [
    ShopSettings(opening_times=[SPAN] * 29),
    ShopSettings(opening_times=[OpeningTime(weekday=0, from_minute=0, to_minute=1)]),
    ShopSettings(opening_times=[OpeningTime(weekday=8, from_minute=0, to_minute=1)]),
    ShopSettings(opening_times=[OpeningTime(weekday=1, from_minute=-1, to_minute=1)]),
    ShopSettings(opening_times=[OpeningTime(weekday=1, from_minute=60, to_minute=60)]),
    ShopSettings(opening_times=[OpeningTime(weekday=1, from_minute=0, to_minute=1_441)]),
    ShopSettings(holidays=["2026-12-25"] * 101),
    ShopSettings(holidays=["25.12.2026"]),
    ShopSettings(holidays=["2026-02-30"]),
    ShopSettings(holidays=["20261225"]),
    ShopSettings(time_zone="Europe/Nowhere"),
    ShopSettings(time_zone="../etc/passwd"),
    ShopSettings(time_zone="/etc/localtime"),
    ShopSettings(time_zone="America"),
    ShopSettings(time_zone="tzdata.zi"),
    ShopSettings(time_zone="+15:00"),
    ShopSettings(time_zone="+02:60"),
    ShopSettings(time_zone="2"),
]


@pytest.mark.parametrize("wrong", MALFORMED, ids=str)
def test_what_is_no_time_is_refused(wrong: ShopSettings) -> None:
    with pytest.raises(BadMessage):
        Opening.read(wrong)


def test_all_that_may_be_set_can_be_read() -> None:
    Opening.read(ShopSettings(opening_times=[SPAN] * 28, holidays=["2026-12-25"] * 100))
