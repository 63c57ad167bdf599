"""
People and devices coming in: signing in, the first admin, new accounts, letting a device in.

What the API's endpoints and the pages both do; neither answers HTTP here.
"""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

from fastapi import Request

from server import access, protocol
from server.access import Principal
from server.clock import since_boot
from server.gate.context import House
from server.protocol import PairingState
from server.queue.command import Refusal
from server.store.accounts import Account, NameTaken

#: A sign-in lasts a working day; a forgotten one does not outlive the night.
SESSION = timedelta(hours=12)
_PIN = re.compile(r"[0-9]{4,8}")
#: Longest name of a person or device.
MOST_NAME = 60
#: Longest password: argon2 reads all of it, and nobody types more.
MOST_PASSWORD = 200


async def sign_in_person(
    found: House, body: protocol.SignIn, *, at: Principal | None, guesser: str
) -> tuple[Account, str]:
    """
    Check a person and make a sign-in.

    Args:
        at: the paired station the person sits at, None elsewhere; a PIN counts only there.
        guesser: who is guessing, for the limit of tries.

    Returns: the account and the secret of its sign-in. Raises: Refusal `sign_in_failed`, `too_many_tries`.
    """
    office = at.office if at is not None else body.office
    if len(body.name) > MOST_NAME:
        raise Refusal("sign_in_failed", status=401)
    key = f"{guesser}/{office}/{body.name.strip().lower()}"
    found.tries.check(key, now=since_boot())
    # Counted before it is checked, which takes a while: many guesses at once must not all pass the limit.
    found.tries.wrong(key, now=since_boot())
    account = found.accounts.by_name(body.name, office=office)
    fits = False
    if account is not None and body.password is not None:
        fits = await asyncio.to_thread(found.accounts.password_fits, account, body.password)
    elif account is not None and body.pin is not None and at is not None:
        fits = await asyncio.to_thread(found.accounts.pin_fits, account, body.pin)
    if account is None or not fits:
        raise Refusal("sign_in_failed", status=401)
    found.tries.right(key)
    signed = account
    now = found.desk.clock.now()
    secret, _ = await found.desk.in_writer(
        lambda: found.accounts.grant(
            kind="account", now=now, account=signed.id, office=signed.office, name=signed.name, expires_at=now + SESSION
        )
    )
    return account, secret


def guesser(request: Request) -> str:
    """Whom to count wrong guesses against: the machine that calls."""
    return request.client.host if request.client is not None else "unknown"


async def make_first_admin(found: House, body: protocol.FirstAdmin) -> Account:
    """Make the first admin and use the link up. Raises: Refusal `setup_done`, `weak_secret`, `name_taken`."""
    now = found.desk.clock.now()
    if not found.accounts.setup_open(body.secret, now=now):
        raise Refusal("setup_done", status=403)
    check_secrets(password=body.password, pin=None)
    if found.accounts.by_name(body.name, office=None) is not None:
        raise Refusal("name_taken", name=body.name)
    # Used up first, in the one writer thread: two who open the link at the same moment make one admin.
    if not await found.desk.in_writer(lambda: found.accounts.revoke(now=now, secret=body.secret)):
        raise Refusal("setup_done", status=403)
    account = await make_account(found, protocol.NewAccount(name=body.name, role="admin", password=body.password))
    # There is an admin now, who makes the others: a spare link must not make one too.
    await found.desk.in_writer(lambda: found.accounts.revoke_setups(now=now))
    return account


async def make_account(found: House, body: protocol.NewAccount) -> Account:
    """Make an account. Raises: Refusal `weak_secret`, `name_taken`, `malformed`, `office_unknown`, `lane_unknown`."""
    check_secrets(password=body.password, pin=body.pin)
    if body.password is None and body.pin is None:
        raise Refusal("weak_secret", status=422)
    if (
        not body.name.strip()
        or len(body.name) > MOST_NAME
        or not body.name.isprintable()
        or body.role not in access.PEOPLE
        or (body.office is None and body.role != "admin")
    ):
        raise Refusal("malformed", status=422, detail="name, role, office")
    if body.office is not None:
        settings = found.desk.office(body.office).settings
        assert settings is not None
        known = {lane.id for lane in settings.lanes}
        if strange := [lane for lane in body.lanes or () if lane not in known]:
            raise Refusal("lane_unknown", status=404, lane=strange[0])
    now = found.desk.clock.now()
    try:
        return await found.desk.in_writer(
            lambda: found.accounts.create(
                name=body.name,
                role=body.role,
                office=body.office,
                now=now,
                password=body.password,
                pin=body.pin,
                lanes=body.lanes,
            )
        )
    except NameTaken as error:
        raise Refusal("name_taken", name=body.name) from error


def check_secrets(*, password: str | None, pin: str | None) -> None:
    """Raises: Refusal `weak_secret` for a password under 10 characters or a PIN that is not 4 to 8 digits."""
    if (password is not None and not 10 <= len(password) <= MOST_PASSWORD) or (
        pin is not None and not _PIN.fullmatch(pin)
    ):
        raise Refusal("weak_secret", status=422)


async def let_device_in(found: House, body: protocol.LetIn) -> str:
    """Let the device in that shows this code. Returns: its id. Raises: Refusal `pairing_unknown`, `office_unknown`."""
    now = found.desk.clock.now()
    found.desk.office(body.office)
    asked = found.pairings.by_code(body.code, now=now)
    if asked is None:
        raise Refusal("pairing_unknown", status=404)
    pairing_id, kind, _ = asked
    name = body.name.strip() or kind
    secret, credential = await found.desk.in_writer(
        lambda: found.accounts.grant(kind=kind, now=now, office=body.office, name=name)
    )
    state = PairingState(status="paired", office=body.office, device=credential.id, name=name, credential=secret)
    found.pairings.let_in(pairing_id, state)
    return credential.id
