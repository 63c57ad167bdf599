"""
What the staff pages show beside the desk: the work list of files, a found ticket with what can be done, and the choices of
dialogs. Pure; the desk itself is `staff`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from server.access import TABLE, Principal
from server.protocol import Words
from server.queue.absence import Capacity, acts_as
from server.queue.command import Refusal
from server.queue.missing import missing_words
from server.queue.office import Office, Seat
from server.queue.reasons import REASONS
from server.queue.register import book_for
from server.queue.ticket import ENDED, TRANSITIONS, State, Ticket, Verb
from server.queue.verbs.counter import line_of, next_at
from server.queue.verbs.send_back import drafter_of
from server.views.staff_actions import Action, dialog, ticket_action, try_it
from server.views.staff_lines import (
    NEAR,
    LaneRow,
    Line,
    lane_name,
    lane_rows,
    lanes_of,
    line,
    local,
    over_target,
    pointed_lanes,
    seat_of,
    service_name,
    step_words,
    waiting_files,
    words_of,
)
from sop.model import Register


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """
    A file that waits for work.

    Attributes:
        came_from: the lane that passed it on; None where it came straight from the visitor.
        since: when it arrived; `until` when its target ends (local), None where no minutes are written.
        due: the working day a days-long row is due; None otherwise.
        state: `late`, `near`, `fine`, `days`, `open` (no target written).
        minutes: whole minutes over or left; for `days` the same as 0.
        begun: somebody works on it already, at no counter.
        sends_back: whoever has it may send it back to its drafter.
        acts_as: the lane is covered, or not the person's own: they sign *a.n.* or *Plh.*; None where it is theirs.
    """

    id: str
    number: str
    day: date | None
    service: Words
    step_index: int
    no: str
    step: Words
    lane: Words
    came_from: Words | None
    since: datetime
    until: datetime | None
    due: date | None
    state: Literal["late", "near", "fine", "days", "open"]
    minutes: int
    begun: bool
    sends_back: bool
    acts_as: Capacity | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkList:
    """The page of a lane without a counter. `lane` None: all of the person's lanes together."""

    office: str
    name: Words
    practice: bool
    zone: str
    now: datetime
    title: Words | None
    lane: str | None
    lanes: tuple[LaneRow, ...]
    empty: tuple[Words, ...]
    files: tuple[FileRow, ...]
    late: int
    held: tuple[Line, ...]
    can: frozenset[str]
    role: str
    counter: str | None
    back_reasons: tuple[str, ...] = REASONS["send_back"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """
    A ticket that was looked for, and everything that can be done with it from here.

    `missing` what a returned file lacks, `until` the last day to complete it; `before` its numbers of earlier days.
    """

    id: str
    number: str
    code: str
    day: date | None
    service: Words
    state: str
    lane: Words
    no: str
    step: Words
    plate: str | None
    since: datetime
    minutes: int
    help: bool
    priority: bool
    place: str
    due: date | None
    missing: tuple[Words, ...]
    until: date | None
    before: tuple[str, ...]
    registers: tuple[str, ...]
    primary: Action | None
    others: tuple[Action, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceChoice:
    """A service a clerk can issue or change to. `hidden`: the kiosk does not show it. `search`: what a search looks in."""

    id: str
    prefix: Words
    name: Words
    title: Words
    group: Words
    hidden: bool
    search: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """Where a ticket can be sent: lanes, open counters with their plates, and the clerks there (account id, plate)."""

    lanes: tuple[tuple[str, Words], ...]
    counters: tuple[tuple[str, str], ...]
    people: tuple[tuple[str, str], ...]


def work_list(office: Office, person: Principal, *, lane: str | None, now: datetime) -> WorkList:
    """Files waiting in a person's lanes, or in one lane they may see."""
    assert office.settings is not None
    own = lanes_of(office, person)
    rows = lane_rows(office, own=pointed_lanes(office, person) if lane is None else frozenset({lane}), now=now)
    chosen = own if lane is None else frozenset({lane})
    files = tuple(file_row(office, each, now=now, person=person) for each in waiting_files(office, lanes=chosen))
    seat = seat_of(office, person.id)
    held = [
        each
        for each in office.tickets.values()
        if each.state is State.HELD and each.lane in chosen and not office.wants_visitor(each)
    ]
    one = lane or (next(iter(own)) if len(own) == 1 else None)
    return WorkList(
        office=office.id,
        name=words_of(office.settings.name),
        practice=office.settings.practice,
        zone=office.settings.zone,
        now=local(office, now),
        title=lane_name(office, one) if one is not None else None,
        lane=lane,
        lanes=tuple(row for row in rows if row.mine or row.visitors or row.files),
        empty=tuple(row.name for row in rows if not (row.mine or row.visitors or row.files)),
        files=files,
        late=sum(each.state == "late" for each in files),
        held=tuple(line(office, each, since=each.since, now=now) for each in sorted(held, key=lambda each: each.since)),
        can=TABLE[person.role],
        role=person.role,
        counter=seat.counter if seat is not None else None,
    )


def file_row(office: Office, ticket: Ticket, *, now: datetime, person: Principal) -> FileRow:
    """A waiting file against its target, as `person` would sign it."""
    version = office.version(ticket)
    no, step = step_words(version, step=ticket.step)
    over = over_target(office, ticket, now=now)
    target = office.stop(ticket).target
    due = ticket.due if target is not None and target.days else None
    state: Literal["late", "near", "fine", "days", "open"] = "open"
    minutes = 0
    if due is not None:
        state = "late" if office.day is not None and office.day > due else "days"
    elif over is not None and target is not None:
        minutes = int(abs(over) // 60)
        near = over + target.minutes * 60 >= NEAR * target.minutes * 60
        state = "late" if over > 0 else "near" if near else "fine"
    before = version.stops[ticket.step - 1].lane if ticket.step else None
    return FileRow(
        id=ticket.id,
        number=ticket.number,
        day=ticket.service_day if ticket.service_day != office.day else None,
        service=service_name(version),
        step_index=ticket.step,
        no=no,
        step=step,
        lane=lane_name(office, ticket.lane),
        came_from=lane_name(office, before) if before is not None else None,
        since=local(office, ticket.arrived),
        until=local(office, now - timedelta(seconds=over)) if over is not None and due is None else None,
        due=due,
        state=state,
        minutes=minutes,
        begun=ticket.state is State.SERVING,
        sends_back=drafter_of(version, step=ticket.step) is not None,
        acts_as=acts_as(office, ticket.lane, lanes=person.lanes),
    )


def find(office: Office, said: str) -> Ticket | None:
    """
    The ticket of a scanned or typed code, or of a number of today.

    A scan may be the eight digits alone or an address that ends in them; a number may be typed without its hyphen or zeros.
    """
    digits = "".join(each for each in said.rstrip("/").rpartition("/")[2] if each.isdigit())
    if len(digits) == 8:
        return office.tickets.get(office.codes.get(digits, ""))
    text = "".join(each for each in said.upper() if each.isalnum())
    series, running = text.rstrip("0123456789"), text[len(text.rstrip("0123456789")) :]
    if not series or not running:
        return None
    same = [each for each in office.tickets.values() if each.series == series and each.running == int(running)]
    return max(same, key=lambda each: (each.service_day, each.issued_at), default=None)


def card(office: Office, person: Principal, ticket: Ticket, *, now: datetime, printing: bool = False) -> Card:
    """
    A ticket with the actions that would be carried out now; those that would be refused are not shown.

    `printing`: the office has a printer that a slip can be asked of.
    """
    assert office.settings is not None
    seat = seat_of(office, person.id)
    version = office.version(ticket)
    no, step = step_words(version, step=ticket.step)
    plates = {each.id: each.plate for each in office.settings.counters}
    actions = [each for each in _card_actions(office, person, ticket, seat, now=now) if each.refused is None]
    if ticket.state in (State.WAITING, State.HELD) and "transfer" in TABLE[person.role]:
        actions.append(dialog("transfer"))
    if ticket.state in (State.WAITING, State.HELD) and ticket.ready_at is None:
        actions += [dialog(each) for each in ("change_service", "cancel") if each in TABLE[person.role]]
        actions += [dialog("services")] if "add_service" in TABLE[person.role] else []
        actions += [dialog("void")] if "void" in TABLE[person.role] and ticket.begun_at is None else []
    actions += _file_dialogs(office, person, ticket)
    main = actions[0] if actions and actions[0].path is not None else None
    others = actions if main is None else actions[1:]
    if printing and ticket.state not in ENDED and "ask_slip" in TABLE[person.role]:
        # The office knows whether paper is out already; that one then bears SALINAN.
        kind = "print_again" if ticket.id in office.on_paper else "print"
        others = [*others, Action(kind=kind, path=f"tickets/{ticket.id}/print")]
        paper = paper_of(ticket)
        if paper != "ticket":
            path, body = f"tickets/{ticket.id}/print", {"kind": paper}
            others.append(Action(kind=f"print_{paper}", path=path, body=body))
        others.append(dialog("reprint"))
    return Card(
        id=ticket.id,
        number=ticket.number,
        code=ticket.code,
        day=ticket.service_day if ticket.service_day != office.day else None,
        service=service_name(version),
        state=ticket.state.value,
        lane=lane_name(office, ticket.lane),
        no=no,
        step=step,
        plate=plates.get(ticket.counter) if ticket.counter is not None else None,
        since=local(office, ticket.since),
        minutes=max(0, int((now - ticket.since).total_seconds() // 60)),
        help=ticket.help,
        priority=ticket.priority,
        place=ticket.place or "",
        due=ticket.due if ticket.ready_at is None else None,
        missing=tuple(words_of(each) for each in missing_words(office, ticket)),
        until=ticket.expires,
        before=ticket.numbers_before,
        registers=ticket.registers,
        primary=main,
        others=tuple(others),
    )


def paper_of(ticket: Ticket) -> str:
    """Which paper its visitor should hold: the list of a returned file, the pick-up slip of days-long work, else the number."""
    if ticket.state is State.RETURNED:
        return "returned"
    return "pickup" if ticket.gone or (ticket.due is not None and ticket.begun_at is not None) else "ticket"


def _file_dialogs(office: Office, person: Principal, ticket: Ticket) -> list[Action]:
    """What can be said of a file that nobody serves at a counter."""
    can = TABLE[person.role]
    found: list[Action] = []
    if ticket.state in (State.OUTSIDE, State.HELD) and ticket.ready_at is None and "return_file" in can:
        found.append(dialog("return_file"))
    away = ticket.state in (State.WAITING, State.OUTSIDE) or (ticket.state is State.SERVING and ticket.counter is None)
    sends = drafter_of(office.version(ticket), step=ticket.step) is not None and ticket.ready_at is None
    if away and sends and "send_back" in can:
        found.append(dialog("send_back"))
    rests = ticket.state in (State.OUTSIDE, State.RETURNED, State.READY) or not office.visitor_here(ticket)
    if Verb.PLACE in TRANSITIONS[ticket.state] and rests and "place" in can:
        found.append(dialog("place"))
    return found


def _card_actions(
    office: Office, person: Principal, ticket: Ticket, seat: Seat | None, *, now: datetime
) -> list[Action]:
    counter = seat.counter if seat is not None else None

    def act(verb: str, kind: str | None = None, *, at: str | None = counter) -> Action:
        return ticket_action(office, person, verb, ticket=ticket, counter=at, now=now, kind=kind)

    if ticket.state in ENDED:
        return [act("reinstate", at=None)]
    if ticket.state is State.HELD:
        resume = [act("resume")] if counter is not None else []
        return [*resume, act("resume", "resume_line", at=None)]
    if ticket.state is State.RETURNED:
        return [act("re_enter", at=None)]
    if ticket.state is State.READY:
        back = [act("re_enter", at=None)] if not office.visitor_here(ticket) else []
        return [*back, act("hand_over"), *_call(office, person, ticket, counter, now=now)]
    if ticket.state in (State.WAITING, State.OUTSIDE) and not office.wants_visitor(ticket):
        return [act("start", "start_file")]
    if ticket.state is State.WAITING and not office.visitor_here(ticket):
        return [act("re_enter", at=None), act("start", "start_file")]
    if ticket.state is State.WAITING:
        return _call(office, person, ticket, counter, now=now)
    return []


def _call(office: Office, person: Principal, ticket: Ticket, counter: str | None, *, now: datetime) -> list[Action]:
    """Calling this ticket: at once where it is next, through the dialog that asks for a reason where it is not."""
    if counter is None:
        return []
    following = next_at(office, counter=counter, now=now)
    if following is not None and following.ticket.id == ticket.id:
        free = try_it(office, person, "call_next", counter=counter, now=now)[0] is None
        return [Action(kind="call_next", path=f"counters/{counter}/call-next")] if free else []
    tried = ticket_action(office, person, "call_chosen", ticket=ticket, counter=counter, now=now, reason="lainnya")
    return [dialog("call_out_of_turn")] if tried.refused is None else []


def choosable(office: Office, *, counter: str, now: datetime) -> tuple[Line, ...]:
    """Everybody who could be called at a counter out of turn, in line order."""
    return tuple(line(office, each, since=each.queued_at, now=now) for each in line_of(office, counter=counter))


def services(office: Office) -> tuple[ServiceChoice, ...]:
    """Every service of the office, those hidden from the kiosk included, in the order of the catalogue."""
    assert office.settings is not None
    groups = {group.id: words_of(group.name) for group in office.settings.groups}
    choices = []
    for id_, version in office.current.items():
        procedure = office.versions[id_, version].procedure
        parts = (
            id_, procedure.plain_prefix.id, procedure.plain_name.id, procedure.plain_prefix.en, procedure.plain_name.en,
            procedure.title.id, procedure.title.en, *procedure.aliases,
        )  # fmt: skip
        choices.append(
            ServiceChoice(
                id=id_,
                prefix=words_of(procedure.plain_prefix),
                name=words_of(procedure.plain_name),
                title=words_of(procedure.title),
                group=groups[procedure.group],
                hidden=procedure.kiosk == "hidden",
                search=" ".join(parts).lower(),
            )
        )
    return tuple(choices)


def book_of(office: Office, ticket: Ticket, *, to_end: bool = False) -> Register:
    """
    The book the ticket's step takes its number from; `to_end`: the first book of paper from this step on.

    Raises: Refusal `register_unknown` where there is none.
    """
    assert office.settings is not None
    version = office.version(ticket)
    stops = version.stops[ticket.step :] if to_end else (office.stop(ticket),)
    for stop in stops:
        if stop.row is None or (to_end and not version.procedure.steps[stop.row].takes_register):
            continue
        found = book_for(office.settings, procedure=ticket.service, row=stop.row)
        if found is not None and (not to_end or found.mode == "paper"):
            return found
    raise Refusal("register_unknown", status=404, book="")


def targets(office: Office, ticket: Ticket) -> Targets:
    """Where a ticket could be sent instead of where it is."""
    assert office.settings is not None
    lanes = tuple(
        (lane.id, words_of(lane.name))
        for lane in office.settings.lanes
        if not lane.applicant and lane.id != ticket.lane
    )
    counters = tuple(
        (each.id, each.plate)
        for each in office.settings.counters
        if office.seats[each.id].clerk is not None and each.id != ticket.counter
    )
    people = tuple((str(office.seats[id_].clerk), plate) for id_, plate in counters)
    return Targets(lanes=lanes, counters=counters, people=people)
