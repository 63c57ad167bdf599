"""
One printer: how is it, and print this; whatever wire it hangs on.

A device holds nothing open between two calls: each job opens, asks, prints, asks again and closes, because printers
close idle connections, hold one at a time, and disappear on a power cycle (FIELD D.2). A slip counts as printed only
when the printer has answered after the cut; `unknown` is not `ready`. Knows nothing of slips, queues or retries.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import parse_qsl, unquote, urlsplit

from printer.dialogue import ask, await_byte, await_bytes, drain
from printer.line import CharacterLine, Line, TcpLine, is_character_device
from printer.status import READY_STATES, State

__all__ = [
    "Confirm",
    "Device",
    "DeviceUriError",
    "Outcome",
    "Result",
    "State",
    "Timeouts",
    "open_device",
]


class Result(Enum):
    """What became of a job; the values are stable."""

    PRINTED = "printed"
    #: It was sent and nobody knows: never repeated without SALINAN on it.
    UNKNOWN = "unknown"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """
    The end of one attempt.

    Attributes:
        result: printed, unknown or failed.
        state: the printer's, as last heard.
        sent: whether any byte of the job left; a part of it may lie in the tray even when it failed.
    """

    result: Result
    state: State
    sent: bool


class Confirm(Enum):
    """How a printer is asked whether a job came out; a setting, because no printer can be asked what it understands."""

    #: Real-time status after the cut (DLE EOT): every printer that answers at all.
    STATUS = "status"
    #: Buffered status (GS r 1), which is answered in its turn, after the job before it.
    ORDER = "order"
    #: Process id response (GS ( H), answered when printing is finished: Epson TM-T88V and later, and compatible ones.
    ID = "id"
    #: A printer that never answers: jobs are sent blindly and end as `unknown`.
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeouts:
    """How long to wait for a printer: to connect, for one answer, to take a job, and for the answer after the cut."""

    connect: timedelta = timedelta(seconds=2)
    answer: timedelta = timedelta(seconds=1)
    write: timedelta = timedelta(seconds=10)
    confirm: timedelta = timedelta(seconds=10)


class DeviceUriError(ValueError):
    """The address of a printer cannot be read."""

    code = "device_uri"


class Device(Protocol):
    """A printer. Both calls block for at most the sum of its timeouts and never raise for what a printer does."""

    @property
    def uri(self) -> str:
        """The address it was opened with."""
        ...

    def status(self) -> State:
        """Ask how it is."""
        ...

    def print_bytes(self, data: bytes) -> Outcome:
        """Print one job (the bytes of `raster.encode`)."""
        ...


def open_device(uri: str, *, timeouts: Timeouts | None = None) -> Device:
    """
    Make the device for an address; nothing is opened yet.

    Args:
        uri: `tcp://host:9100`, `file:///dev/usb/lp0` (or an ordinary file, to which jobs are appended), `none:` for no
            printer; `?confirm=status|order|id|none` says how to ask whether a job came out.

    Raises: DeviceUriError.
    """
    parts = urlsplit(uri)
    limits = timeouts or Timeouts()
    options = dict(parse_qsl(parts.query))
    try:
        confirm = Confirm(options.pop("confirm", Confirm.STATUS.value))
        port = parts.port or 9100
    except ValueError as fault:
        raise DeviceUriError(f"{uri}: {fault}") from fault
    if options:
        raise DeviceUriError(f"{uri}: unknown option {', '.join(sorted(options))}; there is only confirm")
    match parts.scheme:
        case "tcp" if parts.hostname:
            host = parts.hostname
            return _LineDevice(
                uri=uri,
                connect=lambda: TcpLine(host=host, port=port, connect=limits.connect, write=limits.write),
                confirm=confirm,
                timeouts=limits,
            )
        case "file" if parts.path:
            path = Path(unquote(parts.path))
            return _FileDevice(uri=uri, path=path, confirm=confirm, timeouts=limits)
        case "none":
            return _NoDevice(uri=uri)
    raise DeviceUriError(f"{uri}: expected tcp://host:9100, file:///dev/usb/lp0 or none:")


@dataclass(frozen=True, slots=True, kw_only=True)
class _LineDevice:
    """A printer at the end of a wire that can answer."""

    uri: str
    connect: Callable[[], Line]
    confirm: Confirm
    timeouts: Timeouts

    def status(self) -> State:
        """Open, ask, close."""
        try:
            with closing(self.connect()) as line:
                if self.confirm is Confirm.NONE:
                    # It is there and says nothing: all that can be known.
                    return State.UNKNOWN
                drain(line)
                return ask(line, first=self.timeouts.answer, each=self.timeouts.answer)
        except OSError:
            return State.OFFLINE

    def print_bytes(self, data: bytes) -> Outcome:
        """Open, ask, print, ask again, close."""
        sent = False
        try:
            with closing(self.connect()) as line:
                if self.confirm is Confirm.NONE:
                    sent = True
                    line.write(data)
                    return Outcome(result=Result.UNKNOWN, state=State.UNKNOWN, sent=True)
                drain(line)
                before = ask(line, first=self.timeouts.answer, each=self.timeouts.answer)
                if before not in READY_STATES:
                    return Outcome(result=Result.FAILED, state=before, sent=False)
                sent = True
                return self._print_and_confirm(line, data)
        except TimeoutError:
            state = State.UNKNOWN if sent else State.OFFLINE
        except OSError:
            state = State.OFFLINE
        return Outcome(result=Result.UNKNOWN if sent else Result.FAILED, state=state, sent=sent)

    def _print_and_confirm(self, line: Line, data: bytes) -> Outcome:
        job_id = _job_id(data)
        line.write(data + _CONFIRM_SUFFIX[self.confirm] + (job_id if self.confirm is Confirm.ID else b""))
        wait = self.timeouts.confirm
        match self.confirm:
            case Confirm.ID:
                finished = await_bytes(line, b"\x37\x22" + job_id + b"\x00", within=wait)
            case Confirm.ORDER:
                finished = await_byte(line, lambda byte: byte & _BUFFERED_MASK == 0, within=wait) is not None
            case _:
                # Real-time status overtakes the job inside the printer, so it alone cannot say that the job is done:
                # it says that nothing stands in its way now that the last byte has been taken.
                drain(line)
                state = ask(line, first=wait, each=self.timeouts.answer)
                return Outcome(result=_result_by(state), state=state, sent=True)
        state = ask(line, first=self.timeouts.answer, each=self.timeouts.answer)
        return Outcome(result=Result.PRINTED if finished else _unfinished(state), state=state, sent=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class _FileDevice:
    """A device file, or an ordinary file that takes jobs one after the other."""

    uri: str
    path: Path
    confirm: Confirm
    timeouts: Timeouts

    def status(self) -> State:
        """Ask a device file; an ordinary file is ready when it can be written."""
        try:
            if (device := self._character()) is not None:
                return device.status()
        except OSError:
            return State.OFFLINE
        folder = self.path if self.path.exists() else self.path.parent
        return State.READY if os.access(folder, os.W_OK) else State.OFFLINE

    def print_bytes(self, data: bytes) -> Outcome:
        """Print on a device file; append to an ordinary one, which counts as printed once it is on disk."""
        try:
            if (device := self._character()) is not None:
                return device.print_bytes(data)
            with self.path.open("ab") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except OSError:
            return Outcome(result=Result.FAILED, state=State.OFFLINE, sent=False)
        return Outcome(result=Result.PRINTED, state=State.READY, sent=True)

    def _character(self) -> _LineDevice | None:
        """Give the device behind the path, None for an ordinary file. Raises: OSError, when a device is missing."""
        if not self.path.exists() and not self.path.is_relative_to("/dev"):
            return None
        if not is_character_device(self.path):
            return None
        return _LineDevice(
            uri=self.uri,
            connect=lambda: CharacterLine(self.path, write=self.timeouts.write),
            confirm=self.confirm,
            timeouts=self.timeouts,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _NoDevice:
    """No printer: the screen shows the number."""

    uri: str

    def status(self) -> State:
        """Never there."""
        return State.OFFLINE

    def print_bytes(self, data: bytes) -> Outcome:
        """Never prints."""
        return Outcome(result=Result.FAILED, state=State.OFFLINE, sent=False)


#: What follows a job to have its end confirmed: GS r 1; GS ( H, pL pH = 6, fn 48, m 48, then four id bytes.
_CONFIRM_SUFFIX: Final[Mapping[Confirm, bytes]] = {
    Confirm.STATUS: b"",
    Confirm.ORDER: b"\x1dr\x01",
    Confirm.ID: b"\x1d(H\x06\x00\x30\x30",
    Confirm.NONE: b"",
}
#: Bits 4 and 7 are fixed off in the answer to GS r; bit 4 is on in a real-time answer and in the first ASB byte.
_BUFFERED_MASK: Final = 0x90


def _job_id(data: bytes) -> bytes:
    """Give four printable bytes (each 32 to 126, as GS ( H asks) that tell this job from the one before."""
    return f"{zlib.crc32(data) & 0xFFFF:04x}".encode("ascii")


def _result_by(state: State) -> Result:
    if state in READY_STATES:
        return Result.PRINTED
    return Result.UNKNOWN if state is State.UNKNOWN else Result.FAILED


def _unfinished(state: State) -> Result:
    """Judge a job whose end was not confirmed: failed when the printer says what is wrong, else unknown."""
    return Result.UNKNOWN if state in READY_STATES or state is State.UNKNOWN else Result.FAILED
