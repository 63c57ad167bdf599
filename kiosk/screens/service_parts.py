"""
The parts of a service's page as blocks: facts, what to bring, the steps, and who may go first.

Each says how high it is and draws itself; which of them stand on which page is the business of `service`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.screens.components import button, folded_height, folded_line
from kiosk.screens.layout import BOLD, SEMIBOLD, Layout
from kiosk.screens.sheet import Rect
from kiosk.screens.tiles import whole
from kiosk.state import Screen
from server.look.words import duration_words, people_words, weekday_date, working_days
from server.protocol import KioskService, Promise, RequirementPart, StepPart

#: Priority groups of UU 25/2009 art. 29 as the office names them → their words and icons (LOOKS 5).
_GROUPS: Final = {
    "lansia": "elderly",
    "disabilitas": "wheelchair",
    "hamil_menyusui": "pregnant",
    "membawa_balita": "toddler",
}


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the page that is never torn: its height, the gap above it, and how it is drawn at (x, y, width)."""

    high: float
    gap: float
    draw: Callable[[float, float, float], None]


# ---- facts ---------------------------------------------------------------------------------------------------------


def promise_words(page: Layout, promise: Promise) -> str:
    """A promised time in words; never a zero."""
    return duration_words(days=promise.days, minutes=promise.minutes, language=page.look.language)


def _written(promise: Promise | None) -> Promise | None:
    return promise if promise is not None and (promise.days or promise.minutes) else None


def facts(page: Layout, screen: Screen, service: KioskService, *, width: float) -> list[Block]:
    """How many wait, the promised time, the day to collect, the fee."""
    say, space, language = page.look.say, page.panel.space, page.look.language
    ahead = screen.view.ahead.get(service.id) if screen.view is not None else None
    rows: list[tuple[str, str, bool]] = []
    if ahead is None:
        rows.append((say("Ahead of you"), say("not known"), False))
    else:
        rows.append((say("Ahead of you"), people_words(ahead, language=language) if ahead else say("No queue"), True))
    promise = _written(service.promised)
    if promise is not None:
        rows.append((say("Promised time"), promise_words(page, promise), True))
    else:
        rows.append((say("Promised time"), say("No information yet. Please ask the staff."), False))
    if promise is not None and promise.days and service.collect_on is not None:
        rows.append((say("Ready"), say("{days}: collect **{date}**").format(
            days=working_days(promise.days, language=language), date=whole(weekday_date(service.collect_on, language=language))),
            False))  # fmt: skip
    fee = (
        page.look.words(service.fee)
        if service.fee is not None
        else say("not filled in by the office.\nAsk before paying.")
    )
    rows.append((say("Fee"), fee, service.fee is not None))
    label_face, strong, plain = page.face(42), page.face(48, weight=BOLD), page.face(42)
    pad = space(30)
    gap = space(24)
    heights: list[float] = []
    for label, value, bold in rows:
        face = strong if bold else plain
        room = width - 2 * pad - gap - page.wide(label, face=label_face)
        heights.append(
            max(round(label_face.size * 1.2), page.high(value, face=face, width=room, line_height=1.14)) + space(10)
        )

    def row(place: int, x: float, y: float, wide: float) -> None:
        label, value, bold = rows[place]
        face = strong if bold else plain
        label_wide = page.wide(label, face=label_face)
        room = wide - 2 * pad - gap - label_wide
        value_y = y + (heights[place] - page.high(value, face=face, width=room, line_height=1.14)) / 2
        lower = (round(face.size * 1.14) - round(label_face.size * 1.2)) / 2
        page.text(label, x=x + pad, y=value_y + lower, width=label_wide + 2, face=label_face, colour="tinta_2")
        page.text(
            value, x=x + pad + label_wide + gap, y=value_y, width=room, face=face, align="right", line_height=1.14
        )

    def panel(places: Sequence[int], x: float, y: float, wide: float) -> None:
        page.box(Rect(x, y, wide, sum(heights[each] for each in places) + 2 * space(8)), fill="putih", line="garis")
        line = y + space(8)
        for place in places:
            if place != places[0]:
                page.rule(x=x + pad, y=line - page.look.border / 2, width=wide - 2 * pad)
            row(place, x, line, wide)
            line += heights[place]

    # Where type is large and the glass is low, the facts may be torn between two rows; nowhere else.
    low = page.panel.large_print and not page.panel.portrait
    parts = [[each] for each in range(len(rows))] if low else [list(range(len(rows)))]
    return [
        Block(sum(heights[each] for each in part) + 2 * space(8), space(8), functools.partial(panel, part))
        for part in parts
    ]


