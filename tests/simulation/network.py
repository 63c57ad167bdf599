"""
Between people and the desk: a network that loses requests, loses replies, says things twice, and a server that dies.

A caller keeps the request id it made and asks again until it is answered, as kiosks and pages do. What it was answered is
given to the auditor, who knows what must be in the journal.
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass
from typing import Any

from server.desk import Desk
from server.queue.command import Actor, Command, Refusal
from server.queue.office import Answer
from tests.simulation.auditor import Auditor, Violation
from tests.simulation.loop import SlowDisk

#: Of a hundred requests: lost on the way, reply lost, said twice at once.
LOST, REPLY_LOST, TWICE = 2, 3, 2


@dataclass(slots=True, eq=False)
class Process:
    """A server process: `died` is done when it was killed, and whoever waits for its answer waits in vain."""

    desk: Desk
    disk: SlowDisk
    died: asyncio.Future[None]
    tasks: set[asyncio.Task[Any]]


class Servers:
    """The server processes that are up; none during an outage."""

    def __init__(self) -> None:
        self.up: list[Process] = []
        self._any = asyncio.Event()

    def comes(self, process: Process) -> None:
        """A process answers from now on."""
        self.up.append(process)
        self._any.set()

    def goes(self, process: Process) -> None:
        """A process answers nobody any more."""
        self.up.remove(process)
        if not self.up:
            self._any.clear()

    async def any(self) -> None:
        """Wait until a process is up."""
        await self._any.wait()


class Network:
    """One office's way to its server."""

    def __init__(self, servers: Servers, auditor: Auditor, chance: random.Random) -> None:
        self.servers, self.auditor, self.chance = servers, auditor, chance
        self.said = 0
        self.refused: dict[str, int] = {}
        self._count = 0

    async def say(
        self,
        office: str,
        verb: str,
        *,
        actor: Actor,
        ticket: str | None = None,
        counter: str | None = None,
        **options: Any,
    ) -> Answer | str:
        """Say a verb until it is answered. Returns: the answer, or the code of the refusal."""
        self._count += 1
        command = Command(
            verb=verb,
            actor=actor,
            request_id=f"s-{self._count}",
            request_hash=f"{verb} {ticket} {counter} {sorted(options.items())!r}",
            ticket=ticket,
            counter=counter,
            options=options,
            codes=tuple(f"{self.chance.randrange(10**8):08d}" for _ in range(3))
            if verb in ("issue", "enter_paper")
            else (),
        )
        while True:
            fate = self.chance.randrange(100)
            if not self.servers.up:
                await self.servers.any()
            if fate < LOST:
                await asyncio.sleep(self.chance.uniform(0.5, 3))
                continue
            try:
                answered = await self._ask(office, command, twice=fate >= 100 - TWICE)
            except ConnectionError:
                await asyncio.sleep(self.chance.uniform(0.5, 3))
                continue
            self.said += 1
            if answered == "internal":
                raise Violation("nothing of ours breaks", None, f"{office} {verb}")
            if isinstance(answered, str):
                self.refused[answered] = self.refused.get(answered, 0) + 1
            if LOST <= fate < LOST + REPLY_LOST and answered != "store_failed":
                # The reply is lost on its way; the auditor knows that it was given, and it must be given again.
                self._told(office, command, answered)
                await asyncio.sleep(self.chance.uniform(0.2, 2))
                continue
            if answered == "store_failed":
                await asyncio.sleep(self.chance.uniform(0.2, 2))
                continue
            self._told(office, command, answered)
            return answered

    async def _ask(self, office: str, command: Command, *, twice: bool) -> Answer | str:
        process = self.chance.choice(self.servers.up)
        asked = [asyncio.ensure_future(process.desk.submit(office, command)) for _ in range(2 if twice else 1)]
        answers: list[Answer | str] = []
        for each in asked:
            either: set[asyncio.Future[Any]] = {each, process.died}
            await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
            if not each.done():
                for other in asked:
                    other.cancel()
                raise ConnectionError
            try:
                answer = each.result()
            except Refusal as refusal:
                answers.append(refusal.code)
            else:
                assert answer is not None
                answers.append(answer)
        if len(answers) == 2:
            self._told(office, command, answers[1])
        return answers[0]

    def _told(self, office: str, command: Command, answered: Answer | str) -> None:
        if isinstance(answered, Answer) and command.request_id is not None:
            self.auditor.answered(office, command.request_id, answered)
