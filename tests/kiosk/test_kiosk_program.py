"""The whole kiosk on a real screen, real sockets, real files and the emulated printer: touched as a visitor touches it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QImage
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from kiosk.events import JobMoved, Kept
from kiosk.ledger import Ledger
from kiosk.program import Kiosk, Settings
from kiosk.screens.typeface import load_fonts
from printer.device import open_device
from printer.emulator.server import EmulatorThread
from printer.spool import JobState
from printer.status import State
from server.client.link import LineState
from server.client.pairing import Credential, save_credential
from server.protocol import CUT_OFF_SECONDS, Issue
from tests.kiosk.kiosk_fake_office import FakeOffice, with_ahead
from tests.kiosk.kiosk_offices import issued

ROOT = Path(__file__).parents[2]
WAIT = 8000


@pytest.fixture(autouse=True)
def fonts(qapp: QApplication) -> None:
    load_fonts()


@pytest.fixture
def office() -> Iterator[FakeOffice]:
    with FakeOffice() as running:
        yield running


@pytest.fixture
def printer() -> Iterator[EmulatorThread]:
    with EmulatorThread() as running:
        yield running


@contextmanager
def kiosk_at(
    office: FakeOffice,
    state: Path,
    qtbot: QtBot,
    *,
    printer: str | None = None,
    paired: bool = True,
    monotonic: Callable[[], float] = time.monotonic,
) -> Iterator[Kiosk]:
    if paired:
        credential = Credential(address=office.address, office=office.view.office.id, device="k1", credential="c1")
        save_credential(state / "credential.json", credential)
    settings = Settings(server=office.address, state=state, still=True, sweep=timedelta(milliseconds=150))
    kiosk = Kiosk(settings, device=open_device(printer) if printer is not None else None, monotonic=monotonic)
    kiosk.window.resize(1080, 1920)
    kiosk.window.show()
    kiosk.start()
    try:
        yield kiosk
    finally:
        kiosk.stop()


def button(kiosk: Kiosk, name: str) -> QAbstractButton:
    found = kiosk.window.findChild(QAbstractButton, name)
    assert found is not None, f"there is nothing to touch called {name}"
    return found


def tap(kiosk: Kiosk, *names: str) -> None:
    for name in names:
        QTest.mouseClick(button(kiosk, name), Qt.MouseButton.LeftButton)  # type: ignore[call-overload]


def said(kiosk: Kiosk, name: str) -> str:
    found = kiosk.window.findChild(QWidget, name)
    return found.accessibleName() if found is not None else ""


def at_page(qtbot: QtBot, kiosk: Kiosk, page: str) -> None:
    qtbot.waitUntil(lambda: kiosk.screen.page == page, timeout=WAIT)


@pytest.mark.slow
def test_a_visitor_gets_a_number_on_the_screen_and_on_paper(
    office: FakeOffice, printer: EmulatorThread, tmp_path: Path, qtbot: QtBot
) -> None:
    with kiosk_at(office, tmp_path, qtbot, printer=printer.uri) as kiosk:
        at_page(qtbot, kiosk, "home")
        assert "Pengantar Nikah" in button(kiosk, "service:000-01").accessibleName()
        tap(kiosk, "service:000-01", "priority:lansia", "take-number")
        at_page(qtbot, kiosk, "number")
        assert said(kiosk, "number") == "A-001"
        assert said(kiosk, "code") == "4821-7093"
        qtbot.waitUntil(
            lambda: kiosk.screen.ticket is not None and kiosk.screen.ticket.paper == "printed", timeout=WAIT
        )
        assert len(printer.slips) == 1
        qtbot.waitUntil(lambda: len(office.posted("/slip")) == 1, timeout=WAIT)
        assert office.posted("/slip")[0]["outcome"] == "printed"
        (request,) = office.posted("/tickets")
        assert (request["service"], request["priority"], request["help"]) == ("000-01", True, False)
        tap(kiosk, "done")
        assert kiosk.screen.page == "home"


@pytest.mark.slow
def test_a_double_touch_is_one_ticket(office: FakeOffice, tmp_path: Path, qtbot: QtBot) -> None:
    with kiosk_at(office, tmp_path, qtbot) as kiosk:
        at_page(qtbot, kiosk, "home")
        tap(kiosk, "service:000-01", "take-number", "take-number")
        QTest.mouseDClick(button(kiosk, "take-number"), Qt.MouseButton.LeftButton)  # type: ignore[call-overload]
        at_page(qtbot, kiosk, "number")
        assert len(office.posted("/tickets")) == 1
        assert len(office.tickets) == 1
        assert "Catat nomor Anda" in said(kiosk, "paper")


@pytest.mark.slow
def test_a_dead_printer_shows_the_number_and_stops_nothing(
    office: FakeOffice, printer: EmulatorThread, tmp_path: Path, qtbot: QtBot
) -> None:
    printer.control("paper out")
    with kiosk_at(office, tmp_path, qtbot, printer=printer.uri) as kiosk:
        at_page(qtbot, kiosk, "home")
        tap(kiosk, "service:000-01", "take-number")
        qtbot.waitUntil(lambda: "Kertas habis" in said(kiosk, "paper"), timeout=WAIT)
        assert said(kiosk, "number") == "A-001"
        qtbot.waitUntil(lambda: "Petugas sudah diberi tahu" in said(kiosk, "paper"), timeout=WAIT)
        assert [each["outcome"] for each in office.posted("/slip")] == ["failed"]
        tap(kiosk, "done", "service:000-02", "take-number")
        qtbot.waitUntil(lambda: said(kiosk, "number") == "A-002", timeout=WAIT)
        assert printer.slips == []


@pytest.mark.slow
def test_a_printer_faster_than_the_news_of_its_job_is_not_forgotten(
    office: FakeOffice, tmp_path: Path, qtbot: QtBot
) -> None:
    with kiosk_at(office, tmp_path, qtbot) as kiosk:
        at_page(qtbot, kiosk, "home")
        office.mood = "lose"
        tap(kiosk, "service:000-01", "take-number")
        assert kiosk.screen.asked is not None
        number = issued(request_id=kiosk.screen.asked.request_id)
        kiosk.arrived.emit(JobMoved(ticket_id=number.ticket_id, state=JobState.FAILED, printer=State.OUT))
        kiosk.arrived.emit(Kept(issued=number, paper="printing"))
        assert "Kertas habis" in said(kiosk, "paper")


@pytest.mark.slow
def test_a_lost_answer_says_so_and_the_number_comes_when_the_server_answers_again(
    office: FakeOffice, tmp_path: Path, qtbot: QtBot
) -> None:
    with kiosk_at(office, tmp_path, qtbot) as kiosk:
        at_page(qtbot, kiosk, "home")
        office.mood = "lose"
        tap(kiosk, "service:000-01", "take-number")
        at_page(qtbot, kiosk, "cut_off")
        assert len(office.tickets) == 1, "the request did reach the server"
        office.mood = "answer"
        at_page(qtbot, kiosk, "number")
        assert said(kiosk, "number") == "A-001"
        assert len(office.tickets) == 1
        assert office.cancelled == []


@pytest.mark.slow
def test_a_number_whose_visitor_was_sent_away_is_cancelled_exactly_once(
    office: FakeOffice, printer: EmulatorThread, tmp_path: Path, qtbot: QtBot
) -> None:
    with kiosk_at(office, tmp_path, qtbot, printer=printer.uri) as kiosk:
        at_page(qtbot, kiosk, "home")
        office.mood = "lose"
        tap(kiosk, "service:000-01", "take-number")
        at_page(qtbot, kiosk, "cut_off")
        tap(kiosk, "done")
        office.mood = "answer"
        (ticket,) = office.tickets
        qtbot.waitUntil(lambda: kiosk.ledger.state_of(ticket) == "cancelled", timeout=WAIT)
        qtbot.wait(400)
        assert office.cancelled == [ticket]
        assert office.posted("/cancel")[0]["reason"] == "kiosk_unanswered"
        assert kiosk.screen.page == "home"
        assert printer.slips == []


@pytest.mark.slow
def test_a_kiosk_that_died_while_asking_cancels_that_number_when_it_starts_again(
    office: FakeOffice, tmp_path: Path, qtbot: QtBot
) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    ledger.keep_request(Issue(request_id="before-the-cut", service="000-01"), at=datetime(2026, 11, 20, tzinfo=UTC))
    ledger.close()
    with kiosk_at(office, tmp_path, qtbot) as kiosk:
        qtbot.waitUntil(lambda: kiosk.ledger.state_of("before-the-cut") == "cancelled", timeout=WAIT)
        assert office.cancelled == ["before-the-cut"]
        at_page(qtbot, kiosk, "home")


@pytest.mark.slow
def test_a_refusal_is_shown_in_the_servers_words_and_not_repeated(
    office: FakeOffice, tmp_path: Path, qtbot: QtBot
) -> None:
    with kiosk_at(office, tmp_path, qtbot) as kiosk:
        at_page(qtbot, kiosk, "home")
        office.mood = "refuse"
        tap(kiosk, "service:000-01", "take-number")
        at_page(qtbot, kiosk, "refused")
        qtbot.wait(400)
        assert len(office.posted("/tickets")) == 1


@pytest.mark.slow
def test_a_clerk_is_called_to_the_machine(office: FakeOffice, tmp_path: Path, qtbot: QtBot) -> None:
    with kiosk_at(office, tmp_path, qtbot) as kiosk:
        at_page(qtbot, kiosk, "home")
        tap(kiosk, "ask-clerk")
        at_page(qtbot, kiosk, "help")
        assert len(office.posted("/help")) == 1


@pytest.mark.slow
def test_a_change_of_the_office_reaches_the_tile_without_losing_the_finger_on_it(
    office: FakeOffice, tmp_path: Path, qtbot: QtBot
) -> None:
    with kiosk_at(office, tmp_path, qtbot) as kiosk:
        at_page(qtbot, kiosk, "home")
        tile = button(kiosk, "service:000-01")
        QTest.mousePress(tile, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]
        office.show(with_ahead(office.view, s000_01=7))
        qtbot.waitUntil(lambda: "7 orang" in button(kiosk, "service:000-01").accessibleName(), timeout=WAIT)
        assert button(kiosk, "service:000-01") is tile
        QTest.mouseRelease(tile, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]
        assert kiosk.screen.page == "service"


@pytest.mark.slow
def test_a_pulled_cable_is_said_within_ten_seconds_and_the_first_page_comes_back(
    office: FakeOffice, tmp_path: Path, qtbot: QtBot
) -> None:
    with kiosk_at(office, tmp_path, qtbot) as kiosk:
        at_page(qtbot, kiosk, "home")
        office.cut()
        began = time.monotonic()
        qtbot.waitUntil(lambda: kiosk.screen.page == "cut_off", timeout=10_000)
        assert CUT_OFF_SECONDS - 2 <= time.monotonic() - began < 10
        assert "Silakan temui petugas" in said(kiosk, "title")
        office.mood = "answer"
        qtbot.waitUntil(lambda: kiosk.screen.page == "home", timeout=20_000)


@pytest.mark.slow
def test_a_kiosk_shows_its_pairing_code_and_goes_on_by_itself_once_let_in(
    office: FakeOffice, tmp_path: Path, qtbot: QtBot
) -> None:
    with kiosk_at(office, tmp_path, qtbot, paired=False) as kiosk:
        qtbot.waitUntil(lambda: said(kiosk, "pairing-code") == "4938", timeout=WAIT)
        office.paired = True
        at_page(qtbot, kiosk, "home")
        assert (tmp_path / "credential.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.slow
def test_a_server_that_is_away_while_a_kiosk_waits_to_be_let_in_gives_no_second_code(
    office: FakeOffice, tmp_path: Path, qtbot: QtBot
) -> None:
    with kiosk_at(office, tmp_path, qtbot, paired=False) as kiosk:
        qtbot.waitUntil(lambda: said(kiosk, "pairing-code") == "4938", timeout=WAIT)
        office.cut()
        qtbot.waitUntil(lambda: said(kiosk, "pairing-code") == "", timeout=WAIT)
        office.mood = "answer"
        qtbot.waitUntil(lambda: said(kiosk, "pairing-code") == "4938", timeout=WAIT)
        assert len(office.posted("/pairings")) == 1


@pytest.mark.slow
def test_a_revoked_kiosk_asks_to_be_let_in_again(office: FakeOffice, tmp_path: Path, qtbot: QtBot) -> None:
    with kiosk_at(office, tmp_path, qtbot) as kiosk:
        at_page(qtbot, kiosk, "home")
        kiosk.arrived.emit(LineState(state="refused"))
        qtbot.waitUntil(lambda: said(kiosk, "pairing-code") == "4938", timeout=WAIT)


@pytest.mark.slow
def test_an_idle_screen_goes_back_by_the_clock_it_was_given(office: FakeOffice, tmp_path: Path, qtbot: QtBot) -> None:
    moved = [0.0]
    with kiosk_at(office, tmp_path, qtbot, monotonic=lambda: moved[0]) as kiosk:
        at_page(qtbot, kiosk, "home")
        tap(kiosk, "language", "service:000-01")
        assert "Take a number" in button(kiosk, "take-number").accessibleName()
        moved[0] = 65.0
        qtbot.waitUntil(lambda: kiosk.window.findChild(QAbstractButton, "start-over") is not None, timeout=WAIT)
        tap(kiosk, "more-time")
        assert kiosk.screen.page == "service"
        moved[0] = 200.0
        at_page(qtbot, kiosk, "home")
        assert kiosk.screen.language == "id"


@pytest.mark.slow
def test_no_window_button_and_no_key_closes_the_kiosk(office: FakeOffice, tmp_path: Path, qtbot: QtBot) -> None:
    with kiosk_at(office, tmp_path, qtbot) as kiosk:
        at_page(qtbot, kiosk, "home")
        assert not kiosk.window.close()
        QTest.keyClick(kiosk.window, Qt.Key.Key_F4, Qt.KeyboardModifier.AltModifier)  # type: ignore[call-overload]
        QTest.keyClick(kiosk.window, Qt.Key.Key_Escape)  # type: ignore[call-overload]
        assert kiosk.window.isVisible()
        assert kiosk.window.cursor().shape() == Qt.CursorShape.BlankCursor


@pytest.mark.slow
def test_without_a_display_it_keeps_a_fresh_picture_and_ends_cleanly_on_sigterm(
    office: FakeOffice, tmp_path: Path
) -> None:
    credential = Credential(address=office.address, office=office.view.office.id, device="k1", credential="c1")
    save_credential(tmp_path / "state" / "credential.json", credential)
    arguments = [
        "--server",
        office.address,
        "--state",
        str(tmp_path / "state"),
        "--pictures",
        str(tmp_path),
        "--every",
        "0.2",
    ]
    child = subprocess.Popen([sys.executable, "-m", "kiosk", *arguments], cwd=ROOT, stderr=subprocess.PIPE, text=True)
    try:
        picture = tmp_path / "kiosk.png"
        ends = time.monotonic() + 20
        seen = QImage()
        # Once the office is there, the header is dark with a name in it: more than the two colours of the first moment.
        while time.monotonic() < ends and not (office.posted("/state") and picture.exists()):
            time.sleep(0.05)
        assert seen.load(str(picture))
        assert (seen.width(), seen.height()) == (1080, 1920)
    finally:
        child.send_signal(signal.SIGTERM)
        _, errors = child.communicate(timeout=20)
    assert child.returncode == 0
    assert errors == ""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--state", "x", "--printer", "lpt1"], "expected tcp://host:9100"),
        (["--state", "x", "--size", "big"], "is not WIDTHxHEIGHT"),
        (["--state", "x", "--server", "somewhere"], "is not an address"),
        ([], "required: --state"),
    ],
)
def test_a_wrong_argument_gets_one_clear_sentence(arguments: list[str], sentence: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kiosk", *arguments], cwd=ROOT, capture_output=True, text=True, check=False, timeout=30
    )
    assert done.returncode == 2
    assert sentence in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.slow
def test_the_kiosk_starts_without_any_of_the_servers_packages() -> None:
    code = (
        "import sys, kiosk.__main__; "
        "print(sorted({each.split('.')[0] for each in sys.modules} & "
        "{'fastapi', 'sqlalchemy', 'pydantic', 'uvicorn', 'starlette', 'jinja2', 'alembic', 'sop'}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True, timeout=30,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
    )  # fmt: skip
    assert done.stdout.strip() == "[]"
