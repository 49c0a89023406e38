"""A shop around a turn: real store, real guard, real tools; WordPress is a queue of results."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sidecar.admission.budget import Budget
from sidecar.nouns import KnownField
from sidecar.orchestrator.brain import Brain
from sidecar.orchestrator.conversation import Conversations
from sidecar.orchestrator.extractive import ExtractiveBrain
from sidecar.orchestrator.intent import Router
from sidecar.orchestrator.likeness import Embeds
from sidecar.orchestrator.message import ShopperMessage
from sidecar.orchestrator.parts import Parts
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

Result = Mapping[str, Any] | str
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
        return self.conversations.return_result(*place, json.dumps(result))
