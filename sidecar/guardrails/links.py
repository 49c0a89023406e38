"""Takes out of a sentence what a shop's chat never shows: images, markup, foreign links."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

_IMAGE = re.compile(r"!\[[^\]]*\]\s*(?:\([^)]*\)|\[[^\]]*\])?")
_LINK = re.compile(
    r"\[(?P<label>[^\]]{0,500})\]\([ \t]{0,9}<?(?P<target>[^)\s>]{0,2000}+)>?[^)]{0,500}+\)"
)
_REFERENCE = re.compile(r"\[(?P<label>[^\]]{1,500})\]\[[^\]]{0,500}\]")
_DEFINITION = re.compile(r"^\s*\[[^\]]+\]:.*$", re.MULTILINE)
_TAG = re.compile(r"<(?!https?://)/?[a-zA-Z!?][^>]*>?")
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e"
    r"\u2060-\u2069\ufeff]"
)
_GAP = re.compile(r"\s{9,}")
_URL = re.compile(r"(?:\b[a-z][a-z0-9+.-]{1,20}:)?(?://|\\\\)[^\s<>\"'\]|]+", re.IGNORECASE)
_SCHEME = re.compile(r"\b(?:javascript|data|vbscript|file|blob):\S*", re.IGNORECASE)
_PATH = r"(?:[/?#:][^\s<>\"')\]]*)?"
_NAMES = r"(?:[\w-]{1,63}\.)+"
_LABELS = rf"(?<![\w@./-]){_NAMES}"
_COUNTRIES = """
ac ad ae af ag ai al am ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bm bn bo br bs bt bw
by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee eg er es et
eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm hn hr ht hu id
ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li lk lr ls lt lu
lv ly ma mc me mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne nf ng ni nl no np nr
nu nz om pa pe pf pg ph pk pl pm pn pr pt pw qa re ro ru rw sa sb sc sd se sg si sk sl sm sn so sr
ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tr tt tv tw tz ua ug uk us uy uz va vc ve vg
vi vn vu wf ws ye yt za zm zw
"""
_OTHERS = """
com net org info biz name mobi int edu gov app dev page web site website online shop store shopping
sale deals discount promo cheap tech cloud digital agency company group team world global live life
today news blog press media video photo photos gallery art design studio fashion style shoes
clothing boutique gift gifts toys games game play fun cool lol wtf xyz top icu buzz win bid link
click club vip pro expert guru help support care services service solutions systems network host
hosting email mail chat social community forum space zone place city land house home homes garden
kitchen coffee food pizza bar cafe pub restaurant travel tours holiday flights hotel fit health
clinic dental doctor bank money cash credit loan loans finance financial fund pay tax insurance
market markets trade trading exchange business ventures capital center directory express delivery
tools repair cleaning equipment supply supplies parts auto cars car bike taxi limo ninja rocks
monster beauty hair makeup skin baby kids family love date dating sex porn adult casino poker bet
one red blue green black gold eco bio earth energy solar camera computer software codes run science
academy school university college education training review reviews report wiki ink icu test example
zip mov tel jobs asia cat berlin hamburg koeln paris london amsterdam nyc tokyo istanbul moscow
"""
_KNOWN = "|".join(sorted({*_COUNTRIES.split(), *_OTHERS.split()}, key=len, reverse=True))
_DOMAIN = re.compile(rf"{_LABELS}(?:{_KNOWN})\b(?![\w-]){_PATH}", re.IGNORECASE)
# Any other ending is one where the sentence leads there, or a path follows.
_ANY_DOMAIN = re.compile(
    rf"(?:{_LABELS}[a-z]{{2,24}}(?=/\w)|(?<![\w@./-])www\.(?:[\w-]{{1,63}}\.)+[a-z]{{2,24}}"
    rf"|\b(?P<cue>(?:at|visit|pay|open|to|on|via|sur|chez|auf|unter|bei|über|en|su|op|bij)\s)"
    rf"{_NAMES}[a-z]{{2,24}}\b(?![\w-])){_PATH}",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|odt|csv|txt|rtf|jpe?g|png|gif|webp|svg|mp[34]|html?|php|js|css|json"
    r"|xml|ya?ml|md|py|rs|sh|exe|apk|dmg|ics|log)$",
    re.IGNORECASE,
)
# A sentence that begins without a space before it: "the Trail Tent.It weighs 3 kg".
_NEW_SENTENCE = re.compile(
    r"\.(?:It|In|No|So|To|Is|Me|My|Us|At|As|Am|Do|Be|By|De|Es|La|Il|Se|Si|Ne|Et|Le|Un|All|One|Help|Pay"
    r"|Play|Run|Today|Date|Care|Report|Place|Name)$"
)
_DOT = re.compile(r"\w\.[^\W\d_]")
_LED = re.compile(r"\b(?:at|visit|pay)\s$", re.IGNORECASE)
_BEHIND = ".,;:!?)"  # an address, not part of it
_LETTER = re.compile(r"[^\W\d_]")


def clean(text: str, hosts: Collection[str]) -> str:
    """`text` without images, tags, control characters, wide gaps and Markdown links off `hosts`.

    A foreign Markdown link leaves its label. Bare addresses stay, for `foreign_links` to judge.
    """
    text = _closed(_CONTROL.sub("", text))
    text = _IMAGE.sub("", text)
    text = _DEFINITION.sub("", text)
    text = _LINK.sub(lambda link: _own(link, hosts), text)
    text = _REFERENCE.sub(lambda link: link["label"], text)
    return _closed(_TAG.sub("", text))


def _closed(text: str) -> str:
    """The text without wide gaps, over which the judge's patterns would go again and again."""
    return _GAP.sub(lambda gap: "\n\n" if "\n" in gap[0] else " ", text)


