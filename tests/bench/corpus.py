"""A shop of any number of passages to measure time and memory on, and the questions asked of it.

A few hundred real passages, or thousands, are cut and embedded as always; the rest are those again,
with words left out, a sentence of their own, and vectors moved a little. Times depend on how many
there are and how long they are, not on what they say; nothing about quality is measured here.
"""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle, islice
from pathlib import Path

import numpy as np

from sidecar.embedder import Embedder
from sidecar.index import build
from sidecar.index.build import Passages
from sidecar.index.generation import Generation
from sidecar.index.lexical import stem_names, stems
from sidecar.index.manifest import Manifest
from sidecar.index.segment import HEAD_DIMENSIONS, hash64
from sidecar.ingest.passages import prepare
from sidecar.store.documents import StoredDocument
from tests.bench.labelled import CACHE, MODEL_DIR, labelled_sets

# At least 300 real ones, and one in fifty: with more copies of each, the exact best 10 are a draw.
REAL_PASSAGES, REAL_SHARE = 300, 50
PAGE_WORDS = 430  # about 600 tokens, one passage
MOVED = 0.25  # length of the random step from a unit vector
SUBJECTS = ("parcel", "jacket", "tent", "mug", "boot", "refund", "voucher", "stove", "label")
VERBS = ("arrives", "fits", "breaks", "ships", "closes", "leaks", "returns", "changes", "burns")
PLACES = ("at home", "in the shop", "on the way", "by courier", "after a week", "before noon")


def pages(data: Path, count: int) -> list[StoredDocument]:
    """Pages of about one passage each: real text where the labelled sets are, else made up."""
    words = islice(cycle(_words(data)), count * PAGE_WORDS)
    found = []
    for number in range(count):
        text = " ".join(islice(words, PAGE_WORDS))
        body = "".join(f"<p>{html.escape(part)}</p>" for part in re.split(r"(?<=[.?!]) ", text))
        title = " ".join(text.split()[:6])
        url = f"https://shop.example/page-{number}"
        found.append(StoredDocument(f"page-{number}", "page", url, title, body, f"{number:064x}"))
    return found


def questions(data: Path, count: int) -> list[str]:
    """Questions of the labelled sets where they are, else made up."""
    asked = (
        [query.text for item in labelled_sets(data) for query in item.queries]
        if data.is_dir()
        else [f"When does the {one} that {two}?" for one in SUBJECTS for two in VERBS]
    )
    return [asked[number * len(asked) // count] for number in range(count)]


def shop_passages(data: Path, count: int) -> Passages:
    """`count` passages, each a document."""
    embedder = Embedder.open(MODEL_DIR, thread_count=2)
    real_count = max(REAL_PASSAGES, count // REAL_SHARE)
    real = prepare(pages(data, real_count), real_count, embedder, lambda *_: None)
    bounds = np.cumsum([0, *(record.window_count for record in real.records)])
    chance = np.random.default_rng(11)
    records, vectors, hashes = [], [], {}
    for number in range(count):
        at = number % len(real.records)
        record, doc_id = real.records[at], f"page-{number}"
        own = real.vectors[bounds[at] : bounds[at + 1]]
        step = chance.standard_normal(own.shape).astype(np.float32)
        step *= MOVED / np.linalg.norm(step, axis=1, keepdims=True)
        moved = own + step
        vectors.append(moved / np.linalg.norm(moved, axis=1, keepdims=True))
        left_out = 5 + number // len(real.records)
        words = record.fields["text"].split()
        kept = " ".join(word for place, word in enumerate(words) if place % left_out)
        text = f"{kept} Reference {number}."
        url = f"https://shop.example/{doc_id}"
        fields = record.fields | {"doc_id": doc_id, "url": url, "text": text}
        terms = stem_names(stems(f"{fields['title']}\n{text}"))
        hashes[doc_id] = f"{number:064x}"
        records.append(
            replace(
                record,
                key=hash64(doc_id),
                doc_id=doc_id,
                url=url,
                content=hash64(doc_id),
                fields=fields,
                terms=terms,
            )
        )
    return Passages(records, np.concatenate(vectors), hashes)


def shop(data: Path, count: int) -> Generation:
    """A generation of `count` passages, from the cache when it was built before."""
    model = Embedder.open(MODEL_DIR).model.fingerprint
    source = "real" if data.is_dir() else "made-up"
    folder = CACHE / f"shop-{count}-{source}-{model[:12]}-{HEAD_DIMENSIONS}"
    if not (folder / "manifest.json").exists():
        shutil.rmtree(folder, ignore_errors=True)
        draft = Manifest(f"g{count:08d}-000000", 0, model, {}, 0, {})
        build.bulk(folder, None, shop_passages(data, count), (), draft, lambda *_: None)
    return Generation.trust(folder)


def _words(data: Path) -> Iterator[str]:
    if data.is_dir():
        for item in labelled_sets(data):
            for document in item.documents:
                yield from html.unescape(re.sub(r"<[^>]+>", " ", document.body_html)).split()
        return
    chance = np.random.default_rng(5)
    for number in range(20_000):
        subject, verb, place = (chance.choice(words) for words in (SUBJECTS, VERBS, PLACES))
        yield from f"The {subject} of order {number % 997} {verb} {place}.".split()
