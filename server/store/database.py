"""
The database: opening it, bringing it to today's form, and keeping a second server process out of one data folder.

SQLite in WAL mode with full sync is the rule: a commit that returned has reached the disk, and one process has the file, by an
operating-system lock. PostgreSQL is for offices that want two servers: its own locks let several processes take turns. What
is written is `journal`; nothing else in the house knows which of the two it is.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command as alembic
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, OperationalError

#: Held while the form is changed, so that two servers that start together do not both do it.
_FORM_LOCK = 0x616E7472
#: What every PostgreSQL session of ours says first: a lock is not waited for without end, and a process that died in the middle
#: of its turn (a pulled cable, a frozen machine) loses it.
_SESSION = "-c lock_timeout=10s -c idle_in_transaction_session_timeout=10s -c timezone=UTC"


class AlreadyRunning(Exception):
    """Another server process has this database open."""


class OldForm(Exception):
    """The database is not of today's form, and whoever only reads may not change it."""


class DatabaseUnknown(Exception):
    """The address of a database that is neither SQLite nor PostgreSQL."""


class DatabaseUnreachable(Exception):
    """The database server does not answer, or does not let us in."""


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


def address(where: Path | str) -> URL:
    """
    The address of a database.

    Args:
        where: a SQLite file, or `postgresql://user@host/name`; a password may be left to the client library's own ways
            (`PGPASSWORD`, a password file).

    Raises: DatabaseUnknown.
    """
    if isinstance(where, Path):
        return URL.create("sqlite", database=str(where))
    try:
        url = make_url(where)
    except (ArgumentError, ValueError) as error:
        raise DatabaseUnknown("not an address of a database") from error
    if url.get_backend_name() == "postgres":
        url = url.set(drivername="postgresql")
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite":
        return url
    raise DatabaseUnknown(url.get_backend_name())


def open_engine(where: Path | str) -> Engine:
    """
    An engine that writes, on a database brought to the newest form.

    What was kept in an earlier form is kept. The records are made again from the journal then, because a new column of theirs
    says something of the past too. Raises: sqlalchemy.exc.DatabaseError, DatabaseUnknown, DatabaseUnreachable, OSError.
    """
    engine = _engine(address(where), query_only=False)
    with _reached(engine):
        if migrate(engine):
            _records_again(engine)
    return engine


def _records_again(engine: Engine) -> None:
    # Here and not above: the journal reads through this module.
    from server.store.journal import Journal

    journal = Journal(engine)
    for office in journal.offices():
        journal.rebuild(office)


def open_reader(where: Path | str) -> Engine:
    """
    An engine that cannot write, each transaction of which sees one instant and keeps no writer waiting.

    Raises: OldForm, FileNotFoundError, sqlalchemy.exc.DatabaseError, DatabaseUnknown, DatabaseUnreachable.
    """
    url = address(where)
    if url.get_backend_name() == "sqlite" and not Path(str(url.database)).exists():
        raise FileNotFoundError(url.database)
    engine = _engine(url, query_only=True)
    with _reached(engine), engine.connect() as connection:
        found = set(MigrationContext.configure(connection).get_current_heads())
    if found != set(ScriptDirectory.from_config(_config()).get_heads()):
        engine.dispose()
        raise OldForm(", ".join(sorted(found)) or "empty")
    return engine


@contextmanager
def _reached(engine: Engine) -> Iterator[None]:
    """Says of PostgreSQL that it could not be reached, where that was it."""
    try:
        yield
    except OperationalError as error:
        engine.dispose()
        if engine.dialect.name != "postgresql":
            raise
        raise DatabaseUnreachable(str(error.orig)) from error


def _engine(url: URL, *, query_only: bool) -> Engine:
    return (_sqlite if url.get_backend_name() == "sqlite" else _postgresql)(url, query_only=query_only)


def _sqlite(url: URL, *, query_only: bool) -> Engine:
    if not query_only:
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url)

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        if query_only:
            connection.execute("PRAGMA query_only=ON")
        else:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
        connection.execute("PRAGMA busy_timeout=5000")

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        mode = "DEFERRED" if query_only else connection.get_execution_options().get("begin", "IMMEDIATE")
        connection.exec_driver_sql(f"BEGIN {mode}")

    return engine


def _postgresql(url: URL, *, query_only: bool) -> Engine:
    words = {"options": _SESSION, "connect_timeout": 5, "application_name": "antrean"}
    # Sessions of the pool are tried before they are used: a database that was restarted must not cost a request. The writer
    # keeps its own and finds out by itself.
    if query_only:
        return create_engine(
            url,
            connect_args=words,
            pool_pre_ping=True,
            isolation_level="REPEATABLE READ",
            execution_options={"postgresql_readonly": True},
        )
    return create_engine(url, connect_args=words, pool_pre_ping=True, isolation_level="READ COMMITTED")


def reading(engine: Engine) -> Connection:
    """A connection that only reads: it sees one instant and keeps no writer waiting, however long it stays open."""
    connection = engine.connect()
    if engine.dialect.name == "sqlite":
        return connection.execution_options(begin="DEFERRED")
    return connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def backup(engine: Engine, target: Path) -> None:
    """
    Copy a SQLite database, as of one instant, to a new file while the server goes on. PostgreSQL brings a tool of its own.

    Raises: FileExistsError, sqlite3.Error when the disk refuses, DatabaseUnknown.
    """
    if engine.dialect.name != "sqlite":
        raise DatabaseUnknown(engine.dialect.name)
    if target.exists():
        raise FileExistsError(target)
    connection = sqlite3.connect(str(engine.url.database))
    copy = sqlite3.connect(target)
    try:
        connection.backup(copy)
    finally:
        copy.close()
        connection.close()


def migrate(engine: Engine) -> bool:
    """Bring the database to the newest form. Returns: whether it was of an earlier version, of which everything is kept."""
    config = _config()
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_FORM_LOCK})")
        config.attributes["connection"] = connection
        before = set(MigrationContext.configure(connection).get_current_heads())
        # Forms that do not touch each other may follow the same one.
        alembic.upgrade(config, "heads")
        after = set(MigrationContext.configure(connection).get_current_heads())
    return bool(before) and before != after


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
