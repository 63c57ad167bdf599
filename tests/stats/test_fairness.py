"""Who was overtaken, by whom, by how much: counted from what calls recorded, and nobody named who was not in the same line."""

from __future__ import annotations

import asyncio
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from server.protocol import plain
from server.queue.command import SYSTEM
from server.stats.fairness import (
    FAIRNESS_COLUMNS,
    CounterFairness,
    Fairness,
    Overtaken,
    fairness,
    fairness_table,
)
from server.store.rows import OvertakingRow, overtaking_row
from sop.model import Policy
from tests.builders import FRIDAY, SENIOR, Bench, made_settings
from tests.stats.played import DAY, at, playing

PAGE = (Path(__file__).parents[2] / "docs" / "FIGURES.md").read_text(encoding="utf-8")


def configured(policy: Policy | None = None) -> Bench:
    bench = Bench()
    bench.say("configure", actor=SYSTEM, document=plain(replace(made_settings(), policy=policy)))
    bench.open("1")
    return bench


def came(bench: Bench, *kinds: bool) -> list[str]:
    """Visitors, five minutes after each other; True goes first."""
    tickets = []
    for priority in kinds:
        tickets.append(bench.issue("satu", priority=priority))
        bench.passes(minutes=5)
    return tickets


def sent_home(bench: Bench, counter: str = "1") -> None:
    ticket = bench.office.seats[counter].ticket
    assert ticket is not None
    bench.say("cancel", ticket)


def rows(bench: Bench) -> list[OvertakingRow]:
    return [overtaking_row(row) for row in bench.records.overtakings]


def told(bench: Bench) -> list[tuple[str, str, str, float]]:
    """(stayed, called, rule, minutes earlier) of every row."""
    return [(row.number, row.by_number, row.rule, row.earlier_seconds / 60) for row in rows(bench)]


def test_everybody_who_came_earlier_and_still_waits_was_overtaken() -> None:
    bench = configured()
    came(bench, False, False, True, False)
    bench.call("1")
    assert told(bench) == [("A-001", "A-003", "priority", 10.0), ("A-002", "A-003", "priority", 5.0)]
    row = rows(bench)[0]
    assert (row.waited_seconds, row.priority, row.by_priority, row.counter, row.lane) == (
        1200,
        False,
        True,
        "1",
        "depan",
    )
    assert (row.service_day, row.called_at) == (FRIDAY.date(), bench.now)


def test_the_others_turn_overtakes_those_who_go_first() -> None:
    bench = configured(Policy(kind="ratio", priority_in_a_row=1))
    came(bench, True, True, False)
    bench.call("1")
    sent_home(bench)
    bench.call("1")
    assert told(bench) == [("A-002", "A-003", "turn", 5.0)]


def test_waiting_that_counts_for_more_says_so() -> None:
    bench = configured(Policy(kind="accumulating", priority_rate=10.0))
    came(bench, False, True)
    bench.call("1")
    assert told(bench) == [("A-001", "A-002", "credit", 5.0)]


def test_a_clerks_choice_stands_with_its_reason() -> None:
    bench = configured(Policy(kind="arrival"))
    tickets = came(bench, False, False, False)
    bench.say("call_chosen", tickets[2], counter="1", actor=SENIOR, reason="sakit")
    assert {(row.rule, row.reason) for row in rows(bench)} == {("chosen", "sakit")}
    assert [row.number for row in rows(bench)] == ["A-001", "A-002"]


def test_by_arrival_nobody_is_overtaken() -> None:
    bench = configured(Policy(kind="arrival"))
    came(bench, False, True, False, True)
    for _ in range(4):
        bench.call("1")
        sent_home(bench)
    assert rows(bench) == []


def test_who_stands_in_another_line_is_not_overtaken() -> None:
    bench = configured()
    bench.open("2")
    bound, elsewhere, _, _ = came(bench, False, False, False, True)
    bench.say("transfer", bound, to_counter="2")
    bench.say("transfer", elsewhere, lane="periksa")
    bench.call("1")
    assert told(bench) == [("A-003", "A-004", "priority", 5.0)]


