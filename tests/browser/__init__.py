"""The widget in a real browser: against a shop of canned answers, and on the real site."""
