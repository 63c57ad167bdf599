"""
Who was overtaken in line, by whom, and by how much: for a day or a range of days, counter by counter. Pure.

Somebody is overtaken when a counter calls a visitor who came later to the same line, which is everybody that counter may call:
by its rule (those who go first, the ratio's other turn, waiting that counts for more), or because a clerk chose to, with a
reason. Tickets bound to another counter stand in no other line, and whoever was not there when called is not overtaken before
their three numbers are over. Numbers only, no name and no clerk.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from server.queue.calendar import zone
from server.stats.tables import decimal
from server.store.rows import OvertakingRow

#: The rule of a call that a clerk chose out of turn; every other is a reason of `queue.policy.Next`.
CHOSEN = "chosen"
FAIRNESS_COLUMNS = (
    "tanggal", "jam", "zona", "loket", "bagian", "dilewati", "dilewati_tanggal", "dilewati_didahulukan", "oleh",
    "oleh_didahulukan", "aturan", "alasan", "datang_lebih_awal_menit", "sudah_menunggu_menit",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterFairness:
    """
    One counter.

    Attributes:
        calls: first calls of a visitor, not again.
        overtaking: of these, calls of somebody who had come later than somebody who still waited.
        overtaken: visitors who were overtaken at least once by a call of this counter.
        by_rule: rule → overtaking calls; `by_reason` reason code of a clerk's choice → overtaking calls.
        longest_seconds: the most by which an overtaken visitor had come earlier; None where nobody was.
    """

    counter: str
    calls: int
    overtaking: int
    overtaken: int
    by_rule: Mapping[str, int]
    by_reason: Mapping[str, int]
    longest_seconds: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overtaken:
    """
    One visitor who was overtaken.

    Attributes:
        number, number_day: as called, with its date.
        times: calls that overtook; `by_rule` how many by each rule.
        longest_seconds: the most by which this visitor had come earlier than the one called.
        waited_seconds: how long the visitor had been in line at the last of these calls.
    """

    number: str
    number_day: date
    times: int
    by_rule: Mapping[str, int]
    longest_seconds: float
    waited_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairness:
    """A range of days: counters in the order given, the overtaken from the most often to the least."""

    counters: tuple[CounterFairness, ...]
    visitors: tuple[Overtaken, ...]


def fairness(rows: Iterable[OvertakingRow], *, calls: Mapping[str, int]) -> Fairness:
    """
    The figures of a range of days.

    Args:
        calls: counter → first calls made there in the range; every counter of `rows` is in it.
    """
    found = list(rows)
    by_ticket: dict[str, list[OvertakingRow]] = {}
    for row in found:
        by_ticket.setdefault(row.ticket, []).append(row)
    visitors = [_overtaken(each) for each in by_ticket.values()]
    return Fairness(
        counters=tuple(
            _counter(counter, count, [row for row in found if row.counter == counter])
            for counter, count in calls.items()
        ),
        visitors=tuple(sorted(visitors, key=lambda each: (-each.times, -each.longest_seconds, each.number))),
    )


def fairness_table(rows: Iterable[OvertakingRow], *, zone_name: str, zone_label: str) -> list[tuple[str, ...]]:
    """A line per call and visitor it overtook, in the order of `FAIRNESS_COLUMNS`."""
    here = zone(zone_name)
    return [
        (
            row.service_day.isoformat(),
            row.called_at.astimezone(here).strftime("%H:%M:%S"),
            zone_label,
            row.counter,
            row.lane,
            row.number,
            row.number_day.isoformat(),
            "ya" if row.priority else "tidak",
            row.by_number,
            "ya" if row.by_priority else "tidak",
            row.rule,
            row.reason or "",
            decimal(row.earlier_seconds / 60),
            decimal(row.waited_seconds / 60),
        )
        for row in sorted(rows, key=lambda row: (row.seq, row.number_day, row.number))
    ]


def _counter(counter: str, calls: int, rows: list[OvertakingRow]) -> CounterFairness:
    made = {row.seq: row for row in rows}
    return CounterFairness(
        counter=counter,
        calls=calls,
        overtaking=len(made),
        overtaken=len({row.ticket for row in rows}),
        by_rule=_tally(row.rule for row in made.values()),
        by_reason=_tally(row.reason or "" for row in made.values() if row.rule == CHOSEN),
        longest_seconds=max((row.earlier_seconds for row in rows), default=None),
    )


def _overtaken(rows: list[OvertakingRow]) -> Overtaken:
    last = max(rows, key=lambda row: row.seq)
    return Overtaken(
        number=last.number,
        number_day=last.number_day,
        times=len(rows),
        by_rule=_tally(row.rule for row in rows),
        longest_seconds=max(row.earlier_seconds for row in rows),
        waited_seconds=last.waited_seconds,
    )


def _tally(codes: Iterable[str]) -> dict[str, int]:
    return {code: len(list(same)) for code, same in groupby(sorted(codes))}
