"""Measurements, run by `scripts/bench`; each group is a module with a `figures` function."""
