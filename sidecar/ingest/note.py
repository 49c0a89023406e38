"""A Markdown file as the light Markdown that is indexed: no markup of pages, no link targets."""

from __future__ import annotations

import re
from dataclasses import dataclass

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.M)
_FIELD = re.compile(r"^(title|draft|published|lang)[ \t]*:(.*)$", re.MULTILINE | re.I)
_FENCE = re.compile(r"^ {0,3}(```+|~~~+)", re.MULTILINE)
_UNREAD = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|template|iframe)\b.*?(?:</\1\s*>|\Z)", re.DOTALL | re.I
)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_IMAGE = re.compile(r"!\[[^\]\n]{0,500}\](?:\([^)\n]{0,2000}\)|\[[^\]\n]{0,500}\])")
_LINK = re.compile(r"\[([^\]\n]{1,500})\](?:\([^)\n]{0,2000}\)|\[[^\]\n]{0,500}\])")
_DEFINITION = re.compile(r"^ {0,3}\[[^\]\n]+\]:[ \t]*\S.*$", re.MULTILINE)
_UNDERLINED = re.compile(r"^(?=\S)([^\n#>|`-][^\n]{0,200})\n(=+|-{2,})[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+)$", re.MULTILINE)
_BLANK_LINES = re.compile(r"\n[ \t]*\n\s*\n")


@dataclass(frozen=True, slots=True)
class Note:
    """A Markdown file; `title` is of its front matter or first heading, empty without either."""

    title: str
    text: str
    locale: str
    is_draft: bool


def read_note(source: str) -> Note:
    """The note that a Markdown file holds."""
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    front = _FRONT_MATTER.match(source)
    found = _FIELD.findall(front[1]) if front else ()
    fields = {name.lower(): value.strip() for name, value in found}
    text = _clean(source[front.end() :] if front else source)
    heading = _HEADING.search(text)
    return Note(
        title=fields.get("title", "").strip("\"'")
        or (heading[1].rstrip(" \t#") if heading else ""),
        text=text,
        locale=fields.get("lang", "").strip("\"'"),
        is_draft=fields.get("draft", "").lower() == "true"
        or fields.get("published", "").lower() == "false",
    )


def _clean(text: str) -> str:
    """What a reader sees, fenced code as it stands."""
    pieces, at, fence = [], 0, ""
    for mark in _FENCE.finditer(text):
        if not fence:
            pieces.append(_prose(text[at : mark.start()]))
            at, fence = mark.start(), mark[1]
        elif mark[1].startswith(fence):
            pieces.append(text[at : mark.end()])
            at, fence = mark.end(), ""
    pieces.append(text[at:] if fence else _prose(text[at:]))
    return _BLANK_LINES.sub("\n\n", "".join(pieces)).strip()


def _prose(text: str) -> str:
    text = _UNREAD.sub("", text)
    text = _IMAGE.sub("", text)
    text = _LINK.sub(r"\1", text)
    text = _DEFINITION.sub("", text)
    text = _TAG.sub("", text)
    return _UNDERLINED.sub(lambda head: f"{'#' if head[2][0] == '=' else '##'} {head[1]}", text)
