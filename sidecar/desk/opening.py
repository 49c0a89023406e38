"""When people of the shop are in, as the owner set it, and what that makes of a span of time.

A span of a week stands in local wall time and becomes two moments of each day it falls on: the
first at which a clock in the shop shows its ends. Where the clock is put forward over an end, that
is the moment of the change. A night is two spans, one up to midnight and one from there on; a
holiday takes away the part that falls on its own date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Self
from zoneinfo import ZoneInfo

from sidecar.errors import BadMessage
from sidecar.v1.operations_pb2 import ShopSettings

MAX_SPANS = 28
MAX_HOLIDAYS = 100
DAY_MINUTES = 1_440
MINUTE_MS = 60_000
# How far ahead is looked: further than any sensible answer, and a tenth of a second of work.
HORIZON_DAYS = 3_660

_OFFSET = re.compile(r"([+-])(0\d|1[0-4]):([0-5]\d)")
_ZONE = re.compile(r"[A-Za-z0-9_+-]{1,40}(/[A-Za-z0-9_+-]{1,40}){0,2}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Opening:
    """Spans in minutes after midnight by ISO weekday, ascending and apart, in `zone`."""

    zone: tzinfo = UTC
    spans: Mapping[int, tuple[Span, ...]] = field(default_factory=dict)
    holidays: frozenset[date] = frozenset()

    @classmethod
    def read(cls, settings: ShopSettings) -> Self:
        """What the owner set. Raises BadMessage naming the first field that is malformed."""
        if len(settings.opening_times) > MAX_SPANS:
            raise BadMessage(f"At most {MAX_SPANS} opening_times can be set.")
        if len(settings.holidays) > MAX_HOLIDAYS:
            raise BadMessage(f"At most {MAX_HOLIDAYS} holidays can be set.")
        by_weekday: dict[int, list[Span]] = {}
        for known in settings.opening_times:
            if not 1 <= known.weekday <= 7:
                raise BadMessage("weekday must be 1 for Monday to 7 for Sunday.")
            if not 0 <= known.from_minute < known.to_minute <= DAY_MINUTES:
                raise BadMessage(
                    f"from_minute must come before to_minute, both 0 to {DAY_MINUTES}."
                )
            span = (known.from_minute, known.to_minute)
            by_weekday.setdefault(known.weekday, []).append(span)
        return cls(
            zone=_zone(settings.time_zone),
            spans={day: _joined(spans) for day, spans in by_weekday.items()},
            holidays=frozenset(map(_date, settings.holidays)),
        )

    @property
    def is_known(self) -> bool:
        """Whether the owner has said when people are in."""
        return bool(self.spans)

    def is_open(self, at_unix_ms: int) -> bool:
        """Whether people are in at that moment; True where nothing is known of it."""
        if not self.is_known:
            return True
        first = next(self._spans_from(at_unix_ms), None)
        return first is not None and first[0] <= at_unix_ms

    def opens_unix_ms(self, at_unix_ms: int) -> int:
        """The first moment from `at_unix_ms` on at which people are in, itself included.

        0 where nothing is known of it, or nobody is in for ten years.
        """
        if not self.is_known:
            return 0
        first = next(self._spans_from(at_unix_ms), None)
        return 0 if first is None else max(first[0], at_unix_ms)

    def after(self, at_unix_ms: int, minutes: int) -> int:
        """The moment at which people have been in for `minutes` since `at_unix_ms`.

        Minutes of the clock where nothing is known of it. At most ten years later.
        """
        left_ms = minutes * MINUTE_MS
        if not self.is_known:
            return at_unix_ms + left_ms
        if not left_ms:
            return at_unix_ms
        for from_ms, to_ms in self._spans_from(at_unix_ms):
            begin_ms = max(from_ms, at_unix_ms)
            if to_ms - begin_ms >= left_ms:
                return begin_ms + left_ms
            left_ms -= to_ms - begin_ms
        return at_unix_ms + HORIZON_DAYS * DAY_MINUTES * MINUTE_MS

    def _spans_from(self, at_unix_ms: int) -> Iterator[Span]:
        """Spans that end after `at_unix_ms`, in Unix milliseconds, ascending; some may touch."""
        today = datetime.fromtimestamp(at_unix_ms / 1_000, self.zone).date()
        for ahead in range(-1, HORIZON_DAYS):
            day = today + timedelta(days=ahead)
            if day in self.holidays:
                continue
            for from_minute, to_minute in self.spans.get(day.isoweekday(), ()):
                from_ms, to_ms = self._moment(day, from_minute), self._moment(day, to_minute)
                if from_ms < to_ms and to_ms > at_unix_ms:
                    yield from_ms, to_ms

    def _moment(self, day: date, minute: int) -> int:
        """The first moment at which clocks in the shop show that time, or a later one."""
        shown = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)
        first = shown.replace(tzinfo=self.zone)
        moment = int(first.timestamp())
        if datetime.fromtimestamp(moment, self.zone).replace(tzinfo=None) == shown:
            return moment * 1_000
        # The clock skips it: `moment` is past the change, and with fold=1 it is before.
        before, later = int(first.replace(fold=1).timestamp()), moment
        offset = datetime.fromtimestamp(later, self.zone).utcoffset()
        while later - before > 1:
            middle = (before + later) // 2
            if datetime.fromtimestamp(middle, self.zone).utcoffset() == offset:
                later = middle
            else:
                before = middle
        return later * 1_000


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """The same minutes, ascending and apart."""
    joined: list[Span] = []
    for from_minute, to_minute in sorted(spans):
        if joined and from_minute <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], to_minute))
        else:
            joined.append((from_minute, to_minute))
    return tuple(joined)


def _zone(name: str) -> tzinfo:
    if not name:
        return UTC
    if (offset := _OFFSET.fullmatch(name)) is not None:
        span = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        return timezone(-span if offset[1] == "-" else span)
    if _ZONE.fullmatch(name):
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):  # no such zone, no zone's file, a folder of zones
            pass
    raise BadMessage("time_zone must be a zone such as Europe/Dublin, or an offset such as +02:00.")


def _date(text: str) -> date:
    if _DATE.fullmatch(text):
        try:
            return date.fromisoformat(text)
        except ValueError:  # no such day
            pass
    raise BadMessage("Each of holidays must be a date such as 2026-12-25.")


@dataclass(frozen=True, slots=True)
class Away:
    """Whether nobody is in, and what shoppers are told then.

    `text` is the owner's; `opens` is `opens_unix_ms` in the shop's time, as `2026-12-01, 09:00`.
    All are empty while people are in, and the last two where nobody is in for ten years.
    """

    is_away: bool = False
    text: str = ""
    opens_unix_ms: int = 0
    opens: str = ""

    @classmethod
    def at(cls, settings: ShopSettings, at_unix_ms: int) -> Self:
        """How it is at that moment."""
        opening = Opening.read(settings)
        if opening.is_open(at_unix_ms):
            return cls()
        opens_unix_ms = opening.opens_unix_ms(at_unix_ms)
        if not opens_unix_ms:
            return cls(True, settings.away_text)
        shown = datetime.fromtimestamp(opens_unix_ms / 1_000, opening.zone)
        return cls(True, settings.away_text, opens_unix_ms, f"{shown:%Y-%m-%d, %H:%M}")
