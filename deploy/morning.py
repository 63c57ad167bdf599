"""
Made-up visitors and clerks for a demonstration: what they do next, and how long it takes them. Pure.

Each person is a generator that gives what it does (`Wait`, `Say`, `Bring`) and is told what came of it; it knows no clock and no
server. `past` plays them with a clock of its own, `live` over the network, and both play the same people.
"""

from __future__ import annotations

import random
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from server.protocol import TicketReply
from server.queue.route import Stop, route
from sop.model import Catalogue, Counter, Procedure

#: Share of the written minutes that a step really takes, with the visitor and without; each one is spread around it.
USUAL, USUAL_AWAY = 0.7, 0.45
#: Minutes of a step that has no written time.
UNWRITTEN = 4
#: Visitors per counter that serves first steps: one in this many minutes.
MINUTES_BETWEEN = 17.0
#: What happens to so many of a hundred: visitors who ask to go first, who read English, who are not there when called, who must
#: fetch a copy, who are turned down; days-long files that are done today after all.
SHARES = {"priority": 12, "english": 3, "absent": 4, "copy": 4, "rejected": 2, "done early": 33}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Do nothing for `seconds` of an ordinary day."""

    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Bring:
    """A visitor comes for a service. `at_kiosk` False: a clerk issues the number."""

    service: str
    priority: bool
    language: str
    at_kiosk: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """A clerk says a verb at a counter, of a ticket where `ticket` is set; `options` are the fields of its message."""

    verb: str
    counter: str
    ticket: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)


#: What a person is told: the answer, or the code of a refusal; None after a wait.
Told = TicketReply | str | None
Person = Generator[Wait | Bring | Say, Told, None]


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A ticket whose file waits to be worked on while its visitor is away."""

    ticket: str
    lane: str


@dataclass(slots=True)
class World:
    """One office as its made-up people know it. `shelf`: files in the order in which they came."""

    office: str
    procedures: tuple[Procedure, ...]
    counters: tuple[Counter, ...]
    shelf: list[File]
    chance: random.Random
    shares: dict[str, float] = field(default_factory=dict)

    def stop(self, reply: TicketReply) -> Stop:
        """The stop a reply's ticket stands at."""
        procedure = next(each for each in self.procedures if each.id == reply.service)
        return route(procedure)[int(reply.step or 0)]

    def seconds(self, stop: Stop) -> float:
        """How long a stop takes this time."""
        minutes = stop.target.minutes if stop.target is not None and stop.target.minutes else UNWRITTEN
        usual = USUAL if stop.present else USUAL_AWAY
        return max(20.0, minutes * 60 * usual * self.chance.lognormvariate(0, 0.5))

    def happens(self, what: str) -> bool:
        """Whether it happens this time; spread evenly, so that even a short morning has one of each."""
        share = self.shares.get(what, 50.0) + SHARES[what]
        self.shares[what] = share % 100
        return share >= 100

    def put_away(self, reply: TicketReply) -> None:
        """Put a file on the shelf if it goes on without its visitor; two of three days-long ones are left for other days."""
        if reply.state not in ("waiting", "outside") or reply.ticket_id is None or reply.lane is None:
            return
        stop = self.stop(reply)
        if not stop.present and (not stop.days or self.happens("done early")):
            self.shelf.append(File(ticket=reply.ticket_id, lane=reply.lane))


def world(catalogue: Catalogue, office: str, *, chance: random.Random) -> World:
    """An office of the catalogue, with nothing on its shelf. Raises: KeyError."""
    settings = catalogue.office(office)
    return World(
        office=office,
        procedures=catalogue.procedures_at(office),
        counters=settings.counters,
        shelf=[],
        chance=chance,
    )


def staffed(counters: tuple[Counter, ...]) -> tuple[Counter, ...]:
    """Counters at which made-up clerks sit: all but the second, which is kept free for whoever tries the staff page."""
    return counters[:1] + counters[2:]


def free_counter(counters: tuple[Counter, ...]) -> Counter | None:
    """The counter that is kept free; None in an office with one counter."""
    return counters[1] if len(counters) > 1 else None


