"""The four rules of who is next: what each chooses and says, and what holds of every line whatever comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.protocol import Words, plain
from server.queue.command import SYSTEM
from server.queue.line import heads, line_at, place
from server.queue.policy import DEFAULT, RULES, Next, pick_next, policy_of
from server.queue.sentences import rule, why
from server.queue.ticket import Ticket
from sop.model import Policy
from tests.builders import FRIDAY, SENIOR, Bench, made_settings
from tests.queue.test_who_is_next import a_ticket

ARRIVAL = Policy(kind="arrival")
ONE_TO_THREE = Policy(kind="ratio", priority_in_a_row=1, others_in_a_row=3)
TWICE = Policy(kind="accumulating", priority_rate=2.0)
LATER = Policy(kind="accumulating", priority_rate=1.0, other_delay_minutes=10)
GROUPS = (Words(id="lansia", en="elderly"),)


def a_line(names: str) -> list[Ticket]:
    """`aB`: a came, then a minute later B; capitals go first."""
    return [a_ticket(name, minutes=minute, priority=name.isupper()) for minute, name in enumerate(names)]


def called(names: str, policy: Policy, *, streak: int = 0, minutes: int = 30) -> str:
    """The whole line called by one counter, `minutes` after nine, in one go."""
    line, told = a_line(names), ""
    while (found := pick_next(line, policy=policy, streak=streak, now=FRIDAY + timedelta(minutes=minutes))) is not None:
        line.remove(found.ticket)
        told, streak = told + found.ticket.number, found.streak
    return told


@pytest.mark.parametrize(
    ("policy", "line", "order"),
    [
        (DEFAULT, "abcABCD", "ABaCDbc"),
        (ARRIVAL, "abcABCD", "abcABCD"),
        (ARRIVAL, "aBcDe", "aBcDe"),
        (Policy(kind="ratio"), "abcABCD", "ABaCDbc"),
        (ONE_TO_THREE, "abcdeABC", "AabcBdeC"),
        (ONE_TO_THREE, "abABC", "AabBC"),
        (Policy(kind="ratio", priority_in_a_row=3, others_in_a_row=2), "abcABCDEF", "ABCabDEFc"),
        # At half past nine A has waited 29 minutes, which count 58, and a 30.
        (TWICE, "aAbcB", "ABabc"),
        (Policy(kind="accumulating", priority_rate=1.0), "aAbBc", "aAbBc"),
        (LATER, "aAbBc", "ABabc"),
    ],
)
def test_each_rule_calls_in_its_order(policy: Policy, line: str, order: str) -> None:
    assert called(line, policy) == order


def test_credit_is_a_rate_times_the_time_waited() -> None:
    line = [a_ticket("a"), a_ticket("B", minutes=10, priority=True)]
    at = {
        minutes: pick_next(line, policy=TWICE, streak=0, now=FRIDAY + timedelta(minutes=minutes))
        for minutes in (19, 20, 21)
    }
    assert [found.ticket.number for found in at.values() if found is not None] == ["a", "a", "B"]


def test_others_can_begin_to_collect_credit_later() -> None:
    line = [a_ticket("a"), a_ticket("B", minutes=10, priority=True)]
    policy = Policy(kind="accumulating", priority_rate=1.0, other_delay_minutes=9)
    early = pick_next(line, policy=policy, streak=0, now=FRIDAY + timedelta(minutes=12))
    assert early is not None and early.ticket.number == "a"
    late = pick_next(line, policy=replace(policy, other_delay_minutes=11), streak=0, now=FRIDAY + timedelta(minutes=12))
    assert late is not None and (late.ticket.number, late.reason) == ("B", "credit")


def test_owed_turns_are_kept_over_an_absent_kind_and_forgiven_when_nobody_is_left() -> None:
    found = pick_next(a_line("A"), policy=ONE_TO_THREE, streak=-2, now=FRIDAY)
    assert found is not None and (found.ticket.number, found.streak) == ("A", 1)
    found = pick_next(a_line("a"), policy=ONE_TO_THREE, streak=-2, now=FRIDAY)
    assert found is not None and (found.ticket.number, found.streak) == ("a", -1)


# -- whatever comes ---------------------------------------------------------------

POLICIES = st.builds(
    Policy,
    kind=st.sampled_from(sorted(RULES)),
    priority_in_a_row=st.integers(1, 4),
    others_in_a_row=st.integers(1, 4),
    priority_rate=st.sampled_from([1.0, 1.5, 3.0, 10.0]),
    other_delay_minutes=st.integers(0, 30),
)
PEOPLE = st.lists(st.tuples(st.booleans(), st.sampled_from([None, True, False]), st.integers(0, 40)), max_size=12)


def people(drawn: list[tuple[bool, bool | None, int]]) -> list[Ticket]:
    """A line in order of arrival."""
    line = [
        a_ticket(f"n{index:02d}", minutes=minute, priority=priority, confirmed=confirmed)
        for index, (priority, confirmed, minute) in enumerate(drawn)
    ]
    return sorted(line, key=place)


@given(drawn=PEOPLE, policy=POLICIES, streak=st.integers(-4, 6), minutes=st.integers(0, 90))
def test_every_rule_calls_everybody_once_and_keeps_the_order_within_each_kind(
    drawn: list[tuple[bool, bool | None, int]], policy: Policy, streak: int, minutes: int
) -> None:
    waiting = people(drawn)
    order = []
    now = FRIDAY + timedelta(minutes=minutes)
    while waiting:
        found = pick_next(waiting, policy=policy, streak=streak, now=now)
        assert found is not None and found.ticket in waiting
        both = [each for each in (True, False) if any(ticket.goes_first is each for ticket in waiting)]
        firsts = [next(ticket for ticket in waiting if ticket.goes_first is kind) for kind in both]
        # Only the first of either kind matters, so the two are enough to choose from.
        assert pick_next(firsts, policy=policy, streak=streak, now=now) == found
        assert why(found, now=now).id.endswith(".")
        if found.reason in ("arrival", "collect"):
            assert found.ticket == min(waiting, key=place)
        waiting.remove(found.ticket)
        order.append(found.ticket)
        streak = found.streak
    assert pick_next(waiting, policy=policy, streak=streak, now=now) is None
    for kind in (True, False):
        places = [place(ticket) for ticket in order if ticket.goes_first is kind]
        assert places == sorted(places)
    if policy.kind == "arrival":
        assert order == sorted(order, key=place)


@given(
    ahead=st.integers(1, 4),
    others=st.integers(1, 4),
    before=st.integers(0, 6),
    streak=st.integers(-3, 3),
    default=st.booleans(),
)
def test_nobody_starves_under_a_ratio(ahead: int, others: int, before: int, streak: int, *, default: bool) -> None:
    """However many who go first keep coming, the one with `before` others in front is called within as many rounds."""
    policy = DEFAULT if default else Policy(kind="ratio", priority_in_a_row=ahead, others_in_a_row=others)
    ahead, others = (2, 1) if default else (ahead, others)
    waiting = [a_ticket(f"o{index}", minutes=index) for index in range(before + 1)]
    crowd = [a_ticket("P", minutes=50, priority=True)]
    overtaken = 0
    for _ in range(200):
        found = pick_next([*waiting, *crowd], policy=policy, streak=streak, now=FRIDAY)
        assert found is not None
        streak = found.streak
        if found.ticket in waiting:
            waiting.remove(found.ticket)
            if not waiting:
                break
        else:
            overtaken += 1
    assert not waiting
    assert overtaken <= ahead * (before // others + 1)


@given(rate=st.sampled_from([1.5, 2.0, 5.0, 50.0]), delay=st.integers(0, 60), wait=st.integers(0, 600))
def test_nobody_starves_by_credit(rate: float, delay: int, wait: int) -> None:
    """Whoever comes so late that their credit cannot catch up never overtakes: `wait` minutes bound who can."""
    policy = Policy(kind="accumulating", priority_rate=rate, other_delay_minutes=delay)
    waited = wait + delay
    other = a_ticket("o")
    # The latest comer who can have as much credit after `waited` minutes came at waited - wait / rate.
    late = a_ticket(
        "P", priority=True, queued_at=FRIDAY + timedelta(minutes=waited - wait / rate) + timedelta(seconds=1)
    )
    if late.queued_at <= FRIDAY + timedelta(minutes=waited):
        found = pick_next([other, late], policy=policy, streak=0, now=FRIDAY + timedelta(minutes=waited))
        assert found is not None and found.ticket.number == "o"


# -- in an office ---------------------------------------------------------------


def configured(bench: Bench, *, policy: Policy | None, at_counter_1: Policy | None = None) -> None:
    settings = made_settings()
    counters = (replace(settings.counters[0], policy=at_counter_1), *settings.counters[1:])
    bench.say("configure", actor=SYSTEM, document=plain(replace(settings, policy=policy, counters=counters)))


def called_by(bench: Bench, counter: str, *, count: int) -> list[str]:
    """The next numbers called at a counter, each sent home at once."""
    numbers = []
    for _ in range(count):
        numbers.append(bench.call(counter))
        ticket = bench.office.seats[counter].ticket
        assert ticket is not None
        bench.say("cancel", ticket)
    return numbers


def test_an_office_and_a_counter_have_their_own_rules() -> None:
    bench = Bench()
    configured(bench, policy=ARRIVAL, at_counter_1=ONE_TO_THREE)
    for counter in "12":
        bench.open(counter)
    assert policy_of(bench.office, counter="1") == ONE_TO_THREE
    assert policy_of(bench.office, counter="2") == ARRIVAL
    for priority in (False, False, False, False, True, True):
        bench.issue("satu", priority=priority)
    assert called_by(bench, "2", count=1) == ["A-001"]
    assert called_by(bench, "1", count=5) == ["A-005", "A-002", "A-003", "A-004", "A-006"]


def test_a_document_of_before_policies_is_still_understood() -> None:
    bench = Bench()
    document: dict[str, Any] = plain(made_settings())
    del document["policy"]
    for counter in document["counters"]:
        del counter["policy"]
    bench.say("configure", actor=SYSTEM, document=document)
    assert policy_of(bench.office, counter="1") == DEFAULT


@pytest.mark.parametrize(
    "wrong",
    [
        Policy(kind="ratio", priority_in_a_row=0),
        Policy(kind="ratio", others_in_a_row=10),
        Policy(kind="accumulating", priority_rate=0.5),
        Policy(kind="accumulating", other_rate=0.0),
        Policy(kind="accumulating", priority_rate=101.0),
        Policy(kind="accumulating", other_delay_minutes=-1),
    ],
)
def test_a_rule_under_which_nobody_or_only_one_kind_would_come_is_refused(wrong: Policy) -> None:
    bench = Bench()
    for settings in (
        replace(made_settings(), policy=wrong),
        replace(made_settings(), counters=(replace(made_settings().counters[0], policy=wrong),)),
    ):
        assert bench.refused("configure", actor=SYSTEM, document=plain(settings)) == "malformed"


def test_a_break_gives_those_who_go_first_no_second_turn() -> None:
    bench = Bench()
    bench.open("1")
    for priority in (False, True, True, True):
        bench.issue("satu", priority=priority)
    assert called_by(bench, "1", count=2) == ["A-002", "A-003"]
    bench.say("pause", counter="1", reason="salat")
    bench.open("1")
    assert called_by(bench, "1", count=2) == ["A-001", "A-004"]


@pytest.mark.parametrize("policy", [DEFAULT, ARRIVAL, ONE_TO_THREE, TWICE, LATER])
@pytest.mark.parametrize("others", [0, 1, 2, 5])
def test_somebody_who_goes_first_and_was_not_there_comes_after_three_numbers(policy: Policy, others: int) -> None:
    bench = Bench()
    configured(bench, policy=policy)
    bench.open("1")
    missed = bench.issue("satu", priority=True)
    bench.call("1")
    for verb in ("recall", "recall", "no_show"):
        bench.say(verb, missed)
    bench.passes(minutes=1)
    for _ in range(others):
        bench.issue("satu")
        bench.passes(seconds=5)
    bench.passes(minutes=1)
    bench.say("reinstate", missed)
    for _ in range(3):
        bench.passes(minutes=20)
        bench.issue("satu")
    numbers = called_by(bench, "1", count=min(others, 3) + 1)
    assert "A-001" not in numbers[:-1]
    # By the ratio three others are due after the call in vain, whoever they are.
    if policy is not ONE_TO_THREE or others >= 3:
        assert numbers[-1] == "A-001"


def test_somebody_who_is_alone_again_comes_at_once() -> None:
    bench = Bench()
    bench.open("1")
    missed, other = bench.issue("satu", priority=True), bench.issue("satu")
    bench.call("1")
    for verb in ("recall", "recall", "no_show", "reinstate"):
        bench.say(verb, missed)
    bench.say("cancel", other, actor=SENIOR)
    assert bench.call("1") == "A-001"
    assert bench.ticket(missed).behind is None


def test_in_another_lane_nobody_remembers_that_a_visitor_was_not_there() -> None:
    bench = Bench()
    bench.open("1")
    bench.open("2", "periksa")
    missed = bench.issue("satu", priority=True)
    bench.issue("satu")
    bench.call("1")
    for verb in ("recall", "recall", "no_show", "reinstate"):
        bench.say(verb, missed)
    assert bench.ticket(missed).behind is not None
    bench.say("transfer", missed, lane="periksa")
    assert bench.ticket(missed).behind is None
    assert bench.call("2") == "A-001"


def test_the_two_heads_lead_to_the_same_choice_as_the_whole_line() -> None:
    bench = Bench()
    bench.open("4")
    for service, priority in (("satu", False), ("dua", True), ("surat", False), ("satu", True), ("satu", False)):
        bench.issue(service, priority=priority)
        bench.passes(minutes=3)
    whole = line_at(bench.office, lanes=("depan", "periksa"), counter="4")
    assert [ticket.number for ticket in whole] == [f"A-00{n}" for n in range(1, 6)]
    two = heads(bench.office, lanes=("depan", "periksa"), counter="4")
    assert [ticket.number for ticket in two] == ["A-001", "A-002"]


# -- what is said ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (ARRIVAL, "Dipanggil menurut waktu datang."),
        (DEFAULT, "Didahulukan: lansia. Setelah 2 nomor didahulukan, 1 nomor lain."),
        (ONE_TO_THREE, "Didahulukan: lansia. Setelah 1 nomor didahulukan, 3 nomor lain."),
        (TWICE, "Menurut waktu datang; waktu tunggu yang didahulukan dihitung 2 kali: lansia."),
        (
            replace(TWICE, priority_rate=2.5, other_delay_minutes=5),
            "Menurut waktu datang; waktu tunggu yang didahulukan dihitung 2,5 kali, yang lain setelah 5 menit: lansia.",
        ),
        (LATER, "Menurut waktu datang; waktu tunggu yang lain dihitung setelah 10 menit: lansia."),
    ],
)
def test_the_board_says_the_rule_that_holds(policy: Policy, said: str) -> None:
    assert rule(policy, groups=GROUPS).id == said
    assert rule(policy, groups=()).id == "Dipanggil menurut waktu datang."


@pytest.mark.parametrize(
    ("policy", "reason", "said"),
    [
        (DEFAULT, "turn", "A-001 giliran berikutnya: menunggu 7 menit; sudah 2 yang didahulukan berturut-turut."),
        (ONE_TO_THREE, "turn", "A-001 giliran berikutnya: menunggu 7 menit; sudah 1 yang didahulukan berturut-turut."),
        (
            TWICE,
            "credit",
            "A-001 giliran berikutnya: menunggu 7 menit; waktu tunggu yang didahulukan dihitung 2 kali.",
        ),
    ],
)
def test_why_is_said_by_the_rule_that_chose(policy: Policy, reason: str, said: str) -> None:
    chosen = Next(ticket=a_ticket("A-001"), reason=reason, streak=0, policy=policy)
    assert why(chosen, now=FRIDAY + timedelta(minutes=7)).id == said


def test_somebody_from_an_earlier_day_is_not_said_to_have_waited_a_thousand_minutes() -> None:
    chosen = Next(ticket=a_ticket("A-001"), reason="arrival", streak=0)
    told = why(chosen, now=FRIDAY + timedelta(days=1))
    assert told.id == "A-001 giliran berikutnya: menunggu sejak hari sebelumnya, paling lama di antrean ini."
    assert told.en == "A-001 is next: waiting since an earlier day, the longest in this line."


def test_the_board_follows_the_office() -> None:
    from server.views.public import notices

    bench = Bench()
    configured(bench, policy=ONE_TO_THREE)
    assert notices(bench.office)[0] == rule(ONE_TO_THREE, groups=GROUPS)


def test_streaks_follow_each_other() -> None:
    """However it began, `streak` stays within the round."""
    for policy in (DEFAULT, ONE_TO_THREE):
        streaks = [0]
        for _ in range(12):
            found = pick_next(a_line("abAB"), policy=policy, streak=streaks[-1], now=FRIDAY)
            assert found is not None
            streaks.append(found.streak)
        assert all(-3 < after <= 2 for after in streaks)
        assert any(before != after for before, after in pairwise(streaks))
