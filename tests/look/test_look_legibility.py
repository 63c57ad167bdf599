"""What must be seen and touched is computed from distance and pixel pitch, as in the tables of LOOKS 3 and FIELD C."""

from __future__ import annotations

import pytest

from server.look import tokens
from server.look.legibility import MM_PER_PX_1080P, capital_mm, contrast, luminance, minimum_px, mm_per_px


@pytest.mark.parametrize(("distance_m", "millimetres"), [(3, 37), (5, 61), (8, 98), (10, 122), (12, 147)])
def test_key_capitals_grow_with_the_distance(distance_m: float, millimetres: float) -> None:
    assert capital_mm("key", distance_m=distance_m) == pytest.approx(millimetres, abs=0.7)


@pytest.mark.parametrize(("distance_m", "millimetres"), [(3, 17), (5, 29), (8, 47), (10, 58), (12, 70)])
def test_secondary_capitals_grow_with_the_distance(distance_m: float, millimetres: float) -> None:
    assert capital_mm("secondary", distance_m=distance_m) == pytest.approx(millimetres, abs=0.7)


@pytest.mark.parametrize("kiosk", [tokens.KIOSK_21, tokens.KIOSK_15])
def test_the_kiosk_text_sizes_are_large_enough(kiosk: tokens.Situation) -> None:
    assert kiosk.minimum >= minimum_px("key", mm_per_px=kiosk.mm_per_px, distance_m=kiosk.distance_m)


def test_the_board_number_and_rows_are_large_enough_at_eight_metres() -> None:
    board = tokens.BOARD
    assert board.sizes["number"] >= minimum_px("key", mm_per_px=board.mm_per_px, distance_m=8)
    assert board.sizes["row"] >= minimum_px("secondary", mm_per_px=board.mm_per_px, distance_m=8)
    assert board.sizes["text"] >= minimum_px("secondary", mm_per_px=board.mm_per_px, distance_m=3)


def test_the_slip_text_is_large_enough_in_the_hand() -> None:
    assert tokens.SLIP.base >= minimum_px("secondary", mm_per_px=0.125, distance_m=0.4)


@pytest.mark.parametrize(
    ("kind", "pitch", "pixels"),
    [
        ("main_touch", 0.248, 81),
        ("keypad_touch", 0.248, 61),
        ("gap", 0.248, 12),
        ("main_touch", 0.18, 111),
        ("keypad_touch", 0.18, 84),
        ("gap", 0.18, 17),
    ],
)
def test_touch_sizes_follow_the_pitch(kind: str, pitch: float, pixels: int) -> None:
    assert minimum_px(kind, mm_per_px=pitch) == pytest.approx(pixels, abs=1)  # type: ignore[arg-type]


@pytest.mark.parametrize(("inches", "pitch"), MM_PER_PX_1080P.items())
def test_the_pitch_follows_from_the_diagonal(inches: float, pitch: float) -> None:
    assert mm_per_px(inches, width_px=1080, height_px=1920) == pytest.approx(pitch, abs=0.0015)


def test_contrast_runs_from_one_to_twenty_one_in_either_order() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#FFFFFF", "#000000") == pytest.approx(21)
    assert contrast(tokens.nila, tokens.nila) == 1


def test_another_colour_notation_is_refused() -> None:
    with pytest.raises(ValueError, match="RRGGBB"):
        luminance("blue")
