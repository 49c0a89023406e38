"""scripts/proto: the contract is clean, what is made from it is current, and both can fail."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import contract
import contract_lint
import pytest

ROOT = Path(__file__).resolve().parents[2]
GENERATED = ("sidecar/v1", "wp-plugin/src/wire")


def run_proto(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Runs `scripts/proto` on the checkout `root`."""
    command = [sys.executable, str(ROOT / "scripts/proto"), "--root", str(root), *options]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def content(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for folder in GENERATED
        for path in (root / folder).iterdir()
        if path.is_file()
    }


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the contract and of what is made from it."""
    for folder in ("proto", *GENERATED):
        shutil.copytree(
            ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__")
        )
    return tmp_path


def test_the_committed_files_are_what_the_contract_makes() -> None:
    checked = run_proto(ROOT, "--check")
    assert (checked.returncode, checked.stderr) == (0, "")


def test_a_second_run_changes_nothing(checkout: Path) -> None:
    before = content(checkout)
    assert run_proto(checkout).returncode == 0
    assert content(checkout) == before


@pytest.mark.parametrize(
    ("path", "change", "complaint"),
    [
        ("proto/sidecar/v1/agent.proto", ("wait_ms = 5", "wait_ms = 55"), "differs"),
        ("proto/sidecar/v1/agent.proto", ("Where the shopper is.", "Whither."), "differs"),
        ("sidecar/v1/desk_pb2.py", ("# -*-", "#  -*-"), "desk_pb2.py: differs"),
        ("sidecar/v1/desk_pb2_grpc.pyi", ("async def", "def"), "desk_pb2_grpc.pyi: differs"),
        ("wp-plugin/src/wire/class-page.php", ("'url'", "'uri'"), "class-page.php: differs"),
        ("wp-plugin/src/wire/class-page.php", None, "class-page.php: missing"),
        ("wp-plugin/src/wire/class-stray.php", ("", "<?php"), "no longer generated"),
    ],
)
def test_drift_is_found_and_repaired(
    checkout: Path, path: str, change: tuple[str, str] | None, complaint: str
) -> None:
    file = checkout / path
    if change is None:
        file.unlink()
    else:
        old = file.read_text() if file.exists() else ""
        file.write_text(old.replace(*change) if old else change[1])
    checked = run_proto(checkout, "--check")
    assert checked.returncode == 1
    assert complaint in checked.stderr
    assert run_proto(checkout).returncode == 0
    assert run_proto(checkout, "--check").returncode == 0


def test_a_contract_that_does_not_parse_is_refused(checkout: Path) -> None:
    (checkout / "proto/sidecar/v1/agent.proto").write_text("message {")
    before = content(checkout)
    refused = run_proto(checkout)
    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert content(checkout) == before


GOOD = """\
// About.
syntax = "proto3";

package sidecar.v1;

// A service.
service Box {
  // Opens it.
  rpc Open(OpenRequest) returns (OpenResponse);
}

// A request.
message OpenRequest {
  // Idempotency key.
  string request_id = 1;
  // When.
  int64 at_unix_ms = 2;
  // How.
  string options_json = 3;
  // One of them.
  oneof choice {
    // Colour.
    Colour colour = 4;
  }
}

// An answer.
message OpenResponse {}

// A colour.
enum Colour {
  // Not set.
  COLOUR_UNSPECIFIED = 0;
  // Red.
  COLOUR_RED = 1;
}
"""


def lint(tmp_path: Path, text: str) -> list[str]:
    file = tmp_path / "sidecar/v1/box.proto"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    return contract_lint.problems(contract.descriptors(tmp_path))


def test_a_clean_contract_has_no_problems(tmp_path: Path) -> None:
    assert lint(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("// About.\n", "", "does not open with a comment"),
        ("// A service.\n", "", "service Box has no comment"),
        ("  // Opens it.\n", "", "rpc Box.Open has no comment"),
        ("// A request.\n", "", "message OpenRequest has no comment"),
        ("  // When.\n", "", "field OpenRequest.at_unix_ms has no comment"),
        ("  // One of them.\n", "", "oneof OpenRequest.choice has no comment"),
        ("    // Colour.\n", "", "field OpenRequest.colour has no comment"),
        ("// A colour.\n", "", "enum Colour has no comment"),
        ("  // Red.\n", "", "value Colour.COLOUR_RED has no comment"),
        ("// Red.", "// Red", "does not end with a full stop"),
        ("package sidecar.v1;", "package sidecar;", "is not its folder"),
        ("COLOUR_UNSPECIFIED = 0", "COLOUR_NONE = 0", "does not start with COLOUR_UNSPECIFIED"),
        ("COLOUR_RED", "RED", "lacks the prefix COLOUR_"),
        ("COLOUR_RED", "COLOUR_red", "is not named in its case"),
        ("Open(OpenRequest)", "Open(OpenResponse)", "does not take OpenRequest"),
        ("(OpenResponse)", "(OpenRequest)", "does not return OpenResponse"),
        ("Open(OpenRequest)", "Open(stream OpenRequest)", "streams requests"),
        ("options_json", "optionsJson", "field OpenRequest.optionsJson is not named"),
        ("choice", "Choice", "oneof OpenRequest.Choice is not named"),
        ("OpenResponse", "openResponse", "message openResponse is not named"),
        ("// Idempotency key.", "// Any.", "not documented as the idempotency key"),
        ("int64 at_unix_ms", "int32 at_unix_ms", "is a time but not int64"),
        ("at_unix_ms", "opened_at", "does not end with _unix_ms"),
        ("string options_json", "bytes options_json", "is JSON but not string"),
        ("int64 at_unix_ms", "uint64 at_unix_ms", "has a type without a PHP counterpart"),
        ("int64 at_unix_ms", "optional int64 at_unix_ms", "is `optional`"),
        ("int64 at_unix_ms = 2", "repeated int64 ats = 2 [packed = false]", "sets `packed`"),
        ("string options_json", "map<string, string> options", "nests a type or a map"),
    ],
)
def test_a_broken_rule_is_named(tmp_path: Path, old: str, new: str, problem: str) -> None:
    assert old in GOOD
    problems = lint(tmp_path, GOOD.replace(old, new))
    assert any(problem in found for found in problems), problems


def test_proto2_is_named(tmp_path: Path) -> None:
    problems = lint(tmp_path, '// About.\nsyntax = "proto2";\npackage sidecar.v1;\n')
    assert problems == ["sidecar/v1/box.proto: syntax is not proto3"]


def test_well_known_types_cannot_be_imported(tmp_path: Path) -> None:
    package = "package sidecar.v1;"
    imported = f'{package}\nimport "google/protobuf/empty.proto";'
    with pytest.raises(contract.BadContract):
        lint(tmp_path, GOOD.replace(package, imported))
