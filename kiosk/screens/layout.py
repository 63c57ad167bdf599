"""
The drawing board: puts text, boxes, icons and targets on a sheet by the sizes, colours and words of one moment.

Knows the components of LOOKS 5 that every page shares are in `components`; here are only the strokes they are made of.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kiosk.screens.panel import Panel
from kiosk.screens.sheet import Align, Box, Face, Glyphs, Icon, Mark, Modules, Op, Rect, Sheet, Target
from kiosk.screens.typeface import Run, advance, baseline, break_lines
from server.look.tokens import BOLD, BORDER, BORDER_CONTRAST, COLOURS, ICON_EM, KIOSK_21, KONTRAS, MEDIUM, SEMIBOLD
from server.protocol import Language, Words

#: Words on a second button are an action and blue; in *Kontras* only its icon is yellow (picture kiosk-home-contrast).
_COLOURS: Mapping[bool, Mapping[str, str]] = MappingProxyType(
    {
        False: {**COLOURS, "action_text": COLOURS["nila"], "on_dark": "#FFFFFF", "dim": "#A60A1633"},
        True: {**KONTRAS, "action_text": KONTRAS["tinta"], "on_dark": "#FFFFFF", "dim": "#D9000000"},
    }
)
_BOLD = re.compile(r"(\*\*.+?\*\*)", re.DOTALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """
    How everything looks at this moment.

    Attributes:
        panel: the panel's sizes.
        contrast: *Kontras* is on.
        language: of the sentences.
        say: gives a sentence in that language (gettext).
        say_n: the same for a count (ngettext).
    """

    panel: Panel
    contrast: bool
    language: Language
    say: Callable[[str], str]
    say_n: Callable[[str, str, int], str]

    @property
    def colours(self) -> Mapping[str, str]:
        """The palette, by token name."""
        return _COLOURS[self.contrast]

    @property
    def border(self) -> float:
        """Width of a control's outline, px."""
        return float(BORDER_CONTRAST if self.contrast else BORDER)

    def words(self, words: Words) -> str:
        """A text of the office in this language."""
        return words.id if self.language == "id" else words.en


