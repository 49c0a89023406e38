"""What another version of the Brain would have answered; goes with its turn."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True)
class ShadowDraft:
    """A row; `text` is empty where that version had nothing to say."""

    thread_id: str
    message_id: str
    brain_version: str
    text: str


def put(db: Database, draft: ShadowDraft) -> None:
    """Keeps the draft of a turn, if the turn is still there; the last one counts."""
    db.execute(
        "INSERT INTO drafts SELECT thread_id, message_id, ?, ? FROM turns"
        " WHERE thread_id = ? AND message_id = ?"
        " ON CONFLICT (thread_id, message_id) DO UPDATE SET"
        " brain_version = excluded.brain_version, text = excluded.text",
        [draft.brain_version, draft.text, draft.thread_id, draft.message_id],
    )


def of_thread(db: Database, thread_id: str) -> dict[str, ShadowDraft]:
    """The drafts of a thread by message."""
    rows = db.execute(
        "SELECT thread_id, message_id, brain_version, text FROM drafts WHERE thread_id = ?",
        [thread_id],
    )
    return {row[1]: ShadowDraft(*row) for row in rows}
