# ruff: noqa: ARG002  (arguments are the Adapter's)
"""Linear, https://linear.app/developers/graphql.

An issue's id is ours to choose, so it is made of the delivery's key: a second creation can't be.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sidecar.desk.adapters.exchange import Exchange, link, pause_asked_for, problem, sense
from sidecar.desk.adapters.github import SKEW_MS, fenced
from sidecar.desk.news import News, Record, State, States
from sidecar.desk.outbox import Blocked, Later, Refused, Trouble
from sidecar.store.tickets import OPEN, SOLVED
from sidecar.target import Linear

MAX_TITLE_CHARS = 255
PRIORITIES: Mapping[str, int] = {"high": 2, "normal": 3, "low": 4}
DONE_TYPES = frozenset({"completed", "canceled", "duplicate"})
# The kind of state that a ticket's status asks for, the best first.
WANTED_TYPES: Mapping[bool, tuple[str, ...]] = {
    True: ("completed",),
    False: ("unstarted", "triage", "backlog", "started"),
}

_ISSUE = "id url state { type }"
_CREATE = f"""mutation($input: IssueCreateInput!) {{
  issueCreate(input: $input) {{ success issue {{ {_ISSUE} }} }} }}"""
_UPDATE = f"""mutation($id: String!, $input: IssueUpdateInput!) {{
  issueUpdate(id: $id, input: $input) {{ success issue {{ {_ISSUE} }} }} }}"""
_FIND = f"""query($id: ID!) {{
  issues(filter: {{ id: {{ eq: $id }} }}, includeArchived: true) {{ nodes {{ {_ISSUE} }} }} }}"""
_STATES = """query($team: String!) {
  team(id: $team) { states { nodes { id type position } } } }"""
_CHANGED = f"""query($team: ID!, $since: DateTimeOrDuration!, $after: String) {{
  issues(filter: {{ team: {{ id: {{ eq: $team }} }}, updatedAt: {{ gte: $since }} }},
    first: 50, after: $after, includeArchived: true) {{
    nodes {{ {_ISSUE} }} pageInfo {{ hasNextPage endCursor }} }} }}"""


class LinearIssues:
    """Records tickets as issues of one team; done or not is all that is read of their state."""

    def __init__(self, target: Linear) -> None:
        self._team_id = target.team_id
        self._states: list[Any] = []
        self._exchange = Exchange(
            "Linear", target.base_url, {"authorization": target.api_key.get_secret_value()}
        )

    async def create(self, news: News, *, look: bool) -> Record:
        """Makes an issue with an id of our own."""
        issue_id = issue_id_of(news.key)
        if look and (found := await self._find(issue_id)) is not None:
            return _record(found)
        contact = " ".join(part for part in (news.contact_name, news.contact_email) if part)
        told = [f"Ticket {news.ticket_id}", "", fenced(news.body)]
        if contact:
            told += ["", "From:", fenced(contact)]
        made = await self._ask(
            _CREATE,
            {
                "input": {
                    "id": issue_id,
                    "teamId": self._team_id,
                    "title": f"{news.ticket_id}: {news.subject}"[:MAX_TITLE_CHARS],
                    "description": "\n".join(told),
                    "priority": PRIORITIES[news.priority],
                }
            },
        )
        with sense("Linear"):
            return _record(made["issueCreate"]["issue"])

    async def set_status(self, news: News, record_id: str, *, look: bool) -> int:
        """Moves an issue to a state of the kind that fits, unless it is in one."""
        is_solved = news.status == SOLVED
        issue = await self._find(record_id)
        if issue is None:
            raise Refused("The issue is no longer there.")
        with sense("Linear"):
            is_done = issue["state"]["type"] in DONE_TYPES
        if is_done is not is_solved:
            change = {"stateId": await self._state_id(is_solved=is_solved)}
            await self._ask(_UPDATE, {"id": record_id, "input": change})
        return SOLVED if is_solved else OPEN

    async def states_since(self, since_unix_ms: int, after: str = "") -> States:
        """Issues of the team that were touched since then; `after` is Linear's cursor."""
        since = datetime.fromtimestamp((since_unix_ms - SKEW_MS) / 1_000, UTC).isoformat()
        asked = {"team": self._team_id, "since": since, "after": after or None}
        page = await self._ask(_CHANGED, asked)
        with sense("Linear"):
            found = tuple(
                State(issue["id"], SOLVED if issue["state"]["type"] in DONE_TYPES else OPEN)
                for issue in page["issues"]["nodes"]
            )
            info = page["issues"]["pageInfo"]
            return States(found, str(info["endCursor"]) if info["hasNextPage"] else "")

    async def close(self) -> None:
        """Ends the connections."""
        await self._exchange.close()

    async def _find(self, issue_id: str) -> Any:
        found = await self._ask(_FIND, {"id": issue_id})
        with sense("Linear"):
            return next(iter(found["issues"]["nodes"]), None)

    async def _state_id(self, *, is_solved: bool) -> str:
        if not self._states:
            found = await self._ask(_STATES, {"team": self._team_id})
            with sense("Linear"):
                states = found["team"]["states"]["nodes"]
                self._states = sorted(states, key=lambda state: state["position"])
        for wanted in WANTED_TYPES[is_solved]:
            for state in self._states:
                with sense("Linear"):
                    if state["type"] == wanted:
                        return str(state["id"])
        raise Blocked("The team in Linear has no state that fits.")

    async def _ask(self, query: str, variables: Mapping[str, Any]) -> Any:
        """The data of an answer. Refusals come with status 200 or 400, and a code."""
        answer = await self._exchange.send(
            "POST", "/graphql", value={"query": query, "variables": variables}
        )
        if answer.status not in (200, 400):
            raise problem("Linear", answer.status, answer.headers)
        value = answer.value
        with sense("Linear"):
            if answer.status != 200 or "errors" in value:
                raise _trouble(value["errors"][0]["extensions"]["code"], answer.headers)
            return value["data"]


def issue_id_of(key: str) -> str:
    """A UUID of version 4's form, as Linear wants them, that the key alone decides."""
    return str(uuid.UUID(bytes=bytes.fromhex(key), version=4))


def _trouble(code: object, headers: Mapping[str, str]) -> Trouble:
    match code:
        case "RATELIMITED":
            reset = headers.get("x-ratelimit-requests-reset", "")  # milliseconds
            left_s = float(reset[:16]) / 1_000 - time.time() if reset.isdecimal() else 0.0
            after_s = max(pause_asked_for(headers), left_s)
            return Later("Linear asks for fewer requests.", after_s)
        case "AUTHENTICATION_ERROR":
            return Blocked("Linear does not accept our key. Set a new one and restart.")
        case "FORBIDDEN":
            return Blocked("Linear does not allow it. Give the key the rights the guide names.")
        case "INPUT_ERROR" | "INVALID_INPUT" | "BAD_USER_INPUT" | "GRAPHQL_VALIDATION_FAILED":
            return Refused("Linear does not accept what it was sent.")
    return Later("Linear is out of order.")


def _record(issue: Any) -> Record:
    with sense("Linear"):
        return Record(str(issue["id"]), link(issue["url"]))
