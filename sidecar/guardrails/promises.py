"""Sentences that claim something was done, or will be, and the tool calls that make them true."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache, partial

from sidecar.guardrails import claims_abroad, conditions

_OTHERS = (
    r"we|(?:our|the|my) (?:(?:customer|support|returns?|service) )?(?:team|staff|support"
    r"|colleagues?|people)|(?:our|the) customer service|some(?:one|body)|one of (?:our|the|my) \w+"
    r"|an? (?:colleague|person|member|agent|employee|human|representative|specialist)(?: of (?:the"
    r"|our) \w+)?"
)
_ACTOR = rf"\b(?:i|{_OTHERS})"
_THEY = r"\b(?:they|s?he)"  # goods too, so "they are replaced" says nothing of people
_HAVE = r"(?:['’]ve| have| has|['’]s)"
_WILL = r"(?:['’]ll| will| shall|(?:['’](?:m|s|re)| is| am| are) going to)"
_AM = r"(?:['’]m| am|['’]re| are| is)"
_ADVERBS = (
    r"(?:\s+(?!not\b|never\b)(?:just|now|already|also|then|did|hereby|gone ahead and|go ahead and"
    r"|went ahead and|\w+ly)){0,3}\s+"
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
_MADE = _REFUND | {REFUNDED}
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
    (r"(?:tell|told)\s+(?:the|our|my|a)\b|let\s+(?:the|our|my|a)\b.{0,30}\bknow", _TOLD),
    (r"(?:escalat|forward|transfer|connect|hand(?!l)|pass)\w*", _PERSON),
    (r"(?:t(?:ak|ook)\w*\s+care\s+of|(?:sp(?:eak|oke)|talk)\w*\s+(?:to|with)\s+(?:the|our|my|a)\b)",
     _PERSON),
    (rf"ask\w*(?=.{{0,60}}{_WORD_OF})", _APPROVAL),
    (rf"ask\w*(?!.{{0,60}}{_WORD_OF})(?=.{{0,60}}{_REPAY})", _PERSON | _APPROVAL),
    (rf"ask\w*(?!\w*.{{0,60}}(?:{_WORD_OF}|{_REPAY}))", _PERSON),
    (rf"(?:request|propos|submit|put in)\w*(?=.{{0,40}}(?:{_REPAY}|\bapproval))", _APPROVAL),
    (r"(?:contact|wr[io]t|g[eo]t back|be in touch|reach|call|phone|r[aiu]ng\b|repl[yi]"
     r"|follow(?:ed)? up)\w*", _PERSON),
    (r"(?:check|look|investigat|review)\w*\s+(?:further|into)", _PERSON),
    (r"(?:refund|reimburs)\w*", _REFUND),
    (r"(?:e-?mail|mail|sen[dt])\w*(?=.{0,40}\bcode\b)", _CODE),
    (r"(?:(?:e-?mail|mail)(?:ed|ing)?\b|sen[dt]\w*(?=.{0,25}\be-?mail\b))(?!.{0,40}\bcode\b)",
     _MAIL),
    (r"add\w*(?=.{0,10}\bnote\b)", _NOTE),
    (r"ma[kd]\w+\s+(?:the|that|this|your|an?)\s+(?:\w+\s+)?(?:change|correction|booking"
     r"|cancellation|reservation|refund|payment)", _NONE),
    (r"(?:cancel|chang|updat|modif|correct|replac|exchang|appl|credit|waiv|extend"
     r"|reserv|book|subscrib|delet|remov|add(?!\w*.{0,10}\bnote)|upgrad|resen[dt]|reship|process|issu|initiat|approv"
     r"|arrang|schedul|sen[dt](?!\w*.{0,40}\b(?:e-?mail|code\b))|ship|dispatch|plac|order|confirm|verif|assign|note)\w*",
     _NONE),
)  # fmt: skip
_PASSIVE = (
    (re.compile(r"\b(?:your|the)\s+(?:\w+\s+)?(?:money|amount)\s+(?:has been|was|is being"
                rf"|is now|has){_ADVERBS}(?:returned|refunded|reimbursed|paid|sent|credited"
                r"|transferred|gone)\b", re.I), _MADE),
    (re.compile(rf"\byou(?:['’]ve been| have been| were){_ADVERBS}(?:refunded|reimbursed"
                r"|paid back)\b|(?<!\bhave )(?<!\bdid )\byou(?:['’]ve| have)?\s+(?:been given"
                r"|received|got(?:ten)?)\s+(?:an?|your|the)\s+(?:\w+\s+)?(?:refund"
                r"|money)\b", re.I), _MADE),
    (re.compile(r"\b(?:ticket|case|support request|complaint)\b.{0,30}?" + _BEING
                + r"(?:\w+ly )?(?:opened|created|raised|filed|logged|submitted)", re.I), _TICKET),
    (re.compile(r"\b(?:ticket(?:\s\S*\d\S*)?(?: for \w+ \w+)?|(?:your|the|a) (?:request|case"
                r"|complaint)(?= is (?:now|with)))\s+is\s+(?!not\b)(?:now\s+|already\s+)?(?:open\b"
                r"|in place|waiting|with (?:our|the|a) (?:team|staff|colleagues?|shop|people"
                r"|person))", re.I), _TICKET),
    (re.compile(r"\b(?:person|colleague|team|staff|agent)\b.{0,20}?" + _BEING
                + r"(?:\w+ly )?(?:asked|informed|notified|alerted|contacted|told)", re.I), _PERSON),
    (re.compile(r"\b(?:your|the|this)\s+(?:\w+\s+){0,2}refund\b.{0,30}?\b(?:has been|have been|was"
                r"|were|is being|is now)\s+(?!not\b)(?:\w+ly )?(?:issued|processed|initiated"
                r"|approved"
                r"|sent|arranged|credited|confirmed|paid)", re.I), _MADE),
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
_WORD = re.compile(r"[\w'’-]+")
_TERMLESS_WORDS = 6  # no rule says so little: "You will get your money back."
_END = r"(?=\s*(?:[.!,;:–—-]|$))"
_NEXT_ACTION = re.compile(
    r"^\W*+(?:(?:done|all set|all done|consider it done)\b|(?:all|(?:it|that|this|everything"
    r"|all)(?:['’]s| is| was| has been)(?: all| now| already)?)\s+"
    rf"(?:done|sorted|arranged|settled|taken care of){_END}|(?:{claims_abroad.DONE}){_END})",
    re.I,
)

# Each row: what stands in front of all its claims, and where it is not, none is looked for.
Claims = tuple[tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], frozenset[str]], ...]], ...]
_NOW = r"\s+(?:just|already|now)\s+"


def _deeds_behind(pattern: str) -> tuple[tuple[re.Pattern[str], frozenset[str]], ...]:
    return tuple((re.compile(f"{pattern}(?:{deed})", re.I), tools) for deed, tools in _DEEDS)


_PAST = r"(?=[\w-]*(?:ed|sent|wrote|told|spoke|took|got|let|made)\b)"
# "Shall I open", "before I open" and "that I open" announce nothing.
_ASKING = (
    "shall should can could may might must do did will would am was before if when once until"
    " unless after that whether how"
)
_ASKED = "".join(rf"(?<!\b{word} )" for word in _ASKING.split(" "))
_NO_TALK = r"(?!(?:(?:inform|notify) you|note|confirm that|ask (?:you|for))\b)"
_IT = (
    r"(?:your|yours|you|team|colleagues?|staff|warehouse|courier|carrier|tickets?|complaint"
    r"|case)\b|(?:it|this|that|them)\b(?=\s*(?:[.,;:!?]|$|to\b|for\b|on\b))"
)
_YOURS = (
    r"(?:your|you|it|an?\s+(?:\w+\s+)?(?:ticket|refund|case)|the\s+(?:team|order|refund|shop"
    r"|staff))"
)
_JUST = r"(?:just|now|already)\s+"
_DONE_CLAIMS: Claims = (
    (
        re.compile(rf"{_ACTOR}(?:{_HAVE}|{_NOW})", re.I),
        _deeds_behind(rf"{_ACTOR}(?:{_HAVE}{_ADVERBS}|{_NOW})"),
    ),
    (re.compile(rf"{_THEY}{_HAVE}", re.I), _deeds_behind(rf"{_THEY}{_HAVE}{_ADVERBS}")),
    # What "I" do is a claim, an "i" may be a word of another language.
    (
        re.compile(r"\b(?-i:I)\s", re.I),
        _deeds_behind(
            rf"(?:{_ASKED}\b(?-i:I){_ADVERBS}{_NO_TALK}"
            rf"|(?<!\bif )(?<!\bwas )\b(?-i:I){_ADVERBS}{_PAST})"
        ),
    ),
    # Without a subject: "Opened a ticket for you.", "Cancelling your order now."
    (
        re.compile(rf"\A\W*+(?:{_JUST})?\w+(?:ed|sent|ing)\s+{_YOURS}", re.I),
        _deeds_behind(
            rf"\A\W*+(?:{_JUST})?(?=\w+(?:(?:ed|sent)\s+{_YOURS}\b"
            rf"|ing\s+{_YOURS}\b[^?]*\b(?:now|right away|immediately|at once)\W*$))"
        ),
    ),
    (
        re.compile(
            r"\b(?:ha(?:s|ve)|was|were|is|are|will be|received|got(?:ten)?)\s|['’]ve\s", re.I
        ),
        _PASSIVE,
    ),
)
# What we did, of the shopper's things: what we did to our own is news.
_BARE_CLAIMS: Claims = (
    (
        re.compile(rf"\b(?:{_OTHERS})\s", re.I),
        _deeds_behind(
            rf"\b(?:{_OTHERS}){_ADVERBS}{_PAST}(?!called (?:it|this|that|them)\b)"
            rf"(?=[^.;:]{{0,60}}?\b(?:{_IT}))"
        ),
    ),
)


def _rows(*table: tuple[str, tuple[tuple[str, frozenset[str]], ...]]) -> Claims:
    return tuple(
        (re.compile(lead, re.I), tuple((re.compile(deed, re.I), tools) for deed, tools in deeds))
        for lead, deeds in table
    )


_NOT_ASKED = r"(?<!\bdo )(?<!\bdid )(?<!\bhave )(?<!\bwhether )"
_SAID_ALONE = rf"(?:{_END}|\s+(?:for you|now|today|success\w+|and)\b)"
# What is so by a deed; what a condition stands before is a rule.
_PRESENT_CLAIMS = _rows(
    (r"\A\W*+\w+\W*$", (
        (r"\A\W*+(?:cancell?ed|changed|updated|sent|corrected)\W*$", _LOOK_UP),
        (r"\A\W*+(?:refunded|reimbursed)\W*$", _LOOK_UP | _REFUND),
    )),
    (r"\bthere(?:['’]s| is)\b", (
        (rf"\bthere(?:['’]s| is)\s+(?:{_JUST})?(?:an?|your|one)\s+(?:\w+\s+){{0,2}}"
         r"(?:ticket|complaint)\b", _TICKET),
    )),
    (r"\byou\b", (
        (rf"{_NOT_ASKED}\byou\s+(?:{_JUST})?have\s+(?:now\s+)?(?:an?|one)\s+(?:\w+\s+)?ticket\b",
         _TICKET),
        (rf"{_NOT_ASKED}\byou(?:['’]ve got|\s+(?:now\s+)?have)\s+(?:an?|the|our)\s+(?:\w+\s+)?"
         r"(?:e-?mail|message)\b.{0,30}\b(?:from (?:us|me|our)|inbox|waiting)", _MAIL | _CODE),
        (rf"\byou(?:['’]re| are){_ADVERBS}(?:refunded|reimbursed|paid back)"
         r"(?:\s+(?:now|already|today|in full))?\W*$", _MADE),
    )),
    (r"\b(?:your?|our|the|order|refund|ticket|complaint|address|subscription|booking|return"
     r"|exchange"
     r"|replacement|account|voucher|label)\b", (
        (r"\b(?:your|the)\s+(?:\w+\s+)?(?:money|amount|refund)\s+is(?: now)?\s+(?:back"
         r"|on (?:its|the) way)\b", _MADE),
        (r"\byour\s+(?:\w+\s+)?refund\s+(?:is|went)\s+(?:\w+ly )?(?:issued|processed|approved|done"
         r"|completed?|confirmed|sent|out|through)(?:\s+now)?\W*$", _MADE),
        (r"\byour\s+(?:\w+\s+)?(?:order|address|account|booking|subscription|return|exchange"
         r"|cancellation)\s+is\s+(?:\w+ly )?(?:changed|updated|corrected|modified|replaced"
         r"|exchanged"
         r"|reserved|booked|arranged|approved|confirmed|deleted)(?:\s+now)?\W*$", _NONE),
        (r"\byour\s+(?:\w+\s+)?(?:order|parcel|package)\b.{0,30}\b(?:ships?|goes|go|going|sent"
         r"|shipped"
         r"|delivered)\s+to\s+(?:the|your)\s+(?:new|other|correct(?:ed)?|changed"
         r"|updated)\s+address",
         _NONE),
        (r"\b(?:our|the)\s+(?:team|staff|colleagues?|warehouse)\s+(?:knows?\b|is (?:aware|on it)\b"
         r"|has been (?:informed|told|asked))", _TOLD),
        # In the style of a telegram.
        (r"\A\W*+(?:your |the )?refund\s+(?:(?:is|has been)\s+)?(?:issued|processed|made|sent"
         r"|approved"
         rf"|initiated|completed?|done|confirmed){_SAID_ALONE}", _MADE),
        (r"\A\W*+(?:your |the |support )*(?:ticket|complaint)\s+(?:opened|created|raised|filed"
         rf"|submitted|logged){_SAID_ALONE}", _TICKET),
        (r"\A\W*+(?:your |the )*(?:\w+ )?(?:order(?:\s\S*[\d•]\S*)?|address|subscription|booking"
         r"|return|exchange|replacement|account|voucher|label)\s+(?:cancell?ed|changed|updated"
         r"|corrected|refunded|replaced|arranged|booked|issued|sent|extended|deleted|approved)"
         rf"{_SAID_ALONE}", _NONE),
    )),
)  # fmt: skip
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
        re.compile(rf"{_THEY}{_WILL}", re.I),
        _deeds_behind(rf"{_THEY}{_WILL}{_ADVERBS}"),
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
# What the shopper is told to get or to await, and what we do at once, under no condition.
_NO_TERM = r"(?!.{0,40}\bwithin\b)"  # a shop's rule has one, and the judge of figures proves it
_SHALL_BE = rf"(?:['’]ll| will| are going to){_ADVERBS}be{_ADVERBS}"
_GAIN_CLAIMS = _rows(
    (r"\b(?:your?|we|expect)\b", (
        (r"(?:\byou(?:['’]ll| will| can| may| should)?\s+|\A\W*+(?:please )?(?=expect))(?:soon\s+"
         r"|shortly\s+)?(?:(?:(?:expect|look forward to)\s+(?:to (?:get|receive)\s+)?(?:(?:an?|our"
         r"|your|the)\s+)?|(?:get|receive)\s+an?\s+)(?:\w+\s+)?(?:call|contact|message|e-?mail"
         rf"|(?:reply|answer|response){_NO_TERM})\b"
         r"|(?:expect to\s+)?(?:hear|be hearing)\s+(?:back|from (?:us|me|our|the|a)\b))",
         _PERSON | _MAIL),
        (r"\byou(?:['’]ll| will|(?:['’]re| are) going to)\s+(?:soon\s+|shortly\s+)?(?:get|receive"
         r"|have"
         rf"|see)\s+(?:all\s+)?(?:your|the|a)\s+(?:\w+\s+)?(?:money|refund)\b{_NO_TERM}", _MADE),
        (rf"\byou{_SHALL_BE}(?:contacted|called|phoned|connected|transferred)\b", _PERSON),
        (rf"\byou{_SHALL_BE}(?:refunded|reimbursed)\b{_NO_TERM}", _MADE),
        (rf"\byour\s+(?:\w+\s+)?(?:money|refund){_SHALL_BE}\w+(?:ed|sent|paid)\b{_NO_TERM}", _MADE),
        (rf"\byour\s+(?:\w+\s+)?(?:order|address|subscription|booking"
         rf"|account){_SHALL_BE}(?:cancell?ed"
         r"|changed|updated|refunded|corrected|replaced|exchanged)\b", _NONE),
        *((rf"\bwe{_ADVERBS}(?=[^.;:?]{{0,80}}?(?:\bnow\b|\b(?:an?|your|the) ticket\b"
           rf"|\byour (?:order|money|address|account|payment|subscription"
           rf"|purchase|parcel)\W*$))(?:{deed})", tools)
          for deed, tools in _DEEDS),
    )),
)  # fmt: skip
_TOOLS_OF_PAST = (("refund", _REFUND), ("mail", _MAIL), ("your", _PERSON))
_TOOLS: Mapping[str, frozenset[str]] = {
    "ticket": _TICKET, "person": _TOLD | _APPROVAL, "refund": _REFUND, "mail": _MAIL, "none": _NONE,
    "refunded": _MADE,
}  # fmt: skip


def _of_tools(claims: claims_abroad.Claims) -> Claims:
    return tuple(
        (lead, tuple((pattern, _TOOLS[kind]) for pattern, kind in deeds)) for lead, deeds in claims
    )


_PAST_CLAIMS = (*_DONE_CLAIMS, *_of_tools(claims_abroad.PAST_CLAIMS))
_FUTURE_CLAIMS = (*_WILL_CLAIMS, *_of_tools(claims_abroad.FUTURE_CLAIMS))
_RULED_PRESENT = (*_PRESENT_CLAIMS, *_of_tools(claims_abroad.PRESENT_CLAIMS))
_RULED_FUTURE = (*_GAIN_CLAIMS, *_of_tools(claims_abroad.GAIN_CLAIMS))


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


def _is_outright(pattern: re.Pattern[str], sentence: str) -> bool:
    """Whether the sentence has the claim and no condition that makes it a rule."""
    found = pattern.search(sentence)
    return found is not None and not conditions.bind(sentence, found)


@lru_cache(maxsize=512)
def unfulfilled(sentence: str, done: frozenset[str], quoted: bool) -> bool:
    """Whether the sentence claims a deed that none of the tools in `done` has done.

    `quoted` tells that the sentence follows a passage closely: then what "we will" do is the
    shop's policy and not this agent's promise, unless it is too short to be one. What "I" do or
    "I have" done is always a claim, whatever condition stands before it.
    """
    if _NEXT_ACTION.search(sentence) and not done & _PERSON:
        return True
    past = _PAST_CLAIM.search(sentence)
    if past and _is_claimed(_PAST_CLAIM, sentence, is_past=True):
        tools = next((tools for stem, tools in _TOOLS_OF_PAST if stem in past[0].lower()), _NONE)
        if not tools & done:
            return True
    if _claims(_PAST_CLAIMS, sentence, done, _is_claimed):
        return True
    if _claims(_BARE_CLAIMS, sentence, done, partial(_is_claimed, is_past=True)):
        return True
    if _claims(_RULED_PRESENT, sentence, done, _is_outright):
        return True
    if quoted and len(_WORD.findall(sentence)) > _TERMLESS_WORDS:
        return False
    return _claims(_FUTURE_CLAIMS, sentence, done, re.Pattern.search) or _claims(
        _RULED_FUTURE, sentence, done, _is_outright
    )


def _claims(
    claims: Claims,
    sentence: str,
    done: frozenset[str],
    is_said: Callable[[re.Pattern[str], str], object],
) -> bool:
    """Whether the sentence has one of the claims that none of the tools in `done` made true."""
    return any(
        not tools & done and is_said(pattern, sentence)
        for pattern, tools in _behind_leads(claims, sentence)
    )
