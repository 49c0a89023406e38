"""The figures that a shop's policies turn on, and how a sentence is known to give one.

A topic is recognised by patterns, never by nearness alone: an owner who is shown a false alarm
stops reading. What a sentence is limited to (a country, a carrier, sale items, one product) is its
scope; only sentences of the same scope can contradict each other.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

_RETURN = (
    r"return(?:s|ed|ing|able)?|sen[dt] (?:\w+ ){0,3}back|give (?:\w+ ){0,3}back"
    r"|change[d]? your mind|unwanted"
)
_SHIP = r"deliver(?:y|ies|s|ed|ing)?|ship(?:s|ped|ping|ment|ments)?|postage|parcels?|courier"
_SENT = r"dispatch\w*|despatch\w*|sen[dt] out|leaves?|handling|process(?:ed|ing)?|pack(?:ed)?"
_AFTER = r"(?:of|after|from|since|upon|following) (?:the |your |its )?(?:delivery|deliver\w+)"
_BROKEN = r"damaged?|defect\w*|faulty|broken|wrong(?:ly)?|missing|lost|incomplete"
_CALL = r"(?:tele)?phone|calls?|hotline|chat|answer\w*|support|messages?|customer (?:service|care)"
_COLLECT = r"collect\w*|pick(?:ed)?[ -]?up|click and collect"


@dataclass(frozen=True, slots=True)
class Topic:
    """One kind of figure. `fact` is its kind in `guardrails.facts`.

    `about` must be found in the sentence or in the heading above it, or in the page's title if
    `by_title` holds and for rows of tables; `says` in the sentence itself, `never` must not.
    `question` is what a shopper asks; empty where none would.
    """

    name: str
    question: str
    fact: str
    about: re.Pattern[str]
    says: re.Pattern[str]
    never: re.Pattern[str]
    by_title: bool


def _topic(
    name: str,
    fact: str,
    about: str,
    says: str,
    never: str = r"(?!)",
    question: str = "",
    *,
    by_title: bool = False,
) -> Topic:
    return Topic(name, question, fact, _words(about), _words(says), _words(never), by_title)


def _words(patterns: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{patterns})\b", re.IGNORECASE)


# A sentence has the first topic that fits, so the narrow ones come first.
TOPICS: tuple[Topic, ...] = (
    _topic(
        "time to report damage",
        "duration",
        _BROKEN,
        r"tell|report|contact|let us know|notify|inform|write|claim",
        r"we (?:will )?(?:answer|reply|respond)|refund\w*|warrant\w*|guarantee\w*|return\w*",
    ),
    _topic(
        "time to reply",
        "duration",
        r"answer\w*|repl(?:y|ies)|respon[ds]\w*|get back to you",
        r"within|in|usually|takes?|up to|under",
        rf"{_SHIP}|{_RETURN}|points|repair|replacement|refund|months?",
        question="How long does it take until you answer a message?",
    ),
    _topic(
        "money-back period",
        "duration",
        r"money.back (?:guarantee|promise)|trial(?: period)?",
        r"guarantee|promise|trial|within|days?|nights?",
        r"subscri\w+|warrant\w*",
    ),
    _topic(
        "time to refund",
        "duration",
        r"refund\w*|reimburs\w*|money back|credited",
        r"refund\w*|reimburs\w*|money|credited|paid back|get it",
        r"(?:of|after|from) (?:purchase|buying|delivery|your purchase|the delivery)|collect\w*"
        r"|label|answer\w*|repl(?:y|acement)\w*|claim\w*"
        r"|(?:can|may|must) (?:be )?(?:return|send|sent)\w*|to return|for a (?:full )?refund",
        question="When do I get my money back after a return?",
    ),
    _topic(
        "time to cancel",
        "duration",
        r"cancel\w*",
        r"within|up to|until|before|after|for",
        r"unpaid|held|refund\w*|subscri\w+|course|booking",
    ),
    _topic(
        "time to collect",
        "duration",
        _COLLECT,
        r"keep|kept|hold|held|stays?|wait\w*|have",
        r"ready|send a|courier",
        by_title=True,
    ),
    _topic(
        "return window",
        "duration",
        rf"{_RETURN}|exchang\w+",
        r"return\w*|sen[dt]|give|back|exchang\w+|have|within|days?|keep",
        r"label|points|process\w*|inspect\w*|we (?:will )?(?:refund|credit|answer|reply|check)"
        r"|collect\w*|invoice\w*|ship the|repl(?:y|acement)\w*|receiv\w+ the (?:parcel|return)"
        r"|cancel\w*|warrant\w*|takes? (?:up to|about)|statutory|legal\w*|withdraw\w*|by law"
        r"|years?|annual\w*",
        question="How long do I have to return something?",
    ),
    _topic(
        "validity of gift cards",
        "duration",
        r"gift (?:cards?|vouchers?|certificates?)|vouchers?",
        r"valid\w*|expir\w*|redeem\w*|good for|last|lapse\w*|use[d]?",
        r"e-?mail|arrive\w*|points",
        question="How long is a gift card valid?",
        by_title=True,
    ),
    _topic(
        "validity of points",
        "duration",
        r"points|loyalty|rewards?",
        r"valid\w*|expir\w*|lapse\w*|last",
        r"gift",
    ),
    _topic(
        "warranty",
        "duration",
        r"warrant(?:y|ies|ed)|guarantee[sd]?",
        r"warrant\w*|guarantee\w*|covers?|covered|lifetime",
        rf"money.back|satisf\w+|claim\w*|answer\w*|{_RETURN}|repairs? takes?|out(?:side)? of"
        r"|register\w*|extend\w*|proof|price|best",
        question="How long is the warranty?",
        by_title=True,
    ),
    _topic(
        "time to dispatch",
        "duration",
        rf"{_SENT}|orders?|ships|shipped",
        rf"{_SENT}|ships?|shipped|sen[dt]",
        rf"arriv\w*|deliver(?:y|s|ed) (?:takes?|within|in|time)|{_RETURN}|refund\w*|{_BROKEN}"
        rf"|{_COLLECT}|{_AFTER}|label|track\w*|cancel\w*|invoice\w*|points|shipping (?:takes|time)"
        r"|unpaid|answer\w*|transfer|payment",
    ),
    _topic(
        "delivery time",
        "duration",
        rf"{_SHIP}|arriv\w*|transit",
        r"takes?|within|arriv\w*|deliver\w*|in|usually|days?|weeks?|up to|hours?",
        rf"{_RETURN}|refund\w*|{_BROKEN}|{_COLLECT}|{_AFTER}|track\w*|cancel\w*|invoice\w*|points"
        r"|warrant\w*|guarantee\w*|label|signature|at home|answer\w*|hold|held|keep|gift"
        r"|once|each|per",
        question="How long does delivery take?",
    ),
    _topic(
        "minimum order",
        "condition",
        r"minimum (?:order|purchase|spend)(?: value)?|order minimum",
        r"minimum",
        r"free",
    ),
    _topic(
        "free delivery from",
        "condition",
        _SHIP,
        r"free|no (?:delivery|shipping|postage)|gratis",
        rf"{_RETURN}|refund\w*|gift|label",
        question="From which order value is delivery free?",
    ),
    _topic(
        "cost of a return",
        "money",
        r"returns? (?:label|postage|shipping|parcel|fee|cost)s?|for (?:a |each |every )?returns?"
        r"|sen[dt](?:ing)? (?:\w+ ){0,3}back|returning (?:an item|items|goods|something)|label",
        r"costs?|fees?|charged?|deduct\w*|pay|take off|postage",
        r"refund (?:the|your)|free",
        question="What does a return cost?",
    ),
    _topic("restocking fee", "percent", r"restock\w*", r"restock\w*"),
    _topic(
        "cost of delivery",
        "money",
        _SHIP,
        r"costs?|fees?|charged?|flat|rates?|prices?|pay|is|are|for",
        rf"{_RETURN}|refund\w*|label|gift|repair\w*|import|customs|dut(?:y|ies)|insur\w*|{_BROKEN}"
        rf"|{_COLLECT}|points",
        question="How much is delivery?",
    ),
    _topic(
        "first-order discount",
        "percent",
        r"newsletter|sign(?:ing)? up|subscrib\w*|first order",
        r"off|discount|save|voucher|code|less",
    ),
    _topic(
        "student discount",
        "percent",
        r"students? (?:gets?|receives?|saves?|pays?|discount)|for students",
        r"off|discount|save|less",
        r"loans?",
    ),
    _topic(
        "order cut-off",
        "time",
        r"orders?|ordered",
        r"before|by|until|till|after",
        r"collect\w*|open|closed|cancel\w*|phone|call",
    ),
    _topic(
        "hours for calls and messages",
        "time",
        rf"{_CALL}|reach(?:ed|able)?",
        r"from|between|until|to|open|available|answer\w*|reach\w*",
        r"open(?:ing)? hours of",
        question="When can I reach you by telephone?",
    ),
    _topic(
        "opening hours",
        "time",
        r"open(?:ing)?|opens|hours|closes",
        r"open\w*|from|until|to|between|clos\w+",
        rf"{_CALL}|{_COLLECT}",
        question="What are your opening hours?",
        by_title=True,
    ),
    _topic(
        "time to pay",
        "duration",
        r"invoice[sd]?|payments?|pay(?:able)?",
        r"payable|due|pay(?:ment)? (?:\w+ ){0,3}within|settle\w*",
        r"refund\w*|keep|kept|change",
    ),
)

# Words that limit a statement, by what they limit it to.
_SCOPES: dict[str, str] = {
    "sale": r"sales?|reduced|clearance|outlet|discounted",
    "express": r"express|next[- ]day|priority|overnight|special delivery",
    "members": r"members?|club|VIP",
    "business": r"business(?:es)? customers?|business(?:es)? (?:accounts?|orders?)|wholesale|B2B"
    r"|trade|companies",
    "broken": _BROKEN,
    "made": r"custom|engraved|personali[sz]ed|made[- ]to[- ]order|bespoke|pre-?orders?",
    "digital": r"digital|downloads?|e-?books?|software",
    "gift": r"gifts?|vouchers?",
    "holidays": r"christmas|holidays?|black friday|easter|summer|winter|season\w*|bank holidays?",
    "bulky": r"bulky|heavy|large|furniture|pallets?|oversized?|freight",
    "carrier": r"DHL|(?-i:UPS|GLS|TNT)|FedEx|DPD|Hermes|Evri|USPS|Royal Mail|An Post|Deutsche Post"
    r"|PostNL|bpost|Colissimo|Chronopost|Yodel",
    "collect": _COLLECT,
    "used": r"refurbished|second[- ]hand|vintage|pre-?owned|used (?:goods|items)",
    "subscription": r"subscri\w+",
    "extended": r"extended|premium|lifetime|optional",
    "exchange": r"exchang\w+",
    "late": r"late|evenings?",
    "lost": r"lost|insur\w+",
    "transfer": r"bank transfer|cheques?|cash on delivery",
    "opened": r"opened|worn|without (?:the )?(?:original )?packaging|unused and unopened",
    "not": r"not|never|cannot|can't|don't|no longer",
}
_PLACES: dict[str, str] = {
    "abroad": r"international\w*|abroad|overseas|worldwide|outside",
    "home": r"domestic|national|inland",
    "EU": r"(?-i:EU)|European Union|Europe",
    "UK": r"(?-i:UK|GB)|Great Britain|United Kingdom|Britain|England",
    "US": r"(?-i:USA?)|United States|America",
    "islands": r"islands?|highlands?|remote|Northern Ireland|Channel Islands",
}
_COUNTRIES = (
    r"Ireland|Scotland|Wales|Germany|Austria|Switzerland|France|Spain|Portugal|Italy|Belgium"
    r"|Netherlands|Luxembourg|Denmark|Sweden|Norway|Finland|Iceland|Poland|Czechia|Slovakia"
    r"|Slovenia|Hungary|Croatia|Serbia|Romania|Bulgaria|Greece|Cyprus|Malta|Turkey|Ukraine"
    r"|Estonia|Latvia|Lithuania|Canada|Mexico|Brazil|Argentina|Chile|Australia|New Zealand|Japan"
    r"|China|India|Korea|Taiwan|Singapore|Israel|Africa|Asia|Alaska|Hawaii"
)


def _any(patterns: Mapping[str, str], *others: str) -> re.Pattern[str]:
    named = (rf"(?P<{name}>\b(?:{words})\b)" for name, words in patterns.items())
    return re.compile("|".join((*named, *others)), re.IGNORECASE)


_SCOPE = _any(_SCOPES)
_PLACE = _any(_PLACES, rf"\b(?-i:{_COUNTRIES})\b")


def scope_words(said: str, *above: str) -> frozenset[str]:
    """What a statement is limited to, by its own words and by what stands `above`, nearest first.

    Of places, the nearest that names any counts.
    """
    texts = (said, *above)
    found = {match.lastgroup or "" for text in texts for match in _SCOPE.finditer(text)}
    for text in texts:
        places = {match.lastgroup or match[0] for match in _PLACE.finditer(text)}
        if places:
            return frozenset(found | places)
    return frozenset(found)
