"""
One `office.toml` as an `Office` value.

Reads what the file says and nothing else; whether lanes are served and letters allowed is `check`'s question.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sop.model import Counter, Group, Lane, Office, OpenHours, Question, ReturnReason, Season, Words
from sop.table import Table

_CLOCK = re.compile(r"^([01]\d|2[0-3]):[0-5]\d$")


def read_office(table: Table, *, key: str) -> Office:
    """
    Read an office; faults go where the table sends them.

    Args:
        table: the whole file; a practice office's inherits the set-up of the office it borrows from.
        key: the folder's name, which the file must repeat as `id`.
    """
    found = table.text("id")
    if found != key:
        table.fault("id", found=found, expected=f"the folder's name, {key}")
    zone = table.text("zone")
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        table.fault("zone", found=zone, expected="an IANA zone such as Asia/Jakarta")
    office = Office(
        id=key,
        name=table.words("name"),
        slogan=table.words("slogan", empty=True),
        address=table.text("address", default=""),
        zone=zone,
        zone_label=table.choice("zone_label", among=("WIB", "WITA", "WIT")),
        lanes=tuple(_lane(item) for item in table.tables("lanes")),
        counters=tuple(_counter(item) for item in table.tables("counters")),
        groups=tuple(_group(item) for item in table.tables("groups")),
        hours=tuple(_hours(item) for item in table.tables("hours")),
        priority_groups=table.texts("priority_groups"),
        sample=table.texts("sample", needed=True),
        assumptions=table.words_list("assumptions"),
        practice=table.flag("practice"),
        open_questions=read_questions(table, "questions"),
        emergency_series=table.text("emergency_series", default="Z"),
        procedures_of=table.text_or_none("procedures_of"),
        seasons=tuple(_season(item) for item in table.tables("seasons")),
        kiosk_opens_before=table.whole("kiosk_opens_before", least=0) if table.has("kiosk_opens_before") else None,
        when_person_leaves=_leaves(table),
        compact=table.flag("compact"),
        last_number_before=table.whole("last_number_before", least=0) if table.has("last_number_before") else None,
        returning_series=table.text("returning_series", default="R"),
        re_entry=_re_entry(table),
        return_reasons=tuple(_reason(item) for item in table.tables("return_reasons")),
        returned_days=table.whole("returned_days", least=0) if table.has("returned_days") else None,
    )
    table.close()
    return office


def read_questions(table: Table, key: str) -> tuple[Question, ...]:
    """A list of questions, each `key`, `id`, `en` and perhaps the `row` it is about."""
    questions = []
    for item in table.tables(key):
        text = Words(id=item.text("id"), en=item.text("en"))
        questions.append(Question(key=item.text("key"), text=text, row=item.text_or_none("row")))
        item.close()
    return tuple(questions)


def _re_entry(table: Table) -> Literal["arrival", "end"] | None:
    match table.text_or_none("re_entry"):
        case None:
            return None
        case "arrival":
            return "arrival"
        case "end":
            return "end"
        case found:
            table.fault("re_entry", found=found, expected="arrival or end")
            return None


def _reason(table: Table) -> ReturnReason:
    reason = ReturnReason(code=table.text("code"), words=table.words("words"))
    table.close()
    return reason


def _leaves(table: Table) -> Literal["lane", "wait"] | None:
    if not table.has("when_person_leaves"):
        return None
    return "wait" if table.choice("when_person_leaves", among=("lane", "wait")) == "wait" else "lane"


def _lane(table: Table) -> Lane:
    lane = Lane(
        id=table.text("id"),
        name=table.words("name"),
        short=table.text("short"),
        printed=table.texts("printed"),
        applicant=table.flag("applicant"),
    )
    table.close()
    return lane


def _counter(table: Table) -> Counter:
    counter = Counter(
        id=table.text("id"),
        plate=table.text("plate"),
        lanes=table.texts("lanes", needed=True),
        hours=tuple(_hours(item) for item in table.tables("hours")),
    )
    table.close()
    return counter


def _group(table: Table) -> Group:
    group = Group(id=table.text("id"), name=table.words("name"), icon=table.text("icon"), series=table.text("series"))
    table.close()
    return group


def _season(table: Table) -> Season:
    days = []
    for key in ("first", "last"):
        found = table.text(key)
        try:
            days.append(date.fromisoformat(found))
        except ValueError:
            table.fault(key, found=found, expected="a date such as 2027-02-08")
            days.append(date.min)
    if days[0] > days[1]:
        table.fault("last", found=days[1], expected=f"a date not before {days[0]}")
    hours = tuple(_hours(item) for item in table.tables("hours"))
    season = Season(name=table.words("name"), first=days[0], last=days[1], hours=hours)
    table.close()
    return season


def _hours(table: Table) -> OpenHours:
    hours = OpenHours(weekday=table.whole("weekday", least=0), opens=table.text("opens"), closes=table.text("closes"))
    if hours.weekday > 6:
        table.fault("weekday", found=hours.weekday, expected="0 (Monday) to 6 (Sunday)")
    for key, clock in (("opens", hours.opens), ("closes", hours.closes)):
        if clock and not _CLOCK.match(clock):
            table.fault(key, found=clock, expected="a time such as 07:30")
    if _CLOCK.match(hours.opens) and _CLOCK.match(hours.closes) and hours.opens >= hours.closes:
        table.fault("closes", found=hours.closes, expected=f"a time after {hours.opens}")
    table.close()
    return hours
