"""The data of server-sent events, from bytes cut anywhere.

An event is one `data:` line, as every endpoint sends it; comments and other fields are dropped.
"""

from __future__ import annotations

MAX_LINE_BYTES = 256 * 1024
# An answer of 8,000 tokens in chunks of 400 bytes is 3.2 MB.
MAX_STREAM_BYTES = 8 * 1024 * 1024


class StreamTooLong(Exception):
    """More than any answer takes."""


class EventLines:
    """Takes a stream's bytes, keeping no more than one line of them."""

    def __init__(self) -> None:
        self._rest = bytearray()
        self._taken_bytes = 0

    def feed(self, data: bytes) -> list[bytes]:
        """The data of the events that `data` completes. Raises StreamTooLong."""
        self._taken_bytes += len(data)
        *lines, rest = data.split(b"\n")
        if lines and self._rest:
            lines[0] = bytes(self._rest) + lines[0]
            self._rest.clear()
        self._rest += rest
        if len(self._rest) > MAX_LINE_BYTES or self._taken_bytes > MAX_STREAM_BYTES:
            raise StreamTooLong
        return [line[5:].strip() for line in lines if line.startswith(b"data:")]

    def flush(self) -> list[bytes]:
        """The data of a last line that nothing ended."""
        return self.feed(b"\n")
