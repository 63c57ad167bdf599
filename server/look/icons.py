"""
Our own icons as SVG text in one style: 24 grid, 2 px stroke, round ends, no fill, one colour.

Gives text only; rendering is the toolkit's. An icon always stands beside a word, except the chevron (LOOKS 4).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Final

ICONS_DIR: Final = Path(__file__).parent / "icons"

ICON_NAMES: Final[tuple[str, ...]] = tuple(sorted(path.stem for path in ICONS_DIR.glob("*.svg")))


class UnknownIconError(LookupError):
    """An icon that does not exist was asked for."""

    code = "unknown_icon"

    def __init__(self, name: str) -> None:
        super().__init__(f"no icon named {name!r}; the names are in server.look.icons.ICON_NAMES")


def icon_svg(name: str, *, colour: str, stroke: float = 2) -> str:
    """
    Give one icon as SVG text.

    Args:
        name: one of `ICON_NAMES`.
        colour: any SVG colour; `currentColor` keeps it open for the page.
        stroke: line width on the 24 grid, > 0.

    Raises: UnknownIconError.
    """
    return _source(name).replace('stroke-width="2"', f'stroke-width="{stroke:g}"').replace("currentColor", colour)


@cache
def _source(name: str) -> str:
    if name not in ICON_NAMES:
        raise UnknownIconError(name)
    return (ICONS_DIR / f"{name}.svg").read_text(encoding="utf-8").strip()
