"""The SOP sheet: all forty draw, nothing overlaps or leaves its place, measured with the real font; marks are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import ImageFont

from sop.__main__ import main
from sop.draw import draw, draw_pages
from sop.draw_parts import MARGIN, PAGE_HIGH, PAGE_WIDE
from sop.letters import width, wrapped
from sop.load import load_catalogue
from sop.model import Answer, Duration, Fee, Procedure

_SVG = "{http://www.w3.org/2000/svg}"
_FONTS = Path(__file__).parents[2] / "server/look/fonts"
CATALOGUE = load_catalogue()
IDS = [procedure.id for procedure in CATALOGUE.written]


def procedure(key: str) -> Procedure:
    """A written procedure."""
    return next(item for item in CATALOGUE.written if item.id == key)


def pages(drawn: Procedure) -> Iterator[ElementTree.Element]:
    """Its pages as trees."""
    for svg in draw_pages(drawn, CATALOGUE.office(drawn.office)):
        yield ElementTree.fromstring(svg)


def said(drawn: Procedure) -> str:
    """All words of the sheet, line by line."""
    return " ".join(node.text or "" for page in pages(drawn) for node in page.iter(f"{_SVG}text"))


@cache
def font(weight: str) -> ImageFont.FreeTypeFont:
    """Inter at a thousand, so that a width is in thousandths."""
    name = {"500": "Inter-Medium.otf", "700": "Inter-Bold.otf"}[weight]
    return ImageFont.truetype(str(_FONTS / name), 1000, layout_engine=ImageFont.Layout.BASIC)


def boxes(page: ElementTree.Element) -> list[tuple[float, float, float, float, str]]:
    """(left, top, right, bottom, words) of every text, measured with the font itself."""
    found = []
    for node in page.iter(f"{_SVG}text"):
        size, words = float(node.attrib["font-size"]), node.text or ""
        wide = font(node.attrib["font-weight"]).getlength(words) * size / 1000
        x = float(node.attrib["x"]) - {"start": 0.0, "middle": wide / 2, "end": wide}[node.attrib["text-anchor"]]
        y = float(node.attrib["y"])
        found.append((x, y - 0.73 * size, x + wide, y + 0.12 * size, words))
    return found


@pytest.mark.parametrize("key", IDS)
def test_no_text_overlaps_another_leaves_the_page_or_crosses_a_column(key: str) -> None:
    for page in pages(procedure(key)):
        assert page.attrib["viewBox"] == "0 0 842 595"
        found = boxes(page)
        for x, top, right, bottom, words in found:
            assert x >= MARGIN - 1 and right <= PAGE_WIDE - MARGIN + 1, words
            assert top >= MARGIN - 1 and bottom <= PAGE_HIGH - MARGIN + 16, words
        for place, (x, top, right, bottom, words) in enumerate(found):
            for left, above, edge, below, other in found[place + 1 :]:
                apart = right <= left + 0.3 or edge <= x + 0.3 or bottom <= above + 0.3 or below <= top + 0.3
                assert apart, f"{words!r} and {other!r}"
        columns = [
            (float(match[1]), float(match[2]), float(match[3]))
            for node in page.iter(f"{_SVG}path")
            if node.get("stroke") == "#141C33"
            and (match := re.match(r"^M([\d.]+) ([\d.]+)V([\d.]+)$", node.attrib["d"]))
        ]
        for x, top, right, bottom, words in found:
            if words in {"TMS", "Tidak", "selesai", "ditolak"} or "tercantum" in words or "Baris kosong" in words:
                continue  # A branch's label lies over the line with a halo; an empty table's sentence on its own ground.
            for column, begin, end in columns:
                assert not (x < column - 0.3 and right > column + 0.3 and top < end and bottom > begin), words


@pytest.mark.parametrize("key", IDS)
def test_every_row_has_one_symbol_in_its_own_kind_and_an_arrow_to_the_next(key: str) -> None:
    drawn = procedure(key)
    symbols = [node for page in pages(drawn) for node in page.iter(f"{_SVG}path") if node.get("data-symbol")]
    assert len(symbols) == len(drawn.steps)
    assert sum(node.get("data-symbol") == "decision" for node in symbols) == sum(
        bool(step.outcomes) for step in drawn.steps
    )
    dashed = sum(node.get("stroke-dasharray") is not None for node in symbols)
    assert dashed == sum(step.lane_evidence == "inferred" for step in drawn.steps)
    arrows = [node for page in pages(drawn) for node in page.iter(f"{_SVG}path") if node.get("data-arrow") is not None]
    assert len(arrows) >= max(0, len(drawn.steps) - 1)
    words = said(drawn)
    for step in drawn.steps:
        assert step.activity.split()[0] in words
        assert all(outcome in words for outcome in step.outcomes)


def test_the_sheet_says_what_is_known_and_leaves_lines_where_nothing_is() -> None:
    known, unknown = said(procedure("002-01")), said(procedure("000-01"))
    for words in ("25 /SOP/C.5.1/2024", "Januari 2024", "Dasar hukum", "Agenda Surat Keterangan"):
        assert words in known
    assert "Nomor SOP —" in unknown
    assert "NIP" not in said(procedure("004-01")).replace("Nama dan NIP", "")
    assert "Langkah belum tercantum dalam SOP." in said(procedure("003-04"))


def test_a_branch_whose_target_nobody_knows_has_a_question_mark_and_a_known_one_its_row() -> None:
    words = said(procedure("001-09")).split()
    assert "?" in words and "TMS" in words and "MS" in words
    assert "?" not in said(procedure("002-01")).split()
    rows = list(procedure("001-09").steps)
    rows[2] = replace(rows[2], returns_to="1")
    answered = replace(procedure("001-09"), steps=tuple(rows))
    assert "?" not in said(answered).split()


def test_what_the_office_said_is_marked_as_its_own() -> None:
    before = procedure("001-09")
    rows = list(before.steps)
    rows[1] = replace(rows[1], office_target=(Duration(minutes=9),), lane_evidence="office", lane_note=None)
    day = date(2026, 11, 20)
    after = replace(
        before,
        steps=tuple(rows),
        fee=Fee(amount=7500, since=day),
        answers=(Answer(key="biaya", text="Rp7.500", since=day),),
    )
    words = said(after)
    for part in ("9 menit", "tercetak 2 menit", "Rp7.500", "Jawaban kantor", "Garis ganda", "Bagian menurut kantor."):
        assert part in words, part


def test_a_long_table_goes_on_on_the_next_page_with_a_mark_on_both() -> None:
    before = procedure("001-09")
    rows = tuple(replace(step, no=f"{copy}{step.no}") for copy in ("", "1", "2") for step in before.steps)
    long = replace(before, steps=rows, walk=tuple(range(len(rows))))
    per_page = [[node.text for node in page.iter(f"{_SVG}text")] for page in pages(long)]
    with_mark = [place for place, words in enumerate(per_page) if "A" in words]
    assert len(with_mark) == 2 and with_mark[1] == with_mark[0] + 1
    assert all(min(MARGIN, x) >= MARGIN - 1 for page in pages(long) for x, *_ in boxes(page))


def test_the_whole_sheet_is_its_pages_below_each_other() -> None:
    drawn = procedure("000-02")
    whole = ElementTree.fromstring(draw(drawn, CATALOGUE.office(drawn.office), version=3))
    count = len(list(pages(drawn)))
    assert whole.attrib["height"] == f"{210 * count}mm"
    assert "versi 3" in " ".join(node.text or "" for node in whole.iter(f"{_SVG}text"))


def test_the_program_writes_the_sheet(tmp_path: Path) -> None:
    assert main(["draw", "000-02", "-o", str(tmp_path / "x.svg")]) == 0
    assert ElementTree.parse(tmp_path / "x.svg").getroot().tag == f"{_SVG}svg"
    assert main(["draw", "999-99", "-o", str(tmp_path / "y.svg")]) == 1


def test_the_widths_are_those_of_the_font() -> None:
    for weight in (500, 700):
        for words in ("Rekomendasi Surat Keterangan", "±1–2 jam / 30 menit", "KK: Ñ → ①"[:6]):
            real = font(str(weight)).getlength(words) * 10 / 1000
            assert width(words, size=10, weight=weight) >= real - 0.05


def test_a_word_wider_than_its_column_is_broken_and_loses_nothing() -> None:
    found = wrapped("register,Dok.pendukung Petugas/Admin/Operator", wide=40, size=7)
    assert all(width(line, size=7) <= 40 for line in found)
    assert "".join(found).replace(" ", "") == "register,Dok.pendukungPetugas/Admin/Operator"
