"""
One database, several server processes, one thread: a process that would wait for another's lock is tried again a little later.

The lock itself is the database's own; here is only what a thread of the operating system would do, which is to wait. That a
commit never meets an event somebody else wrote meanwhile is the lock's promise; the key of the table is only the net beneath, so
a commit caught by it is told as a broken rule.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Engine

from server.queue.event import Event
from server.store.journal import Journal, Missed, StoreFailed
from server.store.records import Records
from tests.simulation.auditor import Violation
from tests.simulation.loop import Busy


class Lock:
    """Which process's journal holds the database's lock just now, and whether two ever held it."""

    def __init__(self) -> None:
        self.holder: SharedJournal | None = None
        self.broken: Violation | None = None


class SharedJournal(Journal):
    """A journal that knows who else writes."""

    def __init__(self, engine: Engine, lock: Lock, *, alone: bool) -> None:
        super().__init__(engine, alone=alone)
        self._shared = lock

    def _mine(self) -> None:
        if self._shared.holder not in (None, self):
            raise Busy

    def lock(self, standing: Mapping[str, int], asked: Mapping[str, Collection[str]]) -> Missed:
        self._mine()
        missed = super().lock(standing, asked)
        self._shared.holder = self
        return missed

    def append(self, events: Sequence[Event], records: Records) -> None:
        self._mine()
        try:
            super().append(events, records)
        except StoreFailed as error:
            if "events.office" in str(error):
                # The desk answers its caller whatever the disk says, so this is kept for the world to find.
                self._shared.broken = Violation("the lock keeps writers apart", None, str(error)[:80])
            raise
        finally:
            self._let_go()

    def release(self) -> None:
        super().release()
        self._let_go()

    def close(self) -> None:
        super().close()
        self._let_go()

    def _let_go(self) -> None:
        if self._shared.holder is self:
            self._shared.holder = None
