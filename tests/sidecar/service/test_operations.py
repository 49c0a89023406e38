from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest

from sidecar.admission.pairing import write_code
from sidecar.config import Config
from sidecar.desk import jobs
from sidecar.nouns import Usage
from sidecar.service.inspection import DATABASE_FILE
from sidecar.service.server import serving
from sidecar.store import SUSPECT_SUFFIX, Database, Store, spend, threads
from sidecar.store.key_file import load_or_create_key
from sidecar.store.settings import get
from sidecar.v1 import operations_pb2 as pb
from tests.sidecar.calling import Caller, reason_of
from tests.sidecar.signing import Signer

PATH = "/sidecar.v1.Operations/"


@pytest.fixture
async def port(config: Config) -> AsyncIterator[int]:
    async with serving(config) as port:
        yield port


@pytest.fixture
async def over_socket(config: Config, port: int) -> AsyncIterator[grpc.aio.Channel]:
    async with grpc.aio.insecure_channel(f"unix:{config.socket}") as channel:
        yield channel


@pytest.fixture
async def over_tcp(port: int) -> AsyncIterator[grpc.aio.Channel]:
    async with grpc.aio.insecure_channel(f"127.0.0.1:{port}") as channel:
        yield channel


@pytest.fixture
async def shop(over_socket: grpc.aio.Channel) -> Caller:
    caller = Caller(over_socket, Signer())
    await caller.pair()
    return caller


async def refusal(attempt: Any) -> tuple[grpc.StatusCode, str]:
    with pytest.raises(grpc.aio.AioRpcError) as refused:
        await attempt
    return refused.value.code(), reason_of(refused.value)


async def test_the_first_site_pairs_over_the_socket_without_typing(
    over_socket: grpc.aio.Channel,
) -> None:
    caller = Caller(over_socket, Signer())
    answer = await caller.pair()
    assert answer.kid == caller.signer.kid
    assert answer.version
    await caller.pair()
    assert (await caller.call(PATH + "GetStatus", pb.GetStatusRequest())).version


async def test_over_tcp_the_first_site_needs_the_printed_code(
    capsys: pytest.CaptureFixture[str], over_tcp: grpc.aio.Channel
) -> None:
    code = capsys.readouterr().err.split("Pairing code: ")[1][:8]
    caller = Caller(over_tcp, Signer())
    assert await refusal(caller.pair()) == (
        grpc.StatusCode.PERMISSION_DENIED,
        "PAIRING_CODE_NEEDED",
    )
    await caller.pair(code)
    assert (await caller.call(PATH + "GetStatus", pb.GetStatusRequest())).version


async def test_five_wrong_codes_lock_pairing(over_tcp: grpc.aio.Channel) -> None:
    caller = Caller(over_tcp, Signer())
    refusals = [await refusal(caller.pair("AAAAAAAA")) for _ in range(6)]
    wrong = (grpc.StatusCode.PERMISSION_DENIED, "PAIRING_CODE_WRONG")
    locked = (grpc.StatusCode.RESOURCE_EXHAUSTED, "PAIRING_LOCKED")
    assert refusals == [wrong] * 4 + [locked] * 2


async def test_a_key_is_replaced_under_load_without_a_failed_call(
    config: Config, shop: Caller
) -> None:
    successor = Caller(shop.channel, Signer())
    failed: list[grpc.aio.AioRpcError] = []

    async def load(caller: Caller, calls: int) -> None:
        for _ in range(calls):
            try:
                await caller.call(PATH + "GetStatus", pb.GetStatusRequest())
            except grpc.aio.AioRpcError as error:
                failed.append(error)

    async def rotate() -> None:
        await successor.pair(write_code(config.data_dir))
        await load(successor, 50)

    await asyncio.gather(load(shop, 100), load(shop, 100), rotate())
    assert not failed


async def test_before_a_pairing_no_token_counts(over_socket: grpc.aio.Channel) -> None:
    caller = Caller(over_socket, Signer())
    attempt = caller.call(PATH + "GetStatus", pb.GetStatusRequest())
    assert await refusal(attempt) == (grpc.StatusCode.UNAUTHENTICATED, "KEY_UNKNOWN")


async def test_the_status_tells_what_serves(shop: Caller) -> None:
    status = await shop.call(PATH + "GetStatus", pb.GetStatusRequest())
    assert abs(status.now_unix_ms - time.time() * 1000) < 10_000
    assert status.uptime_ms >= 0
    assert status.brain == "extractive"
    assert status.brain_versions
    assert "budget" not in [check.name for check in status.checks]
    assert status.running_turn_count == 0
    assert status.checks[0].name == "store"
    assert status.checks[0].ok


