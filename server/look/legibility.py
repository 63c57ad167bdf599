"""
What a person must be able to see and touch: smallest sizes from distance and pixel pitch, and contrast of two colours.

Pure arithmetic with its sources. Decides nothing about layout: a layout asks here and refuses what is smaller.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, assert_never

from server.look.tokens import CAPITAL_EM

TextKind = Literal["key", "secondary", "least"]
Kind = Literal[TextKind, "main_touch", "keypad_touch", "gap"]

#: Millimetres per pixel at 1920 x 1080 by diagonal in inches (FIELD C, computed from the panel width of a 16:9 glass).
MM_PER_PX_1080P: Final[Mapping[float, float]] = MappingProxyType(
    {15.6: 0.180, 21.5: 0.248, 32: 0.369, 43: 0.496, 50: 0.577, 55: 0.634}
)

#: Capital height in mm per metre of distance.
#: key: 0.7 degrees where the user cannot enlarge (EN 301 549, 5.1.4, which defines the angle by arc length,
#: 180 H / (pi D)); secondary: 20 minutes of arc, the lower end of what ISO 9241-3 prefers (20 to 22);
#: least: 16 minutes, its minimum, for a footnote or a pager.
CAPITAL_MM_PER_M: Final[Mapping[TextKind, float]] = MappingProxyType({"key": 12.2, "secondary": 5.8, "least": 4.7})

#: LOOKS 3 gives whole millimetres and a panel's pitch is not known better: a size within one per cent counts.
TOLERANCE: Final = 0.99

#: Touch targets in mm: our own choice above WCAG 2.2 SC 2.5.8 and Material's 9 mm (FIELD C).
MAIN_TOUCH_MM: Final = 20.0
KEYPAD_TOUCH_MM: Final = 15.0
TOUCH_GAP_MM: Final = 3.0

#: Smallest pointer and finger targets of the web pages, CSS px (LOOKS 3).
WEB_POINTER_PX: Final = 36
PHONE_TOUCH_PX: Final = 48


def mm_per_px(diagonal_inch: float, *, width_px: int, height_px: int) -> float:
    """
    Give the pixel pitch in mm of a screen with square pixels.

    Args:
        diagonal_inch: of the visible glass, > 0.
        width_px, height_px: resolution, either way up.
    """
    return diagonal_inch * 25.4 / math.hypot(width_px, height_px)


def capital_mm(kind: TextKind, *, distance_m: float) -> float:
    """Give the capital height in mm that text of this kind must have at that distance (metres, > 0)."""
    return CAPITAL_MM_PER_M[kind] * distance_m


def minimum_px(kind: Kind, *, mm_per_px: float, distance_m: float = 0.0) -> float:
    """
    Give the smallest size allowed, in px of a screen.

    Args:
        kind: `key` (a number, whatever one must read), `secondary`, `least`: text, by its angle; `main_touch`,
            `keypad_touch`, `gap`: edge length, the distance is not used.
        mm_per_px: pixel pitch, > 0.
        distance_m: of the eye in metres, > 0 for text.

    Returns: for text the *font size* (Inter's capitals are 0.727 of it), else the edge length; not rounded.
    """
    match kind:
        case "key" | "secondary" | "least":
            return TOLERANCE * capital_mm(kind, distance_m=distance_m) / mm_per_px / CAPITAL_EM
        case "main_touch":
            return MAIN_TOUCH_MM / mm_per_px
        case "keypad_touch":
            return KEYPAD_TOUCH_MM / mm_per_px
        case "gap":
            return TOUCH_GAP_MM / mm_per_px
        case _:
            assert_never(kind)


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two `#RRGGBB` colours, 1 to 21, in either order (WCAG 2, relative luminance)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Give the relative luminance, 0 to 1, of a `#RRGGBB` colour (WCAG 2). Raises: ValueError for another notation."""
    if len(colour) != 7 or not colour.startswith("#"):
        raise ValueError(f"not a #RRGGBB colour: {colour!r}")
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    # 0.03928 is the threshold printed in WCAG 2; sRGB itself says 0.04045, which no 8-bit value can tell apart.
    return channel / 12.92 if channel <= 0.03928 else float(((channel + 0.055) / 1.055) ** 2.4)
