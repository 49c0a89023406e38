"""Pages as passages: the sample shop's, and any a test makes up."""

from __future__ import annotations

import json
import re
from pathlib import Path

from sidecar.evaluation.content import Content
from sidecar.ingest.markdown import markdown

SHOP = Path(__file__).parents[2] / "site" / "shop"


def page(title: str, html: str, *, kind: str = "page", doc_id: str = "", row: int = 0) -> Content:
    """One page in one passage."""
    doc_id = doc_id or re.sub(r"\W+", "-", title.lower())
    url = f"https://shop.example/{doc_id}/"
    return Content(row, doc_id, kind, title, url, "", markdown(html), "")


def sample_shop() -> list[Content]:
    """What the sample shop publishes."""
    made = []
    for path in sorted((*SHOP.glob("pages/*.html"), *SHOP.glob("articles/*.html"))):
        about, _, html = path.read_text().partition("\n")
        front = json.loads(about.removeprefix("<!--").removesuffix("-->"))
        if front.keys() <= {"title", "slug"}:
            kind = "page" if path.parent.name == "pages" else "post"
            made.append(page(front["title"], html, kind=kind, doc_id=front["slug"], row=len(made)))
    for product in json.loads((SHOP / "products.json").read_text()):
        html = f"<p>{product['short_description']}</p>{product['description']}"
        html += "".join(
            f"<li>{name}: {value if isinstance(value, str) else ', '.join(value)}</li>"
            for name, value in product["attributes"].items()
        )
        made.append(page(product["name"], html, kind="product", row=len(made)))
    return made
