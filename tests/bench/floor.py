"""What a path is held against: each necessary part of it alone, as the median seconds of doing it again and again."""

from __future__ import annotations

import sqlite3
import statistics
import time
import uuid
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from kiosk.ledger import Ledger
from printer.raster import Paper, encode
from printer.slip import AnySlip, draw
from server.protocol import Issue, Issued
from tests.bench.http_client import Caller, get


def commit_p50(folder: Path, *, count: int) -> float:
    """Median seconds of one durable SQLite commit of one small row (WAL, full sync)."""
    with sqlite3.connect(folder / "bare.db", isolation_level=None) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("CREATE TABLE IF NOT EXISTS rows (text TEXT)")
        times = []
        for place in range(count):
            began = time.perf_counter()
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO rows VALUES (?)", ("x" * 300 + str(place),))
            connection.execute("COMMIT")
            times.append(time.perf_counter() - began)
    connection.close()
    return statistics.median(times)


async def hello_p50(port: int, *, count: int) -> float:
    """Median seconds of the hello route, one caller."""
    caller, times, request = await Caller("127.0.0.1", port).open(), [], get("/hello")
    for _ in range(count):
        began = time.perf_counter()
        await caller.ask(request)
        times.append(time.perf_counter() - began)
    await caller.close()
    return statistics.median(times)


def ledger_p50(folder: Path, *, issued: Issued, slip: AnySlip, count: int) -> float:
    """Median seconds of the kiosk's one commit of a number with its print job, in a ledger of its own."""
    ledger, times = Ledger(folder / "ledger.sqlite"), []
    for _ in range(count):
        number = replace(issued, ticket_id=uuid.uuid4().hex)
        ledger.keep_request(Issue(request_id=number.ticket_id, service=number.service), at=datetime.now(UTC))
        began = time.perf_counter()
        ledger.keep_number(number, slip=slip)
        times.append(time.perf_counter() - began)
    ledger.close()
    return statistics.median(times)


def drawing_p50(slip: AnySlip, *, paper: Paper, count: int) -> float:
    """Median seconds from a slip as a value to the bytes of its print job."""
    times = []
    for _ in range(count):
        began = time.perf_counter()
        encode(draw(slip, width=paper.width), paper=paper)
        times.append(time.perf_counter() - began)
    return statistics.median(times)
