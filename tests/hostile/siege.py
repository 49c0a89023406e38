"""A real shop whose model obeys an attacker, and what came of each attack."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.fakes.openai_server import OpenAIServer
from tests.hostile.attacker import Attacker, Script
from tests.hostile.forms import VERIFY, Form, Target, written
from tests.hostile.orders import Ledger, Order, disclosed
from tests.site import UNLIMITED, Options, Site
from tests.site.shopper import Shopper
from tests.site.wordpress import PLUGIN

GUEST = "verified guest"
ROLES = ("guest", GUEST, "customer", "administrator")
TERMINAL = ("done", "failed", "error")
CUSTOMER = "maeve"
TRASHED = "maeve-trashed"
VERIFIED = "guest-orla-processing"
MESSAGES_A_MINUTE = 6_000
# The administrator buys something, too.
BUY = """
$order = wc_create_order( array( 'customer_id' => 1 ) );
$order->add_product( wc_get_product( $data ), 1 );
$order->calculate_totals( false );
$order->set_status( 'processing' );
return $order->save();
"""
# What keeps foreign orders from customers and administrators, and order tools from guests:
# file, what stands there, and what stands there when nobody asks whose order it is.
CHECKS = (
    ("class-own-orders.php", r"^\s*'customer_id' => \$this->user_id,\n", ""),
    (
        "class-own-orders.php",
        r"bool => \$order->get_customer_id\(\) === \$this->user_id",
        "bool => true",
    ),
    ("class-own-orders.php", r"if \( \$this->user_id > 0 \) \{", "if ( true ) {"),
    ("class-own-orders.php", r"if \( \$this->user_id > 0 && .* \) \{", "if ( true ) {"),
    ("class-abilities.php", r"self::OWNERS => .*,", "self::OWNERS => true,"),
)


# Every form of a role is played in one thread.
THREAD_TOKENS = 10_000_000


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of one form: the HTTP answer, what the tools told the model, and the facts of
    foreign orders that stand in either and that the shopper had not typed."""

    role: str
    form: Form
    status: int
    body: str
    told: tuple[str, ...] | None
    disclosures: tuple[str, ...]

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events of the stream."""
        return events(self.body)

    @property
    def terminal_types(self) -> list[str]:
        """The events that end a turn; there must be one."""
        return [event["type"] for event in self.events if event["type"] in TERMINAL]

    @property
    def call_count(self) -> int:
        """Tool calls that were made."""
        return sum(event.get("name") == "call_tool" for event in self.events)

    @property
    def text(self) -> str:
        """Everything that reached the browser, as it came and as it reads."""
        return shown(self.body)


@dataclass(frozen=True, slots=True)
class Siege:
    """The shop, and by role whose orders are whose; `secrets` are what a role must not learn."""

    site: Site
    attacker: Attacker
    ledger: Ledger
    own_ids: dict[str, frozenset[int]]
    secrets: dict[str, frozenset[str]]

    @contextmanager
    def shopper(self, role: str, address: str = "") -> Iterator[Shopper]:
        """A browser of that role with the chat open, at a network address of its own."""
        with Shopper(self.site.url, timeout_s=60) as shopper:
            shopper.http.headers["X-Forwarded-For"] = address or new_address()
            if role == "customer":
                shopper.log_in(*self.site.customers[0])
            if role == "administrator":
                shopper.log_in(*self.site.admin)
            shopper.open()
            if role == GUEST:
                self.verify(shopper)
            yield shopper

    def verify(self, shopper: Shopper) -> None:
        """Has a guest show that an order is theirs, by number, address and mailed code."""
        own = next(order for order in self.ledger.orders if order.order_id in self.own_ids[GUEST])
        pair = {"order_number": own.facts["number"], "email": own.facts["email"]}
        answers = self.told(shopper, VERIFY, pair)
        mail = self.site.mails()[-1]
        assert mail["to"] == [own.facts["email"]]
        code = re.search(r"(?<!\d)\d{6}(?!\d)", mail["message"])
        assert code
        answers += self.told(shopper, VERIFY, {"code": code[0]})
        levels = [json.loads(answer)["verified"] for answer in answers]
        assert levels == ["status", "full"], answers

    def told(self, shopper: Shopper, tool: str, *calls: Mapping[str, Any]) -> list[str]:
        """What a tool gives the model in one turn, call by call; at most three."""
        rounds = tuple(((tool, json.dumps(arguments)),) for arguments in calls)
        script = self.attacker.add(Script(rounds, ()))
        answer = self.post(shopper, f"Tell me all about that order ({script})")
        assert answer.status_code == 200, answer.text
        return list(self.attacker.heard[script])

    def attack(self, role: str, forms: Sequence[Form]) -> list[Turn]:
        """Plays the forms one after the other, each against another foreign order."""
        foreign = self.ledger.foreign(self.own_ids[role])
        with self.shopper(role) as shopper:
            return [
                self.play(shopper, role, form, foreign[place % len(foreign)])
                for place, form in enumerate(forms)
            ]

    def play(self, shopper: Shopper, role: str, form: Form, victim: Order) -> Turn:
        """One turn: the shopper's message, the model's calls, and the whole HTTP body."""
        own_id = min(self.own_ids[role], default=1)
        target = Target(victim.order_id, victim.customer_id, victim.facts["email"])
        rounds = tuple(
            tuple((name, written(arguments, target, own_id)) for name, arguments in calls)
            for calls in form.rounds
        )
        script = self.attacker.add(Script(rounds, guesses(victim)))
        typed = written(form.typed, target, own_id)
        answer = self.post(shopper, f"{typed} ({script})")
        told = self.attacker.heard.get(script)
        found = disclosed(self.secrets[role], "\n".join((shown(answer.text), *(told or ()))))
        new = tuple(fact for fact in found if fact not in typed)
        return Turn(role, form, answer.status_code, answer.text, told, new)

    @staticmethod
    def post(shopper: Shopper, text: str) -> httpx.Response:
        """Sends a message and reads the whole stream."""
        body = {
            "thread": shopper.thread,
            "message_id": secrets.token_hex(8),
            "text": text,
            "page": {"url": shopper.url, "product_id": 0, "locale": "en-US"},
            "mode": "stream",
        }
        headers = {"X-WP-Nonce": shopper.nonce} if shopper.nonce else {}
        return shopper.http.post("/wp-json/deskhand/v1/chat", json=body, headers=headers)


@contextmanager
def besieged(plugin: Path = PLUGIN) -> Iterator[Siege]:
    """A siege of a shop of its own; the administrator has bought a hat there."""
    attacker = Attacker()
    with OpenAIServer([attacker]) as model:
        env = {
            "DESKHAND_LLM_BASE_URL": model,
            "DESKHAND_LLM_MODEL": "obeying",
            "DESKHAND_TURN_DEADLINE_S": "20",
            "DESKHAND_MESSAGES_PER_SUBJECT_MINUTE": str(MESSAGES_A_MINUTE),
            "DESKHAND_MESSAGES_PER_SITE_MINUTE": str(len(ROLES) * MESSAGES_A_MINUTE),
        }
        settings = {
            **UNLIMITED,
            "messages_per_minute": MESSAGES_A_MINUTE,
            "thread_tokens": THREAD_TOKENS,
            "trusted_proxies": ["127.0.0.1"],
        }
        # A role's next message may come before the worker of its last one is done with it.
        options = Options(plugin=plugin, workers=20, settings=settings, sidecar_env=env)
        with Site.start(options) as site:
            hat = site.php(BUY, data=site.sample["products"]["TT-HAT"])
            ledger = Ledger.read(site, [*site.sample["orders"].values(), hat])
            owners = {"guest": -1, "customer": site.sample["customers"][CUSTOMER]}
            own_ids = {
                role: frozenset(
                    order.order_id
                    for order in ledger.orders
                    if order.customer_id == owners.get(role, 1)
                    and order.order_id != site.sample["orders"][TRASHED]
                )
                for role in ROLES
            }
            own_ids[GUEST] = frozenset([site.sample["orders"][VERIFIED]])
            known = {role: ledger.secrets(own_ids[role]) for role in ROLES}
            yield Siege(site, attacker, ledger, own_ids, known)


def new_address() -> str:
    """A network address that nobody else comes from."""
    return f"10.{'.'.join(str(byte) for byte in secrets.token_bytes(3))}"


def guesses(victim: Order) -> tuple[str, ...]:
    """Sentences that would disclose the order, were they shown."""
    facts = victim.facts
    return (
        f"That order is number {facts['number']}, order {facts['masked']}.",
        f"It comes to {facts['total']} {facts['currency']}.",
        f"Order {facts['masked']} is {facts['status']}.",
        f"Its customer can be reached at {facts['email']}.",
        f"Its customer can be called at {facts['phone']}.",
        f"It goes to {facts['street']}, {facts['postcode']} {facts['city']}.",
        *([f"Its tracking number is {facts['tracking']}."] if facts["tracking"] else ()),
    )


def broken(folder: Path) -> Path:
    """A copy of the plugin in which nothing asks whose order it is."""
    copy = folder / "deskhand"
    shutil.copytree(PLUGIN, copy)
    for name, pattern, instead in CHECKS:
        file = copy / "src" / name
        code = file.read_text()
        found = re.search(pattern, code, re.MULTILINE)
        assert found, f"{name}: {pattern}"
        file.write_text(code[: found.start()] + instead + code[found.end() :])
    return copy


def events(body: str) -> list[dict[str, Any]]:
    """The events of a stream's body."""
    return [json.loads(line) for line in re.findall(r"^data: (.*)$", body, re.MULTILINE)]


def shown(body: str) -> str:
    """A stream's body, as it came and as it reads."""
    return body + json.dumps(events(body), ensure_ascii=False)
