"""
(3) From a touch on *Ambil nomor* to the number on the screen, and to the last byte of the slip at the printer port.

The floor is each necessary part alone: hello, one durable commit at the server, one in the kiosk's ledger, drawing and
encoding that same slip. Both ways a kiosk can change its pages are measured. Server on one core; kiosk and port on the other.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from printer.raster import Paper, encode
from printer.record import decode_slip
from printer.slip import AnySlip, draw
from server.client.pairing import Credential, save_credential
from server.look.tokens import SCREEN_CHANGE
from server.protocol import Issued, decode
from tests.bench.figures import spread
from tests.bench.floor import commit_p50, drawing_p50, hello_p50, ledger_p50
from tests.bench.printer_port import PrinterPort
from tests.bench.served import ROOT, paired

#: The office and service of the pictures: twenty tiles on the first page.
OFFICE: Final = "kecamatan-metro-selatan"
SERVICE: Final = "000-01"
PAPER: Final = Paper()
_FADE: Final = f"{SCREEN_CHANGE.total_seconds() * 1000:.0f} ms"
#: How pages change: its touches over all groups, the seconds they may take, its options. A machine that is busy with
#: something else makes fewer touches in that time, and the report says how many.
WAYS: Final = (
    (f"pages fade, as it comes (the {_FADE} of the fade are in the first figure)", 40, 30.0, ()),
    ("pages change at once (--reduced-motion)", 20, 8.0, ("--still",)),
)
#: Of one group, at least.
FEWEST: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One group of visits: seconds from each touch to the screen and to the port, and what the last visitor was given."""

    screen: Sequence[float]
    port: Sequence[float]
    issued: Issued
    slip: AnySlip


class Visitors:
    """The kiosk's process."""

    def __init__(self, state: Path, *options: str, server: str, port: PrinterPort) -> None:
        self._port = port
        self._log = state.with_suffix(".log").open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.visits", server, str(state), port.uri, SERVICE, *options],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def group(self, count: int, *, seconds: float) -> Group:
        """
        That many visits, one after the other, or as many as begin within the time, one at least.

        Raises: RuntimeError, queue.Empty.
        """
        assert self._process.stdin is not None
        # A kiosk that has ended says why in its log, which is read where its answer is missing.
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.write(f"{count} {seconds}\n")
            self._process.stdin.flush()
        said = self._said()
        slips = [self._port.next_slip() for _ in said["touched"]]
        found = Group(
            screen=[shown - touched for touched, shown in zip(said["touched"], said["shown"], strict=True)],
            port=[slip.at - touched for touched, slip in zip(said["touched"], slips, strict=True)],
            issued=decode(Issued, said["issued"]),
            slip=decode_slip(said["slip"]),
        )
        if slips[-1].job != encode(draw(found.slip, width=PAPER.width), paper=PAPER):
            raise RuntimeError("what came to the printer port is not this visitor's slip")
        return found

    def _said(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the kiosk ended: {Path(self._log.name).read_text()[-1000:]}")
        found: dict[str, Any] = json.loads(line)
        return found

    def __enter__(self) -> Self:
        if "ready" not in self._said():
            raise RuntimeError("the kiosk did not say that it is ready")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        self._process.wait(timeout=30)
        self._log.close()


def touch_ratio(folder: Path, port: int, hello_port: int, *, pairs: int) -> None:
    """Measure and print both ways of changing pages; the floor and the visits in turn."""
    server = f"http://127.0.0.1:{port}"
    made = paired(folder / "third", "kiosk", office=OFFICE)
    credential = Credential(address=server, office=made["office"], device=made["device"], credential=made["credential"])
    for place, (way, touches, seconds, options) in enumerate(WAYS):
        state = folder / f"kiosk-{place}"
        save_credential(state / "credential.json", credential)
        with PrinterPort() as printer, Visitors(state, *options, server=server, port=printer) as visitors:
            # The first visitors of the day wait for imports and for letters drawn for the first time.
            first = visitors.group(3, seconds=3)
            floors, groups = [], []
            for _ in range(pairs):
                floors.append(_floor(folder, hello_port, group=first))
                groups.append(visitors.group(max(FEWEST, touches // pairs), seconds=seconds / pairs))
        _print(way, floors, groups)


def _floor(folder: Path, hello_port: int, *, group: Group) -> tuple[float, float, float, float]:
    return (
        asyncio.run(hello_p50(hello_port, count=200)),
        commit_p50(folder, count=100),
        ledger_p50(folder, issued=group.issued, slip=group.slip, count=50),
        drawing_p50(group.slip, paper=PAPER, count=8),
    )


def _print(way: str, floors: Sequence[tuple[float, ...]], groups: Sequence[Group]) -> None:
    count = sum(len(each.port) for each in groups)
    print(f"  {way}: {count} touches in {len(groups)} groups")
    for name, times in (
        ("number on the screen", [each.screen for each in groups]),
        ("last byte at the port", [each.port for each in groups]),
    ):
        middles = [statistics.median(each) * 1000 for each in times]
        slowest = [max(each) * 1000 for each in times]
        tail = _at([time for each in times for time in each], 0.99) * 1000
        print(
            f"      {name}: p50 {spread(middles)} ms, p99 of all {tail:.2f} ms, slowest of a group {spread(slowest)} ms"
        )
    parts = " + ".join(
        f"{name} {statistics.median(part) * 1000:.2f}"
        for name, part in zip(("hello", "commit", "ledger", "drawing"), zip(*floors, strict=True), strict=True)
    )
    ratios = [statistics.median(each.port) / sum(floor) for each, floor in zip(groups, floors, strict=True)]
    print(f"      last byte p50 over ({parts} ms) {spread(ratios)}   no aim stated")


def _at(times: Sequence[float], share: float) -> float:
    """The time that `share` (0..1) of them kept; of few, the slowest."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
