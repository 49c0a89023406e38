from __future__ import annotations

from pathlib import Path

import pytest

from sidecar.errors import BadSetting
from sidecar.store.key_file import derive, load_or_create_key


def test_a_missing_key_is_made_for_the_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "store.key"
    key = load_or_create_key(path)
    assert len(key) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert load_or_create_key(path) == key


def test_two_installs_have_two_keys(tmp_path: Path) -> None:
    assert load_or_create_key(tmp_path / "a") != load_or_create_key(tmp_path / "b")


@pytest.mark.parametrize("content", [b"", b"abc", b"zz" * 32, b"00" * 31, b"00" * 33, b"\xff\xfe"])
def test_a_key_file_with_something_else_in_it_names_the_setting(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "store.key"
    path.write_bytes(content)
    with pytest.raises(BadSetting, match="key_file"):
        load_or_create_key(path)
    assert path.read_bytes() == content


def test_a_place_where_no_file_can_be_made_names_the_setting(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(BadSetting, match="key_file"):
        load_or_create_key(tmp_path / "file" / "store.key")


def test_derived_keys_differ_by_purpose_and_by_key() -> None:
    first, second = bytes(32), bytes(range(32))
    derived = {derive(key, purpose) for key in (first, second) for purpose in ("logs", "tickets")}
    assert len(derived) == 4
    assert derive(first, "logs") == derive(first, "logs")
