"""`python -m printer` does what its help says, and says in one sentence what went wrong."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from printer.__main__ import main
from printer.emulator.server import Album, EmulatorThread, PortTakenError

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("kind", ["slip", "pickup", "test"])
@pytest.mark.parametrize("width", [576, 384])
def test_a_sample_can_be_drawn(kind: str, width: int, tmp_path: Path) -> None:
    file = tmp_path / "slip.png"
    assert main(["render", str(file), "--kind", kind, "--width", str(width)]) == 0
    with Image.open(file) as picture:
        assert picture.width == width
        assert len(zxingcpp.read_barcodes(picture.convert("L"))) == 1


def test_a_test_slip_is_printed_on_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["test", "--device", f"file://{tmp_path}/out.bin", "--cut", "none"]) == 0
    assert capsys.readouterr().out == "Printed.\n"
    assert (tmp_path / "out.bin").stat().st_size > 10_000


def test_a_printer_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    with EmulatorThread() as emulator:
        assert main(["status", "--device", emulator.uri]) == 0
        emulator.control("paper out")
        assert main(["status", "--device", emulator.uri]) == 1
        assert main(["test", "--device", emulator.uri]) == 1
    out = capsys.readouterr().out.splitlines()
    assert out == [
        "ready: the printer is ready.",
        "out: the printer is out of paper.",
        "Not printed: the printer is out of paper.",
    ]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["status", "--device", "usb:"], "expected tcp://host:9100"),
        (["render", "/no/such/folder/x.png"], "No such file"),
        (["render", "x.png", "--width", "100"], "at least 384"),
    ],
)
def test_what_goes_wrong_is_one_line(arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 1
    said = capsys.readouterr().err
    assert sentence in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--server", "x", "--device", "none:"], "'x' is not an address"),
        (["--server", "http://127.0.0.1:1", "--device", "usb:"], "expected tcp://host:9100"),
        (["--server", "http://127.0.0.1:1", "--device", "none:", "--paper-dots", "100"], "at least 384"),
        (["--server", "http://127.0.0.1:1"], "--device"),
    ],
)
def test_wrong_arguments_of_the_office_printer_are_one_sentence(
    arguments: list[str], sentence: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["run", "--state", str(tmp_path), *arguments])
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert sentence in said
    assert said.count("\n") == 1


def test_a_ledger_that_cannot_be_used_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"no database, but long enough to be looked at" * 40)
    run = ["run", "--server", "http://127.0.0.1:1", "--device", "none:", "--state", str(tmp_path)]
    assert main(run) == 1
    said = capsys.readouterr().err
    assert "cannot be used" in said
    assert said.count("\n") == 1


def test_a_taken_port_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        assert main(["emulator", "--port", port, "--out", str(tmp_path)]) == 1
        with pytest.raises(PortTakenError), EmulatorThread(port=int(port)):
            pass
    assert capsys.readouterr().err == (
        f"Port {port} cannot be opened: Address already in use. "
        "Stop the program that uses it, or choose another with --port.\n"
    )


def test_an_album_numbers_on(tmp_path: Path) -> None:
    with EmulatorThread(out=tmp_path) as emulator, socket.create_connection(("127.0.0.1", emulator.port)) as wire:
        wire.sendall(b"satu\n\x1dV\x00dua\n\x1dV\x00")
        assert emulator.wait_for_slips(2)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["slip-0001.png", "slip-0002.png"]
    assert Album(tmp_path).keep(emulator.slips[0]).name == "slip-0003.png"


@pytest.mark.slow
def test_the_emulator_runs_as_a_program_and_obeys_its_lines(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "printer", "emulator", "--port", "0", "--control-port", "0", "--out", str(tmp_path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdin is not None
        assert process.stdout is not None
        port, control = (int(re.findall(r"tcp://127\.0\.0\.1:(\d+)", process.stdout.readline())[0]) for _ in range(2))
        with socket.create_connection(("127.0.0.1", control)) as wire, wire.makefile("rw") as lines:
            for line, ok in (("paper out", True), ("state", True), ("fire", False), ("paper ok", True)):
                print(line, file=lines, flush=True)
                assert json.loads(lines.readline())["ok"] is ok
        print("state", file=process.stdin, flush=True)
        assert json.loads(process.stdout.readline())["paper"] == "ok"
        with socket.create_connection(("127.0.0.1", port)) as wire:
            wire.sendall(b"Ada\n\x1dV\x00")
            assert process.stdout.readline() == f"printed {tmp_path / 'slip-0001.png'}\n"
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 0
