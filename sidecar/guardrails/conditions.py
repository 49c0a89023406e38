"""Where a sentence sets a condition: what is said inside, it does not say to be so.

"Once we have received the parcel" claims no receipt; "Once again, I have cancelled it" and "After
checking, it is completed" set none for what follows. A condition reaches to the next comma.
"""

from __future__ import annotations

import re

from sidecar.guardrails import tongues

_WORD = re.compile(
    r"\b(?:if|once(?! again\b| more\b| and for\b)|when|after(?! all\b| \w+ing\b)|until|unless"
    r"|before(?! \w+ing\b)|as soon as|in case)\b",
    re.IGNORECASE,
)
# Of one thing after another, and no condition, in the other languages.
_IDIOM = re.compile(
    r"(?:une fois (?:de plus|encore)|una vez más"
    r"|(?:après|avant|después|antes|dopo|prima) (?:de |di )?(?:tout|todo|tutto|nada|avoir"
    r"|aver(?:e|lo)?|(?:l[ae]s? )?vérif\w+|(?:hab|revis)\w+|\w+[aei]r(?:l[aeo]s?)?)\b)",
    re.IGNORECASE,
)
_REACH = re.compile(r"[^,;:.!?–—]*")
_BREAK = re.compile(r"[,;:.!?–—]")
_LINK = re.compile(r"[\s,]*(?:que|dass|that|dat|che|de que|also)?\s*", re.IGNORECASE)
_HYPOTHESIS = re.compile(r"if|unless|in case|once", re.IGNORECASE)
_ME = re.compile(r"\b(?:i|i['’]ve|ich|je|j['’]ai|j['’]en ai|he|acabo|ho|ik)\b", re.IGNORECASE)
_US = re.compile(r"\b(?:we|we['’]ve|wir|nous|on|hemos|acabamos|abbiamo|wij)\b", re.IGNORECASE)


def reaches(text: str) -> list[tuple[int, int, int]]:
    """Of each condition where it begins, where its word ends, and where it ends itself."""
    found = [*_WORD.finditer(text), *tongues.CONDITION.finditer(text)]
    return [
        (word.start(), word.end(), reach.end())
        for word in found
        if not _IDIOM.match(text, word.start())
        and (reach := _REACH.match(text, word.end())) is not None
    ]


def holds_at(text: str, place: int) -> bool:
    """Whether what stands at a place in the text is said under a condition."""
    return any(start < place < end for start, _, end in reaches(text))


def excuses(text: str, claim: re.Match[str], *, is_past: bool = False) -> bool:
    """Whether a deed is only a condition, of this shop's ways: "once we have shipped it".

    Nobody sets a condition with what "I" have done, nor with what we did (`is_past`) but "if".
    """
    if _ME.search(claim[0]):
        return False
    is_ours = _US.search(claim[0]) is not None
    return any(
        start < claim.start() < end
        and (not is_ours or _LINK.fullmatch(text, word_end, claim.start()) is not None)
        and (not is_past or _HYPOTHESIS.fullmatch(text, start, word_end) is not None)
        for start, word_end, end in reaches(text)
    )


def bind(text: str, claim: re.Match[str]) -> bool:
    """Whether a condition stands before a claim, or right behind it: "you are refunded if …"."""
    return any(
        start < claim.start() or not _BREAK.search(text[claim.end() : start].rstrip(", "))
        for start, _, _ in reaches(text)
    )
