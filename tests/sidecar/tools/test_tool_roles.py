"""Which tool is whose: the sidecar's own tools with everyone, beside `tool-roles-test.php`.

The two tables together hold every tool with every role; a missing pair fails here or there.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from sidecar.store import Store
from sidecar.tools.sidecar_tools import SidecarTools
from sidecar.v1.agent_pb2 import ToolSpec
from tests.fakes.modelled_shop import modelled
from tests.fakes.openai_server import Says
from tests.fakes.shop import CUSTOMER_TOOLS, GUEST_TOOLS, KEY, SHOPPER, VERIFIED_TOOLS, Pages
from tests.hostile.attacker import results_in

OF_WORDPRESS = Path(__file__).parents[2] / "wp-plugin" / "tool-roles-test.php"
GUEST, TRIAL = "a_" + "1" * 32, "staff"
# Role => subject, and what WordPress offers them.
ROLES: dict[str, tuple[str, tuple[ToolSpec, ...]]] = {
    "anonymous": (GUEST, GUEST_TOOLS),
    "guest, status": (GUEST, GUEST_TOOLS),
    "guest, full": (GUEST, VERIFIED_TOOLS),
    "user, status": (SHOPPER, CUSTOMER_TOOLS),
    "customer": (SHOPPER, CUSTOMER_TOOLS),
    "shop_manager": (SHOPPER, CUSTOMER_TOOLS),
    "administrator": (SHOPPER, CUSTOMER_TOOLS),
    "trial by staff": (TRIAL, CUSTOMER_TOOLS),
}
ASKED: dict[str, dict[str, Any]] = {
    "search_kb": {"query": "returns"},
    "create_ticket": {"subject": "Kettle", "body": "It leaks."},
    "handoff_human": {"reason": "Wished"},
    "notify_human": {"text": "The kettle leaks."},
}
# Tool => what the model is told, what the shopper is shown, and what is kept once the turn is over,
# of everyone alike. What is somebody else's has no argument to be named by.
TABLE = {
    "search_kb": ("passages", "", ()),
    "create_ticket": ("proposed", "ticket_offer", ()),
    "handoff_human": ("asked", "handed_off", ("handoffs", "jobs")),
    "notify_human": ("delivery_id", "", ("jobs",)),
}
# A trial by staff is told the same, and leaves nothing.
EXPECTED = {
    (tool, role): (told, shown, () if role == "trial by staff" else kept)
    for tool, (told, shown, kept) in TABLE.items()
    for role in ROLES
}
TYPED = "Hello, how are returns done?"
FOREIGN: dict[str, dict[str, Any]] = {
    "search_kb": {"order_id": 7},
    "create_ticket": {"customer_id": 7},
    "handoff_human": {"thread_id": "0" * 32},
    "notify_human": {"to": "someone@example.org"},
}


def test_every_tool_of_the_sidecar_has_an_expectation_for_every_role() -> None:
    of_wordpress = OF_WORDPRESS.read_text()
    roles = set(re.findall(r"^\t{3}'([\w, ]+)' +=> array\( '", of_wordpress, re.MULTILINE))
    names = SidecarTools(Pages(), KEY).names
    assert {"anonymous", "administrator"} <= roles
    assert set(EXPECTED) == {(tool, role) for tool in names for role in roles | {"trial by staff"}}
    assert not names & set(re.findall(r"^\t\t'?(\w+)'? +=> array\(", of_wordpress, re.MULTILINE))
    assert set(ASKED) == set(FOREIGN) == names


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("tool", ASKED)
async def test_a_tool_gives_everyone_the_same(store: Store, tool: str, role: str) -> None:
    subject, offered = ROLES[role]
    script = [Says("", calls=((tool, ASKED[tool]),)), Says("Hello there.")]
    async with modelled(store, script, deadline_s=60.0) as made:
        heard = await made.shop.hear(made.shop.request(TYPED, tools=offered), subject)
        (result,) = _results(made.server.requests)
    told, shown, kept = EXPECTED[tool, role]
    assert told in json.loads(result)
    assert {"ticket_offer", "handed_off", "ticket"} & set(heard.kinds) == {shown} - {""}
    assert await _kept(store) == kept


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("tool", ASKED)
async def test_nobody_can_name_what_is_not_theirs(store: Store, tool: str, role: str) -> None:
    subject, offered = ROLES[role]
    script = [Says("", calls=((tool, ASKED[tool] | FOREIGN[tool]),)), Says("Hello there.")]
    async with modelled(store, script, deadline_s=60.0) as made:
        await made.shop.hear(made.shop.request(TYPED, tools=offered), subject)
        (result,) = _results(made.server.requests)
    assert json.loads(result)["error"] == "INVALID_ARGUMENT"
    assert await _kept(store) == ()


def _results(requests: list[dict[str, Any]]) -> list[str]:
    """What the model was told of its calls."""
    return [told for known in requests[-1]["messages"] for told in results_in(known)]


async def _kept(store: Store) -> tuple[str, ...]:
    """Tables in which the turn left something for people."""
    tables = ("handoffs", "jobs", "tickets")
    counts = await store.read(
        lambda db: [db.execute(f"SELECT COUNT(*) FROM {name}").fetchone()[0] for name in tables]
    )
    return tuple(name for name, count in zip(tables, counts, strict=True) if count)
