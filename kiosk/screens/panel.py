"""
The panel: its pixels, its millimetres, and the sizes that follow from both.

Pure. The pictures are drawn for 1080 × 1920 at 0.248 mm per pixel; every other panel scales them, and where type would
come out under the legible minimum it is set larger than the rest, never smaller (pages then get pagers).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from server.look.legibility import minimum_px, mm_per_px
from server.look.tokens import KIOSK_21

SHORT, LONG = 1080, 1920
#: Sizes up to this share under the computed minimum count as reaching it: 0.180 mm asks for 56.01 px where 56 is drawn.
_TOLERANCE: Final = 0.005


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """
    A touch panel.

    Attributes:
        width, height: px, either way up.
        diagonal_inch: of the visible glass.
        distance_m: of the eye.
    """

    width: int
    height: int
    diagonal_inch: float = 21.5
    distance_m: float = KIOSK_21.distance_m

    @property
    def portrait(self) -> bool:
        """Whether it stands upright."""
        return self.height > self.width

    @property
    def pitch(self) -> float:
        """Millimetres per pixel."""
        return mm_per_px(self.diagonal_inch, width_px=self.width, height_px=self.height)

    @property
    def scale(self) -> float:
        """How much larger than in the pictures lengths are drawn."""
        short, long = sorted((self.width, self.height))
        return min(short / SHORT, long / LONG)

    @property
    def minimum(self) -> float:
        """Smallest legible type, px (0.7 degrees at the distance)."""
        return minimum_px("key", mm_per_px=self.pitch, distance_m=self.distance_m) * (1 - _TOLERANCE)

    @property
    def enlarged(self) -> float:
        """How much larger than lengths the type and the controls are drawn, >= 1."""
        return max(1.0, self.minimum / (KIOSK_21.base * self.scale))

    @property
    def large_print(self) -> bool:
        """Whether type is so large that the home page shows groups first and services on a second page."""
        return self.enlarged > 1.1

    def space(self, length: float) -> int:
        """A gap or margin of the pictures in px here."""
        return round(length * self.scale)

    def gap(self, length: float) -> int:
        """A gap between two things to touch: as in the pictures, and never less than 3 mm."""
        return max(self.space(length), math.ceil(0.95 * minimum_px("gap", mm_per_px=self.pitch)))

    def size(self, length: float) -> int:
        """A type size or the height of a control of the pictures in px here."""
        return math.ceil(length * self.scale * self.enlarged) if self.enlarged > 1 else round(length * self.scale)

    def touch(self, length: float, *, keypad: bool = False) -> int:
        """A control's edge, never smaller than a finger needs."""
        return max(
            self.size(length), -int(-minimum_px("keypad_touch" if keypad else "main_touch", mm_per_px=self.pitch))
        )
