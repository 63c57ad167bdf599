"""
A journal of a year, made in seconds: a small office that is busy every day, decided and applied as the desk does it.

No person is made up in it and nothing is inserted by hand; only the clock is. Measures nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from server.protocol import plain
from server.queue.apply import apply
from server.queue.command import SYSTEM, Actor, Command
from server.queue.decide import decide
from server.queue.due import due
from server.queue.event import GENESIS, Event, link, read, seal
from server.queue.office import Office
from server.store.journal import Journal
from server.store.records import Records
from tests.builders import FRIDAY, KIOSK, MADE, MADE_PROCEDURES, a_clerk, made_settings

#: Of so many visitors one comes for a service that takes days, and its file lives on.
_DAYS_LONG = 150
_COUNTERS = ("1", "2", "4")


class _Day:
    """One office moved by commands, its events kept."""

    def __init__(self) -> None:
        self.office = Office(MADE)
        self.now: datetime = FRIDAY - timedelta(days=400)
        self.events: list[Event] = []
        self._said = 0

    def say(
        self, verb: str, actor: Actor, *, ticket: str | None = None, counter: str | None = None, **options: Any
    ) -> str:
        """One command. Returns: its request id."""
        self._said += 1
        command = Command(
            verb=verb,
            actor=actor,
            request_id=f"{self._said:08x}-year",
            request_hash=f"{self._said:064x}",
            ticket=ticket,
            counter=counter,
            options=options,
            codes=(f"{self._said:08d}",),
        )
        for drafts in due(self.office, self.now, clock_believed=True, wall=self.now):
            self._append(drafts, command, own=False)
        self._append(decide(self.office, command, self.now), command, own=True)
        assert command.request_id is not None
        return command.request_id

    def _append(self, drafts: Any, command: Command, *, own: bool) -> None:
        for draft in drafts:
            event = seal(
                draft,
                office=MADE,
                seq=self.office.seq + 1,
                previous=self.office.hash,
                at=self.now,
                actor=command.actor.id if own else SYSTEM.id,
                request_id=command.request_id if own else None,
                request_hash=command.request_hash if own else None,
            )
            apply(self.office, event)
            self.events.append(event)


def _said(day: _Day, *, visitors: int) -> Iterator[None]:
    """Commands of days without end; yields after each."""
    day.say("configure", SYSTEM, document=plain(made_settings()))
    for procedure in MADE_PROCEDURES:
        day.say("publish", SYSTEM, document=plain(procedure))
    clerks = {counter: a_clerk(f"a-{counter}") for counter in _COUNTERS}
    number = 0
    while True:
        for counter, clerk in clerks.items():
            day.say("open", clerk, counter=counter)
            yield
        for place in range(visitors):
            number += 1
            service = "hari" if number % _DAYS_LONG == 0 else "dua" if number % 3 == 0 else "satu"
            day.say("issue", KIOSK, service=service, priority=number % 9 == 0)
            yield
            day.now += timedelta(seconds=40)
            counter = _COUNTERS[place % len(_COUNTERS)]
            if place < 12:
                continue
            day.say("call_next", clerks[counter], counter=counter)
            yield
            ticket = day.office.seats[counter].ticket
            day.now += timedelta(seconds=10)
            day.say("start", clerks[counter], ticket=ticket)
            day.say("finish", clerks[counter], ticket=ticket, then="pass_on" if service == "hari" else "auto")
            yield
            left = day.office.seats[counter].ticket
            if left is not None:
                day.say("finish", clerks[counter], ticket=left, then="hand_over")
        day.now += timedelta(hours=24) - timedelta(seconds=50) * visitors


_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_CODE = re.compile(r'"code":"(\d{8})"')


def _recorded(*, visitors: int) -> tuple[list[Event], list[Event]]:
    """(everything up to the first full day's beginning, one whole day with the roll that ends it)."""
    day = _Day()
    for _ in _said(day, visitors=visitors):
        rolls = [place for place, event in enumerate(day.events) if event.type == "day_rolled"]
        if len(rolls) == 3:
            return day.events[: rolls[1] + 1], day.events[rolls[1] + 1 : rolls[2] + 1]
    raise AssertionError("days never end")


def write_year(journal: Journal, *, events: int, visitors: int = 400) -> None:
    """
    Fill an empty journal with so many events (a few more): a recorded day again and again, each time with its own dates,
    requests and codes, chained anew. Records are left out; `Journal.rebuild` makes them.

    Args:
        visitors: a day.
    """
    before, day = _recorded(visitors=visitors)
    written, previous, rows = 0, GENESIS, []
    repeats = max(0, -(-(events - len(before)) // len(day)))
    for repeat in range(-1, repeats):
        known: dict[str, str] = {}

        def moved(found: re.Match[str], known: dict[str, str] = known, repeat: int = repeat) -> str:
            text = found[0]
            if text not in known:
                known[text] = (date.fromisoformat(text) + timedelta(days=repeat)).isoformat()
            return known[text]

        def code(found: re.Match[str], repeat: int = repeat) -> str:
            return f'"code":"{int(found[1]) + repeat * 10_000:08d}"'

        for event in before if repeat < 0 else day:
            text = event.text
            if repeat >= 0:
                text = _CODE.sub(code, _DATE.sub(moved, text)).replace('-year"', f'-{repeat:04d}"')
            written += 1
            hash_ = link(previous, office=MADE, seq=written, text=text)
            rows.append(read(office=MADE, seq=written, text=text, hash_=hash_))
            previous = hash_
        if len(rows) > 5_000 or repeat == repeats - 1:
            journal.append(rows, Records())
            rows = []
