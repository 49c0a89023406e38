"""The shape of the sidecar: imports point down, and each outside library has its doors."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "sidecar"

# From the ground up; a unit imports only from floors below its own, and from `v1`, the contract.
FLOORS: tuple[frozenset[str], ...] = tuple(
    frozenset(floor.split())
    for floor in (
        "errors lifeline nouns",
        "endpoint redaction target",
        "config prompts telemetry upstream",
        "guardrails llm store embedder index",
        "admission desk knowledge ingest model_export",
        "evaluation tools",
        "orchestrator",
        "service",
        "cli",
        "__main__",
    )
)
LEVELS = {unit: level for level, floor in enumerate(FLOORS) for unit in floor}

# Outside library → the only units that may import it.
DOORS: dict[str, frozenset[str]] = {
    library: frozenset(units.split())
    for library, units in {
        "aiohttp": "llm",
        "cryptography": "admission",
        "google": "service store",
        "grpc": "service",
        "grpc_health": "service",
        "html_to_markdown": "ingest",
        "httpx": "desk ingest",
        "huggingface_hub": "model_export",
        "jsonschema": "tools",
        "jwt": "admission",
        "lancedb": "index",
        "numpy": "desk embedder evaluation index ingest knowledge model_export orchestrator",
        "onnxruntime": "embedder model_export",
        "openai": "llm",
        "opentelemetry": "telemetry",
        "phonenumbers": "redaction",
        "prometheus_client": "telemetry",
        "pyarrow": "index",
        "pydantic": "config endpoint target tools",
        "pydantic_settings": "config",
        "pypdf": "ingest",
        "referencing": "tools",
        "rich": "cli",
        "selectolax": "ingest",
        "semantic_text_splitter": "ingest",
        "sqlcipher3": "store",
        "sqlite_utils": "store",
        "structlog": "telemetry",
        "tantivy": "index",
        "tenacity": "upstream",
        "tokenizers": "embedder model_export",
        "torch": "model_export",
        "transformers": "model_export",
        "typer": "cli",
    }.items()
}

Import = tuple[Path, str]
"""The importing file and the dotted name it imports."""


def imports() -> Iterator[Import]:
    for path in PACKAGE.rglob("*.py"):
        if PACKAGE / "v1" in path.parents:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                yield from ((path, alias.name) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{path}: relative import"
                name = node.module or ""
                if name == "sidecar":
                    yield from ((path, f"sidecar.{alias.name}") for alias in node.names)
                else:
                    yield path, name


def unit(path: Path) -> str:
    """The part of the package that a file belongs to: its folder, or its own name."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_every_unit_has_its_floor() -> None:
    units = {unit(path) for path in PACKAGE.rglob("*.py")} - {"__init__", "v1"}
    assert units == set(LEVELS)


def test_imports_point_down() -> None:
    upward = []
    for path, name in imports():
        if not name.startswith("sidecar."):
            continue
        here, there = unit(path), name.split(".")[1]
        if there not in ("v1", here) and LEVELS[there] >= LEVELS[here]:
            upward.append(f"{path.relative_to(PACKAGE)} imports {name}")
    assert not upward


def test_every_outside_library_comes_in_by_its_doors() -> None:
    used: dict[str, set[str]] = {}
    for path, name in imports():
        library = name.split(".")[0]
        if library not in sys.stdlib_module_names and library not in ("sidecar", "__future__"):
            used.setdefault(library, set()).add(unit(path))
    assert used == DOORS


@pytest.mark.parametrize(
    ("name", "readers"),
    [("environ", {"config", "__main__", "embedder"}), ("getenv", set())],
)
def test_only_the_top_and_the_settings_touch_the_environment(name: str, readers: set[str]) -> None:
    found = {
        unit(path)
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute) and node.attr == name
    }
    assert found <= readers
