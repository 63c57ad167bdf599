"""Complaints: any channel, levels of a day each, rising by itself, refused, answered, and kept from those it is about."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from server.access import Principal, actor, visible
from server.protocol import Promise, plain
from server.queue.apply import replay
from server.queue.complaint import CHANNELS
from server.queue.private import keyed_hash
from server.queue.ticket import State
from server.views.public import slips
from server.views.receipt import CHANNEL_WORDS
from tests.builders import CLERK, MADE, SENIOR, WEEK, Bench, a_clerk, catalogue, fold, picture

RECEPTION = actor(Principal(id="a-depan", name="", role="reception", office=MADE))
TEAM = actor(Principal(id="a-tim", name="", role="complaints", office=MADE))
HEAD = actor(Principal(id="a-kepala", name="", role="head", office=MADE))
TEXT = {"complaint": "Petugas tidak ada di tempat."}
#: Monday 09.00 in Jakarta.
MONDAY = datetime(2026, 11, 23, 2, tzinfo=UTC)


def taken(bench: Bench, channel: str = "telepon", *, service: str = "aduan", **said: Any) -> str:
    """A complaint taken down at reception. Returns: the ticket's id."""
    options = {"service": service, "channel": channel, "read_back": True, **said}
    answer = bench.say("take_complaint", actor=RECEPTION, texts=TEXT, **options)
    return str(answer.event.data["ticket"]["id"])


def a_bench() -> Bench:
    return Bench(hours=WEEK, at=MONDAY)


def next_day(bench: Bench, days: int = 1) -> None:
    """The server runs through the night: it is asked just after midnight."""
    bench.now = datetime.combine((bench.now.date()), datetime.min.time(), tzinfo=UTC).replace(hour=17, second=30)
    if days > 1:
        bench.passes(days=days - 1)
    bench.tick()
    bench.passes(hours=9)


@pytest.mark.parametrize("channel", CHANNELS)
def test_only_who_stands_there_is_called(channel: str) -> None:
    bench = a_bench()
    bench.open("4")
    ticket = taken(bench, channel)
    if channel == "langsung":
        assert bench.call("4") == "M-001"
    else:
        assert bench.refused("call_next", counter="4") == "nobody_waiting"
        assert bench.refused("call_chosen", ticket, counter="4", actor=SENIOR, reason="janji") == "visitor_away"
        bench.say("start", ticket, counter="4")
        assert bench.state(ticket) is State.SERVING


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"channel": "burung"}, "channel_unknown"),
        ({"service": "surat"}, "not_a_complaint"),
        ({"service": "none"}, "service_unknown"),
        ({"read_back": False}, "read_back_needed"),
        ({"texts": {}}, "text_needed"),
        ({"texts": {"contact": "0812"}}, "text_needed"),
    ],
)
def test_a_complaint_is_written_down_read_back_and_comes_by_a_known_channel(changed: dict[str, Any], code: str) -> None:
    said: dict[str, Any] = {"service": "aduan", "channel": "telepon", "read_back": True, "texts": TEXT, **changed}
    assert a_bench().refused("take_complaint", actor=RECEPTION, **said) == code


def test_an_event_has_the_text_s_id_and_keyed_hash_only() -> None:
    bench = a_bench()
    ticket = taken(bench)
    event = bench.events[-1]
    body = TEXT["complaint"]
    fact = {
        "id": event.data["private"][0]["id"],
        "purpose": "complaint",
        "hash": keyed_hash(salt="00" * 32, body=body),
        "ticket": ticket,
        "expires": None,
    }
    assert event.data["private"] == [fact]
    assert event.data["read_back"]
    assert body not in event.text
    assert bench.office.private[fact["id"]].ticket == ticket


def test_a_visitor_s_words_are_recorded_while_they_are_served() -> None:
    bench = a_bench()
    bench.open("4")
    ticket = bench.issue("aduan")
    assert bench.refused("record_complaint", ticket, texts={}, read_back=True) == "text_needed"
    bench.serve(ticket, "4")
    bench.say("record_complaint", ticket, texts=TEXT, read_back=True)
    assert (bench.ticket(ticket).channel, bench.state(ticket)) == ("langsung", State.SERVING)
    other = bench.issue("surat")
    assert bench.refused("classify", other, classed="berat") == "not_a_complaint"


