"""Group `tools`: what asking WordPress for a tool costs inside a turn, beyond the tool's own time.

WordPress's hooks around an ability give the tool's own time; the turn's record gives the whole
round trip: request out on the open stream, PHP runs it, result back on a second call.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from pathlib import Path

from tests.bench import Figure
from tests.bench.records import entries, rest
from tests.site import UNLIMITED, Options, Site
from tests.site.shopper import Shopper

ROUND_COUNT = 40
CLOCK_PLUGIN = """<?php
add_action( 'wp_before_execute_ability', static function () {
	$GLOBALS['bench_began'] = hrtime( true );
} );
add_action( 'wp_after_execute_ability', static function ( $name ) {
	$line = wp_json_encode( array( $name, ( hrtime( true ) - $GLOBALS['bench_began'] ) / 1e6 ) );
	file_put_contents( ABSPATH . 'ability-times.log', $line . "\\n", FILE_APPEND );
} );
"""


def figures() -> Iterator[Figure]:
    """Milliseconds, over the turns of one logged-in shopper asking for their newest order."""
    with Site.start(Options(settings=UNLIMITED)) as site:
        docroot = site.wordpress.docroot
        (docroot / "wp-content/mu-plugins/bench-clock.php").write_text(CLOCK_PLUGIN)
        rest(site.sidecar.log)
        with Shopper(site.url).log_in(*site.customers[0]) as shopper:
            for _ in range(ROUND_COUNT + 2):
                answer = shopper.ask("Where is my order?")
                if answer.outcome != "answered":
                    raise RuntimeError(f"no order: {answer.outcome}")
        round_trips, own = _round_trips_ms(site.sidecar.log), _own_ms(docroot)
    if len(round_trips) != len(own):
        raise RuntimeError(f"{len(own)} tools ran in WordPress, {len(round_trips)} were asked for")
    beyond = [whole - itself for whole, itself in zip(round_trips, own, strict=True)][2:]
    yield Figure("tool's own time in WordPress", statistics.median(own), "ms")
    yield Figure("tool round trip beyond its own time", statistics.median(beyond), "ms", at_most=4)
    yield Figure("tool round trip, P95", sorted(beyond)[int(len(beyond) * 0.95)], "ms")


def _round_trips_ms(log: Path) -> list[float]:
    return [
        entry["duration_ms"]
        for entry in entries(log)
        if entry["event"] == "tool_called" and entry["tool"] != "search_kb"
    ]


def _own_ms(docroot: Path) -> list[float]:
    lines = (docroot / "ability-times.log").read_text().splitlines()
    return [json.loads(line)[1] for line in lines]
