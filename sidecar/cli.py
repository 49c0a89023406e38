"""The command line: serve, pair, and see how things are.

What a command needs is imported inside it, so that none waits for the parts of another.
"""

from __future__ import annotations

import asyncio
import gc
import json
import sys
from collections.abc import Iterator
from contextlib import aclosing, contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sidecar.errors import BadSetting, DeskhandError

if TYPE_CHECKING:
    from sidecar.config import Config
    from sidecar.service.asking import Step

OK, DOWN, DEGRADED = 0, 1, 2
BAD_SETTING_EXIT = 2
FILE_WIDTH = 10_000  # columns of what goes to no terminal: a line a step
VALUE_CHARS = 200  # of one value of a step
HEALTH_EXITS = {"serving": OK, "down": DOWN, "stopping": DEGRADED}

app = typer.Typer(
    name="deskhand",
    help="Deskhand's sidecar: answers the shoppers of one WordPress shop.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
audit = typer.Typer(
    help="Check or export the log of tool calls; works beside the running sidecar.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(audit, name="audit")


class Format(StrEnum):
    """How the log of tool calls is written."""

    JSONL = "jsonl"
    CSV = "csv"


@app.command()
def serve() -> None:
    """Serve until SIGTERM, then let running turns end."""
    # A tenth of a start would go into looking for garbage among modules that all stay (measured).
    gc.disable()
    with _sentences():
        config = _config()
        from sidecar.service.server import serve

        asyncio.run(serve(config, _settle))


@app.command()
def pair(
    new_site: Annotated[
        bool, typer.Option("--new-site", help="Let the code move the sidecar to another site.")
    ] = False,
) -> None:
    """Print a fresh one-time code that pairs a site; it ends the code before."""
    with _sentences():
        from sidecar.admission.pairing import write_code

        print(write_code(_config().data_dir, new_site=new_site))


@app.command()
def health() -> None:
    """Exit 0 when the sidecar serves, 1 when it cannot be reached, 2 when it is stopping."""
    with _sentences():
        from sidecar.service.inspection import health

        raise typer.Exit(HEALTH_EXITS[health(_config())])


@app.command()
def status() -> None:
    """Say how the sidecar is: exit 0 when all is well, 1 when it is down, 2 when a part is not."""
    with _sentences():
        from rich.console import Console

        from sidecar.service.inspection import health, inspect

        config = _config()
        word = health(config)
        checks = inspect(config)
        console = Console(highlight=False)
        console.print(word, style="bold")
        for check in checks:
            mark = "[green]ok[/]" if check.ok else "[red]!![/]"
            console.print(f"{mark} {check.name}: ", end="")
            console.print(check.text, markup=False)
        well = all(check.ok for check in checks)
        raise typer.Exit(HEALTH_EXITS[word] or (OK if well else DEGRADED))


@app.command()
def search(
    question: Annotated[str, typer.Argument(help="What a shopper might ask.")],
    top_k: Annotated[int, typer.Option(min=1, max=5, help="Most passages to show.")] = 3,
    product_id: Annotated[int, typer.Option(min=0, help="Product whose page is open.")] = 0,
    explain: Annotated[
        bool, typer.Option(help="Say why each passage ranks where it does.")
    ] = False,
) -> None:
    """Show what a question finds in the index; works beside the running sidecar."""
    with _sentences():
        from rich.console import Console
        from rich.table import Table

        from sidecar.embedder import Embedder
        from sidecar.knowledge.query import Beside
        from sidecar.service.knowledge import INDEX_FOLDER

        config = _config()
        beside = Beside.open(config.data_dir / INDEX_FOLDER, Embedder.open(config.model_dir))
        found = beside.find(question, top_k=top_k, product_id=product_id, explain=True)
        console = Console(highlight=False, markup=False)
        table = Table("", "score", "title", "section", "address")
        for place, passage in enumerate(found.passages, 1):
            score = f"{passage.score:.3f}"
            table.add_row(str(place), score, passage.title, passage.section, passage.url)
        console.print(table)
        console.print(f"confidence {found.confidence:.2f}, generation {found.generation}")
        for place, passage in enumerate(found.passages if explain else (), 1):
            if passage.explanation is not None:
                console.print(f"{place}. {passage.explanation.text}")
                for signal in passage.explanation.signals:
                    console.print(
                        f"   {signal.name:20} {signal.value:6.3f}  adds {signal.contribution:.3f}"
                    )


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="What a shopper might ask.")],
    locale: Annotated[str, typer.Option(help="Language of the page, such as de-DE.")] = "",
    product_id: Annotated[int, typer.Option(min=0, help="Product whose page is open.")] = 0,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print each step as a line of JSON.")
    ] = False,
    no_model: Annotated[
        bool, typer.Option("--no-model", help="Answer as when no language model can.")
    ] = False,
) -> None:
    """Show a turn as it runs, step by step; works beside the running sidecar.

    No conversation, ticket or mail comes of it. Models are really asked: the owner's limits hold,
    and what it costs counts. Exit 1 when the turn fails.
    """
    with _sentences():
        from sidecar.service.asking import ask
        from sidecar.telemetry import configure_logs

        configure_logs("error")

        async def follow() -> int:
            screen: _Screen | None = None
            steps = ask(
                _config(),
                question,
                locale=locale,
                product_id=product_id,
                uses_models=not no_model,
                say=lambda text: print(text, file=sys.stderr),
            )
            code = DOWN
            async with aclosing(steps):
                async for step in steps:
                    if as_json:
                        print(step.to_json(), flush=True)
                    else:
                        screen = screen or _Screen()
                        screen.show(step)
                    code = OK if step.kind == "answer" else DOWN
            return code

        raise typer.Exit(asyncio.run(follow()))


