from __future__ import annotations

from pathlib import Path

import grpc
import pytest

from sidecar.config import Config
from sidecar.service.server import serving
from sidecar.v1 import knowledge_pb2 as pb
from tests.fakes.docs_site import DocsSite, Page
from tests.fakes.pdf import pdf
from tests.sidecar.calling import Caller, reason_of
from tests.sidecar.signing import Signer

PATH = "/sidecar.v1.Knowledge/"


@pytest.fixture
def with_folder(config: Config, tmp_path: Path) -> Config:
    folder = tmp_path / "knowledge"
    folder.mkdir()
    (folder / "kites.md").write_text("# Kites\n\nOur kites fly in winds of four knots.")
    (folder / "scan.pdf").write_bytes(pdf(""))
    return config.model_copy(update={"knowledge_dir": folder})


async def test_an_owner_sees_reads_adds_and_removes_sources(with_folder: Config) -> None:
    async with (
        serving(with_folder),
        grpc.aio.insecure_channel(f"unix:{with_folder.socket}") as channel,
    ):
        owner = Caller(channel, Signer())
        await owner.pair()
        request = pb.LoadSourceRequest(source_id="folder")
        steps = [step async for step in owner.stream(PATH + "LoadSource", request)]
        assert steps[-1].stage == "done"
        assert steps[-1].generation

        address = "https://93.184.216.34/docs/"
        added = await owner.call(PATH + "PutSource", pb.PutSourceRequest(address=address))
        assert added.source.kind == pb.SOURCE_KIND_SITE
        assert added.source.address == address
        wordpress, folder, site = await listed(owner)
        assert wordpress.kind == pb.SOURCE_KIND_WORDPRESS
        assert site == added.source
        assert (folder.kind, folder.address) == (pb.SOURCE_KIND_FOLDER, "knowledge")
        assert (folder.document_count, folder.excluded_count, folder.error) == (1, 1, "")
        assert folder.loaded_unix_ms > 0
        assert folder.excluded[0].address == "scan.pdf"
        assert "scan" in folder.excluded[0].reason

        gone = pb.DeleteSourceRequest(source_id=site.source_id)
        assert (await owner.call(PATH + "DeleteSource", gone)).deleted_count == 0
        assert len(await listed(owner)) == 2


async def listed(owner: Caller) -> list[pb.Source]:
    return list((await owner.call(PATH + "ListSources", pb.ListSourcesRequest())).sources)


async def test_a_running_sidecar_reads_nothing_on_its_own_host_or_network(config: Config) -> None:
    with DocsSite({"/": Page("inside")}) as inside:
        async with (
            serving(config),
            grpc.aio.insecure_channel(f"unix:{config.socket}") as channel,
        ):
            owner = Caller(channel, Signer())
            await owner.pair()
            for host in ("127.0.0.1", "localhost", "[::1]", "2130706433", "10.0.0.1"):
                request = pb.PutSourceRequest(address=f"http://{host}:{inside.port}/")
                with pytest.raises(grpc.aio.AioRpcError) as refused:
                    await owner.call(PATH + "PutSource", request)
                assert refused.value.code() == grpc.StatusCode.INVALID_ARGUMENT
                assert reason_of(refused.value) == "SOURCE_ADDRESS_FORBIDDEN"
            assert await listed(owner) == [pb.Source(source_id="wordpress", kind=1)]
        assert inside.asked == []


async def test_what_is_no_source_cannot_be_read(config: Config) -> None:
    async with serving(config), grpc.aio.insecure_channel(f"unix:{config.socket}") as channel:
        owner = Caller(channel, Signer())
        await owner.pair()
        for source_id in ("wordpress", "folder", "site-000000000000"):
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await anext(
                    aiter(
                        owner.stream(PATH + "LoadSource", pb.LoadSourceRequest(source_id=source_id))
                    )
                )
            assert refused.value.code() == grpc.StatusCode.NOT_FOUND
