"""
Every endpoint × nobody, every role, and the right role of another office, as one table.

An endpoint without a row fails `test_every_endpoint_has_a_row`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.routing import APIWebSocketRoute

from server.api import feed
from server.views.feeds import PARTS
from tests.api.house import OTHER, ROLES, Served
from tests.api.line import Line
from tests.builders import MADE

OFFICE = "/api/v1/offices/{office}"
SERVE = frozenset({"admin", "clerk", "senior", "complaints"})
RECEIVE = SERVE | {"reception"}
ADMIN = frozenset({"admin"})
FIGURES = frozenset({"admin", "head", "auditor"})
PEOPLE = RECEIVE | {"head", "auditor"}
#: Open to anybody: nothing in it is secret, or what opens it is in its body.
OPEN = frozenset(ROLES) | {"nobody"}

TICKET = {"request_id": "r-1"}
#: (method, path) → (who may, a body that is well-formed).
ROWS: dict[tuple[str, str], tuple[frozenset[str], Any]] = {
    ("GET", f"{OFFICE}/tickets"): (PEOPLE, None),
    ("GET", f"{OFFICE}/tickets/{{ticket_id}}"): (PEOPLE, None),
    ("POST", f"{OFFICE}/tickets"): (RECEIVE | {"kiosk"}, {**TICKET, "service": "satu"}),
    ("POST", f"{OFFICE}/tickets/paper"): (RECEIVE, {**TICKET, "running": 1, "service": "satu", "arrived": "08:00"}),
    ("POST", f"{OFFICE}/tickets/several"): (RECEIVE | {"kiosk"}, {**TICKET, "services": ["satu", "izin"]}),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/add-service"): (RECEIVE, {**TICKET, "service": "satu"}),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/drop-service"): (RECEIVE, {**TICKET, "service": "satu"}),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/set-files"): (RECEIVE, {**TICKET, "files": 2}),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/transfer"): (SERVE, {**TICKET, "lane": "depan"}),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/slip"): (
        frozenset({"kiosk", "printer"}),
        {**TICKET, "outcome": "printed"},
    ),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/print"): (RECEIVE, TICKET),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/call-chosen"): (
        frozenset({"admin", "head", "senior", "complaints"}),
        TICKET,
    ),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/recall"): (SERVE, TICKET),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/start"): (SERVE, TICKET),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/finish"): (SERVE, TICKET),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/hold"): (SERVE, TICKET),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/resume"): (SERVE, TICKET),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/change-service"): (RECEIVE | {"kiosk"}, TICKET),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/void"): (RECEIVE, TICKET),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/undo"): (RECEIVE, TICKET),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/no-show"): (SERVE, TICKET),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/reinstate"): (RECEIVE, TICKET),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/hand-over"): (SERVE, TICKET),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/cancel"): (RECEIVE | {"kiosk"}, TICKET),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/return-file"): (SERVE, TICKET),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/send-back"): (SERVE, TICKET),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/place"): (SERVE, TICKET),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/re-enter"): (RECEIVE, TICKET),
    ("POST", f"{OFFICE}/re-enter"): (RECEIVE | {"kiosk"}, {**TICKET, "code": "12345678"}),
    ("POST", f"{OFFICE}/counters/{{counter}}/open"): (SERVE, TICKET),
    ("POST", f"{OFFICE}/counters/{{counter}}/call-next"): (SERVE, TICKET),
    ("POST", f"{OFFICE}/counters/{{counter}}/pause"): (SERVE, TICKET),
    ("POST", f"{OFFICE}/counters/{{counter}}/close"): (SERVE, TICKET),
    ("POST", f"{OFFICE}/help"): (frozenset({"kiosk"}), TICKET),
    ("POST", f"{OFFICE}/help/answer"): (RECEIVE, {**TICKET, "device": "kiosk-1"}),
    ("GET", f"{OFFICE}/services"): (OPEN, None),
    ("GET", f"{OFFICE}/board"): (PEOPLE | {"board"}, None),
    ("GET", f"{OFFICE}/snapshot"): (PEOPLE, None),
    ("POST", f"{OFFICE}/devices/me/state"): (frozenset({"kiosk", "board", "printer"}), {"version": "1"}),
    ("GET", f"{OFFICE}/days"): (PEOPLE, None),
    ("POST", f"{OFFICE}/close-day-rule"): (frozenset({"admin", "head"}), {**TICKET, "rule": "serve_all"}),
    ("POST", f"{OFFICE}/lanes/{{lane}}/lane-absent"): (SERVE | {"head"}, {**TICKET, "tomorrow": True}),
    ("POST", f"{OFFICE}/lanes/{{lane}}/cover-lane"): (SERVE | {"head"}, {**TICKET, "tomorrow": True, "by": "depan"}),
    ("POST", f"{OFFICE}/lanes/{{lane}}/lane-back"): (SERVE | {"head"}, TICKET),
    ("POST", f"{OFFICE}/stop-clock"): (frozenset({"admin", "head", "senior"}), TICKET),
    ("POST", f"{OFFICE}/go-on"): (frozenset({"admin", "head", "senior"}), TICKET),
    ("POST", f"{OFFICE}/days"): (frozenset({"admin", "head"}), TICKET),
    ("POST", f"{OFFICE}/confirm-clock"): (frozenset({"admin", "head"}), TICKET),
    ("POST", f"{OFFICE}/configure"): (ADMIN, {**TICKET, "document": {}}),
    ("POST", f"{OFFICE}/publish"): (ADMIN, {**TICKET, "document": {}}),
    ("GET", f"{OFFICE}/stats/day"): (FIGURES, None),
    ("GET", f"{OFFICE}/stats/tickets.csv"): (FIGURES, None),
    ("GET", f"{OFFICE}/stats/steps.csv"): (FIGURES, None),
    ("POST", f"{OFFICE}/complaints"): (
        RECEIVE,
        {**TICKET, "service": "aduan", "channel": "telepon", "text": "isi", "read_back": True},
    ),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/record-complaint"): (SERVE, {**TICKET, "text": "isi"}),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/classify"): (SERVE, TICKET),
    ("POST", f"{OFFICE}/tickets/{{ticket_id}}/answer"): (SERVE, {**TICKET, "text": "isi"}),
    ("GET", f"{OFFICE}/tickets/{{ticket_id}}/texts"): (
        frozenset({"head", "clerk", "senior", "complaints"}),
        None,
    ),
    ("GET", f"{OFFICE}/registers"): (PEOPLE, None),
    ("GET", f"{OFFICE}/registers/{{book_id}}/entries"): (PEOPLE, None),
    ("POST", f"{OFFICE}/registers/{{book_id}}/void"): (
        frozenset({"admin", "head", "senior"}),
        {**TICKET, "year": 2026, "printed": "1", "reason": "batal"},
    ),
    ("POST", f"{OFFICE}/private/purge"): (frozenset({"admin", "head"}), {**TICKET, "ids": ["none"]}),
    ("GET", f"{OFFICE}/stats/fairness.csv"): (FIGURES, None),
    ("GET", "/api/v1/offices"): (OPEN, None),
    ("POST", "/api/v1/sessions"): (OPEN, {"name": "nobody", "password": "not a password"}),
    ("DELETE", "/api/v1/sessions"): (PEOPLE, None),
    ("POST", "/api/v1/setup"): (OPEN, {"secret": "x", "name": "A", "password": "long enough"}),
    ("POST", "/api/v1/setup-links"): (frozenset(), None),
    ("GET", "/api/v1/accounts"): (ADMIN, None),
    ("POST", "/api/v1/accounts"): (ADMIN, {"name": "A", "role": "clerk", "office": "{office}"}),
    ("DELETE", "/api/v1/accounts/{account_id}"): (ADMIN, None),
    ("POST", "/api/v1/pairings"): (OPEN, {"kind": "board"}),
    ("GET", "/api/v1/pairings/{pairing_id}"): (OPEN, None),
    ("POST", "/api/v1/pairings/let-in"): (ADMIN, {"code": "AAA-AAA", "office": "{office}", "name": "B"}),
    ("GET", "/api/v1/devices"): (ADMIN, None),
    ("POST", "/api/v1/devices"): (ADMIN, {"kind": "board", "office": "{office}"}),
    ("DELETE", "/api/v1/devices/{device_id}"): (ADMIN, None),
    ("GET", "/health"): (OPEN, None),
    ("GET", "/metrics"): (OPEN, None),
}
#: What else a well-formed request needs.
QUERY = {
    f"{OFFICE}/snapshot": "?view=staff",
    f"{OFFICE}/stats/day": "?day=2026-11-20",
    f"{OFFICE}/stats/tickets.csv": "?first=2026-11-20&last=2026-11-20",
    f"{OFFICE}/stats/steps.csv": "?first=2026-11-20&last=2026-11-20",
}
#: A refusal with one of these codes is about the secret in the body, not about the caller.
OF_THE_BODY = {"sign_in_failed", "setup_done", "too_many_tries"}
#: View → who may follow it.
VIEWS: dict[str, frozenset[str]] = {
    "board": PEOPLE | {"board"},
    "staff": PEOPLE,
    "kiosk": frozenset({"kiosk", "admin"}),
    "printer": frozenset({"printer"}),
    "public": PEOPLE | {"board", "station"},
}


def filled(value: Any, served: Served, *, office: str = MADE) -> Any:
    """A path or body with its blanks filled in."""
    if isinstance(value, dict):
        return {key: filled(each, served, office=office) for key, each in value.items()}
    if not isinstance(value, str):
        return value
    accounts = served.house.accounts
    for blank, known in (
        ("{office}", office),
        ("{ticket_id}", "nobody"),
        ("{counter}", "1"),
        ("{book_id}", "none"),
        ("{pairing_id}", "none"),
        ("{account_id}", next(each.id for each in accounts.accounts(MADE) if each.role == "auditor")),
        ("{device_id}", next(each.id for each in accounts.devices(MADE) if each.name == "spare")),
    ):
        value = value.replace(blank, known) if blank in value else value
    return value


async def answer(served: Served, row: tuple[str, str], secret: str | None, *, office: str = MADE) -> tuple[int, str]:
    """Status and refusal code of a well-formed request."""
    method, path = row
    url = filled(path, served, office=office) + QUERY.get(path, "")
    said = await served.ask(method, url, secret=secret, body=filled(ROWS[row][1], served, office=office))
    is_json = said.headers.get("content-type", "").startswith("application/json")
    value = said.json() if is_json and said.status_code >= 400 else {}
    return said.status_code, value.get("code", "")


def test_every_endpoint_has_a_row(served: Served) -> None:
    paths = served.program.app.openapi()["paths"]
    found = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert found == set(ROWS)
    sockets = [route for route in feed.router.routes if isinstance(route, APIWebSocketRoute)]
    assert [route.path for route in sockets] == [f"{OFFICE}/feed"]
    assert set(VIEWS) == set(PARTS)


@pytest.mark.parametrize("row", list(ROWS), ids=lambda row: " ".join(row))
async def test_only_who_may_may(served: Served, row: tuple[str, str]) -> None:
    may = ROWS[row][0]
    status, code = await answer(served, row, None)
    if "nobody" in may:
        assert status < 400 or status in (404, 429) or code in OF_THE_BODY
        return
    assert (status, code) == (401, "sign_in")
    assert (await answer(served, row, "a secret nobody has")) == (401, "sign_in")
    for role in [role for role in ROLES if role not in may]:
        status, code = await answer(served, row, served.secrets[role])
        expected = (401, "sign_in") if row == ("DELETE", "/api/v1/sessions") else (403, "not_permitted")
        assert (status, code) == expected, role
    for role in may:
        status, code = await answer(served, row, served.secrets[role])
        assert status not in (401, 403, 405, 500), (role, status, code)


@pytest.mark.parametrize(
    "row",
    [row for row, (may, _) in ROWS.items() if OFFICE in row[1] and "nobody" not in may],
    ids=lambda row: " ".join(row),
)
async def test_the_right_role_of_another_office_may_not(served: Served, row: tuple[str, str]) -> None:
    for role in ROWS[row][0]:
        assert await answer(served, row, served.other[role]) == (403, "not_permitted"), role


@pytest.mark.parametrize("path", ["/api/v1/accounts", "/api/v1/devices", "/api/v1/pairings/let-in"])
async def test_an_admin_of_one_office_makes_nobody_elsewhere(served: Served, path: str) -> None:
    status, code = await answer(served, ("POST", path), served.secrets["admin"], office=OTHER)
    assert (status, code) == (403, "not_permitted")
    body = {"name": "A", "role": "admin", "password": "long enough"}
    said = await served.ask("POST", "/api/v1/accounts", secret=served.secrets["admin"], body=body)
    assert said.status_code == 403


async def test_an_admin_of_another_office_ends_nobody_here(served: Served) -> None:
    for row in (("DELETE", "/api/v1/accounts/{account_id}"), ("DELETE", "/api/v1/devices/{device_id}")):
        assert await answer(served, row, served.other["admin"]) == (403, "not_permitted")


async def test_an_admin_sees_only_their_own_office(served: Served) -> None:
    for path in ("/api/v1/accounts", "/api/v1/devices"):
        own = (await served.ask("GET", path, secret=served.secrets["admin"])).json()
        everywhere = (await served.ask("GET", path, secret=served.everywhere)).json()
        assert {each["office"] for each in own} <= {MADE, None}
        assert {each["office"] for each in everywhere} >= {MADE, OTHER}


async def test_only_the_admin_of_all_offices_makes_a_setup_link(served: Served) -> None:
    said = await served.ask("POST", "/api/v1/setup-links", secret=served.everywhere)
    assert said.status_code == 201
    assert said.json()["path"].startswith("/setup#")


@pytest.mark.parametrize("view", list(VIEWS))
async def test_a_snapshot_is_for_those_who_may_follow(served: Served, view: str) -> None:
    for role in ROLES:
        said = await served.ask("GET", f"snapshot?view={view}", secret=served.secrets[role])
        assert said.status_code == (200 if role in VIEWS[view] else 403), role
        assert (await served.ask("GET", f"snapshot?view={view}", secret=served.other[role])).status_code == 403
    assert (await served.ask("GET", f"snapshot?view={view}")).status_code == 401


async def test_a_view_nobody_knows_is_not_there(served: Served) -> None:
    said = await served.ask("GET", "snapshot?view=everything", secret=served.everywhere)
    assert (said.status_code, said.json()["code"]) == (404, "view_unknown")


def attempts() -> Iterator[tuple[str, str | None, bool]]:
    """(view, role or None, whether it may) of every handshake."""
    for view, may in VIEWS.items():
        yield view, None, False
        for role in ROLES:
            yield view, role, role in may


async def test_the_feed_accepts_only_who_may_follow(served: Served) -> None:
    for view, role, may in attempts():
        for secrets in (served.secrets, served.other):
            secret = secrets[role] if role is not None else None
            async with Line(served.program.app, view=view, secret=secret) as line:
                assert line.accepted == (may and secrets is served.secrets), (view, role)
                if line.accepted:
                    assert (await line.frame())["type"] == "snapshot"
                else:
                    assert line.closed == (4401 if role is None else 4403)
