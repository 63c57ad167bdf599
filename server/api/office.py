"""An office's own documents over HTTP: which offices there are, their settings, and a doubted clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request

from server import access
from server.gate.context import caller, house, names, reply, submit
from server.protocol import (
    CloseDayRule,
    GoOn,
    LaneAway,
    OpenSpan,
    SetDays,
    SpecialDayPart,
    StopClock,
    TicketReply,
    plain,
)

router = APIRouter(prefix="/api/v1", tags=["offices"])


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """POST confirm-clock."""

    request_id: str


@router.get("/offices")
async def offices(request: Request) -> list[dict[str, Any]]:
    """All offices of this server: id and name. Open to everybody."""
    return [{"office": id_, "name": name} for id_, name in names(house(request))]


@router.post("/offices/{office}/confirm-clock")
async def confirm_clock(request: Request, office: str, body: Confirm) -> TicketReply:
    """A person says the server's clock is right after all; a waiting day roll then happens."""
    return reply(await submit(request, office, verb="confirm_clock", message=body))


@router.get("/offices/{office}/days")
async def days(request: Request, office: str) -> list[SpecialDayPart]:
    """The dates that differ from the week, as they were decided, in order."""
    here = house(request).desk.office(office)
    access.permit(caller(request), "see_staff", office=office)
    return [
        SpecialDayPart(
            day=each.day,
            kind=each.kind,
            open=each.open,
            hours=tuple(OpenSpan(opens=span.opens, closes=span.closes) for span in each.hours),
            name=each.name,
            source=each.source,
        )
        for each in here.days.values()
    ]


@router.post("/offices/{office}/days")
async def set_days(request: Request, office: str, body: SetDays) -> TicketReply:
    """Decide about dates: closed, open, or open at hours of their own; `remove` makes a date usual again."""
    options = {"days": plain(body.days), "remove": plain(body.remove)}
    return reply(await submit(request, office, verb="set_days", message=body, options=options))


@router.post("/offices/{office}/close-day-rule")
async def close_day_rule(request: Request, office: str, body: CloseDayRule) -> TicketReply:
    """Choose what becomes of visitors still waiting when the day ends: served, or first on the next working day."""
    return reply(await submit(request, office, verb="close_day_rule", message=body, options={"rule": body.rule}))


def _add_lane_verb(path: str) -> None:
    verb = path.replace("-", "_")

    async def say(request: Request, office: str, lane: str, body: LaneAway) -> TicketReply:
        options = {
            "lane": lane,
            "until": body.until,
            "day": body.day,
            "tomorrow": body.tomorrow,
            "reason": body.reason,
            "by": body.by,
            "capacity": body.capacity,
        }
        return reply(await submit(request, office, verb=verb, message=body, options=options))

    router.post(f"/offices/{{office}}/lanes/{{lane}}/{path}", name=verb)(say)


for _path in ("lane-absent", "cover-lane", "lane-back"):
    _add_lane_verb(_path)


@router.post("/offices/{office}/stop-clock")
async def stop_clock(request: Request, office: str, body: StopClock) -> TicketReply:
    """*Gangguan sistem*: the office's clock stands still for those concerned until `go-on`."""
    options = {"reason": body.reason, "services": body.services, "lanes": body.lanes}
    return reply(await submit(request, office, verb="stop_clock", message=body, options=options))


@router.post("/offices/{office}/go-on")
async def go_on(request: Request, office: str, body: GoOn) -> TicketReply:
    """A stoppage is over, or all of them are."""
    return reply(await submit(request, office, verb="go_on", message=body, options={"stoppage": body.stoppage}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """POST configure: a `sop.model.Office` as JSON values."""

    request_id: str
    document: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """
    POST publish: a `sop.model.Procedure` as JSON values.

    `replaces`: the version its author saw, 0 for a new procedure; None: whichever is in force.
    """

    request_id: str
    document: dict[str, Any]
    replaces: int | None = None


for _kind in (Confirm, Document, Published):
    # Read by pydantic: a field they do not have is refused.
    setattr(_kind, "__pydantic_config__", {"extra": "forbid"})  # noqa: B010


@router.post("/offices/{office}/configure")
async def configure(request: Request, office: str, body: Document) -> TicketReply:
    """New settings of an office, or a new office; earlier ones stay in the journal."""
    options = {"document": body.document}
    return reply(await submit(request, office, verb="configure", message=body, options=options, configured=False))


@router.post("/offices/{office}/publish")
async def publish(request: Request, office: str, body: Published) -> TicketReply:
    """A new version of a procedure; tickets finish under the version they started with."""
    options = {"document": body.document, "replaces": body.replaces}
    return reply(await submit(request, office, verb="publish", message=body, options=options, configured=False))
