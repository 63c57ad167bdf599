"""
A panel on a wall and the type it asks for, from millimetres first.

Pure. Pixels, inches and a viewing distance give the smallest type allowed (FIELD C); the reference drawing (1920 x 1080,
43 inch, 8 m) gives the wished sizes. Nothing here is ever under the minimum; what fits is `layout`'s business.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from server.look import legibility
from server.look.tokens import BOARD, CAPITAL_EM

#: The drawing that all reference lengths belong to (LOOKS 7, board.png).
REFERENCE: Final = (1920, 1080)
#: People come near to read the table, the header and notices: 20 minutes of arc at 3 m, as FIELD C rounds it.
NEAR_M: Final = 3.0
NEAR_CAPITAL_MM: Final = 17.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A screen on a wall: pixels as it hangs, visible diagonal in inches, distance of the farthest reader in metres."""

    width_px: int
    height_px: int
    diagonal_inch: float
    distance_m: float

    @property
    def mm_per_px(self) -> float:
        """Pixel pitch in mm."""
        return legibility.mm_per_px(self.diagonal_inch, width_px=self.width_px, height_px=self.height_px)

    @property
    def portrait(self) -> bool:
        """Whether it hangs upright."""
        return self.height_px > self.width_px


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """
    Type in px. `number`, `row` are what one must read from the farthest place; `small`, `text`, `heading`, `clock` are
    for those who come near. `space` is px per px of the reference drawing, `near` and `far` the same for what grows
    with near and far type. `least_number`, `least_row` are the smallest allowed.
    """

    small: int
    text: int
    heading: int
    clock: int
    row: int
    counter: int
    plate: int
    call_plate: int
    number: int
    least_number: int
    least_row: int
    space: float
    near: float
    far: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Area:
    """A rectangle in px."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """First px right of it."""
        return self.x + self.width

    @property
    def bottom(self) -> int:
        """First px below it."""
        return self.y + self.height


def sizes(panel: Panel) -> Sizes:
    """Find the type sizes of a panel: the reference drawing scaled to it, never under the minimum for its distance."""
    width, height = sorted(REFERENCE) if panel.portrait else REFERENCE
    space = min(panel.width_px / width, panel.height_px / height)

    def px(capital_mm: float) -> int:
        return math.ceil(capital_mm / panel.mm_per_px / CAPITAL_EM)

    near_least = px(NEAR_CAPITAL_MM * min(1.0, panel.distance_m / NEAR_M))
    least_row = px(legibility.capital_mm("secondary", distance_m=panel.distance_m))
    least_number = px(legibility.capital_mm("key", distance_m=panel.distance_m))
    near = max(space, near_least / BOARD.sizes["text"])
    far = max(space, least_row / BOARD.sizes["row"])

    def wished(name: str, scale: float) -> int:
        return round(BOARD.sizes[name] * scale)

    return Sizes(
        small=wished("small", near),
        text=wished("text", near),
        heading=wished("heading", near),
        clock=wished("clock", near),
        row=wished("row", far),
        counter=max(wished("counter", space), least_row),
        plate=max(wished("plate", space), least_row),
        call_plate=max(wished("call_plate", space), least_row),
        number=max(wished("number", space), least_number),
        least_number=least_number,
        least_row=least_row,
        space=space,
        near=near,
        far=far,
    )
