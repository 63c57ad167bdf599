"""
One SQLite file that a power cut cannot halve: opening it, bringing it to today's form, committing, keeping others out.

Every commit is on the disk when it returns (WAL, full sync). One program at a time: two that print from one ledger would
print everything twice. Knows nothing of what is kept in it (see `job_ledger`, `ledger`).
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class LedgerError(Exception):
    """The ledger cannot be used; without it nothing may be printed."""

    code = "ledger"


class LedgerNewerError(LedgerError):
    """The file was written by a newer program."""

    code = "ledger_newer"


class LedgerTakenError(LedgerError):
    """Another program has the file open."""

    code = "ledger_taken"


class LedgerFile:
    """
    The file. Used from several threads: one connection, one lock.

    Args:
        path: the file; its folder is made.
        migrations: the steps that brought this kind of ledger from nothing to today, each a sequence of statements; the
            file knows how many of them it has had.

    Raises: LedgerError, LedgerNewerError, LedgerTakenError.
    """

    def __init__(self, path: Path, *, migrations: Sequence[Sequence[str]]) -> None:
        self._lock = threading.RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=2.0)
            self._connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._connection.execute("PRAGMA journal_mode=WAL")
            self._connection.execute("PRAGMA synchronous=FULL")
            self._migrate(path, migrations)
        except (OSError, sqlite3.Error) as error:
            if isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise LedgerTakenError(f"the ledger {path} is in use by another program") from error
            raise LedgerError(f"the ledger {path} cannot be used: {error}") from error

    def close(self) -> None:
        """Close the file; another program may open it."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def commit(self) -> Iterator[sqlite3.Connection]:
        """All statements of the block in one durable commit, or none of them. Not to be nested. Raises: sqlite3.Error."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def rows(self, statement: str, *values: object) -> list[Any]:
        """Read. Raises: sqlite3.Error."""
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def _migrate(self, path: Path, migrations: Sequence[Sequence[str]]) -> None:
        # A first write, even if nothing is to be migrated, takes the lock that keeps a second program out.
        with self.commit() as connection:
            found = int(connection.execute("PRAGMA user_version").fetchone()[0])
            if found > len(migrations):
                raise LedgerNewerError(
                    f"the ledger {path} has version {found}, this program knows {len(migrations)}: update this program"
                )
            for statements in migrations[found:]:
                for statement in statements:
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {len(migrations)}")
