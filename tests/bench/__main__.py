"""
python -m tests.bench: what the server does, as ratios to something next to it in the same minute.

A and B alternate in one run; each figure is the median of at least five pairs with its lowest and highest. The server runs on
one core, the load on another. Loopback only; about ten minutes. Prints machine, ratio and aim; fails where a request fails.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any

from tests.bench.board import follow
from tests.bench.core import core
from tests.bench.figures import machine, spread, verdict
from tests.bench.floor import commit_p50, hello_p50
from tests.bench.http_client import Caller, Load, get, load, post
from tests.bench.kiosk import touch_ratio
from tests.bench.served import CORES, antrean, device, free_port, hello, said
from tests.bench.start import starts
from tests.bench.two_servers import two_servers

OFFICE = "kelurahan-rejomulyo"
SERVICE = "002-01"
#: Callers → aims (realistic, ambitious): rate over the hello rate, and p99 over its p99 (LIMITS 4.7).
ISSUE_AIMS = {1: (0.20, 0.28, 5.0, 3.5), 8: (0.25, 0.38, 3.5, 2.0), 32: (0.35, 0.55, 3.0, 1.7)}
#: Boards → aims (realistic, ambitious): call-next to frame over hello plus one durable commit.
CALL_AIMS = {1: (2.2, 1.6), 100: (3.5, 2.5)}


async def issue_rate(port: int, hello_port: int, secret: str, *, pairs: int, seconds: float) -> None:
    """(1) A ticket through the public API over a route that does nothing."""
    path = f"/api/v1/offices/{OFFICE}/tickets"

    def ticket() -> bytes:
        return post(path, {"request_id": uuid.uuid4().hex, "service": SERVICE, "priority": False}, secret=secret)

    greeting = get("/hello")
    for callers, (low, high, slow, quick) in ISSUE_AIMS.items():
        found: list[tuple[Load, Load]] = []
        for _ in range(pairs):
            base = await load(hello_port, callers=callers, seconds=seconds, request=lambda: greeting, status=200)
            own = await load(port, callers=callers, seconds=seconds, request=ticket, status=201)
            found.append((own, base))
        rates = [own.rate / base.rate for own, base in found]
        tails = [own.at(0.99) / base.at(0.99) for own, base in found]
        tickets, greetings = (statistics.median(pair[side].rate for pair in found) for side in (0, 1))
        print(f"  {callers:3d} callers: {tickets:,.0f} tickets/s, hello {greetings:,.0f}/s")
        print(f"      rate / hello {spread(rates)}   {verdict(statistics.median(rates), low, high)}")
        print(f"      p99 / hello  {spread(tails)}   {verdict(statistics.median(tails), slow, quick)}")


async def call_to_frame(port: int, clerk: str, kiosk: str, board: str, *, boards: int, count: int) -> float:
    """Median seconds from call-next to the frame at the last board, one call at a time."""
    base = f"/api/v1/offices/{OFFICE}"
    caller, issuer = await Caller("127.0.0.1", port).open(), await Caller("127.0.0.1", port).open()

    async def say(path: str, **fields: Any) -> Any:
        status, body = await caller.ask(post(base + path, {"request_id": uuid.uuid4().hex, **fields}, secret=clerk))
        if status != 200:
            raise RuntimeError(f"{path}: {status} {body[:200]!r}")
        return json.loads(body)

    await say("/counters/1/open")
    lines = [await follow(port, f"{base}/feed?view=board", secret=board) for _ in range(boards)]
    times = []
    for _ in range(count):
        body = {"request_id": uuid.uuid4().hex, "service": SERVICE}
        status, _answer = await issuer.ask(post(f"{base}/tickets", body, secret=kiosk))
        assert status == 201
        request = post(f"{base}/counters/1/call-next", {"request_id": uuid.uuid4().hex}, secret=clerk)
        # The frame a board is about to see: whichever call is newer than all it has.
        waiting = [line.next_call() for line in lines]
        began = time.perf_counter()
        status, text = await caller.ask(request)
        if status != 200:
            raise RuntimeError(f"call-next: {status} {text[:200]!r}")
        seen = await asyncio.gather(*waiting)
        times.append(max(seen) - began)
        await say(f"/tickets/{json.loads(text)['ticket_id']}/cancel")
    for line in lines:
        line.close()
    await say("/counters/1/close")
    await caller.close()
    await issuer.close()
    return statistics.median(times)


async def call_ratio(
    folder: Path, port: int, hello_port: int, secrets: tuple[str, str, str], *, pairs: int, count: int
) -> None:
    """(2) Call-next to the frame at a board over hello plus one durable commit."""
    clerk, kiosk, board = secrets
    for boards, (realistic, ambitious) in CALL_AIMS.items():
        ratios, frames = [], []
        for _ in range(pairs):
            floor = await hello_p50(hello_port, count=300) + commit_p50(folder, count=200)
            frame = await call_to_frame(port, clerk, kiosk, board, boards=boards, count=count)
            ratios.append(frame / floor)
            frames.append(frame * 1000)
        print(f"  {boards:3d} boards: p50 {spread(frames)} ms")
        print(
            f"      over (hello + commit) {spread(ratios)}   {verdict(statistics.median(ratios), realistic, ambitious)}"
        )


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=1.5, help="of each stretch of load")
    parser.add_argument("--events", type=int, default=500_000, help="of the journal whose start is measured")
    parser.add_argument("--only", choices=("issue", "call", "kiosk", "core", "start", "two-servers"))
    options = parser.parse_args()
    os.sched_setaffinity(0, {CORES[-1]})
    print(machine())
    print(f"{options.pairs} pairs, server on core {CORES[0]}, load on core {CORES[-1]}; median [lowest-highest]")
    if options.only in (None, "core"):
        print("(0) the core alone: decide and apply, events a second of processor time")
        core(pairs=options.pairs)
    if options.only == "core":
        return
    with tempfile.TemporaryDirectory(prefix="antrean-bench-") as name:
        folder = Path(name)
        port, hello_port = free_port(), free_port()
        if options.only in (None, "issue", "call"):
            _by_clerks(folder, port, hello_port, options=options)
        if options.only in (None, "kiosk"):
            with antrean(folder / "third", port=port), hello(folder, port=hello_port):
                print("(3) kiosk touch to the number on the screen, and to the last byte at the printer port")
                touch_ratio(folder, port, hello_port, pairs=options.pairs)
        if options.only in (None, "start"):
            print("(4) start of an office over a SHA-256 pass of its journal")
            starts(folder, pairs=options.pairs, events=options.events)
        if options.only in (None, "two-servers"):
            print("(5) two servers on one PostgreSQL database, one busy office")
            two_servers(folder, pairs=options.pairs, seconds=max(options.seconds, 3.0))


def _by_clerks(folder: Path, port: int, hello_port: int, *, options: argparse.Namespace) -> None:
    """(1) and (2), where no kiosk is needed."""
    with antrean(folder / "data", port=port), hello(folder, port=hello_port):
        data = folder / "data"
        kiosk, board = (device(data, kind, office=OFFICE) for kind in ("kiosk", "board"))
        station = device(data, "station", office=OFFICE)
        said(data, "account", "Bench", "--role", "clerk", "--office", OFFICE, typed="bench password\n")
        clerk = asyncio.run(_sign_in(port, station))
        if options.only in (None, "issue"):
            print("(1) issue a ticket over the API, durable, over a FastAPI route that does nothing")
            asyncio.run(issue_rate(port, hello_port, kiosk, pairs=options.pairs, seconds=options.seconds))
    # A fresh office for the second: the line of thousands that the first leaves is no morning of an office.
    if options.only in (None, "call"):
        with antrean(folder / "second", port=port), hello(folder, port=hello_port):
            data = folder / "second"
            kiosk, board = (device(data, kind, office=OFFICE) for kind in ("kiosk", "board"))
            said(data, "account", "Bench", "--role", "clerk", "--office", OFFICE, typed="bench password\n")
            clerk = asyncio.run(_sign_in(port, station))
            print("(2) call-next to the frame at the last board")
            secrets = (clerk, kiosk, board)
            asyncio.run(call_ratio(folder, port, hello_port, secrets, pairs=options.pairs, count=60))


async def _sign_in(port: int, secret: str) -> str:
    caller = await Caller("127.0.0.1", port).open()
    body = {"name": "Bench", "password": "bench password", "office": OFFICE}
    status, text = await caller.ask(post("/api/v1/sessions", body, secret=secret))
    await caller.close()
    if status != 201:
        raise RuntimeError(f"sign-in: {status} {text!r}")
    found: str = json.loads(text)["secret"]
    return found


if __name__ == "__main__":
    main()
