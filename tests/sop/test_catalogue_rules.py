"""Rules between files: each broken rule is found, and the packaged catalogue breaks none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from sop.check import check
from sop.load import load_catalogue
from sop.model import Catalogue, Counter, Group, Office, Procedure, Step
from tests.sop.made_catalogue import Made


def test_the_packaged_catalogue_breaks_no_rule(catalogue: Catalogue) -> None:
    assert check(catalogue) == ()


def test_the_made_up_catalogue_breaks_no_rule(made: Made) -> None:
    assert check(load_catalogue(made.catalogue)) == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "key"),
    [
        ("t-01.toml", 'lane = "staf"', 'lane = "sekcam"', "t-01.toml", "steps[2].lane"),
        ("t-01.toml", 'lanes = ["pemohon", "staf"]', 'lanes = ["pemohon", "staf", "camat"]', "t-01.toml", "lanes"),
        ("t-01.toml", 'group = "surat"', 'group = "akta"', "t-01.toml", "group"),
        ("t-01.toml", 'board_name = "Surat Contoh"', f'board_name = "{"x" * 23}"', "t-01.toml", "board_name"),
        ("t-01.toml", 'aliases = ["surat"]', 'aliases = ["Surat"]', "t-01.toml", "aliases[1]"),
        ("t-01.toml", 'row = "2"', 'row = "9"', "t-01.toml", "questions.bagian.row"),
        ("t-01.toml", 'key = "bagian"', 'key = "biaya"', "t-01.toml", "questions"),
        ("t-01.toml", 'group = "surat"', 'group = "surat"\nkiosk = "elsewhere"', "t-01.toml", "brought_by"),
        ("t-01.toml", 'target = ["P1D", "PT10M"]', 'target = ["P1D"]', "t-01.toml", "steps[2].target"),
        ("t-01.toml", 'lane_note = "kolom kedua"', "", "t-01.toml", "steps[2].lane_note"),
        (
            "t-01.toml",
            'lane_note = "kolom kedua"\nvisitor = "present"',
            'lane_note = "x"\nvisitor = "away"',
            "t-01.toml",
            "steps",
        ),
        ("t-01.toml", 'outputs = ["Surat"]', 'hands_over = true\noutputs = ["Surat"]', "t-01.toml", "steps[2].visitor"),
        (
            "t-01.toml",
            'outputs = ["Surat"]',
            'returns_to = "7"\noutputs = ["Surat"]',
            "t-01.toml",
            "steps[2].returns_to",
        ),
        ("t-01.toml", 'outputs = ["Berkas"]', 'requires = ["Paspor"]', "t-01.toml", "steps[1].requires"),
        ("t-01.toml", "applicant = true", "applicant = false", "t-01.toml", "steps[1].applicant"),
        ("t-01.toml", 'asks = ["biaya"]', "walk = [2, 1]", "t-01.toml", "walk_note"),
        ("b-02.toml", 'group = "surat"', 'group = "surat"\nrequires_complete = true', "b-02.toml", "requires_complete"),
        ("office.toml", 'lanes = ["staf"]', 'lanes = ["pemohon"]', "office.toml", "counters[1].lanes"),
        ("office.toml", 'lanes = ["staf"]', 'lanes = ["pemohon"]', "office.toml", "counters"),
        ("office.toml", 'series = "A"', 'series = "P"', "office.toml", "groups.series"),
        ("office.toml", 'series = "A"', 'series = "X"', "office.toml", "groups.series"),
        ("office.toml", 'series = "A"', 'series = "B"', "office.toml", "groups.series"),
        ("office.toml", 'series = "A"', 'series = "AB"', "office.toml", "groups.series"),
        ("office.toml", "sample = [", 'emergency_series = "A"\nsample = [', "office.toml", "emergency_series"),
        ("office.toml", "sample = [", 'emergency_series = "R"\nsample = [', "office.toml", "emergency_series"),
        ("office.toml", "sample = [", 'emergency_series = "X"\nsample = [', "office.toml", "emergency_series"),
        (
            "office.toml",
            'priority_groups = ["lansia"]',
            'priority_groups = ["pejabat"]',
            "office.toml",
            "priority_groups",
        ),
        ("office.toml", "applicant = true", "applicant = false", "office.toml", "lanes"),
    ],
)
def test_a_broken_rule_is_found(made: Made, file: str, old: str, new: str, at: str, key: str) -> None:
    made.change(file, old, new)
    assert (f"kantor-contoh/{at}", key) in {(fault.file, fault.key) for fault in check(load_catalogue(made.catalogue))}


def _with(catalogue: Catalogue, office: str, change: Callable[[Office], Office]) -> Catalogue:
    return replace(catalogue, offices=tuple(change(o) if o.id == office else o for o in catalogue.offices))


def test_letters_that_sound_alike_are_not_used_side_by_side(catalogue: Catalogue) -> None:
    def rename(office: Office) -> Office:
        return replace(
            office,
            groups=tuple(replace(group, series="N") if group.series == "S" else group for group in office.groups),
        )

    faults = check(_with(catalogue, "kecamatan-001", rename))
    assert [fault.found for fault in faults] == ["M and N"]


def test_a_letter_never_stands_for_a_single_service(catalogue: Catalogue) -> None:
    def own_letter(office: Office) -> Office:
        def letter(group: Group) -> Group:
            return replace(group, series="U") if group.id == "pengaduan" else group

        return replace(office, groups=tuple(letter(group) for group in office.groups))

    faults = check(_with(catalogue, "kecamatan-001", own_letter))
    assert [fault.found for fault in faults] == ["U for 1 service"]


def test_a_lane_without_a_counter_is_found_also_in_the_practice_office(catalogue: Catalogue) -> None:
    def closed(office: Office) -> Office:
        kept = tuple(lane for lane in office.counters[-1].lanes if lane != "camat")
        return replace(office, counters=(*office.counters[:-1], Counter(id="5", plate="5", lanes=kept)))

    faults = check(_with(catalogue, "latihan", closed))
    assert [(fault.file, fault.found) for fault in faults] == [
        ("latihan/office.toml", "no counter for the lane 'camat'")
    ]


def test_only_the_last_staff_row_hands_over(catalogue: Catalogue) -> None:
    def early(step: Step) -> Step:
        return replace(step, hands_over=True) if step.no == "4" else step

    def change(procedure: Procedure) -> Procedure:
        if procedure.id != "000-01":
            return procedure
        return replace(procedure, steps=tuple(early(step) for step in procedure.steps))

    broken = replace(catalogue, procedures=tuple(change(procedure) for procedure in catalogue.procedures))
    assert "row '4' hands over" in {fault.found for fault in check(broken)}
