"""What the guard looks for in German, French, Spanish, Italian and Dutch.

The languages of the fixed texts besides English, because a model answers in the shopper's. Words
only: what is done with them stands in `facts`, `promises` and `proof`.
"""

from __future__ import annotations

import re
from decimal import Decimal

from sidecar.guardrails import numerals

# Number words that texts are cut and orders counted by; their value is the same in all texts.
NUMBERS = {word: Decimal(value) for word, value in numerals.SIMPLE.items()}
# Of those who wait; the next one is the first.
ORDINALS = {
    1: r"first|next|erste\w*|nächste\w*|premi(?:er|ère)|prochaine?|primer[oa]?|siguiente"
    r"|prim[oa]|eerste",
    2: r"second|zweite\w*|deuxième|segund[oa]|second[oa]|tweede",
    3: r"third|dritte\w*|troisième|tercer[oa]?|terz[oa]|derde",
    4: r"fourth|vierte\w*|quatrième|cuart[oa]|quart[oa]|vierde",
    5: r"fifth|fünfte\w*|cinquième|quint[oa]|vijfde",
}
FREE = (
    r"kostenlos\w*|kostenfrei\w*|gebührenfrei|versandkostenfrei|umsonst|gratuit(?:e|s|es|ement|o|a"
    r"|os|as|i|amente)?|offert(?:e|s|es)?|sin (?:coste|costo|cargo)|senza (?:spese|costi)"
    r"|kosteloos|zonder kosten"
)
# English weekday without -day -> the others'.
WEEKDAYS = {
    "mon": "montag lundi lunes lunedì maandag", "tues": "dienstag mardi martes martedì dinsdag",
    "wednes": "mittwoch mercredi miércoles mercoledì woensdag",
    "thurs": "donnerstag jeudi jueves giovedì donderdag",
    "fri": "freitag vendredi viernes venerdì vrijdag",
    "satur": "samstag sonnabend samedi sábado sabato zaterdag",
    "sun": "sonntag dimanche domingo domenica zondag",
}  # fmt: skip
# English month by its first three letters -> the others' where those differ.
MONTHS = {
    "jan": "januar janvier enero gennaio januari",
    "feb": "februar février febrero febbraio februari",
    "mar": "märz mars marzo maart", "apr": "avril abril aprile",
    "may": "mai mayo maggio mei", "jun": "juni juin junio giugno",
    "jul": "juli juillet julio luglio", "aug": "août agosto augustus",
    "sep": "septembre septiembre settembre", "oct": "oktober octobre octubre ottobre",
    "nov": "novembre noviembre", "dec": "dezember décembre diciembre dicembre",
}  # fmt: skip
# English word for a day near this one -> the others' patterns.
WHEN = {
    "tomorrow": r"(?<!guten )(?<!goede)(?<!am )(?<!jeden )morgen(?! früh)|demain"
    r"|(?<!la )mañana|domani",
    "this afternoon": r"heute nachmittag|cet après-midi|esta tarde|questo pomeriggio|vanmiddag",
    "this morning": r"heute (?:früh|morgen|vormittag)|ce matin|esta mañana|stamattina|vanochtend",
    "tonight": r"heute abend|ce soir|esta noche|stasera|vanavond",
    "yesterday": r"gestern|hier soir|ayer|ieri|gisteren",
    "next day": r"(?:am )?nächsten (?:werk|arbeits)?tag|le (?:lendemain|jour (?:ouvré )?suivant)"
    r"|(?:al|el) día (?:laborable )?siguiente|il giorno (?:lavorativo )?(?:dopo|successivo)"
    r"|(?:de )?volgende (?:werk)?dag",
    "next week": r"nächste woche|la semaine prochaine|la próxima semana|la prossima settimana"
    r"|volgende week",
}

CONDITION = re.compile(
    r"\b(?:wenn|falls|sobald|nachdem|sofern|bevor|si|lorsque|quand|dès que|après|avant|une fois"
    r"|cuando|después|antes|una vez|se (?:il|la|lo|i|gli|un|una|non|vuole|vuoi|desidera"
    r"|preferisce|hai|avete|è|ci)\b|quando|dopo|prima"
    r"|appena|als (?:u|je|de|het|uw)|zodra|nadat"
    r"|voordat|wanneer|indien)\b",
    re.IGNORECASE,
)

