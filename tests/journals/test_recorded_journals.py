"""Every journal ever recorded is replayed for ever, to the state it led to when it was recorded."""

from __future__ import annotations

import json
from typing import Any

import pytest

from server.queue.apply import replay
from server.queue.event import GENESIS, TYPES, Event, link, read
from server.queue.office import Office
from server.queue.ticket import State
from tests.builders import fold
from tests.journals.record import HERE, SCRIPTS, state

NAMES = sorted(path.stem for path in HERE.glob("v*.jsonl"))
#: Type of event that is in no recorded journal → why. Whoever adds a type plays it in a new script, or adds it here.
NOT_RECORDED: dict[str, str] = {}


def recorded(name: str) -> list[Event]:
    """The events of a recorded journal."""
    lines = [json.loads(line) for line in (HERE / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    return [read(office=line["office"], seq=line["seq"], text=line["text"], hash_=line["hash"]) for line in lines]


def told(expected: Any, found: Any, where: str) -> list[str]:
    """Everything that was recorded and is not so any more; what a later version adds beside it is no fault."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return [
            fault
            for key, value in expected.items()
            for fault in (told(value, found[key], f"{where}.{key}") if key in found else [f"{where}.{key} is gone"])
        ]
    if isinstance(expected, list) and isinstance(found, list) and len(expected) == len(found):
        return [fault for n, each in enumerate(expected) for fault in told(each, found[n], f"{where}[{n}]")]
    return [] if expected == found else [f"{where}: {expected!r} became {found!r}"]


@pytest.mark.parametrize("name", NAMES)
def test_it_leads_to_the_state_it_led_to(name: str) -> None:
    expected = json.loads((HERE / f"{name}_state.json").read_text(encoding="utf-8"))
    events = recorded(name)
    found = json.loads(json.dumps(state(replay(events[0].office, events))))
    assert told(expected, found, name) == []
    assert set(found["tickets"]) == set(expected["tickets"])


@pytest.mark.parametrize("name", NAMES)
def test_its_chain_is_whole(name: str) -> None:
    previous = GENESIS
    for event in recorded(name):
        assert link(previous, office=event.office, seq=event.seq, text=event.text) == event.hash
        previous = event.hash


@pytest.mark.parametrize("name", NAMES)
def test_its_records_can_be_made(name: str) -> None:
    events = recorded(name)
    tables = fold(events[0].office, events)
    issued = sum(event.type in ("issued", "paper_entered") for event in events)
    assert len(tables.tickets) == issued
    assert tables.periods
    assert tables.sessions


def test_the_first_journal_tells_what_happened_on_the_two_days() -> None:
    office: Office = replay("kantor-coba", recorded("v1"))
    by_service = {ticket.service: ticket for ticket in office.tickets.values() if ticket.service_day != office.day}
    assert str(office.day) == "2026-11-23"
    assert office.running == {"A": 1}
    assert (by_service["hari"].state, by_service["hari"].number) == (State.READY, "A-004")
    assert (by_service["keluhan"].state, by_service["keluhan"].lane) == (State.WAITING, "kerja")
    assert by_service["surat"].state is State.FINISHED
    assert {ticket.version for ticket in office.tickets.values() if ticket.service == "satu"} == {2}
    # Prepared in no time, 6 minutes away, 2 minutes at the counter: 480 seconds, as DESIGN 4 counts.
    assert by_service["surat"].total_seconds == 480.0


def test_the_first_journal_holds_every_type_of_its_time() -> None:
    types = {event.type for event in recorded("v1")}
    assert types <= set(TYPES)
    assert len(types) == 28


def test_every_type_of_event_is_in_a_recorded_journal_or_listed_with_its_reason() -> None:
    types = {event.type for name in NAMES for event in recorded(name)}
    assert set(TYPES) - types == set(NOT_RECORDED)
    assert all(NOT_RECORDED.values())


def test_the_second_journal_tells_what_happened_in_its_week() -> None:
    events = recorded("v2")
    office, tables = replay("kantor-coba", events), fold("kantor-coba", events)
    assert str(office.day) == "2026-11-27"
    # The days-long file is collected in the week after, with a number of that day.
    [long_file] = [row for row in tables.tickets.values() if row["service"] == "hari"]
    assert (long_file["state"], long_file["number"]) == ("finished", "A-001")
    # One returned file was never completed, one ended without its visitor, one was sent back inside the office and is signed.
    returned = [row["state"] for row in tables.tickets.values() if row["service"] == "paraf"]
    assert sorted(returned) == ["cancelled", "cancelled", "waiting"]
    # Thursday's complaint: over Friday, the weekend and Tuesday's holiday it rose to its last level, and is late there.
    [risen] = [ticket for ticket in office.tickets.values() if ticket.confidential]
    assert (risen.risen, risen.lane, risen.classed, str(risen.level_due)) == (3, "tanda", "berat", "2026-11-26")
    assert [row["number"] for row in tables.tickets.values() if row["recorded"]] == ["Z-001", "Z-003"]
    assert len(tables.services) == 2
    assert office.registers == {("agenda", 2026): 42}
    assert [entry.void for entry in office.registered.values()] == ["salah_tulis", None, None]
    assert not any("Contoh pengaduan" in event.text or "0800-000" in event.text for event in events)


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_same_days_played_today_are_still_understood(name: str) -> None:
    bench = SCRIPTS[name]()
    assert [event.seq for event in bench.events] == list(range(1, len(bench.events) + 1))
