"""Answers of calls that must not act twice, kept by their request id."""

from __future__ import annotations

from collections.abc import Callable

from sqlite_utils import Database

from sidecar.errors import Conflict


def once(
    db: Database, request_id: str, request_hash: str, now_unix_ms: int, act: Callable[[], str]
) -> str:
    """Runs `act` for the first call with this id; later ones get the first answer.

    The answer is JSON text, stored in the transaction that holds the effect and kept as long
    as transcripts are. Raises Conflict when the id is known with another body.
    """
    row = db.execute(
        "SELECT request_hash, response_json FROM calls WHERE request_id = ?", [request_id]
    ).fetchone()
    if row is not None:
        if row[0] != request_hash:
            raise Conflict("This request_id was used for another request.")
        return str(row[1])
    response_json = act()
    db.execute(
        "INSERT INTO calls VALUES (?, ?, ?, ?)",
        [request_id, request_hash, response_json, now_unix_ms],
    )
    return response_json
