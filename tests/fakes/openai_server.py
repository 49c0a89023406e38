"""A server that speaks the chat-completions protocol and does what it is told.

Answers are a queue: each request takes the next one, the last repeats. It runs in a thread of its
own on real sockets, so that streams arrive at their own pace and can break in real ways.

    server = OpenAIServer([Says("Thirty days. [p1]", tokens_per_s=40), Calls(("list_orders", {}))])
    with server as base_url: ...
"""

from __future__ import annotations

import json
import re
import socket
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

USAGE = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}


@dataclass(frozen=True)
class Says:
    """Streams text, token by token; 0 tokens a second is as fast as it goes.

    `then` breaks the stream after the text: `reset` or `hang`.
    """

    text: str
    tokens_per_s: float = 0.0
    calls: tuple[tuple[str, Any], ...] = ()
    then: str = ""


@dataclass(frozen=True)
class Calls:
    """Asks for tools: (name, arguments); arguments that are text go out as they are."""

    calls: tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Fails:
    """Answers with a status and a body."""

    status: int
    body: str = '{"error": {"message": "SECRET provider text", "type": "server_error"}}'
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Hangs:
    """Takes the request and never answers; `headers` sends those first."""

    headers: bool = False


@dataclass(frozen=True)
class HangsUp:
    """Takes the whole request and ends the connection: with FIN, or RST when it `resets`."""

    resets: bool = False


@dataclass(frozen=True)
class Raw:
    """Sends these bytes as the event stream's body; `reset` cuts the connection after them."""

    chunks: Callable[[], Iterator[bytes]]
    reset: bool = False
    status: int = 200


Answer = Says | Calls | Fails | Hangs | HangsUp | Raw
Choice = Callable[[dict[str, Any]], Answer]
"""Answers by what it was sent: the request's body."""


@dataclass(frozen=True)
class Received:
    """Where a request went; header names are in lower case."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass
class OpenAIServer:
    """Answers `POST …/chat/completions`; `requests` are the bodies it got, `received` the rest."""

    answers: Sequence[Answer | Choice]
    requests: list[dict[str, Any]] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    finished: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> str:
        self._taken = 0
        self._lock = threading.Lock()
        self._closing = threading.Event()
        owner = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_: object) -> None:
                pass

            def do_POST(self) -> None:
                owner._answer(self)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    def __exit__(self, *_: object) -> None:
        self._closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def texts(self) -> str:
        """Everything that was sent here, as one text to look for secrets in."""
        return json.dumps(self.requests, ensure_ascii=False)

    def restart(self) -> None:
        """Begins the queue again, and forgets what was asked."""
        with self._lock:
            self._taken = 0
            self.requests.clear()

    def _next(self, request: dict[str, Any]) -> Answer:
        with self._lock:
            answer = self.answers[min(self._taken, len(self.answers) - 1)]
            self._taken += 1
        return answer(request) if callable(answer) else answer

    def _answer(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["content-length"]))
        self.requests.append(json.loads(body))
        address = urlsplit(handler.path)
        headers = {name.lower(): value for name, value in handler.headers.items()}
        self.received.append(Received(address.path, dict(parse_qsl(address.query)), headers))
        answer = self._next(self.requests[-1])
        try:
            if isinstance(answer, Fails):
                self._fail(handler, answer)
            elif isinstance(answer, Hangs) and not answer.headers:
                self._closing.wait()
            elif isinstance(answer, HangsUp):
                if answer.resets:
                    self._reset(handler)
            else:
                self._stream(handler, answer)
        except (BrokenPipeError, ConnectionResetError):
            pass
        finally:
            handler.close_connection = True

    @staticmethod
    def _fail(handler: BaseHTTPRequestHandler, answer: Fails) -> None:
        body = answer.body.encode()
        handler.send_response(answer.status)
        handler.send_header("content-type", "application/json")
        handler.send_header("content-length", str(len(body)))
        handler.send_header("connection", "close")
        for header in answer.headers:
            handler.send_header(*header)
        handler.end_headers()
        handler.wfile.write(body)

    def _stream(self, handler: BaseHTTPRequestHandler, answer: Answer) -> None:
        handler.send_response(answer.status if isinstance(answer, Raw) else 200)
        handler.send_header("content-type", "text/event-stream")
        handler.send_header("connection", "close")
        handler.end_headers()
        handler.wfile.flush()
        match answer:
            case Hangs():
                self._closing.wait()
            case Raw():
                for chunk in answer.chunks():
                    handler.wfile.write(chunk)
                if answer.reset:
                    self._reset(handler)
            case Says():
                self._say(handler, answer)
            case Calls():
                self._finish(handler, answer.calls)

    def _say(self, handler: BaseHTTPRequestHandler, answer: Says) -> None:
        for token in re.findall(r"\s*\S+|\s+$", answer.text):
            handler.wfile.write(event({"content": token}))
            handler.wfile.flush()
            if answer.tokens_per_s and self._closing.wait(1 / answer.tokens_per_s):
                return
        if answer.then == "hang":
            self._closing.wait()
        elif answer.then == "reset":
            self._reset(handler)
        else:
            self._finish(handler, answer.calls)

    def _finish(self, handler: BaseHTTPRequestHandler, calls: tuple[tuple[str, Any], ...]) -> None:
        for index, (name, arguments) in enumerate(calls):
            text = arguments if isinstance(arguments, str) else json.dumps(arguments)
            function = {"name": name, "arguments": ""}
            head = {"index": index, "id": f"call_{index}", "type": "function"}
            handler.wfile.write(event({"tool_calls": [head | {"function": function}]}))
            for start in range(0, len(text), 20):
                part = {"arguments": text[start : start + 20]}
                handler.wfile.write(event({"tool_calls": [{"index": index, "function": part}]}))
        self.finished.set()
        reason = "tool_calls" if calls else "stop"
        handler.wfile.write(event({}, finish_reason=reason))
        handler.wfile.write(event(None, usage=USAGE) + b"data: [DONE]\n\n")

    @staticmethod
    def _reset(handler: BaseHTTPRequestHandler) -> None:
        """Ends the connection with RST, as a crashed peer does."""
        handler.wfile.flush()
        linger = struct.pack("ii", 1, 0)
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        handler.connection.close()


def event(delta: dict[str, Any] | None, **more: Any) -> bytes:
    """One server-sent chunk of a completion."""
    usage, reason = more.get("usage"), more.get("finish_reason")
    choice = {"index": 0, "delta": delta, "finish_reason": reason}
    chunk = {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1,
        "model": "fake",
        "choices": [] if delta is None else [choice],
        "usage": usage,
    }
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"
