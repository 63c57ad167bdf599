"""
Time that passes only when nobody has anything left to do: an event loop whose clock jumps to the next timer.

Two weeks of an office run in seconds, and the same seed runs the same way every time, because there is one thread, one
source of chance and no real clock. A loop in which nothing will ever happen again raises instead of hanging.
"""

from __future__ import annotations

import asyncio
import random
import selectors
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from server.store.journal import StoreFailed


class Busy(Exception):
    """Another process holds the database's lock; the thread that asked waits."""


#: Share of pieces of database work that the disk refuses.
REFUSES = 0.003


class NothingHappens(Exception):
    """Everybody waits for somebody else; a deadlock of the simulated world."""


class _Selector(selectors.DefaultSelector):
    """Never waits: what it was asked to wait becomes simulated time."""

    passed = 0.0

    def select(self, timeout: float | None = None) -> Any:
        ready = super().select(0)
        if not ready:
            if timeout is None:
                raise NothingHappens
            self.passed += max(0.0, timeout)
        return ready


class SimulatedLoop(asyncio.SelectorEventLoop):
    """An event loop that lives in simulated seconds, from 0."""

    def __init__(self) -> None:
        self._simulated = _Selector()
        super().__init__(self._simulated)

    def time(self) -> float:
        return self._simulated.passed


class SlowDisk(Executor):
    """
    The writer thread without a thread: work is done either when it is asked for or a little later, and its answer always
    comes later. A process that dies in between has committed, or has not; nobody can tell from outside.
    """

    def __init__(self, loop: SimulatedLoop, chance: random.Random) -> None:
        self._loop, self._chance = loop, chance
        self.dead = False
        self.refused = 0

    def submit(self, work: Callable[..., Any], /, *args: Any, **named: Any) -> Future[Any]:
        answer: Future[Any] = Future()
        if self._chance.random() < REFUSES:
            # The disk takes nothing; or it took it and could not say so.
            self.refused += 1
            if self._chance.random() < 0.5:
                _outcome(work, args, named)
            work = _refuse
            args, named = (), {}
        first = self._chance.random() < 0.5
        done = _outcome(work, args, named) if first else None

        def later() -> None:
            if self.dead:
                return
            nonlocal done
            result, error = done if done is not None else _outcome(work, args, named)
            if isinstance(error, Busy):
                done = None
                self._loop.call_later(self._chance.uniform(0.0002, 0.004), later)
            elif error is None:
                answer.set_result(result)
            else:
                answer.set_exception(error)

        self._loop.call_later(self._chance.uniform(0.0002, 0.004), later)
        return answer

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.dead = True


def _refuse() -> None:
    raise StoreFailed("the disk refused")


def _outcome(
    work: Callable[..., Any], args: tuple[Any, ...], named: dict[str, Any]
) -> tuple[Any, BaseException | None]:
    try:
        return work(*args, **named), None
    except Exception as error:
        return None, error
