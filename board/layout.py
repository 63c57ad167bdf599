"""
Where everything stands on the glass, and what fits there.

Pure. Type under the panel's minimum (see `panel`) is refused: there are fewer rows and a pager instead, then the lists
move below the call, and a panel that cannot hold even one called number raises `PanelTooSmallError`.
Draws nothing and knows no words; how much room a part needs is in `measures`.
"""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Final

from board.measures import (
    Sections,
    fitted_number,
    gap_between_lists,
    least_present_height,
    left_width,
    list_head,
    pitch_of_rows,
    present_fit,
    rule_width,
    side_margin,
    stacks,
    table_head,
    table_pages,
    table_row,
    wide_enough_for_table,
)
from board.panel import Area, Panel, Sizes, sizes

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


def arrange(panel: Panel, sections: Sections) -> Layout:
    """Place everything. Raises: PanelTooSmallError."""
    layout = _arranged(panel, sections)
    if layout is None:
        raise PanelTooSmallError(panel, _farthest(panel, sections))
    return layout


# ---- inside ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class _Edges:
    header: Area
    practice: Area | None
    band: Area | None
    notice: Area | None
    body: Area


def _edges(panel: Panel, measures: Sizes, sections: Sections) -> _Edges:
    width, near, rule = panel.width_px, measures.near, rule_width(measures)
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
    width = panel.width_px if stacks(panel, measures, sections) else left_width(panel, measures, sections)
    number = fitted_number(width, measures, sections)
    if number < measures.least_number:
        return None
    if edges.body.height < least_present_height(number, measures.least_row, measures, sections):
        return None
    place = _stacked if stacks(panel, measures, sections) else _beside
    return place(panel, measures, sections, edges)


def _beside(panel: Panel, measures: Sizes, sections: Sections, edges: _Edges) -> Layout:
    body, rule = edges.body, rule_width(measures)
    left = left_width(panel, measures, sections)
    fitted = fitted_number(left, measures, sections)
    number, plate_wish = fitted, measures.plate
    services_height = 0
    pages: tuple[tuple[int, ...], ...] = ()
    if sections.services and edges.band is None and wide_enough_for_table(left, measures):
        for share in _GIVING_WAY:
            number = max(measures.least_number, math.floor(fitted * share))
            plate_wish = max(measures.least_row, math.floor(measures.plate * share))
            room = body.height - least_present_height(number, plate_wish, measures, sections)
            pages, services_height = table_pages(measures, sections, room)
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
    pitch = pitch_of_rows(measures, sections)
    if left < panel.width_px:
        x, width = left + rule, panel.width_px - left - rule
        rows = (body.height - list_head(measures)) // pitch
        if sections.ready and edges.band is None:
            rows = (body.height - 2 * list_head(measures) - gap_between_lists(measures)) // pitch
            ready_rows = min(sections.ready, max(1, rows * 2 // 5)) if sections.calls else rows
        previous_rows = max(0, rows - ready_rows) if sections.calls else 0
        split = body.y
        if sections.calls:
            previous = Area(x=x, y=body.y, width=width, height=body.height)
            split = body.y + list_head(measures) + previous_rows * pitch + gap_between_lists(measures)
        if ready_rows:
            ready = Area(x=x, y=split, width=width, height=body.bottom - split)
            if previous is not None:
                previous = dataclasses.replace(previous, height=split - body.y)
    plate, gaps = present_fit(present.height, number, plate_wish, measures, sections)
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
        margin=side_margin(measures),
        rule=rule,
    )


def _stacked(panel: Panel, measures: Sizes, sections: Sections, edges: _Edges) -> Layout:
    body, head, pitch = edges.body, list_head(measures), pitch_of_rows(measures, sections)
    air = gap_between_lists(measures)
    cut_off = edges.band is not None
    number = fitted_number(panel.width_px, measures, sections)
    left = max(0, body.height - least_present_height(number, measures.plate, measures, sections))
    rows = {"previous": 0, "ready": 0}
    most = {"previous": _SLOTS if sections.calls else 0, "ready": 0 if cut_off else sections.ready}
    table_least = 0
    if sections.services and not cut_off and wide_enough_for_table(panel.width_px, measures):
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
        pages, services_height = table_pages(measures, sections, table_least + left)
        left -= services_height - table_least
    heights = {name: head + count * pitch if count else 0 for name, count in rows.items()}
    present_height = body.height - services_height - sum(height + air for height in heights.values() if height)
    y = body.y + present_height
    areas: dict[str, Area | None] = {}
    for name, height in (*heights.items(), ("services", services_height)):
        areas[name] = Area(x=0, y=y, width=panel.width_px, height=height) if height else None
        y += height + (air if height else 0)
    plate, gaps = present_fit(present_height, number, measures.plate, measures, sections)
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
        margin=side_margin(measures),
        rule=rule_width(measures),
    )


def _farthest(panel: Panel, sections: Sections) -> float:
    """The greatest distance, in steps of 0.1 m, at which this panel can still show a number."""
    tenths = max(1, math.floor(panel.distance_m * 10))
    while tenths > 1 and _arranged(dataclasses.replace(panel, distance_m=tenths / 10), sections) is None:
        tenths -= 1
    return tenths / 10
