"""
The people of a simulated office: visitors, clerks, the people of the back rooms, and somebody who presses every button.

Each is a coroutine that lives in simulated seconds and does what people do, mistakes included; none knows a rule. Which
ticket a clerk works on is read from the committed office, as a page would show it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from server.access import Principal, actor
from server.queue.command import Actor
from server.queue.office import Answer, Office
from server.queue.reasons import REASONS
from server.queue.ticket import State, Ticket

if TYPE_CHECKING:
    from tests.simulation.world import World

#: Seconds between two visitors while the office is open, on average.
BETWEEN = 240.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One office of the world, as its people know it."""

    id: str
    services: tuple[str, ...]
    at_desk: tuple[str, ...]
    counters: tuple[str, ...]
    lanes: tuple[str, ...]


def somebody(role: str, id_: str, office: str) -> Actor:
    """The actor of a made-up account or device."""
    return actor(Principal(id=id_, name="", role=role, office=office))


async def visitors(world: World, place: Place) -> None:
    """People who come as long as the door is open, each on a way of their own."""
    chance = world.chance
    while True:
        await asyncio.sleep(chance.expovariate(1 / BETWEEN))
        if world.is_open():
            world.spawn(visitor(world, place))


async def visitor(world: World, place: Place) -> None:
    """One visitor: takes a number, perhaps leaves again, and comes back for the document on a later day."""
    chance = world.chance
    at_kiosk = chance.random() < 0.85
    service = chance.choice(place.services if at_kiosk else place.at_desk)
    who = (
        somebody("kiosk", f"{place.id}-kiosk", place.id)
        if at_kiosk
        else somebody("reception", f"{place.id}-r", place.id)
    )
    answer = await world.network.say(
        place.id,
        "issue",
        actor=who,
        service=service,
        priority=chance.random() < 0.15,
        help=chance.random() < 0.03,
        also=[chance.choice(place.services) for _ in range(chance.randrange(1, 4))] if chance.random() < 0.08 else [],
        files=chance.randrange(2, 13) if chance.random() < 0.05 else 1,
    )
    if isinstance(answer, str):
        return
    ticket = str(answer.event.data["ticket"]["id"])
    if chance.random() < 0.02:
        await asyncio.sleep(chance.uniform(10, 200))
        await world.network.say(place.id, "cancel", actor=who, ticket=ticket, reason="salah_pilih")


async def reception(world: World, place: Place) -> None:
    """Now and then a sheet of paper numbers is found and entered, with the times as they stand on it, some of them wrongly."""
    chance, me = world.chance, somebody("reception", f"{place.id}-r", place.id)
    while True:
        await asyncio.sleep(chance.uniform(5_000, 40_000))
        day = world.today() - timedelta(days=chance.choice((0, 0, 1, 5, 9)))
        for running in range(1, chance.randrange(2, 6)):
            arrived = chance.randrange(7 * 60 + 30, 15 * 60)
            await world.network.say(
                place.id,
                "enter_paper",
                actor=me,
                running=running + chance.randrange(0, 30),
                service=chance.choice(place.at_desk),
                day=day.isoformat(),
                arrived=f"{arrived // 60:02d}:{arrived % 60:02d}",
                finished=f"{(arrived + 20) // 60:02d}:{(arrived + 20) % 60:02d}" if chance.random() < 0.5 else None,
            )


async def clerk(world: World, place: Place, counter: str, number: int) -> None:
    """A clerk who sits at a counter during office hours, calls, serves, and does files while nobody waits."""
    chance, me = world.chance, somebody("senior" if number == 0 else "clerk", f"{place.id}-c{number}", place.id)
    say = world.network.say
    while True:
        if not world.is_open():
            office = world.office(place.id)
            seat = office.seats.get(counter) if office is not None else None
            if seat is not None and seat.clerk == me.id and seat.ticket is None:
                await say(place.id, "close", actor=me, counter=counter)
            await asyncio.sleep(chance.uniform(300, 1500))
            continue
        office = world.office(place.id)
        if office is None:
            await asyncio.sleep(20)
            continue
        seat = office.seats.get(counter)
        if seat is None:
            await asyncio.sleep(600)
            continue
        if seat.clerk != me.id or seat.pause is not None:
            if seat.clerk is None or seat.clerk == me.id or chance.random() < 0.02:
                await say(place.id, "open", actor=me, counter=counter, take_over=True)
            await asyncio.sleep(chance.uniform(5, 60))
            continue
        if seat.ticket is not None:
            await serve(world, place, counter, me, seat.ticket)
            continue
        if chance.random() < 0.01:
            await say(place.id, "pause", actor=me, counter=counter, reason=chance.choice(REASONS["pause"]))
            await asyncio.sleep(chance.uniform(120, 900))
            continue
        called = await say(place.id, "call_next", actor=me, counter=counter)
        if isinstance(called, Answer):
            continue
        file = a_file(world, place, seat.lanes)
        if file is not None:
            await say(place.id, "start", actor=me, ticket=file.id, counter=counter)
        await asyncio.sleep(chance.uniform(20, 120))


