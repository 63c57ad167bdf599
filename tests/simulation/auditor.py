"""
The auditor: reads the journal as it grows, keeps books of its own, and names whatever does not add up.

It shares no rule with the engine: numbers, places in line, whose turn it was, working days, open minutes and register numbers are
reckoned here a second time, in the plainest way, from what the events and the settings say. The one thing it takes from the
engine is the transition table, because the table is the specification.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from server.queue.event import GENESIS, Event, link
from server.queue.office import Answer, Office
from server.queue.ticket import TRANSITIONS, State
from tests.queue.office_machine import CAUSES

ENDED = {"finished", "no_show", "cancelled", "void"}
SEATED = {"called", "serving"}
#: What a text in an event may look like: ids, codes, instants; no sentence, nobody's name.
_CODE = re.compile(r"[A-Za-z0-9_:.+/-]{0,80}")


class Violation(AssertionError):
    """Something that must always hold did not. `rule` names it."""

    def __init__(self, rule: str, event: Event | None, detail: str) -> None:
        at = "" if event is None else f" at event {event.seq} ({event.type}, {event.at.isoformat()})"
        super().__init__(f"{rule}{at}: {detail}")
        self.rule = rule


@dataclass(slots=True)
class Books:
    """What the auditor knows of one office."""

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    settings: dict[str, Any] = field(default_factory=dict)
    procedures: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    days: dict[str, dict[str, Any]] = field(default_factory=dict)
    day: str | None = None
    seq: int = 0
    hash: str = GENESIS
    at: datetime | None = None
    tickets: dict[str, dict[str, Any]] = field(default_factory=dict)
    running: dict[tuple[str, str], int] = field(default_factory=dict)
    seats: dict[str, dict[str, Any]] = field(default_factory=dict)
    streaks: dict[str, int] = field(default_factory=dict)
    called: Counter[str] = field(default_factory=Counter)
    requests: dict[str, tuple[int, str | None]] = field(default_factory=dict)
    by_type: Counter[str] = field(default_factory=Counter)


class Auditor:
    """The books of all offices of a simulated world."""

    def __init__(self) -> None:
        self.books: dict[str, Books] = {}
        self.promises: dict[tuple[str, str], tuple[int, str]] = {}

    # -- what people were told -------------------------------------------------------------------------------

    def answered(self, office: str, request_id: str, answer: Answer) -> None:
        """A caller was answered: it must be in the journal, now and for ever, and always be the same."""
        told = (answer.event.seq, answer.event.text)
        before = self.promises.setdefault((office, request_id), told)
        if before != told:
            raise Violation("the same request, the same answer", answer.event, f"{request_id} was told {before[0]}")

    def check_promises(self, office: str, events: dict[int, str]) -> None:
        """At the end: every answer given is in the journal."""
        for (where, request_id), (seq, text) in self.promises.items():
            if where == office and events.get(seq) != text:
                raise Violation("what was acknowledged is there", None, f"{request_id} at {seq}")

    def nobody_forgotten(self, id_: str, office: Office) -> None:
        """The office in memory, at the seq the auditor has read to, holds every ticket that lives and no other."""
        books = self.books[id_]
        if office.seq != books.seq:
            return
        names = ("state", "step", "lane", "counter", "number", "service")
        living = {key: each for key, each in books.tickets.items() if each["state"] not in ENDED}
        held = {key: each for key, each in office.tickets.items() if each.state.value not in ENDED}
        if strange := living.keys() ^ held.keys():
            raise Violation("nobody is forgotten", None, f"{id_} at {office.seq}: {sorted(strange)[0]}")
        for key, each in held.items():
            told = {name: living[key][name] for name in names}
            if told != {name: getattr(each, name) for name in names}:
                raise Violation("memory says what the journal says", None, f"{id_} at {office.seq}: {each.number}")

    # -- the journal ---------------------------------------------------------------------------------------------

    def see(self, office: str, events: Iterable[Event]) -> None:
        """Take the next committed events in. Raises: Violation."""
        books = self.books.setdefault(office, Books())
        for event in events:
            self._chain(office, books, event)
            self._plain_words(event)
            self._request(books, event)
            if "ticket" in event.data:
                self._ticket(books, event)
            seen = getattr(self, f"_on_{event.type}", None)
            if seen is not None:
                seen(books, event)
            if "ticket" in event.data:
                self._seats(books, event)
            books.by_type[event.type] += 1

    def _chain(self, office: str, books: Books, event: Event) -> None:
        if event.seq != books.seq + 1:
            raise Violation("events are numbered without a gap", event, f"after {books.seq}")
        if event.hash != link(books.hash, office=office, seq=event.seq, text=event.text):
            raise Violation("every event carries the hash of the one before", event, "")
        if books.at is not None and event.at < books.at:
            raise Violation("time goes on", event, f"before {books.at.isoformat()}")
        books.seq, books.hash, books.at = event.seq, event.hash, event.at

    def _plain_words(self, event: Event) -> None:
        if event.type in ("office_configured", "procedure_published"):
            return
        for text in _texts({key: value for key, value in event.data.items() if key != "days"}):
            if not _CODE.fullmatch(text):
                raise Violation("no free text in an event", event, repr(text))
        if (event.data.get("cause") == "system") != (event.actor == "system") and "cause" in event.data:
            raise Violation("only the system ends by time", event, event.actor)

    def _request(self, books: Books, event: Event) -> None:
        if event.request_id is None:
            return
        last = books.requests.get(event.request_id)
        if last is not None and last[0] != event.seq - 1:
            raise Violation("a request is carried out once", event, f"{event.request_id}, already at {last[0]}")
        books.requests[event.request_id] = (event.seq, event.request_hash)

    # -- tickets -------------------------------------------------------------------------------------------------

    def _ticket(self, books: Books, event: Event) -> None:
        told = event.data["ticket"]
        before = books.tickets.get(told["id"])
        if event.type == "issued":
            if before is not None:
                raise Violation("an id names one ticket", event, told["id"])
            after = dict(told)
            self._numbered(books, event, after)
        else:
            if before is None:
                raise Violation("an event speaks of a ticket there is", event, told["id"])
            after = {**before, **told}
            self._moved(books, event, before, after)
            if (after["series"], after["running"], after["service_day"]) != (
                before["series"],
                before["running"],
                before["service_day"],
            ):
                self._numbered(books, event, after)
        self._clock(books, event, before, after)
        books.tickets[told["id"]] = after

    def _moved(self, books: Books, event: Event, before: dict[str, Any], after: dict[str, Any]) -> None:
        verbs = CAUSES.get(event.type)
        if verbs is None:
            raise Violation("every event of a ticket comes from a verb", event, event.type)
        allowed = {to for verb in verbs for to in TRANSITIONS[State(before["state"])].get(verb, ())}
        if event.type != "undone" and State(after["state"]) not in allowed:
            raise Violation("the table says what may follow", event, f"{before['state']} to {after['state']}")
        for name in ("id", "code", "issued_at"):
            if before[name] != after[name]:
                raise Violation("a ticket keeps its name for life", event, name)
        if after["priority"] != before["priority"] and event.type not in ("priority_confirmed",):
            raise Violation("priority is kept", event, f"{before['priority']} to {after['priority']}")
        keeps = {"transferred", "held", "called", "recalled", "started", "no_show", "not_collected"}
        if event.type in keeps and after["queued_at"] != before["queued_at"]:
            raise Violation("a place in line is kept", event, f"{before['queued_at']} to {after['queued_at']}")

    def _numbered(self, books: Books, event: Event, ticket: dict[str, Any]) -> None:
        day, series = ticket["service_day"], ticket["series"]
        if day != books.day:
            raise Violation("a number is of its day", event, f"{day}, today is {books.day}")
        if series != books.settings.get("emergency_series", "Z"):
            expected = books.running.get((series, day), 0) + 1
            if ticket["running"] != expected:
                raise Violation("numbers run 1..n", event, f"{ticket['number']}, expected {expected}")
            books.running[series, day] = expected
        for other in books.tickets.values():
            same = other["number"] == ticket["number"] and other["service_day"] == day
            if same and other["id"] != ticket["id"] and other["state"] not in ENDED:
                raise Violation("no two live numbers of a day are equal", event, ticket["number"])

    # -- time really taken ---------------------------------------------------------------------------------------

    def _clock(self, books: Books, event: Event, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
        """Open seconds of this step so far, reckoned from the events' times alone, against what the engine says."""
        if before is None:
            after["_open"] = 0.0
            after["_mark"] = event.at
            return
        counted = before["_open"] + (
            self._open_seconds(books, before["_mark"], event.at) if _runs(books, before) else 0.0
        )
        after["_mark"] = event.at
        stepped = after["step"] != before["step"] or event.type == "service_changed"
        took = None if event.data.get("recorded_late") or books.by_type["clock_stopped"] else event.data.get("took")
        if took is not None and abs(took - counted) > 0.05:
            raise Violation("the time really taken adds up", event, f"{took} against {counted:.3f}")
        after["_open"] = 0.0 if stepped or event.type == "undone" else counted

    def _open_seconds(self, books: Books, start: datetime, end: datetime) -> float:
        """Minute by minute would be the plainest; range by range is as plain and fast enough."""
        if not books.settings.get("hours"):
            return (end - start).total_seconds()
        seconds = 0.0
        day = start.astimezone(books.zone).date()
        while day <= end.astimezone(books.zone).date():
            for opens, closes in open_ranges(books, day):
                begin = datetime.combine(day, opens, tzinfo=books.zone)
                until = datetime.combine(day, closes, tzinfo=books.zone)
                seconds += max(0.0, (min(end, until) - max(start, begin)).total_seconds())
            day += timedelta(days=1)
        return seconds

    # -- counters and turns --------------------------------------------------------------------------------------

    def _seats(self, books: Books, event: Event) -> None:
        id_ = event.data["ticket"]["id"]
        moved = books.tickets[id_]
        if moved["state"] in SEATED and moved["counter"] is not None:
            for other in books.tickets.values():
                if other["id"] != id_ and other["state"] in SEATED and other["counter"] == moved["counter"]:
                    raise Violation("one ticket at a counter", event, f"{other['number']} and {moved['number']}")

    def _on_called(self, books: Books, event: Event) -> None:
        ticket = books.tickets[event.data["ticket"]["id"]]
        if ticket["service_day"] != books.day:
            raise Violation("a number is called on its day", event, f"{ticket['number']} of {ticket['service_day']}")
        counter = ticket["counter"]
        lanes = books.seats.get(counter, {}).get("lanes", ())
        rule = event.data.get("rule")
        if rule in ("priority", "turn", "arrival", "collect") and not books.settings.get("policy"):
            self._turn(books, event, ticket, counter=counter, lanes=lanes)
        if "streak" in event.data:
            books.streaks[counter] = event.data["streak"]
        books.called[ticket["lane"]] += 1

    def _turn(
        self, books: Books, event: Event, ticket: dict[str, Any], *, counter: str, lanes: tuple[str, ...]
    ) -> None:
        """Whose turn it was by the default rule: at most two priority visitors in a row before one other, then arrival."""
        before = event.data["ticket"]["id"]
        line = [
            each
            for each in books.tickets.values()
            if each["id"] != before and self._in_line(books, each, counter=counter, lanes=lanes)
        ]
        streak = books.streaks.get(counter, 0)
        goes_first = [each for each in line if _first(each)]
        others = [each for each in line if not _first(each)]
        if _first(ticket):
            if streak >= 2 and others:
                raise Violation("two priority visitors in a row at most", event, f"{len(others)} others waited")
            same = goes_first
        else:
            if goes_first and streak < 2:
                raise Violation("priority goes first", event, f"{goes_first[0]['number']} waited")
            same = others
        earlier = [each for each in same if (each["queued_at"], each["id"]) < (ticket["queued_at"], ticket["id"])]
        if earlier:
            raise Violation("first come, first called", event, f"{earlier[0]['number']} came before {ticket['number']}")

    def _in_line(self, books: Books, each: dict[str, Any], *, counter: str, lanes: tuple[str, ...]) -> bool:
        if each["state"] not in ("waiting", "ready") or each["lane"] not in lanes or each["service_day"] != books.day:
            return False
        bound = each.get("bound")
        if bound not in (None, counter) and bound in books.seats:
            return False
        if each.get("person") is not None:
            return False
        behind = each.get("behind")
        if behind is not None and books.called[each["lane"]] < behind:
            # Was not there when called, and is back: some others come first.
            return False
        if each["state"] == "ready":
            return not each["calls"]
        return _present(books, each)

    def _on_counter_opened(self, books: Books, event: Event) -> None:
        data = event.data
        books.seats[data["counter"]] = {"clerk": data["clerk"], "lanes": tuple(data["lanes"])}
        books.streaks[data["counter"]] = data.get("streak", 0)
        clerks = [seat["clerk"] for seat in books.seats.values()]
        if len(set(clerks)) != len(clerks):
            raise Violation("a clerk sits at one counter", event, data["clerk"])

    def _on_counter_closed(self, books: Books, event: Event) -> None:
        books.seats.pop(event.data["counter"], None)
        books.streaks[event.data["counter"]] = 0

    # -- promises ------------------------------------------------------------------------------------------------

    def _on_issued(self, books: Books, event: Event) -> None:
        ticket = books.tickets[event.data["ticket"]["id"]]
        days = sum(_days(step) for step in staff_rows(books, ticket))
        self._due(books, event, ticket, days=days)

    def _on_step_finished(self, books: Books, event: Event) -> None:
        ticket = books.tickets[event.data["ticket"]["id"]]
        days = _days(staff_rows(books, ticket)[ticket["step"]])
        # Kept at the counter it is done at once (or recorded as done); nobody is promised another day.
        if days and ticket["state"] != "serving":
            self._due(books, event, ticket, days=days)

    def _due(self, books: Books, event: Event, ticket: dict[str, Any], *, days: int) -> None:
        if books.by_type["lane_absent"] or books.day is None:
            return
        expected = working_day_after(books, date.fromisoformat(books.day), days) if days else None
        said = ticket["due"]
        if said != (expected.isoformat() if expected else None):
            raise Violation("a due day counts the office's working days", event, f"{said}, expected {expected}")

    # -- days and settings ---------------------------------------------------------------------------------------

    def _on_day_rolled(self, books: Books, event: Event) -> None:
        local = event.at.astimezone(books.zone).date()
        to = date.fromisoformat(event.data["to"])
        if to > local:
            raise Violation("a day begins when it begins", event, f"{to} at {local}")
        if books.day is not None and to <= date.fromisoformat(books.day):
            raise Violation("days go on", event, f"{to} after {books.day}")
        books.day = event.data["to"]
        books.called.clear()
        if books.seats:
            raise Violation("nobody sits at a counter overnight", event, str(sorted(books.seats)))
        for ticket in books.tickets.values():
            if ticket["state"] in SEATED and ticket["counter"] is not None:
                raise Violation("nobody is served overnight", event, ticket["number"])
        books.tickets = {id_: ticket for id_, ticket in books.tickets.items() if ticket["state"] not in ENDED}

    def _on_office_configured(self, books: Books, event: Event) -> None:
        books.settings = dict(event.data["document"])
        books.zone = ZoneInfo(books.settings["zone"])

    def _on_procedure_published(self, books: Books, event: Event) -> None:
        books.procedures[event.data["id"], event.data["version"]] = dict(event.data["document"])

    def _on_days_set(self, books: Books, event: Event) -> None:
        for each in event.data["days"]:
            books.days[each["date"]] = dict(each)


