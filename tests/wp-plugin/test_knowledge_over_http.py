"""The knowledge page and its commands as browsers and the command line meet them."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.site import UNLIMITED, Options, Site, sources
from tests.site.shopper import Shopper

POST = "/wp-admin/admin-post.php"
PAGE = "/wp-admin/admin.php?page=deskhand-knowledge&tab="
MANUAL = "# Stove manual\n\n## Cleaning the burner\n\nSoak the burner in vinegar for an hour.\n"
NEEDS_WP_CLI = pytest.mark.skipif(sources.wp_cli() is None, reason="WP-CLI is not here")
ANSWERS = "return count( get_posts( array( 'post_type' => 'deskhand_faq' ) ) );"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Manuals beside the sidecar."""
    made = tmp_path_factory.mktemp("manuals")
    (made / "stove.md").write_text(MANUAL)
    (made / "scan.pdf").write_bytes(b"%PDF-1.4 broken")
    return made


@pytest.fixture(scope="module")
def shop(folder: Path) -> Iterator[Site]:
    """A shop that is read, with a folder of manuals."""
    env = {"DESKHAND_KNOWLEDGE_DIR": str(folder)}
    with Site.start(Options(settings=UNLIMITED, sidecar_env=env)) as running:
        yield running


@pytest.fixture
def owner(shop: Site) -> Iterator[Shopper]:
    """The owner's browser."""
    with Shopper(shop.url) as browser:
        browser.log_in(*shop.admin)
        yield browser


def nonce(browser: Shopper, tab: str) -> str:
    """What a form of the tab proves that it is one of the page's."""
    return browser.page(PAGE + tab).split('name="_wpnonce" value="')[1].split('"')[0]


def ask_in_vain(shop: Site, words: str) -> str:
    """A shopper asks what no page answers; the group that the question is in."""
    with Shopper(shop.url) as guest:
        assert guest.ask(words).outcome == "unanswered"
    groups = shop.php("return Deskhand\\parts()->unanswered()->groups();")
    [group] = [group for group in groups if words in (group["question"], *group["variants"])]
    return str(group["group_id"])


def test_a_form_without_proof_or_right_changes_nothing(shop: Site, owner: Shopper) -> None:
    proof = nonce(owner, "macros")
    form = {"action": "deskhand_knowledge", "step": "keep_macro", "title": "T", "text": "X"}
    assert owner.http.post(POST, data=form).status_code == 403
    unknown = form | {"step": "format", "_wpnonce": proof}
    assert owner.http.post(POST, data=unknown).status_code == 403
    with Shopper(shop.url) as customer:
        customer.log_in(*shop.customers[0])
        assert customer.http.post(POST, data=form | {"_wpnonce": proof}).status_code == 403
        assert "deskhand-knowledge" not in customer.http.get(PAGE + "macros").text
    assert shop.php("return Deskhand\\parts()->macros()->all();") == []


def test_what_shoppers_wrote_is_shown_as_text(shop: Site, owner: Shopper) -> None:
    ask_in_vain(shop, "Do you paint <i class=x>frescoes</i> in Rome?")
    page = owner.page(PAGE + "unanswered")
    assert "<i class=x>" not in page
    assert "&lt;i class=x&gt;frescoes" in page
    assert "<script>alert" not in owner.page(PAGE + "try&q=%3Cscript%3Ealert(1)%3C/script%3E")


def test_a_private_address_is_refused_and_kept_in_the_field(owner: Shopper) -> None:
    form = {"action": "deskhand_knowledge", "step": "add_source", "address": "http://10.0.0.1/"}
    page = owner.http.post(POST, data=form | {"_wpnonce": nonce(owner, "sources")}).text
    assert "This address is not read." in page
    assert 'value="http://10.0.0.1/"' in page


def test_a_folder_is_read_from_the_page_and_says_what_it_left_out(owner: Shopper) -> None:
    form = {"action": "deskhand_knowledge", "step": "read_source", "source": "folder"}
    page = owner.http.post(POST, data=form | {"_wpnonce": nonce(owner, "sources")}).text
    assert "It is being read" in page or "Read. What it gave" in page
    rest = re.search(r'data-nonce="(\w+)"', page)
    assert rest
    headers = {"X-WP-Nonce": rest[1]}
    running = True
    while running:
        route = "/wp-json/deskhand/v1/knowledge/source"
        running = owner.http.post(route, json={"source": "folder"}, headers=headers).json()[
            "running"
        ]
    page = owner.page(PAGE + "sources")
    assert "Pages: 1. Last read" in page
    assert "scan.pdf" in page
    assert "vinegar" in owner.page(PAGE + "try&q=How+do+I+clean+the+burner+of+my+stove")


