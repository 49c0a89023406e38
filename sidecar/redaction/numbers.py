"""Finds what has a shape of its own: addresses of mail and machines, keys, numbers of all kinds.

Numbers are candidates of a cheap expression first and are then checked by their own arithmetic
(Luhn, mod 97, a telephone number of some country), so that prices, dates and sizes stay readable
and text without digits costs microseconds. What has no arithmetic (account and customer numbers,
dates of birth) counts where the words before it name it.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator

import phonenumbers

from sidecar.redaction.words import words

# The library loads each country when first met, and when that fails (a file that is gone, no
# descriptor left) never lets go of its lock: whoever next meets a new country waits for ever,
# the event loop too (seen November 2026). All of them take 30 ms and 1.4 MB (measured).
phonenumbers.PhoneMetadata.load_all()

Span = tuple[int, int, str]
"""Start, end and kind of what was found."""

_EMAIL = re.compile(r"[\w.+'’-]{1,64}(?:@|%40)(?:[\w-]{1,63}\.)+\w{2,24}", re.IGNORECASE)
# As people write it for machines not to read: jane at example dot com, jane(at)example.com.
_AT = r"(?:\s?[(\[{]\s?(?:at|ät|arroba|arobase|chiocciola)\s?[)\]}]\s?|\s?@\s?)"
_SAID_AT = r"(?:\s(?:at|ät|arroba|arobase|chiocciola|apenstaartje)\s)"
_DOT = (
    r"(?:\s?[(\[{]\s?(?:dot|punkt|point|punto|punt)\s?[)\]}]\s?|\s(?:dot|punkt|point|punto|punt)\s)"
)
_LOCAL = rf"[\w+-]{{1,40}}(?:(?:\.|{_DOT})[\w+-]{{1,40}}){{0,3}}"
_MAIL_HOSTS = (
    "aol|arcor|bluewin|free|freenet|gmail|gmx|googlemail|hotmail|icloud|laposte|libero|live|mail"
    "|msn|orange|outlook|posteo|proton|protonmail|sfr|t-online|telefonica|virgilio|wanadoo|web"
    "|yahoo|ymail|ziggo"
)
_TOPS = (
    "com|net|org|info|io|eu|uk|ie|de|at|ch|fr|be|es|it|nl|pl|pt|dk|se|no|fi|us|ca|au|example|cat|lu"
)
_SPELLED_EMAIL = re.compile(
    rf"""(?<![\w.])(?:
        {_LOCAL}{_AT}[\w-]{{2,63}}(?:(?:\s?\.\s?|{_DOT})[\w-]{{2,24}}){{1,3}}
      | {_LOCAL}{_SAID_AT}[\w-]{{2,63}}(?:(?:\.|{_DOT})[\w-]{{2,24}}){{0,2}}{_DOT}(?:{_TOPS})
      | {_LOCAL}{_SAID_AT}(?:{_MAIL_HOSTS})\.\w{{2,6}}
      | [\w+-]{{0,30}}[\d._][\w.+-]{{0,30}}{_SAID_AT}[\w-]{{2,63}}\.\w{{2,24}}
    )(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_SPELLED_SIGNS = re.compile(r"@|[ ([{](?:at|ät|arroba|arobase|chiocciola|apenst)", re.IGNORECASE)

_TOKEN = re.compile(
    r"""(?<![\w-])eyJ[\w-]{8,}\.[\w-]+(?:\.[\w-]*)?                # JWT
      | \b(?:sk|pk|rk|gh[pousr]|github_pat|xox[abprs]|glpat|whsec)[-_][\w-]{12,}  # by prefix
      | \bAIza[\w-]{30,}
      | \bAKIA[A-Z0-9]{16}\b
      | (?<=bearer\s)[\w.~+/=-]{8,}
      | -----BEGIN[ ][A-Z ]+-----[\s\S]*?(?:-----END[ ][A-Z ]+-----|\Z)
      | \b[0-9a-f]{32,}\b
      | (?<!\w)(?=\w*\d)(?=\w*[a-z])\w{36,}""",
    re.IGNORECASE | re.VERBOSE,
)
_NAMED_SECRET = re.compile(
    r"(?:password|passwort|passwd|contraseña|mot\ de\ passe|secret|api[_ -]?key|token)"
    r"(?:\s+is|\s+ist)?\s*[:=]\s*[\"']?(?P<value>[^\s\"',;]{4,})",
    re.IGNORECASE,
)
_IBAN = re.compile(
    r"(?<![a-z0-9])[a-z]{2}\d{2}(?:[ -]?[a-z0-9]){11,30}(?![a-z0-9])", re.IGNORECASE | re.ASCII
)
_IBAN_END = re.compile(r"(?<=[a-z0-9])(?![a-z0-9])", re.IGNORECASE | re.ASCII)
# Looked for at every position, because a number before it may run into the card's.
_CARDS = tuple(
    re.compile(rf"(?<![\w.])(?=(?P<value>{shape})(?!\w))")
    for shape in (
        r"\d{13,19}",
        r"\d{4}(?:[ -]\d{4}){3}",
        r"\d{4}[ -]\d{6}[ -]\d{4,5}",
        r"\d(?:[ -]?\d){12,18}",
    )
)
_CARD_CODE = re.compile(
    r"\b(?:cvv2?|cvc2?|cvn|security\scode|prüfziffer|kartenprüfnummer|cryptogramme)\D{0,6}"
    r"(?P<value>\d{3,4})(?!\d)",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"""(?: \b(?:order|bestellung|bestellnummer|auftrag|commande|pedido|ordine|zamówienie)
            (?:\s*(?:number|numbers|no|nr|num|id|nummer|numéro|número|n[°º]))?
            [\s.:#]{0,4}
          | \# )
        (?P<value>(?:[a-z]{1,4}-)?\d{2,12}(?:-\d{1,6})?)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_IS = r"(?:\s{0,2}(?:[:=.#-]|is|ist|lautet|war|est|es|le|la|el|è|il)(?![^\W\d_])){0,3}\s{0,2}"
_NUMBER = r"(?:number|no|nr|num|nummer|id|n[°º]|code|codes)?"
_ACCOUNT = re.compile(
    rf"""\b(?: account | acct | a/c | konto(?:nummer|nr)? | compte | cuenta | conto
             | rekening(?:nummer)? | sort[ ]code | routing | aba | blz | bankleitzahl )
         \s?{_NUMBER}\.?{_IS}(?P<value>\d(?:[ -]?\d){{5,19}})(?![\w%])""",
    re.IGNORECASE | re.VERBOSE,
)
_SORT_CODE = re.compile(r"(?<![\w-])\d\d-\d\d-\d\d[ ,/]{1,3}(?P<value>\d{7,8})(?!\w)")
_BIC = re.compile(
    rf"\b(?:bic|swift)(?:[ -]code)?{_IS}(?P<value>[a-z]{{6}}[a-z0-9]{{2}}(?:[a-z0-9]{{3}})?)\b",
    re.IGNORECASE,
)
_CUSTOMER = re.compile(
    rf"""\b(?: (?:customer|client|member(?:ship)?|loyalty|passport|social[ ]security|tax)
               [ -]?(?:account[ ]|card[ ])?(?:number|no|nr|id)
             | ssn | steuer-?id | steuernummer
             | (?:kunden|mitglieds|ausweis|reisepass|klant|lid)-?(?:nummer|nr|id|konto)
             | (?:num[ée]ro|n[°º]|código|num|nr|número|numero|codice|carte)
               [ ](?:de[ ]|du[ ]|d['’])?(?:client[eè]?|adhérent|socio|passeport|fidélité)
             | dni | nif | nie | codice[ ]fiscale )
         \.?{_IS}(?P<value>(?:[a-z]{{1,4}}[ -]?)?\d[a-z\d-]{{3,17}})(?!\w)""",
    re.IGNORECASE | re.VERBOSE,
)
_ACCOUNT_WORDS = words("numbers", "account")
_MONTH = (
    r"(?:jan|feb|mar|mär|maer|apr|may|mai|mei|jun|jui|jul|aug|aoû|aou|ago|sep|set|oct|okt|ott|out"
    r"|nov|dec|dez|dic|déc|ene|fév|fev|avr|abr|mag|giu|lug|gen|mrt|maa)[^\W\d_]{0,7}"
)
_DAY = (
    r"(?:\d{1,4}[./ -]{1,2}\d{1,2}[./ -]{1,2}\d{2,4}"
    rf"|\d{{1,2}}(?:st|nd|rd|th|er|\.|º)?\s(?:of\s|de\s)?{_MONTH}\.?,?\s(?:de[l]?\s)?\d{{2,4}}"
    rf"|{_MONTH}\.?\s\d{{1,2}}(?:st|nd|rd|th)?,?\s\d{{4}})(?!\w)"
)
_BIRTHS = (
    re.compile(
        rf"""\b(?: born | birth(?:day|date)? | date[ ]of[ ]birth | d\.?o\.?b | geboren | geb\.
                 | geburts(?:tag|datum) | née? | naissance | nac[ií] | nacid[oa] | nacimiento
                 | cumpleaños | nat[oa] | nascita | geboortedatum )
             (?:[\s:,.(]|is|ist|bin|ich|wurde|on|in|am|the|der|le|el|il|op|es|est|è|dd\S{{0,8}}){{0,8}}?
             (?P<value>{_DAY})""",
        re.IGNORECASE | re.VERBOSE,
    ),
    re.compile(rf"(?<!\w)(?P<value>{_DAY})\s(?:geboren|geb\b)", re.IGNORECASE),
)
_BIRTH_WORDS = words("numbers", "birth")
_IPV4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w])")
_IPV6 = re.compile(r"(?<![\w:])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])", re.IGNORECASE)

_PHONE = re.compile(r"(?<![\w.,])[+(]?\d(?:[ \t\u00a0().\-/]{0,3}\d){6,16}(?![\w%])")
_PHONE_WORD = re.compile(
    r"(?:phone|fon|fono|tel|téléph|call|mobil|móvil|movil|cell|whatsapp|handy|fax|portable|number"
    r"|numéro|número|numero|nummer|ring|text|sms|llam|appel|joindre|erreich|anruf|ruf)"
    r"\S{0,12}(?:\s+(?:me|us|is|at|on|ist|unter|back|zurück|bitte|now|it's|au|al|le|el|est|es|der)"
    r"){0,4}[\s:.]*$",
    re.IGNORECASE,
)
_GOODS_WORD = re.compile(
    r"(?:ean|gtin|upc|isbn|asin|sku|art(?:ikel|icle|ículo|icolo)?|item|model|modell|modèle|modelo"
    r"|ref|référence|referencia|produ[ck]t|serial|track|sendung|suivi|part)"
    r"[^\s\d]{0,10}\s{0,2}(?:number|no|nr|num|id|code|nummer|n[°º])?[\s.:#]{0,3}$",
    re.IGNORECASE,
)
_NATIONAL_PHONE = re.compile(r"\(?0\d|\(\d{3}\)|\d{3}[ .-]\d{3}[ .-]\d{4}$")
_DATE = re.compile(r"\d{1,4}([-./])\d{1,2}\1\d{1,4}(?:\s|$)")
# Lengths of numbers differ between countries; one that is possible in none of these is no number.
_REGIONS = ("US", "GB", "DE")
# Dialled at home without a leading zero, so that only the number's plan tells it from others.
_BARE_REGIONS = ("US", "ES", "IT", "PL", "PT")
_GROUPED = re.compile(
    r"[2-9]\d{2}[ .-]?\d{3}[ .-]?\d{3,4}|\d{2,3}(?:[ .-]\d{2,3}){3}|3\d\d[ .-]\d{6,7}"
)
_ABROAD = re.compile(r"(?:1|3[0-9]|4[0-9]|35[0-9])[ .(/-]{1,2}\d")
_FOUR_DIGITS = re.compile(r"\d\D{0,3}\d\D{0,3}\d\D{0,3}\d")


def emails(text: str) -> Iterator[Span]:
    """E-mail addresses, also as people spell them out."""
    if "@" in text or "%40" in text:
        yield from every(_EMAIL, text, "EMAIL")
    if _SPELLED_SIGNS.search(text):
        yield from every(_SPELLED_EMAIL, text, "EMAIL")


def shaped(text: str, heard: frozenset[str]) -> Iterator[Span]:
    """What else is recognised by its shape or by the word that names it; the surest first.

    `heard` are the words of `text`, in small letters.
    """
    yield from every(_TOKEN, text, "TOKEN")
    yield from every(_NAMED_SECRET, text, "TOKEN")
    if ":" in text:
        yield from every(_IPV6, text, "IP", _is_address)
    if "#" in text or any(character.isdigit() for character in text):
        yield from every(_ORDER, text, "ORDER")
        yield from every(_CARD_CODE, text, "CARD")
    if _FOUR_DIGITS.search(text):
        yield from _numbers(text, heard)


def _numbers(text: str, heard: frozenset[str]) -> Iterator[Span]:
    yield from _ibans(text)
    for pattern in _CARDS:
        yield from every(pattern, text, "CARD", _is_card)
    yield from every(_IPV4, text, "IP", _is_address)
    if not _BIRTH_WORDS.isdisjoint(heard):
        for pattern in _BIRTHS:
            yield from every(pattern, text, "BIRTHDATE")
    if not _ACCOUNT_WORDS.isdisjoint(heard):
        for pattern in (_ACCOUNT, _BIC, _CUSTOMER):
            yield from every(pattern, text, "ACCOUNT")
    for found in _SORT_CODE.finditer(text):
        yield (*found.span(), "ACCOUNT")
    yield from every(_PHONE, text, "PHONE", _is_phone)


def every(
    pattern: re.Pattern[str],
    text: str,
    kind: str,
    holds: Callable[[re.Match[str]], bool] = lambda _: True,
) -> Iterator[Span]:
    """The places of `pattern`, or of its group `value`, for which `holds`."""
    group = "value" if "value" in pattern.groupindex else 0
    for found in pattern.finditer(text):
        if holds(found):
            yield (*found.span(group), kind)


def _is_address(found: re.Match[str]) -> bool:
    try:
        ipaddress.ip_address(found[0])
    except ValueError:
        return False
    return any(character.isdigit() for character in found[0])


def _ibans(text: str) -> Iterator[Span]:
    """ISO 7064 mod 97-10; words that follow a number look like more of it until checked."""
    for found in _IBAN.finditer(text):
        ends = list(_IBAN_END.finditer(text, found.start() + 15, found.end()))
        for end in reversed(ends):
            value = re.sub(r"[ -]", "", text[found.start() : end.end()]).upper()
            digits = "".join(str(int(character, 36)) for character in value[4:] + value[:4])
            if len(value) >= 15 and int(digits) % 97 == 1:
                yield found.start(), end.end(), "IBAN"
                break


def _is_card(found: re.Match[str]) -> bool:
    """ISO/IEC 7812 (Luhn)."""
    digits = [int(character) for character in reversed(found["value"]) if character.isdecimal()]
    doubled = (2 * digit - 9 * (digit > 4) for digit in digits[1::2])
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def _is_phone(found: re.Match[str]) -> bool:
    value = found[0]
    if value.startswith(("+", "00")):
        return _is_possible("+" + value.lstrip("+0"), None)
    if _DATE.match(value):
        return False
    before = found.string[max(0, found.start() - 40) : found.start()]
    if _GOODS_WORD.search(before):
        return False
    if _NATIONAL_PHONE.match(value) or _PHONE_WORD.search(before):
        return any(_is_possible(value, region) for region in _REGIONS)
    if _ABROAD.match(value) and (
        _is_valid("+" + value, None)
        or (re.search(r"\d{3}", value) is not None and _is_possible("+" + value, None))
    ):
        return True
    return bool(_GROUPED.fullmatch(value)) and any(
        _is_valid(value, region) for region in _BARE_REGIONS
    )


def _is_possible(value: str, region: str | None) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(value, region))
    except phonenumbers.NumberParseException:
        return False


def _is_valid(value: str, region: str | None) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(value, region))
    except phonenumbers.NumberParseException:
        return False
