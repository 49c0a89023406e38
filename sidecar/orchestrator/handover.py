"""What a shopper reads once a person was asked for: who comes, and when where that is known."""

from __future__ import annotations

from collections.abc import Iterable

from sidecar.nouns import ToolResult


def words(results: Iterable[ToolResult]) -> tuple[str, dict[str, str]]:
    """The name of the fixed text for the last `handoff_human` of a turn, and what it fills in.

    All of that stands in the call's result, so that the guard finds it there.
    """
    asked = [known for known in results if known.call.name == "handoff_human" and known.value]
    value = asked[-1].value if asked else None
    opens, hours = (str((value or {}).get(name, "")) for name in ("opens", "hours"))
    if opens:
        return "human.handed_off_away", {"opens": opens}
    if hours:
        return "human.handed_off_hours", {"hours": hours}
    return "human.handed_off", {}