async def test_settings_outlive_a_restart(config: Config) -> None:
    settings = pb.ShopSettings(
        shop_name="Kiln & Kettle", hosts=["shop.example", "shop.example:8080"], retention_days=7
    )
    async with serving(config), grpc.aio.insecure_channel(f"unix:{config.socket}") as channel:
        caller = Caller(channel, Signer())
        await caller.pair()
        await caller.call(PATH + "PutSettings", pb.PutSettingsRequest(settings=settings))
    store = Store.open(config.data_dir / DATABASE_FILE, load_or_create_key(config.key_file))
    assert await store.read(get) == settings
    store.close()


@pytest.mark.parametrize(
    "wrong",
    [
        pb.ShopSettings(retention_days=3_651),
        pb.ShopSettings(retention_days=-1),
        pb.ShopSettings(messages_per_minute=601),
        pb.ShopSettings(messages_per_subject_minute=6_001),
        pb.ShopSettings(messages_per_site_minute=100_001),
        pb.ShopSettings(hosts=["https://shop.example"]),
        pb.ShopSettings(hosts=["shop.example/path"]),
        pb.ShopSettings(hosts=[""]),
        pb.ShopSettings(hosts=["shop.example"] * 101),
        pb.ShopSettings(shop_name="x" * 501),
        pb.ShopSettings(thread_tokens=10_000_001),
        pb.ShopSettings(monthly_budget_micros=-1),
        pb.ShopSettings(flags=[pb.Flag(brain_version="v")] * 17),
        pb.ShopSettings(flags=[pb.Flag(brain_version="v", share_percent=101)]),
        pb.ShopSettings(flags=[pb.Flag(brain_version="")]),
        pb.ShopSettings(flags=[pb.Flag(brain_version="v", scenarios=["x" * 101])]),
        pb.ShopSettings(opening_times=[pb.OpeningTime(weekday=8, to_minute=1)]),
        pb.ShopSettings(holidays=["2026-02-30"]),
        pb.ShopSettings(time_zone="Europe/Nowhere"),
        pb.ShopSettings(away_text="x" * 301),
        pb.ShopSettings(escalate_after_minutes=-1),
        pb.ShopSettings(escalate_after_minutes=10_081),
        pb.ShopSettings(reply_times=[pb.ReplyTime(priority="urgent", minutes=1)]),
        pb.ShopSettings(reply_times=[pb.ReplyTime(priority="low", minutes=0)]),
        pb.ShopSettings(reply_times=[pb.ReplyTime(priority="low", minutes=100_001)]),
        pb.ShopSettings(reply_times=[pb.ReplyTime(priority="low", minutes=1)] * 2),
    ],
)
async def test_a_setting_out_of_range_is_refused(shop: Caller, wrong: pb.ShopSettings) -> None:
    attempt = shop.call(PATH + "PutSettings", pb.PutSettingsRequest(settings=wrong))
    assert (await refusal(attempt))[0] is grpc.StatusCode.INVALID_ARGUMENT


async def test_settings_at_their_limits_are_taken(shop: Caller) -> None:
    settings = pb.ShopSettings(
        opening_times=[pb.OpeningTime(weekday=7, to_minute=1_440)] * 28,
        holidays=["2026-12-25"] * 100,
        time_zone="Australia/Lord_Howe",
        away_text="x" * 300,
        escalate_after_minutes=10_080,
        reply_times=[
            pb.ReplyTime(priority=priority, minutes=100_000)
            for priority in ("low", "normal", "high")
        ],
    )
    await shop.call(PATH + "PutSettings", pb.PutSettingsRequest(settings=settings))


async def test_work_is_leased_once_and_ended_once(config: Config) -> None:
    config.data_dir.mkdir()
    store = Store.open(config.data_dir / DATABASE_FILE, load_or_create_key(config.key_file))
    await store.write(lambda db: jobs.mail_staff(db, "job-1", {"subject": "Help"}, 1))
    store.close()
    async with serving(config), grpc.aio.insecure_channel(f"unix:{config.socket}") as channel:
        shop = Caller(channel, Signer())
        await shop.pair()
        status = await shop.call(PATH + "GetStatus", pb.GetStatusRequest())
        assert status.waiting_job_count == 1

        (job,) = (await shop.call(PATH + "LeaseJobs", pb.LeaseJobsRequest())).jobs
        assert (job.job_id, job.kind, job.attempt_count) == ("job-1", "staff_mail", 1)
        assert not (await shop.call(PATH + "LeaseJobs", pb.LeaseJobsRequest())).jobs

        done = pb.CompleteJobRequest(job_id="job-1")
        await shop.call(PATH + "CompleteJob", done)
        await shop.call(PATH + "CompleteJob", done)
        status = await shop.call(PATH + "GetStatus", pb.GetStatusRequest())
        assert status.waiting_job_count == 0


