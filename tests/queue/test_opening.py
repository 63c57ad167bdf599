"""Doors and kiosks by the clock: what a kiosk is refused and when, and that opening and closing are events."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from server.gate.problems import problem
from server.protocol import plain
from server.queue.apply import replay
from server.queue.command import SYSTEM, Refusal
from server.queue.event import read
from server.queue.opening import ALWAYS, opening
from server.views import doors
from sop.model import OpenHours
from tests.builders import KIOSK, MADE, SENIOR, WEEK, Bench, made_settings, picture

#: With a break from noon to one, every day but the weekend.
BREAKS = tuple(
    OpenHours(weekday=day, opens=opens, closes=closes)
    for day in range(5)
    for opens, closes in (("08:00", "12:00"), ("13:00", "16:00"))
)
BOUND = replace(made_settings(hours=BREAKS), kiosk_opens_before=30, last_number_before=60)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Asia/Jakarta")).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "open_", "numbers", "opens", "numbers_from"),
    [
        (at(20, 7, 29), False, False, at(20, 8), at(20, 7, 30)),
        (at(20, 7, 30), False, True, at(20, 8), None),
        (at(20, 8), True, True, None, None),
        (at(20, 12, 30), False, True, at(20, 13), None),
        (at(20, 14, 59), True, True, None, None),
        (at(20, 15), True, False, None, at(23, 7, 30)),
        (at(20, 16), False, False, at(23, 8), at(23, 7, 30)),
        (at(22, 9), False, False, at(23, 8), at(23, 7, 30)),
    ],
)
def test_kiosks_give_numbers_from_before_opening_to_before_closing(
    now: datetime, open_: bool, numbers: bool, opens: datetime | None, numbers_from: datetime | None
) -> None:
    found = opening(Bench(BOUND).office, now)
    assert (found.open, found.numbers, found.opens, found.numbers_from) == (open_, numbers, opens, numbers_from)


def test_an_office_that_decided_nothing_gives_numbers_at_any_hour() -> None:
    assert opening(Bench().office, at(22, 3)) == ALWAYS
    night = opening(Bench(hours=WEEK).office, at(22, 3))
    assert (night.open, night.numbers, night.opens) == (False, True, at(23, 8))


def test_a_kiosk_is_told_when_numbers_are_given_again_and_staff_may_still_give_one() -> None:
    bench = Bench(BOUND, at=at(20, 15, 1))
    with pytest.raises(Refusal) as refused:
        bench.issue("surat", actor=KIOSK)
    said = problem(refused.value, language="id")
    assert (said.code, said.next) == ("numbers_later", "Nomor diberikan lagi Senin, 23 November pukul 07.30.")
    assert problem(refused.value, language="en").next == "Numbers are given again Monday, 23 November at 07.30."
    assert bench.ticket(bench.issue("surat", actor=SENIOR)).number == "A-001"


def test_a_number_refused_at_night_leaves_no_gap() -> None:
    bench = Bench(BOUND, at=at(20, 14))
    first = bench.issue("surat", actor=KIOSK)
    bench.now = at(20, 15, 30)
    bench.tick()
    assert bench.refused("issue", actor=KIOSK, service="surat") == "numbers_later"
    second = bench.issue("surat", actor=SENIOR)
    assert [bench.ticket(each).running for each in (first, second)] == [1, 2]


def test_an_office_closed_for_ever_says_so_without_a_day() -> None:
    bench = Bench(BOUND, at=at(20, 14))
    dates = [at(20, 0).date() + timedelta(days=ahead) for ahead in range(400)]
    bench.say("set_days", days=[{"day": day.isoformat(), "kind": "libur_daerah", "open": False} for day in dates])
    bench.tick()
    assert bench.refused("issue", actor=KIOSK, service="surat") == "numbers_closed"


def changes(bench: Bench) -> list[tuple[datetime, bool, bool]]:
    return [
        (each.at, each.data["open"], each.data["numbers"]) for each in bench.events if each.type == "opening_changed"
    ]


def test_opening_and_closing_are_told_once_each_by_time_alone() -> None:
    bench = Bench(BOUND, at=at(20, 9))
    while bench.now < at(21, 0):
        bench.tick()
        bench.passes(minutes=10)
    assert changes(bench) == [
        (at(20, 12), False, True),
        (at(20, 13), True, True),
        (at(20, 15), True, False),
        (at(20, 16), False, False),
    ]
    again = replay(MADE, [read(office=MADE, seq=each.seq, text=each.text, hash_=each.hash) for each in bench.events])
    assert picture(again) == picture(bench.office)


def test_three_nights_without_power_open_the_office_once() -> None:
    bench = Bench(BOUND, at=at(20, 9))
    bench.now = at(23, 9)
    bench.tick()
    assert changes(bench) == []
    assert bench.office.day == at(23, 9).date()


def test_a_clock_months_ahead_closes_nothing_until_it_is_believed() -> None:
    bench = Bench(BOUND, at=at(20, 9))
    bench.believed = False
    bench.now = at(20, 9) + timedelta(days=120, hours=10)
    bench.tick()
    assert (changes(bench), bench.office.day) == ([], at(20, 9).date())
    bench.now, bench.believed = at(20, 12, 30), True
    bench.tick()
    # Office time never goes back: it stands where the last event left it, and no night was lived through.
    assert bench.office.day == at(20, 9).date()


def test_a_clock_behind_opens_and_closes_nothing_twice() -> None:
    bench = Bench(BOUND, at=at(20, 9))
    bench.now = at(20, 16, 30)
    bench.tick()
    before = changes(bench)
    bench.now = at(20, 10)
    bench.tick()
    assert changes(bench) == before


@pytest.mark.parametrize(
    ("now", "rule", "said"),
    [
        (at(20, 9), "serve_all", []),
        (at(20, 12, 30), "serve_all", ["Kantor buka lagi pukul 13.00."]),
        (at(20, 15, 30), "serve_all", ["Nomor baru sudah ditutup. Yang memegang nomor tetap dilayani."]),
        (
            at(20, 16, 30),
            "serve_all",
            [
                "Nomor baru sudah ditutup. Yang memegang nomor tetap dilayani.",
                "Kantor buka lagi Senin, 23 November pukul 08.00.",
            ],
        ),
        (
            at(20, 16, 30),
            "first_tomorrow",
            [
                "Belum dipanggil hari ini? Datang Senin, 23 November dengan karcis ini, Anda didahulukan.",
                "Kantor buka lagi Senin, 23 November pukul 08.00.",
            ],
        ),
    ],
)
def test_the_board_says_how_the_day_ends(now: datetime, rule: str, said: list[str]) -> None:
    bench = Bench(BOUND, at=at(20, 8, 30))
    bench.say("close_day_rule", actor=SYSTEM, rule=rule)
    bench.now = now
    bench.tick()
    assert [each.id for each in doors.notices(bench.office)] == said


def test_the_kiosk_part_says_when_numbers_are_given_again() -> None:
    bench = Bench(BOUND, at=at(20, 16, 30))
    part = doors.opening(bench.office)
    assert (part.numbers, part.numbers_from) == (False, at(23, 7, 30))
    assert part.notice is not None
    assert part.notice.id == "Nomor diberikan lagi Senin, 23 November pukul 07.30."


def test_a_rule_that_is_none_is_refused() -> None:
    assert Bench().refused("close_day_rule", actor=SYSTEM, rule="send_home") == "malformed"


def test_a_document_of_before_is_read_with_nothing_decided() -> None:
    document = plain(made_settings())
    for key in ("seasons", "kiosk_opens_before", "last_number_before"):
        del document[key]
    bench = Bench()
    bench.say("configure", actor=SYSTEM, document=document)
    assert bench.office.settings == made_settings()
