"""The virtual printer behaves like a real one: it answers in time, holds jobs back, and runs out of paper."""

from __future__ import annotations

import pytest
from PIL import Image

from printer.emulator.machine import ControlError, Machine, Session
from printer.raster import Paper, encode
from printer.status import QUERIES, State, query, state_of

SLIP = encode(Image.new("1", (576, 800), 0), paper=Paper())


def ask(machine: Machine, session: Session) -> State:
    answers = {}
    for number in QUERIES:
        machine.receive(session, query(number))
        if answer := session.take():
            [answers[number]] = answer
    return state_of(answers)


@pytest.mark.parametrize(
    ("line", "state"),
    [
        ("paper ok", State.READY),
        ("paper low", State.LOW),
        ("paper out", State.OUT),
        ("paper 0", State.OUT),
        ("cover open", State.COVER),
        ("offline", State.OFFLINE),
        ("mute", State.UNKNOWN),
    ],
)
def test_what_is_told_to_the_machine_is_what_it_answers(line: str, state: State) -> None:
    machine = Machine(width=576)
    machine.control(line)
    assert ask(machine, machine.connect()) is state


@pytest.mark.parametrize(
    ("trouble", "cure"), [("paper out", "paper ok"), ("cover open", "cover close"), ("offline", "online")]
)
def test_a_job_taken_in_trouble_comes_out_after_it(trouble: str, cure: str) -> None:
    machine = Machine(width=576)
    machine.control(trouble)
    assert machine.receive(machine.connect(), SLIP) == []
    reply, slips = machine.control(cure)
    assert len(slips) == 1
    assert reply["waiting"] == 0


def test_paper_can_run_out_in_the_middle_of_a_picture() -> None:
    machine = Machine(width=576)
    session = machine.connect()
    machine.control("paper 50")
    assert ask(machine, session) is State.READY
    assert machine.receive(session, SLIP) == []
    assert ask(machine, session) is State.OUT
    assert 400 <= machine.paper.length < 430
    _, [slip] = machine.control("paper ok")
    assert slip.picture.height >= 800


def test_the_dialogue_of_receiptio() -> None:
    """Recorded from npm receiptio 2.1.2 (`-p escpos`) printing on this emulator: each question and its answer."""
    machine = Machine(width=576)
    session = machine.connect()
    machine.receive(session, bytes.fromhex("100402"))
    assert session.take() == bytes.fromhex("12")
    machine.receive(session, bytes.fromhex("1b401d61ff"))
    assert session.take() == bytes.fromhex("1400000f")
    job = bytes.fromhex("1b4d301c284102003000") + b"\x1b \x00A-012\n\x1dVB\x00\x1dr1"
    [slip] = machine.receive(session, job)
    assert slip.text == ("A-012",)
    assert session.take() == b"\x00"


def test_automatic_status_tells_every_change_to_those_who_asked() -> None:
    machine = Machine(width=576)
    asked, other = machine.connect(), machine.connect()
    machine.receive(asked, b"\x1da\xff")
    asked.take()
    machine.control("cover open")
    machine.control("cover open")
    assert asked.take() == bytes.fromhex("3c00000f")
    machine.control("cover close")
    machine.control("paper out")
    assert asked.take() == bytes.fromhex("1400000f" + "1c000f0f")
    assert other.take() == b""
    machine.receive(asked, b"\x1da\x00")
    machine.control("paper ok")
    assert asked.take() == b""


def test_buffered_answers_wait_for_the_job_before_them() -> None:
    machine = Machine(width=576)
    session = machine.connect()
    machine.control("paper out")
    machine.receive(session, SLIP + b"\x1dr\x01" + b"\x1d(H\x06\x0000abcd")
    assert session.take() == b""
    machine.control("paper low")
    assert session.take() == b"\x03" + b"\x37\x22abcd\x00"


def test_a_hundred_millimetres_of_paper_are_used_up() -> None:
    machine = Machine(width=576)
    machine.control("paper 200")
    machine.receive(machine.connect(), SLIP)
    left = machine.state()["left_mm"]
    assert isinstance(left, int)
    assert 70 <= left <= 100


@pytest.mark.parametrize("line", ["", "paper", "paper -1", "cover", "fire", "paper out now"])
def test_an_unknown_control_line_is_a_named_error(line: str) -> None:
    with pytest.raises(ControlError):
        Machine(width=576).control(line)


def test_recovery_throws_the_waiting_job_away() -> None:
    machine = Machine(width=576)
    session = machine.connect()
    machine.control("cover open")
    machine.receive(session, SLIP + b"\x10\x05\x02")
    _, slips = machine.control("cover close")
    assert slips == []


def test_the_printer_names_itself() -> None:
    machine = Machine(width=576)
    session = machine.connect()
    machine.receive(session, b"\x1dIB\x1dI\x01")
    assert session.take() == b"\x5fANTREAN\x00\x20"
