"""
*Buku register*: the office's books of numbers and which row takes which, shown, tried out, and published.

The document is made here from the one in force (`configure`), so that a page left open changes the books and nothing else. What
a book may be is `queue.documents`; a book that holds numbers is never taken away, so that its pages stay open.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

from fastapi import APIRouter, Request, Response

from server.gate.context import House, house, reply, submit
from server.pages.admin_frame import enter, frame, framed
from server.pages.guard import PageRoute
from server.pages.render import page
from server.protocol import Words, encode, plain
from server.queue.command import Refusal
from server.queue.documents import read_settings
from server.queue.office import Office
from server.queue.register import BLANKS, book_for, first_number, format_fault, printed
from server.views.staff_lines import service_name
from sop.model import Office as Settings
from sop.model import Register, RegisterRule
from sop.model import Words as Said

router = APIRouter(route_class=PageRoute, include_in_schema=False)

MODES = ("automatic", "paper")
#: Longest name of a book.
NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class BookRow:
    """
    One book as the form says it. `id` "" for a new one; `start_year` None: every year begins with `start`.

    What its mode does not use is kept as it comes and means nothing.
    """

    id: str
    name: str
    mode: str
    number_format: str = "{number}"
    code: str = ""
    start: int = 1
    start_year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowBook:
    """The book of one printed row (`row` counted from 1). `book` is an id or `#` and the place of a new one; "" the default."""

    procedure: str
    row: int
    book: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """POST registers and registers/preview: all books, the default one ("" for none) and the book of each row."""

    request_id: str
    books: tuple[BookRow, ...]
    default: str
    rows: tuple[RowBook, ...]


for _kind in (BookRow, RowBook, Books):
    setattr(_kind, "__pydantic_config__", {"extra": "forbid"})  # noqa: B010


@dataclass(frozen=True, slots=True, kw_only=True)
class TakingRow:
    """A printed row that takes a number: `row` counted from 1, `book` the id a rule of its procedure names, "" for none."""

    procedure: str
    name: Words
    no: str
    said: str
    row: int
    book: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """
    What a book would write next. `wrong`: None, `name`, `format` or `start`; `next` None where it cannot be told (a paper book).
    """

    next: str | None
    wrong: str | None
    paper: bool


@router.get("/admin/{office}/registers")
async def books_page(request: Request, office: str) -> Response:
    """The books in force and the rows that take a number, as a form."""
    here, who = enter(request, office, verb="configure")
    assert here.settings is not None and here.day is not None
    return framed(
        request,
        "admin_books.html",
        office=here,
        who=who,
        tab="/registers",
        books=here.settings.registers,
        trials=[trial(here, each) for each in here.settings.registers],
        kept=await _kept(house(request), here),
        default=_default(here.settings),
        rows=taking_rows(here),
        modes=MODES,
        blanks=BLANKS,
        name_length=NAME,
        year=here.day.year,
    )


@router.post("/admin/{office}/registers/preview")
async def preview(request: Request, office: str, body: Books) -> Response:
    """What each book would write next and which rows would take no number. Changes nothing."""
    here, who = enter(request, office, verb="configure")
    assert here.settings is not None
    made = _books(here.settings, body)
    trials = [trial(here, each) for each in made]
    proposed: Settings | None
    try:
        proposed = proposal(here, body)
    except Refusal:
        proposed = None
    if any(each.wrong for each in trials):
        proposed = None
    return page(
        request,
        "admin_books_preview.html",
        **frame(here, who, tab="/registers"),
        trials=trials,
        wrong=proposed is None,
        same=proposed is not None and _says_the_same(here, proposed),
        without=[] if proposed is None else [each for each in taking_rows(here) if _book(proposed, each) is None],
        from_books=[] if proposed is None else _by_book(here, proposed),
    )


@router.post("/admin/{office}/registers")
async def publish(request: Request, office: str, body: Books) -> Response:
    """Publish these books. Raises: Refusal `malformed` for a book that cannot be, `register_in_use` for one taken away."""
    here, _ = enter(request, office, verb="configure")
    gone = await _kept(house(request), here) - {each.id for each in body.books}
    if gone:
        raise Refusal("register_in_use", status=409, book=sorted(gone)[0])
    options = {"document": plain(proposal(here, body))}
    answer = await submit(request, office, verb="configure", message=body, options=options)
    return Response(encode(reply(answer)), media_type="application/json")


def trial(office: Office, register: Register) -> Trial:
    """What a book would write next today, or which of its fields is wrong."""
    assert office.day is not None
    paper = register.mode == "paper"
    if not register.name.id:
        return Trial(next=None, wrong="name", paper=paper)
    if paper:
        return Trial(next=None, wrong=None, paper=True)
    if format_fault(register.number_format) is not None or format_fault("{number} " + register.code) is not None:
        return Trial(next=None, wrong="format", paper=False)
    if register.start < 1:
        return Trial(next=None, wrong="start", paper=False)
    last = office.registers.get((register.id, office.day.year))
    number = last + 1 if last is not None else first_number(register, year=office.day.year)
    return Trial(next=printed(register, number=number, day=office.day), wrong=None, paper=False)


def proposal(office: Office, body: Books) -> Settings:
    """The office's document with these books and rules instead of its own. Raises: Refusal `malformed` (422)."""
    settings = office.settings
    assert settings is not None
    made = _books(settings, body)
    if any(trial(office, each).wrong for each in made):
        raise Refusal("malformed", status=422, detail="registers")
    asked = {(each.procedure, each.row) for each in body.rows}
    rules = [RegisterRule(book=_named(each.book, made), procedure=each.procedure, row=each.row)
             for each in body.rows if each.book]  # fmt: skip
    # A rule for a whole procedure has become those of its rows; one of a procedure that is not shown stays as it is.
    shown = {procedure for procedure, _ in asked}
    rules += [
        each
        for each in settings.register_rules
        if (each.procedure is None and each.row is not None)
        or (each.procedure is not None and each.procedure not in shown)
    ]
    if body.default:
        rules.append(RegisterRule(book=_named(body.default, made)))
    return read_settings(office, plain(replace(settings, registers=made, register_rules=tuple(rules))))


