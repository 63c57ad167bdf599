"""The journal on a database of either kind: what was appended is read, proved and rebuilt; what was touched is found."""

from __future__ import annotations

import sqlite3
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy import text as text_

from server.queue.apply import apply, replay
from server.queue.event import GENESIS, Event, UnknownEvent
from server.queue.office import Office
from server.store.database import backup, open_engine, reading
from server.store.journal import Journal, RequestSeen, StoreFailed
from server.store.records import Records
from tests.builders import MADE, WEEK, Bench, picture

TABLES = ("tickets", "periods", "sessions", "overtakings", "absences")


def a_morning() -> Bench:
    """A day with a bit of everything, and the night after it."""
    bench = Bench(hours=WEEK)
    for counter in "134":
        bench.open(counter)
    tickets = [bench.issue(service) for service in ("surat", "dua", "satu", "hari", "satu")]
    bench.passes(minutes=3)
    bench.serve(tickets[0], "1")
    bench.say("finish", tickets[0])
    bench.serve(tickets[1], "4")
    bench.passes(minutes=4)
    bench.say("finish", tickets[1], then="hand_over")
    bench.say("hold", tickets[2])
    bench.say("resume", tickets[2])
    bench.say("change_service", tickets[2], service="dua")
    bench.say("transfer", tickets[3], to_counter="4")
    bench.say("pause", counter="4", reason="salat")
    bench.say("start", tickets[0], counter="3")
    bench.say("finish", tickets[0])
    bench.passes(hours=20)
    bench.tick()
    bench.issue("satu")
    return bench


def write(engine: Engine, events: list[Event], *, batch: int) -> Journal:
    """Append events in batches of so many commands, recorded as the desk does it: a command is never split."""
    journal, office = Journal(engine), Office(MADE)
    commands = [list(group) for _, group in groupby(events, key=lambda event: event.request_id)]
    for place in range(0, len(commands), batch):
        together = [event for command in commands[place : place + batch] for event in command]
        records = Records()
        for event in together:
            records.add(office, event, apply(office, event))
        journal.append(together, records)
    return journal


def rows(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """All records of all tables."""
    with engine.connect() as connection:
        return {
            name: sorted((tuple(row) for row in connection.exec_driver_sql(f"SELECT * FROM {name}")), key=repr)
            for name in TABLES
        }


def change(engine: Engine, statement: str) -> None:
    """Somebody changes the database by hand."""
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)


@pytest.mark.parametrize("batch", [1, 3, 1000])
def test_what_was_appended_is_read_back_to_the_same_office(engine: Engine, batch: int) -> None:
    bench = a_morning()
    journal = write(engine, bench.events, batch=batch)
    read = list(journal.read(MADE))
    assert read == bench.events
    assert picture(replay(MADE, read)) == picture(bench.office)
    assert journal.offices() == [MADE]
    assert journal.head(MADE) == (bench.office.seq, bench.office.hash)
    assert list(journal.read(MADE, after=bench.office.seq - 2)) == bench.events[-2:]
    assert journal.verify(MADE) == []
    journal.close()


def test_an_office_without_a_journal_stands_at_nothing(engine: Engine) -> None:
    journal = Journal(engine)
    assert (journal.head("x"), list(journal.read("x")), journal.verify("x")) == ((0, GENESIS), [], [])


def test_records_are_equal_whatever_the_batches_and_when_made_again(engine: Engine, tmp_path: Path) -> None:
    bench = a_morning()
    one_by_one = write(engine, bench.events, batch=1)
    first = rows(engine)
    other = open_engine(tmp_path / "other.db")
    write(other, bench.events, batch=7).close()
    assert rows(other) == first
    change(engine, "UPDATE tickets SET state = 'lost'")
    change(engine, "DELETE FROM periods")
    one_by_one.rebuild(MADE)
    assert rows(engine) == first
    assert {len(each) for each in first.values()} >= {6}
    one_by_one.close()
    other.dispose()


def test_the_tables_are_the_ones_the_events_say(engine: Engine) -> None:
    bench = a_morning()
    write(engine, bench.events, batch=4).close()
    with engine.connect() as connection:
        found = {row["id"]: dict(row) for row in connection.exec_driver_sql("SELECT * FROM tickets").mappings()}
        periods = [dict(row) for row in connection.exec_driver_sql("SELECT * FROM periods").mappings()]
    periods.sort(key=lambda row: (row["office"], row["ticket"], row["start_seq"]))
    assert found == {key[1]: row for key, row in bench.records.tickets.items()}
    assert periods == [row for _, row in sorted(bench.records.periods.items())]


