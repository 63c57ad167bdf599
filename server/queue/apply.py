"""
apply(office, event): moves an office by one event.

It copies what the event says and looks up no rule; the little it keeps beside (who sits where, how many wait) is a count of
the tickets themselves. What an event of a type does besides moving its ticket is in `EFFECTS`, one function a type.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from server.protocol import from_plain
from server.queue.absence import absence_of
from server.queue.calendar import Calendar, Span, SpecialDay
from server.queue.event import Event
from server.queue.office import (
    CALLS_KEPT,
    SHEETS_KEPT,
    SLIPS_KEPT,
    Answer,
    CallMade,
    LastAction,
    Office,
    Place,
    Seat,
    SlipOrder,
    Version,
)
from server.queue.opening import Opening
from server.queue.private import Kept
from server.queue.register import YEARS_KEPT, entry_of, voided
from server.queue.route import route
from server.queue.stoppage import Stoppage, still_needed
from server.queue.ticket import ENDED, SEATED, State, Ticket
from sop.model import Office as Settings
from sop.model import Procedure

#: Where somebody stands in line: which line (its lane, whether they go first), and the place in it.
_Standing = tuple[tuple[str, bool], Place]
Effect = Callable[[Office, Event, Ticket | None], None]

_OF_COUNTERS = frozenset({"counter_opened", "counter_paused", "counter_closed"})


class Moved(NamedTuple):
    """What an event moved, before and after: a ticket, a counter's seat, or neither (all None)."""

    ticket_before: Ticket | None = None
    ticket_after: Ticket | None = None
    seat_before: Seat | None = None
    seat_after: Seat | None = None


def apply(office: Office, event: Event) -> Moved:
    """Move an office (a fork, or one being replayed) by one event."""
    data = event.data
    before = after = None
    of_counter = event.type in _OF_COUNTERS
    seat_before = office.seats.get(data["counter"]) if of_counter else None
    if "ticket" in data:
        before, after = _move_ticket(office, event)
    if "register" in data:
        _registered(office, event, before if event.type == "service_ended" else after)
    if "private" in data:
        _text_kept(office, event)
    effect = EFFECTS.get(event.type)
    if effect is not None:
        effect(office, event, after)
    if event.request_id is not None:
        office.answers[event.request_id] = Answer(event.request_hash, event)
    office.seq, office.hash, office.time = event.seq, event.hash, event.at
    seat_after = office.seats.get(data["counter"]) if of_counter else None
    return Moved(before, after, seat_before, seat_after)


def replay(id_: str, events: Iterable[Event]) -> Office:
    """The office that a journal describes."""
    office = Office(id_)
    for event in events:
        apply(office, event)
    return office


# -- tickets ---------------------------------------------------------------------------------------------------


#: How a field of a type is read whose stored form is not its value.
_READERS: Mapping[str, Callable[[Any], Any]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "tuple[str, ...]": tuple,
    "State": {state.value: state for state in State}.__getitem__,
}
_FIELDS = frozenset(field.name for field in fields(Ticket))
_READ: Mapping[str, Callable[[Any], Any]] = {
    field.name: _READERS[kind]
    for field in fields(Ticket)
    if (kind := str(field.type).removesuffix(" | None")) in _READERS
}
_TO_READ = frozenset(_READ)


def ticket_fields(data: Mapping[str, Any]) -> dict[str, Any]:
    """The ticket's fields that an event's data says, as values. A field this program does not know is passed over."""
    values: dict[str, Any] = data["ticket"].copy()
    if not values.keys() <= _FIELDS:
        values = {name: value for name, value in values.items() if name in _FIELDS}
    for name in _TO_READ & values.keys():
        if values[name] is not None:
            values[name] = _READ[name](values[name])
    return values


def _move_ticket(office: Office, event: Event) -> tuple[Ticket | None, Ticket]:
    values = ticket_fields(event.data)
    on = event.type == "service_ended"
    if "taken" in event.data and not on:
        values["taken"], values["taken_day"] = event.data["taken"], office.calendar.service_day(event.at)
    if event.data.get("recorded_late") and not on:
        values["late_rows"] = True
    if event.type in ("issued", "paper_entered"):
        # Of the first journals only the event itself says who issued.
        before, after = None, Ticket(**{"issued_by": event.actor, **values})
        if not after.recorded:
            office.running[after.series] = after.running
        office.codes[after.code] = after.id
    else:
        before = office.tickets[values["id"]]
        after = before.changed(values)
    office.tickets[after.id] = after
    if after.recorded:
        _on_sheet(office, after)
    _seat(office, before, after)
    _line_up(office, before, after)
    if after.state is State.RETURNED and after.expires is not None:
        office.expiring[after.id] = after.expires
    elif office.expiring:
        office.expiring.pop(after.id, None)
    if after.level_due is not None and after.state not in ENDED:
        office.levels[after.id] = after.level_due
    elif before is not None and before.level_due is not None:
        office.levels.pop(after.id, None)
    takens: tuple[tuple[str, float], ...] = ()
    of = before if on and before is not None else after
    if "taken" in event.data and of.files == 1:
        office.taken[of.service] = (*office.taken.get(of.service, ()), event.data["taken"])
        takens = ((of.service, event.data["taken"]),)
    _remember(office, event, after.id, before, takens)
    return before, after


