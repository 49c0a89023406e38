"""Part of the group `faults`: kill -9 in the middle of reindexes, and damaged indexes.

A reindex changes every page of a shop (the child builds) or a few (the sidecar itself does), while
one client searches without a pause. The sidecar is killed at a random step of the progress, the
switch included, or up to some milliseconds later; its child at any moment of its life. Pages carry
the version they were put in, so that an answer of two versions shows. A damaged index is one file
of one generation, emptied, cut short, with a flipped bit, or gone, before a start.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import random
import re
import shutil
import signal
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import grpc

from sidecar.config import Config
from sidecar.index.shelf import CURRENT_FILE
from sidecar.service.knowledge import INDEX_FOLDER
from sidecar.v1 import knowledge_pb2 as pb
from tests.bench import Figure
from tests.bench.toll import SEED
from tests.conftest import MODEL_DIR
from tests.fakes.wordpress import WordPress
from tests.sidecar.calling import reason_of
from tests.sidecar.running import Sidecar, running
from tests.sidecar.signing import SITE, Signer

KNOWLEDGE = "/sidecar.v1.Knowledge/"
TOPICS = {"tent": 20, "mug": 4}  # pages of each: a child for the tents, none for the mugs
SYNC_ID = "sync-0001"
VERSION = re.compile(r"in version (\d+) of it")
KILL_COUNT = 200
DAMAGE_COUNT = 40
CHILD_SHARE = 0.5
MAX_STEP = 7  # of eight: embed, index and seal twice each, switch, done
MAX_DELAY_S = 0.05
CHILD_LIFE_S = 1.0  # about; one that has ended by then leaves the sidecar to be killed
POLL_S = 0.005
MENDED_S = 120.0
PAUSE_S = 0.02

Damage = Callable[[Path], None]


def emptied(path: Path) -> None:
    """Leaves a file without a byte."""
    path.write_bytes(b"")


def cut_short(path: Path) -> None:
    """Takes the last bytes of a file."""
    path.write_bytes(path.read_bytes()[:-8])


def flipped(path: Path) -> None:
    """Changes one bit in the middle of a file."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x40
    path.write_bytes(content)


def removed(path: Path) -> None:
    """Takes the file away."""
    path.unlink()


DAMAGES: tuple[Damage, ...] = (emptied, cut_short, flipped, removed)
FILES = (
    "{name}/manifest.json",
    "{name}/basis.npy",
    "{name}/segment-*/rows.npy",
    "{name}/segment-*/head.npy",
    "{name}/segment-*/tail.npy",
    "{name}/segment-*/texts.jsonl",
    "{name}/segment-*/documents.json",
    "{name}/lexical/*.term",
    "{name}/lance/windows.lance/**/*.lance",
    CURRENT_FILE,
)


@dataclass
class Ruin:
    """What kills and damages cost; everything but the counts and times should be empty."""

    child_count: int = 0
    sidecar_count: int = 0
    damaged_count: int = 0
    search_count: int = 0
    failed: list[str] = field(default_factory=list)
    mixed: list[str] = field(default_factory=list)
    not_mended: list[str] = field(default_factory=list)
    unnoticed: list[str] = field(default_factory=list)
    ready_s: list[float] = field(default_factory=list)
    mended_s: list[float] = field(default_factory=list)

    @property
    def kill_count(self) -> int:
        """Kills of either."""
        return self.child_count + self.sidecar_count

    @property
    def harm(self) -> list[str]:
        """Every broken promise, worded."""
        return self.failed + self.mixed + self.not_mended + self.unnoticed


def figures() -> Iterator[Figure]:
    """Counts over 200 kills and 40 damaged indexes."""
    with tempfile.TemporaryDirectory() as folder:
        kills = kill_reindexes(Path(folder, "reindexes"), KILL_COUNT, SEED)
        yield from _kills(asyncio.run(kills))
        yield from _damages(asyncio.run(damage_indexes(Path(folder, "damages"), DAMAGE_COUNT)))


def _kills(ruin: Ruin) -> Iterator[Figure]:
    kills = "kills during a reindex"
    yield Figure(kills, ruin.kill_count, "", at_least=KILL_COUNT)
    yield Figure(f"{kills}, of the child", ruin.child_count, "")
    yield Figure(f"{kills}: searches meanwhile", ruin.search_count, "")
    yield Figure(f"{kills}: searches that failed", len(ruin.failed), "", at_most=0)
    yield Figure(f"{kills}: answers of two versions", len(ruin.mixed), "", at_most=0)
    yield Figure(f"{kills}: not brought to its end", len(ruin.not_mended), "", at_most=0)
    yield Figure(f"{kills}: ready again, worst", max(ruin.ready_s), "s", at_most=2)


