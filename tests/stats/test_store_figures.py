"""Rows come out of the real database file as the records put them in, while the writer writes."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from server.queue.calendar import Calendar
from server.stats.figures import figures
from server.store.figures import Figures
from tests.stats.played import DAY, at, playing

OFFICE = "kecamatan-metro-selatan"

pytestmark = pytest.mark.slow


async def test_a_morning_is_read_back_and_the_next_day_is_not_in_it(tmp_path: Path) -> None:
    async with playing(tmp_path, office=OFFICE, begins=at("08:00")) as day:
        await day.sit(at("08:00"), "1", clerk="a-1")
        first = await day.issue(at("08:01"), "000-01")
        second = await day.issue(at("08:02"), "000-02", priority=True)
        await day.say("call_chosen", at("08:06"), ticket=first, counter="1", reason="lainnya")
        await day.say("start", at("08:07"), ticket=first)
        await day.say("finish", at("08:11"), ticket=first, counter="1", then="hand_over")
        tomorrow = await day.issue(at("08:00", day=DAY + timedelta(days=1)), "000-01")
        reader = day.program.house.figures
        calendar = day.program.house.desk.office(OFFICE).calendar
        rows = await asyncio.to_thread(reader.rows, OFFICE, first=DAY, last=DAY, calendar=calendar)
        # The night ended the second one; its end is of Saturday, its number of Friday.
        assert [row.id for row in rows.tickets] == [first, second]
        assert [row.state for row in rows.tickets] == ["finished", "no_show"]
        assert rows.tickets[1].priority and rows.tickets[1].cause == "system"
        assert {row.ticket for row in rows.periods} == {first}
        assert [row.state for row in rows.periods] == ["waiting", "called", *["serving"] * 6]
        assert rows.periods[2].took == 240
        versions = day.program.house.desk.office(OFFICE).versions
        found = figures(rows, first=DAY, last=DAY, versions=versions, calendar=calendar)
        assert (found.waiting.median, found.finished, found.no_shows_by_system) == (300, 1, 1)
        both = await asyncio.to_thread(reader.rows, OFFICE, first=DAY, last=DAY + timedelta(days=1), calendar=calendar)
        assert {row.id for row in both.tickets} == {first, second, tomorrow}


async def test_reading_does_not_wait_for_the_writer_nor_the_writer_for_it(tmp_path: Path) -> None:
    async with playing(tmp_path, office=OFFICE, begins=at("08:00")) as day:
        await day.issue(at("08:01"), "000-01")
        reader = day.program.house.figures
        with day.program.engine.begin() as writing:
            # The write lock is held here; a reader that asked for it would wait five seconds and fail.
            assert writing is not None
            rows = await asyncio.to_thread(
                reader.rows, OFFICE, first=DAY, last=DAY, calendar=Calendar(zone="Asia/Jakarta")
            )
            assert len(rows.tickets) == 1
        with reader._engine.begin() as reading:
            reading.exec_driver_sql("SELECT count(*) FROM tickets").all()
            await day.issue(at("08:02"), "000-01")
            assert reading.exec_driver_sql("SELECT count(*) FROM tickets").scalar() == 1


async def test_nothing_can_be_written_through_it(tmp_path: Path) -> None:
    async with playing(tmp_path, office=OFFICE, begins=at("08:00")) as day:
        reader: Figures = day.program.house.figures
        with reader._engine.begin() as connection, pytest.raises(OperationalError, match="readonly"):
            connection.exec_driver_sql("DELETE FROM tickets")


async def test_arrivals_of_several_days(tmp_path: Path) -> None:
    async with playing(tmp_path, office=OFFICE, begins=at("08:00")) as day:
        await day.issue(at("08:01"), "000-01")
        await day.issue(at("08:05"), "000-01")
        reader = day.program.house.figures
        days = (DAY - timedelta(days=7), DAY)
        found = await asyncio.to_thread(reader.arrivals, OFFICE, days=days)
        assert {each: len(times) for each, times in found.items()} == {days[0]: 0, days[1]: 2}
