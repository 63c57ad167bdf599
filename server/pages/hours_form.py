"""
The form *Jam kerja*: what a person wrote for week, seasons, counters and kiosks, as the office's next document. Pure.

Every field that cannot be read is named with what was found and what would be right; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise

from server.queue.calendar import Span
from server.queue.documents import MOST_MARGIN
from server.queue.spans import UnreadableHours, read_spans, spans_text
from sop.model import Office as Settings
from sop.model import OpenHours, Season, Words

WEEKDAYS = range(7)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonRow:
    """A season as the form says it: its name, two dates, and hours for Monday to Sunday."""

    name: str
    first: str
    last: str
    week: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterWeek:
    """Hours of one counter for Monday to Sunday; all empty = the office's."""

    id: str
    week: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """POST hours and hours/preview. `bound`: kiosks follow the hours, with these margins in minutes."""

    request_id: str
    week: tuple[str, ...]
    seasons: tuple[SeasonRow, ...] = ()
    counters: tuple[CounterWeek, ...] = ()
    bound: bool = False
    opens_before: str = ""
    last_before: str = ""


for _kind in (SeasonRow, CounterWeek, Hours):
    # Read by pydantic: a field they do not have is refused.
    setattr(_kind, "__pydantic_config__", {"extra": "forbid"})  # noqa: B010


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """
    A field that cannot be taken.

    Attributes:
        field: its name in the form (`week.0`, `season.1.last`).
        kind: `hours`, `date`, `order`, `overlap`, `empty`, `name`, `week_first` or `minutes`.
        right: what would be right, ready to be typed.
    """

    field: str
    kind: str
    found: str
    right: str


def week_texts(hours: Sequence[OpenHours]) -> tuple[str, ...]:
    """Weekly hours as the form shows them, Monday first."""
    return tuple(
        spans_text(sorted(Span(each.opens, each.closes) for each in hours if each.weekday == weekday))
        for weekday in WEEKDAYS
    )


def weekly(hours: Sequence[OpenHours]) -> timedelta:
    """Open time of a week, breaks left out."""
    return sum((_length(each) for each in hours), timedelta())


def read_hours(settings: Settings, form: Hours) -> tuple[Settings, list[Wrong]]:
    """The office's document with this working time instead of its own, and every wrong field; it is sound only where none is."""
    wrong: list[Wrong] = []
    hours = _week("week", form.week, wrong)
    seasons = tuple(_season(f"season.{place}", row, wrong) for place, row in enumerate(form.seasons))
    if seasons and not hours and not any(each.field.startswith("week.") for each in wrong):
        wrong.append(Wrong(field="week.0", kind="week_first", found="", right="07.30-16.00"))
    for (_, earlier), (place, later) in pairwise(sorted(enumerate(seasons), key=lambda each: each[1].first)):
        if later.first <= earlier.last and earlier.first != date.min:
            right = (earlier.last + timedelta(days=1)).isoformat()
            found = later.first.isoformat()
            wrong.append(Wrong(field=f"season.{place}.first", kind="overlap", found=found, right=right))
    own = {each.id: each for each in form.counters}
    counters = tuple(
        replace(each, hours=_week(f"counter.{each.id}", own[each.id].week, wrong)) if each.id in own else each
        for each in settings.counters
    )
    before = _minutes("opens_before", form.opens_before, wrong) if form.bound else None
    last = _minutes("last_before", form.last_before, wrong) if form.bound else None
    sample = tuple(key for key in settings.sample if key != "hours")
    made = replace(
        settings,
        hours=hours,
        seasons=seasons,
        counters=counters,
        kiosk_opens_before=before,
        last_number_before=last,
        sample=sample,
    )
    return made, wrong


def _week(field: str, texts: Sequence[str], wrong: list[Wrong]) -> tuple[OpenHours, ...]:
    rows: list[OpenHours] = []
    for weekday, text in zip(WEEKDAYS, texts, strict=False):
        try:
            spans = read_spans(text)
        except UnreadableHours as error:
            wrong.append(Wrong(field=f"{field}.{weekday}", kind="hours", found=error.found, right=error.right))
            continue
        rows += [OpenHours(weekday=weekday, opens=span.opens, closes=span.closes) for span in spans]
    return tuple(rows)


def _season(field: str, row: SeasonRow, wrong: list[Wrong]) -> Season:
    name = row.name.strip()
    if not name:
        wrong.append(Wrong(field=f"{field}.name", kind="name", found="", right="Ramadan"))
    first, last = _date(f"{field}.first", row.first, wrong), _date(f"{field}.last", row.last, wrong)
    if first != date.min and last != date.min and last < first:
        wrong.append(Wrong(field=f"{field}.last", kind="order", found=row.last, right=first.isoformat()))
    before = len(wrong)
    hours = _week(f"{field}.week", row.week, wrong)
    if not hours and len(wrong) == before:
        wrong.append(Wrong(field=f"{field}.week.0", kind="empty", found="", right="08.00-12.00, 12.30-15.00"))
    return Season(name=Words(id=name, en=name), first=first, last=last, hours=hours)


def _date(field: str, text: str, wrong: list[Wrong]) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        wrong.append(Wrong(field=field, kind="date", found=text, right="2027-02-08"))
        return date.min


def _minutes(field: str, text: str, wrong: list[Wrong]) -> int:
    text = text.strip() or "0"
    if not text.isdecimal() or int(text) > MOST_MARGIN:
        wrong.append(Wrong(field=field, kind="minutes", found=text, right=f"0-{MOST_MARGIN}"))
        return 0
    return int(text)


def _length(row: OpenHours) -> timedelta:
    return datetime.strptime(row.closes, "%H:%M") - datetime.strptime(row.opens, "%H:%M")  # noqa: DTZ007