async def serve(world: World, place: Place, counter: str, me: Actor, id_: str) -> None:
    """What a clerk does with the ticket at the counter."""
    chance, say = world.chance, world.network.say
    office = world.office(place.id)
    ticket = office.tickets.get(id_) if office is not None else None
    if ticket is None:
        await asyncio.sleep(5)
        return
    if ticket.state is State.CALLED:
        await asyncio.sleep(chance.uniform(5, 40))
        if chance.random() < 0.9:
            await say(place.id, "start", actor=me, ticket=id_, counter=counter)
            return
        for verb in ("recall", "recall", "no_show"):
            await asyncio.sleep(chance.uniform(15, 40))
            await say(place.id, verb, actor=me, ticket=id_, counter=counter)
        if chance.random() < 0.4:
            await asyncio.sleep(chance.uniform(30, 900))
            await say(place.id, "reinstate", actor=me, ticket=id_)
        return
    await asyncio.sleep(chance.uniform(30, 500))
    await end_step(world, place, counter, me, ticket)


async def end_step(world: World, place: Place, counter: str | None, me: Actor, ticket: Ticket) -> None:
    """How a stretch of work ends; now and then it was a mistake, and is taken back."""
    await end_step_once(world, place, counter, me, ticket)
    if world.chance.random() < 0.06:
        await asyncio.sleep(world.chance.uniform(2, 80))
        await world.network.say(place.id, "undo", actor=me, ticket=ticket.id)


async def end_step_once(world: World, place: Place, counter: str | None, me: Actor, ticket: Ticket) -> None:
    """Mostly finished, now and then otherwise."""
    chance, say = world.chance, world.network.say
    what = chance.random()
    if what < 0.82:
        then = chance.choices(("auto", "pass_on", "keep", "hand_over"), (80, 10, 5, 5))[0]
        outcome = chance.choices((None, "ditolak", "naik", "selesai"), (92, 2, 3, 3))[0]
        typed = f"{chance.randrange(1, 4000)}/{chance.randrange(1, 99)}" if chance.random() < 0.98 else None
        await say(
            place.id,
            "finish",
            actor=me,
            ticket=ticket.id,
            counter=counter,
            then=then,
            outcome=outcome,
            register_number=typed,
        )
    elif what < 0.90:
        await say(place.id, "hold", actor=me, ticket=ticket.id, reason=chance.choice(REASONS["hold"]))
        await asyncio.sleep(chance.uniform(30, 1200))
        back = counter if chance.random() < 0.5 else None
        await say(place.id, "resume", actor=me, ticket=ticket.id, counter=back)
    elif what < 0.95:
        to: dict[str, str] = chance.choice(
            (
                {"lane": chance.choice(place.lanes)},
                {"to_counter": chance.choice(place.counters)},
                {"to_person": f"{place.id}-c{chance.randrange(len(place.counters))}"},
            )
        )
        await say(place.id, "transfer", actor=me, ticket=ticket.id, **to)
    elif what < 0.98:
        await say(place.id, "change_service", actor=me, ticket=ticket.id, service=chance.choice(place.services))
    elif what < 0.985:
        await say(place.id, "hand_over", actor=me, ticket=ticket.id)
    elif what < 0.992:
        await say(place.id, "return_file", actor=me, ticket=ticket.id, missing=["berkas_kurang"])
    else:
        await say(place.id, "send_back", actor=me, ticket=ticket.id, reason="salah_ketik")


def a_file(world: World, place: Place, lanes: tuple[str, ...]) -> Ticket | None:
    """A file that waits in one of the lanes without its visitor; None when there is none."""
    office = world.office(place.id)
    if office is None:
        return None
    found = [each for each in office.tickets.values() if each.lane in lanes and waits_alone(office, each)]
    return world.chance.choice(found) if found else None


def waits_alone(office: Office, ticket: Ticket) -> bool:
    """Whether a file can be taken up without a call."""
    return ticket.state in (State.WAITING, State.OUTSIDE) and not office.visitor_here(ticket)


