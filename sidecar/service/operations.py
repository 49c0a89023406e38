# ruff: noqa: N802, ARG002  (names and arguments are the contract's)
"""Pairing, status, metrics, settings, spending and deferred work; lists of it: `records`."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from typing import Any

from sidecar.admission.budget import Budget
from sidecar.admission.pairing import Pairing
from sidecar.desk import jobs
from sidecar.desk.audit import AuditLog
from sidecar.desk.opening import Opening
from sidecar.desk.tickets import PRIORITIES
from sidecar.errors import BadMessage
from sidecar.service import clock
from sidecar.service.outbox import OutboxCalls
from sidecar.service.records import RecordCalls
from sidecar.store import Store, spend
from sidecar.store.jobs import waiting_count
from sidecar.store.settings import LiveSettings
from sidecar.telemetry import Metrics
from sidecar.v1 import operations_pb2 as pb

MIN_PLUGIN_VERSION = "0.1.0"
MAX_HOSTS = 100
MAX_FLAGS = 16
MAX_SCENARIOS = 32  # of one flag
MAX_BUDGET_MICROS = 10**15
MAX_AWAY_CHARS = 300
MAX_REPLY_MINUTES = 100_000
MAX_ESCALATE_MINUTES = 10_080

_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")
_HOST = re.compile(r"[a-z0-9.-]{1,253}(:\d{1,5})?|\[[0-9a-f:.]+\](:\d{1,5})?")


class Operations(RecordCalls):
    """Runs the sidecar; `checks` tell how its parts are, in the order they are shown."""

    def __init__(
        self,
        *,
        version: str,
        store: Store,
        pairing: Pairing,
        settings: LiveSettings,
        metrics: Metrics,
        checks: Sequence[Callable[[], pb.Check]],
        outbox: OutboxCalls,
        brain: str,
        brain_versions: Sequence[str],
        budget: Budget,
        running_turn_count: Callable[[], int],
        audit_log: AuditLog,
    ) -> None:
        super().__init__(store, audit_log)
        self._version = version
        self._pairing = pairing
        self._settings = settings
        self._metrics = metrics
        self._checks = checks
        self._outbox = outbox
        self._brain = brain
        self._brain_versions = brain_versions
        self._budget = budget
        self._running_turn_count = running_turn_count
        self._began = time.monotonic()

    async def Pair(self, request: pb.PairRequest, context: Any) -> pb.PairResponse:
        """Registers the caller's key; whoever asks over the unix socket may be trusted."""
        kid = await self._pairing.pair(
            request.public_key,
            request.site,
            request.code,
            over_socket=context.peer().startswith("unix:"),
        )
        return pb.PairResponse(kid=kid, version=self._version)

    async def GetStatus(
        self,
        request: pb.GetStatusRequest,
        context: Any,
    ) -> pb.GetStatusResponse:
        """Asks every part how it is."""
        return pb.GetStatusResponse(
            version=self._version,
            now_unix_ms=clock.now_unix_ms(),
            uptime_ms=int((time.monotonic() - self._began) * 1000),
            checks=[*(check() for check in self._checks), *await self._outbox.checks()],
            brain=self._brain,
            running_turn_count=self._running_turn_count(),
            waiting_job_count=await self._store.read(waiting_count),
            min_plugin_version=MIN_PLUGIN_VERSION,
            brain_versions=self._brain_versions,
        )

    async def GetMetrics(
        self,
        request: pb.GetMetricsRequest,
        context: Any,
    ) -> pb.GetMetricsResponse:
        """The metrics as they are now."""
        await self._outbox.measure()
        return pb.GetMetricsResponse(text=self._metrics.text())

    async def PutSettings(
        self,
        request: pb.PutSettingsRequest,
        context: Any,
    ) -> pb.PutSettingsResponse:
        """Stores the settings; they hold from the next message on."""
        _check_settings(request.settings)
        await self._settings.replace(request.settings)
        return pb.PutSettingsResponse()

    async def GetSpend(
        self,
        request: pb.GetSpendRequest,
        context: Any,
    ) -> pb.GetSpendResponse:
        """What models cost in a month; of the current one, what counts against the budget."""
        month = request.month or spend.month_of(clock.now_unix_ms())
        if not _MONTH.fullmatch(month):
            raise BadMessage("month must be a year and a month such as 2026-11.")
        known, records = await self._store.read(
            lambda db: (spend.get(db, month), spend.track_records(db, month))
        )
        spent = self._budget.spent_micros(month)
        return pb.GetSpendResponse(
            month=month,
            spent_micros=max(known.leased_micros, known.recorded_micros)
            if spent is None
            else spent,
            budget_micros=self._settings.current.monthly_budget_micros,
            thread_count=known.thread_count,
            records=records,
        )

    async def LeaseJobs(
        self,
        request: pb.LeaseJobsRequest,
        context: Any,
    ) -> pb.LeaseJobsResponse:
        """Hands out work."""
        max_count = _within("max_count", request.max_count or 10, 1, 50)
        lease_ms = _within("lease_ms", request.lease_ms or 60_000, 1_000, 600_000)
        leased = await self._store.write(
            lambda db: jobs.lease(db, clock.now_unix_ms(), max_count, lease_ms)
        )
        return pb.LeaseJobsResponse(
            jobs=[
                pb.Job(
                    job_id=job.job_id,
                    kind=job.kind,
                    payload_json=job.payload_json,
                    attempt_count=job.attempt_count,
                )
                for job in leased
            ]
        )

    async def CompleteJob(
        self,
        request: pb.CompleteJobRequest,
        context: Any,
    ) -> pb.CompleteJobResponse:
        """Ends work, or puts it off when it failed."""
        await self._store.write(
            lambda db: jobs.complete(db, request.job_id, request.error, clock.now_unix_ms())
        )
        return pb.CompleteJobResponse()

    async def ListDeliveries(
        self,
        request: pb.ListDeliveriesRequest,
        context: Any,
    ) -> pb.ListDeliveriesResponse:
        """What goes to other services."""
        return await self._outbox.list_deliveries(request)

    async def RetryDelivery(
        self,
        request: pb.RetryDeliveryRequest,
        context: Any,
    ) -> pb.RetryDeliveryResponse:
        """Tries a delivery again now."""
        return await self._outbox.retry_delivery(request)


