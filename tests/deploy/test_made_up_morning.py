"""The made-up morning of a demonstration: when it begins, that its people follow the rules, and that nothing of it is fixed."""

from __future__ import annotations

import random
from collections import Counter as Tally
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from deploy.demo import make_room, people_of
from deploy.machine import CannotStart
from deploy.morning import Bring, Say, Wait, World, clerk, free_counter, staffed, visitors, world
from deploy.past import Past, morning_before, play
from server.program import DATABASE
from server.protocol import TicketReply
from server.store.database import open_engine
from server.store.journal import Journal
from sop.load import load_catalogue
from sop.model import Catalogue

WIB = ZoneInfo("Asia/Jakarta")
OFFICE = "kecamatan-metro-selatan"


@cache
def catalogue() -> Catalogue:
    return load_catalogue()


def here(seed: int = 1) -> World:
    return world(catalogue(), OFFICE, chance=random.Random(seed))


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        ("10.00", "07.30"),
        ("11.30", "07.30"),
        ("13.00", "09.00"),
        ("23.59", "19.59"),
        ("08.40", "07.30"),
        ("08.00", "04.00"),
        ("03.00", "00.00"),
        ("00.05", "00.00"),
        ("00.00", "00.00"),
    ],
)
def test_a_morning_begins_on_the_service_day_it_ends_on(now: str, begins: str) -> None:
    def at(text: str) -> datetime:
        return datetime(2026, 11, 20, int(text[:2]), int(text[3:]), tzinfo=WIB)

    begin = morning_before(at(now).astimezone(UTC), zone=WIB)
    assert begin == at(begins)
    assert begin.utcoffset() == timedelta(0)


def test_one_counter_is_kept_free_for_whoever_tries_it() -> None:
    counters = here().counters
    free = free_counter(counters)
    assert free is not None
    assert free not in staffed(counters)
    assert len(staffed(counters)) == len(counters) - 1
    assert free_counter(counters[:1]) is None
    assert staffed(counters[:1]) == counters[:1]


def test_visitors_come_only_for_services_of_the_office() -> None:
    office = here()
    coming = visitors(office)
    steps = [next(coming) for _ in range(400)]
    brought = [step for step in steps if isinstance(step, Bring)]
    assert len(brought) == 200
    assert all(isinstance(step, Wait) and step.seconds > 0 for step in steps[::2])
    offered = {each.id: each.kiosk for each in office.procedures}
    assert all(offered[each.service] == ("issue" if each.at_kiosk else "elsewhere") for each in brought)
    assert 0 < sum(each.priority for each in brought) < 60


def test_a_clerk_with_nobody_waiting_waits_and_does_not_open_again() -> None:
    office = here()
    day = clerk(office, office.counters[0])
    assert next(day) == Say(verb="open", counter="1")
    assert day.send(TicketReply(seq=1)) == Say(verb="call_next", counter="1")
    assert isinstance(day.send("nobody_waiting"), Wait)
    assert day.send(None) == Say(verb="call_next", counter="1")


def test_a_clerk_whose_counter_was_closed_at_night_opens_it_again() -> None:
    office = here()
    day = clerk(office, office.counters[0])
    next(day)
    day.send(None)
    assert isinstance(day.send("counter_closed"), Wait)
    assert day.send(None) == Say(verb="open", counter="1")


def test_each_password_of_a_demonstration_is_its_own() -> None:
    people = people_of([here()])
    again = people_of([here()])
    passwords = [each.password for each in (*people, *again)]
    assert len(set(passwords)) == len(passwords)
    assert all(password is not None and len(password) >= 10 for password in passwords)
    assert [each.name for each in people if each.pin is not None] == ["Petugas 2"]


async def a_morning(data: Path, *, hours: float) -> tuple[World, Past]:
    office = here()
    end = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
    data.mkdir()
    past = await play(data, [office], people_of([office]), begin=end - timedelta(hours=hours), end=end)
    return office, past


@pytest.mark.slow
async def test_a_morning_is_an_ordinary_journal_with_all_that_happens_in_one(tmp_path: Path) -> None:
    _, past = await a_morning(tmp_path / "data", hours=4)
    engine = open_engine(tmp_path / "data" / DATABASE)
    journal = Journal(engine)
    events = list(journal.read(OFFICE))
    happened = Tally(event.type for event in events)
    assert journal.verify(OFFICE) == []
    assert happened["issued"] == past.issued > 25
    assert {"called", "recalled", "started", "step_finished", "became_ready", "handed_over", "held", "no_show"} <= set(
        happened
    )
    assert any(event.type == "finished" and event.data["ticket"].get("outcome") == "ditolak" for event in events)
    assert any(event.type == "issued" and event.data["ticket"]["priority"] for event in events)
    assert all(before.at <= after.at for before, after in pairwise(events))
    assert all(event.at.utcoffset() == timedelta(0) for event in events)
    assert events[-1].at <= datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
    engine.dispose()


@pytest.mark.slow
async def test_a_morning_says_who_sits_where_at_its_end(tmp_path: Path) -> None:
    _, past = await a_morning(tmp_path / "data", hours=2)
    seated = past.seated[OFFICE]
    assert seated
    assert all(reply.state in ("called", "serving") and reply.counter == counter for counter, reply in seated.items())


@pytest.mark.slow
async def test_a_morning_of_no_time_is_an_empty_office(tmp_path: Path) -> None:
    _, past = await a_morning(tmp_path / "data", hours=0)
    assert past.issued == 0
    assert past.seated[OFFICE] == {}


def test_a_demonstration_makes_room_only_in_its_own_folder(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "demo.json").write_text("{}")
    (own / "old").write_text("yesterday")
    make_room(own)
    assert list(own.iterdir()) == []
    (own / "mine").write_text("keep")
    with pytest.raises(CannotStart, match="not made by a demonstration"):
        make_room(own)
    make_room(tmp_path / "new")
    assert (tmp_path / "new").is_dir()
