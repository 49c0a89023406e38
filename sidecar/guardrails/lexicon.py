"""What words mean to a shop, across the languages of the fixed texts.

`words` gives the meanings that a text is about, so that "envíos a Noruega" shares two of them
with "shipping to Norway"; `is_denied` tells whether it says so or says not so. A word that the
tables do not know is known by its beginning, which also joins most words that languages share.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from itertools import filterfalse

# Meaning -> how its words begin, without accents; `$` ends a word, and the longest beginning
# wins. `not_` denies the meaning named behind it: closed is not open.
_MEANINGS = {
    "return": "return sendback ruckgab ruckgeb zurucksend zuruckgeb zuruckschick rucksend retour"
    " renvoy renvoi retourn devolv devoluc devuel restitu terugst teruggest geretour zuruckzugeb"
    " zuruckzusend"
    " zuruckzuschick zuruckge zuruck$ ruckvers ruckport reso$ resi$ rend$ rendre$",
    "refund": "zuruckgez zuruckza zuruckzuz refund reimburs erstatt ruckerstatt zuruckerstatt"
    " rembours reembols rimbors"
    " terugbeta",
    "exchange": "exchang swap umtausch umgetausch umzutausch tausch echang cambi$ cambia cambio"
    " ruil geruil"
    " omruil sostitu",
    "revoke": "cancel widerruf widerrief storn annul retract anul desist recess herroep",
    "ship": "ship deliver dispatch send$ sends sending sent$ liefer beliefer versand versend"
    " verschick zustell livr expedi envoi$ envois$ envoye envoyo entreg envia envio envian spedi"
    " conseg lever$ levere bezorg verzend verstu",
    "book": "book livre$ livres$ buch$ bucher libro libros boek",
    "collect": "pickup collect abhol retir recog afhal ritir",
    "open": "open offn geoffn ouver ouvr abri$ abrim abre abren abiert apert geopend",
    "not_open": "clos shut schlie geschlossen ferm cerr cierr chius gesloten sluit",
    "free": "free$ gratis gratuit kostenlos kostenfrei versandkostenfrei offert$ offerts$"
    " offerte$ offrons$ umsonst"
    " offertes$ kosteloos",
    "not_free": "kostenpflicht payant",
    "cost": "cost cobra price priced charge kost preis berechn cout comptez prix tarif cuest"
    " coste costar precio prezz prijs",
    "pay": "pay pays paid payment bezahl zahl paie paye pago paga betal",
    "coffee": "coffee kaffee cafe$ cafes$ caffe koffie",
    "cheap": "cheap gunstig billig preiswert barat economi goedkoop",
    "warranty": "warrant guarant garant gewahr",
    "cover": "cover abgedeckt deckt abdeck couver couvr cubiert cubre copert dekk gedekt",
    "available": "stock availab vorratig vorrat verfugbar erhaltlich disponib existenc lieferbar"
    " leverbaar voorraad queda instock",
    "valid": "valid expir$ expire gultig$ gultigk verfall ablauf valable valido valida caduc"
    " scade scad$ geldig verloopt",
    "include": "included$ includes$ including$ inclus inklus inbegr incluid incluy compris"
    " mitgelief compreso",
    "photo": "photo foto bild$ picture",
    "answer": "answer antwort beantw repond respond rispo",
    "require": "requir necess benotig erforder necesit faut$ need$ needs$ brauch nodig",
    "unused": "unused unworn unbenutz ungebrauch ungetragen neu$ neue$ neuen$ neuer$ neuf$"
    " neufs$ neuve$ neuves$ ongebruik",
    "faulty": "fault defect defekt mangelhaft fehlerhaft defectu difettos averiad",
    "bespoke": "bespoke personali personnali",
    "unopened": "unopen ungeoffn ongeopen",
    "weekend": "weekend wochenend findesemana",
    "sale": "sale$ reduced discounted reduzier soldes$ solde$ soldee$ soldees$ rebaja rebajad"
    " afgeprijs saldi$ scontat",
    "not_available": "soldout ausverkauft vergriffen agotad epuis ruptur esaurit uitverkocht",
    "order": "order ordered placed bestell kauf commande command pedid pedido encarg ordin created"
    " erstellt aufgeg",
    "arrive": "arriv reach expect due$ eta$ ankomm ankunft kommt$ voraussicht vorgeseh prevu previs"
    " lleg aankom verwacht",
    "parcel": "parcel packag packet paket sendung colis paquet pacco pakket",
    "tracking": "track sendungsnumm sendungsverf suivi$ seguimi",
    "product": "product goods$ good$ item items article artikel ware$ waren$ produit produkt"
    " producto articulo articol prodott",
    "voucher": "voucher gutschein bon$ bons$ vale$ cupon coupon buono",
    "gift": "gift geschenk cadeau regalo",
    "discount": "discount rabatt remise reduction descuent descont sconto korting off$",
    "student": "student studier etudiant estudiant",
    "suit": "compatib suitab geeignet convien apt$ apto apta sirv",
    "wash": "wash wasch gewasch lav$ lave lavar lavab lavad",
    "dishwasher": "dishwash spulmasch lavevaiss lavavaj",
    "accept": "accept akzept admit welcom willkomm permit allow erlaub autoris permet toegest"
    " prenon$ prenez$",
    "weigh": "weigh wieg gewicht pese$ pesent$ pesa$ pesan poids peso$ legere liger light leicht",
    "total": "total zusammen together juntos juntas ensembl insgesamt summe suma$ somme$ insieme"
    " samen",
    "hold": "fass$ fasst fassungs contien contenan capac volum caben holds capien",
    "possible": "possib moglich posib",
    "shop": "shop store laden geschaft boutiq magasin tienda negozi winkel",
    "repair": "repair repar inspe",
    "measure": "masse$ altura anchura long$ length wide$ width high$ height deep$ depth measur"
    " misst breit lang$ hoch$"
    " tief$ longueur largeur hauteur mesur largo$ ancho alto$ mide$",
    "accessory": "accessor accessoir zubehor accesor",
    "member": "member membre mitglied miembro socio",
    "combine": "combin kombin",
    "machine": "machin maschin maquin",
    "made": "made$ manufact hergestellt fabri prodott gemaakt",
    "frozen": "frozen tiefkuhl gefroren surgel congel",
    "locker": "locker packstation consigne taquill",
    "air": "air$ luft$ luftpost aerien aerea aereo",
    "parking": "parking parkpl stationn aparca parcheg",
    "cheque": "cheque check$ scheck",
    "eligible": "eligib qualif",
    "europe": "europ eu$ ue$",
    "britain": "britain uk$ grossbrit royaume bretagn reino$",
    "ireland": "ireland irland irlande irlanda ierland",
    "germany": "german deutschl allemagn aleman germania duitsl",
    "austria": "austria osterr autrich oostenr",
    "switzerland": "switz schweiz suisse suiza svizzer zwits",
    "france": "france$ frankr francia$",
    "netherlands": "netherl niederl paysbas nederl holland",
    "luxembourg": "luxemb lussemb",
    "spain": "spain spani espagn espan spagna spanje",
    "italy": "italy itali",
    "norway": "norw norveg norueg noorw",
    "belgium": "belg",
    "finland": "finland finnland finlandi",
    "greece": "greece griechenl grece$ grecia grieken",
    "portugal": "portug portogall",
    "standard": "standard estandar",
    "sweden": "swed schwed suede$ suecia svezia zweden",
    "denmark": "denmar danema danimar dinamar denema",
    "iceland": "icelan island$ islande islandia",
    "poland": "poland polen$ pologn polonia",
    "canada": "canad kanad",
    "america": "usa$ us$ america amerika unidos etatsunis vereinigt united",
    "malta": "malt$ malta malte$",
    "morocco": "moroc marok maroc marrue",
}  # fmt: skip
_EXACT = {
    start[:-1]: meaning
    for meaning, starts in _MEANINGS.items()
    for start in starts.split()
    if start.endswith("$")
}
_STARTS = {
    start: meaning
    for meaning, starts in _MEANINGS.items()
    for start in starts.split()
    if not start.endswith("$")
}
MEANINGS = frozenset(meaning.removeprefix("not_") for meaning in _MEANINGS)
# What is said of things, and of several alike; the second also of what is done with them.
VERBS = frozenset(
    ["open", "free", "cost", "pay", "cheap", "cover", "available", "order", "arrive", "accept",
     "weigh", "total", "hold", "possible", "made", "eligible", "measure"]
)  # fmt: skip
PREDICATES = VERBS | {
    "return", "refund", "exchange", "revoke", "ship", "collect", "warranty", "suit", "wash",
    "repair",
}  # fmt: skip
# What lies in the European Union: a page that ships there ships here.
UNION = frozenset(
    ["austria", "belgium", "denmark", "finland", "france", "germany", "greece", "ireland", "italy",
     "luxembourg", "malta", "netherlands", "poland", "portugal", "spain", "sweden"]
)  # fmt: skip
PLACES = UNION | {"europe", "britain", "switzerland", "norway", "iceland", "canada", "america"}
# What carries no claim of its own; no accents.
_SMALL_WORDS = """
the and for are was were will with you your our has have had this that from not can but its they
their them all any may than then when which who how what where into out per been about just yes here
there these those also too very more most such each both either own some would could should does did
doing is it in of to on at by we he she as an or be if so do up get gets got take takes taken go
goes under over within after before only while during between since until even still already now
always usually come comes us me my ll ve re im please don doesn didn isn aren wasn won cannot shall
least der die das den dem des ein eine einen einem einer eines und oder aber mit von vom zum zur fur
auf aus bei bis nach noch nur auch wir sie ihr ihre ihren ihrem ihrer ihnen uns unser unsere unseren
unserem unserer ist sind war wird werden wurde haben hat hatte kann konnen durfen als wie wenn falls
weil dass nicht kein keine keinen keiner sich am zu um es ich du er man nein leider gern gerne bitte
da dort dann schon sehr mehr dabei gibt ab unter uber innerhalb vor mochten jedoch sowie alle alles
etwa rund durch wieder ohne diese dieser dieses liegt betragt gilt dauert beim lang le la les un une
de et ou mais avec pour par sur dans en au aux sera ete avoir nous vous votre vos notre nos il elle
ils elles ce cet cette ces se sa son ses que qui quoi dont ne pas plus ni si oui non tres aussi deja
encore tout tous toute toutes fait peut peuvent pouvez pouvons etes etre ont avez avons bien sous
jusqu lors afin chez malheureusement est sont prend el los las una unos unas del al pero con por
para su sus esta estan ser ha han hemos no ya muy mas tambien nuestro nuestra nuestros nuestras
usted ustedes lo como cuando desde hasta entre sin sobre hay puede pueden tiene tienen tarda tardan
todo toda todos todas este estos esa ese eso lamentablemente siento gli uno di tra che piu sono
essere abbiamo vostro nostro suo sua anche gia ogni day days tag tage tagen tages jour jours dia
dias giorni dagen hour hours stunde stunden heure heures hora horas ore uur week weeks woche wochen
semaine semaines semana semanas month months monat monate monaten mois mes meses mesi year years
jahr jahre jahren ans annee annees ano anos anni jaar working business werktag werktage werktagen
arbeitstage ouvres laborables habiles euro euros dollar dollars pound pounds eur usd gbp uhr percent
prozent cent ciento zwei deux dos two three drei trois four vier quatre cuatro five funf cinq cinco
six sechs seis one eight nine acht neun huit neuf ocho nueve siete sept seven sieben ten zehn dix
diez het een maar van voor op uit naar niet geen ook wij jullie uw ons onze zijn wordt worden kunnen
neither none nobody weder durant durante pendant minute
puo possono entro
minutes minuten minutos minuti second seconds sekunden secondes segundos secondi
"""
_STOP = frozenset(_SMALL_WORDS.split())

_BOLD = re.compile(r"[*_`]+")
_ADDRESS = re.compile(r"\]\([^)]*\)|https?://\S+|\S+@\S+")
_WORD = re.compile(r"•[•\d]*|[^\W\d_]{2,}|(?<![\d.,:])\d+(?![.,:]?\d)")
# Phrases that mean one thing, before words are read one by one.
_PHRASES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        # an answer's opening, and regret, deny nothing
        (r"^\W*+(?:no|nein|non|yes|ja|oui|si)\b\s?,", " "),
        (r"\b(?:not|nicht|non|no) (?:only|nur|seulement|solo|just)\b", " "),
        (r"\bno (?:later|mas tarde) than\b|\bnot? (?:later|more) than\b|\bno mas tarde\b", " "),
        (r"\b(?:no|kein) problem\w*|\bno dude\w*|\bpas de souci\b", " "),
        (
            r"\bn(?:e |['’])(?:est|sont|ont|a|soit|soient) pas (?:ete )?(?:utilis|port|servi)\w*",
            " neu ",
        ),
        (
            r"\bnon (?:utilise|porte|ouvert|usat|indossat)\w*"
            r"|\bnicht (?:benutzt|getragen|geoffnet)e\w*",
            " neu ",
        ),
        (r"\be-(?=[a-z])", "e"),
        (
            r"(?:n['’]t|\bnot) (?:been |yet |already |it |them |ever )*(open|us|worn"
            r"|damag)(?:ed|n)?\b(?<!us)(?<!open)"
            r"|\bsans avoir servi\b|\bsin (?:usar|estrenar)\b|\bno (?:lo |los |la |las )?(?:ha "
            r"|han |haya "
            r"|sido )*usad\w+|\bnicht (?:gebraucht|benutzt|getragen)\w*|\bno utilizad\w+",
            lambda found: " unopened " if found[1] == "open" else f" un{found[1]} "
            if found[1] == "damag" else " unused ",
        ),
        (r"\bha(?:ce|cen|y que|rá) falta\b", " requir "),
        (r"\bfeel free\b", " "),
        (r"\btwice (?=the|that|this|its|your|as|what)|(?<=(?:price|money) )twice\b", " double "),
        (r"\bas (?:long|soon|far) as\b|\ba lo largo de\b|\btan pronto como\b", " "),
        (r"\b(?:of the|du|del|des|van de) (?:price|prix|precio|preises|prijs|prezzo)\b", " "),
        (
            r"\b(?:in the|en el|im|dans le|nel|in de) (?:price|precio|preis|prix|prezzo|prijs)\b",
            " ",
        ),
        (r"\blivres? sterling\b|\bsale (?=por|a|el|en)", " "),
        (r"\blivre (?=entre|en|sous|a|au|aux|dans|pas|les?|vos|du|gratuit)", "livraison "),
        (r"\bfin(?:es)? de semana\b", " findesemana "),
        (r"\bout of stock\b|\bsold out\b", " soldout "),
        (r"\bpick(?:ed|s|ing)?[ -]up\b", " pickup "),
        (r"\bsen[dt](?:ing)? back\b|\bsen[dt] (?:it|them) back\b", " sendback "),
        (r"\blave-vaisselle\b", " lavevaisselle "),
        (r"\bpays-bas\b", " paysbas "),
        (r"\betats-unis\b", " etatsunis "),
        (
            r"\b(?:cost|costs|pay|pays) nothing\b|\b(?:zahl|kost|bezahl)\w* (?:sie |du "
            r"|ihr )?nichts\b"
            r"|\bne (?:vous )?(?:coute|payez|paie)\w* rien\b|\bno (?:le |te |les )?(?:cuesta"
            r"|paga)\w* nada"
            r"|\bentf(?:a|ae)ll\w+|\bno (?:extra )?(?:cost|charge)s?\b|\b(?:ohne|sin"
            r"|sans) (?:kosten|coste"
            r"|frais)\b|\bfree of charge\b",
            " gratis ",
        ),
        # who pays for it
        (
            r"\b(?:we|the (?:shop|store)) (?:pay|cover|bear)s?\b(?! (?:the |your |it "
            r"|you )*(?:money|price"
            r"|amount|back))|\b(?:paid|covered|borne) by (?:us|the (?:shop|store))\b"
            r"|\bat our (?:own )?(?:expense|cost)\b|\bwir (?:ubernehmen|tragen)\b"
            r"|\bubernehmen wir\b"
            r"|\bauf unsere kosten\b|\ba notre charge\b|\bnous prenons en charge\b"
            r"|\ba nuestro cargo\b|\b(?:corre\w* de|por) nuestra cuenta\b|\bpour nous\b|\b(?:is"
            r"|are) on us\b"
            r"|\bvoor ons\b|\bper nostro conto\b|\ba nostre spese\b|\bzu unseren lasten\b"
            r"|\basumimos\b|\ba nostro carico\b|\bvoor onze rekening\b",
            " gratis ",
        ),
        (
            r"\b(?:paid|covered|borne) by (?:you|the (?:customer|buyer|recipient))\b|\bat your own"
            r" (?:expense|cost)\b|\b(?:you|(?:customer|buyer|recipient)s?) (don['’]t |do not "
            r"|not )?(?:\w+ )?(?:pay|cover|bear)s?\b(?!\W{0,3}\d)"
            r"|\b(?:zahlen|bezahlen|tragen|ubernehmen) sie\b(?!.{0,25}\d)"
            r"|\bzu ihren lasten\b|\bauf ihre kosten\b|\b(?:zahlt|tragt) der (?:kunde|kaufer"
            r"|empfanger)\b"
            r"|\bsie (?:tragen|ubernehmen)\b|\ba (?:votre|ta) charge\b|\bvous prenez en charge\b"
            r"|\ba su cargo\b|\ba cargo del (?:cliente|comprador)\b|\ba suo carico\b"
            r"|\bvoor (?:uw rekening|de klant)\b|\bcorre\w* de su cuenta\b",
            r" payant \1",
        ),
    )
)  # fmt: skip
# What denies by itself, and affirms where it is denied: "not excluded", "nicht verboten".
_BARRED = (
    r"(?:unable|impossible|unmoglich|imposible|ausgeschlossen|ausgenommen|exclud\w+|exclue?s?"
    r"|exclut|excluent|exclu[iy]\w+|esclus\w+|uitgesloten|verboten|untersagt|forbidden|prohibited|interdite?s?"
    r"|prohibid\w+|vietat\w+|verboden|non-\w+)"
)
_NOT = re.compile(
    r"\b(?:not|no|never|cannot|nor|neither|none|nobody|weder|niemand|nadie|nessun\w*|nicht"
    r"|kein\w*|nie|niemals|pas|jamais|aucune?|ni|nunca"
    rf"|tampoco|ningun\w*|non|niet|geen|nooit|{_BARRED})\b"
    r"|n['’]t\b|\bn(?:e |['’])\s?\S+ (?:\S+ )?plus\b"
    r"|^\W*+(?:sauf|ausser|except|excepto|salvo|apart from)\b"
)
_VERB = (
    r"(?:is|are|was|were|ist|sind|wird|werden|bleib\w+|est|sont|sera|seront|esta|estan|queda\w*"
    r"|son|es|e|sono|viene|vengono|zijn|wordt|worden)"
)
_JOINING = r"(?:and|or|but|und|oder|aber|et|ou|mais|y|o|pero|ed|ma|maar)"
# Two denials of one thing: the verb is denied, or the thing that begins the clause or stands
# behind its verb. "Items not in their box are excluded" is one.
_TWICE_DENIED = re.compile(
    rf"(?:\b(?:not|never|cannot|neither|nicht|weder|keineswegs|niemals|nie|niet|nooit|in no way"
    r"|by no means|in keiner weise|auf keinen fall|en aucun cas|de ningun\w* (?:manera|modo)"
    rf"|en ningun caso|in nessun (?:caso|modo)|in geen geval)|n['’]t),?\s(?:[^\s,]+,\s)?"
    rf"(?:(?!(?:{_VERB}|{_JOINING})\b)[^\s,.;:!?]+\s){{0,7}}{_BARRED}\b"
    rf"|\bn(?:e\s|['’])\s?{_VERB}\s(?:\w+\s)?(?:pas|jamais|plus|nullement|aucunement)\s"
    rf"(?:(?!{_JOINING}\b)[^\s,.;:!?]+\s){{0,3}}{_BARRED}\b"
    rf"|\b(?:no|nunca|tampoco|non)\s(?:se\s)?(?:{_VERB}|ha\w*\ssido|encuentran?)\s"
    rf"(?:(?!{_JOINING}\b)[^\s,.;:!?]+\s){{0,2}}{_BARRED}\b"
    r"|(?:^\W*|\b(?:is|are|ist|sind|hay|there (?:is|are)|es gibt|il n['’]y a|c'e|er (?:is|zijn))\s)"
    r"(?:no|none|nothing|neither|kein\w*|nichts|aucune?|rien|ningun\w*|nada|nessun\w*|niente|geen|niets)\s"
    rf"(?:(?!{_JOINING}\b)[^\s,.;:!?]+\s){{0,6}}{_BARRED}\b"
)
# "It is not true that we don't ship": what follows is denied as a whole.
_NOT_SO = re.compile(
    r"\b(?:not|nicht|pas|no|non|niet) (?:es |e )?(?:true|the case|so|wahr|richtig|vrai|cierto"
    r"|verdad|vero|waar|zo),?\s(?:that|dass|que|qu['’]|che|dat)"
)
_ALSO_LOWER = str.maketrans("ſı", "si")  # as patterns take them that ignore case
_CLOCK = re.compile(r"\d\s?(?:h(?:\d\d)?|uhr|:\d\d|[ap]\.?m)\b|\blas? \d")


@lru_cache(maxsize=2_048)
def plain(text: str) -> str:
    """Lower case, without accents, Markdown and addresses, phrases as one word."""
    text = _BOLD.sub("", _ADDRESS.sub(" ", text)).lower().replace("ß", "ss")
    if not text.isascii():
        text = "".join(filterfalse(unicodedata.combining, unicodedata.normalize("NFD", text)))
        text = text.translate(_ALSO_LOWER)
    for pattern, said in _PHRASES:
        text = pattern.sub(said, text)
    return text


def words(text: str) -> frozenset[str]:
    """The meanings in a `plain` text; denied ones by what they deny."""
    return frozenset(
        meaning.removeprefix("not_")
        for word in _WORD.findall(text)
        if word not in _STOP and (meaning := _meaning(word))
    )


def is_denied(text: str) -> bool:
    """Whether a `plain` text says that something is not so."""
    antonyms = {
        meaning for word in _WORD.findall(text) if (meaning := _meaning(word)).startswith("not_")
    }
    if _CLOCK.search(text):
        antonyms.discard("not_open")  # open until 6 and closing at 6 are one
    return is_negated(text) != bool(antonyms)


def is_negated(text: str) -> bool:
    """Whether a `plain` text has a word that negates: not, no, never.

    However many it has they deny once, as in "ne … pas" and "no … ni", but for one that is denied
    itself: what is not excluded is so.
    """
    if _NOT.search(text) is None:
        return False
    if found := _NOT_SO.search(text):
        return not is_negated(text[found.end() :])
    return _NOT.search(_TWICE_DENIED.sub(" ", text)) is not None


@lru_cache(maxsize=20_000)
def _meaning(word: str) -> str:
    """The word's meaning in the tables, else its beginning."""
    if word in _EXACT:
        return _EXACT[word]
    for length in range(len(word), 1, -1):
        if word[:length] in _STARTS:
            return _STARTS[word[:length]]
    if word[0].isdigit() or word[0] == "•":
        return word
    if len(word) > 4 and word[-1] == "s" and word[-2] != "s":
        word = word[:-1]
    single = re.sub(r"(.)\1", r"\1", word)
    return single[:6] if len(single) > 5 else re.sub(r"(?<=..)(?:en|e|n)$", "", single)
