"""
The auditor: reads the journal as it grows, keeps books of its own, and names whatever does not add up.

It shares no rule with the engine: numbers, places in line, whose turn it was, working days, open minutes and register numbers are
reckoned here a second time, in the plainest way, from what the events and the settings say. The one thing it takes from the
engine is the transition table, because the table is the specification.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from server.queue.event import Event, link
from server.queue.office import Answer, Office
from server.queue.ticket import TRANSITIONS, State
from tests.queue.office_machine import CAUSES, STAYS
from tests.simulation.books import (
    ENDED,
    SEATED,
    Books,
    Stopped,
    clock_runs,
    days_of,
    goes_first,
    is_present,
    staff_rows,
    texts_of,
    worked_seconds,
    working_day_after,
)

#: What a text in an event may look like: ids, codes, instants, register numbers, a number with its date; no sentence, no name.
_CODE = re.compile(r"[A-Za-z0-9_:.+/#@*-]{0,80}|\d{4}-\d\d-\d\d [A-Z]\d?-\d+")

#: Fields that whoever reads an event works out from its facts; no event tells them of the ticket itself.
DERIVED = ("taken", "taken_day", "late_rows")


class Violation(AssertionError):
    """Something that must always hold did not. `rule` names it."""

    def __init__(self, rule: str, event: Event | None, detail: str) -> None:
        at = "" if event is None else f" at event {event.seq} ({event.type}, {event.at.isoformat()})"
        super().__init__(f"{rule}{at}: {detail}")
        self.rule = rule


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
            if "register" in event.data:
                self._registered(books, event)
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
        if event.type in ("office_configured", "procedure_published", "days_set"):
            return
        for text in texts_of(event.data):
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
        if event.type in ("issued", "paper_entered"):
            if before is not None:
                raise Violation("an id names one ticket", event, told["id"])
            after = dict(told)
            self._numbered(books, event, after)
        else:
            if before is None:
                raise Violation("an event speaks of a ticket there is", event, told["id"])
            if event.type == "undone":
                after = self._undone(books, event, told)
            else:
                after = {**before, **told}
                books.before.setdefault(told["id"], []).append((event.seq, before))
            self._moved(books, event, before, after)
            names = ("number", "series", "running", "service_day")
            if any(after[name] != before[name] for name in names):
                self._numbered(books, event, after)
        self._clock(books, event, before, after)
        books.tickets[told["id"]] = after

    def _moved(self, books: Books, event: Event, before: dict[str, Any], after: dict[str, Any]) -> None:
        verbs = CAUSES.get(event.type)
        if event.type in STAYS and before["state"] == after["state"]:
            return
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
        for other in books.tickets.values():
            same = other["number"] == ticket["number"] and other["service_day"] == day
            if same and other["id"] != ticket["id"] and other["state"] not in ENDED:
                raise Violation("no two live numbers of a day are equal", event, ticket["number"])
        if series == books.settings["emergency_series"]:
            # Given on paper, perhaps on an earlier day, and written as the sheet has it: gaps are the sheet's.
            return
        if day != books.day:
            raise Violation("a number is of its day", event, f"{day}, today is {books.day}")
        expected = books.running.get((series, day), 0) + 1
        if ticket["running"] != expected:
            raise Violation("numbers run 1..n", event, f"{ticket['number']}, expected {expected}")
        books.running[series, day] = expected

    def _undone(self, books: Books, event: Event, told: dict[str, Any]) -> dict[str, Any]:
        """What was taken back is as if it had never been: every field of the ticket, its clock included."""
        kept = books.before.get(told["id"], [])
        while kept and kept[-1][0] > event.data["undoes"]:
            kept.pop()
        if not kept or kept[-1][0] != event.data["undoes"]:
            raise Violation("what is taken back has happened", event, str(event.data["undoes"]))
        stood = kept.pop()[1]
        for name, value in stood.items():
            if name[0] != "_" and name not in DERIVED and told.get(name) != value:
                raise Violation("taken back, all is as before", event, f"{name}: {told.get(name)}, was {value}")
        return {**stood, **told}

    # -- registers ----------------------------------------------------------------------------------------------

    def _registered(self, books: Books, event: Event) -> None:
        fact = event.data["register"]
        book, year, text = fact["book"], fact["year"], fact["printed"]
        if (book, year, text) in books.printed:
            raise Violation("a register number is given once", event, f"{book} {year} {text}")
        books.printed.add((book, year, text))
        if fact["number"] is not None:
            given = books.registered.setdefault((book, year), [])
            rule = next(each for each in books.settings["registers"] if each["id"] == book)
            expected = given[-1] + 1 if given else rule["start"] if rule["start_year"] in (None, year) else 1
            if fact["number"] != expected:
                raise Violation(
                    "register numbers run without a gap", event, f"{book} {year}: {fact['number']}, not {expected}"
                )
            given.append(expected)

    # -- time really taken ---------------------------------------------------------------------------------------

    def _clock(self, books: Books, event: Event, before: dict[str, Any] | None, after: dict[str, Any]) -> None:
        """Open seconds of this step so far, reckoned from the events' times alone, against what the engine says."""
        if before is None or event.type == "undone":
            after.setdefault("_open", 0.0)
            after.setdefault("_mark", datetime.fromisoformat(after["since"]))
            return
        placed = any(before[name] != after[name] for name in ("state", "step", "lane", "counter"))
        counted = before["_open"]
        if clock_runs(books, before):
            counted += worked_seconds(books, before, before["_mark"], event.at)
        took = None if event.data.get("recorded_late") else event.data.get("took")
        if took is not None and abs(took - counted) > 0.05:
            raise Violation("the time really taken adds up", event, f"{took} against {counted:.3f}")
        anew = event.type in ("service_changed", "service_ended")
        if not placed and not anew:
            return
        after["_mark"] = event.at
        stepped = anew or after["step"] != before["step"]
        after["_open"] = 0.0 if stepped else counted

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
        ahead = [each for each in line if goes_first(each)]
        others = [each for each in line if not goes_first(each)]
        if goes_first(ticket):
            if streak >= 2 and others:
                raise Violation("two priority visitors in a row at most", event, f"{len(others)} others waited")
            same = ahead
        else:
            if ahead and streak < 2:
                raise Violation("priority goes first", event, f"{ahead[0]['number']} waited")
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
        if each.get("person") is not None or each.get("gone"):
            return False
        behind = each.get("behind")
        if behind is not None and books.called[each["lane"]] < behind:
            # Was not there when called, and is back: some others come first.
            return False
        if each["state"] == "ready":
            return not each["calls"]
        return is_present(books, each)

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
        days = sum(days_of(step) for step in staff_rows(books, ticket))
        if ticket.get("services_left") or ticket.get("recorded"):
            # Several services on one number: the one of days comes last and is promised when its turn comes.
            return
        self._due(books, event, ticket, days=days)

    def _on_step_finished(self, books: Books, event: Event) -> None:
        ticket = books.tickets[event.data["ticket"]["id"]]
        days = days_of(staff_rows(books, ticket)[ticket["step"]])
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
        books.before.clear()

    def _on_office_configured(self, books: Books, event: Event) -> None:
        books.settings = dict(event.data["document"])
        books.zone = ZoneInfo(books.settings["zone"])

    def _on_procedure_published(self, books: Books, event: Event) -> None:
        books.procedures[event.data["id"], event.data["version"]] = dict(event.data["document"])

    def _on_days_set(self, books: Books, event: Event) -> None:
        for each in event.data["set"]:
            books.days[each["day"]] = dict(each)
        for day in event.data["removed"]:
            books.days.pop(day, None)

    def _on_clock_stopped(self, books: Books, event: Event) -> None:
        data = event.data
        stopped = Stopped(event.seq, event.at, None, tuple(data["services"]), tuple(data["lanes"]))
        books.stoppages.append(stopped)

    def _on_clock_went_on(self, books: Books, event: Event) -> None:
        for each in books.stoppages:
            if each.seq == event.data["stoppage"]:
                each.until = event.at
