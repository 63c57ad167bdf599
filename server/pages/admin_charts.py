"""
The charts of the admin page, as inline SVG: made on the server, so they need no script and print as they look.

Pure: geometry from figures, colours by class (`static/admin.css`). Each chart has its table beside it on the page, so the
pictures are hidden from screen readers. Sizes are in CSS pixels at the width drawn for (LOOKS 7).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil

from markupsafe import Markup, escape

#: Width of every chart; the page scales it with its panel.
WIDTH = 408
_HEIGHT = 194
_TOP, _BOTTOM, _LEFT = 14, 164, 34


@dataclass(frozen=True, slots=True, kw_only=True)
class BandPoint:
    """An hour's waits in minutes; None: nobody was called. `few`: fewer than five of them. `running`: the hour is not over."""

    label: str
    median: float | None
    p90: float | None
    few: bool
    running: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """An hour's arrivals. `usual` None: no habit known. `running`: the hour is not over."""

    label: str
    count: int
    usual: int | None
    running: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDots:
    """A row of a procedure, in minutes: two dots against a target (None: none written, or in days). `over`: p90 beyond it."""

    label: str
    median: float
    p90: float
    target: float | None
    over: bool
    few: bool


def nice_top(highest: float) -> tuple[int, int]:
    """(top of an axis, distance of its lines) for values up to `highest`: four to six lines of a round distance."""
    for distance in (1, 2, 5, 10, 15, 20, 30, 60, 120, 240, 480, 960):
        if highest <= distance * 5:
            return distance * max(2, ceil(highest / distance)), distance
    distance = 10 ** len(str(int(highest)))
    return distance, distance // 5


def band(points: Sequence[BandPoint], *, labels: tuple[tuple[str, str], tuple[str, str]]) -> Markup:
    """
    The band between p50 and p90, hour by hour.

    Args:
        labels: what stands beside the last p90 and the last p50: a bold word and a second one.
    """
    right = WIDTH - 92
    top, distance = nice_top(max((point.p90 or 0 for point in points), default=0))
    across = (right - _LEFT - 24) / max(1, len(points) - 1)
    parts = [*_grid(top, distance, right=right)]
    places = [(_LEFT + 12 + index * across if len(points) > 1 else (_LEFT + right) / 2) for index in range(len(points))]
    for run in _runs(points):
        xs = [places[index] for index in run]
        upper = [_y(points[index].p90 or 0, top) for index in run]
        lower = [_y(points[index].median or 0, top) for index in run]
        outline = [*zip(xs, upper, strict=True), *reversed(list(zip(xs, lower, strict=True)))]
        parts.append(f'<polygon class="c-band" points="{_points(outline)}"/>')
        parts.append(f'<polyline class="c-p90" points="{_points(list(zip(xs, upper, strict=True)))}"/>')
        middle = list(zip(xs, lower, strict=True))
        whole = [place for index, place in zip(run, middle, strict=True) if not points[index].running]
        parts.append(f'<polyline class="c-p50" points="{_points(whole)}"/>')
        if whole and len(whole) < len(middle):
            parts.append(f'<polyline class="c-p50 c-running" points="{_points(middle[len(whole) - 1 :])}"/>')
    for place, point in zip(places, points, strict=True):
        if point.median is not None and point.p90 is not None:
            few = " c-few" if point.few else ""
            parts.append(f'<circle class="c-dot{few}" cx="{place:.1f}" cy="{_y(point.median, top):.1f}" r="4"/>')
            parts.append(f'<circle class="c-ring{few}" cx="{place:.1f}" cy="{_y(point.p90, top):.1f}" r="3.5"/>')
        parts.append(_text(place, _BOTTOM + 20, point.label, "c-axis c-mid"))
    parts += _band_labels(points, places, top=top, labels=labels)
    return _svg(parts, height=_HEIGHT)


def _band_labels(
    points: Sequence[BandPoint], places: Sequence[float], *, top: int, labels: tuple[tuple[str, str], tuple[str, str]]
) -> Iterable[str]:
    last = next((index for index in range(len(points) - 1, -1, -1) if points[index].median is not None), None)
    if last is None:
        return
    upper, lower = _y(points[last].p90 or 0, top), _y(points[last].median or 0, top)
    if lower - upper < 36:
        middle = min(max((lower + upper) / 2, _TOP + 14), _BOTTOM - 26)
        upper, lower = middle - 18, middle + 18
    for y, (bold, second) in ((upper, labels[0]), (lower, labels[1])):
        yield _text(places[last] + 12, y - 1, bold, "c-label")
        yield _text(places[last] + 12, y + 14, second, "c-axis")


