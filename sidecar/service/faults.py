"""The one place where an error becomes a gRPC status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from grpc import StatusCode

from sidecar import errors

REASON_KEY: Final = "deskhand-reason"
RETRY_AFTER_KEY: Final = "deskhand-retry-after-s"

CODES: Mapping[type[errors.DeskhandError], StatusCode] = {
    errors.DeskhandError: StatusCode.INTERNAL,
    errors.BadMessage: StatusCode.INVALID_ARGUMENT,
    errors.NotAuthenticated: StatusCode.UNAUTHENTICATED,
    errors.NotAllowed: StatusCode.PERMISSION_DENIED,
    errors.NotFound: StatusCode.NOT_FOUND,
    errors.Conflict: StatusCode.ALREADY_EXISTS,
    errors.WrongState: StatusCode.FAILED_PRECONDITION,
    errors.RateLimited: StatusCode.RESOURCE_EXHAUSTED,
    errors.Draining: StatusCode.UNAVAILABLE,
    errors.IndexUnavailable: StatusCode.UNAVAILABLE,
    errors.ModelUnavailable: StatusCode.UNAVAILABLE,
    errors.BudgetSpent: StatusCode.RESOURCE_EXHAUSTED,
    errors.StoreFull: StatusCode.RESOURCE_EXHAUSTED,
    errors.StoreDamaged: StatusCode.DATA_LOSS,
    errors.BadSetting: StatusCode.FAILED_PRECONDITION,
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What a caller is told: a canonical code, a sentence, and metadata with the reason."""

    code: StatusCode
    text: str
    metadata: tuple[tuple[str, str], ...]


def fault_of(error: Exception) -> Fault:
    """The fault for `error`; one that nobody foresaw says nothing of itself."""
    if not isinstance(error, errors.DeskhandError):
        error = errors.DeskhandError("Something went wrong in the sidecar.")
    metadata = [(REASON_KEY, error.reason)]
    if isinstance(error, errors.RateLimited):
        metadata.append((RETRY_AFTER_KEY, f"{error.retry_after_s:g}"))
    return Fault(CODES[type(error)], error.text, tuple(metadata))
