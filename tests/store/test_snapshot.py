"""A snapshot is the office, whole, and nothing at all where there is the least doubt of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from sqlalchemy import Engine

import server.store.snapshot as snapshot
from server.queue.apply import replay
from server.queue.event import Event
from server.queue.office import Office
from server.store.journal import Journal
from server.store.loading import load
from server.store.snapshot import Doubtful, Snapshots, decode, differences, encode, still
from tests.builders import MADE, Bench
from tests.queue.office_machine import SAMPLE, OfficeMachine
from tests.store.test_journal import a_morning, write


def kept(engine: Engine, office: Office) -> Snapshots:
    """Snapshots with one of an office in it."""
    snapshots = Snapshots(engine)
    snapshots.save(office.id, seq=office.seq, hash_=office.hash, body=encode(still(office)))
    return snapshots


class Kept(OfficeMachine):
    """Random days of an office: whatever it holds then, its snapshot holds too."""

    def teardown(self) -> None:
        office = self.bench.office
        again = replay(office.id, self.bench.events)
        assert differences(decode(encode(still(office))), again) == []
        # Kept in the middle and brought on, it is the same.
        half = replay(office.id, self.bench.events[: len(self.bench.events) // 2])
        brought_on = decode(encode(still(half)))
        for event in self.bench.events[len(self.bench.events) // 2 :]:
            replay_on(brought_on, event)
        assert differences(brought_on, again) == []
        super().teardown()


def replay_on(office: Office, event: Event) -> None:
    """One more stored event."""
    from server.queue.apply import apply
    from server.queue.event import read

    apply(office, read(office=event.office, seq=event.seq, text=event.text, hash_=event.hash))


TestKept = Kept.TestCase
TestKept.settings = SAMPLE
TestKept.pytestmark = [pytest.mark.slow]  # type: ignore[attr-defined]


def test_everything_an_office_holds_is_kept() -> None:
    office = a_morning().office
    again = decode(encode(still(office)))
    assert vars(again).keys() == vars(office).keys()
    assert differences(again, replay(office.id, a_morning().events)) == []


def test_what_differs_is_named() -> None:
    bench = a_morning()
    other = replay(MADE, bench.events)
    other.tickets = {}
    assert differences(bench.office, other) == ["tickets"] or "tickets" in differences(bench.office, other)


@dataclass(frozen=True)
class Strange:
    """A value of no kind that an office may hold."""


@pytest.mark.parametrize("value", [Strange(), object(), {1}, b"bytes", {"deep": (Strange(),)}])
def test_a_value_of_an_unknown_kind_makes_no_snapshot(value: object) -> None:
    office = Bench().office
    vars(office)["new"] = value
    with pytest.raises(Doubtful):
        encode(still(office))


@pytest.mark.parametrize(
    "value",
    [
        None, True, 1, 1.0, 0.1, "é", (), ("a", 1), [1, [2]], {"a": {(1, True): "b"}}, frozenset({"x", "y"}), date(2026, 1, 2),
        time(8, 30), datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC),
    ],
)  # fmt: skip
def test_every_plain_value_comes_back_as_itself(value: Any) -> None:
    office = Office(MADE)
    office.running = value
    again = decode(encode(still(office))).running
    assert again == value
    assert type(again) is type(value)


def test_a_start_from_a_snapshot_is_the_replay_of_everything(engine: Engine) -> None:
    bench = a_morning()
    journal = write(engine, bench.events, batch=20)
    half = replay(MADE, bench.events[:20])
    found = load(MADE, journal, kept(engine, half))
    assert (found.since, found.broken) == (20, None)
    assert differences(found.office, load(MADE, journal, None).office) == []
    journal.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE snapshots SET code = 'another version'",
        "UPDATE snapshots SET body = replace(body, 'kantor-coba', 'kantor-lain')",
        "UPDATE snapshots SET seq = 21",
        "UPDATE snapshots SET hash = 'another'",
        "UPDATE events SET hash = 'another' WHERE seq = 20",
        "DELETE FROM snapshots",
    ],
)
def test_one_that_is_in_doubt_is_not_there(engine: Engine, statement: str) -> None:
    bench = a_morning()
    journal = write(engine, bench.events, batch=20)
    snapshots = kept(engine, replay(MADE, bench.events[:20]))
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert snapshots.load(MADE) is None
    found = load(MADE, journal, snapshots)
    assert found.since == 0
    assert found.office.tickets == bench.office.tickets
    journal.close()


@pytest.mark.parametrize("body", ["", "[]", '["d"]', '["d","id","kantor-coba"]', '["d","id",["ticket.Ticket",1]]', "{"])
def test_a_text_that_is_no_office_is_doubtful(body: str) -> None:
    with pytest.raises(Doubtful):
        decode(body)


def test_one_the_journal_after_it_does_not_fit_is_left_for_the_whole_journal(engine: Engine) -> None:
    bench = a_morning()
    journal = write(engine, bench.events, batch=20)
    early = replay(MADE, bench.events[:20])
    early.tickets, early.seats = {}, {}
    found = load(MADE, journal, kept(engine, early))
    assert found.since == 0
    assert found.office.tickets == bench.office.tickets
    journal.close()


def test_the_version_is_of_the_code_that_moves_an_office(monkeypatch: pytest.MonkeyPatch) -> None:
    first = snapshot.code_version()
    assert first == snapshot.code_version()
    assert len(first) == 64


def test_a_journal_that_was_changed_is_told_at_the_start_and_the_office_opens(engine: Engine) -> None:
    bench = a_morning()
    journal: Journal = write(engine, bench.events, batch=20)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE events SET payload = replace(payload, 'a-1', 'a-9') WHERE seq = 15")
    found = load(MADE, journal, None)
    text = next(event.text for event in bench.events if event.seq == 15)
    assert json.loads(text)["type"]
    assert found.broken == (15 if "a-1" in text else None)
    assert found.office.seq == bench.office.seq
    journal.close()
