from __future__ import annotations

import resource
import signal

import grpc
import pytest

from sidecar.config import Config
from sidecar.errors import BadSetting
from sidecar.service.inspection import DATABASE_FILE, health
from sidecar.service.server import serving
from sidecar.v1 import operations_pb2 as pb
from tests.sidecar.calling import Caller, reason_of
from tests.sidecar.running import deskhand, running
from tests.sidecar.signing import Signer

PATH = "/sidecar.v1.Operations/"


def test_sigterm_ends_it_cleanly_and_leaves_no_socket(config: Config) -> None:
    with running(config) as sidecar:
        assert sidecar.end(signal.SIGTERM) == 0
        assert sidecar.records[-1]["event"] == "stopped"
        assert "Traceback" not in sidecar.text
    assert config.socket is not None
    assert not config.socket.exists()


def test_a_hang_up_changes_nothing(config: Config) -> None:
    with running(config) as sidecar:
        sidecar.process.send_signal(signal.SIGHUP)
        assert health(config) == "serving"
        assert sidecar.end(signal.SIGTERM) == 0


async def test_a_killed_one_starts_again_where_it_was(config: Config) -> None:
    signer = Signer()
    settings = pb.PutSettingsRequest(settings=pb.ShopSettings(shop_name="Kessel"))
    with running(config) as sidecar:
        async with grpc.aio.insecure_channel(f"unix:{config.socket}") as channel:
            caller = Caller(channel, signer)
            await caller.pair()
            await caller.call(PATH + "PutSettings", settings)
        sidecar.end(signal.SIGKILL)
    with running(config) as sidecar:
        async with grpc.aio.insecure_channel(f"unix:{config.socket}") as channel:
            caller = Caller(channel, signer)
            assert (await caller.call(PATH + "GetStatus", pb.GetStatusRequest())).version
        assert "Pairing code" not in sidecar.text


async def test_a_full_disk_refuses_writes_serves_the_rest_and_recovers_by_itself(
    config: Config,
) -> None:
    settings = pb.PutSettingsRequest(settings=pb.ShopSettings(shop_name="Kessel"))
    with running(config) as sidecar:
        async with grpc.aio.insecure_channel(f"unix:{config.socket}") as channel:
            shop = Caller(channel, Signer())
            await shop.pair()
            # No file of the process may grow: what the system says on a full disk or quota.
            resource.prlimit(
                sidecar.process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY)
            )
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await shop.call(PATH + "PutSettings", settings)
            assert refused.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
            assert reason_of(refused.value) == "DISK_FULL"
            request = pb.GetStatusRequest()
            metadata = shop.signer.metadata(request)
            assert (await shop.send(PATH + "GetStatus", request, metadata)).version
            with pytest.raises(grpc.aio.AioRpcError) as replayed:
                await shop.send(PATH + "GetStatus", request, metadata)
            assert reason_of(replayed.value) == "TOKEN_REPLAYED"

            resource.prlimit(
                sidecar.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2
            )
            await shop.call(PATH + "PutSettings", settings)
        assert sidecar.end(signal.SIGTERM) == 0


def test_a_second_one_on_the_same_folder_is_refused_in_one_sentence(config: Config) -> None:
    with running(config):
        second = deskhand(config, "serve", SOCKET=f"{config.socket}.second")
        assert second.returncode == 2
        assert second.stderr.startswith("deskhand: data_dir ")
        assert len(second.stderr.splitlines()) == 1
        assert health(config) == "serving"


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"TURN_DEADLINE_S": "soon"}, "turn_deadline_s"),
        ({"SOCKET_GROUP": "no-such-group"}, "socket_group"),
        ({"LISTEN": "0.0.0.0:1"}, "allow_remote_listen"),
        ({"LISTEN": "127.0.0.1:1", "SOCKET": "/proc/nowhere/d.sock"}, "socket"),
        ({"DATA_DIR": "/proc/nowhere"}, "data_dir"),
        ({"KEY_FILE": "/proc/nowhere/key"}, "key_file"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_one_sentence(
    config: Config, changes: dict[str, str], name: str
) -> None:
    refused = deskhand(config, "serve", **changes)
    assert refused.returncode == 2
    last = refused.stderr.splitlines()[-1]
    assert last.startswith(f"deskhand: {name} ")
    assert "Traceback" not in refused.stderr


async def test_a_start_that_fails_lets_go_of_everything(config: Config) -> None:
    wrong = config.model_copy(update={"socket_group": "no-such-group"})
    with pytest.raises(BadSetting):
        async with serving(wrong):
            pass
    async with serving(config):
        assert config.socket is not None
        assert config.socket.exists()


async def test_another_key_is_refused_and_the_database_left_alone(config: Config) -> None:
    async with serving(config):
        pass
    config.key_file.write_text("00" * 32)
    with pytest.raises(BadSetting, match=r"^key_file "):
        async with serving(config):
            pass
    assert [path.name for path in config.data_dir.glob("*.damaged-*")] == []


async def test_a_damaged_database_is_set_aside_and_the_start_goes_on(config: Config) -> None:
    async with serving(config):
        pass
    (config.data_dir / DATABASE_FILE).write_bytes(b"damage" * 5_000)
    async with serving(config):
        pass
    aside = config.data_dir / f"{DATABASE_FILE}.damaged-1"
    assert aside.read_bytes() == b"damage" * 5_000


async def test_a_message_over_the_limit_is_refused_and_the_next_one_served(
    config: Config,
) -> None:
    async with serving(config), grpc.aio.insecure_channel(f"unix:{config.socket}") as channel:
        shop = Caller(channel, Signer())
        await shop.pair()
        huge = pb.PutSettingsRequest(settings=pb.ShopSettings(hours="x" * 6_000_000))
        with pytest.raises(grpc.aio.AioRpcError) as refused:
            await shop.call(PATH + "PutSettings", huge)
        assert refused.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
        assert (await shop.call(PATH + "GetStatus", pb.GetStatusRequest())).version
