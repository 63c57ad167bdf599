"""
Proving what is stored: the chain of hashes, the columns beside it, the records against the journal, the snapshot, and a head
that was printed.

Only reads, each office as of one instant, while the server goes on. The records are made again from the journal in a scratch
database of its own and compared row by row, so it costs disk for a moment and never the memory of years. Mends nothing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, text

from server.queue.apply import apply
from server.queue.event import GENESIS, read
from server.queue.office import Office
from server.store.chain import EVENTS, chain_faults
from server.store.database import open_engine, reading
from server.store.journal import RECORD_TABLES, write_records
from server.store.records import Records
from server.store.snapshot import Snapshots, differences

_CHUNK = 2000
#: Letters of a printed head that are enough to look it up.
HEAD_LETTERS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What was found of one office: its journal's length and head, and every fault in words, the first of each kind first."""

    office: str
    events: int
    head: str
    faults: tuple[str, ...]


def prove(engine: Engine, office: str) -> Proof:
    """Prove an office's journal and everything made from it. Raises: sqlalchemy.exc.DatabaseError, OSError."""
    snapshot = Snapshots(engine).load(office)
    with reading(engine) as stored:
        faults = list(chain_faults(stored, office))
        last = stored.execute(
            text("SELECT seq, hash FROM events WHERE office = :office ORDER BY seq DESC LIMIT 1"), {"office": office}
        ).first()
        if faults:
            faults.append(f"{office}: records and snapshot were not compared, because the journal itself is not whole")
        else:
            faults += _record_faults(stored, office, snapshot)
    seq, head = (last.seq, last.hash) if last is not None else (0, GENESIS)
    return Proof(office=office, events=seq, head=head, faults=tuple(faults))


def find_head(engine: Engine, head: str) -> tuple[str, int, str] | None:
    """
    Where a printed head stands in the journals: (office, seq, when); None where no event has it.

    Args:
        head: the hash, or at least its first `HEAD_LETTERS` letters.
    """
    query = text("SELECT office, seq, at FROM events WHERE hash LIKE :head ORDER BY office, seq LIMIT 1")
    with reading(engine) as stored:
        row = stored.execute(query, {"head": f"{head.lower()}%"}).first()
    return (row.office, row.seq, row.at) if row is not None else None


def _record_faults(stored: Connection, office: str, snapshot: Office | None) -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="antrean-proof-") as folder:
        scratch = open_engine(Path(folder) / "scratch.db")
        try:
            state = Office(office)
            for records in _made(stored, state, snapshot):
                if isinstance(records, str):
                    yield records
                    continue
                with scratch.begin() as made:
                    write_records(made, records)
            with scratch.connect() as made:
                for table, key in RECORD_TABLES.items():
                    fault = _first_difference(stored, made, table, key, office)
                    if fault is not None:
                        yield f"{office}: {table}: {fault}"
        finally:
            scratch.dispose()


def _made(stored: Connection, state: Office, snapshot: Office | None) -> Iterator[Records | str]:
    """The records of the journal in pieces, and in between what is wrong with the snapshot, in words."""
    records = Records()
    for row in stored.execute(EVENTS, {"office": state.id}):
        event = read(office=state.id, seq=row.seq, text=row.payload, hash_=row.hash)
        records.add(state, event, apply(state, event))
        if snapshot is not None and snapshot.seq == state.seq:
            unlike = differences(snapshot, state)
            if unlike:
                yield f"{state.id}: the snapshot at event {state.seq} differs from the journal in {', '.join(unlike)}"
        if row.seq % _CHUNK == 0:
            yield records
            records = Records()
    yield records


def _first_difference(
    stored: Connection, made: Connection, table: str, key: Mapping[str, type], office: str
) -> str | None:
    """What the first row is that the two do not have alike, in words; both are walked in the order of the key."""
    with (
        closing(_rows(stored, table, key, office)) as ours,
        closing(_rows(made, table, key, office)) as theirs,
    ):
        return _compared(ours, theirs, key)


def _compared(
    ours: Iterator[Mapping[str, Any]], theirs: Iterator[Mapping[str, Any]], key: Mapping[str, type]
) -> str | None:
    while True:
        have, want = next(ours, None), next(theirs, None)
        if have is None and want is None:
            return None
        places = [tuple(row[name] for name in key) if row is not None else None for row in (have, want)]
        if want is None or (have is not None and places[0] < places[1]):  # type: ignore[operator]
            return f"{_named(key, places[0])} is in no event"
        if have is None or places[0] != places[1]:
            return f"{_named(key, places[1])} is missing"
        unlike = [name for name in want if have.get(name) != want[name]]
        if unlike:
            name = unlike[0]
            return f"{_named(key, places[0])} has {name} {have.get(name)!r}, the journal says {want[name]!r}"


def _rows(
    connection: Connection, table: str, key: Mapping[str, type], office: str
) -> Generator[Mapping[str, Any], None, None]:
    # The order of bytes on both databases, which is Python's.
    bytewise = ' COLLATE "C"' if connection.dialect.name == "postgresql" else ""
    order = ", ".join(name + (bytewise if kind is str else "") for name, kind in key.items())
    query = text(f"SELECT * FROM {table} WHERE office = :office ORDER BY {order}").execution_options(yield_per=_CHUNK)
    with connection.execute(query, {"office": office}) as found:
        for row in found.mappings():
            yield dict(row)


def _named(key: Mapping[str, type], place: tuple[Any, ...] | None) -> str:
    assert place is not None
    return " ".join(f"{name}={value}" for name, value in zip(key, place, strict=True) if name != "office")
