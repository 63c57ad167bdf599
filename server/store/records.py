"""
Plain records for people who ask with SQL: a row per ticket, per period of its life, per counter session, per visitor overtaken.

Made from the journal in the same transaction, event by event; they can be thrown away and made again to equality. Pure: it
builds rows; `journal` writes them. A period is a stretch of one ticket's life in one state, step, lane and counter.
"""

from __future__ import annotations

from typing import Any

from server.queue.apply import Moved
from server.queue.change import PLACE, counts
from server.queue.event import Event, instant
from server.queue.line import overtaken_by
from server.queue.office import Office, Seat
from server.queue.register import entry_of
from server.queue.ticket import ENDED, State, Ticket

Row = dict[str, Any]

_OF_ABSENCES = frozenset({"lane_absent", "lane_covered", "lane_back"})


class Records:
    """
    The rows one batch of events leads to.

    A period opened and closed within the batch is one row; `closing` are ends of periods that earlier batches opened, and
    must be written before `periods`. `undone` are actions that were taken back: first of all, the periods from `first` on go, and
    the one before them lasts on.
    `absences_over` end `absences`, this batch's or earlier ones'.
    `voids` mark entries of `registers`, this batch's or earlier ones'. `texts` come with the
    commands and are no records: nothing can make them again; `gone` are ids of texts that were purged.
    `services` are those that ended while their ticket went on; `unserved` go first, too.
    """

    def __init__(self) -> None:
        self.tickets: dict[tuple[str, str], Row] = {}
        self.periods: list[Row] = []
        self.closing: list[Row] = []
        self.undone: list[Row] = []
        self.services: dict[tuple[str, str, int], Row] = {}
        self.unserved: list[Row] = []
        self.sessions: dict[tuple[str, str, int], Row] = {}
        self.absences: list[Row] = []
        self.absences_over: list[Row] = []
        self.registers: list[Row] = []
        self.voids: list[Row] = []
        self.texts: list[Row] = []
        self.gone: list[Row] = []
        self.overtakings: list[Row] = []
        self._open: dict[tuple[str, str], Row] = {}

    def add(self, office: Office, event: Event, moved: Moved) -> None:
        """Add what one applied event means. `office` is the state after it."""
        if moved.ticket_after is not None:
            self._ticket(office, event, moved.ticket_after)
            if event.type == "undone":
                self._take_back(office.id, moved.ticket_after, first=event.data["undoes"])
            else:
                self._period(office, event, moved.ticket_before, moved.ticket_after)
            if event.type == "called" and moved.ticket_before is not None:
                self._overtakings(office, event, moved.ticket_before, moved.ticket_after)
            if event.type == "service_ended":
                assert moved.ticket_before is not None
                self._service(office, event, moved.ticket_before)
        if moved.seat_before is not None or moved.seat_after is not None:
            self._session(office, event, moved.seat_before, moved.seat_after)
        if event.type in _OF_ABSENCES:
            self._absence(office, event)
        if "register" in event.data:
            ended = event.type == "service_ended"
            self._entry(office, event, moved.ticket_before if ended else moved.ticket_after)
        elif event.type == "register_voided":
            self._void(office, event)
        elif event.type == "private_purged":
            self.gone += [{"office": office.id, "id": id_} for id_ in event.data["gone"]]

    def _absence(self, office: Office, event: Event) -> None:
        """A lane away or covered, or back. One that takes another's place ends it."""
        said = event.data
        began = said["began"] if event.type == "lane_back" else said["replaces"]
        if began is not None:
            over = {"ended_at": said.get("ended", instant(event.at)), "end_cause": said.get("cause", "replaced")}
            self.absences_over.append({"office": office.id, "start_seq": began, **over})
        if event.type != "lane_back":
            self.absences.append(
                {
                    "office": office.id,
                    "start_seq": event.seq,
                    "lane": said["lane"],
                    "reason": said["reason"],
                    "covered_by": said.get("by"),
                    "capacity": said.get("capacity"),
                    "started_at": instant(event.at),
                    "until": said["until"],
                    "service_day": _day(office, event),
                }
            )

    def _entry(self, office: Office, event: Event, ticket: Ticket | None) -> None:
        entry = entry_of(event.data, ticket=ticket, office=office, seq=event.seq)
        self.registers.append(
            {
                "office": office.id,
                "book": entry.book,
                "year": entry.year,
                "printed": entry.printed,
                "number": entry.number,
                "seq": entry.seq,
                "at": instant(event.at),
                "service_day": entry.day.isoformat(),
                "ticket": entry.ticket,
                "service": entry.service,
                "queue_number": entry.queue_number,
                "row": entry.row,
            }
        )

    def _void(self, office: Office, event: Event) -> None:
        said = event.data
        key = {"office": office.id, "book": said["book"], "year": said["year"], "printed": said["printed"]}
        self.voids.append({**key, "voided_at": instant(event.at), "void_reason": said["reason"]})

    def _ticket(self, office: Office, event: Event, after: Ticket) -> None:
        ended = after.state in ENDED
        cause = event.data.get("cause")
        day = _day(office, event)
        self.tickets[office.id, after.id] = {
            "office": office.id,
            "id": after.id,
            "code": after.code,
            **_first_number(after),
            "service": after.service,
            "version": after.version,
            "priority": after.priority,
            "issued_at": instant(after.issued_at),
            "state": after.state.value,
            "step": after.step,
            "lane": after.lane,
            "counter": after.counter,
            "due": after.due.isoformat() if after.due else None,
            "begun_at": instant(after.begun_at) if after.begun_at else None,
            "ready_at": instant(after.ready_at) if after.ready_at else None,
            # A paper sheet says when it ended.
            "ended_at": instant(after.since if after.recorded else event.at) if ended else None,
            # The roll runs after midnight, for the day that is over.
            "ended_day": (
                after.service_day.isoformat()
                if event.type == "paper_entered" or (event.type == "no_show" and cause == "system")
                else day
            )
            if ended
            else None,
            "outcome": after.outcome,
            "cause": cause if ended else None,
            "waited_seconds": after.waited_seconds,
            "total_seconds": after.total_seconds,
            "stopped_seconds": after.stopped_seconds,
            "taken": after.taken,
            "taken_day": after.taken_day.isoformat() if after.taken_day else None,
            "recorded_late": after.late_rows,
            "channel": after.channel,
            "confidential": after.confidential,
            "nth": after.nth,
            "recorded": after.recorded,
            "files": after.files,
            "services_left": ",".join(after.services_left),
            "returns": after.returns,
            "returned_day": after.returned_day.isoformat() if after.returned_day else None,
            "lacked": " ".join(after.lacked) or None,
        }

    def _service(self, office: Office, event: Event, before: Ticket) -> None:
        """A service that ended while its ticket went on to another."""
        data, day = event.data, _day(office, event)
        taken, taken_day = before.taken, before.taken_day.isoformat() if before.taken_day else None
        if "taken" in data:
            taken, taken_day = data["taken"], day
        self.services[office.id, before.id, before.nth] = {
            "office": office.id,
            "ticket": before.id,
            "nth": before.nth,
            "service": before.service,
            "version": before.version,
            "files": before.files,
            "outcome": data["outcome"],
            "begun_at": instant(before.begun_at) if before.begun_at else None,
            "ended_at": instant(event.at),
            "ended_day": day,
            "total_seconds": data["ended"]["total_seconds"],
            "stopped_seconds": data["ended"]["stopped_seconds"],
            "taken": taken,
            "taken_day": taken_day,
            "recorded_late": before.late_rows or bool(data.get("recorded_late")),
        }

    def _take_back(self, office: str, after: Ticket, *, first: int) -> None:
        """The periods an undone action began never were, and the one it ended goes on: only a living ticket is gone back to."""
        ticket = after.id
        key = (office, ticket)
        if self.services.pop((office, ticket, after.nth), None) is None:
            self.unserved.append({"office": office, "ticket": ticket, "nth": after.nth})
        self.periods = [
            row for row in self.periods if (row["office"], row["ticket"]) != key or row["start_seq"] < first
        ]
        own = [row for row in self.periods if (row["office"], row["ticket"]) == key]
        self._open.pop(key, None)
        if own:
            own[-1].update(ended_at=None, took=None, stopped_seconds=0.0, row_days=None)
            self._open[key] = own[-1]
        else:
            # What it ended began in an earlier batch.
            self.closing = [row for row in self.closing if (row["office"], row["ticket"]) != key]
            self.undone.append({"office": office, "ticket": ticket, "first": first})

    def _period(self, office: Office, event: Event, before: Ticket | None, after: Ticket) -> None:
        if before is not None and _place(before) == _place(after) and event.type != "service_changed":
            return
        key = (office.id, after.id)
        # Who was carried over left when the office closed, not when the roll ran after midnight.
        moment = instant(after.since if event.type == "carried_over" else event.at)
        if before is not None:
            took = None if event.data.get("recorded_late") else event.data.get("took")
            # What stands on the ticket already is the next service's.
            stopped = event.data["ended"]["stopped_seconds"] if after.nth > before.nth else after.stopped_seconds
            end = {
                "ended_at": moment,
                "took": took,
                "stopped_seconds": round(max(0.0, stopped - before.stopped_seconds), 3),
                "row_days": None if event.data.get("recorded_late") else event.data.get("row_days"),
            }
            opened = self._open.pop(key, None)
            if opened is not None:
                opened.update(end)
            elif before.state not in ENDED:
                self.closing.append({"office": office.id, "ticket": after.id, **end})
        if after.state in ENDED:
            return
        # A file that waits for a visitor who is not here waits for nobody to be called.
        with_visitor = office.wants_visitor(after) and not (
            after.state is State.WAITING and not office.visitor_here(after)
        )
        row: Row = {
            "office": office.id,
            "ticket": after.id,
            "start_seq": event.seq,
            "service": after.service,
            "state": after.state.value,
            "step": after.step,
            "lane": after.lane,
            "counter": after.counter,
            "priority": after.priority,
            "with_visitor": with_visitor,
            "clock": whose_clock(office, after),
            "started_at": moment,
            "ended_at": None,
            "took": None,
            "stopped_seconds": 0.0,
            "row_days": None,
            "service_day": _day(office, event),
            "nth": after.nth,
        }
        self.periods.append(row)
        self._open[key] = row

    def _overtakings(self, office: Office, event: Event, before: Ticket, after: Ticket) -> None:
        assert after.counter is not None
        lanes = {*office.seats[after.counter].lanes, after.lane}
        for each in overtaken_by(office, before, lanes=lanes, counter=after.counter):
            self.overtakings.append(
                {
                    "office": office.id,
                    "seq": event.seq,
                    "ticket": each.id,
                    "number": each.number,
                    "number_day": each.service_day.isoformat(),
                    "priority": each.goes_first,
                    "by_ticket": after.id,
                    "by_number": after.number,
                    "by_priority": after.goes_first,
                    "counter": after.counter,
                    "lane": each.lane,
                    "rule": event.data["rule"],
                    "reason": event.data.get("reason"),
                    "earlier_seconds": round((before.queued_at - each.queued_at).total_seconds(), 3),
                    "waited_seconds": round((event.at - each.queued_at).total_seconds(), 3),
                    "called_at": instant(event.at),
                    "service_day": _day(office, event),
                }
            )

    def _session(self, office: Office, event: Event, before: Seat | None, after: Seat | None) -> None:
        if before is not None and before.clerk is not None:
            row = self._seat_row(office, before)
            end = {"ended_at": instant(event.at), "end_cause": _session_end(event, before)}
            self.sessions[office.id, before.counter, before.since_seq] = {**row, **end}
        if after is not None and after.clerk is not None:
            self.sessions[office.id, after.counter, after.since_seq] = self._seat_row(office, after)

    def _seat_row(self, office: Office, seat: Seat) -> Row:
        assert seat.since is not None
        return {
            "office": office.id,
            "counter": seat.counter,
            "start_seq": seat.since_seq,
            "clerk": seat.clerk,
            "lanes": ",".join(seat.lanes),
            "pause": seat.pause,
            "taken_from": seat.taken_from,
            "end_cause": None,
            "started_at": instant(seat.since),
            "ended_at": None,
            "service_day": office.calendar.service_day(seat.since).isoformat(),
        }


