"""Opening the file: made new, brought on from the first version with everything in it, and kept to one process."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.exc import DatabaseError

import server.store.database as database
from server.store.database import AlreadyRunning, DatabaseUnknown, OldForm, ProcessLock, open_engine, open_reader
from server.store.journal import Journal
from server.store.records import Records
from tests.builders import MADE, Bench
from tests.postgres import Cluster


def schema(path: Path) -> list[tuple[str, str | None]]:
    """Every table and index with its text."""
    with sqlite3.connect(path) as connection:
        found = connection.execute("SELECT name, sql FROM sqlite_master ORDER BY name").fetchall()
    connection.close()
    return found


def upgraded_to(path: Path, revision: str) -> None:
    """Bring a file to a certain version, as an earlier program would have left it."""
    engine = create_engine(f"sqlite:///{path}")
    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    engine.dispose()


def test_an_empty_place_becomes_a_database_with_full_sync(tmp_path: Path) -> None:
    engine = open_engine(tmp_path / "deep" / "antrean.db")
    with engine.connect() as connection:
        pragmas = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
    assert pragmas == ["wal", 2]
    engine.dispose()


def test_records_of_an_earlier_version_are_made_again_with_what_is_new_in_them(tmp_path: Path) -> None:
    old = tmp_path / "old.db"
    upgraded_to(old, "0001")
    bench = Bench()
    bench.issue("surat")
    engine = create_engine(f"sqlite:///{old}")
    Journal(engine).append(bench.events, Records())
    engine.dispose()
    opened = open_engine(old)
    with opened.connect() as connection:
        assert connection.exec_driver_sql("SELECT number, files FROM tickets").all() == [("A-001", 1)]
    opened.dispose()


def test_a_file_of_the_first_version_keeps_everything_and_gets_todays_form(tmp_path: Path) -> None:
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    upgraded_to(old, "0001")
    events = Bench().events[:1]
    engine = create_engine(f"sqlite:///{old}")
    Journal(engine).append(events, Records())
    engine.dispose()
    opened = open_engine(old)
    assert list(Journal(opened).read(MADE)) == events
    opened.dispose()
    open_engine(new).dispose()
    assert schema(old) == schema(new)


def test_opening_twice_changes_nothing(tmp_path: Path) -> None:
    open_engine(tmp_path / "a.db").dispose()
    before = schema(tmp_path / "a.db")
    open_engine(tmp_path / "a.db").dispose()
    assert schema(tmp_path / "a.db") == before


def test_a_second_holder_of_the_lock_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    first = ProcessLock(tmp_path / "lock")
    with pytest.raises(AlreadyRunning):
        ProcessLock(tmp_path / "lock")
    first.release()
    ProcessLock(tmp_path / "lock").release()


def test_an_empty_postgresql_database_gets_todays_form_and_keeps_what_is_in_it(cluster: Cluster) -> None:
    where = cluster.empty()
    with pytest.raises(OldForm):
        open_reader(where)
    engine = open_engine(where)
    events = Bench().events[:1]
    journal = Journal(engine)
    journal.append(events, Records())
    journal.close()
    engine.dispose()
    again = open_engine(where)
    assert list(Journal(again).read(MADE)) == events
    again.dispose()


def test_a_reader_cannot_write_on_either_database(where: Path | str) -> None:
    open_engine(where).dispose()
    reader = open_reader(where)
    with reader.connect() as connection, pytest.raises(DatabaseError):
        connection.exec_driver_sql("DELETE FROM events")
    reader.dispose()


def test_a_reader_makes_no_database_and_changes_no_form(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        open_reader(tmp_path / "nothing.db")
    upgraded_to(tmp_path / "old.db", "0001")
    with sqlite3.connect(tmp_path / "old.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    connection.close()
    with pytest.raises(OldForm):
        open_reader(tmp_path / "old.db")


@pytest.mark.parametrize("said", ["mysql://somebody@somewhere/x", "not an address"])
def test_another_kind_of_database_is_refused(said: str) -> None:
    with pytest.raises(DatabaseUnknown):
        open_engine(said)
