"""Numbers of the registers: which book, which number, in which event, and what a void leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.protocol import plain
from server.queue.apply import replay
from server.queue.command import SYSTEM, Refusal
from server.queue.register import book_for, format_fault, printed
from sop.model import Office as Settings
from sop.model import Register, RegisterRule
from tests.builders import (
    CLERK,
    FRIDAY,
    MADE,
    SENIOR,
    SOAK,
    Bench,
    a_procedure,
    a_step,
    fold,
    made_settings,
    picture,
    words,
)

AUTOMATIC = Register(
    id="agenda",
    name=words("Agenda"),
    mode="automatic",
    number_format="{number:03}/{code}/{roman_month}/{year}",
    code="KEC-C",
)
PAPER = Register(id="buku", name=words("Buku"), mode="paper")
NUMBERED = (
    a_procedure(
        "nomor",
        a_step("1", "depan"),
        replace(a_step("2", "kerja", away=True), takes_register=True),
        a_step("3", "depan", hands_over=True),
    ),
    a_procedure(
        "dua_nomor",
        replace(a_step("1", "depan", outcomes=("MS", "TMS")), takes_register=True),
        replace(a_step("2", "depan", hands_over=True), takes_register=True),
    ),
    a_procedure("tanpa", a_step("1", "depan")),
)


def an_office(*books: Register, rules: tuple[RegisterRule, ...] = (RegisterRule(book="agenda"),)) -> Settings:
    return replace(made_settings(), registers=books or (AUTOMATIC,), register_rules=rules)


def a_bench(*books: Register, at: datetime = FRIDAY, **more: Any) -> Bench:
    bench = Bench(an_office(*books, **more), NUMBERED, at=at)
    bench.open("4")
    return bench


def walk(bench: Bench, service: str = "nomor", **said: Any) -> str:
    """A visitor served to the end at counter 4."""
    ticket = bench.issue(service)
    bench.serve(ticket, "4")
    bench.say("finish", ticket, then="hand_over", **said)
    return ticket


def book_of(bench: Bench) -> list[tuple[str, str | None]]:
    return [(each.printed, each.void) for each in bench.office.registered.values()]


def test_the_step_that_takes_a_number_says_it_in_its_own_event() -> None:
    bench = a_bench()
    ticket = bench.issue("nomor")
    bench.serve(ticket, "4")
    bench.say("finish", ticket)
    assert bench.ticket(ticket).registers == ()
    event = bench.say("finish", ticket).event
    assert event.type == "step_finished"
    fact = {"book": "agenda", "year": 2026, "number": 1, "printed": "001/KEC-C/XI/2026", "row": 1}
    assert event.data["register"] == fact
    assert bench.ticket(ticket).registers == ("001/KEC-C/XI/2026",)
    row = bench.records.registers[MADE, "agenda", 2026, "001/KEC-C/XI/2026"]
    assert (row["ticket"], row["queue_number"], row["service"], row["voided_at"]) == (ticket, "A-001", "nomor", None)


def test_a_ticket_with_two_such_rows_takes_one_number_for_each() -> None:
    bench = a_bench()
    ticket = walk(bench, "dua_nomor")
    assert bench.ticket(ticket).registers == ("001/KEC-C/XI/2026", "002/KEC-C/XI/2026")
    one = bench.issue("dua_nomor")
    bench.serve(one, "4")
    bench.say("finish", one)
    ready = bench.say("finish", one).event
    assert (ready.type, ready.data["register"]["number"]) == ("became_ready", 4)
    assert "register" not in bench.say("hand_over", one).event.data


def test_a_row_done_again_keeps_its_number() -> None:
    bench = a_bench()
    ticket = bench.issue("dua_nomor")
    bench.serve(ticket, "4")
    bench.say("finish", ticket)
    office = bench.office
    office.tickets[ticket] = replace(office.tickets[ticket], step=0)
    bench.say("finish", ticket)
    assert bench.ticket(ticket).registers == ("001/KEC-C/XI/2026",)


def test_a_step_that_took_a_number_is_not_taken_back() -> None:
    bench = a_bench()
    ticket = walk(bench)
    assert bench.refused("undo", ticket, actor=bench.seated("4", CLERK)) == "undo_given"


def test_a_rejected_request_takes_no_number() -> None:
    bench = a_bench()
    ticket = bench.issue("dua_nomor")
    bench.serve(ticket, "4")
    bench.say("finish", ticket, outcome="ditolak")
    assert book_of(bench) == []


def test_without_a_book_the_step_is_done_without_a_number() -> None:
    bench = a_bench(rules=())
    assert bench.ticket(walk(bench)).registers == ()


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        (None, "register_number_needed"),
        ("  ", "register_number_needed"),
        ("470/12/KEC/XI/2026", "470/12/KEC/XI/2026"),
        (" 470 / 12 ", "register_number_unreadable"),
        ("12", "12"),
        ("470.1/7", "470.1/7"),
        ("Siti Aminah", "register_number_unreadable"),
        ("Sulistyowati 1", "register_number_unreadable"),
        ("1" * 41, "register_number_unreadable"),
        ("12;DROP", "register_number_unreadable"),
    ],
)
def test_a_paper_book_asks_for_the_number_in_it(typed: str | None, expected: str) -> None:
    bench = a_bench(PAPER, rules=(RegisterRule(book="buku"),))
    ticket = bench.issue("nomor")
    bench.serve(ticket, "4")
    bench.say("finish", ticket)
    if expected.startswith("register_"):
        assert bench.refused("finish", ticket, register_number=typed) == expected
        return
    bench.say("finish", ticket, register_number=typed)
    assert bench.ticket(ticket).registers == (expected,)
    assert bench.office.registered["buku", 2026, expected].number is None


def test_a_number_stands_in_a_paper_book_once_a_year() -> None:
    bench = a_bench(PAPER, rules=(RegisterRule(book="buku"),))
    walk(bench, register_number="7/KEC")
    ticket = bench.issue("nomor")
    bench.serve(ticket, "4")
    assert bench.refused("finish", ticket, then="hand_over", register_number="7/KEC") == "register_number_taken"
    bench.passes(days=60)
    bench.tick()
    bench.open("4")
    walk(bench, register_number="7/KEC")
    assert [key[1] for key in bench.office.registered] == [2026, 2027]


def test_two_paper_numbers_are_not_typed_in_one_press() -> None:
    bench = a_bench(PAPER, rules=(RegisterRule(book="buku"),))
    ticket = bench.issue("dua_nomor")
    bench.serve(ticket, "4")
    assert bench.refused("finish", ticket, then="hand_over", register_number="1") == "register_number_needed"


def test_a_year_begins_with_one_and_the_first_with_the_office_s_start() -> None:
    new_year = datetime(2026, 12, 30, 2, tzinfo=UTC)
    bench = a_bench(replace(AUTOMATIC, start=412, start_year=2026), at=new_year)
    walk(bench)
    walk(bench)
    bench.passes(days=5)
    bench.tick()
    bench.open("4")
    walk(bench)
    expected = ["412/KEC-C/XII/2026", "413/KEC-C/XII/2026", "001/KEC-C/I/2027"]
    assert [each for each, _ in book_of(bench)] == expected
    # Two years on, the oldest year is no longer kept in memory.
    bench.passes(days=366)
    bench.tick()
    assert [key[1] for key in bench.office.registered] == [2027]


def test_a_voided_number_stays_in_its_place_and_is_not_given_again() -> None:
    bench = a_bench()
    first = walk(bench)
    said: dict[str, Any] = {"book": "agenda", "year": 2026, "printed": "001/KEC-C/XI/2026"}
    assert bench.refused("void_register", actor=SENIOR, **said) == "reason_needed"
    assert bench.refused("void_register", actor=SENIOR, reason="iseng", **said) == "reason_unknown"
    bench.say("void_register", actor=SENIOR, reason="salah_tulis", **said)
    assert bench.refused("void_register", actor=SENIOR, reason="batal", **said) == "register_voided_already"
    other: dict[str, Any] = {**said, "printed": "9"}
    assert bench.refused("void_register", actor=SENIOR, reason="batal", **other) == "register_entry_unknown"
    walk(bench)
    assert book_of(bench) == [("001/KEC-C/XI/2026", "salah_tulis"), ("002/KEC-C/XI/2026", None)]
    assert bench.ticket(first).registers == ()
    row = bench.records.registers[MADE, "agenda", 2026, "001/KEC-C/XI/2026"]
    assert (row["void_reason"], row["voided_at"]) == ("salah_tulis", "2026-11-20T02:00:00.000000Z")


def test_a_voided_number_can_be_replaced_in_the_same_commit() -> None:
    bench = a_bench()
    ticket = walk(bench)
    before = bench.office.seq
    said: dict[str, Any] = {
        "book": "agenda",
        "year": 2026,
        "printed": "001/KEC-C/XI/2026",
        "reason": "salah_tulis",
        "again": True,
    }
    bench.say("void_register", actor=SENIOR, **said)
    assert [each.type for each in bench.events[before:]] == ["register_voided", "register_replaced"]
    assert bench.ticket(ticket).registers == ("002/KEC-C/XI/2026",)
    assert bench.records.registers[MADE, "agenda", 2026, "002/KEC-C/XI/2026"]["queue_number"] == "A-001"


@pytest.mark.parametrize(
    ("number_format", "good"),
    [
        ("{number}", True),
        ("{number:03}/{code}/{roman_month}/{year}", True),
        ("470/{number:04}/{month:02}-{year}", True),
        ("{number}/{number}", False),
        ("{year}", False),
        ("{number}{month}", False),
        ("{number:>3}", False),
        ("{year:02}/{number}", False),
        ("{number!r}", False),
        ("{number.real}", False),
        ("{name}/{number}", False),
        ("{number", False),
        ("untuk bapak yang terhormat sekali {number}", False),
    ],
)
def test_a_number_format_has_known_blanks_only(number_format: str, good: bool) -> None:
    assert (format_fault(number_format) is None) == good
    document = plain(an_office(replace(AUTOMATIC, number_format=number_format)))
    bench = Bench()
    if good:
        bench.say("configure", actor=SYSTEM, document=document)
    else:
        assert bench.refused("configure", actor=SYSTEM, document=document) == "malformed"


@pytest.mark.parametrize("field", ["book", "row", "start", "twice"])
def test_settings_that_would_stop_the_books_are_refused(field: str) -> None:
    rule = RegisterRule(book="agenda")
    books: tuple[Register, ...] = (AUTOMATIC,)
    match field:
        case "book":
            rule = RegisterRule(book="none")
        case "row":
            rule = RegisterRule(book="agenda", row=0)
        case "start":
            books = (replace(AUTOMATIC, start=0),)
        case _:
            books = (AUTOMATIC, AUTOMATIC)
    assert Bench().refused("configure", actor=SYSTEM, document=plain(an_office(*books, rules=(rule,)))) == "malformed"


def test_the_rule_that_names_most_wins() -> None:
    rules = (
        RegisterRule(book="default"),
        RegisterRule(book="service", procedure="a"),
        RegisterRule(book="row", procedure="a", row=3),
    )
    books = tuple(replace(AUTOMATIC, id=id_) for id_ in ("default", "service", "row"))
    office = an_office(*books, rules=rules)
    found = [book_for(office, procedure=procedure, row=row) for procedure, row in (("b", 2), ("a", 0), ("a", 2))]
    assert [each.id for each in found if each is not None] == ["default", "service", "row"]


def test_a_number_is_written_by_the_office_s_format() -> None:
    assert printed(AUTOMATIC, number=7, day=date(2026, 2, 3)) == "007/KEC-C/II/2026"
    assert printed(AUTOMATIC, number=1234, day=date(2026, 9, 3)) == "1234/KEC-C/IX/2026"


SAMPLE = settings(max_examples=300 if SOAK else 40, deadline=None, derandomize=not SOAK, database=None)


@SAMPLE
@given(
    start=st.integers(1, 500),
    deeds=st.lists(
        st.tuples(st.sampled_from(("walk", "two", "refuse", "void", "again", "days")), st.integers(0, 999)), max_size=25
    ),
)
def test_numbers_of_a_book_and_year_run_without_gap_or_double(start: int, deeds: list[tuple[str, int]]) -> None:
    bench = a_bench(replace(AUTOMATIC, start=start, start_year=2026), at=datetime(2026, 12, 20, 2, tzinfo=UTC))
    codes: set[str] = set()
    for deed, pick in deeds:
        entries = list(bench.office.registered.values())
        try:
            match deed:
                case "walk":
                    walk(bench)
                case "two":
                    walk(bench, "dua_nomor")
                case "refuse":
                    ticket = bench.issue("dua_nomor")
                    bench.serve(ticket, "4")
                    bench.say("finish", ticket, outcome="ditolak")
                case "days":
                    bench.passes(days=pick % 9)
                    bench.tick()
                    bench.open("4")
                case _ if entries:
                    entry = entries[pick % len(entries)]
                    said: dict[str, Any] = {
                        "book": entry.book,
                        "year": entry.year,
                        "printed": entry.printed,
                        "reason": "batal",
                    }
                    bench.say("void_register", actor=SENIOR, again=deed == "again", **said)
                case _:
                    pass
        except Refusal as refusal:
            codes.add(refusal.code)
    assert codes <= {"register_voided_already"}
    by_year: dict[int, list[int]] = {}
    for row in bench.records.registers.values():
        by_year.setdefault(row["year"], []).append(row["number"])
    for year, numbers in by_year.items():
        first = start if year == 2026 else 1
        assert numbers == list(range(first, first + len(numbers)))
    living = [number for ticket in bench.office.tickets.values() for number in ticket.registers]
    assert len(set(living)) == len(living)
    assert picture(replay(MADE, bench.events)) == picture(bench.office)
    assert fold(MADE, bench.events, batches=[3, 1, 5]).registers == bench.records.registers
