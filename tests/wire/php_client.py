"""Runs the plugin's client (`client.php`) against servers of the test."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

SRC = Path(__file__).resolve().parents[2] / "wp-plugin" / "src"
SCRIPT = Path(__file__).with_name("client.php")

SALTS = {
    f"{name}_{kind}": f"{name} {kind} of the test, long enough to be a phrase of its own"
    for kind in ("KEY", "SALT")
    for name in ("AUTH", "SECURE_AUTH", "LOGGED_IN", "NONCE")
}


class PhpClient:
    """One call by PHP; `next` gives what it prints, line by line."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def next(self) -> dict[str, Any]:
        """The next line, within 30 s."""
        assert self._process.stdout
        line = await asyncio.wait_for(self._process.stdout.readline(), 30)
        assert line, "the PHP client ended without a word"
        answer: dict[str, Any] = json.loads(line)
        return answer

    async def rest(self) -> list[dict[str, Any]]:
        """All further lines, once it has ended."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        lines = await asyncio.wait_for(self._process.stdout.read(), 30)
        return [json.loads(line) for line in lines.splitlines()]


@asynccontextmanager
async def php_client(
    op: str,
    address: str = "",
    *,
    text: bytes = b"",
    timeout_ms: int = 20_000,
    env: dict[str, str] | None = None,
    **more: Any,
) -> AsyncIterator[PhpClient]:
    """A running client; killed at the end if it does not end by itself."""
    command = {"salts": SALTS, "text": base64.b64encode(text).decode()} | more
    command |= {"op": op, "address": address, "timeout_ms": timeout_ms}
    process = await asyncio.create_subprocess_exec(
        "php",
        str(SCRIPT),
        str(SRC),
        json.dumps(command),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env=env,
    )
    try:
        yield PhpClient(process)
    finally:
        try:
            await asyncio.wait_for(process.wait(), 5)
        except TimeoutError:
            process.kill()
            await process.wait()


async def call(op: str, address: str = "", **more: Any) -> list[dict[str, Any]]:
    """Everything that one call prints after its keys."""
    async with php_client(op, address, **more) as client:
        return (await client.rest())[1:]
