"""
The procedures of an office: the list, and one procedure's page with its sheet, its questions, its form and its versions.

An edit is shown before it is published: every difference, the drawn sheet, every fault. What may change is `sop.edit`, what is
refused is the verb `publish`; the journal keeps every version with who and when.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from server.gate.context import house, reply, submit
from server.pages.admin_frame import enter, frame, framed
from server.pages.guard import PageRoute
from server.pages.procedure_form import WHERE, Pair, ProcedureForm, presence_of, read_form
from server.pages.render import page
from server.protocol import encode, plain
from server.queue.command import Refusal
from server.queue.office import Office, Version
from sop.difference import Difference, difference
from sop.draw import draw
from sop.edit import edit, next_own_id, own_service
from sop.fault_words import fault_words
from sop.model import Procedure, Words

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewService:
    """POST procedures: a service of the office's own. It starts hidden at the kiosk, until it was edited and offered."""

    request_id: str
    title: Pair
    group: str
    lane: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBack:
    """POST procedures/{id}/put-back: an older version published anew; `replaces` as everywhere."""

    request_id: str
    version: int
    replaces: int


for _kind in (NewService, PutBack):
    setattr(_kind, "__pydantic_config__", {"extra": "forbid"})  # noqa: B010


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A version in the history. `by` "" for the catalogue; `changes` against the one before, () for the first."""

    number: int
    at: datetime
    by: str
    changes: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a form would lead to: the next version or None, what differs, and every reason why not."""

    after: Procedure | None
    changes: tuple[Difference, ...]
    wrongs: tuple[Words, ...]


@router.get("/admin/{office}/procedures")
async def procedures_page(request: Request, office: str) -> Response:
    """The procedures in force with their versions and how many questions are open."""
    here, who = enter(request, office, verb="publish")
    assert here.settings is not None
    procedures = [(here.versions[id_, version].procedure, version) for id_, version in here.current.items()]
    return framed(
        request,
        "admin_procedures.html",
        office=here,
        who=who,
        tab="/procedures",
        procedures=procedures,
        questions=sum(len(procedure.unanswered) for procedure, _ in procedures),
        lanes=[lane for lane in here.settings.lanes if not lane.applicant],
    )


@router.post("/admin/{office}/procedures")
async def add_service(request: Request, office: str, body: NewService) -> Response:
    """A new service of the office's own, hidden at the kiosk. Raises: Refusal `procedure_unsound`."""
    here, _ = enter(request, office, verb="publish")
    assert here.settings is not None
    id_ = next_own_id(here.current)
    title = body.title.words
    made = own_service(id_, office=here.settings, title=title, group=body.group, front_lane=body.lane)
    edited = edit(made, [], office=here.settings, today=_today(here))
    hidden = plain(edited.procedure or made) | {"kiosk": "hidden"}
    answer = await submit(
        request, office, verb="publish", message=body, options={"document": hidden, "replaces": 0}
    )  # fmt: skip
    return Response(encode({"seq": answer.event.seq, "id": answer.event.data["id"]}), media_type="application/json")


@router.get("/admin/{office}/procedures/{procedure}")
async def procedure_page(request: Request, office: str, procedure: str) -> Response:
    """One procedure: its sheet, its open questions, its form, its versions."""
    here, who = enter(request, office, verb="publish")
    assert here.settings is not None
    number, version = _current(here, procedure)
    found = version.procedure
    return framed(
        request,
        "admin_procedure.html",
        office=here,
        who=who,
        tab="/procedures",
        procedure=found,
        version=number,
        sheet=Markup(draw(found, here.settings, version=number)),
        answers={each.key: each for each in found.answers},
        where=WHERE,
        presence_of=presence_of,
        own=not found.steps or found.steps[0].own,
        lanes=here.settings.lanes,
        staff_lanes=[lane for lane in here.settings.lanes if not lane.applicant],
        lane_names={lane.id: lane.name for lane in here.settings.lanes},
        groups=here.settings.groups,
        versions=_history(request, here, procedure),
        under_way=sum(ticket.service == procedure for ticket in here.tickets.values()),
    )


@router.get("/admin/{office}/procedures/{procedure}/sheet.svg")
async def sheet(request: Request, office: str, procedure: str) -> Response:
    """The sheet alone, to print or to keep; `version` another than the one in force."""
    here, _ = enter(request, office, verb="publish")
    assert here.settings is not None
    number, version = _current(here, procedure)
    wanted = request.query_params.get("version", "")
    if wanted.isdecimal() and (procedure, int(wanted)) in here.versions:
        number, version = int(wanted), here.versions[procedure, int(wanted)]
    svg = draw(version.procedure, here.settings, version=number)
    return Response(
        svg, media_type="image/svg+xml", headers={"Content-Disposition": f'inline; filename="{procedure}.svg"'}
    )


