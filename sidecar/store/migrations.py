"""The schema, as steps that are applied once each and in this order.

A step that has shipped is never changed; what comes later is a new step at the end of
`MIGRATIONS`. All tables are STRICT; times are Unix milliseconds.
"""

from __future__ import annotations

from sqlite_utils import Database

from sidecar.errors import StoreDamaged


def create_keys(db: Database) -> None:
    """Public keys of the paired site."""
    db.execute("""
        CREATE TABLE keys (
            kid TEXT PRIMARY KEY,
            public_key BLOB NOT NULL,
            site TEXT NOT NULL,
            added_unix_ms INTEGER NOT NULL
        ) STRICT""")


def create_settings(db: Database) -> None:
    """The owner's settings as WordPress sent them."""
    db.execute("""
        CREATE TABLE settings (
            name TEXT PRIMARY KEY,
            value_json TEXT NOT NULL
        ) STRICT""")


def create_threads(db: Database) -> None:
    """Conversations; `state` is a ThreadState number."""
    db.execute("""
        CREATE TABLE threads (
            thread_id TEXT PRIMARY KEY,
            subject TEXT NOT NULL,
            state INTEGER NOT NULL DEFAULT 1,
            created_unix_ms INTEGER NOT NULL,
            active_unix_ms INTEGER NOT NULL,
            locale TEXT NOT NULL DEFAULT ''
        ) STRICT""")
    db.execute("CREATE INDEX threads_by_activity ON threads (active_unix_ms)")


def create_turns(db: Database) -> None:
    """Shopper messages and what answered them; `state` is running, done, failed or stopped."""
    db.execute("""
        CREATE TABLE turns (
            thread_id TEXT NOT NULL REFERENCES threads ON DELETE CASCADE,
            message_id TEXT NOT NULL,
            run INTEGER NOT NULL DEFAULT 0,
            state TEXT NOT NULL DEFAULT 'running',
            text TEXT NOT NULL,
            text_hash TEXT NOT NULL,
            request BLOB NOT NULL,
            created_unix_ms INTEGER NOT NULL,
            finished_unix_ms INTEGER,
            answer TEXT NOT NULL DEFAULT '',
            events BLOB NOT NULL DEFAULT x'',
            outcome INTEGER NOT NULL DEFAULT 0,
            confidence REAL NOT NULL DEFAULT 0,
            rating INTEGER NOT NULL DEFAULT 0,
            rating_reason TEXT NOT NULL DEFAULT '',
            record_json TEXT NOT NULL DEFAULT '{}',
            PRIMARY KEY (thread_id, message_id)
        ) STRICT""")
    db.execute("CREATE INDEX turns_by_state ON turns (state)")
    db.execute("CREATE INDEX turns_by_thread ON turns (thread_id, created_unix_ms)")


def create_tickets(db: Database) -> None:
    """Work for a person; the idempotency key makes sure it is recorded once."""
    db.execute("""
        CREATE TABLE tickets (
            ticket_id TEXT PRIMARY KEY,
            idempotency_key TEXT NOT NULL UNIQUE,
            thread_id TEXT NOT NULL DEFAULT '',
            subject TEXT NOT NULL,
            body TEXT NOT NULL,
            status INTEGER NOT NULL DEFAULT 1,
            priority TEXT NOT NULL DEFAULT 'normal',
            contact_name TEXT NOT NULL DEFAULT '',
            contact_email TEXT NOT NULL DEFAULT '',
            opened_unix_ms INTEGER NOT NULL
        ) STRICT""")
    db.execute("CREATE INDEX tickets_by_age ON tickets (opened_unix_ms)")


def create_handoffs(db: Database) -> None:
    """Threads whose shopper waits for a person."""
    db.execute("""
        CREATE TABLE handoffs (
            thread_id TEXT PRIMARY KEY REFERENCES threads ON DELETE CASCADE,
            message_id TEXT NOT NULL,
            reason TEXT NOT NULL,
            asked_unix_ms INTEGER NOT NULL
        ) STRICT""")


def create_calls(db: Database) -> None:
    """Answers of calls that must not act twice."""
    db.execute("""
        CREATE TABLE calls (
            request_id TEXT PRIMARY KEY,
            request_hash TEXT NOT NULL,
            response_json TEXT NOT NULL
        ) STRICT""")


def create_jobs(db: Database) -> None:
    """Work for WordPress; `state` is waiting, done or dead."""
    db.execute("""
        CREATE TABLE jobs (
            job_id TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            payload_json TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'waiting',
            attempt_count INTEGER NOT NULL DEFAULT 0,
            available_unix_ms INTEGER NOT NULL,
            lease_until_unix_ms INTEGER NOT NULL DEFAULT 0,
            error TEXT NOT NULL DEFAULT ''
        ) STRICT""")
    db.execute("CREATE INDEX jobs_by_time ON jobs (state, available_unix_ms)")


