"""
Special days as a table for a spreadsheet, out and in again: the way without the proposals, and between offices.

Columns `tanggal;jenis;buka;jam;nama`, as `stats.tables` writes them (semicolons, UTF-8 with its mark); commas are read too. Pure.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import get_args

from server.protocol import OpenSpan, SpecialDayPart
from server.queue.calendar import KINDS, Kind, SpecialDay
from server.queue.spans import UnreadableHours, read_spans, spans_text

COLUMNS = ("tanggal", "jenis", "buka", "jam", "nama")
_YES = frozenset({"ya", "buka", "y", "true", "1"})
_NO = frozenset({"tidak", "tutup", "t", "false", "0", ""})


@dataclass(frozen=True, slots=True, kw_only=True)
class WrongLine:
    """A line that cannot be read: its number in the file (the heading is 1), the column, what was found, what would be right."""

    line: int
    column: str
    found: str
    right: str


def write_days(days: Iterable[SpecialDay]) -> bytes:
    """The table of special days."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for each in days:
        writer.writerow(
            (each.day.isoformat(), each.kind, "ya" if each.open else "tidak", spans_text(each.hours), each.name)
        )
    return text.getvalue().encode("utf-8-sig")


def read_days(text: str) -> tuple[tuple[SpecialDayPart, ...], tuple[WrongLine, ...]]:
    """The days of a table and the lines that cannot be read; lines without a date are passed over."""
    text = text.removeprefix("\ufeff")
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if ";" in first else ",")
    days: dict[date, SpecialDayPart] = {}
    wrong: list[WrongLine] = []
    for number, cells in enumerate(reader, 1):
        row = dict(zip(COLUMNS, (cell.strip() for cell in [*cells, "", "", "", "", ""]), strict=False))
        if not any(row.values()) or row["tanggal"].lower() == "tanggal":
            continue
        found = _day(row)
        if isinstance(found, SpecialDayPart):
            days[found.day] = found
        else:
            column, right = found
            wrong.append(WrongLine(line=number, column=column, found=row[column], right=right))
    return tuple(days[day] for day in sorted(days)), tuple(wrong)


def _day(row: dict[str, str]) -> SpecialDayPart | tuple[str, str]:
    try:
        day = date.fromisoformat(row["tanggal"])
    except ValueError:
        return "tanggal", "2027-03-10"
    kind: Kind | None = next((each for each in get_args(Kind) if each == row["jenis"]), None)
    if kind is None:
        return "jenis", ", ".join(KINDS)
    if row["buka"].lower() not in _YES | _NO:
        return "buka", "ya, tidak"
    open_ = row["buka"].lower() in _YES
    try:
        spans = read_spans(row["jam"])
    except UnreadableHours as error:
        return "jam", error.right
    if spans and not open_:
        return "buka", "ya"
    return SpecialDayPart(
        day=day,
        kind=kind,
        open=open_,
        hours=tuple(OpenSpan(opens=span.opens, closes=span.closes) for span in spans),
        name=row["nama"],
        source="csv",
    )
