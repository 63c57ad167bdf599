"""
National holidays and days of joint leave that the package `holidays` knows, to propose to a person. It closes no office.

Offline and without dates of our own: what the package does not know for a year yet is not there. An estimate of it stays visible
in the name (*perkiraan*).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import holidays

from server.queue.calendar import Kind

#: Category of the package → what the office calls it.
_CATEGORIES: tuple[tuple[str, Kind], ...] = (("public", "libur_nasional"), ("government", "cuti_bersama"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedDay:
    """A date the package names. `estimated`: it says itself that the date is not settled."""

    day: date
    kind: Kind
    name: str

    @property
    def estimated(self) -> bool:
        """Whether the date is an estimate."""
        return "(perkiraan)" in self.name


def proposed_days(year: int) -> tuple[ProposedDay, ...]:
    """Everything proposed for a year, in order; a date that is both is a holiday. () where the package knows nothing."""
    found: dict[date, ProposedDay] = {}
    for category, kind in _CATEGORIES:
        known = holidays.country_holidays("ID", years=year, categories=(category,), language="id")
        for day, name in known.items():
            found.setdefault(day, ProposedDay(day=day, kind=kind, name=name))
    return tuple(found[day] for day in sorted(found))
