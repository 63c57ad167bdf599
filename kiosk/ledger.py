"""
The kiosk's own memory, one SQLite file: requests before the server is asked, the numbers that came, and their slips.

The issued number and its print job are ONE commit, so that a power cut leaves both or none. What becomes of the jobs is
`printer.job_ledger`'s, how a commit is kept `printer.ledger_file`'s. Decides nothing about visitors (see `flow`).

A request is `asked`, then `issued` (its visitor was there: a job goes with it), `late` (nobody saw the number: to be
cancelled at the server), `cancelled`, or `refused`. A request that is already in another state than `asked` is left as it
is by a second answer.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final, Literal, cast

from printer.job_ledger import JOB_TABLES, JobLedger
from printer.ledger_file import LedgerFile
from printer.slip import AnySlip
from server.protocol import Issue, Issued, decode, encode

RequestState = Literal["asked", "issued", "late", "cancelled", "refused"]

#: Each step brings a file one version further.
_MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    (
        """
        CREATE TABLE request (
            id TEXT PRIMARY KEY,
            asked_at TEXT NOT NULL,
            body TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('asked', 'issued', 'late', 'cancelled', 'refused')),
            issued TEXT,
            refusal TEXT
        ) STRICT
        """,
        "CREATE INDEX request_open ON request (state) WHERE state IN ('asked', 'late')",
        *JOB_TABLES,
    ),
)


class Ledger:
    """
    The file, with its print jobs in `jobs`.

    Raises at opening: LedgerError, LedgerNewerError, LedgerTakenError.
    """

    def __init__(self, path: Path) -> None:
        """Open or make the file, and settle what a power cut left."""
        self._file = LedgerFile(path, migrations=_MIGRATIONS)
        self.jobs = JobLedger(self._file, failures="at_once")

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    # -- requests ----------------------------------------------------------------

    def keep_request(self, request: Issue, *, at: datetime) -> None:
        """Keep a request before the server is asked. The same one again changes nothing."""
        with self._file.commit() as sql:
            sql.execute(
                "INSERT INTO request (id, asked_at, body, state) VALUES (?, ?, ?, 'asked') ON CONFLICT (id) DO NOTHING",
                (request.request_id, at.isoformat(), encode(request)),
            )

    def keep_number(self, issued: Issued, *, slip: AnySlip | None) -> bool:
        """
        Keep the number and its print job, in one commit.

        Args:
            slip: what to print; None where this kiosk has no printer.

        Returns: whether this answer was the one that counted (False: the request was settled before).
        """
        with self._file.commit() as sql:
            done = sql.execute(
                "UPDATE request SET state = 'issued', issued = ? WHERE id = ? AND state = 'asked'",
                (encode(issued), issued.ticket_id),
            )
            if done.rowcount != 1:
                return False
            if slip is not None:
                self.jobs.add(sql, job_id=issued.ticket_id, ticket_id=issued.ticket_id, slip=slip)
            return True

    def keep_late(self, issued: Issued) -> bool:
        """
        Keep that nobody saw this number, so that it is cancelled.

        Returns: whether it is to be cancelled (False: its visitor had it, or it is cancelled already).
        """
        with self._file.commit() as sql:
            sql.execute(
                "UPDATE request SET state = 'late', issued = ? WHERE id = ? AND state = 'asked'",
                (encode(issued), issued.ticket_id),
            )
            found = sql.execute("SELECT state FROM request WHERE id = ?", (issued.ticket_id,)).fetchone()
            return found is not None and found[0] == "late"

    def keep_cancelled(self, ticket_id: str) -> None:
        """The server has cancelled that late number (or it had ended there by itself)."""
        with self._file.commit() as sql:
            sql.execute("UPDATE request SET state = 'cancelled' WHERE id = ? AND state = 'late'", (ticket_id,))

    def keep_refusal(self, request_id: str, *, code: str) -> None:
        """The server refused: the request is never repeated."""
        with self._file.commit() as sql:
            sql.execute(
                "UPDATE request SET state = 'refused', refusal = ? WHERE id = ? AND state = 'asked'", (code, request_id)
            )

    def unanswered(self) -> tuple[Issue, ...]:
        """Requests whose answer never came, oldest first."""
        rows = self._file.rows("SELECT body FROM request WHERE state = 'asked' ORDER BY asked_at, id")
        return tuple(decode(Issue, body) for (body,) in rows)

    def late(self) -> tuple[str, ...]:
        """Ids of numbers nobody saw that are not yet cancelled at the server, oldest first."""
        return tuple(
            row[0] for row in self._file.rows("SELECT id FROM request WHERE state = 'late' ORDER BY asked_at, id")
        )

    def state_of(self, request_id: str) -> RequestState | None:
        """Where a request stands; None when it was never kept."""
        rows = self._file.rows("SELECT state FROM request WHERE id = ?", request_id)
        return cast("RequestState", rows[0][0]) if rows else None
