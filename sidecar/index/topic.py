"""What a policy is about, for the questions that always get a policy passage."""

from __future__ import annotations

import re

# Flags of a passage: bit 0 says it is from a policy, the next four what the policy is about.
POLICY = 1
TOPICS = {
    2: r"return(s|ed|ing|able)?|sen[dt] (it |them |this |that )?back|exchang\w+|withdraw\w*",
    4: r"refund\w*|money back|reimburs\w*|get my money",
    8: r"ship(s|ped|ping|ment|ments)?|deliver(y|ies|s|ed|ing)?|postage|courier|dispatch\w*",
    16: r"warrant(y|ies)|guarantees?|repair\w*|defect(s|ive)?|faulty|broken",
}
_PATTERNS = {flag: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for flag, words in TOPICS.items()}
_POLICY_TITLE = re.compile(r"\b(polic(y|ies)|terms|conditions|privacy)\b", re.IGNORECASE)


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
