"""Texts cut into clauses, the pieces that say one thing of one subject.

"Tents have a 5 year warranty, boots and jackets a 2 year warranty" is two clauses: a sentence
that says 5 years of boots finds the figure, but in a clause that is not about boots.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from sidecar.guardrails import facts, lexicon, moments, tongues, vocabulary
from sidecar.guardrails.facts import Facts
from sidecar.guardrails.sentences import sentences

_AND = r"and|und|et|y|e|sowie|while|whereas|während|tandis que|mientras(?: que)?|mentre|terwijl"
_BUT = (
    r"but|aber|mais|pero|jedoch|sondern|sauf|außer|except|excepto|salvo|although|however|maar|sino"
    r"|as (?:we|they|it|you)|because|weil|denn|parce que|car|porque|perché|omdat"
    r"|so|therefore|deshalb|daher|donc|por eso|así que|quindi|dus"
)
_JOINT = re.compile(
    rf"(?P<but>[,;]?\s+(?=(?:{_BUT})\b)|\s[—–]\s)"
    rf"|(?P<comma>,\s+(?:(?:{_AND})\s+)?)|\s+(?:{_AND})\s+",
    re.IGNORECASE,
)
_AT_JOINTS = re.compile(rf"[,;:]\s+|\s+(?:{_AND}|{_BUT})\s+", re.IGNORECASE)
# "between 2 and 4 days" is one figure, and no two of two clauses.
_VALUE = (
    rf"(?:[€£$]?\d\S*(?:\s(?:[ap]\.?m\b\.?|uhr|h|€))?"
    rf"|(?:{'|'.join((*facts.WORDS_ABOVE_ONE, *tongues.NUMBERS))}))"
)
_BETWEEN = re.compile(
    rf"\b((?:between|zwischen|entre|tra|fra|tussen)\s(?:las?\s)?{_VALUE})\s(?:and|und|et|y|e|en)\s"
    rf"(?:las?\s)?(?={_VALUE}(?!\w))",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"^\W*+(?:no|nein|non|nee|yes|ja|oui|s[ií])\b\s?,\s+"
    r"|,\s(?:however|jedoch|allerdings|toutefois|cependant|sin embargo|però|echter),(?=\s)",
    re.IGNORECASE,
)
_SEMICOLON = re.compile(r"(?<=;)\s+")
_DIGIT = re.compile(r"\d")
_FIGURE = re.compile(
    rf"\b(?:{'|'.join((*facts.WORDS_ABOVE_ONE, *tongues.NUMBERS, 'free'))}|gratuit\w*"
    rf"|kostenlos|gratis)\b",
    re.IGNORECASE,
)
# A clause that goes on without its subject, and one that only says yes or no.
_GOES_ON = re.compile(
    r"(?:it |they |elle |il |es |sie |hij |het )?(?:costs?|takes?|kostet|dauert"
    r"|coûte\w*|prend|cuesta\w*|tarda\w*|costa\w*|kost|duurt)\b",
    re.IGNORECASE,
)
_ECHO = re.compile(
    r"^(?:\S+\s){1,3}(?:nicht|non|no|niet|pas|not|schon|doch|oui|sí|sì|wel)\W*$", re.IGNORECASE
)
_ONLY = re.compile(
    r"\b(?:(?:only|solo|nur|uniquement|seulement|solamente|soltanto|alleen)"
    r" (?:in|within|to|en|dans|nach|innerhalb|a|binnen|naar)|uniquement$|ausschliesslich)\b"
)
_DIGITS = re.compile(r"[\d.,:]+")
# A sentence that speaks of what the one before it named.
_POINTS_BACK = re.compile(
    r"\W*+(?:it|they|its|their|this|these|that|those|both|there|er|es|sie|diese[rs]?|beide|dies|dort"
    r"|dabei"
    r"|danach|il|elles?|ils|ce(?:la|tte|s|ci)?|el|ell[oa]s?|est[eao]s?|es[eao]s?|lo|ess[oaie]|quest[oaie]"
    r"|hij|het|ze|deze|dit|dat|after|afterwards|then|ensuite|después|poi|daarna"
    r"|otherwise|sonst|ansonsten|sinon|autrement|de lo contrario|en otro caso|altrimenti|anders)\b"
    # "For faulty items it is free"
    r"|\W*+(?:for|if|when|with|bei|für|wenn|falls|pour|si|en cas|para|en|con|per|se|in caso|voor"
    r"|bij|als)\s[^.;!?]{0,60}?\s(?:(?:it|they|this|that) (?:is|are)|(?:ist|sind) (?:sie|er|es)"
    r"|(?:elle|il|ce)s? (?:est|sont)|c['’]est|(?:es|son|è|sono) (?:gratis|gratuit\w+)"
    r"|(?:it|they) costs?|kosten? (?:sie|er|es)"
    r"|(?:is|zijn) (?:het|hij|ze|deze|dit))\b",
    re.IGNORECASE,
)
Words = frozenset[str]
MAX_JOINTS = 24  # of one sentence; more of them make a list, which says one thing


@dataclass(frozen=True, slots=True)
class Clause:
    """What one clause is about, says in figures, and whether it denies it.

    `subject` are the words of its heading, or of its row of a result; `context` are those of the
    sentence before it, `own` those that are of this clause alone: no predicates, units, figures.
    `is_only` tells that it holds in one place and no other. `unit` are all words of its sentence
    and of what stands above it, and `classes` the dangerous ones in it, see `vocabulary`.
    `is_denied` is None where a name stands and nothing is said.
    """

    words: frozenset[str]
    subject: frozenset[str]
    context: frozenset[str]
    facts: Facts
    is_denied: bool | None
    own: frozenset[str] = frozenset()
    is_only: bool = False
    unit: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()


def read(text: str, heading: str = "") -> tuple[Clause, ...]:
    """The clauses of a text, in its order; `heading` stands above all of it."""
    above = clause(heading).words
    found: list[Clause] = []
    spoken = vocabulary.languages(text)
    unit = above
    for sentence in sentences(text):
        before: frozenset[str] = frozenset()
        first = len(found)
        for part in _SEMICOLON.split(sentence):
            for number, piece in enumerate(pieces(part)):
                made = clause(piece, above, before)
                if number == 0 and made.own:  # of another subject, which the same may be said of
                    made = replace(made, context=before & lexicon.PREDICATES)
                found.append(made)
                before = made.context | made.words
        unit = above.union(
            unit if _POINTS_BACK.match(sentence) else (), *(made.words for made in found[first:])
        )
        risky = vocabulary.classes(sentence, spoken)
        found[first:] = [replace(made, unit=unit, classes=risky) for made in found[first:]]
    return tuple(found)


@lru_cache(maxsize=512)
def of_sentence(text: str) -> tuple[Clause, ...]:
    """The clauses of a sentence to be judged; kept, because each of its judges asks for them."""
    return read(text)


def clause(text: str, subject: Words = frozenset(), context: Words = frozenset()) -> Clause:
    """One clause; figures are no words of it, but those in names are."""
    read = facts.read(text)
    bare = {fact[1] for fact in read.facts if fact[0] == "number"}
    if any(fact[0] == "quantity" for fact in read.facts):  # the 50 of a 50 l pack
        bare |= {found["low"] for found in facts.QUANTITY.finditer(text)}
    plain, days = _without_days(text)
    words = {word for word in lexicon.words(plain) if not word.isdigit() or word in bare}
    own = frozenset(word for word in words if len(word) > 2 and word not in lexicon.PREDICATES)
    denied = lexicon.is_denied(plain)
    if days:  # its own, and not those before
        context = frozenset(word for word in context if word[0] != "@")
    return Clause(
        frozenset(words | days), subject, context, read, denied, own, bool(_ONLY.search(plain))
    )


def parts(sentence: str) -> tuple[Clause, ...]:
    """A sentence cut at each "and" and comma."""
    cut = [piece for piece in _AT_JOINTS.split(_ranged(sentence), MAX_JOINTS) if piece]
    return tuple(clause(piece) for piece in cut)


def words_of(text: str) -> Words:
    """What a text is about; days of the week by their English names."""
    plain, days = _without_days(text)
    return lexicon.words(plain) | days


def _without_days(text: str) -> tuple[str, set[str]]:
    days: set[str] = set()

    def take(found: re.Match[str]) -> str:
        days.update(f"@{day}" for _, day in moments.weekday(found))
        return " "

    return lexicon.plain(moments.WEEKDAY.sub(take, text)), days


def pieces(sentence: str) -> Iterator[str]:
    """Cuts a sentence where something else is said: at "but", and between two figures."""
    sentence = _ANSWER.sub("", _ranged(sentence))  # joined to what follows it would deny that
    parts: list[str] = []  # of the clause so far
    has_figure = False  # one of them has
    loose = 0  # how many stand behind its figure, and may belong to the next one
    position = 0
    joint: re.Match[str] | None = None
    for following in [*islice(_JOINT.finditer(sentence), MAX_JOINTS), None]:
        piece = sentence[position : following.start() if following else len(sentence)]
        position = following.end() if following else len(sentence)
        figure = bool(_DIGIT.search(piece) or _FIGURE.search(piece))
        if joint is not None and parts:
            turns = joint["but"] is not None or _turns(piece, joint["comma"] and has_figure)
            turns = turns or bool(joint["comma"] and _ECHO.match(piece))
            turns = turns or bool(_GOES_ON.match(piece) and _is_denied(" ".join(parts)))
            if turns and words_of(said := " ".join(parts)):
                yield said
                parts, loose, has_figure = [], 0, False
            elif figure and has_figure:
                if joint["comma"] is not None and len(parts) > 1 and not _has_words(piece):
                    loose = loose or 1  # "and Y, 15": the figure is of what stands before it
                kept = len(parts) - loose
                if _has_words(" ".join([*parts[kept:], piece])):
                    yield " ".join(parts[:kept])
                    parts, loose = parts[kept:], 0
            elif has_figure and joint["comma"] is not None:
                loose += 1
        parts.append(piece)
        has_figure = has_figure or figure
        joint = following
    yield " ".join(parts)


def _ranged(sentence: str) -> str:
    return _BETWEEN.sub(r"\1 a ", sentence)


def _turns(piece: str, is_said: str | bool | None) -> bool:
    """Whether it begins with what denies, as "closed on Sundays", or all denies after a figure."""
    if not _is_denied(piece):
        return False
    first = piece.split()
    is_verb = not words_of(first[0])  # and no thing, of which something else is denied
    return bool(is_said) or _is_denied(" ".join(first[: 3 if is_verb else 2]))


def _has_words(text: str) -> bool:
    return bool(words_of(_DIGITS.sub(" ", text)))


def _is_denied(text: str) -> bool:
    return lexicon.is_denied(lexicon.plain(text))
