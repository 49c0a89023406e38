"""What every turn works with, put together once by whoever starts the sidecar."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sidecar.admission.budget import Budget
from sidecar.desk.audit import AuditLog
from sidecar.orchestrator.intent import Router
from sidecar.orchestrator.version import Versions
from sidecar.prompts import Prompts
from sidecar.store import Store
from sidecar.store.settings import LiveSettings
from sidecar.telemetry import Metrics, Pseudonyms
from sidecar.tools.sidecar_tools import Knowledge, SidecarTools
from sidecar.upstream import Breaker


@dataclass(frozen=True, slots=True)
class Parts:
    """What every turn works with; `prompts` are those of the first version.

    Below `answer_threshold`, 0 to 1, what a search found answers nothing.

    `breakers` are those of WordPress's tools, by name. One turn at a time prepares: that is work of
    the processor, and while many do it at once, new messages are not even taken. Of 300 sent
    together 99 % had their first event after 0.66 of the time in which all were answered, one at
    a time after 0.33 (measured November 2026).
    """

    store: Store
    settings: LiveSettings
    knowledge: Knowledge
    versions: Versions
    budget: Budget
    tools: SidecarTools
    router: Router
    prompts: Prompts
    pseudonyms: Pseudonyms
    audit_log: AuditLog
    metrics: Metrics
    deadline_s: float
    answer_threshold: float
    canary: str
    breakers: Mapping[str, Breaker] = field(default_factory=lambda: defaultdict(Breaker))
    preparing: asyncio.Lock = field(default_factory=asyncio.Lock)
    now_unix_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000