def taking_rows(office: Office) -> list[TakingRow]:
    """Every printed row in force that takes a register or agenda number, in the order of the procedures."""
    assert office.settings is not None
    rules = sorted(office.settings.register_rules, key=lambda each: each.row is None)
    rows = []
    for id_, version in sorted(office.current.items()):
        found = office.versions[id_, version]
        for place, step in enumerate(found.procedure.steps, start=1):
            if step.takes_register:
                own = next((each.book for each in rules if each.procedure == id_ and each.row in (None, place)), "")
                rows.append(
                    TakingRow(
                        procedure=id_,
                        name=service_name(found),
                        no=step.no or str(place),
                        said=step.printed,
                        row=place,
                        book=own,
                    )
                )
    return rows


async def _kept(found: House, office: Office) -> set[str]:
    """Books that hold a number, of any year."""
    assert office.settings is not None
    ids = [each.id for each in office.settings.registers]
    return await found.desk.in_writer(lambda: {each for each in ids if found.registers.years(office.id, each)})


def _default(settings: Settings) -> str:
    return next((each.book for each in settings.register_rules if each.procedure is None and each.row is None), "")


def _book(settings: Settings, row: TakingRow) -> Register | None:
    return book_for(settings, procedure=row.procedure, row=row.row - 1)


def _by_book(office: Office, proposed: Settings) -> list[tuple[Register, list[TakingRow]]]:
    """Each book with the rows that would take its numbers."""
    rows = [(_book(proposed, each), each) for each in taking_rows(office)]
    return [(book, [row for found, row in rows if found == book]) for book in proposed.registers]


def _says_the_same(office: Office, proposed: Settings) -> bool:
    assert office.settings is not None
    now = office.settings
    return (
        proposed.registers == now.registers
        and _default(proposed) == _default(now)
        and all(_book(proposed, each) == _book(now, each) for each in taking_rows(office))
    )


def _books(settings: Settings, body: Books) -> tuple[Register, ...]:
    own = {each.id: each for each in settings.registers}
    taken = {each.id for each in body.books if each.id} | set(own)
    made = []
    for row in body.books:
        if row.mode not in MODES:
            raise Refusal("malformed", status=422, detail=f"mode: {row.mode}")
        id_ = row.id
        if not id_:
            id_ = next(each for each in _ids(row.name) if each not in taken)
            taken.add(id_)
        name = " ".join(row.name.split())[:NAME]
        before = own.get(id_)
        # A name that was not touched keeps its English.
        words = before.name if before is not None and before.name.id == name else Said(id=name, en=name)
        made.append(
            Register(
                id=id_,
                name=words,
                mode="paper" if row.mode == "paper" else "automatic",
                number_format=row.number_format.strip(),
                code=row.code.strip(),
                start=row.start,
                start_year=row.start_year,
            )
        )
    return tuple(made)


def _ids(name: str) -> Iterator[str]:
    """Ids for a new book, the first free one is taken."""
    plain_name = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:30] or "buku"
    yield plain_name
    for each in count(2):
        yield f"{plain_name}-{each}"


def _named(said: str, made: tuple[Register, ...]) -> str:
    """The id of a book a rule names: its own, or by its place among those of the form (`#2`)."""
    place = said.removeprefix("#")
    if said == place:
        return said
    if not place.isdecimal() or int(place) >= len(made):
        raise Refusal("malformed", status=422, detail=f"book: {said}")
    return made[int(place)].id
