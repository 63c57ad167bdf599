"""The real programs as child processes of a test: started, waited for, asked, and ended by their own ids."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

ROOT = Path(__file__).parents[2]
#: Longest wait for anything a program does, seconds; a wait ends as soon as the thing is there.
PATIENCE = 90.0


class Gone(AssertionError):
    """A program ended, or did not do what it should have in time."""


def until(what: Callable[[], Any], *, saying: str) -> Any:
    """Wait until `what` gives something true; asks again every twentieth of a second. Raises: Gone."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.05)
    raise Gone(f"waited {PATIENCE:.0f} s for {saying}")


class Program:
    """One `python -m …` of this checkout with its log in a file."""

    def __init__(self, folder: Path, *words: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.log = folder / f"{words[0]}.log"
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONUNBUFFERED": "1"}
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", *words], cwd=ROOT, env=environment, stdout=log, stderr=log
            )

    def end(self) -> int:
        """Ask it to end, and wait. Returns: its exit status."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=PATIENCE)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()


class ServerProgram(Program):
    """The server on a free port of loopback, with its commands."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        super().__init__(folder, "server", "--data", str(self.data), "run", "--port", "0")
        control = self.data / "control.json"
        until(lambda: control.exists() or self.process.poll() is not None, saying="the server to be ready")
        if self.process.poll() is not None:
            raise Gone(self.log.read_text())
        self.address: str = json.loads(control.read_text())["address"]

    def command(self, *words: str, said: str = "") -> str:
        """Run `python -m server …` beside it, as an installer does. Returns: what it printed."""
        done = subprocess.run(
            [sys.executable, "-m", "server", "--data", str(self.data), *words],
            cwd=ROOT,
            input=said,
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        if done.returncode:
            raise Gone(done.stderr)
        return done.stdout.strip()

    def device(self, kind: str, *, office: str) -> dict[str, str]:
        """A new device's credential."""
        made: dict[str, str] = json.loads(self.command("device", kind, "--office", office, "--name", kind))
        return made

    def sign_in(self, name: str, password: str, *, office: str) -> str:
        """A person's secret."""
        answer = httpx.post(
            f"{self.address}/api/v1/sessions",
            json={"name": name, "password": password, "office": office},
            trust_env=False,
        )
        assert answer.status_code == 201, answer.text
        return str(answer.json()["secret"])

    def get(self, path: str, *, secret: str) -> httpx.Response:
        """Read something."""
        return httpx.get(f"{self.address}{path}", headers={"Authorization": f"Bearer {secret}"}, trust_env=False)

    def post(self, path: str, body: dict[str, Any], *, secret: str) -> httpx.Response:
        """Say something."""
        headers = {"Authorization": f"Bearer {secret}"}
        return httpx.post(f"{self.address}{path}", json=body, headers=headers, trust_env=False)
