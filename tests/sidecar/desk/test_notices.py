"""What the shop's people are told of."""

from __future__ import annotations

import json

import pytest

from sidecar.desk import notices
from sidecar.store import Store

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
