"""Conversations of planted people with a real sidecar: who else can read them, and where."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import grpc

from sidecar.config import Config
from sidecar.service.inspection import DATABASE_FILE
from sidecar.store import Store
from sidecar.v1 import agent_pb2, operations_pb2
from tests.fakes.openai_server import Calls, OpenAIServer, Says
from tests.fakes.shop import ORDER, Heard
from tests.fakes.wordpress import WordPress, sample_documents
from tests.privacy.faulty import CRASH
from tests.privacy.identities import Identity, identities
from tests.privacy.scan import Scan
from tests.sidecar.running import Sidecar, running
from tests.sidecar.signing import Signer

# Each with a name of her own.
PEOPLE = list({person.name: person for person in identities(24)}.values())
SCAN = Scan(PEOPLE)
AT_ONCE = 4
HELLO = {
    "en": "Hi, my name is {name}. Mail me at {email} or call {phone}. I live at {address}.",
    "de": "Hallo, ich heiße {name}. Mail: {email}, Telefon {phone}. Meine Adresse ist {address}.",
    "fr": "Bonjour, je m'appelle {name}. Mail : {email}, téléphone {phone}. J'habite {address}.",
    "es": "Hola, me llamo {name}. Correo: {email}, teléfono {phone}. Mi dirección es {address}.",
    "it": "Salve, mi chiamo {name}. Mail: {email}, telefono {phone}. Il mio indirizzo è {address}.",
    "nl": "Hallo, ik heet {name}. Mail: {email}, telefoon {phone}. Mijn adres is {address}.",
}
PAID = (
    "I paid with {card}, my IBAN is {iban}, customer number: {customer}, born {birth}."
    " How long may I take to return a kettle?"
)
ORDERED = "Where is my order 1042?"
UNKNOWN = "Do my neighbour Tom Hardy and {name} sign for a zeppelin hangar permit at {street}?"
PERSON = "I want to talk to a person, please. Regards,\n{name}"
BROKEN = CRASH + " " + HELLO["en"] + " " + PAID


def says(request: dict[str, Any]) -> Says | Calls:
    """A model that repeats what it was given of the shopper."""
    last = request["messages"][-1]
    asked = str(last["content"]).rpartition("The shopper's message:\n")[2]
    if last["role"] == "tool":
        return Says(f"It goes to {last['content']}. It is Processing, [NAME_1].")
    if not asked or "zeppelin" in asked:  # asked to prove it, it gives up
        return Says("It takes 45 days." if asked else "NONE")
    if asked.startswith("Where is my order"):
        number = re.search(r"\[ORDER_\d+\]|\d{4}", asked)
        return Calls((("get_order_status", {"order_id": number[0] if number else 0}),))
    if "person" in asked:
        return Calls((("handoff_human", {"reason": f"Wants a person: {asked}"}),))
    return Says(
        "You have 30 days. [p1][p2][p3] Thank you, [NAME_1] and [EMAIL_1]. So long, [EMAIL_7]."
    )


PAGES = ("pages-about", "pages-contact", "pages-returns")


@dataclass
class Visit:
    """One person in a thread of her own."""

    person: Identity
    site: WordPress
    number: int
    is_known: bool

    async def say(self, text: str, turn: int) -> Heard:
        values = {name: self.person.field(name) for name in re.findall(r"\{(\w+)\}", text)}
        known = [("name", self.person.name), ("email", self.person.email)]
        known += [("phone", self.person.phone), ("address", self.person.address)]
        fields = [agent_pb2.KnownField(kind=kind, value=value) for kind, value in known]
        return await self.site.ask(
            text.format(**values),
            f"message-{turn}",
            self.subject,
            thread_id=self.thread_id,
            known_fields=fields if self.is_known else [],
        )

    async def open_ticket(self) -> None:
        """As a click on the offer does."""
        request = agent_pb2.ToolCallRequest(
            request_id="request-1",
            thread_id=self.thread_id,
            name="create_ticket",
            arguments_json='{"subject": "Permit", "body": "Please call me."}',
            contact=agent_pb2.Contact(name=self.person.name, email=self.person.email),
        )
        await self.site.call("ToolCall", request, self.subject)

    @property
    def thread_id(self) -> str:
        return f"{self.number:032x}"

    @property
    def subject(self) -> str:
        return f"u_{self.number:032x}"


def visits(site: WordPress) -> Iterator[Visit]:
    """Everyone; every second one is logged in, so that WordPress names her fields."""
    for number, person in enumerate(PEOPLE):
        order = ORDER | {
            "shipping_address": {"name": person.name, "address_1": person.address},
            "billing": {"email": person.email, "phone": person.phone},
        }
        own = WordPress(site.caller, {"get_order_status": order})
        yield Visit(person, own, number, number % 2 == 0)


@asynccontextmanager
async def serving_shop(
    config: Config, module: str, **changes: str
) -> AsyncIterator[tuple[Sidecar, WordPress, OpenAIServer]]:
    """A sidecar in a process of its own, three pages of a shop, and a model that records."""
    model = OpenAIServer([says])
    with model as base_url:
        environment = {
            "LLM_BASE_URL": base_url,
            "LLM_MODEL": "fake",
            "LOG_LEVEL": "debug",
            "TRACES": "console",
            "TURN_DEADLINE_S": "30",
            "ANSWER_THRESHOLD": "0",  # what is said to whom does not hang on how sure a search is
            "MESSAGES_PER_SUBJECT_MINUTE": "6000",
            "MESSAGES_PER_SITE_MINUTE": "6000",
        } | changes
        with running(config, module, **environment) as sidecar:
            async with grpc.aio.insecure_channel(f"unix:{config.socket}") as channel:
                site = WordPress.at(channel, Signer())
                await site.pair()
                await site.push([page for page in sample_documents() if page.doc_id in PAGES])
                yield sidecar, site, model


async def each(site: WordPress, talk: Any) -> list[Any]:
    """`talk` with every visit, some at a time."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(visit: Visit) -> Any:
        async with gate:
            return await talk(visit)

    return await asyncio.gather(*map(one, visits(site)))


