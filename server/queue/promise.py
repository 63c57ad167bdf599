"""When something is due: the working day on which days-long work is promised. Pure."""

from __future__ import annotations

from datetime import date

from server.queue.office import Office


def due_day(office: Office, *, days: int) -> date | None:
    """The working day `days` from today on which something is due; None for something of minutes."""
    assert office.day is not None
    return office.calendar.working_day_after(office.day, days=days) if days else None
