"""A safeguard that is taken out makes a test fail.

Each mutation takes one safeguard out of a copy of the checkout and runs the tests that hold it
there, which must fail. That they pass unchanged is what the rest of the suite shows.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.conftest import FULL
from tests.site import sources

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("sidecar", "tests", "wp-plugin", "proto", "pyproject.toml")
LIMIT_S = 300
FAILED = 1  # pytest's and PHPUnit's exit code for failing tests, and not for a suite that broke


@dataclass(frozen=True)
class Mutation:
    """`old` becomes `new` in the file `path`; `tests` are arguments of pytest, or of PHPUnit."""

    path: str
    old: str
    new: str
    tests: Sequence[str]


Mutate = Callable[[Mutation], None]
ORCHESTRATOR = "tests/sidecar/orchestrator/"
MUTATIONS = {
    "the cap of tool calls": Mutation(
        "sidecar/orchestrator/turn.py",
        "if self.call_count == MAX_CALLS:",
        "if False:",
        [ORCHESTRATOR + "test_turn.py"],
    ),
    "the proof of each sentence": Mutation(
        "sidecar/orchestrator/draft.py",
        "verdict = case.evidence.judge(sentence, is_composed=is_composed)",
        "verdict = Verdict(sentence, marks=tuple(case.evidence.passages)[:1])",
        [ORCHESTRATOR + "test_model_turns.py", "-k", "false_sentence"],
    ),
    "the support of an answer": Mutation(
        "sidecar/orchestrator/support.py",
        "return bool(cited) or answer.tells_deed or tells_deed(case, text)",
        "return True",
        [ORCHESTRATOR + "test_support.py", "-k", "nothing_stands or threshold"],
    ),
    "the one terminal event": Mutation(
        "sidecar/orchestrator/event_log.py",
        "if self.closed:\n                    raise",
        "if False:\n                    raise",
        [ORCHESTRATOR + "test_event_log.py"],
    ),
    "the breaker of a provider": Mutation(
        "sidecar/upstream.py",
        "if self.is_open:\n            raise BreakerOpen",
        "if False:\n            raise BreakerOpen",
        ["tests/sidecar/test_upstream.py"],
    ),
    "the owner of a thread": Mutation(
        "sidecar/orchestrator/conversation.py",
        "if owner is not None and owner != message.subject:",
        "if False:",
        [ORCHESTRATOR + "test_conversation.py"],
    ),
    "the month's budget": Mutation(
        "sidecar/admission/budget.py",
        "if not budget:\n                return Hold",
        "if True:\n                return Hold",
        ["tests/sidecar/admission/test_budget.py"],
    ),
    "the single use of a token": Mutation(
        "sidecar/admission/replay.py",
        "if token.jti in self._unsaved or not self._save(token):",
        "if False:",
        ["tests/sidecar/admission/test_replay.py"],
    ),
    "the single use of a ticket's key": Mutation(
        "sidecar/store/migrations.py",
        "idempotency_key TEXT NOT NULL UNIQUE",
        "idempotency_key TEXT NOT NULL",
        ["tests/sidecar/desk/test_tickets.py"],
    ),
    "the agent's silence where a person has the thread": Mutation(
        "sidecar/orchestrator/conversation.py",
        "return state != threads.TAKEN and not running.driver.makes_way",
        "return True",
        [ORCHESTRATOR + "test_person.py"],
    ),
    "the end of a turn before a person takes its thread": Mutation(
        "sidecar/orchestrator/conversation.py",
        "async with self._lock_of(thread_id):\n            yield",
        "yield",
        [ORCHESTRATOR + "test_person.py"],
    ),
    "the chain of the audit log": Mutation(
        "sidecar/desk/audit.py",
        "entry.previous_hash == previous and entry.hash == _hash(entry)",
        "True",
        ["tests/sidecar/desk/test_audit.py"],
    ),
    "the end of the audit log": Mutation(
        "sidecar/desk/audit.py",
        "return hmac.compare_digest(head.mac, self._mac(head))",
        "return True",
        ["tests/sidecar/desk/test_audit.py"],
    ),
    "the single escalation of a hand-off": Mutation(
        "sidecar/store/handoffs.py",
        ' AND escalated_unix_ms = 0",',
        '",',
        ["tests/sidecar/desk/test_escalation.py"],
    ),
    "the sync of every write": Mutation(
        "sidecar/store/__init__.py",
        "synchronous = FULL",
        "synchronous = OFF",
        ["tests/sidecar/store/test_store.py"],
    ),
    "the look before something is told again": Mutation(
        "sidecar/desk/courier.py",
        "look = delivery.attempt_count > 0",
        "look = False",
        ["tests/sidecar/desk/test_courier.py", "-k", "crash"],
    ),
    "the order of what is told": Mutation(
        "sidecar/desk/outbox.py",
        "if first is None or first.due_unix_ms > now_unix_ms:",
        "if first is None:",
        ["tests/sidecar/desk/test_outbox.py"],
    ),
    "the contact that stays here": Mutation(
        "sidecar/desk/news.py",
        "return news if with_contact else news._without_contact()",
        "return news",
        ["tests/sidecar/desk/test_courier.py", "-k", "who_wrote"],
    ),
    "placeholders before the model": Mutation(
        "sidecar/orchestrator/model_brain.py",
        "mask = context.vault.mask\n        system",
        "mask = str\n        system",
        [ORCHESTRATOR + "test_model_turns.py"],
    ),
}
# What the shop trusts most; the others are tried with `scripts/test --full`.
ALWAYS = (
    "the cap of tool calls",
    "the proof of each sentence",
    "the one terminal event",
    "the breaker of a provider",
    "the owner of a thread",
)
# A guest's order is held against the billing address, and failures are counted.
GUESTS = {
    "the billing address of a guest's order": Mutation(
        "wp-plugin/src/class-identity-check.php",
        "return '' !== $address && hash_equals(",
        "return '' !== $address || hash_equals(",
        ["--filter", "Identity_Check_Test"],
    ),
    "the lock-out of who guesses": Mutation(
        "wp-plugin/src/class-identity-check.php",
        "$this->limit->count( 'verify', $shopper->thread_id );",
        "",
        ["--filter", "Identity_Check_Test::test_the_sixth"],
    ),
}
# The shop is asked for the shopper's orders, and what it gives is checked again: both go.
OWNERSHIP = (
    Mutation(
        "wp-plugin/src/class-own-orders.php",
        "'customer_id' => $this->user_id,",
        "",
        ["--filter", "Order_Ownership_Test"],
    ),
    Mutation(
        "wp-plugin/src/class-own-orders.php",
        "bool => $order->get_customer_id() === $this->user_id",
        "bool => true",
        [],
    ),
)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy that may be changed; what is made once, such as the model, is shared."""
    folder = tmp_path_factory.mktemp("mutations")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(
                ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__")
            )
        else:
            shutil.copy(ROOT / name, folder / name)
    (folder / "var").symlink_to(ROOT / "var")
    return folder


