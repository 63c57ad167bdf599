"""
The print queue of one printer: takes jobs from a ledger, prints them one after the other in its own thread.

Keeps nothing itself: the ledger (`JobStore`) is the truth, and it is told *sent* before the first byte and the end
after the last. A printer that fails makes jobs fail at once, so that the screen can show the number; when it is ready
again, the spool asks the ledger which of them are still wanted. Draws nothing on a screen, knows no Qt.
"""

from __future__ import annotations

import io
import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import Enum
from types import MappingProxyType
from typing import Final, Protocol

from PIL import Image

from printer._escpos import escpos
from printer.device import Device, Outcome, Result
from printer.raster import Paper, encode
from printer.slip import AnySlip, draw, with_copy_bar
from printer.status import READY_STATES, State
from server.look.words import Language

_log = logging.getLogger(__name__)


class JobState(Enum):
    """Where a print job stands; the values are stable and go into the ledger."""

    WAITING = "waiting"
    SENT = "sent"
    PRINTED = "printed"
    UNKNOWN = "unknown"
    FAILED = "failed"


#: The life of a print job, whole. A repeat of a printed or unknown job is a new job with `copy`. A ledger that finds a
#: job `sent` when it starts marks it `unknown`: the power went while it was being printed.
TRANSITIONS: Final[Mapping[JobState, frozenset[JobState]]] = MappingProxyType(
    {
        JobState.WAITING: frozenset({JobState.SENT, JobState.FAILED, JobState.UNKNOWN}),
        JobState.SENT: frozenset({JobState.PRINTED, JobState.UNKNOWN, JobState.FAILED}),
        JobState.FAILED: frozenset({JobState.SENT, JobState.FAILED, JobState.UNKNOWN}),
        JobState.PRINTED: frozenset(),
        JobState.UNKNOWN: frozenset(),
    }
)

_END: Final[Mapping[Result, JobState]] = MappingProxyType(
    {Result.PRINTED: JobState.PRINTED, Result.UNKNOWN: JobState.UNKNOWN, Result.FAILED: JobState.FAILED}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """
    One thing to print.

    Attributes:
        id: the ledger's.
        content: a slip to draw, or a PNG file's bytes of one drawn before.
        copy: a repeat: print SALINAN on it. The spool adds it by itself to a retry whose first try may have left a
            part in the tray.
        language: of the word SALINAN on a PNG.
    """

    id: str
    content: AnySlip | bytes
    copy: bool = False
    language: Language = "id"


class JobStore(Protocol):
    """The ledger as the spool sees it. Called from the spool's thread only."""

    def next_job(self, *, retry_failed: bool) -> Job | None:
        """
        Give the oldest job in state `waiting`, or with `retry_failed` also `failed` ones that are still wanted.

        A ledger that no longer wants a failed job (the visitor has gone with the number written by hand) leaves it out.
        """
        ...

    def mark(self, job_id: str, state: JobState, *, outcome: Outcome | None) -> None:
        """
        Keep a job's new state durably before returning.

        Args:
            outcome: of the attempt; None for `sent`, and for a job that could not be drawn.
        """
        ...


class Spool:
    """The thread that prints."""

    def __init__(
        self,
        *,
        device: Device,
        store: JobStore,
        paper: Paper,
        on_state: Callable[[State], None] = lambda state: None,
        on_job: Callable[[str, JobState], None] = lambda job_id, state: None,
        poll: timedelta = timedelta(seconds=5),
    ) -> None:
        """
        Make a spool that does not run yet.

        Args:
            on_state: called in the spool's thread when the printer's state has changed, and once at the start.
            on_job: called in the spool's thread after the ledger has kept a job's new state.
            poll: how often an idle printer is asked how it is.
        """
        self._device = device
        self._store = store
        self._paper = paper
        self._on_state = on_state
        self._on_job = on_job
        self._poll = poll
        self._wake = threading.Condition()
        self._called = False
        self._stopping = False
        self._state: State | None = None
        self._touched: set[str] = set()
        self._thread = threading.Thread(target=self._run, name="printer-spool", daemon=True)

    @property
    def state(self) -> State:
        """The printer's state as last heard; unknown before the first answer."""
        return self._state or State.UNKNOWN

    def start(self) -> None:
        """Start printing what waits."""
        self._thread.start()

    def notify(self) -> None:
        """Say that a job waits, or that the printer should be asked again; returns at once, from any thread."""
        with self._wake:
            self._called = True
            self._wake.notify()

    def stop(self, *, within: timedelta = timedelta(seconds=15)) -> bool:
        """End after the job being printed; say whether it ended in time."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        self._thread.join(within.total_seconds())
        return not self._thread.is_alive()

    def _run(self) -> None:
        escpos()  # the import takes a fifth of a second, which the first visitor should not wait for
        asked = float("-inf")
        while not self._stopping:
            try:
                if self._print_next(retry_failed=False):
                    continue
                if time.monotonic() - asked >= self._poll.total_seconds() or self._called:
                    with self._wake:
                        self._called = False
                    self._tell(self._device.status())
                    asked = time.monotonic()
                    if self.state in READY_STATES and self._print_next(retry_failed=True):
                        asked = float("-inf")
                        continue
            except Exception:
                # The outermost loop of this thread: a ledger or a listener that fails must not end all printing.
                _log.exception("print spool: a job could not be handled; waiting before the next try")
                self._wait(called_is_enough=False)
                continue
            self._wait(called_is_enough=True)

    def _wait(self, *, called_is_enough: bool) -> None:
        with self._wake:
            if not self._stopping and not (called_is_enough and self._called):
                self._wake.wait(self._poll.total_seconds())

    def _print_next(self, *, retry_failed: bool) -> bool:
        """Try one job; say whether there may be another to try at once."""
        job = self._store.next_job(retry_failed=retry_failed)
        if job is None:
            return False
        try:
            data = self._encoded(job)
        except (ValueError, OSError) as fault:
            _log.error("print job %s cannot be drawn: %s", job.id, fault)
            self._mark(job.id, JobState.UNKNOWN, outcome=None)
            return True
        self._mark(job.id, JobState.SENT, outcome=None)
        outcome = self._device.print_bytes(data)
        if outcome.sent:
            self._touched.add(job.id)
        self._mark(job.id, _END[outcome.result], outcome=outcome)
        if outcome.result is not Result.FAILED:
            self._touched.discard(job.id)
        self._tell(outcome.state)
        return outcome.result is not Result.FAILED or not retry_failed

    def _encoded(self, job: Job) -> bytes:
        copy = job.copy or job.id in self._touched
        if isinstance(job.content, bytes):
            with Image.open(io.BytesIO(job.content)) as stored:
                picture = stored.convert("1", dither=Image.Dither.NONE)
            if copy:
                picture = with_copy_bar(picture, language=job.language)
        else:
            picture = draw(replace(job.content, copy=job.content.copy or copy), width=self._paper.width)
        return encode(picture, paper=self._paper)

    def _mark(self, job_id: str, state: JobState, *, outcome: Outcome | None) -> None:
        self._store.mark(job_id, state, outcome=outcome)
        self._on_job(job_id, state)

    def _tell(self, state: State) -> None:
        if state is self._state:
            return
        if self._state is None or (state in READY_STATES) != (self._state in READY_STATES):
            _log.info("printer %s is %s", self._device.uri, state.value)
        self._state = state
        self._on_state(state)
