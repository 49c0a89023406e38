from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from grpc import StatusCode

import sidecar
from sidecar.errors import BadMessage, DeskhandError, RateLimited
from sidecar.service.faults import CODES, REASON_KEY, RETRY_AFTER_KEY, fault_of


def all_errors(of: type[DeskhandError] = DeskhandError) -> Iterator[type[DeskhandError]]:
    for error in of.__subclasses__():
        yield error
        yield from all_errors(error)


def test_every_error_has_its_status() -> None:
    for module in pkgutil.walk_packages(sidecar.__path__, "sidecar."):
        if module.name not in ("sidecar.__main__", "sidecar.model_export"):
            importlib.import_module(module.name)
    own = {error for error in all_errors() if error.__module__.startswith("sidecar.")}
    assert own | {DeskhandError} == set(CODES)


def test_no_error_looks_like_success_or_like_nobody_knows() -> None:
    assert not set(CODES.values()) & {StatusCode.OK, StatusCode.UNKNOWN, StatusCode.CANCELLED}
    unforeseen = [error for error, code in CODES.items() if code is StatusCode.INTERNAL]
    assert unforeseen == [DeskhandError]


@pytest.mark.parametrize("error", sorted(CODES, key=lambda error: error.__name__))
def test_a_caller_gets_code_reason_and_sentence(error: type[DeskhandError]) -> None:
    fault = fault_of(error("A sentence."))
    assert fault.code is CODES[error]
    assert fault.text == "A sentence."
    assert dict(fault.metadata)[REASON_KEY] == error.reason


def test_a_narrower_reason_wins() -> None:
    fault = fault_of(BadMessage("No.", reason="MESSAGE_MALFORMED"))
    assert dict(fault.metadata)[REASON_KEY] == "MESSAGE_MALFORMED"


def test_who_sends_too_much_learns_when_to_come_back() -> None:
    fault = fault_of(RateLimited("Slowly.", retry_after_s=12.5))
    assert dict(fault.metadata)[RETRY_AFTER_KEY] == "12.5"


@pytest.mark.parametrize("error", [ValueError("secret"), KeyError("secret"), OSError(5, "secret")])
def test_what_nobody_foresaw_says_nothing_of_itself(error: Exception) -> None:
    fault = fault_of(error)
    assert fault.code is StatusCode.INTERNAL
    assert "secret" not in fault.text
    assert fault.metadata == ((REASON_KEY, "INTERNAL"),)
