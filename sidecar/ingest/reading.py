"""One reading of a source: what was taken, what was kept as it was, what was left out and why."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from sidecar.ingest.child import Step
from sidecar.ingest.sync import Sync
from sidecar.store.documents import StoredDocument
from sidecar.store.sources import Excluded, Item

# Named in every stamp: raised when the same bytes give another text, so that all are read anew.
READER = "1"
# What is held in memory until it is stored: so many documents, or so many characters.
BATCH_DOCUMENTS, BATCH_CHARS = 50, 4_000_000
MAX_TEXT_CHARS = 2_000_000  # some 3,000 printed pages, which take minutes to embed
MAX_TITLE_CHARS = 500

# Controls and halves of characters, which PDFs above all are full of.
_UNWRITABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


class SourceFailed(Exception):
    """The source as a whole cannot be read; the text tells the owner why. What was held stays."""


@dataclass(frozen=True, slots=True)
class Text:
    """What a page or file says, as light Markdown; `url` is empty without a public address."""

    doc_id: str
    url: str
    title: str
    text: str
    locale: str
    updated_unix_ms: int


class Reading:
    """A reading of the source `source_id`, told of each page or file by the source's loader.

    `before` is what was remembered and `held` the ids of the documents there are.
    """

    def __init__(
        self,
        source_id: str,
        sync_id: str,
        sync: Sync,
        before: Mapping[str, Item],
        held: Collection[str],
        emit: Callable[[Step], None],
    ) -> None:
        self.excluded: list[Excluded] = []
        self.items: dict[str, Item] = {}
        self._source_id = source_id
        self._sync_id = sync_id
        self._sync = sync
        self._before = before
        self._held = held
        self._emit = emit
        self._batch: list[StoredDocument] = []
        self._addresses: dict[str, str] = {}  # by document and by hash of the text

    @property
    def seen(self) -> set[str]:
        """Ids of the documents that the source has now."""
        return {item.doc_id for item in self.items.values() if item.doc_id}

    def progress(self, done_count: int, total_count: int) -> None:
        """Tells who listens how far it is."""
        self._emit(Step("read", done_count, total_count))

    def stamp(self, address: str) -> Mapping[str, str]:
        """What to compare with to see whether it has changed; empty when it must be read."""
        item = self._before.get(address)
        if item is None or not (item.reason or item.doc_id in self._held):
            return {}
        stamp = dict(item.stamp)
        return stamp if stamp.pop("reader", "") == READER else {}

    def keep(self, address: str) -> None:
        """It is as it was the last time; `stamp` was not empty."""
        item = self._before[address]
        if item.reason:
            self._leave_out(item)
        else:
            self._add(item)

    def miss(self, address: str, reason: str) -> None:
        """It cannot be read now; what was held of it stays."""
        item = self._before.get(address)
        if item is not None and item.doc_id in self._held:
            self._add(item)
            reason += " What was read before stays."
        self.excluded.append(Excluded(address, reason))

    def exclude(self, address: str, reason: str, stamp: Mapping[str, str] | None = None) -> None:
        """It is left out; with a `stamp`, until it changes."""
        if stamp is None:
            self.excluded.append(Excluded(address, reason))
        else:
            self._leave_out(Item(address, {**stamp, "reader": READER}, reason=reason))

    async def take(self, address: str, text: Text, stamp: Mapping[str, str]) -> None:
        """It says `text` now. A text that was there already is left out."""
        text = replace(text, text=_UNWRITABLE.sub("", text.text).strip())
        if not text.text:
            self.exclude(address, "It has no text.", stamp)
            return
        if len(text.text) > MAX_TEXT_CHARS:
            self.exclude(address, "It has more than 2 million characters; split it.", stamp)
            return
        text_hash = hashlib.sha256(text.text.encode()).hexdigest()
        item = Item(address, {**stamp, "reader": READER}, text.doc_id, text_hash)
        if self._add(item):
            self._batch.append(self._document(text))
        chars = sum(len(document.body_html) for document in self._batch)
        if len(self._batch) >= BATCH_DOCUMENTS or chars >= BATCH_CHARS:
            await self.flush()

    async def flush(self) -> None:
        """Stores what was taken."""
        await self._sync.put(self._sync_id, self._batch)
        self._batch = []

    def _leave_out(self, item: Item) -> None:
        self.items[item.address] = item
        self.excluded.append(Excluded(item.address, item.reason))

    def _add(self, item: Item) -> bool:
        """Whether it is the first to be that document and to say that."""
        for name in (item.doc_id, item.text_hash):
            first = self._addresses.setdefault(name, item.address)
            if first != item.address:
                self.excluded.append(Excluded(item.address, f"It says the same as {first}."))
                return False
        self.items[item.address] = item
        return True

    def _document(self, text: Text) -> StoredDocument:
        document = StoredDocument(
            doc_id=text.doc_id,
            kind="page",
            url=text.url,
            title=" ".join(_UNWRITABLE.sub("", text.title).split())[:MAX_TITLE_CHARS],
            body_html=text.text,
            content_hash="",
            locale=text.locale,
            updated_unix_ms=text.updated_unix_ms,
            source=self._source_id,
            is_markdown=True,
        )
        values = (document.url, document.title, document.locale, document.body_html)
        digest = hashlib.sha256("\0".join(values).encode()).hexdigest()
        return replace(document, content_hash=digest)