def test_a_complaint_is_classified_by_the_office_s_list() -> None:
    bench = a_bench()
    ticket = taken(bench)
    assert bench.refused("classify", ticket, classed="gawat") == "class_unknown"
    bench.say("classify", ticket, classed="berat")
    assert bench.ticket(ticket).classed == "berat"


def test_a_complaint_is_refused_with_a_reason_of_the_list() -> None:
    bench = a_bench()
    ticket = taken(bench)
    bench.say("start", ticket)
    assert bench.refused("finish", ticket, outcome="ditolak") == "reason_needed"
    assert bench.refused("finish", ticket, outcome="ditolak", reason="malas") == "reason_unknown"
    event = bench.say("finish", ticket, outcome="ditolak", reason="bukan_wewenang").event
    assert (event.type, event.data["reason"]) == ("finished", "bukan_wewenang")
    assert "taken" not in event.data
    assert bench.ticket(ticket).outcome == "ditolak"
    assert bench.office.levels == {}


def test_nothing_is_solved_without_an_answer() -> None:
    bench = a_bench()
    ticket = taken(bench)
    bench.say("start", ticket)
    bench.say("finish", ticket, outcome="naik")
    bench.say("start", ticket)
    assert bench.refused("finish", ticket, outcome="selesai") == "answer_needed"
    assert bench.refused("finish", ticket, then="hand_over") == "answer_needed"
    bench.say("answer", ticket, texts={"answer": "Sudah ditindaklanjuti."})
    bench.say("finish", ticket, outcome="selesai")
    assert (bench.ticket(ticket).step, bench.ticket(ticket).level_due) == (4, None)


def test_each_level_has_its_day_and_the_complaint_rises_by_itself() -> None:
    """Taken on Wednesday afternoon; Saturday and Sunday count for nobody; the last level keeps it."""
    bench = a_bench()
    bench.passes(days=2, hours=5)
    ticket = taken(bench)
    walked = []
    for _ in range(8):
        found = bench.ticket(ticket)
        walked.append((bench.office.day, found.lane, found.level_due, found.risen))
        next_day(bench)
    wednesday, thursday, friday, saturday = (
        date(2026, 11, 25),
        date(2026, 11, 26),
        date(2026, 11, 27),
        date(2026, 11, 28),
    )
    monday, tuesday = date(2026, 11, 30), date(2026, 12, 1)
    assert walked == [
        (wednesday, "depan", thursday, 0),
        (thursday, "depan", thursday, 0),
        (friday, "kerja", friday, 1),
        (saturday, "periksa", monday, 2),
        (date(2026, 11, 29), "periksa", monday, 2),
        (monday, "periksa", monday, 2),
        (tuesday, "tanda", tuesday, 3),
        (date(2026, 12, 2), "tanda", tuesday, 3),
    ]
    risen = [each for each in bench.events if each.type == "complaint_risen"]
    assert [(each.actor, each.data["cause"], each.data["outcome"]) for each in risen] == [
        ("system", "system", "naik")
    ] * 3
    assert picture(replay(MADE, bench.events)) == picture(bench.office)
    assert fold(MADE, bench.events, batches=[2]).periods == bench.records.periods


def test_after_nights_without_power_it_rises_one_level_and_that_level_has_its_day() -> None:
    bench = a_bench()
    ticket = taken(bench)
    bench.passes(days=7, hours=2)
    bench.tick()
    found = bench.ticket(ticket)
    # Found on Monday at 11.00, when the office has worked for three hours: the level has until the next working day.
    assert (found.lane, found.level_due, found.risen) == ("kerja", date(2026, 12, 1), 1)
    bench.tick()
    assert bench.ticket(ticket) == found


def test_a_clock_nobody_believes_lets_nothing_rise() -> None:
    bench = a_bench()
    ticket = taken(bench)
    bench.believed = False
    bench.passes(days=30)
    bench.tick()
    assert bench.ticket(ticket).risen == 0


