"""Puts together what answers shoppers and staff, out of settings and the parts below."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sidecar.admission.limits import MessageLimits
from sidecar.config import Config
from sidecar.desk.meaning import Meanings
from sidecar.embedder import Embedder
from sidecar.llm.provider import Provider
from sidecar.orchestrator.brain import Brain
from sidecar.orchestrator.conversation import Conversations
from sidecar.orchestrator.extractive import ExtractiveBrain
from sidecar.orchestrator.intent import Router
from sidecar.orchestrator.model_brain import ModelBrain
from sidecar.orchestrator.parts import Parts
from sidecar.orchestrator.question import terms
from sidecar.orchestrator.version import Version, Versions
from sidecar.prompts import Prompts
from sidecar.service.agent import Agent
from sidecar.service.desk import Desk
from sidecar.store import Store
from sidecar.store.settings import LiveSettings
from sidecar.telemetry import Metrics, Pseudonyms
from sidecar.tools.sidecar_tools import Knowledge, SidecarTools
from sidecar.v1.operations_pb2 import Check

# Intents of questions that the shop's pages should answer; the others ask for something else.
FOR_PAGES = ("policy", "product")
STANDARD = "standard"


@dataclass(frozen=True, slots=True)
class Answering:
    """The servicers, and the conversations to recover at the start and drain at the end."""

    conversations: Conversations
    agent: Agent
    desk: Desk
    provider: Provider | None = None

    @property
    def brain(self) -> str:
        """The name of who answers."""
        return self.provider.model if self.provider is not None else ExtractiveBrain.name

    def model_check(self) -> Check:
        """Which model answers, or why none does."""
        if self.provider is None:
            text = "None is set; answers come from the shop's pages."
        elif self.provider.is_left_alone:
            text = f"{self.brain} keeps failing; answers come from the shop's pages meanwhile."
            return Check(name="model", ok=False, text=text)
        else:
            text = self.brain
        return Check(name="model", ok=True, text=text)


@asynccontextmanager
async def answering(
    config: Config,
    *,
    store: Store,
    settings: LiveSettings,
    knowledge: Knowledge,
    embedder: Embedder,
    metrics: Metrics,
    pseudonyms: Pseudonyms,
    id_key: bytes,
) -> AsyncIterator[Answering]:
    """What answers, until the block ends; `id_key` keys the ids of tickets.

    Raises BadSetting when a prompt file is malformed.
    """
    prompts = Prompts.load()
    router = Router(prompts.intents, embedder)
    tools = SidecarTools(knowledge, id_key)
    canary = secrets.token_hex(8)
    brains: list[Brain] = []
    provider: Provider | None = None
    if config.chain:
        provider = Provider(config.chain[0])
        brains.append(ModelBrain(provider, prompts, canary))
    brains.append(ExtractiveBrain(prompts, router, embedder, config.answer_threshold))
    conversations = Conversations(
        Parts(
            store=store,
            settings=settings,
            knowledge=knowledge,
            versions=Versions((Version(STANDARD, prompts, tuple(brains)),)),
            tools=tools,
            router=router,
            prompts=prompts,
            pseudonyms=pseudonyms,
            metrics=metrics,
            deadline_s=config.turn_deadline_s,
            canary=canary,
        )
    )
    limits = MessageLimits(config.messages_per_subject_minute, config.messages_per_site_minute)
    agent = Agent(
        conversations=conversations, tools=tools, store=store, limits=limits, settings=settings
    )
    warms: list[Callable[[], object]] = [router.warm]
    if provider is not None:
        warms.append(provider.warm)

    async def concerns_shop(text: str) -> bool:
        return bool(terms(text)) and (await router.route(text)).intent in FOR_PAGES

    meanings = Meanings(store, embedder, concerns_shop)
    warming = asyncio.gather(*(asyncio.to_thread(warm) for warm in warms))
    try:
        yield Answering(conversations, agent, Desk(store, meanings), provider)
    finally:
        await warming
        if provider is not None:
            await provider.close()
