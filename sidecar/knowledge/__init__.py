"""Finds the passages that answer a question, and says how likely they do."""
