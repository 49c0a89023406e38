"""How soon what the owner saves in WordPress is found, and what is hidden is gone.

Of a whole shop on this machine: from sending the save, as the editor does, to the first search that
shows it.
"""

from __future__ import annotations

import secrets
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from tests.bench import Figure
from tests.site import UNLIMITED, Options, Site
from tests.site.shopper import Shopper

SAVES = 20
LOOK_S = 0.01
# Says that it begins, then searches until the word is found, or is not; gives the Unix time.
SEEK = """
[ $word, $is_wanted, $begun ] = $data;
$until = microtime( true ) + 60;
touch( $begun );
do {
    usleep( 10_000 );
    $request = new Deskhand\\Wire\\Search_Request( query: $word );
    $found   = Deskhand\\parts()->sidecar()->unary( 'sidecar.v1.Knowledge/Search', $request,
        Deskhand\\Wire\\Search_Response::class, Deskhand\\Caller::librarian() );
    $texts   = implode( ' ', array_column( $found->passages, 'text' ) );
} while ( str_contains( $texts, $word ) !== $is_wanted && microtime( true ) < $until );
return microtime( true );
"""


def figures() -> Iterator[Figure]:
    """Every figure of the group."""
    with (
        Site.start(Options(settings=UNLIMITED)) as shop,
        Shopper(shop.url) as owner,
        ThreadPoolExecutor(1) as seeker,
    ):
        owner.log_in(*shop.admin)
        nonce = owner.page("/wp-admin/admin-ajax.php?action=rest-nonce")

        def rest(route: str, **body: str) -> int:
            headers = {"X-WP-Nonce": nonce}
            answer = owner.http.post(f"/wp-json/wp/v2/{route}", json=body, headers=headers)
            number: int = answer.raise_for_status().json()["id"]
            return number

        def took(word: str, is_wanted: bool, route: str, **fields: str) -> tuple[int, float]:
            begun = shop.state / f"{word}-{is_wanted}"
            seeking: Future[float] = seeker.submit(
                shop.php, SEEK, data=[word, is_wanted, str(begun)]
            )
            while not begun.exists():
                time.sleep(LOOK_S)
            began = time.time()
            number = rest(route, **fields)
            return number, seeking.result() - began

        found, gone = [], []
        for _ in range(SAVES):
            word = "zeppelin" + secrets.token_hex(4)
            text = f"<p>Our {word} flies.</p>"
            page, seconds = took(word, True, "pages", title=word, content=text, status="publish")
            found.append(seconds)
            gone.append(took(word, False, f"pages/{page}", status="draft")[1])
        yield Figure("saved page found, P50", statistics.median(found), "s")
        yield Figure("saved page found, P95", _p95(found), "s", at_most=2)
        yield Figure("hidden page gone, P50", statistics.median(gone), "s")
        yield Figure("hidden page gone, P95", _p95(gone), "s", at_most=2)


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20, method="inclusive")[-1]
