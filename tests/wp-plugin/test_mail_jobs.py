"""Jobs that send mail: kill -9 of a PHP worker before and after each step, a mail that throws."""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterator

import pytest

from sidecar.store import Store
from sidecar.store.key_file import load_key
from tests.conftest import FULL
from tests.site import UNLIMITED, Options, Site
from tests.site.process import SiteFailed

KILLS_A_STEP = 25 if FULL else 1
# Where the worker dies: a hook, its priority, and for a query what it says.
STEPS = {
    "before the lock": ("query", 1, "/^INSERT IGNORE .*deskhand_lock_/"),
    "after the lock": ("query", 1, "/^SELECT .*deskhand_job_/"),
    "before the mail": ("pre_wp_mail", 1, ""),
    "after the mail": ("pre_wp_mail", 99, ""),
    "before the note that it was sent": ("query", 1, "/^INSERT IGNORE .*deskhand_job_/"),
    "after the note that it was sent": ("query", 1, "/^DELETE .*deskhand_lock_/"),
}
# Nobody can know here that the mail was handed over, so it is sent again.
GAP = ("after the mail", "before the note that it was sent")
PLAYED = STEPS if FULL else ("before the mail", GAP[-1], "after the note that it was sent")
OPEN = """
$caller = Deskhand\\Caller::messenger( bin2hex( random_bytes( 16 ) ) );
$nobody = new Deskhand\\Wire\\Contact();
$desk   = Deskhand\\parts()->ticket_desk();
foreach ( $data['subjects'] as $subject ) {
    $desk->open( $caller, bin2hex( random_bytes( 8 ) ), $subject, 'Please help.', $nobody );
}
"""
DIE = (
    OPEN
    + """
$die = static function ( $value = null ) use ( $data ) {
    if ( '' !== $data['sql'] && ! preg_match( $data['sql'], (string) $value ) ) {
        return $value;
    }
    posix_kill( getmypid(), 9 );
};
add_filter( $data['hook'], $die, $data['priority'] );
Deskhand\\parts()->jobs()->run( $data['count'] );
return 'alive';
"""
)
THROW = (
    OPEN
    + """
add_filter( 'pre_wp_mail', static function ( $sent, $mail ) use ( $data ) {
    if ( str_contains( $mail['subject'], $data['subjects'][0] ) ) {
        throw new LogicException( 'Another plugin is broken.' );
    }
    return $sent;
}, 1, 2 );
return Deskhand\\parts()->jobs()->run( 50 );
"""
)
HELD = """
$lock   = Deskhand\\Lock::take( "job/$data", time() );
$result = Deskhand\\parts()->jobs()->run( 50 );
$lock->release();
return $result;
"""
# Minutes later: the locks of the dead are free.
LATER = """
global $wpdb;
$locks = "option_name LIKE 'deskhand\\\\_lock\\\\_%'";
$wpdb->query( "UPDATE $wpdb->options SET option_value = '1|dead' WHERE $locks" );
do {
    $result = Deskhand\\parts()->jobs()->run( 50 );
} while ( array_sum( $result ) > 0 );
"""


@pytest.fixture(scope="module")
def shop() -> Iterator[Site]:
    """A shop whose jobs nobody else runs."""
    with Site.start(Options(settings=UNLIMITED, indexed=False)) as running:
        yield running


async def test_a_worker_that_is_killed_leaves_each_mail_to_be_sent(shop: Site) -> None:
    """Once, and in the gap between the mail and its note once more with the same id."""
    killed = [(step, *_subjects(1)) for step in PLAYED for _ in range(KILLS_A_STEP)]
    for step, subject in killed:
        _kill(shop, step, [subject])
    await _later(shop)
    sent = _sent(shop)
    for step, subject in killed:
        assert len(sent[subject]) == (2 if step in GAP else 1), step
        assert len(set(sent[subject])) == 1, step


async def test_a_worker_that_is_killed_costs_the_jobs_behind_it_no_attempt(shop: Site) -> None:
    await _later(shop)
    _kill(shop, "before the mail", _subjects(3), count=50)
    assert [attempts for _, attempts in await _waiting(shop)] == [1, 0, 0]


async def test_a_mail_that_throws_keeps_none_behind_it_back(shop: Site) -> None:
    await _later(shop)
    subjects = _subjects(3)
    assert shop.php(THROW, data={"subjects": subjects}) == {"done": 2, "failed": 1}
    sent = _sent(shop)
    assert [len(sent[subject]) for subject in subjects] == [0, 1, 1]
    assert [attempts for _, attempts in await _waiting(shop)] == [1]


async def test_a_job_that_another_worker_is_at_is_left_to_it(shop: Site) -> None:
    await _later(shop)
    (subject,) = _subjects(1)
    shop.php(OPEN, data={"subjects": [subject]})
    ((job_id, _),) = await _waiting(shop)
    assert shop.php(HELD, data=job_id) == {"done": 0, "failed": 0}
    assert _sent(shop)[subject] == []
    await _later(shop)
    assert len(_sent(shop)[subject]) == 1


def _subjects(count: int) -> list[str]:
    """Subjects of tickets, of each of which staff is told by a mail."""
    return [f"Zip {secrets.token_hex(4)}" for _ in range(count)]


def _kill(shop: Site, step: str, subjects: list[str], count: int = 1) -> None:
    """Opens tickets, and has a worker take up to `count` jobs and die at a step of the first."""
    hook, priority, sql = STEPS[step]
    data = {"hook": hook, "priority": priority, "sql": sql, "subjects": subjects, "count": count}
    with pytest.raises(SiteFailed):
        shop.php(DIE, data=data)


def _sent(shop: Site) -> defaultdict[str, list[str]]:
    """The mails so far: by subject the id of each."""
    ids: defaultdict[str, list[str]] = defaultdict(list)
    for mail in shop.mails():
        (header,) = (line for line in mail["headers"] if line.startswith("X-Deskhand-Job: "))
        ids[" ".join(mail["subject"].split()[-2:])].append(header)
    return ids


async def _waiting(shop: Site) -> list[tuple[str, int]]:
    """Jobs that wait, oldest first: id and attempts so far."""
    store = _store(shop)
    asked = "SELECT job_id, attempt_count FROM jobs WHERE state = 'waiting' ORDER BY rowid"
    rows = await store.read(lambda db: list(db.execute(asked)))
    store.close()
    return [(str(job_id), int(attempts)) for job_id, attempts in rows]


async def _later(shop: Site) -> None:
    """Does all that waits, if anything does, as after the leases and locks of the dead."""
    if not await _waiting(shop):
        return
    store = _store(shop)
    await store.write(
        lambda db: db.execute("UPDATE jobs SET lease_until_unix_ms = 0, available_unix_ms = 0")
    )
    store.close()
    shop.php(LATER)
    assert await _waiting(shop) == []


def _store(shop: Site) -> Store:
    data = shop.sidecar.data
    return Store.open(data / "deskhand.db", load_key(data.with_name(f"{data.name}-key")))
