"""Type in dots is measured, wrapped and drawn so that nothing is lost or cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from printer.typeset import HAS_RAQM, Face, Sheet, Span, kept, width_of, wrap

TEXT = Face(weight=500, size=28)
BOLD = Face(weight=700, size=28)

words_of_a_line = st.lists(st.text(alphabet="abcdefgWM0123-./", min_size=1, max_size=30), min_size=1, max_size=12)


def ink_rows(picture: Image.Image, *, left: int, right: int) -> tuple[int, int]:
    """Give the first and last row with ink between two columns."""
    box = picture.convert("L").point([255] * 128 + [0] * 128).crop((left, 0, right, picture.height)).getbbox()
    assert box is not None
    return box[1], box[3] - 1


@given(words_of_a_line, st.integers(min_value=60, max_value=528))
def test_a_wrapped_paragraph_loses_nothing_and_fits(words: list[str], width: int) -> None:
    lines = wrap([Span(" ".join(words), TEXT)], width=width)
    text = "".join(span.text for line in lines for span in line).replace(" ", "")
    assert text == "".join(words)
    for line in lines:
        assert sum(width_of(span.text, span.face) for span in line) <= width + 0.5


def test_an_empty_text_has_no_lines() -> None:
    assert wrap([Span("  ", TEXT)], width=100) == []


def test_two_faces_share_a_line_and_keep_their_words_apart() -> None:
    [line] = wrap([Span("Biaya:", BOLD), Span("belum diisi", TEXT)], width=500)
    assert [span.text for span in line] == ["Biaya:", " belum diisi"]


def test_a_kept_date_is_not_broken() -> None:
    lines = wrap([Span(f"ambil {kept('Senin, 23 November')}", TEXT)], width=300)
    assert [line[0].text for line in lines] == ["ambil", kept("Senin, 23 November")]


def test_figures_have_equal_widths() -> None:
    figures = Face(weight=800, size=100, figures=True)
    assert width_of("A-111", figures) == pytest.approx(width_of("A-888", figures), abs=0.5)


def test_letters_are_measured_without_their_neighbours_changing_them() -> None:
    # Inter writes 3x4 with a multiplication sign when it may look at the neighbours.
    alone = sum(width_of(character, TEXT) for character in "3x4")
    assert width_of("3x4", TEXT) == pytest.approx(alone + 2 * TEXT.tracking * TEXT.size, abs=1.5)


@pytest.mark.skipif(not HAS_RAQM, reason="libraqm is not on this machine (libfribidi0 is missing)")
def test_without_libraqm_a_number_looks_nearly_the_same() -> None:
    pictures = []
    for shaped in (True, False):
        sheet = Sheet(width=576, margin=24)
        sheet.text("A-023", Face(weight=800, size=166, figures=True, shaped=shaped), x=24, baseline=150)
        sheet.space(200)
        pictures.append(sheet.finish())
    hyphens = [ink_rows(picture, left=160, right=190) for picture in pictures]
    assert hyphens[0] == pytest.approx(hyphens[1], abs=2)
    wide = [width_of("A-023", Face(weight=800, size=166, figures=True, shaped=shaped)) for shaped in (True, False)]
    assert wide[0] == pytest.approx(wide[1], rel=0.04)


def test_a_sheet_grows_with_what_is_set_on_it() -> None:
    sheet = Sheet(width=384, margin=16)
    for _ in range(100):
        sheet.paragraph([Span("Silakan", TEXT)])
    picture = sheet.finish()
    assert picture.mode == "1"
    assert picture.size == (384, round(100 * 28 * 1.2))
    first, last = ink_rows(picture, left=0, right=384)
    assert first < 30
    assert last > picture.height - 30
