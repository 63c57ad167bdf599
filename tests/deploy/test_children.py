"""Programs that die, hang or are told to stop, watched by the one that started them; real processes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from deploy import children
from deploy.children import Child, Program, Signals

Start = Callable[..., Child]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a Python program given as text, and ends all of them at the end."""
    begun: list[Child] = []

    def _start(text: str) -> Child:
        program = Program(name="piece", arguments=["-uc", text], environment={}, log=tmp_path / "log" / "piece.log")
        begun.append(Child(program))
        return begun[-1]

    yield _start
    for child in begun:
        child.end()


def wait_until(true: Callable[[], bool], *, seconds: float = 20.0) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.01)


@pytest.mark.slow
def test_a_program_that_dies_is_begun_again_and_named(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "BACKOFF", (0.05,))
    child = start("import time; print('all is well'); time.sleep(60)")
    wait_until(lambda: child.last_words() == "all is well")
    first = child.pid
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: child.status() is not None)
    said: list[str] = []

    def begun_again() -> bool:
        child.watch(say=said.append)
        return child.pid != first

    wait_until(begun_again)
    assert len(said) == 1
    assert "piece ended by itself (status -9: all is well)" in said[0]
    assert child.status() is None


@pytest.mark.slow
def test_a_program_that_keeps_dying_is_begun_again_each_time(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "BACKOFF", (0.01, 0.02, 0.05))
    child = start("raise SystemExit('no screen')")
    said: list[str] = []

    def died_often() -> bool:
        child.watch(say=said.append)
        return len(said) >= 4

    wait_until(died_often)
    assert all("no screen" in each for each in said)


@pytest.mark.slow
def test_a_program_that_hears_sigterm_ends_by_itself(start: Start) -> None:
    child = start("import time; print('up'); time.sleep(60)")
    wait_until(lambda: child.last_words() == "up")
    assert child.end()
    assert child.status() == -signal.SIGTERM


@pytest.mark.slow
def test_a_program_that_does_not_listen_is_killed_in_the_end(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "PATIENCE", 0.2)
    child = start("import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up'); time.sleep(60)")
    wait_until(lambda: child.last_words() == "up")
    assert not child.end()
    assert child.status() == -signal.SIGKILL


@pytest.mark.slow
def test_programs_end_with_the_one_that_began_them(tmp_path: Path) -> None:
    """Also when that one is killed outright, so that no port stays taken."""
    text = (
        "import sys, time; from pathlib import Path; from deploy.children import Child, Program\n"
        "child = Child(Program(name='piece', arguments=['-c', 'import time; time.sleep(60)'], environment={},"
        " log=Path(sys.argv[1])))\n"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen(
        [sys.executable, "-c", text, str(tmp_path / "log")],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    parent.stdout.close()
    wait_until(lambda: not _runs(child))


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_a_signal_is_a_question_and_ends_the_waiting() -> None:
    with Signals() as signals:
        assert not signals.wait(0)
        os.kill(os.getpid(), signal.SIGTERM)
        assert signals.wait(30)
        assert signals.wait(30)


def test_afterwards_signals_do_what_they_did_before() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with Signals():
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_log_that_grew_large_is_set_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, start: Start) -> None:
    monkeypatch.setattr(children, "LOG_BYTES", 10)
    log = tmp_path / "log" / "piece.log"
    log.parent.mkdir()
    log.write_text("a long day\n")
    start("pass")
    assert log.with_suffix(".old.log").read_text() == "a long day\n"
