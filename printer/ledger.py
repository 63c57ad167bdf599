"""
What the printer program remembers, in one SQLite file: which slips it has been asked for, and its print jobs.

A slip asked for is known by its place in the office's journal (`seq`): those newer than the last one known become jobs, in
the same commit that moves the last one known, so that a power cut leaves both or none and each slip is a job once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from printer.asked_for import Asked
from printer.job_ledger import JOB_TABLES, JobLedger
from printer.ledger_file import LedgerFile

#: A slip comes out within this time of being asked for, or not at all: later its visitor has been helped otherwise, and
#: a stranger would find it in the tray.
FRESH: Final = timedelta(minutes=10)
#: Ended jobs stay this long, for whoever looks into what a printer did.
KEPT: Final = timedelta(days=7)

_MIGRATIONS: Final = (
    (
        *JOB_TABLES,
        # One row: the office this printer prints for, and the last place in its journal it knows.
        "CREATE TABLE followed (one INTEGER PRIMARY KEY CHECK (one = 1), office TEXT NOT NULL, seq INTEGER) STRICT",
    ),
)


class Ledger:
    """
    The file, with its jobs in `jobs`.

    Raises at opening: LedgerError, LedgerNewerError, LedgerTakenError.
    """

    def __init__(self, path: Path) -> None:
        self._file = LedgerFile(path, migrations=_MIGRATIONS)
        self.jobs = JobLedger(self._file, failures="given_up")

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def follow(self, office: str) -> None:
        """Print for this office from now on. What was kept for another one is neither printed nor told any more."""
        rows = self._file.rows("SELECT office FROM followed")
        if rows and rows[0][0] == office:
            return
        with self._file.commit() as sql:
            self.jobs.abandon(sql)
            sql.execute("INSERT OR REPLACE INTO followed (one, office, seq) VALUES (1, ?, NULL)", (office,))

    def known(self) -> int | None:
        """The last place in the journal this printer knows; None before its first frame."""
        rows = self._file.rows("SELECT seq FROM followed")
        return int(rows[0][0]) if rows and rows[0][0] is not None else None

    def take(self, asked: Sequence[Asked], *, seq: int) -> Literal["first", "back", "on"]:
        """
        Keep what a frame asks for, in one commit.

        Args:
            asked: all the frame lists, in any order; what is known already is passed over.
            seq: where the frame stands in the journal.

        Returns: `first` (nothing was known: what the frame lists was asked of somebody else), `back` (the journal has
            gone back, so the server was restored from a backup: its slips were printed before), or `on`.
        """
        known = self.known()
        newest = max((seq, *(each.seq for each in asked)))
        start: Literal["first", "back", "on"] = "first" if known is None else "back" if seq < known else "on"
        with self._file.commit() as sql:
            if start == "on":
                for each in sorted(asked, key=lambda one: one.seq):
                    if known is not None and each.seq > known:
                        until = each.at + FRESH
                        self.jobs.add(sql, job_id=each.job_id, ticket_id=each.ticket_id, slip=each.slip, until=until)
            sql.execute("UPDATE followed SET seq = ?", (newest,))
        return start

    def forget(self, *, now: datetime) -> None:
        """Drop what ended long ago."""
        self.jobs.forget(before=now - KEPT)
