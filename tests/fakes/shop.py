"""A shop around a turn: real store, real guard, real tools; WordPress is a queue of results."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sidecar.admission.budget import Budget
from sidecar.desk.audit import AuditLog
from sidecar.nouns import KnownField, SealedAction
from sidecar.orchestrator.brain import Brain
from sidecar.orchestrator.conversation import Conversations
from sidecar.orchestrator.extractive import ExtractiveBrain
from sidecar.orchestrator.intent import Router
from sidecar.orchestrator.likeness import Embeds
from sidecar.orchestrator.message import ShopperMessage
from sidecar.orchestrator.parts import Parts
from sidecar.orchestrator.pending import Returned
from sidecar.orchestrator.version import Version, Versions
from sidecar.prompts import Prompts
from sidecar.store import Store
from sidecar.store.settings import LiveSettings
from sidecar.telemetry import Metrics, Pseudonyms
from sidecar.tools.sidecar_tools import SidecarTools
from sidecar.v1.agent_pb2 import ChatEvent, ChatRequest, Page, ToolSpec
from sidecar.v1.operations_pb2 import ShopSettings
from tests.fakes.pages import HOST, Pages

THREAD = "0123456789abcdef0123456789abcdef"
SHOPPER = "u_" + "1" * 32
KEY = bytes(range(32))
ANSWER_THRESHOLD = 0.35
CANARY = "canary-7f3a9c1d"
PROMPTS = Prompts.load()
SETTINGS = ShopSettings(
    shop_name="Fern & Field", locale="en-GB", hosts=[HOST], hours="Mon–Fri 9:00–17:00",
    currency="EUR",
)  # fmt: skip

ORDER_TOOLS = (
    ToolSpec(
        name="get_order_status",
        description="Status of one order of the shopper.",
        input_schema_json=json.dumps(
            {
                "type": "object",
                "properties": {"order_id": {"type": "integer", "minimum": 1}},
                "required": ["order_id"],
                "additionalProperties": False,
            }
        ),
        output_schema_json=json.dumps({"type": "object", "required": ["order_id", "status"]}),
        read_only=True,
    ),
    ToolSpec(
        name="list_orders",
        description="The shopper's latest orders.",
        input_schema_json=json.dumps(
            {
                "type": "object",
                "properties": {"limit": {"type": "integer", "minimum": 1, "maximum": 5}},
                "additionalProperties": False,
            }
        ),
        output_schema_json=json.dumps({"type": "object", "required": ["orders"]}),
        read_only=True,
    ),
)
PRODUCT_TOOLS = (
    ToolSpec(
        name="search_products",
        description="Products with live price and stock.",
        input_schema_json=json.dumps(
            {
                "type": "object",
                "properties": {
                    "query": {"type": "string", "minLength": 1, "maxLength": 200},
                    "max_price": {"type": "number"},
                    "in_stock": {"type": "boolean"},
                },
                "required": ["query"],
                "additionalProperties": False,
            }
        ),
        output_schema_json=json.dumps({"type": "object", "required": ["products"]}),
        read_only=True,
    ),
)
ORDER: Mapping[str, Any] = {
    "order_id": 1042,
    "number": "••42",
    "status": "processing",
    "status_text": "Processing",
    "total": "58.00",
    "currency": "EUR",
    "created": "2026-11-02T10:00:00Z",
    "updated": "2026-11-03T10:00:00Z",
    "eta": "",
    "items": [{"name": "Copper kettle", "quantity": 1}, {"name": "Tea towel", "quantity": 2}],
    "tracking": [],
}
KETTLE: Mapping[str, Any] = {
    "product_id": 12,
    "title": "Copper kettle",
    "price": "39.00",
    "currency": "EUR",
    "price_text": "€39.00",
    "in_stock": True,
    "stock_text": "In stock",
    "url": f"https://{HOST}/product/copper-kettle/",
}


def offered(
    name: str, properties: Mapping[str, Any], required: Sequence[str] = (), **annotations: bool
) -> ToolSpec:
    """A tool as WordPress offers it; it takes nothing but `properties`."""
    schema = {
        "type": "object",
        "properties": properties,
        "required": list(required),
        "additionalProperties": False,
    }
    return ToolSpec(
        name=name,
        description=f"The shop's own {name}.",
        input_schema_json=json.dumps(schema),
        **annotations,
    )


_ORDER_ID = {"type": "integer", "minimum": 1}
_WORDS = {"type": "string", "minLength": 1, "maxLength": 4_000}
_WHOSE = {
    "order_number": {"type": "string", "maxLength": 40},
    "email": {"type": "string", "maxLength": 254},
}
VERIFY = offered("verify_identity", _WHOSE, ("order_number", "email"))
# As it is offered once a code was sent.
VERIFY_CODE = offered(
    "verify_identity",
    {**_WHOSE, "code": {"type": "string", "pattern": "^[0-9]{6}$"}},
)
_ITEMS = {"type": "array", "items": {"type": "object"}}
POLICY = offered(
    "check_refund_policy", {"order_id": _ORDER_ID, "items": _ITEMS}, ("order_id",), read_only=True
)
REFUND = offered(
    "issue_refund",
    {"order_id": _ORDER_ID, "amount": {"type": "string"}, "reason": _WORDS, "items": _ITEMS},
    ("order_id", "amount", "reason"),
    destructive=True,
    idempotent=True,
)
PROFILE = offered("get_customer_profile", {}, read_only=True)
NOTE = offered("add_note", {"order_id": _ORDER_ID, "text": _WORDS}, ("text",), idempotent=True)
MAIL = offered(
    "send_email",
    {
        "template": {"type": "string", "enum": ["transcript", "answer", "order"]},
        "subject": _WORDS,
        "body": _WORDS,
    },
    ("template", "subject", "body"),
    idempotent=True,
)
CUSTOMER_TOOLS = (*ORDER_TOOLS, *PRODUCT_TOOLS, POLICY, REFUND, PROFILE, NOTE, MAIL)
GUEST_TOOLS = (*PRODUCT_TOOLS, VERIFY)
# Of a guest who has shown a code: what concerns that order, and it alone.
VERIFIED_TOOLS = (*PRODUCT_TOOLS, ORDER_TOOLS[0], VERIFY, POLICY, REFUND, NOTE, MAIL)

CONFIRMED: Mapping[str, Any] = {
    "verified": "status",
    "order_id": 1042,
    "code_sent": True,
    "order": {
        "number": "••42",
        "status": "processing",
        "status_text": "Processing",
        "created": "2026-11-02T10:00:00Z",
        "eta": "",
    },
}
UNCONFIRMED: Mapping[str, Any] = {
    "verified": "none",
    "order_id": 0,
    "code_sent": False,
    "order": {"number": "", "status": "", "status_text": "", "created": "", "eta": ""},
}
ELIGIBLE: Mapping[str, Any] = {
    "eligible": True,
    "reasons": [],
    "window_text": "Orders can be refunded for 30 days after they were paid.",
    "amount_limit": "58.00",
    "currency": "EUR",
    "amount_limit_text": "€58.00",
    "items": [
        {"name": "Copper kettle", "quantity": 1, "refundable_text": "€39.00"},
        {"name": "Tea towel", "quantity": 2, "refundable_text": "€19.00"},
    ],
}
TOO_LATE: Mapping[str, Any] = {
    **ELIGIBLE,
    "eligible": False,
    "reasons": ["The order was paid more than 30 days ago."],
    "amount_limit": "0.00",
    "amount_limit_text": "€0.00",
    "items": [],
}
PROFILE_OF_JANE: Mapping[str, Any] = {
    "first_name": "Jane",
    "order_count": 12,
    "last_orders": [{"number": "••42", "status_text": "Processing", "total": "58.00",
                     "currency": "EUR"}],
    "subscriptions": [
        {"status_text": "Active", "next_payment": "3 December 2026", "name": "Coffee club"}
    ],
}  # fmt: skip


def waits(summary: str = "Refund €58.00 of order ••42", *, by_shopper: bool = False) -> Returned:
    """What WordPress hands in for a tool that needs somebody's word."""
    action = SealedAction("sealed:" + summary, summary, by_shopper, 32_503_680_000_000)
    return Returned(action=action)


