"""What the board says in words: nothing personal, no service beside a number, no zero and no lone dash for citizens."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from board.content import Wording, content, page_at, promise_words, today_words
from board.state import BoardState, fed, line_changed
from server.protocol import BoardService, Promise, ReadyRow
from tests.board.small_office import LOCALE, MORNING, a_call, a_service, a_view, an_office, both


def service(
    *, promised: Promise | None = None, seconds: int | None = None, days: int | None = None, waiting: int = 1
) -> BoardService:
    return BoardService(
        id="s",
        name=both("Pengantar Nikah"),
        waiting=waiting,
        promised=promised,
        median_seconds=seconds,
        median_days=days,
        within=True,
    )


@pytest.mark.parametrize(
    ("seconds", "days", "indonesian", "english"),
    [
        (None, None, "", ""),
        (31 * 60, None, "31 mnt", "31 min"),
        (30 * 60 + 1, None, "31 mnt", "31 min"),
        (4, None, "1 mnt", "1 min"),
        (None, 0, "1 hari", "1 day"),
        (None, 1, "1 hari", "1 day"),
        (None, 3, "3 hari", "3 days"),
    ],
)
def test_the_time_really_taken_is_said_like_this(
    seconds: int | None, days: int | None, indonesian: str, english: str
) -> None:
    assert today_words(service(seconds=seconds, days=days), language="id") == indonesian
    assert today_words(service(seconds=seconds, days=days), language="en") == english


@pytest.mark.parametrize(
    ("promised", "said"),
    [
        (None, ""),
        (Promise(days=0, minutes=0), ""),
        (Promise(days=0, minutes=35), "35 mnt"),
        (Promise(days=1, minutes=0), "1 hari kerja"),
        (Promise(days=1, minutes=30), "1 hari 30 mnt"),
    ],
)
def test_a_promise_is_said_like_this(promised: Promise | None, said: str) -> None:
    assert promise_words(promised, language="id") == said


def a_board() -> BoardState:
    view = a_view(
        a_call(2, "A-023", "3", ago=100),
        a_call(1, "K-008", "1", ago=200),
        services=(a_service("Pengantar Nikah", waiting=0), a_service("Legalisasi", median=1900, within=False)),
        ready=(ReadyRow(number="M-004", service_day=date(2026, 11, 17)),),
        notices=("Loket istirahat pukul 12.00",),
    )
    board = line_changed(BoardState(), state="connected", since=None, retry_in=None, moment=0.0)
    return fed(board, view, seq=2, time=MORNING, live=False, moment=0.0)


def test_a_settled_board_says_number_counter_lists_table_and_the_office_s_own_time(wording: Wording) -> None:
    said = content(a_board(), wording, now=MORNING, moment=0.0)
    assert (said.header.clock, said.header.date) == ("09.41", "Jumat, 20 November")
    assert said.header.line_word == "Tersambung"
    assert (said.present.label, said.present.number, said.present.counter, said.present.plate) == (
        "Nomor dipanggil",
        "A-023",
        "Loket",
        "3",
    )
    assert [(row.number, row.plate) for row in said.previous] == [("K-008", "1")]
    assert [(row.number, row.weekday, row.day) for row in said.ready] == [("M-004", "Sel", "17/11")]
    assert [(row.waiting, row.today, row.mark) for row in said.services] == [
        ("tidak ada", "", None),
        ("4", "32 mnt", "late"),
    ]


def test_no_service_stands_beside_a_number(wording: Wording) -> None:
    said = content(a_board(), wording, now=MORNING, moment=0.0)
    beside = repr((said.present, said.previous, said.ready))
    assert "Nikah" not in beside
    assert "Legalisasi" not in beside


def test_citizens_read_no_zero_and_no_lone_dash(wording: Wording, english: Wording) -> None:
    for words in (wording, english):
        said = content(a_board(), words, now=MORNING, moment=0.0)
        cells = [cell for row in said.services for cell in (row.waiting, row.promised, row.today)]
        assert not [cell for cell in cells if re.match(r"^(0|[-–—]$)", cell)]


def test_cut_off_says_since_when_what_is_last_known_and_withdraws_the_rest(wording: Wording) -> None:
    board = line_changed(a_board(), state="cut_off", since=MORNING, retry_in=8.0, moment=100.0)
    said = content(board, wording, now=MORNING + timedelta(minutes=2), moment=100.0)
    assert said.band is not None
    assert said.band.headline == "Layar sedang gangguan. Perhatikan petugas."
    assert said.band.rest == "Sejak 09.41. Nomor Anda tetap berlaku."
    assert (said.header.line_word, said.header.clock) == ("Gangguan", "09.43")
    assert said.present.label == "Panggilan terakhir yang diketahui, 09.39"
    assert said.present.foot == "Mencoba menyambung lagi dalam 8 detik."
    assert (said.ready, said.services, said.notices) == ((), (), ())
    later = content(board, wording, now=MORNING + timedelta(minutes=2), moment=101.5)
    assert later.present.foot == "Mencoba menyambung lagi dalam 7 detik."
    assert content(board, wording, now=MORNING, moment=109.0).present.foot == "Mencoba menyambung lagi."
    tomorrow = content(board, wording, now=MORNING + timedelta(days=1), moment=100.0)
    assert tomorrow.band is not None
    assert tomorrow.band.rest.startswith("Sejak Jumat, 20 November, 09.41.")


def test_a_board_that_never_heard_anything_says_so(wording: Wording) -> None:
    said = content(BoardState(), wording, now=None, moment=0.0)
    assert (said.present.kind, said.header.clock, said.header.line_word) == ("idle", "", "Menyambung")
    cut = line_changed(BoardState(), state="cut_off", since=None, retry_in=1.0, moment=0.0)
    said = content(cut, wording, now=None, moment=0.0)
    assert said.band is not None
    assert said.band.rest == "Nomor Anda tetap berlaku."


def test_before_the_first_call_the_office_introduces_itself(wording: Wording) -> None:
    board = fed(BoardState(), a_view(), seq=0, time=MORNING, live=False, moment=0.0)
    said = content(board, wording, now=MORNING, moment=0.0)
    assert said.present.label == "Belum ada panggilan"
    assert "Melayani dengan ramah" in said.present.lines


def test_a_call_from_a_counter_without_a_plate_names_no_counter(wording: Wording) -> None:
    board = fed(BoardState(), a_view(a_call(1, "A-001", "", ago=90)), seq=1, time=MORNING, live=False, moment=0.0)
    present = content(board, wording, now=MORNING, moment=0.0).present
    assert (present.number, present.counter, present.plate) == ("A-001", "", "")


def test_the_practice_office_is_marked(wording: Wording) -> None:
    board = fed(BoardState(), a_view(office=an_office(practice=True)), seq=0, time=MORNING, live=False, moment=0.0)
    assert content(board, wording, now=MORNING, moment=0.0).practice.startswith("LATIHAN")
    assert content(a_board(), wording, now=MORNING, moment=0.0).practice == ""


def test_missing_sound_is_said_in_words(wording: Wording) -> None:
    said = {
        sound: content(BoardState(), wording, now=None, moment=0.0, sound=sound).header.sound_word
        for sound in ("fine", "chime_only", "none", "muted")
    }
    assert said == {"fine": "", "chime_only": "Nada saja", "none": "Tanpa suara", "muted": "Suara dimatikan"}


def test_pages_turn_every_ten_seconds_by_the_server_s_clock() -> None:
    start = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
    turns = [page_at(("a", "b", "c"), now=start + timedelta(seconds=second))[0] for second in range(0, 60, 5)]
    first = turns[0]
    assert turns[1] == first
    assert len(set(turns)) == 3
    assert turns[6:] == turns[:6]
    assert page_at((), now=start) == (None, 0)


def test_every_sentence_has_its_indonesian_words(wording: Wording) -> None:
    for name in ("content.py", "pairing.py", "window.py"):
        text = (LOCALE.parent / name).read_text(encoding="utf-8")
        for english in re.findall(r'say\(\s*"([^"]+)"', text):
            assert wording.say(english) != english, english
