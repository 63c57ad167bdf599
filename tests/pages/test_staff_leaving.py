"""Signing out of an open counter, in a real Chromium: an empty one is closed, and one with a visitor keeps its clerk."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import expect

from tests.pages.conftest import Open, Person, Running

OFFICE = "kelurahan-rejomulyo"

pytestmark = pytest.mark.slow


@pytest.fixture
def clerk(running: Running) -> Person:
    """A clerk at counter 1."""
    person = running.account("Sari", office=OFFICE)
    person.say("counters/1/open")
    return person


def clerk_of(running: Running, counter: str) -> str | None:
    """Who sits at a counter."""
    return running.house.desk.office(OFFICE).seats[counter].clerk


def test_signing_out_closes_the_empty_counter(running: Running, clerk: Person, open_page: Open) -> None:
    page = open_page(f"/staff/{OFFICE}", clerk)
    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()
    assert [each.data for each in running.events(OFFICE, "counter_closed")] == [{"counter": "1", "cause": "clerk"}]
    assert clerk_of(running, "1") is None


def test_a_counter_on_a_break_is_closed_too_from_the_list_of_files(
    running: Running, clerk: Person, open_page: Open
) -> None:
    clerk.say("counters/1/pause", reason="salat")
    page = open_page(f"/staff/{OFFICE}/list", clerk)
    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()
    assert clerk_of(running, "1") is None


def test_with_a_visitor_at_the_counter_nobody_is_signed_out(running: Running, clerk: Person, open_page: Open) -> None:
    ticket = clerk.issue("002-01")["ticket_id"]
    clerk.say("counters/1/call-next")
    page = open_page(f"/staff/{OFFICE}", clerk)
    page.get_by_role("button", name="Keluar").click()
    expect(page.locator("#notices")).to_contain_text(
        "Loket 1 masih melayani A-001. Selesaikan, tunda, atau alihkan dulu."
    )
    expect(page.locator("#primary")).to_contain_text("Mulai")
    assert clerk_of(running, "1") is not None
    clerk.say(f"tickets/{ticket}/hold")
    expect(page.locator("#primary")).to_contain_text("Tidak ada antrean")
    page.get_by_role("button", name="Keluar").click()
    expect(page.get_by_role("heading", name="Masuk")).to_be_visible()
    assert clerk_of(running, "1") is None


def test_a_colleagues_counter_stays_open(running: Running, clerk: Person) -> None:
    other = running.account("Tono", office=OFFICE)
    answer = httpx.post(
        f"{running.address}/sign-out",
        json={"office": OFFICE, "request_id": "keluar"},
        cookies={"antrean_session": other.secret},
        headers={"Accept": "application/json"},
        trust_env=False,
    )
    assert answer.json() == {"to": f"/staff/{OFFICE}/sign-in"}
    assert clerk_of(running, "1") is not None
    assert running.events(OFFICE, "counter_closed") == []


def test_whoever_is_signed_out_already_is_sent_to_the_sign_in(running: Running) -> None:
    answer = httpx.post(
        f"{running.address}/sign-out",
        json={"office": OFFICE, "request_id": "keluar"},
        headers={"Accept": "application/json"},
        trust_env=False,
    )
    assert (answer.status_code, answer.json()) == (200, {"to": f"/staff/{OFFICE}/sign-in"})
