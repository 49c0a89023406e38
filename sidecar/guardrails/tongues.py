"""What the guard looks for in German, French, Spanish, Italian and Dutch.

The languages of the fixed texts besides English, because a model answers in the shopper's. Words
only: what is done with them stands in `facts`, `promises` and `proof`.
"""

from __future__ import annotations

import re
from decimal import Decimal

# Number words that shops use for spans and counts; their value is the same in all texts.
_NUMBERS = {
    2: "zwei deux dos due twee", 3: "drei trois tres tre drie", 4: "vier quatre cuatro quattro",
    5: "fünf cinq cinco cinque vijf", 6: "sechs seis sei zes", 7: "sieben sept siete sette zeven",
    8: "acht huit ocho otto", 9: "neun neuf nueve nove negen", 10: "zehn dix diez dieci tien",
    11: "elf onze once undici", 12: "zwölf douze doce dodici twaalf",
    14: "vierzehn quatorze catorce quattordici veertien", 13: "dreizehn treize trece tredici"
        " dertien", 15: "fünfzehn quinze quince quindici vijftien",
    20: "zwanzig vingt veinte venti twintig", 24: "vierundzwanzig ventiquattro vierentwintig",
    30: "dreißig dreissig trente treinta trenta dertig", 40: "vierzig quarante cuarenta quaranta",
    50: "fünfzig cinquante cincuenta cinquanta vijftig",
    60: "sechzig soixante sesenta sessanta zestig", 90: "neunzig noventa novanta negentig",
    100: "hundert cent cien cento honderd",
}  # fmt: skip
NUMBERS = {word: Decimal(value) for value, words in _NUMBERS.items() for word in words.split()}
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

_NOT = r"(?!.{0,60}\b(?:nicht|nie|kein\w*|niet|geen|nooit)\b)"
_GERMAN = r"\b(?:ich|wir|(?:unser|das) team|jemand|ein(?:e)? (?:kolleg\w+|mitarbeiter\w*))\b"
_DUTCH = r"\b(?:ik|w(?:e|ij)|(?:ons|het) team|iemand|een (?:collega|medewerker))\b"
_FRENCH = r"\b(?:je|nous|on|quelqu['’]un|une? (?:personne|collègue)|(?:notre|l['’])\s?équipe)\s+"
_TO_YOU = r"(?:(?:vous|le|la|les|lui|se|te|ti|vi|lo|les|os|gliel[oa]|l['’])\s*){0,2}"