# -- reckoning in the plainest way ---------------------------------------------------------------------------------


def open_ranges(books: Books, day: date) -> list[tuple[time, time]]:
    """When the office is open on a day, by its weekly hours and by what a person said of that date."""
    special = books.days.get(day.isoformat())
    if special is not None and not special.get("open", True):
        return []
    rows = [each for each in books.settings.get("hours", ()) if each["weekday"] == day.weekday()]
    if special is not None and special.get("hours"):
        rows = special["hours"]
    return [(time.fromisoformat(each["opens"]), time.fromisoformat(each["closes"])) for each in rows]


def is_working_day(books: Books, day: date) -> bool:
    """Whether the office works on a day."""
    special = books.days.get(day.isoformat())
    if special is not None:
        return bool(special.get("open", True))
    if not books.settings.get("hours"):
        return day.weekday() < 5
    return bool(open_ranges(books, day))


def working_day_after(books: Books, day: date, days: int) -> date:
    """The working day `days` after `day`, counted on fingers."""
    while days:
        day += timedelta(days=1)
        days -= is_working_day(books, day)
    return day


def staff_rows(books: Books, ticket: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows a ticket walks, as its version of the procedure writes them."""
    document = books.procedures[ticket["service"], ticket["version"]]
    order = document["walk"] or range(len(document["steps"]))
    rows = [document["steps"][place] for place in order if not document["steps"][place].get("applicant")]
    total = document.get("written_total")
    return rows or [{"visitor": "present", "hands_over": False, "target": [total] if total else []}]


def _days(row: dict[str, Any]) -> int:
    return sum(each.get("days", 0) for each in row.get("target", ()))


def _present(books: Books, ticket: dict[str, Any]) -> bool:
    return ticket.get("ready_at") is not None or staff_rows(books, ticket)[ticket["step"]]["visitor"] == "present"


def _runs(books: Books, ticket: dict[str, Any]) -> bool:
    """Whether time really taken runs while a ticket stands so (DESIGN 4, *Nyata*)."""
    state, present = ticket["state"], _present(books, ticket)
    if state == "held":
        begun = not present or (ticket["_open"] > 0 and ticket.get("ready_at") is None)
        return begun and ticket["held_reason"] not in ("fotokopi", "ambil_berkas")
    if present:
        return bool(state == "serving")
    return state in ("waiting", "serving", "outside")


def _first(ticket: dict[str, Any]) -> bool:
    return bool(ticket["priority"]) and ticket.get("confirmed") is not False


def _texts(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