# What joins clauses, in the six languages: by turning, by a reason, by adding, by a condition.
TURN = r"but|aber|mais|pero|ma|maar"
REASON = (
    r"because|as|since|given that|weil|denn|da|parce que|car|puisque|porque|ya que|perché|omdat"
    r"|want"
)
BECAUSE = r"because|weil|parce que|puisque|porque|perché|omdat"
AND = r"and|und|et|y|e|en"
IF = r"if|in case|wenn|falls|sofern|si|s['’]il|se|als|indien"
# A question that presumes what it asks.
PRESUMES = (
    r"did you know|wuss?ten sie|wusstest du|(?:le )?saviez-vous|(?:lo )?sab[íe](?:a|as|an)"
    r"|(?:lo )?sapeva"
    r"|wist (?:u|je)|(?:is|are|does|do)n['’]t|ist (?:das )?nicht|n['’]est-ce pas"
)
# What is told within a question, and whose the thing is that is praised.
TELLS = (
    r"(?:know|add|mention|say|note|remind you|wissen|hinzufügen|erwähnen|sagen|savoir|ajouter|dire"
    r"|mentionner|saber|añadir|decir|mencionar|sapere|aggiungere|weten|toevoegen|zeggen),? "
    r"(?:that|dass|que|qu['’]|che|dat|all|every|our|alle|unsere?)"
)
OURS = r"our|unsere?[nmrs]?|notre|nos|nuestr[oa]s?|nostr[oaie]|onze"
IS = (
    r"is|are|was|were|can|will|has|have|comes?|ist|sind|kann|können|hat|haben|wird|werden|est|sont"
    r"|peut|peuvent|a|ont|es|son|está|están|puede|pueden|tiene|è|sono|può|ha|zijn|kan|heeft"
)

# An order's state -> how the others say it.
STATES = {
    "shipped": "versandt|versendet|übergeben|sal(?:i[óo]|ido)|partie?|verschickt|unterwegs"
    "|abgeschickt|expédiée?|envoyée?|en route"
    "|enviado|en camino|spedit[oa]|verzonden|verstuurd|onderweg",
    "delivered": "zugestellt|geliefert|angekommen|livrée?|arrivée?|entregado|llegado|consegnat[oa]"
    "|arrivat[oa]|bezorgd|geleverd|aangekomen",
    "packed": "gepackt|verpackt|emballée?|empaquetad[oa]|imballat[oa]|ingepakt",
    "out for delivery": "in zustellung|en (?:cours de )?livraison|en reparto|in consegna",
    "customs": "(?:beim|im|am) zoll|(?:à la|en) douane|en aduanas?|in dogana|bij de douane",
    "processing": "in bearbeitung|(?:noch|gerade) bearbeitet|in vorbereitung|in (?:unserem"
    "|dem) lager|dans (?:notre |l[’'])entrepôt|en preparación|en (?:nuestro|el) almacén"
    "|en préparation"
    "|preparando"
    "|en cours de traitement|en cours|procesando|en proceso"
    "|in lavorazione|in behandeling|in verwerking",
    "completed": "abgeschlossen|fertiggestellt|terminée?|completad[oa]|completat[oa]|afgerond"
    "|voltooid",
    "refunded": "erstattet|remboursée?|reembolsad[oa]|rimborsat[oa]|terugbetaald",
    "cancelled": "storniert|annulée?|cancelad[oa]|anulad[oa]|annullat[oa]|geannuleerd",
    "on hold": "in wartestellung|zurückgestellt|en attente|en espera|in sospeso|in de wacht",
    "pending": "ausstehend|en attente de paiement|pendiente|in attesa|in afwachting",
    "paid": "bezahlt|payée?|pagad[oa]|pagat[oa]|betaald",
    "failed": "fehlgeschlagen|échouée?|fallid[oa]|fallit[oa]|mislukt",
    "ready": "(?:zur abholung |abhol)bereit|in (?:der|einer) (?:filiale|packstation)"
    "|attend (?:au|à|en|dans)|prête? (?:au|à|en)"
    "|list[oa] para|en la oficina"
    "|en (?:el punto|la tienda)|pronto per il ritiro|klaar om",
    "lost": "verloren|perdue?|perdid[oa]|pers[oa]|kwijtgeraakt",
    "delayed": "verspätet|retardée?|retrasad[oa]|in ritardo|vertraagd",
}
STATE_CLAIM = (
    r"\b(?:ihre?|deine?|die|das|diese?s?|votre|ta|ton|la|le|cette|ce|su|tu|el|este|il suo|il tuo"
    r"|la sua|questo|l['’]|uw|je|jouw|de|het|deze)\s*(?:\w+\s+){0,2}?(?:bestellung|paket|sendung"
    r"|lieferung|commande|colis|livraison|pedido|paquete|envío|ordine|pacco|spedizione|bestelling"
    r"|pakket|zending|levering)\b.{0,50}?\b(?:ist|sind|wurden?|wird|liegt|befindet sich|hat|est"
    r"|a été|a"
    r"|vous(?= attend)|está|sigue|ya|se está|ha sido|fue"
    r"|se ha|ha|è stat[oa]|è|is|werd|zijn)\b"
)
