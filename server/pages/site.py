"""The HTML pages: added to the application in one place."""

from __future__ import annotations

from fastapi import FastAPI

from server.pages import (
    admin,
    admin_books,
    admin_counters,
    admin_fairness,
    admin_hours,
    admin_policy,
    admin_procedures,
    admin_setup,
    admin_trouble,
    complaints,
    front,
    registers,
    setup,
    sign_in,
    staff_desk,
    staff_follow,
    staff_list,
    staff_paper,
    station,
)
from server.pages.assets import add_assets

#: Every room of pages; each is an `APIRouter(route_class=PageRoute, include_in_schema=False)`.
ROUTERS = (
    front.router,
    admin.router,
    admin_counters.router,
    admin_fairness.router,
    admin_policy.router,
    admin_books.router,
    admin_hours.router,
    admin_trouble.router,
    admin_procedures.router,
    admin_setup.router,
    setup.router,
    station.router,
    sign_in.router,
    staff_list.router,
    staff_paper.router,
    complaints.router,
    registers.router,
    staff_follow.router,
    staff_desk.router,
)


def add_pages(app: FastAPI) -> None:
    """Add every page and the static files."""
    add_assets(app)
    for router in ROUTERS:
        app.include_router(router)
