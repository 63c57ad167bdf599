"""A device prints through a real socket or file, and says `printed` only when the printer said so."""

from __future__ import annotations

import os
import select
import socket
import threading
import tty
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from printer.device import DeviceUriError, Outcome, Result, State, Timeouts, open_device
from printer.emulator.machine import Machine
from printer.emulator.server import EmulatorThread
from printer.raster import Paper, encode

SLIP = encode(Image.new("1", (576, 800), 0), paper=Paper())
#: For printers that will not answer: short, where nothing is expected.
QUICK = Timeouts(
    connect=timedelta(seconds=5),
    answer=timedelta(seconds=1),
    write=timedelta(seconds=1),
    confirm=timedelta(milliseconds=300),
)
PATIENT = Timeouts(connect=timedelta(seconds=5), answer=timedelta(seconds=5), write=timedelta(seconds=5))
#: For a printer that answers questions but will not confirm the job.
HALTING = Timeouts(answer=timedelta(seconds=5), confirm=timedelta(seconds=1))

PRINTED = Outcome(result=Result.PRINTED, state=State.READY, sent=True)


@pytest.fixture
def emulator() -> Iterator[EmulatorThread]:
    with EmulatorThread() as running:
        yield running


@pytest.mark.parametrize("confirm", ["status", "order", "id"])
def test_a_job_is_printed_when_the_printer_says_so(emulator: EmulatorThread, confirm: str) -> None:
    device = open_device(f"{emulator.uri}?confirm={confirm}", timeouts=PATIENT)
    assert device.status() is State.READY
    assert device.print_bytes(SLIP) == PRINTED
    assert emulator.wait_for_slips(1)


@pytest.mark.parametrize(
    ("line", "state"),
    [("paper low", State.LOW), ("paper out", State.OUT), ("cover open", State.COVER), ("offline", State.OFFLINE)],
)
def test_the_state_is_what_the_printer_answers(emulator: EmulatorThread, line: str, state: State) -> None:
    emulator.control(line)
    assert open_device(emulator.uri, timeouts=PATIENT).status() is state


@pytest.mark.parametrize("line", ["paper out", "cover open", "offline"])
def test_a_printer_in_trouble_is_sent_nothing(emulator: EmulatorThread, line: str) -> None:
    emulator.control(line)
    outcome = open_device(emulator.uri, timeouts=PATIENT).print_bytes(SLIP)
    assert (outcome.result, outcome.sent) == (Result.FAILED, False)
    assert emulator.control("state")["waiting"] == 0


def test_a_roll_near_its_end_still_prints(emulator: EmulatorThread) -> None:
    emulator.control("paper low")
    outcome = open_device(emulator.uri, timeouts=PATIENT).print_bytes(SLIP)
    assert outcome == Outcome(result=Result.PRINTED, state=State.LOW, sent=True)


@pytest.mark.slow
@pytest.mark.parametrize("confirm", ["status", "order", "id"])
def test_paper_that_runs_out_in_the_middle_is_a_failure(emulator: EmulatorThread, confirm: str) -> None:
    emulator.control("paper 40")
    outcome = open_device(f"{emulator.uri}?confirm={confirm}", timeouts=HALTING).print_bytes(SLIP)
    assert outcome == Outcome(result=Result.FAILED, state=State.OUT, sent=True)
    assert emulator.slips == []


@pytest.mark.slow
def test_a_silent_printer_is_unknown_and_unknown_is_not_ready(emulator: EmulatorThread) -> None:
    emulator.control("mute")
    device = open_device(emulator.uri, timeouts=QUICK)
    assert device.status() is State.UNKNOWN
    assert device.print_bytes(SLIP) == Outcome(result=Result.FAILED, state=State.UNKNOWN, sent=False)


def test_a_printer_known_to_be_silent_is_written_blindly_and_the_end_is_unknown(emulator: EmulatorThread) -> None:
    emulator.control("mute")
    device = open_device(f"{emulator.uri}?confirm=none", timeouts=PATIENT)
    assert device.status() is State.UNKNOWN
    assert device.print_bytes(SLIP) == Outcome(result=Result.UNKNOWN, state=State.UNKNOWN, sent=True)
    assert emulator.wait_for_slips(1)


@pytest.mark.slow
@pytest.mark.parametrize("confirm", ["status", "order", "id"])
def test_a_stalled_printer_leaves_the_end_unknown(emulator: EmulatorThread, confirm: str) -> None:
    emulator.control("stall 2000")
    outcome = open_device(f"{emulator.uri}?confirm={confirm}", timeouts=QUICK).print_bytes(SLIP)
    assert outcome == Outcome(result=Result.UNKNOWN, state=State.UNKNOWN, sent=True)
    emulator.control("go")
    assert emulator.wait_for_slips(1)


@pytest.mark.slow
def test_a_stalled_printer_whose_wire_is_full_ends_too(emulator: EmulatorThread) -> None:
    emulator.control("stall 2000")
    outcome = open_device(emulator.uri, timeouts=QUICK).print_bytes(SLIP + bytes(30_000_000))
    assert outcome == Outcome(result=Result.UNKNOWN, state=State.UNKNOWN, sent=True)


