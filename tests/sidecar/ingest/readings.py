"""A reading whose documents go to a list in place of the store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sidecar.ingest.child import Step
from sidecar.ingest.folder import Folder
from sidecar.ingest.reading import Reading
from sidecar.ingest.site import Site
from sidecar.store.documents import StoredDocument


class Shelfless:
    """Takes batches as a `Sync` does; the wire to the index is what is not needed here."""

    def __init__(self) -> None:
        self.documents: dict[str, StoredDocument] = {}
        self.batch_sizes: list[int] = []

    async def put(self, sync_id: str, batch: Sequence[StoredDocument]) -> tuple[int, int]:
        self.batch_sizes.append(len(batch))
        self.documents.update({document.doc_id: document for document in batch})
        return len(batch), 0


class Read:
    """What one reading gave; handed to the next one as what was there `before`."""

    def __init__(self, loader: Folder | Site, before: Read | None = None) -> None:
        self._loader = loader
        self._before = before
        self._sync = Shelfless()
        self.steps: list[Step] = []
        items = before.reading.items if before else {}
        held = before.held if before else set[str]()
        sync: Any = self._sync
        self.reading = Reading("site-1", "site-1:1", sync, items, held, self.steps.append)

    @classmethod
    async def of(cls, loader: Folder | Site, before: Read | None = None) -> Read:
        """The reading, come to its end."""
        made = cls(loader, before)
        await loader.read(made.reading)
        await made.reading.flush()
        return made

    @property
    def held(self) -> set[str]:
        return self.reading.seen

    @property
    def taken(self) -> list[StoredDocument]:
        """The documents that were put, in order."""
        return list(self._sync.documents.values())

    @property
    def batch_sizes(self) -> list[int]:
        """How many documents were put at a time."""
        return self._sync.batch_sizes

    @property
    def titles(self) -> list[str]:
        return [document.title for document in self.taken]

    @property
    def reasons(self) -> dict[str, str]:
        """Why each address was left out."""
        return {item.address: item.reason for item in self.reading.excluded}
