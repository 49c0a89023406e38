"""The folder of files beside the sidecar: which of them are read, and how each kind is."""

from __future__ import annotations

import asyncio
import hashlib
import os
import stat
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sidecar.ingest.encoding import Unreadable, decoded
from sidecar.ingest.note import read_note
from sidecar.ingest.page import declared_charset, known_locale, read_page
from sidecar.ingest.pdf import read_pdf
from sidecar.ingest.reading import Reading, SourceFailed, Text
from sidecar.store.sources import FOLDER

MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_FILES = 2_000
MAX_ENTRIES = 50_000  # looked at; a folder with more was mounted by mistake

_LEADS_OUT = "It is a link that leads out of the folder; copy the file."


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder to read; `base_url` is the public address that its files have, if they have one."""

    path: Path
    base_url: str = ""

    async def read(self, reading: Reading) -> None:
        """Reads what has changed since the last time. Raises SourceFailed when it is not there."""
        files = await asyncio.to_thread(lambda: list(self._files(reading)))
        for number, (name, stamp) in enumerate(files):
            reading.progress(number, len(files))
            if number >= MAX_FILES:
                reading.exclude(name, f"The folder has more than {MAX_FILES:,} files to read.")
            elif reading.stamp(name) == stamp:
                reading.keep(name)
            else:
                try:
                    await reading.take(name, await self._text(name), stamp)
                except Unreadable as unreadable:
                    reading.exclude(name, str(unreadable), stamp)
                except OSError as cause:
                    reading.exclude(name, f"It cannot be opened: {cause.strerror}.")
        reading.progress(len(files), len(files))

    def _files(self, reading: Reading) -> Iterator[tuple[str, dict[str, str]]]:
        """Names and stamps of the files to read, in order; the others are excluded."""
        root, seen_count = self.path.resolve(), 0

        def failed(cause: OSError) -> None:
            if not seen_count:
                raise SourceFailed(f"The folder cannot be read: {cause.strerror}.")
            name = os.path.relpath(cause.filename, root)
            reading.exclude(_shown(name), f"It cannot be opened: {cause.strerror}.")

        for folder, folders, names in os.walk(root, onerror=failed):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted([*names, *folders]):
                path = Path(folder, name)
                seen_count += 1
                if seen_count > MAX_ENTRIES:
                    raise SourceFailed(f"The folder holds more than {MAX_ENTRIES:,} entries.")
                if name.startswith(".") or (path.is_dir() and not path.is_symlink()):
                    continue
                relative = path.relative_to(root).as_posix()
                try:
                    yield relative, self._stamp(path, root)
                except Unreadable as unreadable:
                    reading.exclude(_shown(relative), str(unreadable))

    def _stamp(self, path: Path, root: Path) -> dict[str, str]:
        """What changes when the file does. Raises Unreadable for a file that is not read."""
        try:
            target = path.resolve(strict=True)
            status = target.stat()
        except (OSError, RuntimeError):
            raise Unreadable("It is a link that leads nowhere.") from None
        if not target.is_relative_to(root):
            raise Unreadable(_LEADS_OUT)
        if not stat.S_ISREG(status.st_mode):
            raise Unreadable("It is no file; links to folders are not followed.")
        if path.suffix.lower() not in _READERS:
            raise Unreadable("Only .md, .html, .pdf and .txt files are read.")
        if status.st_size > MAX_FILE_BYTES:
            raise Unreadable("It is larger than 10 MB; split it.")
        try:
            path.name.encode()
        except UnicodeEncodeError:
            raise Unreadable("Its name is not UTF-8; rename it.") from None
        url = self._url(path.relative_to(root).as_posix())
        return {"size": str(status.st_size), "changed": str(status.st_mtime_ns), "url": url}

    async def _text(self, name: str) -> Text:
        root = self.path.resolve()
        path = root / name
        data, changed_unix_ms = await asyncio.to_thread(_contents, path, root)
        text = await _READERS[path.suffix.lower()](data)
        return Text(
            doc_id=f"{FOLDER}:{hashlib.sha256(name.encode()).hexdigest()[:24]}",
            url=self._url(name),
            title=text.title or path.stem.replace("-", " ").replace("_", " "),
            text=text.text,
            locale=text.locale,
            updated_unix_ms=changed_unix_ms,
        )

    def _url(self, name: str) -> str:
        return f"{self.base_url.rstrip('/')}/{quote(name)}" if self.base_url else ""


@dataclass(frozen=True, slots=True)
class _File:
    """What a file says."""

    title: str
    text: str
    locale: str = ""


def _contents(path: Path, root: Path) -> tuple[bytes, int]:
    """A file's bytes and when it last changed; never those of a link that came meanwhile.

    Raises Unreadable for one that leads out of `root`, OSError.
    """
    target = path.resolve(strict=True)
    if not target.is_relative_to(root):
        raise Unreadable(_LEADS_OUT)
    descriptor = os.open(target, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    with os.fdopen(descriptor, "rb") as file:
        return file.read(MAX_FILE_BYTES), os.fstat(descriptor).st_mtime_ns // 1_000_000


def _shown(name: str) -> str:
    """A name that can be shown, whatever its bytes are."""
    return name.encode(errors="replace").decode()


async def _markdown(data: bytes) -> _File:
    note = await asyncio.to_thread(lambda: read_note(decoded(data)))
    if note.is_draft:
        raise Unreadable("It is marked as a draft.")
    return _File(note.title, note.text, known_locale(note.locale))


async def _page(data: bytes) -> _File:
    page = await asyncio.to_thread(lambda: read_page(decoded(data, declared_charset(data))))
    if not page.may_index:
        raise Unreadable("It asks not to be indexed (robots noindex).")
    return _File(page.title, page.text, page.locale)


async def _plain(data: bytes) -> _File:
    return _File("", (await asyncio.to_thread(decoded, data)).strip())


async def _pdf(data: bytes) -> _File:
    pdf = await read_pdf(data)
    return _File(pdf.title, pdf.text)


_READERS: Mapping[str, Callable[[bytes], Awaitable[_File]]] = {
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _page,
    ".htm": _page,
    ".txt": _plain,
    ".pdf": _pdf,
}
