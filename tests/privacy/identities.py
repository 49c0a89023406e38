"""People who do not exist, with all that a shopper may type of herself, from a fixed seed.

    for identity in identities(200): ...
    for message in messages(HELD_OUT, 2_000): ...      # each with what is planted in it

`remains` says whether something of a value is still readable in a text that was masked.
"""

from __future__ import annotations

import itertools
import random
import re
import string
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

HELD_OUT = Path(__file__).with_name("held_out.yaml")
WRITTEN_FOR = Path(__file__).with_name("written_for.yaml")
SEED = 20_261_120


@dataclass(frozen=True, slots=True)
class Country:
    """How people of a country are called, live, telephone and bank.

    In `streets` `#` is a number, in `postcodes` and `phones` `#` is a digit and `@` a letter;
    a phone begins as it is dialled at home, `code` replaces `trunk` from abroad.
    """

    language: str
    first: str
    last: str
    streets: str
    places: str
    phones: str
    code: str
    trunk: str = "0"
    address: str = "{street}, {postcode} {city}"
    bban: str = "##################"
    iban: str = ""
    births: str = "{d:02}.{m:02}.{y}"


_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
    " diciembre",
}

COUNTRIES: Mapping[str, Country] = {
    "GB": Country(
        "en",
        "Imogen,Rhys,Callum,Priya,Hamza,Beatrix,Olufemi,Gwendolyn,Alistair,Zofia",
        "Pemberton,Ashworth,Okonkwo,Llewellyn,McAllister,Bhattacharya,Thistlewood,Cholmondeley,"
        "Featherstone,O'Rourke",
        "# Larkspur Road;#B Harcourt Street;Flat 3, # Netherby Gardens;# St Aldhelm's Avenue;"
        "# Copperfield Lane",
        "LS1 4@@ Leeds;BS1 5@@ Bristol;M14 7@@ Manchester;EH3 9@@ Edinburgh",
        "07700 9#####;0117 496 0###;07### ######;(020) 7946 0###",
        "+44",
        address="{street}, {city} {postcode}",
        iban="GB",
        bban="NWBK##############",
        births="{d} {month} {y}",
    ),
    "IE": Country(
        "en",
        "Saoirse,Cillian,Niamh,Tadhg,Caoimhe,Diarmuid,Aoife,Fionn",
        "Quilligan,Ó Súilleabháin,Mac Cárthaigh,Gallagher,Brannigan,Ní Dhomhnaill,Hennessy",
        "# Tanyard Street;Apt 7, # Millbrae Terrace;# Saint Brendan's Road;# Oyster Quay",
        "H91 E#@@ Galway;T12 X#@@ Cork;D08 @#@# Dublin;V94 @@## Limerick",
        "087 ### ####;085 #######;01 4## ####;(091) 5#####",
        "+353",
        address="{street}, {city} {postcode}",
        iban="IE",
        bban="AIBK##############",
        births="{d:02}/{m:02}/{y}",
    ),
    "US": Country(
        "en",
        "Tyrell,Mackenzie,Guadalupe,Brayden,Shanice,Dmitri,Harriet,Xiomara",
        "Vandenberg,Castellanos,Whitaker,Nakamura,Oyelaran,Kowalczyk,Delacroix,Abernathy",
        "#4# Juniper Avenue;#8 Wisteria Dr Apt 4C;#20 SW Hawthorne Blvd;P.O. Box #1#;"
        "#0# Chesapeake Court",
        "97205 Portland;78701 Austin;83702 Boise;43215 Columbus",
        "(503) 555-01##;512-555-01##;208.555.01##;614 555 01##",
        "+1 ",
        trunk="",
        address="{street}, {city}, {state} {postcode}",
        births="{m}/{d}/{y}",
    ),
    "DE": Country(
        "de",
        "Anneliese,Thorsten,Wiebke,Jürgen,Mareike,Gökhan,Friederike,Karl-Heinz,Svenja,Björn",
        "Zieglmeier,Hohenstein,Özdemir,Kretzschmar,Brückner,von Hardenberg,Wisniewski,Schüßler,"
        "Achterberg,Nüßlein",
        "Kastanienstraße #;Am Alten Graben #;Lindenweg #a;Goethestr. #;Hinter der Mühle #;"
        "Feldbergallee #",
        "10623 Berlin;50667 Köln;80331 München;22765 Hamburg;01099 Dresden",
        "0171 #######;0176/########;030 ########;(089) 4######;0221-98####",
        "+49",
        iban="DE",
    ),
    "AT": Country(
        "de",
        "Leopold,Franziska,Maximilian,Roswitha",
        "Hinterberger,Pöschl,Steindlmüller,Grabenhofer",
        "Mariahilfer Straße #/12;Kirchengasse #;Schubertring #",
        "1070 Wien;5020 Salzburg;8010 Graz",
        "0664 #######;0676/#######;01 5######",
        "+43",
        iban="AT",
        bban="################",
    ),
    "FR": Country(
        "fr",
        "Apolline,Thibault,Océane,Gaëtan,Maëlys,Jean-Baptiste,Fatoumata,Clémence,Yannick",
        "Lefèbvre-Duval,Quesnel,Bouchareb,Delaunay,Trépanier,D'Aubigny,Marchandeau,Le Goff",
        "# rue des Tanneurs;# bis avenue Jean Jaurès;#, place du Marché;# chemin des Vignes;"
        "# boulevard Saint-Michel",
        "75011 Paris;69007 Lyon;67000 Strasbourg;33000 Bordeaux",
        "06 ## ## ## ##;07.##.##.##.##;06########;01 4# ## ## ##",
        "+33",
        iban="FR",
        bban="#######################",
        births="{d:02}/{m:02}/{y}",
    ),
    "BE": Country(
        "fr",
        "Ghislaine,Bertrand,Noémie,Corentin",
        "Vanderstappen,Dewaele,Lambrechts,Peeters",
        "Rue de la Régence #;Avenue des Tilleuls #;Chaussée de Namur #",
        "1000 Bruxelles;4000 Liège;5000 Namur",
        "0470 ## ## ##;0486/##.##.##;02 5## ## ##",
        "+32",
        iban="BE",
        bban="############",
        births="{d} {month} {y}",
    ),
    "ES": Country(
        "es",
        "Macarena,Íñigo,Almudena,Joaquín,Ainhoa,Gonzalo,María José,Remedios",
        "Echeverría,Zubizarreta,Belmonte Ruiz,Montoya,Garrigues,de la Fuente,Villanueva,Peñalver",
        "Calle Mayor #;Avda. de la Constitución, #, 3º B;C/ Luna #, 2º izq.;Plaza de España #;"
        "Paseo del Prado, #",
        "28013 Madrid;41001 Sevilla;46002 Valencia;50001 Zaragoza",
        "6## ### ###;6## ## ## ##;7########;91 ### ## ##",
        "+34 ",
        trunk="",
        iban="ES",
        bban="####################",
        births="{d} de {month} de {y}",
    ),
    "IT": Country(
        "it",
        "Ludovica,Gianluca,Ornella,Raffaele",
        "Bernasconi,Di Stefano,Scognamiglio,Ferracuti",
        "Via Garibaldi #;Corso Vittorio Emanuele #;Piazza San Marco, #",
        "20121 Milano;00184 Roma;10121 Torino",
        "333 #######;347 ### ####;02 8######",
        "+39 ",
        trunk="",
        iban="IT",
        bban="X######################",
        births="{d:02}/{m:02}/{y}",
    ),
    "NL": Country(
        "nl",
        "Maartje,Willem,Sanne,Joost",
        "van der Meulen,Hoogendoorn,Dijkstra,de Bruijn",
        "Keizersgracht #;Dorpsstraat #;Prins Hendriklaan #",
        "1015 CJ Amsterdam;3511 AB Utrecht;6811 KL Arnhem",
        "06-########;06 ## ## ## ##;020 6######",
        "+31",
        iban="NL",
        bban="INGB##########",
        births="{d:02}-{m:02}-{y}",
    ),
}
_STATES = {"Portland": "OR", "Austin": "TX", "Boise": "ID", "Columbus": "OH"}
_MAILS = "gmail.com,web.de,outlook.com,orange.fr,mail.example,posteo.example,hotmail.es,yahoo.com"
_SPELLED = {
    "en": ("{0} at {1} dot {2}", "{0}(at){1}.{2}", "{0} [at] {1} [dot] {2}", "{0} @ {1}.{2}"),
    "de": ("{0} at {1} punkt {2}", "{0}(at){1}.{2}", "{0} ät {1} punkt {2}", "{0} @ {1} . {2}"),
    "fr": ("{0} arobase {1} point {2}", "{0}(at){1}.{2}", "{0} @ {1}.{2}"),
    "es": ("{0} arroba {1} punto {2}", "{0}(arroba){1}.{2}", "{0} @{1}.{2}"),
}


