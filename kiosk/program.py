"""
The kiosk as one program: wires line, ledger, printer and screen to `flow`, and draws what comes of it.

Every decision is `flow`'s, every pixel `screens`'. Other threads (line, ledger, printer, pairing) reach this one through a
single Qt signal, and nothing here waits for them.
"""

from __future__ import annotations

import logging
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

from PyQt6.QtCore import QObject, QSize, QTimer, pyqtSignal

from kiosk import flow
from kiosk.counterpart import Counterpart
from kiosk.drawing import Drawing, PairingPage
from kiosk.events import (
    Answered,
    AnsweredNo,
    HelpTaken,
    JobMoved,
    Kept,
    PrinterMoved,
    ReportTaken,
    Unanswered,
)
from kiosk.ledger import Ledger
from kiosk.screens.window import Window
from kiosk.state import (
    AskHelp,
    CancelLate,
    Effect,
    GiveUpSlip,
    IssueTicket,
    KeepNumber,
    KeepRefusal,
    Paper,
    Screen,
    Step,
)
from printer.device import Device, Outcome
from printer.job_ledger import JobLedger
from printer.raster import Paper as Roll
from printer.spool import Job, JobState, Spool
from printer.status import State
from printer.ticket_slip import slip_for, zone_of
from server.client.link import LineState, Link, Update
from server.client.pairing import Credential, load_credential
from server.client.pairing_thread import Paired, PairingCode, PairingThread
from server.client.version import installed_version
from server.protocol import DeviceState, KioskService, KioskView, Malformed, OfficePart, OpeningPart, from_plain

log = logging.getLogger(__name__)

#: How often time is looked at. Four times a second keeps the countdown's seconds honest.
TICK: Final = timedelta(milliseconds=250)
#: How often the admin page hears how this device is.
TELL: Final = timedelta(seconds=60)

