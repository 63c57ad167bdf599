"""
The writer: takes waiting commands, decides them on a fork of their office, appends what they lead to in one durable commit,
and only then lets the fork become the office, answers the callers and announces.

One batch is one transaction for all offices that have commands waiting: lock them, learn what other processes wrote, decide,
append, commit. A process that is alone with its database skips the first two. If it fails, the forks are thrown away and the
batch is tried again one command at a time, so that one bad command fails alone. Deciding happens in the event loop; only rows
go to the one writer thread. Knows no HTTP and no SQL.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from server.clock import Clock
from server.hub import Hub
from server.queue.apply import apply
from server.queue.command import SYSTEM, Command, Refusal
from server.queue.decide import decide, repeated
from server.queue.due import clock_doubtful, due, office_time
from server.queue.event import Event, UnknownEvent, seal
from server.queue.office import Answer, Office
from server.store.journal import Journal, Missed, RequestSeen, StoreFailed
from server.store.loading import load
from server.store.private import rows_of
from server.store.records import Records
from server.store.snapshot import Doubtful, Snapshots, encode, still

log = logging.getLogger(__name__)

T = TypeVar("T")

#: Commands taken into one transaction at most.
BATCH = 256
#: An idle office gets an empty command this often, so that a day rolls without visitors (DESIGN 3: each minute).
TICK_SECONDS = 60.0
#: Events after which an office is kept anew for the next start, where no day has rolled meanwhile.
SNAPSHOT_EVENTS = 5000


def draw_codes() -> tuple[str, ...]:
    """A few random ticket codes of eight digits; one of them will be free."""
    return tuple(f"{secrets.randbelow(100_000_000):08d}" for _ in range(4))


@dataclass(slots=True)
class _Waiting:
    office: str
    command: Command
    answer: asyncio.Future[Answer | None]


class _Fork:
    """One office during one batch: what it would become, and what must be written for that."""

    def __init__(self, office: Office) -> None:
        self.office = office.fork()
        self.events: list[Event] = []
        self.clock_confirmed = False

    def append(self, drafts: list[Any], command: Command, *, now: datetime, records: Records, own: bool) -> None:
        for draft in drafts:
            event = seal(
                draft,
                office=self.office.id,
                seq=self.office.seq + 1,
                previous=self.office.hash,
                at=now,
                actor=command.actor.id if own else SYSTEM.id,
                request_id=command.request_id if own else None,
                request_hash=command.request_hash if own else None,
            )
            records.add(self.office, event, apply(self.office, event))
            self.events.append(event)
            if own and command.texts:
                records.texts += rows_of((event,), command.texts)


class Desk:
    """
    All offices of one server process.

    `writer` runs the database work, one piece at a time and in order: a thread of the desk's own by default. A simulation
    passes one that runs it at once in the caller's thread, so that the same seed gives the same order for ever.
    """

    def __init__(
        self,
        journal: Journal,
        hub: Hub,
        *,
        clock: Clock,
        codes: Callable[[], tuple[str, ...]] = draw_codes,
        writer: Executor | None = None,
        snapshots: Snapshots | None = None,
    ) -> None:
        self.journal = journal
        self.hub = hub
        self.clock = clock
        self.offices: dict[str, Office] = {}
        self.doubted: set[str] = set()
        #: Office → first event found at start that does not fit the one before.
        self.broken: dict[str, int] = {}
        self._codes = codes
        self._queue: asyncio.Queue[_Waiting] = asyncio.Queue()
        # Held from a batch's lock to its commit: other work of the writer would wait there for what only the loop can give.
        self._turn = asyncio.Lock()
        self._heard: dict[str, int] = {}
        self._news = asyncio.Event()
        self._writer = writer or ThreadPoolExecutor(max_workers=1, thread_name_prefix="writer")
        self._own_writer = writer is None
        self._snapshots = snapshots
        self._snapshot_at: dict[str, int] = {}
        self._snapshots_wanted: asyncio.Queue[str] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []

    # -- life ----------------------------------------------------------------------------------------------

    def load(self) -> None:
        """Bring every office to the end of its journal. Raises: UnknownEvent, StoreFailed."""
        for id_ in self.journal.offices():
            found = load(id_, self.journal, self._snapshots)
            office = self.offices[id_] = found.office
            self._snapshot_at[id_] = found.since
            log.info("loaded office=%s seq=%d from=%d", id_, office.seq, found.since)
            if found.broken is not None:
                self.broken[id_] = found.broken
                log.error("journal_broken office=%s seq=%d: run `python -m server verify`", id_, found.broken)
            if clock_doubtful(office, self.clock.now()):
                self.doubted.add(id_)
                log.warning("clock_wrong office=%s last_event=%s clock=%s", id_, office.time, self.clock.now())

    def start(self) -> None:
        """Begin to write. Call once, inside the running event loop, after `load`."""
        self._tasks = [asyncio.create_task(work()) for work in (self._run, self._tick, self._learn_news, self._keep)]
        self._tasks.append(asyncio.create_task(self.journal.follow(self._hear, self._hear_of_all)))

    async def stop(self) -> None:
        """Write what waits, then stop. Nothing may be submitted any more."""
        await self._queue.join()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for id_ in list(self.offices):
            await self._snapshot(id_)
        await self.in_writer(self.journal.close)
        self._writer.shutdown()

    async def in_writer(self, work: Callable[[], T]) -> T:
        """Run blocking database work in the writer thread, between two commits."""
        async with self._turn:
            return await self._do(work)

    async def _do(self, work: Callable[[], T]) -> T:
        done = self._writer.submit(work)
        # A writer without a thread is through already: between a lock and its commit nobody else gets a turn in the loop then.
        return done.result() if done.done() else await asyncio.wrap_future(done)

    # -- snapshots -----------------------------------------------------------------------------------------

    async def _keep(self) -> None:
        while True:
            await self._snapshot(await self._snapshots_wanted.get())

    async def _snapshot(self, id_: str) -> None:
        """Keep an office as it stands for the next start, where something happened since the last time; never a failure."""
        office = self.offices[id_]
        if self._snapshots is None or office.seq == self._snapshot_at.get(id_, 0):
            return
        # Noted at once: a snapshot that cannot be made is not tried again with every command.
        self._snapshot_at[id_] = office.seq
        held, seq, hash_ = still(office), office.seq, office.hash
        try:
            encoding = partial(encode, held)
            body = await (asyncio.to_thread(encoding) if self._own_writer else self._do(encoding))
            await self.in_writer(partial(self._snapshots.save, id_, seq=seq, hash_=hash_, body=body))
        except (Doubtful, StoreFailed) as error:
            log.warning("snapshot office=%s seq=%d not written: %s", id_, seq, error)

    def _want_snapshot(self, office: Office, events: list[Event]) -> None:
        """A new day is when an office holds least; a day that never ends, or a stormy one, is not waited for."""
        rolled = any(event.type == "day_rolled" for event in events)
        if rolled or office.seq - self._snapshot_at.get(office.id, 0) >= SNAPSHOT_EVENTS:
            self._snapshots_wanted.put_nowait(office.id)

    # -- other processes -----------------------------------------------------------------------------------

    async def catch_up(self, office: str | None = None) -> None:
        """
        Take in what other processes committed, in one office or in all, and tell those who follow.

        Nobody has to call it: every batch does it for its offices, and on PostgreSQL each commit of another process is heard of.
        Raises: UnknownEvent, StoreFailed.
        """
        async with self._turn:
            found = [office] if office is not None else await self._do(self.journal.offices)
            for id_ in found:
                self._learn(id_, await self._do(partial(self._tail, id_, after=self._seq(id_))))

    def _tail(self, id_: str, *, after: int) -> list[Event]:
        return list(self.journal.read(id_, after=after))

    def _hear(self, office: str, seq: int) -> None:
        self._heard[office] = max(seq, self._heard.get(office, 0))
        self._news.set()

    def _hear_of_all(self) -> None:
        self._hear("", 1)

    async def _learn_news(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            heard, self._heard = self._heard, {}
            for office, seq in heard.items():
                try:
                    if seq > self._seq(office):
                        await self.catch_up(office or None)
                except (StoreFailed, UnknownEvent) as error:
                    log.error("news office=%s seq=%d not read: %s", office, seq, error)

    def _seq(self, id_: str) -> int:
        known = self.offices.get(id_)
        return known.seq if known is not None else 0

    def _learn(self, id_: str, events: Iterable[Event]) -> None:
        """
        The one way in for what another process wrote, or this one in a commit of unknown outcome. What is known is passed over.

        Raises: StoreFailed when something between is missing.
        """
        office = (self.offices.get(id_) or Office(id_)).fork()
        learnt: list[Event] = []
        for event in events:
            if event.seq <= office.seq:
                continue
            if event.seq != office.seq + 1:
                raise StoreFailed(f"office {id_}: event {event.seq} came after {office.seq}")
            apply(office, event)
            learnt.append(event)
        if learnt:
            self.offices[id_] = office.settle()
            self._announce(office, learnt)

    # -- commands ------------------------------------------------------------------------------------------

    def office(self, id_: str) -> Office:
        """A configured office as committed. Raises: Refusal `office_unknown`."""
        office = self.offices.get(id_)
        if office is None or office.settings is None:
            raise Refusal("office_unknown", status=404, office=id_)
        return office

    def clock_in_doubt(self, id_: str) -> bool:
        """Whether a new service day of this office waits until a person confirms the clock."""
        return self.clock.jumped() or id_ in self.doubted

    async def submit(self, office: str, command: Command) -> Answer | None:
        """
        Have a command decided and committed.

        Returns: what answers the request, also when it was carried out before; None for a command that changed nothing.
        Raises: Refusal; its status is 503 when the disk refused.
        """
        waiting = _Waiting(office, command, asyncio.get_running_loop().create_future())
        self._queue.put_nowait(waiting)
        return await waiting.answer

    async def _tick(self) -> None:
        while True:
            for id_ in list(self.offices):
                try:
                    await self.submit(id_, Command(verb="tick", actor=SYSTEM, request_id=None))
                except Refusal as refusal:
                    log.warning("tick office=%s refused=%s", id_, refusal.code)
            await asyncio.sleep(TICK_SECONDS)

    async def _run(self) -> None:
        while True:
            batch = [await self._queue.get()]
            while len(batch) < BATCH and not self._queue.empty():
                batch.append(self._queue.get_nowait())
            await self._write(batch)
            for _ in batch:
                self._queue.task_done()

    async def _write(self, batch: list[_Waiting]) -> None:
        """Write a batch; on failure, each of its commands alone."""
        try:
            await self._commit(batch)
        except Exception as error:
            if len(batch) == 1:
                await self._fail(batch[0], error)
                return
            log.warning("batch of %d failed, one by one now: %s", len(batch), error)
            for each in batch:
                await self._write([each])

    async def _commit(self, batch: list[_Waiting], *, sure: bool = False) -> None:
        """
        One transaction. `sure`: ask what is really there first, also where nobody else can write.

        Raises: RequestSeen, StoreFailed, and whatever a broken decision raises; nothing has happened then.
        """
        async with self._turn:
            alone = self.journal.alone and not sure
            missed = Missed() if alone else await self._lock(batch)
            try:
                forks, records, answers = self._decide_all(batch, missed)
            except BaseException:
                await self._do(self.journal.release)
                raise
            events = [event for fork in forks.values() for event in fork.events]
            refused = {
                place: (each.office, each.command.request_id)
                for place, (each, answer) in enumerate(zip(batch, answers, strict=True))
                if alone
                and isinstance(answer, Refusal)
                and answer.code != "request_conflict"
                and each.command.request_id is not None
            }
            if events or refused or not alone:
                seen = await self._do(lambda: self._store(events, records, refused))
                for place, answer in seen.items():
                    answers[place] = _again(batch[place].command, answer)
            for id_, fork in forks.items():
                if fork.events:
                    self.offices[id_] = fork.office.settle()
                if fork.clock_confirmed:
                    self.clock.believe()
                    self.doubted.discard(id_)
            for each, resolved in zip(batch, answers, strict=True):
                _resolve(each, resolved)
            for fork in forks.values():
                self._announce(fork.office, fork.events)
                self._want_snapshot(fork.office, fork.events)

    async def _lock(self, batch: list[_Waiting]) -> Missed:
        """Lock the batch's offices and take in what others wrote to them. Raises: UnknownEvent, StoreFailed."""
        standing = {each.office: self._seq(each.office) for each in batch}
        asked: dict[str, set[str]] = {}
        for each in batch:
            if each.command.request_id is not None:
                asked.setdefault(each.office, set()).add(each.command.request_id)
        missed = await self._do(lambda: self.journal.lock(standing, asked))
        try:
            for id_, events in missed.events.items():
                self._learn(id_, events)
        except BaseException:
            await self._do(self.journal.release)
            raise
        return missed

    def _decide_all(
        self, batch: list[_Waiting], missed: Missed
    ) -> tuple[dict[str, _Fork], Records, list[Answer | Refusal | None]]:
        forks: dict[str, _Fork] = {}
        records = Records()
        answers: list[Answer | Refusal | None] = []
        for each in batch:
            fork = forks.get(each.office)
            if fork is None:
                fork = forks[each.office] = _Fork(self.offices.get(each.office) or Office(each.office))
            earlier = missed.answers.get((each.office, each.command.request_id or ""))
            try:
                answers.append(self._decide(fork, each.command, records, earlier))
            except Refusal as refusal:
                answers.append(refusal)
        return forks, records, answers

    def _store(self, events: list[Event], records: Records, refused: dict[int, tuple[str, str]]) -> dict[int, Answer]:
        """Append, and look whether a refused request was carried out on an earlier day. Raises: RequestSeen, StoreFailed."""
        try:
            if events:
                self.journal.append(events, records)
        finally:
            self.journal.release()
        found = {place: self.journal.earlier(office, request_id) for place, (office, request_id) in refused.items()}
        return {place: answer for place, answer in found.items() if answer is not None}

    def _announce(self, office: Office, events: list[Event]) -> None:
        """Tell the followers. What is committed stays so: a view that cannot be made must not look like a failed commit."""
        if not events or office.settings is None or office.day is None:
            return
        try:
            self.hub.announce(office, frozenset(event.type for event in events))
        except Exception:
            log.exception("announce office=%s seq=%d", office.id, office.seq)

    def _decide(self, fork: _Fork, command: Command, records: Records, earlier: Answer | None) -> Answer | None:
        clock = self.clock.now()
        now = office_time(fork.office, clock)
        confirms = command.verb == "confirm_clock" and earlier is None and command.request_id not in fork.office.answers
        believed = confirms or not self.clock_in_doubt(fork.office.id)
        for drafts in due(fork.office, now, clock_believed=believed, wall=clock):
            fork.append(drafts, command, now=now, records=records, own=False)
        if command.request_id is not None:
            again = repeated(command, fork.office.answers.get(command.request_id) or earlier)
            if again is not None:
                return again
        if command.verb in ("issue", "take_complaint", "enter_paper") and not command.codes:
            command = replace(command, codes=self._codes())
        fork.append(decide(fork.office, command, now), command, now=now, records=records, own=True)
        fork.clock_confirmed = fork.clock_confirmed or confirms
        answer = fork.office.answers.get(command.request_id) if command.request_id is not None else None
        if fork.office.day is None:
            # Just configured: it has a service day at once, not only when the next command comes.
            for drafts in due(fork.office, now, clock_believed=True):
                fork.append(drafts, command, now=now, records=records, own=False)
        return answer

    async def _fail(self, waiting: _Waiting, error: Exception) -> None:
        """One command could not be written: was it carried out before, is it perhaps there after all, or is the disk at fault?"""
        if not isinstance(error, (RequestSeen, StoreFailed)):
            log.error("command failed verb=%s office=%s", waiting.command.verb, waiting.office, exc_info=error)
            _resolve(waiting, Refusal("internal", status=500))
            return
        try:
            # Decided anew on what is really there, with the answer the request had before, if it had one. On PostgreSQL the lock
            # also waits until a commit of unknown outcome has become known.
            await self._commit([waiting], sure=True)
        except Exception as again:
            _resolve(waiting, _store_refusal(again))


def _again(command: Command, earlier: Answer) -> Answer | Refusal | None:
    """The answer of an earlier day, or the refusal of the same request id with another body."""
    try:
        return repeated(command, earlier)
    except Refusal as refusal:
        return refusal


def _store_refusal(error: Exception) -> Refusal:
    log.error("store_failed %s", error)
    return Refusal("store_failed", status=503)


def _resolve(waiting: _Waiting, answer: Answer | Refusal | None) -> None:
    if waiting.answer.done():
        return
    if isinstance(answer, Refusal):
        waiting.answer.set_exception(answer)
    else:
        waiting.answer.set_result(answer)
