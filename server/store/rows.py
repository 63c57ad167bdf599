"""
What the records say, as values: one row per ticket, one per period of a ticket's life.

Plain data for `server.stats`; reading them is `store.figures`, writing them `store.records`. No clerk and no code of a ticket is
in them: figures are about services, steps and lanes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

_INSTANTS = frozenset({"issued_at", "begun_at", "ready_at", "ended_at", "started_at", "called_at"})
_DATES = frozenset({"service_day", "due", "ended_day", "taken_day", "returned_day", "number_day"})
_FLAGS = frozenset({"priority", "with_visitor", "recorded_late", "recorded", "by_priority"})


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketRow:
    """
    One ticket as it stands now.

    Attributes:
        number, service_day: the number and the local date it belongs to, the first day's.
        version: of the procedure it follows.
        step: index into the staff rows walked.
        begun_at: when staff first started on it; None before.
        ready_at: when the document became ready; None before, and where it was handed over at once.
        ended_at, ended_day: end of its life and the local date of it; None while it lives.
        outcome: `selesai`, `ditolak`, or None.
        cause: of an end that was not a finish: `clerk`, `system`, or None.
        waited_seconds: waiting to be called, all present steps together.
        total_seconds: time really taken so far, office time, finished steps only.
        stopped_seconds: office time left out of it because of *gangguan sistem*.
        taken: what compliance judges: seconds, or working days of a days-long service; None before it is known.
        taken_day: local date on which `taken` became known.
        recorded_late: some of its rows were written down afterwards (*Selesai sampai penyerahan*).
        nth: how many services of the ticket came before the one these columns are about; `files` how many files of it.
        recorded: a paper number of an emergency: counted, and its wait is in no figure, because it is by memory.
        returned_day, lacked: when its file was last given back to its visitor, and the keys of what it lacked; None: never.
    """

    id: str
    number: str
    service_day: date
    service: str
    version: int
    priority: bool
    issued_at: datetime
    state: str
    step: int
    lane: str
    counter: str | None
    due: date | None
    begun_at: datetime | None
    ready_at: datetime | None
    ended_at: datetime | None
    ended_day: date | None
    outcome: str | None
    cause: str | None
    waited_seconds: float
    total_seconds: float
    stopped_seconds: float
    taken: float | None
    taken_day: date | None
    recorded_late: bool
    nth: int = 0
    files: int = 1
    recorded: bool = False
    returned_day: date | None = None
    lacked: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """
    A service that ended while its ticket went on to another: what `TicketRow` says of the last one.

    `ticket` and `nth` (how many came before) name it; the other fields are those of `TicketRow`.
    """

    ticket: str
    nth: int
    service: str
    version: int
    files: int
    outcome: str | None
    ended_day: date
    total_seconds: float
    stopped_seconds: float
    taken: float | None
    taken_day: date | None
    recorded_late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodRow:
    """
    A stretch of one ticket's life in one state, step, lane and counter.

    Attributes:
        start_seq: number of the event that began it; periods of a ticket are in its order.
        service: the service it was for then; another one than the ticket's after a change of service.
        with_visitor: a present step, or a document that waits for its visitor.
        clock: whose clock runs, `office` or `visitor`.
        ended_at: None while it lasts.
        took: seconds the step really took, on the period that ended the step; None on every other and on rows recorded late.
        stopped_seconds: time left out of `took` of its step because of *gangguan sistem* in this stretch.
        row_days: working days a row of days took, on the period that ended it (a handing-over row: became ready), by the calendar
            of that day; None on every other, and on those recorded before it was kept.
        service_day: local date on which it began.
    """

    ticket: str
    start_seq: int
    service: str
    state: str
    step: int
    lane: str
    counter: str | None
    priority: bool
    with_visitor: bool
    clock: str
    started_at: datetime
    ended_at: datetime | None
    took: float | None
    stopped_seconds: float
    row_days: int | None
    service_day: date
    nth: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OvertakingRow:
    """
    A visitor who stayed in line while a counter called one who had come later.

    Attributes:
        seq: number of the event that called; several rows of one call share it.
        ticket, number, number_day, priority: of the one who stayed; `by_ticket`, `by_number`, `by_priority` of the one called.
        lane: in which the one who stayed waits.
        rule: why the other was called: `priority`, `turn`, `credit`, or `chosen` with the `reason` code of a clerk.
        earlier_seconds: how much earlier the one who stayed had come; `waited_seconds` how long that was by then.
        service_day: local date of the call.
    """

    seq: int
    ticket: str
    number: str
    number_day: date
    priority: bool
    by_ticket: str
    by_number: str
    by_priority: bool
    counter: str
    lane: str
    rule: str
    reason: str | None
    earlier_seconds: float
    waited_seconds: float
    called_at: datetime
    service_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """
    Everything that figures of a range of days are made of.

    `tickets` are those that were issued, ended, or became known to have taken their time in the range, and those of
    `periods`; `periods` are all periods of tickets of which one ended in the range, by ticket and order; `services` are the
    services behind those tickets, and those that ended or became known in the range.
    """

    tickets: tuple[TicketRow, ...]
    periods: tuple[PeriodRow, ...]
    services: tuple[ServiceRow, ...] = ()

    def without(self, hidden: frozenset[str]) -> Rows:
        """The same rows without those of some tickets."""
        return Rows(
            tickets=tuple(each for each in self.tickets if each.id not in hidden),
            periods=tuple(each for each in self.periods if each.ticket not in hidden),
        )


def ticket_row(record: Mapping[str, Any]) -> TicketRow:
    """A row of the table `tickets`, its columns as stored; columns that figures do not need are passed over."""
    return TicketRow(**_values(record, _TICKET_READERS))


def period_row(record: Mapping[str, Any]) -> PeriodRow:
    """A row of the table `periods`, its columns as stored."""
    return PeriodRow(**_values(record, _PERIOD_READERS))


def overtaking_row(record: Mapping[str, Any]) -> OvertakingRow:
    """A row of the table `overtakings`, its columns as stored."""
    return OvertakingRow(**_values(record, _OVERTAKING_READERS))


def service_row(record: Mapping[str, Any]) -> ServiceRow:
    """A row of the table `services_done`, its columns as stored."""
    return ServiceRow(**_values(record, _SERVICE_READERS))


def _reader(name: str) -> Callable[[Any], Any] | None:
    if name in _INSTANTS:
        return datetime.fromisoformat
    if name in _DATES:
        return date.fromisoformat
    return bool if name in _FLAGS else None


_Readers = tuple[tuple[str, Callable[[Any], Any] | None], ...]
_TICKET_READERS: _Readers = tuple((field.name, _reader(field.name)) for field in fields(TicketRow))
_SERVICE_READERS: _Readers = tuple((field.name, _reader(field.name)) for field in fields(ServiceRow))
_PERIOD_READERS: _Readers = tuple((field.name, _reader(field.name)) for field in fields(PeriodRow))
_OVERTAKING_READERS: _Readers = tuple((field.name, _reader(field.name)) for field in fields(OvertakingRow))


def _values(record: Mapping[str, Any], readers: _Readers) -> dict[str, Any]:
    values = {}
    for name, read in readers:
        value = record[name]
        values[name] = value if read is None or value is None else read(value)
    return values
