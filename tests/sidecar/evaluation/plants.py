"""Pages that contradict the sample shop, and pages that only look as if they did."""

from __future__ import annotations

# What is told of the page, its title and what it says.
PLANTS = (
    (
        "return window: 30 days or 14 days",
        "Ordering online",
        "<p>Not happy? You have 14 days from delivery to return your order.</p>",
    ),
    (
        "return window: 30 days or 14 days",
        "Questions",
        "<h3>Can I send something back?</h3>"
        "<p>Yes, unused items can be sent back within two weeks of receiving them.</p>",
    ),
    (
        "return window: 30 days or 60 days",
        "Why shop with us",
        "<ul><li>60-day returns</li><li>Friendly people</li></ul>",
    ),
    (
        "time to refund: 5 working days or 14 days",
        "Refund questions",
        "<p>Your refund is credited within 14 days after the return has reached us.</p>",
    ),
    (
        "delivery time: 7 working days and 10 working days or 2 working days and 4 working days",
        "Delivery to your door",
        "<p>Delivery within Ireland takes 7–10 working days.</p>",
    ),
    (
        "delivery time: 4 working days and 7 working days or 10 working days and 14 working days",
        "Europe",
        "<p>Delivery to the rest of the European Union takes 10–14 working days.</p>",
    ),
    (
        "cost of delivery: €4.90 or €6.50",
        "Ordering from us",
        "<p>Shipping within Ireland costs €6.50 per order.</p>",
    ),
    (
        "cost of delivery: €14.90 or €19.90",
        "Prices by country",
        "<table><tr><th>Where</th><th>Delivery cost</th></tr>"
        "<tr><td>Great Britain</td><td>€19.90</td></tr></table>",
    ),
    (
        "free delivery from: €60 or €50",
        "Welcome",
        "<p>Free shipping within Ireland on orders over €50!</p>",
    ),
    (
        "free delivery from: €60 or €75",
        "Spend a little more",
        "<p>Orders of 75 euros or more are delivered free within Ireland.</p>",
    ),
    (
        "warranty: 3 years or 2 years",
        "Our promise",
        "<p>All our products come with a 3 year warranty.</p>",
    ),
    (
        "warranty: 1 year or 2 years",
        "Quality",
        "<p>Everything we sell is guaranteed for 12 months against faults in material and"
        " workmanship.</p>",
    ),
    (
        "warranty: 5 years or 10 years",
        "Tents that last",
        "<p>Tarn tents and Thistle packs carry a 10 year warranty on seams and zips.</p>",
    ),
    (
        "opening hours: 10:00 and 17:30 or 9:00 and 18:00",
        "Visit us",
        "<p>Our shop on Bridge Street is open Tuesday to Saturday from 9:00 to 18:00.</p>",
    ),
    (
        "hours for calls and messages: 9:00 and 17:00 or 8:00 and 20:00",
        "Help",
        "<p>Our customer service answers messages from 8:00 to 20:00 on working days.</p>",
    ),
    (
        "time to reply: 1 working day or 5 working days",
        "Write to us",
        "<p>We reply to every message within 5 working days.</p>",
    ),
    (
        "validity of gift cards: 5 years or 2 years",
        "Presents",
        "<p>A gift card is valid for 2 years from the day you buy it.</p>",
    ),
    (
        "cost of a return: €4.50 or €6.95",
        "Sending things back",
        "<p>The return label costs €6.95.</p>",
    ),
    (
        "order cut-off: 13:00 or 15:00",
        "Quick from us to you",
        "<p>Order before 15:00 and your parcel leaves the same day.</p>",
    ),
    (
        "validity of points: 18 months or 1 year",
        "Loyalty",
        "<p>Your points expire after 12 months.</p>",
    ),
    (
        "time to report damage: 2 days or 7 days",
        "Damaged in the post",
        "<p>Please report a damaged parcel within 7 days of delivery.</p>",
    ),
    (
        "time to collect: 14 days or 7 days",
        "Pick up",
        "<p>We hold your order for collection for 7 days.</p>",
    ),
)

