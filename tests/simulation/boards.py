"""A wall board of a simulated office: it follows the feed through cuts and dying servers, and must show what a new one would."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from server.hub import Hub
from tests.simulation.auditor import Violation

if TYPE_CHECKING:
    from server.hub import Follower
    from tests.simulation.network import Process
    from tests.simulation.people import Place
    from tests.simulation.world import World


async def board(world: World, place: Place) -> None:
    """Follow, lose the line, come back; after every frame compare with what a board would see that starts now."""
    chance = world.chance
    parts: dict[str, Any] = {}
    seq: int | None = None
    while True:
        await world.servers.any()
        process = chance.choice(world.servers.up)
        office = process.desk.offices.get(place.id)
        if office is None or office.settings is None:
            await asyncio.sleep(5)
            continue
        follower = process.desk.hub.follow(office, view="board", since=seq)
        lasts = world.loop.time() + chance.uniform(100, 30_000)
        while world.loop.time() < lasts:
            text = await _next(process, follower, within=lasts - world.loop.time())
            if text is None:
                break
            frame = json.loads(text)
            seq = _taken_in(frame, parts, seq)
            if chance.random() < 0.05:
                _compare(process, place, parts, follower)
        process.desk.hub.leave(place.id, "board", follower)
        await asyncio.sleep(chance.uniform(0, 300))


async def _next(process: Process, follower: Follower, *, within: float) -> str | None:
    """The next frame; None when the line is cut, the server died or it is time to go."""
    waits = asyncio.ensure_future(follower.frames.get())
    either: set[asyncio.Future[Any]] = {waits, process.died}
    await asyncio.wait(either, timeout=within, return_when=asyncio.FIRST_COMPLETED)
    if not waits.done():
        waits.cancel()
        return None
    return waits.result()


def _taken_in(frame: dict[str, Any], parts: dict[str, Any], seq: int | None) -> int:
    if frame["type"] == "snapshot":
        parts.clear()
    elif frame["type"] == "change" and frame["prev"] != seq:
        raise Violation("a change follows what the board has", None, f"{frame['prev']} after {seq}")
    parts.update(frame["parts"])
    return int(frame["seq"])


def _compare(process: Process, place: Place, parts: dict[str, Any], follower: Follower) -> None:
    if not follower.frames.empty():
        return
    fresh = Hub(clock=process.desk.clock.now)
    shown = json.loads(fresh.snapshot(process.desk.offices[place.id], view="board"))
    if shown["parts"] != parts:
        wrong = [name for name in shown["parts"] if shown["parts"][name] != parts.get(name)]
        raise Violation("a board shows what a new one would", None, f"{place.id}: {', '.join(wrong)}")
