"""
The kiosk's dealings with the server: each step is durable in the ledger before the next is taken.

Runs in one worker thread of its own, so that neither a slow disk nor a slow server holds the screen. Reports what came
with `kiosk.events` values through one callback. Decides nothing about visitors (see `flow`).

What was left open (unanswered requests, late numbers, unreported slips) is taken up again by `sweep`, which the program
calls at the start, on every reconnect and every few seconds; what is in flight is never sent a second time meanwhile.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any, Protocol

from kiosk.events import Answered, AnsweredNo, HelpTaken, Kept, ReportTaken, Unanswered
from kiosk.flow import LATE_REASON
from kiosk.ledger import Ledger
from printer.ledger_file import LedgerError
from printer.slip import AnySlip
from server.client.link import Refused, Unreachable
from server.protocol import DeviceState, HelpAsked, Issue, Issued, Malformed, TicketCommand, from_plain

log = logging.getLogger(__name__)


class Poster(Protocol):
    """What is needed of `server.client.link.Link`."""

    def post(self, path: str, message: object) -> Future[Any]:
        """Send a command; the future raises Refused or Unreachable."""
        ...


class Counterpart:
    """
    The server, as the kiosk deals with it.

    Args:
        ledger: the kiosk's memory.
        report: called from another thread with each event.
        clock: wall clock, for the ledger's own notes.
    """

    def __init__(
        self,
        *,
        ledger: Ledger,
        report: Callable[[object], None],
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._ledger = ledger
        self._report = report
        self._clock = clock
        self._line: Poster | None = None
        #: What is on its way, and whose answer has come but is not in the ledger yet: neither is sent again.
        self._flying: set[str] = set()
        self._settling: set[str] = set()
        self._flying_lock = threading.Lock()
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")

    def use(self, line: Poster | None) -> None:
        """Deal over this line from now on; None: over none."""
        self._line = line

    def stop(self) -> None:
        """Finish what is being written, take nothing more."""
        self._worker.shutdown(wait=True, cancel_futures=True)

    # -- what the flow wants -------------------------------------------------------

    def issue(self, request: Issue) -> None:
        """Keep the request, then ask."""
        self._do(lambda: self._issue(request), failed=request.request_id)

    def keep_number(self, issued: Issued, *, slip: AnySlip | None, then: Callable[[], None]) -> None:
        """Keep the number with its job, say so, then `then` (wake the printer). A second answer is dropped."""

        def keep() -> None:
            counted = self._ledger.keep_number(issued, slip=slip)
            self._settled(issued.ticket_id)
            if counted:
                self._report(Kept(issued=issued, paper="none" if slip is None else "printing"))
                then()

        self._do(keep, failed=issued.ticket_id)

    def cancel_late(self, issued: Issued) -> None:
        """Keep that nobody saw this number, then cancel it."""

        def keep() -> None:
            late = self._ledger.keep_late(issued)
            self._settled(issued.ticket_id)
            if late:
                self._cancel(issued.ticket_id)

        self._do(keep)

    def keep_refusal(self, request_id: str, *, code: str) -> None:
        """Keep that the request was refused."""

        self._do(lambda: self._ledger.keep_refusal(request_id, code=code), then=request_id)

    def ask_help(self, request_id: str) -> None:
        """Call the staff to this kiosk. Nothing is kept: who asked has found somebody by the time the line is back."""

        def answered(future: Future[Any]) -> None:
            try:
                future.result()
            except (Refused, Unreachable) as error:
                log.warning("help could not be asked for: %s", error)
                self._report(Unanswered(request_id=request_id))
            else:
                self._report(HelpTaken(request_id=request_id))

        self._do(lambda: self._post("help", HelpAsked(request_id=request_id), request_id, answered), failed=request_id)

    def give_up_slip(self, ticket_id: str) -> None:
        """A failed slip is no longer wanted."""
        self._do(lambda: self._ledger.jobs.give_up(ticket_id))

    def tell_state(self, state: DeviceState) -> None:
        """How this device is, for the admin page; lost without harm."""

        def tell() -> None:
            now = DeviceState(
                version=state.version,
                printer=state.printer,
                sound=state.sound,
                waiting_jobs=self._ledger.jobs.waiting(),
            )
            self._post("devices/me/state", now, "state", _logged)

        self._do(tell)

    def sweep(self) -> None:
        """Take up everything left open."""

        def take_up() -> None:
            for request in self._ledger.unanswered():
                self._ask(request)
            for ticket_id in self._ledger.late():
                self._cancel(ticket_id)
            for report in self._ledger.jobs.unreported():
                self._tell_slip(report.ticket_id, report.body.request_id, report.body)

        self._do(take_up)

    # -- in the worker thread ------------------------------------------------------

    def _settle(self, request_id: str) -> None:
        with self._flying_lock:
            self._settling.add(request_id)

    def _settled(self, request_id: str) -> None:
        with self._flying_lock:
            self._settling.discard(request_id)

    def _do(self, job: Callable[[], None], *, failed: str | None = None, then: str | None = None) -> None:
        """
        Run in the worker.

        Args:
            failed: the request that counts as unanswered when the ledger cannot be written.
            then: what is settled afterwards, written or not.
        """

        def guarded() -> None:
            try:
                job()
            except (LedgerError, sqlite3.Error):
                log.exception("the ledger cannot be written")
                if failed is not None:
                    self._settled(failed)
                    self._report(Unanswered(request_id=failed))
            finally:
                if then is not None:
                    self._settled(then)

        try:
            self._worker.submit(guarded)
        except RuntimeError:
            log.info("stopping: nothing more is begun")

    def _issue(self, request: Issue) -> None:
        self._ledger.keep_request(request, at=self._clock())
        self._ask(request)

    def _ask(self, request: Issue) -> None:
        def answered(future: Future[Any]) -> None:
            try:
                issued = from_plain(Issued, future.result())
                self._settle(request.request_id)
                self._report(Answered(issued=issued))
            except Refused as refusal:
                if refusal.status in (401, 403):
                    self._report(Unanswered(request_id=request.request_id))
                else:
                    self._settle(request.request_id)
                    self._report(AnsweredNo(request_id=request.request_id, problem=refusal.problem))
            except (Unreachable, Malformed) as error:
                log.warning("no answer to request %s: %s", request.request_id, error)
                self._report(Unanswered(request_id=request.request_id))

        self._post("tickets", request, request.request_id, answered)

    def _cancel(self, ticket_id: str) -> None:
        command = TicketCommand(request_id=f"{ticket_id[:56]}:cancel", reason=LATE_REASON)

        def answered(future: Future[Any]) -> None:
            if _for_good(future):
                self._settle(command.request_id)
                self._do(lambda: self._ledger.keep_cancelled(ticket_id), then=command.request_id)

        self._post(f"tickets/{ticket_id}/cancel", command, command.request_id, answered)

    def _tell_slip(self, ticket_id: str, request_id: str, body: object) -> None:
        def answered(future: Future[Any]) -> None:
            if _for_good(future):
                self._settle(request_id)
                self._do(lambda: self._ledger.jobs.reported(request_id), then=request_id)
                if future.exception() is None:
                    self._report(ReportTaken(ticket_id=ticket_id))

        self._post(f"tickets/{ticket_id}/slip", body, request_id, answered)

    def _post(self, path: str, message: object, key: str, answered: Callable[[Future[Any]], None]) -> None:
        """Send unless the same is already on its way. `answered` is called in the line's thread."""
        line = self._line
        if line is None:
            gone: Future[Any] = Future()
            gone.set_exception(Unreachable("no line"))
            answered(gone)
            return
        with self._flying_lock:
            if key in self._flying or key in self._settling:
                return
            self._flying.add(key)

        def landed(future: Future[Any]) -> None:
            if not future.cancelled():
                answered(future)
            with self._flying_lock:
                self._flying.discard(key)

        line.post(path, message).add_done_callback(landed)


def _for_good(future: Future[Any]) -> bool:
    """Whether the server has answered for good."""
    error = future.exception()
    if error is None:
        return True
    if isinstance(error, Refused) and error.for_good:
        log.warning("refused for good: %s", error)
        return True
    log.info("not settled yet: %s", error)
    return False


def _logged(future: Future[Any]) -> None:
    if (error := future.exception()) is not None:
        log.info("not told: %s", error)