@dataclass(frozen=True, slots=True)
class Identity:
    """A person; the fields that templates name."""

    country: str
    language: str
    first: str
    last: str
    email: str
    email_spelled: str
    phone: str
    phone_abroad: str
    phone_bare: str
    street: str
    postcode: str
    city: str
    address: str
    iban: str
    card: str
    account: str
    birth: str
    customer: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    def field(self, field: str) -> str:
        """What stands in place of `{field}`."""
        match field:
            case "name_lower" | "street_lower":
                return self.field(field.removesuffix("_lower")).lower()
            case "postal":
                behind = COUNTRIES[self.country].address.endswith("{postcode}")
                return f"{self.city} {self.postcode}" if behind else f"{self.postcode} {self.city}"
        return str(getattr(self, field))


@dataclass(frozen=True, slots=True)
class Message:
    """A text and what is planted in it: kind and value, as `remains` takes them."""

    language: str
    template: str
    text: str
    planted: tuple[tuple[str, str], ...]


def identities(count: int, seed: int = SEED, countries: Sequence[str] = ()) -> list[Identity]:
    """`count` people, country by country; the same for the same arguments."""
    source = random.Random(seed)
    return [
        _identity(source, code)
        for code, _ in zip(itertools.cycle(countries or COUNTRIES), range(count), strict=False)
    ]


