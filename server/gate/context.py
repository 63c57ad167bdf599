"""
What every endpoint stands on: the desk, the accounts, who is calling, and how a body becomes a command.

Holds no rule: whether somebody may is `access`, what happens is the desk.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import Depends, Request
from starlette.requests import HTTPConnection

from server import access
from server.access import Principal
from server.desk import Desk
from server.gate.pairing import Pairings
from server.gate.tries import Tries
from server.protocol import DeviceState, TicketReply, Words, encode
from server.queue.command import Command, Refusal
from server.queue.office import Answer
from server.queue.private import LONGEST, Text
from server.store.accounts import Accounts
from server.store.figures import Figures
from server.store.private import Private
from server.store.registers import RegisterBooks

#: A request id becomes a ticket's id, stands in paths and in the journal: no slash, no blank, nothing to write a name in.
_REQUEST_ID = re.compile(r"[A-Za-z0-9_:-]{1,64}")

#: The cookie of a signed-in person, and that of a paired station (a staff PC's browser).
SESSION_COOKIE = "antrean_session"
STATION_COOKIE = "antrean_station"


@dataclass(slots=True)
class House:
    """Everything one server process has. `device_states`: device id → what it last said of itself."""

    desk: Desk
    accounts: Accounts
    pairings: Pairings
    tries: Tries
    figures: Figures
    private: Private
    registers: RegisterBooks
    device_states: dict[str, tuple[str, DeviceState]] = field(default_factory=dict)


def house(connection: HTTPConnection) -> House:
    """The process's house."""
    found: House = connection.app.state.house
    return found


def bearer(connection: HTTPConnection, *, cookie: str = SESSION_COOKIE) -> str | None:
    """The secret a call came with: the Authorization header, else the cookie; never the address."""
    header = connection.headers.get("authorization", "")
    kind, _, secret = header.partition(" ")
    if kind.lower() == "bearer" and secret:
        return secret
    return connection.cookies.get(cookie)


def caller(connection: HTTPConnection) -> Principal | None:
    """Who is calling; None for nobody known. A device's header and a person's cookie are treated alike."""
    found = house(connection)
    now = found.desk.clock.now()
    secret = bearer(connection)
    return found.accounts.principal(secret, now=now) if secret else None


def station(connection: HTTPConnection) -> Principal | None:
    """The paired staff PC this browser runs on, None on any other machine."""
    found = house(connection)
    secret = bearer(connection, cookie=STATION_COOKIE)
    principal = found.accounts.principal(secret, now=found.desk.clock.now()) if secret else None
    return principal if principal is not None and principal.role == "station" else None


def language(connection: HTTPConnection) -> str:
    """`en` where the caller prefers English, else `id`."""
    return "en" if connection.headers.get("accept-language", "").lower().startswith("en") else "id"


In = Annotated[House, Depends(house)]
Caller = Annotated[Principal | None, Depends(caller)]


async def submit(
    connection: Request,
    office: str,
    *,
    verb: str,
    message: Any,
    permission: str | None = None,
    ticket: str | None = None,
    counter: str | None = None,
    options: dict[str, Any] | None = None,
    configured: bool = True,
    texts: Mapping[str, str] | None = None,
) -> Answer:
    """
    Check the caller, and have the desk carry a message out.

    `configured` False: the office may be new. `message` has a request_id;
    its hash covers the whole body, the verb and what it is said to; private `texts` (purpose → body) are left out of the message
    by the caller, and empty ones of no account. Raises: Refusal.
    """
    found = house(connection)
    if configured:
        found.desk.office(office)
    principal = access.permit(caller(connection), permission or verb, office=office)
    request_id = str(message.request_id)
    if not _REQUEST_ID.fullmatch(request_id):
        raise Refusal("malformed", status=422, detail="request_id: 1-64 of A-Z a-z 0-9 _ : -")
    body = f"{verb}\n{ticket}\n{counter}\n{encode(message)}"
    answer = await found.desk.submit(
        office,
        Command(
            verb=verb,
            actor=access.actor(principal),
            request_id=request_id,
            request_hash=hashlib.sha256(body.encode()).hexdigest(),
            ticket=ticket,
            counter=counter,
            options=options or {},
            texts=_private(texts or {}),
        ),
    )
    assert answer is not None
    await _same_texts(found, office, answer, texts or {})
    return answer


def _private(texts: Mapping[str, str]) -> tuple[Text, ...]:
    """Texts with a random id and salt of their own. Raises: Refusal `malformed`, UnicodeEncodeError for half a character."""
    made = []
    for purpose, body in texts.items():
        body.encode()
        if len(body) > LONGEST:
            raise Refusal("malformed", status=422, detail=f"{purpose}: at most {LONGEST} characters")
        if body.strip():
            made.append(Text(id=secrets.token_hex(16), purpose=purpose, salt=secrets.token_hex(32), body=body.strip()))
    return tuple(made)


async def _same_texts(found: House, office: str, answer: Answer, texts: Mapping[str, str]) -> None:
    """
    Whether a repeated request came with the texts it had, which its hash does not cover.

    A text that was purged since can be compared with nothing. Raises: Refusal `request_conflict`.
    """
    for fact in answer.event.data.get("private", ()):
        body = texts.get(fact["purpose"], "").strip()
        id_ = str(fact["id"])
        same = await found.desk.in_writer(lambda id_=id_, body=body: found.private.same(office, id_, body=body))  # type: ignore[misc]
        if same is False:
            raise Refusal("request_conflict")


def reply(answer: Answer) -> TicketReply:
    """The answer to a ticket's or counter's verb, made from the event that records it, so that a repeat gets the same."""
    event = answer.event
    data = event.data
    ticket = data.get("ticket")
    if ticket is None:
        return TicketReply(seq=event.seq, counter=data.get("counter"))
    return TicketReply(
        seq=event.seq,
        ticket_id=ticket["id"],
        number=ticket["number"],
        code=ticket["code"],
        state=ticket["state"],
        service=ticket["service"],
        lane=ticket["lane"],
        counter=ticket["counter"],
        step=str(ticket["step"]),
    )


def names(found: House) -> list[tuple[str, Words]]:
    """(id, name) of every configured office."""
    return [
        (id_, Words(id=office.settings.name.id, en=office.settings.name.en))
        for id_, office in sorted(found.desk.offices.items())
        if office.settings is not None
    ]
