"""
Who may see a page, and what they see instead when they may not.

Decides nothing itself: roles are `server.access`, sessions `server.gate.context`.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import quote

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute

from server import access
from server.access import PEOPLE, Principal
from server.gate.context import caller
from server.gate.problems import problem
from server.pages.render import page, reader_language, safe_headers
from server.queue.command import Refusal


class PageRoute(APIRoute):
    """A route whose refusals people read: a page instead of JSON, the sign-in page where nobody is signed in."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler, with refusals turned into pages."""
        handle = super().get_route_handler()

        async def handle_refusals(request: Request) -> Response:
            try:
                return await handle(request)
            except Refusal as refusal:
                return refused(request, refusal)
            except RequestValidationError:
                return refused(request, Refusal("not_found", status=404))

        return handle_refusals


def person(request: Request, verb: str, *, office: str | None) -> Principal:
    """The signed-in person, who must be allowed `verb`. Raises: Refusal `sign_in` (401), `not_permitted` (403)."""
    principal = caller(request)
    if principal is not None and principal.role not in PEOPLE:
        principal = None
    return access.permit(principal, verb, office=office)


def refused(request: Request, refusal: Refusal) -> Response:
    """What a person sees for a refusal. A fragment asked for by htmx makes the whole page go to the sign-in."""
    asks_json = "application/json" in request.headers.get("accept", "")
    if refusal.status == 401 and not asks_json:
        office = request.path_params.get("office")
        where = f"/staff/{quote(str(office))}/sign-in" if office is not None else "/"
        if "hx-request" in request.headers:
            return Response(status_code=401, headers={**safe_headers(request), "HX-Redirect": where})
        back = f"?back={quote(request.url.path)}" if request.method == "GET" and office is not None else ""
        return RedirectResponse(where + back, status_code=303, headers=safe_headers(request))
    if asks_json:
        raise refusal
    said = problem(refusal, language=reader_language(request))
    return page(request, "refused.html", status=refusal.status, problem=said)
