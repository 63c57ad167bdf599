"""What every admin page stands in: whose office, who reads, and which tabs they may open. Shows nothing by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import Request, Response

from server import access
from server.access import Principal, visible
from server.gate.context import house
from server.pages.guard import person
from server.pages.render import page
from server.queue.office import Office
from server.views.doors import empty_year, stoppages


def enter(request: Request, office_id: str, *, verb: str) -> tuple[Office, Principal]:
    """The office and the person, who must be allowed `verb`. Raises: Refusal `office_unknown`, `sign_in`, `not_permitted`."""
    office = house(request).desk.office(office_id)
    who = person(request, verb, office=office_id)
    return visible(office, who), who


def framed(
    request: Request, template: str, *, office: Office, who: Principal, tab: str, headers: Mapping[str, str] | None = None,
    **context: Any,
) -> Response:  # fmt: skip
    """A page inside the admin frame; `tab` is the path of its tab behind `/admin/{office}`."""
    return page(request, template, headers=headers, **frame(office, who, tab=tab), **context)


def frame(office: Office, who: Principal, *, tab: str) -> dict[str, Any]:
    """What the frame's template needs."""
    return {
        "office": office.settings,
        "verbs": access.TABLE[who.role],
        "tab": tab,
        "empty_year": empty_year(office),
        "trouble": stoppages(office),
    }
