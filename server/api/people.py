"""Signing in and out, the first admin, accounts, and letting devices in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request, Response

from server import access, protocol
from server.access import Principal
from server.clock import since_boot
from server.gate.context import SESSION_COOKIE, bearer, caller, house, station
from server.gate.people import SESSION, guesser, let_device_in, make_account, make_first_admin, sign_in_person
from server.protocol import PairingState
from server.queue.command import Refusal

router = APIRouter(prefix="/api/v1", tags=["people and devices"])


@router.post("/sessions", status_code=201)
async def sign_in(request: Request, response: Response, body: protocol.SignIn) -> protocol.SignedIn:
    """Sign in with a password anywhere, or with a PIN on a paired station."""
    found = house(request)
    at = station(request) or _station_bearer(request)
    account, secret = await sign_in_person(found, body, at=at, guesser=guesser(request))
    response.set_cookie(SESSION_COOKIE, secret, httponly=True, samesite="strict", max_age=int(SESSION.total_seconds()))
    return protocol.SignedIn(
        account=account.id,
        name=account.name,
        role=account.role,
        office=account.office,
        secret=secret,
        expires_at=found.desk.clock.now() + SESSION,
    )


def _station_bearer(request: Request) -> Principal | None:
    principal = caller(request)
    return principal if principal is not None and principal.role == "station" else None


@router.delete("/sessions", status_code=204)
async def sign_out(request: Request, response: Response) -> None:
    """Sign out; the secret opens nothing any more."""
    found = house(request)
    secret = bearer(request)
    principal = caller(request)
    if secret is None or principal is None or principal.role not in access.PEOPLE:
        raise Refusal("sign_in", status=401)
    await found.desk.in_writer(lambda: found.accounts.revoke(now=found.desk.clock.now(), secret=secret))
    response.delete_cookie(SESSION_COOKIE)


@router.post("/setup-links", status_code=201)
async def setup_link(request: Request) -> dict[str, str]:
    """A one-time link that makes the first admin; valid for a day. For whoever is at the server, or an admin of all."""
    found = house(request)
    principal = access.permit(caller(request), "accounts", office=None)
    if principal.office is not None:
        raise Refusal("not_permitted", status=403)
    now = found.desk.clock.now()
    secret, _ = await found.desk.in_writer(
        lambda: found.accounts.grant(kind="setup", now=now, expires_at=now + timedelta(days=1))
    )
    return {"path": f"/setup#{secret}"}


@router.post("/setup", status_code=201)
async def setup(request: Request, body: protocol.FirstAdmin) -> dict[str, str]:
    """The printed set-up link makes the first admin, once."""
    account = await make_first_admin(house(request), body)
    return {"account": account.id}


@router.post("/accounts", status_code=201)
async def new_account(request: Request, body: protocol.NewAccount) -> dict[str, str]:
    """A new person. An admin of one office makes accounts there only."""
    principal = access.permit(caller(request), "accounts", office=body.office)
    if body.office is None and principal.office is not None:
        raise Refusal("not_permitted", status=403)
    account = await make_account(house(request), body)
    return {"account": account.id}


@router.get("/accounts")
async def accounts(request: Request) -> list[dict[str, Any]]:
    """All people of the caller's office."""
    principal = access.permit(caller(request), "accounts", office=None)
    return [
        {"account": each.id, "name": each.name, "role": each.role, "office": each.office, "lanes": each.lanes}
        for each in house(request).accounts.accounts(principal.office)
    ]


@router.delete("/accounts/{account_id}", status_code=204)
async def end_account(request: Request, account_id: str) -> None:
    """A person may not sign in any more; what they did stays in the journal."""
    found = house(request)
    account = found.accounts.account(account_id)
    principal = access.permit(caller(request), "accounts", office=account.office if account is not None else None)
    if account is None or account.id == principal.id or (account.office is None and principal.office is not None):
        raise Refusal("not_permitted", status=403)
    ended = account
    now = found.desk.clock.now()
    await found.desk.in_writer(lambda: found.accounts.change(ended, ended_at=now))
    await found.desk.in_writer(lambda: found.accounts.revoke(now=now, id_=ended.id))


# ---- devices ----------------------------------------------------------------------------------------------


@router.post("/pairings", status_code=201)
async def ask_pairing(request: Request, body: protocol.PairingRequest) -> protocol.Pairing:
    """A device asks to be let in. No credential: it has none yet."""
    found = house(request)
    pairing = found.pairings.ask(kind=body.kind, name=body.name, now=found.desk.clock.now())
    if pairing is None:
        raise Refusal("too_many_tries", status=429)
    return pairing


@router.get("/pairings/{pairing_id}")
async def pairing_state(request: Request, pairing_id: str) -> protocol.PairingState:
    """Has somebody let this device in? The credential is told once."""
    found = house(request)
    state = found.pairings.state(pairing_id, bearer(request), now=found.desk.clock.now())
    if state is None:
        raise Refusal("pairing_unknown", status=404)
    return state


@router.post("/pairings/let-in", status_code=201)
async def let_in(request: Request, body: protocol.LetIn) -> dict[str, str]:
    """An admin types the code a device shows."""
    found = house(request)
    access.permit(caller(request), "devices", office=body.office)
    key = f"{guesser(request)}/pairing"
    found.tries.check(key, now=since_boot())
    try:
        device = await let_device_in(found, body)
    except Refusal:
        found.tries.wrong(key, now=since_boot())
        raise
    return {"device": device}


@router.post("/devices", status_code=201)
async def new_device(request: Request, body: protocol.NewDevice) -> protocol.PairingState:
    """A credential for a device that is set up by hand; it is told once."""
    found = house(request)
    access.permit(caller(request), "devices", office=body.office)
    found.desk.office(body.office)
    now = found.desk.clock.now()
    secret, credential = await found.desk.in_writer(
        lambda: found.accounts.grant(kind=body.kind, now=now, office=body.office, name=body.name.strip() or body.kind)
    )
    return PairingState(
        status="paired", office=body.office, device=credential.id, name=credential.name, credential=secret
    )


@router.get("/devices")
async def devices(request: Request) -> list[dict[str, Any]]:
    """All paired devices of the caller's office, with what each last said of itself."""
    found = house(request)
    principal = access.permit(caller(request), "devices", office=None)
    return [
        {
            "device": each.id,
            "kind": each.kind,
            "name": each.name,
            "office": each.office,
            "last_said_at": found.device_states[each.id][0] if each.id in found.device_states else None,
            "state": protocol.plain(found.device_states[each.id][1]) if each.id in found.device_states else None,
        }
        for each in found.accounts.devices(principal.office)
    ]


@router.delete("/devices/{device_id}", status_code=204)
async def revoke(request: Request, device_id: str) -> None:
    """Revoke a device: its credential opens nothing any more."""
    found = house(request)
    device = next((each for each in found.accounts.devices() if each.id == device_id), None)
    access.permit(caller(request), "devices", office=device.office if device is not None else None)
    if device is None:
        raise Refusal("pairing_unknown", status=404)
    await found.desk.in_writer(lambda: found.accounts.revoke(now=found.desk.clock.now(), id_=device_id))


@router.post("/offices/{office}/devices/me/state", status_code=204)
async def device_state(request: Request, office: str, body: protocol.DeviceState) -> None:
    """A device says how it is."""
    found = house(request)
    found.desk.office(office)
    principal = access.permit(caller(request), "device_state", office=office)
    found.device_states[principal.id] = (protocol.plain(found.desk.clock.now()), body)
