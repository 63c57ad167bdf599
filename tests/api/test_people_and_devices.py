"""Signing in, the first admin, accounts that end, and devices that are let in and revoked."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from server.gate.tries import ALLOWED
from tests.api.house import Served
from tests.builders import MADE, HandClock

PASSWORD = "panjang sekali"


async def made(served: Served, **fields: object) -> str:
    """A new account by the admin of all offices. Returns: its id."""
    body = {"name": "Rini", "role": "clerk", "office": MADE, **fields}
    said = await served.ask("POST", "/api/v1/accounts", secret=served.everywhere, body=body)
    assert said.status_code == 201, said.text
    return str(said.json()["account"])


@pytest.mark.slow
async def test_a_person_signs_in_with_a_password_anywhere_and_a_cookie_does_as_well(served: Served) -> None:
    account = await made(served, password=PASSWORD)
    said = await served.ask("POST", "/api/v1/sessions", body={"name": "rini ", "password": PASSWORD, "office": MADE})
    assert said.status_code == 201
    assert said.json()["account"] == account
    cookie = said.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    # From here on httpx sends the cookie by itself.
    assert (await served.ask("GET", "tickets")).status_code == 200
    assert (await served.ask("DELETE", "/api/v1/sessions")).status_code == 204
    assert (await served.ask("GET", "tickets", secret=said.json()["secret"])).status_code == 401


@pytest.mark.slow
async def test_a_pin_counts_only_on_a_paired_station_of_the_office(served: Served) -> None:
    await made(served, pin="4711")
    body = {"name": "Rini", "pin": "4711", "office": MADE}
    for secret in (None, served.secrets["board"], served.other["station"]):
        said = await served.ask("POST", "/api/v1/sessions", secret=secret, body=body)
        assert (said.status_code, said.json()["code"]) == (401, "sign_in_failed")
    said = await served.ask("POST", "/api/v1/sessions", secret=served.secrets["station"], body=body)
    assert said.status_code == 201
    by_cookie = {"Cookie": f"antrean_station={served.secrets['station']}"}
    assert (await served.ask("POST", "/api/v1/sessions", body=body, **by_cookie)).status_code == 201


@pytest.mark.slow
async def test_a_sign_in_ends_after_a_working_day(served: Served, hands: HandClock) -> None:
    await made(served, password=PASSWORD)
    said = await served.ask("POST", "/api/v1/sessions", body={"name": "Rini", "password": PASSWORD, "office": MADE})
    served.http.cookies.clear()
    secret = said.json()["secret"]
    hands.passes(timedelta(hours=11, minutes=59))
    assert (await served.ask("GET", "tickets", secret=secret)).status_code == 200
    hands.passes(timedelta(minutes=1))
    assert (await served.ask("GET", "tickets", secret=secret)).status_code == 401


@pytest.mark.slow
async def test_guesses_are_limited_one_by_one_and_all_at_once(served: Served) -> None:
    await made(served, password=PASSWORD)
    wrong = {"name": "Rini", "password": "nicht dieses", "office": MADE}
    found = await asyncio.gather(*(served.ask("POST", "/api/v1/sessions", body=wrong) for _ in range(3 * ALLOWED)))
    assert [each.status_code for each in found].count(401) == ALLOWED
    assert [each.status_code for each in found].count(429) == 2 * ALLOWED
    right = await served.ask("POST", "/api/v1/sessions", body={**wrong, "password": PASSWORD})
    assert (right.status_code, right.json()["code"]) == (429, "too_many_tries")


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"password": "kurang"}, "weak_secret"),
        ({"pin": "123"}, "weak_secret"),
        ({"pin": "12a4"}, "weak_secret"),
        ({}, "weak_secret"),
        ({"password": PASSWORD, "role": "king"}, "malformed"),
        ({"password": PASSWORD, "role": "kiosk"}, "malformed"),
        ({"password": PASSWORD, "name": "  "}, "malformed"),
        ({"password": PASSWORD, "office": None}, "malformed"),
        ({"password": PASSWORD, "office": "nowhere"}, "office_unknown"),
        ({"password": PASSWORD, "lanes": ["dapur"]}, "lane_unknown"),
        ({"password": PASSWORD, "name": f"CLERK {MADE}"}, "name_taken"),
    ],
)
async def test_an_account_that_cannot_be_is_refused(served: Served, fields: dict[str, object], code: str) -> None:
    body = {"name": "Rini", "role": "clerk", "office": MADE, **fields}
    said = await served.ask("POST", "/api/v1/accounts", secret=served.everywhere, body=body)
    assert said.json()["code"] == code


@pytest.mark.slow
async def test_whoever_ends_is_out_at_once_and_the_name_is_free_again(served: Served) -> None:
    account = await made(served, password=PASSWORD)
    body = {"name": "Rini", "password": PASSWORD, "office": MADE}
    secret = (await served.ask("POST", "/api/v1/sessions", body=body)).json()["secret"]
    served.http.cookies.clear()
    ended = await served.ask("DELETE", f"/api/v1/accounts/{account}", secret=served.secrets["admin"])
    assert ended.status_code == 204
    assert (await served.ask("GET", "tickets", secret=secret)).status_code == 401
    assert (await served.ask("POST", "/api/v1/sessions", body=body)).status_code == 401
    assert await made(served, password=PASSWORD) != account


async def test_nobody_ends_themselves(served: Served) -> None:
    own = next(each for each in served.house.accounts.accounts(MADE) if each.role == "admin" and each.office == MADE)
    said = await served.ask("DELETE", f"/api/v1/accounts/{own.id}", secret=served.secrets["admin"])
    assert said.status_code == 403


@pytest.mark.slow
async def test_the_setup_link_makes_one_admin_once_even_when_opened_twice_at_once(served: Served) -> None:
    path = (await served.ask("POST", "/api/v1/setup-links", secret=served.everywhere)).json()["path"]
    secret = path.partition("#")[2]
    short = {"secret": secret, "name": "A", "password": "short"}
    assert (await served.ask("POST", "/api/v1/setup", body=short)).json()["code"] == "weak_secret"
    both = await asyncio.gather(
        *(
            served.ask("POST", "/api/v1/setup", body={"secret": secret, "name": name, "password": PASSWORD})
            for name in ("Pertama", "Kedua")
        )
    )
    assert sorted(each.status_code for each in both) == [201, 403]
    body = {"secret": secret, "name": "Ketiga", "password": PASSWORD}
    assert (await served.ask("POST", "/api/v1/setup", body=body)).json()["code"] == "setup_done"


async def test_a_spare_setup_link_ends_with_the_first_admin(served: Served) -> None:
    spare, used = [
        (await served.ask("POST", "/api/v1/setup-links", secret=served.everywhere)).json()["path"].partition("#")[2]
        for _ in range(2)
    ]
    for secret, status in ((used, 201), (spare, 403)):
        body = {"secret": secret, "name": f"Admin {status}", "password": PASSWORD}
        assert (await served.ask("POST", "/api/v1/setup", body=body)).status_code == status


async def test_a_setup_link_is_good_for_a_day(served: Served, hands: HandClock) -> None:
    path = (await served.ask("POST", "/api/v1/setup-links", secret=served.everywhere)).json()["path"]
    hands.passes(timedelta(days=1))
    body = {"secret": path.partition("#")[2], "name": "A", "password": PASSWORD}
    assert (await served.ask("POST", "/api/v1/setup", body=body)).status_code == 403


async def test_a_device_shows_a_code_is_let_in_and_told_its_credential_once(served: Served) -> None:
    asked = (await served.ask("POST", "/api/v1/pairings", body={"kind": "board", "name": "Ruang tunggu"})).json()
    path = f"/api/v1/pairings/{asked['pairing_id']}"
    assert (await served.ask("GET", path, secret="not its secret")).status_code == 404
    assert (await served.ask("GET", path)).status_code == 404
    assert (await served.ask("GET", path, secret=asked["secret"])).json()["status"] == "waiting"
    typed = asked["code"].lower().replace("-", " ")
    body = {"code": typed, "office": MADE, "name": "Papan"}
    let_in = await served.ask("POST", "/api/v1/pairings/let-in", secret=served.secrets["admin"], body=body)
    assert let_in.status_code == 201
    state = (await served.ask("GET", path, secret=asked["secret"])).json()
    assert (state["status"], state["office"], state["device"]) == ("paired", MADE, let_in.json()["device"])
    assert (await served.ask("GET", path, secret=asked["secret"])).status_code == 404
    assert (await served.ask("GET", "board", secret=state["credential"])).status_code == 200
    again = await served.ask("POST", "/api/v1/pairings/let-in", secret=served.secrets["admin"], body=body)
    assert again.json()["code"] == "pairing_unknown"


async def test_a_pairing_code_is_good_for_ten_minutes_and_guesses_are_limited(served: Served, hands: HandClock) -> None:
    asked = (await served.ask("POST", "/api/v1/pairings", body={"kind": "kiosk"})).json()
    hands.passes(timedelta(minutes=10))
    state = await served.ask("GET", f"/api/v1/pairings/{asked['pairing_id']}", secret=asked["secret"])
    assert state.json()["status"] == "expired"
    body = {"code": asked["code"], "office": MADE, "name": "X"}
    codes = [
        (await served.ask("POST", "/api/v1/pairings/let-in", secret=served.secrets["admin"], body=body)).json()["code"]
        for _ in range(ALLOWED + 1)
    ]
    assert codes == ["pairing_unknown"] * ALLOWED + ["too_many_tries"]


async def test_nobody_can_fill_the_memory_with_pairings(served: Served) -> None:
    codes = [(await served.ask("POST", "/api/v1/pairings", body={"kind": "kiosk"})).status_code for _ in range(201)]
    assert codes == [201] * 200 + [429]


async def test_a_revoked_device_opens_nothing_any_more(served: Served) -> None:
    body = {"kind": "kiosk", "office": MADE, "name": "Lobi"}
    device = (await served.ask("POST", "/api/v1/devices", secret=served.secrets["admin"], body=body)).json()
    assert (await served.ask("GET", "snapshot?view=kiosk", secret=device["credential"])).status_code == 200
    said = await served.ask("DELETE", f"/api/v1/devices/{device['device']}", secret=served.secrets["admin"])
    assert said.status_code == 204
    assert (await served.ask("GET", "snapshot?view=kiosk", secret=device["credential"])).status_code == 401
    listed = (await served.ask("GET", "/api/v1/devices", secret=served.secrets["admin"])).json()
    assert device["device"] not in {each["device"] for each in listed}


async def test_what_a_device_says_of_itself_is_shown_to_the_admin(served: Served) -> None:
    body = {"version": "1", "printer": "low"}
    assert (await served.ask("POST", "devices/me/state", secret=served.secrets["kiosk"], body=body)).status_code == 204
    listed = (await served.ask("GET", "/api/v1/devices", secret=served.secrets["admin"])).json()
    assert [each["state"]["printer"] for each in listed if each["kind"] == "kiosk"] == ["low"]
