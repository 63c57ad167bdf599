"""
One drawn page as values: what is painted where, and what can be touched. Pixels of the panel, origin at the top left.

Draws nothing (see `paint`) and knows no screen of the kiosk (see `home`, `service`, ...). Because a page is a value, a test can
ask it what no picture shows: text wider than its place, type under the minimum, targets too small or too close.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Align = Literal["left", "centre", "right"]


@dataclass(frozen=True, slots=True)
class Rect:
    """A place, px; `w` and `h` >= 0."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        """The x just past it."""
        return self.x + self.w

    @property
    def bottom(self) -> float:
        """The y just past it."""
        return self.y + self.h

    def inset(self, dx: float, dy: float) -> Rect:
        """The same place, smaller by `dx` left and right and by `dy` above and below."""
        return Rect(self.x + dx, self.y + dy, self.w - 2 * dx, self.h - 2 * dy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """
    A cut of Inter.

    Attributes:
        size: px.
        weight: 500, 600, 700 or 800.
        tracking: em, negative = closer.
        figures: equal digit widths and the hyphen at capital height, for numbers and clocks.
    """

    size: int
    weight: int
    tracking: float
    figures: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A filled and outlined rectangle; `width` of the line, px, lies inside the rectangle."""

    rect: Rect
    fill: str | None = None
    line: str | None = None
    width: float = 0.0
    radius: float = 0.0
    dashed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Glyphs:
    """
    A piece of one line in one cut and colour.

    `advance` is its width, `room` what its line may take at most; `torn`: a word too long for its line goes on in the next.
    """

    text: str
    x: float
    baseline: float
    face: Face
    colour: str
    advance: float
    room: Rect
    torn: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Icon:
    """One of `server.look.icons` in a square."""

    name: str
    rect: Rect
    colour: str
    stroke: float = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Modules:
    """A QR code: rows of `1` (dark) and `0`, drawn in whole px."""

    rows: tuple[str, ...]
    rect: Rect


Op = Box | Glyphs | Icon | Modules


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """
    Something to touch.

    Attributes:
        name: stable; what `flow.touch` understands (`service:000-01`, `take-number`).
        label: what is written on it, for screen readers and tests.
        ops, pressed: how it looks, and how while the finger is on it.
        chosen: for a toggle, whether it is on; None for everything else.
        keypad: a key of the keypad, which may be smaller than the others.
    """

    name: str
    label: str
    rect: Rect
    ops: tuple[Op, ...]
    pressed: tuple[Op, ...]
    enabled: bool = True
    chosen: bool | None = None
    keypad: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A text that can be found by name although it cannot be touched (`number`, `code`, `title`)."""

    name: str
    label: str
    rect: Rect


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One whole page. `key` names the page: another key is another screen, and the change is shown as one."""

    key: str
    width: int
    height: int
    ground: str
    ops: tuple[Op, ...] = ()
    targets: tuple[Target, ...] = ()
    marks: tuple[Mark, ...] = ()

    def under(self, over: Sheet) -> Sheet:
        """The same page as a mere picture, with `over` on top: only what is on top can be touched."""
        flat = tuple(op for target in self.targets for op in target.ops)
        return replace(over, key=self.key, ground=self.ground, ops=self.ops + flat + over.ops)