# ---- what to bring -------------------------------------------------------------------------------------------------


def what_to_bring(page: Layout, screen: Screen, service: KioskService, *, width: float) -> list[Block]:
    """Papers to tick as a reminder, and what is not known about them."""
    say, space = page.look.say, page.panel.space
    head_face, face = page.face(48, weight=BOLD), page.face(42)
    heading = say("What to bring")
    head_high = round(head_face.size * 1.2)
    blocks = []
    items: list[Block] = []
    for place, requirement in enumerate(service.requires):
        items.append(_tick(page, place, requirement, ticked=place in screen.ticks, width=width))
    if not service.requires_complete:
        text = say("The office has not filled in the whole list.\nPlease ask the staff.")
        size = round(face.size * 1.05)
        left = size + space(20)
        high = page.high(text, face=face, width=width - left, line_height=1.16) + space(4)

        def draw_info(x: float, y: float, wide: float) -> None:
            page.icon("info", x=x, y=y + (round(face.size * 1.16) - size) / 2, size=size)
            page.text(text, x=x + left, y=y, width=wide - left, face=face, line_height=1.16)

        items.append(Block(high, space(12), draw_info))
    if service.requires:
        hint = say("Tick what you have ready. You may skip this.")
        hint_high = page.high(hint, face=face, width=width)

        def draw_hint(x: float, y: float, wide: float) -> None:
            page.text(hint, x=x, y=y, width=wide, face=face, colour="tinta_2")

        items.append(Block(hint_high, space(6), draw_hint))
    if not items:
        text_none = say("The documents name nothing to bring.")
        none_high = page.high(text_none, face=face, width=width)

        def draw_none(x: float, y: float, wide: float) -> None:
            page.text(text_none, x=x, y=y, width=wide, face=face)

        items.append(Block(none_high, 0, draw_none))
    first = items[0]

    def draw_first(x: float, y: float, wide: float) -> None:
        page.text(heading, x=x, y=y, width=wide, face=head_face)
        first.draw(x, y + head_high + space(8), wide)

    blocks.append(Block(head_high + space(8) + first.high, space(20), draw_first))
    blocks.extend(items[1:])
    return blocks


def _tick(page: Layout, place: int, requirement: RequirementPart, *, ticked: bool, width: float) -> Block:
    """One paper with its box. The whole line is the target, at least as high as a finger needs."""
    space = page.panel.space
    face = page.face(42)
    text = page.look.words(requirement.text)
    if requirement.condition is not None:
        condition = page.look.words(requirement.condition)
        # An acronym keeps its capitals; a sentence begins small after the colon (picture kiosk-service-kia).
        begins = text[:1].lower() if text[1:2].islower() else text[:1]
        text = f"{condition[:1].upper()}{condition[1:]}: {begins}{text[1:]}"
    size = round(face.size * 1.05)
    left = size + space(20)
    words_high = page.high(text, face=face, width=width - left, line_height=1.16)
    high = max(words_high + space(10), page.panel.touch(61, keypad=True))

    def block(x: float, y: float, wide: float) -> None:
        rect = Rect(x, y, wide, high)

        def draw(own: Layout, pressed: bool) -> None:
            top = rect.y + (rect.h - words_high) / 2
            mark = Rect(rect.x, top + (round(face.size * 1.16) - size) / 2, size, size)
            own.box(mark, fill="nila" if ticked else ("nila_muda" if pressed else "putih"), line="nila",
                    width=page.look.border + 1, radius=7)  # fmt: skip
            if ticked:
                own.icon("check", x=mark.x + size * 0.1, y=mark.y + size * 0.1, size=size * 0.8, colour="di_atas_nila",
                         stroke=3)  # fmt: skip
            # What the document adds in brackets is quoted, not asked for: it stands back (picture kiosk-service-kia).
            asked, bracket, quoted = text.partition(" (")
            runs = own.runs(asked, face=face, colour="tinta") + own.runs(bracket + quoted, face=face, colour="tinta_2")
            own.write(runs, x=rect.x + left, y=top, width=rect.w - left, line_height=1.16)

        page.target(f"tick:{place}", label=text, rect=rect, draw=draw, chosen=ticked, keypad=True)

    return Block(high, space(12), block)


