"""
The marks a sheet is drawn with: texts that keep to their width, lines, and the symbols of an official SOP's flow.

Sizes are points on a page of A4 landscape. Knows no procedure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape

from sop.letters import width, wrapped

PAGE_WIDE, PAGE_HIGH = 842.0, 595.0
MARGIN = 30.0

# LOOKS' colours by their names; `sop` knows nothing of `server.look`, so those it needs are repeated here.
INK, INK_2, NILA, NILA_PALE, LINE, GROUND = "#141C33", "#474E63", "#1F3F8C", "#E6ECF8", "#7F7A6E", "#F5F3EE"
_STROKE = re.compile(r"([MVH])([-0-9. ]+)")
_FONT = "Inter, 'Noto Sans', 'DejaVu Sans', sans-serif"

#: Text of the tables and its line, in points: 7 pt is read at arm's length on the wall.
SIZE, LEADING = 7.2, 8.9
HALF_WIDE, HALF_HIGH = 19.0, 10.0
DIAMOND_HIGH = 13.0


def text(
    words: str,
    *,
    x: float,
    y: float,
    size: float = SIZE,
    weight: int = 500,
    colour: str = INK,
    anchor: str = "start",
    halo: bool = False,
) -> str:
    """One line of text on its base line. Its drawn width is fixed, so that another font than Inter cannot leave the box."""
    if not words:
        return ""
    around = ' stroke="#FFFFFF" stroke-width="2.5" paint-order="stroke"' if halo else ""
    long = width(words, size=size, weight=weight)
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" font-weight="{weight}" fill="{colour}" text-anchor="{anchor}"'
        f' textLength="{long:.1f}" lengthAdjust="spacingAndGlyphs"{around}>{escape(words)}</text>'
    )


def lines(
    found: Sequence[str],
    *,
    x: float,
    y: float,
    size: float = SIZE,
    leading: float = LEADING,
    weight: int = 500,
    colour: str = INK,
    anchor: str = "start",
) -> list[str]:
    """Lines below each other; `y` is the first base line."""
    return [
        text(line, x=x, y=y + place * leading, size=size, weight=weight, colour=colour, anchor=anchor)
        for place, line in enumerate(found)
    ]


def middle(found: Sequence[str], *, y: float, size: float = SIZE, leading: float = LEADING) -> float:
    """The first base line of lines that stand around `y`."""
    return y - (len(found) - 1) * leading / 2 + size * 0.36


def box(
    x: float, y: float, wide: float, high: float, *, fill: str = "none", stroke: str = INK, thick: float = 0.7
) -> str:
    """A plain rectangle."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{high:.1f}" fill="{fill}" stroke="{stroke}"'
        f' stroke-width="{thick:g}"/>'
    )


def rule(path: str, *, colour: str = INK, thick: float = 0.7, dashed: bool = False) -> str:
    """A line."""
    dashes = ' stroke-dasharray="2.5 2.5"' if dashed else ""
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{thick:g}"{dashes}/>'


def arrow(path: str, *, dashed: bool = False) -> str:
    """A line that ends in a head."""
    dashes = ' stroke-dasharray="3 2.5"' if dashed else ""
    style = f'data-arrow="" fill="none" stroke="{NILA}" stroke-width="1.1" stroke-linejoin="round"{dashes}'
    return f'<path d="{path}" {style}/><path d="{_head(path)}" fill="{NILA}"/>'


def _head(path: str) -> str:
    """The triangle at the end of a path of M, V and H; drawn and not a marker, whose id two sheets on a page would share."""
    x = y = was_x = was_y = 0.0
    for letter, numbers in _STROKE.findall(path):
        was_x, was_y = x, y
        found = [float(each) for each in numbers.split()]
        x, y = (found[0], found[1]) if letter == "M" else (found[0], y) if letter == "H" else (x, found[0])
    along_x, along_y = (x > was_x) - (x < was_x), (y > was_y) - (y < was_y)
    back_x, back_y = x - 5.6 * along_x, y - 5.6 * along_y
    left = f"{back_x + 2.8 * along_y:.1f} {back_y + 2.8 * along_x:.1f}"
    right = f"{back_x - 2.8 * along_y:.1f} {back_y - 2.8 * along_x:.1f}"
    return f"M{x:.1f} {y:.1f}L{left}L{right}Z"


