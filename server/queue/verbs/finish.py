"""
What finishing a step leads to: the next step here or in its lane, a document that is ready, a file that goes back, or the end.

Pure: returns drafts, changes nothing. Where a step's exits are *selesai* and *naik* (a complaint), *selesai* goes on to the row
that hands over and *naik* to the next row; everywhere else the first exit named is the main one. *TMS* gives the file back to its
visitor (`returned`), *Tidak* to its drafter (`send_back`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from server.queue.absence import acts_as, promised
from server.queue.change import moved, step_ended, step_over, step_took
from server.queue.command import Command, Refusal
from server.queue.complaint import level_day, refusals
from server.queue.event import Draft
from server.queue.office import Office
from server.queue.promise import days_taken
from server.queue.reasons import reason
from server.queue.register import Taken, taken_by
from server.queue.stoppage import stopped_days
from server.queue.ticket import State, Ticket, Verb
from server.queue.verbs.outside import read_place, works_outside
from server.queue.verbs.preconditions import allowed, found, free_seat
from server.queue.verbs.returned import INCOMPLETE, given_back
from server.queue.verbs.send_back import REFUSED, sent_back
from server.queue.verbs.several import next_service

REJECTED = "ditolak"
DONE = "selesai"


def finish(office: Office, command: Command, now: datetime) -> list[Draft]:
    """End the present step with its outcome; `then` says what becomes of the next one."""
    ticket = found(office, command)
    allowed(ticket, Verb.FINISH)
    outcome = _outcome(office, ticket, command.options.get("outcome"))
    if outcome == REJECTED:
        return [_rejected(office, ticket, command.options.get("reason"), now=now)]
    if outcome == INCOMPLETE:
        return [given_back(office, ticket, command, now=now)]
    if outcome == REFUSED:
        code = reason("send_back", command.options.get("reason"))
        return [sent_back(office, ticket, now=now, code=code)]
    place = read_place(command)
    then = command.options.get("then", "auto")
    stop = office.stop(ticket)
    taken = taken_by(office, command)
    if ticket.ready_at is not None:
        return [_end("handed_over", office, ticket, now=now, outcome=DONE, taken=taken, place=place)]
    if office.version(ticket).procedure.complaint:
        _answered(office, ticket, outcome, to_the_end=then == "hand_over")
    if then == "hand_over":
        return _to_the_end(office, ticket, command, now=now)
    if stop.hands_over:
        return [_ready(office, ticket, now=now, taken=taken, place=place)]
    after = _after(office, ticket, outcome)
    if after is None:
        return [_end("finished", office, ticket, now=now, outcome=DONE, taken=taken, stay=then != "pass_on")]
    return [_go_on(office, ticket, command, step=after, outcome=outcome, then=then, now=now)]


def hand_over(office: Office, command: Command, now: datetime) -> list[Draft]:
    """Give the document to the visitor: at the counter, or from the list of ready files."""
    ticket = found(office, command)
    allowed(ticket, Verb.HAND_OVER)
    if ticket.ready_at is None and not office.stop(ticket).hands_over:
        raise Refusal("not_ready_yet", number=ticket.number)
    place, taken = read_place(command), taken_by(office, command)
    return [_end("handed_over", office, ticket, now=now, outcome=DONE, taken=taken, place=place)]


def _outcome(office: Office, ticket: Ticket, said: str | None) -> str:
    exits = _exits(office, ticket)
    main = exits[0] if exits else DONE
    if said is None or said == main:
        return main
    if said == REJECTED or (said in ("naik", INCOMPLETE, REFUSED) and said in exits):
        return said
    raise Refusal("outcome_not_possible", outcome=said, main=main)


def _rejected(office: Office, ticket: Ticket, reason: str | None, *, now: datetime) -> Draft:
    """The end of a request that is refused for good; a complaint's only with a reason of the office's list."""
    draft = _end("finished", office, ticket, now=now, outcome=REJECTED)
    if not office.version(ticket).procedure.complaint:
        return draft
    if reason is None:
        raise Refusal("reason_needed")
    if reason not in {each.code for each in refusals(office)}:
        raise Refusal("reason_unknown", reason=reason)
    return Draft(type=draft.type, data={**draft.data, "reason": reason})


def _answered(office: Office, ticket: Ticket, outcome: str, *, to_the_end: bool) -> None:
    """A complaint that goes on to be told its result has an answer written down. Raises: Refusal `answer_needed`."""
    stops = office.version(ticket).stops
    after = _after(office, ticket, outcome)
    told = to_the_end or after is None or stops[after].hands_over
    if told and not stops[ticket.step].hands_over and not ticket.answered:
        raise Refusal("answer_needed", number=ticket.number)


def _exits(office: Office, ticket: Ticket) -> tuple[str, ...]:
    row = office.stop(ticket).row
    return () if row is None else office.version(ticket).procedure.steps[row].outcomes


def _after(office: Office, ticket: Ticket, outcome: str) -> int | None:
    """Index of the stop that follows; None when the ticket's way ends here."""
    stops = office.version(ticket).stops
    if outcome == DONE and "naik" in _exits(office, ticket):
        return next((index for index in range(ticket.step + 1, len(stops)) if stops[index].hands_over), None)
    return ticket.step + 1 if ticket.step + 1 < len(stops) else None


