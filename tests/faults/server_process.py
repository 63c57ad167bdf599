"""A real server in a process of its own, with the interpreter's real binary, killed and started again by the tests."""

from __future__ import annotations

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[2]
OFFICE = "kelurahan-rejomulyo"
SERVICE = "002-01"
#: Longest time a start may take on a busy machine, seconds.
PATIENCE = 60.0


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def command(data: Path, *words: str) -> list[str]:
    """A server command with the real binary behind any link of the environment."""
    return [sys.executable, "-m", "server", "--data", str(data), *words]


class ServerProcess:
    """One server over a data folder."""

    def __init__(self, data: Path, *, port: int | None = None, before: Sequence[str] = ()) -> None:
        self.data, self.port = data, port or free_port()
        self._log = (data.parent / f"{data.name}.log").open("ab")
        self.process = subprocess.Popen(
            [*before, *command(data, "run", "--port", str(self.port))],
            cwd=ROOT,
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        self.address = f"http://127.0.0.1:{self.port}"
        self._wait()

    def _wait(self) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            try:
                control = json.loads((self.data / "control.json").read_text())
                if (
                    control["address"] == self.address
                    and httpx.get(f"{self.address}/health", trust_env=False).is_success
                ):
                    return
            except (OSError, ValueError, httpx.HTTPError):
                pass
            time.sleep(0.02)
        raise RuntimeError((self.data.parent / f"{self.data.name}.log").read_text()[-2000:])

    def kill(self) -> None:
        """As a power cut ends it: no handler runs."""
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=10)
        self._log.close()

    def stop(self) -> None:
        """As a person ends it."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(timeout=20)
        self._log.close()

    def credential(self, kind: str, *, office: str = OFFICE) -> str:
        """A device's credential, made with the installers' command."""
        done = subprocess.run(
            command(self.data, "device", kind, "--office", office), cwd=ROOT, capture_output=True, text=True, check=True
        )
        found: str = json.loads(done.stdout)["credential"]
        return found


def journal(data: Path) -> list[dict[str, Any]]:
    """Every event of the office as the file holds it."""
    with sqlite3.connect(f"file:{data / 'antrean.db'}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT seq, payload FROM events WHERE office = ? ORDER BY seq", (OFFICE,)).fetchall()
    connection.close()
    return [{"seq": seq, **json.loads(payload)} for seq, payload in rows]