def _damages(ruin: Ruin) -> Iterator[Figure]:
    yield Figure("damaged indexes", ruin.damaged_count, "", at_least=DAMAGE_COUNT)
    yield Figure("damaged indexes: not detected", len(ruin.unnoticed), "", at_most=0)
    yield Figure("damaged indexes: not rebuilt", len(ruin.not_mended), "", at_most=0)
    wrong = len(ruin.failed) + len(ruin.mixed)
    yield Figure("damaged indexes: searches that failed or mixed", wrong, "", at_most=0)
    yield Figure("damaged indexes: whole again, worst", max(ruin.mended_s), "s")


def pages(topic: str, version: int) -> list[pb.Document]:
    """The pages on a topic, each saying its version."""
    found = []
    for number in range(TOPICS[topic]):
        body = f"<p>About {topic} {number}, in version {version} of it.</p>"
        found.append(
            pb.Document(
                doc_id=f"{topic}-{number}",
                kind="page",
                url=f"{SITE}/{topic}-{number}/",
                title=f"The {topic} number {number}",
                body_html=body,
                content_hash=hashlib.sha256(body.encode()).hexdigest(),
            )
        )
    return found


async def kill_reindexes(folder: Path, count: int, seed: int) -> Ruin:
    """Kills `count` times below `folder`; the same `seed` picks the same moments."""
    chance, ruin, signer = random.Random(seed), Ruin(), Signer()
    config = config_in(folder)
    versions = dict.fromkeys(TOPICS, 0)
    async with served(config, signer, pair=True) as (_, site):
        for topic in TOPICS:
            await _put(site, topic, 0)
        await _commit(site)
    while ruin.kill_count < count:
        began = time.monotonic()
        async with served(config, signer) as (sidecar, site):
            ruin.ready_s.append(time.monotonic() - began)
            await _look(site, versions, ruin)
            await _mend(site, versions, ruin)
            while ruin.kill_count < count and sidecar.process.poll() is None:
                await _cut(site, sidecar, versions, chance, ruin)
    async with served(config, signer) as (_, site):
        await _look(site, versions, ruin)
        await _mend(site, versions, ruin)
    return ruin