def _go_on(
    office: Office, ticket: Ticket, command: Command, *, step: int, outcome: str, then: str, now: datetime
) -> Draft:
    stop = office.version(ticket).stops[step]
    counter = command.counter or ticket.counter
    seat = office.seats.get(counter) if counter is not None else None
    here = seat is not None and seat.clerk is not None and stop.lane in office.served(seat.lanes)
    if then == "keep" and not here:
        raise Refusal("lane_not_here", lane=stop.lane, counter=counter or "")
    if here and counter is not None and counter != ticket.counter:
        # Worked on away from any counter, or finished from another one: it stays there only if nobody else is there.
        if then == "keep":
            free_seat(office, counter, actor=command.actor)
        here = seat is not None and seat.ticket is None and seat.pause is None
    # A visitor who went home is not served by finishing the row before.
    absent = stop.present and (ticket.gone or ticket.service_day != office.day)
    stays = here and (then == "keep" or (then == "auto" and not stop.days and not absent))
    outside = works_outside(stop)
    changes = {
        "state": State.SERVING if stays else State.OUTSIDE if outside else State.WAITING,
        "step": step,
        "lane": stop.lane,
        "counter": counter if stays else None,
        "bound": None,
        "person": None,
        "arrived": now,
        "queued_at": now,
        "calls": 0,
        "gone": ticket.gone or outside,
        "missing": (),
        "expires": None,
        "sent_back": False,
        "level_due": level_day(office, office.version(ticket), step=step),
        **step_over(office, ticket, now=now),
    }
    if stop.days:
        lanes = (each.lane for each in office.version(ticket).stops[step:])
        changes |= promised(office, lanes=lanes, days=stop.days)
    numbered, register = taken_by(office, command).at(ticket)
    changes |= numbered
    facts = {**_facts(office, ticket, command, now=now), "outcome": outcome, **register}
    return moved("step_finished", office, ticket, now=now, changes=changes, facts=facts)


def _facts(office: Office, ticket: Ticket, command: Command, *, now: datetime) -> dict[str, Any]:
    facts: dict[str, Any] = {"step": ticket.step, "step_lane": ticket.lane, "took": step_took(office, ticket, now=now)}
    capacity = acts_as(office, ticket.lane, lanes=command.actor.lanes)
    if capacity is not None:
        facts |= {"on_behalf": ticket.lane, "capacity": capacity}
    return facts | _row_days(office, ticket, now=now)


def _row_days(office: Office, ticket: Ticket, *, now: datetime) -> dict[str, Any]:
    days = days_taken(office, ticket, now=now)
    return {} if days is None else {"row_days": days}


