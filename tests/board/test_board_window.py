"""The window: what is drawn can be read, in millimetres and by a machine; only what changed is painted again."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pytest
from PyQt6.QtGui import QImage, qRed
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from board.content import Wording
from board.lettering import Type, width, wrapped
from board.measures import NUMBER_EM, ROW_NUMBER_EM, list_head
from board.panel import Area
from board.parts import table
from board.parts.call import number_type
from board.state import BoardState, fed, line_changed, passed, voice_ended
from board.window import BoardWindow
from server.look import tokens
from server.look.legibility import capital_mm
from server.protocol import BoardView, Promise, ReadyRow
from tests.board.small_office import MORNING, a_call, a_service, a_view, an_office, both

READY = tuple(ReadyRow(number=f"M-{place:03d}", service_day=date(2026, 11, 17)) for place in range(1, 5))
SERVICES = (
    a_service("Pengantar Nikah", median=1860, within=True),
    dataclasses.replace(
        a_service("Keterangan Usaha"), promised=Promise(days=2, minutes=0), median_days=3, within=False
    ),
    a_service("Legalisasi Dokumen"),
)
CALLS = (
    a_call(5, "A-023", "3", ago=70),
    a_call(4, "K-008", "1", ago=100),
    a_call(3, "P-002", "5", ago=200),
    a_call(2, "M-011", "4", ago=300),
    a_call(1, "A-022", "2", ago=400),
)
VIEW = a_view(*CALLS, services=SERVICES, ready=READY, notices=("Didahulukan: lansia", "Buka sampai pukul 15.00"))


def a_window(
    qtbot: QtBot, wording: Wording, size: tuple[int, int] = (1920, 1080), *, inch: float = 43, metres: float = 8
) -> BoardWindow:
    window = BoardWindow(wording=wording, diagonal_inch=inch, distance_m=metres, reduced_motion=True)
    qtbot.addWidget(window)
    window.resize(*size)
    return window


def a_board(view: BoardView = VIEW) -> BoardState:
    board = line_changed(BoardState(), state="connected", since=None, retry_in=None, moment=0.0)
    return fed(board, view, seq=5, time=MORNING, live=False, moment=0.0)


def with_new_call() -> BoardState:
    new = a_view(a_call(9, "A-024", "2"), *CALLS, services=SERVICES, ready=READY, notices=("Didahulukan: lansia",))
    return fed(a_board(), new, seq=9, time=MORNING, live=True, moment=0.0)


def show(window: BoardWindow, board: BoardState, *, seconds: float = 0.0, moment: float = 0.0) -> QImage:
    window.show_state(board, now=MORNING + timedelta(seconds=seconds), moment=moment, sound="fine")
    return window.grab().toImage()


def ink_height(picture: QImage, area: Area, *, bright: int) -> list[int]:
    """Heights of the runs of rows in `area` that hold pixels redder than `bright`."""
    runs, height = [], 0
    for y in range(area.y, area.bottom):
        inked = any(qRed(picture.pixel(x, y)) > bright for x in range(area.x, area.right, 2))
        if inked:
            height += 1
        elif height:
            runs.append(height)
            height = 0
    return runs + ([height] if height else [])


def colour_at(picture: QImage, x: int, y: int) -> str:
    return picture.pixelColor(x, y).name().upper()


@pytest.mark.parametrize(
    ("size", "inch", "metres"),
    [((1920, 1080), 43.0, 8.0), ((1280, 720), 43.0, 8.0), ((3840, 2160), 55.0, 10.0), ((1080, 1920), 43.0, 8.0)],
)
@pytest.mark.slow
def test_the_called_number_is_drawn_as_high_as_its_distance_asks_measured_in_pixels(
    qtbot: QtBot, wording: Wording, size: tuple[int, int], inch: float, metres: float
) -> None:
    window = a_window(qtbot, wording, size, inch=inch, metres=metres)
    # K and H have straight tops and feet: their ink is the capital height.
    view = a_view(a_call(5, "KH", "1", ago=70), a_call(4, "HK", "1", ago=100), services=SERVICES)
    picture = show(window, a_board(view))
    layout = window.laid_out
    pitch = layout.panel.mm_per_px
    present = window.areas["present"]
    number = max(ink_height(picture, dataclasses.replace(present, width=present.width // 3), bright=200))
    assert number * pitch >= capital_mm("key", distance_m=metres) - pitch
    previous = window.areas["previous"]
    top = previous.y + list_head(layout.sizes)
    row = dataclasses.replace(previous, y=top, width=previous.width // 2, height=layout.row_pitch - 4)
    rows = max(ink_height(picture, row, bright=200))
    assert rows * pitch >= capital_mm("secondary", distance_m=metres) - pitch


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("tesseract") is None, reason="tesseract is not installed")
def test_a_machine_reads_the_number_that_is_said_to_be_there(qtbot: QtBot, wording: Wording, tmp_path: Path) -> None:
    window = a_window(qtbot, wording)
    for board, number in ((a_board(), "A-023"), (with_new_call(), "A-024")):
        picture = show(window, board)
        assert window.says["present"].number == number
        area = window.areas["present"]
        layout = window.laid_out
        top = area.y + round(layout.gaps[0] + layout.sizes.heading * 1.1)
        piece = picture.copy(area.x, top, area.width, round(layout.number * 0.85) + 20)
        piece.scaledToHeight(120).save(str(tmp_path / "number.png"))
        read = subprocess.run(
            ["tesseract", str(tmp_path / "number.png"), "-", "--psm", "7"], capture_output=True, text=True, check=True
        )
        # Without a word around it, a nought and a capital O are one and the same to tesseract.
        assert read.stdout.strip().replace(" ", "").replace("O", "0") == number


def test_a_new_call_is_the_only_yellow_ground_and_covers_the_table(qtbot: QtBot, wording: Wording) -> None:
    window = a_window(qtbot, wording)
    picture = show(window, with_new_call())
    assert "services" not in window.says
    area = window.areas["present"]
    for x, y in ((area.x + 5, area.y + 5), (area.right - 5, area.bottom - 5)):
        assert colour_at(picture, x, y) == tokens.kunyit
    assert [row.number for row in window.says["previous"]] == ["A-023", "K-008", "P-002"]
    settled = passed(voice_ended(with_new_call(), seq=9, moment=8.0), moment=8.0)
    picture = show(window, settled, moment=8.0)
    assert colour_at(picture, area.x + 5, area.y + 5) == tokens.malam_2
    assert "services" in window.says


def test_cut_off_shows_the_band_pale_numbers_and_no_table(qtbot: QtBot, wording: Wording) -> None:
    window = a_window(qtbot, wording)
    board = line_changed(a_board(), state="cut_off", since=MORNING, retry_in=8.0, moment=0.0)
    picture = show(window, board)
    band = window.areas["band"]
    assert colour_at(picture, 5, band.y + 5) == tokens.kunyit
    assert window.says["present"].kind == "last_known"
    assert not {"services", "ready", "notice"} & set(window.says)
    present = window.areas["present"]
    number = dataclasses.replace(present, y=present.y + 100, height=300)
    assert not ink_height(picture, number, bright=0xC3 + 2), "the last known number is pale, not white"
    assert len(window.says["previous"]) == 4


def test_nothing_is_painted_again_when_nothing_changed_and_a_page_paints_only_its_part(
    qtbot: QtBot, wording: Wording
) -> None:
    window = a_window(qtbot, wording)
    window.show()
    qtbot.waitExposed(window)
    board = a_board()
    show(window, board)
    window.repaint()
    QApplication.processEvents()
    before = window.parts_repainted
    window.show_state(board, now=MORNING + timedelta(seconds=1), moment=1.0, sound="fine")
    QApplication.processEvents()
    assert window.parts_repainted == before
    said = dict(window.says)
    window.show_state(board, now=MORNING + timedelta(seconds=19), moment=19.0, sound="fine")
    changed = {name for name in said if said[name] != window.says[name]}
    assert changed == {"notice", "ready"}
    qtbot.waitUntil(lambda: window.parts_repainted > before)
    assert window.parts_repainted - before == len(changed)


def test_a_call_fades_in_and_the_same_state_stands_there_with_reduced_motion(qtbot: QtBot, wording: Wording) -> None:
    moving = BoardWindow(wording=wording, diagonal_inch=43, distance_m=8)
    still = a_window(qtbot, wording)
    qtbot.addWidget(moving)
    moving.resize(1920, 1080)
    moving.show()
    qtbot.waitExposed(moving)
    show(moving, a_board())
    moving.show_state(with_new_call(), now=MORNING, moment=0.0, sound="fine")
    first = moving.grab().toImage()
    assert colour_at(first, 5, 900) != tokens.kunyit
    end = show(still, with_new_call())
    qtbot.waitUntil(lambda: colour_at(moving.grab().toImage(), 5, 900) == tokens.kunyit, timeout=3000)
    qtbot.waitUntil(lambda: moving.grab().toImage() == end, timeout=3000)


def test_twenty_four_services_are_paged_and_each_has_its_turn(qtbot: QtBot, wording: Wording) -> None:
    services = tuple(a_service(f"Layanan {place}") for place in range(24))
    window = a_window(qtbot, wording)
    board = a_board(a_view(*CALLS, services=services, ready=READY))
    seen: list[str] = []
    show(window, board)
    pages = len(window.laid_out.service_pages)
    assert pages > 4
    for page in range(pages):
        show(window, board, seconds=10 * page)
        heads, rows, _ = window.says["services"]
        assert heads[0].endswith(f"/{pages}")
        seen += [row.name for row in rows]
    assert sorted(seen) == sorted(service.name.id for service in services)


def test_long_names_keep_their_words_and_long_notices_go_on_to_a_further_page(qtbot: QtBot, wording: Wording) -> None:
    name = "Rekomendasi Perubahan Kartu Keluarga"
    notice = "Loket tutup pukul 15.00. " * 12
    window = a_window(qtbot, wording)
    board = a_board(a_view(*CALLS, services=(a_service(name, waiting=0),), notices=(notice.strip(),)))
    words: list[str] = []
    pages = 0
    for page in range(20):
        show(window, board, seconds=10 * page)
        lines, pager = window.says["notice"]
        pages = int(pager.partition("/")[2])
        if page < pages:
            words += " ".join(lines).split()
    assert pages > 1
    assert sorted(words) == sorted(notice.split())
    assert window.laid_out.service_pages == ((0,),)
    assert window.says["services"][1][0].name == name


def test_columns_of_the_table_never_run_into_each_other(qtbot: QtBot, wording: Wording) -> None:
    long = dataclasses.replace(
        a_service("Legalisasi Dokumen", waiting=0), promised=Promise(days=12, minutes=90), median_seconds=90_000 * 60
    )
    window = a_window(qtbot, wording)
    show(window, a_board(a_view(*CALLS, services=(long, *SERVICES), ready=READY)))
    _, rows, places = window.says["services"]
    sizes = window.laid_out.sizes
    text, bold = Type(size=sizes.text), Type(size=sizes.text, weight=700)
    for row in rows:
        assert places.promised - places.today >= width(row.today, bold) + 20
        assert places.waiting - places.promised >= width(row.promised, text) + 20
        left = window.areas["services"].width - 2 * window.laid_out.margin - places.waiting
        last = table.name_lines(row, window.areas["services"].width, sizes, places)[-1]
        assert width(last, table.name_type(sizes)) + width(row.waiting, text) <= left


def test_an_office_with_a_long_name_and_practice_still_shows_the_number_whole(qtbot: QtBot, wording: Wording) -> None:
    office = an_office(name="Dinas Kependudukan dan Pencatatan Sipil Kota Metro", practice=True)
    for size in ((1920, 1080), (1080, 1920), (1280, 720)):
        window = a_window(qtbot, wording, size)
        show(window, a_board(a_view(a_call(5, "X12-888", "12", ago=70), office=office, services=SERVICES)))
        layout = window.laid_out
        assert width("X12-888", number_type(layout.number)) <= layout.present.width
        assert window.says["practice"].startswith("LATIHAN")


def test_the_widths_the_layout_counts_with_are_those_of_the_font(qtbot: QtBot) -> None:
    row = Type(size=1000, weight=700, tracking=-0.04, figures=True)
    assert pytest.approx(width("M-000", number_type(1000)) / 1000, abs=0.06) == NUMBER_EM
    assert pytest.approx(width("M-000", row) / 1000, abs=0.06) == ROW_NUMBER_EM
    assert width("M-000", number_type(1000)) / 1000 <= NUMBER_EM


def test_text_is_broken_between_words_and_never_wider_than_its_room(qtbot: QtBot) -> None:
    type_ = Type(size=48)
    text = "Layar sedang gangguan. Perhatikan petugas. Antidisestablishmentarianism"
    for room in (150.0, 300.0, 600.0):
        lines = wrapped(text, type_, room)
        assert all(width(line, type_) <= room for line in lines)
        assert " ".join(lines).split()[0] == ("Layar" if room >= 150 else "")


def test_english_stands_where_it_is_set(qtbot: QtBot, english: Wording) -> None:
    window = a_window(qtbot, english)
    view = dataclasses.replace(VIEW, notices=(both("Priority"),))
    show(window, a_board(view))
    assert (window.says["present"].label, window.says["present"].counter) == ("Number called", "Counter")
    assert window.says["header"].date == "Friday, 20 November"
