"""What claims a deed in German, French, Spanish, Italian and Dutch; `promises` judges it.

Rows of what stands in front of the claim and, by what makes it true, of what is claimed: `ticket`,
`person` (a ticket or a hand-over), `refund`, `refunded` (that, or one made before), `mail`, `none`.
"""

from __future__ import annotations

import re

_NOT = r"(?!.{0,60}\b(?:nicht|nie|kein\w*|niet|geen|nooit)\b)"
_GERMAN = r"\b(?:ich|wir|man|(?:unser|das) team|jemand|ein(?:e)? (?:kolleg\w+|mitarbeiter\w*))\b"
_DUTCH = r"\b(?:ik|w(?:e|ij)|(?:ons|het) team|iemand|een (?:collega|medewerker))\b"
_FRENCH = (
    r"\b(?:je|nous|on|ils|elles|quelqu['’]un|une? (?:personne|collègue)|(?:notre"
    r"|l['’])\s?équipe)\s+"
)
_TO_YOU = r"(?:(?:vous|le|la|les|lui|se|te|ti|vi|lo|les|os|gliel[oa]|l['’])\s*){0,2}"

_TICKET, _PERSON, _REFUND, _MAIL, _NONE = "ticket", "person", "refund", "mail", "none"
_REFUNDED_TO = "refunded"
_LETTER = r"(?:e-?mail|mail|courriel|correo|nachricht|bericht)"
_WORDS = r"(?:[^\W\d]+\s+){0,3}?"
# Said alone.
DONE = (
    r"c['’]est (?:fait|réglé)|voilà,? c['’]est (?:fait|réglé)|(?:ya está |está |todo )?hecho"
    r"|(?:ya está |todo )?listo|ya está|(?:ecco |è |tutto )?fatto|(?:das ist |ist |schon "
    r"|alles )*erledigt|(?:(?:het|dat|alles) is )?(?:gedaan|geregeld)|klaar"
)
_ICH_DEEDS = {
    _TICKET: r"(?:(?:er)?öffne(?:te)?|erstell(?:t?e)|lege?t?e?|mache?t?e?)\b.{0,40}\btickets?\b",
    _PERSON: r"(?:informier|benachrichtig|verständig|kontaktier)t?e\b(?! sie,? dass)"
    r"|(?:leite(?:te)?|gebe|gab|reiche?(?:te)?)\b.{0,60}\bweiter\b|(?:rufe|rief)\b.{0,30}\b(?:an"
    r"|zurück)\b|(?:gebe|gab|sage|sagte)\b.{0,30}\bbescheid\b|(?:schreibe|schrieb)\s+(?:ihnen|dem"
    r"|den|unser\w*)\b|bitte (?:das|unser) team\b",
    _REFUND: r"(?:erstatt|überweis)(?:e|ete|e te)\b|zahle\b.{0,40}\bzurück\b",
    _MAIL: rf"(?:sende|schicke|maile)(?:te)?\b.{{0,40}}\b{_LETTER}\b",
    _NONE: r"(?:stornier|änder|aktualisier|ersetz|reservier|buch|bestell|veranlass|lösch|verlänger"
    rf"|korrigier|genehmig)t?e\b|(?:sende|schicke)\b(?!.{{0,40}}\b{_LETTER}\b)",
}
# Past deeds and announced ones by what makes them true.
_PAST = (
    # German and Dutch end with the verb.
    (rf"(?:{_GERMAN}.{{0,12}}\b(?:habe?|haben|hat)\b|\b(?:habe ich|haben wir)\b){_NOT}.{{0,80}}", {
        _TICKET: r"\b(?:eröffnet|erstellt|angelegt|aufgemacht|eingereicht)\b",
        _PERSON: r"\b(?:gebeten|informiert|benachrichtigt|weitergeleitet|weitergegeben"
        r"|eingeschaltet|verständigt|kontaktiert|angerufen|angeschrieben|gemeldet"
        r"|bescheid (?:gegeben|gesagt))\b",
        _REFUND: r"\b(?:zurück|rück)?(?:erstattet|gezahlt|überwiesen)\b",
        _MAIL: rf"\b{_LETTER}\b.{{0,30}}\b(?:gesendet|gesandt|geschickt|zugeschickt|geschrieben)\b",
        _NONE: r"(?<!mail )(?<!nachricht )\b(?:storniert|geändert|aktualisiert|gesendet|gesandt"
        r"|(?:ver|zu(?:rück)?)?geschickt|verschickt|versandt|versendet|veranlasst|bearbeitet"
        r"|ersetzt|umgetauscht|reserviert|gebucht|gutgeschrieben|hinzugefügt|entfernt|gelöscht"
        r"|verlängert|genehmigt|bestätigt|bestellt|eingeleitet|angewendet|gewährt)\b",
    }),
    # The verb stands second: "ich öffne", "hiermit öffne ich".
    (rf"(?<!dass )(?<!wenn )(?<!falls )(?<!bevor )\bich\s+{_NOT}", _ICH_DEEDS),
    (rf"\A\W*+(?:(?:jetzt|nun|gern\w*|hiermit|damit|also|natürlich|sofort|gleich|dann|für|sie"
     rf"|ihnen)\s+){{1,3}}(?=\w+ ich\b){_NOT}", _ICH_DEEDS),
    (rf"(?<!dat )(?<!als )(?<!voordat )\bik\s+{_NOT}", {
        _TICKET: r"(?:open(?:de)?|maak(?:te)?|dien(?:de)?)\b.{0,40}\bticket\b",
        _PERSON: r"(?:informeer|contacteer|verwittig|waarschuw|bel)(?:de)?\b|(?:schrijf|schreef"
        r"|mail)\b|(?:stuur(?:de)?|geef|gaf)\b.{0,60}\bdoor\b|(?:neem|nam)\b.{0,20}\bcontact\b",
        _REFUND: r"(?:betaal|stort)(?:de|te)?\b.{0,40}\bterug\b",
        _MAIL: rf"(?:stuur|zend|verstuur)(?:de)?\b.{{0,30}}\b{_LETTER}\b",
        _NONE: r"(?:annuleer|wijzig|verander|vervang|reserveer|boek|bestel|verwijder"
        r"|verleng)(?:de)?\b"
        rf"|(?:ver)?(?:stuur|zend)\b(?!.{{0,60}}\b(?:{_LETTER}|door)\b)",
    }),
    (r"(?<!que )(?<!si )\bj(?:e\s+|['’])", {
        _TICKET: r"(?:vous )?(?:ouvre|crée|dépose)\b.{0,20}\b(?:ticket|demande|réclamation)",
        _PERSON: r"(?:(?:l['’]|en )?(?:informe|préviens|avertis|contacte|alerte|transmets"
        r"|transfère|signale)|vous (?:écris|r?appelle|recontacte|transfère)|l[ea] (?:transmets"
        r"|signale))\b",
        _REFUND: r"(?:vous )?(?:en )?(?:rembourse|recrédite)\b",
        _MAIL: rf"(?:vous )?envoie\b.{{0,20}}\b{_LETTER}\b",
        _NONE: rf"{_TO_YOU}(?:annule|modifie|change|mets à jour|expédie|remplace|échange|réserve"
        r"|ajoute|supprime|applique|crédite|prolonge|traite|valide"
        rf"|envoie(?!.{{0,20}}\b{_LETTER}\b))\b",
    }),
    # Without "I"; many of the words are nouns elsewhere.
    (rf"(?:\A[^\w¿]*+|[,;:.]\s+|\b(?:y|yo|ya|ahora|e|io|ora|adesso)\s+){_TO_YOU}", {
        _TICKET: r"(?:abro|abrí|creé?(?! que)|creo(?! que)|apro|aprii)\b.{0,20}\b(?:ticket"
        r"|solicitud|incidencia|segnalazione)",
        _PERSON: r"(?:informo|informé|avisé|notifico|notifiqué|contacté|transfiero|reenvié|pasé"
        r"|escribí|llamé|trasferisco|segnalo)\b|(?:paso|reenvío) su\b|aviso al (?:equipo"
        r"|compañero)|(?:avviso|contatto|inoltro) (?:il|la|lo)\b|(?:escribo|scrivo) al?\b",
        _REFUND: r"(?:reembolsé|devolví)\b|(?<=le )(?:reembolso|devuelvo)\b|reembolso su\b"
        r"|(?<=l[ae] )rimborso\b|rimborso (?:il|la) su[oa]\b",
        _MAIL: rf"(?:envío|envié|mando|mandé|escribo|invio|spedisco)\b.{{0,20}}\b{_LETTER}\b",
        _NONE: r"(?:cancel|anul|modific|actualiz|reserv|añad|elimin|tramit)o\b|(?:cambio"
        r"|envío) su\b|(?:cancelé|anulé|cambié|modifiqué|actualicé|reemplacé|reservé|añadí|eliminé"
        r"|apliqué|aboné"
        rf"|procesé|tramité|(?:envié|mandé)(?!.{{0,20}}\b{_LETTER}\b))(?!\w)"
        r"|(?:annull|aggiorn|prenot|sostituisc|aggiung)o\b|(?:cancello|cambio) (?:il|la|l['’])",
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
    # What was given back.
    (r"\b(?:ihr|das|der|votre|l['’]|su|el|il su[oa]|il|uw|het)\s*(?:geld|(?:kauf)?preis|betrag"
     r"|argent|montant|dinero|importe|denaro|importo|bedrag)\s+", {
        _REFUNDED_TO: rf"(?:vous |le |les |u |ihnen )?(?:wurde|ist|a (?:bien )?été|ha sido|fue"
        rf"|se (?:le )?ha|è stato|is|werd)\s+{_WORDS}(?:zurück\w*|erstattet|überwiesen|rendu"
        rf"|remboursé|reversé"
        r"|restitué|recrédité|devuelto|reembolsado|reintegrado|restituito|rimborsato"
        r"|(?:ri)?accreditato|terug\w+)\b",
    }),
    (r"\b(?:ihnen wurde|sie wurden|vous avez (?:bien )?été|se l[eo]s? ha)\s+", {
        _REFUNDED_TO: rf"{_WORDS}(?:erstattet|zurück\w+|remboursée?s?|reembolsado|devuelto)\b",
    }),
    (r"\A[^\w¿]*+(?:ya |usted |lei )?(?:ha sido|è stat[oa])\s+", {
        _REFUNDED_TO: r"(?:[^\W\d]+\s+)?(?:remboursée?s?|reembolsad[oa]|rimborsat[oa]"
        r"|terugbetaald)(?=\W*$)",
    }),
)  # fmt: skip
_FUTURE = (
    # Who takes it up, and what is on its way to the shopper: nobody, and nothing, without a deed.
    (r"\b(?:jemand|quelqu['’]un|alguien|qualcuno|iemand|ze|zij|mitarbeiter\w*|kolleg\w+|collega"
     r"|collègue|conseill\w+|compañer[oa]|agente|operatore|medewerker|equipo|équipe|team)\b", {
        _PERSON: r".{0,20}\b(?:übernimmt|meldet sich|kümmert sich|prend le relais|bei ihnen melden"
        r"|sie anrufen|ruft sie|schreibt ihnen|vous (?:contacte|appelle|recontacte|répond"
        r"|rappelle)|se pondrá en contacto|se ocupa|le atiende|ya está avisad[oa]|ti contatta"
        r"|l[ea] (?:llama|contacta|escribe|chiama|contatta|scrive)|belt u|schrijft u"
        r"|neemt (?:het over|contact)|nemen contact|bellen u)\b",
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
        _NONE: r"(?:storniere|erstatte|ersetze|reserviere)n?\b(?! nicht| kein)",
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
        _PERSON: r"(?:écri|répond|contacte|recontacte|r?appelle|transmett)r(?:ai|ons|a|ont)\b"
        r"|(?:r?appelle|(?:re)?contacte)\b(?! que)",
        _NONE: r"(?:rembourse|annule|modifie|change|enver|remplace|réserve)r(?:ai|ons|a)\b",
    }),
    (rf"\b(?:voy|vamos|va) a\s+{_TO_YOU}", {
        _PERSON: r"(?:escribir|responder|contactar|llamar)\w*",
        _NONE: r"(?:reembolsar|cancelar|anular|cambiar|enviar|mandar|reemplazar|reservar)\w*",
    }),
    (rf"(?<!no )\b{_TO_YOU}", {
        _PERSON: r"(?:escribir|responder|contactar|llamar)(?:é|emos|á|án)\b|pondr(?:é|emos|á"
        r"|án) en contacto\b|(?:scriver|risponder|r?i?contatter|(?:ri)?chiamer)(?:ò|emo|à|anno)\b",
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
    (r"\bticket\b.{0,20}\b(?:wurde|ist|a (?:bien )?été|est|ha sido|se ha|(?<!no )está|(?<!non )è"
     r"|è stato|is|werd|staat)\b(?! nicht| noch| pas| niet| nog).{0,20}\b(?:offen|open|eröffnet"
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

# A shop's rule has a term, and the judge of figures proves it.
_NO_TERM = (
    r"(?!.{0,40}\b(?:innerhalb|binnen|sous|en un plazo|dentro de|entro"
    r"|(?:in|en|dans)(?: \w+)? \d))"
)
# What is so by a deed; what a condition stands before is a rule.
_PRESENT = (
    (r"\b(?:es gibt|il y a|(?<!no )hay|c['’]è|er is|sie haben|vous avez|(?<!no )(?<!¿)tiene"
     r"|u (?:hebt|heeft))\s+(?:\w+\s+){0,2}?(?:ein|un|een|ihr|votre|su|uw)\s+(?:\w+\s+)?", {
        _TICKET: r"ticket\b(?! de (?:caisse|compra))",
    }),
    (r"\b(?:sie haben|vous avez|(?<!no )(?<!¿)tiene|(?<!non )ha|u (?:hebt"
     r"|heeft))\s+(?:\w+\s+)?(?:eine|une?|een|un['’])\s*", {
        _MAIL: rf"(?:{_LETTER}|message|mensaje|messaggio)\b.{{0,30}}\b(?:von (?:uns|mir)"
        rf"|de (?:notre"
        r" part|nous|nosotros|nuestra parte)|nuestr[oa]|da noi|van ons)\b",
    }),
    (r"\b(?:vous êtes|u (?:bent|werd))\s+", {
        _REFUNDED_TO: r"(?:[^\W\d]+\s+)?(?:remboursée?s?|reembolsad[oa]|rimborsat[oa]"
        r"|terugbetaald)(?=\W*$)",
    }),
    (r"\b(?:bestellung|paket|commande|colis|pedido|paquete|ordine|pacco|bestelling"
     r"|pakket)\b.{0,40}", {
        _NONE: r"\b(?:an (?:die|ihre) (?:neue|geänderte)|à (?:la|votre) nouvelle|a (?:la|su) nueva"
        r"|al (?:suo )?nuovo|naar (?:het|uw) nieuwe)\s+(?:(?:liefer)?adresse|dirección|indirizzo"
        r"|adres)\b",
    }),
    (r"\b(?:team|équipe|equipo|kolleg\w+|collègue|compañer[oa]|collega)\s+(?:ist|sind|est|está|è"
     r"|is)\s+", {
        _PERSON: r"(?:\w+\s+)?(?:informiert|benachrichtigt|verständigt|prévenue?|informée?"
        r"|avertie?|avisad[oa]|informad[oa]|informat[oa]|avvisat[oa]|geïnformeerd|ingelicht"
        r"|op de hoogte)\b",
    }),
    (r"\b(?:votre|ta|ton|su|tu|il (?:suo|tuo)|la (?:sua|tua))\s+", {
        _NONE: r"(?:adresse|annulation|dirección|cancelación|indirizzo|annullamento)\s+(?:est|está"
        r"|è)\s+(?:\w+\s+)?(?:modifi|chang|confirm|enregistr|valid|cambi|actualiz|aggiorn)\w+\W*$",
        _REFUNDED_TO: r"(?:remboursement|reembolso|rimborso)\s+(?:est|está"
        r"|è)\s+(?:\w+\s+)?(?:valid|fait|effectu|confirm|approuv|hecho|aprobad|tramitad|realizad"
        r"|approvat|effettuat)\w*\W*$",
    }),
    # In the style of a telegram.
    (r"\A\W*+(?:(?:ihre?|die|votre|l[ea]|su|el|il|suo|uw|de) |l['’])*", {
        _TICKET: r"ticket\s+(?:\S*\d\S*\s+)?(?:erstellt|eröffnet|angelegt|créé|ouvert|creado"
        r"|abierto|creato|aperto|aangemaakt|geopend)(?=\W*$|[.!,;:])",
        _REFUNDED_TO: r"(?:(?:rück)?erstattung|remboursement|reembolso|rimborso"
        r"|terugbetaling)\s+(?:veranlasst|ausgeführt|erledigt|bearbeitet|genehmigt|effectué|émis"
        r"|traité|validé|emitido|realizado|hecho|procesado|aprobado|effettuato|emesso|eseguito"
        r"|approvato|uitgevoerd|verwerkt|gedaan)(?=\W*$|[.!,;:])",
        _NONE: r"(?:bestellung|commande|pedido|ordine|bestelling|(?:liefer)?adresse|dirección"
        r"|indirizzo|adres)\s+(?:storniert|geändert|aktualisiert|erstattet|annulée?|modifiée?"
        r"|remboursée?|mise à jour|(?:cancel|anul|cambi|modific|actualiz|reembols)ad[oa]|(?:annull"
        r"|modific|aggiorn|rimbors)at[oa]|geannuleerd|gewijzigd)(?=\W*$|[.!,;:])",
    }),
)  # fmt: skip
# What the shopper is told to get or to await, and what we do at once.
_GAIN = (
    (r"\b(?:rechnen sie mit|sie (?:(?:können|dürfen)(?=.{0,60}\berwarten)|hören)"
     r"|vous (?:pouvez vous attendre|aurez|entendrez)|attendez-vous|puede esperar|espere"
     r"|(?:può aspettar|si aspett)\w+|u (?:(?:kunt|mag)(?=.{0,60}\bverwachten)|hoort))\b", {
        _PERSON: r".{0,40}\b(?:anruf|rückruf|von uns|appel|nouvelles|llamada|chiamata|telefoontje"
        rf"|van ons|(?:antwort|réponse|respuesta|risposta|antwoord)\b{_NO_TERM})\b",
    }),
    (r"\b(?:sie (?:bekommen|erhalten|werden)|(?:bekommen|erhalten) sie|vous (?:récupérerez|aurez"
     r"|recevrez|allez (?:récupérer|recevoir|être)|serez)|recuperará|recibirá|riavrà|riceverà"
     r"|(?<![\w,] )(?:será|sarà|verrà)|u (?:krijgt|ontvangt|wordt)|(?:krijgt|ontvangt) u)\s+", {
        _REFUNDED_TO: r".{0,30}?\b(?:geld\b.{0,15}\bzurück|erstattung|erstattet|argent|remboursée?"
        r"|remboursement|dinero|reembolso|reembolsad[oa]|importe|soldi|denaro|rimborso"
        r"|rimborsat[oa]|geld\b.{0,10}\bterug|terugbetaling|terugbetaald)\b"
        + _NO_TERM,
        _PERSON: r"(?:[^\W\d]+\s+){0,2}?(?:(?:an|zurück)gerufen|kontaktiert|(?:re)?contactée?"
        r"|r?appelée?|contactad[oa]|contattat[oa]|richiamat[oa]|gebeld|gecontacteerd)\b",
    }),
    (r"\b(?:se les? (?:reembolsa|devolve)rá|les? (?:devolve|reembolsa)remos|la rimborseremo)\b", {
        _REFUNDED_TO: "",
    }),
    (r"\b(?:wir (?:(?:er)?öffnen|erstellen)|nous (?:ouvrons|créons)|abrimos|creamos|apriamo"
     r"|creiamo|w(?:e|ij) openen)\b", {_TICKET: r".{0,30}\bticket\b"}),
    (r"\b(?:nous (?:annulons|remboursons|modifions)|(?:cancela|anula|reembolsa|cambia)mos"
     r"|annulliamo|rimborsiamo|modifichiamo|w(?:e|ij) (?:annuleren|wijzigen))\b", {
        _NONE: r"(?:.{0,60}\b(?:maintenant|ahora|ora|adesso|nu)\b|\s+(?:votre|su|il suo"
        r"|uw) \w+\W*$)",
    }),
)  # fmt: skip

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


PAST_CLAIMS: Claims = (
    *_claims(_PAST),
    (
        re.compile(
            r"\b(?:wurde|ist|sind|(?:a|ont) (?:bien )?été|est|ha sido|fue|se ha|está|è|sono stat"
            r"|is|zijn|werd|staat)",
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
            (re.compile(_REFUNDED, re.IGNORECASE), _REFUNDED_TO),
        ),
    ),
)
FUTURE_CLAIMS: Claims = _claims(_FUTURE)
PRESENT_CLAIMS: Claims = _claims(_PRESENT)
GAIN_CLAIMS: Claims = _claims(_GAIN)
