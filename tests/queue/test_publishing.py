"""Publishing a version: the catalogue's rules, what is printed, two authors at once, and tickets under way."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from server.access import Principal, actor
from server.queue.command import SYSTEM, Refusal
from server.queue.ticket import State
from server.views.public import fee_words, kiosk_services
from sop.edit import AnswerQuestion, Change, Item, SetBring, SetFee, SetTimes, edit
from sop.model import Duration, Fee, OfficeRequirement, Procedure
from sop.model import Words as SopWords
from tests.builders import CLERK, KIOSK, MADE, MADE_PROCEDURES, Bench, a_procedure, a_step, catalogue, words

from server.protocol import plain  # isort: skip

ADMIN = actor(Principal(id="a-admin", name="", role="admin", office=MADE))
SURAT = MADE_PROCEDURES[0]
DAY = date(2026, 11, 20)


def publish(bench: Bench, procedure: Procedure, **options: Any) -> None:
    bench.say("publish", actor=ADMIN, document=plain(procedure), **options)


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_an_unsound_version_is_refused_with_the_sentence_of_the_rule(bench: Bench) -> None:
    with pytest.raises(Refusal) as refused:
        publish(bench, replace(SURAT, board_name="x" * 30))
    assert refused.value.code == "procedure_unsound"
    assert "Nama di papan harus 1 sampai 22 huruf." in refused.value.facts["sentences"]
    assert "The name on the board" in refused.value.facts["sentences_en"]
    assert bench.office.current["surat"] == 1


def test_what_is_printed_cannot_be_published_otherwise_but_by_the_catalogue(bench: Bench) -> None:
    other = replace(SURAT, printed_title="lain")
    assert bench.refused("publish", actor=ADMIN, document=plain(other)) == "procedure_unsound"
    bench.say("publish", actor=SYSTEM, document=plain(other))
    assert bench.office.current["surat"] == 2


def test_nobody_publishes_a_document_that_is_none(bench: Bench) -> None:
    assert bench.refused("publish", actor=ADMIN, document=plain(a_procedure("baru"))) == "procedure_unsound"
    own = a_procedure("K-01", printed_title="", origin="office")
    publish(bench, own, replaces=0)
    assert bench.office.versions["K-01", 1].by == "a-admin"


def test_the_second_of_two_authors_is_told(bench: Bench) -> None:
    publish(bench, replace(SURAT, fee=Fee(amount=0, since=DAY)), replaces=1)
    with pytest.raises(Refusal) as refused:
        publish(bench, replace(SURAT, fee=Fee(amount=9000, since=DAY)), replaces=1)
    assert (refused.value.code, refused.value.facts["version"]) == ("version_changed", "2")
    assert bench.refused("publish", actor=ADMIN, document=plain(SURAT), replaces=0) == "version_changed"


def test_a_ticket_under_way_finishes_under_its_version_and_its_times(bench: Bench) -> None:
    ticket = bench.issue("surat")
    rows = tuple(replace(each, office_target=(Duration(days=3),)) if each.no == "2" else each for each in SURAT.steps)
    publish(bench, replace(SURAT, steps=rows), replaces=1)
    later = bench.issue("surat")
    stops = {each: bench.office.version(bench.office.tickets[each]).stops[1] for each in (ticket, later)}
    assert (stops[ticket].target, stops[ticket].days) == (Duration(minutes=5), 0)
    assert (stops[later].target, stops[later].days) == (Duration(days=3), 3)
    assert bench.office.tickets[ticket].state is State.WAITING


def test_the_kiosk_shows_the_offices_list_and_fee_beside_the_documents(bench: Bench) -> None:
    item = OfficeRequirement(key="k1", text=words("KTP"), condition=words("jika diwakilkan"), since=DAY)
    publish(
        bench,
        replace(SURAT, office_requires=(item,), office_requires_complete=True, fee=Fee(amount=12500, since=DAY)),
    )
    service = next(each for each in kiosk_services(bench.office) if each.id == "surat")
    assert service.fee is not None and service.fee.id == "Rp12.500"
    assert [each.text.id for each in service.requires] == ["KTP"]
    assert service.requires_complete
    assert next(each for each in kiosk_services(bench.office) if each.id == "dua").fee is None


@pytest.mark.parametrize(
    ("fee", "said"),
    [
        (None, None),
        (Fee(amount=0, since=DAY), ("Gratis", "Free")),
        (Fee(amount=1250000, since=DAY), ("Rp1.250.000", "Rp1,250,000")),
        (
            Fee(amount=5000, note=SopWords(id="per lembar", en="a sheet"), since=DAY),
            ("Rp5.000, per lembar", "Rp5,000, a sheet"),
        ),
    ],
)
def test_a_fee_in_words(fee: Fee | None, said: tuple[str, str] | None) -> None:
    found = fee_words(fee)
    assert (None if found is None else (found.id, found.en)) == said


def test_the_documents_list_is_keyed_by_place_and_the_offices_by_its_own_key() -> None:
    item = OfficeRequirement(key="k3", text=words("KTP"), since=DAY)
    made = a_procedure("x", a_step("1", "depan"), office_requires=(item,))
    assert [key for key, *_ in made.bring()] == ["k3"]


@pytest.mark.parametrize("procedure", catalogue().written, ids=lambda each: each.id)
def test_each_of_the_forty_is_edited_published_issued_and_walked_to_its_end(procedure: Procedure) -> None:
    settings = catalogue().office(procedure.office)
    changes: list[Change] = [
        SetFee(amount=5000),
        AnswerQuestion(key=procedure.open_questions[0].key, text="Ya"),
        SetBring(items=(Item(text=words("KTP")),), complete=True),
    ]
    changes += [SetTimes(place=place, times=(Duration(minutes=9),)) for place in range(1, len(procedure.steps) + 1)]
    edited = edit(procedure, changes, office=settings, today=DAY).procedure
    assert edited is not None
    bench = Bench(settings, [procedure])
    admin = actor(Principal(id="a-admin", name="", role="admin", office=settings.id))
    before = bench.issue(procedure.id, actor=CLERK)
    bench.say("publish", actor=admin, document=plain(edited), replaces=1)
    ticket = bench.issue(procedure.id, actor=CLERK)
    assert [bench.ticket(each).version for each in (before, ticket)] == [1, 2]
    assert bench.office.version(bench.ticket(ticket)).procedure == edited
    bench.say("cancel", before, actor=CLERK)
    bench.open("1", *(lane.id for lane in settings.lanes if not lane.applicant))
    for _ in range(2 * len(edited.steps) + 4):
        if bench.state(ticket) is State.FINISHED:
            break
        if bench.office.wants_visitor(bench.ticket(ticket)):
            if bench.ticket(ticket).gone:
                bench.say("re_enter", actor=KIOSK, code=bench.ticket(ticket).code)
            bench.call("1")
        bench.say("start", ticket, counter="1")
        if edited.complaint and not bench.ticket(ticket).answered:
            bench.say("answer", ticket, texts={"answer": "Jawaban."})
        bench.passes(minutes=1)
        bench.say("finish", ticket, then="pass_on")
    assert bench.state(ticket) is State.FINISHED
