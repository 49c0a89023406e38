"""Pages of a list: how many rows, and where the next one goes on."""

from __future__ import annotations

import base64
import json

from sidecar.errors import BadMessage

PAGE_SIZE = 50
MAX_PAGE_SIZE = 200


def page_size(asked: int) -> int:
    """Rows of a page, 1 to 200; 0 means 50. Raises BadMessage."""
    if not 0 <= asked <= MAX_PAGE_SIZE:
        raise BadMessage(f"page_size must be 0 to {MAX_PAGE_SIZE}.")
    return asked or PAGE_SIZE


def token(at_unix_ms: int, row_id: str) -> str:
    """Where the page after this row begins."""
    return base64.urlsafe_b64encode(json.dumps([at_unix_ms, row_id]).encode()).decode()


def read_token(token: str) -> tuple[int, str] | None:
    """The row of a token; None for the start. Raises BadMessage."""
    if not token:
        return None
    try:
        at_unix_ms, row_id = json.loads(base64.urlsafe_b64decode(token))
        return int(at_unix_ms), str(row_id)
    except (ValueError, TypeError):
        raise BadMessage("page_token is not one of ours.") from None