# ---- steps ---------------------------------------------------------------------------------------------------------


def steps(page: Layout, screen: Screen, service: KioskService, *, width: float) -> list[Block]:
    """The folded line of the steps, and the steps where it is open; nothing for a title without rows."""
    say, space = page.look.say, page.panel.space
    if not service.steps:
        return []
    opened = screen.unfolded == "steps"
    count = len(service.steps)
    text = page.look.say_n("**{count} step**", "**{count} steps**", count).format(count=count)
    promise = _written(service.promised)
    if promise is not None:
        text += say(", promised time **{time}**").format(time=whole(promise_words(page, promise)))
    verb = say("Close") if opened else say("Show steps")
    high = folded_height(page, text=text, verb=verb, width=width, compact=not page.panel.portrait or opened)

    def draw(x: float, y: float, wide: float) -> None:
        folded_line(page, "fold:steps", text=text, verb=verb, rect=Rect(x, y, wide, high), opened=opened)

    blocks = [Block(high, space(26 if not opened else 18), draw)]
    if opened:
        blocks.extend(_step(page, step, last=place == count - 1, first=place == 0, width=width)
                      for place, step in enumerate(service.steps))  # fmt: skip
    return blocks


def _step(page: Layout, step: StepPart, *, first: bool, last: bool, width: float) -> Block:
    say, space = page.look.say, page.panel.space
    face, strong = page.face(42), page.face(42, weight=SEMIBOLD)
    written = _written(step.promised)
    if step.applicant:
        time, known = say("by you"), False
    elif written is not None:
        time, known = promise_words(page, written), True
    else:
        time, known = say("not written"), False
    disc = round(face.size * 1.14)
    left = disc + space(20)
    time_wide = page.wide(time, face=strong if known else face)
    room = width - left - time_wide - space(24)
    words_high = page.high(page.look.words(step.name), face=face, width=room, line_height=1.14)
    high = words_high + space(7)

    def draw(x: float, y: float, wide: float) -> None:
        mark = Rect(x, y, disc, disc)
        if not last:
            page.box(
                Rect(mark.x + disc / 2 - 1, mark.bottom, page.look.border, y + high - mark.bottom),
                fill="nila",
                radius=0,
            )
        page.box(mark, fill="putih", line="nila", width=page.look.border, radius=disc)
        if len(step.no) == 1:
            page.text(step.no, x=mark.x, y=mark.y, width=disc, face=page.face(42, weight=SEMIBOLD, figures=True),
                      colour="nila", align="centre", line_height=1.14)  # fmt: skip
        page.text(page.look.words(step.name), x=x + left, y=y, width=room, face=face, line_height=1.14)
        page.text(time, x=x + wide - time_wide, y=y, width=time_wide + 2, face=strong if known else face,
                  colour="tinta" if known else "tinta_2", line_height=1.14)  # fmt: skip

    return Block(high, space(16) if first else 0, draw)


# ---- who may go first ----------------------------------------------------------------------------------------------


