"""
*Gangguan sistem*: for a while the office cannot work, all of it or some services or lanes, and its clock stands still.

The time that a ticket lost so is left out of the time really taken and stands beside it (DESIGN 4). Waiting to be called goes
on: the visitor does wait. Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from server.queue.office import Office
    from server.queue.ticket import Ticket


@dataclass(frozen=True, slots=True, kw_only=True)
class Stoppage:
    """
    One stretch of time in which the clock stands still.

    Attributes:
        seq: the event that began it, its name.
        until: None while it lasts.
        reason: a code of `reasons`.
        services, lanes: whom it concerns; both () = the whole office.
    """

    seq: int
    since: datetime
    until: datetime | None
    reason: str
    services: tuple[str, ...] = ()
    lanes: tuple[str, ...] = ()

    @property
    def everywhere(self) -> bool:
        """Whether it concerns the whole office."""
        return not self.services and not self.lanes

    def concerns(self, *, service: str, lane: str) -> bool:
        """Whether a ticket of a service that stands in a lane is stopped by it."""
        return self.everywhere or service in self.services or lane in self.lanes


def stopped_seconds(office: Office, ticket: Ticket, *, since: datetime, until: datetime) -> float:
    """Open seconds of [since, until) in which the ticket, standing as it does, was stopped. Overlapping stoppages count once."""
    if not office.stoppages:
        return 0.0
    return sum(office.calendar.open_seconds(*each) for each in _stretches(office, ticket, since, until))


def stopped_days(office: Office, ticket: Ticket, *, first: date, last: date) -> int:
    """Working days after `first` up to and including `last` on which the ticket, standing as it does, was stopped all day."""
    if not office.stoppages:
        return 0
    days = (first + timedelta(days=ahead) for ahead in range(1, (last - first).days + 1))
    return sum(_lost(office, ticket, day) for day in days if office.calendar.is_working_day(day))


def _lost(office: Office, ticket: Ticket, day: date) -> bool:
    stretches = office.calendar.opening(day)
    opens = sum((ends - begins).total_seconds() for begins, ends in stretches)
    stopped = sum(stopped_seconds(office, ticket, since=begins, until=ends) for begins, ends in stretches)
    return opens > 0 and stopped >= opens


def _stretches(office: Office, ticket: Ticket, since: datetime, until: datetime) -> Iterable[tuple[datetime, datetime]]:
    """The stretches of [since, until) that are stopped, apart from each other."""
    reached = since
    for each in sorted(office.stoppages, key=lambda stoppage: stoppage.since):
        if not each.concerns(service=ticket.service, lane=ticket.lane):
            continue
        begins = max(each.since, reached)
        ends = until if each.until is None else min(each.until, until)
        if begins < ends:
            yield begins, ends
            reached = ends


def still_needed(stoppages: Iterable[Stoppage], tickets: Iterable[Ticket]) -> tuple[Stoppage, ...]:
    """Stoppages that last, or that a living ticket has behind it."""
    oldest = min((ticket.issued_at for ticket in tickets), default=None)
    return tuple(each for each in stoppages if each.until is None or (oldest is not None and each.until > oldest))
