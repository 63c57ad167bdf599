"""
Inter in Qt: loads the project's own font files and measures text with them.

Measures and breaks lines; paints nothing.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass

from PyQt6.QtGui import QFont, QFontDatabase, QFontMetricsF

from kiosk.screens.sheet import Face
from server.look.fonts import font_paths
from server.look.tokens import FAMILY, FIGURE_FEATURES


class FontsMissingError(Exception):
    """The project's font files cannot be read; nothing would have its size."""

    code = "fonts_missing"


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one cut and colour."""

    text: str
    face: Face
    colour: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run, or a part of it, on one line; `x` from the line's left edge, px; `torn`: its word goes on in the next line."""

    text: str
    face: Face
    colour: str
    x: float
    advance: float
    torn: bool = False


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line: its pieces and its whole width, px."""

    pieces: tuple[Piece, ...]
    width: float


def load_fonts() -> None:
    """Make Inter known to Qt; once per program, after the application exists. Raises: FontsMissingError."""
    for path in font_paths().values():
        if QFontDatabase.addApplicationFont(str(path)) < 0:
            raise FontsMissingError(f"the font file {path.name} cannot be read")
    qfont.cache_clear()
    _metrics.cache_clear()


@functools.lru_cache(maxsize=128)
def qfont(face: Face) -> QFont:
    """The Qt font of a cut."""
    font = QFont(FAMILY)
    font.setPixelSize(face.size)
    font.setWeight(QFont.Weight(face.weight))
    font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, face.tracking * face.size)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    if face.figures:
        for feature in FIGURE_FEATURES:
            font.setFeature(QFont.Tag(feature.encode()), 1)
    return font


@functools.lru_cache(maxsize=128)
def _metrics(face: Face) -> QFontMetricsF:
    return QFontMetricsF(qfont(face))


@functools.lru_cache(maxsize=8192)
def advance(text: str, face: Face) -> float:
    """Width of a text on one line, px."""
    return _metrics(face).horizontalAdvance(text)


def baseline(face: Face, *, line_height: float) -> float:
    """Distance from the top of a line of that height to its baseline, px; the letters stand in its middle."""
    metrics = _metrics(face)
    return (line_height - metrics.ascent() - metrics.descent()) / 2 + metrics.ascent()


def break_lines(runs: Sequence[Run], *, width: float) -> tuple[TextLine, ...]:
    """
    Break at blanks (and at line ends in the text) so that no line is wider than `width`, px.

    A single word that is wider than the line is broken inside: nothing is ever cut off.
    """
    lines: list[TextLine] = []
    pieces: list[Piece] = []
    x = 0.0
    blank: Run | None = None

    def end() -> None:
        nonlocal pieces, x, blank
        lines.append(TextLine(tuple(pieces), x))
        pieces, x, blank = [], 0.0, None

    def put(text: str, run: Run) -> None:
        nonlocal x, blank
        gap = advance(" ", blank.face) if blank is not None and pieces else 0.0
        wide = advance(text, run.face)
        if pieces and x + gap + wide > width:
            end()
            gap = 0.0
        while x + gap + wide > width and len(text) > 1:
            cut = max(1, sum(1 for n in range(1, len(text)) if x + gap + advance(text[:n], run.face) <= width))
            pieces.append(Piece(text[:cut], run.face, run.colour, x + gap, advance(text[:cut], run.face), torn=True))
            x += gap + advance(text[:cut], run.face)
            text, gap = text[cut:], 0.0
            end()
            wide = advance(text, run.face)
        last = pieces[-1] if pieces else None
        if last is not None and gap and last.face == run.face and last.colour == run.colour and blank == run:
            joined = f"{last.text} {text}"
            pieces[-1] = Piece(joined, run.face, run.colour, last.x, advance(joined, run.face))
            x = last.x + pieces[-1].advance
        else:
            pieces.append(Piece(text, run.face, run.colour, x + gap, wide))
            x += gap + wide
        blank = None

    glued: list[tuple[str, Run]] = []

    def flush() -> None:
        """Put words that touch each other (`**bold**,`) on one line together."""
        nonlocal glued
        if len(glued) > 1 and pieces:
            gap = advance(" ", blank.face) if blank is not None else 0.0
            if x + gap + sum(advance(text, run.face) for text, run in glued) > width:
                end()
        for text, run in glued:
            put(text, run)
        glued = []

    for run in runs:
        for number, part in enumerate(run.text.split("\n")):
            if number:
                flush()
                end()
            words = part.split(" ")
            for place, word in enumerate(words):
                if place:
                    flush()
                    blank = run
                if word:
                    glued.append((word, run))
    flush()
    end()
    return tuple(lines)
