"""The admin's own pages in a real browser: accounts, devices, counters, procedures, who may open which; axe over all of them."""

from __future__ import annotations

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from server.protocol import DeviceState, PairingRequest, plain
from sop.model import Counter
from tests.pages.conftest import Open, Person, Running

OFFICE = "kecamatan-metro-selatan"
PAGES = ("", "/procedures", "/counters", "/devices", "/accounts", "/policy", "/fairness", "/hours", "/trouble")
pytestmark = pytest.mark.slow


@pytest.fixture
def admin(running: Running) -> Person:
    """An admin of the office."""
    return running.account("Admin", role="admin", office=OFFICE)


def get(running: Running, person: Person | None, path: str) -> httpx.Response:
    """GET an admin page."""
    cookies = {"antrean_session": person.secret} if person is not None else {}
    return httpx.get(f"{running.address}/admin/{OFFICE}{path}", cookies=cookies, trust_env=False)


def test_who_may_open_which_page(running: Running) -> None:
    opens = {
        "admin": (200,) * len(PAGES),
        "head": (200, 403, 403, 403, 403, 403, 200, 200, 200),
        "auditor": (200, 403, 403, 403, 403, 403, 200, 403, 403),
        "clerk": (403,) * len(PAGES),
        "senior": (*(403,) * (len(PAGES) - 1), 200),
        "reception": (403,) * len(PAGES),
    }
    people = {role: running.account(role, role=role, office=OFFICE) for role in opens}
    assert {
        role: tuple(get(running, each, path).status_code for path in PAGES) for role, each in people.items()
    } == opens
    elsewhere = running.account("Lain", role="admin", office="kelurahan-rejomulyo")
    assert {get(running, elsewhere, path).status_code for path in PAGES} == {403}


def test_nobody_is_sent_to_the_sign_in_and_the_head_sees_no_tab_that_is_closed_to_them(
    running: Running, open_page: Open
) -> None:
    assert get(running, None, "").headers["location"] == f"/staff/{OFFICE}/sign-in?back=/admin/{OFFICE}"
    page = open_page(f"/admin/{OFFICE}", running.account("Kepala", role="head", office=OFFICE))
    assert page.locator(".tabs a").all_inner_texts() == ["Hari ini", "Keadilan antrean", "Jam & libur", "Gangguan"]


def test_no_page_changes_anything_by_being_looked_at(running: Running, admin: Person) -> None:
    before = running.house.desk.office(OFFICE).seq
    assert {get(running, admin, path).status_code for path in PAGES} == {200}
    assert running.house.desk.office(OFFICE).seq == before
    assert get(running, admin, "/counters/preview").status_code == 405


def test_an_account_is_added_and_ended(running: Running, admin: Person, open_page: Open) -> None:
    page = open_page(f"/admin/{OFFICE}/accounts", admin)
    page.get_by_label("Nama untuk masuk").fill("Wati")
    page.get_by_label("Peran").select_option("clerk")
    page.get_by_label("Staf Bidang").check()
    page.get_by_label("PIN atau kata sandi").fill("12")
    page.get_by_role("button", name="Tambah").click()
    expect(page.locator("#problem")).to_contain_text("PIN 4 sampai 8 angka")
    page.get_by_label("PIN atau kata sandi").fill("4711")
    page.get_by_role("button", name="Tambah").click()
    row = page.locator("[data-part=people] tbody tr", has_text="Wati")
    expect(row).to_contain_text("Staf Bidang")
    expect(row).to_contain_text("PIN")
    (made,) = [each for each in running.house.accounts.accounts(OFFICE) if each.name == "Wati"]
    assert (made.role, made.lanes, made.password_hash) == ("clerk", ("staf-bidang",), None)
    assert running.house.accounts.pin_fits(made, "4711")

    page.get_by_label("Nama untuk masuk").fill("Wati")
    page.get_by_label("PIN atau kata sandi").fill("4712")
    page.get_by_role("button", name="Tambah").click()
    expect(page.locator("#problem")).to_contain_text("Nama Wati sudah dipakai")

    row.get_by_role("button", name="Akhiri").click()
    expect(page.get_by_role("dialog")).to_contain_text("Akhiri akun Wati?")
    page.get_by_role("button", name="Biarkan").click()
    expect(row).to_have_count(1)
    row.get_by_role("button", name="Akhiri").click()
    page.get_by_role("button", name="Akhiri akun").click()
    expect(row).to_have_count(0)
    ended = running.house.accounts.account(made.id)
    assert ended is not None and ended.ended_at is not None


