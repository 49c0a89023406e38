"""WordPress as a sidecar sees it: it pairs, pushes pages, sends messages and runs tools."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import grpc

from sidecar.config import Config
from sidecar.orchestrator.pending import Returned
from sidecar.service.server import serving
from sidecar.v1 import agent_pb2, knowledge_pb2, operations_pb2
from tests.conftest import MODEL_DIR
from tests.fakes.shop import ORDER_TOOLS, PRODUCT_TOOLS, SHOPPER, THREAD, Heard, Result
from tests.sidecar.calling import Caller
from tests.sidecar.signing import SITE, Signer

SYNC_DEADLINE_S = 120.0  # embedding shares the machine with other tests
AGENT = "/sidecar.v1.Agent/"
PAGES = Path(__file__).parents[1] / "site" / "shop"
HOST = SITE.removeprefix("https://")
_HEAD = re.compile(r"<!-- (\{.*?\}) -->\n?(.*)", re.DOTALL)


@asynccontextmanager
async def sample_site(folder: Path) -> AsyncIterator[WordPress]:
    """A whole sidecar below `folder`, paired with a site that has pushed the sample shop."""
    config = Config(
        data_dir=folder / "data",
        key_file=folder / "keys" / "store.key",
        model_dir=MODEL_DIR,
        socket=folder / "d.sock",
        messages_per_subject_minute=6_000,
        messages_per_site_minute=6_000,
    )
    async with (
        serving(config),
        grpc.aio.insecure_channel(f"unix:{config.socket}") as channel,
    ):
        site = WordPress.at(channel)
        await site.pair()
        await site.push(sample_documents())
        yield site


def sample_documents() -> Iterator[knowledge_pb2.Document]:
    """The published pages and articles of the sample shop."""
    for path in sorted((*PAGES.glob("pages/*.html"), *PAGES.glob("articles/*.html"))):
        found = _HEAD.fullmatch(path.read_text("utf-8"))
        assert found, path
        head = json.loads(found[1])
        if "status" in head or "password" in head:
            continue
        yield knowledge_pb2.Document(
            doc_id=f"{path.parent.name}-{path.stem}",
            kind="page" if path.parent.name == "pages" else "post",
            url=f"{SITE}/{path.stem}/",
            title=head["title"],
            body_html=found[2],
            content_hash=hashlib.sha256(found[0].encode()).hexdigest(),
            locale="en-GB",
            updated_unix_ms=1_780_000_000_000,
        )


@dataclass
class WordPress:
    """One site and the shoppers it vouches for; `results` answers tool requests by name."""

    caller: Caller
    results: dict[str, Result | Callable[[Mapping[str, Any]], Result]] = field(default_factory=dict)
    asked: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)

    @classmethod
    def at(cls, channel: grpc.aio.Channel, signer: Signer | None = None) -> WordPress:
        return cls(Caller(channel, signer or Signer()))

    async def pair(self) -> None:
        """Registers the site over the socket and mirrors the owner's settings."""
        await self.caller.pair()
        settings = operations_pb2.ShopSettings(
            shop_name="Tarn & Thistle", locale="en-GB", hosts=[HOST], currency="EUR",
            hours="Monday to Friday, 9:00 to 17:00", messages_per_minute=600,
        )  # fmt: skip
        await self.caller.call(
            "/sidecar.v1.Operations/PutSettings",
            operations_pb2.PutSettingsRequest(settings=settings),
        )

    async def push(self, documents: Iterable[knowledge_pb2.Document]) -> None:
        """Indexes `documents` and waits until they answer."""
        put = knowledge_pb2.PutDocumentsRequest(sync_id="sync-0001", documents=documents)
        await self.caller.call("/sidecar.v1.Knowledge/PutDocuments", put)
        commit = knowledge_pb2.CommitSyncRequest(sync_id="sync-0001", full=True)
        progress = self.caller.stream(
            "/sidecar.v1.Knowledge/CommitSync", commit, deadline_s=SYNC_DEADLINE_S
        )
        async for _ in progress:
            pass

    def request(self, text: str, message_id: str, **fields: Any) -> agent_pb2.ChatRequest:
        fields.setdefault("tools", [*ORDER_TOOLS, *PRODUCT_TOOLS])
        fields.setdefault("thread_id", THREAD)
        return agent_pb2.ChatRequest(
            message_id=message_id,
            text=text,
            page=fields.pop("page", agent_pb2.Page(locale="en-GB")),
            **fields,
        )

    async def ask(
        self, text: str, message_id: str = "message-1", subject: str = SHOPPER, **fields: Any
    ) -> Heard:
        """Sends one message and listens to the end, running tools meanwhile."""
        heard = Heard()
        request = self.request(text, message_id, **fields)
        async for event in self.chat(request, subject):
            heard.events.append(event)
            if event.HasField("tool_request"):
                await self.run_tool(event, request.thread_id, subject)
        return heard

    def chat(self, request: agent_pb2.ChatRequest, subject: str = SHOPPER) -> Any:
        """The bare stream."""
        return self.caller.stream(AGENT + "Chat", request, sub=subject, thr=request.thread_id)

    async def call(self, name: str, request: Any, subject: str = SHOPPER, **claims: Any) -> Any:
        """Another call of the shopper's, in the thread the request names."""
        claims = {"sub": subject, "thr": request.thread_id} | claims
        return await self.caller.call(AGENT + name, request, **claims)

    async def run_tool(self, event: agent_pb2.ChatEvent, thread_id: str, subject: str) -> bool:
        """Runs one requested tool and hands its result back."""
        asked = event.tool_request
        arguments = json.loads(asked.arguments_json)
        self.asked.append((asked.name, arguments))
        result = self.results.get(asked.name, "NOT_FOUND")
        if callable(result):
            result = result(arguments)
        answer = agent_pb2.ReturnToolResultRequest(
            thread_id=thread_id, message_id=event.message_id, call_id=asked.call_id
        )
        if isinstance(result, str):
            answer.error.CopyFrom(agent_pb2.ToolError(code=result, message="None of yours."))
        elif isinstance(result, Returned):
            if result.action is None:
                answer.result_json = result.result_json
            else:
                answer.action.CopyFrom(agent_pb2.SealedAction(**asdict(result.action)))
            answer.deferred.extend(agent_pb2.DeferredJob(**asdict(job)) for job in result.deferred)
        else:
            answer.result_json = json.dumps(result)
        return bool((await self.call("ReturnToolResult", answer, subject)).accepted)