async def back_room(world: World, place: Place, lane: str) -> None:
    """Somebody without a counter (a Camat, an operator elsewhere) who works through what waits in a lane."""
    chance, say = world.chance, world.network.say
    me = somebody("clerk", f"{place.id}-{lane}", place.id)
    while True:
        await asyncio.sleep(chance.uniform(120, 1800))
        if not world.is_open():
            continue
        file = a_file(world, place, (lane,))
        if file is None or (file.due is not None and chance.random() < 0.7):
            continue
        await say(place.id, "start", actor=me, ticket=file.id)
        await asyncio.sleep(chance.uniform(20, 400))
        await end_step(world, place, None, me, file)


async def returner(world: World, place: Place) -> None:
    """Visitors who come back by their code: with what was missing, for a document that is ready, or after a night at home."""
    chance, say = world.chance, world.network.say
    kiosk, desk = somebody("kiosk", f"{place.id}-kiosk", place.id), somebody("reception", f"{place.id}-r", place.id)
    senior = somebody("senior", f"{place.id}-senior", place.id)
    while True:
        await asyncio.sleep(chance.uniform(100, 1500))
        office = world.office(place.id)
        if office is None or not world.is_open():
            continue
        away = [
            each
            for each in office.tickets.values()
            if each.state in (State.RETURNED, State.READY) or (each.state is State.WAITING and each.gone)
        ]
        if not away:
            continue
        ticket = chance.choice(away)
        if chance.random() < 0.9:
            who = kiosk if chance.random() < 0.7 else desk
            code = ticket.code if chance.random() < 0.97 else "00000000"
            await say(place.id, "re_enter", actor=who, code=code)
        elif ticket.state is State.READY:
            await say(place.id, "hand_over", actor=senior, ticket=ticket.id)


async def meddler(world: World, place: Place) -> None:
    """Somebody who says anything to any ticket; nearly all of it is refused, and nothing of it may break anything."""
    chance, say = world.chance, world.network.say
    verbs = ("call_chosen", "recall", "start", "finish", "hold", "resume", "transfer", "change_service", "no_show",
             "reinstate", "hand_over", "cancel", "ask_slip", "undo", "void", "return_file", "re_enter", "send_back")  # fmt: skip
    roles = ("senior", "clerk", "reception")
    while True:
        await asyncio.sleep(chance.uniform(60, 900))
        office = world.office(place.id)
        if office is None or not office.tickets:
            continue
        me = somebody(chance.choice(roles), f"{place.id}-m", place.id)
        verb = chance.choice(verbs)
        ticket = chance.choice(list(office.tickets.values()))
        reasons = REASONS.get(verb)
        await say(
            place.id,
            verb,
            actor=me,
            ticket=ticket.id if chance.random() < 0.97 else "nobody",
            counter=chance.choice((None, *place.counters)),
            reason=chance.choice(reasons) if reasons and chance.random() < 0.8 else None,
            lane=chance.choice((None, *place.lanes)),
            to_counter=chance.choice((None, None, *place.counters)),
            service=chance.choice(place.services),
            outcome=chance.choice((None, None, "ditolak", "naik", "selesai", "TMS")),
            then=chance.choice(("auto", "pass_on", "keep", "hand_over")),
            missing=chance.choice((None, ["berkas_kurang"], ["d1"], ["no_such_thing"])),
        )


async def head(world: World, place: Place) -> None:
    """The head of office: closes and opens days, stops the clock, says what becomes of those who wait."""
    chance, say = world.chance, world.network.say
    me = somebody("head", f"{place.id}-head", place.id)
    while True:
        await asyncio.sleep(chance.uniform(1_500, 25_000))
        what = chance.random()
        if what < 0.3:
            day = world.today() + timedelta(days=chance.randrange(1, 9))
            open_ = chance.random() < 0.5
            hours = [{"opens": "08:00", "closes": "11:00"}] if open_ else []
            kind = "buka_khusus" if open_ else chance.choice(("libur_nasional", "cuti_bersama", "libur_daerah"))
            special = {
                "day": day.isoformat(),
                "kind": kind,
                "open": open_,
                "hours": hours,
                "name": "",
                "source": "kantor",
            }
            await say(place.id, "set_days", actor=me, days=[special], remove=[])
        elif what < 0.4:
            await say(place.id, "set_days", actor=me, days=[], remove=[(world.today() + timedelta(days=2)).isoformat()])
        elif what < 0.8:
            services = [chance.choice(place.services)] if chance.random() < 0.4 else []
            lanes = [chance.choice(place.lanes)] if chance.random() < 0.4 else []
            await say(place.id, "stop_clock", actor=me, services=services, lanes=lanes, reason=None)
            await asyncio.sleep(chance.choice((300, 3_000, 40_000)) * chance.uniform(0.5, 2))
            await say(place.id, "go_on", actor=me)
        else:
            await say(place.id, "close_day_rule", actor=me, rule=chance.choice(("serve_all", "first_tomorrow")))
