"""
A simulated world: real desks over a real database, made-up people, weeks of time, and whatever goes wrong in an office.

Nothing of ours is replaced: commands go through `Desk.submit`, decisions through `decide`, events through the journal's commit.
Simulated are only what lies outside: the clock, the network, the disk's delay, the people. A seed says everything.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from server.clock import Clock
from server.desk import Desk
from server.hub import Hub
from server.protocol import plain
from server.queue.apply import replay
from server.queue.command import SYSTEM, Command, Refusal
from server.queue.office import Office
from server.store.database import open_engine, reading
from server.store.journal import RECORD_TABLES, Journal
from sop.model import OpenHours, Register, RegisterRule
from tests.builders import catalogue, picture, words
from tests.simulation import boards, people
from tests.simulation.auditor import Auditor, Violation
from tests.simulation.loop import SimulatedLoop, SlowDisk
from tests.simulation.network import Network, Process, Servers
from tests.simulation.sharing import Lock, SharedJournal

JAKARTA = ZoneInfo("Asia/Jakarta")
#: A Thursday morning; weekends come soon.
BEGIN = datetime(2026, 11, 19, 0, 30, tzinfo=UTC)
#: Monday to Thursday 07.30 to 15.30, Friday to 15.00, with the breaks of Perpres 21/2023.
HOURS = (
    *(
        each
        for day in range(4)
        for each in (
            OpenHours(weekday=day, opens="07:30", closes="12:00"),
            OpenHours(weekday=day, opens="13:00", closes="15:30"),
        )
    ),
    OpenHours(weekday=4, opens="07:30", closes="11:30"),
    OpenHours(weekday=4, opens="13:00", closes="15:00"),
)
#: Two books: one of numbers the office gives, in the middle of its year, and one of paper.
REGISTERS = (
    Register(
        id="agenda",
        name=words("Agenda"),
        mode="automatic",
        number_format="{number:03}/{year}",
        start=41,
        start_year=2026,
    ),
    Register(id="buku", name=words("Buku"), mode="paper"),
)


class World:
    """One seed's world."""

    def __init__(self, seed: int, *, folder: Path, loop: SimulatedLoop, offices: int = 2) -> None:
        self.seed = seed
        self.chance = random.Random(seed)
        self.loop = loop
        self.engine: Engine = open_engine(folder / "simulated.db")
        self.servers = Servers()
        self.lock = Lock()
        # Every second world has two server processes on one database.
        self.processes = 1 + seed % 2
        self.auditor = Auditor()
        self.network = Network(self.servers, self.auditor, self.chance)
        self.skew = timedelta(0)
        self.deaths = 0
        self.jumps = 0
        self._people: set[asyncio.Task[None]] = set()
        self._fault: BaseException | None = None
        self._seen: dict[str, int] = {}
        chosen = self.chance.sample([each.id for each in catalogue().offices if not each.practice], offices)
        self.places = tuple(_place(office) for office in sorted(chosen))

    # -- time ---------------------------------------------------------------------------------------------------

    def wall(self) -> datetime:
        """The wall clock, right or wrong."""
        return BEGIN + timedelta(seconds=self.loop.time()) + self.skew

    def is_open(self) -> bool:
        """Whether people come to work, by the true time."""
        now = (BEGIN + timedelta(seconds=self.loop.time())).astimezone(JAKARTA)
        return any(each.weekday == now.weekday() and each.opens <= f"{now:%H:%M}" < each.closes for each in HOURS)

    def today(self) -> date:
        """The true date in the office."""
        return (BEGIN + timedelta(seconds=self.loop.time())).astimezone(JAKARTA).date()

    # -- servers ------------------------------------------------------------------------------------------------

    def office(self, id_: str) -> Office | None:
        """The committed office as a page of some server shows it; None while none is up."""
        if not self.servers.up:
            return None
        return self.chance.choice(self.servers.up).desk.offices.get(id_)

    async def server_starts(self) -> Process:
        """Another process comes up and reads the journal."""
        disk = SlowDisk(self.loop, self.chance)
        clock = Clock(wall=self.wall, steady=self.loop.time)
        journal = SharedJournal(self.engine, self.lock, alone=self.processes == 1)
        desk = Desk(journal, Hub(clock=clock.now), clock=clock, writer=disk)
        desk.load()
        before = asyncio.all_tasks()
        desk.start()
        process = Process(desk, disk, self.loop.create_future(), asyncio.all_tasks() - before)
        self.servers.comes(process)
        return process

    def server_dies(self, process: Process) -> None:
        """Killed: whatever it was about to answer is never answered."""
        self.servers.goes(process)
        process.disk.dead = True
        process.desk.journal.close()
        for task in process.tasks:
            task.cancel()
        process.died.set_result(None)
        self.deaths += 1

    async def fate(self) -> None:
        """Servers die and come back, clocks are set wrong and right again, power fails for a night or three."""
        while True:
            await asyncio.sleep(self.chance.expovariate(1 / 14_400))
            what = self.chance.random()
            if what < 0.6:
                dying = list(self.servers.up)
                if len(dying) > 1 and self.chance.random() < 0.7:
                    dying = [self.chance.choice(dying)]
                for process in dying:
                    self.server_dies(process)
                dark = self.chance.choice((3, 30, 600, 40_000, 200_000) if what < 0.1 else (3, 30, 600))
                await asyncio.sleep(dark * self.chance.uniform(0.5, 1.5))
                while len(self.servers.up) < self.processes:
                    await self.server_starts()
            elif what < 0.8:
                self.skew = timedelta(seconds=self.chance.choice((-90_000, -7200, -30, 30, 7200, 90_000)))
                self.jumps += 1
                await asyncio.sleep(self.chance.uniform(60, 7200))
                self.skew = timedelta(0)
                for place in self.places:
                    await self.network.say(place.id, "confirm_clock", actor=SYSTEM)
            else:
                self._look()

    def events_by_type(self) -> Counter[str]:
        """How many events of each type were committed, in all offices together."""
        return sum((books.by_type for books in self.auditor.books.values()), Counter())

    # -- running ------------------------------------------------------------------------------------------------

    def spawn(self, person: Coroutine[Any, Any, None]) -> None:
        """Let somebody live; what goes wrong with them ends the world."""
        task = self.loop.create_task(person)
        self._people.add(task)
        task.add_done_callback(self._gone)

    def _gone(self, task: asyncio.Task[None]) -> None:
        self._people.discard(task)
        if not task.cancelled() and task.exception() is not None and self._fault is None:
            self._fault = task.exception()

    def _rules(self, place: people.Place) -> tuple[RegisterRule, ...]:
        """Every row that takes a number takes the office's; those of one service are in the book of paper."""
        return (RegisterRule(book="agenda"), RegisterRule(book="buku", procedure=self.chance.choice(place.at_desk)))

    async def _configure(self) -> None:
        for place in self.places:
            settings = replace(
                catalogue().office(place.id),
                hours=HOURS,
                registers=REGISTERS,
                register_rules=self._rules(place),
                returned_days=self.chance.choice((0, 2, 5)),
            )
            await self.network.say(place.id, "configure", actor=SYSTEM, document=plain(settings))
            for procedure in catalogue().procedures_at(place.id):
                await self.network.say(place.id, "publish", actor=SYSTEM, document=plain(procedure))
            monday = {
                "day": "2026-11-23",
                "kind": "libur_daerah",
                "open": False,
                "hours": [],
                "name": "",
                "source": "kantor",
            }
            await self.network.say(place.id, "set_days", actor=SYSTEM, days=[monday], remove=[])

    async def live(self, days: float) -> None:
        """Let `days` go by. Raises: Violation, or whatever broke."""
        for _ in range(self.processes):
            await self.server_starts()
        await self._configure()
        for place in self.places:
            self.spawn(boards.board(self, place))
            self.spawn(people.visitors(self, place))
            self.spawn(people.returner(self, place))
            self.spawn(people.meddler(self, place))
            self.spawn(people.head(self, place))
            self.spawn(people.reception(self, place))
            for number, counter in enumerate(place.counters):
                self.spawn(people.clerk(self, place, counter, number))
            for lane in place.lanes:
                self.spawn(people.back_room(self, place, lane))
        self.spawn(self.fate())
        end = self.loop.time() + days * 86_400
        while self.loop.time() < end:
            await asyncio.sleep(30)
            self._look()
            if self._fault is not None:
                raise self._fault
        for task in list(self._people):
            task.cancel()
        await asyncio.gather(*self._people, return_exceptions=True)
        if not self.servers.up:
            await self.server_starts()
        await self._settle()

    def _look(self) -> None:
        """Have the auditor read what was committed since. Raises: Violation."""
        if self.lock.broken is not None:
            raise self.lock.broken
        journal = Journal(self.engine)
        for place in self.places:
            office = self.office(place.id)
            if office is not None and office.seq == self._seen.get(place.id):
                continue
            events = list(journal.read(place.id, after=self._seen.get(place.id, 0)))
            self.auditor.see(place.id, events)
            if events:
                self._seen[place.id] = events[-1].seq
            office = self.office(place.id)
            if office is not None:
                self.auditor.nobody_forgotten(place.id, office)

    async def _settle(self) -> None:
        """At the end: memory equals the journal, the records equal themselves made again, every promise was kept."""
        for process in list(self.servers.up[1:]):
            # Their last batch is through, and they let go of the database.
            await process.desk.stop()
            self.servers.goes(process)
        desk = self.servers.up[0].desk
        for place in self.places:
            try:
                await desk.submit(place.id, Command(verb="tick", actor=SYSTEM, request_id=None))
            except Refusal as refusal:
                raise Violation("nothing of ours breaks", None, f"{place.id} tick: {refusal.code}") from refusal
        self._look()
        await desk.stop()
        journal = Journal(self.engine)
        for place in self.places:
            events = list(journal.read(place.id))
            if picture(replay(place.id, events)) != picture(desk.offices[place.id]):
                raise Violation("memory equals the journal", None, place.id)
            if faults := journal.verify(place.id):
                raise Violation("the journal is whole", None, faults[0])
            stored = self._records(place.id)
            journal.rebuild(place.id)
            if stored != self._records(place.id):
                raise Violation("records equal themselves made again", None, place.id)
            self.auditor.check_promises(place.id, {event.seq: event.text for event in events})

    def _records(self, office: str) -> dict[str, list[tuple[Any, ...]]]:
        with reading(self.engine) as connection:
            return {
                table: sorted(
                    (
                        tuple(row)
                        for row in connection.exec_driver_sql(f"SELECT * FROM {table} WHERE office = ?", (office,))
                    ),
                    key=repr,
                )
                for table in RECORD_TABLES
            }


