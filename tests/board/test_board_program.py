"""The whole board at a small office on loopback: pairs, shows, announces, is cut, comes back, ends."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PyQt6.QtGui import QImage
from pytestqt.qtbot import QtBot

from board.options import options_from
from board.program import Board, main
from server.client.pairing import Credential, load_credential, save_credential
from server.protocol import PairingState
from tests.board.small_office import SmallOffice, a_call, a_service, a_view

Started = Callable[[], Board]


@pytest.fixture
def started(qtbot: QtBot, small_office: SmallOffice, tmp_path: Path) -> Iterator[Started]:
    """A board with the credential kept in `tmp_path`, without a sound device."""
    boards: list[Board] = []

    def start() -> Board:
        arguments = ["--server", small_office.address, "--state", str(tmp_path), "--reduced-motion"]
        arguments += ["--sound-log", str(tmp_path / "sound.log")]
        options = options_from(arguments)
        board = Board(options, device=None)
        boards.append(board)
        qtbot.addWidget(board.screen)
        board.screen.resize(1920, 1080)
        board.screen.show()
        board.start()
        return board

    yield start
    for board in boards:
        board.stop()


def let_in(address: str, folder: Path) -> None:
    credential = Credential(address=address, office="kecamatan-metro-selatan", device="b1", credential="secret")
    save_credential(folder / "credential.json", credential)


def number(board: Board) -> str:
    return str(board.window.says["present"].number)


def kind(board: Board) -> str:
    return str(board.window.says["present"].kind)


@pytest.mark.slow
def test_a_new_board_shows_its_code_until_it_is_let_in_and_goes_on_by_itself(
    qtbot: QtBot, small_office: SmallOffice, started: Started, tmp_path: Path
) -> None:
    board = started()
    assert board.screen.currentWidget() is board.pairing_screen
    assert board.pairing_screen.code == ""
    small_office.up()
    qtbot.waitUntil(lambda: board.pairing_screen.code == "K7Q-2MF", timeout=10_000)
    assert board.pairing_screen.grab().toImage().pixelColor(5, 5).name() == "#0a1633"
    small_office.cut()
    qtbot.waitUntil(lambda: board.pairing_screen.code == "", timeout=10_000)
    small_office.up()
    qtbot.waitUntil(lambda: board.pairing_screen.code == "K7Q-2MF", timeout=10_000)
    small_office.paired = PairingState(
        status="paired", office="kecamatan-metro-selatan", device="b1", name="b", credential="secret"
    )
    qtbot.waitUntil(lambda: board.screen.currentWidget() is board.window, timeout=10_000)
    qtbot.waitUntil(lambda: board.state.line.state == "connected", timeout=10_000)
    kept = load_credential(tmp_path / "credential.json")
    assert kept is not None
    assert kept.credential == "secret"
    assert stat.S_IMODE((tmp_path / "credential.json").stat().st_mode) == 0o600


@pytest.mark.slow
def test_a_call_is_shown_once_and_the_state_of_the_board_is_reported(
    qtbot: QtBot, small_office: SmallOffice, started: Started, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    let_in(small_office.address, tmp_path)
    small_office.up()
    small_office.show(a_view(a_call(1, "A-001", "1", at=now, ago=500)), seq=1)
    board = started()
    qtbot.waitUntil(lambda: number(board) == "A-001", timeout=10_000)
    assert kind(board) == "settled"
    small_office.show(a_view(a_call(2, "A-002", "4", at=now), a_call(1, "A-001", "1", at=now, ago=500)), seq=2)
    qtbot.waitUntil(lambda: kind(board) == "call", timeout=5000)
    assert number(board) == "A-002"
    qtbot.waitUntil(lambda: bool(small_office.posted), timeout=5000)
    path, body = small_office.posted[0]
    assert path == "devices/me/state"
    assert body["sound"] is False
    log = [json.loads(line) for line in (tmp_path / "sound.log").read_text().splitlines()]
    assert [(line["seq"], line["number"], line["result"]) for line in log] == [(2, "A-002", "none")]


@pytest.mark.slow
def test_a_board_that_was_cut_off_says_so_and_then_shows_what_one_that_never_left_shows(
    qtbot: QtBot, small_office: SmallOffice, started: Started, tmp_path: Path
) -> None:
    now = datetime.now(UTC)
    old = a_call(1, "A-001", "1", at=now, ago=500)
    let_in(small_office.address, tmp_path)
    small_office.up()
    small_office.show(a_view(old, services=(a_service("Pengantar Nikah"),)), seq=1)
    board = started()
    qtbot.waitUntil(lambda: number(board) == "A-001", timeout=10_000)
    small_office.cut()
    qtbot.waitUntil(lambda: "band" in board.window.says, timeout=10_500)
    assert kind(board) == "last_known"
    assert board.window.says["band"].rest.startswith("Sejak ")
    assert "services" not in board.window.says
    # While it was away: one call too old to be spoken now, and one that is fresh.
    stale, fresh = a_call(2, "A-002", "2", at=now, ago=90), a_call(3, "A-003", "3", at=datetime.now(UTC))
    small_office.show(a_view(fresh, stale, old, services=(a_service("Pengantar Nikah"),)), seq=3)
    small_office.up()
    qtbot.waitUntil(lambda: kind(board) == "call", timeout=20_000)
    assert "band" not in board.window.says
    assert number(board) == "A-003"
    assert [row.number for row in board.window.says["previous"]] == ["A-002", "A-001"]
    log = [json.loads(line) for line in (tmp_path / "sound.log").read_text().splitlines()]
    assert [line["number"] for line in log] == ["A-003"]


@pytest.mark.slow
def test_a_revoked_board_asks_to_be_let_in_again(
    qtbot: QtBot, small_office: SmallOffice, started: Started, tmp_path: Path
) -> None:
    let_in(small_office.address, tmp_path)
    small_office.revoked = True
    small_office.up()
    board = started()
    qtbot.waitUntil(lambda: board.screen.currentWidget() is board.pairing_screen, timeout=10_000)
    qtbot.waitUntil(lambda: board.pairing_screen.code != "", timeout=10_000)
    small_office.revoked = False
    qtbot.waitUntil(lambda: board.screen.currentWidget() is board.window, timeout=15_000)


@pytest.mark.slow
def test_the_program_keeps_fresh_pictures_and_ends_cleanly_on_sigterm(
    small_office: SmallOffice, tmp_path: Path, qtbot: QtBot
) -> None:
    let_in(small_office.address, tmp_path)
    small_office.up()
    small_office.show(a_view(a_call(1, "A-001", "1", at=datetime.now(UTC) - timedelta(minutes=9))), seq=1)
    pictures = tmp_path / "pictures"
    command = [sys.executable, "-m", "board", "--server", small_office.address, "--state", str(tmp_path)]
    command += ["--pictures", str(pictures), "--every", "0.2", "--size", "1280x720", "--mute"]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    program = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    try:

        def number_stands_there() -> bool:
            picture = QImage(str(pictures / "board.png"))
            # Both the ground of a called number and white digits on it.
            area = range(100, 300, 4)
            seen = {picture.pixelColor(x, y).name() for x in area for y in area} if not picture.isNull() else set()
            return {"#152550", "#ffffff"} <= seen

        qtbot.waitUntil(number_stands_there, timeout=15_000)
        program.send_signal(signal.SIGTERM)
        _, said = program.communicate(timeout=10)
    finally:
        program.kill()
        program.communicate()
    assert program.returncode == 0, said
    assert "Traceback" not in said


def test_a_panel_that_is_too_small_is_refused_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], qtbot: QtBot
) -> None:
    command = [sys.executable, "-m", "board", "--server", "http://127.0.0.1:1", "--state", str(tmp_path), "--mute"]
    command += ["--pictures", str(tmp_path), "--diagonal", "15", "--distance", "12"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30)
    assert done.returncode == 2
    assert "15 inch panel can be read from" in done.stderr


def test_without_a_display_one_sentence_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    assert main(["--server", "http://127.0.0.1:1", "--state", str(tmp_path)]) == 2
    assert "--pictures" in capsys.readouterr().err


@pytest.mark.parametrize(
    "wrong", [["--size", "wide"], ["--distance", "0"], ["--volume", "2"], ["--voice", "jv"], ["--server", "x"]]
)
def test_a_wrong_option_is_refused(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        options_from(["--server", "http://127.0.0.1:1", "--state", "y", *wrong])
    assert caught.value.code == 2
    assert wrong[0] in capsys.readouterr().err
