"""Whether the server is well, for people and machines that watch it. Nothing personal, no figures of the office."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse

from server.gate.context import house

router = APIRouter(tags=["operation"])


@router.get("/health")
async def health(request: Request) -> dict[str, Any]:
    """
    Whether the server answers, how many offices it has, which of them wait for a person to confirm the clock, and which of
    them have a journal that somebody or something changed.
    """
    desk = house(request).desk
    doubted = sorted(id_ for id_ in desk.offices if desk.clock_in_doubt(id_))
    return {
        "status": "journal_broken" if desk.broken else "clock_wrong" if doubted else "ok",
        "offices": len(desk.offices),
        "clock_in_doubt": doubted,
        "journal_broken": sorted(desk.broken),
    }


@router.get("/metrics", response_class=PlainTextResponse)
async def metrics(request: Request) -> str:
    """A few gauges per office in the Prometheus text form."""
    desk = house(request).desk
    lines = ["# TYPE antrean_journal_seq counter", "# TYPE antrean_tickets_live gauge", "# TYPE antrean_waiting gauge"]
    for id_, office in sorted(desk.offices.items()):
        lines.append(f'antrean_journal_seq{{office="{id_}"}} {office.seq}')
        lines.append(f'antrean_tickets_live{{office="{id_}"}} {len(office.tickets)}')
        lines.append(f'antrean_waiting{{office="{id_}"}} {sum(office.waiting.values())}')
    lines.append("# TYPE antrean_followers gauge")
    for (id_, view), count in sorted(desk.hub.followers().items()):
        lines.append(f'antrean_followers{{office="{id_}",view="{view}"}} {count}')
    return "\n".join(lines) + "\n"
