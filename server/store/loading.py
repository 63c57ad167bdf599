"""
An office as it stands, from what is stored: its snapshot and the journal after it, or the whole journal.

The chain of hashes is checked over every event that is replayed. A broken one is told and does not keep the office closed: the
queue goes on, and `verify` names the place for ever (DECISIONS 58). Keeps nothing and writes nothing.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from server.queue.apply import apply
from server.queue.event import UnknownEvent, link
from server.queue.office import Answer, Office
from server.store.journal import Journal, StoreFailed
from server.store.snapshot import Snapshots

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """
    An office at the end of its journal.

    Attributes:
        since: seq of the snapshot it started from; 0 = the whole journal was replayed.
        broken: seq of the first replayed event that does not fit the one before; None where all do.
    """

    office: Office
    since: int
    broken: int | None


def load(id_: str, journal: Journal, snapshots: Snapshots | None) -> Loaded:
    """Load an office. Raises: UnknownEvent, StoreFailed."""
    kept = snapshots.load(id_) if snapshots is not None else None
    if kept is not None:
        try:
            return _replay(kept, journal)
        except (UnknownEvent, StoreFailed):
            raise
        # What the journal after it does not fit is no state of this office, whatever went wrong.
        except Exception:
            log.exception("snapshot office=%s not used: the journal after it does not fit", id_)
    return _replay(Office(id_), journal)


class _Forgetful(dict[str, Answer]):
    """Answers of days that are over: nobody asks memory for them, and keeping each until its roll costs a sixth of a replay."""

    def __setitem__(self, request_id: str, answer: Answer) -> None:
        return


def _replay(office: Office, journal: Journal) -> Loaded:
    since, broken = office.seq, None
    last_roll = journal.last_roll(office.id)
    if office.seq < last_roll:
        office.answers = _Forgetful()
    for event in journal.read(office.id, after=office.seq):
        fits = event.seq == office.seq + 1
        if broken is None and not (
            fits and link(office.hash, office=office.id, seq=event.seq, text=event.text) == event.hash
        ):
            broken = event.seq
        apply(office, event)
        if event.type == "day_rolled" and event.seq < last_roll:
            office.answers = _Forgetful()
    return Loaded(office=office, since=since, broken=broken)