def _remember(
    office: Office,
    event: Event,
    ticket: str,
    before: Ticket | None,
    takens: tuple[tuple[str, float], ...] = (),
) -> None:
    """Keep what was last said to a ticket; several events of one request are one action."""
    said = office.lasts.get(ticket)
    if said is not None and said.request_id is not None and said.request_id == event.request_id:
        types = (*said.types, event.type)
        office.lasts[ticket] = said._replace(last=event.seq, types=types, takens=said.takens + takens)
    else:
        seq, at, actor = event.seq, event.at, event.actor
        office.lasts[ticket] = LastAction(seq, seq, at, actor, event.request_id, (event.type,), before, takens)


def _on_sheet(office: Office, ticket: Ticket) -> None:
    """Which numbers of a day's paper sheet are entered; one that was typed wrongly and voided can be entered again."""
    numbers = office.sheets.get(ticket.service_day, frozenset())
    own = frozenset({ticket.running})
    office.sheets[ticket.service_day] = numbers - own if ticket.state is State.VOID else numbers | own


def _count(office: Office, ticket: Ticket, *, by: int) -> None:
    office.waiting[ticket.lane] = office.waiting.get(ticket.lane, 0) + by
    office.waiting_for[ticket.service] = office.waiting_for.get(ticket.service, 0) + by


def _seat(office: Office, before: Ticket | None, after: Ticket) -> None:
    sat = before.counter if before is not None and before.state in SEATED else None
    sits = after.counter if after.state in SEATED else None
    if sat == sits:
        return
    if sat is not None:
        office.seats[sat] = office.seats[sat]._replace(ticket=None)
    if sits is not None:
        office.seats[sits] = office.seats[sits]._replace(ticket=after.id)


def _line_up(office: Office, before: Ticket | None, after: Ticket) -> None:
    """Take a ticket out of the line it stood in and put it where it stands now, and count who waits."""
    was = _stood(office, before)
    stands = _stood(office, after)
    if before is not None and was is not None and before.state is State.WAITING:
        _count(office, before, by=-1)
    if stands is not None and after.state is State.WAITING:
        _count(office, after, by=1)
    if was != stands:
        _step(office, was, stands)


def _step(office: Office, was: _Standing | None, stands: _Standing | None) -> None:
    if was is not None:
        key, place = was
        line = office.lines.get(key, ())
        at = bisect_left(line, place)
        if at < len(line) and line[at] == place:
            office.lines[key] = (*line[:at], *line[at + 1 :])
    if stands is not None:
        key, place = stands
        line = office.lines.get(key, ())
        at = bisect_left(line, place)
        office.lines[key] = (*line[:at], place, *line[at:])


def _stood(office: Office, ticket: Ticket | None) -> _Standing | None:
    if ticket is None or not office.may_be_called(ticket):
        return None
    return (ticket.lane, ticket.goes_first), (ticket.queued_at, ticket.id)


def _called(office: Office, event: Event, ticket: Ticket | None) -> None:
    """A first call."""
    assert ticket is not None
    office.called[ticket.lane] = office.called.get(ticket.lane, 0) + 1
    _recalled(office, event, ticket)


def _recalled(office: Office, event: Event, ticket: Ticket | None) -> None:
    assert ticket is not None and ticket.counter is not None
    made = CallMade(event.seq, ticket.id, ticket.number, ticket.counter, event.at, ticket.calls - 1)
    office.calls = (made, *office.calls)[:CALLS_KEPT]
    if "streak" in event.data:
        office.seats[ticket.counter] = office.seats[ticket.counter]._replace(streak=event.data["streak"])


def _re_entered(office: Office, event: Event, ticket: Ticket | None) -> None:
    """A number of another series was given, where the event says so."""
    assert ticket is not None
    if event.data["new_number"]:
        office.running[ticket.series] = ticket.running


# -- the office itself -----------------------------------------------------------------------------------------


def _configured(office: Office, event: Event, _: Ticket | None) -> None:
    settings = office.settings = from_plain(Settings, event.data["document"])
    office.seats = {counter.id: office.seats.get(counter.id, Seat(counter=counter.id)) for counter in settings.counters}
    _recalendar(office)


