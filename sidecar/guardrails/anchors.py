"""What a span of time is counted from, and on which side of it: 30 days after delivery.

Three things start a span in a shop: that the parcel is there (`receipt`), that it was ordered
(`purchase`), that it was sent (`dispatch`). A span lies `behind` what it is counted from or `ahead`
of it, and is a whole (`window`) or the moment at its end (`later`): "you have 30 days after
delivery" grants what "return it 30 days after delivery" forbids. What a sentence names of these its
source must not name otherwise; both may leave it out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sidecar.guardrails import lexicon

# Money and writing are no events: "delivery costs", "the order number".
_NO_EVENT = (
    r"(?!['’]?s?[\s-](?:price|value|costs?|fees?|charges?|address|total|amount|number|notes?"
    r"|times?)\b)"
)
# Of these the first behind "after" and its like counts, for it befell the order that is named too.
_BEFELL = {
    "receipt": (
        rf"(?:re)?deliver(?:y|ed|s|ing)?{_NO_EVENT}|receipt|receiv\w+|arriv\w+"
        r"|reach(?:es|ed|ing)? you|(?:you|to) (?:get|have|got) (?:it|them|the|your)|getting"
        r"|lieferung|liefertermin|lieferdatum|geliefert|auslieferung|zustell(?:ung|datum)"
        r"|zugestellt|erhalt\w*|erhältst|empfang\w*|bekomm\w*|ankommt|ankommen|ankunft|angekommen"
        r"|(?:waren)?eingang(?! (?:der|ihrer|deiner) (?:bestellung|zahlung))|eintr[ei]ff\w+"
        r"|eingetroffen"
        r"|livraison|livrée?s?|réception\w*|reç\w+|recev\w+|remise"
        r"|entrega\w*|entregu\w*|recepción|recib\w+|lleg\w+"
        r"|consegn\w+|ricev\w+|ricezione|levering|geleverd|bezorg\w+|ontv\w+|aankomst|aankomt"
    ),
    "dispatch": (
        rf"d[ei]spatch\w*|shipp?(?:ed|s|ment|ing)?{_NO_EVENT}|sent(?! (?:\w+ )?back)|posted"
        r"|versand(?:datum)?|versendung|versendet|versandt|verschick\w*|abgeschickt|abgesandt"
        r"|expédi\w+|envoi|envoy\w+|env[ií]\w+|expedi\w+|despach\w+|spedi\w+|verzend\w+|verzonden"
        r"|verstuurd"
    ),
}
# These may only name what it befell, as "after your order arrives" does.
_ORDERED = (
    rf"purchas\w+{_NO_EVENT}|bought|buy(?:ing)?|order(?:s|ed|ing)?{_NO_EVENT}|checkout"
    r"|kauf(?:s|e?s?datums?|tag\w*)?|einkauf\w*|gekauft|kaufen"
    r"|eingang (?:der|ihrer|deiner) bestellung|bestell(?:ung|datums?|tag\w*|eingang\w*|t|en)"
    r"|achats?|achet\w+|commande|commander|commandé\w*|compras?|compr[óé]|comprar\w*|comprado"
    r"|pedido|pidi\w*|encargo|acquist\w+|ordine|ordinat\w+|aankoop\w*|gekocht|bestelling|besteld"
)
_IS = r"is|was|has|leaves|ist|wird|wurde|est|a|sera|fue|ha|está|è|viene|wordt"
_PLACED = r"(?:been |être |été |sido )?(?:placed|made|confirmed|aufgegeben|passée|realizad\w+)"
# What may stand between "after" and a purchase.
_SMALL_WORDS = """
the your you a an it its this that day date time moment of on which when we have had has been
placing placed making made completing actual original from
dem der den des das die ihrem ihrer ihren ihres deinem deiner tag datum zeitpunkt sie es ihn ihre
ihr ware artikel produkt an am vom von seit
le la les l d du de votre vos jour où vous avez avoir passé effectué
el los las su sus fecha día que en cual lo haber hizo realizar hacer artículo
il del della dell dall suo sua tuo tua data giorno cui hai ha avete
uw je het een dag waarop u hebt
"""
_FILLERS = frozenset(_SMALL_WORDS.split())
_BEFORE = r"before|prior to|ahead of|vor|bevor|avant|antes|prima|voor|voordat"
_AFTER = (
    r"after|since|following|upon|once|as soon as"
    r"|from(?= (?:the (?:day|date|time|moment)|when))"
    r"|(?:start|count|begin|run|calculat|measur)\w*(?: \w+)? (?:from|on|with|at)"
    r"|nach(?:dem)?|sobald|ab|seit(?:dem)?|(?:beginn\w*|gerechnet) (?:mit|am|vom)"
    r"|après|suivant|dès|une fois|depuis|à compter|à partir|à réception(?=\W)"
    r"|desde|después|tras|una vez|a partir|a contar"
    r"|dopo|dalla|dal|dall|dallo|na|nadat|vanaf|sinds|zodra"
)
_WHEN = r"(?P<when>when|wenn|quand|lorsque|cuando|quando|wanneer)"  # you order, is a condition
_LEAD = {
    True: re.compile(rf"(?<![\w-])(?:{_AFTER}|{_BEFORE}|{_WHEN})(?!\w)", re.IGNORECASE),
    False: re.compile(rf"(?<![\w-])(?:{_AFTER}|{_WHEN})(?!\w)", re.IGNORECASE),
}
# These lead to an event only right behind the span; elsewhere they lead to anything.
_OF = re.compile(
    r"\W{0,2}(?:of|from|von|vom|de|du|des|d(?=['’])|del|di|van|à|on|with|at|zum|bei)(?!\w)",
    re.IGNORECASE,
)
_EVENT = re.compile(
    "|".join(rf"\b(?P<{name}>{words})(?!\w)" for name, words in _BEFELL.items()), re.IGNORECASE
)
_PURCHASE = re.compile(rf"(?:{_ORDERED})(?!\w)(?!\s(?:{_IS})\s(?!{_PLACED}\b))", re.IGNORECASE)
_BEHIND = re.compile(rf"\s(?:\w+ )?(?:{_AFTER})(?!\w)", re.IGNORECASE)
_AHEAD = re.compile(rf",?\s(?:\w+ )?(?:{_BEFORE})(?!\w)(?! \w+ing\b)", re.IGNORECASE)
_LATER = re.compile(
    r"\s(?:after|following|later|nach|nachdem|après|después|dopo|na|nadat)\b", re.IGNORECASE
)
# What stands before a span that is meant as a whole.
_WINDOW = re.compile(
    r"\b(?:have|has|had|gets?|got|give[sn]?|grants?|offers?|for|during|in|the|your|these|full|all"
    r"|takes?|lasts?|haben|hat|hast|bekommen|geben|gewähren|für|während|die|der|den|diese[nr]?"
    r"|dauert|beträgt|avez|avons|dispos\w+|accord\w+|pendant|durant|les|vos|délai de|prend|dure"
    r"|tiene\w*|dispon\w+|cuenta\w*|durante|los|sus|plazo de|tarda\w*|dura"
    r"|avete|ha|hai|i|hebt|heeft|hebben)"
    r"(?:\s(?:still|also|about|up|noch|auch|sie|du|ihr|ganze|encore|aún|todavía|con|de|u))*\W{0,3}$",
    re.IGNORECASE,
)
# Where the words end that belong to a span. A comma ends them but before "counted from".
_END = re.compile(
    r"[§;!?()\d]|\.(?!\w)|,\s(?!(?:count|start|begin|run|calculat|measur|from|gerechnet|ab\b"
    r"|à\b|a partir|a contar|contad|desde|dès))",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"[§;!?()\d]|\.(?!\w)")
_COMMA = re.compile(r"[,:]")
_TAKES = re.compile(
    r"\b(?:takes?|lasts?|costs?|dauert|beträgt|kostet|prend|coûte|tarda\w*|cuesta|costa|duurt)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]+")
_REACH_CHARS = 90

EVENTS = frozenset([*_BEFELL, "purchase"])
_SIDES = frozenset(["ahead", "behind"])
# What the events are called, by meaning.
NAMES = {
    name: lexicon.words(lexicon.plain(words))
    for name, words in {
        "receipt": "delivery receipt receiving arrival getting Lieferung Zustellung Erhalt Empfang"
        " Eingang livraison réception recevoir entrega recepción recibir consegna ricezione"
        " ricevimento levering ontvangst",
        "dispatch": "dispatch dispatched shipping sent posted Versand expédition envoi envío"
        " spedizione verzending",
        "purchase": "purchase buying order ordering Kauf Kaufdatum Bestelldatum achat compra pedido"
        " acquisto aankoop",
    }.items()
}
ALL = EVENTS | _SIDES | {"window", "later"}


def anchors_of(match: re.Match[str]) -> Iterator[str]:
    """What the words around a span tell of where it begins, and on which side of that it lies."""
    text, start, end = match.string, match.start(), match.end()
    behind = _END.split(text[end : end + _REACH_CHARS])[0]
    before = _SENTENCE.split(text[max(0, start - _REACH_CHARS) : start])[-1]
    if event := event_in(behind, is_behind_span=True) or event_in(before):
        yield event
    if _AHEAD.match(behind):
        yield "ahead"
    elif event or _BEHIND.match(behind):
        yield "behind"
    if _WINDOW.search(before):
        yield "window"
    elif _LATER.match(behind):
        yield "later"


def event_in(text: str, *, is_behind_span: bool = False) -> str:
    """The last event that a text leads to, or the first if it is behind a span; as in `EVENTS`."""
    leads = list(_LEAD[is_behind_span].finditer(text))
    if is_behind_span and (lead := _OF.match(text)):
        leads.insert(0, lead)
    for lead in leads if is_behind_span else reversed(leads):
        rest = _TAKES.split(_COMMA.split(text[lead.end() :])[0])[0]
        if found := _EVENT.search(rest):
            return str(found.lastgroup)
        first = next((w for w in _WORD.finditer(rest) if w[0].lower() not in _FILLERS), None)
        if first and not lead.groupdict().get("when") and _PURCHASE.match(rest, first.start()):
            return "purchase"
    return ""


def agree(said: frozenset[str], known: frozenset[str]) -> bool:
    """Whether a sentence counts a span from what its source does, and to the same side."""
    for alike in (EVENTS, _SIDES):
        here, there = said & alike, known & alike
        if here and there and not here & there:
            return False
    return not ("later" in said and known & {"window", "most", "high"} and "later" not in known)
