from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from sidecar.admission import pairing
from sidecar.admission.pairing import MAX_WRONG_TRIES, Pairing, write_code
from sidecar.errors import BadMessage, DeskhandError, StoreFull
from sidecar.store import Store
from tests.sidecar.signing import SITE, Signer

SHOP, OTHER = Signer(), Signer()


@pytest.fixture
async def fresh(store: Store, tmp_path: Path) -> Pairing:
    return await Pairing.load(store, tmp_path)


@pytest.fixture
async def paired(fresh: Pairing) -> Pairing:
    await fresh.pair(SHOP.public_key, SITE, "", over_socket=True)
    return fresh


async def refusal(attempt: object) -> str:
    with pytest.raises(DeskhandError) as refused:
        await attempt  # type: ignore[misc]
    return refused.value.reason


async def test_the_first_site_over_the_socket_is_trusted(fresh: Pairing, store: Store) -> None:
    assert fresh.site == ""
    assert await fresh.pair(SHOP.public_key, SITE, "", over_socket=True) == SHOP.kid
    assert fresh.site == SITE
    assert list(fresh.public_keys) == [SHOP.kid]
    again = await Pairing.load(store, Path())
    assert (again.site, list(again.public_keys)) == (SITE, [SHOP.kid])


async def test_a_known_key_changes_nothing_and_needs_no_code(paired: Pairing) -> None:
    assert await paired.pair(SHOP.public_key, SITE, "", over_socket=False) == SHOP.kid
    assert len(paired.public_keys) == 1


async def test_over_tcp_the_first_site_needs_the_code(fresh: Pairing, tmp_path: Path) -> None:
    code = write_code(tmp_path)
    no_code = fresh.pair(SHOP.public_key, SITE, "", over_socket=False)
    assert await refusal(no_code) == "PAIRING_CODE_NEEDED"
    await fresh.pair(SHOP.public_key, SITE, f" {code.lower()} ", over_socket=False)
    assert fresh.site == SITE


async def test_a_second_key_needs_the_code_even_over_the_socket(
    paired: Pairing, tmp_path: Path
) -> None:
    code = write_code(tmp_path)
    no_code = paired.pair(OTHER.public_key, SITE, "", over_socket=True)
    assert await refusal(no_code) == "PAIRING_CODE_NEEDED"
    await paired.pair(OTHER.public_key, SITE, code, over_socket=True)
    assert set(paired.public_keys) == {SHOP.kid, OTHER.kid}


async def test_of_two_sites_that_pair_at_once_one_is_trusted(fresh: Pairing) -> None:
    results = await asyncio.gather(
        fresh.pair(SHOP.public_key, SITE, "", over_socket=True),
        fresh.pair(OTHER.public_key, "https://other.example", "", over_socket=True),
        return_exceptions=True,
    )
    assert sum(isinstance(result, DeskhandError) for result in results) == 1
    assert len(fresh.public_keys) == 1


async def test_a_first_pairing_ends_the_code_that_was_printed(
    fresh: Pairing, tmp_path: Path
) -> None:
    printed = write_code(tmp_path)
    await fresh.pair(SHOP.public_key, SITE, "", over_socket=True)
    late = fresh.pair(OTHER.public_key, SITE, printed, over_socket=True)
    assert await refusal(late) == "PAIRING_LOCKED"


async def test_a_code_works_once(paired: Pairing, tmp_path: Path) -> None:
    code = write_code(tmp_path)
    await paired.pair(OTHER.public_key, SITE, code, over_socket=True)
    again = paired.pair(Signer().public_key, SITE, code, over_socket=True)
    assert await refusal(again) == "PAIRING_LOCKED"


async def test_the_fifth_wrong_try_ends_the_code_across_restarts(
    paired: Pairing, store: Store, tmp_path: Path
) -> None:
    code = write_code(tmp_path)
    for _ in range(MAX_WRONG_TRIES - 1):
        restarted = await Pairing.load(store, tmp_path)
        wrong = restarted.pair(OTHER.public_key, SITE, "AAAAAAAA", over_socket=True)
        assert await refusal(wrong) == "PAIRING_CODE_WRONG"
    last = paired.pair(OTHER.public_key, SITE, "AAAAAAAA", over_socket=True)
    assert await refusal(last) == "PAIRING_LOCKED"
    right = paired.pair(OTHER.public_key, SITE, code, over_socket=True)
    assert await refusal(right) == "PAIRING_LOCKED"

    fresh_code = write_code(tmp_path)
    await paired.pair(OTHER.public_key, SITE, fresh_code, over_socket=True)


async def test_without_a_code_there_is_nothing_to_try(fresh: Pairing) -> None:
    guess = fresh.pair(SHOP.public_key, SITE, "AAAAAAAA", over_socket=False)
    assert await refusal(guess) == "PAIRING_LOCKED"


async def test_another_site_is_refused_unless_the_code_moves_the_sidecar(
    paired: Pairing, tmp_path: Path
) -> None:
    code = write_code(tmp_path)
    move = paired.pair(OTHER.public_key, "https://other.example", code, over_socket=True)
    assert await refusal(move) == "SITE_DIFFERENT"
    assert paired.site == SITE

    code = write_code(tmp_path, new_site=True)
    await paired.pair(OTHER.public_key, "https://other.example", code, over_socket=True)
    assert paired.site == "https://other.example"
    assert list(paired.public_keys) == [OTHER.kid]


@pytest.mark.parametrize("site", ["", "shop.example", "javascript:x", "https://" + "x" * 200])
async def test_a_site_is_an_address(fresh: Pairing, site: str) -> None:
    with pytest.raises(BadMessage):
        await fresh.pair(SHOP.public_key, site, "", over_socket=True)


async def test_a_key_is_a_key(fresh: Pairing) -> None:
    with pytest.raises(BadMessage):
        await fresh.pair(b"short", SITE, "", over_socket=True)


async def test_a_disk_that_takes_no_count_gives_no_tries(
    fresh: Pairing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = write_code(tmp_path)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(StoreFull):
        patched.setattr(pairing.os, "open", full)
        await fresh.pair(SHOP.public_key, SITE, code, over_socket=False)
    assert fresh.site == ""


def test_codes_are_long_unalike_and_unambiguous(tmp_path: Path) -> None:
    codes = {write_code(tmp_path) for _ in range(50)}
    assert len(codes) == 50
    assert {len(code) for code in codes} == {8}
    assert not set("".join(codes)) & set("01OILUV")
    assert (tmp_path / pairing.CODE_FILE).stat().st_mode & 0o777 == 0o600