@pytest.fixture
def mutate(checkout: Path) -> Iterator[Mutate]:
    """Applies a mutation until the test ends; fails where the code is not as it says."""
    changed: dict[Path, str] = {}

    def apply(mutation: Mutation) -> None:
        path = checkout / mutation.path
        text = path.read_text()
        assert text.count(mutation.old) == 1, f"{mutation.path} does not hold it once"
        changed.setdefault(path, text)
        path.write_text(text.replace(mutation.old, mutation.new))

    yield apply
    for path, text in changed.items():
        path.write_text(text)


def run(checkout: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Runs a module of the copy, whose code comes before the installed one's."""
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=checkout,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
    )


def pytest_of(names: Sequence[str]) -> list[str]:
    return ["pytest", "-x", "-q", "-p", "no:cacheprovider", *names]


@pytest.mark.parametrize("name", MUTATIONS if FULL else ALWAYS)
def test_without_it_a_test_fails(name: str, checkout: Path, mutate: Mutate) -> None:
    mutate(MUTATIONS[name])
    done = run(checkout, *pytest_of(MUTATIONS[name].tests))
    assert done.returncode == FAILED, done.stdout[-2_000:] + done.stderr[-2_000:]


@pytest.mark.skipif(shutil.which("phpunit") is None, reason="phpunit is not installed")
@pytest.mark.skipif(not FULL, reason="tried with scripts/test --full")
@pytest.mark.parametrize("name", GUESTS)
def test_without_it_a_test_of_the_plugin_fails(name: str, checkout: Path, mutate: Mutate) -> None:
    mutate(GUESTS[name])
    done = run(checkout, "tests.site.phpunit", "--shop", "stand-in", *GUESTS[name].tests)
    assert done.returncode == FAILED, done.stdout[-2_000:] + done.stderr[-2_000:]


@pytest.mark.skipif(shutil.which("phpunit") is None, reason="phpunit is not installed")
def test_without_the_owner_of_an_order_a_test_fails(checkout: Path, mutate: Mutate) -> None:
    shop = "stand-in" if sources.woocommerce().origin == "stand-in" else "tables"
    for mutation in OWNERSHIP:
        mutate(mutation)
    done = run(checkout, "tests.site.phpunit", "--shop", shop, *OWNERSHIP[0].tests)
    assert done.returncode == FAILED, done.stdout[-2_000:] + done.stderr[-2_000:]
