"""
What a clerk's desk shows, worked out from an office: pure functions of office, person, counter and now.

Which button is there, and where it leads, is asked of `decide` itself, so a page never holds a second copy of a rule.
Durations are seconds of office time, instants aware. Lists of files and dialogs are `staff_files`; words are the pages'.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

from server.access import TABLE, Principal, actor
from server.protocol import Words
from server.queue.change import spent, step_took
from server.queue.command import Command, Refusal
from server.queue.decide import decide
from server.queue.decide_counter import line_of, next_at
from server.queue.hours import zone
from server.queue.line import Next, rule, why
from server.queue.office import Office, Seat, Version
from server.queue.ticket import CALLS_BEFORE_NO_SHOW, State, Ticket
from server.views.public import PRIORITY_NAMES
from sop.model import Duration
from sop.model import Words as SopWords

#: A wait from here on is marked in the lane's row. Ours, not a document's: the SOPs promise no waiting time.
LONG_WAIT = timedelta(minutes=15)
#: A target counts as near from this share of it on (LOOKS 5, target bar).
NEAR = 0.8

ONLY_STEP = Words(id="Pelayanan", en="Service")


@dataclass(frozen=True, slots=True, kw_only=True)
class Leads:
    """Where an action would leave the ticket: `no` the step's number, `here` it stays at this counter."""

    state: str
    no: str
    step: Words
    lane: Words
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """
    Something the person can do now.

    Attributes:
        kind: names words, icon and key in the templates.
        path: below `/api/v1/offices/{office}/`; None where a dialog asks for more first.
        body: the command's fields without its request id.
        refused: the code with which the office would refuse it now; None when it would be carried out.
        leads: what becomes of the ticket, where that is worth saying.
    """

    kind: str
    path: str | None = None
    body: Mapping[str, Any] = field(default_factory=dict)
    refused: str | None = None
    leads: Leads | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """
    One ticket as a line of a list.

    Attributes:
        day: the service day of its number where that is not today; None for a number of today.
        service, short: the service's plain name, and its telling part alone.
        minutes: whole minutes since it began to wait where it is (queue, hold, ready list).
        reason: reason code of a hold, else None.
    """

    id: str
    number: str
    day: date | None
    service: Words
    short: Words
    minutes: int
    priority: bool
    help: bool
    collect: bool
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneRow:
    """
    A lane and what waits in it.

    Attributes:
        visitors, files: how many visitors wait to be called, how many files wait for work.
        oldest: seconds the longest of them has waited; None when nothing waits.
        late: seconds by which the latest file is over its target; None when none is.
        long: whether the longest wait is worth a mark.
    """

    id: str
    name: Words
    mine: bool
    visitors: int
    files: int
    oldest: float | None
    late: float | None
    long: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RailStep:
    """
    One row of the procedure on the rail, in the order walked.

    Attributes:
        state: `done`, `late` (done, over its target), `now`, `next`.
        taken: seconds really taken by a done step; None: not a staff row, not reached, or recorded late.
        lane: whose work it is; None: the visitor's own row.
    """

    no: str
    name: Words
    state: Literal["done", "late", "now", "next"]
    taken: float | None
    target: Duration | None
    lane: Words | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """
    A clock that runs on the page: it shows `offset` + (server's now − `since`) seconds while `running`.

    `target` in seconds is None where the SOP writes none in minutes; then `days` may have the written working days.
    """

    since: datetime
    offset: float
    running: bool
    target: int | None
    days: Duration | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterRow:
    """A counter one could sit down at. `taken`: somebody else sits there."""

    id: str
    plate: str
    lanes: tuple[Words, ...]
    taken: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpRow:
    """A kiosk at which somebody asks for a clerk."""

    device: str
    name: str
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """The ticket in the middle of the page: who it is, which step, and its way."""

    id: str
    number: str
    day: date | None
    service: Words
    full_service: Words
    priority: bool
    help: bool
    no: str
    step: Words
    lane: Words
    target: Duration | None
    rail: tuple[RailStep, ...]
    requires: tuple[tuple[Words, Words | None], ...]
    outputs: tuple[str, ...]
    waited: float
    total: float
    judged: Duration | None
    collect: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """
    The middle of the page: one situation, one primary action.

    Attributes:
        kind: `watch`, `reception`, `choose`, `paused`, `empty`, `next`, `file`, `called`, `serving`.
        primary: what Enter does; None where there is nothing to do.
        others: everything else, in the order of their buttons.
        counters: for `choose`; `suggested` is the one marked first.
        why, rule: for `next`: the sentence for this choice, and the office's rule.
        calls: for `called`: how often, of how many.
        timer: for `called` and `serving`; `whole` the same over the whole SOP (only in the compact mode).
        reason, minutes: for `paused` its reason code and how long; for `next` how long the visitor has waited.
        remaining: for the compact mode: the rows one press writes, (numbers, what, lane).
    """

    kind: str
    here: Here | None = None
    primary: Action | None = None
    others: tuple[Action, ...] = ()
    counters: tuple[CounterRow, ...] = ()
    suggested: str | None = None
    why: Words | None = None
    rule: Words | None = None
    calls: int = 0
    most_calls: int = CALLS_BEFORE_NO_SHOW
    timer: Timer | None = None
    whole: Timer | None = None
    reason: str | None = None
    minutes: int = 0
    remaining: tuple[tuple[str, Words, Words], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What this counter did today: visitors and files served, and visitors who did not come."""

    served: int
    no_show: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """
    Everything on the page.

    Attributes:
        counter, plate: where the person sits; None before they opened one.
        compact: this counter serves every lane of the office (*mode ringkas*).
        can: the person's verbs.
        lanes, empty: lanes with something in them or mine; names of the others.
        following: who comes after the one in the middle, and `upcoming` the next one while the middle is busy.
        files: how many files wait in my lanes.
    """

    office: str
    name: Words
    practice: bool
    zone: str
    now: datetime
    counter: str | None
    plate: str | None
    compact: bool
    can: frozenset[str]
    role: str
    work: Work
    lanes: tuple[LaneRow, ...]
    empty: tuple[Words, ...]
    held: tuple[Line, ...]
    ready: tuple[Line, ...]
    missed: tuple[Line, ...]
    upcoming: Line | None
    upcoming_why: Words | None
    following: tuple[Line, ...]
    help: tuple[HelpRow, ...]
    files: int
    today: Today | None


# ---- small pieces ------------------------------------------------------------------------------------------


def words_of(words: SopWords) -> Words:
    """A document's words as the wire's."""
    return Words(id=words.id, en=words.en)


def service_name(version: Version) -> Words:
    """The plain name in one piece."""
    prefix, name = version.procedure.plain_prefix, version.procedure.plain_name
    return Words(id=f"{prefix.id} {name.id}".strip(), en=f"{prefix.en} {name.en}".strip())


def lane_name(office: Office, lane: str) -> Words:
    """A lane's name."""
    assert office.settings is not None
    return words_of(office.settings.lane(lane).name)


def local(office: Office, at: datetime) -> datetime:
    """An instant on the office's own clock."""
    assert office.settings is not None
    return at.astimezone(zone(office.settings.zone))


def seat_of(office: Office, clerk: str) -> Seat | None:
    """Where a person sits; None while they sit nowhere."""
    return next((seat for seat in office.seats.values() if seat.clerk == clerk), None)


def lanes_of(office: Office, person: Principal) -> frozenset[str]:
    """Lanes that are a person's own: those of their counter, and those their account names (none named: all)."""
    assert office.settings is not None
    seat = seat_of(office, person.id)
    if person.lanes is None and seat is not None:
        return frozenset(seat.lanes)
    own = person.lanes or frozenset(lane.id for lane in office.settings.lanes if not lane.applicant)
    return own | frozenset(seat.lanes if seat is not None else ())


def step_words(version: Version, *, step: int) -> tuple[str, Words]:
    """(number, short name) of a stop; where a document numbers no row, its place in the order walked counts."""
    stop = version.stops[step]
    if stop.row is None:
        return "1", ONLY_STEP
    return _number(version, stop.row), words_of(version.procedure.steps[stop.row].short)


def _number(version: Version, row: int) -> str:
    procedure = version.procedure
    if all(each.no for each in procedure.steps):
        return procedure.steps[row].no
    order = procedure.walk or tuple(range(len(procedure.steps)))
    return str(order.index(row) + 1)


def line(office: Office, ticket: Ticket, *, since: datetime, now: datetime) -> Line:
    """A ticket as a line that has waited from `since` on."""
    return Line(
        id=ticket.id,
        number=ticket.number,
        day=ticket.service_day if ticket.service_day != office.day else None,
        service=service_name(office.version(ticket)),
        short=words_of(office.version(ticket).procedure.plain_name),
        minutes=_minutes(since, now),
        priority=ticket.priority,
        help=ticket.help,
        collect=ticket.ready_at is not None,
        reason=ticket.held_reason,
    )


def _minutes(since: datetime, now: datetime) -> int:
    return max(0, int((now - since).total_seconds() // 60))


def try_it(
    office: Office,
    person: Principal,
    verb: str,
    *,
    ticket: Ticket | None = None,
    counter: str | None = None,
    options: Mapping[str, Any] | None = None,
    now: datetime,
) -> tuple[str | None, Mapping[str, Any]]:
    """What `decide` would say now. Returns: (refusal code or None, the ticket's fields afterwards)."""
    if verb not in TABLE[person.role] and verb != "call_chosen":
        return "not_permitted", {}
    said = Command(
        verb=verb,
        actor=actor(person),
        request_id=None,
        ticket=ticket.id if ticket is not None else None,
        counter=counter,
        options=options or {},
    )
    try:
        drafts = decide(office, said, now)
    except Refusal as refusal:
        return refusal.code, {}
    after: Mapping[str, Any] = drafts[-1].data.get("ticket", {}) if drafts else {}
    return None, after


def ticket_action(
    office: Office,
    person: Principal,
    verb: str,
    *,
    ticket: Ticket,
    counter: str | None,
    now: datetime,
    kind: str | None = None,
    then: str | None = None,
    outcome: str | None = None,
    reason: str | None = None,
) -> Action:
    """A verb of a ticket as an action, tried against the office first."""
    body: dict[str, Any] = {
        name: value
        for name, value in (("counter", counter), ("then", then), ("outcome", outcome), ("reason", reason))
        if value is not None
    }
    options = {"reason": reason, "outcome": outcome, "then": then or "auto"}
    code, after = try_it(office, person, verb, ticket=ticket, counter=counter, options=options, now=now)
    return Action(
        kind=kind or verb,
        path=f"tickets/{ticket.id}/{verb.replace('_', '-')}",
        body=body,
        refused=code,
        leads=_leads(office, ticket, after, counter=counter) if after else None,
    )


def _leads(office: Office, ticket: Ticket, after: Mapping[str, Any], *, counter: str | None) -> Leads:
    no, step = step_words(office.version(ticket), step=after["step"])
    return Leads(
        state=after["state"],
        no=no,
        step=step,
        lane=lane_name(office, after["lane"]),
        here=counter is not None and after["counter"] == counter,
    )


def dialog(kind: str) -> Action:
    """An action that first asks for more."""
    return Action(kind=kind)


# ---- the ticket in the middle ------------------------------------------------------------------------------


def here(office: Office, ticket: Ticket, *, now: datetime, taken: Mapping[int, float | None]) -> Here:
    """
    A ticket with its step and its way.

    Args:
        taken: step index → seconds that finished step really took, None where it was recorded late.
    """
    version = office.version(ticket)
    procedure = version.procedure
    stop = office.stop(ticket)
    no, step = step_words(version, step=ticket.step)
    worked, waited = spent(office, ticket, now=now)
    return Here(
        id=ticket.id,
        number=ticket.number,
        day=ticket.service_day if ticket.service_day != office.day else None,
        service=service_name(version),
        full_service=words_of(procedure.title),
        priority=ticket.priority,
        help=ticket.help,
        no=no,
        step=step,
        lane=lane_name(office, ticket.lane),
        target=stop.target,
        rail=rail(office, ticket, taken=taken),
        requires=tuple(
            (words_of(each.text), words_of(each.condition) if each.condition else None) for each in procedure.requires
        ),
        outputs=procedure.steps[stop.row].outputs if stop.row is not None else (),
        waited=ticket.waited_seconds + waited,
        total=ticket.total_seconds + ticket.step_seconds + worked,
        judged=procedure.judged,
        collect=ticket.ready_at is not None,
    )


def rail(office: Office, ticket: Ticket, *, taken: Mapping[int, float | None]) -> tuple[RailStep, ...]:
    """Every row of the procedure in the order walked, the visitor's own rows included."""
    version = office.version(ticket)
    procedure = version.procedure
    if procedure.title_only:
        stop = version.stops[0]
        return (
            RailStep(
                no="1", name=ONLY_STEP, state="now", taken=None, target=stop.target, lane=lane_name(office, stop.lane)
            ),
        )
    index_of = {stop.row: index for index, stop in enumerate(version.stops)}
    steps: list[RailStep] = []
    passed = True
    for row in procedure.walk or tuple(range(len(procedure.steps))):
        step = procedure.steps[row]
        index = index_of.get(row)
        state: Literal["done", "late", "now", "next"]
        took = None
        if index is None:
            state = "done" if passed else "next"
        elif index == ticket.step:
            state, passed = "now", False
        elif index < ticket.step:
            took = taken.get(index)
            target = version.stops[index].target
            over = took is not None and target is not None and not target.days and took > target.minutes * 60
            state = "late" if over else "done"
        else:
            state = "next"
        steps.append(
            RailStep(
                no=_number(version, row),
                name=words_of(step.short),
                state=state,
                taken=took,
                target=sum(step.target, Duration()) if step.target else None,
                lane=None if step.applicant else lane_name(office, version.stops[index_of[row]].lane),
            )
        )
    return tuple(steps)


def timer(office: Office, ticket: Ticket, *, now: datetime) -> Timer:
    """The clock of the present step against its target."""
    return _timer(office, ticket, target=office.stop(ticket).target, before=0.0, now=now)


def whole_timer(office: Office, ticket: Ticket, *, now: datetime) -> Timer:
    """The clock over all staff steps against what compliance judges."""
    judged = office.version(ticket).procedure.judged
    return _timer(office, ticket, target=judged, before=ticket.total_seconds, now=now)


def _timer(office: Office, ticket: Ticket, *, target: Duration | None, before: float, now: datetime) -> Timer:
    took = step_took(office, ticket, now=now)
    # While the office is open this difference does not change, so the page's clock needs no new start.
    offset = round(before + took - (now - ticket.since).total_seconds())
    written = target if target is not None and not target.days else None
    return Timer(
        since=ticket.since,
        offset=offset,
        running=ticket.state is State.SERVING,
        target=written.minutes * 60 if written is not None else None,
        days=target if target is not None and target.days else None,
    )


# ---- the middle --------------------------------------------------------------------------------------------


def work(
    office: Office, person: Principal, *, now: datetime, taken: Mapping[int, float | None], files: tuple[str, ...]
) -> Work:
    """The one situation a person is in, with its one primary action. `files`: tickets whose file waits in my lanes."""
    can = TABLE[person.role]
    seat = seat_of(office, person.id)
    if "open" not in can:
        return Work(kind="reception", primary=dialog("issue")) if "issue" in can else Work(kind="watch")
    if seat is None:
        return _choose(office, person)
    if seat.pause is not None:
        again = Action(kind="open_again", path=f"counters/{seat.counter}/open", body={"lanes": list(seat.lanes)})
        others = (Action(kind="close", path=f"counters/{seat.counter}/close"),)
        minutes = _minutes(seat.since, now) if seat.since is not None else 0
        return Work(kind="paused", primary=again, others=others, reason=seat.pause, minutes=minutes)
    if seat.ticket is not None:
        ticket = office.tickets[seat.ticket]
        if ticket.state is State.CALLED:
            return _called(office, person, ticket, seat, now=now, taken=taken)
        return _serving(office, person, ticket, seat, now=now, taken=taken)
    return _idle(office, person, seat, now=now, taken=taken, files=files)


def _choose(office: Office, person: Principal) -> Work:
    assert office.settings is not None
    rows = tuple(
        CounterRow(
            id=each.id,
            plate=each.plate,
            lanes=tuple(lane_name(office, lane) for lane in each.lanes),
            taken=office.seats[each.id].clerk is not None,
        )
        for each in office.settings.counters
    )
    free = [each for each in office.settings.counters if office.seats[each.id].clerk is None]
    fitting = [each for each in free if person.lanes is None or person.lanes & set(each.lanes)]
    suggested = (fitting or free)[0].id if free else None
    return Work(kind="choose", counters=rows, suggested=suggested)


def _idle(
    office: Office,
    person: Principal,
    seat: Seat,
    *,
    now: datetime,
    taken: Mapping[int, float | None],
    files: tuple[str, ...],
) -> Work:
    chosen = next_at(office, counter=seat.counter)
    others = [dialog("choose")] if "call_chosen" in TABLE[person.role] else []
    others += [dialog("code"), dialog("pause")]
    if chosen is not None:
        call = Action(kind="call_next", path=f"counters/{seat.counter}/call-next")
        return Work(
            kind="next",
            here=here(office, chosen.ticket, now=now, taken=taken),
            primary=call,
            others=tuple(others),
            why=why(chosen, now=now),
            rule=_rule(office),
            minutes=_minutes(chosen.ticket.queued_at, now),
        )
    if files:
        ticket = office.tickets[files[0]]
        begin = ticket_action(office, person, "start", ticket=ticket, counter=seat.counter, now=now, kind="start_file")
        return Work(
            kind="file",
            here=here(office, ticket, now=now, taken=taken),
            primary=begin,
            others=tuple(others),
            minutes=_minutes(ticket.arrived, now),
        )
    return Work(kind="empty", others=tuple(each for each in others if each.kind != "choose"))


def _rule(office: Office) -> Words:
    assert office.settings is not None
    return rule(tuple(PRIORITY_NAMES[each] for each in office.settings.priority_groups if each in PRIORITY_NAMES))


def _called(
    office: Office, person: Principal, ticket: Ticket, seat: Seat, *, now: datetime, taken: Mapping[int, float | None]
) -> Work:
    def act(verb: str) -> Action:
        return ticket_action(office, person, verb, ticket=ticket, counter=seat.counter, now=now)

    return Work(
        kind="called",
        here=here(office, ticket, now=now, taken=taken),
        primary=act("start"),
        others=(act("recall"), act("no_show"), dialog("hold"), dialog("transfer")),
        calls=ticket.calls,
        timer=Timer(since=ticket.since, offset=0, running=True, target=None, days=None),
    )


def _serving(
    office: Office, person: Principal, ticket: Ticket, seat: Seat, *, now: datetime, taken: Mapping[int, float | None]
) -> Work:
    def act(verb: str, **more: Any) -> Action:
        return ticket_action(office, person, verb, ticket=ticket, counter=seat.counter, now=now, **more)

    stop = office.stop(ticket)
    finish = act("finish")
    others: list[Action] = []
    primary = finish
    remaining: tuple[tuple[str, Words, Words], ...] = ()
    if ticket.ready_at is None and stop.hands_over:
        primary = act("finish", kind="make_ready")
        others.append(act("hand_over"))
    elif ticket.ready_at is None:
        if up := _second_outcome(office, ticket):
            others.append(act("finish", outcome=up, kind=f"finish_{up}"))
        rest = office.version(ticket).stops[ticket.step + 1 :]
        if rest and all(each.lane in seat.lanes for each in rest):
            to_end = act("finish", then="hand_over", kind="finish_to_end")
            if compact(office, seat) and not stop.days and not any(each.days for each in rest):
                primary, remaining = to_end, _remaining(office, ticket)
                others.append(act("finish", kind="finish_only"))
            else:
                others.append(to_end)
    others += [dialog("hold"), dialog("transfer")]
    if ticket.ready_at is None:
        others += [dialog("change_service"), dialog("reject")]
    return Work(
        kind="serving",
        here=here(office, ticket, now=now, taken=taken),
        primary=primary,
        others=tuple(others),
        timer=timer(office, ticket, now=now),
        whole=whole_timer(office, ticket, now=now) if remaining else None,
        remaining=remaining,
    )


def _second_outcome(office: Office, ticket: Ticket) -> str | None:
    """*naik* where a complaint's row may go up instead of being solved; None elsewhere."""
    row = office.stop(ticket).row
    exits = () if row is None else office.version(ticket).procedure.steps[row].outcomes
    return "naik" if "naik" in exits[1:] else None


def _remaining(office: Office, ticket: Ticket) -> tuple[tuple[str, Words, Words], ...]:
    version = office.version(ticket)
    return tuple(
        (*step_words(version, step=step), lane_name(office, version.stops[step].lane))
        for step in range(ticket.step, len(version.stops))
    )


def compact(office: Office, seat: Seat) -> bool:
    """Whether one counter serves every lane the office's procedures wait for (*mode ringkas*)."""
    used = {
        stop.lane
        for id_, version in office.current.items()
        for stop in office.versions[id_, version].stops
    }  # fmt: skip
    return used <= set(seat.lanes)


# ---- the whole page ----------------------------------------------------------------------------------------


def desk(
    office: Office,
    person: Principal,
    *,
    now: datetime,
    taken: Mapping[int, float | None],
    today: Today | None,
    devices: Mapping[str, str],
) -> Desk:
    """
    The page of one person.

    Args:
        now: aware; `taken`: as in `here`, of the ticket in the middle; `devices`: kiosk id → its name.
    """
    assert office.settings is not None
    seat = seat_of(office, person.id)
    # Somebody who works in every lane and has not sat down yet has no lane of their own to point at.
    own = lanes_of(office, person) if seat is not None or person.lanes is not None else frozenset()
    files = waiting_files(office, lanes=own)
    middle = work(office, person, now=now, taken=taken, files=tuple(each.id for each in files))
    queue, chosen = _following(office, seat)
    shown = middle.here.id if middle.kind == "next" and middle.here is not None else None
    upcoming = chosen if shown is None else None
    after = [each for each in queue if each.id != shown and (upcoming is None or each.id != upcoming.ticket.id)]
    rows = lane_rows(office, own=own, now=now)
    plates = {each.id: each.plate for each in office.settings.counters}
    return Desk(
        office=office.id,
        name=words_of(office.settings.name),
        practice=office.settings.practice,
        zone=office.settings.zone,
        now=local(office, now),
        counter=seat.counter if seat is not None else None,
        plate=plates.get(seat.counter) if seat is not None else None,
        compact=seat is not None and compact(office, seat),
        can=TABLE[person.role],
        role=person.role,
        work=middle,
        lanes=tuple(row for row in rows if row.mine or row.visitors or row.files),
        empty=tuple(row.name for row in rows if not (row.mine or row.visitors or row.files)),
        held=_held(office, now=now),
        ready=ready_lines(office, now=now),
        missed=missed(office, now=now),
        upcoming=line(office, upcoming.ticket, since=upcoming.ticket.queued_at, now=now) if upcoming else None,
        upcoming_why=why(upcoming, now=now) if upcoming else None,
        following=tuple(line(office, each, since=each.queued_at, now=now) for each in after),
        help=tuple(
            HelpRow(device=device, name=devices.get(device, ""), minutes=_minutes(since, now))
            for device, since in sorted(office.help.items(), key=lambda item: item[1])
        ),
        files=len(files),
        today=today,
    )


def _following(office: Office, seat: Seat | None) -> tuple[list[Ticket], Next | None]:
    if seat is None:
        return [], None
    return line_of(office, counter=seat.counter), next_at(office, counter=seat.counter)


def waiting_files(office: Office, *, lanes: frozenset[str]) -> list[Ticket]:
    """Tickets whose file waits for work in these lanes, or is worked on there at no counter; the longest first."""
    found = [
        each
        for each in office.tickets.values()
        if each.lane in lanes
        and each.ready_at is None
        and not office.stop(each).present
        and (each.state is State.WAITING or (each.state is State.SERVING and each.counter is None))
    ]
    return sorted(found, key=lambda each: (each.arrived, each.id))


def lane_rows(office: Office, *, own: frozenset[str], now: datetime) -> tuple[LaneRow, ...]:
    """Every staff lane with what waits in it, in the office's order."""
    assert office.settings is not None
    by_lane: dict[str, list[Ticket]] = {}
    for each in office.tickets.values():
        if each.state is State.WAITING or (each.state is State.SERVING and each.counter is None):
            by_lane.setdefault(each.lane, []).append(each)
    rows = []
    for lane in office.settings.lanes:
        if lane.applicant:
            continue
        inside = by_lane.get(lane.id, [])
        visitors = [each for each in inside if office.wants_visitor(each)]
        files = [each for each in inside if not office.wants_visitor(each)]
        waits = [now - each.queued_at for each in visitors] + [now - each.arrived for each in files]
        overs = [over for each in files if (over := over_target(office, each, now=now)) is not None and over > 0]
        longest = max(waits, default=None)
        rows.append(
            LaneRow(
                id=lane.id,
                name=words_of(lane.name),
                mine=lane.id in own,
                visitors=len(visitors),
                files=len(files),
                oldest=max(0.0, longest.total_seconds()) if longest is not None else None,
                late=max(overs, default=None),
                long=any(now - each.queued_at >= LONG_WAIT for each in visitors),
            )
        )
    return tuple(rows)


def over_target(office: Office, ticket: Ticket, *, now: datetime) -> float | None:
    """Seconds over the step's target (negative: still left); None where it is not written in minutes."""
    target = office.stop(ticket).target
    if target is None or target.days:
        return None
    return step_took(office, ticket, now=now) - target.minutes * 60


def _held(office: Office, *, now: datetime) -> tuple[Line, ...]:
    found = sorted((each for each in office.tickets.values() if each.state is State.HELD), key=lambda each: each.since)
    return tuple(line(office, each, since=each.since, now=now) for each in found)


def ready_lines(office: Office, *, now: datetime) -> tuple[Line, ...]:
    """Files ready to be collected, the longest ready first."""
    found = [each for each in office.tickets.values() if each.state is State.READY]
    found.sort(key=lambda each: (each.ready_at or each.since, each.id))
    return tuple(line(office, each, since=each.ready_at or each.since, now=now) for each in found)


def missed(office: Office, *, now: datetime) -> tuple[Line, ...]:
    """Visitors of today who did not come when called, the last first."""
    found = [
        each
        for each in office.tickets.values()
        if each.state is State.NO_SHOW and each.service_day == office.day and each.calls
    ]
    found.sort(key=lambda each: each.since, reverse=True)
    return tuple(line(office, each, since=each.since, now=now) for each in found)
