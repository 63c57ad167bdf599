"""
What an office can choose from about complaints, and the levels a complaint rises through. Pure.

A level is a row of a complaint's procedure that takes days and may go *naik*. When its days are over the complaint rises by
itself, one level at a time: after nights without power the levels above still get their own day, because nobody let a day
pass that they could not see; how late the whole is, its due date goes on saying.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from server.queue.change import moved, step_over, step_took
from server.queue.event import Draft
from server.queue.office import Office, Version
from server.queue.ticket import State, Ticket
from server.queue.verbs.outside import works_outside
from sop.model import Choice, Words

#: How a complaint can reach an office: 004-01's channels, and 001-20's "lisan maupun tertulis".
CHANNELS = (
    "langsung", "telepon", "email", "kotak", "facebook", "instagram", "web", "sms_wa", "surat", "lapor",
)  # fmt: skip
#: Channels by which it is spoken: typed by whoever heard it, and read back.
SPOKEN = frozenset({"langsung", "telepon"})
#: Samples of ours, until an office edits them.
CLASSES = (
    Choice(code="ringan", name=Words(id="Ringan", en="Minor")),
    Choice(code="sedang", name=Words(id="Sedang", en="Moderate")),
    Choice(code="berat", name=Words(id="Berat", en="Serious")),
)
REFUSALS = (
    Choice(code="bukan_wewenang", name=Words(id="Bukan wewenang kantor ini", en="Not this office's business")),
    Choice(
        code="tidak_jelas", name=Words(id="Tidak jelas dan tidak dapat dilengkapi", en="Unclear, cannot be completed")
    ),
    Choice(code="sudah_ditangani", name=Words(id="Sudah ditangani", en="Dealt with already")),
    Choice(code="bukan_pengaduan", name=Words(id="Bukan pengaduan", en="Not a complaint")),
)
#: A level that gets a complaint while no more of the day than this has been worked still has its whole day.
_MORNING = timedelta(minutes=15)


def classes(office: Office) -> tuple[Choice, ...]:
    """What a complaint can be classified as."""
    assert office.settings is not None
    return office.settings.complaint_classes or CLASSES


def refusals(office: Office) -> tuple[Choice, ...]:
    """What a complaint can be refused for."""
    assert office.settings is not None
    return office.settings.complaint_refusals or REFUSALS


def level_day(office: Office, version: Version, *, step: int) -> date | None:
    """The working day on which a level that gets its complaint now is over; None where no level begins."""
    days = version.stops[step].days
    if not version.procedure.complaint or not days or version.stops[step].hands_over or office.day is None:
        return None
    return office.calendar.working_day_after(office.day, days=days)


def may_rise(office: Office, ticket: Ticket) -> bool:
    """Whether the row at which a complaint stands has the exit *naik* and a row after it."""
    version = office.version(ticket)
    row = version.stops[ticket.step].row
    exits = () if row is None else version.procedure.steps[row].outcomes
    return "naik" in exits and ticket.step + 1 < len(version.stops)


def rise(office: Office, now: datetime) -> list[Draft]:
    """A term: complaints whose level's day is over go one level up. The last level stays, and is shown as late."""
    today = office.day
    if today is None:
        return []
    over = [office.tickets[id_] for id_, day in office.levels.items() if day < today]
    return [_risen(office, ticket, now=now) for ticket in over if _rises(office, ticket)]


def _rises(office: Office, ticket: Ticket) -> bool:
    here = ticket.state in (State.WAITING, State.SERVING, State.HELD, State.OUTSIDE)
    return here and may_rise(office, ticket)


def _risen(office: Office, ticket: Ticket, *, now: datetime) -> Draft:
    version = office.version(ticket)
    step = ticket.step + 1
    stop = version.stops[step]
    due = _day_of_the_next(office, days=stop.days, now=now)
    took = step_took(office, ticket, now=now)
    outside = works_outside(stop)
    changes = {
        "state": State.OUTSIDE if outside else State.WAITING,
        "gone": ticket.gone or outside,
        "step": step,
        "lane": stop.lane,
        "counter": None,
        "bound": None,
        "person": None,
        "arrived": now,
        "queued_at": now,
        "calls": 0,
        "held_reason": None,
        "due": due or ticket.due,
        "level_due": due,
        "risen": ticket.risen + 1,
        **step_over(office, ticket, now=now),
    }
    facts = {"step": ticket.step, "step_lane": ticket.lane, "took": took, "outcome": "naik", "cause": "system"}
    return moved("complaint_risen", office, ticket, now=now, changes=changes, facts=facts)


def _day_of_the_next(office: Office, *, days: int, now: datetime) -> date | None:
    """A complaint that rises before the office has begun its day counts that day; one that rises later, the next."""
    assert office.day is not None
    if not days:
        return None
    worked = office.calendar.open_seconds(office.calendar.midnight(office.day), now)
    first = office.day if worked > _MORNING.total_seconds() else office.day - timedelta(days=1)
    return office.calendar.working_day_after(first, days=days)
