"""Days, dates and times, however they are written."""

from __future__ import annotations

import pytest

from sidecar.guardrails.facts import read
from sidecar.guardrails.moments import weekday_of


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("2 de octubre de 2026", {("date", "2026", "10", "2")}),
        ("03.04.2026", {("date", "2026", "4", "3")}),
        ("2026-11-02T09:14:00+01:00", {("date", "2026", "11", "2")}),
        ("im August", {("month", "8")}),
        ("5.30 pm", {("time", "17:30")}),
        ("9.30 Uhr", {("time", "9:30")}),
        ("13h00", {("time", "13:00")}),
        ("de 9 a 18 h", {("time", "9:00"), ("time", "18:00")}),
        ("a las 4 de la tarde", {("time", "16:00")}),
        ("sous 48 heures", {("duration", "2880", "minutes")}),
        ("rund um die Uhr", {("when", "always")}),
        ("Fri–Sun", {("weekday", "fri"), ("weekday", "satur"), ("weekday", "sun")}),
        ("du samedi au lundi", {("weekday", "satur"), ("weekday", "sun"), ("weekday", "mon")}),
    ],
)
def test_a_moment_has_one_form(text: str, facts: set[tuple[str, ...]]) -> None:
    assert read(text).facts == facts


def test_a_date_has_its_weekday_and_none_when_it_is_no_date() -> None:
    assert weekday_of(("date", "2026", "11", "9")) == "mon"
    assert weekday_of(("date", "2026", "2", "30")) == ""
