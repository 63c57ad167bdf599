"""
One server process put together: the data folder, the lock, the journal replayed, the application, and the first catalogue.

`__main__` speaks to people; this module does what it says.
"""

from __future__ import annotations

import gc
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI
from sqlalchemy import Engine

from server.api.app import build
from server.clock import Clock
from server.desk import Desk
from server.gate.context import House
from server.gate.pairing import Pairings
from server.gate.tries import Tries
from server.hub import Hub
from server.protocol import plain
from server.queue.command import SYSTEM, Command
from server.store.accounts import Accounts, new_secret
from server.store.database import ProcessLock, open_engine, open_reader
from server.store.figures import Figures
from server.store.journal import Journal
from server.store.private import Private
from server.store.registers import RegisterBooks
from server.store.snapshot import Snapshots
from sop.load import load_catalogue

DATABASE = "antrean.db"
LOCK = "antrean.lock"
CONTROL = "control.json"
ADDRESS = "database"


@dataclass(slots=True)
class Program:
    """A loaded server that does not listen yet. `close` lets another process in."""

    app: FastAPI
    house: House
    engine: Engine
    lock: ProcessLock

    def close(self) -> None:
        """Let go of the database and the lock."""
        self.house.figures.close()
        self.engine.dispose()
        self.lock.release()


def database_of(data: Path, *, said: str | None = None) -> Path | str:
    """
    Where the database of a data folder is: what was said, else what the file `database` in the folder says (an address, with
    its password if it has one, readable by the server's user alone), else a SQLite file in the folder.
    """
    if said:
        return said
    try:
        written = (data / ADDRESS).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        written = ""
    return written or data / DATABASE


def open_program(
    data: Path,
    *,
    where: Path | str | None = None,
    clock: Clock | None = None,
    pages: Callable[[FastAPI], None] | None = None,
) -> Program:
    """
    Open the data folder and its database, and load every office. `where` None: as `database_of` finds it.

    Raises: AlreadyRunning when another server has the folder open, UnknownEvent when a newer version wrote the journal,
    DatabaseUnknown, OSError, sqlalchemy.exc.DatabaseError.
    """
    data.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = ProcessLock(data / LOCK)
    where = database_of(data) if where is None else where
    try:
        engine = open_engine(where)
    except BaseException:
        lock.release()
        raise
    clock = clock or Clock()
    # The data folder's lock keeps every other process from its SQLite file; PostgreSQL may be used by several.
    journal = Journal(engine, alone=engine.dialect.name == "sqlite")
    desk = Desk(journal, Hub(clock=clock.now), clock=clock, snapshots=Snapshots(engine))
    with uncollected():
        desk.load()
    house = House(
        desk=desk,
        accounts=Accounts(engine),
        pairings=Pairings(),
        tries=Tries(),
        figures=Figures(open_reader(where)),
        private=Private(engine),
        registers=RegisterBooks(engine),
    )
    return Program(app=build(house, pages=pages), house=house, engine=engine, lock=lock)


async def load_first_catalogue(house: House) -> int:
    """
    Read the packaged catalogue into a server nobody has used yet; afterwards the journal is the truth.

    A first start that was cut short is gone on with at the next one: what is missing is read, until the first account
    exists. The desk must be running. Returns: how many offices and procedures were read.
    """
    desk = house.desk
    if house.accounts.accounts() or any(office.tickets for office in desk.offices.values()):
        return 0
    made = 0
    catalogue = load_catalogue()
    for office in catalogue.offices:
        if office.id not in desk.offices or desk.offices[office.id].settings is None:
            await desk.submit(office.id, _command("configure", f"catalogue-{office.id}", plain(office)))
            made += 1
        for procedure in catalogue.procedures:
            if procedure.office == office.id and procedure.id not in desk.offices[office.id].current:
                name = f"catalogue-{office.id}-{procedure.id}"
                await desk.submit(office.id, _command("publish", name, plain(procedure)))
                made += 1
    return made


def _command(verb: str, request_id: str, document: object) -> Command:
    return Command(
        verb=verb, actor=SYSTEM, request_id=request_id, request_hash=request_id, options={"document": document}
    )


def write_control(data: Path, *, address: str, accounts: Accounts) -> None:
    """Leave the address and a secret for the commands of whoever may read the data folder."""
    secret = new_secret()
    accounts.trust_local(secret)
    path = data / CONTROL
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump({"address": address, "secret": secret}, file)


def remove_control(data: Path) -> None:
    """Take the control file away at the end."""
    (data / CONTROL).unlink(missing_ok=True)


@contextmanager
def uncollected() -> Iterator[None]:
    """Without garbage collection: a replay makes little garbage in circles, and looking for it costs a third of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def tune_memory() -> None:
    """
    Keep the garbage collector from stopping the house for tens of milliseconds as it grows (LIMITS 4.2).

    What was loaded is frozen out of its sight, and full collections become rare.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 1_000)
