"""`make run` as a person meets it: real programs, real ports, stopped by a signal, and everything there the next time."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from server.program import DATABASE

ROOT = Path(__file__).parents[2]
OFFICE = "latihan"


def environment() -> dict[str, str]:
    """A machine without a display."""
    return {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}


def command(data: Path, *words: str) -> list[str]:
    ports = ["--port", "0", "--printer-port", "0"]
    return [sys.executable, "-m", "deploy.local", "--data", str(data), "--office", OFFICE, *ports, *words]


@dataclass(slots=True)
class Machine:
    """One run: its process, where its words go, and its data folder."""

    process: subprocess.Popen[bytes]
    words: Path
    data: Path

    def said(self) -> str:
        return self.words.read_text(encoding="utf-8")

    def wait_for(self, true: Callable[[], bool], *, seconds: float = 60.0) -> None:
        until = time.monotonic() + seconds
        while not true():
            assert self.process.poll() is None, f"it ended by itself: {self.said()}"
            assert time.monotonic() < until, f"it did not happen in time: {self.said()}"
            time.sleep(0.05)

    def children(self) -> dict[int, str]:
        """Process id → command line of everything it began."""
        found: dict[int, str] = {}
        for place in Path("/proc").glob("[0-9]*/stat"):
            try:
                parent = int(place.read_text().rpartition(")")[2].split()[1])
                line = (place.parent / "cmdline").read_text().replace("\0", " ")
            except (FileNotFoundError, ProcessLookupError):
                continue
            if parent == self.process.pid:
                found[int(place.parent.name)] = line
        return found

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)


Run = Callable[..., Machine]


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    begun: list[Machine] = []

    def _run(data: Path, *words: str) -> Machine:
        place = tmp_path / f"words-{len(begun)}"
        with place.open("wb") as out:
            process = subprocess.Popen(
                command(data, *words), cwd=ROOT, env=environment(), stdout=out, stderr=subprocess.STDOUT
            )
        begun.append(Machine(process=process, words=place, data=data))
        return begun[-1]

    yield _run
    for each in begun:
        if each.process.poll() is None:
            each.process.kill()
            each.process.wait()


def heads(data: Path) -> dict[str, tuple[int, str]]:
    """Office → seq and hash of its last event; reads beside a running server and never holds it up."""
    with closing(sqlite3.connect(f"file:{data / DATABASE}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT office, max(seq), hash FROM events GROUP BY office")
        return {office: (seq, hash_) for office, seq, hash_ in rows}


@pytest.mark.slow
def test_everything_starts_shows_itself_stops_and_is_still_there(run: Run, tmp_path: Path) -> None:
    data = tmp_path / "data"
    first = run(data)
    first.wait_for(lambda: "Ctrl-C stops everything" in first.said())
    address = re.search(r"http://127\.0\.0\.1:\d+", first.said())
    assert address is not None
    assert f"{address[0]}/setup#" in first.said()
    assert "off-screen" in first.said()
    first.wait_for(lambda: all((data / "pictures" / f"{name}.png").exists() for name in ("kiosk", "board")))
    programs = first.children()
    begun = ("-m server ", "-m printer emulator ", "-m kiosk ", "-m board ", "-m printer run ")
    assert len(programs) == len(begun)
    assert all(any(word in line for line in programs.values()) for word in begun)
    assert first.stop() == 0, first.said()
    assert "was killed" not in first.said()
    assert not [pid for pid in programs if Path(f"/proc/{pid}").exists()]

    before = heads(data)
    devices = {path: path.read_text() for path in data.rglob("credential.json")}
    assert len(devices) == 3
    second = run(data)
    second.wait_for(lambda: "Ctrl-C stops everything" in second.said())
    assert second.stop() == 0, second.said()
    after = heads(data)
    assert all(after[office][0] >= seq for office, (seq, _) in before.items())
    assert set(after) == set(before)
    credential = re.compile(r'"credential": "([^"]+)"')
    for path, text in devices.items():
        assert credential.findall(path.read_text()) == credential.findall(text), "a device was let in twice"


@pytest.mark.slow
def test_a_program_that_is_killed_comes_back(run: Run, tmp_path: Path) -> None:
    machine = run(tmp_path / "data")
    machine.wait_for(lambda: "Ctrl-C stops everything" in machine.said())
    printer = next(pid for pid, line in machine.children().items() if "-m printer emulator " in line)
    os.kill(printer, signal.SIGKILL)
    machine.wait_for(lambda: "The virtual printer ended by itself" in machine.said())
    machine.wait_for(
        lambda: any("-m printer emulator " in line and pid != printer for pid, line in machine.children().items())
    )
    assert machine.stop() == 0


@pytest.mark.slow
def test_a_demonstration_is_alive_within_a_minute(run: Run, tmp_path: Path) -> None:
    data = tmp_path / "demo"
    machine = run(data, "--demo")
    machine.wait_for(lambda: "Ctrl-C stops everything" in machine.said())
    assert re.search(r"Admin Contoh, password \S{14} ", machine.said())
    people = data / "log" / "made-up-visitors.log"
    begun = heads(data)[OFFICE][0]
    machine.wait_for(lambda: heads(data)[OFFICE][0] >= begun + 5 or people.read_text() != "")
    assert machine.stop() == 0, machine.said()
    assert people.read_text() == ""


def sentence(*words: str, data: Path) -> str:
    """What it says when something is in its way: one line, on standard error, status 1."""
    said = subprocess.run(
        [*command(data), *words], cwd=ROOT, env=environment(), capture_output=True, text=True, check=False, timeout=60
    )
    assert said.returncode == 1, said.stdout
    assert said.stdout == ""
    lines = said.stderr.splitlines()
    assert len(lines) == 1, said.stderr
    return lines[0]


@pytest.mark.slow
@pytest.mark.parametrize(("option", "choose"), [("--port", "PORT=8001"), ("--printer-port", "PRINTER_PORT=9101")])
def test_a_taken_port_gets_one_sentence(option: str, choose: str, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        said = sentence(option, str(taken.getsockname()[1]), data=tmp_path / "data")
    assert "cannot be used" in said
    assert choose in said
    assert not (tmp_path / "data").exists()


@pytest.mark.slow
def test_an_unknown_office_gets_one_sentence_that_names_the_known_ones(tmp_path: Path) -> None:
    said = sentence("--office", "kantor-pos", data=tmp_path / "data")
    assert "kantor-pos" in said
    assert "kecamatan-metro-selatan" in said


@pytest.mark.slow
def test_a_folder_in_use_gets_one_sentence(run: Run, tmp_path: Path) -> None:
    machine = run(tmp_path / "data")
    machine.wait_for(lambda: "Ctrl-C stops everything" in machine.said())
    said = subprocess.run(
        command(machine.data), cwd=ROOT, env=environment(), capture_output=True, text=True, check=False, timeout=60
    )
    assert said.returncode == 1
    assert "Another server uses the data folder" in said.stderr
    assert machine.stop() == 0


@pytest.mark.slow
def test_a_demonstration_throws_away_no_folder_of_an_office(tmp_path: Path) -> None:
    kept = tmp_path / "data" / "antrean.db"
    kept.parent.mkdir()
    kept.write_text("a year of work")
    assert "was not made by a demonstration" in sentence("--demo", data=kept.parent)
    assert kept.read_text() == "a year of work"
