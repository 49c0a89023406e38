"""A sidecar in which a turn breaks on the shopper's own words, as a parser breaks on a text."""

from __future__ import annotations

from typing import Any

from sidecar.__main__ import main
from sidecar.orchestrator import driver

CRASH = "⚡"

_in_conversation = driver.in_conversation


def _broken(text: str, *rest: Any) -> str:
    if CRASH in text:
        raise ValueError(f"cannot read {text!r}")
    return _in_conversation(text, *rest)


def run() -> None:
    driver.in_conversation = _broken
    main()


if __name__ == "__main__":
    run()
