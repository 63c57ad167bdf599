"""The rule of who is next is chosen, previewed and published on a page; the page of fairness counts who was overtaken."""

from __future__ import annotations

import httpx
import pytest
from playwright.sync_api import expect

from server.protocol import plain
from sop.model import Policy
from tests.pages.conftest import Open, Person, Running

OFFICE = "kecamatan-metro-selatan"
pytestmark = pytest.mark.slow


@pytest.fixture
def admin(running: Running) -> Person:
    return running.account("Admin", role="admin", office=OFFICE)


def test_a_rule_is_previewed_as_the_board_says_it_then_published(
    running: Running, open_page: Open, admin: Person
) -> None:
    page = open_page(f"/admin/{OFFICE}/policy", admin)
    expect(page.get_by_text("Setelah 2 nomor didahulukan, 1 nomor lain.")).to_be_visible()
    whole, first = page.locator("fieldset").nth(0), page.locator("fieldset").nth(1)
    whole.get_by_label("Aturan").select_option("ratio")
    whole.get_by_label("Yang lain sesudahnya").fill("3")
    first.get_by_label("Aturan").select_option("arrival")
    page.get_by_role("button", name="Lihat kalimat di papan").press("Enter")
    expect(page.locator("#preview p").first).to_contain_text("Setelah 2 nomor didahulukan, 3 nomor lain.")
    expect(page.locator("#preview p").nth(1)).to_contain_text("Dipanggil menurut waktu datang.")
    before = running.house.desk.office(OFFICE).settings
    assert before is not None and before.policy is None
    page.get_by_role("button", name="Terbitkan").press("Enter")
    # The page comes anew once it is published; the preview said the same sentence before.
    expect(page.locator(".notice", has_text="Di papan sekarang")).to_contain_text("2 nomor didahulukan, 3 nomor lain.")
    after = running.house.desk.office(OFFICE).settings
    assert after is not None
    assert after.policy == Policy(kind="ratio", others_in_a_row=3)
    assert after.counters[0].policy == Policy(kind="arrival")
    assert [each.policy for each in after.counters[1:]] == [None] * (len(after.counters) - 1)


def test_numbers_under_which_somebody_never_comes_are_not_published(
    running: Running, open_page: Open, admin: Person
) -> None:
    page = open_page(f"/admin/{OFFICE}/policy", admin)
    whole = page.locator("fieldset").nth(0)
    whole.get_by_label("Aturan").select_option("ratio")
    whole.get_by_label("Yang lain sesudahnya").fill("0")
    page.get_by_role("button", name="Lihat kalimat di papan").click()
    expect(page.locator("#preview [data-wrong]")).to_be_visible()
    expect(page.get_by_role("button", name="Terbitkan")).to_have_count(0)
    body = {"request_id": "wrong-one", "policies": [{"counter": "", "kind": "ratio", "others_in_a_row": 0}]}
    told = httpx.post(
        f"{running.address}/admin/{OFFICE}/policy", json=body, cookies={"antrean_session": admin.secret},
        headers={"Origin": running.address}, trust_env=False,
    )  # fmt: skip
    assert told.status_code == 422


def test_new_counters_keep_the_rules_of_the_old_ones(running: Running, admin: Person) -> None:
    from dataclasses import replace

    from server.pages.admin_counters import CounterRow, proposal

    settings = running.house.desk.office(OFFICE).settings
    assert settings is not None
    own = replace(settings.counters[0], policy=Policy(kind="arrival"))
    changed = replace(settings, counters=(own, *settings.counters[1:]))
    rows = [CounterRow(id=each.id, plate=each.plate, lanes=each.lanes) for each in changed.counters]
    assert plain(proposal(changed, rows).counters) == plain(changed.counters)


def test_the_page_of_fairness_counts_who_was_overtaken(running: Running, open_page: Open, admin: Person) -> None:
    clerk = running.account("Petugas", role="clerk", office=OFFICE)
    clerk.say("counters/1/open")
    for priority in (False, True):
        clerk.issue("000-02", priority=priority)
    clerk.say("counters/1/call-next")
    page = open_page(f"/admin/{OFFICE}/fairness", admin)
    row = page.locator("tr[data-counter='1']")
    expect(row).to_contain_text("didahulukan menurut aturan: 1")
    expect(page.get_by_role("row").filter(has_text="M-001")).to_contain_text("didahulukan menurut aturan: 1")
    page.get_by_role("link", name="Hari sebelumnya").press("Enter")
    expect(page.get_by_text("Pada hari ini tidak ada yang dilewati.")).to_be_visible()
