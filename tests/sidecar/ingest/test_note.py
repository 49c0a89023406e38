from __future__ import annotations

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from sidecar.ingest.note import read_note

NOTE = """---
title: "Care of wool"
lang: en-GB
tags: [wool]
---

Washing
=======

Wash at [30 degrees](https://evil.example/?q=1), see ![a photo](x.png) or [the label][1].

By hand
-------

<div onclick="x()">Use <b>mild</b> soap.</div><script>steal()</script><!-- draft: ask Ann -->

| Wool | Degrees |
|------|---------|
| Fine | 30      |

```html
<script>kept = "as it stands"</script> [a](b)
```

[1]: https://evil.example/label
"""


def test_a_note_is_what_a_reader_sees_of_it() -> None:
    note = read_note(NOTE)
    assert (note.title, note.locale, note.is_draft) == ("Care of wool", "en-GB", False)
    assert note.text.startswith("# Washing\n")
    assert "## By hand" in note.text
    assert "Wash at 30 degrees, see  or the label." in note.text
    assert "Use mild soap." in note.text
    assert "| Fine | 30      |" in note.text
    assert 'kept = "as it stands"' in note.text
    prose = note.text.split("```")[0]
    for hidden in ("evil", "steal", "Ann", "onclick", "title:", "x.png"):
        assert hidden not in prose


def test_without_front_matter_the_first_heading_is_the_title() -> None:
    assert read_note("Some words\n\n## Sizes ##\n\ntext").title == "Sizes"
    assert read_note("no heading at all").title == ""


def test_a_draft_says_so_in_its_front_matter() -> None:
    assert read_note("---\ndraft: true\n---\nx").is_draft
    assert read_note("---\r\npublished: false\r\n---\r\nx").is_draft
    assert not read_note("draft: true").is_draft


def test_a_fence_that_is_never_closed_keeps_its_text() -> None:
    assert read_note("a\n```\n<b>code</b>").text == "a\n```\n<b>code</b>"


@settings(deadline=None)
@given(st.text(alphabet="[]()!`~<>-=#:\n ab", max_size=300))
def test_whatever_is_written_is_read(source: str) -> None:
    read_note(source)


def test_hostile_marks_cost_no_more_than_their_length() -> None:
    for mark in ("[", "![", "<!--", "<a ", "[a](", "```\n", "a\n---\n", "[a]:"):
        began = time.process_time()
        read_note(mark * 50_000)
        assert time.process_time() - began < 20  # quadratic would be minutes


def test_spaces_in_a_heading_cost_no_more_than_their_length() -> None:
    for before in ("# a", "---\ntitle: a"):
        began = time.process_time()
        read_note(f"{before}{' ' * 20_000}b\n---\n")
        assert time.process_time() - began < 20  # quadratic would be minutes