@audit.command("verify")
def verify_audit() -> None:
    """Check the whole log: exit 0 when it is whole, 1 and the first broken entry when not."""
    with _sentences():
        from sidecar.service.auditing import verify

        verdict = asyncio.run(verify(_config()))
        if verdict.first_broken_seq:
            print(f"broken at entry {verdict.first_broken_seq}, of {verdict.entry_count} there")
            raise typer.Exit(1)
        print(f"whole, {verdict.entry_count} entries, head {verdict.head_hash}")


@audit.command("export")
def export_audit(
    form: Annotated[
        Format, typer.Option("--format", help="Lines of JSON, or a table for spreadsheets.")
    ] = Format.JSONL,
) -> None:
    """Print the log, the oldest entry first."""
    with _sentences():
        from sidecar.service.auditing import lines

        for line in asyncio.run(lines(_config(), form.value)):
            print(line)


@app.command("export-model")
def export_model(
    out: Annotated[Path, typer.Option(help="Folder to write the model to.")],
    source: Annotated[
        Path | None, typer.Option(help="Folder of the original weights; found when left out.")
    ] = None,
) -> None:
    """Export the embedding model to ONNX int8; needs torch, which serving does not."""
    with _sentences():
        from sidecar.model_export import export

        for name, value in export(out, source).items():
            print(f"{name}: {value}")


class _Screen:
    """A turn's steps in a terminal, each as it comes; states that follow each other in one line."""

    def __init__(self) -> None:
        from rich.console import Console

        width = None if sys.stdout.isatty() else FILE_WIDTH
        self._console = Console(width=width, highlight=False, markup=False, emoji=False)
        self._states: list[str] = []
        self._row("at", "took", "cost", "", "", "dim")

    def show(self, step: Step) -> None:
        """Prints a step; the last one as the answer."""
        if step.kind == "state":
            self._states.append(step.text)
            return
        at = f"{step.at_ms} ms"
        if self._states:
            self._row(at, "", "", "state", " → ".join(self._states), "dim")
            self._states.clear()
        if step.is_last:
            self._end(step)
            return
        took = f"{step.took_ms:.1f} ms" if step.took_ms else ""
        cost = _amount(step.cost_micros) if step.cost_micros else ""
        detail = dict(step.detail)
        text, style = step.text, ""
        if step.kind == "passage":
            text = f"{detail.pop('mark')} {text} {detail.pop('url')}".rstrip()
        elif step.kind == "proof":
            released = detail.pop("released")
            text, style = ("✓ ", "green") if released else ("✗ ", "red")
            text += step.text
        told = "; ".join(
            f"{name} {_cut(value)}" for name, value in detail.items() if value not in ("", [], {})
        )
        self._row(at, took, cost, step.kind, f"{text}  ({told})" if told else text, style)

    def _end(self, step: Step) -> None:
        detail = step.detail
        self._console.print(f"\n{_plain(step.text)}\n")
        for source in detail.get("sources", ()):
            self._console.print(_plain(f"Source: {source['title']} {source['url']}".rstrip()))
        if "reason" in detail:
            self._console.print(f"failed, {detail['reason']}; {step.took_ms:.0f} ms")
            return
        self._console.print(
            f"{detail['outcome']}, confidence {detail['confidence']:.2f};"
            f" {detail['input_tokens']} tokens in, {detail['output_tokens']} out,"
            f" cost {_amount(step.cost_micros)}; {step.took_ms:.0f} ms"
        )

    def _row(self, at: str, took: str, cost: str, kind: str, text: str, style: str) -> None:
        from rich.table import Table

        grid = Table.grid(padding=(0, 2))
        for width in (8, 10, 9):
            grid.add_column(justify="right", width=width)
        grid.add_column(width=9)
        grid.add_column(overflow="fold")
        grid.add_row(at, took, cost, kind, _plain(text), style=style)
        self._console.print(grid)


def _cut(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= VALUE_CHARS else text[: VALUE_CHARS - 1] + "…"


def _plain(text: str) -> str:
    """Text without what a terminal would obey."""
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")


def _amount(micros: int) -> str:
    return f"{micros / 1_000_000:.6f}"


def _settle() -> None:
    """Garbage is looked for from now on, but not among what the start has made."""
    gc.freeze()
    gc.enable()


@contextmanager
def _sentences() -> Iterator[None]:
    """Ends the command with one sentence where something is wrong that has a name."""
    try:
        yield
    except DeskhandError as error:
        print(f"deskhand: {error.text}", file=sys.stderr)
        raise typer.Exit(BAD_SETTING_EXIT if isinstance(error, BadSetting) else 1) from None


def _config() -> Config:
    from sidecar.config import Config

    return Config.load()
