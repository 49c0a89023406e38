"""What was found for questions asked a moment ago."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from sidecar.index.generation import Generation
from sidecar.knowledge.candidates import Question
from sidecar.nouns import Retrieval

MAX_AGE_MS = 60_000
MAX_COUNT = 128  # about 2 MB


class Recent:
    """Retrievals by question, at most 60 s old; safe from many threads.

    One holds for the very generation it came from, and as long as nothing more is hidden in that:
    `Generation.hide` makes `alive` anew. A `Question` has no personal data in it, so that what one
    shopper found may serve another.
    """

    def __init__(self, now_unix_ms: Callable[[], int]) -> None:
        self._now_unix_ms = now_unix_ms
        self._lock = threading.Lock()
        self._found: OrderedDict[Question, tuple[int, object, Retrieval]] = OrderedDict()

    def get(self, question: Question, generation: Generation) -> Retrieval | None:
        """What was found, if it still holds."""
        with self._lock:
            made_unix_ms, alive, retrieval = self._found.get(question, (0, None, None))
            age_ms = self._now_unix_ms() - made_unix_ms
            if alive is not generation.alive or not 0 <= age_ms < MAX_AGE_MS:
                self._found.pop(question, None)
                return None
            self._found.move_to_end(question)
            return retrieval

    def put(self, question: Question, alive: object, retrieval: Retrieval) -> None:
        """Keeps what was found while the generation's `alive` was this."""
        with self._lock:
            self._found[question] = (self._now_unix_ms(), alive, retrieval)
            self._found.move_to_end(question)
            if len(self._found) > MAX_COUNT:
                self._found.popitem(last=False)