def test_whoever_was_not_there_is_overtaken_by_nobody_before_three_numbers() -> None:
    bench = configured()
    missed, *_ = came(bench, False, False, False, False, False)
    bench.call("1")
    for verb in ("recall", "recall", "no_show", "reinstate"):
        bench.say(verb, missed)
    late = bench.issue("satu", priority=True)
    bench.call("1")
    assert bench.office.seats["1"].ticket == late
    assert [row.number for row in rows(bench)] == ["A-002", "A-003", "A-004", "A-005"]


def test_the_figures_count_calls_people_and_reasons() -> None:
    bench = configured()
    tickets = came(bench, False, False, True, False)
    bench.call("1")
    sent_home(bench)
    bench.say("call_chosen", tickets[3], counter="1", actor=SENIOR, reason="janji")
    made = fairness(rows(bench), calls={"1": 2, "2": 0})
    first, second = made.counters
    assert (first.calls, first.overtaking, first.overtaken, first.longest_seconds) == (2, 2, 2, 900)
    assert first.by_rule == {"priority": 1, "chosen": 1}
    assert first.by_reason == {"janji": 1}
    assert (second.calls, second.overtaking, second.longest_seconds) == (0, 0, None)
    assert [(each.number, each.times, each.longest_seconds) for each in made.visitors] == [
        ("A-001", 2, 900),
        ("A-002", 2, 600),
    ]
    assert made.visitors[0].waited_seconds == 1200


def test_the_table_has_numbers_with_their_dates_and_no_code() -> None:
    bench = configured()
    tickets = came(bench, False, True)
    bench.call("1")
    (line,) = fairness_table(rows(bench), zone_name="Asia/Jakarta", zone_label="WIB")
    assert len(line) == len(FAIRNESS_COLUMNS) == len(set(FAIRNESS_COLUMNS))
    said: dict[str, Any] = dict(zip(FAIRNESS_COLUMNS, line, strict=True))
    assert (said["dilewati"], said["dilewati_tanggal"], said["oleh"]) == ("A-001", "2026-11-20", "A-002")
    assert (said["datang_lebih_awal_menit"], said["aturan"], said["zona"]) == ("5", "priority", "WIB")
    assert not any(bench.ticket(ticket).code in line for ticket in tickets)


def test_every_figure_is_defined_and_nothing_else_is() -> None:
    import re

    _, _, after = PAGE.partition("\n## Fairness of the line\n")
    defined = set(re.findall(r"^### `(\w+)`", after.split("\n## ")[0], flags=re.MULTILINE))
    names = {field.name for kind in (CounterFairness, Overtaken, Fairness) for field in fields(kind)}
    assert defined == names - {"counter", "counters", "visitors", "number", "number_day"}
    assert "fairness.csv" in PAGE


@pytest.mark.slow
async def test_a_day_is_read_back_from_the_file(tmp_path: Path) -> None:
    async with playing(tmp_path, office="kecamatan-metro-selatan", begins=at("08:00")) as day:
        await day.sit(at("08:00"), "1", clerk="a-1")
        await day.issue(at("08:01"), "000-02")
        await day.issue(at("08:05"), "000-02", priority=True)
        await day.say("call_next", at("08:06"), counter="1")
        reader = day.program.house.figures
        found, calls = await asyncio.to_thread(reader.overtakings, "kecamatan-metro-selatan", first=DAY, last=DAY)
        assert calls == {"1": 1}
        assert [(row.earlier_seconds, row.rule) for row in found] == [(240, "priority")]
        tomorrow = DAY + timedelta(days=1)
        assert await asyncio.to_thread(
            reader.overtakings, "kecamatan-metro-selatan", first=tomorrow, last=tomorrow
        ) == ((), {})