@pytest.mark.parametrize("place", [1, 5, -1])
@pytest.mark.parametrize("column", ["payload", "hash"])
def test_a_flipped_byte_is_found(engine: Engine, column: str, place: int) -> None:
    bench = a_morning()
    journal = write(engine, bench.events, batch=10)
    seq = place if place > 0 else bench.office.seq
    text = getattr(bench.events[seq - 1], "text" if column == "payload" else "hash")
    spot = len(text) // 2
    flipped = text[:spot] + chr(ord(text[spot]) ^ 1) + text[spot + 1 :]
    with engine.begin() as connection:
        connection.execute(text_(f"UPDATE events SET {column} = :to WHERE seq = :seq"), {"to": flipped, "seq": seq})
    faults = journal.verify(MADE)
    assert any(f"event {seq} does not fit its hash" in fault for fault in faults)
    journal.close()


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE events SET actor = 'somebody' WHERE seq = 7", "the columns of event 7 differ"),
        ("UPDATE events SET type = 'issued' WHERE seq = 3", "the columns of event 3 differ"),
        ("UPDATE events SET version = 2 WHERE seq = 3", "the columns of event 3 differ"),
        ("UPDATE events SET at = '2026-11-20T03:00:00+00:00' WHERE seq = 3", "the columns of event 3 differ"),
        ("UPDATE events SET at = 'yesterday' WHERE seq = 3", "event 3 cannot be read"),
        ("UPDATE events SET request_id = NULL WHERE seq = 12", "the columns of event 12 differ"),
        ("UPDATE events SET payload = 'nothing' WHERE seq = 4", "event 4 cannot be read"),
        ("UPDATE events SET payload = replace(payload, 'counter_opened', 'counter_mended')", "cannot be read"),
        ("DELETE FROM events WHERE seq = 6", "event 6 is missing"),
    ],
)
def test_a_changed_lost_or_unreadable_row_is_found_and_named(engine: Engine, statement: str, found: str) -> None:
    journal = write(engine, a_morning().events, batch=100)
    change(engine, statement)
    assert any(found in fault for fault in journal.verify(MADE)), journal.verify(MADE)
    journal.close()


@pytest.mark.parametrize(
    ("old", "new"),
    [('"type":"issued"', '"type":"teleported"'), ('"type":"issued","version":1', '"type":"issued","version":2')],
)
def test_an_event_this_program_does_not_know_refuses_to_be_read(engine: Engine, old: str, new: str) -> None:
    journal = write(engine, a_morning().events, batch=100)
    change(engine, f"UPDATE events SET payload = replace(payload, '{old}', '{new}')")
    with pytest.raises(UnknownEvent, match=MADE):
        list(journal.read(MADE))
    journal.close()


def test_a_request_of_any_day_is_found_with_its_last_event(engine: Engine) -> None:
    bench = a_morning()
    journal = write(engine, bench.events, batch=5)
    late = next(event for event in bench.events if event.type == "handed_over")
    assert late.request_id is not None
    several = [event for event in bench.events if event.request_id == late.request_id]
    assert len(several) > 1
    answer = journal.earlier(MADE, late.request_id)
    assert answer is not None
    assert (answer.event, answer.request_hash) == (late, late.request_hash)
    assert journal.earlier(MADE, "never") is None
    assert journal.earlier("elsewhere", late.request_id) is None
    journal.close()


def test_the_same_request_in_two_offices_of_one_batch_is_found_in_both(engine: Engine) -> None:
    first = Bench().events[:1]
    text = first[0].text
    other = Event(
        office="lain",
        seq=1,
        type=first[0].type,
        version=1,
        at=first[0].at,
        actor="system",
        request_id=first[0].request_id,
        request_hash=first[0].request_hash,
        data=first[0].data,
        text=text,
        hash="x",
    )
    journal = Journal(engine)
    journal.append([first[0], other], Records())
    assert first[0].request_id is not None
    assert journal.earlier(MADE, first[0].request_id) is not None
    assert journal.earlier("lain", first[0].request_id) is not None
    journal.close()


def test_a_request_that_was_carried_out_before_is_named_as_such_and_a_double_seq_is_not(engine: Engine) -> None:
    bench = a_morning()
    journal = write(engine, bench.events, batch=100)
    last = bench.events[-1]
    again = last._replace(seq=last.seq + 1)
    with pytest.raises(RequestSeen):
        journal.append([again], Records())
    with pytest.raises(StoreFailed):
        journal.append([last._replace(request_id="another")], Records())
    assert journal.verify(MADE) == []
    assert journal.head(MADE) == (bench.office.seq, bench.office.hash)
    journal.close()


def test_reading_takes_no_write_lock(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "antrean.db")
    with reading(engine) as connection, sqlite3.connect(str(engine.url.database), timeout=0) as writer:
        connection.exec_driver_sql("SELECT count(*) FROM events").all()
        writer.execute("INSERT INTO accounts (id, name, role, created_at) VALUES ('a', 'A', 'clerk', 'now')")
        writer.commit()
    writer.close()
    engine.dispose()


def test_a_backup_is_a_whole_database_and_never_overwrites_one(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "antrean.db")
    bench = a_morning()
    write(engine, bench.events, batch=100).close()
    backup(engine, tmp_path / "copy.db")
    copy = open_engine(tmp_path / "copy.db")
    assert Journal(copy).head(MADE) == (bench.office.seq, bench.office.hash)
    with pytest.raises(FileExistsError):
        backup(engine, tmp_path / "copy.db")
    copy.dispose()
    engine.dispose()


def test_a_store_that_failed_often_writes_again_once_it_can(engine: Engine) -> None:
    """Every failure gives its connection back: more of them than the pool holds must not end the writer."""
    bench = a_morning()
    journal = Journal(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE events RENAME TO away")
    for _ in range(40):
        with pytest.raises(StoreFailed):
            journal.append(bench.events[:1], Records())
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO events")
    journal.append(bench.events[:1], Records())
    assert journal.head(MADE)[0] == 1
    journal.close()
