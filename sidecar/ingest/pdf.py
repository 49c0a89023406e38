"""The text of a PDF, read by a child process.

A PDF can ask for any amount of time and memory, and reading one holds the interpreter for seconds:
`python -m sidecar.ingest.pdf` reads the file on its input and writes a JSON line. The one door to
pypdf.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import resource
import sys
from asyncio.subprocess import DEVNULL, PIPE
from dataclasses import asdict, dataclass

from sidecar.ingest.encoding import Unreadable

READ_TIMEOUT_S = 60
MEMORY_BYTES = 1024 * 1024 * 1024
MAX_PAGES = 2_000
MAX_TEXT_CHARS = 2_000_000
MAX_TITLE_CHARS = 500
LEAST_CHARS_PER_PAGE = 5  # fewer, over all pages, come from stamps on a scan
NICENESS = 10

_COMMAND = (sys.executable, "-m", "sidecar.ingest.pdf")
_LOCKED = "It is protected by a password; save it without one."
_BROKEN = "It is no PDF that can be read; save it again as PDF."
_TOO_MUCH = "Reading it takes more than 60 s or 1 GB; split it."


@dataclass(frozen=True, slots=True)
class Pdf:
    """What a PDF says; `title` is of its metadata, empty without one. `text` parts its pages by a
    blank line."""

    title: str
    text: str


async def read_pdf(data: bytes) -> Pdf:
    """The PDF that `data` is. Raises Unreadable for one that is locked, broken, or a scan."""
    child = await asyncio.create_subprocess_exec(*_COMMAND, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)
    try:
        async with asyncio.timeout(READ_TIMEOUT_S):
            answer, _ = await child.communicate(data)
    except TimeoutError:
        raise Unreadable(_TOO_MUCH) from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode != 0:
        raise Unreadable(_TOO_MUCH)
    found = json.loads(answer)
    if reason := found.get("reason"):
        raise Unreadable(reason)
    return Pdf(**found)


def _parsed(data: bytes) -> Pdf:
    """As `read_pdf`, in this process."""
    from pypdf import PdfReader

    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Unreadable(_LOCKED)
        if len(reader.pages) > MAX_PAGES:
            raise Unreadable(f"It has more than {MAX_PAGES:,} pages; split it.")
        texts = [page.extract_text().strip() for page in reader.pages]
        title = str((reader.metadata and reader.metadata.title) or "")
    except Unreadable:
        raise
    except MemoryError:
        raise Unreadable(_TOO_MUCH) from None
    except Exception as cause:  # a parser of hostile files fails in more ways than it names
        raise Unreadable(_BROKEN) from cause
    if sum(map(len, texts)) <= LEAST_CHARS_PER_PAGE * len(texts):
        raise Unreadable("It has no text: it may be a scan. Save it with text recognition (OCR).")
    text = "\n\n".join(filter(None, texts))
    if len(text) > MAX_TEXT_CHARS:
        raise Unreadable("It has more than 2 million characters; split it.")
    return Pdf(" ".join(title.split())[:MAX_TITLE_CHARS], text)


if __name__ == "__main__":
    os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    # Ends it, too, when the process that waits for it was killed.
    resource.setrlimit(resource.RLIMIT_CPU, (READ_TIMEOUT_S, READ_TIMEOUT_S))
    try:
        found = asdict(_parsed(sys.stdin.buffer.read()))
    except Unreadable as unreadable:
        found = {"reason": str(unreadable)}
    print(json.dumps(found))
