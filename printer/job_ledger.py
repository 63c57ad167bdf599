"""
Print jobs and what is still to be told of them, durable: a `spool.JobStore` in a `LedgerFile`.

For whichever program the printer hangs on. It adds its jobs inside its own commit, beside whatever it keeps there itself,
and says when they are no longer wanted. A job found `sent` at the start is `unknown`: the power went while it was printed.
Sends nothing and knows no clock.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Literal

from printer.device import Outcome
from printer.ledger_file import LedgerError, LedgerFile
from printer.record import SlipUnreadableError, decode_slip, encode_slip
from printer.slip import AnySlip
from printer.spool import TRANSITIONS, Job, JobState
from server.protocol import SlipReport, decode, encode

#: The tables, for the migrations of the ledger that keeps jobs. `until`: not printed from this instant on (UTC, so that
#: text sorts as time); `begun`: a part of it may lie in the tray; `wanted`: 0 once a failed job is given up.
JOB_TABLES: Final = (
    """
    CREATE TABLE job (
        place INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        ticket_id TEXT NOT NULL,
        slip TEXT NOT NULL,
        copy INTEGER NOT NULL,
        language TEXT NOT NULL,
        until TEXT,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'printed', 'unknown', 'failed')),
        begun INTEGER NOT NULL DEFAULT 0,
        wanted INTEGER NOT NULL DEFAULT 1
    ) STRICT
    """,
    "CREATE INDEX job_open ON job (state, place)",
    """
    CREATE TABLE report (
        place INTEGER PRIMARY KEY,
        request_id TEXT NOT NULL UNIQUE,
        ticket_id TEXT NOT NULL,
        body TEXT NOT NULL,
        taken INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    "CREATE INDEX report_open ON report (taken) WHERE taken = 0",
)

#: A job that may still come out.
_OPEN: Final = "state IN ('waiting', 'failed') AND wanted"


