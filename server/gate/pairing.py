"""
Devices that wait to be let in: each shows a short code on its own screen, and an admin types it.

In memory only: a pairing lives ten minutes, and a server that restarts makes devices ask again by themselves.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from server.protocol import DeviceKind, Pairing, PairingState
from server.store.accounts import digest, new_secret

#: How long a code may be typed.
LIFE = timedelta(minutes=10)
#: Letters and digits that cannot be mistaken for each other on a screen or read aloud in Indonesian (B C D E G P T sound alike).
_ALPHABET = "AFHKLMRSUVWXY346789"
#: Pairings waiting at once at most, so that nobody can fill the memory.
MOST = 200


@dataclass(slots=True)
class _Asked:
    kind: DeviceKind
    name: str
    code: str
    secret_sha256: str
    expires_at: datetime
    state: PairingState | None = None


class Pairings:
    """Devices that ask to be let in."""

    def __init__(self) -> None:
        self._asked: dict[str, _Asked] = {}

    def ask(self, *, kind: DeviceKind, name: str, now: datetime) -> Pairing | None:
        """A new pairing with a code of its own; None while too many wait."""
        self._forget(now)
        if len(self._asked) >= MOST:
            return None
        taken = {each.code for each in self._asked.values()}
        code = next(code for code in iter(_draw, "") if code not in taken)
        secret, id_ = new_secret(), secrets.token_hex(8)
        self._asked[id_] = _Asked(kind, name[:60], code, digest(secret), now + LIFE)
        return Pairing(pairing_id=id_, secret=secret, code=code, expires_at=now + LIFE)

    def by_code(self, code: str, *, now: datetime) -> tuple[str, DeviceKind, str] | None:
        """(pairing id, kind, name) of a code as typed; None when it is not valid."""
        self._forget(now)
        wanted = code.replace("-", "").replace(" ", "").upper()
        for id_, asked in self._asked.items():
            if asked.state is None and now < asked.expires_at and asked.code.replace("-", "") == wanted:
                return id_, asked.kind, asked.name
        return None

    def waiting(self, *, now: datetime) -> list[tuple[str, DeviceKind, str]]:
        """(code, kind, name) of devices that wait, oldest first; shown to admins only."""
        self._forget(now)
        return [(each.code, each.kind, each.name) for each in self._asked.values() if each.state is None]

    def let_in(self, pairing_id: str, state: PairingState) -> None:
        """Keep what the device will be told the next time it asks."""
        self._asked[pairing_id].state = state

    def state(self, pairing_id: str, secret: str | None, *, now: datetime) -> PairingState | None:
        """What to tell the device; the credential is told once. None: no such pairing, or not its secret."""
        asked = self._asked.get(pairing_id)
        if asked is None or secret is None or digest(secret) != asked.secret_sha256:
            return None
        if asked.state is not None:
            del self._asked[pairing_id]
            return asked.state
        if now >= asked.expires_at:
            del self._asked[pairing_id]
            return PairingState(status="expired")
        return PairingState(status="waiting")

    def _forget(self, now: datetime) -> None:
        late = [id_ for id_, each in self._asked.items() if now >= each.expires_at + LIFE]
        for id_ in late:
            del self._asked[id_]


def _draw() -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(6))
    return f"{letters[:3]}-{letters[3:]}"
