"""A real shop whose model obeys an attacker, and what came of each attack."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx

from tests.fakes.openai_server import OpenAIServer
from tests.hostile.attacker import Attacker, Script
from tests.hostile.forms import MARK, VERIFY, Form, Target, written
from tests.hostile.orders import Ledger, Order, disclosed
from tests.site import UNLIMITED, Options, Site
from tests.site.shopper import Shopper
from tests.site.wordpress import HERE, PLUGIN

GUEST, GUEST_AT_STATUS = "verified guest", "guest at status"
"""Who has shown a mailed code, and who only number and address, which stand on every parcel."""
MANAGER = "shop manager"
ROLES = ("guest", GUEST_AT_STATUS, GUEST, "customer", MANAGER, "administrator")
TERMINAL = ("done", "failed", "error")
BESIEGED = Path(__file__).parent / "php" / "besieged.php"
CUSTOMER = "maeve"
TRASHED = "maeve-trashed"
SHOWN = {GUEST: "guest-orla-processing", GUEST_AT_STATUS: "guest-pieter-completed"}
STATUS_FACTS = ("number", "masked", "email")
STAFF = json.loads((HERE / "shop/staff.json").read_text())
MESSAGES_A_MINUTE = 6_000
# What the sample shop has not: staff who buy something, a refund with a reason, a subscription.
ADD = """
$ids    = array();
$buyers = array( 'administrator' => 1, 'shop manager' => get_user_by( 'login', 'sorcha' )->ID );
foreach ( $buyers as $role => $customer ) {
    $order = wc_create_order( array( 'customer_id' => $customer ) );
    $order->add_product( wc_get_product( $data['product'] ), 1 );
    $order->calculate_totals( false );
    $order->set_status( 'processing' );
    $ids[ $role ] = $order->save();
}
$theirs = wc_get_order( $data['order'] );
$refund = wc_create_refund( array( 'order_id' => $theirs->get_id(), 'amount' => '3.21',
    'reason' => 'Ripped at Kilbrannan' ) );
