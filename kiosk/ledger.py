"""
The kiosk's own memory, one SQLite file: requests before the server is asked, the numbers that came, and what became of
their slips.

Every method is one durable commit (WAL, full sync). The issued number and its print job are ONE commit, so that a power
cut leaves both or none. Also the printer's `JobStore`. Decides nothing about visitors (see `flow`).

A request is `asked`, then `issued` (its visitor was there: a job goes with it), `late` (nobody saw the number: to be
cancelled at the server), `cancelled`, or `refused`. A request that is already in another state than `asked` is left as it
is by a second answer. Used from several threads; one lock, one connection.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Literal, cast

from printer.device import Outcome
from printer.record import SlipUnreadableError, decode_slip, encode_slip
from printer.slip import AnySlip
from printer.spool import TRANSITIONS, Job, JobState
from server.protocol import Issue, Issued, SlipReport, decode, encode

RequestState = Literal["asked", "issued", "late", "cancelled", "refused"]

#: Version of the tables below; each step of `_MIGRATIONS` brings a file one further.
VERSION: Final = 1

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
        """
        CREATE TABLE job (
            place INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            ticket_id TEXT NOT NULL,
            slip TEXT NOT NULL,
            copy INTEGER NOT NULL,
            language TEXT NOT NULL,
            state TEXT NOT NULL,
            begun INTEGER NOT NULL DEFAULT 0,
            wanted INTEGER NOT NULL DEFAULT 1,
            report TEXT
        ) STRICT
        """,
        "CREATE INDEX job_open ON job (state, place)",
        """
        CREATE TABLE report (
            request_id TEXT PRIMARY KEY,
            ticket_id TEXT NOT NULL,
            body TEXT NOT NULL,
            taken INTEGER NOT NULL DEFAULT 0
        ) STRICT
        """,
        "CREATE INDEX report_open ON report (taken) WHERE taken = 0",
    ),
)


class LedgerError(Exception):
    """The ledger cannot be used; without it no number may be given."""

    code = "ledger"


class LedgerNewerError(LedgerError):
    """The file was written by a newer program."""

    code = "ledger_newer"


class WrongTransitionError(LedgerError):
    """A print job was marked with a state that cannot follow its present one."""

    code = "wrong_transition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of a slip, to be told to the server until it has taken it."""

    ticket_id: str
    body: SlipReport


