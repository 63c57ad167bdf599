"""
The board's window: shows a state, repaints only the parts whose contents changed, fades a new call in and out.

Decides nothing about calls (see `state`) or words (see `content`); it joins content and layout, turns pages by the
server's clock, and keeps a register of what stands on the glass, so that tests and the log can read it.
"""

from __future__ import annotations

import dataclasses
import functools
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from PyQt6.QtCore import QEasingCurve, QPointF, QRect, QSize, Qt, QVariantAnimation
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PyQt6.QtWidgets import QWidget

from board.content import Content, Present, SoundState, Wording, content, in_pages, page_at
from board.layout import Layout, PanelTooSmallError, arrange
from board.lettering import wrapped
from board.measures import Sections, table_width
from board.panel import Area, Panel, sizes
from board.parts import call, header, lists, notice, table
from board.state import BoardState
from server.look import tokens

log = logging.getLogger(__name__)

Paint = Callable[[QPainter], None]

#: Two lines of a notice are as many as the bottom may take from the table; a longer one goes on to a further page.
_NOTICE_LINES: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part on the glass: its area, what it says (equal values look equal), and how to paint it."""

    area: Area
    says: Any
    paint: Paint


class BoardWindow(QWidget):
    """
    The whole board on one screen.

    Args:
        diagonal_inch, distance_m: of the panel and its farthest reader; the pixels are the window's own.
        reduced_motion: nothing fades.
    """

    def __init__(
        self, *, wording: Wording, diagonal_inch: float, distance_m: float, reduced_motion: bool = False
    ) -> None:
        super().__init__()
        self.setWindowTitle("Antrean")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.BlankCursor)
        self._wording = wording
        self._diagonal_inch = diagonal_inch
        self._distance_m = distance_m
        self._content = content(BoardState(), wording, now=None, moment=0.0)
        self._now: datetime | None = None
        self._parts: dict[str, Part] = {}
        self._layout: Layout | None = None
        self._repainted = 0
        self._veil: tuple[QRect, QColor] | None = None
        self._fade = QVariantAnimation(self)
        self._fade.setStartValue(0.0)
        self._fade.setEndValue(1.0)
        curve = QEasingCurve(QEasingCurve.Type.BezierSpline)
        ease_x1, ease_y1, ease_x2, ease_y2 = tokens.EASE_OUT
        curve.addCubicBezierSegment(QPointF(ease_x1, ease_y1), QPointF(ease_x2, ease_y2), QPointF(1, 1))
        self._fade.setEasingCurve(curve)
        self._fade.valueChanged.connect(self._faded)
        self._fade.finished.connect(self._fade_done)
        self._reduced_motion = reduced_motion

    # -- what the program uses ----------------------------------------

    def show_state(self, board: BoardState, *, now: datetime | None, moment: float, sound: SoundState) -> None:
        """Show this state at these times; parts that say the same as before are not painted again."""
        self._content = content(board, self._wording, now=now, moment=moment, sound=sound)
        self._now = now
        self._compose()

    @property
    def says(self) -> Mapping[str, Any]:
        """What stands on the glass now: part name (`header`, `present`, `previous`, …) → its texts."""
        return {name: part.says for name, part in self._parts.items()}

    @property
    def areas(self) -> Mapping[str, Area]:
        """Where each part stands."""
        return {name: part.area for name, part in self._parts.items()}

    @property
    def laid_out(self) -> Layout:
        """The layout in use."""
        assert self._layout is not None
        return self._layout

    @property
    def parts_repainted(self) -> int:
        """How often a part was painted since the start."""
        return self._repainted

    def sizeHint(self) -> QSize:
        return QSize(1920, 1080)

    # -- composing ----------------------------------------

    def _panel(self) -> Panel:
        return Panel(
            width_px=max(1, self.width()),
            height_px=max(1, self.height()),
            diagonal_inch=self._diagonal_inch,
            distance_m=self._distance_m,
        )

    def _compose(self) -> None:
        panel = self._panel()
        shown = self._content
        pages = self._notice_pages(panel, shown)
        layout = _arranged(panel, self._sections(panel, shown, pages))
        new = dict(self._compose_parts(layout, shown, pages))
        old, self._parts = self._parts, new
        if layout != self._layout:
            fades = self._layout is not None and self._layout.panel == layout.panel and "present" in old
            if fades and _kind(old) != _kind(new) and "call" in (_kind(old), _kind(new)):
                self._start_fade(old, new)
            self._layout = layout
            self.update()
            return
        for name in old.keys() | new.keys():
            before, after = old.get(name), new.get(name)
            if before is None or after is None or before.says != after.says or before.area != after.area:
                for part in (before, after):
                    if part is not None:
                        self.update(_rect(part.area))

    def _sections(self, panel: Panel, shown: Content, pages: tuple[tuple[str, ...], ...]) -> Sections:
        measures = sizes(panel)
        header_lines = 1
        if not header.header_fits(panel.width_px, measures, shown.header):
            room = header.header_name_room(panel.width_px, measures, shown.header)
            names = wrapped(shown.header.office, header.office_type(measures), room)
            header_lines = 1 + min(2, max(1, len(names)))
        band_lines = None
        if shown.band is not None:
            room = header.band_room(panel.width_px, measures)
            head, rest = header.band_types(measures)
            band_lines = (len(wrapped(shown.band.headline, head, room)), len(wrapped(shown.band.rest, rest, room)))
        sections = Sections(
            header_lines=header_lines,
            practice=bool(shown.practice),
            band_lines=band_lines,
            calling=shown.present.kind == "call",
            calls=shown.present.kind != "idle",
            ready=len(shown.ready),
            notice_lines=max((len(page) for page in pages), default=0),
            number_em=call.number_em(shown.present.number),
            row_em=max(
                (lists.row_em(number) for number in _numbers(shown)),
                default=0.0,
            ),
        )
        if not shown.services:
            return sections
        column = table_width(panel, sections)
        places = table.columns(shown.services, measures)
        lines = tuple(len(table.name_lines(row, column, measures, places)) for row in shown.services)
        return dataclasses.replace(sections, services=lines)

    def _notice_pages(self, panel: Panel, shown: Content) -> tuple[tuple[str, ...], ...]:
        measures = sizes(panel)
        room = notice.notice_room(panel.width_px, measures)
        pages: list[tuple[str, ...]] = []
        for text in shown.notices:
            pages += in_pages(wrapped(text, notice.notice_type(measures), room), _NOTICE_LINES)
        return tuple(pages)

    def _compose_parts(
        self, layout: Layout, shown: Content, notices: tuple[tuple[str, ...], ...]
    ) -> list[tuple[str, Part]]:
        say, now = self._wording.say, self._now
        made: list[tuple[str, Part]] = []

        def add(name: str, area: Area | None, says: Any, paint: Callable[..., None], *rest: Any, **named: Any) -> None:
            if area is not None:
                made.append(
                    (name, Part(area=area, says=says, paint=lambda on: paint(on, area, layout, *rest, **named)))
                )

        add("header", layout.header, shown.header, header.paint_header, shown.header)
        add("practice", layout.practice, shown.practice, header.paint_practice, shown.practice)
        if shown.band is not None:
            add("band", layout.band, shown.band, header.paint_band, shown.band)
        add("present", layout.present, shown.present, call.paint_present, shown.present)
        previous = shown.previous[: layout.previous_rows]
        heading, counter = say("Called before"), say("Counter")
        add(
            "previous",
            layout.previous,
            previous,
            lists.paint_previous,
            previous,
            heading,
            counter,
            last_known=shown.cut_off,
        )
        ready_pages = in_pages(shown.ready, max(1, layout.ready_rows))
        ready, place = page_at(ready_pages, now=now)
        pager = words_pager(place, len(ready_pages))
        add(
            "ready",
            layout.ready,
            (ready, pager),
            lists.paint_ready,
            ready or (),
            say("Ready to collect"),
            say("Received"),
            pager,
        )
        turn, place = page_at(layout.service_pages, now=now)
        rows = tuple(shown.services[index] for index in turn or ())
        pager = words_pager(place, len(layout.service_pages))
        places = table.columns(shown.services, layout.sizes)
        first = say("Service")
        heads = (f"{first} {pager}".strip(), say("Waiting"), say("Promised"), say("Today"))
        add("services", layout.services, (heads, rows, places), table.paint_services, rows, heads, places)
        lines, place = page_at(notices, now=now)
        pager = words_pager(place, len(notices))
        add("notice", layout.notice, (lines, pager), notice.paint_notice, lines or (), pager)
        return made

    # -- painting ----------------------------------------

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        super().resizeEvent(event)
        self._veil = None
        self._compose()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        assert event is not None
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        region = event.region()
        painter.fillRect(event.rect(), QColor(tokens.malam))
        for part in self._parts.values():
            if region.intersects(_rect(part.area)):
                painter.save()
                painter.setClipRect(_rect(part.area))
                part.paint(painter)
                painter.restore()
                self._repainted += 1
        if self._layout is not None:
            self._paint_rules(painter, self._layout)
        if self._veil is not None:
            area, colour = self._veil
            painter.setOpacity(1.0 - float(self._fade.currentValue()))
            painter.fillRect(area, colour)

    def _paint_rules(self, painter: QPainter, layout: Layout) -> None:
        colour = QColor(tokens.malam_garis)
        painter.fillRect(0, layout.header.bottom, layout.header.width, layout.rule, colour)
        present = layout.present
        if layout.stacked or present.width >= layout.header.width:
            return
        bottom = layout.notice.y if layout.notice is not None else layout.panel.height_px
        painter.fillRect(present.right, present.y, layout.rule, bottom - present.y, colour)

    # -- fading ----------------------------------------

    def _start_fade(self, old: dict[str, Part], new: dict[str, Part]) -> None:
        """Let the panel change its colour: the former ground lies over the new call and fades away."""
        if self._reduced_motion or not self.isVisible():
            return
        coming = _kind(new) == "call"
        area = (new if coming else old)["present"].area
        self._veil = (_rect(area), QColor(tokens.malam_2 if coming else tokens.kunyit))
        duration = tokens.CALL_IN if coming else tokens.CALL_OUT
        self._fade.stop()
        self._fade.setDuration(round(duration / timedelta(milliseconds=1)))
        self._fade.start()

    def _faded(self) -> None:
        if self._veil is not None:
            self.update(self._veil[0])

    def _fade_done(self) -> None:
        self._veil = None
        self.update()


def words_pager(place: int, pages: int) -> str:
    """`2/3`; "" for a single page."""
    return f"{place + 1}/{pages}" if pages > 1 else ""


@functools.lru_cache(maxsize=32)
def _arranged(panel: Panel, sections: Sections) -> Layout:
    try:
        return arrange(panel, sections)
    except PanelTooSmallError as error:
        # The program refuses such a panel at its start. What can come later (a very long number, three lines of an
        # office's name) must not put the board out: it is then as readable as this panel allows.
        log.warning("%s", error)
        return arrange(dataclasses.replace(panel, distance_m=error.farthest_m), sections)


def _numbers(shown: Content) -> list[str]:
    return [row.number for row in shown.previous] + [row.number for row in shown.ready]


def _kind(made: Mapping[str, Part]) -> str:
    present = made["present"].says
    assert isinstance(present, Present)
    return present.kind


def _rect(area: Area) -> QRect:
    return QRect(area.x, area.y, area.width, area.height)
