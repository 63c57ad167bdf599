"""
A PostgreSQL server of the tests' own: made in a moment, never the machine's, gone at the end.

Debian's binaries refuse root, so as root it runs as the user `postgres`. Where there are none, the tests that need it say so by
name instead of passing.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine

from server.store.database import address, open_engine

_BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))


def missing() -> str | None:
    """Why there can be no server here; None when there can."""
    if not _BINARIES and shutil.which("initdb") is None:
        return "needs PostgreSQL (postgresql): the second database NOT TRIED"
    if os.geteuid() == 0:
        try:
            pwd.getpwnam("postgres")
        except KeyError:
            return "needs the user postgres: the second database NOT TRIED"
    return None


class Cluster:
    """
    A running server on loopback. Each `database` is a fresh one.

    Without sync, because it lives shorter than any power cut; `durable` syncs, for those who measure.
    """

    def __init__(self, *, durable: bool = False) -> None:
        self._names = count(1)
        # Not under pytest's own folder, which only this user may enter.
        self._folder = Path(tempfile.mkdtemp(prefix="antrean-pg-", dir="/tmp"))
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = int(found.getsockname()[1])
        if os.geteuid() == 0:
            shutil.chown(self._folder, "postgres")
        self._run("initdb", "-D", str(self._folder / "data"), "-A", "trust", "-U", "antrean", "--no-sync")
        words = f"-p {self.port} -k {self._folder} -c listen_addresses=127.0.0.1 -c fsync={'on' if durable else 'off'}"
        log = str(self._folder / "log")
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-w", "-l", log, "-o", words, "start")
        self.say("CREATE DATABASE today")
        # Today's form is made once and copied: a fresh database costs a twentieth of a second.
        open_engine(self.address("today")).dispose()

    def address(self, name: str) -> str:
        """The address of a database."""
        return f"postgresql://antrean@127.0.0.1:{self.port}/{name}"

    def database(self) -> str:
        """A fresh database of today's form. Returns: its address."""
        name = f"fresh{next(self._names)}"
        self.say(f"CREATE DATABASE {name} TEMPLATE today")
        return self.address(name)

    def empty(self) -> str:
        """A fresh database without any form. Returns: its address."""
        name = f"empty{next(self._names)}"
        self.say(f"CREATE DATABASE {name}")
        return self.address(name)

    def say(self, statement: str, *, at: str = "postgres") -> list[tuple[object, ...]]:
        """One statement outside any transaction. Returns: its rows."""
        engine = create_engine(address(self.address(at)), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                found = connection.exec_driver_sql(statement)
                return [tuple(row) for row in found.all()] if found.returns_rows else []
        finally:
            engine.dispose()

    def stop(self) -> None:
        """End the server and take everything away."""
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-w", "-m", "immediate", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *words: str) -> None:
        path = str(_BINARIES[-1] / program) if _BINARIES else program
        before = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        done = subprocess.run(
            [*before, path, *words], cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False
        )
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr}")
