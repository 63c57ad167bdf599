"""
The whole path with the real programs: a touch on the kiosk, paper out of the printer, a call from the staff page in a real
browser, the number on the board, the hand-over, and the visit in the figures and in a journal that proves whole.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, sync_playwright
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from kiosk.program import Kiosk, Settings
from kiosk.screens.typeface import load_fonts
from printer.device import open_device
from server.client.pairing import Credential, save_credential
from tests.journey.programs import PATIENCE, Program, ServerProgram, until

OFFICE = "kecamatan-metro-selatan"
CHROMIUM = "/usr/bin/chromium"
PASSWORD = "pengantar-nikah-7"
#: The staff page does not hear Enter this long after a command, so that one press is one command.
DEAF_MS = 400

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProgram]:
    with ServerProgram(tmp_path / "server") as running:
        yield running


@pytest.fixture
def browser_page() -> Iterator[Page]:
    assert Path(CHROMIUM).exists(), "Chromium is missing: make test installs it"
    flags = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=flags)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        page.set_default_timeout(PATIENCE * 1000)
        yield page
        browser.close()


def paired(server: ServerProgram, kind: str, state: Path) -> Path:
    made = server.device(kind, office=OFFICE)
    save_credential(
        state / "credential.json",
        Credential(address=server.address, office=made["office"], device=made["device"], credential=made["credential"]),
    )
    return state


def touch(kiosk: Kiosk, name: str) -> None:
    found = kiosk.window.findChild(QAbstractButton, name)
    assert found is not None, name
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)  # type: ignore[call-overload]


def words_on(picture: Path, *, share: tuple[float, float] = (1.0, 1.0), scale: float = 1.0) -> str:
    """
    What a person who can read sees, by optical character recognition; "" while the file is being replaced.

    `share` is the part of the picture looked at, from its upper left; `scale` brings huge letters to a size the reader knows.
    Blanks are left out and O read for 0, because the reader's idea of both is not the board's.
    """
    tool = shutil.which("tesseract")
    assert tool is not None, "tesseract is missing: make test installs it"
    try:
        with Image.open(picture) as whole:
            part = whole.convert("L").crop((0, 0, int(whole.width * share[0]), int(whole.height * share[1])))
    except (OSError, SyntaxError):
        return ""
    part = part.resize((int(part.width * scale), int(part.height * scale)))
    seen = picture.with_suffix(".seen.png")
    part.save(seen)
    command = [tool, str(seen), "-", "--psm", "11"]
    read = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
    return "".join(read.stdout.split()).replace("O", "0")


def test_a_number_is_taken_printed_called_shown_served_and_counted(
    server: ServerProgram, browser_page: Page, qtbot: QtBot, tmp_path: Path
) -> None:
    server.command("account", "Sari", "--role", "admin", "--office", OFFICE, said=PASSWORD)
    slips = tmp_path / "slips"
    port_file = tmp_path / "printer"
    with (
        Program(port_file, "printer", "emulator", "--port", "0", "--out", str(slips)) as emulator,
        Program(
            tmp_path / "board",
            *("board", "--server", server.address, "--state", str(paired(server, "board", tmp_path / "board-state"))),
            *("--pictures", str(tmp_path / "pictures"), "--every", "0.5", "--mute"),
        ),
    ):
        port = until(lambda: re.search(r"127\.0\.0\.1:(\d+)", emulator.log.read_text()), saying="the printer")[1]
        number, code = take_a_number(server, qtbot, tmp_path, printer=f"tcp://127.0.0.1:{port}")
        check_the_paper(slips, number=number, code=code)
        serve(server, browser_page, tmp_path / "pictures" / "board.png", number=number)
    check_the_figures(server)


def take_a_number(server: ServerProgram, qtbot: QtBot, tmp_path: Path, *, printer: str) -> tuple[str, str]:
    """Three touches of a visitor. Returns: the number and code on the screen."""
    load_fonts()
    state = paired(server, "kiosk", tmp_path / "kiosk-state")
    kiosk = Kiosk(Settings(server=server.address, state=state, still=True), device=open_device(printer))
    kiosk.window.resize(1080, 1920)
    kiosk.window.show()
    kiosk.start()
    wait = int(PATIENCE * 1000)
    try:
        qtbot.waitUntil(lambda: kiosk.window.findChild(QAbstractButton, "service:000-01") is not None, timeout=wait)
        touch(kiosk, "service:000-01")
        touch(kiosk, "take-number")
        qtbot.waitUntil(
            lambda: kiosk.screen.ticket is not None and kiosk.screen.ticket.paper == "printed", timeout=wait
        )
        ticket = kiosk.screen.ticket
        assert ticket is not None
        return ticket.issued.number, ticket.issued.code
    finally:
        kiosk.stop()


def check_the_paper(slips: Path, *, number: str, code: str) -> None:
    """One slip came out, its QR is the code, and the number can be read."""
    (slip,) = until(lambda: sorted(slips.glob("slip-*.png")), saying="the slip")
    with Image.open(slip) as picture:
        read = zxingcpp.read_barcodes(picture.convert("L"))
    assert [each.text for each in read] == [code]
    assert number in words_on(slip, share=(1.0, 0.32), scale=0.5)


def enter(page: Page, *, on: str) -> None:
    """Wait for the main action to say `on`, until it hears again after the last one, and press Enter."""
    page.locator("#primary, .main-button").filter(has_text=re.compile(on)).first.wait_for()
    page.evaluate("ms => new Promise(heard => setTimeout(heard, ms))", DEAF_MS)
    page.keyboard.press("Enter")


def serve(server: ServerProgram, page: Page, board: Path, *, number: str) -> None:
    """A clerk signs in, opens a counter, calls and serves, all with Enter; the board shows the call meanwhile."""
    page.goto(f"{server.address}/staff/{OFFICE}/sign-in")
    page.fill("#name", "Sari")
    page.fill("#password", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(rf"/(staff|admin)/{OFFICE}$"))
    page.goto(f"{server.address}/staff/{OFFICE}")
    page.locator("#counter-1").check()
    enter(page, on="Buka loket")
    enter(page, on=f"Panggil {number}")
    page.get_by_role("button", name=re.compile("^Mulai")).wait_for()
    panel = until(
        lambda: number in (words := words_on(board, share=(0.63, 0.65), scale=0.2)) and words,
        saying=f"{number} on the board",
    )
    assert "Nikah" not in panel, "no service may stand beside a called number"
    enter(page, on="Mulai")
    for step in ("3", "4"):
        enter(page, on=f"lanjut ke langkah {step}")
    enter(page, on="Selesai, teruskan ke")
    sign(server, lanes=("kasi-kesra", "camat"))
    enter(page, on=number)
    enter(page, on="Siap diambil")
    enter(page, on=f"Panggil {number}")
    enter(page, on="Mulai")
    enter(page, on="Selesai|Serah")
    page.locator("#work").get_by_text("Tidak ada yang menunggu").wait_for()


def sign(server: ServerProgram, *, lanes: tuple[str, ...]) -> None:
    """Colleagues without a counter do their rows of the file, in the order of the SOP."""
    secret = server.sign_in("Sari", PASSWORD, office=OFFICE)
    for lane in lanes:
        (ticket,) = server.get(f"/api/v1/offices/{OFFICE}/tickets?lane={lane}", secret=secret).json()
        path = f"/api/v1/offices/{OFFICE}/tickets/{ticket['ticket_id']}"
        assert server.post(f"{path}/start", {"request_id": f"start-{lane}"}, secret=secret).status_code == 200
        assert server.post(f"{path}/finish", {"request_id": f"finish-{lane}"}, secret=secret).status_code == 200


def check_the_figures(server: ServerProgram) -> None:
    """The visit is in the figures, and the journal proves whole."""
    secret = server.sign_in("Sari", PASSWORD, office=OFFICE)
    figures = server.get(f"/api/v1/offices/{OFFICE}/stats/day", secret=secret)
    assert figures.status_code == 200, figures.text
    seen = figures.json()["figures"]
    assert (seen["issued"], seen["finished"], seen["no_shows"], seen["rejected"]) == (1, 1, 0, 0)
    (service,) = seen["by_service"]
    assert service["service"] == "000-01"
    assert service["taken"]["count"] == 1
    assert [(lane["lane"], lane["taken"]["count"]) for lane in seen["by_lane"]] == [
        ("camat", 1),
        ("kasi-kesra", 1),
        ("staf", 4),
    ]
    assert "event" in server.command("verify")
