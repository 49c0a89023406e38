"""What the owner changes in wp-admin is what shoppers find: real WordPress, real sidecar."""

from __future__ import annotations

import json
import re
import secrets
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.site import UNLIMITED, Options, Site, sources
from tests.site.shopper import Shopper

# However loaded the machine is; a test that passes never waits for it.
PATIENCE_S = 60.0
POLL_S = 0.1  # between looks: the index is made on the same processors
FIND = """
$request  = new Deskhand\\Wire\\Search_Request( query: $data, top_k: 5 );
$response = Deskhand\\parts()->sidecar()->unary( 'sidecar.v1.Knowledge/Search', $request,
    Deskhand\\Wire\\Search_Response::class, Deskhand\\Caller::librarian() );
return array_map( fn( $passage ) => array( $passage->url, $passage->section, $passage->text ),
    $response->passages );
"""
SHORTCODES = """<?php
add_shortcode( 'die_once', function () {
    if ( ! get_option( 'died' ) ) {
        update_option( 'died', 1 );
        posix_kill( getmypid(), SIGKILL );
    }
    return 'Alive after all.';
} );
add_shortcode( 'leave', fn() => exit );
add_shortcode( 'hold', function () {
    while ( ! file_exists( WP_CONTENT_DIR . '/go' ) ) {
        usleep( 20_000 );
    }
} );
"""
DUE = """
global $wpdb;
$wpdb->update( $wpdb->posts, array( 'post_date' => '2026-01-01 00:00:00', 'post_date_gmt' =>
    '2026-01-01 00:00:00' ), array( 'ID' => $data ) );
clean_post_cache( $data );
wp_clear_scheduled_hook( 'publish_future_post', array( $data ) );
wp_schedule_single_event( time() - 1, 'publish_future_post', array( $data ) );
return delete_transient( 'doing_cron' );
"""
VARIABLE = """
$product = new WC_Product_Variable();
$product->set_name( $data );
$product->save();
$variation = new WC_Product_Variation();
$variation->set_parent_id( $product->get_id() );
$variation->set_regular_price( '777.77' );
$variation->save();
return array( $product->get_id(), $variation->get_id() );
"""
REVIEW = """
return wp_insert_comment( array( 'comment_post_ID' => $data[0], 'comment_content' => $data[1],
    'comment_type' => 'review', 'comment_approved' => 1 ) );
"""
SAID = """
global $wpdb;
$query = "SELECT COUNT(*) FROM $wpdb->comments WHERE comment_content LIKE %s";
return (int) $wpdb->get_var( $wpdb->prepare( $query, "%$data%" ) );
"""
PAGE = """
return wp_insert_post( array( 'post_type' => 'page', 'post_status' => 'publish',
    'post_title' => $data[0], 'post_content' => $data[1] ) );
"""
BEHIND = """
global $wpdb;
foreach ( $data as [ $id, $fields ] ) {
    $wpdb->update( $wpdb->posts, $fields + array( 'post_modified_gmt' => '2026-01-01 00:00:00' ),
        array( 'ID' => $id ) );
    clean_post_cache( $id );
}
return 1;
"""
EXCLUDED = "return (object) Deskhand\\parts()->reindex()->excluded();"
real_woocommerce = pytest.mark.skipif(
    sources.woocommerce().origin == "stand-in", reason="WooCommerce is not here"
)
with_cli = pytest.mark.skipif(sources.wp_cli() is None, reason="WP-CLI is not here")


class Owner:
    """The shop owner in wp-admin, as its screens call WordPress."""

    def __init__(self, shop: Site, browser: Shopper) -> None:
        self.shop, self.browser = shop, browser.log_in(*shop.admin)
        self.nonce = browser.page("/wp-admin/admin-ajax.php?action=rest-nonce")

    def rest(self, method: str, route: str, **body: object) -> Any:
        headers = {"X-WP-Nonce": self.nonce}
        answer = self.browser.http.request(method, f"/wp-json{route}", json=body, headers=headers)
        assert answer.is_success, answer.text
        return answer.json()

    def save(self, **fields: object) -> int:
        """A new page, published by the editor."""
        page: int = self.rest("POST", "/wp/v2/pages", status="publish", **fields)["id"]
        return page

    def found(self, words: str) -> str:
        return json.dumps(self.shop.php(FIND, data=words), ensure_ascii=False)

    def until(self, words: str, holds: Callable[[str], bool]) -> None:
        """Searches until what is found is as it should be."""
        deadline = time.monotonic() + PATIENCE_S
        while not holds(text := self.found(words)):
            assert time.monotonic() < deadline, text
            time.sleep(POLL_S)


