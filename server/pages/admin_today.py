"""
What the page *Hari ini* shows, worked out from a day's figures: names for ids, minutes for seconds, the sentence on top.

Pure: no request, no HTML, and no figure of its own; each is `server.stats` or `server.views.admin`.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from math import ceil
from typing import Literal

from server.gate.figures import Day
from server.pages.admin_charts import BandPoint, Bar, StepDots
from server.pages.admin_rows import HourRow, LaneNowRow, LaneRow, LateRow, Lead, ServiceRow, StepRow, Today
from server.protocol import Promise, Words
from server.queue.office import Office, Version
from server.stats.figures import ServiceFigures, StepFigures
from server.stats.steps import newest_versions
from server.stats.summary import FEW

#: Rows a panel shows before the rest is folded away.
ROWS = 5
LANES = 5


def today(day: Day, office: Office, *, service: str | None, language: Literal["id", "en"]) -> Today:
    """
    Work the page out.

    Args:
        service: whose steps to show; None or unknown: the one with the worst share of steps within target.
        language: of the steps' names in the chart.
    """
    assert office.settings is not None and office.day is not None
    local = office.calendar.local(day.at)
    figures = day.figures
    lane_names = {lane.id: Words(id=lane.short, en=lane.name.en) for lane in office.settings.lanes}
    names = service_names(office)
    services = tuple(_service(row, names) for row in figures.by_service)
    chosen = service if service in {step.service for step in figures.by_step} else _worst(figures.by_step)
    steps = tuple(_step(row, office, lane_names) for row in figures.by_step if row.service == chosen)
    running = local.hour if day.now is not None else None
    hours = _hours(day)
    lanes, more = _lanes_now(day, lane_names)
    targets = {row.target.minutes for row in steps if row.target is not None and row.figures.unit == "seconds"}
    return Today(
        day=day,
        local=local,
        today=office.day,
        lead=_lead(day, lane_names, names),
        wait_median=up(figures.waiting.median),
        wait_p90=up(figures.waiting.p90),
        wait_longest=up(figures.waiting.longest),
        longest_now=_floor(day),
        lanes=lanes,
        lanes_more=more,
        lane_rows=tuple(
            LaneRow(
                name=lane_names.get(row.lane, Words(id=row.lane, en=row.lane)),
                waits=row.waiting.count,
                wait_median=up(row.waiting.median),
                wait_p90=up(row.waiting.p90),
                wait_longest=up(row.waiting.longest),
                steps=row.taken.count,
                median=up(row.taken.median),
                p90=up(row.taken.p90),
                longest=up(row.taken.longest),
                within=row.within_target.within,
                judged=row.within_target.count,
            )
            for row in sorted(
                figures.by_lane, key=lambda row: list(lane_names).index(row.lane) if row.lane in lane_names else 99
            )
        ),
        hours=hours,
        band=tuple(_band(day, running=running)),
        bars=tuple(
            Bar(label=row.label, count=row.arrivals, usual=row.usual, running=hour == running)
            for hour, row in zip(_clock_hours(day), hours, strict=True)
        ),
        services=services,
        judged=tuple(
            sorted(
                (row for row in services if row.figures.within_target.count),
                key=lambda row: -row.figures.within_target.count,
            )
        ),
        chosen=chosen,
        choices=tuple(
            (id_, names.get(id_, Words(id=id_, en=id_))) for id_ in sorted({row.service for row in figures.by_step})
        ),
        steps=steps,
        dots=tuple(_dots(row, language) for row in steps if row.figures.unit == "seconds"),
        shared_target=targets.pop() if len(targets) == 1 else None,
        late=tuple(
            LateRow(
                late=each,
                lane=lane_names.get(each.lane, Words(id=each.lane, en=each.lane)),
                service=names.get(each.service, Words(id=each.service, en=each.service)),
                minutes=up(each.over.total_seconds()) if each.over is not None else None,
            )
            for each in (day.now.late if day.now is not None else ())
        ),
    )


def _lanes_now(day: Day, names: dict[str, Words]) -> tuple[tuple[LaneNowRow, ...], tuple[LaneNowRow, ...]]:
    """The lanes worth looking at first, and the others; both in the office's own order."""
    lanes = day.now.lanes if day.now is not None else ()
    rank = {"late": 0, "busy": 1, "flowing": 2, "empty": 3}
    first = sorted(lanes, key=lambda lane: (rank[lane.condition], -lane.waiting, not lane.plates))[:LANES]
    chosen = {lane.lane for lane in first if lane.waiting or lane.late or lane.plates}
    rows = [
        LaneNowRow(
            now=lane,
            name=names.get(lane.lane, lane.name),
            plates=plates_words(lane.plates),
            longest=int(lane.longest.total_seconds() // 60) if lane.longest is not None else None,
        )
        for lane in lanes
    ]
    shown = tuple(row for row in rows if row.now.lane in chosen)
    return shown, tuple(row for row in rows if row.now.lane not in chosen)


def plates_words(plates: Iterable[str]) -> str:
    """Plates in a few characters: three or more that follow each other as a range, `1–3, 5`."""
    runs: list[list[str]] = []
    for plate in plates:
        follows = runs and plate.isdigit() and runs[-1][-1].isdigit() and int(plate) == int(runs[-1][-1]) + 1
        if follows:
            runs[-1].append(plate)
        else:
            runs.append([plate])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(run) for run in runs)


