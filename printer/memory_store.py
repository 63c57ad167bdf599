"""
A ledger of print jobs in memory: for tests, and for `python -m printer test`.

Obeys the same table of states as a durable one and forgets everything at the end.
"""

from __future__ import annotations

import threading
from datetime import timedelta

from printer.device import Outcome
from printer.spool import TRANSITIONS, Job, JobState


class WrongTransitionError(ValueError):
    """A job was marked with a state that cannot follow its present one."""

    code = "wrong_transition"


class MemoryStore:
    """Jobs in the order they were added."""

    def __init__(self) -> None:
        """Start empty."""
        self._changed = threading.Condition()
        self._jobs: dict[str, Job] = {}
        self._states: dict[str, JobState] = {}
        self._outcomes: dict[str, Outcome | None] = {}
        #: Every state each job went through, oldest first.
        self.history: dict[str, list[JobState]] = {}

    def add(self, job: Job) -> None:
        """Put a job at the end."""
        with self._changed:
            self._jobs[job.id] = job
            self._states[job.id] = JobState.WAITING
            self.history[job.id] = [JobState.WAITING]

    def withdraw(self, job_id: str) -> None:
        """No longer want a job."""
        with self._changed:
            del self._jobs[job_id]

    def next_job(self, *, retry_failed: bool) -> Job | None:
        """Give the oldest job to print."""
        wanted = {JobState.WAITING, JobState.FAILED} if retry_failed else {JobState.WAITING}
        with self._changed:
            return next((job for job in self._jobs.values() if self._states[job.id] in wanted), None)

    def mark(self, job_id: str, state: JobState, *, outcome: Outcome | None) -> None:
        """Keep a job's new state. Raises: WrongTransitionError."""
        with self._changed:
            present = self._states[job_id]
            if state not in TRANSITIONS[present]:
                raise WrongTransitionError(f"job {job_id}: {present.value} cannot become {state.value}")
            self._states[job_id] = state
            self._outcomes[job_id] = outcome
            self.history[job_id].append(state)
            self._changed.notify_all()

    def outcome(self, job_id: str) -> Outcome | None:
        """Give the outcome that came with the last mark."""
        return self._outcomes.get(job_id)

    def wait_for(self, job_id: str, *states: JobState, within: timedelta = timedelta(seconds=10)) -> bool:
        """Wait until a job is in one of these states; say whether it came to that."""
        with self._changed:
            return self._changed.wait_for(lambda: self._states[job_id] in states, within.total_seconds())