@pytest.fixture(scope="module")
def shop() -> Iterator[Site]:
    with Site.start(Options(settings=UNLIMITED)) as running:
        plugins = running.wordpress.docroot / "wp-content/mu-plugins"
        (plugins / "shortcodes.php").write_text(SHORTCODES)
        yield running


@pytest.fixture(scope="module")
def owner(shop: Site) -> Iterator[Owner]:
    with Shopper(shop.url) as browser:
        yield Owner(shop, browser)


@pytest.fixture
def word() -> str:
    """A word that nothing else in the shop holds."""
    return "zeppelin" + secrets.token_hex(4)


def hide_in_the_editor(owner: Owner, page: int, **fields: str) -> None:
    owner.rest("POST", f"/wp/v2/pages/{page}", **fields)


def quick_edit(owner: Owner, page: int) -> None:
    listing = owner.browser.page("/wp-admin/edit.php?post_type=page")
    [nonce] = re.findall(r'name="_inline_edit" value="(\w+)"', listing)
    form = {"action": "inline-save", "post_ID": str(page), "post_type": "page", "_status": "draft"}
    form |= {"_inline_edit": nonce, "screen": "edit-page", "post_view": "list"}
    answer = owner.browser.http.post("/wp-admin/admin-ajax.php", data=form)
    assert f"post-{page}" in answer.text, answer.text


def bulk_edit(owner: Owner, page: int) -> None:
    listing = owner.browser.page("/wp-admin/edit.php?post_type=page")
    nonce = re.findall(r'name="_wpnonce" value="(\w+)"', listing)[0]
    form = {"post_type": "page", "bulk_edit": "Update", "action": "edit", "post[]": str(page)}
    form |= {"_status": "private", "_wpnonce": nonce, "post_parent": "-1", "page_template": "-1"}
    form |= {"comment_status": "", "post_author": "-1"}
    answer = owner.browser.http.get("/wp-admin/edit.php", params=form)
    assert "1 page updated" in answer.text


HIDINGS: dict[str, Callable[[Owner, int], object]] = {
    "drafted": lambda owner, page: hide_in_the_editor(owner, page, status="draft"),
    "made private": lambda owner, page: hide_in_the_editor(owner, page, status="private"),
    "given a password": lambda owner, page: hide_in_the_editor(owner, page, password="sesame"),
    "trashed": lambda owner, page: owner.rest("DELETE", f"/wp/v2/pages/{page}"),
    "deleted": lambda owner, page: owner.rest("DELETE", f"/wp/v2/pages/{page}", force=True),
    "quick-edited": quick_edit,
    "bulk-edited": bulk_edit,
}


@pytest.mark.parametrize("way", HIDINGS)
def test_what_is_hidden_is_gone_from_answers(owner: Owner, shop: Site, way: str, word: str) -> None:
    page = owner.save(title=f"{word} rides", content=f"<p>Our {word} flies on Tuesdays.</p>")
    owner.until(word, lambda text: "on Tuesdays" in text)
    with Shopper(shop.url) as guest:
        assert "on Tuesdays" in guest.ask(f"When does the {word} fly?").text
        HIDINGS[way](owner, page)
        owner.until(word, lambda text: "on Tuesdays" not in text)
        assert "on Tuesdays" not in guest.ask(f"On which day does the {word} fly?").text


def test_a_change_and_a_way_back_are_found(owner: Owner, word: str) -> None:
    page = owner.save(title=f"{word} rides", content=f"<p>Our {word} flies on Tuesdays.</p>")
    owner.until(word, lambda text: "on Tuesdays" in text)
    owner.rest("POST", f"/wp/v2/pages/{page}", content=f"<p>Our {word} flies on Fridays.</p>")
    owner.until(word, lambda text: "on Fridays" in text and "on Tuesdays" not in text)
    owner.rest("POST", f"/wp/v2/pages/{page}", status="draft")
    owner.until(word, lambda text: "on Fridays" not in text)
    owner.rest("POST", f"/wp/v2/pages/{page}", status="publish")
    owner.until(word, lambda text: "on Fridays" in text)