class WrongTransitionError(LedgerError):
    """A print job was marked with a state that cannot follow its present one."""

    code = "wrong_transition"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of a slip, to be told to the server until it has taken it."""

    ticket_id: str
    body: SlipReport


class JobLedger:
    """
    The jobs of one file.

    Args:
        file: its migrations include `JOB_TABLES`.
        failures: when a failed job is reported: `at_once`, where somebody stands there and must be told, and once more
            when it does come out (at the start it is given up: who stood there has gone, and a stranger would find it);
            `given_up`, only when it will never be tried again, so that each job has one report.

    Raises: LedgerError, where the tables cannot be read or written.
    """

    def __init__(self, file: LedgerFile, *, failures: Literal["at_once", "given_up"]) -> None:
        self._file = file
        self._failures = failures
        try:
            self._settle()
        except sqlite3.Error as error:
            raise LedgerError(f"the ledger's print jobs cannot be used: {error}") from error

    def add(
        self,
        sql: sqlite3.Connection,
        *,
        job_id: str,
        ticket_id: str,
        slip: AnySlip,
        until: datetime | None = None,
    ) -> bool:
        """
        Put a job at the end, inside the caller's commit (`LedgerFile.commit`).

        Args:
            job_id: at most 56 characters; the reports' ids begin with it.
            slip: with `copy`, where it is a repeat.
            until: not printed from this instant on; None: as long as it is wanted.

        Returns: False where a job of that id is there already; nothing is changed then.
        """
        if not 1 <= len(job_id) <= 56:
            raise ValueError(f"a job id has 1 to 56 characters: {job_id!r}")
        done = sql.execute(
            "INSERT INTO job (id, ticket_id, slip, copy, language, until, state) VALUES (?, ?, ?, ?, ?, ?, 'waiting')"
            " ON CONFLICT (id) DO NOTHING",
            (job_id, ticket_id, encode_slip(slip), int(slip.copy), slip.language, _text(until)),
        )
        return done.rowcount == 1

    # -- printer.spool.JobStore ------------------------------------------------------------

    def next_job(self, *, retry_failed: bool) -> Job | None:
        """Give the oldest waiting job; with `retry_failed` also failed ones that are still wanted."""
        states = _OPEN if retry_failed else "state = 'waiting'"
        rows = self._file.rows(f"SELECT id, slip, copy, begun, language FROM job WHERE {states} ORDER BY place LIMIT 1")
        if not rows:
            return None
        job_id, slip, copy, begun, language = rows[0]
        try:
            content: AnySlip | bytes = decode_slip(slip)
        except SlipUnreadableError:
            # Bytes that are no picture: the spool cannot draw them, marks the job unknown and goes on with the next.
            content = b""
        return Job(id=job_id, content=content, copy=bool(copy or begun), language="en" if language == "en" else "id")

    def mark(self, job_id: str, state: JobState, *, outcome: Outcome | None) -> None:
        """
        Keep a job's new state and, with its end, what to report, in one commit.

        Raises: WrongTransitionError.
        """
        with self._file.commit() as sql:
            found = sql.execute("SELECT state, ticket_id, copy, begun FROM job WHERE id = ?", (job_id,)).fetchone()
            if found is None:
                raise WrongTransitionError(f"no print job {job_id}")
            before, ticket_id, copy, begun = found
            if state not in TRANSITIONS[JobState(before)]:
                raise WrongTransitionError(f"print job {job_id}: {before} cannot become {state.value}")
            touched = int(bool(begun) or (outcome is not None and outcome.sent))
            sql.execute("UPDATE job SET state = ?, begun = ? WHERE id = ?", (state.value, touched, job_id))
            match state:
                case JobState.PRINTED:
                    _keep_report(sql, job_id, ticket_id=ticket_id, outcome="printed", copy=bool(copy or begun))
                case JobState.UNKNOWN:
                    _keep_report(sql, job_id, ticket_id=ticket_id, outcome="unknown", copy=bool(copy or begun))
                case JobState.FAILED if self._failures == "at_once":
                    _keep_report(sql, job_id, ticket_id=ticket_id, outcome="failed", copy=bool(copy or begun))
                case _:
                    pass

    def state_of(self, job_id: str) -> JobState | None:
        """Where a job stands; None when there is none of that id."""
        rows = self._file.rows("SELECT state FROM job WHERE id = ?", job_id)
        return JobState(rows[0][0]) if rows else None

    def waiting(self) -> int:
        """How many slips are still to come out."""
        return int(self._file.rows(f"SELECT count(*) FROM job WHERE {_OPEN}")[0][0])

    # -- jobs nobody waits for any more ------------------------------------------------------------

    def give_up(self, ticket_id: str) -> None:
        """A failed slip is no longer wanted: its visitor has gone, with the number noted down."""
        with self._file.commit() as sql:
            self._give_up(sql, "state = 'failed' AND ticket_id = ?", ticket_id)

    def give_up_old(self, *, now: datetime) -> int:
        """
        Whatever has not come out by its `until` is no longer wanted. Returns: how many jobs that were.

        For the spool's thread: from another one it could give up the very job the spool has just been handed.
        """
        # Asked before every job, and there is almost never one: no commit for nothing.
        if not self._file.rows(f"SELECT 1 FROM job WHERE {_OPEN} AND until <= ? LIMIT 1", _text(now)):
            return 0
        with self._file.commit() as sql:
            return self._give_up(sql, "until <= ?", _text(now))

    def forget(self, *, before: datetime) -> None:
        """Drop jobs whose `until` lies before this and whose reports the server has."""
        with self._file.commit() as sql:
            sql.execute(
                f"DELETE FROM job WHERE until < ? AND NOT ({_OPEN}) AND state <> 'sent'"
                " AND NOT EXISTS (SELECT 1 FROM report WHERE report.ticket_id = job.ticket_id AND NOT report.taken)",
                (_text(before),),
            )
            sql.execute(
                "DELETE FROM report WHERE taken AND NOT EXISTS"
                " (SELECT 1 FROM job WHERE job.ticket_id = report.ticket_id)"
            )

    def abandon(self, sql: sqlite3.Connection) -> None:
        """Inside the caller's commit: print and tell nothing of what is kept; the printer now belongs to somebody else."""
        sql.execute(f"UPDATE job SET wanted = 0, state = 'failed' WHERE {_OPEN}")
        sql.execute("UPDATE report SET taken = 1")

    # -- reports ------------------------------------------------------------

    def unreported(self) -> tuple[Report, ...]:
        """Outcomes the server has not taken, oldest first."""
        rows = self._file.rows("SELECT ticket_id, body FROM report WHERE NOT taken ORDER BY place")
        return tuple(Report(ticket_id=ticket_id, body=decode(SlipReport, body)) for ticket_id, body in rows)

    def reported(self, request_id: str) -> None:
        """The server has taken (or for ever refused) that report."""
        with self._file.commit() as sql:
            sql.execute("UPDATE report SET taken = 1 WHERE request_id = ?", (request_id,))

    # -- inside ------------------------------------------------------------

    def _settle(self) -> None:
        with self._file.commit() as sql:
            for job_id, ticket_id, copy, begun in sql.execute(
                "SELECT id, ticket_id, copy, begun FROM job WHERE state = 'sent' ORDER BY place"
            ).fetchall():
                sql.execute("UPDATE job SET state = 'unknown', begun = 1 WHERE id = ?", (job_id,))
                _keep_report(sql, job_id, ticket_id=ticket_id, outcome="unknown", copy=bool(copy or begun))
            if self._failures == "at_once":
                self._give_up(sql, "state = 'failed'")

    def _give_up(self, sql: sqlite3.Connection, which: str, *values: object) -> int:
        given_up = sql.execute(
            f"SELECT id, ticket_id, copy, begun FROM job WHERE {_OPEN} AND {which} ORDER BY place", values
        ).fetchall()
        for job_id, ticket_id, copy, begun in given_up:
            sql.execute("UPDATE job SET state = 'failed', wanted = 0 WHERE id = ?", (job_id,))
            _keep_report(sql, job_id, ticket_id=ticket_id, outcome="failed", copy=bool(copy or begun))
        return len(given_up)


def _keep_report(
    sql: sqlite3.Connection,
    job_id: str,
    *,
    ticket_id: str,
    outcome: Literal["printed", "unknown", "failed"],
    copy: bool,
) -> None:
    # The id says which outcome of which job it is, so that saying it again is the same request.
    report = SlipReport(request_id=f"{job_id}:{outcome}", outcome=outcome, copy=copy)
    sql.execute(
        "INSERT INTO report (request_id, ticket_id, body) VALUES (?, ?, ?) ON CONFLICT (request_id) DO NOTHING",
        (report.request_id, ticket_id, encode(report)),
    )


def _text(instant: datetime | None) -> str | None:
    return instant.astimezone(UTC).isoformat(timespec="microseconds") if instant is not None else None