def messages(path: Path, count: int, seed: int = SEED) -> Iterator[Message]:
    """`count` messages from the templates of `path`, each template as often as the others."""
    templates = [
        (language, template)
        for language, known in yaml.safe_load(path.read_text()).items()
        for template in known
    ]
    source = random.Random(seed)
    people: dict[str, list[Identity]] = {}
    for identity in identities(600, seed):
        people.setdefault(identity.language, []).append(identity)
    for (language, template), _ in zip(itertools.cycle(templates), range(count), strict=False):
        identity = source.choice(people[language])
        fields = dict.fromkeys(name for _, name, _, _ in string.Formatter().parse(template) if name)
        values = {name: identity.field(name) for name in fields}
        planted = [part for name in fields for part in _planted(identity, name, values[name])]
        yield Message(language, template, template.format(**values), tuple(planted))


def _planted(identity: Identity, field: str, value: str) -> Iterator[tuple[str, str]]:
    kind = field.split("_")[0]
    match kind:
        case "first" | "last":
            yield "name", value
        case "address" | "street":
            yield "street", identity.street
            if kind == "address":
                yield "postcode", identity.postcode
        case "postal":
            yield "postcode", identity.postcode
        case "email" if field.endswith("spelled"):
            yield "email_spelled", identity.email
        case _:
            yield kind, value


