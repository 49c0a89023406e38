"""Checks of the checks: what a suite must not let pass."""