def _place(office: str) -> people.Place:
    settings = catalogue().office(office)
    procedures = catalogue().procedures_at(office)
    return people.Place(
        id=office,
        services=tuple(each.id for each in procedures if each.kiosk == "issue")
        or tuple(each.id for each in procedures),
        at_desk=tuple(each.id for each in procedures),
        counters=tuple(each.id for each in settings.counters),
        lanes=tuple(each.id for each in settings.lanes if not each.applicant),
    )


def memory_folder() -> Path | None:
    """A folder in memory where the machine has one: processes die in a simulation, the machine does not. None: the usual one."""
    shared = Path("/dev/shm")
    return shared if shared.is_dir() and os.access(shared, os.W_OK) else None


def simulate(seed: int, *, days: float, folder: Path, offices: int = 2) -> World:
    """Run a world. Returns: the world as it ended. Raises: Violation and whatever broke, with the seed in a note."""
    loop = SimulatedLoop()
    asyncio.set_event_loop(loop)
    world = None
    try:
        world = World(seed, folder=folder, loop=loop, offices=offices)
        loop.run_until_complete(world.live(days))
        return world
    except BaseException as error:
        error.add_note(f"seed {seed}: make simulate SEED={seed} DAYS={days:g}")
        raise
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        if world is not None:
            world.engine.dispose()
        asyncio.set_event_loop(None)
        loop.close()
