"""The page behind the printed set-up link; its secret stays after the # and is sent only in the body, by the page's script."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from server.pages.guard import PageRoute
from server.pages.render import page

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/setup")
async def setup(request: Request) -> Response:
    """A form for the first admin's name and password."""
    return page(request, "setup.html")
