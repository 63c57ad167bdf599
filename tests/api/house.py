"""A whole server in one process, spoken to over ASGI: the made-up office, a person of every role, a device of every kind."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx

from server.access import DEVICES, PEOPLE
from server.program import Program, open_program
from server.protocol import plain
from server.queue.command import SYSTEM, Command
from tests.builders import MADE, MADE_PROCEDURES, HandClock, made_settings

OTHER = "kantor-lain"
ROLES = (*PEOPLE, *DEVICES)


@dataclass(slots=True)
class Secrets:
    """
    `own` maps a role to the secret of somebody who has it in the made-up office; `other` the same in another office;
    `everywhere` is the admin of all offices.
    """

    own: dict[str, str] = field(default_factory=dict)
    other: dict[str, str] = field(default_factory=dict)
    everywhere: str = ""


class Served:
    """A served data folder, and the secrets of everybody in it."""

    def __init__(self, program: Program, http: httpx.AsyncClient, who: Secrets) -> None:
        self.program, self.http, self.who = program, http, who
        self.house = program.house
        self.secrets, self.other = who.own, who.other

    @property
    def everywhere(self) -> str:
        """The secret of the admin of all offices."""
        return self.who.everywhere

    async def prepare(self) -> None:
        """Two offices and everybody in them."""
        for office in (MADE, OTHER):
            settings = replace(made_settings(), id=office)
            await self.submit("configure", f"configure-{office}", office=office, document=plain(settings))
            for procedure in MADE_PROCEDURES:
                document = plain(replace(procedure, office=office))
                await self.submit("publish", f"{office}-{procedure.id}", office=office, document=document)
            found = self.secrets if office == MADE else self.other
            for role in ROLES:
                found[role] = self.a_secret(role, office=office)
        self.a_secret("printer", office=MADE, name="spare")
        self.who.everywhere = self.a_secret("admin", office=None)

    def a_secret(self, role: str, *, office: str | None, name: str | None = None) -> str:
        """The secret of a new person or device."""
        accounts, now = self.house.accounts, self.house.desk.clock.now()
        if role in DEVICES:
            return accounts.grant(kind=role, now=now, office=office, name=name or role)[0]
        account = accounts.create(name=name or f"{role} {office}", role=role, office=office, now=now)
        return accounts.grant(kind="account", now=now, account=account.id, office=office, name=account.name)[0]

    async def submit(self, verb: str, request_id: str, *, office: str = MADE, **options: Any) -> None:
        """Something the office itself does."""
        await self.house.desk.submit(
            office, Command(verb=verb, actor=SYSTEM, request_id=request_id, request_hash="x", options=options)
        )

    async def ask(
        self, method: str, path: str, *, secret: str | None = None, body: Any = None, **headers: str
    ) -> httpx.Response:
        """One request; `path` within the made-up office where it does not begin with a slash."""
        url = path if path.startswith("/") else f"/api/v1/offices/{MADE}/{path}"
        if secret is not None:
            headers["Authorization"] = f"Bearer {secret}"
        content = None
        if body is not None:
            content, headers["Content-Type"] = json.dumps(body), "application/json"
        return await self.http.request(method, url, content=content, headers=headers)

    async def issue(self, request_id: str, *, service: str = "satu", role: str = "kiosk") -> dict[str, Any]:
        """A number over HTTP."""
        said = await self.ask(
            "POST", "tickets", secret=self.secrets[role], body={"request_id": request_id, "service": service}
        )
        assert said.status_code == 201, said.text
        value: dict[str, Any] = said.json()
        return value


@asynccontextmanager
async def serve(data: Path, hands: HandClock, who: Secrets) -> AsyncIterator[Served]:
    """A server over a data folder, with its life, until the block ends."""
    program = open_program(data, clock=hands.clock())
    try:
        async with (
            program.app.router.lifespan_context(program.app),
            httpx.AsyncClient(transport=httpx.ASGITransport(app=program.app), base_url="http://antrean") as http,
        ):
            yield Served(program, http, who)
    finally:
        program.close()
