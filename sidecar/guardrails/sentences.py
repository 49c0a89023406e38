"""Cuts a stream of text into sentences that can be judged one by one.

Nothing is lost: the sentences, joined, are the text. A sentence is given as soon as the next
one begins, never cut inside a number, an abbreviation or a link; text that does not end is cut
at a space after `MAX_SENTENCE_CHARS`.
"""

from __future__ import annotations

import re

MAX_SENTENCE_CHARS = 1_200

_END = re.compile(
    r"(?P<stop>(?<![.!?…])[.!?…]++|[。！？]++)[\"'”’)\]»*_]*+"
    r"(?:\s*\[p\d{1,3}\])*(?P<gap>\s+)(?P<next>\S)"
    r"|(?P<line>\n++)"
)
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[\"'])(?:e\.g|i\.e|etc|approx|ca|cf|vs|no|nr|nos|st|mr|mrs|ms|dr|prof|inc|ltd|co"
    r"|art|fig|incl|excl|max|min|tel|ext|dept|est|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec"
    r"|z\.\s?b|u\.\s?a|d\.\s?h|bzw|usw|evtl|inkl|zzgl|p\.\s?ej|(?<!\d\s)[a-z])\.$",
    re.IGNORECASE,
)
# These end sentences as well; only a number behind them makes them abbreviations.
_NUMBERED = re.compile(r"(?:^|\s)(?:no|nr|nos|art|fig|max|min|ext|co|may)\.$", re.IGNORECASE)
_LIST_NUMBER = re.compile(r"(?:^|\n)[ \t]{0,8}\d{1,3}\.$")
_OPEN_MARK = re.compile(r"\[(?:p\d*\]?\s*)?$")


class SentenceSplitter:
    """Takes chunks, gives finished sentences, keeps the rest."""

    def __init__(self) -> None:
        self._rest = ""

    def feed(self, chunk: str) -> list[str]:
        """The sentences that `chunk` finished, with the white space behind them."""
        self._rest += chunk
        sentences = []
        while (cut := self._cut()) > 0:
            sentences.append(self._rest[:cut])
            self._rest = self._rest[cut:]
        return sentences

    def flush(self) -> list[str]:
        """What is left once the stream has ended."""
        rest, self._rest = self._rest, ""
        return [rest] if rest else []

    def _cut(self) -> int:
        text = self._rest[: MAX_SENTENCE_CHARS + 1]
        position = 0
        while (found := _END.search(text, position)) is not None:
            if found["line"]:
                if found.end() < len(text) and text[: found.end()].strip():
                    return found.end()
                if found.end() == len(text):
                    break
            elif self._ends_sentence(text, found):
                return found.start("next")
            position = found.end("line") if found["line"] else found.end("stop")
        if len(text) > MAX_SENTENCE_CHARS:
            space = text.rfind(" ", 1, MAX_SENTENCE_CHARS)
            return space + 1 if space > 0 else MAX_SENTENCE_CHARS
        return 0

    @staticmethod
    def _ends_sentence(text: str, found: re.Match[str]) -> bool:
        head, follower = text[: found.end("stop")], found["next"]
        if "\n" in found["gap"] or found["stop"][0] in "。！？":
            return True
        if follower == "[" and _OPEN_MARK.match(text, found.start("next")):
            return False  # a mark may be arriving
        if "?" in found["stop"] or "!" in found["stop"]:
            return True
        if follower.islower():
            return False
        if found["stop"] != ".":
            return True
        if _LIST_NUMBER.search(head):
            return False
        if follower.isdigit() and (head[-2:-1].isdigit() or _NUMBERED.search(head)):
            return False
        return not _ABBREVIATION.search(head) or bool(_NUMBERED.search(head))


def sentences(text: str) -> list[str]:
    """The sentences of a whole text; joined, they are the text."""
    splitter = SentenceSplitter()
    return [*splitter.feed(text), *splitter.flush()]