def test_an_answer_written_while_the_sidecar_is_down_is_kept_once_and_read_later(
    shop: Site, owner: Shopper
) -> None:
    words = "Do you rent out hot-air balloons by the hour?"
    form = {
        "action": "deskhand_knowledge",
        "step": "answer",
        "group": ask_in_vain(shop, words),
        "question": words,
        "answer": "Yes, for ninety minutes at least.",
        "_wpnonce": nonce(owner, "unanswered"),
    }
    before = shop.php(ANSWERS)
    shop.sidecar.kill()
    try:
        for _ in range(2):
            said = owner.http.post(POST, data=form).text
            assert "Your answer is published on your site" in said
            assert "Start the sidecar" in said
    finally:
        shop.sidecar.start()
    assert shop.php(ANSWERS) == before + 1
    assert words in owner.page(PAGE + "unanswered")
    said = owner.http.post(POST, data=form).text
    assert "Now found: yes" in said
    assert shop.php(ANSWERS) == before + 1
    with Shopper(shop.url) as guest:
        assert "ninety minutes" in guest.ask(words).text


@NEEDS_WP_CLI
def test_the_command_line_answers_and_dismisses(shop: Site) -> None:
    token = secrets.token_hex(3)
    group = ask_in_vain(shop, f"Is a bishop allowed in the submarine {token}?")
    listed = shop.wp("deskhand", "unanswered", "list", "--format=json")
    assert group in [row["group"] for row in json.loads(listed.stdout)]
    done = shop.wp("deskhand", "unanswered", "answer", group, "Bishop Ann did.", "--user=admin")
    assert "Published: " in done.stdout, done.stderr
    again = shop.wp("deskhand", "unanswered", "answer", group, "Again.")
    assert (again.returncode, "no such group" in again.stderr) == (1, True)
    found = shop.wp("deskhand", "search", "bishop submarine", "--explain", "--format=json")
    assert "Bishop Ann did." in json.loads(found.stdout)[0]["text"]
    assert "meaning #" in json.loads(found.stdout)[0]["why"]
    other = ask_in_vain(shop, f"How deep is the crater on Mars number {token}?")
    assert "Taken off" in shop.wp("deskhand", "unanswered", "dismiss", other).stdout
    assert "no such group" in shop.wp("deskhand", "unanswered", "dismiss", other).stderr


@NEEDS_WP_CLI
def test_the_command_line_asks_the_shops_own_questions_back(shop: Site) -> None:
    done = shop.wp("deskhand", "eval", "retrieval", "--format=json")
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout[done.stdout.index("{") :])
    assert result["questions"] > 50
    assert 0 < result["mrr"] <= result["recall_at_5"] <= 1
    assert {row["finding"] for row in result["findings"]} <= {"lost", "contradiction", "duplicate"}
    short = shop.wp("deskhand", "eval", "retrieval", "--min=1.1")
    assert short.returncode == 1
    assert re.search(r"\d+ questions: recall@5 [01]\.\d+, MRR [01]\.\d+\.", short.stdout)


@NEEDS_WP_CLI
def test_the_command_line_reads_sources(shop: Site) -> None:
    read = shop.wp("deskhand", "sources", "read", "folder")
    assert "1 pages read, 1 left out." in read.stdout, read.stderr
    assert "scan.pdf" in read.stderr
    listed = json.loads(shop.wp("deskhand", "sources", "list", "--format=json").stdout)
    assert [row["id"] for row in listed] == ["wordpress", "folder"]
    assert int(listed[1]["documents"]) == 1
    refused = shop.wp("deskhand", "sources", "add", "http://127.0.0.1/")
    assert (refused.returncode, "not read" in refused.stderr) == (1, True)
    assert shop.wp("deskhand", "sources", "remove", "folder").returncode == 1
    assert shop.wp("deskhand", "sources", "read", "site-000000000000").returncode == 1