def create_documents(db: Database) -> None:
    """The shop's published content; what of it is indexed is the index's own business."""
    db.execute("""
        CREATE TABLE documents (
            doc_id TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            url TEXT NOT NULL,
            title TEXT NOT NULL,
            body_html TEXT NOT NULL DEFAULT '',
            content_hash TEXT NOT NULL,
            locale TEXT NOT NULL DEFAULT '',
            updated_unix_ms INTEGER NOT NULL DEFAULT 0,
            product_id INTEGER NOT NULL DEFAULT 0,
            tags_json TEXT NOT NULL DEFAULT '[]',
            channels_json TEXT NOT NULL DEFAULT '[]',
            sync_id TEXT NOT NULL DEFAULT '',
            seen_unix_ms INTEGER NOT NULL DEFAULT 0
        ) STRICT""")


def date_calls(db: Database) -> None:
    """When a call was answered, so that it can be forgotten; those of before are old."""
    db.execute("ALTER TABLE calls ADD COLUMN answered_unix_ms INTEGER NOT NULL DEFAULT 0")
    db.execute("CREATE INDEX calls_by_age ON calls (answered_unix_ms)")


def create_sources(db: Database) -> None:
    """What is read by the sidecar itself, and what it remembers of each page or file there."""
    db.execute("ALTER TABLE documents ADD COLUMN source TEXT NOT NULL DEFAULT 'wordpress'")
    db.execute("ALTER TABLE documents ADD COLUMN is_markdown INTEGER NOT NULL DEFAULT 0")
    db.execute("CREATE INDEX documents_by_source ON documents (source)")
    db.execute("""
        CREATE TABLE sources (
            source_id TEXT PRIMARY KEY,
            address TEXT NOT NULL,
            tried_unix_ms INTEGER NOT NULL DEFAULT 0,
            loaded_unix_ms INTEGER NOT NULL DEFAULT 0,
            error TEXT NOT NULL DEFAULT '',
            excluded_count INTEGER NOT NULL DEFAULT 0,
            excluded_json TEXT NOT NULL DEFAULT '[]'
        ) STRICT""")
    db.execute("""
        CREATE TABLE source_items (
            source_id TEXT NOT NULL REFERENCES sources ON DELETE CASCADE,
            address TEXT NOT NULL,
            doc_id TEXT NOT NULL,
            stamp_json TEXT NOT NULL,
            PRIMARY KEY (source_id, address)
        ) STRICT""")


def create_questions(db: Database) -> None:
    """What was asked of the shop's pages, masked; it goes with its turn.

    `group_id` names those that mean the same, as `model` made their vectors.
    """
    db.execute("""
        CREATE TABLE questions (
            thread_id TEXT NOT NULL,
            message_id TEXT NOT NULL,
            text TEXT NOT NULL,
            answer TEXT NOT NULL,
            closed INTEGER NOT NULL DEFAULT 0,
            group_id TEXT NOT NULL DEFAULT '',
            model TEXT NOT NULL DEFAULT '',
            vector BLOB NOT NULL DEFAULT x'',
            PRIMARY KEY (thread_id, message_id),
            FOREIGN KEY (thread_id, message_id) REFERENCES turns ON DELETE CASCADE
        ) STRICT""")


def create_macros(db: Database) -> None:
    """Answers that staff kept; of one that was turned down, only what it meant."""
    db.execute("""
        CREATE TABLE macros (
            macro_id TEXT PRIMARY KEY,
            title TEXT NOT NULL,
            text TEXT NOT NULL,
            declined INTEGER NOT NULL DEFAULT 0,
            model TEXT NOT NULL DEFAULT '',
            vector BLOB NOT NULL DEFAULT x''
        ) STRICT""")


def create_mirrors(db: Database) -> None:
    """The last mirror, a serialised GetMirrorResponse; one that is still wanted has none."""
    db.execute("""
        CREATE TABLE mirrors (
            wanted_unix_ms INTEGER PRIMARY KEY,
            content BLOB NOT NULL DEFAULT x''
        ) STRICT""")