def test_pages_saved_at_the_same_time_are_all_found(owner: Owner) -> None:
    words = [f"zeppelin{secrets.token_hex(4)}" for _ in range(4)]
    with ThreadPoolExecutor(len(words)) as editors:
        list(editors.map(lambda word: owner.save(title=word, content=f"A {word} flies."), words))
    for word in words:
        owner.until(word, lambda text, word=word: f"A {word} flies" in text)


def test_the_night_finds_what_no_hook_told(owner: Owner, shop: Site, word: str) -> None:
    page = owner.save(title=f"{word} rides", content=f"<p>Our {word} flies on Tuesdays.</p>")
    owner.until(word, lambda text: "on Tuesdays" in text)
    shop.php(BEHIND, data=[[page, {"post_status": "draft"}]])
    assert "on Tuesdays" in owner.found(word)
    assert shop.php("return wp_next_scheduled( 'deskhand_reconcile' );")
    shop.php("do_action( 'deskhand_reconcile' ); return 1;")
    owner.until(word, lambda text: "on Tuesdays" not in text)


def test_another_address_is_cited_from_then_on(owner: Owner, word: str) -> None:
    parent = owner.save(title="Air", content="<p>Up.</p>", slug=f"{word}-air")
    content = f"<p>Our {word} flies on Tuesdays.</p>"
    owner.save(title=f"{word} rides", content=content, parent=parent, slug="rides")
    owner.until(word, lambda text: f"{word}-air/rides/" in text.replace("\\/", "/"))
    owner.rest("POST", f"/wp/v2/pages/{parent}", slug=f"{word}-sky")
    owner.until(word, lambda text: f"{word}-sky/rides/" in text.replace("\\/", "/"))


def test_a_scheduled_post_is_found_when_its_time_has_come(
    owner: Owner, shop: Site, word: str
) -> None:
    content = f"<p>Our {word} flies on Tuesdays.</p>"
    later = {"status": "future", "date": "2099-01-01T00:00:00"}
    post = owner.rest("POST", "/wp/v2/posts", title=f"{word} news", content=content, **later)
    assert word not in owner.found(word)
    shop.php(DUE, data=post["id"])
    httpx.get(f"{shop.url}/wp-cron.php", timeout=PATIENCE_S)
    owner.until(word, lambda text: "on Tuesdays" in text)


def test_comments_and_reviews_never_enter(owner: Owner, shop: Site, word: str) -> None:
    content = f"<p>Our {word} flies on Tuesdays.</p><!-- wp:latest-comments /-->"
    fields = {"title": f"{word} news", "content": content, "status": "publish"}
    post = owner.rest("POST", "/wp/v2/posts", comment_status="open", **fields)["id"]
    owner.rest("POST", "/wp/v2/comments", post=post, content=f"Canary of {word}")
    shop.php(REVIEW, data=[shop.sample["products"]["TT-TARN2"], f"Canary of {word}"])
    assert shop.php(SAID, data=word) == 2
    owner.rest("POST", f"/wp/v2/posts/{post}", content=content.replace("Tuesdays", "Fridays"))
    owner.until(word, lambda text: "on Fridays" in text)
    shop.reindex()
    assert "Canary" not in owner.found(f"canary {word}")


@real_woocommerce
def test_products_follow_the_shops_own_saves_without_prices(
    owner: Owner, shop: Site, word: str
) -> None:
    product, variation = shop.php(VARIABLE, data=f"The {word}")
    owner.rest("PUT", f"/wc/v3/products/{product}", description=f"The {word} has a red hull.")
    owner.until(word, lambda text: "red hull" in text)
    route = f"/wc/v3/products/{product}/variations/{variation}"
    owner.rest("PUT", route, description="With silver propellers.", regular_price="666.66")
    owner.until(word, lambda text: "silver propellers" in text)
    category = owner.rest("POST", "/wc/v3/products/categories", name=f"Airships {word}")["id"]
    owner.rest("PUT", f"/wc/v3/products/{product}", categories=[{"id": category}])
    owner.until(word, lambda text: f"Airships {word}" in text)
    owner.rest("PUT", f"/wc/v3/products/categories/{category}", name=f"Balloons {word}")
    owner.until(word, lambda text: f"Balloons {word}" in text)
    assert not re.search(r"777\.77|666\.66", owner.found(f"{word} price"))
    owner.rest("PUT", f"/wc/v3/products/{product}", catalog_visibility="hidden")
    owner.until(word, lambda text: "red hull" not in text)
    excluded = shop.php(EXCLUDED)
    assert "hidden" in excluded[str(product)]["reason"]


