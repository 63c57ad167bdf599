"""
Rows as two tables for a spreadsheet: a line per ticket and service done under it, and one per stretch of a ticket's life. Pure.

Written the way a spreadsheet set to Indonesian opens by a double click: semicolons, decimal commas, times of the office's own
clock with its zone beside them, and a mark that the text is UTF-8. No name, no account, no ticket code.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from server.queue.calendar import Calendar
from server.queue.office import Version
from server.queue.route import Stop
from server.stats.steps import newest_versions, unit_of
from server.store.rows import PeriodRow, Rows, ServiceRow, TicketRow

TICKET_COLUMNS = (
    "tanggal", "nomor", "layanan", "nama_layanan", "didahulukan", "diambil", "mulai_dilayani", "siap_diambil", "berakhir",
    "zona", "keadaan", "hasil", "sebab", "menunggu_menit", "nyata_menit", "dinilai", "satuan", "tanggal_dinilai",
    "dicatat_menyusul", "gangguan_menit", "layanan_ke", "berkas", "dari_kertas",
)  # fmt: skip
STEP_COLUMNS = (
    "tanggal", "nomor", "layanan", "langkah", "kegiatan", "bagian", "loket", "keadaan", "dengan_warga", "waktu_milik",
    "mulai", "berakhir", "zona", "lama_menit", "nyata_menit", "target", "gangguan_menit",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """What a table needs to know of its office: the procedures' versions, the calendar and its zone's label (`WIB`)."""

    versions: Mapping[tuple[str, int], Version]
    calendar: Calendar
    zone_label: str


def ticket_table(rows: Rows, *, first: date, last: date, place: Place) -> list[tuple[str, ...]]:
    """
    A line per ticket numbered from `first` to `last`, in the order of `TICKET_COLUMNS`.

    Services that ended while their ticket went on have a line each before it, without the times that are the ticket's.
    """
    local = _local(place)
    behind: dict[str, list[ServiceRow]] = {}
    for done in sorted(rows.services, key=lambda each: each.nth):
        behind.setdefault(done.ticket, []).append(done)
    table = []
    for row in rows.tickets:
        if first <= row.service_day <= last:
            table += [_service(done, row, place) for done in behind.get(row.id, ())]
            table.append(_ticket(row, place, local))
    return table


def step_table(rows: Rows, *, place: Place) -> list[tuple[str, ...]]:
    """A line per period of every ticket that moved in the range, in the order of `STEP_COLUMNS`."""
    local = _local(place)
    newest = newest_versions(place.versions)
    by_id = {row.id: row for row in rows.tickets}
    table = []
    for row in rows.periods:
        ticket = by_id[row.ticket]
        number = ticket.version if row.service == ticket.service else newest.get(row.service, 0)
        table.append(_step(row, ticket, place.versions.get((row.service, number)), place, local))
    return table


def _ticket(row: TicketRow, place: Place, local: Callable[[datetime | None], str]) -> tuple[str, ...]:
    return (
        row.service_day.isoformat(),
        row.number,
        row.service,
        _title(row, place),
        _yes(row.priority),
        local(row.issued_at),
        local(row.begun_at),
        local(row.ready_at),
        local(row.ended_at),
        place.zone_label,
        row.state,
        row.outcome or "",
        row.cause or "",
        # How long somebody waited who has a paper number is by memory.
        "" if row.recorded else decimal(row.waited_seconds / 60),
        decimal(row.total_seconds / 60),
        *_judged(row, place),
        _yes(row.recorded_late),
        decimal(_minutes(row.stopped_seconds)),
        str(row.nth + 1),
        str(row.files),
        _yes(row.recorded),
    )


def _service(row: ServiceRow, ticket: TicketRow, place: Place) -> tuple[str, ...]:
    return (
        ticket.service_day.isoformat(),
        ticket.number,
        row.service,
        _title(row, place),
        _yes(ticket.priority),
        *("", "", "", ""),
        place.zone_label,
        "finished",
        row.outcome or "",
        *("", ""),
        decimal(row.total_seconds / 60),
        *_judged(row, place),
        _yes(row.recorded_late),
        decimal(_minutes(row.stopped_seconds)),
        str(row.nth + 1),
        str(row.files),
        _yes(ticket.recorded),
    )


def _title(row: TicketRow | ServiceRow, place: Place) -> str:
    version = place.versions.get((row.service, row.version))
    return version.procedure.title.id if version is not None else ""


def _judged(row: TicketRow | ServiceRow, place: Place) -> tuple[str, str, str]:
    """What compliance judges, its unit, and the day it became known; empty before."""
    version = place.versions.get((row.service, row.version))
    by_days = version is not None and unit_of(version.procedure.judged) == "days"
    return (
        decimal(row.taken if by_days else _minutes(row.taken)),
        ("hari kerja" if by_days else "menit") if row.taken is not None else "",
        row.taken_day.isoformat() if row.taken_day else "",
    )


def _step(
    row: PeriodRow, ticket: TicketRow, version: Version | None, place: Place, local: Callable[[datetime | None], str]
) -> tuple[str, ...]:
    stop: Stop | None = None
    activity = ""
    if version is not None and row.step < len(version.stops):
        stop = version.stops[row.step]
        activity = version.procedure.steps[stop.row].activity if stop.row is not None else version.procedure.title.id
    return (
        ticket.service_day.isoformat(),
        ticket.number,
        row.service,
        stop.no if stop is not None else "",
        activity,
        row.lane,
        row.counter or "",
        row.state,
        _yes(row.with_visitor),
        "kantor" if row.clock == "office" else "warga",
        local(row.started_at),
        local(row.ended_at),
        place.zone_label,
        decimal(_minutes((row.ended_at - row.started_at).total_seconds() if row.ended_at is not None else None)),
        decimal(_minutes(row.took)),
        str(stop.target) if stop is not None and stop.target is not None else "",
        decimal(_minutes(row.stopped_seconds)),
    )


def as_csv(columns: Sequence[str], table: Iterable[Sequence[str]]) -> bytes:
    """The table as a file: UTF-8 with its mark, semicolons, CRLF."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(table)
    return text.getvalue().encode("utf-8-sig")


def decimal(value: float | None) -> str:
    """A figure with a decimal comma and at most two places; "" for None."""
    return "" if value is None else f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _minutes(seconds: float | None) -> float | None:
    return None if seconds is None else seconds / 60


def _yes(value: bool) -> str:
    return "ya" if value else "tidak"


def _local(place: Place) -> Callable[[datetime | None], str]:
    calendar = place.calendar
    return lambda at: calendar.local(at).strftime("%Y-%m-%d %H:%M:%S") if at is not None else ""