Result = Mapping[str, Any] | str | Returned
"""What a WordPress tool gives; text is an error code."""


@dataclass
class Heard:
    """Everything one listener heard of a turn."""

    events: list[ChatEvent] = field(default_factory=list)

    @property
    def kinds(self) -> list[str]:
        return [str(event.WhichOneof("event")) for event in self.events]

    @property
    def text(self) -> str:
        """What stands in the widget at the end."""
        shown = ""
        for event in self.events:
            shown = "" if event.HasField("replaced") else shown + event.delta.text
        return shown.strip()

    @property
    def last(self) -> ChatEvent:
        return self.events[-1]

    @property
    def outcome(self) -> int:
        return int(self.last.done.outcome)

    def all(self, kind: str) -> list[Any]:
        """The payloads of one kind."""
        return [getattr(event, kind) for event in self.events if event.HasField(kind)]  # type: ignore[arg-type]

    @property
    def terminal_count(self) -> int:
        return sum(kind in ("done", "failed") for kind in self.kinds)


class Shop:
    """Conversations over real parts; `results` answers tool requests by tool name."""

    def __init__(
        self,
        store: Store,
        brains: Callable[[Parts], tuple[Brain, ...]] | None = None,
        *,
        pages: Pages | None = None,
        embedder: Embeds | None = None,
        deadline_s: float = 6.0,
    ) -> None:
        self.store = store
        self.pages = pages or Pages()
        self.results: dict[str, Result | Callable[[Mapping[str, Any]], Result]] = {}
        self.asked: list[tuple[str, Mapping[str, Any]]] = []
        router = Router(PROMPTS.intents, embedder)
        self.extractive = ExtractiveBrain(PROMPTS, router, embedder, ANSWER_THRESHOLD)
        self.tools = SidecarTools(self.pages, KEY)
        self.settings = LiveSettings(store, ShopSettings.FromString(SETTINGS.SerializeToString()))
        self.budget = Budget(store, self.settings, lambda: time.time_ns() // 1_000_000)

        def parts(brains: tuple[Brain, ...]) -> Parts:
            return Parts(
                store=store,
                settings=self.settings,
                knowledge=self.pages,
                budget=self.budget,
                versions=Versions((Version("standard", PROMPTS, brains),)),
                tools=self.tools,
                router=router,
                prompts=PROMPTS,
                pseudonyms=Pseudonyms(KEY),
                audit_log=AuditLog(Pseudonyms(KEY).of, KEY),
                metrics=Metrics(),
                deadline_s=deadline_s,
                answer_threshold=ANSWER_THRESHOLD,
                canary=CANARY,
            )

        self.parts = parts((self.extractive,))
        if brains is not None:
            self.parts = parts((*brains(self.parts), self.extractive))
        self.conversations = Conversations(self.parts)

    def use(self, versions: Versions) -> None:
        """Answers with these versions of the Brain from now on."""
        self.parts = replace(self.parts, versions=versions)
        self.conversations = Conversations(self.parts)

    def request(self, text: str, message_id: str = "message-1", **fields: Any) -> ChatRequest:
        fields.setdefault("tools", [*ORDER_TOOLS, *PRODUCT_TOOLS])
        return ChatRequest(
            thread_id=fields.pop("thread_id", THREAD),
            message_id=message_id,
            text=text,
            page=Page(locale="en-GB"),
            **fields,
        )

    def message(self, request: ChatRequest, subject: str = SHOPPER) -> ShopperMessage:
        return ShopperMessage.read(request, subject, self.tools.names)

    async def hear(
        self, request: ChatRequest, subject: str = SHOPPER, *, answer_tools: bool = True
    ) -> Heard:
        """Sends or attaches and listens to the end, running tools as WordPress would."""
        heard = Heard()
        events = self.conversations.chat(
            self.message(request, subject), request.after_seq, request.wait_ms
        )
        async for event in events:
            heard.events.append(event)
            if answer_tools and event.HasField("tool_request"):
                self.run_tool(event, request.thread_id, subject)
        return heard

    async def ask(self, text: str, message_id: str = "message-1", **fields: Any) -> Heard:
        """One message from a logged-in shopper, unless `tools` says otherwise."""
        known = fields.pop("known", ())
        request = self.request(text, message_id, **fields)
        for field_ in known:
            assert isinstance(field_, KnownField)
            request.known_fields.add(kind=field_.kind, value=field_.value)
        return await self.hear(request)

    def run_tool(self, event: ChatEvent, thread_id: str, subject: str) -> bool:
        """Runs one requested tool and hands its result back."""
        asked = event.tool_request
        arguments = json.loads(asked.arguments_json)
        self.asked.append((asked.name, arguments))
        result = self.results.get(asked.name, "NOT_FOUND")
        if callable(result):
            result = result(arguments)
        place = (thread_id, event.message_id, subject, asked.call_id)
        if isinstance(result, str):
            text = "No such order for this shopper."
            return self.conversations.return_error(*place, result, text)
        if isinstance(result, Mapping):
            result = Returned(json.dumps(result))
        return self.conversations.return_result(*place, result)
