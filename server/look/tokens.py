"""
The design tokens as data: colours, type, space, lines, touch sizes and motion, for all programs and the web.

Says what the values are; what a reader must be able to see and touch is in `legibility`, words are in `words`.
Draws nothing and imports no toolkit. The pictures and the reasons stand in LOOKS.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import MappingProxyType
from typing import Final

# --- Colour (LOOKS 1). Named after batik dyes; state is always word, icon and shape before it is colour. -------------

kertas: Final = "#F5F3EE"
putih: Final = "#FFFFFF"
tinta: Final = "#141C33"
tinta_2: Final = "#474E63"
garis_2: Final = "#7F7A6E"
garis: Final = "#DAD6CC"
nila: Final = "#1F3F8C"
nila_tekan: Final = "#152C66"
nila_muda: Final = "#E6ECF8"
#: Text and icons on `nila`, `nila_tekan`: a token of its own because it turns round in *Kontras*.
di_atas_nila: Final = "#FFFFFF"
malam: Final = "#0A1633"
malam_2: Final = "#152550"
malam_teks_2: Final = "#C3CCE4"
malam_garis: Final = "#3A4C80"
kunyit: Final = "#FFC233"
kunyit_muda: Final = "#FFF1CC"
kunyit_tua: Final = "#684600"
#: Text on `kunyit`, which is dark in both palettes.
di_atas_kunyit: Final = "#141C33"
soga: Final = "#942C06"
soga_muda: Final = "#FBE7DE"
daun: Final = "#006E63"
daun_muda: Final = "#DDF0EC"
#: Text of a chip on `daun_muda`; `daun` itself would have too little contrast at 14 px.
daun_teks: Final = "#00564D"
soga_malam: Final = "#FFAD8C"
daun_malam: Final = "#7FDCCB"

COLOURS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "kertas": kertas,
        "putih": putih,
        "tinta": tinta,
        "tinta_2": tinta_2,
        "garis_2": garis_2,
        "garis": garis,
        "nila": nila,
        "nila_tekan": nila_tekan,
        "nila_muda": nila_muda,
        "di_atas_nila": di_atas_nila,
        "malam": malam,
        "malam_2": malam_2,
        "malam_teks_2": malam_teks_2,
        "malam_garis": malam_garis,
        "kunyit": kunyit,
        "kunyit_muda": kunyit_muda,
        "kunyit_tua": kunyit_tua,
        "di_atas_kunyit": di_atas_kunyit,
        "soga": soga,
        "soga_muda": soga_muda,
        "daun": daun,
        "daun_muda": daun_muda,
        "daun_teks": daun_teks,
        "soga_malam": soga_malam,
        "daun_malam": daun_malam,
    }
)

_HITAM: Final = "#000000"

#: The *Kontras* palette: the same names, but black, white and `kunyit` only. Everything that is nila (an action, an
#: icon, what is selected) becomes kunyit with black on it; borders are 3 px (`BORDER_CONTRAST`).
KONTRAS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "kertas": _HITAM,
        "putih": _HITAM,
        "tinta": putih,
        "tinta_2": putih,
        "garis_2": putih,
        "garis": putih,
        "nila": kunyit,
        "nila_tekan": putih,
        "nila_muda": _HITAM,
        "di_atas_nila": _HITAM,
        "malam": _HITAM,
        "malam_2": _HITAM,
        "malam_teks_2": putih,
        "malam_garis": putih,
        "kunyit": kunyit,
        "kunyit_muda": _HITAM,
        "kunyit_tua": kunyit,
        "di_atas_kunyit": _HITAM,
        "soga": putih,
        "soga_muda": _HITAM,
        "daun": putih,
        "daun_muda": _HITAM,
        "daun_teks": putih,
        "soga_malam": putih,
        "daun_malam": putih,
    }
)

# --- Type (LOOKS 2). ------------------------------------------------------------------------------------------------

FAMILY: Final = "Inter"
MEDIUM: Final = 500
SEMIBOLD: Final = 600
BOLD: Final = 700
EXTRABOLD: Final = 800
#: The only weights there are; nothing below 500 on kiosk, board and slip.
WEIGHTS: Final = (MEDIUM, SEMIBOLD, BOLD, EXTRABOLD)

#: Ratio 4/3 with half steps, in px (dots on a slip).
SCALE: Final[tuple[float, ...]] = (14, 16, 18.5, 21, 28, 37, 42, 48, 56, 75, 100, 133, 178, 237, 316)

#: OpenType features of ticket numbers, clocks and columns: equal digit widths, and a hyphen at capital height.
FIGURE_FEATURES: Final = ("tnum", "case")

#: Inter's capital height in em (OS/2 sCapHeight 1490 of 2048).
CAPITAL_EM: Final = 0.727


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """
    One viewing situation: a kind of screen (or the slip) read from one distance.

    Attributes:
        base: size of running text, px (dots on a slip).
        minimum: nothing is set smaller, px.
        sizes: px by use; the names are the same on both kiosks.
        line_height, title_line_height: multiples of the size.
        tracking, title_tracking, number_tracking: letter spacing in em, negative = closer.
        mm_per_px: of the screen the pictures were drawn for; a setting on a real machine.
        distance_m: of the eye.
    """

    base: float
    minimum: float
    sizes: Mapping[str, float]
    line_height: float
    title_line_height: float
    tracking: float
    title_tracking: float
    number_tracking: float
    mm_per_px: float
    distance_m: float


KIOSK_21: Final = Situation(
    base=42,
    minimum=42,
    sizes=MappingProxyType(
        {"text": 42, "tile": 48, "office": 56, "second": 56, "title": 75, "main": 75, "number": 316}
    ),
    line_height=1.2,
    title_line_height=1.05,
    tracking=-0.02,
    title_tracking=-0.035,
    number_tracking=-0.04,
    mm_per_px=0.248,
    distance_m=0.6,
)

#: Every size of the 21.5 inch kiosk one step up, because its pixels are smaller (0.180 mm). The number stays: it fills
#: the width already.
KIOSK_15: Final = Situation(
    base=56,
    minimum=56,
    sizes=MappingProxyType(
        {"text": 56, "tile": 56, "office": 75, "second": 75, "title": 100, "main": 100, "number": 316}
    ),
    line_height=1.2,
    title_line_height=1.05,
    tracking=-0.02,
    title_tracking=-0.035,
    number_tracking=-0.04,
    mm_per_px=0.180,
    distance_m=0.6,
)

BOARD: Final = Situation(
    base=48,
    minimum=42,
    sizes=MappingProxyType(
        {
            "small": 42,
            "text": 48,
            "heading": 56,
            "clock": 75,
            "row": 133,
            "counter": 178,
            "plate": 208,
            "number": 336,
            "call_plate": 356,
        }
    ),
    line_height=1.15,
    title_line_height=1.0,
    tracking=-0.02,
    title_tracking=-0.035,
    number_tracking=-0.04,
    mm_per_px=0.496,
    distance_m=8.0,
)

WEB: Final = Situation(
    base=16,
    minimum=14,
    sizes=MappingProxyType(
        {
            "key": 12,
            "axis": 13,
            "small": 14,
            "text": 16,
            "section": 18.5,
            "title": 28,
            "figure": 38,
            "clock": 67,
            "number": 89,
            "phone_number": 100,
        }
    ),
    line_height=1.4,
    title_line_height=1.15,
    tracking=0.0,
    title_tracking=-0.015,
    number_tracking=-0.03,
    mm_per_px=0.265,
    distance_m=0.6,
)

SLIP: Final = Situation(
    base=28,
    minimum=24,
    sizes=MappingProxyType(
        {
            "foot": 24,
            "text": 28,
            "value": 32,
            "service": 37,
            "heading": 42,
            "code": 42,
            "date": 56,
            "number": 166,
            "number_narrow": 108,
        }
    ),
    line_height=1.2,
    title_line_height=1.05,
    tracking=-0.01,
    title_tracking=-0.02,
    number_tracking=-0.045,
    mm_per_px=0.125,
    distance_m=0.4,
)

SITUATIONS: Final[Mapping[str, Situation]] = MappingProxyType(
    {"kiosk_21": KIOSK_21, "kiosk_15": KIOSK_15, "board": BOARD, "web": WEB, "slip": SLIP}
)

# --- Space, line, icon (LOOKS 4), px. -------------------------------------------------------------------------------

SPACE: Final = (4, 8, 12, 16, 24, 32, 48)
#: Kiosk: gap between tiles, between groups, smallest and largest gap between sections, page margin.
KIOSK_TILE_GAP: Final = 12
KIOSK_GROUP_GAP: Final = 16
KIOSK_SECTION_GAP: Final = (18, 34)
KIOSK_MARGIN: Final = 48
BOARD_MARGIN: Final = 48

RADIUS_KIOSK: Final = 12
RADIUS_WEB: Final = 8
RADIUS_WEB_LARGE: Final = 10
RADIUS_CHIP: Final = 6
RADIUS_BOARD: Final = 0
#: A counter plate, in em of its digit.
RADIUS_PLATE_EM: Final = 0.14

BORDER: Final = 2
BORDER_WEB: Final = 1.5
BORDER_CONTRAST: Final = 3
BORDER_PRESSED_TILE: Final = 6
BORDER_FOCUS_FIELD: Final = 4
DIVIDER: Final = 2
DIVIDER_WEB: Final = 1

ICON_GRID: Final = 24
ICON_STROKE: Final = 2
#: Optical size of an icon beside a word, in em of the word.
ICON_EM: Final = 1.1

#: Heights drawn in the pictures of the 21.5 inch kiosk, px; the smallest allowed ones follow from `legibility`.
KIOSK_HEIGHTS: Final[Mapping[str, int]] = MappingProxyType(
    {
        "tile": 128,
        "group": 112,
        "search": 112,
        "bottom_bar": 128,
        "main_button": 160,
        "folded": 104,
        "help": 104,
        "ask": 104,
        "change": 96,
        "landscape": 96,
    }
)

# --- Motion (LOOKS 4). Reduced motion makes all of them zero; the states stay the same. ------------------------------

PRESS: Final = timedelta(milliseconds=80)
SCREEN_CHANGE: Final = timedelta(milliseconds=180)
SCREEN_SLIDE_PX: Final = 24
#: Control points of the ease-out curve, as in CSS `cubic-bezier`.
EASE_OUT: Final = (0.2, 0.0, 0.0, 1.0)
CALL_IN: Final = timedelta(milliseconds=200)
#: A new call stays yellow this long, or until the voice ends, whichever is later.
CALL_STAY: Final = timedelta(seconds=8)
CALL_OUT: Final = timedelta(milliseconds=400)
NOTICE_PAGE: Final = timedelta(seconds=10)


def css_variables(*, colours: Mapping[str, str] = COLOURS) -> str:
    """
    Render the tokens as CSS custom properties, one per line, without a selector around them.

    Args:
        colours: `COLOURS`, or `KONTRAS` for the page's high-contrast mode.

    Returns: lines such as `--nila: #1F3F8C;` and `--press: 80ms;`, names with hyphens.
    """
    lines = [f"--{name.replace('_', '-')}: {value};" for name, value in colours.items()]
    lines += [f"--space-{step}: {step}px;" for step in SPACE]
    lines += [f"--size-{name.replace('_', '-')}: {size:g}px;" for name, size in WEB.sizes.items()]
    lines += [
        f'--family: "{FAMILY}", system-ui, sans-serif;',
        f"--line-height: {WEB.line_height:g};",
        f"--radius: {RADIUS_WEB}px;",
        f"--radius-large: {RADIUS_WEB_LARGE}px;",
        f"--radius-chip: {RADIUS_CHIP}px;",
        f"--radius-plate: {RADIUS_PLATE_EM}em;",
        f"--border: {BORDER_WEB:g}px;",
        f"--divider: {DIVIDER_WEB}px;",
        f"--icon: {ICON_EM:g}em;",
        f"--press: {_milliseconds(PRESS)};",
        f"--screen-change: {_milliseconds(SCREEN_CHANGE)};",
        f"--call-in: {_milliseconds(CALL_IN)};",
        f"--call-out: {_milliseconds(CALL_OUT)};",
        f"--ease-out: cubic-bezier({', '.join(f'{point:g}' for point in EASE_OUT)});",
    ]
    return "\n".join(lines) + "\n"


def _milliseconds(duration: timedelta) -> str:
    return f"{duration / timedelta(milliseconds=1):g}ms"