_TICKET, _PERSON, _REFUND, _MAIL, _NONE = "ticket", "person", "refund", "mail", "none"
_LETTER = r"(?:e-?mail|mail|courriel|correo|nachricht)"
# Past deeds and announced ones by what makes them true.
_PAST = (
    # German and Dutch end with the verb.
    (rf"(?:{_GERMAN}.{{0,12}}\b(?:habe|haben|hat)\b|\b(?:habe ich|haben wir)\b){_NOT}.{{0,80}}", {
        _TICKET: r"\b(?:eröffnet|erstellt|angelegt|aufgemacht|eingereicht)\b",
        _PERSON: r"\b(?:gebeten|informiert|benachrichtigt|weitergeleitet|weitergegeben"
        r"|eingeschaltet|verständigt|kontaktiert|angerufen|angeschrieben|gemeldet)\b",
        _REFUND: r"\b(?:zurück|rück)?(?:erstattet|gezahlt|überwiesen)\b",
        _MAIL: rf"\b{_LETTER}\b.{{0,30}}\b(?:gesendet|gesandt|geschickt|zugeschickt|geschrieben)\b",
        _NONE: r"(?<!mail )(?<!nachricht )\b(?:storniert|geändert|aktualisiert|gesendet|gesandt"
        r"|(?:ver|zu)?geschickt|verschickt|versandt|versendet|veranlasst|bearbeitet|ersetzt"
        r"|umgetauscht|reserviert|gebucht|gutgeschrieben|hinzugefügt|entfernt|gelöscht|verlängert"
        r"|genehmigt|bestätigt|bestellt|eingeleitet|angewendet|gewährt)\b",
    }),
    (rf"(?:{_DUTCH}.{{0,12}}\b(?:heb|hebben|heeft)\b|\b(?:heb ik|hebben we)\b){_NOT}.{{0,80}}", {
        _TICKET: r"\b(?:geopend|aangemaakt|ingediend)\b",
        _PERSON: r"\b(?:gevraagd|geïnformeerd|ingelicht|doorgestuurd|doorgegeven|gecontacteerd"
        r"|gebeld|gemaild|gemeld)\b",
        _NONE: r"\b(?:geannuleerd|terugbetaald|gewijzigd|veranderd|bijgewerkt|verzonden|verstuurd"
        r"|gestuurd|verwerkt|vervangen|geruild|gereserveerd|geboekt|toegevoegd|verwijderd|verlengd"
        r"|goedgekeurd|bevestigd|besteld|toegepast)\b",
    }),
    (r"\b(?:(?:j['’]|je (?:vous |te |l['’])+)ai|nous (?:vous |te )?(?:en )?avons|on (?:vous )?a|a)"
     r"\s+(?!pas\b|jamais\b|(?:\w+ )?été\b)(?:\w+\s+){0,2}?", {
        _TICKET: r"(?:ouvert|créé|déposé)\b.{0,20}\b(?:ticket|demande|réclamation)",
        _PERSON: r"(?:demandé|informé|prévenu|averti|transmis|transféré|passé|contacté|alerté"
        r"|appelé|signalé)\b",
        _REFUND: r"(?:remboursé|recrédité)e?s?\b",
        _MAIL: rf"envoyé\b.{{0,20}}\b{_LETTER}\b",
        _NONE: rf"(?:annulé|modifié|changé|mis à jour|envoyé(?!.{{0,20}}\b{_LETTER}\b)|expédié"
            rf"|remplacé|échangé"
        r"|réservé|ajouté|supprimé|confirmé|appliqué|crédité|prolongé|traité|validé)e?s?\b",
    }),
    (r"(?<!no )\b(?:he|hemos|ha)\s+(?!sido\b)(?:\w+\s+)?", {
        _TICKET: r"(?:abierto|creado|presentado)\b.{0,20}\b(?:ticket|solicitud|incidencia)",
        _PERSON: r"(?:pedido|pasado|avisado|informado|notificado|transferido|reenviado"
            r"|trasladado|contactado|llamado)\b",
        _REFUND: r"(?:reembolsado|devuelto|reintegrado)\b",
        _MAIL: rf"(?:enviado|mandado|escrito)\b.{{0,20}}\b{_LETTER}\b",
        _NONE: rf"(?:cancelado|anulado|cambiado|modificado|actualizado"
        rf"|(?:enviado|mandado)(?!.{{0,20}}\b{_LETTER}\b)"
        r"|reemplazado|sustituido|reservado|añadido|eliminado|confirmado|aplicado|abonado"
        r"|ampliado|procesado|tramitado)\b",
    }),
    # Just done: nothing is, but what tools look up.
    (r"\b(?:je viens|nous venons|(?:on|(?:notre|l['’])\s?équipe) vient)\s+"
     rf"(?:de\s+|d['’]){_TO_YOU}", {
        _TICKET: r"(?:ouvrir|créer|déposer)\b.{0,20}\b(?:ticket|demande|réclamation)",
        _PERSON: r"(?:demander|informer|prévenir|avertir|transmettre|transférer|passer|contacter"
        r"|écrire|appeler|signaler|alerter|relancer)\b",
        _REFUND: r"(?:rembourser|recréditer)\b",
        _MAIL: rf"envoyer\b.{{0,20}}\b{_LETTER}\b",
        _NONE: rf"(?:annuler|modifier|changer|mettre|envoyer(?!.{{0,20}}\b{_LETTER}\b)|expédier"
        r"|remplacer|échanger|réserver|ajouter|supprimer|confirmer|appliquer|créditer|prolonger"
        r"|traiter|valider|commander|enregistrer)\b",
    }),
    (rf"(?<!no )\b(?:acabo|acabamos|(?:el|nuestro) equipo acaba)\s+de\s+{_TO_YOU}", {
        _TICKET: r"(?:abrir|crear|presentar)\w*\b.{0,20}\b(?:ticket|solicitud|incidencia)",
        _PERSON: r"(?:pedir|pasar|avisar|informar|notificar|transferir|reenviar|trasladar|contactar"
        r"|escribir|llamar)",
        _REFUND: r"(?:reembolsar|devolver|reintegrar)",
        _MAIL: rf"(?:enviar|mandar|escribir)\w*\b.{{0,20}}\b{_LETTER}\b",
        _NONE: rf"(?:cancelar|anular|cambiar|modificar|actualizar"
        rf"|(?:enviar|mandar)(?!.{{0,20}}\b{_LETTER}\b)"
        r"|reemplazar|sustituir|reservar|añadir|eliminar|confirmar|aplicar|abonar|ampliar|procesar"
        r"|tramitar|registrar)",
    }),
    (r"(?<!non )\b(?:ho|abbiamo|ha)\s+(?:\w+\s+)?", {
        _TICKET: r"(?:aperto|creato|presentato)\b.{0,20}\b(?:ticket|richiesta|segnalazione)",
        _PERSON: r"(?:chiesto|avvisato|informato|inoltrato|trasferito|contattato|segnalato)\b",
        _NONE: r"(?:rimborsato|annullato|cancellato|modificato|cambiato|aggiornato|inviato|spedito"
        r"|mandato|sostituito|prenotato|aggiunto|eliminato|confermato|applicato|accreditato"
        r"|prolungato|elaborato)\b",
    }),
)  # fmt: skip
_FUTURE = (
    # Who takes it up, and what is on its way to the shopper: nobody, and nothing, without a deed.
    (r"\b(?:mitarbeiter\w*|kolleg\w+|collègue|conseill\w+|compañer[oa]|agente|operatore|medewerker"
     r"|equipo|équipe|team)\b", {
        _PERSON: r".{0,20}\b(?:übernimmt|meldet sich|kümmert sich|prend le relais"
            r"|vous (?:recontacte"
        r"|répond|rappelle)|se pondrá en contacto|se ocupa|le atiende|ya está avisad[oa]"
        r"|ti contatta"
        r"|neemt (?:het over|contact))",
    }),
    (r"\b(?:sie (?:erhalten|bekommen|werden)|(?:erhalten|bekommen) sie|vous (?:allez )?rece(?:voir"
     r"|vrez)|recibirá|va a recibir|riceverà|u ontvangt|ontvangt u)\b"
     r"(?!.{0,80}\b(?:wenn|sobald|nachdem|dès que|lorsque|après|cuando|una vez|después|quando"
     r"|zodra)\b)", {
        _NONE: rf".{{0,40}}\b(?:{_LETTER}|gutschein|anruf|rückruf|etikett|ersatz\w*"
            rf"|bon d['’]achat|appel"
        r"|étiquette|vale|cupón|llamada|etiqueta|buono|chiamata|tegoedbon|retourlabel)\b",
    }),
    (rf"{_GERMAN}\s+(?:werden?|wird)\b{_NOT}.{{0,80}}", {
        _PERSON: r"\b(?:melden|schreiben|antworten|kontaktieren|anrufen|zurückrufen|prüfen"
        r"|weiterleiten|informieren)\b",
        _NONE: r"\b(?:stornieren|(?:zurück)?erstatten|ändern|senden|schicken|zuschicken|ersetzen"
        r"|umtauschen|reservieren|gutschreiben|verlängern|veranlassen|überweisen)\b",
    }),
    (r"\b(?:ich|wir)\s+", {
        _PERSON: r"(?:melden? (?:mich|uns)|schreiben? ihnen|rufen? sie)\b",
        _NONE: r"(?:storniere|erstatte|ersetze|reserviere)n?\b(?! nicht)",
    }),
    (rf"{_DUTCH}\s+(?:zal|zullen|ga|gaan)\b{_NOT}.{{0,80}}", {
        _PERSON: r"\b(?:schrijven|antwoorden|bellen|contact opnemen|doorgeven|uitzoeken)\b",
        _NONE: r"\b(?:annuleren|terugbetalen|wijzigen|sturen|versturen|vervangen|reserveren)\b",
    }),
    (r"\b(?:ik|w(?:e|ij))\s+", {_PERSON: r"(?:schrijf|schrijven|bel|bellen) u\b|nemen? contact\b"}),
    (rf"{_FRENCH}(?:vais|allons|va)\s+{_TO_YOU}", {
        _PERSON: r"(?:écrire|répondre|contacter|recontacter|rappeler|transmettre)\b",
        _NONE: r"(?:rembourser|annuler|modifier|changer|envoyer|remplacer|échanger|réserver)\b",
    }),
    (rf"{_FRENCH}{_TO_YOU}", {
        _PERSON: r"(?:écri|répond|contacte|recontacte|rappelle|transmett)r(?:ai|ons|a)\b",
        _NONE: r"(?:rembourse|annule|modifie|change|enver|remplace|réserve)r(?:ai|ons|a)\b",
    }),
    (rf"\b(?:voy|vamos|va) a\s+{_TO_YOU}", {
        _PERSON: r"(?:escribir|responder|contactar|llamar)\w*",
        _NONE: r"(?:reembolsar|cancelar|anular|cambiar|enviar|mandar|reemplazar|reservar)\w*",
    }),
    (rf"(?<!no )\b{_TO_YOU}", {
        _PERSON: r"(?:escribir|responder|contactar|llamar)(?:é|emos|á|án)\b"
        r"|(?:scriver|risponder|contatter|richiamer)(?:ò|emo|à|anno)\b",
        _NONE: r"(?:reembolsar|cancelar|anular|cambiar|enviar|mandar|reemplazar)(?:é|emos)\b"
        r"|(?:rimborser|annuller|modificher|cambier|invier|spedir|sostituir)(?:ò|emo)\b",
    }),
)  # fmt: skip
_PASSIVE = (
    (r"\b(?:ihre?|deine?|die|das)\s+(?:\w+\s+)?(?:stornierung|adresse"
     r"|lieferadresse|rückgabe|ersatz\w*|gutschein|rabatt|konto|zahlung)\b.{0,20}"
     r"\b(?:wurde|ist|sind)\b(?! nicht).{0,30}\b(?:veranlasst|bearbeitet|geändert|aktualisiert"
     r"|gesendet|genehmigt|storniert|bestätigt|gutgeschrieben)\b"),
    (r"\b(?:votre|vos|l[ea]|l['’])\s*(?:annulation|adresse|retour|bon|remise|compte"
     r"|paiement|échange)\b.{0,20}\b(?:a|ont) été\s+(?:\w+ment )?\w+é"),
    (r"\b(?:su|tu|el|la)\s+(?:cancelación|dirección|devolución|cupón|descuento|cuenta"
     r"|pago|cambio)\b.{0,20}\b(?:ha sido|fue|se ha)\s+\w+d[oa]\b"),
    (r"\b(?:il|la|l['’])\s*(?:su[oa] |tu[oa] )?(?:annullamento|indirizzo|reso|buono|sconto"
     r"|account|pagamento|cambio)\b.{0,20}\b(?:è|sono) stat[oaie]\s+\w+t[oaie]\b"),
    (r"\b(?:uw|je|de|het)\s+(?:annulering|adres|retour|korting|account|betaling)\b"
     r".{0,20}\b(?:is|zijn|werd)\b(?! niet).{0,30}\b(?:verwerkt|gewijzigd|verzonden|goedgekeurd"
     r"|terugbetaald|geannuleerd|bevestigd)\b"),
    (r"\bticket\b.{0,20}\b(?:wurde|a (?:bien )?été|ha sido|se ha|è stato|is"
     r"|werd)\b.{0,20}\b(?:eröffnet"
     r"|erstellt|angelegt|ouvert|créé|enregistré|abierto|creado|registrado|aperto|creato|geopend"
     r"|aangemaakt)\b"),
    (r"\b(?:pièce|article|produit|échantillon|remplacement)\b.{0,30}\b(?:a|ont) été (?:envoyé"
     r"|expédié)"),
    (r"\b(?:pieza|artículo|producto|recambio|repuesto)\b.{0,30}\b(?:ha sido|fue) (?:enviad"
     r"|mandad)"),
)  # fmt: skip

