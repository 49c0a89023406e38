"""What the shop's people are told of."""

from __future__ import annotations

import json

import pytest

from sidecar.desk import notices
from sidecar.store import Database, Store, targets

NOW = 1_780_000_000_000


async def test_a_key_is_told_once(store: Store) -> None:
    for subject in ("Angry", "Angrier"):
        await store.write(
            lambda db, subject=subject: notices.tell(
                db, "handoff", key="handoff-1", payload={"subject": subject}, now_unix_ms=NOW
            )
        )
    (job,) = await store.read(lambda db: list(db.query("SELECT * FROM jobs")))
    assert (job["job_id"], job["kind"]) == ("handoff-1", "staff_mail")
    assert json.loads(job["payload_json"]) == {"about": "handoff", "subject": "Angry"}


async def test_nobody_is_told_about_what_has_no_name(store: Store) -> None:
    with pytest.raises(ValueError, match="gossip"):
        await store.write(
            lambda db: notices.tell(db, "gossip", key="k", payload={}, now_unix_ms=NOW)
        )


LISTENERS = [
    targets.Listener("chat", "slack", frozenset({"notice", "handoff"})),
    targets.Listener("hook", "webhook", frozenset({"notice"})),
    targets.Listener("deaf", "webhook", frozenset({"ticket"})),
]


@pytest.mark.parametrize(
    ("listeners", "channel", "told"),
    [
        (LISTENERS, "", {"mail", "chat", "hook"}),
        (LISTENERS, "email", {"mail"}),
        (LISTENERS, "slack", {"chat"}),
        (LISTENERS, "webhook", {"hook"}),
        ([], "slack", {"mail"}),
        (LISTENERS[2:], "webhook", {"mail"}),
    ],
)
async def test_a_notice_goes_by_the_channel_that_is_named(
    store: Store, listeners: list[targets.Listener], channel: str, told: set[str]
) -> None:
    def write(db: Database) -> set[str]:
        targets.replace(db, listeners, NOW)
        for _ in range(2):
            notices.tell(
                db, "notice", key="n", payload={"subject": "Fire"}, now_unix_ms=NOW, channel=channel
            )
        mails = ["mail" for _ in db.query("SELECT * FROM jobs")]
        found = [*mails, *(row["target"] for row in db.query("SELECT * FROM deliveries"))]
        assert len(found) == len(set(found))
        return set(found)

    assert await store.write(write) == told
