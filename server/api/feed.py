"""What can be followed or read: the websocket feed of each view, its snapshot, services and the board."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, Request, WebSocket
from starlette.websockets import WebSocketDisconnect

from server import access
from server.gate.context import caller, house
from server.hub import Follower, Hub
from server.protocol import BEAT_SECONDS, KioskService
from server.queue.command import Refusal
from server.views import public
from server.views.feeds import PARTS

router = APIRouter(prefix="/api/v1/offices/{office}", tags=["views"])

#: Websocket close codes of ours: not signed in, not permitted, no such office or view, too slow.
CLOSE = {401: 4401, 403: 4403, 404: 4404}
TOO_SLOW = 4408


@router.get("/services")
async def services(request: Request, office: str) -> tuple[KioskService, ...]:
    """Everything citizens can come for. Open to everybody: nothing in it is secret."""
    return public.kiosk_services(house(request).desk.office(office))


@router.get("/board")
async def board(request: Request, office: str) -> dict[str, Any]:
    """The snapshot frame of the board's feed."""
    return _snapshot(request, office, "board")


@router.get("/snapshot")
async def snapshot(request: Request, office: str, view: str) -> dict[str, Any]:
    """The snapshot frame of any view."""
    return _snapshot(request, office, view)


def _snapshot(request: Request, office: str, view: str) -> dict[str, Any]:
    found = house(request)
    if view not in PARTS:
        raise Refusal("view_unknown", status=404, view=view)
    here = found.desk.office(office)
    access.permit(caller(request), f"see_{view}", office=office)
    value: dict[str, Any] = json.loads(found.desk.hub.snapshot(here, view=view))
    return value


@router.websocket("/feed")
async def feed(socket: WebSocket, office: str, view: str, since: int | None = None) -> None:
    """Follow a view: a snapshot (or `current`, when nothing changed since), then changes and beats."""
    found = house(socket)
    try:
        if view not in PARTS:
            raise Refusal("view_unknown", status=404, view=view)
        found.desk.office(office)
        access.permit(caller(socket), f"see_{view}", office=office)
    except Refusal as refusal:
        # Refusing the handshake gives the client a plain 403; the reason is in the server's log.
        await socket.close(code=CLOSE.get(refusal.status, 4403))
        return
    await socket.accept()
    # Asked for anew: while the handshake was on its way a commit may have put another office in its place.
    follower = found.desk.hub.follow(found.desk.office(office), view=view, since=since)
    reading = asyncio.create_task(_until_closed(socket))
    sending = asyncio.create_task(_send(socket, follower.frames))
    beating = asyncio.create_task(_beat(socket, follower, found.desk.hub, view))
    try:
        await asyncio.wait((reading, sending, beating), return_when=asyncio.FIRST_COMPLETED)
    finally:
        found.desk.hub.leave(office, view, follower)
        for task in (reading, sending, beating):
            task.cancel()
        await asyncio.gather(reading, sending, beating, return_exceptions=True)


async def _beat(socket: WebSocket, follower: Follower, hub: Hub, view: str) -> None:
    """
    Say that the line is alive, and look whether its owner may still listen: revoked or signed out, it ends within a beat.

    Apart from sending, because a timer set and taken back for every frame and board costs more than the frame.
    """
    while True:
        await asyncio.sleep(BEAT_SECONDS)
        if caller(socket) is None:
            await socket.close(code=CLOSE[401])
            return
        if follower.frames.empty():
            follower.offer(hub.beat(view))


async def _send(socket: WebSocket, frames: asyncio.Queue[str | None]) -> None:
    while True:
        text = await frames.get()
        if text is None:
            await socket.close(code=TOO_SLOW)
            return
        await socket.send_text(text)


async def _until_closed(socket: WebSocket) -> None:
    """Followers say nothing; reading notices that they left."""
    with suppress(WebSocketDisconnect):
        while True:
            await socket.receive_text()