def _recalendar(office: Office) -> None:
    settings = office.settings
    assert settings is not None
    office.calendar = Calendar(zone=settings.zone, hours=settings.hours, seasons=settings.seasons, days=office.days)


def _days_set(office: Office, event: Event, _: Ticket | None) -> None:
    removed = {date.fromisoformat(day) for day in event.data["removed"]}
    days = {day: special for day, special in office.days.items() if day not in removed}
    for told in event.data["set"]:
        day = date.fromisoformat(told["day"])
        hours = tuple(Span(opens, closes) for opens, closes in told["hours"])
        days[day] = SpecialDay(**{**told, "day": day, "hours": hours})
    office.days = dict(sorted(days.items()))
    _recalendar(office)


def _closing_rule_set(office: Office, event: Event, _: Ticket | None) -> None:
    office.closing_rule = event.data["rule"]


def _opening_changed(office: Office, event: Event, _: Ticket | None) -> None:
    data = event.data
    office.opening = Opening(
        open=data["open"],
        numbers=data["numbers"],
        opens=datetime.fromisoformat(data["opens"]) if data["opens"] else None,
        numbers_from=datetime.fromisoformat(data["numbers_from"]) if data["numbers_from"] else None,
    )


def _clock_stopped(office: Office, event: Event, _: Ticket | None) -> None:
    data = event.data
    begun = Stoppage(
        seq=event.seq,
        since=event.at,
        until=None,
        reason=data["reason"],
        services=tuple(data["services"]),
        lanes=tuple(data["lanes"]),
    )
    office.stoppages = (*office.stoppages, begun)


def _clock_went_on(office: Office, event: Event, _: Ticket | None) -> None:
    over = event.data["stoppage"]
    office.stoppages = tuple(replace(each, until=event.at) if each.seq == over else each for each in office.stoppages)


def _published(office: Office, event: Event, _: Ticket | None) -> None:
    procedure = from_plain(Procedure, event.data["document"])
    office.versions[procedure.id, event.data["version"]] = Version(
        procedure=procedure, stops=route(procedure), by=event.actor, at=event.at
    )
    office.current[procedure.id] = event.data["version"]


def _day_rolled(office: Office, event: Event, _: Ticket | None) -> None:
    """A new service day: what ended is dropped, numbers start again, and yesterday's requests are found by the store."""
    office.day = date.fromisoformat(event.data["to"])
    office.running = {}
    office.calls = ()
    office.taken = {}
    office.help = {}
    office.slips = ()
    office.on_paper = frozenset()
    office.tickets = {id_: ticket for id_, ticket in office.tickets.items() if ticket.state not in ENDED}
    office.codes = {ticket.code: ticket.id for ticket in office.tickets.values()}
    office.stoppages = still_needed(office.stoppages, office.tickets.values())
    office.answers = {}
    # Numbers of another day are called by no counter's turn any more.
    office.lines = {}
    for ticket in office.tickets.values():
        _step(office, None, _stood(office, ticket))
    office.lasts = {}
    kept = office.day - timedelta(days=SHEETS_KEPT)
    office.sheets = {day: numbers for day, numbers in office.sheets.items() if day >= kept}
    if any(year <= office.day.year - YEARS_KEPT for _, year, _ in office.registered):
        office.registered = {
            key: each for key, each in office.registered.items() if key[1] > office.day.year - YEARS_KEPT
        }


# -- counters --------------------------------------------------------------------------------------------------


def _opened(office: Office, event: Event, _: Ticket | None) -> None:
    data = event.data
    office.seats[data["counter"]] = office.seats[data["counter"]]._replace(
        clerk=data["clerk"],
        lanes=tuple(data["lanes"]),
        pause=None,
        trusted=bool(data.get("trusted", False)),
        streak=data.get("streak", 0),
        taken_from=data.get("from"),
        since=event.at,
        since_seq=event.seq,
    )


def _paused(office: Office, event: Event, _: Ticket | None) -> None:
    seat = office.seats[event.data["counter"]]
    office.seats[seat.counter] = seat._replace(pause=event.data["reason"], since=event.at, since_seq=event.seq)


def _closed(office: Office, event: Event, _: Ticket | None) -> None:
    counter = event.data["counter"]
    office.seats[counter] = Seat(counter=counter, since=event.at, since_seq=event.seq)


# -- registers and private texts ---------------------------------------------------------------------------------


def _registered(office: Office, event: Event, ticket: Ticket | None) -> None:
    entry = entry_of(event.data, ticket=ticket, office=office, seq=event.seq)
    office.registered[entry.book, entry.year, entry.printed] = entry
    if entry.number is not None:
        office.registers[entry.book, entry.year] = entry.number


