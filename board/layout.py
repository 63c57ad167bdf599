"""
Where everything stands on the glass, and what fits there.

Pure. Type under the panel's minimum (see `panel`) is refused: there are fewer rows and a pager instead, then the lists
move below the call, and a panel that cannot hold even one called number raises `PanelTooSmallError`.
Draws nothing and knows no words; how many lines a text takes comes in as a number.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from board.panel import Area, Panel, Sizes, sizes
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

_SLOTS: Final = 12
#: Where near type is large for the panel, the called number may give way this far before the table is withdrawn.
_GIVING_WAY: Final = (1.0, 0.9, 0.8, 0.7, 0.6)


class PanelTooSmallError(ValueError):
    """The called number cannot be shown large enough on this panel; `farthest_m` is the distance at which it can."""

    code = "panel_too_small"

    def __init__(self, panel: Panel, farthest_m: float) -> None:
        super().__init__(
            f"a {panel.diagonal_inch:g} inch panel can be read from {farthest_m:.1f} m at most, not from "
            f"{panel.distance_m:g} m: hang a larger panel, or give the real distance"
        )
        self.farthest_m = farthest_m


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """
    Areas (None: not shown) and what fits into them.

    Attributes:
        number, plate: px of the present call, fitted to its area.
        gaps: px above label, number, plate (and a last line when cut off) and below.
        previous_rows, ready_rows: rows that fit.
        service_pages: indices of services, page by page.
        row_pitch: px from row to row in both lists.
        stacked: lists stand below the call, not beside it.
    """

    panel: Panel
    sizes: Sizes
    header: Area
    practice: Area | None
    band: Area | None
    present: Area
    services: Area | None
    previous: Area | None
    ready: Area | None
    notice: Area | None
    number: int
    plate: int
    gaps: tuple[float, ...]
    previous_rows: int
    ready_rows: int
    service_pages: tuple[tuple[int, ...], ...]
    row_pitch: int
    stacked: bool
    margin: int
    rule: int


def table_width(panel: Panel, sections: Sections) -> int:
    """Width in px of the table of services, margins included: what its texts must be wrapped for."""
    measures = sizes(panel)
    return panel.width_px if _stacks(panel, measures, sections) else _left_width(panel, measures, sections)


def arrange(panel: Panel, sections: Sections) -> Layout:
    """Place everything. Raises: PanelTooSmallError."""
    layout = _arranged(panel, sections)
    if layout is None:
        raise PanelTooSmallError(panel, _farthest(panel, sections))
    return layout


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


# ---- inside ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edges:
    header: Area
    practice: Area | None
    band: Area | None
    notice: Area | None
    body: Area


def _edges(panel: Panel, measures: Sizes, sections: Sections) -> _Edges:
    width, near, rule = panel.width_px, measures.near, _rule(measures)
    top = round((101 + 62 * (sections.header_lines - 1)) * near)
    header = Area(x=0, y=0, width=width, height=top)
    top += rule
    practice = band = notice = None
    if sections.practice:
        practice = Area(x=0, y=top, width=width, height=round(64 * near))
        top = practice.bottom
    if sections.band_lines is not None:
        head, rest = sections.band_lines
        band = Area(x=0, y=top, width=width, height=round((200 + 80 * (head - 1) + 62 * (rest - 1)) * near))
        top = band.bottom
    bottom = panel.height_px
    if sections.notice_lines and band is None:
        height = round((88 + 58 * (sections.notice_lines - 1)) * near)
        bottom -= height
        notice = Area(x=0, y=bottom, width=width, height=height)
    body = Area(x=0, y=top, width=width, height=bottom - top)
    return _Edges(header=header, practice=practice, band=band, notice=notice, body=body)


def _arranged(panel: Panel, sections: Sections) -> Layout | None:
    """The layout, or None where the called number cannot be large enough."""
    measures = sizes(panel)
    edges = _edges(panel, measures, sections)
    width = panel.width_px if _stacks(panel, measures, sections) else _left_width(panel, measures, sections)
    number = _fitted_number(width, measures, sections)
    if number < measures.least_number:
        return None
    if edges.body.height < _present_least(number, measures.least_row, measures, sections):
        return None
    place = _stacked if _stacks(panel, measures, sections) else _beside
    return place(panel, measures, sections, edges)


def _beside(panel: Panel, measures: Sizes, sections: Sections, edges: _Edges) -> Layout:
    body, rule = edges.body, _rule(measures)
    left = _left_width(panel, measures, sections)
    fitted = _fitted_number(left, measures, sections)
    number, plate_wish = fitted, measures.plate
    services_height = 0
    pages: tuple[tuple[int, ...], ...] = ()
    if sections.services and edges.band is None and _wide_enough(left, measures):
        for share in _GIVING_WAY:
            number = max(measures.least_number, math.floor(fitted * share))
            plate_wish = max(measures.least_row, math.floor(measures.plate * share))
            room = body.height - _present_least(number, plate_wish, measures, sections)
            pages, services_height = _table(measures, sections, room)
            if pages:
                break
        else:
            number, plate_wish = fitted, measures.plate
    # A new call takes the place of the table too; a cut-off board has withdrawn it.
    present_height = body.height if sections.calling else body.height - services_height
    present = Area(x=0, y=body.y, width=left, height=present_height)
    services = Area(x=0, y=body.bottom - services_height, width=left, height=services_height)
    previous = ready = None
    previous_rows = ready_rows = 0
    pitch = _pitch(measures, sections)
    if left < panel.width_px:
        x, width = left + rule, panel.width_px - left - rule
        rows = (body.height - list_head(measures)) // pitch
        if sections.ready and edges.band is None:
            rows = (body.height - 2 * list_head(measures) - _between(measures)) // pitch
            ready_rows = min(sections.ready, max(1, rows * 2 // 5)) if sections.calls else rows
        previous_rows = max(0, rows - ready_rows) if sections.calls else 0
        split = body.y
        if sections.calls:
            previous = Area(x=x, y=body.y, width=width, height=body.height)
            split = body.y + list_head(measures) + previous_rows * pitch + _between(measures)
        if ready_rows:
            ready = Area(x=x, y=split, width=width, height=body.bottom - split)
            if previous is not None:
                previous = dataclasses.replace(previous, height=split - body.y)
    plate, gaps = _present_fit(present.height, number, plate_wish, measures, sections)
    return Layout(
        panel=panel,
        sizes=measures,
        header=edges.header,
        practice=edges.practice,
        band=edges.band,
        present=present,
        services=services if services_height and not sections.calling else None,
        previous=previous,
        ready=ready,
        notice=edges.notice,
        number=number,
        plate=plate,
        gaps=gaps,
        previous_rows=previous_rows,
        ready_rows=ready_rows,
        service_pages=pages,
        row_pitch=pitch,
        stacked=False,
        margin=_margin(measures),
        rule=rule,
    )


def _stacked(panel: Panel, measures: Sizes, sections: Sections, edges: _Edges) -> Layout:
    body, head, pitch = edges.body, list_head(measures), _pitch(measures, sections)
    air = _between(measures)
    cut_off = edges.band is not None
    number = _fitted_number(panel.width_px, measures, sections)
    left = max(0, body.height - _present_least(number, measures.plate, measures, sections))
    rows = {"previous": 0, "ready": 0}
    most = {"previous": _SLOTS if sections.calls else 0, "ready": 0 if cut_off else sections.ready}
    table_least = 0
    if sections.services and not cut_off and _wide_enough(panel.width_px, measures):
        table_least = table_head(measures) + table_row(measures, max(sections.services))
    # One row of each, the table, then three and two rows; whatever is left makes the called number's area roomier.
    for name, wanted in (("previous", 1), ("ready", 1), ("table", 0), ("previous", 3), ("ready", 2), ("previous", 4)):
        if name == "table":
            if table_least > left:
                table_least = 0
            left -= table_least
            continue
        while rows[name] < min(wanted, most[name]):
            cost = pitch + (0 if rows[name] else head + air)
            if cost > left:
                break
            rows[name] += 1
            left -= cost
    pages: tuple[tuple[int, ...], ...] = ()
    services_height = 0
    if table_least:
        pages, services_height = _table(measures, sections, table_least + left)
        left -= services_height - table_least
    heights = {name: head + count * pitch if count else 0 for name, count in rows.items()}
    present_height = body.height - services_height - sum(height + air for height in heights.values() if height)
    y = body.y + present_height
    areas: dict[str, Area | None] = {}
    for name, height in (*heights.items(), ("services", services_height)):
        areas[name] = Area(x=0, y=y, width=panel.width_px, height=height) if height else None
        y += height + (air if height else 0)
    plate, gaps = _present_fit(present_height, number, measures.plate, measures, sections)
    return Layout(
        panel=panel,
        sizes=measures,
        header=edges.header,
        practice=edges.practice,
        band=edges.band,
        present=Area(x=0, y=body.y, width=panel.width_px, height=present_height),
        services=areas["services"],
        previous=areas["previous"],
        ready=areas["ready"],
        notice=edges.notice,
        number=number,
        plate=plate,
        gaps=gaps,
        previous_rows=rows["previous"],
        ready_rows=rows["ready"],
        service_pages=pages,
        row_pitch=pitch,
        stacked=True,
        margin=_margin(measures),
        rule=_rule(measures),
    )


def _wide_enough(width: int, measures: Sizes) -> bool:
    return width - 2 * _margin(measures) >= TABLE_PX * measures.near


def _table(measures: Sizes, sections: Sections, room: int) -> tuple[tuple[tuple[int, ...], ...], int]:
    """Pages and height of the table within `room` px; no page where not even one row fits."""
    head, foot = table_head(measures), round(5 * measures.near)
    heights = [table_row(measures, lines) for lines in sections.services]
    if head + max(heights) + foot > room:
        return (), 0
    pages = pack(heights, room - head - foot)
    return pages, head + foot + max(sum(heights[place] for place in page) for page in pages)


def _stacks(panel: Panel, measures: Sizes, sections: Sections) -> bool:
    left = _left_width(panel, measures, sections)
    return panel.portrait or _fitted_number(left, measures, sections) < measures.least_number


def _left_width(panel: Panel, measures: Sizes, sections: Sections) -> int:
    if not sections.calls and not (sections.ready and sections.band_lines is None):
        return panel.width_px
    # Number, gap and the widest plate (the date of a file that is ready).
    list_width = max(ROW_NUMBER_EM, sections.row_em) * measures.row + (12 + 164) * measures.far
    content = max(617 * measures.space, list_width, LIST_HEAD_PX * measures.near)
    return round(panel.width_px - content - (40 + BOARD_MARGIN) * measures.space) - _rule(measures)


def _fitted_number(width: int, measures: Sizes, sections: Sections) -> int:
    return min(measures.number, math.floor((width - 2 * _margin(measures)) / max(NUMBER_EM, sections.number_em)))


def _present_least(number: int, plate: int, measures: Sizes, sections: Sections) -> int:
    """Height in px of the present call with the gaps of the normal picture."""
    lines = measures.heading * CAPITAL_EM + number * CAPITAL_EM + plate_height(plate)
    if sections.band_lines is not None:
        lines += measures.text * CAPITAL_EM + sum(GAPS_NORMAL) / 4 * measures.space
    return math.ceil(lines + sum(GAPS_NORMAL) * measures.space)


def _present_fit(
    height: int, number: int, plate_wish: int, measures: Sizes, sections: Sections
) -> tuple[int, tuple[float, ...]]:
    """The plate's px and the gaps that fill the area, in the proportions of the picture of this state."""
    # Where no table stands below, the plate may be as large as that of a new call.
    roomy = sections.calling or not (sections.services or sections.band_lines)
    wish = measures.call_plate if roomy else plate_wish
    spare = height - _present_least(number, 0, measures, sections)
    plate = max(measures.least_row, min(wish, math.floor(spare / plate_height(1000) * 1000)))
    weights: tuple[int, ...] = GAPS_CALL if roomy else GAPS_NORMAL
    if sections.band_lines is not None:
        weights = GAPS_CUT_OFF
    inked = (measures.heading + number) * CAPITAL_EM + plate_height(plate)
    if sections.band_lines is not None:
        inked += measures.text * CAPITAL_EM
    air = height - inked
    return plate, tuple(air * weight / sum(weights) for weight in weights)


def plate_height(plate: int) -> float:
    """Height in px of a counter plate whose digit has this size."""
    return plate * 1.02


def _pitch(measures: Sizes, sections: Sections) -> int:
    both = sections.calls and sections.ready and sections.band_lines is None
    return round((138 if both else 150) * measures.far)


def _between(measures: Sizes) -> int:
    return round(12 * measures.near)


def _margin(measures: Sizes) -> int:
    return round(BOARD_MARGIN * measures.space)


def _rule(measures: Sizes) -> int:
    return max(1, round(3 * measures.space))


def _farthest(panel: Panel, sections: Sections) -> float:
    """The greatest distance, in steps of 0.1 m, at which this panel can still show a number."""
    tenths = max(1, math.floor(panel.distance_m * 10))
    while tenths > 1 and _arranged(dataclasses.replace(panel, distance_m=tenths / 10), sections) is None:
        tenths -= 1
    return tenths / 10
