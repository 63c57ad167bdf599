"""
The figures of a range of service days: what page, JSON and print show, each made in one function here.

Pure, over the rows of the records. In words and formulas they stand in docs/FIGURES.md under the same names; a test compares the
two. What happens this minute (who waits now, what is late now) is `server.views.admin`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from server.queue.calendar import Calendar
from server.queue.office import Version
from server.stats.steps import StepTaken, Unit, kept, newest_versions, steps_taken, unit_of
from server.stats.summary import Share, Summary, share, summary
from server.stats.waits import Wait, service_key, waits
from server.store.rows import Rows, ServiceRow, TicketRow
from sop.model import Duration

_REJECTED = "ditolak"
#: Issued by mistake: in no figure at all.
_VOID = "void"

#: What has a time really taken: a service that ended while its ticket went on, or the last one of a ticket.
Ended = TicketRow | ServiceRow

T = TypeVar("T")
K = TypeVar("K")


@dataclass(frozen=True, slots=True, kw_only=True)
class HourFigures:
    """One hour of the clock, `hour` 0..23 local: numbers taken in it, and waits that were answered in it (seconds)."""

    hour: int
    arrivals: int
    waiting: Summary


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """*Gangguan sistem*: how many judged tickets lost time to it, and how much in all (seconds)."""

    count: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceFigures:
    """
    One service: waits (seconds), time really taken (in `unit`), and how many kept the promised total.

    `late_rows`: how many of its judged tickets had rows that were recorded late. `several_files`: how many are in `taken` and
    `within_target` not, because they were several files at once.
    """

    service: str
    unit: Unit
    waiting: Summary
    taken: Summary
    within_target: Share
    late_rows: int
    stopped: Stopped
    several_files: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneFigures:
    """One lane: waits, time really taken by its steps of minutes (both seconds), and how many of its steps kept their target."""

    lane: str
    waiting: Summary
    taken: Summary
    within_target: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class StepFigures:
    """One row of a procedure's version; `step`: its place among the staff rows walked. Waits in seconds, `taken` in `unit`."""

    service: str
    version: int
    step: int
    unit: Unit
    waiting: Summary
    taken: Summary
    within_target: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All figures from `first` to `last`, both included."""

    first: date
    last: date
    issued: int
    finished: int
    rejected: int
    cancelled: int
    returned: int
    expired: int
    lacking: Mapping[str, int]
    no_shows: int
    no_shows_by_system: int
    files: int
    several_files: int
    waiting: Summary
    within_target: Share
    stopped: Stopped
    by_hour: tuple[HourFigures, ...]
    by_service: tuple[ServiceFigures, ...]
    by_lane: tuple[LaneFigures, ...]
    by_step: tuple[StepFigures, ...]


def figures(
    rows: Rows,
    *,
    first: date,
    last: date,
    versions: Mapping[tuple[str, int], Version],
    calendar: Calendar,
) -> Figures:
    """
    Every figure of a range of days.

    Args:
        rows: from `store.figures` for the same range; rows outside it are left out here.
        versions: the procedures' published versions, as the office has them.
        calendar: the office's, for working days and for which day an instant belongs to.
    """

    def inside(at: datetime) -> bool:
        return first <= calendar.service_day(at) <= last

    tickets = rows.tickets
    waited = [each for each in waits(rows.periods, tickets, rows.services) if inside(each.answered_at)]
    steps = [
        each
        for each in steps_taken(rows.periods, tickets, rows.services, versions=versions, calendar=calendar)
        if inside(each.ended_at)
    ]
    services: list[Ended] = [*tickets, *rows.services]
    known = [row for row in services if counts_as_taken(row, first=first, last=last)]
    taken = [row for row in known if row.files == 1]
    numbered = [row for row in tickets if first <= row.service_day <= last and row.state != _VOID]
    ended = [row for row in tickets if row.ended_day is not None and first <= row.ended_day <= last]
    given_back = [row for row in tickets if row.returned_day is not None and first <= row.returned_day <= last]
    return Figures(
        first=first,
        last=last,
        issued=issued(numbered),
        finished=finished(ended),
        rejected=rejected(ended),
        cancelled=cancelled(ended),
        returned=returned(given_back),
        expired=expired(ended),
        lacking=lacking(given_back),
        no_shows=no_shows(numbered),
        no_shows_by_system=no_shows_by_system(numbered),
        files=files([*ended, *(row for row in rows.services if first <= row.ended_day <= last)]),
        several_files=several_files(known),
        waiting=waiting(waited),
        within_target=within_target(taken, versions=versions),
        stopped=stopped(taken),
        by_hour=by_hour(numbered, waited, calendar=calendar),
        by_service=by_service(known, waited, versions=versions),
        by_lane=by_lane(steps, waited),
        by_step=by_step(steps, waited, services),
    )


def issued(numbered: Iterable[TicketRow]) -> int:
    """Numbers given: tickets whose service day is in the range, whatever became of them; those issued by mistake are left out."""
    return sum(1 for _ in numbered)


def finished(ended: Iterable[TicketRow]) -> int:
    """Brought to their end: tickets that ended in the range as *finished* with an outcome other than *ditolak*."""
    return sum(row.state == "finished" and row.outcome != _REJECTED for row in ended)


def rejected(ended: Iterable[TicketRow]) -> int:
    """Refused: tickets that ended in the range as *finished* with the outcome *ditolak*. They are in no figure of time."""
    return sum(row.state == "finished" and row.outcome == _REJECTED for row in ended)


def cancelled(ended: Iterable[TicketRow]) -> int:
    """Withdrawn: tickets that ended in the range as *cancelled* by a person. Those whose term was over are `expired`."""
    return sum(row.state == "cancelled" and row.cause != "system" for row in ended)


def returned(given_back: Iterable[TicketRow]) -> int:
    """Given back: tickets whose file was last given back to its visitor in the range, whatever became of them since."""
    return sum(1 for _ in given_back)


def expired(ended: Iterable[TicketRow]) -> int:
    """Not completed in time: returned files that the system ended in the range. Never added to the human ones."""
    return sum(row.state == "cancelled" and row.cause == "system" for row in ended)


def lacking(given_back: Iterable[TicketRow]) -> Mapping[str, int]:
    """What the files given back in the range lacked: `service key` (`000-01 d1`) → of how many files, most first."""
    found: dict[str, int] = {}
    for row in given_back:
        for key in (row.lacked or "").split():
            found[f"{row.service} {key}"] = found.get(f"{row.service} {key}", 0) + 1
    return dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))


def no_shows(numbered: Iterable[TicketRow]) -> int:
    """
    Not there when called: tickets numbered in the range that a clerk marked as no-show and that stayed so.

    One that was reinstated is none any more. Those that the day's end swept up are `no_shows_by_system`.
    """
    return sum(row.state == "no_show" and row.cause != "system" for row in numbered)


def no_shows_by_system(numbered: Iterable[TicketRow]) -> int:
    """
    Left over at the day's end: tickets numbered in the range that the day roll ended. Never added to the human ones.

    They belong to the day of their number; the roll itself happens after midnight.
    """
    return sum(row.state == "no_show" and row.cause == "system" for row in numbered)


def files(ended: Iterable[Ended]) -> int:
    """Files handled: those of every service that ended in the range as *finished* with an outcome other than *ditolak*."""
    return sum(
        row.files for row in ended if getattr(row, "state", "finished") == "finished" and row.outcome != _REJECTED
    )


def several_files(known: Iterable[Ended]) -> int:
    """
    Left out of `within_target`: services whose time became known in the range and that were several files at once.

    The procedure promises a time for one file; nobody promised one for twelve.
    """
    return sum(row.files > 1 for row in known)


def waiting(waited: Iterable[Wait]) -> Summary:
    """How long visitors waited to be called, in seconds: all waits (see `waits.waits`) that were answered in the range."""
    return summary(each.seconds for each in waited)


def counts_as_taken(row: Ended, *, first: date, last: date) -> bool:
    """
    Whether a ticket's time really taken belongs to the range: `taken` became known in it, and it was not *ditolak*.

    `taken` of a service of minutes is the sum of its staff steps, known when it ends; of a days-long one the working days from
    the first staff start to *ready*, known when it becomes ready.
    """
    return (
        row.taken is not None
        and row.taken_day is not None
        and first <= row.taken_day <= last
        and row.outcome != _REJECTED
    )


def within_target(taken: Iterable[Ended], *, versions: Mapping[tuple[str, int], Version]) -> Share:
    """
    How many tickets kept what their procedure promises: `taken` <= the written total or, where none is written, the sum of the
    staff rows; working days against days for a days-long service, seconds against minutes otherwise.

    Tickets of a service without any written time cannot be judged and are in neither number.
    """
    judged = (_judged(row, versions) for row in taken)
    return share(each for each in judged if each is not None)


def stopped(taken: Iterable[Ended]) -> Stopped:
    """
    Left out of the time really taken because of *gangguan sistem*: of the tickets that `within_target` judges, how many lost open
    time to it and how much altogether. Waiting to be called is not shortened by it.
    """
    lost = [row.stopped_seconds for row in taken if row.stopped_seconds > 0]
    return Stopped(count=len(lost), seconds=round(sum(lost), 3))


def by_hour(numbered: Iterable[TicketRow], waited: Iterable[Wait], *, calendar: Calendar) -> tuple[HourFigures, ...]:
    """
    Arrivals and waits by the hour of the clock in the office's zone, from the first busy hour to the last without a gap.

    An arrival counts in the hour its number was given, a wait in the hour in which it was answered.
    """
    arrived = _group(numbered, lambda row: calendar.local(row.issued_at).hour)
    answered = _group(waited, lambda each: calendar.local(each.answered_at).hour)
    busy = arrived.keys() | answered.keys()
    if not busy:
        return ()
    return tuple(
        HourFigures(hour=hour, arrivals=len(arrived.get(hour, ())), waiting=waiting(answered.get(hour, ())))
        for hour in range(min(busy), max(busy) + 1)
    )


def by_service(
    known: Iterable[Ended], waited: Iterable[Wait], *, versions: Mapping[tuple[str, int], Version]
) -> tuple[ServiceFigures, ...]:
    """Each service that had a wait or a taken time: `waiting`, the time its tickets really took, `within_target` of it alone."""
    all_of = _group(known, lambda row: (row.service, unit_of(_version_judged(row, versions))))
    by_id = {key: [row for row in found if row.files == 1] for key, found in all_of.items()}
    waited_for = _group(waited, lambda each: each.service)
    keys = set(by_id)
    for service in waited_for.keys() - {service for service, _ in keys}:
        keys.add((service, _unit_now(service, versions)))
    return tuple(
        ServiceFigures(
            service=service,
            unit=unit,
            waiting=waiting(waited_for.get(service, ())),
            taken=summary(row.taken for row in by_id.get((service, unit), ()) if row.taken is not None),
            within_target=within_target(by_id.get((service, unit), ()), versions=versions),
            late_rows=sum(row.recorded_late for row in by_id.get((service, unit), ())),
            stopped=stopped(by_id.get((service, unit), ())),
            several_files=several_files(all_of.get((service, unit), ())),
        )
        for service, unit in sorted(keys)
    )


def by_lane(steps: Iterable[StepTaken], waited: Iterable[Wait]) -> tuple[LaneFigures, ...]:
    """Each lane in which a wait was answered or a step ended. A step that was transferred counts where it ended, whole."""
    done = _group(steps, lambda each: each.lane)
    waited_in = _group(waited, lambda each: each.lane)
    return tuple(
        LaneFigures(
            lane=lane,
            waiting=waiting(waited_in.get(lane, ())),
            taken=summary(each.taken for each in done.get(lane, ()) if each.unit == "seconds"),
            within_target=share(each.within for each in done.get(lane, ()) if each.within is not None),
        )
        for lane in sorted(done.keys() | waited_in.keys())
    )


def by_step(steps: Iterable[StepTaken], waited: Iterable[Wait], ended: Iterable[Ended]) -> tuple[StepFigures, ...]:
    """
    Each row of a procedure that ended for somebody: waits before it, the time it really took, and how many kept its own target.

    Rows recorded late are left out; versions of a procedure are kept apart.
    """
    version_of = {service_key(row): (row.service, row.version) for row in ended}
    done = _group(steps, lambda each: (each.service, each.version, each.step, each.unit))
    waited_for = _group(
        waited, lambda each: (*version_of.get((each.ticket, each.nth), ("", 0)), each.service, each.step)
    )
    return tuple(
        StepFigures(
            service=service,
            version=version,
            step=step,
            unit=unit,
            waiting=waiting(waited_for.get((service, version, service, step), ())),
            taken=summary(each.taken for each in found),
            within_target=share(each.within for each in found if each.within is not None),
        )
        for (service, version, step, unit), found in sorted(done.items())
    )


def _version_judged(row: Ended, versions: Mapping[tuple[str, int], Version]) -> Duration | None:
    version = versions.get((row.service, row.version))
    return version.procedure.judged if version is not None else None


def _judged(row: Ended, versions: Mapping[tuple[str, int], Version]) -> bool | None:
    assert row.taken is not None
    return kept(row.taken, target=_version_judged(row, versions))


def _unit_now(service: str, versions: Mapping[tuple[str, int], Version]) -> Unit:
    found = versions.get((service, newest_versions(versions).get(service, 0)))
    return unit_of(found.procedure.judged) if found is not None else "seconds"


def _group(values: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    groups: dict[K, list[T]] = {}
    for value in values:
        groups.setdefault(key(value), []).append(value)
    return groups
