"""Linear's GraphQL API, as far as tickets need it: one team and its issues.

Refusals come as `errors` with a code: with status 200 beside data, with 400 for the whole request.
"""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from typing import Any

from tests.fakes.far_end import Asked, FarEnd, Fault, Reply

API_KEY = "lin_api_canary0123456789"
TEAM_ID = "8a7b1c2d-0000-4000-8000-000000000001"
STATES = [
    {"id": "s-done", "type": "completed", "position": 3},
    {"id": "s-doing", "type": "started", "position": 2},
    {"id": "s-todo", "type": "unstarted", "position": 1},
    {"id": "s-not", "type": "canceled", "position": 4},
]


def refusal(code: str, status: int = 400, **headers: str) -> Fault:
    """An answer that refuses."""
    body = b'{"errors":[{"message":"SECRET-BODY-OF-THE-FAR-END","extensions":{"code":"%s"}}]}'
    return Fault(status, headers, body % code.encode())


class LinearServer(FarEnd):
    """`issues` by id, in the order in which they were made."""

    def __init__(self) -> None:
        super().__init__()
        self.issues: dict[str, dict[str, Any]] = {}
        self.page_size = 50

    def table(self, **more: Any) -> dict[str, Any]:
        """The target's settings."""
        return {
            "kind": "linear", "team_id": TEAM_ID, "api_key": API_KEY,
            "base_url": self.address, **more,
        }  # fmt: skip

    @property
    def told(self) -> list[str]:
        return [issue["title"].split(":")[0] for issue in self.issues.values()]

    def is_solved(self, ticket_id: str) -> bool:
        return bool(self._of(ticket_id)["state"]["type"] == "completed")

    def solve(self, ticket_id: str, solved: bool = True) -> None:
        with self.lock:
            self._move(self._of(ticket_id), "s-done" if solved else "s-doing")

    def remove(self, ticket_id: str) -> None:
        with self.lock:
            del self.issues[self._of(ticket_id)["id"]]

    def creates(self, asked: Asked) -> bool:
        return b"issueCreate(" in asked.body

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("authorization") != API_KEY:
            return _refused("AUTHENTICATION_ERROR", 401)
        query, variables = asked.value["query"], asked.value["variables"]
        unknown = set(re.findall(r"\$(\w+)", query)) - set(variables)
        if asked.path != "/graphql" or unknown:
            return _refused("GRAPHQL_VALIDATION_FAILED", 400)
        if "issueCreate(" in query:
            return self._created(variables["input"])
        if "issueUpdate(" in query:
            if variables["id"] not in self.issues:
                return _refused("INPUT_ERROR", 200)
            issue = self.issues[variables["id"]]
            self._move(issue, variables["input"]["stateId"])
            return _data("issueUpdate", {"success": True, "issue": issue})
        if "states {" in query:
            return _data("team", {"states": {"nodes": STATES}})
        if "updatedAt:" in query:
            return self._changed(variables)
        found = [issue for issue in self.issues.values() if issue["id"] == variables["id"]]
        return _data("issues", {"nodes": found})

    def _created(self, value: Any) -> Reply:
        issue_id = value["id"]
        if uuid.UUID(issue_id).version != 4 or value["teamId"] != TEAM_ID:
            return _refused("INPUT_ERROR", 400)
        if issue_id in self.issues or value["priority"] not in range(5):
            return _refused("INPUT_ERROR", 400)
        number = len(self.issues) + 1
        self.issues[issue_id] = issue = {
            "id": issue_id,
            "url": f"https://linear.example/shop/issue/SUP-{number}",
            "title": value["title"],
            "description": value["description"],
            "priority": value["priority"],
        }
        self._move(issue, "s-todo")
        return _data("issueCreate", {"success": True, "issue": issue})

    def _changed(self, variables: Any) -> Reply:
        since = datetime.fromisoformat(variables["since"])
        found = [issue for issue in self.issues.values() if issue["updatedAt"] >= since.timestamp()]
        begin = int(variables["after"] or 0)
        end = begin + self.page_size
        info = {"hasNextPage": end < len(found), "endCursor": str(end)}
        return _data("issues", {"nodes": found[begin:end], "pageInfo": info})

    def _move(self, issue: dict[str, Any], state_id: str) -> None:
        issue["state"] = next(state for state in STATES if state["id"] == state_id)
        issue["updatedAt"] = self.clock()

    def _of(self, ticket_id: str) -> dict[str, Any]:
        return next(issue for issue in self.issues.values() if issue["title"].startswith(ticket_id))


def _data(name: str, value: Any) -> Reply:
    return Reply(200, {"data": {name: value}})


def _refused(code: str, status: int) -> Reply:
    return Reply(status, {"errors": [{"message": "no", "extensions": {"code": code}}]})
