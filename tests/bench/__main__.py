"""`scripts/bench GROUP [--json]`: measures, prints figures beside targets, exits 1 on a miss.

Each figure is told on stderr as soon as it is there: who ends a long run early has those before.
"""

from __future__ import annotations

import os

# Before anything loads numpy: more threads than cores turn a P95 of 3 ms into 12 (measured).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import json
import sys
from collections.abc import Sequence
from importlib import import_module

from rich.console import Console
from rich.table import Table

from tests.bench import Figure

GROUPS = {
    "chat": ("tests.bench.chat",),
    "retrieval": ("tests.bench.retrieval",),
    "index": ("tests.bench.index", "tests.bench.freshness"),
    "tools": ("tests.bench.tools",),
    "routing": ("tests.bench.routing",),
    "faults": tuple(f"tests.bench.{what}_faults" for what in ("turn", "people", "action", "index")),
    "action-faults": ("tests.bench.action_faults",),
    "index-faults": ("tests.bench.index_faults",),
    "hostile": ("tests.bench.hostile",),
    "load": ("tests.bench.load",),
    "proof": ("tests.bench.proof",),
    "hands": ("tests.bench.ownership", "tests.bench.hands_deliveries", "tests.bench.refund_faults"),
}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("group", choices=GROUPS)
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--data", help="folder of the labelled sets, default ../shared/data")
    arguments = parser.parse_args()
    if arguments.data:
        os.environ["DESKHAND_BENCH_DATA"] = arguments.data
    modules = [import_module(name) for name in GROUPS[arguments.group]]
    figures: list[Figure] = []
    for figure in (figure for module in modules for figure in module.figures()):
        print(f"{figure.name}: {figure.value:,.3f} {figure.unit}".rstrip(), file=sys.stderr)
        figures.append(figure)
    _print_json(figures) if arguments.json else _print_table(figures)
    raise SystemExit(0 if all(figure.ok for figure in figures) else 1)


def _print_json(figures: Sequence[Figure]) -> None:
    names = ("name", "value", "unit", "target", "ok")
    rows = [{name: getattr(figure, name) for name in names} for figure in figures]
    print(json.dumps(rows, indent=2, ensure_ascii=False))


def _print_table(figures: Sequence[Figure]) -> None:
    table = Table("name", "value", "unit", "target", "ok")
    for figure in figures:
        row = (figure.name, f"{figure.value:,.3f}", figure.unit, figure.target, _verdict(figure))
        table.add_row(*row)
    Console(highlight=False, width=120).print(table)


def _verdict(figure: Figure) -> str:
    """Whether it is what it is to be; empty where nothing was asked."""
    return ("yes" if figure.ok else "NO") if figure.target else ""


if __name__ == "__main__":
    main()
