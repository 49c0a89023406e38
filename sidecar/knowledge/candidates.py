"""The passages worth ranking for a question, and what speaks for each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sidecar.embedder import Embedder
from sidecar.index.generation import Generation
from sidecar.index.lexical import stem_names
from sidecar.index.topic import POLICY
from sidecar.knowledge.fusion import Scores, Signals, first_look
from sidecar.knowledge.wording import Wording

CANDIDATE_COUNT = 50
# Passages whose BM25 is asked for: those found by their meaning often have one too.
SCORED_COUNT = 200
# Policy passages looked at for a question that must get one; a shop has a few dozen.
MAX_POLICY_ROWS = 256
# Passages whose text is read for the question's phrases.
READ_COUNT = 16
# Share of the asking line in the vector of a question of several lines. On conversations that are
# written one question a line (training half, nDCG@10): 0.31 at 0.5, 0.33 at 0.6, 0.29 at 1.
ASKING_SHARE = 0.6
# The model cuts words of a language that it knows into few pieces: English questions into 1.2 a
# word (95 % below 1.6), German ones into 2.2, Finnish ones into 3 (measured). Of a text in more
# than UNKNOWN_PIECES a word its vector says next to nothing, and words speak in its place.
KNOWN_PIECES, UNKNOWN_PIECES = 1.8, 3.0
LEAST_TRUST = 0.2
# A shop of few pages lacks words of questions that it does answer: what it lacks counts half in an
# index of this many passages, and nearly whole in those that the weights were fitted on.
FEW_PASSAGES = 100
COVERED_COSINE = 0.7  # of a passage that answers and holds every word of the question

_MARK = re.compile(r"[^\w\s]")


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for; `text` holds no personal data any more."""

    text: str
    top_k: int = 3
    product_id: int = 0
    language: str = ""


@dataclass(frozen=True, slots=True)
class Candidates:
    """n passages: `rows` (n,) ascending, and what speaks for each.

    `term_count` words were looked for; `unknown_share` of their rarity is in words that the index
    lacks, less in a small one.
    """

    rows: NDArray[np.int64]
    signals: Signals
    term_count: int
    unknown_share: float


def candidates(
    generation: Generation, embedder: Embedder, question: Question, asked: int
) -> Candidates:
    """The best 50 by words, the best 50 by meaning, the product's own, and policies on `asked`."""
    lexical = generation.lexical
    wording = Wording.of(question.text, lexical)
    turned, trust = _vector(generation, embedder, wording)
    matching, bm25 = generation.matching(wording.terms, SCORED_COUNT)
    also = [matching[:CANDIDATE_COUNT]]
    if question.product_id:
        also.append(generation.rows_of_product(question.product_id))
    if asked:
        also.append(generation.rows_with_flags(POLICY, asked)[:MAX_POLICY_ROWS])
    rows, near = generation.nearest(turned, CANDIDATE_COUNT, also)

    rarity = lexical.rarity(list(wording.terms))
    is_unknown = rarity > lexical.greatest_rarity - 0.01  # one passage takes off 1.1
    rarity *= np.array(list(wording.terms.values()), np.float32)
    total = float(rarity.sum())
    coverage = generation.coverage(rows, stem_names(wording.terms), rarity)
    cosines = np.float32(trust) * near + np.float32((1 - trust) * COVERED_COSINE) * coverage
    phrase = _phrases(generation, rows, wording.phrases, first_look(cosines, coverage))
    scores = np.zeros(len(generation.rows), np.float32)
    scores[matching] = bm25
    signals = Signals.of(cosines, scores[rows], coverage, phrase, total)
    telling = lexical.passage_count / (lexical.passage_count + FEW_PASSAGES)
    unknown_share = telling * float(rarity[is_unknown].sum()) / max(total, 1e-9)
    return Candidates(rows, signals, len(wording.terms), unknown_share)


def _vector(
    generation: Generation, embedder: Embedder, wording: Wording
) -> tuple[NDArray[np.float32], float]:
    """The question's vector in the generation's basis, and how far it can be trusted, 0 to 1."""
    tokens = embedder.tokens(wording.text)
    if wording.asking == wording.text:
        vector = embedder.embed_tokens([tokens])[0]
    else:
        whole, asking = embedder.embed_tokens([tokens, embedder.tokens(wording.asking)])
        vector = asking * np.float32(ASKING_SHARE) + whole * np.float32(1 - ASKING_SHARE)
        vector /= np.linalg.norm(vector)
    pieces = (len(tokens) - len(_MARK.findall(wording.text))) / max(1, wording.word_count)
    strangeness = (pieces - KNOWN_PIECES) / (UNKNOWN_PIECES - KNOWN_PIECES)
    trust = 1 - (1 - LEAST_TRUST) * min(1.0, max(0.0, strangeness))
    return generation.turn(vector), trust


def _phrases(
    generation: Generation, rows: NDArray[np.int64], phrases: Sequence[bytes], rough: Scores
) -> Scores:
    """(n,) the share of the phrases in each of the best by `rough`; 0 for all others."""
    held = np.zeros(len(rows), np.float32)
    if phrases:
        for at in np.argsort(-rough, kind="stable")[:READ_COUNT].tolist():
            text = generation.line(int(rows[at])).lower()
            held[at] = sum(map(text.__contains__, phrases)) / len(phrases)
    return held
