"""Spans of time are counted from what their source counts them from."""

from __future__ import annotations

import pytest

from tests.sidecar.guardrails import beside, judged

SAME = {
    "You can return unused items within 30 days of delivery.": (
        "You can return unused items within 30 days of receipt.",
        "You can return unused items within 30 days of getting them.",
        "When you order, you have 30 days to return unused items.",
        "You can return unused items within 30 days after delivery.",
        "You can return unused items within 30 days.",
        "You have 30 days after delivery to return unused items.",
        "You can return unused items up to 30 days after delivery.",
        "You can return unused items within 30 days after your order arrives.",
        "Sie können unbenutzte Artikel innerhalb von 30 Tagen nach Erhalt zurückgeben.",
        "Sie haben ab Lieferung 30 Tage Zeit.",
        "Vous pouvez retourner les articles neufs dans les 30 jours après la livraison.",
        "Puede devolver los artículos sin usar dentro de los 30 días desde la entrega.",
        "You have 30 days from when you get it to return unused items.",
        "Once your order arrives, you have 30 days to return unused items.",
    ),
    "We refund the price within 5 working days after the parcel arrives.": (
        "We refund the price within 5 working days after the parcel arrives.",
        "We refund the price.",
        "Nous remboursons le prix dans les 5 jours ouvrés après l'arrivée du colis.",
        "Reembolsamos el precio en un plazo de 5 días laborables después de que llegue el paquete.",
        "We refund the price within 5 working days once the parcel has arrived.",
    ),
    "Sie können unbenutzte Ware innerhalb von 30 Tagen nach Erhalt zurückgeben.": (
        "Sie können unbenutzte Ware innerhalb von 30 Tagen nach Lieferung zurückgeben.",
        "Sie haben nach Erhalt 30 Tage Zeit, unbenutzte Ware zurückzugeben.",
        "Sie können unbenutzte Ware bis zu 30 Tage nach Erhalt zurückgeben.",
        "Sie haben 30 Tage Zeit, nachdem Sie die unbenutzte Ware erhalten haben.",
        "Sie können unbenutzte Ware innerhalb von 30 Tagen zurückgeben.",
        "You can return unused goods within 30 days of delivery.",
        "Sie haben 30 Tage ab Zustellung, um unbenutzte Ware zurückzugeben.",
    ),
    "Vous pouvez retourner les articles neufs dans les 30 jours suivant la livraison.": (
        "Vous pouvez retourner les articles neufs dans les 30 jours suivant la réception.",
        "Vous avez 30 jours après la livraison pour retourner les articles neufs.",
        "Vous avez 30 jours à compter de la réception pour retourner les articles neufs.",
        "Vous pouvez retourner les articles neufs dans les 30 jours.",
        "Vous avez 30 jours pour retourner les articles neufs de votre commande.",
        "You can return unused items within 30 days of delivery.",
    ),
    "Puede devolver los artículos sin usar en un plazo de 30 días desde la entrega.": (
        "Puede devolver los artículos sin usar en un plazo de 30 días desde la recepción.",
        "Tiene 30 días desde la entrega para devolver los artículos sin usar.",
        "Puede devolver los artículos sin usar en un plazo de 30 días.",
        "Tiene 30 días después de la entrega para devolver los artículos sin usar.",
        "Puede devolver los artículos sin usar hasta 30 días después de recibirlos.",
    ),
    "Unused items can be returned within 30 days of delivery. Repairs are free within 30 days of"
    " purchase.": (
        "Repairs are free within 30 days of purchase.",
        "Unused items can be returned within 30 days of delivery.",
    ),
    "You can cancel within 2 hours of placing your order.": (
        "You can cancel within 2 hours of ordering.",
        "You can cancel within 2 hours after your purchase.",
        "You can cancel within 2 hours after you placed the order.",
        "After ordering you have 2 hours to cancel.",
        "You can cancel for 2 hours after ordering.",
    ),
    "Parcels arrive within 3 days of dispatch.": (
        "Parcels arrive within 3 days after shipping.",
        "Your parcel arrives within 3 days after it has been shipped.",
        "Once your order has been dispatched, it arrives within 3 days.",
        "Your parcel arrives within 3 days after your order was sent.",
    ),
    "Courses can be cancelled up to 48 hours before they start.": (
        "You can cancel a course up to 48 hours before it starts.",
    ),
    "We return your money within 5 working days after the parcel arrives.": (
        "Once the parcel arrives, you get your money back within 5 working days.",
        "You get your money back within 5 working days.",
    ),
}
OTHER = {
    "You can return unused items within 30 days of delivery.": (
        "You can return unused items within 30 days of purchase.",
        "You can return unused items within 30 days of ordering.",
        "You can return unused items within 30 days of placing your order.",
        "You can return unused items 30 days after delivery.",
        "You can return unused items within 30 days before delivery.",
        "You have 30 days from the day of purchase to return unused items.",
        "Sie können unbenutzte Artikel innerhalb von 30 Tagen nach dem Kauf zurückgeben.",
        "Vous pouvez retourner les articles neufs dans les 30 jours après l'achat.",
        "Puede devolver los artículos sin usar dentro de los 30 días desde la compra.",
        "You can return unused items within 30 days of dispatch.",
        "You can return unused items only after 30 days.",
        "You can return it 30 days after delivery.",
        "You can return unused items within 30 days of shipping.",
        "After your purchase you have 30 days to return unused items.",
    ),
    "We refund the price within 5 working days after the parcel arrives.": (
        "We refund the price within 5 working days before the parcel arrives.",
        "We refund twice the price.",
        "We refund double the price.",
        "We refund twice the price within 5 working days after the parcel arrives.",
        "Wir erstatten den Preis innerhalb von 5 Werktagen, bevor das Paket ankommt.",
        "Nous remboursons le prix dans les 5 jours ouvrés avant l'arrivée du colis.",
        "Reembolsamos el precio en un plazo de 5 días laborables antes de que llegue el paquete.",
        "Wir erstatten den doppelten Preis.",
        "Nous remboursons le double du prix.",
        "Reembolsamos el doble del precio.",
    ),
    "Sie können unbenutzte Ware innerhalb von 30 Tagen nach Erhalt zurückgeben.": (
        "Sie können unbenutzte Ware innerhalb von 30 Tagen nach dem Kauf zurückgeben.",
        "Sie können unbenutzte Ware innerhalb von 30 Tagen ab Kaufdatum zurückgeben.",
        "Sie können unbenutzte Ware innerhalb von 30 Tagen nach der Bestellung zurückgeben.",
        "Sie können unbenutzte Ware 30 Tage nach Erhalt zurückgeben.",
        "Sie haben ab dem Kauf 30 Tage Zeit, unbenutzte Ware zurückzugeben.",
        "Sie können unbenutzte Ware innerhalb von 30 Tagen nach Versand zurückgeben.",
        "Sie können unbenutzte Ware innerhalb von 30 Tagen vor Erhalt zurückgeben.",
        "You can return unused goods within 30 days of purchase.",
    ),
    "Vous pouvez retourner les articles neufs dans les 30 jours suivant la livraison.": (
        "Vous pouvez retourner les articles neufs dans les 30 jours suivant l'achat.",
        "Vous pouvez retourner les articles neufs dans les 30 jours suivant la commande.",
        "Vous pouvez retourner les articles neufs 30 jours après la livraison.",
        "Vous avez 30 jours à compter de la date d'achat pour retourner les articles neufs.",
        "Vous pouvez retourner les articles neufs dans les 30 jours suivant l'expédition.",
        "Vous pouvez retourner les articles neufs dans les 30 jours avant la livraison.",
    ),
    "Puede devolver los artículos sin usar en un plazo de 30 días desde la entrega.": (
        "Puede devolver los artículos sin usar en un plazo de 30 días desde la compra.",
        "Puede devolver los artículos sin usar en un plazo de 30 días desde el pedido.",
        "Puede devolver los artículos sin usar 30 días después de la entrega.",
        "Tiene 30 días a partir de la fecha de compra para devolver los artículos sin usar.",
        "Puede devolver los artículos sin usar en un plazo de 30 días antes de la entrega.",
        "Puede devolver los artículos sin usar en un plazo de 30 días desde el envío.",
    ),
    "Unused items can be returned within 30 days of delivery. Repairs are free within 30 days of"
    " purchase.": ("Unused items can be returned within 30 days of purchase.",),
    "You can cancel within 2 hours of placing your order.": (
        "You can cancel within 2 hours of delivery.",
        "You can cancel 2 hours after placing your order.",
        "You can cancel within 2 hours of receiving your order.",
    ),
    "Parcels arrive within 3 days of dispatch.": (
        "Parcels arrive within 3 days of your order.",
        "Parcels arrive within 3 days after ordering.",
        "Your parcel arrives within 3 days of purchase.",
    ),
    "Courses can be cancelled up to 48 hours before they start.": (
        "Courses can be cancelled up to 48 hours after they start.",
    ),
    "We return your money within 5 working days after the parcel arrives.": (
        "We return twice your money.",
        "You get your money back 5 working days before the parcel arrives.",
    ),
}


@pytest.mark.parametrize(("source", "sentence"), beside(SAME))
def test_a_span_may_be_counted_from_the_same_by_any_name_or_from_nothing(
    source: str, sentence: str
) -> None:
    verdict = judged(source, sentence)
    assert verdict.text == sentence, verdict.reason


@pytest.mark.parametrize(("source", "sentence"), beside(OTHER))
def test_a_span_may_not_be_counted_from_another_thing_or_to_another_side(
    source: str, sentence: str
) -> None:
    assert not judged(source, sentence).text
