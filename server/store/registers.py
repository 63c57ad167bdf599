"""
The entries of the registers as people look for them: by book, year, day, number or service. Every method blocks.

They are records: written in the commit of the step that took the number, thrown away and made again by `Journal.rebuild`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Engine, text

from server.store.database import reading


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryRow:
    """One line of a book; `number` None in a book of paper, `void` the reason of a voided one, `confidential` its ticket's."""

    printed: str
    number: int | None
    at: datetime
    service_day: date
    ticket: str | None
    service: str | None
    queue_number: str | None
    row: int
    void: str | None
    confidential: bool


class RegisterBooks:
    """The registers of all offices in one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def years(self, office: str, book: str) -> Sequence[int]:
        """Years in which a book has entries, the newest first."""
        query = text(
            "SELECT DISTINCT year FROM register_entries WHERE office = :office AND book = :book ORDER BY year DESC"
        )
        with reading(self._engine) as connection:
            return [row.year for row in connection.execute(query, {"office": office, "book": book})]

    def entries(
        self,
        office: str,
        book: str,
        *,
        year: int,
        first: date | None = None,
        last: date | None = None,
        service: str | None = None,
        printed: str | None = None,
    ) -> list[EntryRow]:
        """Entries of a book and year in the order they were taken; days are service days, `printed` a part of the number."""
        asked: dict[str, tuple[str, object]] = {
            "first": ("service_day >= :first", first.isoformat() if first is not None else None),
            "last": ("service_day <= :last", last.isoformat() if last is not None else None),
            "service": ("service = :service", service),
            "printed": ("printed LIKE '%' || :printed || '%'", printed),
        }
        wanted = {name: (said, value) for name, (said, value) in asked.items() if value is not None}
        query = text(
            "SELECT e.printed, e.number, e.at, e.service_day, e.ticket, e.service, e.queue_number, e.row, e.void_reason,"
            " t.confidential FROM register_entries e LEFT JOIN tickets t ON t.office = e.office AND t.id = e.ticket"
            " WHERE e.office = :office AND e.book = :book AND e.year = :year"
            + "".join(f" AND e.{said}" for said, _ in wanted.values())
            + " ORDER BY e.seq, e.number"
        )
        values = {"office": office, "book": book, "year": year, **{name: value for name, (_, value) in wanted.items()}}
        with reading(self._engine) as connection:
            return [
                EntryRow(
                    printed=row.printed,
                    number=row.number,
                    at=datetime.fromisoformat(row.at),
                    service_day=date.fromisoformat(row.service_day),
                    ticket=row.ticket,
                    service=row.service,
                    queue_number=row.queue_number,
                    row=row.row,
                    void=row.void_reason,
                    confidential=bool(row.confidential),
                )
                for row in connection.execute(query, values)
            ]
