"""A disk that fills up while a message is being answered."""

from __future__ import annotations

import resource

import grpc
import pytest

from sidecar.config import Config
from tests.fakes.openai_server import OpenAIServer, Says
from tests.fakes.shop import Heard
from tests.fakes.wordpress import WordPress
from tests.sidecar.calling import reason_of
from tests.sidecar.running import running

THREAD = "a" * 32
SLOW = Says("Hello and welcome. " * 20, tokens_per_s=60)


async def test_a_turn_on_a_full_disk_ends_kindly_and_is_answered_once_there_is_room(
    config: Config,
) -> None:
    with (
        OpenAIServer([SLOW, Says("Hello and welcome. Happy to help.")]) as base_url,
        running(config, LLM_BASE_URL=base_url, LLM_MODEL="fake") as sidecar,
    ):
        async with grpc.aio.insecure_channel(f"unix:{config.socket}") as channel:
            site = WordPress.at(channel)
            await site.pair()
            heard = Heard()
            async for event in site.chat(site.request("Hi", "message-1", thread_id=THREAD)):
                if not heard.events:
                    limit = (0, resource.RLIM_INFINITY)
                    resource.prlimit(sidecar.process.pid, resource.RLIMIT_FSIZE, limit)
                heard.events.append(event)
            assert heard.last.failed.reason == "DISK_FULL"
            assert "contact form" in heard.last.failed.text
            assert heard.terminal_count == 1
            with pytest.raises(grpc.aio.AioRpcError) as refused:
                await site.ask("Hello", "message-2", thread_id=THREAD)
            assert reason_of(refused.value) == "DISK_FULL"

            limit = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
            resource.prlimit(sidecar.process.pid, resource.RLIMIT_FSIZE, limit)
            again = await site.ask("Hi", "message-1", thread_id=THREAD)
            assert again.kinds[0] == "replaced"
            assert again.text == "Hello and welcome. Happy to help."
            assert (await site.ask("", "message-1", thread_id=THREAD)).events == again.events
