"""
An office in memory, and `apply`, which moves it by one event.

It holds only what lives: today, and tickets whose file lives on. `apply` copies what the event says and looks up no rule; the
little it keeps beside (who sits where, how many wait) is a count of the tickets themselves. It decides nothing.

An office is never changed in place by a command: the writer forks it, applies to the fork, and settles the fork only after
the commit. A fork writes into an overlay, so it costs the same however many tickets live.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any, NamedTuple

from server.protocol import from_plain
from server.queue.event import GENESIS, Event
from server.queue.route import Stop, route
from server.queue.ticket import ENDED, SEATED, State, Ticket
from sop.model import Office as Settings
from sop.model import Procedure

#: How many of today's calls are kept for the board, newest first.
CALLS_KEPT = 12
#: How many of today's slips asked of a printer are kept for one that is cut off.
SLIPS_KEPT = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """
    A counter as it stands today.

    `clerk` None = closed; `pause` a reason code while paused; `ticket` the one in SEATED state here; `streak` how many
    priority tickets were called here in a row; `since` and `since_seq` when it was last opened, paused or closed.
    """

    counter: str
    clerk: str | None = None
    lanes: tuple[str, ...] = ()
    pause: str | None = None
    ticket: str | None = None
    streak: int = 0
    since: datetime | None = None
    since_seq: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMade:
    """One call of today: `seq` its event, `again` 0 for the first call of the step, 1 and 2 for recalls."""

    seq: int
    ticket: str
    number: str
    counter: str
    at: datetime
    again: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipOrder:
    """A slip that staff asked a printer for: `seq` its event, `ahead` how many were before the visitor, `copy` bears SALINAN."""

    seq: int
    ticket: str
    at: datetime
    ahead: int
    copy: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a request was answered with, to be given again for the same request."""

    request_hash: str | None
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A published version of a procedure with its route worked out once."""

    procedure: Procedure
    stops: tuple[Stop, ...]


class Office:
    """
    The state of one office: the fold of its journal up to `seq`.

    Attributes:
        settings: None before the office was configured.
        versions: (procedure id, version) → Version; `current` procedure id → version citizens get now.
        day: the service day the numbers belong to; None before the first roll.
        time: time of the last event; None for an empty journal.
        running: series letter → last number given on `day`.
        waiting: lane → tickets of present steps waiting there; `waiting_for` service → the same.
        taken: service → what tickets took that ended (days-long: became ready) today, in order of event: seconds for a
            service promised in minutes, working days for a days-long one.
        help: device id → since when a visitor there asks for a clerk.
        slips: slips asked of a printer today, newest first; `on_paper` tickets whose slip was asked for or printed.
    """

    def __init__(self, id_: str) -> None:
        self.id = id_
        self.seq = 0
        self.hash = GENESIS
        self.time: datetime | None = None
        self.settings: Settings | None = None
        self.versions: dict[tuple[str, int], Version] = {}
        self.current: dict[str, int] = {}
        self.day: date | None = None
        self.running: dict[str, int] = {}
        self.tickets: MutableMapping[str, Ticket] = {}
        self.codes: MutableMapping[str, str] = {}
        self.answers: MutableMapping[str, Answer] = {}
        self.seats: dict[str, Seat] = {}
        self.calls: tuple[CallMade, ...] = ()
        self.waiting: dict[str, int] = {}
        self.waiting_for: dict[str, int] = {}
        self.taken: dict[str, tuple[float, ...]] = {}
        self.help: dict[str, datetime] = {}
        self.slips: tuple[SlipOrder, ...] = ()
        self.on_paper: frozenset[str] = frozenset()

    def fork(self) -> Office:
        """A copy that can be applied to without touching this one."""
        copy = Office.__new__(Office)
        copy.__dict__.update(self.__dict__)
        copy.tickets = ChainMap({}, self.tickets)
        copy.codes = ChainMap({}, self.codes)
        copy.answers = ChainMap({}, self.answers)
        for name in ("versions", "current", "running", "seats", "waiting", "waiting_for", "taken", "help"):
            setattr(copy, name, dict(getattr(self, name)))
        return copy

    def settle(self) -> Office:
        """Make a fork the office: its overlays are merged down. The office it was forked from must not be used again."""
        self.tickets, self.codes, self.answers = _merged(self.tickets), _merged(self.codes), _merged(self.answers)
        return self

    def open_counters(self) -> frozenset[str]:
        """Ids of the counters at which a clerk sits, on a break or not."""
        return frozenset(seat.counter for seat in self.seats.values() if seat.clerk is not None)

    def version(self, ticket: Ticket) -> Version:
        """The version of the procedure a ticket follows."""
        return self.versions[ticket.service, ticket.version]

    def stop(self, ticket: Ticket) -> Stop:
        """The stop at which a ticket stands."""
        return self.version(ticket).stops[ticket.step]

    def wants_visitor(self, ticket: Ticket) -> bool:
        """Whether the visitor is called for the ticket as it stands: a present step, or a document ready for them."""
        return ticket.ready_at is not None or self.stop(ticket).present

    def visitor_here(self, ticket: Ticket) -> bool:
        """Whether the visitor is wanted and has a number of today; a file of another day is taken up without a call."""
        return ticket.service_day == self.day and self.wants_visitor(ticket)


def _merged(mapping: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if not isinstance(mapping, ChainMap):
        return mapping
    above, bottom = mapping.maps
    bottom.update(above)
    return bottom


_OF_COUNTERS = frozenset({"counter_opened", "counter_paused", "counter_closed"})
_FIELDS: Mapping[str, Any] = {field.name: field for field in fields(Ticket)}
_INSTANTS = frozenset({"issued_at", "since", "arrived", "queued_at", "begun_at", "ready_at"})
_DATES = frozenset({"service_day", "due"})


def ticket_fields(data: Mapping[str, Any]) -> dict[str, Any]:
    """The ticket's fields that an event's data says, as values."""
    values: dict[str, Any] = {}
    for name, value in data["ticket"].items():
        if value is not None and name in _INSTANTS:
            value = datetime.fromisoformat(value)
        elif value is not None and name in _DATES:
            value = date.fromisoformat(value)
        elif name == "state":
            value = State(value)
        if name in _FIELDS:
            values[name] = value
    return values


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
    seat_before = office.seats.get(data["counter"]) if event.type in _OF_COUNTERS else None
    if "ticket" in data:
        before, after = _move_ticket(office, event)
    match event.type:
        case "office_configured":
            office.settings = from_plain(Settings, data["document"])
            office.seats = {
                counter.id: office.seats.get(counter.id, Seat(counter=counter.id))
                for counter in office.settings.counters
            }
        case "procedure_published":
            procedure = from_plain(Procedure, data["document"])
            office.versions[procedure.id, data["version"]] = Version(procedure=procedure, stops=route(procedure))
            office.current[procedure.id] = data["version"]
        case "day_rolled":
            _roll(office, date.fromisoformat(data["to"]))
        case "counter_opened":
            office.seats[data["counter"]] = replace(
                office.seats[data["counter"]],
                clerk=data["clerk"],
                lanes=tuple(data["lanes"]),
                pause=None,
                streak=0,
                since=event.at,
                since_seq=event.seq,
            )
        case "counter_paused":
            office.seats[data["counter"]] = replace(
                office.seats[data["counter"]], pause=data["reason"], since=event.at, since_seq=event.seq
            )
        case "counter_closed":
            office.seats[data["counter"]] = Seat(counter=data["counter"], since=event.at, since_seq=event.seq)
        case "help_asked":
            office.help[data["device"]] = event.at
        case "help_answered":
            office.help.pop(data["device"], None)
        case "slip_asked":
            order = SlipOrder(seq=event.seq, ticket=data["of"], at=event.at, ahead=data["ahead"], copy=data["copy"])
            office.slips = (order, *office.slips)[:SLIPS_KEPT]
            office.on_paper |= {data["of"]}
        case "slip_reported":
            if data["outcome"] != "failed":
                office.on_paper |= {data["of"]}
        case "called" | "recalled":
            assert after is not None
            _note_call(office, event, after)
        case _:
            pass
    if event.request_id is not None:
        office.answers[event.request_id] = Answer(request_hash=event.request_hash, event=event)
    office.seq, office.hash, office.time = event.seq, event.hash, event.at
    seat_after = office.seats.get(data["counter"]) if event.type in _OF_COUNTERS else None
    return Moved(before, after, seat_before, seat_after)


def _move_ticket(office: Office, event: Event) -> tuple[Ticket | None, Ticket]:
    values = ticket_fields(event.data)
    if event.type == "issued":
        before, after = None, Ticket(**values)
        office.running[after.series] = after.running
        office.codes[after.code] = after.id
    else:
        before = office.tickets[values["id"]]
        after = replace(before, **values)
    office.tickets[after.id] = after
    _count(office, before, by=-1)
    _count(office, after, by=1)
    _seat(office, before, after)
    if "taken" in event.data:
        office.taken[after.service] = (*office.taken.get(after.service, ()), event.data["taken"])
    return before, after


def _count(office: Office, ticket: Ticket | None, *, by: int) -> None:
    if ticket is None or ticket.state is not State.WAITING or not office.visitor_here(ticket):
        return
    office.waiting[ticket.lane] = office.waiting.get(ticket.lane, 0) + by
    office.waiting_for[ticket.service] = office.waiting_for.get(ticket.service, 0) + by


def _seat(office: Office, before: Ticket | None, after: Ticket) -> None:
    if before is not None and before.state in SEATED and before.counter is not None:
        office.seats[before.counter] = replace(office.seats[before.counter], ticket=None)
    if after.state in SEATED and after.counter is not None:
        office.seats[after.counter] = replace(office.seats[after.counter], ticket=after.id)


def _note_call(office: Office, event: Event, ticket: Ticket) -> None:
    assert ticket.counter is not None
    made = CallMade(
        seq=event.seq,
        ticket=ticket.id,
        number=ticket.number,
        counter=ticket.counter,
        at=event.at,
        again=ticket.calls - 1,
    )
    office.calls = (made, *office.calls)[:CALLS_KEPT]
    if "streak" in event.data:
        office.seats[ticket.counter] = replace(office.seats[ticket.counter], streak=event.data["streak"])


def _roll(office: Office, to: date) -> None:
    """A new service day: what ended is dropped, numbers start again, and yesterday's requests are found by the store."""
    office.day = to
    office.running = {}
    office.calls = ()
    office.taken = {}
    office.help = {}
    office.slips = ()
    office.on_paper = frozenset()
    office.tickets = {id_: ticket for id_, ticket in office.tickets.items() if ticket.state not in ENDED}
    office.codes = {ticket.code: ticket.id for ticket in office.tickets.values()}
    office.answers = {}


def replay(id_: str, events: list[Event]) -> Office:
    """The office that a journal describes."""
    office = Office(id_)
    for event in events:
        apply(office, event)
    return office
