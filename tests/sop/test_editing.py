"""Editing a procedure, and what is different afterwards."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sop import edit as edits
from sop.difference import _PROCEDURE, _ROW, difference
from sop.draw import draw
from sop.edit import (
    AnswerQuestion,
    Change,
    Edited,
    Item,
    OwnRow,
    SetBring,
    SetFee,
    SetFrontLane,
    SetKiosk,
    SetLane,
    SetMarks,
    SetName,
    SetPresence,
    SetReturn,
    SetRows,
    SetShown,
    SetTimes,
    SetTitle,
    SetTotal,
    SetWalk,
    edit,
    next_own_id,
    own_service,
)
from sop.fault_words import fault_words
from sop.load import load_catalogue
from sop.model import Answer, Duration, Office, Procedure, Step, Words
from sop.rules import kept, rules

DAY, LATER = date(2026, 11, 20), date(2026, 12, 1)
CATALOGUE = load_catalogue()


def of(key: str) -> tuple[Procedure, Office]:
    """A written procedure and its office."""
    found = next(item for item in CATALOGUE.written if item.id == key)
    return found, CATALOGUE.office(found.office)


def words(text: str) -> Words:
    return Words(id=text, en=text)


def done(
    procedure: Procedure, office: Office, *changes: Change, today: date = DAY, used: tuple[str, ...] = ()
) -> Procedure:
    """The next version; fails the test where there is none."""
    edited = edit(procedure, changes, office=office, today=today, used=used)
    assert edited.procedure is not None, edited.faults
    return edited.procedure


def sentences(before: Procedure, after: Procedure, office: Office) -> list[str]:
    return [each.sentence.id for each in difference(before, after, office=office)]


def test_an_answer_stands_beside_its_question_with_its_day() -> None:
    before, office = of("002-01")
    after = done(before, office, AnswerQuestion(key="biaya", text=" Gratis "))
    assert [(each.key, each.text, each.since) for each in after.answers] == [("biaya", "Gratis", DAY)]
    assert after.open_questions == before.open_questions
    assert len(after.unanswered) == len(before.unanswered) - 1
    assert done(after, office, AnswerQuestion(key="biaya", text="Gratis"), today=LATER) == after
    assert done(after, office, AnswerQuestion(key="biaya", text="")) == before
    assert "Jawaban atas “Dokumen tidak menyebut biaya." in sentences(before, after, office)[0]


def test_a_target_of_the_office_holds_and_the_printed_one_stays() -> None:
    before, office = of("000-02")
    after = done(before, office, SetTimes(place=5, times=(Duration(days=2),)), SetTotal(total=Duration(days=3)))
    assert (
        after.steps[4].target == before.steps[4].target
        and after.steps[4].target_printed == before.steps[4].target_printed
    )
    assert after.steps[4].promised == Duration(days=2)
    assert after.promised == after.judged == Duration(days=3)
    assert sentences(before, after, office) == [
        "Baris 5, waktu dari kantor: semula belum diisi, menjadi 2 hari.",
        "Total dari kantor: semula belum diisi, menjadi 3 hari.",
    ]
    assert done(after, office, SetTimes(place=5, times=None), SetTotal(total=None)) == before


def test_structural_answers_change_lane_presence_return_and_walk() -> None:
    before, office = of("001-09")
    after = done(
        before,
        office,
        SetLane(place=3, lane="petugas-verifikasi"),
        SetReturn(place=3, to="1"),
        SetMarks(place=4, gives_slip=False, takes_register=True, signs=True),
    )
    step = after.steps[2]
    assert (step.lane, step.lane_evidence, step.returns_to) == ("petugas-verifikasi", "office", "1")
    assert "petugas-verifikasi" in after.lanes
    said = sentences(before, after, office)
    assert any("Baris 3, bagian: semula" in each for each in said)
    assert any("Baris 3, kembali ke baris" in each for each in said)
    swapped = done(before, office, SetWalk(places=(1, 2, 3, 5, 4, 6, 7, 8)))
    assert swapped.walk_note and [step.no for step in swapped.walked][3:5] == ["5", "4"]
    assert done(swapped, office, SetWalk(places=tuple(range(1, 9)))) == before


def test_a_first_row_without_the_visitor_is_refused_in_words() -> None:
    before, office = of("001-09")
    edited = edit(before, [SetPresence(place=2, presence="away")], office=office, today=DAY)
    assert edited.procedure is None
    assert "Langkah petugas pertama harus dengan warga" in fault_words(edited.faults[0], before).id


def test_the_front_lane_follows_the_first_row_of_the_staff() -> None:
    before, office = of("001-09")
    assert done(before, office, SetLane(place=2, lane="petugas-register")).front_lane == "petugas-register"


def test_keys_of_the_offices_list_are_never_used_twice_and_keep_their_day() -> None:
    before, office = of("001-09")
    first = done(before, office, SetBring(items=(Item(text=words("KTP")), Item(text=words("KK"))), complete=True))
    assert [each.key for each in first.office_requires] == ["k1", "k2"]
    assert first.bring_complete
    kept_one = Item(key="k1", text=words("KTP"))
    second = done(
        first, office, SetBring(items=(kept_one, Item(text=words("Akta"))), complete=True), today=LATER, used=("k2",)
    )
    assert [(each.key, each.since) for each in second.office_requires] == [("k1", DAY), ("k3", LATER)]
    third = done(second, office, SetBring(items=(kept_one,), complete=False), today=LATER)
    fourth = done(
        third, office, SetBring(items=(kept_one, Item(text=words("x"))), complete=False), used=("k1", "k2", "k3")
    )
    assert [each.key for each in fourth.office_requires] == ["k1", "k4"]
    assert [key for key, *_ in of("003-06")[0].bring()][:2] == ["d1", "d2"]


def test_names_fee_and_kiosk() -> None:
    before, office = of("003-04")
    after = done(
        before,
        office,
        SetName(prefix=words("Surat"), name=words("Keterangan Pindah")),
        SetShown(
            board_name="Pindah",
            choose_when=words("Anda pindah."),
            aliases=("pindah",),
            group=before.group,
            discreet=True,
        ),
        SetKiosk(offer="issue"),
        SetFee(amount=0, basis="Perda 1/2026"),
    )
    assert (after.kiosk, after.board_name, after.fee and after.fee.amount) == ("issue", "Pindah", 0)
    assert "Biaya: semula belum diisi, menjadi Gratis (Perda 1/2026)." in sentences(before, after, office)
    assert done(after, office, SetFee(amount=0, basis="Perda 1/2026"), today=LATER) == after
    assert done(after, office, SetFee(amount=None)).fee is None


ROWS = (
    OwnRow(
        activity="Menerima berkas", short=words("Terima"), lane="staf", presence="present", times=(Duration(minutes=5),)
    ),
    OwnRow(
        activity="Menandatangani", short=words("Tanda tangan"), lane="camat", presence="away", outcomes=("Ya", "Tidak")
    ),
    OwnRow(activity="Menyerahkan", short=words("Serahkan"), lane="staf", presence="hands_over"),
)


def test_a_service_of_the_offices_own_is_marked_drawn_and_never_a_documents() -> None:
    office = CATALOGUE.office("kecamatan-metro-selatan")
    assert next_own_id([]) == "K-01" and next_own_id(["K-01", "K-07", "000-01"]) == "K-08"
    start = own_service("K-01", office=office, title=words("Peminjaman Aula"), group="surat", front_lane="staf")
    start = replace(start, group=office.groups[0].id)
    assert rules(start, office) == ()
    after = done(start, office, SetRows(rows=ROWS), SetTitle(title=words("Pinjam Aula")), SetReturn(place=2, to="1"))
    assert after.origin == "office" and [step.printed for step in after.steps] == ["", "", ""]
    assert after.promised == Duration(minutes=5)
    assert "Layanan tambahan kantor" in draw(after, office)
    fewer = done(after, office, SetRows(rows=ROWS[::2]))
    assert len(fewer.steps) == 2 and any(each.startswith("Baris 3 dihapus") for each in sentences(after, fewer, office))
    assert done(after, office, SetRows(rows=())).title_only


def test_rows_can_be_written_where_a_document_prints_none_and_only_there() -> None:
    before, office = of("003-01")
    row = OwnRow(activity="Merekam", short=words("Rekam"), lane="petugas-pelayanan", presence="present")
    after = done(before, office, SetRows(rows=(row,)))
    assert after.steps[0].own and after.origin == "document" and kept(before, after) == ()
    printed, office = of("001-09")
    for change in (SetRows(rows=()), SetTitle(title=words("x"))):
        edited = edit(printed, [change], office=office, today=DAY)
        assert edited.procedure is None and "tercetak" in fault_words(edited.faults[0], printed).id


@pytest.mark.parametrize(
    "change",
    [
        SetLane(place=3, lane="dapur"),
        SetLane(place=99, lane="camat"),
        SetTimes(place=0, times=None),
        SetWalk(places=(1, 2)),
        SetFrontLane(lane="camat"),
        AnswerQuestion(key="apa", text="x"),
    ],
)
def test_a_change_that_does_not_fit_is_a_fault_with_a_sentence(change: Change) -> None:
    before, office = of("001-09")
    edited = edit(before, [change], office=office, today=DAY)
    assert edited.procedure is None and len(edited.faults) == 1
    assert (
        "found" not in fault_words(edited.faults[0], before).id and ";" not in fault_words(edited.faults[0], before).id
    )


def test_every_field_has_words_so_that_no_difference_is_silent() -> None:
    assert {field.name for field in fields(Step)} == set(_ROW)
    assert {field.name for field in fields(Procedure)} == {*_PROCEDURE, "steps", "office_requires", "answers"}


def test_every_kind_of_change_is_offered() -> None:
    named = {
        kind for kind in vars(edits).values() if isinstance(kind, type) and kind.__name__.startswith(("Set", "Answer"))
    }
    assert set(get_args(Change)) == named - {Answer}


# -- any sequence --------------------------------------------------------------------------------------------------

TEXTS = st.sampled_from(["", "KTP", "Surat keterangan", "x" * 23, "gratis"])
TIMES = st.none() | st.lists(
    st.builds(Duration, days=st.integers(0, 400), minutes=st.integers(0, 1500)), max_size=2
).map(tuple)
BOTH = TEXTS.map(words)
PLACES = st.integers(0, 9)


@st.composite
def any_change(draw_: Any, office: Office, procedure: Procedure) -> Change:
    """Some change, sound or not."""
    lanes = st.sampled_from([*(lane.id for lane in office.lanes), "dapur"])
    presence = st.sampled_from(["present", "away", "hands_over"])
    keys = st.sampled_from([*(question.key for question in procedure.open_questions), "apa"])
    change: Change = draw_(
        st.one_of(
            st.builds(AnswerQuestion, key=keys, text=TEXTS),
            st.builds(SetLane, place=PLACES, lane=lanes),
            st.builds(SetPresence, place=PLACES, presence=presence),
            st.builds(SetTimes, place=PLACES, times=TIMES),
            st.builds(SetReturn, place=PLACES, to=st.none() | st.sampled_from(["1", "3", "99"])),
            st.builds(
                SetMarks, place=PLACES, gives_slip=st.booleans(), takes_register=st.booleans(), signs=st.booleans()
            ),
            st.builds(SetWalk, places=st.permutations(range(1, len(procedure.steps) + 1)).map(tuple), note=TEXTS),
            st.builds(SetTotal, total=st.none() | st.builds(Duration, days=st.integers(0, 400))),
            st.builds(SetFrontLane, lane=lanes),
            st.builds(
                SetBring,
                items=st.lists(st.builds(Item, text=BOTH, condition=st.none() | BOTH), max_size=3).map(tuple),
                complete=st.booleans(),
            ),
            st.builds(SetFee, amount=st.none() | st.integers(-1, 2 * 10**9), note=st.none() | BOTH, basis=TEXTS),
            st.builds(SetName, prefix=BOTH, name=BOTH),
            st.builds(
                SetShown,
                board_name=TEXTS,
                choose_when=st.none() | BOTH,
                aliases=st.lists(st.sampled_from(["ktp", "KTP", ""]), max_size=2).map(tuple),
                group=st.sampled_from([office.groups[0].id, "x"]),
                discreet=st.booleans(),
            ),
            st.builds(SetKiosk, offer=st.sampled_from(["issue", "elsewhere", "hidden"]), brought_by=st.none() | BOTH),
            st.builds(SetTitle, title=BOTH),
            st.builds(
                SetRows,
                rows=st.lists(
                    st.builds(
                        OwnRow,
                        activity=TEXTS,
                        short=BOTH,
                        lane=lanes,
                        presence=presence,
                        times=TIMES.map(lambda t: t or ()),
                    ),
                    max_size=3,
                ).map(tuple),
            ),
        )
    )
    return change


@settings(max_examples=60, deadline=None)
@given(data=st.data(), key=st.sampled_from(["001-09", "003-09", "003-01", "002-01"]))
def test_any_edits_give_faults_with_sentences_or_a_sound_version_that_draws(data: st.DataObject, key: str) -> None:
    first, office = of(key)
    version = first
    for _ in range(4):
        changes = data.draw(st.lists(any_change(office, version), min_size=1, max_size=3))
        edited: Edited = edit(version, changes, office=office, today=DAY)
        assert (edited.procedure is None) == bool(edited.faults)
        for fault in edited.faults:
            said = fault_words(fault, version)
            assert said.id.strip() and said.en.strip()
        if edited.procedure is None:
            continue
        after = edited.procedure
        assert rules(after, office) == () and kept(first, after) == ()
        assert (difference(version, after, office=office) == ()) == (version == after)
        assert all(each.sentence.id and each.sentence.en for each in difference(version, after, office=office))
        version = after
    assert difference(first, version, office=office) == () or first != version
    assert draw(version, office)


@pytest.mark.parametrize("key", [item.id for item in CATALOGUE.written])
def test_all_forty_can_be_given_a_fee_and_an_answer(key: str) -> None:
    before, office = of(key)
    after = done(before, office, SetFee(amount=0), AnswerQuestion(key=before.open_questions[0].key, text="Ya"))
    assert len(sentences(before, after, office)) == 2
