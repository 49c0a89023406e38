from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sidecar.admission.replay import PRUNE_EVERY, UsedTokens
from sidecar.admission.token import Token
from sidecar.errors import NotAuthenticated, StoreFull
from sidecar.nouns import Identity

NOW = 1_800_000_000
NOBODY = Identity("", "", "", frozenset(), "")


def token(number: int, expires_unix_s: int = NOW + 60) -> Token:
    return Token(NOBODY, f"{number:032x}", expires_unix_s)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "used-tokens.db"


@pytest.fixture
def used(path: Path) -> Iterator[UsedTokens]:
    tokens = UsedTokens(path)
    yield tokens
    tokens.close()


def test_a_token_is_used_once(used: UsedTokens) -> None:
    used.use(token(1), NOW)
    with pytest.raises(NotAuthenticated) as replayed:
        used.use(token(1), NOW)
    assert replayed.value.reason == "TOKEN_REPLAYED"


def test_a_thousand_replays_are_all_refused(used: UsedTokens) -> None:
    used.use(token(1), NOW)
    for _ in range(1_000):
        with pytest.raises(NotAuthenticated):
            used.use(token(1), NOW)


USE_AND_DIE = """
import os, signal, sys
from pathlib import Path
from sidecar.admission.replay import UsedTokens
from sidecar.admission.token import Token
used = UsedTokens(Path(sys.argv[1]))
used.use(Token(None, f"{1:032x}", 1_800_000_060), 1_800_000_000)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_token_used_before_a_kill_stays_used(path: Path) -> None:
    killed = subprocess.run([sys.executable, "-c", USE_AND_DIE, path], timeout=60)
    assert killed.returncode == -9
    again = UsedTokens(path)
    with pytest.raises(NotAuthenticated):
        again.use(token(1), NOW)
    again.use(token(2), NOW)
    again.close()


def test_expired_tokens_are_forgotten_and_live_ones_are_not(used: UsedTokens, path: Path) -> None:
    for number in range(PRUNE_EVERY):
        used.use(token(number, NOW + 60), NOW)
    later = NOW + 65
    used.use(token(-1 % 2**64, later + 60), later)
    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT count(*) FROM used").fetchone() == (1,)
    with pytest.raises(NotAuthenticated):
        used.use(token(-1 % 2**64, later + 60), later)


def test_a_full_disk_stops_no_one_and_gives_no_second_use(used: UsedTokens, path: Path) -> None:
    used.use(token(0), NOW)
    page_count = used._connection.execute("PRAGMA page_count").fetchone()[0]
    used._connection.execute(f"PRAGMA max_page_count = {page_count}")
    for number in range(1, 2_000):
        used.use(token(number), NOW)
    assert used._unsaved
    for number in (1, 1_000, 1_999):
        with pytest.raises(NotAuthenticated):
            used.use(token(number), NOW)

    used._connection.execute("PRAGMA max_page_count = 1000000")
    used.use(token(2_000), NOW)
    assert not used._unsaved
    with sqlite3.connect(path) as raw:
        assert raw.execute("SELECT count(*) FROM used").fetchone() == (2_001,)


def test_a_damaged_file_is_begun_anew(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"not a database" * 100)
    used = UsedTokens(path)
    used.use(token(1), NOW)
    used.close()


def test_a_disk_that_lets_nothing_be_opened_is_named_and_nothing_removed(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(StoreFull):
        UsedTokens(path)
    assert path.is_dir()


def test_only_the_owner_reads_the_file(used: UsedTokens, path: Path) -> None:
    used.use(token(1), NOW)
    assert {file.stat().st_mode & 0o077 for file in path.parent.iterdir()} == {0}
