"""
An office's calendar as one value: its zone and the hours it is open, asked for days and for stretches of time.

An office in memory has one (`Office.calendar`), made anew whenever what it is made of changes. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from server.queue import hours as worked
from sop.model import OpenHours


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """`zone` is an IANA name; `hours` the weekly hours, () = always open."""

    zone: str
    hours: tuple[OpenHours, ...]

    def service_day(self, now: datetime) -> date:
        """The office's local date at `now` (aware)."""
        return worked.service_day(now, zone_name=self.zone)

    def is_working_day(self, day: date) -> bool:
        """Whether the office works on `day`."""
        return worked.is_working_day(day, hours=self.hours)

    def working_day_after(self, day: date, *, days: int) -> date:
        """The working day that comes `days` (>= 0) working days after `day`; 0 gives `day` itself."""
        return worked.working_day_after(day, days=days, hours=self.hours)

    def working_days_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and including `last`; 0 when `last` is not after `first`."""
        return worked.working_days_between(first, last, hours=self.hours)

    def open_seconds(self, start: datetime, end: datetime) -> float:
        """Seconds of [start, end) in which the office was open. Never negative."""
        return worked.open_seconds(start, end, hours=self.hours, zone_name=self.zone)
