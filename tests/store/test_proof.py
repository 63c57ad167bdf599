"""`verify`: whole is said of what is whole, and of everything else where it is not, on both databases and while others write."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Engine, inspect

from server.queue.apply import replay
from server.store.database import open_reader
from server.store.journal import RECORD_TABLES, Journal
from server.store.proof import prove
from server.verify import ShortHead, verify
from tests.builders import MADE
from tests.store.test_journal import a_morning, change, write
from tests.store.test_snapshot import kept


@pytest.fixture
def journal(engine: Engine) -> Journal:
    made = write(engine, a_morning().events, batch=3)
    made.close()
    return made


def test_what_is_whole_is_said_to_be(engine: Engine, journal: Journal, where: Path | str) -> None:
    kept(engine, replay(MADE, a_morning().events))
    lines, whole = verify(where)
    seq, head = journal.head(MADE)
    assert whole
    assert lines == [f"{MADE}\t{seq} events\thead {head}"]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE tickets SET state = 'lost' WHERE number = 'A-002'", "has state 'lost', the journal says"),
        ("UPDATE tickets SET waited_seconds = waited_seconds + 1 WHERE number = 'A-001'", "tickets: id="),
        ("DELETE FROM periods WHERE started_at = (SELECT MIN(started_at) FROM periods)", "periods: ticket="),
        ("UPDATE sessions SET clerk = 'nobody'", "has clerk 'nobody', the journal says"),
        (
            "INSERT INTO sessions (office, counter, start_seq, clerk, lanes, started_at)"
            " VALUES ('kantor-coba', '9', 1, 'a', '', '2026')",
            "counter=9 start_seq=1 is in no event",
        ),
        ("DELETE FROM tickets", "is missing"),
        ("UPDATE events SET actor = 'somebody' WHERE seq = 7", "the columns of event 7 differ"),
        (
            "UPDATE events SET payload = replace(payload, 'kiosk-1', 'kiosk-2') WHERE seq = 16",
            "event 16 does not fit its hash",
        ),
    ],
)
def test_what_is_not_whole_is_named(engine: Engine, journal: Journal, statement: str, said: str) -> None:
    change(engine, statement)
    faults = prove(engine, MADE).faults
    assert any(said in fault for fault in faults), faults


def test_the_first_broken_link_is_named_first_with_its_time(engine: Engine, journal: Journal) -> None:
    change(engine, "UPDATE events SET payload = replace(payload, 'kiosk-1', 'kiosk-2') WHERE seq >= 16")
    first = prove(engine, MADE).faults[0]
    assert first.startswith(f"{MADE}: event 16 does not fit its hash (2026-11-20T")


def test_a_snapshot_that_differs_from_the_journal_is_named(engine: Engine, journal: Journal) -> None:
    wrong = replay(MADE, a_morning().events)
    wrong.running = {"A": 99}
    kept(engine, wrong)
    assert any("differs from the journal in running" in fault for fault in prove(engine, MADE).faults)


def test_records_made_again_are_whole_again(engine: Engine, journal: Journal) -> None:
    change(engine, "UPDATE tickets SET state = 'lost'")
    change(engine, "DELETE FROM periods")
    journal.rebuild(MADE)
    assert prove(engine, MADE).faults == ()


def test_a_printed_head_is_found_where_it_was_printed_or_missed(
    engine: Engine, journal: Journal, where: Path | str
) -> None:
    printed = a_morning().events[9].hash
    lines, whole = verify(where, heads=(printed, printed[:12].upper()))
    assert whole
    assert sum("event 10 of 2026-" in line for line in lines) == 2
    lines, whole = verify(where, heads=("0123456789abcdef",))
    assert not whole
    assert "is in no journal" in lines[-1]
    for short in (printed[:11], "nothing of the kind"):
        with pytest.raises(ShortHead):
            verify(where, heads=(short,))


def test_it_reads_one_instant_and_waits_for_nobody(engine: Engine, journal: Journal, where: Path | str) -> None:
    """A batch that is being written is neither seen nor waited for."""
    journal.lock({MADE: 0}, {})
    reader = open_reader(where)
    assert prove(reader, MADE).faults == ()
    reader.dispose()
    journal.release()
    journal.close()


def test_every_table_is_made_from_the_journal_or_known_not_to_be(engine: Engine) -> None:
    """A new table of records that nobody rebuilds and compares would prove nothing."""
    kept = {"events", "accounts", "credentials", "private", "snapshots", "alembic_version"}
    assert set(inspect(engine).get_table_names()) == kept | set(RECORD_TABLES)
    for table, key in RECORD_TABLES.items():
        assert set(inspect(engine).get_pk_constraint(table)["constrained_columns"]) == set(key), table