@pytest.mark.parametrize("confirm", ["status", "id"])
def test_a_connection_reset_in_the_middle_leaves_the_end_unknown(emulator: EmulatorThread, confirm: str) -> None:
    emulator.control("reset 5000")
    device = open_device(f"{emulator.uri}?confirm={confirm}", timeouts=PATIENT)
    outcome = device.print_bytes(SLIP)
    assert outcome == Outcome(result=Result.UNKNOWN, state=State.OFFLINE, sent=True)
    assert device.print_bytes(SLIP) == PRINTED


def test_a_printer_that_hangs_up_on_the_question_is_offline(emulator: EmulatorThread) -> None:
    emulator.control("reset 1")
    outcome = open_device(emulator.uri, timeouts=PATIENT).print_bytes(SLIP)
    assert outcome == Outcome(result=Result.FAILED, state=State.OFFLINE, sent=False)


def test_a_printer_that_is_not_there_is_offline() -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    device = open_device(f"tcp://127.0.0.1:{port}", timeouts=PATIENT)
    assert device.status() is State.OFFLINE
    assert device.print_bytes(SLIP) == Outcome(result=Result.FAILED, state=State.OFFLINE, sent=False)


def test_a_second_job_after_a_fault_needs_no_restart(emulator: EmulatorThread) -> None:
    device = open_device(emulator.uri, timeouts=PATIENT)
    emulator.control("paper out")
    assert device.print_bytes(SLIP).result is Result.FAILED
    emulator.control("paper ok")
    assert device.print_bytes(SLIP) == PRINTED


@contextmanager
def talking_printer(answer: Callable[[bytes], bytes], *, greeting: bytes = b"") -> Iterator[str]:
    """Run a socket that greets, and answers whatever `answer` makes of each piece it reads; gives its address."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(greeting)
                while data := connection.recv(65536):
                    connection.sendall(answer(data))

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"tcp://127.0.0.1:{server.getsockname()[1]}"
        thread.join()


def test_automatic_status_lying_on_the_wire_is_not_taken_for_an_answer() -> None:
    fine = {b"\x10\x04" + bytes((number,)): b"\x12" for number in (1, 2, 3, 4)}
    # Some other program switched ASB on, and its last message said that the paper is out.
    with talking_printer(lambda data: b"\x1c\x00\x0f\x0f" + fine[data], greeting=b"\x1c\x00\x0f\x0f") as uri:
        assert open_device(uri, timeouts=PATIENT).status() is State.READY


@pytest.mark.slow
def test_a_printer_that_answers_rubbish_is_unknown() -> None:
    with talking_printer(lambda data: b"\x00\xff") as uri:
        assert open_device(uri, timeouts=QUICK).status() is State.UNKNOWN


def test_an_ordinary_file_takes_jobs_one_after_the_other(tmp_path: Path) -> None:
    device = open_device(f"file://{tmp_path}/jobs.bin")
    assert device.status() is State.READY
    assert device.print_bytes(b"satu") == PRINTED
    assert device.print_bytes(b"dua") == PRINTED
    assert (tmp_path / "jobs.bin").read_bytes() == b"satudua"


@pytest.mark.parametrize("path", ["/dev/usb/no-such-printer", "/no/such/folder/jobs.bin"])
def test_a_missing_file_is_offline(path: str) -> None:
    device = open_device(f"file://{path}")
    assert device.status() is State.OFFLINE
    assert device.print_bytes(SLIP) == Outcome(result=Result.FAILED, state=State.OFFLINE, sent=False)


@contextmanager
def character_printer(machine: Machine) -> Iterator[Path]:
    """Put the machine behind a pseudo-terminal, which is a character device like /dev/usb/lp0; gives its path."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    stop_reader, stop_writer = os.pipe()

    def serve() -> None:
        session = machine.connect()
        while True:
            ready, _, _ = select.select([ours, stop_reader], [], [])
            if stop_reader in ready:
                return
            machine.receive(session, os.read(ours, 4096))
            os.write(ours, session.take())

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield Path(os.ttyname(theirs))
    finally:
        os.write(stop_writer, b".")
        thread.join()
        for number in (ours, theirs, stop_reader, stop_writer):
            os.close(number)


@pytest.mark.parametrize("confirm", ["status", "order", "id"])
def test_a_character_device_is_asked_like_a_network_printer(confirm: str) -> None:
    machine = Machine(width=576)
    with character_printer(machine) as path:
        device = open_device(f"file://{path}?confirm={confirm}", timeouts=PATIENT)
        assert device.status() is State.READY
        assert device.print_bytes(SLIP) == PRINTED
        machine.control("cover open")
        assert device.status() is State.COVER


def test_no_printer_never_prints() -> None:
    device = open_device("none:")
    assert device.uri == "none:"
    assert device.status() is State.OFFLINE
    assert device.print_bytes(SLIP) == Outcome(result=Result.FAILED, state=State.OFFLINE, sent=False)


@pytest.mark.parametrize(
    "uri",
    ["", "printer", "tcp://", "usb://1234", "tcp://host:port", "tcp://h?confirm=maybe", "tcp://h?colour=red", "file:"],
)
def test_an_unreadable_address_is_a_named_error(uri: str) -> None:
    with pytest.raises(DeviceUriError):
        open_device(uri)
