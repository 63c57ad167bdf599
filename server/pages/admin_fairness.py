"""*Keadilan antrean*: who was overtaken in line on a day, by which rule or whose choice, counter by counter. Reads only."""

from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlencode

from fastapi import APIRouter, Request, Response

from server.gate.complaints import hidden_tickets
from server.gate.context import house
from server.gate.figures import read_fairness
from server.pages.admin import asked_day
from server.pages.admin_frame import enter, framed
from server.pages.admin_today import up
from server.pages.guard import PageRoute
from server.queue.policy import policy_of
from server.queue.sentences import rule
from server.views.public import priority_names

router = APIRouter(route_class=PageRoute, include_in_schema=False)

#: Visitors shown before the rest is left to the table.
MOST_SHOWN = 50


@router.get("/admin/{office}/fairness")
async def fairness_page(request: Request, office: str) -> Response:
    """A day's fairness; `day` (YYYY-MM-DD) shows a day that is over."""
    here, who = enter(request, office, verb="see_figures")
    assert here.settings is not None and here.day is not None
    day = asked_day(request) or here.day
    hidden = await hidden_tickets(house(request), here, who)
    _, found = await read_fairness(house(request), here, first=day, last=day, hidden=hidden)
    plates = {counter.id: counter.plate for counter in here.settings.counters}

    def day_link(by: int) -> str:
        wanted = day + timedelta(days=by)
        query = "" if wanted == here.day else "?" + urlencode({"day": wanted.isoformat()})
        return f"/admin/{office}/fairness{query}"

    def rule_at(counter: str) -> object:
        return rule(policy_of(here, counter=counter), groups=priority_names(here))

    return framed(
        request,
        "admin_fairness.html",
        office=here,
        who=who,
        tab="/fairness",
        day=day,
        today=here.day,
        found=found,
        plates=plates,
        shown=found.visitors[:MOST_SHOWN],
        rule_at=rule_at,
        up=up,
        day_link=day_link,
        csv=f"/api/v1/offices/{office}/stats/fairness.csv?" + urlencode({"from": _iso(day), "to": _iso(day)}),
    )


def _iso(day: date) -> str:
    return day.isoformat()
