"""
How a device is let in, and how it remembers that: ask for a pairing, show its code, get the credential once, keep it in a file.

The credential file belongs to the device's user alone (mode 0600). It survives reboots; the server can revoke it.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

import httpx

from server import protocol
from server.client.link import COMMAND_SECONDS, Unreachable, answer
from server.protocol import Malformed, decode, from_plain, plain


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """What a paired device keeps: where its server is, which office and device it is, and its bearer."""

    address: str
    office: str
    device: str
    credential: str


def load_credential(path: Path) -> Credential | None:
    """The credential kept in `path`; None when there is none or the file was cut short, and the device must pair again."""
    try:
        return decode(Credential, path.read_bytes())
    except (FileNotFoundError, Malformed):
        return None


def save_credential(path: Path, credential: Credential) -> None:
    """Keep the credential, whole or not at all, readable by this user only. Raises: OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(json.dumps(plain(credential)))
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def request_pairing(address: str, request: protocol.PairingRequest) -> protocol.Pairing:
    """Ask to be let in. Raises: Refused, Unreachable."""
    with httpx.Client(timeout=COMMAND_SECONDS, trust_env=False) as http:
        try:
            response = http.post(f"{address.rstrip('/')}/api/v1/pairings", json=plain(request))
        except httpx.HTTPError as error:
            raise Unreachable(str(error)) from error
        return from_plain(protocol.Pairing, answer(response))


def pairing_state(address: str, pairing: protocol.Pairing) -> protocol.PairingState:
    """Ask whether somebody has let this device in yet; the credential is given once. Raises: Refused, Unreachable."""
    with httpx.Client(
        timeout=COMMAND_SECONDS, headers={"Authorization": f"Bearer {pairing.secret}"}, trust_env=False
    ) as http:
        try:
            response = http.get(f"{address.rstrip('/')}/api/v1/pairings/{pairing.pairing_id}")
        except httpx.HTTPError as error:
            raise Unreachable(str(error)) from error
        return from_plain(protocol.PairingState, answer(response))