async def test_work_nobody_gave_out_cannot_be_ended(shop: Caller) -> None:
    attempt = shop.call(PATH + "CompleteJob", pb.CompleteJobRequest(job_id="job-9"))
    assert (await refusal(attempt))[0] is grpc.StatusCode.NOT_FOUND


@pytest.mark.parametrize(
    "wrong",
    [
        pb.LeaseJobsRequest(max_count=51),
        pb.LeaseJobsRequest(max_count=-1),
        pb.LeaseJobsRequest(lease_ms=999),
        pb.LeaseJobsRequest(lease_ms=600_001),
    ],
)
async def test_a_lease_out_of_range_is_refused(shop: Caller, wrong: pb.LeaseJobsRequest) -> None:
    attempt = shop.call(PATH + "LeaseJobs", wrong)
    assert (await refusal(attempt))[0] is grpc.StatusCode.INVALID_ARGUMENT


async def test_a_months_costs_are_told_by_version_model_and_scenario(config: Config) -> None:
    now = time.time_ns() // 1_000_000
    month = spend.month_of(now)
    before = spend.month_after(month, -1)
    track = spend.Track(
        thread_id="t",
        thread_tokens=90,
        brain_version="v1",
        model="small",
        scenario="policy",
        ended=True,
        answered=True,
        usage=Usage(60, 30, 20_000),
    )

    def note(db: Database) -> None:
        threads.touch(db, "t", "a_1", "en", now)
        spend.note_turn(db, track, now)
        spend.lease(db, before, 25_000)

    config.data_dir.mkdir()
    store = Store.open(config.data_dir / DATABASE_FILE, load_or_create_key(config.key_file))
    await store.write(note)
    store.close()
    async with serving(config), grpc.aio.insecure_channel(f"unix:{config.socket}") as channel:
        shop = Caller(channel, Signer())
        await shop.pair()
        settings = pb.ShopSettings(monthly_budget_micros=50_000)
        await shop.call(PATH + "PutSettings", pb.PutSettingsRequest(settings=settings))
        current = await shop.call(PATH + "GetSpend", pb.GetSpendRequest())
        past = await shop.call(PATH + "GetSpend", pb.GetSpendRequest(month=before))
    assert (current.month, current.spent_micros, current.thread_count) == (month, 20_000, 1)
    assert [record.scenario for record in current.records] == ["policy"]
    assert past == pb.GetSpendResponse(month=before, spent_micros=25_000, budget_micros=50_000)


@pytest.mark.parametrize("wrong", ["2026-13", "2026-1", "November", "2026-11-01"])
async def test_a_month_that_is_none_is_refused(shop: Caller, wrong: str) -> None:
    attempt = shop.call(PATH + "GetSpend", pb.GetSpendRequest(month=wrong))
    assert (await refusal(attempt))[0] is grpc.StatusCode.INVALID_ARGUMENT


async def test_a_database_that_was_set_aside_shows_until_it_is_dealt_with(
    config: Config,
) -> None:
    async with serving(config):
        pass
    database = config.data_dir / DATABASE_FILE
    aside = database.with_name(f"{DATABASE_FILE}.damaged-1")
    database.write_bytes(b"damage" * 2_000)
    async with serving(config), grpc.aio.insecure_channel(f"unix:{config.socket}") as channel:
        shop = Caller(channel, Signer())
        await shop.pair()
        status = await shop.call(PATH + "GetStatus", pb.GetStatusRequest())
        assert not status.checks[0].ok
        assert "damaged-1" in status.checks[0].text
        aside.unlink()
        status = await shop.call(PATH + "GetStatus", pb.GetStatusRequest())
        assert status.checks[0].ok
        database.with_name(f"{DATABASE_FILE}{SUSPECT_SUFFIX}").touch()
        status = await shop.call(PATH + "GetStatus", pb.GetStatusRequest())
        assert not status.checks[0].ok
