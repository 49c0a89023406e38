"""A shop whose answers come from scripted models behind real sockets."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from sidecar.llm.provider import Endpoint, Provider
from sidecar.orchestrator.brain import Brain
from sidecar.orchestrator.model_brain import ModelBrain
from sidecar.orchestrator.parts import Parts
from sidecar.store import Store
from sidecar.telemetry import configure_logs
from tests.fakes.openai_server import Answer, OpenAIServer
from tests.fakes.pages import Pages
from tests.fakes.shop import CANARY, KETTLE, ORDER, Shop


@dataclass
class Modelled:
    """The shop, its providers' servers in order, and what was logged."""

    shop: Shop
    servers: list[OpenAIServer]
    log: io.StringIO = field(default_factory=io.StringIO)

    @property
    def server(self) -> OpenAIServer:
        """The first provider's."""
        return self.servers[0]


async def no_pause(_: float) -> None:
    """Between two tries."""


@asynccontextmanager
async def modelled(
    store: Store,
    answers: Sequence[Answer],
    *more: Sequence[Answer],
    drafter: str = "",
    deadline_s: float = 6.0,
    pages: Pages | None = None,
) -> AsyncIterator[Modelled]:
    """One provider for each list of answers, asked in order; `drafter` is their larger model."""
    log = io.StringIO()
    configure_logs("info", log)
    servers = [OpenAIServer(script) for script in (answers, *more)]
    async with AsyncExitStack() as closing:
        providers = []
        for number, server in enumerate(servers, 1):
            base_url = closing.enter_context(server)
            endpoint = Endpoint(
                base_url,
                "sk-test",  # type: ignore[arg-type]
                "fake-model",  # type: ignore[arg-type]
                name=f"provider{number}",
                drafter=drafter or None,  # type: ignore[arg-type]
            )
            providers.append(Provider(endpoint, sleep=no_pause))
            await asyncio.to_thread(providers[-1].warm)  # no part of a turn's time
            closing.push_async_callback(providers[-1].close)

        def brains(parts: Parts) -> tuple[Brain, ...]:
            prompts, budget = parts.prompts, parts.budget
            return tuple(ModelBrain(known, prompts, budget, CANARY) for known in providers)

        shop = Shop(store, brains, deadline_s=deadline_s, pages=pages)
        shop.results = {
            "get_order_status": lambda asked: ORDER if asked["order_id"] == 1042 else "NOT_FOUND",
            "list_orders": {"orders": [{"order_id": 1042, "number": "••42"}]},
            "search_products": {"products": [KETTLE]},
        }
        yield Modelled(shop, servers, log)
