"""The rules a version of a procedure keeps, one broken at a time, and the sentence each is refused with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from sop.fault_words import fault_words
from sop.model import Answer, Catalogue, Duration, Fee, OfficeRequirement, Procedure, Words
from sop.rules import kept, rules

DAY = date(2026, 11, 20)
KTP = OfficeRequirement(key="k1", text=Words(id="KTP", en="ID card"), since=DAY)


def sound(catalogue: Catalogue) -> Procedure:
    """A written procedure with something of everything the office can say."""
    return replace(
        catalogue.procedure("kecamatan-001", "001-09"),
        fee=Fee(amount=5000, since=DAY),
        office_requires=(KTP,),
        office_requires_complete=True,
        office_total=Duration(days=1),
        answers=(Answer(key="biaya", text="Rp5.000", since=DAY),),
    )


def step(procedure: Procedure, place: int, **changed: Any) -> Procedure:
    """The procedure with one row changed."""
    rows = list(procedure.steps)
    rows[place] = replace(rows[place], **changed)
    return replace(procedure, steps=tuple(rows))


def test_what_the_office_may_say_breaks_no_rule(catalogue: Catalogue) -> None:
    procedure = sound(catalogue)
    assert rules(procedure, catalogue.office(procedure.office)) == ()
    assert kept(catalogue.procedure("kecamatan-001", "001-09"), procedure) == ()


BROKEN: list[tuple[str, dict[str, Any], str]] = [
    ("plain_name", {"plain_name": Words(id="", en="")}, "Nama yang dibaca warga"),
    ("board_name", {"board_name": "x" * 23}, "Nama di papan"),
    ("board_name", {"board_name": " "}, "Nama di papan"),
    ("aliases[1]", {"aliases": ("KK",)}, "Nama lain"),
    ("group", {"group": "tidak-ada"}, "Kelompok"),
    ("brought_by", {"kiosk": "elsewhere"}, "siapa yang membawa"),
    ("walk", {"walk": (0, 1)}, "Urutan kerja harus"),
    ("walk_note", {"walk": (1, 0, 2, 3, 4, 5, 6, 7)}, "mengapa urutan kerja"),
    ("office_total", {"office_total": Duration(days=367)}, "Total dari kantor"),
    ("office_requires", {"office_requires": (KTP, KTP)}, "daftar kantor"),
    ("office_requires[1].key", {"office_requires": (replace(KTP, key="d1"),)}, "Berkas ke-1"),
    ("office_requires[1].text", {"office_requires": (replace(KTP, text=Words(id="KTP", en="")),)}, "Berkas ke-1"),
    ("office_requires_complete", {"office_requires": ()}, "Daftar kosong"),
    ("fee", {"fee": Fee(amount=-1, since=DAY)}, "Biaya"),
    ("answers.apa", {"answers": (Answer(key="apa", text="ya", since=DAY),)}, "Jawaban"),
    ("answers.biaya", {"answers": (Answer(key="biaya", text=" ", since=DAY),)}, "Jawaban"),
    ("id", {"id": "K-01"}, "K-01"),
]


@pytest.mark.parametrize(
    ("key", "changed", "said"), BROKEN, ids=[f"{key} {index}" for index, (key, *_) in enumerate(BROKEN)]
)
def test_a_broken_rule_is_found_and_said(catalogue: Catalogue, key: str, changed: dict[str, Any], said: str) -> None:
    procedure = replace(sound(catalogue), **changed)
    faults = rules(procedure, catalogue.office(procedure.office))
    assert [fault.key for fault in faults] == [key]
    words = fault_words(faults[0], procedure)
    assert said in words.id and words.en and words.en != words.id


@pytest.mark.parametrize(
    ("place", "changed", "key"),
    [
        (1, {"visitor": "away"}, "steps"),
        (2, {"lane": "pemohon"}, "steps[3].applicant"),
        (3, {"gives_slip": True}, "steps[4].gives_slip"),
        (2, {"office_target": ()}, "steps[3].office_target"),
        (2, {"office_target": (Duration(minutes=2000),)}, "steps[3].office_target"),
        (2, {"returns_to": "3"}, "steps[3].returns_to"),
        (2, {"returns_to": "99"}, "steps[3].returns_to"),
        (2, {"target": (Duration(minutes=1),)}, "steps[3].target"),
    ],
)
def test_a_row_that_breaks_a_rule_is_named_by_its_number(
    catalogue: Catalogue, place: int, changed: dict[str, Any], key: str
) -> None:
    procedure = step(sound(catalogue), place, **changed)
    faults = rules(procedure, catalogue.office(procedure.office))
    assert faults and faults[0].key == key
    words = fault_words(faults[0], procedure)
    assert key == "steps" or words.id.startswith(f"Baris {procedure.steps[place].no}:")


@pytest.mark.parametrize(
    "changed",
    [
        {"printed_title": "x"},
        {"title": Words(id="x", en="x")},
        {"written_total": Duration(minutes=1)},
        {"open_questions": ()},
        {"requires_complete": True},
        {"steps": ()},
    ],
)
def test_what_a_document_prints_is_kept(catalogue: Catalogue, changed: dict[str, Any]) -> None:
    before = catalogue.procedure("kecamatan-001", "001-09")
    faults = kept(before, replace(before, **changed))
    assert len(faults) == 1
    words = fault_words(faults[0], before) if "steps" not in changed else None
    assert words is None or "tercetak" in words.id


@pytest.mark.parametrize("name", ["activity", "printed", "target_printed", "no"])
def test_what_a_row_prints_is_kept(catalogue: Catalogue, name: str) -> None:
    before = catalogue.procedure("kecamatan-001", "001-09")
    assert [fault.key for fault in kept(before, step(before, 2, **{name: "x"}))] == [f"steps[3].{name}"]
