"""What sentences say of orders: what is in them, how many of each, and how many there are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sidecar.guardrails import clauses, facts, lexicon, tongues

_CONTENTS = re.compile(
    r"\b(?:contains?|containing|includes?|consists? of|(?:in|inside) (?:the|your|this) (?:order"
    r"|parcel"
    r"|package)|enthält|enthalten|gehör(?:t|en)|bestellt sind|unterwegs (?:ist|sind)"
    r"|(?:im|in ihrem) paket|contient|contiennent|comprend|dans (?:le|votre) colis|contiene"
    r"|contienen"
    r"|incluye|en el (?:pedido|paquete) (?:va|van|hay|viene)|contengono|nel pacco|bevat"
    r"|you (?:ordered|bought)(?! (?:it|them|this|that|on)\b)"
    r"|vous avez commandé (?!le\b)|ha pedido)\b",
    re.IGNORECASE,
)
_FILLERS = lexicon.words(
    "mal fois veces pair pairs named paar paire paires par pares unit units unidad unidades"
    " stuck piece pieces"
    " total copies exemplaire times copy size color grosse taille talla"
)
_NO = re.compile(r"no|kein\w*|aucune?|ning\w+|nessun\w*|geen", re.IGNORECASE)
_ONE = frozenset(
    ["a", "an", "one", "ein", "eine", "einen", "einem", "un", "une", "una", "uno", "een"]
)
_NUMBERS = "|".join((*facts.WORDS_ABOVE_ONE, *tongues.NUMBERS, *_ONE))
_COUNT = rf"\d+|{_NO.pattern}|{_NUMBERS}"
_COUNTED = re.compile(
    rf"\b(?:you (?:\w+ )?have|(?:can )?see|found|sie haben|sehe|finde|vous avez|vois|tiene|veo"
    rf"|encuentro"
    rf"|vedo|zie"
    rf"|heeft)\b.{{0,30}}?\b(?P<count>{_COUNT})\s(?:\w+\s)?(?:orders?|bestellung(?:en)?|commandes?|pedidos?"
    rf"|ordin[ei]|bestelling(?:en)?)\b",
    re.IGNORECASE,
)
_HAS_NONE = re.compile(
    r"\b(?:n['’](?:avez|avons|y a)|no (?:tiene|hay|veo|encuentro)|non (?:ha|vedo|trovo|ci sono)"
    r"|you do(?:n['’]t| not) have|(?:can(?:not|['’]t| not)|could(?:n['’]t| not)|do(?:n['’]t| not)"
    r"|did(?:n['’]t| not)) (?:see|find) any(?!.{0,30}(?:with|by|under))"
    r"|(?:there (?:are|is)|es gibt|er zijn)"
    r" (?:no|keine?|geen))\b"
    r".{0,20}\b(?:orders?|commandes?|pedidos?|ordin[ei]|bestellung(?:en)?|bestelling(?:en)?)\b",
    re.IGNORECASE,
)
# That an order can be given back, whichever way it is said.
_REFUNDABLE = re.compile(
    r"\b(?:order|it|you|that|this)\b.{0,30}?\b(?:can|may|could)(?:no|n['’])?t?\b.{0,20}?\b(?:refunded"
    r"|returned|reimbursed|refund|return|money back)\b"
    r"|\b(?:is|are|isn['’]t|aren['’]t)\b.{0,12}?\b(?:eligible|entitled|refundable|returnable)\b"
    r"|\bkann\b.{0,40}?\b(?:erstattet|zurückgegeben|zurückgeschickt)\b"
    r"|\bpe(?:ut|uvent)\b.{0,20}?\b(?:remboursée?|retournée?)\b"
    r"|\bpuede\b.{0,20}?\b(?:reembolsar|devolver)\b|\bpuò\b.{0,20}?\b(?:rimborsat|reso|restituit)"
    r"|\bkan\b.{0,40}?\b(?:terugbetaald|teruggestuurd)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(r"\b(?:if|once|when|until|unless|only)\b", re.IGNORECASE)
_TOKEN = re.compile(r"\w+")
_LIST_NUMBER = re.compile(r"^\W*\d{1,2}[.)]\s")
_AND = frozenset(["and", "und", "et", "y", "e", "en", "with", "mit", "avec", "con"])


@dataclass(frozen=True, slots=True)
class Item:
    """One line of an order; `words` are of its name, in order."""

    words: tuple[str, ...]
    quantity: int


@dataclass(slots=True)
class Orders:
    """The orders that tools have shown this turn.

    `count` is None until they were listed, `is_refundable` until the rules for refunds were asked.
    """

    items: tuple[Item, ...] = ()
    count: int | None = None
    has_failed: bool = False
    is_refundable: bool | None = None

    def note_failure(self) -> None:
        """Remembers that orders could not be looked up: that is not to have none."""
        self.has_failed = True

    def add(self, value: Mapping[str, Any]) -> None:
        """Adds what a tool gave, when it is an order or a list of them."""
        if isinstance(value.get("orders"), list):
            self.count = len(value["orders"])
        if isinstance(value.get("order_count"), int):
            self.count = value["order_count"]
        if isinstance(value.get("eligible"), bool):
            self.is_refundable = value["eligible"]
        for row in value.get("items") or ():
            if isinstance(row, Mapping) and "name" in row:
                words = tuple(_meanings(str(row["name"])))
                self.items += (Item(words, int(row.get("quantity") or 1)),)

    def unproven(self, sentence: str, *, is_composed: bool = False) -> bool:
        """Whether it counts orders, or tells their contents, and no tool result does.

        Only the shop's own text says without a list that there are none.
        """
        counted = _COUNTED.search(sentence)
        count = 0 if _HAS_NONE.search(sentence) else _number(counted["count"]) if counted else None
        if count == 0 and self.count is None:
            return self.has_failed or not is_composed
        if count is not None and count != self.count:
            return True
        if self.is_refundable is not None and self._is_misruled(sentence):
            return True
        if not self.items:
            return False
        tokens = _meanings(sentence)
        if any(self._is_miscounted(item, tokens) for item in self.items):
            return True
        if not _CONTENTS.search(sentence):
            return False
        named = {word for item in self.items for word in item.words}
        said = clauses.words_of(_CONTENTS.sub(" ", sentence))
        known = named | lexicon.MEANINGS | _FILLERS
        return any(
            word[0].isalpha() and word not in known and _number(word) is None for word in said
        )

    def _is_misruled(self, sentence: str) -> bool:
        """Whether it says the contrary of what the shop's rules gave for the order."""
        said = _REFUNDABLE.search(sentence)
        if said is None or _CONDITION.search(sentence):
            return False
        is_denied = lexicon.is_negated(lexicon.plain(sentence[: said.end()]))
        return is_denied is self.is_refundable

    @staticmethod
    def _is_miscounted(item: Item, tokens: list[str]) -> bool:
        if len(set(item.words) & set(tokens)) < max(1, len(item.words) * 2 // 3):
            return False
        at = tokens.index(next(word for word in item.words if word in tokens))
        for word in reversed(tokens[max(0, at - 5) : at]):
            if word in _AND:
                return False
            number = _number(word)
            if number is not None:
                return number != item.quantity
        return False


def _meanings(text: str) -> list[str]:
    """Its words in order, by meaning; numbers and small words as they are."""
    return [
        word if _number(word) is not None else next(iter(lexicon.words(word)), word)
        for word in _TOKEN.findall(lexicon.plain(_LIST_NUMBER.sub("", text)))
    ]


def _number(word: str) -> int | None:
    word = word.lower()
    if word.isdigit():
        return int(word)
    if _NO.fullmatch(word):
        return 0
    if word in _ONE:
        return 1
    value = facts.WORDS.get(word) or tongues.NUMBERS.get(word)
    return int(value) if value is not None else None