def create_spend(db: Database) -> None:
    """What models cost in a month, how each did, and how much of it a thread used."""
    db.execute("ALTER TABLE threads ADD COLUMN model_tokens INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE threads ADD COLUMN model_month TEXT NOT NULL DEFAULT ''")
    db.execute("""
        CREATE TABLE spend_months (
            month TEXT PRIMARY KEY,
            leased_micros INTEGER NOT NULL DEFAULT 0,
            told_percent INTEGER NOT NULL DEFAULT 0,
            told_budget_micros INTEGER NOT NULL DEFAULT 0,
            thread_count INTEGER NOT NULL DEFAULT 0
        ) STRICT""")
    db.execute("""
        CREATE TABLE track_records (
            month TEXT NOT NULL,
            brain_version TEXT NOT NULL,
            model TEXT NOT NULL,
            scenario TEXT NOT NULL,
            turn_count INTEGER NOT NULL,
            answered_count INTEGER NOT NULL,
            failed_count INTEGER NOT NULL,
            refused_sentence_count INTEGER NOT NULL,
            input_tokens INTEGER NOT NULL,
            output_tokens INTEGER NOT NULL,
            cost_micros INTEGER NOT NULL,
            took_ms INTEGER NOT NULL,
            PRIMARY KEY (month, brain_version, model, scenario)
        ) STRICT""")


def create_drafts(db: Database) -> None:
    """What another version of the Brain would have answered."""
    db.execute("""
        CREATE TABLE drafts (
            thread_id TEXT NOT NULL,
            message_id TEXT NOT NULL,
            brain_version TEXT NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (thread_id, message_id),
            FOREIGN KEY (thread_id, message_id) REFERENCES turns ON DELETE CASCADE
        ) STRICT""")


def seat_people(db: Database) -> None:
    """Who has a thread, what they write into it, and how to reach a shopper who has left.

    `return_address` is sealed by WordPress. Of a hand-off, when it was told again.
    """
    db.execute("ALTER TABLE threads ADD COLUMN person_id INTEGER NOT NULL DEFAULT 0")
    db.execute("ALTER TABLE threads ADD COLUMN person_name TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE threads ADD COLUMN return_address TEXT NOT NULL DEFAULT ''")
    db.execute("ALTER TABLE handoffs ADD COLUMN escalated_unix_ms INTEGER NOT NULL DEFAULT 0")
    db.execute("""
        CREATE TABLE replies (
            message_id TEXT PRIMARY KEY,
            thread_id TEXT NOT NULL REFERENCES threads ON DELETE CASCADE,
            author TEXT NOT NULL,
            author_name TEXT NOT NULL DEFAULT '',
            text TEXT NOT NULL,
            at_unix_ms INTEGER NOT NULL
        ) STRICT""")
    db.execute("CREATE INDEX replies_by_thread ON replies (thread_id, at_unix_ms)")


def create_approvals(db: Database) -> None:
    """Actions that wait for somebody's word; `state` is an ApprovalState number."""
    db.execute("""
        CREATE TABLE approvals (
            approval_id TEXT PRIMARY KEY,
            thread_id TEXT NOT NULL REFERENCES threads ON DELETE CASCADE,
            tool TEXT NOT NULL,
            sealed TEXT NOT NULL,
            summary TEXT NOT NULL,
            by_shopper INTEGER NOT NULL,
            state INTEGER NOT NULL DEFAULT 1,
            asked_unix_ms INTEGER NOT NULL,
            expires_unix_ms INTEGER NOT NULL,
            decided_unix_ms INTEGER NOT NULL DEFAULT 0,
            decided_by TEXT NOT NULL DEFAULT '',
            outcome_text TEXT NOT NULL DEFAULT ''
        ) STRICT""")
    db.execute("CREATE INDEX approvals_by_age ON approvals (asked_unix_ms)")


def assign_tickets(db: Database) -> None:
    """Who works on a ticket, until when, and where else it is recorded.

    `late_unix_ms` is when the shop's people were told that it is late.
    """
    for column in (
        "assignee_id INTEGER NOT NULL DEFAULT 0",
        "assignee_name TEXT NOT NULL DEFAULT ''",
        "due_unix_ms INTEGER NOT NULL DEFAULT 0",
        "late_unix_ms INTEGER NOT NULL DEFAULT 0",
        "target TEXT NOT NULL DEFAULT ''",
        "target_id TEXT NOT NULL DEFAULT ''",
        "target_url TEXT NOT NULL DEFAULT ''",
    ):
        db.execute(f"ALTER TABLE tickets ADD COLUMN {column}")


def create_deliveries(db: Database) -> None:
    """What other services are to be told; `state` is waiting, done or dead."""
    db.execute("""
        CREATE TABLE deliveries (
            delivery_id TEXT PRIMARY KEY,
            target TEXT NOT NULL,
            about TEXT NOT NULL,
            ticket_id TEXT NOT NULL DEFAULT '',
            payload_json TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'waiting',
            attempt_count INTEGER NOT NULL DEFAULT 0,
            added_unix_ms INTEGER NOT NULL,
            due_unix_ms INTEGER NOT NULL,
            error TEXT NOT NULL DEFAULT ''
        ) STRICT""")
    db.execute("CREATE INDEX deliveries_by_time ON deliveries (state, due_unix_ms)")
    db.execute("ALTER TABLE jobs ADD COLUMN added_unix_ms INTEGER NOT NULL DEFAULT 0")