def names(found: set[tuple[str, str]]) -> set[str]:
    return {value for value, _ in found}


async def test_nobody_else_can_read_who_a_shopper_is(config: Config) -> None:
    async def talk(visit: Visit) -> list[Heard]:
        hello = f"{HELLO[visit.person.language]} {PAID}"
        texts = [hello, ORDERED, UNKNOWN, PERSON, f"{CRASH} {hello}"]
        heard = [await visit.say(text, turn) for turn, text in enumerate(texts, 1)]
        await visit.open_ticket()
        return heard

    async with serving_shop(config, "tests.privacy.faulty") as (sidecar, site, model):
        conversations = await each(site, talk)
        stranger = await site.ask("Who are [NAME_1] and [EMAIL_1]?")
        request = operations_pb2.GetMetricsRequest()
        metrics = await site.caller.call("/sidecar.v1.Operations/GetMetrics", request)
        stored = b"\0".join(path.read_bytes() for path in sidecar.files())
        sidecar.end(15)

    assert SCAN.found_in(model.texts.encode()) == set()
    assert SCAN.found_in(sidecar.text.encode()) == set()
    assert SCAN.found_in(metrics.text.encode()) == set()
    assert SCAN.found_in(stored) == set()

    # What a model writes comes back to the shopper whom it is about, and to nobody else; what
    # stands for nobody is not shown.
    for person, (hello, ordered, *_) in zip(PEOPLE, conversations, strict=True):
        assert person.name in hello.text
        assert person.email in hello.text
        assert "[EMAIL_7]" not in hello.text
        assert f"Processing, {person.name}." in ordered.text
        shown = names(SCAN.found_in(b"".join(event.SerializeToString() for event in hello.events)))
        assert not shown & {other.email for other in PEOPLE if other is not person}
    assert SCAN.found_in(stranger.text.encode()) == set()
    assert "[NAME_1]" not in stranger.text
    assert "[EMAIL_1]" not in stranger.text

    # Whoever was first in the thread has the first number, however late she is named again.
    asked = [str(request["messages"][-1]["content"]) for request in model.requests]
    first_asked = [text for text in asked if "can't be shown" not in text]  # no repairs
    assert sum("and [NAME_1] sign for a zeppelin" in text for text in first_asked) == len(PEOPLE)

    # All of it did happen, and what it left is there for whoever has the key; questions that the
    # owner reads name nobody.
    assert sidecar.text.count('"turn_failed"') == len(PEOPLE)
    assert '"name": "tool"' in sidecar.text
    everything, questions = await unlocked(config)
    assert names(SCAN.found_in(everything)) >= {
        value for person in PEOPLE for value in (person.name, person.email, person.phone)
    }
    assert b"zeppelin" in questions
    assert SCAN.found_in(questions) == set()


async def unlocked(config: Config) -> tuple[bytes, bytes]:
    """All that the database holds, read with its key, and of it the questions kept."""
    store = Store.open(config.data_dir / DATABASE_FILE, bytes.fromhex(config.key_file.read_text()))
    try:
        tables = await store.read(
            lambda db: {
                name: list(db.query(f"SELECT * FROM [{name}]")) for name in db.table_names()
            }
        )
    finally:
        store.close()

    def flat(rows: list[dict[str, Any]]) -> bytes:
        values = (value for row in rows for value in row.values())
        return b"\0".join(
            value if isinstance(value, bytes) else str(value).encode() for value in values
        )

    return b"\0".join(map(flat, tables.values())), flat(tables["questions"])


async def test_with_the_scrubber_off_the_same_scan_finds_everyone(config: Config) -> None:
    async def talk(visit: Visit) -> None:
        hello = f"{HELLO[visit.person.language]} {PAID}"
        await visit.say(hello, 1)
        await visit.say(f"{CRASH} {hello}", 2)

    async with serving_shop(config, "tests.privacy.bare") as (sidecar, site, model):
        await each(site, talk)
        sidecar.end(15)
    seen, logged = (names(SCAN.found_in(text.encode())) for text in (model.texts, sidecar.text))
    for person in PEOPLE:
        everything = {person.name, person.email, person.phone, person.street, person.card}
        everything |= {person.iban, person.customer, person.birth}
        assert seen >= everything - {""}
        assert logged >= everything - {""}
