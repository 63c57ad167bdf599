"""
The office's registers: which book a row's number comes from, what the next number is, and how it is printed. Pure.

A number is given in the event of the step that takes it, so it is given exactly when the step is done. Automatic numbers of a
book and year run from the start without a gap or a double; a voided one stays in its place and is not given again.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from string import Formatter
from typing import Any

from server.queue.command import Command, Refusal
from server.queue.office import Office, RegisterEntry
from server.queue.ticket import Ticket
from sop.model import Office as Settings
from sop.model import Register

#: Blanks a number format may have, and what stands in them. Only `number` and `month` take a width, such as `{number:03}`.
BLANKS = ("number", "code", "year", "month", "roman_month")
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
_WIDTH = re.compile(r"0[1-9]")
#: Between its blanks a format has marks and short office codes; a whole word could be a name.
_BETWEEN = re.compile(r"[A-Za-z0-9 ./\-]{0,24}")
#: A number read off a paper book: groups of at most eight letters or digits, parted by / . - or a blank; no longer than 40.
_TYPED = re.compile(r"[A-Za-z0-9]{1,8}(?:[ ./\-][A-Za-z0-9]{1,8}){0,9}")
_LONGEST = 40
#: Entries of this year and the one before are kept in memory, so that doubles are found and mistakes can be voided.
YEARS_KEPT = 2


def format_fault(number_format: str) -> str | None:
    """What is wrong with a number format, in words; None when it can be used."""
    try:
        parts = list(Formatter().parse(number_format))
    except ValueError as error:
        return str(error)
    names = [name for _, name, _, _ in parts if name is not None]
    for between, name, width, conversion in parts:
        if not _BETWEEN.fullmatch(between):
            return f"{between!r}: only letters, digits, blank . / - between the blanks"
        if name is None:
            continue
        if name not in BLANKS or conversion:
            return f"{{{name}}}: known blanks are {', '.join(BLANKS)}"
        if width and (name not in ("number", "month") or not _WIDTH.fullmatch(width)):
            return f"{{{name}:{width}}}: only number and month take a width, 01 to 09"
    if names.count("number") != 1:
        return "{number} must stand in it exactly once"
    if any(names_met and not between for names_met, (between, name, _, _) in _neighbours(parts) if name is not None):
        # `{number}{month}` writes 1 of November and 11 of January alike.
        return "a mark must stand between two blanks"
    return None


def _neighbours(parts: list[Any]) -> list[tuple[bool, Any]]:
    """Each part with whether a blank stands before it."""
    return [(place > 0 and parts[place - 1][1] is not None, part) for place, part in enumerate(parts)]


def printed(register: Register, *, number: int, day: date) -> str:
    """A number as it is written on the document."""
    return register.number_format.format(
        number=number, code=register.code, year=day.year, month=day.month, roman_month=_ROMAN[day.month - 1]
    )


def book(settings: Settings, id_: str) -> Register | None:
    """A book by its id; None where there is none."""
    return next((each for each in settings.registers if each.id == id_), None)


def book_for(settings: Settings, *, procedure: str, row: int) -> Register | None:
    """
    The book a row takes its number from; None while the office has not said.

    The rule that names most wins: procedure and row, then procedure, then the office's default.
    """
    for rule in sorted(settings.register_rules, key=lambda each: (each.procedure is None, each.row is None)):
        if rule.procedure in (None, procedure) and rule.row in (None, row + 1):
            return book(settings, rule.book)
    return None


@dataclass(slots=True)
class Taken:
    """What finishing one or several steps takes: the ticket's new fields and the fact of each event. One per command."""

    office: Office
    typed: str | None
    _last: dict[tuple[str, int], int] = field(default_factory=dict)

    def at(self, ticket: Ticket) -> tuple[dict[str, Any], dict[str, Any]]:
        """
        (changes, facts) of finishing the step at which `ticket` stands; both empty where it takes no number.

        Raises: Refusal `register_number_needed`, `register_number_unreadable`, `register_number_taken`.
        """
        office = self.office
        stop = office.version(ticket).stops[ticket.step]
        if stop.row is None or not office.version(ticket).procedure.steps[stop.row].takes_register:
            return {}, {}
        key = f"{ticket.service}#{stop.row}"
        assert office.settings is not None
        found = book_for(office.settings, procedure=ticket.service, row=stop.row)
        if found is None or key in ticket.registered:
            return {}, {}
        fact = self._next(found, row=stop.row)
        changes = {
            "registers": (*ticket.registers, fact["printed"]),
            "registered": (*ticket.registered, key),
        }
        return changes, {"register": fact}

    def again(self, entry: RegisterEntry) -> dict[str, Any]:
        """The fact of a number in place of a voided one."""
        assert self.office.settings is not None
        found = book(self.office.settings, entry.book)
        if found is None:
            raise Refusal("register_unknown", status=404, book=entry.book)
        return self._next(found, row=entry.row)

    def _next(self, register: Register, *, row: int) -> dict[str, Any]:
        office = self.office
        assert office.day is not None
        year = office.day.year
        number: int | None = None
        if register.mode == "paper":
            text = _typed(self.typed)
            self.typed = None
        else:
            # The book's own mark, so that one that changes from paper to automatic begins where its setting says.
            before = self._last.get((register.id, year), office.registers.get((register.id, year)))
            number = before + 1 if before is not None else first_number(register, year=year)
            text = printed(register, number=number, day=office.day)
            self._last[register.id, year] = number
        if (register.id, year, text) in office.registered:
            raise Refusal("register_number_taken", register_number=text)
        return {"book": register.id, "year": year, "number": number, "printed": text, "row": row}


def first_number(register: Register, *, year: int) -> int:
    """The first automatic number of a year: the office's start in the year it began with, 1 in every other."""
    return register.start if register.start_year in (None, year) else 1


def _typed(text: str | None) -> str:
    if text is None or not text.strip():
        raise Refusal("register_number_needed")
    said = " ".join(text.split())
    if len(said) > _LONGEST or not _TYPED.fullmatch(said) or not any(each.isdigit() for each in said):
        raise Refusal("register_number_unreadable", register_number=said[:_LONGEST])
    return said


def taken_by(office: Office, command: Command) -> Taken:
    """What a command that finishes steps may take, with the number it typed."""
    typed = command.options.get("register_number")
    return Taken(office, str(typed) if typed is not None else None)


def entry_of(event_data: Mapping[str, Any], *, ticket: Ticket | None, office: Office, seq: int) -> RegisterEntry:
    """The entry an event's fact `register` makes."""
    fact = event_data["register"]
    assert office.day is not None
    return RegisterEntry(
        book=fact["book"],
        year=fact["year"],
        number=fact["number"],
        printed=fact["printed"],
        row=fact["row"],
        ticket=ticket.id if ticket is not None else fact.get("ticket"),
        service=ticket.service if ticket is not None else fact.get("service"),
        queue_number=ticket.number if ticket is not None else fact.get("queue_number"),
        day=office.day,
        seq=seq,
        void=None,
    )


def voided(entry: RegisterEntry, *, reason: str) -> RegisterEntry:
    """The same entry, marked; it stays in its place."""
    return replace(entry, void=reason)
