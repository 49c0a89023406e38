"""Puts together what answers shoppers and staff, out of settings and the parts below."""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Awaitable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sidecar.admission.budget import Budget
from sidecar.admission.limits import MessageLimits
from sidecar.config import STANDARD, Config
from sidecar.desk.audit import AuditLog
from sidecar.desk.meaning import Meanings
from sidecar.desk.presence import Presence
from sidecar.embedder import Embedder
from sidecar.errors import BadSetting
from sidecar.guardrails import promises
from sidecar.guardrails.proof import Evidence
from sidecar.llm.provider import Provider
from sidecar.orchestrator.brain import FOR_PAGES
from sidecar.orchestrator.conversation import Conversations
from sidecar.orchestrator.extractive import ExtractiveBrain
from sidecar.orchestrator.intent import Router
from sidecar.orchestrator.model_brain import ModelBrain
from sidecar.orchestrator.parts import Parts
from sidecar.orchestrator.question import terms
from sidecar.orchestrator.version import Version, Versions
from sidecar.prompts import Prompts
from sidecar.service import clock
from sidecar.service.agent import Agent
from sidecar.service.desk import Desk
from sidecar.store import Store
from sidecar.store.settings import LiveSettings
from sidecar.telemetry import Metrics, Pseudonyms
from sidecar.tools.sidecar_tools import Knowledge, SidecarTools
from sidecar.v1.operations_pb2 import Check

_FIELD = re.compile(r"\{\w+\}")


@dataclass(frozen=True, slots=True)
class Answering:
    """The servicers, and the conversations to recover at the start and drain at the end.

    They answer before `warming` is over; who measures them waits for it.
    """

    conversations: Conversations
    agent: Agent
    desk: Desk
    versions: Versions
    prompts: Prompts
    budget: Budget
    warming: Awaitable[object]
    providers: tuple[Provider, ...] = ()

    @property
    def brain(self) -> str:
        """The name of who answers."""
        return self.versions.known[0].brains[0].name

    def model_check(self) -> Check:
        """Which models answer, or why none does."""
        if not self.providers:
            return Check(
                name="model", ok=True, text="None is set; answers come from the shop's pages."
            )
        silent = [provider.model for provider in self.providers if provider.is_left_alone]
        refusing = [provider for provider in self.providers if provider.refused_status]
        if refusing and not silent:
            told = (
                f"{provider.model} ({provider.name}) refused the last request with HTTP"
                f" {provider.refused_status}: {_meaning(provider.refused_status)}"
                for provider in refusing
            )
            return Check(name="model", ok=False, text=" ".join(told))
        if not silent:
            text = ", then ".join(provider.model for provider in self.providers)
            return Check(name="model", ok=True, text=text)
        who = "the next model" if len(silent) < len(self.providers) else "the shop's pages"
        text = f"{', '.join(silent)} keeps failing; answers come from {who} meanwhile."
        return Check(name="model", ok=False, text=text)

    def budget_check(self) -> Check:
        """What models cost this month, against the owner's limit."""
        return self.budget.check([name for known in self.providers for name in known.unpriced])


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
    audit_log: AuditLog,
) -> AsyncIterator[Answering]:
    """What answers, until the block ends; `id_key` keys the ids of tickets.

    Raises BadSetting when a prompt file is malformed or says what the guard lets nobody say.
    """
    prompts = _prompts(config.prompts_dir)
    router = Router(prompts.intents, embedder)
    tools = SidecarTools(knowledge, id_key)
    canary = secrets.token_hex(8)
    budget = await Budget.load(store, settings, clock.now_unix_ms)
    providers = tuple(Provider(endpoint) for endpoint in config.chain)

    def version(name: str, prompts: Prompts, asked: Iterable[Provider]) -> Version:
        models = (ModelBrain(provider, prompts, budget, canary) for provider in asked)
        extractive = ExtractiveBrain(prompts, router, embedder, config.answer_threshold)
        return Version(name, prompts, (*models, extractive))

    versions = Versions(
        (
            version(STANDARD, prompts, providers),
            *(
                version(
                    setting.name,
                    _prompts(config.prompts_dir, setting.prompts_dir),
                    _named(providers, setting.providers),
                )
                for setting in config.versions
            ),
        )
    )
    conversations = Conversations(
        Parts(
            store=store,
            settings=settings,
            knowledge=knowledge,
            versions=versions,
            budget=budget,
            tools=tools,
            router=router,
            prompts=prompts,
            pseudonyms=pseudonyms,
            audit_log=audit_log,
            metrics=metrics,
            deadline_s=config.turn_deadline_s,
            answer_threshold=config.answer_threshold,
            canary=canary,
        )
    )
    limits = MessageLimits(config.messages_per_subject_minute, config.messages_per_site_minute)
    presence = Presence()
    agent = Agent(
        conversations=conversations,
        tools=tools,
        store=store,
        limits=limits,
        settings=settings,
        presence=presence,
        audit_log=audit_log,
        prompts_version=prompts.version,
    )
    warms = (router.warm, *(provider.warm for provider in providers))

    async def concerns_shop(text: str) -> bool:
        return bool(terms(text)) and (await router.route(text)).intent in FOR_PAGES

    meanings = Meanings(store, embedder, concerns_shop)
    warming = asyncio.gather(*(asyncio.to_thread(warm) for warm in warms))
    async with AsyncExitStack() as closing:  # also where the warming failed
        closing.push_async_callback(budget.release)
        for provider in providers:
            closing.push_async_callback(provider.close)
        try:
            desk = Desk(store, meanings, conversations, presence, audit_log)
            yield Answering(
                conversations, agent, desk, versions, prompts, budget, warming, providers
            )
        finally:
            await warming


def _meaning(status: int) -> str:
    """What a refusal asks of the owner."""
    meanings = {
        401: "check its key.",
        402: "its account has no credit.",
        403: "its key may not use this model.",
        404: "check its address and the name of its model.",
        413: "what it was sent was too long for it.",
        429: "its quota is used up, or it wants fewer requests.",
    }
    return meanings.get(status, "check its address, its model and the dialect.")


def _prompts(*folders: Path | None) -> Prompts:
    """The prompts with the owner's own over them, whose texts must pass the guard.

    What a text fills in comes from a tool; a figure of its own would be one that nothing proves.
    Raises BadSetting naming the first that can't be said.
    """
    own = [folder for folder in folders if folder is not None]
    prompts = Prompts.load(*own)
    evidence = Evidence(done=promises.ALL)
    for language, texts in prompts.texts.items() if own else ():
        for name, text in texts.items():
            verdict = evidence.judge(_FIELD.sub("…", text), is_composed=True)
            if not verdict.text:
                raise BadSetting(f"texts/{language}.toml: {name} can't be said, {verdict.reason}.")
    return prompts


def _named(providers: Sequence[Provider], names: Sequence[str]) -> Sequence[Provider]:
    """The providers with these names, in their order; all for none."""
    if not names:
        return providers
    return [next(known for known in providers if known.name == name) for name in names]