def test_what_was_told_does_not_end_because_the_complainant_left() -> None:
    bench = a_bench()
    bench.open("4")
    for state in ("waiting", "called", "serving", "held", "no_show"):
        ticket = taken(bench, "langsung")
        if state in ("called", "serving", "no_show"):
            bench.call("4")
        if state == "serving":
            bench.say("start", ticket)
        if state == "held":
            bench.say("hold", ticket)
        if state == "no_show":
            for verb in ("recall", "recall", "no_show"):
                bench.say(verb, ticket)
        else:
            bench.now = datetime.combine(bench.now.date(), datetime.min.time(), tzinfo=UTC).replace(hour=17)
            bench.tick()
            bench.passes(hours=9)
            bench.open("4")
        found = bench.ticket(ticket)
        assert (found.state, found.gone, found.counter) == (State.WAITING, True, None), state
        bench.say("start", ticket)
        bench.say("finish", ticket, outcome="ditolak", reason="tidak_jelas")


def test_a_complaint_held_or_worked_on_rises_too() -> None:
    bench = a_bench()
    bench.open("4")
    ticket = taken(bench)
    other = taken(bench)
    bench.say("start", ticket, counter="4")
    bench.say("hold", other)
    next_day(bench, days=3)
    for each in (ticket, other):
        found = bench.ticket(each)
        assert (found.state, found.lane, found.counter, found.held_reason) == (State.OUTSIDE, "kerja", None, None)


def test_the_four_levels_of_004_are_walked_and_the_third_solves_it() -> None:
    """004-01: taken by telephone on Thursday, Kasi by hand, Kabid by itself over the weekend, solved by the Sekretaris."""
    office = next(
        each for each in catalogue().offices if any(p.id == "004-01" for p in catalogue().procedures_at(each.id))
    )
    bench = Bench(office, catalogue().procedures_at(office.id), at=datetime(2026, 11, 26, 2, tzinfo=UTC))
    ticket = taken(bench, service="004-01")
    assert bench.ticket(ticket).level_due == date(2026, 11, 27)
    bench.say("start", ticket)
    bench.say("classify", ticket, classed="sedang")
    bench.say("finish", ticket, outcome="naik")
    assert (bench.ticket(ticket).lane, bench.ticket(ticket).level_due) == ("kasi", date(2026, 11, 27))
    next_day(bench, days=2)
    assert (bench.ticket(ticket).lane, bench.ticket(ticket).level_due) == ("kabid", date(2026, 11, 30))
    next_day(bench)
    next_day(bench)
    assert (bench.office.day, bench.ticket(ticket).lane) == (date(2026, 11, 30), "kabid")
    next_day(bench)
    assert (bench.ticket(ticket).lane, bench.ticket(ticket).risen) == ("sekretaris", 2)
    bench.say("start", ticket)
    bench.say("answer", ticket, texts={"answer": "Jadwal petugas sudah diperbaiki."})
    bench.say("finish", ticket, outcome="selesai")
    assert bench.office.stop(bench.ticket(ticket)).no == "8"
    bench.say("start", ticket)
    bench.say("finish", ticket)
    assert bench.state(ticket) is State.READY
    bench.say("hand_over", ticket)
    assert (bench.state(ticket), bench.ticket(ticket).outcome) == (State.FINISHED, "selesai")


def test_001_20_is_walked_in_its_sixty_minutes() -> None:
    office = catalogue().office("kecamatan-001")
    bench = Bench(office, catalogue().procedures_at(office.id), at=MONDAY)
    bench.open("1")
    ticket = bench.issue("001-20")
    bench.serve(ticket, "1")
    bench.say("record_complaint", ticket, texts=TEXT, read_back=True, counter="1")
    for lane, minutes in (("tim-pengaduan", 2), ("sekretaris-kecamatan", 5), ("camat", 18)):
        bench.passes(minutes=minutes)
        bench.say("finish", ticket, then="pass_on")
        assert (bench.ticket(ticket).lane, bench.ticket(ticket).level_due) == (lane, None)
        bench.say("start", ticket)
    bench.passes(minutes=20)
    assert bench.refused("finish", ticket) == "answer_needed"
    bench.say("answer", ticket, texts={"answer": "Disepakati."})
    bench.say("finish", ticket)
    bench.passes(minutes=10)
    bench.say("start", ticket)
    bench.say("finish", ticket)
    assert bench.state(ticket) is State.READY
    bench.say("call_next", counter="1")
    bench.say("start", ticket)
    bench.passes(minutes=5)
    assert bench.say("hand_over", ticket).event.data["taken"] == 60 * 60