def _session_end(event: Event, before: Seat) -> str:
    """How a stretch at a counter ended: `paused`, `resumed`, `reopened`, `takeover`, or the cause of closing it."""
    if event.type == "counter_paused":
        return "paused"
    return str(event.data.get("cause") or ("resumed" if before.pause is not None else "reopened"))


def whose_clock(office: Office, ticket: Ticket) -> str:
    """`office` while the office holds the file or the visitor waits for it; `visitor` while the file waits for the visitor."""
    with_visitor = office.wants_visitor(ticket)
    if ticket.state is State.WAITING and with_visitor:
        return "office" if office.visitor_here(ticket) else "visitor"
    if ticket.state in (State.WAITING, State.CALLED) or counts(ticket, with_visitor=with_visitor):
        return "office"
    return "visitor"


def _place(ticket: Ticket) -> tuple[Any, ...]:
    return tuple(getattr(ticket, name) for name in PLACE)


def _first_number(ticket: Ticket) -> Row:
    """The number the ticket was issued with: its row belongs to its first day, on whatever days its visitor came back."""
    if not ticket.numbers_before:
        return {
            "number": ticket.number,
            "series": ticket.series,
            "running": ticket.running,
            "service_day": ticket.service_day.isoformat(),
        }
    day, number = ticket.numbers_before[0].split(" ", 1)
    series, running = number.rsplit("-", 1)
    return {"number": number, "series": series, "running": int(running), "service_day": day}


def _day(office: Office, event: Event) -> str:
    return office.calendar.service_day(event.at).isoformat()
