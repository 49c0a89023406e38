"""The `deskhand` command."""

from __future__ import annotations

import os

# Before anything loads numpy: more threads than needed turn a P95 of 3 ms into 12 (measured).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from sidecar.cli import app


def main() -> None:
    """Runs the command line."""
    app()


if __name__ == "__main__":
    main()
