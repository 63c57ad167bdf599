"""A running desk over a real SQLite file, with clocks moved by hand and a journal that can be told to fail."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from server.desk import Desk
from server.hub import Hub
from server.protocol import plain
from server.queue.apply import apply
from server.queue.command import SYSTEM, Actor, Command
from server.queue.event import Event
from server.queue.office import Answer, Office
from server.store.database import open_engine
from server.store.journal import Journal, Missed, StoreFailed
from server.store.records import Records
from server.store.snapshot import Snapshots
from tests.builders import KIOSK, MADE, MADE_PROCEDURES, HandClock, made_settings, picture


class FailingJournal(Journal):
    """
    The journal on a disk that fails when told to.

    `before` counts appends that fail before anything is written, `after` appends that are committed although the commit
    reports a failure, `poison` request ids whose event no disk takes. `batches` are the sizes of the commits that worked.
    """

    def __init__(self, engine: Engine, *, alone: bool = False) -> None:
        super().__init__(engine, alone=alone)
        self.before = 0
        self.after = 0
        self.poison: set[str] = set()
        self.unreadable = False
        self.batches: list[int] = []

    def append(self, events: Sequence[Event], records: Records) -> None:
        if self.before:
            self.before -= 1
            raise StoreFailed("no space left")
        if any(event.request_id in self.poison for event in events):
            raise StoreFailed("a row nobody takes")
        super().append(events, records)
        self.batches.append(len({event.request_id for event in events}))
        if self.after:
            self.after -= 1
            raise StoreFailed("the commit's answer was lost")

    def lock(self, standing: Mapping[str, int], asked: Mapping[str, Collection[str]]) -> Missed:
        if self.unreadable:
            raise StoreFailed("cannot read")
        return super().lock(standing, asked)

    def earlier(self, office: str, request_id: str) -> Answer | None:
        if self.unreadable:
            raise StoreFailed("cannot read")
        return super().earlier(office, request_id)


class AtOnce(Executor):
    """A writer without a thread: what it is given is done when `submit` returns, in the caller's order."""

    def __init__(self) -> None:
        self.done = 0

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do it now."""
        made: Future[Any] = Future()
        try:
            made.set_result(fn(*args, **kwargs))
        except Exception as error:
            made.set_exception(error)
        self.done += 1
        return made


class Running:
    """A desk with the made-up office, its journal and its clock. `alone`: it is the only one on its database."""

    def __init__(
        self, where: Path | str, clock: HandClock, *, writer: Executor | None = None, alone: bool = False
    ) -> None:
        self.hands = clock
        self.engine = open_engine(where)
        self.journal = FailingJournal(self.engine, alone=alone)
        clock_ = clock.clock()
        self.hub = Hub(clock=clock_.now)
        self.desk = Desk(self.journal, self.hub, clock=clock_, writer=writer, snapshots=Snapshots(self.engine))
        self._codes = 0

    async def start(self) -> None:
        """Load, run, and make the office if it is not there."""
        self.desk.load()
        self.desk.start()
        if MADE not in self.desk.offices:
            await self.say("configure", request_id="configure", actor=SYSTEM, document=plain(made_settings()))
            for procedure in MADE_PROCEDURES:
                await self.say("publish", request_id=procedure.id, actor=SYSTEM, document=plain(procedure))

    async def stop(self) -> None:
        await self.desk.stop()
        self.engine.dispose()

    def command(
        self,
        verb: str,
        *,
        request_id: str,
        actor: Actor = KIOSK,
        body: str = "body",
        ticket: str | None = None,
        counter: str | None = None,
        **options: object,
    ) -> Command:
        return Command(
            verb=verb,
            actor=actor,
            request_id=request_id,
            request_hash=body,
            ticket=ticket,
            counter=counter,
            options=options,
        )

    async def say(self, verb: str, *, request_id: str, office: str = MADE, **said: object) -> Answer:
        """Submit a command and wait for its answer. Raises: Refusal."""
        answer = await self.desk.submit(office, self.command(verb, request_id=request_id, **said))  # type: ignore[arg-type]
        assert answer is not None
        return answer

    async def issue(self, request_id: str, service: str = "satu") -> str:
        """A number. Returns: the number."""
        return str((await self.say("issue", request_id=request_id, service=service)).event.data["ticket"]["number"])

    def office(self) -> Office:
        return self.desk.offices[MADE]

    def sound(self) -> None:
        """Memory equals replay, the chain is whole, records equal the ones made again."""
        replayed = Office(MADE)
        for event in self.journal.read(MADE):
            apply(replayed, event)
        assert picture(replayed) == picture(self.office())
        assert self.journal.verify(MADE) == []