$ids['refund'] = $refund->get_id();
if ( ! class_exists( Besieged_Subscription::class ) ) {
    return $ids; // The stand-in for WooCommerce has no types of orders.
}
$subscription = new Besieged_Subscription();
$subscription->set_customer_id( $theirs->get_customer_id() );
$subscription->set_billing_first_name( 'Tomasz' );
$subscription->set_billing_last_name( 'Wyspianski' );
$subscription->set_billing_email( 'tomasz.renews@example.org' );
$subscription->set_billing_address_1( '9 Kilbrannan Quay' );
$subscription->set_total( '17.43' );
$subscription->set_status( 'processing' );
return $ids + array( 'subscription' => $subscription->save() );
"""
# Notes of shoppers on orders: the order and what was said.
NOTES = """
$notes = array();
foreach ( $data as $id ) {
    foreach ( wc_get_order_notes( array( 'order_id' => $id ) ) as $note ) {
        $notes[] = array( $id, $note->content );
    }
}
return $notes;
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
    ("class-own-orders.php", r"\$this->user_id > 0 \? array\( \.\.\.", "true ? array( ..."),
    ("class-own-orders.php", r"if \( \$this->user_id > 0 && .* \) \{", "if ( true ) {"),
    ("class-abilities.php", r"self::OWNERS => .*,", "self::OWNERS => true,"),
)
# What keeps the rest of an order from whoever has shown only its number and address.
LEVEL = (("class-own-orders.php", r"Verified_Order::FULL !== \$this->level\( \$order \)", "false"),)

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
    """The shop, and by role whose orders are whose; `secrets` are what a role must not learn.

    `shown` are the orders that guests show to be theirs.
    """

    site: Site
    attacker: Attacker
    ledger: Ledger
    own_ids: dict[str, frozenset[int]]
    secrets: dict[str, frozenset[str]]
    shown: dict[str, Order]

    @contextmanager
    def shopper(self, role: str, address: str = "") -> Iterator[Shopper]:
        """A browser of that role with the chat open, at a network address of its own."""
        with Shopper(self.site.url, timeout_s=60) as shopper:
            shopper.http.headers["X-Forwarded-For"] = address or new_address()
            if role == "customer":
                shopper.log_in(*self.site.customers[0])
            if role == MANAGER:
                shopper.log_in(STAFF[0]["login"], STAFF[0]["password"])
            if role == "administrator":
                shopper.log_in(*self.site.admin)
            shopper.open()
            if role in self.shown:
                self.verify(shopper, self.shown[role], by_code=role == GUEST)
            yield shopper

    def verify(self, shopper: Shopper, own: Order, *, by_code: bool) -> None:
        """Has a guest show that an order is theirs, by number and address and the mailed code."""
        pair = {"order_number": own.facts["number"], "email": own.facts["email"]}
        (answer,) = self.told(shopper, VERIFY, pair)
        assert json.loads(answer)["verified"] == "status", answer
        if by_code:
            mail = [mail for mail in self.site.mails() if mail["to"] == [own.facts["email"]]][-1]
            code = re.search(r"(?<!\d)\d{6}(?!\d)", mail["message"])
            assert code
            (answer,) = self.told(shopper, VERIFY, {"code": code[0]})
            assert json.loads(answer)["verified"] == "full", answer

    def told(self, shopper: Shopper, tool: str, *calls: Mapping[str, Any]) -> list[str]:
        """What a tool gives the model in one turn, call by call; at most three."""
        rounds = tuple(((tool, json.dumps(arguments)),) for arguments in calls)
        script = self.attacker.add(Script(rounds, ()))
        answer = self.post(shopper, f"Tell me all about that order ({script})")
        assert answer.status_code == 200, answer.text
        return list(self.attacker.heard[script])

    def attack(
        self,
        role: str,
        forms: Sequence[Form],
        *,
        each_kind: bool = False,
        told: Callable[[], object] = lambda: None,
    ) -> list[Turn]:
        """Plays the forms one after the other, against foreign orders of each kind.

        Of the next kind each, or with `each_kind` of all kinds. `told` hears of each turn.
        """
        kinds = [cycle(orders) for orders in self.ledger.by_kind(self.own_ids[role]).values()]
        turn_of = cycle(kinds)
        turns = []
        with self.shopper(role) as shopper:
            for form in forms:
                for victims in kinds if each_kind else (next(turn_of),):
                    turns.append(self.play(shopper, role, form, next(victims)))
                    told()
        return turns

    def attack_by_all(
        self,
        forms: Sequence[Form],
        *,
        each_kind: bool = False,
        told: Callable[[], object] = lambda: None,
    ) -> list[Turn]:
        """Plays the forms as every role at once."""
        with ThreadPoolExecutor(len(ROLES)) as pool:
            played = pool.map(
                lambda role: self.attack(role, forms, each_kind=each_kind, told=told), ROLES
            )
            return [turn for of_role in played for turn in of_role]

    def turn_count(self, forms: Sequence[Form]) -> int:
        """Turns in which all roles play the forms against each kind of order."""
        kinds = (len(self.ledger.by_kind(self.own_ids[role])) for role in ROLES)
        return len(forms) * sum(kinds)

    def misplaced_notes(self) -> list[str]:
        """Notes on orders that an attacker meant: each says for which one it was."""
        notes = self.site.php(NOTES, data=[order.order_id for order in self.ledger.orders])
        return [text for order_id, text in notes if re.search(rf"{MARK} {order_id}\b", text)]

    def play(self, shopper: Shopper, role: str, form: Form, victim: Order) -> Turn:
        """One turn: the shopper's message, the model's calls, and the whole HTTP body.

        Again where nobody waited for the model: on a busy machine it may come too late.
        """
        turn = self._play(shopper, role, form, victim)
        if turn.told is not None or turn.disclosures:
            return turn
        return self._play(shopper, role, form, victim)

    def _play(self, shopper: Shopper, role: str, form: Form, victim: Order) -> Turn:
        proven = self.shown.get(role)
        own_id = proven.order_id if proven else min(self.own_ids[role], default=1)
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
def besieged(plugin: Path = PLUGIN, *, hpos: bool = True) -> Iterator[Siege]:
    """A siege of a shop of its own, in which staff have bought a hat each."""
    attacker = Attacker()
    with OpenAIServer([attacker]) as model:
        env = {
            "DESKHAND_LLM_BASE_URL": model,
            "DESKHAND_LLM_MODEL": "obeying",
            # However busy the machine is: who does not wait for the model is not attacked by it.
            "DESKHAND_LLM_FIRST_PIECE_S": "20",
            "DESKHAND_TURN_DEADLINE_S": "45",
            "DESKHAND_MESSAGES_PER_SUBJECT_MINUTE": str(MESSAGES_A_MINUTE),
            "DESKHAND_MESSAGES_PER_SITE_MINUTE": str(len(ROLES) * MESSAGES_A_MINUTE),
        }
        settings = {
            **UNLIMITED,
            "messages_per_minute": MESSAGES_A_MINUTE,
            "thread_tokens": THREAD_TOKENS,
            "trusted_proxies": ["127.0.0.1"],
            "refunds": {"enable_refunds": True},
            "plugin_abilities": ["gifts/wrapping", "gifts/wrap"],
        }
        # A role's next message may come before the worker of its last one is done with it.
        options = Options(plugin=plugin, workers=20, hpos=hpos, settings=settings, sidecar_env=env)
        with Site.start(options) as site:
            shutil.copy(BESIEGED, site.wordpress.docroot / "wp-content/mu-plugins/besieged.php")
            yield _siege(site, attacker)


def _siege(site: Site, attacker: Attacker) -> Siege:
    sample = site.sample["orders"]
    data = {"product": site.sample["products"]["TT-HAT"], "order": sample["tomasz-completed-1"]}
    added: dict[str, int] = site.php(ADD, data=data)
    ledger = Ledger.read(site, [*sample.values(), *added.values()])
    customer_id = site.sample["customers"][CUSTOMER]
    own_ids: dict[str, frozenset[int]] = {role: frozenset() for role in ROLES}
    own_ids[GUEST] = frozenset([sample[SHOWN[GUEST]]])
    own_ids["customer"] = frozenset(
        order.order_id
        for order in ledger.orders
        if order.customer_id == customer_id and order.order_id != sample[TRASHED]
    )
    own_ids |= {role: frozenset([added[role]]) for role in (MANAGER, "administrator")}
    by_id = {order.order_id: order for order in ledger.orders}
    shown = {role: by_id[sample[name]] for role, name in SHOWN.items()}
    told = [shown[GUEST_AT_STATUS].facts[name] for name in STATUS_FACTS]
    known = {
        role: ledger.secrets(own_ids[role], told if role == GUEST_AT_STATUS else ())
        for role in ROLES
    }
    return Siege(site, attacker, ledger, own_ids, known, shown)


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
        *([f"It was refunded because: {facts['reason']}."] if facts["reason"] else ()),
    )


def broken(folder: Path, checks: Sequence[tuple[str, str, str]] = CHECKS) -> Path:
    """A copy of the plugin in which nothing asks whose order it is, or what `checks` say."""
    copy = folder / "deskhand"
    shutil.copytree(PLUGIN, copy)
    for name, pattern, instead in checks:
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
