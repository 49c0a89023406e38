"""Where a shop sends things: which sentence speaks of the country that a shopper names.

Shops write "the European Union" and "Great Britain", shoppers Germany and Scotland. Membership is
that of 2026; a country that is in no table is in no union.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum

# Country -> how it is written, in English and in the languages of the fixed texts.
_EU = {
    "austria": "austria|österreich|autriche|oostenrijk",
    "belgium": "belgium|belgien|belgique|b[eé]lgica|belgio|belgië",
    "bulgaria": "bulgaria|bulgarien|bulgarie",
    "croatia": "croatia|kroatien|croatie|croacia|croazia|kroatië",
    "cyprus": "cyprus|zypern|chypre|chipre|cipro",
    "czechia": "czechia|czech republic|tschechien|tchéquie|chequia|tsjechië",
    "denmark": "denmark|dänemark|danemark|dinamarca|danimarca|denemarken",
    "estonia": "estonia|estland|estonie",
    "finland": "finland|finnland|finlande|finlandia",
    "france": "france|frankreich|francia|frankrijk",
    "germany": "germany|deutschland|allemagne|alemania|germania|duitsland",
    "greece": "greece|griechenland|grèce|grecia|griekenland",
    "hungary": "hungary|ungarn|hongrie|hungría|ungheria|hongarije",
    "ireland": "(?<!northern )ireland|éire|(?<!nord)irland|irlande|irlanda|ierland",
    "italy": "italy|italien|italie|italia|italië",
    "latvia": "latvia|lettland|lettonie|letonia",
    "lithuania": "lithuania|litauen|lituanie|lituania",
    "luxembourg": "luxembourg|luxemburg|luxemburgo|lussemburgo",
    "malta": "malta",
    "netherlands": "(?:the )?netherlands|holland|niederlande?n?|pays-bas|países bajos|paesi bassi"
    "|nederland",
    "poland": "poland|polen|pologne|polonia",
    "portugal": "portugal|portogallo",
    "romania": "romania|rumänien|roumanie|rumania|roemenië",
    "slovakia": "slovakia|slowakei|slovaquie|eslovaquia|slovacchia|slowakije",
    "slovenia": "slovenia|slowenien|slovénie|eslovenia",
    "spain": "spain|spanien|espagne|españa|spagna|spanje",
    "sweden": "sweden|schweden|suède|suecia|svezia|zweden",
}
_BRITISH = {
    "england": "england|angleterre|inglaterra|inghilterra|engeland",
    "scotland": "scotland|schottland|écosse|escocia|scozia|schotland",
    "wales": "wales",
}
_EUROPEAN = {
    "switzerland": "switzerland|schweiz|suisse|suiza|svizzera|zwitserland",
    "norway": "norway|norwegen|norvège|noruega|norvegia|noorwegen",
    "iceland": "iceland|island(?!s)|islande|islandia|islanda|ijsland",
    "ukraine": "ukraine|ucrania|ucraina|oekraïne",
    "serbia": "serbia|serbien",
    "turkey": "turkey|türkiye|türkei|turquie|turquía|turchia|turkije",
    "russia": "russia|russland|russie|rusia",
}
_OTHER = {
    "usa": r"usa|u\.s\.a?\.?|(?-i:US)|the us|united states(?: of america)?|america"
    "|vereinigte staaten|états-unis|estados unidos|stati uniti|verenigde staten",
    "canada": "canada|kanada",
    "australia": "australia|australien|australie",
    "new zealand": "new zealand|neuseeland",
    "japan": "japan|japon|giappone",
    "china": "china|chine|cina",
    "hong kong": "hong kong",
    "singapore": "singapore|singapur",
    "south korea": "(?:south )?korea",
    "india": "india|indien",
    "israel": "israel",
    "emirates": "dubai|uae|emirates",
    "brazil": "brazil|brasilien|brésil|brasil",
    "mexico": "mexico|mexiko|méxico",
    "argentina": "argentina",
    "south africa": "south africa|südafrika",
}
_UNIONS = {
    "eu": r"european union|eu|e\.u\.|eu[- ]countries|europäische[nr]? union|union européenne|ue"
    "|unión europea|unione europea|europese unie",
    "europe": "europe|europa",
    "britain": r"great britain|britain|u\.?k\.?|united kingdom|(?-i:GB)|großbritannien|royaume-uni"
    "|grande-bretagne|reino unido|gran bretaña|regno unito|gran bretagna|verenigd koninkrijk",
    "world": r"world-?wide|anywhere|every country|all countries|(?:all over|around) the world"
    "|international(?:ly)?|abroad|overseas|rest of the world|weltweit|ins ausland|international"
    "|à l[’']étranger|dans le monde entier|internacional|mundial|tutto il mondo|all[’']estero"
    "|wereldwijd|buitenland",
    "northern ireland": "northern ireland|nordirland|irlande du nord|irlanda del norte",
}
_NAMES = {**_EU, **_BRITISH, **_EUROPEAN, **_OTHER, **_UNIONS}
# What a place lies in, besides the world.
_WITHIN: dict[str, frozenset[str]] = {
    **dict.fromkeys(_EU, frozenset({"eu", "europe"})),
    **dict.fromkeys(_BRITISH, frozenset({"britain", "europe"})),
    **dict.fromkeys(_EUROPEAN, frozenset({"europe"})),
    "britain": frozenset({"europe"}),
    "northern ireland": frozenset({"europe"}),
    "eu": frozenset({"europe"}),
}
_PLACES = re.compile(
    r"(?<![\w-])(?:" + "|".join(
        f"(?P<{name.replace(' ', '_')}>{words})" for name, words in _NAMES.items()
    ) + r")(?![\w-])",
    re.IGNORECASE,
)  # fmt: skip
_SENDING = re.compile(
    r"\b(?:ships?|shipping|deliver\w*|sen[dt]|post(?:age)?|mail|courier|order from|versand\w*"
    r"|liefer\w*|(?:ver)?schick\w*|livr\w+|expédi\w+|envoy\w+|env[ií]\w*|sped\w+|consegn\w+|verzend\w*"
    r"|lever\w*|bezorg\w*)\b",
    re.IGNORECASE,
)
_OUTSIDE = re.compile(
    r"\b(?:outside|beyond|außerhalb|hors|en dehors|fuera de|fuori|al di fuori|buiten)\b",
    re.IGNORECASE,
)


class Fit(IntEnum):
    """How a sentence stands to the place that was asked for."""

    ELSEWHERE = -1
    NO_PLACE = 0
    WIDER = 1  # names something that the place lies in
    NAMED = 2


def asked_places(question: str) -> frozenset[str]:
    """The places that a question about sending names; none for other questions."""
    if not _SENDING.search(question):
        return frozenset()
    return frozenset(name for name, _ in _mentions(question))


def fit(sentence: str, asked: frozenset[str]) -> Fit:
    """How the sentence stands to the best of the places."""
    mentions = list(_mentions(sentence))
    if not mentions:
        return Fit.NO_PLACE
    outside = _OUTSIDE.search(sentence)
    border = outside.start() if outside else len(sentence)
    within = {name for name, start in mentions if start < border}
    excluded = {name for name, start in mentions if start > border}
    return max(_fit_one(place, within, excluded) for place in asked)


def _fit_one(place: str, within: set[str], excluded: set[str]) -> Fit:
    wider = _WITHIN.get(place, frozenset())
    if place in within:
        return Fit.NAMED
    if within & wider or "world" in within:
        return Fit.WIDER
    if excluded and not ({place} | wider) & excluded:
        return Fit.WIDER
    return Fit.ELSEWHERE


def _mentions(text: str) -> Iterator[tuple[str, int]]:
    for found in _PLACES.finditer(text):
        yield str(found.lastgroup).replace("_", " "), found.start()
