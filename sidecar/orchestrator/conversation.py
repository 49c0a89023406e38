"""Conversations: which turns run, who may follow them, and what is left to do after a crash.

A turn is a task of its own. Listeners come and go; the first send of a message starts it, every
later one attaches. One turn at a time runs in a thread: a second message is accepted at once and
answered when the first one is done, because a shopper who adds a thought should not have to wait
for the box to unlock; more than `MAX_WAITING` in a row are refused.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from weakref import WeakValueDictionary

from sidecar.errors import BadMessage, Conflict, DeskhandError, Draining, NotFound, RateLimited
from sidecar.nouns import KnownField
from sidecar.orchestrator.case import Case
from sidecar.orchestrator.driver import Driver
from sidecar.orchestrator.event_log import EventLog
from sidecar.orchestrator.message import ShopperMessage
from sidecar.orchestrator.parts import Parts
from sidecar.orchestrator.pending import Returned
from sidecar.orchestrator.shadow import draft_beside
from sidecar.store import Database, threads, turns
from sidecar.telemetry import about, log
from sidecar.v1.agent_pb2 import ChatEvent, ChatRequest, Failed, Replaced, Started

MAX_WAITING = 3
Key = tuple[str, str]


class _Running:
    """A turn that has been accepted, or is being accepted, and has not ended."""

    def __init__(self, parts: Parts, message: ShopperMessage, run: int) -> None:
        self.message = message
        self.log = EventLog(message.message_id, run, parts.now_unix_ms)
        self.driver = Driver(parts, message, self.log, run)
        self.accepted: asyncio.Future[turns.Turn | None] = (
            asyncio.get_running_loop().create_future()
        )
        self.task: asyncio.Task[None] | None = None


class Conversations:
    """All threads of the site, as far as they are awake."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._running: dict[Key, _Running] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._draining = False
        self._drafting: set[asyncio.Task[None]] = set()

    @property
    def running_count(self) -> int:
        """Turns that have not ended."""
        return len(self._running)

    async def chat(
        self,
        message: ShopperMessage,
        after_seq: int,
        wait_ms: int,
        admit: Callable[[], None] = lambda: None,
    ) -> AsyncGenerator[ChatEvent]:
        """Starts or attaches, and gives the events after `after_seq`.

        `admit` counts a message that is new, or raises what refuses it.

        Errors: NotFound (another subject's thread, or nothing to attach to), Conflict (the id
        with another text), RateLimited (THREAD_BUSY), Draining, StoreFull.
        """
        running = self._running.get((message.thread_id, message.message_id))
        if running is None and message.text:
            running = self._start(message, admit)
        stored: turns.Turn | None
        if running is not None:
            stored = await asyncio.shield(running.accepted)
            _check_same(message, running.message.subject, running.message.text_hash)
        else:
            stored = await self._stored(message)
        if stored is not None and stored.state == turns.RUNNING:
            stored, running = await self._run_again(message)
        if stored is not None:
            for event in stored.events:
                if event.seq > after_seq:
                    yield event
            return
        if running is None:
            raise NotFound("There is no such message.")
        for event in running.log.events:
            if event.seq <= after_seq and self._waits(running, event):
                yield event
        async for event in running.log.tail(after_seq, wait_ms / 1_000 if wait_ms else None):
            yield event

    def stop(self, thread_id: str, message_id: str, subject: str) -> None:
        """Ends a turn early; one that has ended, or is not this subject's, is left as it is."""
        running = self._running.get((thread_id, message_id))
        if running is not None and running.message.subject == subject:
            running.driver.stop()

    @asynccontextmanager
    async def quiet(self, thread_id: str) -> AsyncIterator[None]:
        """Ends the turns of a thread, and lets none begin in it before the block ends.

        Whoever gives the thread to a person does it in here: every turn after it sees that.
        """
        for (thread, _), running in self._running.items():
            if thread == thread_id:
                running.driver.make_way()
        async with self._lock_of(thread_id):
            yield

    def return_result(
        self, thread_id: str, message_id: str, subject: str, call_id: str, returned: Returned
    ) -> bool:
        """Hands in what WordPress ran, or would; False when it can't be used any more."""
        running = self._mine(thread_id, message_id, subject)
        return running is not None and running.driver.pending.settle(call_id, returned)

    def return_error(
        self, thread_id: str, message_id: str, subject: str, call_id: str, code: str, text: str
    ) -> bool:
        """Hands in why WordPress has no result; False when it can't be used any more."""
        running = self._mine(thread_id, message_id, subject)
        return running is not None and running.driver.pending.fail(call_id, code, text)

    def running_message(self, thread_id: str) -> str:
        """The oldest message of the thread that is still being answered; empty for none."""
        return next((message for thread, message in self._running if thread == thread_id), "")

    async def recover(self) -> int:
        """Runs every turn again that a crash cut off; gives their number."""

        def read(db: Database) -> list[tuple[turns.Turn, str]]:
            return [
                (turn, threads.owner(db, turn.thread_id) or "")
                for turn in turns.rerun_unfinished(db)
            ]

        cut_off = await self._parts.store.write(read)
        # What must not reach a provider came with the call and is gone: no model is asked.
        alone = replace(self._parts, versions=self._parts.versions.without_models())
        for turn, subject in cut_off:
            try:
                await self._replay(turn, subject, (), alone)
            except BadMessage as cause:  # a version with other rules accepted it
                log("turn").error("not_recovered", reason=cause.reason)
        return len(cut_off)

    async def _run_again(
        self, message: ShopperMessage
    ) -> tuple[turns.Turn | None, _Running | None]:
        """Runs a turn whose end could not be stored, now that somebody asks for it.

        Gives the turn when it has ended meanwhile, else who runs it.
        """
        if self._draining:
            raise _draining()
        key = (message.thread_id, message.message_id)
        turn = await self._parts.store.write(lambda db: turns.rerun(db, *key))
        if turn is None or turn.state != turns.RUNNING:
            return turn, None
        while (running := self._running.get(key)) is not None:
            if await asyncio.shield(running.accepted) is None:
                return None, running
            # It was a resend that found the message stored, as we did.
        return None, await self._replay(turn, message.subject, message.known, self._parts)

    async def _replay(
        self, turn: turns.Turn, subject: str, known: tuple[KnownField, ...], parts: Parts
    ) -> _Running:
        """Runs a stored turn from its start; what was shown of it is withdrawn."""
        request = ChatRequest.FromString(turn.request)
        message = ShopperMessage.read(request, subject, self._parts.tools.names)
        running = _Running(parts, replace(message, known=known), turn.run)
        running.accepted.set_result(None)
        self._running[turn.thread_id, turn.message_id] = running
        await running.log.append(ChatEvent(replaced=Replaced(reason="RESTARTED")))
        self._launch(running)
        return running

    async def drain(self, grace_s: float) -> int:
        """Takes no new turns and lets those that run end; gives how many were cut off.

        What is cut off is run again at the next start.
        """
        self._draining = True
        for drafting in self._drafting:
            drafting.cancel()
        loop = asyncio.get_running_loop()
        until = loop.time() + grace_s
        # Again, because a message that is just being accepted becomes a turn.
        while tasks := self._tasks():
            _, late = await asyncio.wait(tasks, timeout=max(until - loop.time(), 0))
            if late:
                for task in late:
                    task.cancel()
                await asyncio.wait(late)
                return len(late)
        return 0

    async def drafted(self) -> None:
        """Waits for the drafts that are being written beside what was answered."""
        await asyncio.gather(*self._drafting, return_exceptions=True)

    def _tasks(self) -> list[asyncio.Task[None]]:
        return [running.task for running in self._running.values() if running.task is not None]

    def _start(self, message: ShopperMessage, admit: Callable[[], None]) -> _Running:
        if self._draining:
            raise _draining()
        in_thread = sum(1 for thread, _ in self._running if thread == message.thread_id)
        if in_thread > MAX_WAITING:
            raise RateLimited(
                "Earlier messages are still being answered.",
                retry_after_s=self._parts.deadline_s,
                reason="THREAD_BUSY",
            )
        running = _Running(self._parts, message, run=0)
        key = (message.thread_id, message.message_id)
        self._running[key] = running
        # Its own task: the caller may vanish, the message must not.
        accepting = asyncio.create_task(self._accept(running, admit))
        running.task = accepting
        accepting.add_done_callback(lambda task: task.cancelled() or task.exception())
        return running

    async def _accept(self, running: _Running, admit: Callable[[], None]) -> None:
        """Commits the message; then, and only then, it counts as started."""
        message = running.message

        def write(db: Database) -> turns.Turn | None:
            owner = threads.owner(db, message.thread_id)
            if owner is not None and owner != message.subject:
                raise NotFound("There is no such thread.")
            known = turns.get(db, message.thread_id, message.message_id)
            if known is not None:
                return known
            admit()
            now_unix_ms = self._parts.now_unix_ms()
            threads.touch(db, message.thread_id, message.subject, message.locale, now_unix_ms)
            if message.return_address:
                threads.set_return_address(db, message.thread_id, message.return_address)
            turns.begin(
                db,
                thread_id=message.thread_id,
                message_id=message.message_id,
                text=message.text,
                text_hash=message.text_hash,
                request=message.request,
                now_unix_ms=now_unix_ms,
            )
            return None

        key = (message.thread_id, message.message_id)
        try:
            known = await self._parts.store.write(write)
            if known is not None:
                _check_same(message, message.subject, known.text_hash)
        except BaseException as cause:
            del self._running[key]
            refusal = cause if isinstance(cause, Exception) else Draining("Deskhand is stopping.")
            running.accepted.set_exception(refusal)
            running.accepted.exception()  # seen, even when nobody waits
            if not isinstance(cause, DeskhandError):
                raise
            return
        if known is not None:
            del self._running[key]
            running.accepted.set_result(known)
            return
        await running.log.append(ChatEvent(started=Started()))
        running.accepted.set_result(None)
        self._launch(running)

    def _launch(self, running: _Running) -> None:
        running.task = asyncio.create_task(self._drive(running))

    async def _drive(self, running: _Running) -> None:
        message = running.message
        lock = self._lock_of(message.thread_id)
        pseudonym = self._parts.pseudonyms.of
        ids = {"thread": pseudonym(message.thread_id), "message": pseudonym(message.message_id)}
        try:
            with about(message.known, **ids):
                async with lock:
                    self._parts.metrics.running_turns.inc()
                    try:
                        is_ours = await self._is_ours(running)
                        await (running.driver.run() if is_ours else running.driver.pass_on())
                    finally:
                        self._parts.metrics.running_turns.dec()
                if is_ours:
                    self._draft_beside(running.driver.case)
        except Exception as cause:
            log("turn").error("turn_lost", exc_info=cause)
            if not running.log.closed:
                text = self._parts.prompts.text("failed.internal", message.locale)
                await running.log.append(ChatEvent(failed=Failed(reason="INTERNAL", text=text)))
        finally:
            self._running.pop((message.thread_id, message.message_id), None)

    def _lock_of(self, thread_id: str) -> asyncio.Lock:
        return self._locks.setdefault(thread_id, asyncio.Lock())

    async def _is_ours(self, running: _Running) -> bool:
        """Whether no person has the thread or is about to."""
        thread_id = running.message.thread_id
        state = await self._parts.store.read(lambda db: threads.state_of(db, thread_id))
        return state != threads.TAKEN and not running.driver.makes_way

    def _draft_beside(self, case: Case) -> None:
        """Has another version draft too, where a flag says so; nobody waits for it.

        What staff try out is no conversation to compare; what no model is asked, or was stopped by
        the shopper, is not for another version to answer.
        """
        is_over = case.is_by_code or case.is_stopped
        if case.message.subject == threads.STAFF or is_over:
            return
        version = case.parts.versions.drafting(
            case.shop.flags, case.message.thread_id, case.route.intent
        )
        if version is None or version.name == case.version.name or self._draining:
            return
        task = asyncio.create_task(draft_beside(case, version))
        self._drafting.add(task)
        task.add_done_callback(self._drafted)

    def _drafted(self, task: asyncio.Task[None]) -> None:
        self._drafting.discard(task)
        if not task.cancelled() and (cause := task.exception()) is not None:
            log("turn").error("draft_lost", exc_info=cause)

    async def _stored(self, message: ShopperMessage) -> turns.Turn | None:
        def read(db: Database) -> turns.Turn | None:
            if threads.owner(db, message.thread_id) != message.subject:
                return None
            return turns.get(db, message.thread_id, message.message_id)

        return await self._parts.store.read(read)

    def _mine(self, thread_id: str, message_id: str, subject: str) -> _Running | None:
        running = self._running.get((thread_id, message_id))
        return running if running is not None and running.message.subject == subject else None

    @staticmethod
    def _waits(running: _Running, event: ChatEvent) -> bool:
        """Whether `event` asks WordPress for something that is still wanted."""
        return event.HasField("tool_request") and running.driver.pending.is_open(
            event.tool_request.call_id
        )


def _draining() -> Draining:
    return Draining("Deskhand is restarting; try again in a moment.")


def _check_same(message: ShopperMessage, subject: str, text_hash: str) -> None:
    if message.subject != subject:
        raise NotFound("There is no such message.")
    if message.text and message.text_hash != text_hash:
        raise Conflict("This message_id was used for another text.")
