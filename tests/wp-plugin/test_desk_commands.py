"""People at work in a terminal: `wp deskhand threads|tickets|jobs|deliveries|audit`."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from tests.site import Site, sources
from tests.site.shopper import Shopper

pytestmark = pytest.mark.skipif(sources.wp_cli() is None, reason="WP-CLI is not here")
FORMULA = "=HYPERLINK(1)"
COLLEAGUE = """return wp_insert_user( array(
    'user_login' => 'ola', 'user_pass' => 'password', 'user_email' => 'ola@shop.example',
    'display_name' => 'Ola Dahl', 'role' => 'shop_manager',
) );"""


def wp(site: Site, *args: str) -> subprocess.CompletedProcess[str]:
    return site.wp("deskhand", *args)


def rows(site: Site, *args: str) -> list[dict[str, Any]]:
    done = wp(site, *args, "--format=json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


@pytest.fixture
def colleague(site: Site) -> Iterator[str]:
    number = site.php(COLLEAGUE)
    yield "ola"
    site.php(
        "require_once ABSPATH . 'wp-admin/includes/user.php'; return wp_delete_user( $data );",
        data=number,
    )


@pytest.fixture
def guest(site: Site) -> Iterator[Shopper]:
    """A shopper who waits for a person."""
    with Shopper(site.url) as shopper:
        shopper.open()
        shopper.ask("I want to talk to a person.")
        yield shopper


def thread_of(shopper: Shopper) -> str:
    return shopper.thread.split(".")[0]


def test_a_conversation_is_worked_on_in_a_terminal(
    site: Site, guest: Shopper, colleague: str
) -> None:
    thread = thread_of(guest)
    listed = rows(site, "threads", "list", "--state=waiting", "--fields=id,state,waiting,reason")
    mine = next(row for row in listed if row["id"] == thread)
    assert (mine["state"], mine["waiting"] != "") == ("waiting", True)
    assert thread in wp(site, "threads", "list", "--state=waiting", "--porcelain").stdout.split()

    assert wp(site, "threads", "take", thread).returncode == 1  # as nobody
    assert wp(site, "threads", "take", thread, f"--user={site.customers[0][0]}").returncode == 1
    assert wp(site, "threads", "take", thread, f"--user={colleague}").returncode == 0
    taken = wp(site, "threads", "take", thread, "--user=admin")
    assert (taken.returncode, "A colleague has this" in taken.stderr) == (1, True)
    foreign = wp(site, "threads", "reply", thread, "Hello", "--user=admin")
    assert (foreign.returncode, "do not have this" in foreign.stderr) == (1, True)
    assert wp(site, "threads", "take", thread, "--user=admin", "--force").returncode == 0
    for text in ("", " ", "x" * 4001):
        assert wp(site, "threads", "reply", thread, text, "--user=admin").returncode == 1
    assert wp(site, "threads", "reply", thread, FORMULA, "--user=admin").returncode == 0

    said = rows(site, "threads", "read", thread)
    assert said[0]["text"] == "I want to talk to a person."
    assert (said[-1]["author"], said[-1]["text"]) == ("staff", f"'{FORMULA}")
    shown = guest.post("thread", {"thread": guest.thread, "present": True})
    assert shown["with_person"] is True
    assert shown["messages"][-1]["text"] == FORMULA
    assert wp(site, "threads", "release", thread).returncode == 0
    assert guest.post("thread", {"thread": guest.thread, "present": True})["with_person"] is False
    assert wp(site, "threads", "read", "0" * 32).returncode == 1
    assert wp(site, "threads", "list", "--state=lost").returncode == 1


def test_a_ticket_is_assigned_filtered_and_made_urgent(
    site: Site, guest: Shopper, colleague: str
) -> None:
    offer = {"subject": FORMULA, "body": "The zip is torn."}
    number = guest.accept(offer, email="ann@shopper.example", name="Ann")["ticket_id"]
    assert wp(site, "tickets", "assign", number, colleague).returncode == 0
    assert wp(site, "tickets", "assign", number, site.customers[0][0]).returncode == 1
    assert wp(site, "tickets", "assign", "T-NONE22", colleague).returncode == 1
    assert wp(site, "tickets", "set", number, "open", "--priority=high").returncode == 0
    assert wp(site, "tickets", "set", number, "open", "--priority=huge").returncode == 1
    fields = "--fields=id,subject,priority,assignee,late,due"
    [row] = rows(site, "tickets", "list", f"--assignee={colleague}", fields)
    assert row == {
        "id": number,
        "subject": f"'{FORMULA}",
        "priority": "high",
        "assignee": "Ola Dahl",
        "late": "no",
        "due": row["due"],
    }
    assert row["due"] != ""
    late = wp(site, "tickets", "list", "--late", "--porcelain").stdout.split()
    assert number not in late
    assert wp(site, "tickets", "assign", number, "nobody").returncode == 0
    assert rows(site, "tickets", "list", f"--assignee={colleague}") == []


def test_mail_and_deliveries_are_listed_and_retried(site: Site, guest: Shopper) -> None:
    guest.accept({"subject": "Pegs", "body": "Three are missing."}, email="a@shopper.example")
    listed = rows(site, "jobs", "list", "--fields=id,kind,state,preview")
    assert {"staff_mail"} <= {row["kind"] for row in listed}
    for _ in range(20):  # other tests leave theirs, and a run takes so many
        assert wp(site, "jobs", "run").returncode == 0
        if not rows(site, "jobs", "list", "--state=waiting"):
            break
    assert rows(site, "jobs", "list", "--state=waiting") == []
    done = rows(site, "jobs", "list", "--state=done", "--limit=1", "--fields=id,state")
    assert done[0]["state"] == "done"
    alive = wp(site, "jobs", "retry", str(done[0]["id"]))
    assert (alive.returncode, "was not given up" in alive.stderr) == (1, True)
    assert wp(site, "jobs", "retry", "none").returncode == 1
    assert rows(site, "deliveries", "list") == []
    assert wp(site, "deliveries", "retry", "none").returncode == 1


def test_the_audit_log_is_checked_and_exported(site: Site, guest: Shopper) -> None:
    guest.ask("Where is my order?")
    whole = wp(site, "audit", "verify", "--format=json")
    assert whole.returncode == 0
    log = json.loads(whole.stdout)
    assert log["entry_count"] > 0
    lines = [json.loads(line) for line in wp(site, "audit", "export").stdout.splitlines()]
    assert len(lines) >= log["entry_count"]
    assert [line["seq"] for line in lines] == list(range(1, len(lines) + 1))
    assert lines[log["entry_count"] - 1]["hash"] == log["head_hash"]
    told = wp(site, "audit", "export", "--format=csv", "--after=1", "--fields=seq,tool,outcome")
    table = list(csv.reader(io.StringIO(told.stdout)))
    assert table[0] == ["seq", "tool", "outcome"]
    assert table[1:] == [
        [str(line["seq"]), line["tool"], line["outcome"]] for line in lines[1 : len(table)]
    ]
    assert wp(site, "audit", "export", "--fields=seq,secret").returncode == 1
