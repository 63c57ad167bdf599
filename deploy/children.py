"""
Programs started by another one: begun, watched, begun again when they die, and ended by their own ids.

Knows nothing of what the programs do. Each runs in a session of its own, so that Ctrl-C reaches only the program that
started them, which then ends them in order; should that one be killed outright, the system ends them with it.
"""

from __future__ import annotations

import ctypes
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType, TracebackType

#: Seconds before a program that died is begun again: the first, second, … time in a row; the last one repeats.
BACKOFF = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
#: A program that lived this many seconds is counted as well, and its next death as the first.
WELL_AFTER = 60.0
#: Seconds a program has to end after SIGTERM before it is killed.
PATIENCE = 10.0
#: A log that grew beyond this is set aside when its program is begun.
LOG_BYTES = 5_000_000

_PR_SET_PDEATHSIG = 1  # prctl(2)
_LIBC = ctypes.CDLL(None, use_errno=True)


def _end_with_parent() -> None:
    """In the new process: ask the kernel for SIGTERM when the parent is gone."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


class Signals:
    """
    Ctrl-C, SIGTERM and a closed terminal as one question: has somebody asked to stop?

    A context manager; outside it the signals do what they did before.
    """

    STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)

    def __init__(self) -> None:
        self.asked = False

    def __enter__(self) -> Signals:
        self._reading, self._writing = os.pipe()
        os.set_blocking(self._reading, False)
        os.set_blocking(self._writing, False)
        self._before = {number: signal.signal(number, self._ask) for number in self.STOPPING}
        self._before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, _only_wake)
        self._fd_before = signal.set_wakeup_fd(self._writing, warn_on_full_buffer=False)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        signal.set_wakeup_fd(self._fd_before)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        os.close(self._reading)
        os.close(self._writing)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True

    def wait(self, seconds: float) -> bool:
        """Wait, but no longer than until a signal comes or a child ends. Returns: whether somebody has asked to stop."""
        if not self.asked:
            with selectors.DefaultSelector() as selector:
                selector.register(self._reading, selectors.EVENT_READ)
                if selector.select(seconds):
                    os.read(self._reading, 4096)
        return self.asked


def _only_wake(_number: int, _frame: FrameType | None) -> None:
    """The pipe has been written to; there is nothing else to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What to run. `arguments` follow the interpreter; `environment` is added to this process's own."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    log: Path


class Child:
    """One running program, and what becomes of it."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self._deaths = 0
        self._again_at: float | None = None
        _set_aside(program.log)
        self._begin()

    def _begin(self) -> None:
        self.program.log.parent.mkdir(parents=True, exist_ok=True)
        with self.program.log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, *self.program.arguments],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.program.environment},
                start_new_session=True,
                preexec_fn=_end_with_parent,
            )
        self._begun_at = time.monotonic()
        self._again_at = None

    @property
    def pid(self) -> int:
        """Process id of the present run."""
        return self._process.pid

    def status(self) -> int | None:
        """Exit status of the present run; None while it runs, negative for a signal."""
        return self._process.poll()

    def last_words(self) -> str:
        """The last line of its log; "" for an empty one."""
        try:
            lines = self.program.log.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return ""
        return next((line.strip() for line in reversed(lines) if line.strip()), "")

    def watch(self, *, say: Callable[[str], None]) -> None:
        """Call now and then: begins a dead program again after a while, and says so."""
        status = self.status()
        if status is None:
            return
        now = time.monotonic()
        if self._again_at is None:
            if now - self._begun_at >= WELL_AFTER:
                self._deaths = 0
            pause = BACKOFF[min(self._deaths, len(BACKOFF) - 1)]
            self._deaths += 1
            self._again_at = now + pause
            words = self.last_words()
            say(
                f"The {self.program.name} ended by itself (status {status}{': ' + words if words else ''}). "
                f"It starts again in {pause:.0f} s. Its log: {self.program.log}"
            )
        elif now >= self._again_at:
            self._begin()

    def ask_to_end(self) -> None:
        """Send SIGTERM if it still runs."""
        if self.status() is None:
            self._process.terminate()

    def end(self) -> bool:
        """Ask it to end and wait for it. Returns: False where it had to be killed."""
        self.ask_to_end()
        try:
            self._process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            return False
        return True


def _set_aside(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_BYTES:
        log.replace(log.with_suffix(".old.log"))
