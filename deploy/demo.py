"""
A demonstration (`make demo`): an office in the middle of its morning, with visitors and clerks who go on coming.

The morning so far is played into a fresh folder (see `past`), then the programs start as `local` starts them, and the
made-up people go on over the network (see `live`). Each demonstration begins anew: the folder of the one before is thrown away.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from deploy import demo_folder, machine
from deploy.children import Program
from deploy.demo_folder import Kept
from deploy.machine import CannotStart, Extra, Options, check
from deploy.morning import World, free_counter, staffed, world
from deploy.past import Past, clerk_name, morning_before, play
from server.program import LOCK
from server.protocol import NewAccount
from server.store.database import AlreadyRunning, ProcessLock
from sop.load import load_catalogue

PRACTICE = "latihan"
ADMIN = "Admin Contoh"
#: The same people come each time; what differs is how much of the morning is over.
SEED = 2026
#: Letters that nobody mistakes for another one.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def run(options: Options) -> int:
    """Play the morning, then run as `local` does. Returns: exit status. Raises: CannotStart, OSError."""
    check(options)
    make_room(options.data)
    worlds = _worlds(options.office)
    people = people_of(worlds)
    zone = ZoneInfo(load_catalogue().office(options.office).zone)
    now = datetime.now(UTC)
    begin = morning_before(now, zone=zone)
    print(f"Playing the morning from {begin.astimezone(zone):%H.%M} to {now.astimezone(zone):%H.%M} …", flush=True)
    past = asyncio.run(play(options.data, worlds, people, begin=begin, end=now))
    demo_folder.save(options.data, _kept(worlds, people, past))
    print(f"{past.issued} visitors have come so far.", flush=True)
    extra = Extra(
        programs=lambda: [_live(options)],
        lines=lambda: _words(options, worlds, people),
        farewell="Ctrl-C stops everything; the next demonstration begins anew.",
    )
    return machine.run(options, extra=extra)


def make_room(data: Path) -> None:
    """
    Throw the demonstration before away, and nothing else.

    Raises: CannotStart where the folder holds something else, or a server runs in it.
    """
    if not data.exists() or not any(data.iterdir()):
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        return
    if not (data / demo_folder.NAME).exists():
        raise CannotStart(f"The folder {data} was not made by a demonstration. Choose another one with --data")
    try:
        ProcessLock(data / LOCK).release()
    except AlreadyRunning as error:
        raise CannotStart(f"A demonstration runs in {data} already. Stop that one first.") from error
    shutil.rmtree(data)
    data.mkdir(mode=0o700)


def _worlds(office: str) -> list[World]:
    catalogue = load_catalogue()
    return [
        world(catalogue, each, chance=random.Random(f"{SEED} {each}")) for each in dict.fromkeys((office, PRACTICE))
    ]


def people_of(worlds: Sequence[World]) -> list[NewAccount]:
    """An admin of all offices, and one clerk per counter, each with a password of its own; the free counter's with a PIN."""
    people = [NewAccount(name=ADMIN, role="admin", password=_password())]
    for here in worlds:
        free = free_counter(here.counters)
        for counter in here.counters:
            pin = f"{secrets.randbelow(1_000_000):06d}" if counter == free else None
            people.append(
                NewAccount(
                    name=clerk_name(counter.id), role="senior", office=here.office, password=_password(), pin=pin
                )
            )
    return people


def _password() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(3))


def _kept(worlds: Sequence[World], people: Sequence[NewAccount], past: Past) -> Kept:
    passwords: dict[str, dict[str, str]] = {}
    for each in people:
        if each.office is not None and each.password is not None:
            passwords.setdefault(each.office, {})[each.name] = each.password
    return Kept(
        offices=tuple(here.office for here in worlds),
        passwords=passwords,
        shelf={here.office: tuple((file.ticket, file.lane) for file in here.shelf) for here in worlds},
        seated=past.seated,
    )


def _live(options: Options) -> Program:
    return Program(
        name="made-up visitors",
        arguments=["-m", "deploy.live", "--data", str(options.data)],
        environment={"PYTHONUNBUFFERED": "1"},
        log=options.data / "log" / "made-up-visitors.log",
    )


def _words(options: Options, worlds: Sequence[World], people: Sequence[NewAccount]) -> list[str]:
    lines = [
        f"  Made-up people {sum(len(staffed(here.counters)) for here in worlds)} clerks and many visitors, in"
        f" {' and '.join(here.office for here in worlds)}; every few seconds something happens",
        f"  Sign in        {people[0].name}, password {people[0].password} (admin of all offices)",
    ]
    free = free_counter(worlds[0].counters)
    own = next(
        (each for each in people if free and each.office == options.office and each.name == clerk_name(free.id)), None
    )
    if own is not None and free is not None:
        lines.append(
            f"                 {own.name}, password {own.password}, PIN {own.pin} on a paired station:"
            f" counter {free.plate} is free for you"
        )
    return lines
