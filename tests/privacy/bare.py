"""The same sidecar with the scrubber off: what a scan must be able to find."""

from __future__ import annotations

from sidecar.redaction import Scrubber, Vault
from tests.privacy import faulty


def _as_it_is(_: object, text: str) -> str:
    return text


if __name__ == "__main__":
    Vault.mask = _as_it_is  # type: ignore[method-assign]
    Scrubber.scrub = _as_it_is  # type: ignore[method-assign]
    faulty.run()
