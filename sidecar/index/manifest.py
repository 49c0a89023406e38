"""What a generation is made of, and the proof that it is still that.

LanceDB makes no fsync call and a flipped byte in its vectors is silent (measured), so a generation
counts only once every file of it is on the disk and in a manifest with its SHA-256.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

MANIFEST_FILE = "manifest.json"
FORMAT = 2


class DamagedGeneration(Exception):
    """A generation's files are not those it was sealed with."""


@dataclass(frozen=True, slots=True)
class SealedFile:
    """A file as it was sealed."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """A sealed generation.

    `segments` maps a segment's folder to the ids of its documents that no longer count, the base
    first. `model` is the fingerprint of the model that made the vectors, `fitted_count` the
    windows that the basis was fitted on. `files` are paths relative to the generation. `language`
    is the primary subtag of the language whose stemmer cut the words.
    """

    generation: str
    created_unix_ms: int
    model: str
    segments: Mapping[str, tuple[str, ...]]
    fitted_count: int
    files: Mapping[str, SealedFile]
    format: int = FORMAT
    language: str = "en"


def seal(folder: Path, draft: Manifest, inherited: Mapping[str, SealedFile]) -> Manifest:
    """Puts every file of `folder` on the disk and writes the manifest; `draft` has no files yet.

    `inherited` are files that another sealed generation shares by hard link: their hashes hold.
    """
    files = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        files[name] = inherited.get(name) or _sealed(path)
    manifest = replace(draft, files=files)
    body = json.dumps(asdict(manifest))
    digest = hashlib.sha256(body.encode()).hexdigest()
    write_durably(folder / MANIFEST_FILE, f"{body}\n{digest}\n")
    for inner in folder.rglob("*"):
        if inner.is_dir():
            sync_folder(inner)
    sync_folder(folder)
    return manifest


def read(folder: Path) -> Manifest:
    """The manifest of a generation. Raises DamagedGeneration when it is missing or altered."""
    try:
        body, digest = (folder / MANIFEST_FILE).read_text().splitlines()
        if hashlib.sha256(body.encode()).hexdigest() != digest:
            raise DamagedGeneration(f"{folder.name}: the manifest was altered")
        values: dict[str, Any] = json.loads(body)
        if values["format"] != FORMAT:
            raise DamagedGeneration(f"{folder.name}: format {values['format']} is not known")
    except (OSError, ValueError, KeyError) as cause:
        raise DamagedGeneration(f"{folder.name}: the manifest cannot be read") from cause
    values["segments"] = {name: tuple(dead) for name, dead in values["segments"].items()}
    values["files"] = {name: SealedFile(**entry) for name, entry in values["files"].items()}
    return Manifest(**values)


def verify(folder: Path, manifest: Manifest, verified: Path | None = None) -> None:
    """Raises DamagedGeneration unless every file is there and unaltered.

    Files that are hard links to those of `verified`, a generation already checked by this
    process, are not read again.
    """
    for name, entry in manifest.files.items():
        path = folder / name
        try:
            if verified is not None and _is_link(path, verified / name):
                continue
            if path.stat().st_size != entry.size or _sha256(path) != entry.sha256:
                raise DamagedGeneration(f"{folder.name}: {name} was altered")
        except OSError as cause:
            raise DamagedGeneration(f"{folder.name}: {name} cannot be read") from cause


def write_durably(path: Path, text: str) -> None:
    """Replaces a file so that a crash leaves the old text or the new, never a part."""
    draft = path.with_name(path.name + ".draft")
    with draft.open("w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Puts a folder's entries on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sealed(path: Path) -> SealedFile:
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return SealedFile(_sha256(path), path.stat().st_size)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_link(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except FileNotFoundError:
        return False
