"""
*Jam kerja & hari libur*: weekly hours with breaks, seasons, kiosk margins, holidays proposed and decided one by one, own days,
and how a day ends for those who still wait.

Hours are published as the office's next document; a day and the closing rule are commands of the API that the page's script
sends. What the form says is read by `hours_form`; nothing is decided here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from fastapi import APIRouter, Request, Response

from server.gate.context import reply, submit
from server.gate.days_csv import COLUMNS, read_days, write_days
from server.gate.proposed_days import proposed_days
from server.look.words import weekday
from server.pages.admin_frame import enter, frame, framed
from server.pages.guard import PageRoute
from server.pages.hours_form import WEEKDAYS, Hours, read_hours, week_texts, weekly
from server.pages.render import page, reader_language
from server.protocol import encode, plain
from server.queue.calendar import SpecialDay
from server.queue.command import Refusal
from server.queue.documents import MOST_MARGIN
from server.queue.office import Office
from server.queue.spans import EXAMPLE, spans_text
from server.queue.verbs.working_time import CLOSING_RULES, NAME_LENGTH

router = APIRouter(route_class=PageRoute, include_in_schema=False)

#: Monday of some week, to name weekdays by.
_MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayRow:
    """
    One date of the list: proposed, decided, or both.

    `estimated`: the date itself is not settled. `own_hours`: "" for the usual ones.
    `working`: its weekday is a working day.
    """

    day: date
    kind: str
    name: str
    estimated: bool
    decided: SpecialDay | None
    own_hours: str
    working: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvText:
    """POST hours/days.csv: a table of days as text."""

    request_id: str
    text: str


setattr(CsvText, "__pydantic_config__", {"extra": "forbid"})  # noqa: B010


@router.get("/admin/{office}/hours")
async def hours_page(request: Request, office: str) -> Response:
    """The working time in force as a form, and the days of one year (`year`; this one without it)."""
    here, who = enter(request, office, verb="set_days")
    settings = here.settings
    assert settings is not None
    return framed(
        request,
        "admin_hours.html",
        office=here,
        who=who,
        tab="/hours",
        week=week_texts(settings.hours),
        seasons=[(each, week_texts(each.hours)) for each in settings.seasons],
        counters=[(each, week_texts(each.hours)) for each in settings.counters],
        bound=settings.kiosk_opens_before is not None or settings.last_number_before is not None,
        margin=MOST_MARGIN,
        closing_rule=here.closing_rule,
        closing_rules=CLOSING_RULES,
        columns=";".join(COLUMNS),
        name_length=NAME_LENGTH,
        **_words(request),
        **_year(request, here),
    )


@router.get("/admin/{office}/hours/days")
async def days_part(request: Request, office: str) -> Response:
    """The list of days of one year, for exchanging after a decision."""
    here, who = enter(request, office, verb="set_days")
    return page(request, "admin_hours_days.html", **frame(here, who, tab="/hours"), **_year(request, here))


@router.post("/admin/{office}/hours/preview")
async def preview(request: Request, office: str, body: Hours) -> Response:
    """What publishing would mean, or what is wrong with it. Changes nothing."""
    here, who = enter(request, office, verb="configure")
    assert here.settings is not None
    proposed, wrong = read_hours(here.settings, body)
    weeks = [("", weekly(proposed.hours)), *((each.name.id, weekly(each.hours)) for each in proposed.seasons)]
    return page(
        request,
        "admin_hours_preview.html",
        **frame(here, who, tab="/hours"),
        wrong=wrong,
        proposed=proposed,
        weeks=[(name, int(time.total_seconds()) // 60) for name, time in weeks],
        same=replace(proposed, sample=here.settings.sample) == here.settings,
        **_words(request),
    )


@router.post("/admin/{office}/hours")
async def publish(request: Request, office: str, body: Hours) -> Response:
    """Publish this working time. Raises: Refusal `malformed` naming the first field that is wrong."""
    here, _ = enter(request, office, verb="configure")
    assert here.settings is not None
    proposed, wrong = read_hours(here.settings, body)
    if wrong:
        raise Refusal("malformed", status=422, detail=f"{wrong[0].field}: {wrong[0].right}")
    answer = await submit(request, office, verb="configure", message=body, options={"document": plain(proposed)})
    return Response(encode(reply(answer)), media_type="application/json")


@router.get("/admin/{office}/hours/days.csv")
async def days_csv(request: Request, office: str) -> Response:
    """Every decided day as a table."""
    here, _ = enter(request, office, verb="set_days")
    return Response(
        write_days(here.days.values()),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="hari-{office}.csv"', "Cache-Control": "no-store"},
    )


@router.post("/admin/{office}/hours/days.csv")
async def import_days(request: Request, office: str, body: CsvText) -> Response:
    """Decide the days of a table. Raises: Refusal `malformed` naming the line, `nothing_to_set`, `day_hours_needed`."""
    enter(request, office, verb="set_days")
    days, wrong = read_days(body.text)
    if wrong:
        first = wrong[0]
        raise Refusal(
            "malformed", status=422, detail=f"baris {first.line}, {first.column} “{first.found}” → {first.right}"
        )
    answer = await submit(request, office, verb="set_days", message=body, options={"days": plain(days), "remove": []})
    return Response(encode(reply(answer)), media_type="application/json")


def _words(request: Request) -> dict[str, Any]:
    language = reader_language(request)
    names = [weekday(date.fromordinal(_MONDAY.toordinal() + each), language=language) for each in WEEKDAYS]
    return {"weekdays": names, "example": EXAMPLE}


def _year(request: Request, here: Office) -> dict[str, Any]:
    assert here.day is not None
    asked = request.query_params.get("year", "")
    year = int(asked) if asked.isdecimal() and 2000 <= int(asked) <= 2100 else here.day.year
    rows = day_rows(here, year)
    return {
        "year": year,
        "years": tuple(range(here.day.year, here.day.year + 3)),
        "rows": rows,
        "undecided": sum(row.decided is None for row in rows),
        "proposals": bool(proposed_days(year)) or year < here.day.year,
        "shown_today": here.day,
    }


def day_rows(office: Office, year: int) -> list[DayRow]:
    """The days of a year in order: what is proposed from today on, and what was decided, each date once."""
    proposed = {each.day: each for each in proposed_days(year) if office.day is None or each.day >= office.day}
    decided = {day: each for day, each in office.days.items() if day.year == year}
    rows = []
    for day in sorted(proposed.keys() | decided.keys()):
        own, hint = decided.get(day), proposed.get(day)
        named = own.name if own is not None else ""
        rows.append(
            DayRow(
                day=day,
                kind=own.kind if own is not None else hint.kind if hint is not None else "",
                name=named or (hint.name if hint is not None else ""),
                estimated=hint.estimated if hint is not None else "(perkiraan)" in named,
                decided=own,
                own_hours=spans_text(own.hours) if own is not None else "",
                working=bool(office.calendar.usual(day)) if office.calendar.hours else day.weekday() < 5,
            )
        )
    return rows
