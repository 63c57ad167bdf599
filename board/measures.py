"""
How much room each part of the board needs: heights, widths, and how a called number and its plate fill theirs.

Pure, in px of the panel; how many lines a text takes comes in as a number. Where the parts stand is `layout`'s business.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from board.panel import Panel, Sizes, sizes
from server.look.tokens import BOARD_MARGIN, CAPITAL_EM

#: Ink widths in em at the board's number tracking: the widest everyday number (M-000) at weight 800 and 700. A test
#: compares them with the font.
NUMBER_EM: Final = 3.32
ROW_NUMBER_EM: Final = 3.27

#: Gaps above label, number, plate, and below, in the three pictures.
GAPS_NORMAL: Final = (35, 30, 32, 25)
GAPS_CALL: Final = (54, 62, 54, 65)
GAPS_CUT_OFF: Final = (37, 58, 52, 57, 40)

#: The table's four headings with its pager need this much, px of the reference drawing.
TABLE_PX: Final = 960
#: Width of the longest list heading with its icon, pager and right-hand word, px of the reference drawing.
LIST_HEAD_PX: Final = 606


@dataclass(frozen=True, slots=True, kw_only=True)
class Sections:
    """
    What there is to place.

    Attributes:
        header_lines: lines of the header; 1 where the name and all the rest fit into one.
        practice: whether the practice band stands below it.
        band_lines: lines of the cut-off band's headline and second sentence; None: not cut off.
        calling: whether a new call has the panel.
        calls: whether anybody was called today.
        ready: files to be collected, how many.
        services: text lines of each service's name, () for none.
        notice_lines: 0 for no notice.
        number_em, row_em: width in em of the widest number as the called number and in a row, where wider than M-000.
    """

    header_lines: int = 1
    practice: bool = False
    band_lines: tuple[int, int] | None = None
    calling: bool = False
    calls: bool = True
    ready: int = 0
    services: tuple[int, ...] = ()
    notice_lines: int = 1
    number_em: float = NUMBER_EM
    row_em: float = ROW_NUMBER_EM


# ---- lists and table ------------------------------------------------------------


def pack(heights: Sequence[int], room: int) -> tuple[tuple[int, ...], ...]:
    """Fill pages of `room` px with rows of these heights, in order; a row that is too high has a page of its own."""
    pages: list[list[int]] = []
    left = 0
    for place, height in enumerate(heights):
        if not pages or height > left:
            pages.append([])
            left = room
        pages[-1].append(place)
        left -= height
    return tuple(tuple(page) for page in pages)


def table_head(measures: Sizes) -> int:
    """Height in px of the table's headings with their rule."""
    return round(64 * measures.near)


def table_row(measures: Sizes, lines: int) -> int:
    """Height in px of a service whose name takes so many lines."""
    return round((66 + 54 * (lines - 1)) * measures.near)


def list_head(measures: Sizes) -> int:
    """Height in px of a list's heading with its rule."""
    return round(76 * measures.near)


def table_width(panel: Panel, sections: Sections) -> int:
    """Width in px of the table of services, margins included: what its texts must be wrapped for."""
    measures = sizes(panel)
    return panel.width_px if stacks(panel, measures, sections) else left_width(panel, measures, sections)


def wide_enough_for_table(width: int, measures: Sizes) -> bool:
    """Whether the table's four headings with its pager fit into this width."""
    return width - 2 * side_margin(measures) >= TABLE_PX * measures.near


def table_pages(measures: Sizes, sections: Sections, room: int) -> tuple[tuple[tuple[int, ...], ...], int]:
    """Pages and height of the table within `room` px; no page where not even one row fits."""
    head, foot = table_head(measures), round(5 * measures.near)
    heights = [table_row(measures, lines) for lines in sections.services]
    if head + max(heights) + foot > room:
        return (), 0
    pages = pack(heights, room - head - foot)
    return pages, head + foot + max(sum(heights[place] for place in page) for page in pages)


# ---- the called number ---------------------------------------------------------------


def fitted_number(width: int, measures: Sizes, sections: Sections) -> int:
    """The called number's px: as wished, or what the widest one leaves room for in this width."""
    return min(measures.number, math.floor((width - 2 * side_margin(measures)) / max(NUMBER_EM, sections.number_em)))


def plate_height(plate: int) -> float:
    """Height in px of a counter plate whose digit has this size."""
    return plate * 1.02


def least_present_height(number: int, plate: int, measures: Sizes, sections: Sections) -> int:
    """Height in px of the present call with the gaps of the normal picture."""
    lines = measures.heading * CAPITAL_EM + number * CAPITAL_EM + plate_height(plate)
    if sections.band_lines is not None:
        lines += measures.text * CAPITAL_EM + sum(GAPS_NORMAL) / 4 * measures.space
    return math.ceil(lines + sum(GAPS_NORMAL) * measures.space)


def present_fit(
    height: int, number: int, plate_wish: int, measures: Sizes, sections: Sections
) -> tuple[int, tuple[float, ...]]:
    """The plate's px and the gaps that fill the area, in the proportions of the picture of this state."""
    # Where no table stands below, the plate may be as large as that of a new call.
    roomy = sections.calling or not (sections.services or sections.band_lines)
    wish = measures.call_plate if roomy else plate_wish
    spare = height - least_present_height(number, 0, measures, sections)
    plate = max(measures.least_row, min(wish, math.floor(spare / plate_height(1000) * 1000)))
    weights: tuple[int, ...] = GAPS_CALL if roomy else GAPS_NORMAL
    if sections.band_lines is not None:
        weights = GAPS_CUT_OFF
    inked = (measures.heading + number) * CAPITAL_EM + plate_height(plate)
    if sections.band_lines is not None:
        inked += measures.text * CAPITAL_EM
    air = height - inked
    return plate, tuple(air * weight / sum(weights) for weight in weights)


# ---- columns and gaps ----------------------------------------------------------------


def stacks(panel: Panel, measures: Sizes, sections: Sections) -> bool:
    """Whether the lists must stand below the call: on an upright panel, and where beside them no number is large enough."""
    left = left_width(panel, measures, sections)
    return panel.portrait or fitted_number(left, measures, sections) < measures.least_number


def left_width(panel: Panel, measures: Sizes, sections: Sections) -> int:
    """Width in px of what stands left of the lists; the panel's where there are none."""
    if not sections.calls and not (sections.ready and sections.band_lines is None):
        return panel.width_px
    # Number, gap and the widest plate (the date of a file that is ready).
    list_width = max(ROW_NUMBER_EM, sections.row_em) * measures.row + (12 + 164) * measures.far
    content = max(617 * measures.space, list_width, LIST_HEAD_PX * measures.near)
    return round(panel.width_px - content - (40 + BOARD_MARGIN) * measures.space) - rule_width(measures)


def pitch_of_rows(measures: Sizes, sections: Sections) -> int:
    """Px from row to row in the lists."""
    both = sections.calls and sections.ready and sections.band_lines is None
    return round((138 if both else 150) * measures.far)


def gap_between_lists(measures: Sizes) -> int:
    """Px between two lists."""
    return round(12 * measures.near)


def side_margin(measures: Sizes) -> int:
    """Px left and right of everything."""
    return round(BOARD_MARGIN * measures.space)


def rule_width(measures: Sizes) -> int:
    """Px of the lines between areas."""
    return max(1, round(3 * measures.space))
