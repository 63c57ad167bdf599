"""Rows for figures: read off an office in memory, or made by hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from server.stats.figures import Figures, figures
from server.store.rows import PeriodRow, Rows, TicketRow, period_row, service_row, ticket_row
from tests.builders import FRIDAY, Bench

DAY = date(2026, 11, 20)


def rows_of(bench: Bench) -> Rows:
    """Everything an office in memory has recorded."""
    tables = bench.records
    return Rows(
        tickets=tuple(ticket_row(row) for row in tables.tickets.values()),
        periods=tuple(period_row(row) for row in tables.periods.values()),
        services=tuple(service_row(row) for row in tables.services.values()),
    )


def figures_of(bench: Bench, *, first: date = DAY, last: date | None = None) -> Figures:
    """The figures of an office in memory."""
    return figures(
        rows_of(bench),
        first=first,
        last=last or first,
        versions=bench.office.versions,
        calendar=bench.office.calendar,
    )


def a_ticket(id_: str, **changed: Any) -> TicketRow:
    """A ticket of service `surat` that was numbered on Friday at nine and finished at once."""
    values: dict[str, Any] = {
        "id": id_,
        "number": "A-001",
        "service_day": DAY,
        "service": "surat",
        "version": 1,
        "priority": False,
        "issued_at": FRIDAY,
        "state": "finished",
        "step": 0,
        "lane": "depan",
        "counter": None,
        "due": None,
        "begun_at": FRIDAY,
        "ready_at": None,
        "ended_at": FRIDAY,
        "ended_day": DAY,
        "outcome": "selesai",
        "cause": None,
        "waited_seconds": 0.0,
        "total_seconds": 0.0,
        "stopped_seconds": 0.0,
        "taken": None,
        "taken_day": None,
        "recorded_late": False,
    }
    return TicketRow(**{**values, **changed})


def a_period(ticket: str, seq: int, state: str, *, begins: float, minutes: float | None, **changed: Any) -> PeriodRow:
    """A period that begins `begins` minutes after Friday nine and lasts `minutes` (None: still does)."""
    started = FRIDAY + timedelta(minutes=begins)
    ended: datetime | None = started + timedelta(minutes=minutes) if minutes is not None else None
    values: dict[str, Any] = {
        "ticket": ticket,
        "start_seq": seq,
        "service": "surat",
        "state": state,
        "step": 0,
        "lane": "depan",
        "counter": None,
        "priority": False,
        "with_visitor": True,
        "clock": "office",
        "started_at": started,
        "ended_at": ended,
        "took": None,
        "stopped_seconds": 0.0,
        "row_days": None,
        "service_day": DAY,
    }
    return PeriodRow(**{**values, **changed})
