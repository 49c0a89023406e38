"""The guides name everything there is, and nothing that is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer

from sidecar.cli import app
from sidecar.config import ENV_PREFIX, Config
from sidecar.service.asking import Step
from sidecar.telemetry import Metrics
from tests.bench.__main__ import GROUPS

ROOT = Path(__file__).parents[1]
PLUGIN = ROOT / "wp-plugin"
DOCS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
GUIDE = (ROOT / "docs/owner-guide.md").read_text()
OPERATIONS = (ROOT / "docs/operations.md").read_text()
# Variables and constants that are no setting of the sidecar: its file, the plugin's, compose's.
OTHER_NAMES = {"DESKHAND_CONFIG", "DESKHAND_ADDRESS", "DESKHAND_IMAGE", "DESKHAND_MEMORY"}
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def php(name: str) -> str:
    return (PLUGIN / f"src/class-{name}.php").read_text()


def row(text: str, cell: str) -> str:
    """The table row whose first cell holds `cell`."""
    rows = [line for line in text.splitlines() if line.startswith("|")]
    found = [line for line in rows if cell in line.split("|")[1]]
    assert len(found) == 1, f"{cell} has {len(found)} rows"
    return found[0]


@pytest.mark.parametrize("name", Config.model_fields)
def test_every_setting_of_the_sidecar_has_its_row(name: str) -> None:
    told = row(OPERATIONS, f"`{ENV_PREFIX}{name.upper()}`")
    default = Config.model_fields[name].default
    if isinstance(default, bool):
        assert str(default).lower() in told
    elif isinstance(default, int | float | Path):
        assert f"{default:g}" in told if isinstance(default, float) else str(default) in told


def test_every_group_of_figures_is_named() -> None:
    (told,) = re.findall(r"scripts/bench GROUP +# (.*): figures", DOCS[0].read_text())
    assert told.split(", ") == list(GROUPS)


def test_the_guides_name_no_setting_that_is_not_there() -> None:
    known = {f"{ENV_PREFIX}{name.upper()}" for name in Config.model_fields} | OTHER_NAMES
    for document in DOCS:
        named = set(re.findall(rf"\b{ENV_PREFIX}[A-Z_]*[A-Z]\b", document.read_text()))
        assert named <= known, document.name


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_of_the_sidecar_is_told_with_its_options(name: str) -> None:
    told = row(OPERATIONS, f"`deskhand {name}`")
    if name != "export-model":  # whose options are the build's
        for option in COMMANDS[name].params:
            assert option.opts[0] in told


def wordpress_commands() -> Iterator[str]:
    """Each `wp deskhand …`, as hooks.php and the classes register them."""
    hooks = (PLUGIN / "hooks.php").read_text()
    for prefix, noun in re.findall(r"add_command\( '([a-z ]+)', new (\w+)\(", hooks):
        source = php(noun.lower().replace("_", "-"))
        for method in re.findall(r"public function ([a-z_]+)\(", source):
            if not method.startswith("_"):
                yield f"wp {prefix} {method.rstrip('_')}"


@pytest.mark.parametrize("command", list(wordpress_commands()))
def test_every_command_of_wordpress_is_told(command: str) -> None:
    assert re.search(rf"^\| `{command}[ `]", OPERATIONS, re.MULTILINE)


@pytest.mark.parametrize("noun", ["settings", "refund-rules"])
def test_every_setting_of_the_plugin_is_told_with_its_name_and_default(noun: str) -> None:
    constructor = php(noun).split("public function __construct(")[1].split(") {}")[0]
    found = re.findall(r"readonly \w+ \$(\w+) = (.+),\n", constructor)
    assert len(found) > 10
    for name, default in found:
        told = row(GUIDE, f"(`{name}`)")
        if default.isdecimal() and default != "0":
            assert told.rstrip(" |").endswith(f" {default}"), name
        elif default in ("true", "false"):
            assert told.rstrip(" |").endswith("yes" if default == "true" else "no"), name


def sentences(source: str) -> list[str]:
    """How each text for the owner begins, up to its first stop or value."""
    texts = re.findall(r"__\( '((?:[^'\\]|\\.)*)', 'deskhand' \)", source)
    starts = [re.split(r"[.:;] |[.:;]$|[(%]", text.replace("\\'", "'"))[0] for text in texts]
    return [start.strip() for start in starts if len(start) > 8]


@pytest.mark.parametrize(("name", "least"), [("diagnosis", 20), ("connection", 14)])
def test_the_guide_explains_each_sentence_of_the_page(name: str, least: int) -> None:
    told = sentences(php(name))
    assert len(told) >= least
    assert [start for start in told if start not in GUIDE.replace("\n", " ")] == []


def test_every_event_of_the_log_and_every_metric_is_told() -> None:
    written = {
        event
        for module in (ROOT / "sidecar").rglob("*.py")
        for event in re.findall(
            r"log(?:\([^()]*\))?\.(?:info|warning|error|exception)\(\s*\"([a-z_]+)\"",
            module.read_text(),
        )
    }
    assert {"turn_ended", "quarantined"} <= written
    assert [event for event in sorted(written) if f"`{event}`" not in OPERATIONS] == []
    metrics = set(
        re.findall(r"^# TYPE (\w+) (?!gauge\b.*_created)", Metrics().text(), re.MULTILINE)
    )
    shown = {name for name in metrics if not name.endswith("_created")}
    assert [name for name in sorted(shown) if f"`{name}`" not in OPERATIONS] == []


def test_every_kind_of_step_of_a_turn_is_told() -> None:
    told = OPERATIONS.split("## What a turn did")[1].split("\n## ")[0]
    sources = [*(ROOT / "sidecar/orchestrator").glob("*.py"), ROOT / "sidecar/service/asking.py"]
    text = "".join(path.read_text() for path in sources) + php("cli-turn").replace("'", '"')
    kinds = set(re.findall(r"(?:\.note\(\s*|Step\(|made\( )\"([a-z]+)\"", text))
    assert {"state", "proof", "card", "answer"} <= kinds
    assert [kind for kind in sorted(kinds) if f"`{kind}`" not in told] == []
    assert [name for name in Step.__slots__ if f"`{name}`" not in told] == []


def anchor(heading: str) -> str:
    return re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-")


def test_links_between_the_guides_lead_somewhere() -> None:
    for document in DOCS:
        for path, place in re.findall(
            r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)", document.read_text()
        ):
            target = (document.parent / path).resolve() if path else document
            assert target.exists(), f"{document.name}: {path}"
            if place:
                heads = re.findall(r"^#+ (.+)$", target.read_text(), re.MULTILINE)
                assert place in map(anchor, heads), f"{document.name}: #{place}"


def test_files_that_the_guides_name_are_there() -> None:
    for document in DOCS:
        for path in re.findall(
            r"`((?:scripts|docs|sidecar|wp-plugin|tests|proto)/[\w./-]+)`", document.read_text()
        ):
            assert (ROOT / path).exists(), f"{document.name}: {path}"