class Ledger:
    """The file. Raises at opening: LedgerError, LedgerNewerError."""

    def __init__(self, path: Path) -> None:
        """Open or make the file, and settle what a power cut left: a job found `sent` is `unknown`."""
        self._lock = threading.RLock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=5.0)
            self._file.execute("PRAGMA journal_mode=WAL")
            self._file.execute("PRAGMA synchronous=FULL")
            self._migrate()
            self._settle()
        except (OSError, sqlite3.Error) as error:
            raise LedgerError(f"the ledger {path} cannot be used: {error}") from error

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._file.close()

    # -- requests ----------------------------------------------------------------

    def keep_request(self, request: Issue, *, at: datetime) -> None:
        """Keep a request before the server is asked. The same one again changes nothing."""
        with self._commit() as file:
            file.execute(
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
        with self._commit() as file:
            done = file.execute(
                "UPDATE request SET state = 'issued', issued = ? WHERE id = ? AND state = 'asked'",
                (encode(issued), issued.ticket_id),
            )
            if done.rowcount != 1:
                return False
            if slip is not None:
                file.execute(
                    "INSERT INTO job (id, ticket_id, slip, copy, language, state) VALUES (?, ?, ?, 0, ?, 'waiting')",
                    (issued.ticket_id, issued.ticket_id, encode_slip(slip), slip.language),
                )
            return True

    def keep_late(self, issued: Issued) -> bool:
        """
        Keep that nobody saw this number, so that it is cancelled.

        Returns: whether it is to be cancelled (False: its visitor had it, or it is cancelled already).
        """
        with self._commit() as file:
            file.execute(
                "UPDATE request SET state = 'late', issued = ? WHERE id = ? AND state = 'asked'",
                (encode(issued), issued.ticket_id),
            )
            found = file.execute("SELECT state FROM request WHERE id = ?", (issued.ticket_id,)).fetchone()
            return found is not None and found[0] == "late"

    def keep_cancelled(self, ticket_id: str) -> None:
        """The server has cancelled that late number (or it had ended there by itself)."""
        with self._commit() as file:
            file.execute("UPDATE request SET state = 'cancelled' WHERE id = ? AND state = 'late'", (ticket_id,))

    def keep_refusal(self, request_id: str, *, code: str) -> None:
        """The server refused: the request is never repeated."""
        with self._commit() as file:
            file.execute(
                "UPDATE request SET state = 'refused', refusal = ? WHERE id = ? AND state = 'asked'", (code, request_id)
            )

    def unanswered(self) -> tuple[Issue, ...]:
        """Requests whose answer never came, oldest first."""
        rows = self._rows("SELECT body FROM request WHERE state = 'asked' ORDER BY asked_at, id")
        return tuple(decode(Issue, body) for (body,) in rows)

    def late(self) -> tuple[str, ...]:
        """Ids of numbers nobody saw that are not yet cancelled at the server, oldest first."""
        return tuple(row[0] for row in self._rows("SELECT id FROM request WHERE state = 'late' ORDER BY asked_at, id"))

    def state_of(self, request_id: str) -> RequestState | None:
        """Where a request stands; None when it was never kept."""
        rows = self._rows("SELECT state FROM request WHERE id = ?", request_id)
        return cast("RequestState", rows[0][0]) if rows else None

    # -- print jobs (printer.spool.JobStore) ------------------------------------------

    def next_job(self, *, retry_failed: bool) -> Job | None:
        """Give the oldest job to print; with `retry_failed` also failed ones whose visitor may still be here."""
        states = "('waiting', 'failed')" if retry_failed else "('waiting')"
        rows = self._rows(
            f"SELECT id, slip, copy, begun, language FROM job WHERE state IN {states} AND wanted ORDER BY place LIMIT 1"
        )
        if not rows:
            return None
        job_id, slip, copy, begun, language = rows[0]
        try:
            content: AnySlip | bytes = decode_slip(slip)
        except SlipUnreadableError:
            # Bytes that are no picture: the spool cannot draw them, marks the job unknown and goes on with the next.
            content = b""
        return Job(
            id=job_id, content=content, copy=copy == 1 or begun == 1, language="en" if language == "en" else "id"
        )

    def mark(self, job_id: str, state: JobState, *, outcome: Outcome | None) -> None:
        """
        Keep a job's new state, and with an end what to report to the server, in one commit.

        Raises: WrongTransitionError.
        """
        with self._commit() as file:
            found = file.execute("SELECT state, ticket_id, copy, begun FROM job WHERE id = ?", (job_id,)).fetchone()
            if found is None:
                raise WrongTransitionError(f"no print job {job_id}")
            before, ticket_id, copy, begun = found
            if state not in TRANSITIONS[JobState(before)]:
                raise WrongTransitionError(f"print job {job_id}: {before} cannot become {state.value}")
            sent = int(bool(begun) or (outcome is not None and outcome.sent))
            file.execute("UPDATE job SET state = ?, begun = ? WHERE id = ?", (state.value, sent, job_id))
            if state is not JobState.SENT:
                self._keep_report(file, job_id, ticket_id, state, copy=bool(copy or begun))

    def job_state(self, job_id: str) -> JobState | None:
        """Where a job stands; None when there is none of that id."""
        rows = self._rows("SELECT state FROM job WHERE id = ?", job_id)
        return JobState(rows[0][0]) if rows else None

    def waiting_jobs(self) -> int:
        """How many slips are still to come out."""
        return int(self._rows("SELECT count(*) FROM job WHERE state IN ('waiting', 'failed') AND wanted")[0][0])

    def give_up(self, ticket_id: str) -> None:
        """A failed slip is no longer wanted: its visitor has gone, with the number noted down."""
        with self._commit() as file:
            file.execute("UPDATE job SET wanted = 0 WHERE ticket_id = ? AND state = 'failed'", (ticket_id,))

    # -- reports -----------------------------------------------------------------

    def unreported(self) -> tuple[Report, ...]:
        """Outcomes the server has not taken, oldest first."""
        rows = self._rows("SELECT ticket_id, body FROM report WHERE NOT taken ORDER BY rowid")
        return tuple(Report(ticket_id=ticket_id, body=decode(SlipReport, body)) for ticket_id, body in rows)

    def reported(self, request_id: str) -> None:
        """The server has taken (or for ever refused) that report."""
        with self._commit() as file:
            file.execute("UPDATE report SET taken = 1 WHERE request_id = ?", (request_id,))

    # -- inside ------------------------------------------------------------------

    def _keep_report(
        self, file: sqlite3.Connection, job_id: str, ticket_id: str, state: JobState, *, copy: bool
    ) -> None:
        if state not in (JobState.PRINTED, JobState.UNKNOWN, JobState.FAILED):
            return
        # The id says which outcome of which job it is: failing twice is one report, failing and then printing two.
        report = SlipReport(request_id=f"{job_id[:48]}:{state.value}", outcome=_OUTCOMES[state], copy=copy)
        file.execute(
            "INSERT INTO report (request_id, ticket_id, body) VALUES (?, ?, ?) ON CONFLICT (request_id) DO NOTHING",
            (report.request_id, ticket_id, encode(report)),
        )

    def _migrate(self) -> None:
        found = int(self._file.execute("PRAGMA user_version").fetchone()[0])
        if found > VERSION:
            raise LedgerNewerError(f"the ledger has version {found}, this program knows {VERSION}: update this program")
        for number in range(found, VERSION):
            with self._commit() as file:
                for statement in _MIGRATIONS[number]:
                    file.execute(statement)
                file.execute(f"PRAGMA user_version = {number + 1}")

    def _settle(self) -> None:
        with self._commit() as file:
            for job_id, ticket_id, copy, begun in file.execute(
                "SELECT id, ticket_id, copy, begun FROM job WHERE state = 'sent'"
            ).fetchall():
                file.execute("UPDATE job SET state = 'unknown', begun = 1 WHERE id = ?", (job_id,))
                self._keep_report(file, job_id, ticket_id, JobState.UNKNOWN, copy=bool(copy or begun))
            # Who stood here before the restart has gone: a slip that comes out now would be a stranger's.
            file.execute("UPDATE job SET wanted = 0 WHERE state = 'failed'")

    def _rows(self, statement: str, *values: str) -> list[Any]:
        with self._lock:
            return self._file.execute(statement, values).fetchall()

    @contextmanager
    def _commit(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._file.execute("BEGIN IMMEDIATE")
            try:
                yield self._file
            except BaseException:
                self._file.execute("ROLLBACK")
                raise
            self._file.execute("COMMIT")


_OUTCOMES: Final[dict[JobState, Literal["printed", "unknown", "failed"]]] = {
    JobState.PRINTED: "printed",
    JobState.UNKNOWN: "unknown",
    JobState.FAILED: "failed",
}