def priority(page: Layout, screen: Screen, *, width: float, opened: bool) -> list[Block]:
    """The toggles of who may go first and who wants help, or the one line that opens them."""
    say, space = page.look.say, page.panel.space
    groups = screen.view.office.priority_groups if screen.view is not None else ()
    if not opened:
        chosen = len(screen.priority) + int(screen.wants_help)
        text = say("Should you go first, or be helped?") if groups else say("I need help from the staff")
        if chosen:
            text = say("Going first or being helped: **chosen**")
        verb = say("Choose")
        high = folded_height(page, text=text, verb=verb, width=width, compact=True)

        def draw_folded(x: float, y: float, wide: float) -> None:
            folded_line(page, "fold:priority", text=text, verb=verb, rect=Rect(x, y, wide, high), opened=False)

        return [Block(high, space(16), draw_folded)]
    blocks = []
    if groups:
        blocks.append(_groups(page, screen, groups, width=width))
    label = say("I need help from the staff")
    high = page.panel.touch(104 if page.panel.portrait else 88)

    def draw_help(x: float, y: float, wide: float) -> None:
        button(page, "help", label=label, icon="person-ask", rect=Rect(x, y, wide, high), chosen=screen.wants_help,
               align_left=True, text_colour="tinta")  # fmt: skip

    blocks.append(Block(high, space(30 if page.panel.portrait else 18), draw_help))
    return blocks


def _groups(page: Layout, screen: Screen, groups: Sequence[str], *, width: float) -> Block:
    say, space = page.look.say, page.panel.space
    names = {
        "lansia": say("Elderly"),
        "disabilitas": say("Disability"),
        "hamil_menyusui": say("Pregnant, nursing"),
        "membawa_balita": say("With a toddler"),
    }
    head_face, face = page.face(48, weight=BOLD), page.face(42)
    label_face = page.face(42, weight=SEMIBOLD)
    heading, hint = say("Should you go first?"), say("Touch what applies")
    hint_wide = page.wide(hint, face=face)
    beside = page.wide(heading, face=head_face) + hint_wide + space(24) <= width
    under = not beside and page.panel.portrait
    head_high = round(head_face.size * 1.2) + (page.high(hint, face=face, width=width) if under else 0)
    shown = [key for key in groups if key in names]
    gap = page.panel.gap(16)
    longest = max((page.wide(word, face=label_face) for key in shown for word in names[key].split()), default=0.0)
    columns = next(
        (n for n in (len(shown), 2, 1) if n and (width - gap * (n - 1)) / n >= longest + 2 * space(12) + 2), 1
    )
    wide_each = (width - gap * (columns - 1)) / columns
    stacked = page.panel.portrait
    if stacked:
        lines = max(
            (page.lines(names[key], face=label_face, width=wide_each - 2 * space(12)) for key in shown), default=1
        )
        need = label_face.size + lines * label_face.size * 1.06 + space(40)
    else:
        room = wide_each - space(24 + 10 + 18) - page.icon_size(label_face)
        tall = (page.high(names[key], face=label_face, width=room, line_height=1.1) for key in shown)
        need = max(tall, default=0) + space(20)
    high_each = max(page.panel.touch(160 if stacked else 96), round(need))
    rows = -(-len(shown) // columns) if shown else 0
    high = head_high + space(12) + rows * high_each + (rows - 1) * gap

    def draw(x: float, y: float, wide: float) -> None:
        below = page.text(heading, x=x, y=y, width=wide, face=head_face)
        if beside:
            page.text(hint, x=x + wide - hint_wide, y=y + (head_face.size - face.size) * 0.7, width=hint_wide + 2, face=face,
                      colour="tinta_2")  # fmt: skip
        elif under:
            page.text(hint, x=x, y=below, width=wide, face=face, colour="tinta_2")
        top = y + head_high + space(12)
        for place, key in enumerate(shown):
            rect = Rect(
                x + (place % columns) * (wide_each + gap),
                top + (place // columns) * (high_each + gap),
                wide_each,
                high_each,
            )
            button(page, f"priority:{key}", label=names[key], icon=_GROUPS[key], rect=rect, chosen=key in screen.priority,
                   stacked=stacked, align_left=not stacked, text_colour="tinta")  # fmt: skip

    return Block(high, space(34 if page.panel.portrait else 18), draw)
