"""
Waits until somebody lets this device in: asks for a code, has it shown or printed, asks on, keeps the credential.

Runs in its own thread and reports what came through one callback; ends by itself once let in. Shows and prints nothing.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final, Literal

from server.client.link import Refused, Unreachable
from server.client.pairing import Credential, pairing_state, request_pairing, save_credential
from server.protocol import Malformed, Pairing, PairingRequest, PairingState

log = logging.getLogger(__name__)

#: How often an open pairing is asked about, and how long a server that does not answer is left alone.
ASK: Final = timedelta(seconds=1)
AWAY: Final = timedelta(seconds=2)
#: So many codes that nobody typed are printed one after the other; then one an hour, or a weekend would use up a roll.
EAGER: Final = 6
REST: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingCode:
    """
    What lets this device in now.

    Attributes:
        code: to be shown or printed; None: there is nothing to show, and what is not yet printed is worth nothing.
        kept: the code from before a silence of the server, or, with None, such a silence: the code may well be good
            again after it. Of this a screen shows the second half, and paper needs neither.
    """

    code: str | None
    kept: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Paired:
    """Somebody has let this device in; the credential is on the disk, unless the log says why not."""

    credential: Credential


class PairingThread:
    """
    One pairing, from the first question to the credential on disk.

    Args:
        kind: of device.
        address: of the server.
        keep: the credential's file.
        name: what the admin page calls this device until somebody names it.
        report: called from this thread with each `PairingCode` and, last, `Paired`; with nothing once `stop` was called.
        ask, away: see `ASK`, `AWAY`.
        rest: for codes on paper, see `REST`; None: for a screen, which shows the next code as soon as one has run out.
    """

    def __init__(
        self,
        *,
        kind: Literal["kiosk", "board", "printer"],
        address: str,
        keep: Path,
        name: str,
        report: Callable[[PairingCode | Paired], None],
        ask: timedelta = ASK,
        away: timedelta = AWAY,
        rest: timedelta | None = None,
    ) -> None:
        self._request = PairingRequest(kind=kind, name=name)
        self._address = address
        self._keep = keep
        self._tell = report
        self._ask, self._away, self._rest = ask, away, rest
        self._wake = threading.Event()
        self._stopping = False
        self._thread = threading.Thread(target=self._run, name="pairing", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End at the next breath; does not wait for a server that hangs."""
        self._stopping = True
        self._wake.set()

    def hurry(self) -> None:
        """Somebody is at the device: do not wait for the next hour with a new code."""
        self._wake.set()

    def _run(self) -> None:
        untyped, silent = 0, False
        while not self._stopping:
            try:
                pairing = request_pairing(self._address, self._request)
                silent = False
                self._report(PairingCode(code=pairing.code))
                if self._wait_for(pairing):
                    return
                untyped += 1
                if self._rest is not None:
                    # The next one may be an hour away. A screen keeps the old one for the blink until it has the next.
                    self._report(PairingCode(code=None))
                    self._pause(self._rest if untyped >= EAGER else timedelta(0))
            except (Refused, Unreachable, Malformed, OSError) as error:
                if not silent:
                    log.warning("no pairing code from %s: %s", self._address, error)
                silent = True
                self._report(PairingCode(code=None))
                self._pause(self._away)

    def _wait_for(self, pairing: Pairing) -> bool:
        """Ask until paired or ended (True), or the code has run out (False). Raises: Refused, Malformed."""
        away = False
        while not self._stopping:
            self._pause(self._ask)
            try:
                state = pairing_state(self._address, pairing)
            except Unreachable as error:
                # Whether the code is still good is the server's word, not this machine's clock's, which may be years
                # off: a short cut must not cost another slip, nor whoever is typing the code their work.
                if not away:
                    log.debug("pairing: %s", error)
                    self._report(PairingCode(code=None, kept=True))
                away = True
                continue
            if state.status == "expired":
                return False
            if (credential := self._credential(state)) is not None:
                self._take(credential)
                return True
            if away:
                self._report(PairingCode(code=pairing.code, kept=True))
            away = False
        return True

    def _credential(self, state: PairingState) -> Credential | None:
        if not (state.status == "paired" and state.office and state.device and state.credential):
            return None
        return Credential(address=self._address, office=state.office, device=state.device, credential=state.credential)

    def _take(self, credential: Credential) -> None:
        # Kept even when this thread is to end: the server gives it only once.
        try:
            save_credential(self._keep, credential)
        except OSError as error:
            log.error("the credential cannot be kept, this device must be let in again after a restart: %s", error)
        self._report(Paired(credential=credential))

    def _report(self, event: PairingCode | Paired) -> None:
        if not self._stopping:
            self._tell(event)

    def _pause(self, within: timedelta) -> None:
        self._wake.wait(within.total_seconds())
        if not self._stopping:
            self._wake.clear()
