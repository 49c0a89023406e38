"""GitHub's REST API for the issues of one repository, as documented for version 2022-11-28."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from tests.fakes.far_end import Asked, FarEnd, Reply

TOKEN = "ghp_canary0123456789abcdef"
REPOSITORY = "shop/support"


class GitHubServer(FarEnd):
    """`issues` by number, a pull request among them; `private` is the repository's."""

    def __init__(self) -> None:
        super().__init__()
        self.private = True
        self.drops_labels = False
        self.issues: dict[int, dict[str, Any]] = {}
        self._add({"title": "A change of code", "body": None, "labels": []})["pull_request"] = {}

    def table(self, **more: Any) -> dict[str, Any]:
        """The target's settings."""
        return {
            "kind": "github", "repository": REPOSITORY, "token": TOKEN,
            "base_url": self.address, **more,
        }  # fmt: skip

    @property
    def made(self) -> list[dict[str, Any]]:
        return [issue for issue in self.issues.values() if "pull_request" not in issue]

    @property
    def told(self) -> list[str]:
        return [issue["title"].split(":")[0] for issue in self.made]

    def is_solved(self, ticket_id: str) -> bool:
        return bool(self._of(ticket_id)["state"] == "closed")

    def solve(self, ticket_id: str, solved: bool = True) -> None:
        with self.lock:
            issue = self._of(ticket_id)
            issue["state"] = "closed" if solved else "open"
            self._touch(issue)

    def remove(self, ticket_id: str) -> None:
        with self.lock:
            del self.issues[self._of(ticket_id)["number"]]

    def creates(self, asked: Asked) -> bool:
        return asked.method == "POST"

    def answer(self, asked: Asked) -> Reply:
        if asked.headers.get("authorization") != f"Bearer {TOKEN}":
            return Reply(401, {"message": "Bad credentials"})
        if asked.headers.get("x-github-api-version") != "2022-11-28":
            return Reply(400, {"message": "no version"})
        path = asked.path.removeprefix(f"/repos/{REPOSITORY}")
        match (asked.method, path):
            case ("GET", ""):
                return Reply(200, {"full_name": REPOSITORY, "private": self.private})
            case ("GET", "/issues"):
                return Reply(200, self._listed(asked))
            case ("POST", "/issues"):
                return self._created(asked.value)
        found = re.fullmatch(r"/issues/(\d+)", path)
        if asked.method != "PATCH" or not found or int(found[1]) not in self.issues:
            return Reply(404, {"message": "Not Found"})
        issue = self.issues[int(found[1])]
        issue["state"] = asked.value["state"]
        self._touch(issue)
        return Reply(200, issue)

    def _created(self, value: Any) -> Reply:
        if not isinstance(value.get("title"), str) or not value["title"]:
            return Reply(422, {"message": "Validation Failed"})
        if not all(isinstance(label, str) for label in value.get("labels", [])):
            return Reply(422, {"message": "Validation Failed"})
        return Reply(201, self._add(value))

    def _add(self, value: Any) -> dict[str, Any]:
        number = len(self.issues) + 1
        labels = [] if self.drops_labels else value["labels"]
        self.issues[number] = issue = {
            "id": 9_000 + number,
            "number": number,
            "html_url": f"https://github.example/{REPOSITORY}/issues/{number}",
            "title": value["title"],
            "body": value["body"],
            "state": "open",
            "labels": [{"name": name} for name in labels],
            "created_at": "",
            "updated_at": "",
        }
        self._touch(issue)
        issue["created_at"] = issue["updated_at"]
        return issue

    def _touch(self, issue: dict[str, Any]) -> None:
        now = datetime.fromtimestamp(self.clock(), UTC)
        issue["updated_at"] = now.strftime("%Y-%m-%dT%H:%M:%SZ")

    def _listed(self, asked: Asked) -> list[dict[str, Any]]:
        query = asked.query
        wanted = [
            issue
            for issue in self.issues.values()
            if query.get("state", "open") in ("all", issue["state"])
            and issue["updated_at"] >= query.get("since", "")
        ]
        wanted.sort(
            key=lambda issue: issue["number"], reverse=query.get("direction", "desc") == "desc"
        )
        size, page = int(query.get("per_page", 30)), int(query.get("page", 1))
        return wanted[(page - 1) * size : page * size]

    def _of(self, ticket_id: str) -> dict[str, Any]:
        return next(issue for issue in self.made if issue["title"].startswith(ticket_id))
