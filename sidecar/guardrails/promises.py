"""Sentences that claim something was done, or will be, and the tool calls that make them true."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

from sidecar.guardrails import conditions, tongues

_ACTOR = (
    r"\b(?:i|we|(?:our|the|my) (?:team|staff|support|colleagues?|people)|someone"
    r"|a (?:colleague|person|member)(?: of (?:the|our) \w+)?)"
)
_HAVE = r"(?:['’]ve| have| has|['’]s)"
_WILL = r"(?:['’]ll| will| shall|['’]m going to| am going to| are going to|['’]re going to)"
_AM = r"(?:['’]m| am|['’]re| are| is)"
_ADVERBS = (
    r"(?:\s+(?!not\b|never\b)(?:just|now|already|also|gone ahead and|go ahead and|\w+ly)){0,3}\s+"
)
_BEING = (
    r"\b(?:has been|have been|was|were|is being|are being|is now|are now|will be|is|are)"
    r"\s+(?!not\b)"
)

# What is claimed -> verb forms (base, past, -ing share the stem) -> the tools that do it.
# No tool changes, cancels or ships: such a claim is never true.
_NONE: frozenset[str] = frozenset()
_TICKET = frozenset({"create_ticket"})
_PERSON = frozenset({"create_ticket", "handoff_human"})
_TOLD = _PERSON | {"notify_human"}
# Nobody refunds in a turn: what can be true is that a refund waits for a word, or was made before.
_REFUND = frozenset({"issue_refund"})
APPROVAL, CODE, REFUNDED = "approval", "code_sent", "refunds"  # shown by results, no tools' names
_APPROVAL = frozenset({APPROVAL})
_CODE = frozenset({CODE})
_MAIL = frozenset({"send_email"})
_NOTE = frozenset({"add_note"})
_LOOK_UP = frozenset({"get_order_status", "list_orders", "verify_identity", "get_customer_profile"})
# All that fixed texts may claim, each where code says it.
ALL = _TOLD | _APPROVAL | _CODE | _MAIL | _NOTE | _LOOK_UP | {REFUNDED}
_WORD_OF = r"\b(?:approv|agree|confirm|permission)"
_REPAY = r"\b(?:refund|reimburs)"
_DEEDS: tuple[tuple[str, frozenset[str]], ...] = (
    (r"(?:open|creat|rais|fil|log|submit)\w*\s+(?:\w+\s+){0,3}(?:ticket|case|request|complaint)",
     _TICKET),
    (r"(?:inform|notif|alert|flag)\w*", _TOLD),
    (r"(?:escalat|forward|transfer|connect|hand|pass)\w*", _PERSON),
    (rf"ask\w*(?=.{{0,60}}{_WORD_OF})", _APPROVAL),
    (rf"ask\w*(?!.{{0,60}}{_WORD_OF})(?=.{{0,60}}{_REPAY})", _PERSON | _APPROVAL),
    (rf"ask\w*(?!\w*.{{0,60}}(?:{_WORD_OF}|{_REPAY}))", _PERSON),
    (rf"(?:request|propos|submit|put in)\w*(?=.{{0,40}}(?:{_REPAY}|\bapproval))", _APPROVAL),
    (r"(?:contact|writ|get back|be in touch|reach|call|phone|reply|follow up)\w*", _PERSON),
    (r"(?:check|look|investigat|review)\w*\s+(?:further|into)", _PERSON),
    (r"(?:refund|reimburs)\w*", _REFUND),
    (r"(?:e-?mail|mail|sen[dt])\w*(?=.{0,40}\bcode\b)", _CODE),
    (r"(?:(?:e-?mail|mail)(?:ed|ing)?\b|sen[dt]\w*(?=.{0,25}\be-?mail\b))(?!.{0,40}\bcode\b)",
     _MAIL),
    (r"add\w*(?=.{0,10}\bnote\b)", _NOTE),
    (r"(?:cancel|chang|updat|modif|correct|replac|exchang|appl|credit|waiv|extend"
     r"|reserv|book|subscrib|delet|remov|add(?!\w*.{0,10}\bnote)|upgrad|resen[dt]|reship|process|issu|initiat|approv"
     r"|arrang|schedul|sen[dt](?!\w*.{0,40}\b(?:e-?mail|code\b))|ship|dispatch|plac|order|confirm|verif|assign|note)\w*",
     _NONE),
)  # fmt: skip
_PASSIVE = (
    (re.compile(r"\b(?:ticket|case|support request|complaint)\b.{0,30}?" + _BEING
                + r"(?:\w+ly )?(?:opened|created|raised|filed|logged|submitted)", re.I), _TICKET),
    (re.compile(r"\b(?:person|colleague|team|staff|agent)\b.{0,20}?" + _BEING
                + r"(?:\w+ly )?(?:asked|informed|notified|alerted)", re.I), _PERSON),
    (re.compile(r"\b(?:your|the|this)\s+(?:\w+\s+){0,2}refund\b.{0,30}?\b(?:has been|have been|was"
                r"|were|is being|is now)\s+(?!not\b)(?:\w+ly )?(?:issued|processed|initiated"
                r"|approved"
                r"|sent|arranged|credited|confirmed|paid)", re.I), _REFUND | {REFUNDED}),
    (re.compile(r"\b(?:refund|approval)\b.{0,30}?" + _BEING
                + r"(?:\w+ly )?(?:requested|asked for|submitted|proposed)", re.I), _APPROVAL),
    (re.compile(r"\bnote\b.{0,30}?\b(?:has been|was|is being|is now)\s+(?!not\b)(?:\w+ly )?"
                r"(?:added|made|left|recorded|put)", re.I), _NOTE),
    (re.compile(r"\be-?mail\b.{0,30}?\b(?:has been|have been|was|were|is being|is now|is)\s+"
                r"(?!not\b)(?:\w+ly )?(?:sent|queued|on its way)", re.I), _MAIL | _CODE),
    (re.compile(r"\b(?:your|the|this)\s+(?:\w+\s+){0,2}order\b.{0,30}?\b(?:has been|was|is being"
                r"|is now)\s+(?!not\b)(?:\w+ly )?(?:changed|updated|modified|corrected|added to"
                r"|removed|deleted|extended|credited|replaced|reserved|issued|initiated)", re.I),
     _NONE),
    # What a look-up may tell; which state it is in is judged apart.
    (re.compile(r"\b(?:your|the|this)\s+(?:\w+\s+){0,2}order\b.{0,30}?\b(?:has been|was|is being"
                r"|is now)\s+(?!not\b)(?:\w+ly )?(?:processed|placed|sent|confirmed|accepted"
                r"|approved|scheduled|arranged|cancell?ed|refunded)", re.I), _LOOK_UP),
    (re.compile(r"\b(?:your|the|this|an?)\s+(?:\w+\s+){0,2}(?:cancellation|exchange|replacement"
                r"|address|return|label|discount|voucher|coupon|subscription|account"
                r"|e-?mail(?! (?:has been|was|is being|is now) sent)"
                r"|payment|credit)\b.{0,30}?\b(?:has been|have been|was|were|is being|is now)"
                r"\s+(?!not\b)"
                r"(?:\w+ly )?(?:issued|processed|initiated|approved|sent|e-?mailed|changed|updated"
                r"|modified|corrected|applied|arranged|scheduled|extended|credited|added|removed"
                r"|deleted|confirmed|placed|cancell?ed|refunded|accepted|reserved|replaced)",
                re.I), _NONE),
)  # fmt: skip
_NEXT_ACTION = re.compile(r"^\W*+(?:done|all set|all done|consider it done)\b", re.I)

# Each row: what stands in front of all its claims, and where it is not, none is looked for.
Claims = tuple[tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], frozenset[str]], ...]], ...]
_NOW = r"\s+(?:just|already|now)\s+"


def _deeds_behind(pattern: str) -> tuple[tuple[re.Pattern[str], frozenset[str]], ...]:
    return tuple((re.compile(f"{pattern}{deed}", re.I), tools) for deed, tools in _DEEDS)


_DONE_CLAIMS: Claims = (
    (
        re.compile(rf"{_ACTOR}(?:{_HAVE}|{_NOW})", re.I),
        _deeds_behind(rf"{_ACTOR}(?:{_HAVE}{_ADVERBS}|{_NOW})"),
    ),
    (re.compile(r"\b(?:ha(?:s|ve) been|was|were|is|are|will be)\s", re.I), _PASSIVE),
)
_PAST_CLAIM = re.compile(
    rf"{_ACTOR}\s+(?:just |already |now |then |went ahead and )?(?:refunded|cancell?ed"
    r"|changed|updated|modified|sent|e-?mailed|shipped|issued|processed|applied|approved|credited|replaced|reserved|booked)\b"
    r"|\b(?:we|i)(?:['’]ve| have)? (?:received|got|logged) your (?:ticket|request|case"
    r"|complaint)\b",
    re.I,
)
_WILL_CLAIMS: Claims = (
    (
        re.compile(rf"{_ACTOR}(?:{_WILL}|{_AM})", re.I),
        _deeds_behind(rf"{_ACTOR}(?:{_WILL}|{_AM}){_ADVERBS}"),
    ),
    (
        re.compile(r"\byou(?:['’]ll| will| are)\b", re.I),
        (
            (
                re.compile(
                    r"\byou(?:['’]ll| will| are going to)(?: soon| shortly)? (?:receive|get|have)\b"
                    r"(?!.{0,80}\b(?:once|when|after|as soon as)\b).{0,40}"
                    r"\b(?:voucher|coupon|e-?mail|phone call|call|label|replacement|credit)\b",
                    re.I,
                ),
                _NONE,
            ),
        ),
    ),
)
_TOOLS_OF_PAST = (("refund", _REFUND), ("mail", _MAIL), ("your", _PERSON))
_TOOLS: Mapping[str, frozenset[str]] = {
    "ticket": _TICKET, "person": _TOLD | _APPROVAL, "refund": _REFUND, "mail": _MAIL, "none": _NONE,
}  # fmt: skip


def _of_tools(claims: tongues.Claims) -> Claims:
    return tuple(
        (lead, tuple((pattern, _TOOLS[kind]) for pattern, kind in deeds)) for lead, deeds in claims
    )


_PAST_CLAIMS = (*_DONE_CLAIMS, *_of_tools(tongues.PAST_CLAIMS))
_FUTURE_CLAIMS = (*_WILL_CLAIMS, *_of_tools(tongues.FUTURE_CLAIMS))


def _behind_leads(
    claims: Claims, sentence: str
) -> Iterator[tuple[re.Pattern[str], frozenset[str]]]:
    """The claims of all rows that the sentence may hold."""
    for lead, deeds in claims:
        if lead.search(sentence):
            yield from deeds


def _is_claimed(pattern: re.Pattern[str], sentence: str, *, is_past: bool = False) -> bool:
    """Whether the sentence has the claim outside of all conditions."""
    found = pattern.search(sentence)
    while found and conditions.excuses(sentence, found, is_past=is_past):
        found = pattern.search(sentence, found.start() + 1)
    return found is not None


@lru_cache(maxsize=512)
def unfulfilled(sentence: str, done: frozenset[str], quoted: bool) -> bool:
    """Whether the sentence claims a deed that none of the tools in `done` has done.

    `quoted` tells that the sentence follows a passage closely: then what "we will" do is the
    shop's policy and not this agent's promise. What "I have" done is always a claim, whatever
    condition stands before it.
    """
    if _NEXT_ACTION.search(sentence) and not done & _PERSON:
        return True
    past = _PAST_CLAIM.search(sentence)
    if past and _is_claimed(_PAST_CLAIM, sentence, is_past=True):
        tools = next((tools for stem, tools in _TOOLS_OF_PAST if stem in past[0].lower()), _NONE)
        if not tools & done:
            return True
    if any(
        not tools & done and _is_claimed(pattern, sentence)
        for pattern, tools in _behind_leads(_PAST_CLAIMS, sentence)
    ):
        return True
    if quoted:
        return False
    return any(
        pattern.search(sentence) and not (tools & done)
        for pattern, tools in _behind_leads(_FUTURE_CLAIMS, sentence)
    )
