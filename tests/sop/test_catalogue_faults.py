"""Broken files: each fault is reported with its file, its key and what was expected, and all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop.faults import CatalogueFaults, Fault
from sop.load import load_catalogue
from tests.sop.made_catalogue import Made


def _faults(path: Path) -> tuple[Fault, ...]:
    with pytest.raises(CatalogueFaults) as raised:
        load_catalogue(path)
    return raised.value.faults


@pytest.mark.parametrize(
    ("file", "old", "new", "at", "key", "expected"),
    [
        ("t-01.toml", 'id = "t-01"', 'id = "t-02"', "t-01.toml", "id", "the file's name, t-01"),
        ("t-01.toml", 'board_name = "Surat Contoh"', "", "t-01.toml", "board_name", "a text"),
        ("t-01.toml", 'board_name = "Surat Contoh"', "board_name = 4", "t-01.toml", "board_name", "a text"),
        ("t-01.toml", 'group = "surat"', 'group = "surat"\nharga = 5000', "t-01.toml", "harga", "one of:"),
        ("t-01.toml", ', en = "Sample letter" }', " }", "t-01.toml", "title", "both languages"),
        ("k-01.toml", 'en = "Recommendation:"', 'en = ""', "k-01.toml", "plain_prefix", "both languages"),
        ("t-01.toml", 'target = ["PT5M"]', 'target = ["5 menit"]', "t-01.toml", "steps[1].target[1]", "PT5M, P1D"),
        ("t-01.toml", 'target = ["PT5M"]', 'target = "PT5M"', "t-01.toml", "steps[1].target", "a list"),
        ("t-01.toml", 'written_total = "PT15M"', 'written_total = "PT"', "t-01.toml", "written_total", "PT5M, P1D"),
        ("t-01.toml", 'visitor = "present"', 'visitor = "here"', "t-01.toml", "steps[1].visitor", "present or away"),
        ("t-01.toml", "applicant = true", 'applicant = "yes"', "t-01.toml", "steps[1].applicant", "true or false"),
        ("t-01.toml", "line = 5", "line = 0", "t-01.toml", "steps[1].line", "a whole number from 1"),
        ("t-01.toml", "line = 5", "", "t-01.toml", "steps[1].line", "a whole number from 1"),
        (
            "t-01.toml",
            'target_printed = "5 Menit"',
            "",
            "t-01.toml",
            "steps[1].target_printed",
            "where there is a target",
        ),
        (
            "t-01.toml",
            'supplies = ["Blanko"]',
            'supplies = ["Blanko", 3]',
            "t-01.toml",
            "steps[1].supplies[2]",
            "a text",
        ),
        ("t-01.toml", 'asks = ["biaya"]', 'asks = ["bioya"]', "t-01.toml", "asks[1]", "questions.toml"),
        ("t-01.toml", 'asks = ["biaya"]', "walk = [1, 1]", "t-01.toml", "walk", "each row from 1 to 2 exactly once"),
        (
            "t-01.toml",
            'asks = ["biaya"]',
            'front_lane = "staf"',
            "t-01.toml",
            "front_lane",
            "nothing where there are rows",
        ),
        ("t-01.toml", "[[requires]]", "[requires]", "t-01.toml", "requires", "a list of tables"),
        (
            "b-02.toml",
            'front_lane = "staf"',
            "",
            "b-02.toml",
            "front_lane",
            "the lane a procedure without rows waits in",
        ),
        ("k-01.toml", 'template = "t"', 'template = "u"', "k-01.toml", "template", "one of: t"),
        (
            "k-01.toml",
            'printed = ["Mengajukan permohonan", "surat contoh"]',
            "printed = []",
            "k-01.toml",
            "steps[1].printed",
            "line",
        ),
        (
            "templates/t.toml",
            'visitor = "present"',
            'visitor = "there"',
            "templates/t.toml",
            "steps[1].visitor",
            "present",
        ),
        ("templates/t.toml", "outcomes = [", "results = [", "templates/t.toml", "steps[2].results", "one of:"),
        ("office.toml", 'zone = "Asia/Jakarta"', 'zone = "Asia/Metro"', "office.toml", "zone", "IANA"),
        ("office.toml", 'zone_label = "WIB"', 'zone_label = "WIX"', "office.toml", "zone_label", "WIB or WITA or WIT"),
        ("office.toml", 'id = "kantor-contoh"', 'id = "kantor"', "office.toml", "id", "kantor-contoh"),
        ("office.toml", 'plate = "1"', 'plate = "1"\nfloor = 2', "office.toml", "counters[1].floor", "one of:"),
        ("office.toml", "[[counters]]", "[[counters", "office.toml", "", "TOML"),
        (
            "office.toml",
            'priority_groups = ["lansia"]',
            'procedures_of = "nowhere"',
            "office.toml",
            "procedures_of",
            "office",
        ),
    ],
)
def test_a_broken_file_is_reported_where_it_is_broken(
    made: Made, file: str, old: str, new: str, at: str, key: str, expected: str
) -> None:
    made.change(file, old, new)
    matching = [fault for fault in _faults(made.catalogue) if (fault.file, fault.key) == (f"kantor-contoh/{at}", key)]
    assert len(matching) == 1
    assert expected in matching[0].expected


def test_all_faults_of_all_files_come_at_once(made: Made) -> None:
    made.change("t-01.toml", 'target = ["PT5M"]', 'target = ["soon"]')
    made.change("b-01.toml", 'visitor = "present"', 'visitor = "?"')
    made.change("office.toml", 'zone_label = "WIB"', 'zone_label = "?"')
    assert {fault.file.split("/")[1] for fault in _faults(made.catalogue)} == {"t-01.toml", "b-01.toml", "office.toml"}


def test_a_procedure_must_have_as_many_rows_as_its_template(made: Made) -> None:
    path = made.catalogue / "kantor-contoh" / "k-01.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text[: text.rindex("[[steps]]")], encoding="utf-8")
    assert any(fault.key == "steps" and "2 rows" in fault.expected for fault in _faults(made.catalogue))


def test_a_file_that_is_not_utf_8_or_not_there_is_a_fault(made: Made) -> None:
    (made.catalogue / "kantor-contoh" / "t-01.toml").write_bytes(b'id = "\xff"')
    (made.catalogue / "kosong").mkdir()
    said = {(fault.file, fault.expected) for fault in _faults(made.catalogue)}
    assert ("kantor-contoh/t-01.toml", "UTF-8") in said
    assert ("kosong/office.toml", "a file that can be read") in said


def test_an_empty_folder_is_a_fault(tmp_path: Path) -> None:
    assert _faults(tmp_path)[0].expected == "one folder per office"


def test_a_fault_reads_as_one_sentence() -> None:
    fault = Fault("a/b.toml", "steps[3].lane", "'x'", "a lane of the procedure")
    assert str(fault) == "a/b.toml: steps[3].lane: found 'x'; expected a lane of the procedure"


def test_opening_hours_are_read_and_judged(made: Made) -> None:
    made.change("office.toml", "hours = []", "")
    path = made.catalogue / "kantor-contoh" / "office.toml"
    good = path.read_text(encoding="utf-8") + '\n[[hours]]\nweekday = 0\nopens = "07:30"\ncloses = "15:00"\n'
    path.write_text(good, encoding="utf-8")
    assert load_catalogue(made.catalogue).offices[0].hours[0].closes == "15:00"
    path.write_text(good.replace('"15:00"', '"07:00"').replace("weekday = 0", "weekday = 7"), encoding="utf-8")
    assert {fault.key for fault in _faults(made.catalogue)} == {"hours[1].weekday", "hours[1].closes"}


def test_a_row_may_be_without_a_number_as_some_boxes_are(made: Made) -> None:
    made.change("t-01.toml", 'no = "1"', "")
    assert load_catalogue(made.catalogue).procedure("kantor-contoh", "t-01").steps[0].no == ""
