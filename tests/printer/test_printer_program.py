"""The office's printer prints each slip staff ask for once, whatever dies meanwhile, and tells what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import zxingcpp

from printer.emulator.paper import PrintedSlip
from printer.emulator.server import EmulatorThread
from printer.setup_slips import draw_pairing_slip
from printer.slip_parts import SECTION
from printer.typeset import Sheet, Span
from server.client.pairing import load_credential
from server.protocol import Issued
from tests.printer.printer_office import House, Program, Wire

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("house") / "data") as running:
        yield running


@pytest.fixture
def emulator() -> Iterator[EmulatorThread]:
    with EmulatorThread() as started:
        yield started


def code_on(slip: PrintedSlip) -> str:
    [found] = zxingcpp.read_barcodes(slip.picture.convert("L"))
    return found.text


def is_marked(slip: PrintedSlip) -> bool:
    """Whether the slip bears the bar SALINAN (or SALINAN / COPY) above everything else."""
    top = slip.picture.crop((0, 0, slip.picture.width, 60)).convert("L")
    return top.histogram()[0] > slip.picture.width * 60 * 0.4


def connected(house: House, state: Path, device: str) -> Program:
    program = Program(server=house.address, state=state, device=device)
    program.wait_for("is here")
    # The frame that says what was there before comes right after: what is asked from now on is asked of this printer.
    program.wait_for("follows the office from")
    return program


def asked(house: House, service: str = "000-01") -> Issued:
    number = house.issue(service)
    house.ask_slip(number)
    return number


def test_a_slip_a_clerk_asks_for_comes_out_with_the_code_and_is_told_to_the_server(
    house: House, emulator: EmulatorThread, tmp_path: Path
) -> None:
    asked(house)
    device = house.let_in(tmp_path)
    with connected(house, tmp_path, emulator.uri) as program:
        number = asked(house)
        program.wait_for("told ")
        house.ask_slip(number)
        program.wait_for("told ")
    first, second = emulator.slips
    assert code_on(first) == code_on(second) == number.code
    assert (is_marked(first), is_marked(second)) == (False, True), "a second one bears SALINAN"
    assert house.reports(number) == [("printed", False), ("printed", True)]
    state = house.device(device)["state"]
    assert (state["printer"], state["waiting_jobs"]) == ("ready", 0)


def test_what_was_asked_while_the_line_or_the_printer_was_away_comes_out_once_and_in_order(
    house: House, emulator: EmulatorThread, tmp_path: Path
) -> None:
    house.let_in(tmp_path)
    connected(house, tmp_path, emulator.uri).end()
    numbers = [asked(house) for _ in range(3)]
    with connected(house, tmp_path, emulator.uri) as program:
        for _ in numbers:
            program.wait_for("told ")
        house.stop()
        house.start()
        program.wait_for("follows the office from")
        emulator.control("cover open")
        numbers.append(asked(house))
        program.wait_for("is cover")
        emulator.control("cover close")
        program.wait_for("is ready")
        program.wait_for("told ")
    assert [code_on(slip) for slip in emulator.slips] == [number.code for number in numbers]
    assert not any(is_marked(slip) for slip in emulator.slips)
    assert [house.reports(number) for number in numbers] == [[("printed", False)]] * 4


def test_a_power_cut_between_the_last_byte_and_the_note_of_it_makes_no_second_unmarked_slip(
    house: House, emulator: EmulatorThread, tmp_path: Path
) -> None:
    house.let_in(tmp_path)
    with Wire(emulator.port) as wire:
        program = connected(house, tmp_path, wire.uri)
        wire.lose_answers()
        number = asked(house)
        assert emulator.wait_for_slips(1)
        program.kill()
        wire.mend()
        with connected(house, tmp_path, wire.uri) as again:
            again.wait_for("told ")
            assert house.reports(number) == [("unknown", False)]
            house.ask_slip(number)
            again.wait_for("told ")
    first, second = emulator.slips
    assert code_on(first) == code_on(second) == number.code
    assert (is_marked(first), is_marked(second)) == (False, True)
    assert house.reports(number) == [("unknown", False), ("printed", True)]


def test_a_printer_prints_its_pairing_code_and_goes_on_by_itself_and_pairs_again_when_shut_out(
    house: House, emulator: EmulatorThread, tmp_path: Path
) -> None:
    with Program(server=house.address, state=tmp_path, device=emulator.uri) as program:
        device = house.pair(printed_code(program, emulator, count=1, address=house.address))
        program.wait_for("follows the office from")
        number = asked(house)
        program.wait_for("told ")
        assert code_on(emulator.slips[1]) == number.code
        kept = load_credential(tmp_path / "credential.json")
        assert kept is not None and kept.device == device

        house.revoke(device)
        emulator.control("paper low")
        # The next word to the server is refused, and a new code comes out.
        house.pair(printed_code(program, emulator, count=3, address=house.address))
        program.wait_for("follows the office from")
        number = asked(house)
        program.wait_for("told ")
        assert code_on(emulator.slips[3]) == number.code


def printed_code(program: Program, emulator: EmulatorThread, *, count: int, address: str) -> str:
    """The code the program says it prints; checks that the slip of that count is the pairing slip of this very code."""
    code = program.wait_for("printing the code").rpartition(" ")[2]
    assert re.fullmatch(r"[A-Z0-9]{3}-[A-Z0-9]{3}", code), code
    assert emulator.wait_for_slips(count)
    expected = draw_pairing_slip(width=576, code=code, address=address, language="id")
    picture = emulator.slips[count - 1].picture
    assert picture.crop((0, 0, 576, expected.height)).tobytes() == expected.tobytes()
    return code


def test_a_lost_printer_and_its_return_are_one_line_each_and_the_admin_page_hears_it(
    house: House, emulator: EmulatorThread, tmp_path: Path
) -> None:
    device = house.let_in(tmp_path)
    with connected(house, tmp_path, emulator.uri) as program:
        emulator.control("paper out")
        number = asked(house)
        program.wait_for("is out")
        program.wait_for("said how it is: out, 1 waiting")
        assert house.device(device)["state"]["waiting_jobs"] == 1
        emulator.control("paper ok")
        program.wait_for("is ready")
        program.wait_for("said how it is: ready, 0 waiting")
    assert [code_on(slip) for slip in emulator.slips] == [number.code]
    about = [line for line in program.said if line.startswith("printer ")]
    assert [line.rpartition(" ")[2] for line in about if not line.endswith("is ready")] == ["out"]
    assert about[-1].endswith("is ready")


def test_a_second_program_on_the_same_folder_is_refused_in_one_sentence(
    house: House, emulator: EmulatorThread, tmp_path: Path
) -> None:
    house.let_in(tmp_path)
    with connected(house, tmp_path, emulator.uri):
        second = Program(server=house.address, state=tmp_path, device=emulator.uri)
        second.wait_for("is in use by another program")
        assert second.wait() == 1


def test_the_bar_of_a_copy_is_what_the_test_takes_for_it() -> None:
    sheet = Sheet(width=576, margin=24)
    sheet.paragraph([Span("Kecamatan Metro Selatan", SECTION)])
    sheet.space(60)
    plain = PrintedSlip(picture=sheet.finish(), text=(), codes=())
    assert not is_marked(plain)