def _ready(office: Office, ticket: Ticket, *, now: datetime, taken: Taken, place: str | None) -> Draft:
    took = step_took(office, ticket, now=now)
    numbered, register = taken.at(ticket)
    changes = {
        **numbered,
        "state": State.READY,
        "counter": None,
        "bound": None,
        "person": None,
        "ready_at": now,
        "level_due": None,
        "queued_at": now,
        "calls": 0,
        "step_seconds": took,
        "place": place or ticket.place,
        "sent_back": False,
    }
    facts: dict[str, Any] = {"step": ticket.step, "step_lane": ticket.lane, "prepared": took, **register}
    facts |= _row_days(office, ticket, now=now)
    days = _working_days(office, ticket, now=now)
    if days is not None:
        facts["taken"] = days
    return moved("became_ready", office, ticket, now=now, changes=changes, facts=facts)


def _end(
    type_: str,
    office: Office,
    ticket: Ticket,
    *,
    now: datetime,
    outcome: str,
    taken: Taken | None = None,
    place: str | None = None,
    stay: bool = True,
) -> Draft:
    """The end of a service: of its ticket, or the next service begins."""
    took, over = step_ended(office, ticket, now=now)
    numbered, register = taken.at(ticket) if taken is not None else ({}, {})
    changes = {
        "state": State.FINISHED,
        "counter": None,
        "bound": None,
        "person": None,
        "outcome": outcome,
        "held_reason": None,
        "place": place or ticket.place,
        "level_due": None,
        **over,
        **numbered,
    }
    facts: dict[str, Any] = {
        "step": ticket.step,
        "step_lane": ticket.lane,
        "took": took,
        **register,
    }
    facts |= _row_days(office, ticket, now=now)
    if outcome != REJECTED:
        days = _working_days(office, ticket, now=now)
        if days is None:
            facts["taken"] = over["total_seconds"]
        elif ticket.ready_at is None:
            facts["taken"] = days
    if ticket.services_left:
        facts["outcome"] = outcome
        return next_service(office, ticket, now=now, numbered=numbered, facts=facts, stay=stay)
    return moved(type_, office, ticket, now=now, changes=changes, facts=facts)


def _working_days(office: Office, ticket: Ticket, *, now: datetime) -> float | None:
    """Working days from the first staff start to now, for a days-long service; None for one promised in minutes."""
    judged = office.version(ticket).procedure.judged
    if judged is None or not judged.days:
        return None
    calendar = office.calendar
    first = calendar.service_day(ticket.begun_at or now)
    last = calendar.service_day(now)
    return float(calendar.working_days_between(first, last) - stopped_days(office, ticket, first=first, last=last))


def _to_the_end(office: Office, ticket: Ticket, command: Command, *, now: datetime) -> list[Draft]:
    """*Selesai sampai penyerahan*: the present step, then every remaining row, marked as recorded late."""
    drafts: list[Draft] = []
    stops = office.version(ticket).stops
    facts = _facts(office, ticket, command, now=now)
    taken = taken_by(office, command)
    while (step := _after(office, ticket, _outcome(office, ticket, None))) is not None:
        numbered, register = taken.at(ticket)
        changes = {
            **numbered,
            "state": State.SERVING,
            "step": step,
            "lane": stops[step].lane,
            "bound": None,
            "person": None,
            "arrived": now,
            "queued_at": now,
            "calls": 0,
            **step_over(office, ticket, now=now),
        }
        drafts.append(moved("step_finished", office, ticket, now=now, changes=changes, facts={**facts, **register}))
        over = {name: value for name, value in changes.items() if name not in ("state",)}
        ticket = replace(ticket, state=State.SERVING, since=now, **over)
        facts = {"step": step, "step_lane": stops[step].lane, "took": None, "recorded_late": True}
    type_ = "handed_over" if stops[-1].hands_over else "finished"
    last = _end(type_, office, ticket, now=now, outcome=DONE, taken=taken)
    late = {"took": None, "recorded_late": True} if drafts else {}
    return [*drafts, Draft(type=last.type, data={**last.data, **late})]
