"""A small shop's content, and an index of it with everything real."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from sidecar.embedder import Embedder
from sidecar.index.shelf import Shelf
from sidecar.ingest.child import Step
from sidecar.ingest.sync import Sync
from sidecar.knowledge.query import Knowledge
from sidecar.store import Store
from sidecar.store.documents import StoredDocument

MODEL_DIR = Path(__file__).resolve().parents[2] / "var" / "model"
HOUR_MS = 3_600_000
NOW_UNIX_MS = 1_790_000_000_000
SYNC_ID = "nightly-1"


def page(
    doc_id: str,
    title: str,
    body_html: str,
    *,
    kind: str = "page",
    product_id: int = 0,
    url: str = "",
    locale: str = "",
    channels: tuple[str, ...] = (),
) -> StoredDocument:
    """A document with a hash that fits its content."""
    return StoredDocument(
        doc_id=doc_id,
        kind=kind,
        url=url or f"https://shop.example/{doc_id}/",
        title=title,
        body_html=body_html,
        content_hash=hashlib.sha256(f"{title}\n{body_html}".encode()).hexdigest(),
        locale=locale,
        updated_unix_ms=NOW_UNIX_MS - 1_000,
        product_id=product_id,
        channels=channels,
    )


def changed(document: StoredDocument, body_html: str) -> StoredDocument:
    """The document with another body."""
    digest = hashlib.sha256(f"{document.title}\n{body_html}".encode()).hexdigest()
    return replace(document, body_html=body_html, content_hash=digest)


RETURNS = page(
    "returns",
    "Returns and refunds",
    "<h2>How long you have</h2><p>You may return anything unused within 30 days of delivery.</p>"
    "<h2>Your money</h2><p>We refund the price and the standard delivery charge within five"
    " working days after the parcel is back with us.</p>",
)
SHIPPING = page(
    "shipping",
    "Shipping",
    "<p>Parcels leave on the next working day.</p><table><tr><th>Where</th><th>How long</th></tr>"
    "<tr><td>United Kingdom</td><td>2 days</td></tr>"
    "<tr><td>Norway</td><td>6 days</td></tr></table>",
)
WARRANTY = page(
    "warranty",
    "Guarantee",
    "<p>Faults in material and workmanship are covered for two years from purchase.</p>",
    kind="policy",
)
MUG = page(
    "product-mug",
    "Enamel camping mug",
    "<p>A 400 ml enamel mug for camp fires. Not for the microwave. Wash by hand.</p>",
    kind="product",
    product_id=41,
)
TENT = page(
    "product-tent",
    "Two-person tent Fjell",
    "<p>A tent of 2.1 kg for two people, waterproof to 3,000 mm, with aluminium poles.</p>",
    kind="product",
    product_id=42,
)
DOCUMENTS = [
    RETURNS,
    SHIPPING,
    WARRANTY,
    MUG,
    TENT,
    page(
        "tent-care",
        "Looking after your tent",
        "<p>Dry the tent before you store it. Never machine wash it: the coating comes off.</p>"
        "<ul><li>Seal the seams once a year.</li><li>Store it loosely.</li></ul>",
        kind="post",
    ),
    page("sizes", "Which size of boots to choose", "<p>Our boots run small: take one size up.</p>"),
    page(
        "sizes-2",
        "Choosing boots",
        "<p>Boots that are too small hurt: one size up.</p>",
        url="https://shop.example/sizes/",
    ),
    page("opening", "Opening hours of the shop in Leeds", "<p>Monday to Saturday, 9 to 6.</p>"),
    page("gift-cards", "Gift cards", "<p>Gift cards are valid for three years and by e-mail.</p>"),
    page(
        "rueckgabe",
        "Stiefel einlaufen",
        "<p>Neue Stiefel zwei Wochen lang einlaufen.</p>",
        locale="de_DE",
    ),
    page(
        "staff-only",
        "Secret handshake",
        "<p>The handshake is for Slack alone.</p>",
        channels=("slack",),
    ),
]


@dataclass
class Clock:
    """A clock that stands still."""

    now_unix_ms: int = NOW_UNIX_MS

    def __call__(self) -> int:
        return self.now_unix_ms


@dataclass
class Library:
    """A store, an index folder and what works on them."""

    store: Store
    folder: Path
    embedder: Embedder
    clock: Clock
    shelf: Shelf
    sync: Sync
    knowledge: Knowledge

    @classmethod
    async def open(cls, store: Store, folder: Path, embedder: Embedder) -> Library:
        clock = Clock()
        shelf = Shelf.open(folder, embedder.model.fingerprint)
        sync = Sync(store, shelf, embedder, MODEL_DIR, clock)
        await sync.load()
        knowledge = Knowledge(shelf, embedder, 48 * HOUR_MS, clock)
        return cls(store, folder, embedder, clock, shelf, sync, knowledge)

    async def reopened(self) -> Library:
        """As after a restart of the process."""
        await self.close()
        return await Library.open(self.store, self.folder, self.embedder)

    async def close(self) -> None:
        await self.sync.close()
        self.knowledge.close()

    async def save(self, *documents: StoredDocument, sync_id: str = "save-0001") -> list[Step]:
        """What WordPress does when a page is saved."""
        await self.sync.put(sync_id, documents)
        return await self.commit(sync_id)

    async def commit(self, sync_id: str = SYNC_ID, *, full: bool = False) -> list[Step]:
        return [step async for step in self.sync.commit(sync_id, full=full)]

    def repairing(self) -> asyncio.Event:
        """Set when the sidecar has begun to repair its index by itself."""
        began, repair = asyncio.Event(), self.sync.repair

        def heard() -> None:
            repair()
            began.set()

        self.sync.repair = heard  # type: ignore[method-assign]
        return began

    async def found(self, query: str, **options: object) -> list[str]:
        """The ids of the documents a search returns."""
        retrieval = await self.knowledge.search(query, **options)  # type: ignore[arg-type]
        return [passage.doc_id for passage in retrieval.passages]