async def damage_indexes(folder: Path, count: int) -> Ruin:
    """Damages `count` indexes below `folder`, every second one without a generation to fall
    back to."""
    ruin, signer = Ruin(), Signer()
    config = config_in(folder)
    versions = dict.fromkeys(TOPICS, 1)
    async with served(config, signer, pair=True) as (_, site):
        for version in range(2):
            for topic in TOPICS:
                await _put(site, topic, version)
            await _commit(site)
    whole = folder / "whole"
    config.data_dir.rename(whole)
    for number in range(count):
        damage, pattern = DAMAGES[number % len(DAMAGES)], FILES[number // len(DAMAGES) % len(FILES)]
        has_older = (number // len(DAMAGES) + number) % 2 == 0
        shutil.copytree(whole, config.data_dir)
        await _damage(config, signer, damage, pattern, has_older, versions, ruin)
        shutil.rmtree(config.data_dir)
    return ruin


def config_in(folder: Path) -> Config:
    """A sidecar that lives below `folder`, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    return Config(
        data_dir=folder / "data",
        key_file=folder / "keys" / "store.key",
        model_dir=MODEL_DIR,
        socket=folder / "d.sock",
    )


@asynccontextmanager
async def served(
    config: Config, signer: Signer, *, pair: bool = False
) -> AsyncIterator[tuple[Sidecar, WordPress]]:
    """A running sidecar and its site; SIGTERM ends it if nothing else has."""
    with running(config) as sidecar:
        async with grpc.aio.insecure_channel(f"unix:{config.socket}") as channel:
            site = WordPress.at(channel, signer)
            if pair:
                await site.pair()
            yield sidecar, site
        if sidecar.process.poll() is None:
            await asyncio.to_thread(sidecar.end, signal.SIGTERM)


async def _cut(
    site: WordPress,
    sidecar: Sidecar,
    versions: dict[str, int],
    chance: random.Random,
    ruin: Ruin,
) -> None:
    """One reindex and one kill in it; ends with all of it found, or with a dead sidecar."""
    wants_child = chance.random() < CHILD_SHARE
    topic = "tent" if wants_child else chance.choice(list(TOPICS))
    versions[topic] += 1
    await _put(site, topic, versions[topic])
    reached = asyncio.Event()
    at = 0 if wants_child else chance.randint(0, MAX_STEP)
    committing = asyncio.create_task(_commit(site, at, reached))
    searching = asyncio.create_task(_search_on(site, versions, ruin))
    await reached.wait()
    if wants_child:
        while not committing.done() and not _child_of(sidecar.process.pid):  # noqa: ASYNC110
            await asyncio.sleep(POLL_S)
        await asyncio.sleep(chance.uniform(0, CHILD_LIFE_S))
    else:
        await asyncio.sleep(chance.choice((0.0, chance.uniform(0, MAX_DELAY_S))))
    child = _child_of(sidecar.process.pid) if wants_child else 0
    searching.cancel()
    await asyncio.gather(searching, return_exceptions=True)
    if child:
        ruin.child_count += 1
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    else:
        ruin.sidecar_count += 1
        await asyncio.to_thread(sidecar.end, signal.SIGKILL)
    await asyncio.gather(committing, return_exceptions=True)
    if child:
        await _look(site, versions, ruin)
        await _commit(site)
        await _mend(site, versions, ruin)


async def _damage(
    config: Config,
    signer: Signer,
    damage: Damage,
    pattern: str,
    has_older: bool,
    versions: dict[str, int],
    ruin: Ruin,
) -> None:
    """One damaged index: it starts, answers or says that it cannot, and is whole again."""
    index = config.data_dir / INDEX_FOLDER
    name = (index / CURRENT_FILE).read_text()
    for folder in index.glob("g*"):
        if not has_older and folder.name != name:
            shutil.rmtree(folder)
    damage(next(index.glob(pattern.format(name=name))))
    ruin.damaged_count += 1
    case = f"{pattern.format(name='')} {damage.__name__}"
    async with served(config, signer) as (sidecar, site):
        must_rebuild = pattern != CURRENT_FILE
        await _look(site, versions, ruin, may_be_off=must_rebuild and not has_older)
        await _mend(site, versions, ruin)
        if must_rebuild and not any(line["event"] == "index_damaged" for line in sidecar.records):
            ruin.unnoticed.append(case)


async def _put(site: WordPress, topic: str, version: int) -> None:
    request = pb.PutDocumentsRequest(sync_id=SYNC_ID, documents=pages(topic, version))
    await site.caller.call(KNOWLEDGE + "PutDocuments", request)


async def _commit(site: WordPress, at: int = 0, reached: asyncio.Event | None = None) -> None:
    """Follows a commit to its end; `reached` is set at step `at` of its progress, or its end."""
    reached = reached or asyncio.Event()
    try:
        request = pb.CommitSyncRequest(sync_id=SYNC_ID)
        seen = 0
        if at == 0:
            reached.set()
        async for _ in site.caller.stream(KNOWLEDGE + "CommitSync", request, deadline_s=MENDED_S):
            seen += 1
            if seen >= at:
                reached.set()
    finally:
        reached.set()


async def _search_on(site: WordPress, versions: dict[str, int], ruin: Ruin) -> None:
    """Searches one after the other until cancelled; the pauses leave the builder some work."""
    while True:
        await _look(site, versions, ruin)
        await asyncio.sleep(PAUSE_S)


async def _look(
    site: WordPress, versions: dict[str, int], ruin: Ruin, *, may_be_off: bool = False
) -> dict[str, int]:
    """One search, and the version of each topic that it found."""
    ruin.search_count += 1
    # Never the same question twice: an answer may be kept for a minute.
    query = f"What is said in version {ruin.search_count} about the tent and the mug?"
    request = pb.SearchRequest(query=query, top_k=5)
    try:
        found = await site.caller.call(KNOWLEDGE + "Search", request)
    except grpc.aio.AioRpcError as error:
        if not may_be_off or reason_of(error) != "INDEX_REBUILDING":
            ruin.failed.append(f"search {ruin.search_count}: {error.code().name}")
        return {}
    seen: dict[str, set[int]] = {}
    for passage in found.passages:
        topic, version = passage.doc_id.split("-")[0], VERSION.search(passage.text)
        seen.setdefault(topic, set()).add(int(version[1]) if version else -1)
    for topic, found_versions in seen.items():
        known = {versions[topic], versions[topic] - 1}
        if len(found_versions) > 1 or not found_versions <= known:
            ruin.mixed.append(f"search {ruin.search_count}: {topic} in {found_versions}")
    if not seen:
        ruin.failed.append(f"search {ruin.search_count}: nothing found")
    return {topic: max(found_versions) for topic, found_versions in seen.items()}


async def _mend(site: WordPress, versions: dict[str, int], ruin: Ruin) -> None:
    """Waits until all that was put is found, as the sidecar sees to by itself."""
    began = time.monotonic()
    while time.monotonic() - began < MENDED_S:
        status = await site.caller.call(KNOWLEDGE + "GetIndexStatus", pb.GetIndexStatusRequest())
        if not status.pending_count and not status.sync_running:
            break
        await asyncio.sleep(PAUSE_S)
    ruin.mended_s.append(time.monotonic() - began)
    seen = await _look(site, versions, ruin)
    if any(seen[topic] != versions[topic] for topic in seen):
        ruin.not_mended.append(f"after kill {ruin.kill_count}: {seen}, not {versions}")


def _child_of(pid: int) -> int:
    """The indexing child of a sidecar; 0 when it has none."""
    with suppress(OSError):
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            if b"sidecar.ingest.worker" in Path(f"/proc/{child}/cmdline").read_bytes():
                return int(child)
    return 0