class Layout:
    """A sheet being drawn. Every method takes px of the panel; text methods return where the text ends below."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self.panel = look.panel
        self.width = look.panel.width
        self.height = look.panel.height
        self.margin = look.panel.space(48)
        self.ops: list[Op] = []
        self.targets: list[Target] = []
        self.marks: list[Mark] = []

    def sheet(self, key: str) -> Sheet:
        """The finished page."""
        return Sheet(
            key=key,
            width=self.width,
            height=self.height,
            ground=self.colour("kertas"),
            ops=tuple(self.ops),
            targets=tuple(self.targets),
            marks=tuple(self.marks),
        )

    def colour(self, name: str) -> str:
        """A token as `#RRGGBB`."""
        return self.look.colours[name]

    def face(self, size: float, *, weight: int = MEDIUM, title: bool = False, figures: bool = False) -> Face:
        """A cut at a size of the pictures."""
        px = self.panel.size(size)
        if px < self.panel.minimum:
            raise ValueError(f"type of {px} px is under the legible minimum of {self.panel.minimum:.1f} px")
        tracking = KIOSK_21.title_tracking if title else KIOSK_21.tracking
        return Face(size=px, weight=weight, tracking=0.0 if figures else tracking, figures=figures)

    # -- strokes -----------------------------------------------------------------

    def box(
        self,
        rect: Rect,
        *,
        fill: str | None = None,
        line: str | None = None,
        width: float | None = None,
        radius: float = 12,
        dashed: bool = False,
    ) -> None:
        """A rectangle in token colours; `radius` in px of the pictures."""
        self.ops.append(
            Box(
                rect=rect,
                fill=self.colour(fill) if fill else None,
                line=self.colour(line) if line else None,
                width=(self.look.border if width is None else width) if line else 0.0,
                radius=self.panel.space(radius),
                dashed=dashed,
            )
        )

    def rule(self, *, x: float, y: float, width: float, colour: str = "garis") -> None:
        """A divider, 2 px."""
        self.box(Rect(x, y, width, self.look.border), fill=colour, radius=0)

    def icon(self, name: str, *, x: float, y: float, size: float, colour: str = "nila", stroke: float = 2.0) -> None:
        """An icon in a square of `size` px."""
        self.ops.append(Icon(name=name, rect=Rect(x, y, size, size), colour=self.colour(colour), stroke=stroke))

    def modules(self, rows: tuple[str, ...], *, rect: Rect) -> None:
        """A QR code."""
        self.ops.append(Modules(rows=rows, rect=rect))

    def mark(self, name: str, *, label: str, rect: Rect) -> None:
        """Let a text be found by name."""
        self.marks.append(Mark(name=name, label=label, rect=rect))

    # -- text --------------------------------------------------------------------

    def runs(
        self, text: str, *, face: Face, colour: str, bold: int = BOLD, bold_colour: str | None = None
    ) -> list[Run]:
        """Split `a **b** c` into its plain and telling parts."""
        strong = Face(size=face.size, weight=max(bold, face.weight), tracking=face.tracking, figures=face.figures)
        found = []
        for part in _BOLD.split(text):
            if part.startswith("**") and len(part) > 4:
                found.append(Run(part[2:-2], strong, self.colour(bold_colour or colour)))
            elif part:
                found.append(Run(part, face, self.colour(colour)))
        return found

    def lines(self, text: str, *, face: Face, width: float) -> int:
        """How many lines a text takes in that width."""
        return len(break_lines(self.runs(text, face=face, colour="tinta"), width=width))

    def wide(self, text: str, *, face: Face) -> float:
        """Width of a text on one line, px."""
        return advance(text, face)

    def longest(self, text: str, *, face: Face) -> float:
        """Width of the longest word, px: a narrower column would tear it."""
        return max((advance(word, face) for word in text.split()), default=0.0)

    def high(self, text: str, *, face: Face, width: float, line_height: float = 1.2) -> float:
        """Height of a text broken to that width, px."""
        return self.lines(text, face=face, width=width) * round(face.size * line_height)

    def text(
        self,
        text: str,
        *,
        x: float,
        y: float,
        width: float,
        face: Face,
        colour: str = "tinta",
        align: Align = "left",
        line_height: float = 1.2,
        bold_colour: str | None = None,
    ) -> float:
        """Write a text (`**...**` bold) into a column. Returns: the y below its last line."""
        return self.write(
            self.runs(text, face=face, colour=colour, bold_colour=bold_colour),
            x=x,
            y=y,
            width=width,
            align=align,
            line_height=line_height,
        )

    def write(
        self, runs: list[Run], *, x: float, y: float, width: float, align: Align = "left", line_height: float = 1.2
    ) -> float:
        """Write runs of several cuts into a column. Returns: the y below the last line."""
        size = max(run.face.size for run in runs)
        high = round(size * line_height)
        for line in break_lines(runs, width=width):
            start = x + {"left": 0.0, "centre": (width - line.width) / 2, "right": width - line.width}[align]
            room = Rect(x, y, width, high)
            for piece in line.pieces:
                biggest = next((run.face for run in runs if run.face.size == size), piece.face)
                self.ops.append(
                    Glyphs(
                        text=piece.text,
                        x=start + piece.x,
                        baseline=y + baseline(biggest, line_height=high),
                        face=piece.face,
                        colour=piece.colour,
                        advance=piece.advance,
                        room=room,
                        torn=piece.torn,
                    )
                )
            y += high
        return y

    # -- targets -----------------------------------------------------------------

    def target(
        self,
        name: str,
        *,
        label: str,
        rect: Rect,
        draw: Callable[[Layout, bool], None],
        enabled: bool = True,
        chosen: bool | None = None,
        keypad: bool = False,
    ) -> None:
        """
        Put something to touch.

        Args:
            draw: draws it twice, at rest and pressed (second argument).
        """
        faces = []
        for pressed in (False, True):
            own = Layout(self.look)
            draw(own, pressed)
            faces.append(tuple(own.ops))
        self.targets.append(
            Target(
                name=name, label=_BOLD.sub(lambda each: each[0][2:-2], label), rect=rect, ops=faces[0], pressed=faces[1],
                enabled=enabled, chosen=chosen, keypad=keypad,
            )
        )  # fmt: skip

    def icon_size(self, face: Face) -> int:
        """Optical size of an icon beside a word."""
        return round(face.size * ICON_EM)


__all__ = ["BOLD", "MEDIUM", "SEMIBOLD", "Layout", "Look"]
