"""The path of a question: mask, look for it, remember what was found."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sidecar.embedder import Embedder
from sidecar.errors import IndexUnavailable
from sidecar.index.generation import Generation
from sidecar.index.manifest import DamagedGeneration
from sidecar.index.segment import primary_subtag
from sidecar.index.shelf import CURRENT_FILE, Shelf
from sidecar.knowledge.candidates import Question
from sidecar.knowledge.choice import find
from sidecar.knowledge.recent import Recent
from sidecar.nouns import Retrieval
from sidecar.redaction import impersonal, scrub
from sidecar.v1.knowledge_pb2 import IndexState

MAX_PASSAGES = 5
MAX_QUERY_CHARS = 4_000
THREAD_COUNT = 2
# A search that fails may have met a damaged file. All files are read again to see, which takes as
# long as many searches: a question that always fails must not cause it each time.
RECHECK_AFTER_MS = 60_000


@dataclass(frozen=True, slots=True)
class IndexStatus:
    """The index as it answers now; the fields are those of the wire's GetIndexStatusResponse."""

    state: int
    generation: str
    document_count: int
    passage_count: int
    synced_unix_ms: int
    sync_is_running: bool
    model: str
    pending_count: int


class Knowledge:
    """Searches the generation that answers; safe from many tasks and threads.

    `now_unix_ms` is the clock; `stale_after_ms` without a successful sync search is off.
    """

    def __init__(
        self,
        shelf: Shelf,
        embedder: Embedder,
        stale_after_ms: float,
        now_unix_ms: Callable[[], int],
    ) -> None:
        self._shelf = shelf
        self._embedder = embedder
        self._stale_after_ms = stale_after_ms
        self._now_unix_ms = now_unix_ms
        self._recent = Recent(now_unix_ms)
        self._threads = ThreadPoolExecutor(THREAD_COUNT, "search")
        self._checking = threading.Lock()
        self._checked = ("", 0)  # the generation last found whole after a failure, and when

    async def search(
        self,
        query: str,
        *,
        top_k: int = 3,
        product_id: int = 0,
        locale: str = "",
        explain: bool = False,
    ) -> Retrieval:
        """The best passages, one per address, at most five; personal data is masked first.

        With `explain` each says why it ranks where it does.

        Nothing to search for gives nothing, with confidence 0. Raises IndexUnavailable when the
        index is empty, stale or being rebuilt.
        """
        loop = asyncio.get_running_loop()

        def work() -> Retrieval:
            return self._search(_question(query, top_k, product_id, locale), explain)

        return await loop.run_in_executor(self._threads, work)

    def status(self) -> IndexStatus:
        """What there is and whether it answers."""
        shelf, generation = self._shelf, self._shelf.current
        changed, removed = shelf.pending
        return IndexStatus(
            state=self._state(generation),
            generation=generation.name if generation else "",
            document_count=len(generation.documents) if generation else 0,
            passage_count=generation.passage_count if generation else 0,
            synced_unix_ms=shelf.synced_unix_ms,
            sync_is_running=shelf.sync_is_running,
            model=str(self._embedder.model),
            pending_count=len(changed) + len(removed),
        )

    def close(self) -> None:
        """Ends the threads after what they are doing."""
        self._threads.shutdown(wait=True)

    def _state(self, generation: Generation | None) -> int:
        synced = self._shelf.synced_unix_ms
        if generation is None:
            return IndexState.INDEX_STATE_REBUILDING if synced else IndexState.INDEX_STATE_EMPTY
        if not generation.passage_count:
            return IndexState.INDEX_STATE_EMPTY
        if self._now_unix_ms() - synced > self._stale_after_ms:
            return IndexState.INDEX_STATE_STALE
        return IndexState.INDEX_STATE_READY

    def _search(self, question: Question, explain: bool) -> Retrieval:
        generation = self._shelf.current
        state = self._state(generation)
        if generation is None or state != IndexState.INDEX_STATE_READY:
            name = IndexState.Name(state).removeprefix("INDEX_STATE_").lower()
            raise IndexUnavailable(f"The index is {name}.", reason=f"INDEX_{name.upper()}")
        if not question.text:
            return Retrieval((), 0.0, generation.name)
        if not explain and (known := self._recent.get(question, generation)) is not None:
            return known
        try:
            with generation.reading():
                alive = generation.alive
                passages, certainty = find(generation, self._embedder, question, explain=explain)
        except Exception:  # whatever a file that is read when needed leads to once it is damaged
            if self._is_whole(generation):
                raise
            return self._search(question, explain)
        found = Retrieval(passages, certainty, generation.name)
        if not explain:
            self._recent.put(question, alive, found)
        return found

    def _is_whole(self, generation: Generation) -> bool:
        """Whether a generation still answers, its files as they were sealed a minute ago or now."""
        with self._checking:
            if self._shelf.current is not generation:
                return False
            name, at_unix_ms = self._checked
            age_ms = self._now_unix_ms() - at_unix_ms
            if name == generation.name and 0 <= age_ms < RECHECK_AFTER_MS:
                return True
            self._checked = (generation.name, self._now_unix_ms())
            return self._shelf.check() and self._shelf.current is generation


class Beside:
    """Searches what answers in an index folder, beside the sidecar that serves from it.

    Reads only. Pages that were deleted since the last sync are still found.
    """

    def __init__(self, generation: Generation, embedder: Embedder) -> None:
        self._generation = generation
        self._embedder = embedder

    @classmethod
    def open(cls, folder: Path, embedder: Embedder) -> Beside:
        """The generation that answers now in `folder`. Raises IndexUnavailable."""
        try:
            name = (folder / CURRENT_FILE).read_text().strip()
            return cls(Generation.trust(folder / name), embedder)
        except (OSError, DamagedGeneration) as cause:
            raise IndexUnavailable("Nothing is indexed yet.", reason="INDEX_EMPTY") from cause

    def find(
        self,
        query: str,
        *,
        top_k: int = 3,
        product_id: int = 0,
        locale: str = "",
        explain: bool = False,
    ) -> Retrieval:
        """As `Knowledge.search`; never stale."""
        question, generation = _question(query, top_k, product_id, locale), self._generation
        if not question.text:
            return Retrieval((), 0.0, generation.name)
        found = find(generation, self._embedder, question, explain=explain)
        return Retrieval(*found, generation.name)


def _question(query: str, top_k: int, product_id: int, locale: str) -> Question:
    """The first 4,000 characters of a query without personal data; its lines stay lines."""
    return Question(
        impersonal(scrub(query[:MAX_QUERY_CHARS])),
        max(1, min(top_k, MAX_PASSAGES)),
        product_id,
        primary_subtag(locale),
    )
