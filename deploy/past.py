"""
A morning that is over: made-up people played through the real `decide` into a fresh data folder, with a clock of its own.

What comes out is an ordinary journal, as if the server had run since the morning began. Opens no port; the server must not run.
"""

from __future__ import annotations

import heapq
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from deploy.morning import Bring, Person, Say, Told, Wait, World, clerk, staffed, visitors
from server import access
from server.access import Principal
from server.clock import Clock
from server.gate.context import House, reply
from server.program import load_first_catalogue, open_program
from server.protocol import NewAccount, TicketReply
from server.queue.command import Actor, Command, Refusal
from server.queue.office import Office

#: How long the past is at most.
LONGEST = timedelta(hours=4)
#: When a morning begins, unless it is earlier than that.
OPENING = time(7, 30)


class _Hands:
    """A clock moved by hand; its steady seconds move with it, so that nothing looks like a jump."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def wall(self) -> datetime:
        return self.at

    def steady(self) -> float:
        return self.at.timestamp()


def morning_before(now: datetime, *, zone: ZoneInfo) -> datetime:
    """
    When the past of a demonstration at `now` begins: 07.30, or `LONGEST` ago in the afternoon, evening and night.

    Always in the service day of `now`: shortly after midnight the past is those few minutes. Returns: an aware UTC time.
    """
    here = now.astimezone(zone)
    midnight = here.replace(hour=0, minute=0, second=0, microsecond=0)
    opening = here.replace(hour=OPENING.hour, minute=OPENING.minute, second=0, microsecond=0)
    begin = max(midnight, here - LONGEST)
    if here >= opening + timedelta(hours=1):
        begin = max(begin, opening)
    return begin.astimezone(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """How a past ends: tickets issued, and office → counter → the ticket that is called or served there."""

    issued: int
    seated: Mapping[str, Mapping[str, TicketReply]]


async def play(
    data: Path, worlds: Sequence[World], accounts: Sequence[NewAccount], *, begin: datetime, end: datetime
) -> Past:
    """
    Play every world from `begin` to `end` (aware) and close the folder again.

    Args:
        accounts: people to be made; a clerk who sits at counter 3 of an office is that office's `clerk_name`.

    Raises: AlreadyRunning, OSError.
    """
    hands = _Hands(begin)
    opened = open_program(data, clock=Clock(wall=hands.wall, steady=hands.steady))
    desk = opened.house.desk
    desk.start()
    try:
        await load_first_catalogue(opened.house)
        actors = _make_people(opened.house, accounts, now=begin)
        issued = 0
        due: list[tuple[datetime, int, World, Person, Actor, Told]] = []
        for here in worlds:
            people = [(visitors(here), _kiosk(here.office))]
            people += [(clerk(here, each), actors[here.office, clerk_name(each.id)]) for each in staffed(here.counters)]
            for person, actor in people:
                heapq.heappush(due, (begin + timedelta(seconds=len(due) * 7), len(due), here, person, actor, None))
        order = len(due)
        while due and due[0][0] < end:
            hands.at, _, here, person, actor, told = heapq.heappop(due)
            step = person.send(told)
            while not isinstance(step, Wait):
                issued += isinstance(step, Bring)
                step = person.send(await _carry_out(opened.house, here.office, step, actor, actors))
            order += 1
            heapq.heappush(due, (hands.at + timedelta(seconds=step.seconds), order, here, person, actor, None))
        return Past(issued=issued, seated={here.office: _seated(desk.offices[here.office]) for here in worlds})
    finally:
        await desk.stop()
        opened.close()


def _seated(office: Office) -> dict[str, TicketReply]:
    tickets = ((seat.counter, office.tickets[seat.ticket]) for seat in office.seats.values() if seat.ticket is not None)
    return {
        counter: TicketReply(
            seq=office.seq,
            ticket_id=ticket.id,
            number=ticket.number,
            state=ticket.state.value,
            service=ticket.service,
            lane=ticket.lane,
            counter=counter,
            step=str(ticket.step),
        )
        for counter, ticket in tickets
    }


def clerk_name(counter: str) -> str:
    """What the made-up clerk of a counter is called."""
    return f"Petugas {counter}"


def _kiosk(office: str) -> Actor:
    return access.actor(Principal(id="kiosk-contoh", name="Kiosk", role="kiosk", office=office))


def _make_people(house: House, accounts: Sequence[NewAccount], *, now: datetime) -> dict[tuple[str, str], Actor]:
    made: dict[tuple[str, str], Actor] = {}
    for each in accounts:
        account = house.accounts.create(
            name=each.name,
            role=each.role,
            office=each.office,
            now=now,
            password=each.password,
            pin=each.pin,
            lanes=each.lanes,
        )
        principal = Principal(id=account.id, name=account.name, role=account.role, office=account.office)
        made[each.office or "", each.name] = access.actor(principal)
    return made


async def _carry_out(
    house: House, office: str, step: Bring | Say, actor: Actor, actors: dict[tuple[str, str], Actor]
) -> Told:
    options: dict[str, Any]
    if isinstance(step, Bring):
        verb, ticket, counter = "issue", None, None
        options = {"service": step.service, "priority": step.priority, "language": step.language}
        if not step.at_kiosk:
            actor = next(each for (where, _), each in actors.items() if where == office)
    else:
        verb, ticket, counter, options = step.verb, step.ticket, step.counter, dict(step.options)
    request = uuid.uuid4().hex
    command = Command(
        verb=verb,
        actor=actor,
        request_id=request,
        request_hash=request,
        ticket=ticket,
        counter=counter,
        options=options,
    )
    try:
        answer = await house.desk.submit(office, command)
    except Refusal as refusal:
        return refusal.code
    assert answer is not None
    return reply(answer)
