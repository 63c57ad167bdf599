"""What a board knows: each call shown and spoken once, in order, its full time; after a cut the same as without one."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board.state import VOICE_LIMIT, BoardState, calls_shown, fed, line_changed, passed, view_from, voice_ended
from server.codec import Malformed, plain
from server.protocol import BoardView, Call, OfficePart, Words

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)
NOTHING = Words(id="", en="")
OFFICE = OfficePart(
    id="o",
    name=NOTHING,
    slogan=NOTHING,
    address="",
    zone="Asia/Jakarta",
    zone_label="WIB",
    practice=False,
    service_day=NOON.date(),
    groups=(),
    priority_groups=(),
)


def view(*calls: Call) -> BoardView:
    return BoardView(office=OFFICE, calls=calls, services=(), ready=(), notices=())


def call(seq: int, number: str = "A-001", *, ago: float = 0.0, again: int = 0) -> Call:
    return Call(seq=seq, number=number, plate="1", at=NOON - timedelta(seconds=ago), again=again)


def take(board: BoardState, *calls: Call, seq: int | None = None, live: bool = True, moment: float = 0.0) -> BoardState:
    newest = max((each.seq for each in calls), default=0) if seq is None else seq
    return fed(board, view(*calls), seq=newest, time=NOON, live=live, moment=moment)


def present_number(board: BoardState) -> str | None:
    return None if board.present is None else board.present.call.number


@pytest.mark.parametrize(
    ("ago", "live", "announced"),
    [
        (0.0, True, True),
        (59.9, True, True),
        (60.0, True, False),
        (3600.0, True, False),
        (5.0, False, True),
        (59.9, False, True),
        (60.0, False, False),
    ],
)
def test_a_call_is_announced_if_it_was_younger_than_a_minute_also_in_a_snapshot(
    ago: float, live: bool, announced: bool
) -> None:
    board = take(BoardState(), call(7, ago=ago), live=live)
    assert (board.present is not None) is announced
    assert [each.seq for each in calls_shown(board)] == [7]


def test_an_old_call_is_never_announced_later() -> None:
    board = take(BoardState(), call(7, ago=300), live=False)
    board = take(board, call(7, ago=0), seq=8)
    assert board.present is None


def test_the_same_frame_twice_is_one_announcement() -> None:
    once = take(BoardState(), call(7))
    twice = take(once, call(7))
    ended = passed(voice_ended(twice, seq=7, moment=9.0), moment=9.0)
    assert ended.present is None
    assert ended.turn == ()


@pytest.mark.parametrize(
    ("voice_at", "moment", "still"),
    [(2.0, 7.9, True), (2.0, 8.0, False), (12.0, 11.9, True), (12.0, 12.0, False)],
)
def test_the_panel_stays_eight_seconds_or_until_the_voice_ends(voice_at: float, moment: float, still: bool) -> None:
    board = take(BoardState(), call(7))
    if voice_at <= moment:
        board = voice_ended(board, seq=7, moment=voice_at)
    board = passed(board, moment=moment)
    assert (board.present is not None) is still


def test_a_voice_that_never_ends_does_not_hold_the_panel_for_ever() -> None:
    board = take(BoardState(), call(7), call(8, "A-002"))
    limit = VOICE_LIMIT.total_seconds()
    assert present_number(passed(board, moment=limit - 0.1)) == "A-001"
    assert present_number(passed(board, moment=limit)) == "A-002"


def test_a_burst_is_shown_in_order_and_each_has_its_full_time() -> None:
    board = take(BoardState(), call(3, "A-003"), call(2, "A-002"), call(1, "A-001"))
    shown = []
    for second in range(30):
        board = passed(board, moment=float(second))
        if board.present is not None:
            board = voice_ended(board, seq=board.present.call.seq, moment=float(second))
        shown.append(present_number(board))
    assert shown == ["A-001"] * 8 + ["A-002"] * 8 + ["A-003"] * 8 + [None] * 6


def test_a_call_that_waits_for_its_turn_is_not_on_the_board_yet() -> None:
    board = take(BoardState(), call(1, "A-001", ago=500), live=False)
    board = take(board, call(3, "A-003"), call(2, "A-002"), call(1, "A-001", ago=500))
    assert [each.number for each in calls_shown(board)] == ["A-002", "A-001"]


def test_the_present_call_is_not_repeated_among_earlier_ones_and_the_previous_moves_there() -> None:
    board = take(BoardState(), call(1, "A-001", ago=100), live=False)
    board = take(board, call(2, "A-002"), call(1, "A-001", ago=100))
    assert [each.number for each in calls_shown(board)] == ["A-002", "A-001"]


def test_a_recall_is_announced_again_and_listed_once() -> None:
    first = call(1, "A-001", ago=100)
    board = take(BoardState(), call(2, "A-002", ago=90), first, live=False)
    board = take(board, call(5, "A-001", again=1), call(2, "A-002", ago=90), first)
    assert board.present is not None
    assert board.present.call.again == 1
    assert [each.number for each in calls_shown(board)] == ["A-001", "A-002"]


def test_the_end_of_another_voice_changes_nothing() -> None:
    board = take(BoardState(), call(7))
    assert voice_ended(board, seq=6, moment=9.0) == board


def test_a_frame_that_arrives_late_is_left_aside() -> None:
    board = take(BoardState(), call(2, "A-002"))
    late = fed(board, view(), seq=1, time=NOON - timedelta(seconds=1), live=True, moment=1.0)
    assert late == board


def test_a_server_with_another_journal_is_heard_again() -> None:
    board = take(BoardState(), call(900, "A-100"))
    board = passed(voice_ended(board, seq=900, moment=9.0), moment=9.0)
    later = NOON + timedelta(minutes=5)
    new = Call(seq=3, number="A-001", plate="2", at=later)
    board = fed(board, view(new), seq=3, time=later, live=False, moment=10.0)
    assert present_number(board) == "A-001"


def test_a_cut_line_keeps_what_was_known_and_an_announcement_goes_on() -> None:
    board = take(BoardState(), call(7))
    cut = line_changed(board, state="cut_off", since=NOON, retry_in=4.0, moment=1.0)
    assert cut.line.retry_at == 5.0
    assert present_number(cut) == "A-001"
    back = line_changed(cut, state="connected", since=None, retry_in=None, moment=20.0)
    assert back.line.state == "connected"


def test_parts_of_a_newer_server_are_left_aside_and_a_missing_part_is_refused() -> None:
    parts = plain(view(call(1)))
    assert view_from({**parts, "weather": "rain"}) == view(call(1))
    with pytest.raises(Malformed):
        view_from({name: value for name, value in parts.items() if name != "calls"})


# ---- a whole day, with cuts, duplicates and bursts ---------------------------------


@dataclass
class Watcher:
    """A board with a clock of seconds: what it announced, and when."""

    voice: float
    board: BoardState = field(default_factory=BoardState)
    announced: list[tuple[int, float, float]] = field(default_factory=list)
    fresh: list[int] = field(default_factory=list)
    seen: int = 0
    running: tuple[int, float] | None = None

    def become(self, board: BoardState, moment: float) -> None:
        self.board = board
        seq = None if board.present is None else board.present.call.seq
        if self.running is not None and self.running[0] != seq:
            self.announced.append((*self.running, moment))
            self.running = None
        if seq is not None and self.running is None:
            self.running = (seq, moment)

    def frame(self, frame: tuple[int, BoardView], moment: float, *, live: bool) -> None:
        seq, shown = frame
        time = NOON + timedelta(seconds=moment)
        for each in sorted(shown.calls, key=lambda one: one.seq):
            if each.seq > self.seen:
                self.seen = each.seq
                if time - each.at < timedelta(seconds=60):
                    self.fresh.append(each.seq)
        self.become(fed(self.board, shown, seq=seq, time=time, live=live, moment=moment), moment)

    def second(self, moment: float) -> None:
        if self.running is not None and moment - self.running[1] >= self.voice:
            self.become(voice_ended(self.board, seq=self.running[0], moment=moment), moment)
        self.become(passed(self.board, moment=moment), moment)


DAY = 400
calls_of_a_day = st.lists(
    st.tuples(st.integers(0, DAY), st.integers(1, 9)), min_size=1, max_size=25
)  # (second, running number): equal numbers are recalls, equal seconds a burst
cuts_of_a_day = st.lists(st.tuples(st.integers(0, DAY), st.integers(1, 150)), max_size=4)


@settings(max_examples=150, deadline=None)
@given(made=calls_of_a_day, cuts=cuts_of_a_day, voice=st.integers(0, 15), twice=st.sets(st.integers(0, DAY)))
def test_after_any_cuts_and_duplicates_a_board_shows_what_one_that_never_left_shows(
    made: list[tuple[int, int]], cuts: list[tuple[int, int]], voice: int, twice: set[int]
) -> None:
    frames: dict[int, list[tuple[int, BoardView]]] = {}
    calls: list[Call] = []
    for place, (second, running) in enumerate(sorted(made)):
        at = NOON + timedelta(seconds=second)
        number = f"A-{running:03d}"
        again = sum(each.number == number for each in calls)
        calls.insert(0, Call(seq=10 + 3 * place, number=number, plate="1", at=at, again=min(again, 2)))
        frames.setdefault(second, []).append((calls[0].seq, view(*calls[:12])))
    stayed, left = Watcher(voice=voice), Watcher(voice=voice)
    last = (0, view())
    away = False
    for second in range(DAY + 200 + 25 * 20):
        gone = any(start <= second < start + length for start, length in cuts)
        for frame in frames.get(second, []):
            last = frame
            stayed.frame(frame, second, live=True)
            if not gone and not away:
                left.frame(frame, second, live=True)
        if away and not gone:
            left.frame(last, second, live=False)
        if second in twice and not gone:
            left.frame(last, second, live=True)
        away = gone
        stayed.second(second)
        left.second(second)

    assert calls_shown(left.board) == calls_shown(stayed.board)
    assert left.board.view == stayed.board.view
    for watcher in (stayed, left):
        assert watcher.running is None
        assert [seq for seq, _, _ in watcher.announced] == watcher.fresh
        assert watcher.fresh == sorted(set(watcher.fresh))
        for (_, start, end), (_, following, _) in zip(watcher.announced, watcher.announced[1:], strict=False):
            assert end - start >= max(8, voice)
            assert following >= end
    assert stayed.fresh == [each.seq for each in reversed(calls)]
