"""The audit log: each tool call an entry, each entry chained to the one before by its hash.

What an entry says is hashed together with the hash before it, so that a change, a gap or a swap
breaks the chain at that place. Cutting off its end would not: so the log's end is kept beside it
with a MAC, keyed by the store's key, and the next entry goes on from there and not from the last
row. Whoever has the key and the file can forge all of it; a head hash noted elsewhere shows that.

Nobody can be read from it: ids are keyed hashes. So it is kept when conversations go.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sidecar.nouns import ToolResult
from sidecar.store import Database, audit
from sidecar.store.audit import Entry, Head

OK, ASKED, APPROVAL_NEEDED, DECLINED = "OK", "ASKED", "APPROVAL_NEEDED", "DECLINED"
STAFF, SYSTEM = "staff", "system"
FIRST = "0" * 64
MAX_IDS = 20  # hashes of one argument that is a list
_ID_ENDINGS = ("_id", "_ids", "_number")


@dataclass(frozen=True, slots=True)
class Called:
    """A tool call that ended, or is about to be made.

    `subject` is the shopper's, `STAFF` or `SYSTEM`; `person` names who of the staff, where that is
    known; `outcome` is `OK`, `ASKED`, `APPROVAL_NEEDED`, `DECLINED` or a ToolErrorCode; `versions`
    those of prompts, model and index.
    """

    subject: str
    thread_id: str
    tool: str
    outcome: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    duration_ms: int = 0
    versions: Mapping[str, str] = field(default_factory=dict)
    approval_id: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check of the log found; the fields are those of the wire's VerifyAuditResponse."""

    entry_count: int
    first_broken_seq: int
    head_hash: str


class AuditLog:
    """Writes the log and checks it; `pseudonym` hashes ids with a key, `head_key` keys the MAC."""

    def __init__(self, pseudonym: Callable[[str], str], head_key: bytes) -> None:
        self._pseudonym = pseudonym
        self._head_key = head_key

    def append(self, db: Database, called: Called, now_unix_ms: int) -> Entry:
        """Adds a call to the end of the log, in the transaction of the caller.

        What was asked for before has the ids and versions of the entry that asked.
        """
        head = audit.head(db)
        asked = audit.first_of(db, called.approval_id) if called.approval_id else None
        entry = Entry(
            seq=head.seq + 1 if head else 1,
            at_unix_ms=now_unix_ms,
            actor=self._actor(called),
            thread=self._pseudonym(called.thread_id),
            tool=called.tool,
            ids_json=asked.ids_json if asked else _json(self._ids(called.arguments)),
            outcome=called.outcome,
            duration_ms=called.duration_ms,
            versions_json=asked.versions_json if asked else _json(called.versions),
            approval_id=called.approval_id,
            previous_hash=head.hash if head else FIRST,
            hash="",
        )
        entry = replace(entry, hash=_hash(entry))
        audit.add(db, entry)
        # An end that was not ours is never made ours: the log stays broken there.
        mac = self._mac(entry) if head is None or self._is_ours(head) else ""
        audit.set_head(db, Head(entry.seq, entry.hash, mac))
        return entry

    def verify(self, db: Database) -> Verdict:
        """Checks each entry against the one before, and the last against the log's end."""
        count, seq, broken, previous = 0, 0, 0, FIRST
        for entry in audit.every(db):
            count += 1
            fits = entry.previous_hash == previous and entry.hash == _hash(entry)
            if not broken and (entry.seq != seq + 1 or not fits):
                broken = min(entry.seq, seq + 1)
            seq, previous = entry.seq, entry.hash
        head = audit.head(db)
        if not broken and (head is not None or count):
            broken = self._broken_end(head, seq, previous)
        return Verdict(count, broken, previous if count else FIRST)

    def _broken_end(self, head: Head | None, seq: int, last_hash: str) -> int:
        """The first entry that is missing after `seq`, or is too many; 0 for none."""
        if head is None or not self._is_ours(head):
            return seq + 1
        if head.seq != seq:
            return min(head.seq, seq) + 1
        return 0 if head.hash == last_hash else seq

    def _actor(self, called: Called) -> str:
        if called.person:
            return f"{called.subject}-{self._pseudonym(f'{called.subject}:{called.person}')}"
        named = called.subject in (STAFF, SYSTEM)
        return called.subject if named else self._pseudonym(called.subject)

    def _ids(self, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Keyed hashes of the arguments that name something, by name."""
        return {
            name: [self._id(each) for each in value[:MAX_IDS]]
            if isinstance(value, list)
            else self._id(value)
            for name, value in arguments.items()
            if name == "id" or name.endswith(_ID_ENDINGS)
        }

    def _id(self, value: object) -> str:
        return self._pseudonym(value if isinstance(value, str) else _json(value))

    def _is_ours(self, head: Head) -> bool:
        return hmac.compare_digest(head.mac, self._mac(head))

    def _mac(self, end: Entry | Head) -> str:
        return hmac.new(self._head_key, f"{end.seq}:{end.hash}".encode(), "sha256").hexdigest()


def outcome_of(result: ToolResult) -> str:
    """How a call ended, in the log's words; a proposed ticket waits for the shopper."""
    if result.error_code is not None:
        return result.error_code.value
    proposed = result.call.name == "create_ticket" and result.value == {"proposed": True}
    return APPROVAL_NEEDED if proposed or result.action is not None else OK


def _hash(entry: Entry) -> str:
    """SHA-256 of the hash before and of all that the entry says."""
    said = asdict(entry)
    del said["hash"]
    return hashlib.sha256(_json(said).encode()).hexdigest()


def _json(value: object) -> str:
    """The one way in which JSON is written here."""
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
