"""
What can be asked of the server of a data folder from the same machine: is it well, a device's credential, the set-up link.

It uses the control file that the running server leaves for whoever may read its data folder, as `python -m server device` and
the other commands do, and the same paths of the API. Starts nothing (see `local`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import httpx

from server.client.link import COMMAND_SECONDS, answer
from server.client.pairing import Credential, load_credential, save_credential
from server.protocol import NewAccount, NewDevice, plain

CONTROL = "control.json"


class House:
    """The running server of a data folder. A context manager."""

    def __init__(self, data: Path) -> None:
        """Raises: OSError where no server runs there."""
        control = json.loads((data / CONTROL).read_text(encoding="utf-8"))
        self.address: str = control["address"]
        self._http = httpx.Client(
            base_url=self.address,
            headers={"Authorization": f"Bearer {control['secret']}"},
            timeout=COMMAND_SECONDS,
            trust_env=False,
        )

    def __enter__(self) -> House:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def _say(self, method: str, path: str, body: object | None = None) -> Any:
        return answer(self._http.request(method, path, json=plain(body) if body is not None else None))

    def offices(self) -> dict[str, str]:
        """Office id → name. Raises: Refused, Unreachable."""
        return {each["office"]: each["name"]["id"] for each in self._say("GET", "/api/v1/offices")}

    def has_admin(self) -> bool:
        """Whether somebody can sign in as an admin already."""
        return any(each["role"] == "admin" for each in self._say("GET", "/api/v1/accounts"))

    def setup_link(self) -> str:
        """A new one-time address that makes the first admin, valid for a day."""
        return f"{self.address}{self._say('POST', '/api/v1/setup-links')['path']}"

    def account(self, account: NewAccount) -> str:
        """Make an account. Returns: its id."""
        made: str = self._say("POST", "/api/v1/accounts", account)["account"]
        return made

    def let_in(self, kind: str, *, office: str, name: str, state: Path) -> bool:
        """
        See to it that the device whose state folder this is has a good credential for an office here.

        A credential that still opens its feed is kept (only its address may change); any other is replaced by a new one.
        Returns: whether a new one was made. Raises: Refused, Unreachable, OSError.
        """
        path = state / "credential.json"
        kept = load_credential(path)
        if kept is not None and kept.office == office and self._opens(kept, kind):
            if kept.address != self.address:
                save_credential(path, _at(self.address, kept.office, kept.device, kept.credential))
            return False
        told = self._say("POST", "/api/v1/devices", NewDevice(kind=kind, office=office, name=name))  # type: ignore[arg-type]
        save_credential(path, _at(self.address, office, told["device"], told["credential"]))
        return True

    def _opens(self, credential: Credential, kind: str) -> bool:
        response = self._http.get(
            f"/api/v1/offices/{credential.office}/snapshot",
            params={"view": kind},
            headers={"Authorization": f"Bearer {credential.credential}"},
        )
        return response.status_code not in (401, 403)


def _at(address: str, office: str, device: str, credential: str) -> Credential:
    return Credential(address=address, office=office, device=device, credential=credential)


def is_well(address: str) -> bool:
    """Whether a server answers at an address."""
    try:
        return httpx.get(f"{address}/health", timeout=2, trust_env=False).is_success
    except httpx.HTTPError:
        return False
