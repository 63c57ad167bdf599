"""
The database file: opening it, bringing it to today's form, and keeping a second server process out.

SQLite in WAL mode with full sync: a commit that returned has reached the disk. One process at a time by an operating-system
lock, because the office in memory is the truth between two commits.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from pathlib import Path
from typing import Any

from alembic import command as alembic
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event


class AlreadyRunning(Exception):
    """Another server process has this database open."""


class ProcessLock:
    """Held for the life of the process; the operating system lets go of it, even at a power cut."""

    def __init__(self, path: Path) -> None:
        """Raises: AlreadyRunning, OSError."""
        self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._file)
            raise AlreadyRunning(str(path)) from error

    def release(self) -> None:
        """Let the next process in."""
        os.close(self._file)


def open_engine(path: Path) -> Engine:
    """An engine on the SQLite file at `path`, migrated to the newest form. Raises: sqlalchemy.exc.DatabaseError, OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(f"sqlite:///{path}")

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA busy_timeout=5000")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        mode = connection.get_execution_options().get("begin", "IMMEDIATE")
        connection.exec_driver_sql(f"BEGIN {mode}")

    migrate(engine)
    return engine


def reading(engine: Engine) -> Connection:
    """A connection that only reads: it sees one instant and keeps no writer waiting, however long it stays open."""
    return engine.connect().execution_options(begin="DEFERRED")


def backup(engine: Engine, target: Path) -> None:
    """
    Copy the database, as of one instant, to a new file while the server goes on.

    Raises: FileExistsError, sqlite3.Error when the disk refuses.
    """
    if target.exists():
        raise FileExistsError(target)
    connection = sqlite3.connect(str(engine.url.database))
    copy = sqlite3.connect(target)
    try:
        connection.backup(copy)
    finally:
        copy.close()
        connection.close()


def migrate(engine: Engine) -> None:
    """Bring the database to the newest form; one of an earlier version keeps everything."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        alembic.upgrade(config, "head")
