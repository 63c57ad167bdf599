"""Fonts and icons are there, whole, free and in one style."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest
from PIL import ImageFont

from server.look.fonts import FONTS_DIR, UnknownWeightError, font_faces, font_path, font_paths
from server.look.icons import ICON_NAMES, ICONS_DIR, UnknownIconError, icon_svg
from server.look.tokens import WEIGHTS

SVG = "{http://www.w3.org/2000/svg}"

NEEDED = frozenset(
    (
        *("search", "receipt", "id-card", "child-face", "document", "shop", "message", "list", "clock", "check-circle"),
        *("check", "chevron-right", "chevron-down", "chevron-up", "arrow-left", "arrow-right", "arrow-down"),
        *("person-ask", "globe", "speaker", "speaker-off", "contrast", "wheelchair", "elderly", "pregnant", "toddler"),
        *("house", "pause", "plug", "plug-off", "info", "warning", "printer", "printer-x", "chair", "bell", "swap"),
        *("pencil", "phone", "return", "plus", "cross", "download", "lock", "spinner", "user", "users", "logout"),
        *("play", "calendar", "chart", "settings", "barcode", "backspace", "key", "scissors", "paper"),
    )
)


@pytest.mark.parametrize("weight", WEIGHTS)
def test_each_weight_is_the_plain_inter_and_not_its_display_cut(weight: int) -> None:
    family, style = ImageFont.truetype(str(font_path(weight)), 20).getname()
    assert family is not None
    assert family.startswith("Inter")
    assert "Display" not in family
    assert style is not None


def test_a_weight_we_do_not_use_is_a_named_error() -> None:
    with pytest.raises(UnknownWeightError, match="400"):
        font_path(400)


def test_the_fonts_travel_with_their_licence() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS_DIR / "OFL.txt").read_text(encoding="utf-8")


def test_font_faces_name_every_file() -> None:
    css = font_faces("/static/fonts/")
    for weight, path in font_paths().items():
        assert f"font-weight: {weight}" in css
        assert f"/static/fonts/{path.name}" in css


def test_every_icon_that_the_screens_need_is_there() -> None:
    assert set(ICON_NAMES) >= NEEDED


@pytest.mark.parametrize("name", ICON_NAMES)
def test_an_icon_keeps_the_one_style(name: str) -> None:
    root = ElementTree.fromstring(icon_svg(name, colour="currentColor"))
    assert root.get("viewBox") == "0 0 24 24"
    assert root.get("fill") == "none"
    assert root.get("stroke-width") == "2"
    assert root.get("stroke-linecap") == "round"
    assert {child.tag.removeprefix(SVG) for child in root} <= {"path", "circle", "rect"}
    assert len(root) >= 1


def test_colour_and_stroke_can_be_chosen() -> None:
    svg = icon_svg("contrast", colour="#1F3F8C", stroke=1.5)
    assert "currentColor" not in svg
    assert svg.count("#1F3F8C") == 2
    assert 'stroke-width="1.5"' in svg


@pytest.mark.parametrize("name", ["nothing", "../tokens", ""])
def test_an_unknown_icon_is_a_named_error(name: str) -> None:
    with pytest.raises(UnknownIconError):
        icon_svg(name, colour="#000000")


def test_no_icon_points_outside() -> None:
    for path in ICONS_DIR.glob("*.svg"):
        assert "href" not in path.read_text(encoding="utf-8")