def _check_settings(settings: pb.ShopSettings) -> None:
    """Raises BadMessage naming the first setting that is out of its range."""
    _within("retention_days", settings.retention_days, 0, 3_650)
    _within("messages_per_minute", settings.messages_per_minute, 0, 600)
    _within("messages_per_subject_minute", settings.messages_per_subject_minute, 0, 6_000)
    _within("messages_per_site_minute", settings.messages_per_site_minute, 0, 100_000)
    _within("thread_tokens", settings.thread_tokens, 0, 10_000_000)
    _within("monthly_budget_micros", settings.monthly_budget_micros, 0, MAX_BUDGET_MICROS)
    _within("the number of flags", len(settings.flags), 0, MAX_FLAGS)
    for flag in settings.flags:
        _within("share_percent", flag.share_percent, 0, 100)
        _within("the number of scenarios", len(flag.scenarios), 0, MAX_SCENARIOS)
        for value in (flag.brain_version, *flag.scenarios):
            _within("the length of a flag's name", len(value), 1, 100)
    for name in ("shop_name", "locale", "hours", "currency"):
        _within(f"the length of {name}", len(getattr(settings, name)), 0, 500)
    _within("the number of hosts", len(settings.hosts), 0, MAX_HOSTS)
    for host in settings.hosts:
        if not _HOST.fullmatch(host.lower()):
            raise BadMessage("Each of hosts must be a host name, with a port where it has one.")
    Opening.read(settings)
    _within("the length of away_text", len(settings.away_text), 0, MAX_AWAY_CHARS)
    _within("escalate_after_minutes", settings.escalate_after_minutes, 0, MAX_ESCALATE_MINUTES)
    for known in settings.reply_times:
        if known.priority not in PRIORITIES:
            raise BadMessage("priority must be low, normal or high.")
        _within("minutes", known.minutes, 1, MAX_REPLY_MINUTES)
    if len({known.priority for known in settings.reply_times}) < len(settings.reply_times):
        raise BadMessage("Each priority can have one of reply_times.")


def _within(name: str, value: int, least: int, most: int) -> int:
    if not least <= value <= most:
        raise BadMessage(f"{name} must be {least} to {most}.")
    return value
