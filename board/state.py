"""
What a board knows and which call it is announcing: from feed, line, clock ticks and "voice ended" to the next state.

Pure: every function returns a new `BoardState`. Paints nothing, plays nothing, reads no clock: `moment` is the caller's
monotonic clock in seconds (it never jumps), instants are the server's. What of this stands on the glass is `shown`.

The rule of announcements (DESIGN 7): a call is shown and spoken once, if its journal seq is newer than every call dealt
with before and it was younger than a minute when its frame arrived, by the server's times of that frame. All else on the
board follows from the last view alone, so a board that was cut off shows what a board shows that never left.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from server.codec import from_plain
from server.look.tokens import CALL_STAY
from server.protocol import CALL_FRESH_SECONDS, BoardView, Call

#: However badly a sound device behaves, the panel goes on to the next call after this long. Twice a long sentence takes
#: about 20 seconds.
VOICE_LIMIT: Final = timedelta(seconds=45)

_FRESH: Final = timedelta(seconds=CALL_FRESH_SECONDS)
_PARTS: Final = tuple(field.name for field in dataclasses.fields(BoardView))


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """
    How the line to the server is.

    Attributes:
        state: `starting` until the first word of the client.
        since: last instant something was heard, server's clock; None if nothing ever was.
        retry_at: moment of the next attempt to reconnect; None while one is being made.
    """

    state: Literal["starting", "connected", "cut_off"] = "starting"
    since: datetime | None = None
    retry_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """The call that has the panel now; `started` is its moment, `voice_ended` whether the sound is over."""

    call: Call
    started: float
    voice_ended: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardState:
    """
    All a board remembers.

    Attributes:
        view: the last view received; None before the first.
        seq, time: journal seq and server's clock of that view.
        handled: seq of the newest call that was announced, waits for its turn, or came too old; 0 before any.
        turn: calls waiting for the panel, oldest first.
        present: the announcement running now.
    """

    view: BoardView | None = None
    seq: int = 0
    time: datetime | None = None
    handled: int = 0
    turn: tuple[Call, ...] = ()
    present: Announcement | None = None
    line: Line = dataclasses.field(default_factory=Line)


def view_from(parts: Mapping[str, Any]) -> BoardView:
    """Read the parts of a feed as a view; parts this version does not know are left aside. Raises: protocol.Malformed."""
    return from_plain(BoardView, {name: parts[name] for name in _PARTS if name in parts})


def fed(board: BoardState, view: BoardView, *, seq: int, time: datetime, live: bool, moment: float) -> BoardState:
    """
    Take a view from the feed.

    Args:
        seq, time: of the frame that brought it.
        live: False for a snapshot, True for a change.

    A frame older than what is known is left aside. A snapshot that is younger by the clock but lower in seq comes from
    another journal (a restored or replaced server): then the counting of handled calls starts anew.
    """
    handled = board.handled
    if board.time is not None and seq <= board.seq:
        if live or time <= board.time:
            return board
        if seq < board.seq:
            handled = 0
    unheard = sorted((call for call in view.calls if call.seq > handled), key=_by_seq)
    fresh = tuple(call for call in unheard if time - call.at < _FRESH)
    fed_board = dataclasses.replace(
        board,
        view=view,
        seq=seq,
        time=time,
        handled=max([handled, *(call.seq for call in unheard)]),
        turn=board.turn + fresh,
    )
    return _advance(fed_board, moment)


def line_changed(
    board: BoardState,
    *,
    state: Literal["connected", "cut_off"],
    since: datetime | None,
    retry_in: float | None,
    moment: float,
) -> BoardState:
    """Take the client's word on the line; `retry_in` in seconds, None while it is trying."""
    retry_at = None if retry_in is None else moment + retry_in
    line = Line(state=state, since=since, retry_at=retry_at if state == "cut_off" else None)
    return _advance(dataclasses.replace(board, line=line), moment)


def voice_ended(board: BoardState, *, seq: int, moment: float) -> BoardState:
    """Take note that the sound of call `seq` is over (or could not be made); of another call: nothing changes."""
    if board.present is None or board.present.call.seq != seq:
        return board
    present = dataclasses.replace(board.present, voice_ended=True)
    return _advance(dataclasses.replace(board, present=present), moment)


def passed(board: BoardState, *, moment: float) -> BoardState:
    """Let time pass: the panel goes to the next call once the present one had its full time."""
    return _advance(board, moment)


def calls_shown(board: BoardState) -> tuple[Call, ...]:
    """
    The calls that stand on the board now, newest first, each number once: the first is the present call.

    Calls whose turn has not come are not among them. While an announcement runs it is the first, else the newest call.
    """
    if board.view is None:
        return ()
    waiting = {call.seq for call in board.turn}
    calls = sorted((call for call in board.view.calls if call.seq not in waiting), key=_by_seq, reverse=True)
    if board.present is not None:
        present = board.present.call
        calls = [present, *(call for call in calls if call.seq < present.seq)]
    seen: dict[str, Call] = {}
    for call in calls:
        seen.setdefault(call.number, call)
    return tuple(seen.values())


def _advance(board: BoardState, moment: float) -> BoardState:
    present = board.present
    if present is not None and not _had_its_time(present, moment):
        return board
    if board.turn:
        return dataclasses.replace(board, present=Announcement(call=board.turn[0], started=moment), turn=board.turn[1:])
    return board if present is None else dataclasses.replace(board, present=None)


def _had_its_time(present: Announcement, moment: float) -> bool:
    stayed = timedelta(seconds=moment - present.started)
    return stayed >= VOICE_LIMIT or (stayed >= CALL_STAY and present.voice_ended)


def _by_seq(call: Call) -> int:
    return call.seq