def test_a_device_is_let_in_by_its_code_and_revoked(running: Running, admin: Person, open_page: Open) -> None:
    page = open_page(f"/admin/{OFFICE}/devices", admin)
    expect(page.get_by_text("Belum ada perangkat terpasang")).to_be_visible()
    asked = httpx.post(
        f"{running.address}/api/v1/pairings", json=plain(PairingRequest(kind="kiosk", name="Lobi")), trust_env=False
    ).json()
    page.get_by_label("Kode di layar perangkat").fill("AAA-AAA")
    page.get_by_role("button", name="Pasang", exact=True).click()
    expect(page.locator("#problem")).to_contain_text("tidak berlaku")
    # The waiting list looks again by itself.
    expect(page.get_by_text(asked["code"])).to_be_visible(timeout=10_000)
    page.get_by_role("button", name="Pakai kode ini").click()
    page.get_by_role("button", name="Pasang", exact=True).click()
    row = page.locator("[data-part=devices] tbody tr")
    expect(row).to_contain_text("Lobi")
    (device,) = running.house.accounts.devices(OFFICE)
    said = plain(running.house.desk.clock.now())
    running.house.device_states[device.id] = (said, DeviceState(version="1", printer="out", waiting_jobs=2))
    expect(row).to_contain_text("kertas habis", timeout=10_000)
    expect(row).to_contain_text("2 karcis belum tercetak")
    row.get_by_role("button", name="Cabut").click()
    page.get_by_role("dialog").get_by_role("button", name="Cabut").click()
    expect(row).to_have_count(0)
    assert running.house.accounts.devices(OFFICE) == []


def counters(running: Running) -> tuple[Counter, ...]:
    """The counters in force."""
    settings = running.house.desk.office(OFFICE).settings
    assert settings is not None
    return settings.counters


def add(page: Page, plate: str, *lanes: str) -> None:
    """Fill in a new counter."""
    page.get_by_role("button", name="Tambah loket").click()
    row = page.locator("fieldset.counter").last
    row.get_by_label("Pelat").fill(plate)
    for lane in lanes:
        row.get_by_label(lane, exact=True).check()


def test_counters_are_previewed_then_published(running: Running, admin: Person, open_page: Open) -> None:
    page = open_page(f"/admin/{OFFICE}/counters", admin)
    look = page.get_by_role("button", name="Lihat perubahannya")
    look.click()
    expect(page.locator("#preview")).to_contain_text("Tidak ada yang berbeda")
    add(page, "6", "Staf", "Camat")
    page.get_by_role("group", name="Loket 1").get_by_label("Pelat").fill("1A")
    page.get_by_role("group", name="Loket 2").get_by_label("Staf Bidang").uncheck()
    page.get_by_role("group", name="Loket 3").get_by_role("button", name="Hapus").click()
    before = counters(running)
    look.click()
    assert page.locator("#preview [data-change]").all_inner_texts() == [
        "Loket 3 dihapus.",
        "Loket 1 berganti pelat menjadi 1A.",
        "Loket 2: tanpa Staf Bidang.",
        "Loket baru 6 untuk Staf, Camat.",
    ]
    assert counters(running) == before
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.locator("fieldset.counter")).to_have_count(5)
    expect(page.get_by_text("contoh dari kami")).to_have_count(0)
    assert [(each.id, each.plate) for each in counters(running)] == [
        ("1", "1A"), ("2", "2"), ("4", "4"), ("5", "5"), ("6", "6"),
    ]  # fmt: skip
    assert counters(running)[-1].lanes == ("staf", "camat")
    (published,) = running.events(OFFICE, "office_configured")[1:]
    assert published.actor.startswith("a-")