def foreign_links(text: str, hosts: Collection[str]) -> list[str]:
    """Addresses in `text`, with or without a scheme, that do not lead to one of `hosts`."""
    found = [match[0].rstrip(_BEHIND) for match in _URL.finditer(text)]
    foreign = [link for link in found if not leads_home(link, hosts)]
    rest = _URL.sub(" ", text)
    foreign += [match[0] for match in _SCHEME.finditer(rest)]
    foreign += [link for link in _bare(rest) if _host(link) not in hosts]
    return foreign


def _bare(text: str) -> Iterator[str]:
    """Addresses without a scheme; no file names, abbreviations and sentences run together."""
    if _DOT.search(text) is None:
        return
    for match in _DOMAIN.finditer(text):
        link = match[0].rstrip(_BEHIND)
        is_led = link != _host(link, lower=False) or _LED.search(text, 0, match.start()) is not None
        if _is_host(link) and (is_led or not _NEW_SENTENCE.search(link)):
            yield link
    for match in _ANY_DOMAIN.finditer(text):
        link = match[0].removeprefix(match["cue"] or "").rstrip(_BEHIND)
        if _is_host(link):
            yield link


def _is_host(link: str) -> bool:
    """Whether it can be one: no file, and more than a figure before the last dot."""
    is_file = _FILE.search(link) is not None and not link.lower().startswith("www.")
    name = _host(link).rpartition(".")[0]
    return not (is_file or link.lower() == "p.es") and _LETTER.search(name) is not None


def _host(link: str, *, lower: bool = True) -> str:
    host = re.split(r"[/?#:]", link)[0]
    return host.lower() if lower else host


def leads_home(link: str, hosts: Collection[str]) -> bool:
    """Whether `link` is plain http(s) to exactly one of `hosts`, as every reader would parse it."""
    if not link.isascii() or re.search(r"[\\\s\x00-\x20@]", link.split("?")[0]):
        return False
    try:
        parts = urlsplit(link)
        return parts.scheme in ("http", "https") and parts.netloc.lower() in hosts
    except ValueError:
        return False


def addresses(text: str) -> set[str]:
    """The web addresses in `text`, as `unknown_link` compares them."""
    return {_plain(match[0]) for match in _URL.finditer(text)}


def unknown_link(text: str, known: Collection[str]) -> str:
    """The first address beyond a shop's front page that is not among `known`, else empty."""
    found = [match[0] for match in _URL.finditer(text)]
    found += [link for link in _bare(_URL.sub(" ", text)) if "/" in link]
    return next(
        (link for link in found if "/" in (plain := _plain(link)) and plain not in known), ""
    )


def _plain(link: str) -> str:
    """Without scheme, fragment and what a sentence puts behind it."""
    return re.sub(r"^(?:https?:)?//", "", link.split("#")[0].rstrip(".,;:!?)*_")).rstrip("/")


def host_of(url: str) -> str:
    """Host and port of an address, lower case; empty when it has none."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def _own(link: re.Match[str], hosts: Collection[str]) -> str:
    return link[0] if leads_home(link["target"], hosts) else link["label"]
