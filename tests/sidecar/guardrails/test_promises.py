"""What may be claimed to be done: only what a tool's result of this turn shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from sidecar.guardrails import promises
from sidecar.guardrails.proof import Evidence
from sidecar.nouns import Passage, SealedAction, ToolCall, ToolErrorCode, ToolResult
from tests.fakes.shop import CONFIRMED, ELIGIBLE, ORDER, PROFILE_OF_JANE, TOO_LATE, UNCONFIRMED

WAITS = SealedAction("sealed", "Refund €12.50 of order ••42", False, 1_900_000_000_000)
REFUNDED = {**ORDER, "refunds": [{"amount_text": "€12.00", "created": "2026-11-05T09:00:00Z"}]}


def evidence(name: str = "", value: Mapping[str, Any] | None = None, **more: Any) -> Evidence:
    made = Evidence()
    if name:
        code = None if value is not None or more else ToolErrorCode.UPSTREAM_5XX
        made.add_result(ToolResult(ToolCall("c", name, {}), value, code, **more))
    return made


ASKED = evidence("issue_refund", {"approval": "waits for the shop"}, action=WAITS)


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        (ASKED, "I have asked the shop to approve it."),
        (ASKED, "I have asked the shop to approve a refund of €12.50."),
        (ASKED, "I've requested the refund for you."),
        (ASKED, "A refund of €12.50 has been requested."),
        (ASKED, "I have asked the team to refund €12.50."),
        (ASKED, "Nothing is refunded until the shop agrees."),
        (evidence("send_email", {"queued": True}), "I have e-mailed it to you."),
        (evidence("send_email", {"queued": True}), "An e-mail has been sent to you."),
        (evidence("add_note", {"note_id": 7}), "I have added a note to your order."),
        (evidence("add_note", {"note_id": 7}), "A note has been added."),
        (evidence("verify_identity", CONFIRMED), "I have e-mailed you a code."),
        (evidence("verify_identity", CONFIRMED), "Your order ••42 is Processing."),
        (evidence("get_order_status", REFUNDED), "A refund of €12.00 was made on 5 November 2026."),
        (evidence("get_order_status", REFUNDED), "Your refund of €12.00 has been issued."),
        (evidence("notify_human", {"delivery_id": "n"}), "I have informed the shop."),
        (evidence("check_refund_policy", ELIGIBLE), "Your order can be refunded, up to €58.00."),
        (evidence("check_refund_policy", ELIGIBLE), "It is eligible for a refund."),
        (evidence("check_refund_policy", TOO_LATE), "Your order can't be refunded."),
        (evidence("check_refund_policy", TOO_LATE), "It is not eligible for a refund."),
        (evidence("get_customer_profile", PROFILE_OF_JANE), "You have 12 orders."),
    ],
)
def test_what_a_result_shows_may_be_said(known: Evidence, sentence: str) -> None:
    verdict = known.judge(sentence)
    assert verdict.text == sentence, verdict.reason


@pytest.mark.parametrize(
    ("known", "sentence"),
    [
        (evidence(), "I have asked the shop to approve it."),
        (evidence(), "I've requested the refund for you."),
        (evidence(), "I have asked the team to refund you."),
        (
            evidence("handoff_human", {"asked": True}),
            "I have asked the shop to approve the refund.",
        ),
        (ASKED, "I have refunded it."),
        (ASKED, "We refunded €12.50."),
        (ASKED, "Your refund has been issued."),
        (ASKED, "I have asked the shop to approve a refund of €13.50."),
        (ASKED, "I have asked a colleague to call you."),
        (ASKED, "I have added a note."),
        (evidence("send_email"), "I have e-mailed it to you."),
        (evidence("send_email", {"queued": False}), "I have e-mailed it to you."),
        (evidence("send_email", {"queued": False}), "An e-mail was sent to you."),
        (evidence("verify_identity", CONFIRMED), "I have e-mailed you the answer."),
        (evidence("verify_identity", {**CONFIRMED, "code_sent": False}), "I have sent you a code."),
        (evidence("verify_identity", UNCONFIRMED), "Your order was processed."),
        (evidence("add_note"), "I have added a note to your order."),
        (evidence("add_note"), "Your note was recorded."),
        (evidence("get_order_status", ORDER), "Your refund has been issued."),
        (evidence("get_order_status", REFUNDED), "I have refunded €12.00."),
        (evidence("get_order_status", REFUNDED), "A refund of €13.00 was made on 5 November 2026."),
        (evidence("notify_human", {"delivery_id": "n"}), "I have asked a person to take over."),
        (evidence("check_refund_policy", TOO_LATE), "Your order can be refunded."),
        (evidence("check_refund_policy", TOO_LATE), "It is eligible for a refund."),
        (evidence("check_refund_policy", TOO_LATE), "Diese Bestellung kann erstattet werden."),
        (evidence("check_refund_policy", TOO_LATE), "Cette commande peut être remboursée."),
        (evidence("check_refund_policy", ELIGIBLE), "Your order cannot be refunded."),
        (evidence("check_refund_policy", ELIGIBLE), "Your order can be refunded, up to €59.00."),
        (evidence("get_customer_profile", PROFILE_OF_JANE), "You have 11 orders."),
    ],
)
def test_what_no_result_shows_is_not_said(known: Evidence, sentence: str) -> None:
    assert known.judge(sentence).text == ""


@pytest.mark.parametrize(
    "sentence",
    [
        "After checking, I have cancelled your order.",
        "Once again we have cancelled your order.",
        "When I have cancelled your order, it is gone.",
        "When you wrote, our team cancelled your order.",
        "As soon as I saw it, I cancelled your order.",
        "Nachdem ich nachgesehen habe: Ich habe Ihre Bestellung storniert.",
        "Après vérification, nous avons annulé votre commande.",
        "Después de revisarlo, he cancelado su pedido.",
        "Dopo aver controllato, ho annullato il suo ordine.",
        "Zodra ik het las, heb ik uw bestelling geannuleerd.",
    ],
)
def test_no_condition_before_it_excuses_what_i_have_done(sentence: str) -> None:
    assert promises.unfulfilled(sentence, frozenset(), quoted=True)


@pytest.mark.parametrize(
    "sentence",
    [
        "Once we have cancelled your order, you get an e-mail.",
        "If we sent you the wrong item, the return is free.",
        "Sobald wir haben storniert, was Sie wünschen, erhalten Sie das Geld.",
        "Dès que nous avons annulé la commande, elle est remboursée.",
        "Cuando hemos cancelado un pedido, se reembolsa.",
        "Si ha cancelado su pedido, se reembolsa.",
        "Once your refund has been approved, it takes 5 days.",
    ],
)
def test_what_we_do_first_is_a_condition(sentence: str) -> None:
    assert not promises.unfulfilled(sentence, frozenset(), quoted=True)


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!])\s+", text.strip())


# What no tool did, put every way: past and present, states, what will come, telegrams.
UNDONE = """
I opened a ticket for your order. We opened a ticket. I contacted the team. I informed the team.
Your ticket is open. There is now a ticket for your order. You can expect a call from us.
Somebody will call you. They will contact you. You have an e-mail from us.
Your order now ships to the new address. You will get your money back.
Your money has been returned. You've been refunded. You are refunded. I refund your order now.
I cancel your order. Order cancelled. Refund issued. Done. It's done. All sorted. Ticket created.
Ticket opened for you. Address changed. I just opened a ticket. I told the team.
I let our staff know. I wrote to a colleague. I spoke with our warehouse. We informed the team.
We notified our warehouse. We forwarded your message. We corrected your address.
We refund your order now. We cancel your order. We open a ticket for you. I open a ticket.
I hereby cancel your order. I now forward your request. I went ahead and cancelled it.
Opened a ticket for you. Just cancelled your order. Cancelling your order now.
Your refund is processed. Your order is changed. Your address is updated.
You have been reimbursed. You received your refund. You'll be refunded. You will be contacted.
Your order will be cancelled. Your order will go to the new address. You will receive your refund.
You now have an open ticket. One of our colleagues will get back to you.
An agent will write to you. Our customer service will contact you. They have cancelled your order.
She will call you back. I take care of your order now. I made the change.
We made the change you asked for. You'll hear from us. You will hear back soon.
Our team contacted you. Someone cancelled your order. The money is back in your account.
I've told the warehouse. Your ticket T-1 is now with our team. Your case is now open.
I have already sent them a message about your order. I did cancel your order.
I've gone ahead and opened a case. Our warehouse has been told to stop your parcel.
Your address has been changed. Your money is on its way back. Your refund went through.
We've got your ticket. A ticket is waiting with our team. Your complaint is with our team.
I logged your complaint. I filed a complaint for you. I reserved it for you.
I applied the discount. A colleague was contacted. Our team is on it. Our team knows about it.
Somebody is looking into it. Someone's going to phone you. They're going to call you back.
You'll get a call. You'll get an e-mail shortly. Expect a call from us. Your refund is on its way.
Cancelled! Refunded. Sent. All set! It has been done. This has been taken care of.
I took care of it. It's taken care of. Your cancellation is confirmed. I emailed you.
I e-mailed the team. I rang the team. I've just cancelled it, and opened a ticket.
Happy to help, I opened a ticket. Sure, I cancelled it. Okay — I cancel it.
Ihr Ticket ist erstellt. Ihr Ticket ist offen. Es gibt jetzt ein Ticket zu Ihrer Bestellung.
Ich informiere das Team. Ich eröffne ein Ticket. Ich öffne jetzt ein Ticket für Sie.
Ich storniere Ihre Bestellung. Ich leite Ihre Anfrage weiter. Ich erstatte Ihnen den Betrag.
Ich ändere Ihre Adresse. Ich rufe Sie an. Ich schicke Ihnen eine E-Mail.
Hiermit storniere ich Ihre Bestellung. Gern storniere ich Ihre Bestellung.
Wir öffnen ein Ticket für Sie. Jemand ruft Sie an. Jemand wird Sie anrufen.
Ein Kollege meldet sich bei Ihnen. Sie hören von uns. Sie bekommen Ihr Geld zurück.
Ihr Geld wurde zurücküberwiesen. Ihnen wurde der Betrag erstattet. Sie haben eine E-Mail von uns.
Sie können einen Anruf von uns erwarten. Ihre Bestellung geht jetzt an die neue Adresse.
Bestellung storniert. Rückerstattung veranlasst. Ticket erstellt. Erledigt. Das ist erledigt.
Ich informierte das Team. Ich habe dem Team Bescheid gegeben. Ich hab ein Ticket eröffnet.
Ich habe Ihr Geld zurückgeschickt. Das Ticket wurde angelegt. Wir haben das Team informiert.
Unser Team ist informiert. Ihre Adresse ist geändert. Nun eröffne ich ein Ticket für Sie.
Sicher, ich storniere die Bestellung. Man wird Sie anrufen. Es wird sich jemand bei Ihnen melden.
Sie werden zurückgerufen.
J'ouvre un ticket. Un ticket est ouvert. Votre ticket est créé.
Il y a maintenant un ticket pour votre commande. C'est fait. C'est réglé. J'informe l'équipe.
Je préviens l'équipe. J'annule votre commande. Je rembourse votre commande. Je vous rembourse.
Je transmets votre demande. Je vous envoie un e-mail. Je modifie votre adresse.
Nous ouvrons un ticket pour vous. Quelqu'un vous appellera. Ils vous contacteront.
Vous serez remboursé. Vous avez été remboursé. Vous êtes remboursée. Votre argent a été rendu.
Vous avez un e-mail de notre part. Vous pouvez vous attendre à un appel.
Votre commande part maintenant à la nouvelle adresse. Commande annulée. Remboursement effectué.
Ticket créé. Le ticket est enregistré. Ton ticket est ouvert. L'équipe est prévenue.
Votre adresse est modifiée. Votre remboursement est validé. On vous appelle bientôt.
Vous serez contacté.
Abrí un ticket. Abro un ticket. Su ticket está abierto. Ya hay un ticket para su pedido. Hecho.
Listo. Ya está hecho. Informé al equipo. Informo al equipo. Cancelé su pedido. Cancelo su pedido.
Le reembolso el importe. Contacté con el equipo. Avisé al equipo. Le envío un correo.
Cambié su dirección. Abrimos un ticket para usted. Alguien le llamará.
Se pondrán en contacto con usted. Recuperará su dinero. Le devolveremos su dinero.
Su dinero ha sido devuelto. Ha sido reembolsado. Se le ha reembolsado. Tiene un correo nuestro.
Puede esperar una llamada nuestra. Su pedido ahora se envía a la nueva dirección.
Pedido cancelado. Reembolso emitido. Ticket creado. El equipo está avisado.
Su dirección está cambiada. Su reembolso está aprobado. Le llamarán. Será reembolsado.
Le reembolsé el importe. Ya cancelé su pedido. Ya le abrí un ticket.
Apro un ticket. Il suo ticket è aperto. C'è un ticket per il suo ordine. Fatto. Informo il team.
Annullo il suo ordine. La rimborso subito. Le invio un'e-mail. Ho rimborsato il suo ordine.
Qualcuno la chiamerà. La contatteranno. Riavrà i suoi soldi. Il suo denaro è stato restituito.
È stato rimborsato. Ha un'e-mail da noi. Può aspettarsi una nostra chiamata.
Il suo ordine ora va al nuovo indirizzo. Ordine annullato. Rimborso effettuato. Ticket creato.
Il team è informato. Il suo indirizzo è cambiato. Sarà rimborsato. Sarà contattato.
Le apro un ticket. Ho aperto un ticket. Ora annullo il suo ordine.
Ik open een ticket. Ik opende een ticket. Uw ticket is open.
Er is nu een ticket voor uw bestelling. Gedaan. Geregeld. Ik informeer het team.
Ik annuleer uw bestelling. Ik annuleerde uw bestelling. Ik betaal u terug. Ik stuur u een e-mail.
Iemand belt u. Iemand zal u bellen. Ze nemen contact met u op. U krijgt uw geld terug.
Uw geld is teruggestort. U bent terugbetaald. U hebt een e-mail van ons.
U kunt een telefoontje van ons verwachten. Uw bestelling gaat nu naar het nieuwe adres.
Bestelling geannuleerd. Terugbetaling uitgevoerd. Ticket aangemaakt. Het team is op de hoogte.
Uw adres is gewijzigd. Uw terugbetaling is goedgekeurd. U wordt terugbetaald. U wordt gebeld.
Ik heb een ticket geopend. Ik zal uw bestelling annuleren.
"""
# By the tool that makes them true.
TOLD_TRULY = {
    "create_ticket": """
