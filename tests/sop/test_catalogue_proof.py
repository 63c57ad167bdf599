"""
The proof against the documents: it holds for what is printed, and fails for every change of a word.

The made-up documents have the three shapes of the real ones and are always proved; the real ones are proved where they
lie beside the checkout.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from sop.check import against
from sop.load import load_catalogue
from sop.model import Catalogue, Duration, Procedure, Step
from tests.sop.made_catalogue import Made

Change = Callable[[Step], Step]


def _lines(step: Step, lines: list[str]) -> Step:
    kept = tuple(line for line in lines if line)
    return replace(step, printed=" ".join(kept), printed_lines=kept if step.printed_lines else ())


def _words(step: Step) -> list[str]:
    return list(step.printed_lines or (step.printed,))


def _another_last_word(step: Step) -> Step:
    lines = _words(step)
    return _lines(step, [*lines[:-1], " ".join([*lines[-1].split()[:-1], "lain"])])


def _another_first_word(step: Step) -> Step:
    lines = _words(step)
    return _lines(step, [" ".join(["Lain", *lines[0].split()[1:]]), *lines[1:]])


def _one_letter_less(step: Step) -> Step:
    lines = _words(step)
    return _lines(step, [lines[0][:-1], *lines[1:]])


def _a_word_less(step: Step) -> Step:
    lines = _words(step)
    return _lines(step, [*lines[:-1], " ".join(lines[-1].split()[:-1])] if len(step.printed.split()) > 1 else ["lain"])


def _a_word_more(step: Step) -> Step:
    lines = _words(step)
    return _lines(step, [*lines[:-1], f"{lines[-1]} segera"])


def _another_case(step: Step) -> Step:
    lines = _words(step)
    return _lines(step, [lines[0].swapcase(), *lines[1:]])


def _words_swapped(step: Step) -> Step:
    words = step.printed.split()
    if len(words) < 2 or words[0] == words[1]:
        return _another_first_word(step)
    return _lines(step, [" ".join([words[1], words[0], *words[2:]])])


def _another_time(step: Step) -> Step:
    return replace(step, target=(Duration(minutes=6),), target_printed="6 menit")


def _another_output(step: Step) -> Step:
    # 003 prints no outputs; there the label of the box is the thing to break.
    return replace(step, outputs=(*step.outputs, "Piagam")) if step.outputs else _another_first_word(step)


def _another_supply(step: Step) -> Step:
    return replace(step, supplies=(*step.supplies, "Piagam")) if step.supplies else _another_first_word(step)


def _another_row(step: Step) -> Step:
    return replace(step, no="9")


_CHANGES = [
    _another_last_word,
    _another_first_word,
    _one_letter_less,
    _a_word_less,
    _a_word_more,
    _another_case,
    _words_swapped,
    _another_time,
    _another_output,
    _another_supply,
    _another_row,
]


def _changed(catalogue: Catalogue, change: Change) -> Catalogue:
    def whole(procedure: Procedure) -> Procedure:
        return replace(procedure, steps=tuple(change(step) for step in procedure.steps))

    return replace(catalogue, procedures=tuple(whole(procedure) for procedure in catalogue.procedures))


def _rows_found(catalogue: Catalogue, documents: Path) -> set[tuple[str, str]]:
    return {(fault.file, fault.key.split(".")[0]) for fault in against(catalogue, documents) if "steps[" in fault.key}


def _rows(catalogue: Catalogue) -> set[tuple[str, str]]:
    return {
        (f"{procedure.office}/{procedure.id}.toml", f"steps[{index}]")
        for procedure in catalogue.written
        for index, _ in enumerate(procedure.steps, 1)
    }


def test_the_made_up_catalogue_is_borne_out_by_its_documents(made: Made) -> None:
    assert against(load_catalogue(made.catalogue), made.documents) == ()


@pytest.mark.parametrize("change", _CHANGES)
def test_each_made_up_row_is_found_when_changed(made: Made, change: Change) -> None:
    catalogue = load_catalogue(made.catalogue)
    assert _rows_found(_changed(catalogue, change), made.documents) == _rows(catalogue)


def test_the_forty_procedures_are_borne_out_by_the_five_documents(catalogue: Catalogue, seeds: Path) -> None:
    assert against(catalogue, seeds) == ()


@pytest.mark.slow
@pytest.mark.parametrize("change", _CHANGES)
def test_each_of_the_214_rows_is_found_when_changed(catalogue: Catalogue, seeds: Path, change: Change) -> None:
    assert len(_rows(catalogue)) == 214
    assert _rows_found(_changed(catalogue, change), seeds) == _rows(catalogue)


@pytest.mark.parametrize(
    ("file", "old", "new", "key"),
    [
        ("t-01.toml", 'printed_title = "SOP SURAT CONTOH"', 'printed_title = "SOP SURAT"', None),
        ("t-01.toml", 'printed_title = "SOP SURAT CONTOH"', 'printed_title = "SOP SURAT LAIN"', "printed_title"),
        ("t-01.toml", 'written_total = "PT15M"', "", "written_total"),
        ("b-02.toml", 'written_total = "PT9M"', 'written_total = "PT8M"', "written_total"),
        ("b-01.toml", 'printed = "Membawa fotokopi KK"', 'printed = "Membawa ijazah"', "requires[1].printed"),
        ("b-01.toml", 'printed = "jika jaringan lancar"', 'printed = "jika hujan"', "conditions[1].printed"),
        ("b-01.toml", "line = 10", "line = 22", "steps[2].line"),
        ("b-01.toml", 'lane = "staf"', 'lane = "pemohon"', "steps[2].lane"),
        ("k-01.toml", "line = 6", "line = 7", "steps[2].no"),
        ("templates/t.toml", 'outcomes = ["MS", "TMS"]', "", "steps[2].outcomes"),
    ],
)
def test_titles_totals_requirements_and_places_are_proved(
    made: Made, file: str, old: str, new: str, key: str | None
) -> None:
    made.change(file, old, new)
    found = {fault.key for fault in against(load_catalogue(made.catalogue), made.documents)}
    assert found == set() if key is None else key in found


def test_a_row_of_the_document_that_no_step_stands_for_is_found(made: Made) -> None:
    document = made.documents / "tabel.txt"
    text = document.read_text(encoding="utf-8")
    document.write_text(
        text.replace("\n\nTotal", "\n3.\tMengarsip\t\t\t- Map\t5 Menit\t- Arsip\n\nTotal"), encoding="utf-8"
    )
    faults = against(load_catalogue(made.catalogue), made.documents)
    assert [(fault.file, fault.key) for fault in faults] == [("tabel.txt", "line 7")]


def test_a_task_of_a_box_that_the_step_leaves_out_is_found(made: Made) -> None:
    document = made.documents / "kotak.txt"
    text = document.read_text(encoding="utf-8")
    document.write_text(text.replace("- ✓ Mencetak kartu", "- ✓ Mencetak kartu\n- ✓ Mengarsip"), encoding="utf-8")
    assert "steps[2].printed" in {fault.key for fault in against(load_catalogue(made.catalogue), made.documents)}


def test_a_missing_document_is_a_fault(made: Made) -> None:
    (made.documents / "kolom.txt").unlink()
    faults = against(load_catalogue(made.catalogue), made.documents)
    assert [(fault.file, fault.found) for fault in faults] == [("kolom.txt", "FileNotFoundError")]