# -- about staff ---------------------------------------------------------------


def about_staff() -> tuple[Bench, str]:
    bench = a_bench()
    return bench, taken(bench, confidential=True)


@pytest.mark.parametrize(
    "verb", ["start", "cancel", "hold", "transfer", "classify", "answer", "change_service", "finish", "ask_slip"]
)
def test_whom_it_may_be_about_finds_no_such_ticket(verb: str) -> None:
    bench, ticket = about_staff()
    said: dict[str, Any] = {"texts": {"answer": "x"}} if verb == "answer" else {}
    for who in (CLERK, SENIOR):
        assert bench.refused(verb, ticket, actor=who, **said) == "ticket_unknown"


def test_reception_may_have_the_receipt_of_what_it_took_printed_and_no_more() -> None:
    bench, ticket = about_staff()
    bench.say("ask_slip", ticket, actor=RECEPTION)
    assert bench.refused("cancel", ticket, actor=RECEPTION) == "ticket_unknown"


@pytest.mark.parametrize("channel", CHANNELS)
def test_its_receipt_says_the_channel_the_levels_and_nothing_of_the_text(channel: str) -> None:
    bench = a_bench()
    ticket = taken(bench, channel)
    bench.say("ask_slip", ticket, actor=RECEPTION, kind="receipt")
    [slip] = slips(bench.office)
    assert (slip.kind, slip.copy, slip.issued.code) == ("receipt", False, bench.ticket(ticket).code)
    receipt = slip.receipt
    assert receipt is not None
    assert receipt.channel == CHANNEL_WORDS[channel]
    assert (receipt.received_at, receipt.rises) == (MONDAY, True)
    assert [(level.name.id, level.promised) for level in receipt.levels] == [
        (lane, Promise(days=1, minutes=0)) for lane in ("Depan", "Kerja", "Periksa", "Tanda tangan")
    ]
    assert receipt.now_at is not None
    assert (receipt.now_at.id, receipt.until) == ("Depan", date(2026, 11, 24))
    assert TEXT["complaint"] not in str(plain(slip))
    bench.say("ask_slip", ticket, actor=RECEPTION, kind="receipt")
    assert [each.copy for each in slips(bench.office)] == [True, False]


def test_a_receipt_follows_the_complaint_to_its_level() -> None:
    bench = a_bench()
    ticket = taken(bench)
    next_day(bench)
    next_day(bench)
    bench.say("ask_slip", ticket, actor=RECEPTION, kind="receipt")
    receipt = slips(bench.office)[0].receipt
    assert receipt is not None and receipt.now_at is not None
    assert (receipt.now_at.id, receipt.until) == ("Kerja", bench.ticket(ticket).level_due)
    assert receipt.received_at == MONDAY


def test_there_is_no_receipt_of_what_was_not_taken_down() -> None:
    bench = a_bench()
    bench.open("1")
    for service in ("aduan", "satu"):
        assert bench.refused("ask_slip", bench.issue(service), kind="receipt") == "no_such_paper"
    told = bench.issue("aduan")
    bench.serve(told, "1")
    bench.say("record_complaint", told, read_back=True, texts=TEXT)
    bench.say("ask_slip", told, kind="receipt")


@pytest.mark.parametrize("office", ["kecamatan-001", "dukcapil-metro"])
def test_every_written_complaint_procedure_has_a_receipt(office: str) -> None:
    [procedure] = [each for each in catalogue().written if each.complaint and each.office == office]
    bench = Bench(catalogue().office(office), [procedure], at=MONDAY)
    bench.say("ask_slip", taken(bench, "surat", service=procedure.id), actor=RECEPTION, kind="receipt")
    receipt = slips(bench.office)[0].receipt
    assert receipt is not None
    names = [level.name.id for level in receipt.levels]
    if office == "dukcapil-metro":
        assert (names[0], names[-1], receipt.rises) == ("Petugas media pengaduan", "Kepala Dinas", True)
    else:
        assert (names[0], names[-1], receipt.rises) == ("Petugas Pelayanan", "Camat", False)
        assert (receipt.now_at, receipt.until) == (None, None)
    assert all(level.promised is not None for level in receipt.levels)