def remains(text: str, kind: str, value: str) -> bool:
    """Whether a part of `value` that tells on its owner is readable in `text`."""
    read = unicodedata.normalize("NFC", text).casefold()
    plain = unicodedata.normalize("NFC", value).casefold()
    if kind in ("phone", "iban", "card", "account"):
        digits = re.sub(r"\D", "", plain)
        return digits[-6:] in re.sub(r"\D", "", read)
    if kind in ("email", "email_spelled"):
        return bool(re.search(rf"(?<!\w){re.escape(plain.split('@')[0])}(?!\w)", read))
    if kind == "name":
        words = [word for word in re.split(r"\s", plain) if len(word) > 3] or [plain]
        return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", read) for word in words)
    if kind == "street":
        words = re.findall(r"[^\W\d_]{4,}", plain) or [plain]
        return plain in read or max(words, key=len) in re.findall(r"[^\W\d_]+", read)
    return plain in read


def _identity(source: random.Random, code: str) -> Identity:
    country = COUNTRIES[code]

    def pick(choices: str, separator: str = ",") -> str:
        return source.choice(choices.split(separator))

    def fill(shape: str) -> str:
        shape = re.sub("#", lambda _: str(source.randint(1, 9)), shape)
        return re.sub("@", lambda _: source.choice("ADEFHNPRTWXY"), shape)

    first, last = pick(country.first), pick(country.last)
    street = pick(country.streets, ";").replace("#", str(source.randint(2, 98)), 1)
    place = fill(pick(country.places, ";"))
    split = place.rindex(" ")
    postcode, city = place[:split], place[split + 1 :]
    street = fill(street)
    address = country.address.format(
        street=street, postcode=postcode, city=city, state=_STATES.get(city, "")
    )
    phone = fill(pick(country.phones, ";"))
    national = phone.replace("(0", "(").removeprefix(country.trunk).strip()
    local, domain = _local(source, first, last), pick(_MAILS)
    host, _, top = domain.rpartition(".")
    spelled = source.choice(_SPELLED.get(country.language, _SPELLED["en"]))
    births = {
        "d": source.randint(1, 28),
        "m": (month := source.randint(1, 12)),
        "y": source.randint(1938, 2007),
        "month": _MONTHS.get(country.language, _MONTHS["en"]).split()[month - 1],
    }
    iban = _iban(country.iban or "DE", fill(country.bban)) if country.iban or code == "US" else ""
    return Identity(
        country=code,
        language=country.language,
        first=first,
        last=last,
        email=f"{local}@{domain}",
        email_spelled=spelled.format(local, host, top),
        phone=phone,
        phone_abroad=source.choice(
            [f"{country.code.strip()} {national}", f"{country.code.strip('+ ')} {national}"]
        ),
        phone_bare=re.sub(r"\D", "", phone),
        street=street,
        postcode=postcode,
        city=city,
        address=address,
        iban=source.choice([iban, " ".join(re.findall(".{1,4}", iban))]),
        card=_card(source),
        account=fill(
            "routing number 0210#####, account number 4########"
            if code == "US"
            else "sort code 20-##-##, account ########"
        ),
        birth=country.births.format(**births),
        customer=fill(source.choice(["#######", "K-######", "########"])),
    )


def _local(source: random.Random, first: str, last: str) -> str:
    plain = unicodedata.normalize("NFD", f"{first}.{last}".lower().replace("ß", "ss"))
    plain = re.sub(r"[^a-z.]", "", plain)
    return source.choice([plain, f"{plain}{source.randint(1, 99)}", plain.replace(".", "_")])


def _iban(country: str, bban: str) -> str:
    digits = "".join(str(int(character, 36)) for character in f"{bban}{country}00")
    return f"{country}{98 - int(digits) % 97:02}{bban}"


def _card(source: random.Random) -> str:
    body = source.choice("45") + "".join(str(source.randint(0, 9)) for _ in range(14))
    total = 0
    for position, digit in enumerate(map(int, reversed(body))):
        doubled = 2 * digit if position % 2 == 0 else digit
        total += doubled - 9 if doubled > 9 else doubled
    number = body + str(-total % 10)
    return source.choice([number, " ".join(re.findall("....", number))])
