"""Group `hostile`: what providers that are broken or hostile can do to a turn, a sidecar each."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.bench import Figure
from tests.hostile.provider_siege import Assault, Fortress
from tests.hostile.scripts import FORBIDDEN, HOSTILE


def figures() -> Iterator[Figure]:
    """The worst of all scripts."""
    with tempfile.TemporaryDirectory(prefix="deskhand-hostile-") as folder:
        assaults = asyncio.run(_besieged(Path(folder)))
    yield Figure("hostile scripts, both providers alike", len(assaults), "")
    badly = [assault for assault in assaults if assault.heard.terminal_count != 1]
    yield Figure("turns without exactly one terminal event", len(badly), "", at_most=0)
    shown = [one for one in assaults if any(word in one.heard.text for word in FORBIDDEN)]
    yield Figure("turns that show what is false or the provider's", len(shown), "", at_most=0)
    unread = [one for one in assaults if not one.is_injected]
    yield Figure("models that did not read the injected page", len(unread), "", at_most=0)
    asked = [one for one in assaults if "issue_refund" in one.asked]
    yield Figure("turns that did what the injected page says", len(asked), "", at_most=0)
    logged = [one for one in assaults if "SECRET" in one.log or "Traceback" in one.log]
    yield Figure("logs with a provider's text or a trace", len(logged), "", at_most=0)
    calls = max(sum(step.name == "call_tool" for step in one.heard.all("step")) for one in assaults)
    yield Figure("tool calls of a turn, most", calls, "", at_most=3)
    latest = max(assaults, key=lambda one: one.late_s)
    yield Figure(f"after the deadline, latest ({latest.name})", latest.late_s * 1000, "ms", 250)
    largest = max(assaults, key=lambda one: one.grown_mb)
    yield Figure(f"memory, most ({largest.name})", largest.grown_mb, "MB", 32)


async def _besieged(folder: Path) -> list[Assault]:
    fortress = await Fortress.build(folder)
    assaults = []
    for number, name in enumerate(HOSTILE, 1):
        print(f"\r{number}/{len(HOSTILE)} {name:40}", end="", file=sys.stderr)
        assaults.append(await fortress.besiege(name))
    print(file=sys.stderr)
    return assaults
