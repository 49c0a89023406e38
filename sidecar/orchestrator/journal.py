"""What a turn does, step by step: how long its parts take, and what staff see who look on."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sidecar.v1.agent_pb2 import ChatEvent, Trace


class Journal:
    """The times of one turn; its steps too where it `is_traced`.

    `mask` takes personal data out of what is traced; each step has its own time.
    """

    def __init__(
        self, *, is_traced: bool, mask: Callable[[str], str], now_unix_ms: Callable[[], int]
    ) -> None:
        self.parts_ms: dict[str, float] = {}
        self.is_traced = is_traced
        self._mask = mask
        self._now_unix_ms = now_unix_ms
        self._steps: list[ChatEvent] = []

    @contextmanager
    def timed(self, part: str) -> Iterator[None]:
        """Adds the time of the block to `part`."""
        began = time.monotonic()
        try:
            yield
        finally:
            self.add_ms(part, began)

    def add_ms(self, part: str, began: float) -> float:
        """Adds the milliseconds since `began`, on the monotonic clock, to `part`; gives them."""
        took_ms = (time.monotonic() - began) * 1_000
        self.parts_ms[part] = self.parts_ms.get(part, 0.0) + took_ms
        return took_ms

    def note(
        self, kind: str, text: str, *, took_ms: float = 0.0, cost_micros: int = 0, **detail: object
    ) -> None:
        """Notes a step, if anyone looks on; `kind` as in the contract's `Trace`."""
        if not self.is_traced:
            return
        self._steps.append(
            ChatEvent(
                at_unix_ms=self._now_unix_ms(),
                trace=Trace(
                    kind=kind,
                    text=self._mask(text),
                    detail_json=json.dumps(self._masked(detail), ensure_ascii=False),
                    took_ms=round(took_ms, 3),
                    cost_micros=cost_micros,
                ),
            )
        )

    def taken(self) -> list[ChatEvent]:
        """The steps that were noted since the last call."""
        steps, self._steps = self._steps, []
        return steps

    def _masked(self, value: Any) -> Any:
        """What JSON can hold of a value, each text and number masked on its own."""
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, Mapping):
            return {self._mask(str(name)): self._masked(item) for name, item in value.items()}
        if isinstance(value, list | tuple | set | frozenset):
            return [self._masked(item) for item in value]
        text = self._mask(str(value))
        return value if isinstance(value, int | float) and text == str(value) else text
