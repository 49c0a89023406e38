"""A few pages of a shop, searched by shared words: the index's place in tests of turns."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sidecar.errors import IndexUnavailable
from sidecar.nouns import Passage, Retrieval

HOST = "shop.test"


def page(title: str, text: str, *, slug: str = "", kind: str = "page") -> Passage:
    """A page of one passage."""
    slug = slug or re.sub(r"\W+", "-", title.lower()).strip("-")
    return Passage(
        passage_id=f"{slug}#0",
        doc_id=slug,
        kind=kind,
        title=title,
        url=f"https://{HOST}/{slug}/",
        section="",
        text=text,
        score=1.0,
        updated_unix_ms=1_780_000_000_000,
    )


SHOP_PAGES = (
    page(
        "Returns and refunds",
        "You can return any unused item within 30 days of delivery. Put the item in its original"
        " box and use the label that came with the parcel. We refund the price of the goods"
        " within 14 days of receiving them. Sale items can be exchanged but not refunded.",
        kind="policy",
    ),
    page(
        "Shipping",
        "Orders are sent on the next working day. Delivery within the country takes 2 to 4"
        " working days and costs €4.90. Orders over €60 are delivered free of charge.",
        kind="policy",
    ),
    page(
        "Cleaning your kettle",
        "Fill the kettle with one part vinegar and two parts water. Leave it for 20 minutes,"
        " then rinse it well. Never put the base under running water.",
    ),
)


class Pages:
    """Answers like `Knowledge.search`; `off` makes it unavailable, `confidence` is its own."""

    def __init__(
        self, passages: Iterable[Passage] = SHOP_PAGES, *, confidence: float | None = None
    ) -> None:
        self.passages = tuple(passages)
        self.confidence = confidence
        self.queries: list[str] = []
        self.off = False

    async def search(
        self, query: str, *, top_k: int = 3, product_id: int = 0, locale: str = ""
    ) -> Retrieval:
        """The passages that share most words with the query."""
        self.queries.append(query)
        if self.off:
            raise IndexUnavailable("There is no index.")
        asked = _words(query)
        ranked = sorted(
            self.passages, key=lambda known: -len(asked & _words(known.title + " " + known.text))
        )
        shared = len(asked & _words(ranked[0].title + " " + ranked[0].text)) if ranked else 0
        confidence = min(1.0, shared / 2) if asked else 0.0
        if self.confidence is not None:
            confidence = self.confidence
        return Retrieval(tuple(ranked[:top_k]), confidence, "generation-1")


_COMMON = frozenset(
    re.findall(r"\w+", "the and you your how can what does for with are not from have")
)


def _words(text: str) -> set[str]:
    return {word[:5] for word in re.findall(r"[a-z]{3,}", text.lower()) if word not in _COMMON}
