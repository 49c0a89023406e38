"""What can go wrong, named after who must act.

Each error carries a stable ``reason`` in UPPER_SNAKE. The text is for the caller; it never
holds personal data or the text of a foreign system. ``sidecar.service.faults`` translates
these once, at the edge, to gRPC status codes.
"""

from __future__ import annotations


class DeskhandError(Exception):
    """Any failure this package knows by name.

    ``reason`` is the class's own unless the raiser names a narrower one.
    """

    reason = "INTERNAL"

    def __init__(self, text: str, *, reason: str | None = None) -> None:
        super().__init__(text)
        self.text = text
        if reason is not None:
            self.reason = reason


class BadMessage(DeskhandError):
    """The caller sent something malformed; sending it again will not help."""

    reason = "INVALID_ARGUMENT"


class NotAuthenticated(DeskhandError):
    """No token, or one that does not hold."""

    reason = "TOKEN_INVALID"


class NotAllowed(DeskhandError):
    """A good token without the scope, or a thread of someone else's kind."""

    reason = "SCOPE_MISSING"


class NotFound(DeskhandError):
    """No such thing for this caller; "not yours" reads the same."""

    reason = "NOT_FOUND"


class Conflict(DeskhandError):
    """The id is known with another body."""

    reason = "ID_REUSED"


class WrongState(DeskhandError):
    """Right in itself, but not now: a sync already runs, an index is missing."""

    reason = "WRONG_STATE"


class RateLimited(DeskhandError):
    """Too many; try again after ``retry_after_s`` seconds."""

    reason = "RATE_LIMITED"

    def __init__(
        self, text: str, *, retry_after_s: float = 60.0, reason: str | None = None
    ) -> None:
        super().__init__(text, reason=reason)
        self.retry_after_s = retry_after_s


class Draining(DeskhandError):
    """The sidecar is stopping and takes no new turns."""

    reason = "DRAINING"


class IndexUnavailable(DeskhandError):
    """Search is off: the index is empty, stale or being rebuilt."""

    reason = "INDEX_UNAVAILABLE"


class ModelUnavailable(DeskhandError):
    """No language model answered in time."""

    reason = "MODEL_UNAVAILABLE"


class BudgetSpent(DeskhandError):
    """The owner's limit for models is reached; what needs no model goes on."""

    reason = "MONTH_SPENT"


class StoreFull(DeskhandError):
    """The disk has no room; nothing was written."""

    reason = "DISK_FULL"


class StoreDamaged(DeskhandError):
    """The database cannot be read: damaged, or the key is another's."""

    reason = "STORE_DAMAGED"


class BadSetting(DeskhandError):
    """The start is refused; the text names the setting and what it should be."""

    reason = "BAD_SETTING"
