"""A real house whose clock is moved by hand: a day is played through the desk into a real database file, then read back."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from server.clock import Clock
from server.program import Program, open_program
from server.protocol import plain
from server.queue.command import SYSTEM, Actor, Command
from server.queue.office import Answer
from sop.load import load_catalogue

WIB = ZoneInfo("Asia/Jakarta")
#: A Friday.
DAY = date(2026, 11, 20)


class HandClock:
    """Wall clock and steady clock that only the test moves, together."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def clock(self) -> Clock:
        return Clock(wall=lambda: self.at, steady=lambda: self.at.timestamp())


def at(text: str, *, day: date = DAY) -> datetime:
    """`08:15` or `08:15:30` of a day at the office."""
    return datetime.combine(day, time.fromisoformat(text), tzinfo=WIB)


class Played:
    """One office of the catalogue being played."""

    def __init__(self, program: Program, hand: HandClock, office: str) -> None:
        self.program, self.hand, self.office = program, hand, office
        self._ids = count(1)

    async def say(
        self,
        verb: str,
        when: datetime,
        *,
        ticket: str | None = None,
        counter: str | None = None,
        actor: Actor = SYSTEM,
        **options: Any,
    ) -> Answer | None:
        """Carry a command out at `when`, never before the last one."""
        assert when >= self.hand.at
        self.hand.at = when
        office = self.program.house.desk.offices.get(self.office)
        said_to = office.tickets.get(ticket or "") if office is not None else None
        place = counter or (said_to.counter if said_to is not None else None) or ""
        seat = office.seats.get(place) if office is not None else None
        if verb != "open" and actor is SYSTEM and seat is not None and seat.clerk is not None:
            # Said at a counter, or to who is there, by nobody in particular, it is said by whoever sits there.
            actor = replace(SYSTEM, id=seat.clerk)
        request = f"r{next(self._ids):04d}"
        command = Command(
            verb=verb,
            actor=actor,
            request_id=request,
            request_hash=request,
            ticket=ticket,
            counter=counter,
            options=options,
        )
        return await self.program.house.desk.submit(self.office, command)

    async def issue(self, when: datetime, service: str, **options: Any) -> str:
        """A number taken at `when`. Returns: the ticket's id."""
        answer = await self.say("issue", when, service=service, **options)
        assert answer is not None
        return str(answer.event.data["ticket"]["id"])

    async def sit(self, when: datetime, counter: str, *, clerk: str, lanes: tuple[str, ...] | None = None) -> None:
        """A clerk opens a counter."""
        await self.say(
            "open", when, counter=counter, actor=Actor(id=clerk, permissions=SYSTEM.permissions), lanes=lanes
        )


@asynccontextmanager
async def playing(folder: Path, *, office: str, begins: datetime) -> AsyncIterator[Played]:
    """A house with one office of the catalogue and nothing else, its desk running."""
    hand = HandClock(begins - timedelta(hours=1))
    program = open_program(folder, clock=hand.clock())
    desk = program.house.desk
    desk.start()
    played = Played(program, hand, office)
    catalogue = load_catalogue()
    await played.say("configure", hand.at, document=plain(catalogue.office(office)))
    for procedure in catalogue.procedures_at(office):
        await played.say("publish", hand.at, document=plain(procedure))
    hand.at = begins
    try:
        yield played
    finally:
        await desk.stop()
        program.close()
