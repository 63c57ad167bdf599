"""
`python -m deploy.live`: the made-up people of a demonstration go on, over the network like anybody else, faster than life.

Visitors take numbers with a kiosk's credential, clerks sign in with their passwords and work at their counters. Everything
goes through the public API of a running server; what a person who tries the demonstration does meanwhile is respected.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import signal
import sys
import uuid
from collections.abc import Sequence
from pathlib import Path

import httpx

from deploy.demo_folder import Kept, load
from deploy.house import House
from deploy.morning import Bring, File, Person, Say, Told, Wait, World, clerk, staffed, visitors, world
from deploy.past import clerk_name
from server.client.link import COMMAND_SECONDS, Refused, Unreachable, answer
from server.client.pairing import load_credential
from server.protocol import CounterCommand, Issue, SignIn, TicketCommand, TicketReply, from_plain, plain
from sop.load import load_catalogue

#: How many times faster than life the people of a demonstration are.
PACE = 20.0
#: Waits shorter than this many seconds are not shortened, and no wait below it: people still have to walk to a counter.
SHORTEST = 6.0
#: Seconds until a person tries again when the server does not answer.
RETRY_SECONDS = 3.0


class Caller:
    """One person's line to the server: its credential, and how a step of theirs becomes a request."""

    def __init__(self, http: httpx.AsyncClient, *, office: str, sign_in: SignIn | None, bearer: str = "") -> None:
        self._http = http
        self._office = office
        self._sign_in = sign_in
        self._bearer = bearer

    async def carry_out(self, step: Bring | Say, *, request: str) -> Told:
        """
        Do it; `request` is its request id, the same again for a repeat.

        Returns: the answer, or the code of a refusal. Raises: Unreachable, Refused where signing in is refused.
        """
        if not self._bearer:
            await self._sign_in_again()
        try:
            return await self._ask(step, request=request)
        except Refused as refused:
            if refused.problem.code != "sign_in" or self._sign_in is None:
                return refused.problem.code
            await self._sign_in_again()
            return await self.carry_out(step, request=request)

    async def _sign_in_again(self) -> None:
        assert self._sign_in is not None
        self._bearer = str((await self._post("/api/v1/sessions", self._sign_in))["secret"])

    async def _ask(self, step: Bring | Say, *, request: str) -> Told:
        here = f"/api/v1/offices/{self._office}"
        if isinstance(step, Bring):
            body = Issue(
                request_id=request,
                service=step.service,
                priority=step.priority,
                language="en" if step.language == "en" else "id",
            )
            await self._post(f"{here}/tickets", body)
            return None
        path = step.verb.replace("_", "-")
        if step.ticket is None:
            told = await self._post(f"{here}/counters/{step.counter}/{path}", CounterCommand(request_id=request))
        else:
            message = TicketCommand(request_id=request, counter=step.counter, **step.options)
            told = await self._post(f"{here}/tickets/{step.ticket}/{path}", message)
        return from_plain(TicketReply, told)

    async def _post(self, path: str, message: object) -> dict[str, object]:
        headers = {"Authorization": f"Bearer {self._bearer}"} if self._bearer else {}
        try:
            value: dict[str, object] = answer(await self._http.post(path, json=plain(message), headers=headers))
        except httpx.HTTPError as error:
            raise Unreachable(str(error)) from error
        return value


async def live(person: Person, caller: Caller, staff: Caller, *, pace: float) -> None:
    """One person's life until it is cancelled. `staff` issues what the kiosk does not offer."""
    told: Told = None
    while True:
        step = person.send(told)
        told = None
        if isinstance(step, Wait):
            await asyncio.sleep(max(step.seconds / pace, min(step.seconds, SHORTEST)))
            continue
        by = staff if isinstance(step, Bring) and not step.at_kiosk else caller
        try:
            told = await _at_last(by, step)
        except Refused as refused:
            print(f"A demonstration account may not sign in: {refused}", file=sys.stderr)
            return


async def _at_last(caller: Caller, step: Bring | Say) -> Told:
    """Carry a step out, however long the server is away; one request id, so that it is done once."""
    request = uuid.uuid4().hex
    while True:
        try:
            return await caller.carry_out(step, request=request)
        except Unreachable:
            await asyncio.sleep(RETRY_SECONDS)


async def _play(kept: Kept, data: Path, *, pace: float) -> None:
    stopping = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    catalogue = load_catalogue()
    with House(data) as house:
        address = house.address
        for office in kept.offices:
            house.let_in("kiosk", office=office, name="Pengunjung contoh", state=data / "visitors" / office)
    async with httpx.AsyncClient(base_url=address, timeout=COMMAND_SECONDS, trust_env=False) as http:
        lives = []
        for office in kept.offices:
            here = world(catalogue, office, chance=random.Random())
            here.shelf.extend(File(ticket=ticket, lane=lane) for ticket, lane in kept.shelf[office])
            lives += _lives(here, kept, http, data=data, pace=pace)
        await stopping.wait()
        for each in lives:
            each.cancel()
        await asyncio.gather(*lives, return_exceptions=True)


def _lives(here: World, kept: Kept, http: httpx.AsyncClient, *, data: Path, pace: float) -> list[asyncio.Task[None]]:
    credential = load_credential(data / "visitors" / here.office / "credential.json")
    assert credential is not None
    kiosk = Caller(http, office=here.office, sign_in=None, bearer=credential.credential)
    clerks: list[tuple[Person, Caller]] = []
    for counter in staffed(here.counters):
        name = clerk_name(counter.id)
        sign_in = SignIn(name=name, password=kept.passwords[here.office][name], office=here.office)
        at = kept.seated[here.office].get(counter.id)
        clerks.append((clerk(here, counter, at=at), Caller(http, office=here.office, sign_in=sign_in)))
    people = [(visitors(here), kiosk), *clerks]
    return [asyncio.create_task(live(person, caller, clerks[0][1], pace=pace)) for person, caller in people]


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns: 0 after being asked to stop, 1 where there is no demonstration to go on with."""
    parser = argparse.ArgumentParser(prog="python -m deploy.live", description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("data-demo"))
    parser.add_argument("--pace", type=float, default=PACE, help="times faster than life (%(default)s)")
    options = parser.parse_args(arguments)
    try:
        kept = load(options.data)
        asyncio.run(_play(kept, options.data, pace=options.pace))
    except (OSError, Refused, Unreachable) as error:
        print(f"The demonstration cannot go on: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
