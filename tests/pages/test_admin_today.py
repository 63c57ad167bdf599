"""*Hari ini* in a real browser: a small day played through the API at a clock moved by hand, its figures worked out by hand."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from server.clock import wall
from tests.pages.conftest import MORNING, Cable, Open, Person, Running

OFFICE = "kecamatan-metro-selatan"
pytestmark = pytest.mark.slow


class Frozen(Running):
    """A server whose clock stands still between two `passes`, so that minutes come out exact."""

    def __init__(self, data: Path) -> None:
        self.at: datetime = MORNING
        super().__init__(data)

    def _get(self) -> timedelta:
        return self.at - wall()

    def _set(self, offset: timedelta) -> None:
        self.at = wall() + offset

    offset = property(_get, _set)

    def passes(self, **time: float) -> None:
        """Let time go by, exactly."""
        self.at += timedelta(**time)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Frozen]:
    """The packaged offices at nine on a Friday, the clock standing still."""
    server = Frozen(tmp_path)
    # Half a second past, so that a microsecond of the machine's own clock never turns a second.
    server.at = MORNING + timedelta(milliseconds=500)
    yield server
    server.stop()


@pytest.fixture
def head(running: Frozen) -> Person:
    """The head of the office."""
    return running.account("Kepala", role="head", office=OFFICE)


def serve(clerk: Person, *, expected: str) -> str:
    """Call the next one, who must be `expected`, and begin. Returns: the ticket's id."""
    called = clerk.say("counters/1/call-next")
    assert called["number"] == expected
    clerk.say(f"tickets/{called['ticket_id']}/start", counter="1")
    return str(called["ticket_id"])


def play(running: Frozen) -> None:
    """
    Three marriage letters (000-01: 30 minutes, rows of 5). Waits: 4, 7, 47 and, for the second present step, 1 minute.

    A-001 takes 3 minutes to its end, A-002 takes 40, A-003 takes 2 and 7 and then lies 10 minutes in its third row.
    """
    clerk = running.account("Sari", office=OFFICE)
    clerk.say("counters/1/open")
    for _ in range(3):
        clerk.issue("000-01")
    running.passes(minutes=4)
    first = serve(clerk, expected="A-001")
    running.passes(minutes=3)
    clerk.say(f"tickets/{first}/finish", counter="1", then="hand_over")
    second = serve(clerk, expected="A-002")
    running.passes(minutes=40)
    clerk.say(f"tickets/{second}/finish", counter="1", then="hand_over")
    third = serve(clerk, expected="A-003")
    running.passes(minutes=2)
    clerk.say(f"tickets/{third}/finish", counter="1", then="pass_on")
    running.passes(minutes=1)
    assert serve(clerk, expected="A-003") == third
    running.passes(minutes=7)
    clerk.say(f"tickets/{third}/finish", counter="1", then="pass_on")
    running.passes(minutes=10)


def ask(running: Frozen, person: Person | None, path: str) -> httpx.Response:
    """GET a path of the office's figures."""
    headers = {"Authorization": f"Bearer {person.secret}"} if person is not None else {}
    return httpx.get(f"{running.address}/api/v1/offices/{OFFICE}/stats/{path}", headers=headers, trust_env=False)


def test_figures_of_page_and_api_are_those_worked_out_by_hand(running: Frozen, head: Person, open_page: Open) -> None:
    play(running)
    told: dict[str, Any] = ask(running, head, "day").json()
    figures = told["figures"]
    assert (figures["issued"], figures["finished"], figures["no_shows"]) == (3, 2, 0)
    assert figures["waiting"] == {"count": 4, "median": 240, "p90": 2820, "longest": 2820, "few": True}
    assert figures["within_target"] == {"within": 1, "count": 2, "percent": 50, "few": True}
    assert [(hour["hour"], hour["arrivals"], hour["waiting"]["count"]) for hour in figures["by_hour"]] == [(9, 3, 4)]
    steps = {step["step"]: step for step in figures["by_step"]}
    assert (steps[0]["taken"]["median"], steps[0]["taken"]["longest"]) == (180, 2400)
    assert (steps[0]["within_target"]["within"], steps[0]["within_target"]["count"]) == (2, 3)
    assert (steps[1]["taken"]["median"], steps[1]["within_target"]["within"]) == (420, 0)
    (service,) = figures["by_service"]
    assert (service["taken"]["median"], service["taken"]["p90"], service["late_rows"]) == (180, 2400, 2)
    (late,) = told["now"]["late"]
    assert (late["number"], late["no"], late["lane"], late["over"]) == ("A-003", "4", "staf", 300)
    assert (told["zone_label"], told["day"]) == ("WIB", "2026-11-20")

    page = open_page(f"/admin/{OFFICE}", head)
    expect(page.locator("#lead")).to_have_text("Terlambat paling banyak di bagian Staf: 1 berkas lewat target.")
    shown = {
        name: page.locator(f"#figure-{name}").inner_text() for name in ("finished", "waiting", "p50", "p90", "within")
    }
    assert shown == {"finished": "2", "waiting": "0", "p50": "4 menit", "p90": "47 menit", "within": "50 %"}
    expect(page.locator("[data-part=late] tbody tr")).to_have_count(1)
    expect(page.locator("[data-part=late] tbody tr")).to_contain_text(
        "A-003Staf, langkah 45 mnt5 mnt", use_inner_text=False
    )
    page.locator("#steps-table summary").click()
    first = page.locator("[data-part=steps] tr[data-step='0'] td")
    assert first.all_inner_texts()[1:7] == ["5 mnt", "3", "3 mnt", "40 mnt", "40 mnt", "2/3"]
    page.locator("#shares-table summary").click()
    row = page.locator("tr[data-service='000-01'] td").all_inner_texts()
    assert row == ["4", "4 mnt", "47 mnt", "47 mnt", "2", "3 mnt", "40 mnt", "40 mnt", "1/2"]


