"""Fourteen things that shoppers ask, each in four ways; neighbours are about nearly the same."""

from __future__ import annotations

PARAPHRASES = (
    (
        "Do you ship to Iceland?",
        "Can you send a parcel to Iceland?",
        "Is delivery to Iceland possible?",
        "I live in Iceland, do you deliver there?",
    ),
    (
        "Can I pay with PayPal?",
        "Do you accept PayPal?",
        "Is PayPal a way to pay here?",
        "paypal payment possible?",
    ),
    (
        "Can I pay by invoice?",
        "Do you offer payment on invoice?",
        "Is it possible to buy on invoice and pay later?",
        "Paying by invoice, does that work?",
    ),
    (
        "Is there a student discount?",
        "Do students get a discount?",
        "Any discount for students?",
        "I am a student, do I pay less?",
    ),
    (
        "Are your boots vegan?",
        "Do you have vegan boots?",
        "Which boots are made without leather, vegan ones?",
        "vegan walking boots",
    ),
    (
        "Can you engrave a name on a mug?",
        "Do you engrave mugs?",
        "I would like my name engraved on the mug, can you do that?",
        "Mug engraving possible?",
    ),
    (
        "Do you rent tents?",
        "Can I hire a tent for a weekend?",
        "Is tent rental possible?",
        "I want to rent a tent instead of buying one",
    ),
    (
        "Do you buy back used tents?",
        "Can I sell my old tent to you?",
        "Do you take used tents in part exchange?",
        "I have an old tent, would you buy it?",
    ),
    (
        "Do you have parking at the shop?",
        "Where can I park near your shop?",
        "Is there a car park beside the shop?",
        "parking at your store?",
    ),
    (
        "Are dogs allowed in the shop?",
        "Can I bring my dog to the store?",
        "Is your shop dog friendly?",
        "May dogs come into the shop?",
    ),
    (
        "Do you wrap gifts?",
        "Is gift wrapping available?",
        "Can you wrap my order as a present?",
        "gift wrap option?",
    ),
    (
        "Is your coffee organic?",
        "Do you sell organic coffee?",
        "Are the coffee beans certified organic?",
        "organic coffee beans?",
    ),
    (
        "Do you have decaf coffee?",
        "Is there a decaffeinated coffee?",
        "Which coffees are decaf?",
        "coffee without caffeine?",
    ),
    (
        "Are you hiring?",
        "Do you have any job openings?",
        "Can I apply for a job at your shop?",
        "Looking for staff at the moment? I want to work for you",
    ),
)
