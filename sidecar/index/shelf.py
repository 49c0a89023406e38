"""The generations on the disk, and which of them answers."""

from __future__ import annotations

import secrets
import shutil
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sidecar import telemetry
from sidecar.index.generation import Generation
from sidecar.index.manifest import (
    MANIFEST_FILE,
    DamagedGeneration,
    read,
    sync_folder,
    verify,
    write_durably,
)

CURRENT_FILE = "CURRENT"
DRAFT_PREFIX = "draft-"
SPILL_FILE = "vectors.spill"

_log = telemetry.log("index")


class Shelf:
    """The index folder of one sidecar process, which alone writes to it.

    `current` is the generation that answers, or None. `stored` is the content hash of every
    document in the store, `synced_unix_ms` when a sync last succeeded and `failure` why the last
    build failed, empty when it did not: kept here by `sidecar.ingest` for whoever asks.
    `on_damage` is called, in any thread, when the current generation was found damaged.
    """

    def __init__(self, folder: Path, model: str) -> None:
        self.folder = folder
        self.model = model
        self.current: Generation | None = None
        self.stored: dict[str, str] = {}
        self.synced_unix_ms = 0
        self.sync_is_running = False
        self.failure = ""
        self.on_damage: Callable[[], object] = lambda: None
        self._changing = threading.Lock()
        self._leaving: list[Generation] = []

    @classmethod
    def open(cls, folder: Path, model: str) -> Shelf:
        """Opens the current generation, or the newest other one that is whole, or none.

        `model` is the fingerprint that vectors must have been made by. Left-overs of a crash are
        removed; damaged generations are too: the documents in the store outlive them.
        """
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        shelf = cls(folder, model)
        for leftover in folder.glob(f"{DRAFT_PREFIX}*"):
            shutil.rmtree(leftover, ignore_errors=True)
        shelf.current = shelf._newest()
        return shelf

    @property
    def pending(self) -> tuple[list[str], list[str]]:
        """Ids of documents to be indexed, and of those to be taken out of the index."""
        held = self.current.documents if self.current else {}
        changed = [doc_id for doc_id, content in self.stored.items() if held.get(doc_id) != content]
        return changed, [doc_id for doc_id in held if doc_id not in self.stored]

    @property
    def spill(self) -> Path:
        """Where a build keeps the vectors it has made, for the next one if it is killed."""
        return self.folder / SPILL_FILE

    def draft(self) -> tuple[str, Path]:
        """A name for the next generation and the folder to build it in; not yet made."""
        numbers = [_number(path.name) for path in self.folder.iterdir()]
        name = f"g{max(numbers, default=0) + 1:08d}-{secrets.token_hex(3)}"
        return name, self.folder / f"{DRAFT_PREFIX}{name}"

    def switch(self, name: str, draft: Path) -> None:
        """Makes a sealed draft the generation that answers; nothing changes when this raises.

        Raises DamagedGeneration when the draft is not what was sealed.
        """
        with self._changing:
            self._switch(self.folder / name, draft)

    def check(self) -> bool:
        """Whether every file of the current generation is as it was sealed; a damaged one goes.

        The newest other one that is whole answers in its place, or none.
        """
        with self._changing:
            if self.current is None:
                return False
            try:
                verify(self.current.folder, self.current.manifest)
                return True
            except DamagedGeneration as cause:
                self._remove(self.current.name, cause)
            generation = self._newest()
            if generation is not None:
                generation.hide(generation.documents.keys() - self.stored.keys())
            self.current = generation
        self.on_damage()
        return False

    def discard(self, draft: Path) -> None:
        """Removes what an unsuccessful build left."""
        shutil.rmtree(draft, ignore_errors=True)

    def _switch(self, folder: Path, draft: Path) -> None:
        draft.replace(folder)
        sync_folder(self.folder)
        try:
            generation = Generation.open(folder, self.current)
        except DamagedGeneration:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        generation.hide(generation.documents.keys() - self.stored.keys())
        write_durably(self.folder / CURRENT_FILE, folder.name)
        if self.current is not None:
            self._leaving.append(self.current)
        self.current = generation
        self._prune()

    def _newest(self) -> Generation | None:
        """The current generation, else the newest other one that is whole; the pointer names it."""
        for name in self._names():
            generation = self._opened(name)
            if generation is not None:
                with suppress(OSError):  # a full disk; the next start finds it as this one did
                    write_durably(self.folder / CURRENT_FILE, name)
                return generation
        return None

    def _names(self) -> list[str]:
        """Generations on the disk: the current one, then the others, newest first."""
        try:
            current = (self.folder / CURRENT_FILE).read_text().strip()
        except (OSError, ValueError):
            current = ""
        names = [path.name for path in self.folder.iterdir() if _number(path.name)]
        return sorted(names, key=lambda name: (name != current, -_number(name)))

    def _opened(self, name: str) -> Generation | None:
        folder = self.folder / name
        try:
            if (folder / MANIFEST_FILE).exists() and read(folder).model != self.model:
                _log.warning("index_of_another_model", generation=name)
                return None
            return Generation.open(folder)
        except DamagedGeneration as cause:
            self._remove(name, cause)
            return None

    def _remove(self, name: str, cause: DamagedGeneration) -> None:
        _log.error("index_damaged", generation=name, cause=str(cause))
        shutil.rmtree(self.folder / name, ignore_errors=True)

    def _prune(self) -> None:
        """Removes all but the current generation and the one before it, once nobody reads them."""
        self._leaving = [generation for generation in self._leaving if self._is_kept(generation)]
        kept = {generation.name for generation in self._leaving}
        kept.add(self.current.name if self.current else "")
        others = [name for name in self._names() if name not in kept]
        spare = [] if self._leaving else others[:1]
        for name in others:
            if name not in spare:
                shutil.rmtree(self.folder / name, ignore_errors=True)

    def _is_kept(self, generation: Generation) -> bool:
        return generation.is_read or generation is self._leaving[-1]


def _number(name: str) -> int:
    """The number of a generation's folder; 0 for anything else."""
    head, _, tail = name.partition("-")
    return int(head[1:]) if tail and head[:1] == "g" and head[1:].isdecimal() else 0
