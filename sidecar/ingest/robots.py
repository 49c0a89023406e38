"""A site's robots.txt: what may be read, how slowly, and where the sitemaps are (RFC 9309).

The standard library's parser knows no wildcards and takes the first rule that fits, not the
longest, and so reads what many shops forbid.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

MAX_BYTES = 512 * 1024  # RFC 9309 asks for at least 500 KiB
MAX_RULES = 2_000
_PLAIN = "/%:;,?&=+$@!~*'()-._#[]"


@dataclass(frozen=True, slots=True)
class Robots:
    """What applies to one agent; `delay_s` is 0 where none is asked for."""

    rules: tuple[tuple[str, bool], ...] = ()
    delay_s: float = 0.0
    sitemaps: tuple[str, ...] = ()

    def allows(self, address: str) -> bool:
        """Whether it may be read: the longest rule that fits says; of two, the one that allows."""
        parts = urlsplit(address)
        path = _plain(parts.path or "/") + (f"?{_plain(parts.query)}" if parts.query else "")
        fitting = [(len(rule), allowed) for rule, allowed in self.rules if _fits(rule, path)]
        return max(fitting, default=(0, True))[1]


def read_robots(text: str, agent: str) -> Robots:
    """What a robots.txt says to `agent`; the group of `*` where it names no such agent."""
    groups: dict[str, list[tuple[str, str]]] = {}
    named: list[str] = []
    sitemaps: list[str] = []
    in_rules = False
    for line in text.splitlines():
        key, _, value = line.partition("#")[0].partition(":")
        key, value = key.strip().lower(), value.strip()
        if key == "sitemap":
            sitemaps.append(value)
        elif key == "user-agent":
            named = [*(named if not in_rules else ()), value.lower()]
            groups.setdefault(value.lower(), [])
            in_rules = False
        elif key in ("allow", "disallow", "crawl-delay"):
            in_rules = True
            for name in named:
                groups[name].append((key, value))
    mine = groups.get(agent.lower(), groups.get("*", []))
    rules = [
        (_plain(value), key == "allow") for key, value in mine if key != "crawl-delay" and value
    ]
    delays = [float(value) for key, value in mine if key == "crawl-delay" and _is_number(value)]
    return Robots(tuple(rules[:MAX_RULES]), max(delays, default=0.0), tuple(sitemaps))


def _plain(path: str) -> str:
    """A path in one way of writing."""
    return quote(unquote(path), safe=_PLAIN)


def _fits(rule: str, path: str) -> bool:
    """Whether a rule is the beginning of a path; `*` is anything, `$` at the end is the end.

    Piece by piece, so that no rule costs more than its length times the path's.
    """
    is_whole = rule.endswith("$")
    first, *others = rule.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for piece in others:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    if not is_whole:
        return True
    return path.endswith(others[-1]) if others else at == len(path)


def _is_number(value: str) -> bool:
    return re.fullmatch(r"\d{1,6}(\.\d{1,6})?", value) is not None
