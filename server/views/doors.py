"""
What everybody may read about the office's doors: that it is closed and when it opens, how the day ends for those who wait, and
*gangguan sistem*. Made from an office, whose doors are an event (`queue.opening`). Pure.
"""

from __future__ import annotations

from datetime import datetime

from server.look.words import Language, clock, weekday_date
from server.protocol import OpeningPart, Words
from server.queue.office import Office
from server.queue.stoppage import Stoppage
from server.views import absent
from server.views.staff_lines import service_name

#: Services named in a notice; more than these are *sebagian layanan*.
NAMED = 2
#: From 1 December on it is said that the coming year has no days.
WARNED_FROM = 12


def opening(office: Office) -> OpeningPart:
    """Part `opening` of the kiosk: its notice is about numbers and *gangguan sistem*."""
    stands = office.opening
    stopped = stoppages(office)
    said = (*stopped, *absent.notices(office))
    notice = said[0] if said else None
    if not stands.numbers:
        notice = _again(office, stands.numbers_from, "Nomor diberikan lagi {when}.", "Numbers are given again {when}.")
    return OpeningPart(
        open=stands.open,
        numbers=stands.numbers,
        opens=stands.opens,
        numbers_from=stands.numbers_from,
        notice=notice,
    )


def notices(office: Office) -> tuple[Words, ...]:
    """Pages of the board's bottom line about the doors and *gangguan sistem*; () on a plain working day."""
    return (*stoppages(office), *closing(office))


def closing(office: Office) -> tuple[Words, ...]:
    """How the day ends, from the last number on; () while numbers are given and the office is open."""
    stands = office.opening
    found: list[Words] = []
    if stands.open and stands.numbers:
        return ()
    over = stands.opens is not None and office.calendar.service_day(stands.opens) != office.day
    if over or (stands.open and not stands.numbers):
        if office.closing_rule == "first_tomorrow":
            found.append(_first_tomorrow(office))
        else:
            found.append(
                Words(
                    id="Nomor baru sudah ditutup. Yang memegang nomor tetap dilayani.",
                    en="No new numbers today. Everybody who holds one is served.",
                )
            )
    if not stands.open:
        again = _again(office, stands.opens, "Kantor buka lagi {when}.", "The office opens again {when}.")
        found += [again] if again is not None else []
    return tuple(found)


def _first_tomorrow(office: Office) -> Words:
    assert office.day is not None
    day = office.calendar.working_day_after(office.day, days=1)
    return Words(
        id=f"Belum dipanggil hari ini? Datang {weekday_date(day, language='id')} dengan karcis ini, Anda didahulukan.",
        en=f"Not called today? Come on {weekday_date(day, language='en')} with this slip and go first.",
    )


def stoppages(office: Office) -> tuple[Words, ...]:
    """A sentence for each *gangguan sistem* that lasts, the one of the whole office first."""
    lasting = sorted((each for each in office.stoppages if each.until is None), key=lambda each: not each.everywhere)
    return tuple(_stopped(office, each) for each in lasting)


def _stopped(office: Office, stoppage: Stoppage) -> Words:
    since = clock(office.calendar.local(stoppage.since))
    named = [office.versions[id_, office.current[id_]] for id_ in stoppage.services if id_ in office.current]
    if stoppage.everywhere:
        what = Words(id="Gangguan sistem", en="System trouble")
    elif not stoppage.lanes and len(named) <= NAMED and not any(each.procedure.discreet for each in named):
        names = [service_name(each) for each in named]
        what = Words(
            id="Gangguan sistem: " + ", ".join(each.id for each in names),
            en="System trouble: " + ", ".join(each.en for each in names),
        )
    else:
        what = Words(id="Gangguan sistem pada sebagian layanan", en="System trouble in some services")
    return Words(
        id=f"{what.id}, sejak {since}. Nomor Anda tetap berlaku.",
        en=f"{what.en}, since {since}. Your number stays valid.",
    )


def _again(office: Office, at: datetime | None, id_: str, en: str) -> Words | None:
    if at is None:
        return None

    def when(language: Language, at_: str) -> str:
        local = office.calendar.local(at)
        day = "" if local.date() == office.day else weekday_date(local.date(), language=language) + " "
        return f"{day}{at_} {clock(local)}"

    return Words(id=id_.format(when=when("id", "pukul")), en=en.format(when=when("en", "at")))


def empty_year(office: Office) -> int | None:
    """The coming year, from 1 December on while no day of it is decided; None otherwise, and before an office has a day."""
    if office.day is None or office.day.month < WARNED_FROM:
        return None
    coming = office.day.year + 1
    return None if any(day.year == coming for day in office.days) else coming