def reindex(shop: Site, *options: str) -> subprocess.CompletedProcess[str]:
    return shop.wp("deskhand", "reindex", *options)


@with_cli
def test_a_reindex_whose_process_was_killed_goes_on_where_it_was(
    owner: Owner, shop: Site, word: str
) -> None:
    page = owner.save(title=f"{word} rides", content="<p>Soon.</p>")
    shop.php(BEHIND, data=[[page, {"post_content": "[die_once]"}]])
    killed = reindex(shop)
    assert killed.returncode != 0
    state = shop.php("return Deskhand\\parts()->reindex()->state();")
    assert state["stage"] == "send"
    assert 0 < state["after_id"] < page
    again = reindex(shop)
    assert again.returncode == 0, again.stderr
    assert "Going on with the reindex that was cut off" in again.stdout
    assert shop.php("return Deskhand\\parts()->reindex()->state();")["begun_s"] == state["begun_s"]
    owner.until(word, lambda text: "Alive after all" in text)


@with_cli
def test_a_page_whose_shortcode_exits_is_left_out_and_stops_nothing(
    owner: Owner, shop: Site, word: str
) -> None:
    page = shop.php(PAGE, data=[f"{word} a", f"Our {word} flies. [leave]"])
    shop.php(PAGE, data=[f"{word} b", f"Our {word} flies on Tuesdays."])
    tries = [reindex(shop) for _ in range(3)]
    assert "Run it again" in tries[0].stderr
    assert tries[2].returncode == 0, tries[2].stderr
    owner.until(word, lambda text: "on Tuesdays" in text)
    assert "stops WordPress" in shop.php(EXCLUDED)[str(page)]["reason"]
    assert shop.php("return Deskhand\\parts()->reindex()->excluded_count();") > 0
    shop.php("return wp_delete_post( $data, true )->ID;", data=page)


@with_cli
def test_a_part_of_the_shop_is_read_and_nothing_else_is_removed(
    owner: Owner, shop: Site, word: str
) -> None:
    one, two = (
        owner.save(title=f"{word} {way}", content=f"<p>{word} goes {way}.</p>")
        for way in ("up", "down")
    )
    owner.until(word, lambda text: "goes up" in text and "goes down" in text)
    # Behind WordPress's back: no hook tells.
    shop.php(BEHIND, data=[[one, {"post_status": "draft"}], [two, {"post_content": "Goes east."}]])
    plan = json.loads(reindex(shop, "--dry-run", "--format=json").stdout)
    planned = {row["id"]: (row["action"], row["reason"]) for row in plan}
    assert planned[two] == ("send", "Changed.")
    assert planned[one][0] == "remove"
    assert "goes up" in owner.found(word)
    ended = reindex(shop, f"--ids={two}")
    assert "1 pages read, 1 new or changed, 0 left out, 0 removed" in ended.stdout, ended.stderr
    owner.until(word, lambda text: "Goes east" in text and "goes up" in text)
    assert reindex(shop, "--type=product", "--since=2099-01-01", "--porcelain").stdout == "0\n"
    assert "goes up" in owner.found(word)
    reindex(shop, f"--ids={one}")
    owner.until(word, lambda text: "goes up" not in text and "Goes east" in text)
    for wrong in ("--type=nonsense", "--ids=x", "--since=yesterday"):
        assert shop.wp("deskhand", "reindex", wrong).returncode == 1


@with_cli
def test_a_second_reindex_is_refused_and_told_whose_the_first_is(
    owner: Owner, shop: Site, word: str
) -> None:
    page = owner.save(title=word, content="<p>Soon.</p>")
    shop.php(BEHIND, data=[[page, {"post_content": "[hold]"}]])
    with ThreadPoolExecutor(1) as other:
        first = other.submit(reindex, shop)
        deadline = time.monotonic() + PATIENCE_S
        while not shop.php("return Deskhand\\parts()->reindex()->is_stepping();"):
            assert time.monotonic() < deadline
        second = reindex(shop)
        (shop.wordpress.docroot / "wp-content/go").touch()
        assert second.returncode == 1
        assert re.search(r"under way, begun \d+ \w+ ago by WP-CLI", second.stderr)
        assert first.result().returncode == 0, first.result().stderr
