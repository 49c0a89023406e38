"""kill -9 of a PHP worker before and after each step of a job that sends mail."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator

import pytest

from sidecar.store import Store
from sidecar.store.key_file import load_key
from tests.conftest import FULL
from tests.site import UNLIMITED, Options, Site
from tests.site.process import SiteFailed

KILLS_A_STEP = 25 if FULL else 2
# Where the worker dies: hook, priority. A claim is an option that is added; a job that was done is
# the same option updated.
STEPS = {
    "before the claim": ("add_option", 1),
    "after the claim": ("added_option", 1),
    "before the mail": ("pre_wp_mail", 1),
    "after the mail": ("pre_wp_mail", 99),
    "before the note that it was sent": ("update_option", 1),
    "after the note that it was sent": ("updated_option", 1),
}
DIE = """
$die = static function ( $value = null, $more = null ) use ( $data ) {
    $is_option = str_contains( $data['hook'], 'option' );
    if ( $is_option && ! str_starts_with( (string) $value, 'deskhand_job_' ) ) {
        return $value;
    }
    posix_kill( getmypid(), 9 );
};
add_filter( $data['hook'], $die, $data['priority'], 2 );
Deskhand\\parts()->jobs()->run( 1 );
return 'alive';
"""
OPEN = """
$caller = Deskhand\\Caller::messenger( bin2hex( random_bytes( 16 ) ) );
$nobody = new Deskhand\\Wire\\Contact();
$desk   = Deskhand\\parts()->ticket_desk();
return $desk->open( $caller, $data['id'], $data['subject'], 'Please help.', $nobody );
"""
AGE = """
global $wpdb;
$claims = "SELECT option_name FROM $wpdb->options WHERE option_name LIKE 'deskhand_job_%'";
foreach ( $wpdb->get_col( $claims ) as $name ) {
    update_option( $name, array( 'at' => 1 ) + (array) get_option( $name ), false );
}
return Deskhand\\parts()->jobs()->run( 50 );
"""


@pytest.fixture(scope="module")
def shop() -> Iterator[Site]:
    """A shop whose jobs nobody else runs."""
    with Site.start(Options(settings=UNLIMITED, indexed=False)) as running:
        yield running


@pytest.mark.parametrize("step", STEPS)
async def test_a_worker_that_is_killed_sends_each_mail_exactly_once(shop: Site, step: str) -> None:
    hook, priority = STEPS[step]
    subjects = [f"Zip {secrets.token_hex(4)}" for _ in range(KILLS_A_STEP)]
    for subject in subjects:
        shop.php(OPEN, data={"id": secrets.token_hex(8), "subject": subject})
        with pytest.raises(SiteFailed):
            shop.php(DIE, data={"hook": hook, "priority": priority})
    await _end_leases(shop)
    while shop.php(AGE) != {"done": 0, "failed": 0}:
        pass
    ids: dict[str, set[str]] = {}
    for mail in shop.mails():
        subject = next((known for known in subjects if known in mail["subject"]), "")
        ids.setdefault(subject, set()).update(
            header for header in mail["headers"] if header.startswith("X-Deskhand-Job: ")
        )
    assert Counter({name: len(known) for name, known in ids.items() if name}) == Counter(subjects)


async def _end_leases(shop: Site) -> None:
    """Lets the jobs of the dead come again, as a minute later."""
    data = shop.sidecar.data
    store = Store.open(data / "deskhand.db", load_key(data.with_name(f"{data.name}-key")))
    await store.write(lambda db: db.execute("UPDATE jobs SET lease_until_unix_ms = 0"))
    store.close()