def create_audit(db: Database) -> None:
    """The chain of tool calls; what stands in it can't be changed or taken out."""
    db.execute("""
        CREATE TABLE audit (
            seq INTEGER PRIMARY KEY,
            at_unix_ms INTEGER NOT NULL,
            actor TEXT NOT NULL,
            thread TEXT NOT NULL,
            tool TEXT NOT NULL,
            ids_json TEXT NOT NULL,
            outcome TEXT NOT NULL,
            duration_ms INTEGER NOT NULL,
            versions_json TEXT NOT NULL,
            approval_id TEXT NOT NULL,
            previous_hash TEXT NOT NULL,
            hash TEXT NOT NULL
        ) STRICT""")
    for event in ("UPDATE", "DELETE"):
        db.execute(
            f"CREATE TRIGGER audit_no_{event.lower()} BEFORE {event} ON audit"
            " BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
        )


def keep_refund_verdicts(db: Database) -> None:
    """What the shop's rules said of refunds in a thread; a refund comes after them alone."""
    db.execute("""
        CREATE TABLE refund_verdicts (
            thread_id TEXT NOT NULL REFERENCES threads ON DELETE CASCADE,
            order_id INTEGER NOT NULL,
            eligible INTEGER NOT NULL,
            amount_limit TEXT NOT NULL,
            said_unix_ms INTEGER NOT NULL,
            PRIMARY KEY (thread_id, order_id)
        ) STRICT""")


def create_targets(db: Database) -> None:
    """Who is told of tickets, as the settings said at the last start, without any secret.

    `hears` are the things it is told of, comma-separated. Changes there before `since_unix_ms` are
    known. Of a ticket, `target_status` is how it stands there as far as is known, 0 for not there.
    """
    db.execute("""
        CREATE TABLE targets (
            name TEXT PRIMARY KEY,
            kind TEXT NOT NULL,
            hears TEXT NOT NULL,
            place INTEGER NOT NULL,
            since_unix_ms INTEGER NOT NULL
        ) STRICT""")
    db.execute("ALTER TABLE tickets ADD COLUMN target_status INTEGER NOT NULL DEFAULT 0")
    db.execute("CREATE INDEX tickets_by_target ON tickets (target, target_id)")
    db.execute("CREATE INDEX deliveries_by_target ON deliveries (target, state, added_unix_ms)")
    db.execute("CREATE INDEX deliveries_by_ticket ON deliveries (ticket_id)")


def tell_wishes_apart(db: Database) -> None:
    """`wish` hashes what an action would do; empty, it is like no other's."""
    db.execute("ALTER TABLE approvals ADD COLUMN wish TEXT NOT NULL DEFAULT ''")


def date_reopening(db: Database) -> None:
    """When a solved ticket was opened again, from when its time counts anew; 0 for never."""
    db.execute("ALTER TABLE tickets ADD COLUMN reopened_unix_ms INTEGER NOT NULL DEFAULT 0")


def find_approvals_in_audit(db: Database) -> None:
    """By which a decision finds what was asked."""
    db.execute("CREATE INDEX audit_by_approval ON audit (approval_id, seq) WHERE approval_id != ''")


MIGRATIONS = (
    create_keys,
    create_settings,
    create_threads,
    create_turns,
    create_tickets,
    create_handoffs,
    create_calls,
    create_jobs,
    create_documents,
    date_calls,
    create_sources,
    create_questions,
    create_macros,
    create_mirrors,
    create_spend,
    create_drafts,
    seat_people,
    create_approvals,
    assign_tickets,
    create_deliveries,
    create_audit,
    keep_refund_verdicts,
    create_targets,
    tell_wishes_apart,
    date_reopening,
    find_approvals_in_audit,
)


def migrate(db: Database, now_unix_ms: int) -> None:
    """Applies the steps that are missing, all in one transaction.

    Raises StoreDamaged (STORE_NEWER) when the file holds a step this version does not know.
    """
    db.execute("""
        CREATE TABLE IF NOT EXISTS migrations (
            name TEXT PRIMARY KEY,
            applied_unix_ms INTEGER NOT NULL
        ) STRICT""")
    applied = {name for (name,) in db.execute("SELECT name FROM migrations")}
    if unknown := applied - {step.__name__ for step in MIGRATIONS}:
        raise StoreDamaged(
            f"The database was written by a newer Deskhand (it knows {min(unknown)}).",
            reason="STORE_NEWER",
        )
    with db.atomic():
        for step in MIGRATIONS:
            if step.__name__ not in applied:
                step(db)
                db.execute("INSERT INTO migrations VALUES (?, ?)", [step.__name__, now_unix_ms])
