# ruff: noqa: ARG002  (arguments are the Adapter's)
"""GitHub Issues, https://docs.github.com/en/rest/issues/issues (version 2022-11-28).

An issue begins with a mark that names its delivery, out of the shopper's reach: what they wrote
stands in a fence, where no mention, link or picture works.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from sidecar.desk.adapters.exchange import Exchange, link, sense
from sidecar.desk.news import News, Record, State, States
from sidecar.desk.outbox import Blocked, Later, Refused
from sidecar.store.tickets import OPEN, SOLVED
from sidecar.target import GitHub

PAGE_SIZE = 50
MAX_PAGES = 40
MAX_TITLE_CHARS = 256
SKEW_MS = 600_000  # between our clock and theirs


class GitHubIssues:
    """Records tickets as issues; open and closed are all that an issue tells."""

    def __init__(self, target: GitHub) -> None:
        self._target = target
        self._is_private = target.allow_public
        self._path = f"/repos/{target.repository}"
        self._exchange = Exchange(
            "GitHub",
            target.base_url,
            {
                "accept": "application/vnd.github+json",
                "authorization": f"Bearer {target.token.get_secret_value()}",
                "x-github-api-version": "2022-11-28",
            },
        )

    async def create(self, news: News, *, look: bool) -> Record:
        """Opens an issue; only in a repository that not everybody can read, unless allowed."""
        if look and (found := await self._find(news)) is not None:
            return found
        await self._check_privacy()
        answer = await self._exchange.send("POST", f"{self._path}/issues", value=self._issue(news))
        return self._record(answer.expect(201).value)

    async def set_status(self, news: News, record_id: str, *, look: bool) -> int:
        """Closes an issue or opens it again; doing it twice changes nothing."""
        is_solved = news.status == SOLVED
        change = (
            {"state": "closed", "state_reason": "completed"} if is_solved else {"state": "open"}
        )
        repository, _, number = record_id.rpartition("#")
        if repository != self._target.repository:
            raise Refused(f"The issue is in {repository}, and not in the repository that is set.")
        answer = await self._exchange.send("PATCH", f"{self._path}/issues/{number}", value=change)
        if answer.status == 404:
            raise Refused("The issue is no longer there.")
        answer.expect(200)
        return SOLVED if is_solved else OPEN

    async def states_since(self, since_unix_ms: int, after: str = "") -> States:
        """Issues that were touched since then; `after` is the number of a page.

        They come by when they were made: one that is touched meanwhile shifts none out of sight.
        """
        number = int(after or 1)
        issues, is_last = await self._page(since_unix_ms, number)
        with sense("GitHub"):
            found = tuple(
                State(self._id_of(issue), SOLVED if issue["state"] == "closed" else OPEN)
                for issue in issues
            )
        return States(found, "" if is_last else str(number + 1))

    async def close(self) -> None:
        """Ends the connections."""
        await self._exchange.close()

    async def _check_privacy(self) -> None:
        if self._is_private:
            return
        answer = await self._exchange.send("GET", self._path)
        with sense("GitHub"):
            is_private = answer.expect(200).value["private"]
        if is_private is not True:
            raise Blocked(
                f"{self._target.repository} is public, and tickets hold what shoppers wrote."
                " Make it private, or set allow_public."
            )
        self._is_private = True

    async def _find(self, news: News) -> Record | None:
        mark = _mark(news)
        with sense("GitHub"):
            async for issue in self._issues(news.at_unix_ms):
                if (issue["body"] or "").startswith(mark):
                    return self._record(issue)
        return None

    async def _issues(self, since_unix_ms: int) -> AsyncIterator[Any]:
        """All issues that were touched since then, the newest first."""
        for number in range(1, MAX_PAGES + 1):
            issues, is_last = await self._page(since_unix_ms, number)
            for issue in issues:
                yield issue
            if is_last:
                return
        raise Later("GitHub has more changed issues than can be looked through.")

    async def _page(self, since_unix_ms: int, number: int) -> tuple[list[Any], bool]:
        """A page of issues, not pull requests, touched since then, and whether it is the last.

        Not by label: GitHub drops the labels of those who may not set any.
        """
        since = datetime.fromtimestamp((since_unix_ms - SKEW_MS) / 1_000, UTC)
        query = {
            "state": "all",
            "sort": "created",
            "direction": "desc",
            "per_page": str(PAGE_SIZE),
            "since": since.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "page": str(number),
        }
        answer = await self._exchange.send("GET", f"{self._path}/issues", params=query)
        found = answer.expect(200).value
        with sense("GitHub"):
            issues = [issue for issue in found if "pull_request" not in issue]
        return issues, len(found) < PAGE_SIZE

    def _record(self, issue: Any) -> Record:
        with sense("GitHub"):
            return Record(self._id_of(issue), link(issue["html_url"]))

    def _id_of(self, issue: Any) -> str:
        """Numbers begin anew in each repository, so its name goes with them."""
        return f"{self._target.repository}#{int(issue['number'])}"

    def _issue(self, news: News) -> Any:
        contact = " ".join(part for part in (news.contact_name, news.contact_email) if part)
        lines = [_mark(news), f"Ticket {news.ticket_id}", "", fenced(news.body)]
        if contact:
            lines += ["", "From:", fenced(contact)]
        labels = list(self._target.labels)
        if news.priority != "normal":
            labels.append(f"priority: {news.priority}")
        return {
            "title": f"{news.ticket_id}: {news.subject}"[:MAX_TITLE_CHARS],
            "body": "\n".join(lines),
            "labels": labels,
        }


def fenced(text: str) -> str:
    """Text that Markdown shows as it is: in a fence longer than any within it."""
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def _mark(news: News) -> str:
    return f"<!-- deskhand {news.key} -->"
