"""The tokens are the ones LOOKS prints, and their contrasts are the ones printed beside them."""

from __future__ import annotations

import re

import pytest

from server.look import tokens
from server.look.legibility import contrast

# LOOKS 1, column "contrast": (ink, ground, printed ratio).
PRINTED_CONTRASTS = [
    ("tinta", "putih", 16.9),
    ("tinta", "kertas", 15.2),
    ("tinta", "kunyit", 10.5),
    ("tinta_2", "putih", 8.3),
    ("tinta_2", "kertas", 7.5),
    ("garis_2", "putih", 4.3),
    ("garis_2", "kertas", 3.9),
    ("nila", "putih", 9.8),
    ("nila", "kertas", 8.8),
    ("di_atas_nila", "nila_tekan", 13.3),
    ("nila", "nila_muda", 8.2),
    ("putih", "malam", 17.9),
    ("putih", "malam_2", 14.9),
    ("malam_teks_2", "malam", 11.1),
    ("malam_teks_2", "malam_2", 9.3),
    ("malam_garis", "malam", 2.1),
    ("di_atas_kunyit", "kunyit", 10.5),
    ("kunyit", "malam", 11.1),
    ("kunyit_tua", "kunyit_muda", 7.6),
    ("soga", "putih", 8.0),
    ("soga", "soga_muda", 6.7),
    ("daun", "putih", 6.2),
    ("daun_teks", "daun_muda", 7.3),
    ("soga_malam", "malam", 9.9),
    ("daun_malam", "malam", 11.1),
]


@pytest.mark.parametrize(("ink", "ground", "printed"), PRINTED_CONTRASTS)
def test_a_printed_contrast_holds(ink: str, ground: str, printed: float) -> None:
    assert contrast(tokens.COLOURS[ink], tokens.COLOURS[ground]) == pytest.approx(printed, abs=0.055)


def test_every_colour_is_an_attribute_and_a_hex_value() -> None:
    for name, value in tokens.COLOURS.items():
        assert getattr(tokens, name) == value
        assert re.fullmatch(r"#[0-9A-F]{6}", value)


def test_kontras_has_the_same_names_and_three_colours_only() -> None:
    assert tokens.KONTRAS.keys() == tokens.COLOURS.keys()
    assert set(tokens.KONTRAS.values()) == {"#000000", "#FFFFFF", tokens.kunyit}


@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("tinta", "putih"),
        ("tinta_2", "kertas"),
        ("nila", "putih"),
        ("di_atas_nila", "nila"),
        ("di_atas_nila", "nila_tekan"),
        ("di_atas_kunyit", "kunyit"),
        ("kunyit_tua", "kunyit_muda"),
        ("soga", "soga_muda"),
        ("daun_teks", "daun_muda"),
        ("malam_teks_2", "malam"),
        ("nila", "nila_muda"),
    ],
)
def test_text_pairs_stay_readable_in_both_palettes(ink: str, ground: str) -> None:
    assert contrast(tokens.COLOURS[ink], tokens.COLOURS[ground]) >= 4.5
    assert contrast(tokens.KONTRAS[ink], tokens.KONTRAS[ground]) >= 13.0


def test_no_situation_uses_a_size_below_its_minimum_but_the_chart_and_key_sizes_of_the_web() -> None:
    for name, situation in tokens.SITUATIONS.items():
        small = {use for use, size in situation.sizes.items() if size < situation.minimum}
        assert small == ({"key", "axis"} if name == "web" else set())


def test_css_variables_carry_the_same_data() -> None:
    css = tokens.css_variables()
    assert "--nila: #1F3F8C;" in css
    assert "--malam-teks-2: #C3CCE4;" in css
    assert "--press: 80ms;" in css
    assert "--size-section: 18.5px;" in css
    assert all(re.fullmatch(r"--[a-z0-9-]+: [^;]+;", line) for line in css.splitlines())


def test_css_variables_of_kontras_replace_every_colour() -> None:
    css = tokens.css_variables(colours=tokens.KONTRAS)
    assert "--kertas: #000000;" in css
    assert css.count("--") == tokens.css_variables().count("--")
