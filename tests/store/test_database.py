"""Opening the file: made new, brought on from the first version with everything in it, and kept to one process."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

import server.store.database as database
from server.store.database import AlreadyRunning, ProcessLock, open_engine
from server.store.journal import Journal
from server.store.records import Records
from tests.builders import MADE, Bench


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
