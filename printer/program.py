"""
The printer as a program of its own: staff ask for slips, this prints each once and says what became of it.

Wires the line, the ledger, the spool and the pairing together in one loop: other threads (line, spool, pairing) only put
what came into its queue. Knows no screen; when something has to be said to a person, it is printed or logged.
"""

from __future__ import annotations

import logging
import queue
import sqlite3
import time
from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Literal

from printer.asked_for import asked_for
from printer.device import Device
from printer.events import Answered, JobMoved, PrinterMoved, ShutOut, Stop
from printer.ledger import Ledger
from printer.raster import Paper
from printer.setup_slips import draw_pairing_slip
from printer.spool import JobState, Spool
from printer.status import READY_STATES, State
from printer.tray import Tray
from server.client.link import LineState, Link, Refused, Update
from server.client.pairing import Credential, load_credential
from server.client.pairing_thread import REST, Paired, PairingCode, PairingThread
from server.client.version import installed_version
from server.protocol import DeviceState, Malformed

log = logging.getLogger(__name__)

#: How often what was left open is taken up again, and how often the admin page hears how this printer is.
SWEEP: Final = timedelta(seconds=5)
TELL: Final = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    How this printer is set up.

    Attributes:
        server: base address of the server.
        state: folder of the credential and the ledger.
        paper: what is in the printer.
        name: what the admin page calls it until somebody names it.
    """

    server: str
    state: Path
    paper: Paper
    name: str = "printer"


class Printer:
    """
    The program. `run` returns once `stop` was called.

    Raises at the start: LedgerError.
    """

    def __init__(self, settings: Settings, *, device: Device) -> None:
        self._settings = settings
        self._ledger = Ledger(settings.state / "ledger.sqlite")
        self._events: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._tray = Tray(self._ledger.jobs, now=self._server_time)
        self._spool = Spool(
            device=device,
            store=self._tray,
            paper=settings.paper,
            on_state=lambda state: self._events.put(PrinterMoved(state=state)),
            on_job=lambda job_id, state: self._events.put(JobMoved(job_id=job_id, state=state)),
        )
        self._link: Link | None = None
        self._line: Literal["new", "connected", "cut_off"] = "new"
        self._pairing: PairingThread | None = None
        self._printer: State | None = None
        #: A frame the ledger has not taken yet, because its disk refused.
        self._frame: Update | None = None
        self._flying: set[str] = set()
        self._told: tuple[State | None, int] | None = None
        self._told_at = float("-inf")

    def stop(self) -> None:
        """End soon; from any thread and from a signal handler."""
        self._events.put(Stop())

    def run(self) -> None:
        """Print until `stop`."""
        self._spool.start()
        swept = float("-inf")
        while True:
            try:
                event = self._events.get(timeout=max(0.0, swept + SWEEP.total_seconds() - time.monotonic()))
            except queue.Empty:
                event = None
            if isinstance(event, Stop):
                break
            try:
                if event is not None:
                    self._take(event)
                else:
                    self._sweep()
                self._tell()
            except sqlite3.Error as error:
                # The disk is full or gone: nothing is lost but time, since everything is taken up again by the sweep.
                log.error("the ledger cannot be written: %s", error)
            if event is None:
                swept = time.monotonic()
        self._end()

    @property
    def _credential(self) -> Path:
        return self._settings.state / "credential.json"

    def _end(self) -> None:
        if self._pairing is not None:
            self._pairing.stop()
        ended = self._spool.stop()
        if self._link is not None:
            self._link.stop()
        if ended:
            self._ledger.close()

    # -- what happens ------------------------------------------------------------

    def _take(self, event: object) -> None:
        match event:
            case Update():
                self._fed(event)
            case LineState():
                self._lined(event)
            case JobMoved(job_id=job_id, state=state):
                log.debug("print job %s is %s", job_id, state.value)
                if state in (JobState.PRINTED, JobState.UNKNOWN):
                    self._report()
            case PrinterMoved(state=state):
                back = self._printer is not None and self._printer not in READY_STATES and state in READY_STATES
                self._printer = state
                if back and self._pairing is not None:
                    # Whoever has just opened and closed the cover wants to see a code.
                    self._pairing.hurry()
            case Answered():
                self._answered(event)
            case PairingCode(code=code, kept=False):
                self._show(code)
            case Paired(credential=credential):
                self._pairing = None
                self._show(None)
                log.info("let in: this printer belongs to %s", credential.office)
                self._follow(credential)
            case ShutOut(line=line) if line is self._link:
                self._shut_out()
            case _:
                pass

    def _fed(self, update: Update) -> None:
        if self._link is None:
            return
        self._frame = update
        try:
            asked = asked_for(update.parts)
        except Malformed as error:
            log.error("the feed cannot be read: %s", error)
            self._frame = None
            return
        start = self._ledger.take(asked, seq=update.seq)
        self._frame = None
        if not update.live:
            log.debug("follows the office from %d", update.seq)
        if start == "back":
            log.warning("the server's journal has gone back to %d: what it lists was printed before", update.seq)
        if not update.live:
            self._ledger.forget(now=update.time)
        self._spool.notify()
        self._report()

    def _lined(self, event: LineState) -> None:
        match event.state:
            case "connected":
                if self._line != "connected":
                    log.info("the server at %s is %s", self._settings.server, "here" if self._line == "new" else "back")
                self._line = "connected"
                self._told = None
                self._report()
            case "cut_off":
                if self._line != "cut_off":
                    log.warning("the server at %s does not answer", self._settings.server)
                self._line = "cut_off"
            case "refused":
                self._shut_out()

    def _shut_out(self) -> None:
        if self._pairing is not None:
            return
        log.warning("the server does not take this printer's credential: pairing again")
        link, self._link = self._link, None
        if link is not None:
            link.stop()
        self._ask_in()

    def _sweep(self) -> None:
        if self._link is None and self._pairing is None:
            credential = load_credential(self._credential)
            if credential is None:
                self._ask_in()
            else:
                self._follow(credential)
        if self._frame is not None:
            self._fed(self._frame)
        self._report()

    # -- being let in ------------------------------------------------------------

    def _ask_in(self) -> None:
        self._line = "new"
        self._pairing = PairingThread(
            kind="printer",
            address=self._settings.server,
            keep=self._credential,
            name=self._settings.name,
            report=self._events.put,
            rest=REST,
        )
        self._pairing.start()

    def _show(self, code: str | None) -> None:
        if code is None or self._pairing is None:
            self._tray.show_code(None)
            return
        log.info("not let in yet: printing the code %s", code)
        address = self._settings.server
        self._tray.show_code(
            draw_pairing_slip(width=self._settings.paper.width, code=code, address=address, language="id")
        )
        self._spool.notify()

    def _follow(self, credential: Credential) -> None:
        self._ledger.follow(credential.office)
        self._flying.clear()
        self._link = Link(
            # The credential belongs to the office, the address to this start: a server may move to another machine.
            address=self._settings.server,
            office=credential.office,
            credential=credential.credential,
            view="printer",
            report=self._events.put,
        )
        self._link.start()

    # -- what the server hears ------------------------------------------------------------

    def _report(self) -> None:
        """Tell each outcome until the server has taken it; what is on its way is not sent a second time."""
        if self._link is None or self._line != "connected":
            return
        for report in self._ledger.jobs.unreported():
            request_id = report.body.request_id
            if request_id in self._flying:
                continue
            self._flying.add(request_id)
            future = self._link.post(f"tickets/{report.ticket_id}/slip", report.body)
            future.add_done_callback(self._landed(request_id, line=self._link))

    def _answered(self, event: Answered) -> None:
        self._flying.discard(event.request_id)
        error = event.error
        if error is not None and not (isinstance(error, Refused) and error.for_good):
            log.debug("not told yet, %s: %s", event.request_id, error)
            return
        if error is not None:
            log.warning("the server refuses %s for good: %s", event.request_id, error)
        self._ledger.jobs.reported(event.request_id)
        log.debug("told %s", event.request_id)

    def _tell(self) -> None:
        """Say how this printer is: when that has changed, and every minute."""
        if self._link is None or self._line != "connected" or self._printer is None:
            return
        state = (self._printer, self._ledger.jobs.waiting())
        now = time.monotonic()
        if state == self._told and now - self._told_at < TELL.total_seconds():
            return
        self._told, self._told_at = state, now
        message = DeviceState(version=installed_version(), printer=self._printer.value, waiting_jobs=state[1])
        future = self._link.post("devices/me/state", message)
        future.add_done_callback(self._landed(None, line=self._link))
        future.add_done_callback(lambda told: _note_told(told, message))

    def _landed(self, request_id: str | None, *, line: Link) -> Any:
        def landed(future: Future[Any]) -> None:
            if future.cancelled():
                return
            error = future.exception()
            if isinstance(error, Refused) and error.status == 401:
                self._events.put(ShutOut(line=line))
            if request_id is not None:
                self._events.put(Answered(request_id=request_id, error=error))

        return landed

    def _server_time(self) -> datetime | None:
        """The server's clock; None while there is no line or nothing was heard over it."""
        link = self._link
        return link.server_time() if link is not None else None


def _note_told(told: Future[Any], state: DeviceState) -> None:
    if not told.cancelled() and told.exception() is None:
        log.debug("said how it is: %s, %d waiting", state.printer, state.waiting_jobs)
