"""Placeholders in a sentence: the shopper's own data, which is never the shop's.

`[PHONE_1]` is shown as what the shopper typed, so "our number is [PHONE_1]" confirms whatever was
asked, and `[DAYS_45]`, which no vault gave, stands where a figure would have to be proven.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

PLACEHOLDER = re.compile(r"\[[A-Z]+_\d+\]")
_CONTACT = re.compile(r"\[(?:EMAIL|PHONE|ADDRESS|ACCOUNT|IBAN)_\d+\]")
_OF = r"\[(?:EMAIL|PHONE|ADDRESS|ACCOUNT|IBAN)_\d+\]"
_SHOP = (
    r"(?:our|the (?:shop|store|company|team|support|customer service)(?:['’]s)?"
    r"|unser\w*|(?:der|dem|das|des|vom|zum|im) (?:laden|shop|geschäfts?|ladens|support)s?"
    r"|notre|nos|(?:la|le|du|au) (?:boutique|magasin|service client)"
    r"|nuestr[oa]s?|(?:la|el|al) (?:tienda|servicio|empresa)"
    r"|(?:il|la|le|i|del|al) (?:nostr\w+|negozio)|nostr[oaie]|ons|onze|de (?:winkel|shop|zaak)"
    r"|het bedrijf)"
)
# Who does something to whom it is said stands before such a place: "our team will write to …".
_DOES = (
    r"(?:will|['’]ll|can|could|writes?|wrote|repl(?:y|ies|ied)|answer\w*|contact\w*|calls?|called"
    r"|sends?|sent|asked|gave|schreib\w*|wird|werden|meldet|antwort\w*|geschickt|gesendet|ruft"
    r"|écri(?:t|ra)|répond\w*|contacte\w*|appellera|va|a|enverra|escribir\w*|responder\w*"
    r"|contactar\w*|llamará|va a|ha|scriver\w*|risponder\w*|contatter\w*|zal|stuurt|schrijft|belt)"
)
_REACH = (
    r"(?:(?:reach|call|phone|ring|text|write(?: to)?|e-?mail|mail|contact|visit|find|pay|see|meet"
    r"|message|to|with) us\b|(?:call|ring|phone|visit|write to|e-?mail|pay(?: (?:to|into))?)(?= \[)"
    r"|return address|(?:erreichen|finden|besuchen|kontaktieren|rufen|schreiben) (?:sie )?uns"
    r"|sie uns\b|uns (?:unter|per|an|telefonisch|anrufen)|rücksendeadresse"
    r"|nous (?:appeler|joindre|écrire|contacter|trouver|trouverez|joignez|payer|rendre visite)"
    r"|(?:appelez|écrivez|contactez|joignez|payez|trouvez)-nous|adresse de retour"
    r"|(?:ll[aá]m|escr[ií]b|cont[aá]ct|vis[ií]t|local[ií]|enc(?:o|ue)ntr|p[aá]g)\w*nos\b"
    r"|nos encuentra"
    r"|dirección de devolución"
    r"|(?:chiam|scriv|contatt|trov|visit|pag|raggiung)\w*ci\b|indirizzo di reso"
    r"|ons (?:bellen|bereiken|schrijven|mailen|vinden|bezoeken)|(?:bel|mail|schrijf|bereikt u) ons"
    r"|retouradres|u ons)"
)
_WE_ARE = (
    r"(?:we|wir|nous|siamo|estamos|wij)(?:['’]re| are| sind| sommes| zijn)?(?: [^\W\d]+){0,2}"
    r" (?:at|in|under|unter|au|à|en|a|op)"
)
_BACK = (
    r"(?:send|ship|post|bring|take|schick|send|bring|renvoy|envoy|rapport|env[ií]|mand|sped|port"
    r"|stuur|breng)\w*\b[^.;!?]{0,30}\b(?:returns?|back|zurück|retours?|renvoi|devoluci\w+|reso|resi"
    r"|terug)"
)
_OF_SHOP = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_SHOP}\b(?:(?!\b{_DOES}\b)[^.;!?]){{0,60}}?{_OF}",
        rf"\b{_REACH}[^.;!?]{{0,60}}?{_OF}",
        rf"\b{_WE_ARE} {_OF}",
        rf"\b{_BACK}\b[^.;!?]{{0,30}}?{_OF}",
        rf"{_OF}[^.;!?]{{0,30}}?\b(?:{_SHOP}|us|uns|nous|nosotros|noi|ons)\b",
    )
)


def foreign(text: str, values: Mapping[str, str], stands: Callable[[str], bool]) -> str:
    """The first placeholder that may not be said so, else empty.

    One is not among those held, `values` by placeholder, or is said of the shop though its value
    `stands` in no evidence.
    """
    if PLACEHOLDER.search(text) is None:
        return ""
    unheld = (mark for mark in PLACEHOLDER.findall(text) if mark not in values)
    said_of_shop = (
        mark
        for pattern in _OF_SHOP
        for claim in pattern.finditer(text)
        for mark in _CONTACT.findall(claim[0])
        if mark in values and not stands(values[mark])
    )
    return next(unheld, "") or next(said_of_shop, "")
