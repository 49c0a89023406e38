"""The command line: serve, pair, and see how things are.

What a command needs is imported inside it, so that none waits for the parts of another.
"""

from __future__ import annotations

import asyncio
import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sidecar.errors import BadSetting, DeskhandError

if TYPE_CHECKING:
    from sidecar.config import Config

OK, DOWN, DEGRADED = 0, 1, 2
BAD_SETTING_EXIT = 2
HEALTH_EXITS = {"serving": OK, "down": DOWN, "stopping": DEGRADED}

app = typer.Typer(
    name="deskhand",
    help="Deskhand's sidecar: answers the shoppers of one WordPress shop.",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


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
        from sidecar.knowledge.query import search_beside
        from sidecar.service.knowledge import INDEX_FOLDER

        config = _config()
        found = search_beside(
            config.data_dir / INDEX_FOLDER,
            Embedder.open(config.model_dir),
            question,
            top_k=top_k,
            product_id=product_id,
        )
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
