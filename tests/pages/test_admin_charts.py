"""The charts' geometry: round axes, every value where it belongs, nothing a name could break."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.pages.admin_charts import BandPoint, Bar, StepDots, band, bars, nice_top, share_bar, step_dots
from server.pages.admin_today import plates_words, up

LABELS = (("p90", "9 dari 10"), ("p50", "separuh warga"))


def point(label: str, median: float | None, p90: float | None, *, running: bool = False) -> BandPoint:
    return BandPoint(label=label, median=median, p90=p90, few=False, running=running)


@given(st.floats(min_value=0, max_value=100_000, allow_nan=False))
def test_an_axis_reaches_over_its_highest_value_with_few_round_lines(highest: float) -> None:
    top, distance = nice_top(highest)
    assert top >= highest
    assert top % distance == 0
    assert 2 <= top // distance <= 5


def test_a_band_breaks_where_nobody_was_called() -> None:
    drawn = str(band([point("08.00", 2, 5), point("09.00", None, None), point("10.00", 3, 9)], labels=LABELS))
    assert drawn.count('class="c-band"') == 2
    assert drawn.count("<circle") == 4


def test_the_running_hour_is_drawn_as_not_over() -> None:
    drawn = str(band([point("08.00", 2, 5), point("09.00", 3, 9, running=True)], labels=LABELS))
    assert drawn.count("c-running") == 1
    over = str(band([point("08.00", 2, 5), point("09.00", 3, 9)], labels=LABELS))
    assert "c-running" not in over


def test_labels_of_the_band_never_lie_on_each_other() -> None:
    drawn = str(band([point("08.00", 4, 4)], labels=LABELS))
    heights = [float(y) for y in re.findall(r'class="c-label" x="[\d.]+" y="([\d.]+)"', drawn)]
    assert len(heights) == 2
    assert abs(heights[0] - heights[1]) >= 30


def test_a_bar_is_as_high_as_its_count_and_an_empty_hour_has_none() -> None:
    drawn = str(
        bars(
            [
                Bar(label="08.00", count=10, usual=None, running=False),
                Bar(label="09.00", count=5, usual=7, running=False),
                Bar(label="10.00", count=0, usual=3, running=True),
            ]
        )
    )
    heights = [float(height) for height in re.findall(r'<rect class="c-bar" .*?height="([\d.]+)"', drawn)]
    assert len(heights) == 2
    assert heights[0] == pytest.approx(2 * heights[1], abs=0.2)
    assert drawn.count('class="c-usual"') == 2


@pytest.mark.parametrize(("within", "count", "full", "late"), [(0, 4, 0, 1), (4, 4, 1, 0), (1, 4, 1, 1)])
def test_a_share_is_hatched_where_it_was_late(within: int, count: int, full: int, late: int) -> None:
    drawn = str(share_bar(within=within, count=count))
    assert (drawn.count('"c-bar"'), drawn.count('"c-late"')) == (full, late)


def test_a_step_over_its_target_says_by_its_nine_in_ten() -> None:
    rows = [
        StepDots(label="2 Registrasi", median=3, p90=4, target=5, over=False, few=False),
        StepDots(label="3 Verifikasi", median=4, p90=6.2, target=5, over=True, few=False),
    ]
    drawn = str(step_dots(rows, target_label="target 5 menit"))
    assert drawn.count('class="c-target"') == 1
    assert "p90 7" in drawn and "target 5 menit" in drawn
    own = str(
        step_dots([rows[0], StepDots(label="4", median=1, p90=1, target=2, over=False, few=True)], target_label="")
    )
    assert own.count('class="c-target"') == 2


def test_a_name_cannot_break_out_of_a_chart() -> None:
    name = '<script>"&'
    drawn = str(step_dots([StepDots(label=name, median=1, p90=2, target=None, over=False, few=False)], target_label=""))
    assert "<script" not in drawn and "&lt;script&gt;" in drawn


@pytest.mark.parametrize(
    ("plates", "words"),
    [
        ([], ""),
        (["1"], "1"),
        (["1", "2"], "1, 2"),
        (["1", "2", "3"], "1–3"),
        (["1", "2", "3", "5", "A", "B"], "1–3, 5, A, B"),
        (["9", "10", "11"], "9–11"),
        (["3", "1"], "3, 1"),
    ],
)
def test_plates_in_a_few_characters(plates: list[str], words: str) -> None:
    assert plates_words(plates) == words


@pytest.mark.parametrize(
    ("seconds", "minutes"), [(None, None), (0, 0), (1, 1), (60, 1), (60.0004, 1), (60.01, 2), (119, 2)]
)
def test_minutes_are_rounded_up_so_that_or_less_stays_true(seconds: float | None, minutes: int | None) -> None:
    assert up(seconds) == minutes
