from __future__ import annotations

import pytest

from sidecar.ingest.markdown import markdown


def test_headings_lists_and_tables_are_kept_as_light_markdown() -> None:
    text = markdown(
        "<h2>Delivery</h2><p>We <strong>ship</strong> to <a href='/x'>these</a>&nbsp;places:</p>"
        "<ul><li>UK</li><li>Norway</li></ul>"
        "<table><tr><th>Zone</th><th>Days</th></tr><tr><td>UK</td><td>2</td></tr></table>"
    )
    assert "## Delivery" in text
    assert "We ship to these places:" in text
    assert "- UK\n- Norway" in text
    assert "UK | 2" in text


@pytest.mark.parametrize(
    "html",
    [
        "<script>leak()</script>",
        "<style>.leak{}</style>",
        "<nav>leak</nav>",
        "<form><label>leak</label><input value=leak></form>",
        "<button>leak</button>",
        "<p hidden>leak</p>",
        "<p style='color:red; display:none'>leak</p>",
        "<p style='visibility: hidden'>leak</p>",
        "<span aria-hidden='true'>leak</span>",
        "<span class='screen-reader-text'>leak</span>",
        "<template>leak</template>",
        "<iframe src=leak>leak</iframe>",
        "<img src=leak.png alt=leak>",
        "<svg><text>leak</text></svg>",
        "<!-- leak -->",
    ],
)
def test_what_a_visitor_does_not_read_is_left_out(html: str) -> None:
    assert markdown(f"<p>before</p>{html}<p>after</p>").replace("\n", " ").split() == [
        "before",
        "after",
    ]


@pytest.mark.parametrize(
    "html",
    ["", "<", "<table>" * 2_000, "<div>" * 3_000 + "end", "<p>x\ufffe\u200b", "]]><![CDATA["],
)
def test_odd_html_is_read_without_failing(html: str) -> None:
    assert isinstance(markdown(html), str)