def test_the_page_follows_the_office_without_being_loaded_again(running: Frozen, head: Person, open_page: Open) -> None:
    clerk = running.account("Sari", office=OFFICE)
    page = open_page(f"/admin/{OFFICE}", head)
    expect(page.locator("#lead")).to_have_text("Belum ada nomor yang diambil pada hari ini.")
    expect(page.locator("#line-words")).to_have_text("Tersambung")
    page.evaluate("window.stays = true")
    page.locator("#lanes-table summary").click()
    clerk.issue("000-01")
    expect(page.locator("#figure-waiting")).to_have_text("1")
    expect(page.locator("[data-lane=staf]").first).to_contain_text("padat")
    expect(page.locator("#lead")).to_contain_text("tidak ada loket yang buka")
    expect(page.locator("#lanes-table")).to_have_attribute("open", "")
    assert page.evaluate("window.stays") is True


def test_a_cut_line_is_said_and_comes_back(running: Frozen, head: Person, cable: Cable, open_page: Open) -> None:
    page = open_page(f"/admin/{OFFICE}", head, at=cable.address)
    expect(page.locator("#line-words")).to_have_text("Tersambung")
    cable.pull()
    expect(page.locator("#line-words")).to_contain_text("Terputus sejak", timeout=15_000)
    cable.plug()
    expect(page.locator("#line-words")).to_have_text("Tersambung", timeout=15_000)


def test_a_day_that_is_over_keeps_its_figures_and_shows_no_present(
    running: Frozen, head: Person, open_page: Open
) -> None:
    play(running)
    running.passes(days=1)
    running.account("Wati", office=OFFICE).issue("000-01")
    # A sign-in lasts twelve hours.
    page = open_page(f"/admin/{OFFICE}?day=2026-11-20", Person(running, "Kepala", OFFICE))
    expect(page.get_by_role("heading", level=1)).to_have_text("Jumat, 20 November 2026")
    expect(page.locator("#figure-p90")).to_have_text("47 menit")
    expect(page.locator("#figure-waiting")).to_have_count(0)
    expect(page.get_by_role("heading", name="Bagian pada hari itu")).to_be_visible()
    page.get_by_role("link", name="Hari berikutnya").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sabtu, 21 November 2026")
    assert "day=" not in page.url


def test_the_tables_download_as_files_a_spreadsheet_opens(running: Frozen, head: Person, open_page: Open) -> None:
    play(running)
    page = open_page(f"/admin/{OFFICE}", head)
    with page.expect_download() as waiting:
        page.get_by_role("link", name="CSV karcis").click()
    assert waiting.value.suggested_filename == f"karcis-{OFFICE}-2026-11-20-2026-11-20.csv"
    content = Path(waiting.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert [row["nomor"] for row in rows] == ["A-001", "A-002", "A-003"]
    assert [row["menunggu_menit"] for row in rows] == ["4", "7", "48"]
    assert rows[1]["berakhir"] == "2026-11-20 09:47:00" and rows[1]["zona"] == "WIB"
    steps = ask(running, head, "steps.csv?from=2026-11-20&to=2026-11-20")
    assert steps.headers["content-type"] == "text/csv; charset=utf-8"
    assert steps.content.decode("utf-8-sig").splitlines()[0].startswith("tanggal;nomor;layanan;langkah;")
    assert ask(running, head, "steps.csv?from=2026-11-01&to=2026-10-01").status_code == 422
    assert ask(running, head, "tickets.csv?from=kemarin").status_code == 422


@pytest.mark.parametrize("path", ["day", "tickets.csv", "steps.csv", "fairness.csv"])
def test_figures_are_for_those_who_may_see_them(running: Frozen, head: Person, path: str) -> None:
    clerk = running.account("Sari", office=OFFICE)
    elsewhere = running.account("Lurah", role="head", office="kelurahan-rejomulyo")
    assert [ask(running, each, path).status_code for each in (None, clerk, elsewhere, head)] == [401, 403, 403, 200]


def test_looking_changes_nothing(running: Frozen, head: Person) -> None:
    play(running)
    before = running.house.desk.office(OFFICE).seq
    for path in ("", "/today", "?day=2026-11-19", "?service=000-02"):
        answer = httpx.get(
            f"{running.address}/admin/{OFFICE}{path}", cookies={"antrean_session": head.secret}, trust_env=False
        )
        assert answer.status_code == 200, path
    assert running.house.desk.office(OFFICE).seq == before
