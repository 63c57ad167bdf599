"""Signing in with a page, pairing a staff PC, the first admin: in a real browser against a real server."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import expect

from server.pages.sign_in import _back
from tests.pages.conftest import Open, Running

OFFICE = "kelurahan-rejomulyo"


@pytest.mark.slow
def test_a_name_and_a_password_open_the_desk_and_signing_out_closes_it(running: Running, open_page: Open) -> None:
    running.account("Sari", office=OFFICE)
    page = open_page(f"/staff/{OFFICE}")
    expect(page).to_have_url(f"{running.address}/staff/{OFFICE}/sign-in?back=/staff/{OFFICE}")
    page.keyboard.type("Sari")
    page.keyboard.press("Tab")
    page.keyboard.type("salah-sekali")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("tidak cocok")
    page.keyboard.type("kata-sandi-Sari")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Anda di loket berapa?")).to_be_visible()
    kept = {each["name"]: each for each in page.context.cookies()}
    assert kept["antrean_session"]["httpOnly"] and kept["antrean_session"]["sameSite"] == "Strict"
    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()
    page.goto(f"{running.address}/staff/{OFFICE}")
    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()


@pytest.mark.slow
def test_a_pc_is_paired_by_its_code_and_then_takes_a_pin(running: Running, open_page: Open) -> None:
    running.account("Sari", office=OFFICE)
    admin = running.account("Admin", role="admin", office=OFFICE)
    page = open_page("/station")
    expect(page.locator("#code")).to_have_text(re.compile(r"^\w{3}-\w{3}$"))
    code = page.locator("#code").inner_text()
    answer = httpx.post(
        f"{running.address}/api/v1/pairings/let-in",
        json={"code": code, "office": OFFICE, "name": "Loket 1"},
        headers={"Authorization": f"Bearer {admin.secret}"},
        trust_env=False,
    )
    assert answer.status_code == 201, answer.text
    expect(page.get_by_role("heading", name="Siapa yang duduk di sini?")).to_be_visible()
    kept = {each["name"]: each for each in page.context.cookies()}
    assert kept["antrean_station"]["httpOnly"] and kept["antrean_station"]["sameSite"] == "Strict"
    assert page.evaluate("document.cookie") == ""
    page.get_by_text("Sari", exact=True).click()
    for digit in "4711":
        page.get_by_role("button", name=digit, exact=True).click()
    page.get_by_role("button", name="Masuk Enter").click()
    expect(page.get_by_text("Anda di loket berapa?")).to_be_visible()


@pytest.mark.slow
def test_a_pin_opens_nothing_on_a_machine_that_is_not_paired(running: Running, open_page: Open) -> None:
    running.account("Sari", office=OFFICE)
    answer = httpx.post(
        f"{running.address}/staff/{OFFICE}/sign-in",
        json={"name": "Sari", "pin": "4711"},
        headers={"Accept": "application/json"},
        trust_env=False,
    )
    assert answer.status_code == 401
    assert "antrean_session" not in answer.cookies
    page = open_page(f"/staff/{OFFICE}/sign-in")
    assert page.get_by_text("Sari").count() == 0, "names are for paired stations only"


@pytest.mark.slow
def test_a_station_of_another_office_shows_no_names_here(running: Running, open_page: Open) -> None:
    running.account("Sari", office=OFFICE)
    secret = running.device("station", office="dukcapil-metro")
    page = open_page(f"/staff/{OFFICE}/sign-in", cookies={"antrean_station": secret})
    expect(page.get_by_label("Kata sandi")).to_be_visible()
    assert page.get_by_text("Sari").count() == 0


@pytest.mark.slow
def test_the_setup_link_makes_the_first_admin_once(running: Running, open_page: Open) -> None:
    now = running.house.desk.clock.now()
    secret, _ = running.do(running.house.desk.in_writer(lambda: running.house.accounts.grant(kind="setup", now=now)))
    page = open_page(f"/setup#{secret}")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    assert secret not in page.url
    page.keyboard.type("Kepala")
    page.keyboard.press("Tab")
    page.keyboard.type("panjang-sekali-1")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Akun sudah dibuat.")).to_be_visible()
    assert all(secret not in url for url in asked)
    again = open_page(f"/setup#{secret}")
    again.keyboard.type("Lain")
    again.keyboard.press("Tab")
    again.keyboard.type("panjang-sekali-2")
    again.keyboard.press("Enter")
    expect(again.get_by_role("alert")).to_contain_text("sudah dipakai")


@pytest.mark.slow
def test_the_front_page_lists_the_offices_and_a_paired_pc_goes_to_its_own(running: Running, open_page: Open) -> None:
    page = open_page("/")
    expect(page.get_by_role("listitem")).to_have_count(5)
    expect(page.get_by_text("Belum ada yang bisa masuk.")).to_be_visible()
    secret = running.device("station", office=OFFICE)
    own = open_page("/", cookies={"antrean_station": secret})
    assert own.url.startswith(f"{running.address}/staff/{OFFICE}/sign-in")


@pytest.mark.slow
def test_pages_are_kept_by_no_cache_framed_by_nobody_and_run_only_our_files(running: Running) -> None:
    clerk = running.account("Sari", office=OFFICE)
    cookies = {"antrean_session": clerk.secret}
    paths = ("/", "/setup", "/station", f"/staff/{OFFICE}/sign-in", f"/staff/{OFFICE}", f"/staff/{OFFICE}/list",
             f"/staff/{OFFICE}/changed", f"/staff/{OFFICE}/dialog/issue", "/staff/tidak-ada")  # fmt: skip
    for path in paths:
        answer = httpx.get(running.address + path, cookies=cookies if path != paths[3] else None, trust_env=False)
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy, path
        assert "unsafe" not in policy, path
        assert answer.headers["cache-control"] == "no-store", path
        assert answer.headers["x-content-type-options"] == "nosniff", path


@pytest.mark.slow
def test_nothing_is_shown_to_somebody_of_another_office_or_to_a_device(running: Running) -> None:
    stranger = running.account("Budi", office="dukcapil-metro")
    kiosk = running.device("kiosk", office=OFFICE)
    for secret, status in ((stranger.secret, 403), (kiosk, 303)):
        answer = httpx.get(f"{running.address}/staff/{OFFICE}", cookies={"antrean_session": secret}, trust_env=False)
        assert answer.status_code == status
        assert 'data-part="work"' not in answer.text


def test_after_signing_in_nobody_is_sent_to_another_site_or_office() -> None:
    for asked in ("https://jahat.example/", "//jahat.example", "/staff/lain", "/staff/x\\..\\", "/staff/xy", ""):
        assert _back(asked, role="clerk", office="x") == "/staff/x"
    assert _back("/staff/x/list", role="clerk", office="x") == "/staff/x/list"
    assert _back("", role="head", office="x") == "/admin/x"
