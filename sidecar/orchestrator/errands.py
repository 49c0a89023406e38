"""What a shopper has done for them beside answers: a note, an e-mail, a look at their account."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from sidecar.orchestrator.brain import Ask, Close, Context, Say, Utterance
from sidecar.orchestrator.intent import Route, named_order
from sidecar.orchestrator.orders import Orders
from sidecar.orchestrator.phrases import Phrases
from sidecar.v1.agent_pb2 import Outcome

MAIL_CHARS = 4_000  # of a transcript
NOT_NOW = ("human", "ticket", "decline")

_MAIL = re.compile(
    r"\b(?:e-?mail|mail) (?:me|us) (?:(?:a|the) (?:copy|transcript|answer|conversation|chat)|this"
    r"|that|it)\b(?! (?:is|was|comes))"
    r"|\b(?:e-?mail|mail)\b.{0,12}\b(?:this|that|it|the (?:answer|conversation|chat))\b.{0,12}"
    r"\bto (?:me|us)\b"
    r"|\bsend (?:me |us )?(?:this|that|it|the (?:answer|chat|conversation|transcript))\b.{0,30}"
    r"\b(?:by|via|as an?|to my) e-?mail\b"
    r"|\b(?:schick\w*|send\w*|mail\w*)\b.{0,40}\b(?:per|als|an meine) e-?mail\b"
    r"|\benvo(?:ie|yez|yer)\w*\b.{0,40}\b(?:par|à mon) (?:e-?mail|mail|courriel)\b"
    r"|\b(?:env[ií]a\w*|manda\w*)\b.{0,40}\b(?:por|a mi) (?:correo|e-?mail)\b"
    r"|\b(?:manda\w*|invia\w*)\b.{0,40}\b(?:per|via|alla mia) (?:e-?mail|mail|posta)\b"
    r"|\b(?:stuur|mail)\b.{0,40}\b(?:per|naar mijn) (?:e-?mail|mail)\b|\bmail me (?:dit|dat)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\btranscript\b|\bconversation\b|\b(?:whole|entire) chat\b|\bgespräch\w*|\bverlauf\b"
    r"|\bconversaci\w+|\bconversazione\b|\bgesprek\b",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"\b(?:add|put|leave|make|write)\b.{0,15}\bnote\b|\bnote (?:down )?(?:on|to|for|in|with)"
    r" (?:my|the|this|that|our)\b|\bplease note (?:that|on)\b"
    r"|\bbestell\w*\b.{0,40}\b(?:notiz|vermerk\w*|notier\w*)\b|\b(?:notiz|vermerk\w*|notier\w*)\b"
    r".{0,40}\bbestell|\b(?:note[zr]?|ajout\w+ une note)\b.{0,30}\bcommande\b"
    r"|\b(?:anot[ae]\w*|nota)\b.{0,30}\bpedido\b|\b(?:annota\w*|nota)\b.{0,30}\bordine\b"
    r"|\b(?:noteer|notitie|opmerking)\b.{0,40}\bbestelling\b",
    re.IGNORECASE,
)
_ACCOUNT = re.compile(
    r"\bhow many orders\b.{0,20}\b(?:i|we|my)\b|\bwie viele bestellungen\b.{0,20}\bich\b"
    r"|\bcombien de commandes\b.{0,20}\bj|\bcu[áa]ntos pedidos (?:he|tengo)\b"
    r"|\bquanti ordini (?:ho|abbiamo)\b|\bhoeveel bestellingen\b.{0,20}\bik\b",
    re.IGNORECASE,
)
_SUBSCRIPTION = re.compile(
    r"\bmy (?:\w+ )?subscriptions?\b|\bmein\w* (?:\w+ )?abo(?:nnements?|s)?\b"
    r"|\bm(?:on|es) abonnements?\b|\bmis? suscripci(?:ón|ones)\b|\bmi[eo]? abbonament[oi]\b"
    r"|\bmijn abonnement\w*",
    re.IGNORECASE,
)
_CHANGE = re.compile(
    r"\b(?:cancel|stop|pause|change|end|kündig\w*|résili\w*|cancelar|disdire|opzeg\w*)\b", re.I
)


class Errands:
    """Notes, mails and the profile, where the shop offers them."""

    def __init__(self, phrases: Phrases, orders: Orders) -> None:
        self._phrases = phrases
        self._orders = orders

    def of(self, context: Context, route: Route) -> Iterator[Utterance] | None:
        """The errand that the message asks for; None when it asks for none that can be run."""
        text = context.text
        if route.intent == "out_of_scope" and route.topic != "order_change":
            return None
        if context.may_use("send_email") and _MAIL.search(text) and _answered(context):
            return self._mail(context)
        if route.intent in NOT_NOW:
            return None
        if context.may_use("add_note") and _NOTE.search(text) and not _CHANGE.search(text):
            return self._note(context)
        if not context.may_use("get_customer_profile") or route.intent == "out_of_scope":
            return None
        if _ACCOUNT.search(text) or (_SUBSCRIPTION.search(text) and not _CHANGE.search(text)):
            return self._account(context)
        return None

    def _mail(self, context: Context) -> Iterator[Utterance]:
        sent = context.result("send_email")
        if sent is None:
            is_whole = bool(_WHOLE.search(context.text))
            body = _transcript(context) if is_whole else context.history[-1].answer
            mail = {
                "template": "transcript" if is_whole else "answer",
                "subject": self._phrases.text(context, "mail.subject"),
                "body": body,
            }
            yield Ask("send_email", json.dumps(mail))
        elif (sent.value or {}).get("queued") is True:
            to = (sent.value or {}).get("to_masked", "")
            yield from self._phrases.answer(context, "mail.queued", Outcome.OUTCOME_ANSWERED, to=to)
        else:
            yield from self._phrases.offer(context, "mail.unavailable", Outcome.OUTCOME_UNANSWERED)

    def _note(self, context: Context) -> Iterator[Utterance]:
        added = context.result("add_note")
        if added is None:
            note: dict[str, object] = {"text": context.text}
            if (number := named_order(context.text)) is not None:
                note["order_id"] = number
            yield Ask("add_note", json.dumps(note))
        elif added.value is not None:
            yield from self._phrases.answer(context, "note.added", Outcome.OUTCOME_ANSWERED)
        else:
            yield from self._phrases.offer(context, "note.unavailable", Outcome.OUTCOME_UNANSWERED)

    def _account(self, context: Context) -> Iterator[Utterance]:
        known = context.result("get_customer_profile")
        if known is None:
            yield Ask("get_customer_profile", "{}")
            return
        if known.value is None:
            yield from self._phrases.offer(context, "order.unavailable", Outcome.OUTCOME_UNANSWERED)
            return
        if _ACCOUNT.search(context.text):
            count = known.value.get("order_count", 0)
            yield Say(self._phrases.text(context, "profile.orders", count=count) + " ")
        if _SUBSCRIPTION.search(context.text):
            subscriptions = known.value.get("subscriptions") or ()
            for subscription in subscriptions:
                for text in self._orders.subscription(context, subscription):
                    yield Say(text + " ")
            if not subscriptions:
                yield Say(self._phrases.text(context, "profile.no_subscription"))
        yield Close(Outcome.OUTCOME_ANSWERED, 1.0)


def _transcript(context: Context) -> str:
    """The latest turns of the thread, as many as fit into a mail."""
    turns: list[str] = []
    for known in reversed(context.history):
        turn = f"{known.question}\n\n{known.answer}"
        if turns and sum(map(len, turns)) + len(turn) > MAIL_CHARS:
            break
        turns.insert(0, turn)
    return "\n\n".join(turns)


def _answered(context: Context) -> bool:
    """Whether there is something to mail."""
    return bool(context.history and context.history[-1].answer)
