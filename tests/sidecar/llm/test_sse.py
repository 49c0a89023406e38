from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sidecar.llm.sse import MAX_LINE_BYTES, MAX_STREAM_BYTES, EventLines, StreamTooLong

STREAM = (
    b": a comment\n\nevent: message\nid: 7\ndata: {1}\n\ndata:{2}\r\n\r\n\n"
    b"data: {3 \xe2\x82\xac}\ndata: {4}\nretry: 9\ndata:\n\ndata: {5}"
)
EVENTS = [b"{1}", b"{2}", b"{3 \xe2\x82\xac}", b"{4}", b"", b"{5}"]


@given(st.lists(st.integers(0, len(STREAM)), max_size=12))
def test_events_are_the_same_wherever_the_stream_is_cut(places: list[int]) -> None:
    lines, events = EventLines(), []
    cuts = [0, *sorted(places), len(STREAM)]
    for start, end in pairwise(cuts):
        events += lines.feed(STREAM[start:end])
    assert events + lines.flush() == EVENTS


def test_a_line_without_end_is_left() -> None:
    lines = EventLines()
    with pytest.raises(StreamTooLong):
        for _ in range(2 * MAX_LINE_BYTES // 1_000):
            lines.feed(b"x" * 1_000)


def test_a_stream_without_end_is_left() -> None:
    lines = EventLines()
    with pytest.raises(StreamTooLong):
        for _ in range(2 * MAX_STREAM_BYTES // 100_000):
            lines.feed(b": keep-alive\n" * 8_000)
