"""An office for the printer program's tests: the real server and the real program as processes, and a wire to hold back."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Self

import httpx

from server.client.pairing import Credential, save_credential
from server.protocol import AskSlip, Issue, Issued, NewAccount, NewDevice, SignIn, from_plain, plain

ROOT = Path(__file__).parents[2]
OFFICE = "kecamatan-metro-selatan"
PASSWORD = "cukup panjang"


class Spoken:
    """A program that was begun, and what it says on standard error."""

    def __init__(self, arguments: list[str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=ROOT,
            env={**os.environ, "PYTHONUNBUFFERED": "1"},
            stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self.said: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def wait_for(self, words: str) -> str:
        """Read on until a line has these words. Returns: the line."""
        while (line := self._lines.get(timeout=60)) is not None:
            self.said.append(line)
            if words in line:
                return line
        raise AssertionError(f"{words!r} was never said: {self.said}")

    def end(self) -> int:
        """Ask it to end. Returns: its exit status."""
        self._process.send_signal(signal.SIGTERM)
        return self._close()

    def kill(self) -> None:
        """A power cut."""
        self._process.kill()
        self._close()

    def wait(self) -> int:
        """It ends by itself. Returns: its exit status."""
        return self._close()

    @property
    def ended(self) -> bool:
        """Whether it has ended."""
        return self._process.poll() is not None

    def _close(self) -> int:
        status = self._process.wait(30)
        self._reader.join()
        while not self._lines.empty() and (line := self._lines.get()) is not None:
            self.said.append(line)
        return status

    def _read(self) -> None:
        assert self._process.stderr is not None
        with self._process.stderr as stderr:
            for line in stderr:
                self._lines.put(line.strip())
        self._lines.put(None)


class House:
    """The server of a data folder, running; `clerk` is signed in. A context manager."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = 0
        self._server: Spoken | None = None

    def __enter__(self) -> Self:
        self.start()
        name = f"clerk-{uuid.uuid4().hex[:8]}"
        self._say("POST", "/api/v1/accounts", NewAccount(name=name, role="clerk", office=OFFICE, password=PASSWORD))
        signed = self._say("POST", "/api/v1/sessions", SignIn(name=name, password=PASSWORD, office=OFFICE), secret=None)
        self._clerk = str(signed["secret"])
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Begin, on the port it had before."""
        self._server = Spoken(["server", "--data", str(self.data), "run", "--port", str(self.port)])
        self._server.wait_for("ready address=")
        control = json.loads((self.data / "control.json").read_text(encoding="utf-8"))
        self.address, self._secret = str(control["address"]), str(control["secret"])
        self.port = int(self.address.rpartition(":")[2])

    def stop(self) -> None:
        """End cleanly."""
        assert self._server is not None
        assert self._server.end() in (0, -signal.SIGTERM)

    def issue(self, service: str, *, language: str = "id") -> Issued:
        """A clerk gives a number."""
        body = Issue(request_id=uuid.uuid4().hex, service=service, language="en" if language == "en" else "id")
        told = self._say("POST", f"/api/v1/offices/{OFFICE}/tickets", body, secret=self._clerk)
        return from_plain(Issued, told)

    def ask_slip(self, number: Issued) -> None:
        """The clerk asks for its slip."""
        path = f"/api/v1/offices/{OFFICE}/tickets/{number.ticket_id}/print"
        self._say("POST", path, AskSlip(request_id=uuid.uuid4().hex), secret=self._clerk)

    def let_in(self, state: Path) -> str:
        """Put a printer's credential into its folder, as an installer does. Returns: the device's id."""
        told = self._say("POST", "/api/v1/devices", NewDevice(kind="printer", office=OFFICE, name="loket"))
        credential = Credential(
            address=self.address, office=OFFICE, device=told["device"], credential=told["credential"]
        )
        save_credential(state / "credential.json", credential)
        return credential.device

    def revoke(self, device: str) -> None:
        """Take a device's credential away."""
        self._say("DELETE", f"/api/v1/devices/{device}")

    def pair(self, code: str) -> str:
        """Type a code as an installer does. Returns: the new device's id."""
        command = [sys.executable, "-m", "server", "--data", str(self.data), "pair", code, "--office", OFFICE]
        return subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.strip()

    def device(self, device: str) -> dict[str, Any]:
        """What the admin page knows of a device."""
        found: list[dict[str, Any]] = self._say("GET", "/api/v1/devices")
        return next(each for each in found if each["device"] == device)

    def reports(self, number: Issued) -> list[tuple[str, bool]]:
        """(outcome, copy) of each report on a ticket's slip in the journal, oldest first."""
        with contextlib.closing(sqlite3.connect(f"file:{self.data / 'antrean.db'}?mode=ro", uri=True)) as database:
            rows = database.execute("SELECT payload FROM events WHERE type = 'slip_reported' ORDER BY seq").fetchall()
        events = [json.loads(payload)["data"] for (payload,) in rows]
        return [(each["outcome"], each["copy"]) for each in events if each["of"] == number.ticket_id]

    def _say(self, method: str, path: str, body: object | None = None, *, secret: str | None = "") -> Any:
        bearer = self._secret if secret == "" else secret
        headers = {"Authorization": f"Bearer {bearer}"} if bearer is not None else {}
        with httpx.Client(headers=headers, timeout=10, trust_env=False) as http:
            response = http.request(method, f"{self.address}{path}", json=plain(body) if body is not None else None)
        assert response.is_success, response.text
        return response.json() if response.content else None


class Program(Spoken):
    """`python -m printer run`. A context manager; ends with SIGTERM, cleanly, unless it has ended by then."""

    def __init__(self, *, server: str, state: Path, device: str) -> None:
        super().__init__(["printer", "run", "--server", server, "--state", str(state), "--device", device, "--verbose"])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if not self.ended:
            status = self.end()
            assert kind is not None or status == 0, self.said


class Wire:
    """
    A cable to a printer that can lose what the printer answers once it has cut: the slip is out, and nobody knows.

    A context manager; `lose_answers` from the next cut on until `mend`.
    """

    _CUT = b"\x1dV"

    def __init__(self, port: int) -> None:
        self._to = port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.uri = f"tcp://127.0.0.1:{self._listening.getsockname()[1]}"
        self._losing = False
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._listening.close()

    def lose_answers(self) -> None:
        """From the next cut on no answer comes through."""
        self._losing = True

    def mend(self) -> None:
        """Answers come through again."""
        self._losing = False

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                host, _ = self._listening.accept()
                printer = socket.create_connection(("127.0.0.1", self._to))
                cut = threading.Event()
                threading.Thread(target=self._forward, args=(host, printer, cut), daemon=True).start()
                threading.Thread(target=self._answer, args=(printer, host, cut), daemon=True).start()

    def _forward(self, host: socket.socket, printer: socket.socket, cut: threading.Event) -> None:
        with printer, contextlib.suppress(OSError):
            seen = b""
            for data in _pieces(host):
                seen = (seen + data)[-8192:]
                if self._CUT in seen and self._losing:
                    cut.set()
                printer.sendall(data)
            printer.shutdown(socket.SHUT_RDWR)

    def _answer(self, printer: socket.socket, host: socket.socket, cut: threading.Event) -> None:
        with host, contextlib.suppress(OSError):
            for data in _pieces(printer):
                if not cut.is_set():
                    host.sendall(data)


def _pieces(line: socket.socket) -> Iterator[bytes]:
    while data := line.recv(4096):
        yield data