def _voided(office: Office, event: Event, _: Ticket | None) -> None:
    """The entry stays, marked; a ticket that lives gives the number back and may take another for the same row."""
    key = (event.data["book"], event.data["year"], event.data["printed"])
    entry = office.registered[key] = voided(office.registered[key], reason=event.data["reason"])
    ticket = office.tickets.get(entry.ticket or "")
    if ticket is not None and entry.printed in ticket.registers:
        place = ticket.registers.index(entry.printed)
        office.tickets[ticket.id] = replace(
            ticket,
            registers=ticket.registers[:place] + ticket.registers[place + 1 :],
            registered=ticket.registered[:place] + ticket.registered[place + 1 :],
        )


def _replaced(office: Office, event: Event, _: Ticket | None) -> None:
    """A number in place of a voided one, for a ticket that may have ended since."""
    fact = event.data["register"]
    ticket = office.tickets.get(fact["ticket"] or "")
    if ticket is not None:
        office.tickets[ticket.id] = replace(
            ticket,
            registers=(*ticket.registers, fact["printed"]),
            registered=(*ticket.registered, f"{fact['service']}#{fact['row']}"),
        )


def _text_kept(office: Office, event: Event) -> None:
    for fact in event.data["private"]:
        expires = date.fromisoformat(fact["expires"]) if fact["expires"] is not None else None
        office.private[fact["id"]] = Kept(purpose=fact["purpose"], ticket=fact["ticket"], expires=expires)
        if expires is not None and (office.expires_next is None or expires < office.expires_next):
            office.expires_next = expires


def _purged(office: Office, event: Event, _: Ticket | None) -> None:
    gone = frozenset(event.data["gone"])
    office.private = {id_: kept for id_, kept in office.private.items() if id_ not in gone}
    office.expires_next = min(
        (kept.expires for kept in office.private.values() if kept.expires is not None), default=None
    )


def _lane_away(office: Office, event: Event, _: Ticket | None) -> None:
    office.absences[event.data["lane"]] = absence_of(event.data, seq=event.seq, at=event.at)


def _lane_back(office: Office, event: Event, _: Ticket | None) -> None:
    office.absences.pop(event.data["lane"], None)


# -- help and paper --------------------------------------------------------------------------------------------


def _help_asked(office: Office, event: Event, _: Ticket | None) -> None:
    office.help[event.data["device"]] = event.at


def _help_answered(office: Office, event: Event, _: Ticket | None) -> None:
    office.help.pop(event.data["device"], None)


def _slip_asked(office: Office, event: Event, _: Ticket | None) -> None:
    data = event.data
    order = SlipOrder(
        seq=event.seq,
        ticket=data["of"],
        at=event.at,
        ahead=data["ahead"],
        copy=data["copy"],
        kind=data.get("kind", "ticket"),
    )
    office.slips = (order, *office.slips)[:SLIPS_KEPT]
    office.on_paper |= {data.get("paper", data["of"])}
    _remember(office, event, data["of"], office.tickets.get(data["of"]))


def _slip_reported(office: Office, event: Event, _: Ticket | None) -> None:
    if event.data["outcome"] != "failed":
        office.on_paper |= {event.data["of"]}


# -- taking back -----------------------------------------------------------------------------------------------


def _undone(office: Office, event: Event, ticket: Ticket | None) -> None:
    """What the undone action added to today's times goes again. Equal times are interchangeable: the last of them goes."""
    for service, taken in event.data["untaken"]:
        times = list(office.taken[service])
        del times[len(times) - 1 - times[::-1].index(taken)]
        office.taken[service] = tuple(times)
        if not times:
            del office.taken[service]


#: Event type → what it does besides moving its ticket; a type that is not here does nothing more.
EFFECTS: Mapping[str, Effect] = {
    "office_configured": _configured,
    "days_set": _days_set,
    "closing_rule_set": _closing_rule_set,
    "opening_changed": _opening_changed,
    "clock_stopped": _clock_stopped,
    "clock_went_on": _clock_went_on,
    "procedure_published": _published,
    "day_rolled": _day_rolled,
    "lane_absent": _lane_away,
    "lane_covered": _lane_away,
    "lane_back": _lane_back,
    "counter_opened": _opened,
    "counter_paused": _paused,
    "counter_closed": _closed,
    "help_asked": _help_asked,
    "help_answered": _help_answered,
    "slip_asked": _slip_asked,
    "slip_reported": _slip_reported,
    "called": _called,
    "recalled": _recalled,
    "re_entered": _re_entered,
    "undone": _undone,
    "register_voided": _voided,
    "register_replaced": _replaced,
    "private_purged": _purged,
}
