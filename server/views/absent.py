"""Lanes whose person is not there, in words for everybody: when work there goes on, never why. Made from an office. Pure."""

from __future__ import annotations

from datetime import time

from server.look.words import Language, clock, weekday_date
from server.protocol import Words
from server.queue.absence import Absence
from server.queue.office import Office
from server.views.staff_lines import lane_name


def notices(office: Office) -> tuple[Words, ...]:
    """A sentence for each lane that is not there and not covered, the first to be back first."""
    away = sorted((each for each in office.absences.values() if each.covered_by is None), key=lambda each: each.until)
    return tuple(_notice(office, each) for each in away)


def lanes(office: Office) -> tuple[tuple[str, Words, bool], ...]:
    """(id, name, whether it is away or covered now) of every staff lane, in the office's order."""
    assert office.settings is not None
    return tuple(
        (lane.id, lane_name(office, lane.id), lane.id in office.absences)
        for lane in office.settings.lanes
        if not lane.applicant
    )


def signs(office: Office, lane: str) -> bool:
    """Whether a lane's rows are signatures in any service the office gives now."""
    return any(
        stop.lane == lane and stop.row is not None and version.procedure.steps[stop.row].signs
        for version in (office.versions[key] for key in office.current.items())
        for stop in version.stops
    )


def _notice(office: Office, absence: Absence) -> Words:
    name = lane_name(office, absence.lane)
    signature = signs(office, absence.lane)

    def when(language: Language, today: str, at: str) -> str:
        local = office.calendar.local(absence.until)
        day = today if local.date() == office.day else weekday_date(local.date(), language=language)
        # An office without hours says the day alone: nobody is there at midnight.
        return day if local.time() == time() else f"{day} {at} {clock(local)}"

    id_when, en_when = when("id", "hari ini paling cepat", "pukul"), when("en", "today", "at")
    if office.calendar.service_day(absence.until) != office.day:
        id_when = f"paling cepat {id_when}"
    return Words(
        id=f"{'Tanda tangan' if signature else 'Bagian'} {name.id} {id_when}.",
        en=f"{'Signature by' if signature else 'Lane'} {name.en}: {en_when} at the earliest.",
    )
