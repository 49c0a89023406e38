"""One long-lived PHP process that decodes and encodes wire classes for the tests."""

from __future__ import annotations

import base64
import json
import select
import struct
import subprocess
from pathlib import Path
from typing import Any

import wire_php
from google.protobuf.descriptor import FieldDescriptor
from google.protobuf.message import Message

SRC = Path(__file__).resolve().parents[2] / "wp-plugin" / "src"
WORKER = Path(__file__).with_name("worker.php")


class Refused(Exception):
    """PHP threw Wire_Error; the text is its message."""


class PhpWorker:
    """Talks to `worker.php`. A PHP warning, a crash, 128 MB or 30 s of silence fail the test."""

    def __init__(self, wire: Path) -> None:
        command = ["php", "-d", "memory_limit=128M", str(WORKER), str(SRC), str(wire)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0
        )

    def decode(self, name: str, data: bytes) -> tuple[dict[str, Any], bytes]:
        """The values that PHP reads from `data`, and the bytes it makes of them. Or Refused."""
        return self._ask({"class": name, "bytes": base64.b64encode(data).decode()})

    def encode(self, name: str, values: dict[str, Any]) -> bytes:
        """The bytes of an object made of `values`, written as by `plain`. Raises Refused."""
        return self._ask({"class": name, "values": values})[1]

    def close(self) -> None:
        """Ends the process by ending its input."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(timeout=10)
        self._process.stdout.close()

    def _ask(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        assert self._process.stdin
        frame = json.dumps(request).encode()
        self._process.stdin.write(struct.pack("<I", len(frame)) + frame)
        answer = json.loads(self._read(struct.unpack("<I", self._read(4))[0]))
        if not answer["ok"]:
            raise Refused(answer["error"])
        return answer["values"] or {}, base64.b64decode(answer["bytes"])

    def _read(self, count: int) -> bytes:
        assert self._process.stdout
        data = b""
        while len(data) < count:
            ready, _, _ = select.select([self._process.stdout], [], [], 30)
            piece = self._process.stdout.read(count - len(data)) if ready else b""
            if not piece:
                raise AssertionError("the PHP worker hangs" if ready == [] else "it died")
            data += piece
        return data


def plain(message: Message) -> dict[str, Any]:
    """The message as `worker.php` shows it: every field, each value with its type in front."""
    values: dict[str, Any] = {}
    for field in message.DESCRIPTOR.fields:
        value = getattr(message, field.name)
        if field.is_repeated:
            values[field.name] = [_plain_value(field, item) for item in value]
        elif field.has_presence and not message.HasField(field.name):
            values[field.name] = None
        else:
            values[field.name] = _plain_value(field, value)
    return values


def _plain_value(field: FieldDescriptor, value: Any) -> Any:
    if field.type == field.TYPE_MESSAGE:
        return plain(value)
    if field.type in (field.TYPE_STRING, field.TYPE_BYTES):
        data = value.encode() if isinstance(value, str) else value
        return "s" + base64.b64encode(data).decode()
    if field.type == field.TYPE_DOUBLE:
        return "d" + struct.pack("<d", value).hex()
    return f"{'b' if field.type == field.TYPE_BOOL else 'i'}{int(value)}"


def php_class(message: type[Message]) -> str:
    """Name of the wire class below `Deskhand\\Wire`."""
    return wire_php.php_name(message.DESCRIPTOR.name)
