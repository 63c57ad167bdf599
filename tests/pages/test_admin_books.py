"""An admin names the office's books on a page; clerks who finish at once take their numbers in one row."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from playwright.sync_api import expect

from server.pages.admin_books import BookRow, Books, RowBook, proposal, trial
from server.queue.command import Refusal
from server.queue.register import book_for
from sop.model import Register, Words
from tests.pages.conftest import Open, Running

KECAMATAN = "kecamatan-001"
pytestmark = pytest.mark.slow


def _books(*rows: RowBook, default: str = "#0") -> Books:
    made = (
        BookRow(id="", name="Buku Surat", mode="automatic", number_format="{number:03}/{year}"),
        BookRow(id="", name="Buku Surat", mode="paper"),
    )
    return Books(request_id="books", books=made, default=default, rows=rows)


def test_a_book_is_tried_out_chosen_for_a_row_and_published(running: Running, open_page: Open) -> None:
    admin = running.account("Admin", role="admin", office=KECAMATAN)
    page = open_page(f"/admin/{KECAMATAN}/registers", admin)
    page.get_by_role("button", name="Tambah buku").press("Enter")
    first = page.locator("fieldset.book").nth(0)
    first.get_by_label("Nama buku").fill("Buku Register")
    first.get_by_label("Bentuk nomor").fill("{number:03}{year}")
    expect(first.locator(".fault")).to_be_visible()
    first.get_by_label("Bentuk nomor").fill("470/{number:03}/{code}/{roman_month}/{year}")
    first.get_by_label("Kode kantor").fill("KEC")
    first.get_by_label("Nomor pertama").fill("118")
    expect(first.locator("[data-next]")).to_have_text("Nomor berikutnya hari ini: 470/118/KEC/XI/2026")
    page.get_by_role("button", name="Tambah buku").press("Enter")
    second = page.locator("fieldset.book").nth(1)
    second.get_by_label("Nama buku").fill("Buku Agenda")
    second.locator("[name=mode]").select_option("paper")
    page.locator("#default").select_option(label="Buku Register")
    page.locator("tr[data-procedure='001-03'] select").select_option(label="Buku Agenda")
    page.locator("#look").press("Enter")
    expect(page.locator("#preview [data-book=buku-agenda]")).to_contain_text("001-03")
    page.get_by_role("button", name="Terbitkan").press("Enter")
    expect(page.locator("fieldset.book[data-book=buku-agenda]")).to_be_visible()
    settings = running.house.desk.office(KECAMATAN).settings
    assert settings is not None
    assert [each.id for each in settings.registers] == ["buku-register", "buku-agenda"]
    for procedure, book in (("001-03", "buku-agenda"), ("001-09", "buku-register")):
        found = book_for(settings, procedure=procedure, row=3)
        assert found is not None and found.id == book
    page.locator("#look").press("Enter")
    expect(page.locator("#preview")).to_contain_text("Tidak ada yang berbeda")


def test_books_of_one_name_get_ids_of_their_own_and_rows_name_a_new_one_by_its_place(running: Running) -> None:
    office = running.house.desk.office(KECAMATAN)
    made = proposal(office, _books(RowBook(procedure="001-03", row=4, book="#1")))
    assert [each.id for each in made.registers] == ["buku-surat", "buku-surat-2"]
    found = [book_for(made, procedure=each, row=3) for each in ("001-03", "001-09")]
    assert [each.id for each in found if each is not None] == ["buku-surat-2", "buku-surat"]
    with pytest.raises(Refusal):
        proposal(office, _books(default="#7"))


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"name": Words(id="", en="")}, "name"),
        ({"number_format": "{year}"}, "format"),
        ({"number_format": "{number", "code": "A"}, "format"),
        ({"code": "Kantor; baru"}, "format"),
        ({"start": 0}, "start"),
        ({"number_format": "", "mode": "paper"}, None),
    ],
)
def test_what_is_wrong_with_a_book_is_named(running: Running, change: dict[str, object], wrong: str | None) -> None:
    fine: dict[str, object] = {"id": "a", "name": Words(id="A", en="A"), "mode": "automatic"}
    assert trial(running.house.desk.office(KECAMATAN), Register(**{**fine, **change})).wrong == wrong  # type: ignore[arg-type]


def test_clerks_who_finish_at_once_take_numbers_in_one_row_and_a_book_with_numbers_stays(running: Running) -> None:
    admin = running.account("Admin", role="admin", office=KECAMATAN)
    where = {"headers": {"Authorization": f"Bearer {admin.secret}", "Accept": "application/json"}, "trust_env": False}
    address = f"{running.address}/admin/{KECAMATAN}/registers"
    body = {
        "request_id": "books-1",
        "books": [{"id": "", "name": "Buku", "mode": "automatic", "number_format": "{number}"}],
        "default": "#0",
        "rows": [],
    }
    assert httpx.post(address, json=body, **where).status_code == 200  # type: ignore[arg-type]
    clerk = running.account("Petugas", role="clerk", office=KECAMATAN)
    lanes = ["petugas-pelayanan", "petugas-verifikasi", "kasi-pelayanan"]
    clerk.say("counters/1/open", lanes=lanes)
    tickets = []
    for _ in range(8):
        ticket = clerk.issue("001-09")["ticket_id"]
        clerk.say("counters/1/call-next")
        clerk.say(f"tickets/{ticket}/start")
        clerk.say(f"tickets/{ticket}/finish", then="keep")
        clerk.say(f"tickets/{ticket}/finish")
        clerk.say(f"tickets/{ticket}/start")
        tickets.append(ticket)
    with ThreadPoolExecutor(8) as clerks:
        list(clerks.map(lambda ticket: clerk.say(f"tickets/{ticket}/finish"), tickets))
    office = running.house.desk.office(KECAMATAN)
    assert sorted(office.tickets[each].registers for each in tickets) == [(str(each),) for each in range(1, 9)]
    gone = {**body, "request_id": "books-2", "books": [], "default": ""}
    told = httpx.post(address, json=gone, **where)  # type: ignore[arg-type]
    assert (told.status_code, told.json()["code"]) == (409, "register_in_use")
