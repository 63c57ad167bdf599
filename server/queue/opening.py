"""
How an office stands by its working time: whether its doors are open, and whether its kiosks give numbers. Pure.

That it changed is an event, because followers only hear of events; everything it says is worked out from the calendar. Kiosks
give numbers from some minutes before the first opening of a day to some minutes before its last closing, breaks included.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from server.queue.calendar import LOOK_AHEAD

if TYPE_CHECKING:
    from server.queue.office import Office


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """
    Attributes:
        open: whether the office is open.
        numbers: whether its kiosks give numbers.
        opens: when it opens next; None while it is open, and where no opening is known.
        numbers_from: when kiosks give numbers next; None while they do, and where it is not known.
    """

    open: bool = True
    numbers: bool = True
    opens: datetime | None = None
    numbers_from: datetime | None = None


#: Of an office without hours and without special days.
ALWAYS = Opening()


def opening(office: Office, now: datetime) -> Opening:
    """How the office stands at `now` by its calendar."""
    calendar = office.calendar
    if not calendar.hours and not calendar.days:
        return ALWAYS
    open_ = calendar.is_open(now)
    numbers = gives_numbers(office, now)
    return Opening(
        open=open_,
        numbers=numbers,
        opens=None if open_ else calendar.opens_next(now),
        numbers_from=None if numbers else numbers_from(office, now),
    )


def gives_numbers(office: Office, now: datetime) -> bool:
    """Whether kiosks give numbers at `now`; always, where the office has not decided otherwise."""
    if not _bound(office):
        return True
    return any(begins <= now < ends for begins, ends in _stretch(office, now, ahead=0))


def numbers_from(office: Office, now: datetime) -> datetime | None:
    """When kiosks give numbers next, after `now`; None where no such day is known."""
    if not _bound(office):
        return None
    for ahead in range(LOOK_AHEAD):
        for begins, _ in _stretch(office, now, ahead=ahead):
            if begins > now:
                return begins
    return None


def _bound(office: Office) -> bool:
    settings = office.settings
    decided = settings is not None and (
        settings.kiosk_opens_before is not None or settings.last_number_before is not None
    )
    return decided and bool(office.calendar.hours or office.calendar.days)


def _stretch(office: Office, now: datetime, *, ahead: int) -> tuple[tuple[datetime, datetime], ...]:
    """From when to when kiosks give numbers on the day `ahead` days after that of `now`; () on a day they do not."""
    assert office.settings is not None
    day = office.calendar.service_day(now) + timedelta(days=ahead)
    stretches = office.calendar.opening(day)
    if not stretches:
        return ()
    midnight = office.calendar.midnight(day)
    if stretches[-1][1] - stretches[0][0] >= timedelta(days=1):
        return ((stretches[0][0], stretches[-1][1]),)
    begins = stretches[0][0] - timedelta(minutes=office.settings.kiosk_opens_before or 0)
    ends = stretches[-1][1] - timedelta(minutes=office.settings.last_number_before or 0)
    return ((max(begins, midnight), ends),)