_REFUNDED = (
    r"\b(?:ihre?|deine?|die)\s+(?:\w+\s+)?(?:rück)?erstattung\b.{0,30}\b(?:wurde|ist"
    r"|sind)\b(?! nicht)"
    r".{0,30}\b(?:veranlasst|bearbeitet|genehmigt|ausgeführt|überwiesen|bestätigt)\b"
    r"|\b(?:votre|le)\s+remboursement\b.{0,30}\ba (?:bien )?été\s+(?:\w+ment )?\w+é"
    r"|\b(?:su|tu|el)\s+reembolso\b.{0,30}\b(?:ha sido|fue|se ha)\s+\w+d[oa]\b"
    r"|\b(?:il|il suo|il tuo)\s+rimborso\b.{0,30}\bè stato\s+\w+t[oa]\b"
    r"|\b(?:uw|je|de)\s+terugbetaling\b.{0,30}\b(?:is|werd)\b(?! niet).{0,30}\b(?:verwerkt"
    r"|goedgekeurd"
    r"|terugbetaald|bevestigd)\b"
)

# Each row: what stands in front of all its claims, and where it is not, none is looked for.
Claims = tuple[tuple[re.Pattern[str], tuple[tuple[re.Pattern[str], str], ...]], ...]


def _claims(table: tuple[tuple[str, dict[str, str]], ...]) -> Claims:
    return tuple(
        (
            re.compile(lead, re.IGNORECASE),
            tuple(
                (re.compile(f"{lead}(?:{deed})", re.IGNORECASE), kind)
                for kind, deed in deeds.items()
            ),
        )
        for lead, deeds in table
    )


# Pattern and what makes it true: `ticket`, `person` (a ticket or a hand-over), `refund`, `mail`
# or `none`.
PAST_CLAIMS: Claims = (
    *_claims(_PAST),
    (
        re.compile(
            r"\b(?:wurde|ist|sind|(?:a|ont) (?:bien )?été|ha sido|fue|se ha|(?:è|sono) stat|is"
            r"|zijn|werd)",
            re.IGNORECASE,
        ),
        (
            *(
                (
                    re.compile(text, re.IGNORECASE),
                    _TICKET if text.startswith(r"\bticket") else _NONE,
                )
                for text in _PASSIVE
            ),
            (re.compile(_REFUNDED, re.IGNORECASE), _REFUND),
        ),
    ),
)
FUTURE_CLAIMS: Claims = _claims(_FUTURE)

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