def up(seconds: float | None) -> int | None:
    """Whole minutes, rounded up, so that "half waited this or less" stays true; None for none."""
    return None if seconds is None else ceil(round(seconds, 3) / 60)


def service_names(office: Office) -> dict[str, Words]:
    """Service → the short name of its present version."""
    return {
        id_: Words(id=version.procedure.board_name, en=version.procedure.plain_name.en)
        for id_, version in ((id_, office.versions[id_, number]) for id_, number in office.current.items())
    }


def _floor(day: Day) -> int | None:
    longest = day.now.longest if day.now is not None else None
    return int(longest.total_seconds() // 60) if longest is not None else None


def _clock_hours(day: Day) -> list[int]:
    """The hours drawn: those of the day's figures and of what is usual, without a gap."""
    busy = {row.hour for row in day.figures.by_hour} | set(day.usual_arrivals or {})
    return list(range(min(busy), max(busy) + 1)) if busy else []


def _hours(day: Day) -> tuple[HourRow, ...]:
    found = {row.hour: row for row in day.figures.by_hour}
    usual = day.usual_arrivals
    rows = []
    for hour in _clock_hours(day):
        row = found.get(hour)
        rows.append(
            HourRow(
                label=f"{hour:02d}.00",
                arrivals=row.arrivals if row is not None else 0,
                usual=usual.get(hour) if usual is not None else None,
                waits=row.waiting.count if row is not None else 0,
                median=up(row.waiting.median) if row is not None else None,
                p90=up(row.waiting.p90) if row is not None else None,
                longest=up(row.waiting.longest) if row is not None else None,
            )
        )
    return tuple(rows)


def _band(day: Day, *, running: int | None) -> Iterable[BandPoint]:
    for row in day.figures.by_hour:
        median, p90 = row.waiting.median, row.waiting.p90
        yield BandPoint(
            label=f"{row.hour:02d}.00",
            median=None if median is None else median / 60,
            p90=None if p90 is None else p90 / 60,
            few=row.waiting.few,
            running=row.hour == running,
        )


def _service(row: ServiceFigures, names: dict[str, Words]) -> ServiceRow:
    days = row.unit == "days"
    taken = row.taken
    return ServiceRow(
        id=row.service,
        name=names.get(row.service, Words(id=row.service, en=row.service)),
        figures=row,
        wait_median=up(row.waiting.median),
        wait_p90=up(row.waiting.p90),
        wait_longest=up(row.waiting.longest),
        median=_whole(taken.median, days=days),
        p90=_whole(taken.p90, days=days),
        longest=_whole(taken.longest, days=days),
    )


def _whole(value: float | None, *, days: bool) -> int | None:
    return None if value is None else int(value) if days else up(value)


def _worst(steps: Iterable[StepFigures]) -> str | None:
    """The service whose steps keep their targets least; of equals the one with more steps done."""
    totals: dict[str, tuple[int, int]] = {}
    for row in steps:
        within, count = totals.get(row.service, (0, 0))
        totals[row.service] = (within + row.within_target.within, count + row.within_target.count)
    if not totals:
        return None
    enough = {id_: each for id_, each in totals.items() if each[1] >= FEW} or totals
    return min(enough, key=lambda id_: (enough[id_][0] / max(1, enough[id_][1]), -enough[id_][1], id_))


def _version(office: Office, row: StepFigures) -> Version:
    found = office.versions.get((row.service, row.version))
    return found if found is not None else office.versions[row.service, newest_versions(office.versions)[row.service]]


def _step(row: StepFigures, office: Office, lanes: dict[str, Words]) -> StepRow:
    version = _version(office, row)
    stop = version.stops[row.step]
    name = version.procedure.steps[stop.row].short if stop.row is not None else version.procedure.title
    days = row.unit == "days"
    return StepRow(
        no=stop.no,
        name=Words(id=name.id, en=name.en),
        lane=lanes.get(stop.lane, Words(id=stop.lane, en=stop.lane)),
        target=Promise(days=stop.target.days, minutes=stop.target.minutes) if stop.target is not None else None,
        figures=row,
        median=_whole(row.taken.median, days=days),
        p90=_whole(row.taken.p90, days=days),
        longest=_whole(row.taken.longest, days=days),
        wait_median=up(row.waiting.median),
        wait_p90=up(row.waiting.p90),
    )


def _dots(row: StepRow, language: Literal["id", "en"]) -> StepDots:
    taken = row.figures.taken
    assert taken.median is not None and taken.p90 is not None
    target = row.target.minutes if row.target is not None else None
    return StepDots(
        label=f"{row.no} {getattr(row.name, language)}".strip(),
        median=taken.median / 60,
        p90=taken.p90 / 60,
        target=target,
        over=target is not None and taken.p90 > target * 60,
        few=taken.few,
    )


def _lead(day: Day, lanes: dict[str, Words], names: dict[str, Words]) -> Lead:
    now = day.now
    if now is None:
        return _lead_past(day, names)
    late = sorted(now.lanes, key=lambda lane: -lane.late)
    if late and late[0].late:
        return Lead(kind="late", name=late[0].name, count=late[0].late, of=len(now.late))
    closed = next((lane for lane in now.lanes if lane.condition == "busy" and not lane.plates), None)
    if closed is not None:
        return Lead(kind="closed", name=closed.name, count=closed.visitors)
    busy = [lane for lane in now.lanes if lane.condition == "busy" and lane.visitors_longest is not None]
    if busy:
        worst = max(busy, key=lambda lane: lane.visitors_longest or timedelta())
        assert worst.visitors_longest is not None
        return Lead(
            kind="busy",
            name=worst.name,
            count=worst.visitors,
            minutes=int(worst.visitors_longest.total_seconds() // 60),
        )
    return Lead(kind="calm" if day.figures.issued else "nothing")


def _lead_past(day: Day, names: dict[str, Words]) -> Lead:
    share = day.figures.within_target
    if not day.figures.issued and not share.count:
        return Lead(kind="nothing")
    if not share.count:
        return Lead(kind="past_none")
    rows = [row for row in day.figures.by_service if row.within_target.within < row.within_target.count]
    if not rows:
        return Lead(kind="past_fine", count=share.count)
    worst = max(rows, key=lambda row: (row.within_target.count - row.within_target.within, row.service))
    late = worst.within_target.count - worst.within_target.within
    return Lead(kind="past_late", name=names.get(worst.service), count=late, of=worst.within_target.count)
