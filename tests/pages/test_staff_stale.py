"""A dialog that was opened for one step does nothing to the next: what it sends, and how that is refused."""

from __future__ import annotations

import html
import json
import re

import httpx
import pytest
from playwright.sync_api import expect

from tests.pages.conftest import Open, Person, Running

OFFICE = "kelurahan-rejomulyo"

pytestmark = pytest.mark.slow


@pytest.fixture
def clerk(running: Running) -> Person:
    """A senior clerk at counter 1, who may call out of turn."""
    person = running.account("Sari", role="senior", office=OFFICE)
    person.say("counters/1/open")
    return person


def dialog(running: Running, who: Person, name: str, ticket: str) -> str:
    """A dialog's inside as the page gets it."""
    answer = httpx.get(
        f"{running.address}/staff/{OFFICE}/dialog/{name}",
        params={"ticket": ticket},
        cookies={"antrean_session": who.secret},
        trust_env=False,
    )
    assert answer.status_code == 200
    return answer.text


def served(clerk: Person) -> str:
    """A ticket that is served at the counter, at its first step."""
    ticket: str = clerk.issue("002-01")["ticket_id"]
    clerk.say("counters/1/call-next")
    clerk.say(f"tickets/{ticket}/start")
    return ticket


@pytest.mark.parametrize(
    ("name", "verb", "more"),
    [
        ("hold", "hold", {"reason": "fotokopi"}),
        ("cancel", "cancel", {"reason": "pulang"}),
        ("change_service", "change-service", {"service": "002-02"}),
        ("transfer", "transfer", {"to_counter": "2"}),
        ("reject", "finish", {"outcome": "ditolak", "counter": "1"}),
    ],
)
def test_a_dialog_of_an_earlier_step_is_refused(
    running: Running, clerk: Person, name: str, verb: str, more: dict[str, str]
) -> None:
    ticket = served(clerk)
    found = re.search(r'<form class="command"[^>]* data-body="([^"]*)"', dialog(running, clerk, name, ticket))
    assert found is not None
    body = json.loads(html.unescape(found[1]))
    clerk.say(f"tickets/{ticket}/finish", counter="1")
    answer = httpx.post(
        f"{running.address}/api/v1/offices/{OFFICE}/tickets/{ticket}/{verb}",
        json={"request_id": "lama", **body, **more},
        headers={"Authorization": f"Bearer {clerk.secret}"},
        trust_env=False,
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "step_changed")


def test_a_call_out_of_turn_brings_the_step_of_the_number_that_was_chosen(running: Running, clerk: Person) -> None:
    first, second = clerk.issue("002-01")["ticket_id"], clerk.issue("002-01")["ticket_id"]
    text = dialog(running, clerk, "choose", "")
    assert re.findall(r'name="ticket" value="([^"]+)" data-step="(\d+)"', text) == [(first, "0"), (second, "0")]


def test_holding_from_a_dialog_that_was_left_open_says_that_the_ticket_went_on(
    running: Running, clerk: Person, open_page: Open
) -> None:
    ticket = served(clerk)
    page = open_page(f"/staff/{OFFICE}", clerk)
    expect(page.locator("#line")).to_have_attribute("data-state", "on")
    page.keyboard.press("Alt+t")
    expect(page.get_by_role("dialog")).to_contain_text("Tunda A-001")
    clerk.say(f"tickets/{ticket}/finish", counter="1")
    page.keyboard.press("Enter")
    expect(page.locator("#notices")).to_contain_text("A-001 sudah pindah ke langkah lain.")
    assert running.events(OFFICE, "held") == []


def test_a_call_out_of_turn_from_the_page_is_carried_out(running: Running, clerk: Person, open_page: Open) -> None:
    clerk.issue("002-01")
    second = clerk.issue("002-01")["ticket_id"]
    page = open_page(f"/staff/{OFFICE}", clerk)
    expect(page.locator("#line")).to_have_attribute("data-state", "on")
    sent: list[str | None] = []
    page.on("request", lambda said: sent.append(said.post_data) if said.url.endswith("call-chosen") else None)
    page.keyboard.press("Alt+p")
    page.get_by_role("dialog").get_by_text("A-002").click()
    page.keyboard.press("Enter")
    expect(page.locator("#primary")).to_contain_text("Mulai")
    assert [each.data["ticket"]["id"] for each in running.events(OFFICE, "called")] == [second]
    assert [json.loads(each or "{}")["step"] for each in sent] == [0]
