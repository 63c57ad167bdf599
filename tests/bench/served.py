"""
The real server as a process of its own, pinned to one core, with the hello route of a bare FastAPI beside it in a second process.

    python -m tests.bench.served hello PORT

is the second: the same uvicorn settings, one route that does nothing.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).parents[2]
#: Server on the first core, load on the last.
CORES = sorted(os.sched_getaffinity(0))


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


class Process:
    """A server process on loopback; killed at the end of the block."""

    def __init__(self, *arguments: str, port: int, log: Path, health: str) -> None:
        self.port = port
        self._log = log.open("wb")
        self._process = subprocess.Popen(
            [sys.executable, "-m", *arguments], cwd=ROOT, stdout=self._log, stderr=self._log
        )
        os.sched_setaffinity(self._process.pid, {CORES[0]})
        self._wait(health)

    @property
    def pid(self) -> int:
        """The process's id."""
        return self._process.pid

    def _wait(self, health: str) -> None:
        end = time.monotonic() + 30
        while time.monotonic() < end:
            if self._process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{health}", timeout=1):
                    return
            except (urllib.error.URLError, ConnectionError, TimeoutError):
                time.sleep(0.05)
        raise RuntimeError(f"the server did not start: see {self._log.name}")

    def __enter__(self) -> Process:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.wait(timeout=30)
        self._log.close()


def antrean(data: Path, *, port: int) -> Process:
    """The real server over a data folder."""
    process = Process(
        "server",
        "--data",
        str(data),
        "run",
        "--port",
        str(port),
        port=port,
        log=data.with_suffix(".log"),
        health="/health",
    )
    end = time.monotonic() + 60
    while not (data / "control.json").exists():
        if time.monotonic() > end:
            raise RuntimeError("the server did not load its catalogue")
        time.sleep(0.05)
    return process


def hello(folder: Path, *, port: int) -> Process:
    """The bare FastAPI route."""
    return Process("tests.bench.served", "hello", str(port), port=port, log=folder / "hello.log", health="/hello")


def said(data: Path, *words: str, typed: str = "") -> str:
    """What a command of the server prints."""
    done = subprocess.run(
        [sys.executable, "-m", "server", "--data", str(data), *words],
        cwd=ROOT,
        input=typed,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def paired(data: Path, kind: str, *, office: str) -> dict[str, str]:
    """A new device: its office, id and credential."""
    made: dict[str, str] = json.loads(said(data, "device", kind, "--office", office, "--name", kind))
    return made


def device(data: Path, kind: str, *, office: str) -> str:
    """The credential of a new device."""
    return paired(data, kind, office=office)["credential"]


def main(port: int) -> None:
    """The hello server."""
    import uvicorn
    import uvloop
    from fastapi import FastAPI

    app = FastAPI()

    @app.get("/hello")
    async def greet() -> dict[str, str]:
        return {"hello": "world"}

    config = uvicorn.Config(app, port=port, log_level="warning", ws="websockets-sansio", ws_ping_interval=None)
    uvloop.run(uvicorn.Server(config).serve())


if __name__ == "__main__":
    main(int(sys.argv[2]))
