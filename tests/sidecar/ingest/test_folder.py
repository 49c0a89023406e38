from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from sidecar.ingest import folder as module
from sidecar.ingest.folder import Folder
from sidecar.ingest.reading import SourceFailed
from tests.fakes.pdf import locked, pdf
from tests.sidecar.ingest.readings import Read


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "knowledge"
    root.mkdir()
    return root


async def test_each_kind_of_file_is_read_with_its_title(root: Path) -> None:
    (root / "care").mkdir()
    (root / "care" / "wool.md").write_text("# Care of wool\n\nWash at 30 degrees.")
    (root / "lamp.pdf").write_bytes(pdf("Two batteries.", title="Lamp manual"))
    (root / "opening_hours.txt").write_bytes("Café: 9–5".encode("cp1252"))
    (root / "sizes.HTML").write_text("<html lang=de><title>Sizes</title><p>Boots run small.")
    read = await Read.of(Folder(root))
    assert {item.title: item.body_html for item in read.taken} == {
        "Care of wool": "# Care of wool\n\nWash at 30 degrees.",
        "Lamp manual": "Two batteries.",
        "opening hours": "Café: 9–5",
        "Sizes": "Boots run small.",
    }
    assert {item.locale for item in read.taken} == {"", "de"}
    assert all(item.is_markdown and item.updated_unix_ms > 0 for item in read.taken)
    assert read.reasons == {}
    assert read.steps[-1].stage == "read"
    assert (read.steps[-1].done_count, read.steps[-1].total_count) == (4, 4)


async def test_a_file_has_an_address_only_where_the_owner_gave_the_folder_one(root: Path) -> None:
    (root / "Größe 43.txt").write_text("x")
    assert [item.url for item in (await Read.of(Folder(root))).taken] == [""]
    read = await Read.of(Folder(root, "https://shop.example/files/"))
    assert [item.url for item in read.taken] == [
        "https://shop.example/files/Gr%C3%B6%C3%9Fe%2043.txt"
    ]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("scan.pdf", pdf(""), "it may be a scan"),
        ("locked.pdf", locked(pdf("x"), "secret"), "protected by a password"),
        ("broken.pdf", b"%PDF", "no PDF that can be read"),
        ("broken.txt", bytes(range(256)), "encoding is broken"),
        ("empty.md", b"", "no text"),
        ("log.txt", b"x" * 2_000_001, "more than 2 million characters"),
        ("empty.html", b"<nav>only a menu</nav>", "no text"),
        ("draft.md", b"---\ndraft: true\n---\nnot yet", "a draft"),
        ("hidden.html", b"<meta name=robots content=noindex><p>x", "not to be indexed"),
        ("letter.docx", b"PK", "Only .md"),
        ("large.txt", b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
    ],
)
async def test_a_file_that_says_nothing_is_left_out_with_its_reason(
    root: Path, name: str, data: bytes, reason: str
) -> None:
    (root / name).write_bytes(data)
    (root / "good.txt").write_text("good")
    read = await Read.of(Folder(root))
    assert read.titles == ["good"]
    assert list(read.reasons) == [name]
    assert reason in read.reasons[name]


async def test_nothing_outside_of_the_folder_is_read(root: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("the secret")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "far.txt").write_text("far")
    (root / "out.txt").symlink_to(tmp_path / "secret.txt")
    (root / "up").symlink_to(tmp_path / "elsewhere")
    (root / "round").symlink_to(root)
    (root / "gone.md").symlink_to(root / "nowhere.md")
    os.mkfifo(root / "pipe.md")
    (root / "own.txt").write_text("own")
    (root / "z-alias.txt").symlink_to(root / "own.txt")
    read = await Read.of(Folder(root))
    assert read.titles == ["own"]
    assert {name: reason.split(";")[0] for name, reason in read.reasons.items()} == {
        "out.txt": "It is a link that leads out of the folder",
        "up": "It is a link that leads out of the folder",
        "round": "It is no file",
        "gone.md": "It is a link that leads nowhere.",
        "pipe.md": "It is no file",
        "z-alias.txt": "It says the same as own.txt.",
    }


async def test_a_link_that_takes_the_place_of_a_file_meanwhile_is_not_followed(
    root: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret.txt").write_text("the secret")
    for name in ("a.txt", "b.txt"):
        (root / name).write_text(name)
    reading = Read(Folder(root))
    taken = reading.reading.take

    async def swapped(*given: Any) -> None:
        (root / "b.txt").unlink(missing_ok=True)
        (root / "b.txt").symlink_to(tmp_path / "secret.txt")
        await taken(*given)

    reading.reading.take = swapped  # type: ignore[method-assign]
    await Folder(root).read(reading.reading)
    await reading.reading.flush()
    assert [item.body_html for item in reading.taken] == ["a.txt"]
    assert "leads out of the folder" in reading.reasons["b.txt"]


async def test_hidden_files_and_folders_are_passed_over(root: Path) -> None:
    (root / ".git").mkdir()
    (root / ".git" / "notes.md").write_text("x")
    (root / ".env.txt").write_text("x")
    read = await Read.of(Folder(root))
    assert (read.taken, read.reasons) == ([], {})


async def test_a_name_in_another_encoding_can_be_told(root: Path) -> None:
    (root / os.fsdecode(b"gr\xf6sse.txt")).write_text("x")
    read = await Read.of(Folder(root))
    assert read.reasons == {"gr?sse.txt": "Its name is not UTF-8; rename it."}


async def test_only_so_many_files_are_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_FILES", 3)
    for number in range(5):
        (root / f"{number}.txt").write_text(f"text {number}")
    read = await Read.of(Folder(root))
    assert read.titles == ["0", "1", "2"]
    assert set(read.reasons) == {"3.txt", "4.txt"}
    monkeypatch.setattr(module, "MAX_ENTRIES", 4)
    with pytest.raises(SourceFailed, match="more than 4 entries"):
        await Read.of(Folder(root))


async def test_few_long_texts_are_held_at_a_time(root: Path) -> None:
    for number in range(5):
        (root / f"{number}.txt").write_text(f"{number}" * 1_900_000)
    read = await Read.of(Folder(root))
    assert read.batch_sizes == [3, 2]


async def test_what_has_not_changed_is_not_read_again(root: Path) -> None:
    (root / "a.txt").write_text("first")
    (root / "b.txt").write_text("second")
    (root / "scan.pdf").write_bytes(pdf(""))
    first = await Read.of(Folder(root))
    (root / "b.txt").write_text("second, changed")
    again = await Read.of(Folder(root), first)
    assert again.titles == ["b"]
    assert again.held == first.held
    assert again.reasons == first.reasons
    moved = await Read.of(Folder(root, "https://shop.example"), again)
    assert moved.titles == ["a", "b"]


async def test_a_folder_that_is_not_there_has_failed_and_is_not_empty(root: Path) -> None:
    assert (await Read.of(Folder(root))).taken == []
    with pytest.raises(SourceFailed, match="cannot be read"):
        await Read.of(Folder(root / "missing"))
