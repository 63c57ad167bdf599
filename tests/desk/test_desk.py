"""The writer: many callers in one durable commit, one bad command alone, and nothing seen that was not committed."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from server.desk import BATCH
from server.protocol import plain
from server.queue.command import SYSTEM, Refusal
from server.queue.event import UnknownEvent
from server.queue.office import Answer
from server.store.database import open_engine
from tests.builders import FRIDAY, MADE, HandClock, a_clerk, made_settings, picture
from tests.desk.running_desk import AtOnce, Running


async def told(*said: Awaitable[Answer | str]) -> list[Answer | str | Refusal]:
    """What several callers at once are told."""
    found: list[Answer | str | Refusal] = []
    for each in await asyncio.gather(*said, return_exceptions=True):
        assert isinstance(each, (Answer, Refusal, str)), each
        found.append(each)
    return found


def codes(found: Iterable[object]) -> list[str]:
    """Codes of the refusals among what was told."""
    return [each.code for each in found if isinstance(each, Refusal)]


async def test_thirty_two_callers_at_once_get_one_to_thirty_two_in_few_commits(running: Running) -> None:
    running.journal.batches.clear()
    numbers = await asyncio.gather(*(running.issue(f"visitor-{place}") for place in range(32)))
    assert sorted(numbers) == [f"A-{number:03d}" for number in range(1, 33)]
    assert len(running.journal.batches) <= 2
    assert sum(running.journal.batches) == 32
    running.sound()


async def test_a_batch_is_bounded(running: Running) -> None:
    running.journal.batches.clear()
    await asyncio.gather(*(running.issue(f"visitor-{place}") for place in range(BATCH + 20)))
    assert max(running.journal.batches) <= BATCH
    running.sound()


async def test_one_bad_command_fails_alone(running: Running) -> None:
    running.journal.poison = {"bad"}
    found = await told(*(running.issue(name) for name in ("one", "two", "bad", "three")))
    assert codes(found) == ["store_failed"]
    assert [each for each in found if not isinstance(each, Refusal)] == ["A-001", "A-002", "A-003"]
    assert "bad" not in running.office().tickets
    running.sound()


async def test_a_command_that_breaks_the_decider_fails_alone_and_the_writer_lives(running: Running) -> None:
    found = await told(
        running.issue("one"),
        running.say("issue", request_id="broken", service=["a list"]),
        running.say("hold", request_id="empty", ticket=["a list"]),
        running.issue("two"),
    )
    assert codes(found) == ["internal", "internal"]
    assert [each for each in found if isinstance(each, str)] == ["A-001", "A-002"]
    assert await running.issue("three") == "A-003"
    running.sound()


async def test_a_disk_that_refuses_is_a_503_and_nothing_of_it_is_seen(running: Running) -> None:
    await running.issue("before")
    follower = running.hub.follow(running.office(), view="kiosk", since=None)
    follower.frames.get_nowait()
    before = picture(running.office())
    running.journal.before = 100
    found = await told(*(running.issue(f"lost-{place}") for place in range(8)))
    assert codes(found) == ["store_failed"] * 8
    assert {each.status for each in found if isinstance(each, Refusal)} == {503}
    assert picture(running.office()) == before
    assert follower.frames.empty()
    running.sound()
    running.journal.before = 0
    assert await running.issue("after") == "A-002"
    assert json.loads(str(follower.frames.get_nowait()))["type"] == "change"
    running.sound()


async def test_a_commit_whose_answer_was_lost_is_found_in_the_journal_and_answered(running: Running) -> None:
    follower = running.hub.follow(running.office(), view="kiosk", since=None)
    follower.frames.get_nowait()
    running.journal.after = 1
    assert await running.issue("one") == "A-001"
    assert not follower.frames.empty()
    running.sound()


@pytest.mark.parametrize("callers", [2, 9])
async def test_so_is_every_caller_of_a_whole_batch_and_memory_is_not_behind(running: Running, callers: int) -> None:
    follower = running.hub.follow(running.office(), view="kiosk", since=None)
    follower.frames.get_nowait()
    running.journal.after = 1
    numbers = await asyncio.gather(*(running.issue(f"visitor-{place}") for place in range(callers)))
    assert sorted(numbers) == [f"A-{number:03d}" for number in range(1, callers + 1)]
    running.sound()
    assert not follower.frames.empty()


async def test_a_store_that_can_neither_write_nor_read_back_does_not_kill_the_writer(running: Running) -> None:
    running.journal.unreadable = True
    with pytest.raises(Refusal, match="store_failed"):
        await running.say("recall", request_id="unknown", ticket="nobody")
    running.journal.unreadable = False
    assert await running.issue("one") == "A-001"


async def test_a_refusal_on_top_of_uncommitted_events_waits_for_them(running: Running) -> None:
    await running.say("open", request_id="open", actor=a_clerk("a-1"), counter="1")
    await running.issue("one")
    running.journal.batches.clear()
    found = await told(
        running.say("call_next", request_id="call-1", actor=a_clerk("a-1"), counter="1"),
        running.say("call_next", request_id="call-2", actor=a_clerk("a-1"), counter="1"),
    )
    assert codes(found) == ["counter_busy"]
    # The same again on a disk that refuses: a counter that was never busy must not be said to be.
    running.journal.before = 100
    await_both = await told(
        running.say("cancel", request_id="cancel", actor=a_clerk("a-1"), ticket="one"),
        running.say("recall", request_id="recall", actor=a_clerk("a-1"), ticket="one"),
    )
    assert codes(await_both) == ["store_failed", "store_failed"]
    running.journal.before = 0
    running.sound()


async def test_the_same_request_twice_at_once_is_one_ticket(running: Running) -> None:
    first, second, third = await asyncio.gather(*(running.issue("once") for _ in range(3)))
    assert first == second == third == "A-001"
    assert len(running.office().tickets) == 1
    found = await told(
        running.say("issue", request_id="twice", service="satu"),
        running.say("issue", request_id="twice", service="dua", body="another"),
    )
    assert codes(found) == ["request_conflict"]
    assert len(running.office().tickets) == 2


async def test_a_request_of_an_earlier_day_is_answered_again_and_with_another_body_a_conflict(
    running: Running, hands: HandClock
) -> None:
    first = await running.say("issue", request_id="friday", service="satu")
    hands.passes(timedelta(days=1))
    assert await running.issue("saturday") == "A-001"
    assert running.office().answers.get("friday") is None
    again = await running.say("issue", request_id="friday", service="satu")
    assert again.event == first.event
    with pytest.raises(Refusal, match="request_conflict"):
        await running.say("issue", request_id="friday", service="dua", body="another")
    assert await running.issue("next") == "A-002"
    running.sound()


async def test_so_is_one_that_would_be_refused_today(running: Running, hands: HandClock) -> None:
    await running.say("open", request_id="open", actor=a_clerk("a-1"), counter="1")
    await running.issue("one")
    called = await running.say("call_next", request_id="call", actor=a_clerk("a-1"), counter="1")
    hands.passes(timedelta(days=1))
    await running.issue("saturday")
    again = await running.say("call_next", request_id="call", actor=a_clerk("a-1"), counter="1")
    assert again.event == called.event
    with pytest.raises(Refusal, match="request_conflict"):
        await running.say("call_next", request_id="call", actor=a_clerk("a-1"), counter="1", body="another")
    running.sound()


async def test_a_restart_knows_everything(running: Running, tmp_path: Path, hands: HandClock) -> None:
    await asyncio.gather(*(running.issue(f"visitor-{place}") for place in range(5)))
    before = picture(running.office())
    next_one = Running(tmp_path / "antrean.db", hands)
    next_one.desk.load()
    assert picture(next_one.office()) == before
    assert next_one.desk.doubted == set()
    next_one.engine.dispose()


async def test_an_event_of_a_newer_program_refuses_to_start(running: Running, tmp_path: Path, hands: HandClock) -> None:
    engine = open_engine(tmp_path / "antrean.db")
    with engine.begin() as connection:
        connection.exec_driver_sql("""UPDATE events SET payload = replace(payload, '"version":1', '"version":9')""")
    engine.dispose()
    next_one = Running(tmp_path / "antrean.db", hands)
    with pytest.raises(UnknownEvent):
        next_one.desk.load()
    next_one.engine.dispose()


async def test_a_clock_that_is_set_makes_the_night_wait_until_a_person_confirms(
    running: Running, hands: HandClock
) -> None:
    await running.issue("one")
    hands.is_set(FRIDAY + timedelta(days=1))
    assert await running.issue("two") == "A-002"
    assert running.desk.clock_in_doubt(MADE)
    await running.say("confirm_clock", request_id="yes", actor=SYSTEM)
    assert not running.desk.clock_in_doubt(MADE)
    assert await running.issue("three") == "A-001"
    # The same confirmation once more confirms nothing new.
    hands.is_set(FRIDAY + timedelta(days=2))
    await running.say("confirm_clock", request_id="yes", actor=SYSTEM)
    assert running.desk.clock_in_doubt(MADE)
    assert await running.issue("four") == "A-002"
    running.sound()


async def test_a_confirmation_that_could_not_be_written_confirms_nothing(running: Running, hands: HandClock) -> None:
    hands.is_set(FRIDAY + timedelta(days=1))
    running.journal.before = 100
    with pytest.raises(Refusal, match="store_failed"):
        await running.say("confirm_clock", request_id="yes", actor=SYSTEM)
    assert running.desk.clock_in_doubt(MADE)
    running.journal.before = 0


async def test_a_clock_behind_the_journal_at_start_is_doubted(running: Running, tmp_path: Path) -> None:
    await running.issue("one")
    earlier = HandClock(FRIDAY - timedelta(days=400))
    next_one = Running(tmp_path / "antrean.db", earlier)
    next_one.desk.load()
    assert next_one.desk.doubted == {MADE}
    next_one.engine.dispose()


async def test_a_new_office_has_its_day_at_once(running: Running) -> None:
    new = plain(replace(made_settings(), id="baru"))
    await running.say("configure", request_id="new", actor=SYSTEM, office="baru", document=new)
    assert running.desk.office("baru").day == running.office().day


async def test_an_office_nobody_configured_is_not_there(running: Running) -> None:
    with pytest.raises(Refusal, match="office_unknown"):
        await running.say("issue", request_id="x", office="nowhere", service="satu")
    with pytest.raises(Refusal, match="office_unknown"):
        running.desk.office("nowhere")
    assert "nowhere" not in running.desk.offices


async def test_a_writer_without_a_thread_does_the_same_in_the_callers_order(tmp_path: Path, hands: HandClock) -> None:
    writer = AtOnce()
    running = Running(tmp_path / "at_once.db", hands, writer=writer)
    await running.start()
    assert await asyncio.gather(*(running.issue(f"v-{place}") for place in range(5))) == [
        f"A-{number:03d}" for number in range(1, 6)
    ]
    running.journal.after = 1
    assert await running.issue("again") == "A-006"
    assert writer.done
    running.sound()
    await running.stop()
