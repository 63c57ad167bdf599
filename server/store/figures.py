"""
Reading the records for figures: the rows of one office and a range of service days.

Reads through an engine that cannot write (`database.open_reader`), one connection per call: the writer is never waited for
and never made to wait, and both statements of a call see one instant. Every method blocks, so call it in a thread. What the
rows mean is `server.stats`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from sqlalchemy import Engine, text

from server.queue.calendar import Calendar
from server.queue.event import instant
from server.store.rows import OvertakingRow, Rows, overtaking_row, period_row, service_row, ticket_row

_PERIOD_TICKETS = (
    "SELECT DISTINCT ticket FROM periods WHERE office = :office AND ended_at >= :begin AND ended_at < :end"
)
_PERIODS = text(
    "SELECT ticket, start_seq, service, state, step, lane, counter, priority, with_visitor, clock, started_at, ended_at,"
    f" took, stopped_seconds, row_days, service_day, nth FROM periods WHERE office = :office"
    f" AND ticket IN ({_PERIOD_TICKETS}) ORDER BY ticket, start_seq"
)
_TICKETS = text(
    "SELECT id, number, service_day, service, version, priority, issued_at, state, step, lane, counter, due, begun_at,"
    " ready_at, ended_at, ended_day, outcome, cause, waited_seconds, total_seconds, stopped_seconds, taken,"
    " taken_day, recorded_late, returned_day, lacked, nth, files, recorded FROM tickets WHERE office = :office"
    " AND (service_day BETWEEN :first AND :last OR ended_day BETWEEN :first AND :last"
    " OR taken_day BETWEEN :first AND :last OR returned_day BETWEEN :first AND :last"
    f" OR id IN ({_PERIOD_TICKETS})) ORDER BY service_day, issued_at, id"
)
_SERVICES = text(
    "SELECT ticket, nth, service, version, files, outcome, ended_day, total_seconds, stopped_seconds, taken, taken_day,"
    " recorded_late FROM services_done WHERE office = :office"
    " AND (ended_day BETWEEN :first AND :last OR taken_day BETWEEN :first AND :last"
    f" OR ticket IN ({_PERIOD_TICKETS})) ORDER BY ticket, nth"
)
_ARRIVALS = text(
    "SELECT service_day, issued_at FROM tickets WHERE office = :office AND service_day = :day AND state <> 'void'"
)
_OVERTAKINGS = text(
    "SELECT * FROM overtakings WHERE office = :office AND service_day BETWEEN :first AND :last ORDER BY seq, ticket"
)
_CALLS = text(
    "SELECT counter, COUNT(*) AS calls FROM periods WHERE office = :office AND state = 'called'"
    " AND service_day BETWEEN :first AND :last GROUP BY counter ORDER BY counter"
)


class Figures:
    """The records of one database, for reading only."""

    def __init__(self, engine: Engine) -> None:
        """Args: engine: one that cannot write (`database.open_reader`)."""
        self._engine = engine

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def rows(self, office: str, *, first: date, last: date, calendar: Calendar) -> Rows:
        """
        Read what happened from `first` to `last`, both included.

        Args:
            calendar: the office's, which says when a day begins and ends.

        Raises: sqlalchemy.exc.DatabaseError.
        """
        asked = {
            "office": office,
            "first": first.isoformat(),
            "last": last.isoformat(),
            "begin": instant(calendar.midnight(first)),
            "end": instant(calendar.midnight(last + timedelta(days=1))),
        }
        with self._engine.begin() as connection:
            periods = connection.execute(_PERIODS, asked).mappings().all()
            tickets = connection.execute(_TICKETS, asked).mappings().all()
            services = connection.execute(_SERVICES, asked).mappings().all()
        return Rows(
            tickets=tuple(ticket_row(dict(row)) for row in tickets),
            periods=tuple(period_row(dict(row)) for row in periods),
            services=tuple(service_row(dict(row)) for row in services),
        )

    def overtakings(
        self, office: str, *, first: date, last: date
    ) -> tuple[tuple[OvertakingRow, ...], Mapping[str, int]]:
        """Who was overtaken from `first` to `last`, both included, and counter → first calls made there in that time."""
        asked = {"office": office, "first": first.isoformat(), "last": last.isoformat()}
        with self._engine.begin() as connection:
            rows = connection.execute(_OVERTAKINGS, asked).mappings().all()
            calls = connection.execute(_CALLS, asked).all()
        return tuple(overtaking_row(dict(row)) for row in rows), {row.counter: row.calls for row in calls}

    def arrivals(self, office: str, *, days: tuple[date, ...]) -> Mapping[date, tuple[datetime, ...]]:
        """When numbers were taken on each of `days`; a day without any has ()."""
        found: dict[date, tuple[datetime, ...]] = {}
        with self._engine.begin() as connection:
            for day in days:
                rows = connection.execute(_ARRIVALS, {"office": office, "day": day.isoformat()})
                found[day] = tuple(sorted(datetime.fromisoformat(row.issued_at) for row in rows))
        return found
