"""Two processes on one office: they take turns by a lock, each learns what the other wrote, and nobody gets a number twice."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from server.protocol import plain
from server.queue.command import SYSTEM, Refusal
from tests.builders import MADE, HandClock, a_clerk, made_settings, picture
from tests.desk.running_desk import AtOnce, Running
from tests.postgres import Cluster


@pytest_asyncio.fixture
async def pair(where: Path | str, hands: HandClock) -> AsyncIterator[tuple[Running, Running]]:
    """Two running desks on one database; the second was started after the first had made the office."""
    first = Running(where, hands)
    await first.start()
    second = Running(where, hands)
    await second.start()
    yield first, second
    await second.stop()
    await first.stop()


async def agree(*desks: Running) -> None:
    """Both memories, the journal and each other are equal."""
    for each in desks:
        await each.desk.catch_up()
        each.sound()
    assert picture(desks[0].office()) == picture(desks[1].office())


def running_numbers(desk: Running) -> list[int]:
    """Running numbers as issued, in the order of the journal."""
    return [event.data["ticket"]["running"] for event in desk.journal.read(MADE) if event.type == "issued"]


async def test_numbers_are_one_to_n_whoever_gives_them(pair: tuple[Running, Running]) -> None:
    numbers = await asyncio.gather(*(pair[place % 2].issue(f"visitor-{place}") for place in range(60)))
    assert sorted(numbers) == [f"A-{number:03d}" for number in range(1, 61)]
    assert running_numbers(pair[0]) == list(range(1, 61))
    await agree(*pair)


async def test_the_same_request_said_to_both_is_one_ticket(pair: tuple[Running, Running]) -> None:
    assert await asyncio.gather(*(each.issue("once") for each in pair)) == ["A-001", "A-001"]
    assert await pair[1].issue("once") == "A-001"
    with pytest.raises(Refusal, match="request_conflict"):
        await pair[1].say("issue", request_id="once", service="dua", body="another")
    await agree(*pair)


async def test_one_visitor_is_called_by_one_of_two(pair: tuple[Running, Running]) -> None:
    for each, counter in zip(pair, "12", strict=True):
        await each.say("open", request_id=f"open-{counter}", actor=a_clerk(f"a-{counter}"), counter=counter)
    await pair[0].issue("only")
    found = await asyncio.gather(
        *(
            each.say("call_next", request_id=f"call-{counter}", actor=a_clerk(f"a-{counter}"), counter=counter)
            for each, counter in zip(pair, "12", strict=True)
        ),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in found) == ["Answer", "Refusal"]
    await agree(*pair)


async def test_a_new_day_is_begun_by_one_and_learnt_by_the_other(
    pair: tuple[Running, Running], hands: HandClock
) -> None:
    await pair[0].issue("friday")
    await pair[1].desk.catch_up()
    hands.passes(timedelta(days=1))
    assert sorted(await asyncio.gather(pair[0].issue("one"), pair[1].issue("two"))) == ["A-001", "A-002"]
    # Yesterday's request, said to the other one.
    assert await pair[1].issue("friday") == "A-001"
    assert sum(event.type == "day_rolled" for event in pair[0].journal.read(MADE)) == 2
    await agree(*pair)


async def test_who_follows_one_sees_what_the_other_commits(pair: tuple[Running, Running]) -> None:
    first, second = pair
    follower = second.hub.follow(second.office(), view="kiosk", since=None)
    before = json.loads(str(await follower.frames.get()))
    await first.issue("one")
    if second.engine.dialect.name == "sqlite":
        # Nobody tells on SQLite; the next command of the office would find it too.
        await second.desk.catch_up(MADE)
    frame = json.loads(str(await asyncio.wait_for(follower.frames.get(), 10)))
    assert (frame["type"], frame["prev"]) == ("change", before["seq"])
    assert frame["seq"] == second.office().seq == first.office().seq
    await agree(*pair)


async def test_an_office_made_by_one_is_there_in_the_other(pair: tuple[Running, Running]) -> None:
    new = plain(replace(made_settings(), id="baru"))
    await pair[0].say("configure", request_id="new", actor=SYSTEM, office="baru", document=new)
    await pair[1].desk.catch_up()
    assert pair[1].desk.office("baru").day == pair[0].desk.office("baru").day


async def test_a_commit_of_one_whose_answer_was_lost_is_known_to_both(pair: tuple[Running, Running]) -> None:
    pair[0].journal.after = 1
    numbers = await asyncio.gather(*(each.issue(f"visitor-{place}") for place, each in enumerate((*pair, *pair))))
    assert sorted(numbers) == ["A-001", "A-002", "A-003", "A-004"]
    await agree(*pair)


async def test_one_that_cannot_write_does_not_keep_the_other_waiting(pair: tuple[Running, Running]) -> None:
    pair[0].journal.before = 100
    with pytest.raises(Refusal, match="store_failed"):
        await pair[0].issue("lost")
    assert await asyncio.wait_for(pair[1].issue("one"), 5) == "A-001"
    with pytest.raises(Refusal, match="internal"):
        await pair[1].say("hold", request_id="broken", ticket=["a list"])
    pair[0].journal.before = 0
    assert await asyncio.wait_for(pair[0].issue("two"), 5) == "A-002"
    await agree(*pair)


async def test_two_writers_without_threads_take_turns_in_one_loop(tmp_path: Path, hands: HandClock) -> None:
    desks = [Running(tmp_path / "antrean.db", hands, writer=AtOnce()) for _ in range(2)]
    for each in desks:
        await each.start()
    numbers = await asyncio.gather(*(desks[place % 2].issue(f"visitor-{place}") for place in range(20)))
    assert sorted(numbers) == [f"A-{number:03d}" for number in range(1, 21)]
    await agree(*desks)
    for each in desks:
        await each.stop()


# -- PostgreSQL: the connection is cut ------------------------------------------------------------------------


def cut(cluster: Cluster, name: str) -> None:
    """End every session of a database, as a restarted database server would."""
    cluster.say(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")


@pytest.fixture
def on_postgresql(cluster: Cluster) -> str:
    return cluster.database()


async def test_a_database_that_was_restarted_costs_no_command(
    cluster: Cluster, on_postgresql: str, hands: HandClock
) -> None:
    running = Running(on_postgresql, hands)
    await running.start()
    assert await running.issue("one") == "A-001"
    cut(cluster, on_postgresql.rpartition("/")[2])
    assert await running.issue("two") == "A-002"
    running.sound()
    await running.stop()


@pytest.mark.parametrize("committed", [True, False])
async def test_a_connection_cut_in_the_commit_is_answered_by_what_is_really_there(
    cluster: Cluster, on_postgresql: str, hands: HandClock, *, committed: bool
) -> None:
    running = Running(on_postgresql, hands)
    await running.start()
    await running.issue("one")
    commit, cuts = running.engine.dialect.do_commit, iter([True])

    def commit_and_lose(connection: Any) -> None:
        """The line goes dead once, just before the commit arrives or just after it was carried out."""
        if next(cuts, False):
            if committed:
                commit(connection)
            cut(cluster, on_postgresql.rpartition("/")[2])
            connection.cursor().execute("SELECT 1")
        commit(connection)

    running.engine.dialect.do_commit = commit_and_lose  # type: ignore[method-assign, assignment]
    assert await running.issue("two") == "A-002"
    assert next(cuts, None) is None
    assert await running.issue("three") == "A-003"
    assert running_numbers(running) == [1, 2, 3]
    running.sound()
    await running.stop()
