"""
Waits until somebody lets this kiosk in: asks for a code, shows it through events, asks every second, keeps the credential.

Runs in its own thread; ends by itself once paired.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path

from kiosk.events import Paired, PairingCode
from server.client.link import Refused, Unreachable
from server.client.pairing import Credential, pairing_state, request_pairing, save_credential
from server.protocol import Malformed, Pairing, PairingRequest

log = logging.getLogger(__name__)

#: How often an open pairing is asked about, and how long a server that does not answer is left alone, seconds.
ASK_SECONDS = 1.0
AWAY_SECONDS = 2.0


class PairingThread:
    """
    One pairing, from the first question to the credential on disk.

    Args:
        report: called from this thread with `PairingCode` and, last, `Paired`.
    """

    def __init__(self, *, address: str, keep: Path, name: str, report: Callable[[object], None]) -> None:
        self._address = address
        self._keep = keep
        self._name = name
        self._report = report
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="pairing", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End at the next breath; does not wait for a server that hangs."""
        self._stopping.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                pairing = request_pairing(self._address, PairingRequest(kind="kiosk", name=self._name))
                self._report(PairingCode(code=pairing.code))
                if self._wait_for(pairing):
                    return
            except (Refused, Unreachable, Malformed, OSError) as error:
                log.info("pairing: %s", error)
                self._report(PairingCode(code=None))
                self._stopping.wait(AWAY_SECONDS)

    def _wait_for(self, pairing: Pairing) -> bool:
        """Ask until paired (True) or the code has run out (False)."""
        while not self._stopping.wait(ASK_SECONDS):
            state = pairing_state(self._address, pairing)
            if state.status == "expired":
                return False
            if state.status == "paired" and state.office and state.device and state.credential:
                credential = Credential(
                    address=self._address, office=state.office, device=state.device, credential=state.credential
                )
                save_credential(self._keep, credential)
                self._report(Paired(credential=credential))
                return True
        return True
