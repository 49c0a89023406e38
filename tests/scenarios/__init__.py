"""Conversations with the sample shop, written down and held on the extractive brain."""
