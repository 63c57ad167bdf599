"""
An office's working time as one value: its zone, its weekly hours, its seasons and its special days, asked for days and for
stretches of time.

An office in memory has one (`Office.calendar`), made anew whenever what it is made of changes; nothing else knows when an
office is open. No hours set means always open, with Monday to Friday as working days (DESIGN 9; Perpres 21/2023: five days).
Several rows of one weekday have a break between them. Pure; it remembers the days it has worked out, which nobody can see.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from sop.model import OpenHours, Season

_DAY = timedelta(days=1)
_NOTHING = timedelta()
#: How many days ahead an opening is looked for; an office that is closed longer opens at no known time.
LOOK_AHEAD = 366

Kind = Literal["libur_nasional", "cuti_bersama", "libur_daerah", "buka_khusus", "jam_khusus"]
KINDS: tuple[Kind, ...] = ("libur_nasional", "cuti_bersama", "libur_daerah", "buka_khusus", "jam_khusus")


class Span(NamedTuple):
    """Opening hours of one day: local times as `HH:MM`, opening before closing."""

    opens: str
    closes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDay:
    """
    A date that differs from its week, as a person decided.

    Attributes:
        open: whether the office works on it. A day of leave (`cuti_bersama`) may well be open.
        hours: its own hours; () = those of its weekday (in its season).
        name: what it is called in public (*Hari Raya Idulfitri*), "" where nothing needs saying.
        source: where the date comes from: `holidays`, `csv` or `kantor`.
    """

    day: date
    kind: Kind
    open: bool
    hours: tuple[Span, ...] = ()
    name: str = ""
    source: str = "kantor"


class _Window(NamedTuple):
    """A local day worked out: from `begin` to `end`, with the stretches in which the office is open, in order; all UTC."""

    day: date
    begin: datetime
    end: datetime
    open: tuple[tuple[datetime, datetime], ...]


@lru_cache(maxsize=32)
def zone(name: str) -> ZoneInfo:
    """The zone of an IANA name. Raises: ZoneInfoNotFoundError."""
    return ZoneInfo(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """
    Working time of one office, or of one of its counters.

    Attributes:
        zone: IANA name.
        hours: the weekly hours, () = always open.
        seasons: stretches of dates with weekly hours of their own (Ramadan); the first that holds a date counts.
        days: date → what is special about it; a special day counts before season and week.
    """

    zone: str
    hours: tuple[OpenHours, ...] = ()
    seasons: tuple[Season, ...] = ()
    days: Mapping[date, SpecialDay] = field(default_factory=dict)
    _windows: dict[date, _Window] = field(default_factory=dict, compare=False, repr=False)
    _working: dict[date, bool] = field(default_factory=dict, compare=False, repr=False)
    _near: list[_Window] = field(default_factory=list, compare=False, repr=False)

    # -- days ---------------------------------------------------------------

    def local(self, at: datetime) -> datetime:
        """An instant on the office's own clock."""
        return at.astimezone(zone(self.zone))

    def service_day(self, now: datetime) -> date:
        """The office's local date at `now` (aware)."""
        return self._around(now).day

    def midnight(self, day: date) -> datetime:
        """The instant (UTC) at which `day` begins in the office's zone."""
        return datetime.combine(day, time(), tzinfo=zone(self.zone)).astimezone(UTC)

    def spans(self, day: date) -> tuple[Span, ...]:
        """The hours of `day` in local time, in order; () = closed, or an office that is always open."""
        special = self.days.get(day)
        if special is not None and not special.open:
            return ()
        if special is not None and special.hours:
            return special.hours
        return self.usual(day)

    def usual(self, day: date) -> tuple[Span, ...]:
        """The hours `day` has by its season and weekday, whatever is special about it."""
        season = next((each for each in self.seasons if each.first <= day <= each.last), None)
        rows = self.hours if season is None or not self.hours else season.hours
        return tuple(sorted(Span(each.opens, each.closes) for each in rows if each.weekday == day.weekday()))

    def is_working_day(self, day: date) -> bool:
        """Whether the office works on `day`."""
        known = self._working.get(day)
        if known is None:
            known = self._working[day] = self._works(day)
        return known

    def _works(self, day: date) -> bool:
        special = self.days.get(day)
        if self.hours or (special is not None and special.hours):
            return bool(self.spans(day))
        return special.open if special is not None else day.weekday() < 5

    def working_day_after(self, day: date, *, days: int) -> date:
        """
        The working day that comes `days` (>= 0) working days after `day`; 0 gives `day` itself.

        Of an office that never works (every day closed) the calendar day, after a search of `LOOK_AHEAD` days.
        """
        found = day
        for _ in range(days):
            found = self._next_working_day(found)
        return found

    def working_days_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and including `last`; 0 when `last` is not after `first`."""
        return sum(self.is_working_day(first + timedelta(days=ahead)) for ahead in range(1, (last - first).days + 1))

    # -- instants ---------------------------------------------------------------

    def opening(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """The stretches (UTC, start and end) in which the office is open on `day`, in order; () = closed."""
        return self._window(day).open

    def is_open(self, now: datetime) -> bool:
        """Whether the office is open at `now`; it is at the instant of opening and no more at that of closing."""
        return any(opens <= now < closes for opens, closes in self._around(now).open)

    def opens_next(self, now: datetime) -> datetime | None:
        """The first instant after `now` at which the office opens; None where none is known, or it is always open."""
        if not self.hours and not self.days:
            return None
        window = self._around(now)
        for _ in range(LOOK_AHEAD):
            for opens, _closes in window.open:
                if opens > now and (opens > window.begin or not self.is_open(opens - timedelta(microseconds=1))):
                    return opens
            window = self._window(window.day + _DAY)
        return None

    def closes_at(self, now: datetime) -> datetime | None:
        """The end of the last stretch of the day of `now`; None on a day that is closed, or that it does not close on."""
        window = self._around(now)
        return window.open[-1][1] if window.open and window.open[-1][1] < window.end else None

    def open_seconds(self, start: datetime, end: datetime) -> float:
        """Seconds of [start, end) in which the office was open; 0 where `end` is not after `start`."""
        if end <= start:
            return 0.0
        if not self.hours and not self.days:
            return (end - start).total_seconds()
        window = self._around(start)
        total = _NOTHING
        while True:
            for opens, closes in window.open:
                if opens < end and closes > start:
                    total += (closes if closes < end else end) - (opens if opens > start else start)
            if end <= window.end:
                return total.total_seconds()
            window = self._window(window.day + _DAY)

    # -- what was worked out ---------------------------------------------------------------

    def _next_working_day(self, day: date) -> date:
        for ahead in range(1, LOOK_AHEAD):
            if self.is_working_day(day + timedelta(days=ahead)):
                return day + timedelta(days=ahead)
        return day + _DAY

    def _around(self, at: datetime) -> _Window:
        """The day that holds an instant; the one asked for last is tried first, because time is mostly asked of today."""
        if self._near and self._near[0].begin <= at < self._near[0].end:
            return self._near[0]
        window = self._window(self.local(at).date())
        self._near[:] = [window]
        return window

    def _window(self, day: date) -> _Window:
        known = self._windows.get(day)
        if known is None:
            known = self._windows[day] = self._worked_out(day)
        return known

    def _worked_out(self, day: date) -> _Window:
        begin, end = self.midnight(day), self.midnight(day + _DAY)
        special = self.days.get(day)
        if not self.hours and (special is None or (special.open and not special.hours)):
            return _Window(day, begin, end, ((begin, end),))
        here = zone(self.zone)
        stretches = (
            (
                datetime.combine(day, time.fromisoformat(span.opens), tzinfo=here).astimezone(UTC),
                datetime.combine(day, time.fromisoformat(span.closes), tzinfo=here).astimezone(UTC),
            )
            for span in self.spans(day)
        )
        return _Window(day, begin, end, tuple(stretches))


def overlapping(spans: Iterable[Span]) -> Span | None:
    """The first stretch of a day that begins before the one before it has ended; None where all stand apart."""
    before = ""
    for span in sorted(spans):
        if span.opens < before:
            return span
        before = span.closes
    return None
