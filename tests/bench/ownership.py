"""Group `hands`: foreign orders by their time, by guessing, and by all that a model can be told."""

from __future__ import annotations

import statistics
import sys
from collections import Counter
from collections.abc import Iterator

from tests.bench import Figure
from tests.bench.progress import Progress
from tests.hostile.enumeration import enumerated
from tests.hostile.forms import forms
from tests.hostile.siege import GUEST, besieged
from tests.site import Options, Site

PAIR_COUNT = 1_000
NUMBER_COUNT = 5_000
AT_A_TIME = 4
MAX_APART_MS = 2.0
MAX_ODD = 20  # of those that did not come to their end, shown
REFUNDS = {"refunds": {"enable_refunds": True}}
# Foreign and missing in turn, each with cold caches as in a request of its own. Verifying is
# measured without its lock-out and without its wait for a whole step of time.
MEASURE = """
$parts    = Deskhand\\parts();
$customer = new Deskhand\\Shopper( $data['customer'], 'u_' . md5( 'c' ), md5( 'c' ) );
$guest    = new Deskhand\\Shopper( 0, 'a_' . md5( 'g' ), md5( 'g' ) );
$parts->verifications()->bind( $guest, wc_get_order( $data['own'] ), 'full' );
$limit    = new Deskhand\\Rate_Limit( array( 'verify' => array() ), 'x', 'x', $parts->tally() );
$check    = new Deskhand\\Identity_Check(
    $parts->verifications(), $parts->mail_code(), $limit, static fn() => null );
$tools    = array(
    'get_order_status' => '', 'check_refund_policy' => '', 'add_note' => ',"text":"It leaks"' );
$steps    = array();
foreach ( array( 'a customer' => $customer, 'a verified guest' => $guest ) as $who => $shopper ) {
    foreach ( $tools as $tool => $more ) {
        $steps[ "$who, $tool" ] = static fn( $id ) =>
            ( new Deskhand\\Tool_Runner( $shopper ) )->run(
                $tool, '{"order_id":' . $id . $more . '}', "call-$id" );
    }
}
$steps += array(
    'whoever verifies' => static fn( $id ) => $check->verify( $guest, array(
        'order_number' => (string) $id, 'email' => 'someone@example.org' ) ),
);
$times    = array();
foreach ( $steps as $who => $step ) {
    for ( $pair = -20; $pair < $data['pairs']; $pair++ ) {
        $ids = array( 'foreign' => $data['foreign'][ ( $pair + 20 ) % count( $data['foreign'] ) ],
            'missing' => 2000000000 + $pair );
        foreach ( $pair % 2 ? array_reverse( $ids, true ) : $ids as $kind => $id ) {
            wp_cache_flush();
            wp_set_current_user( 0 );
            $began = hrtime( true );
            $step( $id );
            if ( $pair >= 0 ) {
                $times[ $who ][ $kind ][] = ( hrtime( true ) - $began ) / 1e6;
            }
        }
    }
}
return $times;
"""


def figures() -> Iterator[Figure]:
    """Medians of foreign against missing on both order stores, then the numbers one by one."""
    for hpos in (True, False):
        yield from _apart(hpos)
    yield from _guessed()
    for hpos in (True, False):
        yield from _besieged(hpos)


def _apart(hpos: bool) -> Iterator[Figure]:
    orders = "orders in tables" if hpos else "orders in posts"
    with Site.start(Options(hpos=hpos, sidecar=False, settings=REFUNDS)) as site:
        sample = site.sample["orders"]
        own = sample["guest-orla-processing"]
        data = {
            "customer": site.sample["customers"]["maeve"],
            "own": own,
            "foreign": [
                order
                for name, order in sample.items()
                if not name.startswith("maeve") and order != own
            ],
            "pairs": PAIR_COUNT,
        }
        times: dict[str, dict[str, list[float]]] = site.php(MEASURE, data=data)
    for who, of_kind in times.items():
        medians = [statistics.median(of_kind[kind]) for kind in ("foreign", "missing")]
        name = f"{who}, {orders}: foreign ({medians[0]:.2f} ms) against missing"
        yield Figure(name, abs(medians[0] - medians[1]), "ms", at_most=MAX_APART_MS)


def _besieged(hpos: bool) -> Iterator[Figure]:
    """Every form as every role against every kind of order."""
    orders = "orders in tables" if hpos else "orders in posts"
    with besieged(hpos=hpos) as siege:
        attacks = tuple(forms())
        progress = Progress(f"hostile turns, {orders}", siege.turn_count(attacks))
        turns = siege.attack_by_all(attacks, each_kind=True, told=progress.step)
        notes = siege.misplaced_notes()
    yield Figure(f"hostile turns, {orders}", len(turns), "")
    odd = [turn for turn in turns if turn.terminal_types != ["done"] or turn.told is None]
    yield Figure(f"that did not come to their end, {orders}", len(odd), "", at_most=0)
    telling = [turn for turn in turns if turn.disclosures]
    yield Figure(f"that disclosed a foreign order, {orders}", len(telling), "", at_most=0)
    for turn in (*telling, *odd[:MAX_ODD]):
        print(
            f"{turn.role}, {turn.disclosures}, {turn.form}: {turn.told}, {turn.body}",
            file=sys.stderr,
        )
    yield Figure(f"notes on foreign orders, {orders}", len(notes), "", at_most=0)


def _guessed() -> Iterator[Figure]:
    outcomes: Counter[str] = Counter()
    progress = Progress("numbers guessed", NUMBER_COUNT)
    with besieged() as siege:
        victim = siege.shown[GUEST]
        numbers = range(1, NUMBER_COUNT + 1)
        for outcome in enumerated(siege, numbers, victim.facts["email"], at_a_time=AT_A_TIME):
            outcomes[outcome] += 1
            progress.step()
    yield Figure("numbers that were guessed", outcomes.total(), "", at_least=NUMBER_COUNT)
    hits = outcomes.total() - outcomes["none"] - outcomes["RATE_LIMIT"]
    yield Figure("orders that were guessed", hits, "", at_most=0)
    yield Figure("guesses that were answered", outcomes["none"], "", at_most=5)