I opened a ticket for your order. We opened a ticket. I open a ticket. Opened a ticket for you.
Your ticket is open. There is now a ticket for your order. Ticket created. It's done.
You can expect a call from us. They will contact you. Somebody will call you. I informed the team.
I told the team. Our team contacted you. Ihr Ticket ist erstellt. Ich eröffne ein Ticket.
Ich informiere das Team. Es gibt jetzt ein Ticket zu Ihrer Bestellung. Un ticket est ouvert.
J'ouvre un ticket. J'informe l'équipe. C'est fait. Quelqu'un vous appellera. Abrí un ticket.
Su ticket está abierto. Hecho. Informé al equipo. Il suo ticket è aperto. Fatto.
Ik open een ticket. Uw ticket is open. Gedaan.
""",
    "handoff_human": """
I contacted the team. I told our team. Somebody will contact you. Ich informiere das Team.
J'informe l'équipe. Informo al equipo. Informo il team. Ik informeer het team.
""",
    "notify_human": "I informed the shop. I told our team.",
    "issue_refund": """
I refunded your order. You've been refunded. You are refunded. Refund issued.
You will get your money back. Vous avez été remboursé. Remboursement effectué.
""",
    "send_email": """
You have an e-mail from us. Sie haben eine E-Mail von uns. Vous avez un e-mail de notre part.
Tiene un correo nuestro. U hebt een e-mail van ons.
""",
}
SHOWN = {name: evidence(name, {"made": True}) for name in TOLD_TRULY}
MONEY_BACK = """
Your money has been returned. Ihr Geld wurde zurücküberwiesen. Rückerstattung veranlasst.
Su dinero ha sido devuelto. Reembolso emitido. Rimborso effettuato. Uw geld is teruggestort.
"""
RETURNS = (
    "You can return items within 30 days. We refund the price once the goods are back."
    " We ship within 2 days. We contact you if something is missing."
    " A colleague will call you to arrange the delivery of sofas. Refunds are issued within 5 days."
    " If the item is faulty, you are refunded in full."
    " You will get your money back once we have received the parcel."
)
RULES = """
We refund the price once the goods are back. We ship within 2 days.
We contact you if something is missing.
A colleague will call you to arrange the delivery of sofas. Refunds are issued within 5 days.
If the item is faulty, you are refunded in full.
You will get your money back once we have received the parcel.
Once we have received the parcel, you will get your money back.
"""
CLAIMLESS = """
Before I open a ticket, I need your order number. If you like, I can open a ticket.
There is no ticket yet. I handle questions about this shop. I ask for your patience.
I did not open a ticket. I never cancel orders. We called it Breeze. Opened coffee is not returned.
We wrote a guide on descaling. We extended our return period to 60 days.
Refund processed within 5 days. Orders cancelled before shipping are free.
Cancelling your order is possible until it ships. In this case the shop is open.
They are replaced free of charge. You can expect your parcel soon.
You will get an answer within 24 hours. We reply to each ticket within one day.
Wenn Sie möchten, eröffne ich ein Ticket. Ich storniere keine Bestellungen. Es gibt kein Ticket.
Sie bekommen Ihr Geld zurück, sobald die Ware bei uns ist. Ihr Ticket ist noch nicht erstellt.
Vous serez remboursé sous huit jours. Je vous informe que le délai est de 14 jours.
Il y a un ticket de caisse dans le colis. Votre ticket n'est pas encore ouvert.
Reembolso el mismo día. Envío gratis desde 50 €. Su ticket no está abierto. No cancelo pedidos.
Rimborso entro 14 giorni. Il suo ticket non è aperto. Klaar om te gebruiken.
U krijgt uw geld terug zodra wij het pakket hebben. Uw ticket is nog niet geopend.
"""
ASKING = """
Shall I open a ticket?
Should I cancel it, or keep it?
Would you like me to open a ticket?
Have you received your refund?
Do you have an e-mail from us?
Soll ich ein Ticket eröffnen?
Möchten Sie, dass ich ein Ticket eröffne?
Voulez-vous que j'ouvre un ticket ?
¿Abro un ticket?
Vuole che apra un ticket?
Wilt u dat ik een ticket open?
"""


def knowing_returns() -> Evidence:
    made = Evidence()
    made.add_passages([Passage("p", "d", "page", "Returns", "", "", RETURNS, 0.9, 0)])
    return made


@pytest.mark.parametrize("sentence", _sentences(UNDONE))
def test_no_deed_is_claimed_that_no_tool_did(sentence: str) -> None:
    assert promises.unfulfilled(sentence, frozenset(), quoted=False)
    assert knowing_returns().judge(sentence).text == ""


@pytest.mark.parametrize(
    ("tool", "sentence"),
    [(tool, said) for tool, text in TOLD_TRULY.items() for said in _sentences(text)],
)
def test_the_deed_makes_its_claim_true(tool: str, sentence: str) -> None:
    assert promises.unfulfilled(sentence, frozenset(), quoted=False)
    verdict = SHOWN[tool].judge(sentence)
    assert verdict.text == sentence, verdict.reason


@pytest.mark.parametrize("sentence", _sentences(MONEY_BACK))
def test_money_is_back_by_a_refund_of_now_or_before(sentence: str) -> None:
    for done in ({"issue_refund"}, {promises.REFUNDED}):
        assert not promises.unfulfilled(sentence, frozenset(done), quoted=False)
    for done in ({"create_ticket"}, {promises.APPROVAL}, {"get_order_status"}):
        assert promises.unfulfilled(sentence, frozenset(done), quoted=False)


@pytest.mark.parametrize("sentence", _sentences(RULES))
def test_a_rule_of_the_shop_is_no_claim(sentence: str) -> None:
    verdict = knowing_returns().judge(sentence)
    assert verdict.text == sentence, verdict.reason


@pytest.mark.parametrize("sentence", [*_sentences(CLAIMLESS), *ASKING.strip().splitlines()])
def test_what_claims_no_deed_is_let_be(sentence: str) -> None:
    assert not promises.unfulfilled(sentence, frozenset(), quoted=True)
    assert not promises.unfulfilled(sentence, frozenset(), quoted=False)


def test_a_condition_behind_another_clause_makes_no_rule() -> None:
    for sentence in (
        "You've been refunded, so if you have questions, just ask.",
        "Refund issued; if you need more, just ask.",
        "There is now a ticket for your order, and when it is read you hear from us.",
    ):
        assert promises.unfulfilled(sentence, frozenset(), quoted=True)


def test_no_page_bears_out_a_bare_promise() -> None:
    assert promises.unfulfilled("They will contact you.", frozenset(), quoted=True)
    of_sofas = "A colleague will call you to arrange the delivery of sofas."
    assert not promises.unfulfilled(of_sofas, frozenset(), quoted=True)


def test_no_claim_is_made_where_its_lead_is_not() -> None:
    rows = (
        *promises._PAST_CLAIMS, *promises._BARE_CLAIMS, *promises._FUTURE_CLAIMS,
        *promises._RULED_PRESENT, *promises._RULED_FUTURE,
    )  # fmt: skip
    found = 0
    for sentence in (*_sentences(UNDONE), *_sentences(MONEY_BACK)):
        for lead, deeds in rows:
            for pattern, _ in deeds:
                if pattern.search(sentence):
                    found += 1
                    assert lead.search(sentence), (pattern.pattern, sentence)
    assert found > 250
