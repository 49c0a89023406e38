"""Another service on a real socket, with faults on demand.

Each request takes the next fault of the queue; without one, or with None, it is answered as that
service would.
What a service holds changes when a request is acted on, whether or not an answer arrives.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl, urlsplit

SECRET_TEXT = "SECRET-BODY-OF-THE-FAR-END"


@dataclass(frozen=True)
class Fault:
    """Answers with `status`, or with `body` alone; `acts` first does what was asked.

    `then` ends without an answer: `drop` at once, `hang` when the server stops.
    """

    status: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b'{"message": "SECRET-BODY-OF-THE-FAR-END"}'
    acts: bool = False
    then: str = ""


LOST_ANSWER = Fault(acts=True, then="drop")
LATE_ANSWER = Fault(acts=True, then="hang")
SILENCE = Fault(then="hang")
DROPPED = Fault(then="drop")
GARBAGE = Fault(200, body=b"<html>SECRET-BODY-OF-THE-FAR-END", acts=True)
SWOLLEN = Fault(200, body=b"[" + b" " * (9 << 20) + b"]")
OUT_OF_ORDER = Fault(500)
BAD_GATEWAY = Fault(502, body=b"<html>SECRET-BODY-OF-THE-FAR-END")


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes

    @property
    def value(self) -> Any:
        return json.loads(self.body)

    @property
    def form(self) -> Mapping[str, str]:
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True)
class Reply:
    """An answer; `value` goes out as JSON, None as nothing."""

    status: int
    value: Any = None
    headers: Mapping[str, str] = field(default_factory=dict)


class FarEnd:
    """A service; subclasses say how it answers. `asked` are the requests, `faults` what is next."""

    def __init__(self) -> None:
        self.faults: list[Fault | None] = []
        self.creation_faults: list[Fault] = []
        self.asked: list[Asked] = []
        self.is_down = False
        self.clock: Callable[[], float] = time.time
        self.lock = threading.RLock()
        self._stopped = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))

    def answer(self, asked: Asked) -> Reply:
        raise NotImplementedError

    def creates(self, asked: Asked) -> bool:
        """Whether a request makes something: `creation_faults` are for these alone."""
        raise NotImplementedError

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _take(self, asked: Asked) -> tuple[Fault | None, Reply | None]:
        with self.lock:
            self.asked.append(asked)
            if self.is_down:
                return DROPPED, None
            queue = self.faults
            if self.creation_faults and self.creates(asked):
                queue = self.creation_faults  # type: ignore[assignment]
            fault = queue.pop(0) if queue else None
            acts = fault is None or fault.acts
            return fault, self.answer(asked) if acts else None

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        end = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_any(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                parts = urlsplit(self.path)
                fault, reply = end._take(
                    Asked(
                        self.command,
                        parts.path,
                        dict(parse_qsl(parts.query)),
                        {name.lower(): value for name, value in self.headers.items()},
                        self.rfile.read(length),
                    )
                )
                if fault is not None:
                    if fault.then == "hang":
                        end._stopped.wait()
                    if fault.then:
                        self.close_connection = True
                        return
                    self.send(fault.status, fault.headers, fault.body)
                elif reply is not None:
                    body = b"" if reply.value is None else json.dumps(reply.value).encode()
                    self.send(reply.status, reply.headers, body)

            def send(self, status: int, headers: Mapping[str, str], body: bytes) -> None:
                self.send_response(status)
                for name, value in {"Content-Type": "application/json", **headers}.items():
                    self.send_header(name, value)
                if status != 204:
                    self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                try:
                    if status != 204:
                        self.wfile.write(body)
                except OSError:
                    self.close_connection = True

            do_GET = do_POST = do_PATCH = handle_any  # noqa: N815

            def log_message(self, *_: Any) -> None:
                pass

        return Handler
