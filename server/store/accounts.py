"""
People and credentials: who exists, what proves it, and which credential opens what.

Passwords and PINs are stored as argon2 hashes; sessions, devices and set-up links are 256 random bits of which only the
SHA-256 is stored (DESIGN 7). All of it is kept in memory too, so that a request costs one dictionary look-up. Methods that
write block and are called from the writer thread. Roles and verbs are `server.access`.
"""

from __future__ import annotations

import asyncio
import hashlib
import secrets
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from server.access import DEVICES, PEOPLE, Principal
from server.store.database import reading
from server.store.news import PEOPLE as PEOPLE_CHANGED
from server.store.news import follow

_ONE = {
    "accounts": "SELECT * FROM accounts WHERE id = :key",
    "credentials": "SELECT * FROM credentials WHERE sha256 = :key",
}


class NameTaken(Exception):
    """Another account of this office has the name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """
    One person. `office` None = all offices (the first admin); `lanes` None = every lane; `ended_at` set = may not sign in
    any more, kept because the journal names it.
    """

    id: str
    office: str | None
    name: str
    role: str
    lanes: tuple[str, ...] | None
    password_hash: str | None
    pin_hash: str | None
    created_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credential:
    """
    What a secret opens. `kind` is a device kind, `account` (a person's sign-in) or `setup` (the one-time set-up link).

    `id` names the device; for a sign-in it is the account's id.
    """

    sha256: str
    id: str
    kind: str
    office: str | None
    account: str | None
    name: str
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    def good(self, now: datetime) -> bool:
        """Whether it still opens anything."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


def digest(secret: str) -> str:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def new_secret() -> str:
    """256 random bits, URL-safe."""
    return secrets.token_urlsafe(32)


class Accounts:
    """All accounts and credentials of one database."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._hasher = PasswordHasher()
        self._accounts: dict[str, Account] = {}
        self._credentials: dict[str, Credential] = {}
        self._local: str | None = None
        self.refresh()

    # -- what is stored ------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read everything anew, as another process may have changed it. Blocks; call it in the writer thread."""
        with reading(self._engine) as connection:
            accounts = [_account(dict(row)) for row in connection.execute(text("SELECT * FROM accounts")).mappings()]
            credentials = [
                _credential(dict(row)) for row in connection.execute(text("SELECT * FROM credentials")).mappings()
            ]
        self._accounts = {each.id: each for each in accounts}
        self._credentials = {each.sha256: each for each in credentials}

    def refresh_one(self, table: str, key: str) -> None:
        """Read one account (by id) or credential (by digest) anew. Blocks; call it in the writer thread."""
        with reading(self._engine) as connection:
            row = connection.execute(text(_ONE[table]), {"key": key}).mappings().first()
        if row is not None and table == "accounts":
            self._accounts[key] = _account(dict(row))
        elif row is not None:
            self._credentials[key] = _credential(dict(row))

    async def follow(self, in_writer: Callable[[Callable[[], None]], Awaitable[None]]) -> None:
        """
        Take over what other processes change, for ever; on SQLite nobody else does.

        Args:
            in_writer: carries blocking work out in the writer thread, so that what is read is never older than memory.
        """
        changed: asyncio.Queue[str] = asyncio.Queue()

        async def take_over() -> None:
            while True:
                table, _, key = (await changed.get()).partition(" ")
                await in_writer((lambda: self.refresh_one(table, key)) if key else self.refresh)  # noqa: B023

        if self._engine.dialect.name == "postgresql":
            async with asyncio.TaskGroup() as both:
                both.create_task(take_over())
                both.create_task(
                    follow(self._engine, {PEOPLE_CHANGED: changed.put_nowait}, lambda: changed.put_nowait(""))
                )

    # -- reading, from memory ------------------------------------------------------------------------------

    def accounts(self, office: str | None = None) -> list[Account]:
        """Accounts that may sign in in `office` (None: all there are), by name."""
        found = (each for each in list(self._accounts.values()) if each.ended_at is None)
        return sorted(
            (each for each in found if office is None or each.office in (None, office)),
            key=lambda each: each.name.lower(),
        )

    def account(self, id_: str) -> Account | None:
        """An account by id, ended ones too."""
        return self._accounts.get(id_)

    def devices(self, office: str | None = None) -> list[Credential]:
        """Paired devices that are not revoked, by name."""
        found = (each for each in list(self._credentials.values()) if each.kind in DEVICES and each.revoked_at is None)
        return sorted((each for each in found if office in (None, each.office)), key=lambda each: each.name.lower())

    def principal(self, secret: str, *, now: datetime) -> Principal | None:
        """Who a secret belongs to; None when it opens nothing (any more)."""
        if self._local is not None and digest(secret) == self._local:
            return Principal(id="local", name="local", role="admin", office=None)
        credential = self._credentials.get(digest(secret))
        if credential is None or not credential.good(now) or credential.kind == "setup":
            return None
        if credential.kind in DEVICES:
            return Principal(id=credential.id, name=credential.name, role=credential.kind, office=credential.office)
        account = self._accounts.get(credential.account or "")
        if account is None or account.ended_at is not None:
            return None
        lanes = frozenset(account.lanes) if account.lanes is not None else None
        return Principal(
            id=account.id,
            name=account.name,
            role=account.role,
            office=account.office,
            lanes=lanes,
            expires=credential.expires_at,
        )

    def trust_local(self, secret: str) -> None:
        """Accept a secret for the commands of whoever may read this server's data folder; it dies with the process."""
        self._local = digest(secret)

    def setup_open(self, secret: str, *, now: datetime) -> bool:
        """Whether this set-up link may still make the first admin."""
        credential = self._credentials.get(digest(secret))
        return credential is not None and credential.kind == "setup" and credential.good(now)

    def by_name(self, name: str, *, office: str | None) -> Account | None:
        """The account that signs in as `name` in `office`."""
        wanted = name.strip().lower()
        return next((each for each in self.accounts(office) if each.name.lower() == wanted), None)

    def password_fits(self, account: Account, password: str) -> bool:
        """Check a password; slow on purpose, so call it off the event loop."""
        return self._fits(account.password_hash, password)

    def pin_fits(self, account: Account, pin: str) -> bool:
        """Check a PIN; slow on purpose, so call it off the event loop."""
        return self._fits(account.pin_hash, pin)

    def _fits(self, stored: str | None, said: str) -> bool:
        if stored is None:
            return False
        try:
            return self._hasher.verify(stored, said)
        except (VerifyMismatchError, InvalidHashError):
            return False

    # -- writing, in the writer thread ---------------------------------------------------------------------

    def create(
        self,
        *,
        name: str,
        role: str,
        office: str | None,
        now: datetime,
        password: str | None = None,
        pin: str | None = None,
        lanes: Iterable[str] | None = None,
    ) -> Account:
        """A new account. Raises: NameTaken, ValueError for a strange role."""
        if role not in PEOPLE:
            raise ValueError(f"no such role: {role}")
        if self.by_name(name, office=office) is not None:
            raise NameTaken(name)
        account = Account(
            id=f"a-{secrets.token_hex(6)}",
            office=office,
            name=name.strip(),
            role=role,
            lanes=tuple(lanes) if lanes is not None else None,
            password_hash=self._hasher.hash(password) if password is not None else None,
            pin_hash=self._hasher.hash(pin) if pin is not None else None,
            created_at=now,
            ended_at=None,
        )
        self._save_account(account)
        return account

    def change(
        self, account: Account, *, password: str | None = None, pin: str | None = None, ended_at: datetime | None = None
    ) -> Account:
        """Give an account a new password or PIN, or end it."""
        changed = replace(
            account,
            password_hash=self._hasher.hash(password) if password is not None else account.password_hash,
            pin_hash=self._hasher.hash(pin) if pin is not None else account.pin_hash,
            ended_at=ended_at or account.ended_at,
        )
        self._save_account(changed)
        return changed

    def grant(
        self,
        *,
        kind: str,
        now: datetime,
        office: str | None = None,
        account: str | None = None,
        name: str = "",
        expires_at: datetime | None = None,
    ) -> tuple[str, Credential]:
        """A new credential. Returns: the secret, which is nowhere stored, and what is."""
        secret = new_secret()
        credential = Credential(
            sha256=digest(secret),
            id=account if account is not None else f"{kind}-{secrets.token_hex(4)}",
            kind=kind,
            office=office,
            account=account,
            name=name,
            created_at=now,
            expires_at=expires_at,
            revoked_at=None,
        )
        self._save_credential(credential)
        return secret, credential

    def revoke(self, *, now: datetime, secret: str | None = None, id_: str | None = None) -> int:
        """End one credential by its secret, or all of a device or account by id. Returns: how many were ended."""
        wanted = digest(secret) if secret is not None else None
        found = [
            each
            for each in list(self._credentials.values())
            if each.revoked_at is None and (each.sha256 == wanted or (id_ is not None and each.id == id_))
        ]
        for each in found:
            self._save_credential(replace(each, revoked_at=now))
        return len(found)

    def revoke_setups(self, *, now: datetime) -> None:
        """End every set-up link: there is an admin, who makes the next one."""
        for each in [each for each in self._credentials.values() if each.kind == "setup" and each.revoked_at is None]:
            self._save_credential(replace(each, revoked_at=now))

    def _save_account(self, account: Account) -> None:
        row = {
            "id": account.id,
            "office": account.office,
            "name": account.name,
            "role": account.role,
            "lanes": ",".join(account.lanes) if account.lanes is not None else None,
            "password_hash": account.password_hash,
            "pin_hash": account.pin_hash,
            "created_at": account.created_at.isoformat(),
            "ended_at": account.ended_at.isoformat() if account.ended_at else None,
        }
        try:
            self._upsert("accounts", "id", row)
        except IntegrityError as error:
            # Another process was quicker.
            raise NameTaken(account.name) from error
        self._accounts[account.id] = account

    def _save_credential(self, credential: Credential) -> None:
        row = {
            "sha256": credential.sha256,
            "id": credential.id,
            "kind": credential.kind,
            "office": credential.office,
            "account": credential.account,
            "name": credential.name,
            "created_at": credential.created_at.isoformat(),
            "expires_at": credential.expires_at.isoformat() if credential.expires_at else None,
            "revoked_at": credential.revoked_at.isoformat() if credential.revoked_at else None,
        }
        self._upsert("credentials", "sha256", row)
        self._credentials[credential.sha256] = credential

    def _upsert(self, table: str, key: str, row: dict[str, str | None]) -> None:
        columns = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        updates = ", ".join(f"{name} = excluded.{name}" for name in row if name != key)
        statement = f"INSERT INTO {table} ({columns}) VALUES ({values}) ON CONFLICT ({key}) DO UPDATE SET {updates}"
        with self._engine.begin() as connection:
            connection.execute(text(statement), row)
            if connection.dialect.name == "postgresql":
                told = {"channel": PEOPLE_CHANGED, "told": f"{table} {row[key]}"}
                connection.execute(text("SELECT pg_notify(:channel, :told)"), told)


def _time(value: str | None) -> datetime | None:
    return datetime.fromisoformat(value) if value else None


def _account(row: dict[str, str | None]) -> Account:
    lanes = row.pop("lanes")
    created = _time(row.pop("created_at"))
    ended = _time(row.pop("ended_at"))
    assert created is not None
    listed = tuple(each for each in lanes.split(",") if each) if lanes is not None else None
    return Account(**row, lanes=listed, created_at=created, ended_at=ended)  # type: ignore[arg-type]


def _credential(row: dict[str, str | None]) -> Credential:
    times = {name: _time(row.pop(name)) for name in ("created_at", "expires_at", "revoked_at")}
    return Credential(**row, **times)  # type: ignore[arg-type]