def bars(found: Sequence[Bar]) -> Markup:
    """Arrivals by hour, with a line at what is usual. The running hour is drawn as not finished."""
    top, distance = nice_top(max((max(bar.count, bar.usual or 0) for bar in found), default=0) * 1.08)
    parts = [*_grid(top, distance, right=WIDTH)]
    across = (WIDTH - _LEFT) / max(1, len(found))
    wide = min(36.0, across * 0.62)
    line = 0.0
    for index, bar in enumerate(found):
        middle = _LEFT + across * (index + 0.5)
        y = _y(bar.count, top)
        if bar.count:
            kind = "c-bar c-open" if bar.running else "c-bar"
            parts.append(_rect(middle - wide / 2, y, wide, _BOTTOM - y, kind))
        squeezed = False
        if bar.usual is not None:
            line = _y(bar.usual, top)
            half = wide / 2 + 5
            if bar.count > bar.usual and not bar.running:
                parts.append(_line(middle - half, line, middle + half, line, "c-usual-halo"))
            parts.append(_line(middle - half, line, middle + half, line, "c-usual"))
            squeezed = 0 <= y - line < 24
        if bar.count and squeezed and _BOTTOM - y > 22:
            parts.append(_text(middle, y + 17, str(bar.count), "c-label c-mid" + ("" if bar.running else " c-inside")))
        elif bar.count:
            parts.append(_text(middle, (min(y, line) if squeezed else y) - 8, str(bar.count), "c-label c-mid"))
        parts.append(_text(middle, _BOTTOM + 20, bar.label, "c-axis c-mid"))
    return _svg(parts, height=_HEIGHT)


def share_bar(*, within: int, count: int) -> Markup:
    """A bar of those within the target and, hatched, those over it."""
    wide, high = 178.0, 22
    filled = wide * within / count if count else 0.0
    parts = []
    if within:
        parts.append(_rect(0, 0, max(0.0, filled - 1), high, "c-bar"))
    if within < count:
        parts.append(_rect(filled + 1, 0.75, wide - filled - 1.75, high - 1.5, "c-late"))
    return Markup(
        f'<svg class="share-bar" viewBox="0 0 {wide:.0f} {high}" aria-hidden="true" focusable="false">{"".join(parts)}</svg>'
    )


def step_dots(rows: Sequence[StepDots], *, target_label: str, p90_word: str = "p90") -> Markup:
    """Median and ninth decile of each row against its own target line; a row beyond its target is `soga` and says by how much."""
    first, pitch, left = 17, 27, 146
    right = WIDTH - 52
    highest = max((max(row.p90, row.target or 0) for row in rows), default=0)
    top, distance = nice_top(highest)
    bottom = first + pitch * max(1, len(rows)) - 8

    def x(value: float) -> float:
        return left + (right - left) * value / top

    parts = []
    targets = {row.target for row in rows}
    shared = targets.pop() if len(targets) == 1 and rows else None
    for value in range(0, top + 1, distance):
        parts.append(_line(x(value), 0, x(value), bottom, "c-grid"))
        if shared is None or abs(x(value) - x(shared)) > 62:
            parts.append(_text(x(value), bottom + 18, str(value), "c-axis c-mid"))
    if shared is not None:
        parts.append(_line(x(shared), 0, x(shared), bottom, "c-target"))
        parts.append(_text(x(shared), bottom + 18, target_label, "c-label c-mid"))
    for index, row in enumerate(rows):
        y = first + pitch * index
        over = " c-over" if row.over else ""
        parts.append(_text(0, y + 4, row.label, "c-name" + (" c-strong" if row.over else "")))
        if shared is None and row.target is not None:
            parts.append(_line(x(row.target), y - 11, x(row.target), y + 11, "c-target"))
        parts.append(_line(x(row.median), y, x(row.p90), y, f"c-span{over}"))
        parts.append(f'<circle class="c-full{over}" cx="{x(row.median):.1f}" cy="{y}" r="6"/>')
        parts.append(f'<circle class="c-hollow{over}" cx="{x(row.p90):.1f}" cy="{y}" r="5"/>')
        if row.over:
            parts.append(_text(x(row.p90) + 12, y + 4, f"{p90_word} {ceil(row.p90)}", "c-label c-over"))
    return _svg(parts, height=bottom + 26)


def _runs(points: Sequence[BandPoint]) -> list[list[int]]:
    """Stretches of hours with waits in each, so that the line breaks where nobody was called."""
    runs: list[list[int]] = [[]]
    for index, point in enumerate(points):
        if point.median is None:
            runs.append([])
        else:
            runs[-1].append(index)
    return [run for run in runs if run]


def _grid(top: int, distance: int, *, right: float) -> Iterable[str]:
    for value in range(0, top + 1, distance):
        y = _y(value, top)
        yield _line(_LEFT, y, right, y, "c-grid")
        yield _text(_LEFT - 10, y + 4.5, str(value), "c-axis c-end")


def _y(value: float, top: int) -> float:
    return _BOTTOM - (_BOTTOM - _TOP) * value / top


def _points(places: Sequence[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _line(x1: float, y1: float, x2: float, y2: float, kind: str) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _rect(x: float, y: float, width: float, height: float, kind: str) -> str:
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="3"/>'


def _text(x: float, y: float, words: str, kind: str) -> str:
    return f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}">{escape(words)}</text>'


def _svg(parts: Iterable[str], *, height: float) -> Markup:
    return Markup(
        f'<svg class="chart" viewBox="0 0 {WIDTH} {height:.0f}" aria-hidden="true" focusable="false">{"".join(parts)}</svg>'
    )
