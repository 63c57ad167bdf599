"""
(4) The start of an office from a journal of years: loading it, with and without its snapshot, over a SHA-256 pass of the same
rows; and how both grow with the journal.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, text

from server.program import uncollected
from server.queue.apply import apply
from server.queue.event import GENESIS, link
from server.queue.office import Office
from server.store.database import open_engine, reading
from server.store.journal import Journal
from server.store.loading import load
from server.store.snapshot import Snapshots, encode, still
from tests.bench.figures import spread, verdict
from tests.bench.years import write_year
from tests.builders import MADE

#: Aims (realistic, ambitious): loading over the pass (LIMITS 4.7).
AIMS = (5.0, 2.5)
#: Events after the last snapshot: a busy day.
DAY = 2000


def hashed(engine: Engine) -> None:
    """The least there is to do: read every row and hash it onto the one before."""
    query = text("SELECT seq, payload, hash FROM events WHERE office = :office ORDER BY seq")
    previous = GENESIS
    with reading(engine) as connection:
        for seq, payload, hash_ in connection.execute(query.execution_options(yield_per=2000), {"office": MADE}):
            if link(previous, office=MADE, seq=seq, text=payload) != hash_:
                raise RuntimeError(f"event {seq}")
            previous = hash_


def seconds(work: Callable[[], object]) -> float:
    """How long it took."""
    with uncollected():
        began = time.perf_counter()
        work()
        return time.perf_counter() - began


def start_ratio(folder: Path, *, events: int, pairs: int) -> tuple[float, float]:
    """Prints the ratios for a journal of so many events. Returns: median seconds (whole journal, snapshot)."""
    engine = open_engine(folder / f"years-{events}.db")
    journal = Journal(engine, alone=True)
    write_year(journal, events=events)
    office = Office(MADE)
    last = journal.head(MADE)[0]
    for event in journal.read(MADE):
        apply(office, event)
        if event.seq == last - DAY:
            break
    snapshots = Snapshots(engine)
    snapshots.save(MADE, seq=office.seq, hash_=office.hash, body=encode(still(office)))
    found = [
        (
            seconds(lambda: hashed(engine)),
            seconds(lambda: load(MADE, journal, None)),
            seconds(lambda: load(MADE, journal, snapshots)),
        )
        for _ in range(pairs)
    ]
    whole, short = ([pair[place] / pair[0] for pair in found] for place in (1, 2))
    middle = sorted(found, key=lambda pair: pair[1])[len(found) // 2]
    print(
        f"  {last:,} events: pass {middle[0]:.2f} s, whole journal {middle[1]:.2f} s,"
        f" snapshot and {DAY} events {middle[2]:.3f} s"
    )
    print(f"      whole journal / pass {spread(whole)}   {verdict(sorted(whole)[len(whole) // 2], *AIMS)}")
    print(f"      snapshot / pass      {spread(short)}   {verdict(sorted(short)[len(short) // 2], *AIMS)}")
    journal.close()
    engine.dispose()
    return sorted(pair[1] for pair in found)[len(found) // 2], sorted(pair[2] for pair in found)[len(found) // 2]


def starts(folder: Path, *, pairs: int, events: int = 500_000) -> None:
    """A tenth of the journal, and all of it."""
    small, large = (start_ratio(folder, events=size, pairs=pairs) for size in (events // 10, events))
    print(f"  ten times the tickets: whole journal x {large[0] / small[0]:.1f}, snapshot x {large[1] / small[1]:.1f}")
