"""A device asks to be let in until somebody types its code, and a server that comes and goes wastes no paper on it."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from server.client.pairing import load_credential
from server.client.pairing_thread import EAGER, Paired, PairingCode, PairingThread
from server.protocol import Pairing, PairingState, plain

NOW = datetime(2026, 11, 20, 2, 24, tzinfo=UTC)
WAITING = PairingState(status="waiting")
EXPIRED = PairingState(status="expired")
LET_IN = PairingState(status="paired", office="contoh", device="p-1", name="loket", credential="geheim")
BRIEF = timedelta(milliseconds=5)


class Door:
    """A server's pairing paths at the network edge: gives codes K-1, K-2 …, and answers as told, then `waiting`."""

    def __init__(self, answers: list[PairingState | int]) -> None:
        self.answers = answers
        self.codes = 0
        self.asked: list[dict[str, str]] = []
        door = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                door.asked.append(json.loads(self.rfile.read(int(self.headers["content-length"]))))
                door.codes += 1
                code = f"K-{door.codes}"
                self._answer(201, plain(Pairing(pairing_id=code, secret="s", code=code, expires_at=NOW)))

            def do_GET(self) -> None:
                answer = door.answers.pop(0) if door.answers else WAITING
                if isinstance(answer, int):
                    self._answer(answer, {"code": "c", "sentence": "s", "next": "n"})
                else:
                    self._answer(200, plain(answer))

            def _answer(self, status: int, value: object) -> None:
                body = json.dumps(value).encode()
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=lambda: self._server.serve_forever(0.01), daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def doors() -> Iterator[list[Door]]:
    made: list[Door] = []
    yield made
    for door in made:
        door.close()


@contextmanager
def pairing(
    address: str, keep: Path, *, rest: timedelta | None = timedelta(minutes=1)
) -> Iterator[tuple[PairingThread, queue.SimpleQueue[PairingCode | Paired]]]:
    heard: queue.SimpleQueue[PairingCode | Paired] = queue.SimpleQueue()
    thread = PairingThread(
        kind="printer", address=address, keep=keep, name="loket", report=heard.put, ask=BRIEF, away=BRIEF, rest=rest
    )
    thread.start()
    try:
        yield thread, heard
    finally:
        thread.stop()


def codes(heard: queue.SimpleQueue[PairingCode | Paired], count: int) -> list[str | None]:
    found = []
    for _ in range(count):
        event = heard.get(timeout=10)
        assert isinstance(event, PairingCode) and not event.kept
        found.append(event.code)
    return found


def kept(heard: queue.SimpleQueue[PairingCode | Paired]) -> str | None:
    event = heard.get(timeout=10)
    assert isinstance(event, PairingCode) and event.kept
    return event.code


def test_a_code_that_runs_out_is_taken_back_and_a_fresh_one_comes(doors: list[Door], tmp_path: Path) -> None:
    doors.append(Door([WAITING, EXPIRED, WAITING, LET_IN]))
    with pairing(doors[0].address, tmp_path / "credential.json") as (_, heard):
        assert codes(heard, 3) == ["K-1", None, "K-2"]
        paired = heard.get(timeout=10)
    assert isinstance(paired, Paired)
    assert load_credential(tmp_path / "credential.json") == paired.credential
    assert (paired.credential.office, paired.credential.credential) == ("contoh", "geheim")


def test_a_server_that_is_away_for_a_moment_costs_no_second_code(doors: list[Door], tmp_path: Path) -> None:
    doors.append(Door([503, 503, WAITING, WAITING, 500, LET_IN]))
    with pairing(doors[0].address, tmp_path / "credential.json") as (_, heard):
        assert codes(heard, 1) == ["K-1"]
        assert [kept(heard) for _ in range(3)] == [None, "K-1", None]
        assert isinstance(heard.get(timeout=10), Paired)
    assert doors[0].codes == 1


def test_a_screen_shows_the_next_code_as_soon_as_one_has_run_out(doors: list[Door], tmp_path: Path) -> None:
    doors.append(Door([EXPIRED] * (EAGER + 1)))
    with pairing(doors[0].address, tmp_path / "credential.json", rest=None) as (_, heard):
        assert codes(heard, EAGER + 2) == [f"K-{number}" for number in range(1, EAGER + 3)]


def test_a_device_says_what_it_is_and_is_called(doors: list[Door], tmp_path: Path) -> None:
    doors.append(Door([]))
    with pairing(doors[0].address, tmp_path / "credential.json") as (_, heard):
        codes(heard, 1)
    assert doors[0].asked == [{"kind": "printer", "name": "loket"}]


def test_a_credential_that_cannot_be_kept_still_counts_until_the_restart(
    doors: list[Door], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("where the folder should be")
    doors.append(Door([LET_IN]))
    with pairing(doors[0].address, tmp_path / "file" / "credential.json") as (_, heard):
        codes(heard, 1)
        assert isinstance(heard.get(timeout=10), Paired)
    assert [line for line in caplog.messages if "cannot be kept" in line]


def test_a_server_that_has_forgotten_the_pairing_gives_a_new_code(doors: list[Door], tmp_path: Path) -> None:
    doors.append(Door([404, LET_IN]))
    with pairing(doors[0].address, tmp_path / "credential.json") as (_, heard):
        assert codes(heard, 3) == ["K-1", None, "K-2"]
        assert isinstance(heard.get(timeout=10), Paired)


def test_codes_nobody_types_stop_coming_one_after_the_other_until_somebody_is_at_the_printer(
    doors: list[Door], tmp_path: Path
) -> None:
    doors.append(Door([EXPIRED] * EAGER))
    with pairing(doors[0].address, tmp_path / "credential.json") as (thread, heard):
        codes(heard, 2 * EAGER)
        with pytest.raises(queue.Empty):
            heard.get(timeout=0.1)
        thread.hurry()
        assert codes(heard, 1) == [f"K-{EAGER + 1}"]


def test_a_server_that_is_not_there_is_one_line_in_the_log(
    doors: list[Door], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    gone = Door([])
    gone.close()
    with pairing(gone.address, tmp_path / "credential.json") as (_, heard):
        assert codes(heard, 3) == [None, None, None]
    assert len([line for line in caplog.messages if "no pairing code" in line]) == 1
