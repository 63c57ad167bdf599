"""
Signing in and out with a page: names and a PIN on a paired staff PC, a name and a password elsewhere.

Who is right and who guesses too often is `server.gate.people`; the session's secret goes into an HttpOnly cookie only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from server.access import PEOPLE, TABLE
from server.gate.context import SESSION_COOKIE, STATION_COOKIE, bearer, caller, house, station, submit
from server.gate.people import SESSION, guesser, sign_in_person
from server.pages.guard import PageRoute
from server.pages.render import LANGUAGE_COOKIE, page, safe_headers
from server.pages.station import keep_station
from server.protocol import CounterCommand, SignIn
from server.queue.command import Refusal
from server.views.staff_lines import seat_of

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """POST sign-in: what the form says; `back` is where the person came from."""

    name: str
    pin: str | None = None
    password: str | None = None
    back: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOut:
    """POST sign-out: nothing but the cookie is needed. `request_id` is that of the counter's closing, where there is one."""

    office: str
    request_id: str


def home_of(role: str, *, office: str) -> str:
    """Where a person of a role begins."""
    return f"/staff/{office}" if "issue" in TABLE[role] and role != "admin" else f"/admin/{office}"


def _back(asked: str, *, role: str, office: str) -> str:
    """Where to go after signing in: only to a page of ours, never to another site."""
    inside = (f"/staff/{office}", f"/admin/{office}")
    here = asked in inside or asked.startswith(tuple(f"{each}/" for each in inside))
    return asked if here and "\\" not in asked else home_of(role, office=office)


@router.get("/staff/{office}/sign-in")
async def sign_in_page(request: Request, office: str, back: str = "", password: str = "") -> Response:
    """Names and a PIN pad on a paired station of this office, a name and a password elsewhere or when asked for."""
    found = house(request)
    here = found.desk.office(office)
    principal = caller(request)
    if principal is not None and principal.role in PEOPLE and principal.office in (None, office):
        to = _back(back, role=principal.role, office=office)
        return RedirectResponse(to, status_code=303, headers=safe_headers(request))
    at = station(request)
    paired = at is not None and at.office == office
    people = [each for each in found.accounts.accounts(office) if each.pin_hash is not None] if paired else []
    template = "sign_in_pin.html" if people and not password else "sign_in.html"
    shown = page(request, template, office=here.settings, people=people, paired=paired, back=back)
    credential = bearer(request, cookie=STATION_COOKIE)
    if paired and credential is not None and STATION_COOKIE in request.cookies:
        keep_station(shown, credential)
    return shown


@router.post("/staff/{office}/sign-in")
async def sign_in(request: Request, response: Response, office: str, body: Said) -> dict[str, Any]:
    """Sign in and be told where to go. Raises: Refusal `sign_in_failed`, `too_many_tries`."""
    found = house(request)
    found.desk.office(office)
    at = station(request)
    at = at if at is not None and at.office == office else None
    said = SignIn(name=body.name, pin=body.pin, password=body.password, office=office)
    account, secret = await sign_in_person(found, said, at=at, guesser=guesser(request))
    response.set_cookie(SESSION_COOKIE, secret, httponly=True, samesite="strict", max_age=int(SESSION.total_seconds()))
    return {"to": _back(body.back, role=account.role, office=office)}


@router.post("/sign-out")
async def sign_out(request: Request, response: Response, body: SignOut) -> dict[str, Any]:
    """
    Sign out; the page is Indonesian again for the next person.

    The person's open counter is closed first, so that no empty one stays open. Raises: Refusal `counter_busy` while it
    has a ticket: that has to be finished, held or transferred first, and nobody is signed out.
    """
    found = house(request)
    await _leave_counter(request, body)
    secret = request.cookies.get(SESSION_COOKIE)
    if secret is not None:
        await found.desk.in_writer(lambda: found.accounts.revoke(now=found.desk.clock.now(), secret=secret))
    response.delete_cookie(SESSION_COOKIE, httponly=True, samesite="strict")
    response.delete_cookie(LANGUAGE_COOKIE)
    return {"to": f"/staff/{body.office}/sign-in"}


async def _leave_counter(request: Request, body: SignOut) -> None:
    """Close the counter at which the caller sits, if they sit at one."""
    principal = caller(request)
    seat = seat_of(house(request).desk.office(body.office), principal.id) if principal is not None else None
    if seat is None:
        return
    try:
        message = CounterCommand(request_id=body.request_id)
        await submit(request, body.office, verb="close", message=message, counter=seat.counter)
    except Refusal as refusal:
        # Closed in the same moment, by the end of the day: what was wanted is so already.
        if refusal.code != "counter_closed":
            raise
