"""What a policy is about, for the questions that always get a policy passage."""

from __future__ import annotations

import re

# Flags of a passage: bit 0 says it is from a policy, the next four what the policy is about. In
# the words of shops and shoppers who write English, German, French, Spanish, Italian or Dutch.
POLICY = 1
TOPICS = {
    2: r"return(s|ed|ing|able)?|(sen[dt]|bring|take|give) (\w+ ){0,3}back|exchang\w+"
    r"|withdraw\w*|rückgabe\w*|rücksend\w*|zurück(geben|senden|schicken)|umtausch\w*|widerruf\w*"
    r"|retour(s|en|ner|neren)?|renvoyer|devol(ver|uci[oó]n(es)?)|res[io]|restitu\w+|terugsturen",
    4: r"refund\w*|money back|reimburs\w*|get my money|(rück)?erstatt\w+|geld zurück|rembours\w+"
    r"|reembols\w+|rimbors\w+|terugbetal\w+",
    8: r"ship(s|ped|ping|ment|ments)?|deliver(y|ies|s|ed|ing)?|postage|courier|dispatch\w*"
    r"|versand\w*|liefer\w+|livr(aisons?|er|ez)|env[ií]os?|entregas?|spedizion[ei]|consegn[ae]"
    r"|verzend\w+|levering|bezorg\w+",
    16: r"warrant(y|ies)|guarantees?|repair\w*|defect(s|ive)?|faulty|broken?|snapped|ripped|torn"
    r"|a (tear|hole|crack|cut|scratch|dent) in"
    r"|(has|got|with) a (tear|hole|crack|cut|scratch|dent|leak)|cracked|stopped working"
    r"|garanti(e|es|a)|garantías?|garanzi[ae]|gewährleistung|reparatur\w*|réparations?"
    r"|reparaci[oó]n(es)?|riparazion[ei]|reparaties?|kaputt|defekt\w*|kapot",
}
_PATTERNS = {flag: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for flag, words in TOPICS.items()}
_POLICY_TITLE = re.compile(
    r"\b(polic(y|ies)|terms|conditions|privacy|agb|datenschutz\w*|cgv|conditions générales"
    r"|condiciones|privacidad|condizioni|voorwaarden)\b",
    re.IGNORECASE,
)


def topics(text: str) -> int:
    """The flags of the topics that a text names; 0 for none."""
    return sum(flag for flag, pattern in _PATTERNS.items() if pattern.search(text))


def passage_flags(kind: str, title: str, section: str, text: str) -> int:
    """The flags of a passage; 0 unless it is from a policy.

    A policy is a document of the kind `policy`, or a page whose title names a topic or a policy.
    It is about what its title names, else about what the passage itself names.
    """
    by_title = topics(title)
    if kind != "policy" and not (kind == "page" and (by_title or _POLICY_TITLE.search(title))):
        return 0
    return POLICY | (by_title or topics(f"{section}\n{text}"))
