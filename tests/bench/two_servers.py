"""(5) Two servers on one PostgreSQL database and one busy office: their 99th percentile over that of one server alone."""

from __future__ import annotations

import asyncio
import os
import statistics
import uuid
from pathlib import Path

from tests.bench.figures import spread, verdict
from tests.bench.http_client import Load, load, post
from tests.bench.served import CORES, Process, antrean, device, free_port
from tests.postgres import Cluster, missing

OFFICE = "kelurahan-rejomulyo"
SERVICE = "002-01"
CALLERS = 16
#: Aims (realistic, ambitious) of LIMITS 4.7.
AIMS = (2.5, 1.5)


async def _loaded(ports: list[int], secret: str, *, seconds: float) -> Load:
    path = f"/api/v1/offices/{OFFICE}/tickets"

    def ticket() -> bytes:
        return post(path, {"request_id": uuid.uuid4().hex, "service": SERVICE, "priority": False}, secret=secret)

    found = await asyncio.gather(
        *(load(port, callers=CALLERS // len(ports), seconds=seconds, request=ticket, status=201) for port in ports)
    )
    return Load(rate=sum(each.rate for each in found), times=sorted(time for each in found for time in each.times))


def two_servers(folder: Path, *, pairs: int, seconds: float) -> None:
    """The same callers at one server and shared by two, in turn. Server, database and load share the machine's cores."""
    why_not = missing()
    if why_not is not None:
        print(f"  {why_not}")
        return
    cluster = Cluster(durable=True)
    os.sched_setaffinity(0, set(CORES))
    try:
        where = cluster.empty()
        running: list[Process] = []
        for name in ("one", "two"):
            data = folder / name
            data.mkdir()
            (data / "database").write_text(where)
            running.append(antrean(data, port=free_port()))
            os.sched_setaffinity(running[-1].pid, set(CORES))
        try:
            secret = device(folder / "one", "kiosk", office=OFFICE)
            ports = [each.port for each in running]
            asyncio.run(_loaded(ports, secret, seconds=1.0))
            found = [
                (
                    asyncio.run(_loaded(ports[:1], secret, seconds=seconds)),
                    asyncio.run(_loaded(ports, secret, seconds=seconds)),
                )
                for _ in range(pairs)
            ]
        finally:
            for each in running:
                each.__exit__(None, None, None)
        # Nobody's number twice, none left out.
        say = f"SELECT COUNT(*), COUNT(DISTINCT number), MAX(running) FROM tickets WHERE office = '{OFFICE}'"
        [(count, distinct, highest)] = cluster.say(say, at=where.rpartition("/")[2])
    finally:
        cluster.stop()
    one, two = (statistics.median(pair[place].rate for pair in found) for place in (0, 1))
    tails = [both.at(0.99) / alone.at(0.99) for alone, both in found]
    ms = [statistics.median(pair[place].at(0.99) * 1000 for pair in found) for place in (0, 1)]
    print(
        f"  {CALLERS} callers: one server {one:,.0f} tickets/s, p99 {ms[0]:.1f} ms; two {two:,.0f}/s, p99 {ms[1]:.1f} ms"
    )
    print(f"      p99 two / one {spread(tails)}   {verdict(statistics.median(tails), *AIMS)}")
    print(f"      {count:,} tickets, {distinct:,} numbers, the highest {highest:,}")