def symbol(kind: str, *, x: float, y: float, evidence: str, word: str = "", tinted: bool = False) -> list[str]:
    """
    A symbol around its middle: `terminator`, `process`, `decision` or `document`.

    `evidence` `inferred` is dashed, `office` has a second outline inside, `written` is plain.
    """
    dashes = ' stroke-dasharray="4 3"' if evidence == "inferred" else ""
    fill = NILA_PALE if tinted else "#FFFFFF"
    parts = [
        f'<path data-symbol="{kind}" d="{_outline(kind, x, y, 0)}" fill="{fill}" stroke="{NILA}" stroke-width="1.3"{dashes}/>'
    ]
    if evidence == "office":
        parts.append(f'<path d="{_outline(kind, x, y, 2.4)}" fill="none" stroke="{NILA}" stroke-width="0.6"/>')
    if word:
        lower = 1.0 if kind == "document" else 0.0
        parts.append(text(word, x=x, y=y + 2.2 - lower, size=6, weight=700, colour=NILA, anchor="middle"))
    return parts


def half_high(kind: str) -> float:
    """From a symbol's middle to its upper or lower end."""
    return DIAMOND_HIGH if kind == "decision" else HALF_HIGH


def _outline(kind: str, x: float, y: float, less: float) -> str:
    wide, high = HALF_WIDE - less, half_high(kind) - less
    left, right, top, bottom = x - wide, x + wide, y - high, y + high
    if kind == "decision":
        wide -= less
        return f"M{x - wide:.1f} {y:.1f}L{x:.1f} {top:.1f}L{x + wide:.1f} {y:.1f}L{x:.1f} {bottom:.1f}Z"
    if kind == "terminator":
        return (
            f"M{left + high:.1f} {top:.1f}H{right - high:.1f}A{high:.1f} {high:.1f} 0 0 1 {right - high:.1f} {bottom:.1f}"
            f"H{left + high:.1f}A{high:.1f} {high:.1f} 0 0 1 {left + high:.1f} {top:.1f}Z"
        )
    if kind == "document":
        return (
            f"M{left:.1f} {top:.1f}H{right:.1f}V{bottom - 3:.1f}C{x + wide / 2:.1f} {bottom - 7:.1f}"
            f" {x:.1f} {bottom - 3:.1f} {x:.1f} {bottom - 2.5:.1f}"
            f"S{x - wide / 2:.1f} {bottom + 2:.1f} {left:.1f} {bottom - 2:.1f}Z"
        )
    return f"M{left:.1f} {top:.1f}H{right:.1f}V{bottom:.1f}H{left:.1f}Z"


def connector(label: str, *, x: float, y: float) -> list[str]:
    """The circle that stands for another row."""
    radius = max(6.2, width(label, size=6.2, weight=700) / 2 + 2.5)
    return [
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="#FFFFFF" stroke="{NILA}" stroke-width="1.1"/>',
        text(label, x=x, y=y + 2.2, size=6.2, weight=700, colour=NILA, anchor="middle"),
    ]


def off_page(label: str, *, x: float, y: float) -> list[str]:
    """The pentagon that stands for another page; `y` its upper edge, 13 points high."""
    return [
        f'<path d="M{x - 7:.1f} {y:.1f}h14v8l-7 5l-7 -5z" fill="#FFFFFF" stroke="{NILA}" stroke-width="1.1"/>',
        text(label, x=x, y=y + 7.4, size=6.2, weight=700, colour=NILA, anchor="middle"),
    ]


def page(parts: Sequence[str], *, number: int, of: int, foot: str) -> str:
    """The inside of one page with its foot line."""
    y = PAGE_HIGH - MARGIN + 12
    foot_parts = [
        text(foot, x=MARGIN, y=y, size=6.5, colour=INK_2),
        text(f"Halaman {number} dari {of}", x=PAGE_WIDE - MARGIN, y=y, size=6.5, colour=INK_2, anchor="end"),
    ]
    return "\n".join(
        [f'<rect width="{PAGE_WIDE:g}" height="{PAGE_HIGH:g}" fill="#FFFFFF"/>', *filter(None, parts), *foot_parts]
    )


def document(pages: Sequence[str], *, title: str) -> str:
    """Pages as one SVG document, below each other; each is A4 landscape."""
    high = PAGE_HIGH * len(pages)
    inside = "\n".join(
        f'<g transform="translate(0 {PAGE_HIGH * place:g})">\n{each}\n</g>' for place, each in enumerate(pages)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="297mm" height="{210 * len(pages)}mm"'
        f' viewBox="0 0 {PAGE_WIDE:g} {high:g}" font-family="{_FONT}" role="img">\n<title>{escape(title)}</title>\n'
        f"{inside}\n</svg>\n"
    )


def fits(words: str, *, wide: float, size: float, least: float, weight: int = 700) -> tuple[list[str], float]:
    """The words in at most two lines at the largest size that fits, from `size` down to `least`; more lines at `least`."""
    while size > least and len(wrapped(words, wide=wide, size=size, weight=weight)) > 2:
        size = max(least, size - 1)
    return wrapped(words, wide=wide, size=size, weight=weight), size
