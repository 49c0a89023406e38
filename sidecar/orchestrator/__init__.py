"""The deterministic part of an answer: what the shop trusts, whatever the Brain says."""
