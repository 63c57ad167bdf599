"""
What the spool prints for the printer program: its pairing slip while it has one, else the slips staff asked for.

The pairing slip is kept in memory only, since its code is worth nothing after a restart. Slips that were asked for too
long ago are given up here, before each job, by the server's clock; without one nothing is printed for visitors.
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Final

from PIL import Image

from printer.device import Outcome
from printer.job_ledger import JobLedger
from printer.spool import Job, JobState

PAIRING: Final = "pairing-"


class Tray:
    """
    A `spool.JobStore`.

    Args:
        jobs: the durable ones.
        now: the server's time; None while it is not known.
    """

    def __init__(self, jobs: JobLedger, *, now: Callable[[], datetime | None]) -> None:
        self._jobs = jobs
        self._now = now
        self._lock = threading.Lock()
        self._tries = 0
        self._pairing: tuple[str, bytes, JobState] | None = None

    def show_code(self, picture: Image.Image | None) -> None:
        """Print this pairing slip before everything else, once; None: the one before is worth nothing any more."""
        png = io.BytesIO()
        if picture is not None:
            picture.save(png, format="PNG")
        with self._lock:
            self._tries += 1
            waiting = (f"{PAIRING}{self._tries}", png.getvalue(), JobState.WAITING)
            self._pairing = waiting if picture is not None else None

    def next_job(self, *, retry_failed: bool) -> Job | None:
        """Give the pairing slip, else the oldest slip that is still wanted."""
        with self._lock:
            if self._pairing is not None:
                id_, png, state = self._pairing
                if state is JobState.WAITING or (state is JobState.FAILED and retry_failed):
                    return Job(id=id_, content=png)
        now = self._now()
        if now is None:
            return None
        self._jobs.give_up_old(now=now)
        return self._jobs.next_job(retry_failed=retry_failed)

    def mark(self, job_id: str, state: JobState, *, outcome: Outcome | None) -> None:
        """Keep a job's new state. Raises: WrongTransitionError, sqlite3.Error."""
        if not job_id.startswith(PAIRING):
            self._jobs.mark(job_id, state, outcome=outcome)
            return
        with self._lock:
            if self._pairing is None or self._pairing[0] != job_id:
                return
            if state is JobState.FAILED:
                # A new name, so that the next try is not taken for a repeat: a torn pairing slip needs no SALINAN.
                self._tries += 1
                job_id = f"{PAIRING}{self._tries}"
            self._pairing = (job_id, self._pairing[1], state)