HARMLESS = (
    ("Returns in short", "<p>Send it back within a month of delivery.</p>"),
    ("Refunds in short", "<p>Your money is back within a week.</p>"),
    ("Delivery in short", "<p>In Ireland a parcel takes about 3 working days.</p>"),
    ("Sale", "<p>Sale items can be returned within 14 days.</p>"),
    ("Your rights", "<p>By law you may withdraw from the contract within 14 days.</p>"),
    ("Express", "<p>Express delivery within Ireland costs €12 and takes 1 working day.</p>"),
    ("Norway", "<p>Delivery to Norway takes 12 working days and costs €24.</p>"),
    ("Wholesale", "<p>Wholesale orders over €500 are delivered free.</p>"),
    ("Christmas", "<p>Gifts bought in December can be returned within 60 days.</p>"),
    ("Sunday market", "<p>On Sundays our market stall is open from 8:00 to 12:00.</p>"),
    ("A walk", "<p>After 14 days on the path we sent our boots home, which cost €30.</p>"),
    ("Workshop", "<p>Repairs of your tent under warranty take 3 weeks.</p>"),
    ("Extra cover", "<p>For €49 you extend the warranty to 4 years.</p>"),
)

# A shop whose figures differ by country, product, customer and season, and never contradict.
CONSISTENT_SHOP = (
    (
        "page",
        "Shipping",
        "<table><tr><th>Where</th><th>Time</th><th>Cost</th></tr>"
        "<tr><td>Germany</td><td>1–2 working days</td><td>€4.95</td></tr>"
        "<tr><td>Austria</td><td>3–4 working days</td><td>€8.95</td></tr>"
        "<tr><td>Switzerland</td><td>5–7 working days</td><td>€14.95</td></tr></table>"
        "<p>Orders over €75 are delivered free within Germany. Express delivery costs €9.90 and"
        " arrives the next working day.</p><p>Bulky goods cost €29 and take 10 working days.</p>"
        "<p>We dispatch within one working day. Personalised items leave us within 5 working"
        " days.</p>",
    ),
    (
        "page",
        "Returns",
        "<p>You may return unused items within 30 days of delivery. Sale items can be returned"
        " within 14 days. Mattresses come with a 100 night trial.</p><p>Returns within Germany are"
        " free; from Austria the return label costs €5.</p><p>We refund within 10 days. Refunds by"
        " bank transfer take up to 14 days.</p><p>Faulty items can be returned within 2 years.</p>",
    ),
    (
        "page",
        "Warranty",
        "<p>We give a two-year guarantee. Frames are guaranteed for 10 years, batteries for 6"
        " months.</p><p>Claims are answered within 5 working days. Repairs take 3 weeks.</p>",
    ),
    (
        "faq",
        "Questions",
        "<h3>How long do I have to return things?</h3><p>30 days from the day your parcel"
        " arrives.</p><h3>Can I return sale items?</h3><p>Yes, within two weeks.</p>"
        "<h3>How fast is delivery?</h3><p>In Germany, one to two working days; in Austria three to"
        " four.</p><h3>Is there an extended warranty?</h3><p>Yes, for €49 you extend the warranty"
        " to 5 years.</p><h3>Do gift cards expire?</h3><p>Gift cards are valid for 3 years.</p>"
        "<h3>When is my gift card sent?</h3><p>Within 10 minutes by e-mail.</p>",
    ),
    (
        "page",
        "Opening hours",
        "<p>Berlin: Monday to Friday from 10:00 to 19:00, Saturday from 10:00 to 16:00.</p>"
        "<p>Hamburg: Monday to Friday from 9:00 to 18:00.</p><p>Our hotline is open from 8:00 to"
        " 20:00.</p><p>On 24 December we are open until 13:00.</p>",
    ),
    (
        "product",
        "City bike",
        "<p>Ships within 2 weeks, delivered ready to ride. The frame carries a 10 year guarantee."
        " The battery charges in 4 hours.</p>",
    ),
    (
        "product",
        "Cargo bike",
        "<p>Delivered within 4 weeks by freight. 5 year warranty on the motor.</p>",
    ),
    (
        "post",
        "How we test",
        "<p>We ride each bike for 30 days before it goes on sale. Most customers keep theirs for 10"
        " years. After 2 years, have the brakes checked, which costs €35.</p>",
    ),
    (
        "post",
        "Our story",
        "<p>In 2010 we delivered our first order within 3 weeks. Today we send 500 parcels a day,"
        " and every order over €20 plants a tree.</p>",
    ),
    (
        "page",
        "Business customers",
        "<p>Business customers can pay by invoice within 30 days. Orders over €500 are delivered"
        " free to business customers.</p>",
    ),
    (
        "page",
        "Terms",
        "<p>Consumers have a statutory right to withdraw from the contract within 14 days."
        " Invoices are payable within 14 days.</p>",
    ),
    (
        "page",
        "Pick up",
        "<p>Your order is ready in the shop within 2 hours. We keep it for 7 days.</p>",
    ),
)
