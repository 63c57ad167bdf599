"""
The middle of the desk: the one situation a clerk is in, with its one primary action and the others. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.access import TABLE, Principal
from server.protocol import Words
from server.queue.office import Office, Seat
from server.queue.policy import policy_of
from server.queue.sentences import rule, why
from server.queue.ticket import CALLS_BEFORE_NO_SHOW, State, Ticket
from server.queue.verbs.counter import next_at
from server.queue.verbs.returned import INCOMPLETE
from server.queue.verbs.send_back import drafter_of
from server.views.public import priority_names
from server.views.staff_actions import Action, dialog, ticket_action
from server.views.staff_lines import (
    lane_name,
    minutes_since,
    seat_of,
    step_words,
)
from server.views.staff_ticket import Here, Timer, here, timer, whole_timer


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterRow:
    """A counter one could sit down at. `taken`: somebody else sits there."""

    id: str
    plate: str
    lanes: tuple[Words, ...]
    taken: bool


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
        minutes = minutes_since(seat.since, now) if seat.since is not None else 0
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
    chosen = next_at(office, counter=seat.counter, now=now)
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
            rule=_rule(office, seat),
            minutes=minutes_since(chosen.ticket.queued_at, now),
        )
    if files:
        ticket = office.tickets[files[0]]
        begin = ticket_action(office, person, "start", ticket=ticket, counter=seat.counter, now=now, kind="start_file")
        return Work(
            kind="file",
            here=here(office, ticket, now=now, taken=taken),
            primary=begin,
            others=tuple(others),
            minutes=minutes_since(ticket.arrived, now),
        )
    return Work(kind="empty", others=tuple(each for each in others if each.kind != "choose"))


def _rule(office: Office, seat: Seat) -> Words:
    return rule(policy_of(office, counter=seat.counter), groups=priority_names(office))


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
    checks = INCOMPLETE in exits_of(office, ticket)
    finish = act("finish", kind="finish_checked" if checks else None)
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
        others += [dialog("return_file")]
        if drafter_of(office.version(ticket), step=ticket.step) is not None:
            others.append(dialog("send_back"))
        others += [dialog("change_service"), dialog("services"), dialog("reject")]
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
    return "naik" if "naik" in exits_of(office, ticket)[1:] else None


def exits_of(office: Office, ticket: Ticket) -> tuple[str, ...]:
    """The exits drawn at the row a ticket stands at; () where none is."""
    row = office.stop(ticket).row
    return () if row is None else office.version(ticket).procedure.steps[row].outcomes


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
