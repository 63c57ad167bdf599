"""
What a board has to say now, in words: from its state, the clock and the language to texts that are ready to paint.

Pure. Decides nothing about place, size or pages (see `layout`), and never puts a service beside a number.
"""

from __future__ import annotations

import dataclasses
import gettext
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal, TypeVar
from zoneinfo import ZoneInfo

from board.state import BoardState, calls_shown
from server.look import words
from server.look.tokens import NOTICE_PAGE
from server.look.words import Language
from server.protocol import BoardService, Call, Promise, ReadyRow, Words

SoundState = Literal["fine", "chime_only", "none", "muted"]

T = TypeVar("T")

_UTC: Final = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The board's language with its catalogue."""

    language: Language
    catalogue: gettext.NullTranslations

    def say(self, english: str) -> str:
        """One sentence of the catalogue, in this language."""
        return self.catalogue.gettext(english)

    def of(self, text: Words) -> str:
        """One text of the server, in this language."""
        return text.id if self.language == "id" else text.en


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The top line. `line` and `sound` say the state, the `_word`s say it in words ("" where there is nothing to say)."""

    office: str
    line: Literal["starting", "connected", "cut_off"]
    line_word: str
    sound: SoundState
    sound_word: str
    date: str
    clock: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The cut-off band: what to do, and since when."""

    headline: str
    rest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """
    The called number. `call` while it is new, `settled` afterwards, `last_known` when the board is cut off. For `idle`
    there is no number: `label` is the headline and `lines` say what the office is and what to do.
    """

    kind: Literal["call", "settled", "last_known", "idle"]
    label: str
    number: str = ""
    counter: str = ""
    plate: str = ""
    lines: tuple[str, ...] = ()
    foot: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviousRow:
    """A number called before, with its counter plate."""

    number: str
    plate: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Collect:
    """A number whose file is ready, with the day it belongs to in two short lines."""

    number: str
    weekday: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A service with how many wait, what is promised, what it took today; `mark`: whether that keeps the promise."""

    name: str
    waiting: str
    promised: str
    today: str
    mark: Literal["within", "late"] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """All texts of the board now, lists at full length. `cut_off`: everything shown is only last known."""

    header: Header
    practice: str
    cut_off: bool
    band: Band | None
    present: Present
    previous: tuple[PreviousRow, ...]
    ready: tuple[Collect, ...]
    services: tuple[TableRow, ...]
    notices: tuple[str, ...]


def content(
    board: BoardState, wording: Wording, *, now: datetime | None, moment: float, sound: SoundState = "fine"
) -> Content:
    """
    Say everything there is to say.

    Args:
        now: the server's clock, carried on while cut off; None before it is known: then there is no clock.
        moment: monotonic seconds, for the countdown to the next attempt.
    """
    view, cut_off = board.view, board.line.state == "cut_off"
    zone = _UTC if view is None else ZoneInfo(view.office.zone)
    calls = calls_shown(board)
    shown = Content(
        header=_header(board, wording, now=now, zone=zone, sound=sound),
        practice=wording.say("Practice. The numbers on this screen are for training only.")
        if view is not None and view.office.practice
        else "",
        cut_off=cut_off,
        band=_band(board, wording, now=now, zone=zone) if cut_off else None,
        present=_present(board, calls, wording, moment=moment, zone=zone),
        previous=tuple(PreviousRow(number=call.number, plate=call.plate) for call in calls[1:]),
        ready=(),
        services=(),
        notices=(),
    )
    if view is None or cut_off:
        return shown
    return dataclasses.replace(
        shown,
        ready=tuple(_collect(row, wording) for row in view.ready),
        services=tuple(_service(service, wording) for service in view.services),
        notices=tuple(wording.of(notice) for notice in view.notices),
    )


def page_at(pages: Sequence[T], *, now: datetime | None) -> tuple[T | None, int]:
    """
    The page whose turn it is, and its place from 0; pages change every 10 seconds.

    The turn follows from the server's clock alone, so several boards of an office turn together and a board that was
    cut off turns with them again. (None, 0) for no pages.
    """
    if not pages:
        return None, 0
    place = 0 if now is None else int((now - datetime(1970, 1, 1, tzinfo=UTC)) / NOTICE_PAGE) % len(pages)
    return pages[place], place


def in_pages(items: Sequence[T], size: int) -> tuple[tuple[T, ...], ...]:
    """Split into pages of at most `size` (>= 1)."""
    return tuple(tuple(items[start : start + size]) for start in range(0, len(items), size))


def today_words(service: BoardService, *, language: Language) -> str:
    """The median really taken today, `31 mnt` or `1 hari`, "" where nothing was finished yet. Minutes are rounded up."""
    if service.median_days is not None:
        days = max(1, service.median_days)  # within the first day: citizens never read a zero
        if language == "id":
            return f"{days} hari"
        return f"{days} {'day' if days == 1 else 'days'}"
    if service.median_seconds is None:
        return ""
    minutes = max(1, -(-service.median_seconds // 60))
    return words.duration_words(minutes=minutes, language=language, form="short")


def promise_words(promise: Promise | None, *, language: Language) -> str:
    """What is promised, `35 mnt`, `1 hari kerja`; "" where the document says nothing (never a zero, LOOKS 5)."""
    if promise is None or not (promise.days or promise.minutes):
        return ""
    return words.duration_words(days=promise.days, minutes=promise.minutes, language=language, form="short")


def _header(board: BoardState, wording: Wording, *, now: datetime | None, zone: ZoneInfo, sound: SoundState) -> Header:
    local = None if now is None or board.view is None else now.astimezone(zone)
    line_words = {
        "starting": wording.say("Connecting"),
        "connected": wording.say("Connected"),
        "cut_off": wording.say("Disturbance"),
    }
    sound_words: dict[SoundState, str] = {
        "fine": "",
        "chime_only": wording.say("Chime only"),
        "none": wording.say("No sound"),
        "muted": wording.say("Sound is off"),
    }
    return Header(
        office="" if board.view is None else wording.of(board.view.office.name),
        line=board.line.state,
        line_word=line_words[board.line.state],
        sound=sound,
        sound_word=sound_words[sound],
        date="" if local is None else words.weekday_date(local.date(), language=wording.language),
        clock="" if local is None else words.clock(local),
    )


def _band(board: BoardState, wording: Wording, *, now: datetime | None, zone: ZoneInfo) -> Band:
    valid = wording.say("Your number stays valid.")
    since = board.line.since
    if since is not None:
        local = since.astimezone(zone)
        when = words.clock(local)
        if now is not None and now.astimezone(zone).date() != local.date():
            when = f"{words.weekday_date(local.date(), language=wording.language)}, {when}"
        since_words = wording.say("Since %s.") % when
        valid = f"{since_words} {valid}"
    return Band(headline=wording.say("This screen is disturbed. Please follow the staff."), rest=valid)


def _present(board: BoardState, calls: tuple[Call, ...], wording: Wording, *, moment: float, zone: ZoneInfo) -> Present:
    cut_off = board.line.state == "cut_off"
    foot = _retry(board, wording, moment=moment) if cut_off else ""
    if not calls:
        return _idle(board, wording, foot=foot)
    call = calls[0]
    counter = wording.say("Counter") if call.plate else ""
    if board.present is not None:
        # A call that is being spoken stays a call even when the line breaks: it was really made.
        label = wording.say("New call")
        return Present(kind="call", label=label, number=call.number, counter=counter, plate=call.plate, foot=foot)
    if cut_off:
        label = wording.say("Last call known, %s") % words.clock(call.at.astimezone(zone))
        return Present(kind="last_known", label=label, number=call.number, counter=counter, plate=call.plate, foot=foot)
    return Present(
        kind="settled", label=wording.say("Number called"), number=call.number, counter=counter, plate=call.plate
    )


def _idle(board: BoardState, wording: Wording, *, foot: str) -> Present:
    if board.view is None:
        waiting = wording.say("One moment, this screen is connecting.")
        return Present(kind="idle", label=wording.say("No call known yet") if foot else waiting, foot=foot)
    office = board.view.office
    lines = [wording.of(office.slogan), office.address, wording.say("Take a ticket at the machine.")]
    return Present(
        kind="idle", label=wording.say("Nobody has been called yet"), lines=tuple(filter(None, lines)), foot=foot
    )


def _retry(board: BoardState, wording: Wording, *, moment: float) -> str:
    retry_at = board.line.retry_at
    seconds = 0 if retry_at is None else -(-timedelta(seconds=retry_at - moment) // timedelta(seconds=1))
    if seconds <= 0:
        return wording.say("Trying to connect again.")
    return (
        wording.catalogue.ngettext(
            "Trying to connect again in %d second.", "Trying to connect again in %d seconds.", seconds
        )
        % seconds
    )


def _collect(row: ReadyRow, wording: Wording) -> Collect:
    day: date = row.service_day
    return Collect(number=row.number, weekday=words.day_short(day, language=wording.language), day=words.day_month(day))


def _service(service: BoardService, wording: Wording) -> TableRow:
    today = today_words(service, language=wording.language)
    mark: Literal["within", "late"] | None = None
    if today and service.within is not None:
        mark = "within" if service.within else "late"
    return TableRow(
        name=wording.of(service.name),
        waiting=str(service.waiting) if service.waiting else wording.say("nobody"),
        promised=promise_words(service.promised, language=wording.language),
        today=today,
        mark=mark,
    )