@router.post("/admin/{office}/procedures/{procedure}/preview")
async def preview(request: Request, office: str, procedure: str, body: ProcedureForm) -> Response:
    """What publishing this would change, drawn, or why it cannot be. Changes nothing."""
    here, who = enter(request, office, verb="publish")
    assert here.settings is not None
    number, version = _current(here, procedure)
    outcome = proposed(here, version.procedure, body)
    drawn = Markup(draw(outcome.after, here.settings, version=number + 1)) if outcome.after is not None else None
    return page(
        request,
        "admin_procedure_preview.html",
        **frame(here, who, tab="/procedures"),
        outcome=outcome,
        sheet=drawn,
        overtaken=number if number != body.replaces else None,
    )


@router.post("/admin/{office}/procedures/{procedure}")
async def publish(request: Request, office: str, procedure: str, body: ProcedureForm) -> Response:
    """Publish it. Raises: Refusal `version_changed` where somebody else was faster, `procedure_unsound` with the reasons."""
    here, _ = enter(request, office, verb="publish")
    number, version = _current(here, procedure)
    if number != body.replaces:
        raise Refusal("version_changed", procedure=procedure, version=str(number))
    outcome = proposed(here, version.procedure, body)
    if outcome.after is None:
        raise _unsound(procedure, outcome.wrongs)
    options = {"document": plain(outcome.after), "replaces": body.replaces}
    answer = await submit(request, office, verb="publish", message=body, options=options)
    return Response(encode(reply(answer)), media_type="application/json")


@router.post("/admin/{office}/procedures/{procedure}/put-back")
async def put_back(request: Request, office: str, procedure: str, body: PutBack) -> Response:
    """Publish an older version anew, as the newest."""
    here, _ = enter(request, office, verb="publish")
    _current(here, procedure)
    older = here.versions.get((procedure, body.version))
    if older is None:
        raise Refusal("not_found", status=404)
    options = {"document": plain(older.procedure), "replaces": body.replaces}
    answer = await submit(request, office, verb="publish", message=body, options=options)
    return Response(encode(reply(answer)), media_type="application/json")


def proposed(office: Office, before: Procedure, form: ProcedureForm) -> Outcome:
    """The version a form leads to, from the one in force."""
    assert office.settings is not None
    read = read_form(before, form)
    used = [
        each.key
        for (id_, _), version in office.versions.items()
        if id_ == before.id
        for each in version.procedure.office_requires
    ]
    edited = edit(before, read.changes, office=office.settings, today=_today(office), used=used)
    wrongs = [*read.wrongs, *(fault_words(fault, before) for fault in edited.faults)]
    if wrongs or edited.procedure is None:
        return Outcome(after=None, changes=(), wrongs=tuple(dict.fromkeys(wrongs)))
    found = difference(before, edited.procedure, office=office.settings)
    return Outcome(after=edited.procedure, changes=found, wrongs=())


def _unsound(procedure: str, wrongs: Sequence[Words]) -> Refusal:
    return Refusal(
        "procedure_unsound",
        status=422,
        procedure=procedure,
        sentences=" ".join(each.id for each in wrongs[:3]),
        sentences_en=" ".join(each.en for each in wrongs[:3]),
    )


def _current(office: Office, procedure: str) -> tuple[int, Version]:
    number = office.current.get(procedure)
    if number is None:
        raise Refusal("not_found", status=404)
    return number, office.versions[procedure, number]


def _today(office: Office) -> date:
    """The office's own day; before its first day, that of the last event."""
    if office.day is not None:
        return office.day
    assert office.time is not None
    return office.calendar.local(office.time).date()


def _history(request: Request, office: Office, procedure: str) -> list[Published]:
    """All versions, the newest first."""
    assert office.settings is not None
    names = {each.id: each.name for each in house(request).accounts.accounts(office.id)}
    numbers = sorted(number for id_, number in office.versions if id_ == procedure)
    found = []
    for place, number in enumerate(numbers):
        version = office.versions[procedure, number]
        changes: tuple[Difference, ...] = ()
        if place:
            before = office.versions[procedure, numbers[place - 1]].procedure
            changes = difference(before, version.procedure, office=office.settings)
        by = "" if version.by == "system" else names.get(version.by, version.by)
        found.append(Published(number=number, at=office.calendar.local(version.at), by=by, changes=changes))
    return found[::-1]