def visitors(here: World) -> Person:
    """Everybody who comes, one after another, for ever."""
    offered = [each for each in here.procedures if each.kiosk in ("issue", "elsewhere")]
    weights = [6 if each.kiosk == "issue" else 1 for each in offered]
    first_lanes = {route(each)[0].lane for each in offered}
    front = sum(1 for each in staffed(here.counters) if first_lanes & set(each.lanes))
    mean = MINUTES_BETWEEN * 60 / max(1, front)
    while True:
        yield Wait(seconds=min(here.chance.expovariate(1 / mean), 4 * mean))
        chosen = here.chance.choices(offered, weights)[0]
        yield Bring(
            service=chosen.id,
            priority=here.happens("priority"),
            language="en" if here.happens("english") else "id",
            at_kiosk=chosen.kiosk == "issue",
        )


def clerk(here: World, counter: Counter, *, at: TicketReply | None = None) -> Person:
    """
    One clerk's day: call whoever is next, serve, and between visitors work on files; for ever.

    `at`: the ticket that is called or served at the counter already; None where the day begins.
    """
    if at is None:
        yield Say(verb="open", counter=counter.id)
    elif at.state == "called":
        yield from _receive(here, counter, at)
    else:
        yield from _serve(here, counter, at)
    served = 0
    while True:
        file = _take(here, counter)
        if file is not None and served >= 1:
            served = 0
            yield from _work_on(here, counter, file)
            continue
        told = yield Say(verb="call_next", counter=counter.id)
        if isinstance(told, TicketReply):
            if file is not None:
                here.shelf.insert(0, file)
            served += 1
            yield from _receive(here, counter, told)
        elif file is not None:
            served = 0
            yield from _work_on(here, counter, file)
        else:
            yield Wait(seconds=here.chance.uniform(15, 40))
            if told != "nobody_waiting":
                yield Say(verb="open", counter=counter.id)


def _take(here: World, counter: Counter) -> File | None:
    found = next((each for each in here.shelf if each.lane in counter.lanes), None)
    if found is not None:
        here.shelf.remove(found)
    return found


def _receive(here: World, counter: Counter, called: TicketReply) -> Person:
    """Wait for a called visitor to come to the counter, and serve them."""
    ticket = called.ticket_id
    if here.happens("absent"):
        for _ in range(2):
            yield Wait(seconds=here.chance.uniform(30, 50))
            yield Say(verb="recall", counter=counter.id, ticket=ticket)
        yield Wait(seconds=40)
        yield Say(verb="no_show", counter=counter.id, ticket=ticket)
        return
    yield Wait(seconds=here.chance.uniform(8, 30))
    told = yield Say(verb="start", counter=counter.id, ticket=ticket)
    yield from _serve(here, counter, told)


def _work_on(here: World, counter: Counter, file: File) -> Person:
    told = yield Say(verb="start", counter=counter.id, ticket=file.ticket)
    if not isinstance(told, TicketReply):
        yield Wait(seconds=5)
        return
    yield from _serve(here, counter, told)


def _serve(here: World, counter: Counter, told: Told) -> Person:
    """Step after step, as long as the ticket stays at this counter."""
    while isinstance(told, TicketReply) and told.state == "serving" and told.counter == counter.id:
        stop = here.stop(told)
        yield Wait(seconds=here.seconds(stop))
        if stop.present and here.happens("copy"):
            yield Say(verb="hold", counter=counter.id, ticket=told.ticket_id, options={"reason": "fotokopi"})
            yield Wait(seconds=here.chance.uniform(60, 180))
            yield Say(verb="resume", counter=counter.id, ticket=told.ticket_id)
            yield Wait(seconds=30)
        options = {"outcome": "ditolak"} if stop.present and here.happens("rejected") else {}
        told = yield Say(verb="finish", counter=counter.id, ticket=told.ticket_id, options=options)
    if isinstance(told, TicketReply):
        here.put_away(told)
    yield Wait(seconds=here.chance.uniform(5, 20))
