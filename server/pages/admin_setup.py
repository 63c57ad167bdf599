"""
The admin's lists: people and devices of an office; its procedures are `admin_procedures`. Reads only.

What changes something goes as JSON to the API (accounts, pairings, devices); the pages' script sends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request, Response

from server.access import PEOPLE
from server.gate.context import House, house
from server.pages.admin_frame import enter, framed
from server.pages.guard import PageRoute
from server.protocol import DeviceState
from server.queue.office import Office
from server.store.accounts import Account

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An account as the list shows it. `ends`: whether the reader may end it (not their own, not an admin of all offices)."""

    account: Account
    since: datetime
    ends: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A paired device; `said_at` local, `state` what it last said of itself, both None since the server started."""

    id: str
    kind: str
    name: str
    since: datetime
    said_at: datetime | None
    state: DeviceState | None


@router.get("/admin/{office}/accounts")
async def accounts_page(request: Request, office: str) -> Response:
    """People who may sign in here, and the form for a new one."""
    here, who = enter(request, office, verb="accounts")
    assert here.settings is not None
    local = here.calendar.local
    people = [
        Person(
            account=each,
            since=local(each.created_at),
            ends=each.id != who.id and not (each.office is None and who.office is not None),
        )
        for each in house(request).accounts.accounts(office)
    ]
    lanes = [lane for lane in here.settings.lanes if not lane.applicant]
    return framed(
        request,
        "admin_accounts.html",
        office=here,
        who=who,
        tab="/accounts",
        people=people,
        roles=PEOPLE,
        lanes=lanes,
        lane_names={lane.id: lane.name for lane in here.settings.lanes},
    )


@router.get("/admin/{office}/devices")
async def devices_page(request: Request, office: str) -> Response:
    """Paired devices with what each last said, and those that show a code and wait to be let in."""
    here, who = enter(request, office, verb="devices")
    found = house(request)
    return framed(
        request,
        "admin_devices.html",
        office=here,
        who=who,
        tab="/devices",
        devices=_devices(found, here),
        waiting=found.pairings.waiting(now=found.desk.clock.now()),
    )


def _devices(found: House, office: Office) -> list[Device]:
    assert office.settings is not None
    local = office.calendar.local
    devices = []
    for each in found.accounts.devices(office.id):
        said = found.device_states.get(each.id)
        devices.append(
            Device(
                id=each.id,
                kind=each.kind,
                name=each.name,
                since=local(each.created_at),
                said_at=local(datetime.fromisoformat(said[0])) if said is not None else None,
                state=said[1] if said is not None else None,
            )
        )
    return devices
