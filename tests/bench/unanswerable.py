"""Questions that an index cannot answer, made from those it can.

Three kinds. *foreign*: questions of the other sets. *renamed*: the rarest word of a question is
replaced by an invented name, so that it is about something of which the corpus says nothing.
*near miss*: the passages that answer, and every passage with a window nearer than `SAME` to one of
theirs, are taken out of the index before the search. The last only of sets that name everything
that answers: in `POOLED` ones other passages answer too, and nobody has marked them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import copy

import numpy as np

from sidecar.index.generation import Generation
from sidecar.knowledge.wording import Wording
from tests.bench.labelled import LabelledSet, Query

SAME = 0.8
POOLED = ("mtrag",)
FOREIGN_COUNT = 60  # questions of each other set
NAMES = ("Zenvora", "Kaltrix", "Obrenda", "Quilmar", "Tavoxi", "Brenlio", "Mordaku", "Yelvane")

_WORD = re.compile(r"[^\W_]+")


def foreign(item: LabelledSet, sets: Sequence[LabelledSet], *, of_test: bool) -> Iterator[Query]:
    """Questions of other corpora; of conversations those that stand by themselves."""
    for other in sets:
        if other.corpus != item.corpus and not other.name.endswith(("lastturn", "questions")):
            queries = [query for query in other.queries if query.is_test == of_test]
            for number in range(FOREIGN_COUNT):
                yield queries[number * len(queries) // FOREIGN_COUNT]


def renamed(generation: Generation, query: Query) -> Query | None:
    """The question with its rarest word replaced; None where no word of it is in the index."""
    lexical = generation.lexical
    rarities = {}
    for word in _WORD.findall(query.text):
        terms = list(Wording.of(word, lexical).terms)
        rarity = float(lexical.rarity(terms)[0]) if len(terms) == 1 else 0.0
        if 0 < rarity < lexical.greatest_rarity - 0.01:
            rarities[word] = rarity
    if not rarities:
        return None
    rarest = max(rarities, key=lambda word: (rarities[word], word))
    name = NAMES[len(query.text) % len(NAMES)]
    text = re.sub(rf"\b{re.escape(rarest)}\b", name, query.text)
    return Query(query.query_id, text, frozenset())


def without_answers(generation: Generation, query: Query) -> Generation:
    """The index without what answers, and without what is nearly the same."""
    (segment,) = generation.segments
    urls = np.array([generation.fields(row)["url"] for row in range(len(generation.rows))])
    vectors = np.concatenate([segment.head, segment.tail], axis=1)
    owners = np.repeat(np.arange(len(urls)), segment.rows["window_count"])
    answers = np.isin(urls, list(query.relevant))
    same = (vectors @ vectors[answers[owners]].T).max(axis=1) > SAME
    thinned = copy(generation)
    thinned.leave_out(np.union1d(np.flatnonzero(answers), owners[same]))
    return thinned
