"""
Pairing a staff PC: it shows a code, an admin types it, and the browser keeps its credential where no script can read it.

The pairing's own secret travels in an HttpOnly cookie too, so nothing of it is ever in an address or in a script.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response

from server.gate.context import STATION_COOKIE, house, station
from server.gate.pairing import LIFE
from server.pages.guard import PageRoute
from server.pages.render import page
from server.queue.command import Refusal

router = APIRouter(route_class=PageRoute, include_in_schema=False)

PAIRING_COOKIE = "antrean_pairing"
#: Browsers keep a cookie 400 days at most; it is renewed at each sign-in page.
STATION_SECONDS = 400 * 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """POST station/ask and station/state: nothing but the cookie is needed."""


def keep_station(response: Response, credential: str) -> None:
    """Keep a station's credential in this browser."""
    response.set_cookie(STATION_COOKIE, credential, httponly=True, samesite="strict", max_age=STATION_SECONDS)


@router.get("/station")
async def station_page(request: Request) -> Response:
    """The page that shows the code, or the office this PC already belongs to."""
    at = station(request)
    office = house(request).desk.office(at.office) if at is not None and at.office is not None else None
    return page(request, "station.html", office=office, name=at.name if at is not None else "")


@router.post("/station/ask")
async def ask(request: Request, response: Response, body: Ask) -> dict[str, Any]:
    """A new code to show. Raises: Refusal `too_many_tries`."""
    found = house(request)
    pairing = found.pairings.ask(kind="station", name="", now=found.desk.clock.now())
    if pairing is None:
        raise Refusal("too_many_tries", status=429)
    response.set_cookie(
        PAIRING_COOKIE,
        f"{pairing.pairing_id}.{pairing.secret}",
        httponly=True,
        samesite="strict",
        max_age=int(LIFE.total_seconds()),
        path="/station",
    )
    return {"code": pairing.code}


@router.post("/station/state")
async def state(request: Request, response: Response, body: Ask) -> dict[str, Any]:
    """Was this PC let in? If so its credential goes into the cookie, and the page is only told where to go."""
    found = house(request)
    pairing_id, _, secret = request.cookies.get(PAIRING_COOKIE, "").partition(".")
    told = found.pairings.state(pairing_id, secret or None, now=found.desk.clock.now())
    if told is None:
        return {"status": "expired"}
    if told.status == "paired" and told.credential is not None:
        keep_station(response, told.credential)
        response.delete_cookie(PAIRING_COOKIE, path="/station")
        return {"status": "paired", "to": f"/staff/{told.office}"}
    return {"status": told.status}
