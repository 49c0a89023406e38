from __future__ import annotations

import gc
import signal
from pathlib import Path

import pytest

from sidecar.cli import _settle, app
from sidecar.config import Config
from sidecar.knowledge.choice import BY_PRODUCT
from sidecar.knowledge.fusion import WEIGHTS
from sidecar.service.inspection import DATABASE_FILE
from sidecar.service.knowledge import INDEX_FOLDER
from tests.sidecar.running import deskhand, running
from tests.sidecar.shop import Library


def test_help_names_every_command_with_its_sentence(config: Config) -> None:
    told = deskhand(config, "--help").stdout
    names = {command.name or command.callback.__name__ for command in app.registered_commands}  # type: ignore[union-attr]
    assert names == {"serve", "pair", "health", "status", "search", "ask", "export-model"}
    for name in names:
        assert name in told


def test_a_wrong_command_is_refused(config: Config) -> None:
    assert deskhand(config, "fly").returncode == 2


def test_health_and_status_tell_a_running_sidecar_from_a_stopped_one(config: Config) -> None:
    assert deskhand(config, "health").returncode == 1
    down = deskhand(config, "status")
    assert (down.returncode, down.stdout.splitlines()[0]) == (1, "down")
    with running(config) as sidecar:
        assert deskhand(config, "health").returncode == 0
        unpaired = deskhand(config, "status")
        assert (unpaired.returncode, unpaired.stdout.splitlines()[0]) == (2, "serving")
        assert "No site is paired." in unpaired.stdout
        sidecar.process.send_signal(signal.SIGSTOP)
        assert deskhand(config, "health").returncode == 1
        sidecar.process.send_signal(signal.SIGCONT)


def test_pair_prints_a_code_that_lies_where_the_sidecar_reads_it(config: Config) -> None:
    first, second = deskhand(config, "pair"), deskhand(config, "pair", "--new-site")
    assert first.returncode == second.returncode == 0
    assert first.stdout != second.stdout
    assert second.stdout.strip() in (config.data_dir / "pairing-code").read_text()


@pytest.mark.parametrize("command", ["serve", "pair", "health", "status"])
def test_a_wrong_setting_is_one_sentence_in_every_command(config: Config, command: str) -> None:
    refused = deskhand(config, command, LOG_LEVEL="loud")
    assert refused.returncode == 2
    assert refused.stderr.startswith("deskhand: log_level ")
    assert len(refused.stderr.splitlines()) == 1


def test_status_of_another_keys_database_says_so(config: Config) -> None:
    with running(config):
        pass
    config.key_file.write_text("00" * 32)
    told = deskhand(config, "status")
    assert told.returncode == 1
    assert "another key" in told.stdout
    assert (config.data_dir / DATABASE_FILE).exists()


@pytest.mark.parametrize("command", ["serve", "status"])
def test_a_lost_key_is_named_and_none_is_made_in_its_place(config: Config, command: str) -> None:
    with running(config):
        pass
    config.key_file.unlink()
    told = deskhand(config, command)
    assert told.returncode in (1, 2)
    assert "put the key back" in told.stdout + told.stderr
    assert not config.key_file.exists()


def test_serving_imports_nothing_heavy(config: Config) -> None:
    # LanceDB adds 180 MB and a second, torch 400 MB and four (performance.md); the parsers of
    # pages 9 MB.
    with running(config) as sidecar:
        loaded = Path(f"/proc/{sidecar.process.pid}/maps").read_text()
    for library in ("lancedb", "torch", "pyarrow", "html_to_markdown", "semantic_text_splitter"):
        assert f"/{library}/" not in loaded


def test_garbage_is_looked_for_once_the_start_is_over() -> None:
    gc.disable()
    try:
        _settle()
        assert gc.isenabled()
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.enable()
        gc.unfreeze()


async def test_search_tells_what_a_question_finds_and_why(config: Config, library: Library) -> None:
    config.data_dir.mkdir()
    (config.data_dir / INDEX_FOLDER).symlink_to(library.folder)
    found = deskhand(config, "search", "How long may I take to return it?", "--top-k", "2")
    assert found.returncode == 0
    assert "Returns and refunds" in found.stdout and "confidence 0." in found.stdout
    assert "adds" not in found.stdout
    told = deskhand(config, "search", "a tent", "--explain", "--product-id", "42").stdout
    assert BY_PRODUCT in told
    assert all(name in told for name in WEIGHTS["fusion"])


def test_search_without_an_index_says_so(config: Config) -> None:
    refused = deskhand(config, "search", "tent")
    assert (refused.returncode, refused.stderr) == (1, "deskhand: Nothing is indexed yet.\n")