_PAPER: Final[Mapping[State, Paper]] = {State.OUT: "out", State.COVER: "cover", State.OFFLINE: "offline"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    How this kiosk is set up.

    Attributes:
        server: base address of the server.
        state: folder of the credential and the ledger.
        diagonal_inch, distance_m: of the panel and the eye.
        roll: the printer's paper.
        still: no motion at screen changes.
        name: what the admin page calls this machine until somebody names it.
        sweep: how often what was left open is taken up while the line is good.
    """

    server: str
    state: Path
    diagonal_inch: float = 21.5
    distance_m: float = 0.6
    roll: Roll = Roll()  # noqa: RUF009 - frozen
    still: bool = False
    name: str = "kiosk"
    sweep: timedelta = timedelta(seconds=5)


class _Jobs:
    """The ledger's jobs as the printer sees them; says what was kept."""

    def __init__(self, jobs: JobLedger, report: Callable[[object], None]) -> None:
        self._jobs = jobs
        self._report = report

    def next_job(self, *, retry_failed: bool) -> Job | None:
        """The ledger's."""
        return self._jobs.next_job(retry_failed=retry_failed)

    def mark(self, job_id: str, state: JobState, *, outcome: Outcome | None) -> None:
        """The ledger's, then tell the screen."""
        self._jobs.mark(job_id, state, outcome=outcome)
        self._report(JobMoved(ticket_id=job_id, state=state, printer=outcome.state if outcome is not None else None))


class Kiosk(QObject):
    """
    A running kiosk.

    Args:
        settings: how it is set up.
        device: its printer; None: it has none, and shows the number to be noted down.
        monotonic: moments for time-outs (a test moves its own).
    """

    arrived = pyqtSignal(object)

    def __init__(
        self,
        settings: Settings,
        *,
        device: Device | None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._settings = settings
        self._monotonic = monotonic
        self.screen = Screen()
        self.ledger = Ledger(settings.state / "ledger.sqlite")
        self.window = Window(still=settings.still)
        self._drawing = Drawing(self.window, diagonal_inch=settings.diagonal_inch, distance_m=settings.distance_m)
        self._counterpart = Counterpart(ledger=self.ledger, report=self.arrived.emit)
        self._link: Link | None = None
        self._pairing: PairingThread | None = None
        self._pairing_code: str | None = None
        self._printer: State | None = None
        self._zone: ZoneInfo | None = None
        self._services: tuple[KioskService, ...] = ()
        self._early: dict[str, Paper] = {}
        self._spool: Spool | None = None
        if device is not None:
            self._spool = Spool(
                device=device,
                store=_Jobs(self.ledger.jobs, self.arrived.emit),
                paper=settings.roll,
                on_state=lambda state: self.arrived.emit(PrinterMoved(state=state)),
            )
        self._timers = [
            self._timer(TICK, self._tick),
            self._timer(settings.sweep, self._sweep),
            self._timer(TELL, self._tell),
        ]
        self.arrived.connect(self._take)
        self.window.touched.connect(self.touch)
        self.window.resized.connect(self._resized)

    # -- life --------------------------------------------------------------------

    def start(self) -> None:
        """Connect with the credential on disk, or ask to be let in; start printing and the clock."""
        credential = load_credential(self._credential_path)
        if credential is None:
            self._ask_in()
        else:
            self._follow(credential)
        if self._spool is not None:
            self._spool.start()
        for timer in self._timers:
            timer.start()
        self._draw()

    def stop(self) -> None:
        """End every thread; what waits stays in the ledger."""
        for timer in self._timers:
            timer.stop()
        self.arrived.disconnect(self._take)
        if self._pairing is not None:
            self._pairing.stop()
        if self._link is not None:
            self._link.stop()
        self._counterpart.stop()
        if self._spool is not None:
            self._spool.stop()
        self.ledger.close()
        self.window.allow_close()
        self.window.close()

    @property
    def _credential_path(self) -> Path:
        return self._settings.state / "credential.json"

    def _timer(self, every: timedelta, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(round(every.total_seconds() * 1000))
        timer.timeout.connect(act)
        return timer

    def _ask_in(self) -> None:
        self._pairing_code = None
        self._pairing = PairingThread(
            kind="kiosk",
            address=self._settings.server,
            keep=self._credential_path,
            name=self._settings.name,
            report=self.arrived.emit,
        )
        self._pairing.start()

    def _follow(self, credential: Credential) -> None:
        self._pairing = None
        self._link = Link(
            # The credential belongs to the office, the address to this start: a server may move to another machine.
            address=self._settings.server,
            office=credential.office,
            credential=credential.credential,
            view="kiosk",
            report=self.arrived.emit,
        )
        self._counterpart.use(self._link)
        self._link.start()

    # -- what happens ------------------------------------------------------------

    def touch(self, name: str) -> None:
        """A visitor touched the target of that name."""
        self._go(flow.touch(self.screen, on=name, now=self._now(), new_id=uuid.uuid4().hex))

    def _take(self, event: object) -> None:
        """Something came from another thread."""
        now = self._now()
        match event:
            case Update():
                self._go(self._fed(event))
            case LineState(state="refused"):
                self._shut_out()
            case LineState(state="connected" | "cut_off"):
                state = event.state
                self._go(flow.line(self.screen, state="connected" if state == "connected" else "cut_off",
                                   since=event.since, now=now))  # fmt: skip
                if state == "connected":
                    self._counterpart.sweep()
                    self._tell()
            case Answered(issued=issued):
                self._go(flow.answered(self.screen, issued=issued))
            case AnsweredNo(request_id=request_id, problem=problem):
                self._go(flow.refused(self.screen, request_id=request_id, problem=problem, now=now))
            case Unanswered(request_id=request_id):
                self._go(flow.unanswered(self.screen, request_id=request_id, now=now))
            case Kept(issued=issued, paper=paper):
                # A printer that was just asking for work may have been faster than this news.
                paper = self._early.pop(issued.ticket_id, paper)
                self._go(flow.kept(self.screen, issued=issued, paper=paper, now=now))
            case HelpTaken(request_id=request_id):
                self._go(flow.help_answered(self.screen, request_id=request_id, now=now))
            case JobMoved():
                self._go(self._job_moved(event, now=now))
            case PrinterMoved(state=state):
                self._printer = state
                self._tell()
            case ReportTaken(ticket_id=ticket_id):
                self._go(flow.staff_told(self.screen, ticket_id=ticket_id))
            case PairingCode(code=code):
                self._pairing_code = code
                self._draw()
            case Paired(credential=credential):
                self._follow(credential)
                self._draw()

    def _fed(self, update: Update) -> Step:
        try:
            view = self._view(update)
        except (Malformed, KeyError) as error:
            log.error("the office cannot be shown: %s", error)
            return self.screen, ()
        self._zone = zone_of(view.office)
        return flow.feed(self.screen, view=view, now=self._now())

    def _view(self, update: Update) -> KioskView:
        """The parts as values. Raises: Malformed, KeyError."""
        if "services" in update.changed or not self._services:
            self._services = tuple(from_plain(KioskService, each) for each in update.parts["services"])
        ahead: dict[str, int] = {str(key): int(value) for key, value in update.parts["ahead"].items()}
        # A server of the version before has no such part.
        told = update.parts.get("opening")
        return KioskView(
            office=from_plain(OfficePart, update.parts["office"]),
            services=self._services,
            ahead=ahead,
            opening=from_plain(OpeningPart, told) if told is not None else None,
        )

    def _job_moved(self, event: JobMoved, *, now: timedelta) -> Step:
        paper: Paper
        match event.state:
            case JobState.PRINTED:
                paper = "printed"
            case JobState.UNKNOWN:
                paper = "unknown"
            case JobState.FAILED:
                paper = _PAPER.get(event.printer, "failed") if event.printer is not None else "failed"
            case _:
                return self.screen, ()
        self._counterpart.sweep()
        if self.screen.asked is not None and self.screen.asked.request_id == event.ticket_id:
            self._early = {event.ticket_id: paper}
        return flow.printed(self.screen, ticket_id=event.ticket_id, paper=paper, now=now)

    def _shut_out(self) -> None:
        """The credential is no longer taken: ask to be let in again."""
        if self._pairing is not None:
            return
        log.warning("the server does not take this kiosk's credential: pairing again")
        link, self._link = self._link, None
        self._counterpart.use(None)
        if link is not None:
            threading.Thread(target=link.stop, name="link-end", daemon=True).start()
        self.screen = flow.reset(Screen())
        self._ask_in()
        self._draw()

    def _tick(self) -> None:
        self._go(flow.tick(self.screen, now=self._now()))

    def _sweep(self) -> None:
        if self.screen.line == "connected":
            self._counterpart.sweep()

    def _tell(self) -> None:
        if self._link is None or self.screen.line != "connected":
            return
        printer: Any = (
            "none" if self._spool is None else self._printer.value if self._printer is not None else "unknown"
        )
        self._counterpart.tell_state(DeviceState(version=installed_version(), printer=printer))

    def _go(self, step: Step) -> None:
        self.screen, effects = step
        for effect in effects:
            self._do(effect)
        self._draw()

    def _do(self, effect: Effect) -> None:
        match effect:
            case IssueTicket(request=request):
                self._counterpart.issue(request)
            case KeepNumber(issued=issued, service=service, language=language):
                slip = None
                if self._spool is not None and self.screen.view is not None:
                    slip = slip_for(
                        issued,
                        service=service,
                        office=self.screen.view.office,
                        zone=self._zone,
                        language=language,
                        copy=False,
                    )
                notify = self._spool.notify if self._spool is not None else lambda: None
                self._counterpart.keep_number(issued, slip=slip, then=notify)
            case CancelLate(issued=issued):
                self._counterpart.cancel_late(issued)
            case KeepRefusal(request_id=request_id, code=code):
                self._counterpart.keep_refusal(request_id, code=code)
            case AskHelp(request_id=request_id):
                self._counterpart.ask_help(request_id)
            case GiveUpSlip(ticket_id=ticket_id):
                self._counterpart.give_up_slip(ticket_id)

    # -- the picture -------------------------------------------------------------

    def _now(self) -> timedelta:
        return timedelta(seconds=self._monotonic())

    def _local(self) -> datetime | None:
        server = self._link.server_time() if self._link is not None else None
        return server.astimezone(self._zone) if server is not None and self._zone is not None else None

    def _resized(self, size: QSize) -> None:
        del size
        self._draw()

    def _draw(self) -> None:
        asking = PairingPage(code=self._pairing_code, address=self._settings.server)
        self._drawing.show(
            self.screen,
            local=self._local(),
            now=self._now(),
            pairing=asking if self._pairing is not None else None,
        )
