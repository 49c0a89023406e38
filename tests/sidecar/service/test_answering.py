from __future__ import annotations

import subprocess
import sys
from typing import Any

from sidecar.llm.provider import Endpoint, Provider
from sidecar.service.answering import Answering
from sidecar.upstream import FAILURES, Breaker

NOBODY: Any = None


def answering_with(*providers: Provider) -> Answering:
    """As far as its checks go."""
    return Answering(NOBODY, NOBODY, NOBODY, NOBODY, NOBODY, NOBODY, providers)


async def test_the_owner_is_told_which_model_answers_and_when_it_keeps_failing() -> None:
    breaker = Breaker()
    provider = Provider(Endpoint("http://127.0.0.1:9/v1", "", "fern-1"), breaker)
    answering = answering_with(provider)
    assert answering.model_check().ok
    for _ in range(FAILURES):
        breaker.failed(breaker.enter())
    assert not answering.model_check().ok
    assert "fern-1" in answering.model_check().text
    await provider.close()


def test_no_model_is_no_fault() -> None:
    assert answering_with().model_check().ok


def test_a_start_does_not_wait_for_the_models_library() -> None:
    # 0.4 s: the provider loads it while the sidecar already serves.
    check = "import sys, sidecar.service.server; sys.exit('openai' in sys.modules)"
    subprocess.run([sys.executable, "-c", check], check=True)
