"""The `deskhand` command."""

from __future__ import annotations

from sidecar.cli import app


def main() -> None:
    """Runs the command line."""
    app()


if __name__ == "__main__":
    main()