def test_compact_mode_and_what_follows_a_leaving_clerk_are_two_choices(
    running: Running, admin: Person, open_page: Open
) -> None:
    page = open_page(f"/admin/{OFFICE}/counters", admin)
    page.set_viewport_size({"width": 1366, "height": 768})
    expect(page.get_by_label("Bagiannya sendiri")).to_be_checked()
    expect(page.get_by_label("Kembali ke bagian")).to_be_checked()
    page.get_by_label("Semua bagian (mode ringkas)").check()
    page.get_by_label("Tunggu petugasnya").check()
    page.get_by_role("button", name="Lihat perubahannya").click()
    assert page.locator("#preview [data-change]").all_inner_texts() == [
        "Setiap loket memanggil untuk semua bagian (mode ringkas).",
        "Karcis yang petugasnya pergi menunggu petugas itu sampai hari berakhir.",
    ]
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.get_by_label("Tunggu petugasnya")).to_be_checked()
    expect(page.locator("#preview [data-change]")).to_have_count(0)
    settings = running.house.desk.office(OFFICE).settings
    assert settings is not None
    assert (settings.compact, settings.when_person_leaves) == (True, "wait")


def test_counters_that_cannot_work_are_not_published_and_say_what_would_be_right(
    running: Running, admin: Person, open_page: Open
) -> None:
    page = open_page(f"/admin/{OFFICE}/counters", admin)
    before = counters(running)
    add(page, "2")
    page.get_by_role("group", name="Loket 5").get_by_label("Camat", exact=True).uncheck()
    page.get_by_role("button", name="Lihat perubahannya").click()
    wrongs = page.locator("#preview [data-wrong]")
    expect(wrongs).to_have_count(3)
    assert [each.get_attribute("data-wrong") for each in wrongs.all()] == [
        "lanes_missing",
        "plate_twice",
        "lane_unserved",
    ]
    expect(wrongs.last).to_contain_text("bagian Camat")
    expect(page.get_by_role("button", name="Terbitkan")).to_have_count(0)
    answer = httpx.post(
        f"{running.address}/admin/{OFFICE}/counters",
        json={"request_id": "x", "counters": [{"id": "1", "plate": "1", "lanes": ["staf"]}]},
        headers={"Accept": "application/json"},
        cookies={"antrean_session": admin.secret},
        trust_env=False,
    )
    assert answer.status_code == 422
    assert counters(running) == before


def test_a_counter_where_somebody_sits_cannot_go(running: Running, admin: Person, open_page: Open) -> None:
    running.account("Sari", office=OFFICE).say("counters/3/open")
    page = open_page(f"/admin/{OFFICE}/counters", admin)
    expect(page.get_by_role("group", name="Loket 3")).to_contain_text("buka")
    page.get_by_role("group", name="Loket 3").get_by_role("button", name="Hapus").click()
    page.get_by_role("button", name="Lihat perubahannya").click()
    page.get_by_role("button", name="Terbitkan").click()
    expect(page.locator("#problem")).to_contain_text("Loket 3")
    assert len(counters(running)) == 5


def test_a_procedure_shows_its_printed_rows_and_open_questions(
    running: Running, admin: Person, open_page: Open
) -> None:
    page = open_page(f"/admin/{OFFICE}/procedures", admin)
    expect(page.locator(".procedure-list tbody tr")).to_have_count(5)
    page.locator("#p-000-01 a").click()
    version = running.house.desk.office(OFFICE).versions["000-01", 1].procedure
    expect(page.locator(".rows-table tbody tr")).to_have_count(len(version.steps))
    expect(page.locator(".rows-table tbody tr").nth(1)).to_contain_text(version.steps[1].printed)
    expect(page.locator("[data-answer]")).to_have_count(len(version.open_questions))


@pytest.mark.parametrize("language", ["id", "en"])
def test_axe_finds_nothing_serious_on_any_admin_page(
    running: Running, admin: Person, open_page: Open, language: str
) -> None:
    clerk = running.account("Sari", office=OFFICE, lanes=("staf",))
    running.device("board", office=OFFICE, name="Papan")
    clerk.say("counters/1/open")
    for _ in range(3):
        clerk.issue("000-01")
    running.passes(minutes=20)
    called = clerk.say("counters/1/call-next")
    clerk.say(f"tickets/{called['ticket_id']}/start", counter="1")
    running.passes(minutes=9)
    clerk.say(f"tickets/{called['ticket_id']}/finish", counter="1", then="hand_over")
    for path in PAGES:
        page = open_page(f"/admin/{OFFICE}{path}", admin, cookies={"antrean_language": language})
        page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")
        found = Axe().run(page).response["violations"]
        serious = [
            (each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in ("serious", "critical")
        ]
        assert serious == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