def test_head_and_team_see_it_and_carry_it_on() -> None:
    bench, ticket = about_staff()
    bench.say("start", ticket, actor=TEAM)
    bench.say("finish", ticket, actor=TEAM, outcome="naik")
    principal = Principal(id="a-kepala", name="", role="head", office=MADE)
    assert ticket in visible(bench.office, principal).tickets
    for role in ("admin", "clerk", "senior", "reception", "auditor"):
        seen = visible(bench.office, Principal(id="x", name="", role=role, office=MADE))
        assert ticket not in seen.tickets
        assert ticket not in seen.codes.values()
    bench.say("classify", ticket, actor=TEAM, confidential=False)
    assert bench.office is visible(bench.office, Principal(id="x", name="", role="clerk", office=MADE))


def test_the_clerk_who_hears_it_goes_on_to_the_end_of_the_sitting() -> None:
    bench = a_bench()
    bench.open("1")
    ticket = bench.issue("aduan")
    bench.serve(ticket, "1")
    bench.say("record_complaint", ticket, counter="1", texts=TEXT, read_back=True, confidential=True)
    assert bench.refused("finish", ticket, actor=a_clerk("a-lain"), outcome="naik") == "ticket_unknown"
    assert bench.refused("open", counter="1", actor=a_clerk("a-lain"), take_over=True) == "counter_taken"
    bench.say("finish", ticket, counter="1", outcome="naik")
    assert bench.ticket(ticket).lane == "kerja"
    assert bench.refused("start", ticket, counter="1") == "ticket_unknown"


def test_its_visitor_is_called_by_the_team_only() -> None:
    bench = a_bench()
    bench.open("1")
    bench.open("2", actor=TEAM)
    bench.say(
        "take_complaint",
        actor=RECEPTION,
        texts=TEXT,
        service="aduan",
        channel="langsung",
        read_back=True,
        confidential=True,
    )
    assert bench.refused("call_next", counter="1") == "nobody_waiting"
    assert bench.call("2") == "M-001"


# -- purging ---------------------------------------------------------------


def test_texts_are_purged_by_hand_all_of_a_ticket_or_one() -> None:
    bench = a_bench()
    ticket = taken(bench)
    bench.say("answer", ticket, texts={"answer": "Baik.", "contact": "0812"})
    one = next(iter(bench.office.private))
    assert bench.refused("purge", actor=HEAD, ids=("none",)) == "private_unknown"
    bench.say("purge", actor=HEAD, ids=(one,))
    assert len(bench.office.private) == 2
    bench.say("purge", ticket, actor=HEAD)
    assert bench.office.private == {}
    assert bench.refused("purge", ticket, actor=HEAD) == "private_unknown"


def test_texts_go_when_their_day_has_come_and_the_ticket_has_ended() -> None:
    from dataclasses import replace

    from sop.model import Retention
    from tests.builders import made_settings

    settings = replace(made_settings(), retention=(Retention(purpose="complaint", days=30),))
    bench = Bench(settings, at=MONDAY)
    kept = taken(bench)
    ended = taken(bench)
    bench.say("start", ended)
    bench.say("finish", ended, outcome="ditolak", reason="tidak_jelas")
    bench.passes(days=29)
    bench.tick()
    assert len(bench.office.private) == 2
    bench.passes(days=1)
    bench.tick()
    assert [each.ticket for each in bench.office.private.values()] == [kept]
    purged = [each for each in bench.events if each.type == "private_purged"]
    assert [(each.actor, each.data["cause"], len(each.data["gone"])) for each in purged] == [("system", "expired", 1)]
    before = bench.office.seq
    bench.tick()
    assert bench.office.seq == before
