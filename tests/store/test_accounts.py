"""Accounts and credentials on a database of either kind: what proves whom, what is stored, what a restart still knows."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from server.store.accounts import Accounts, NameTaken
from server.store.database import open_engine
from tests.builders import FRIDAY


@pytest.fixture
def accounts(engine: Engine) -> Accounts:
    return Accounts(engine)


def again(where: Path | str) -> Accounts:
    """The same database opened by the next process."""
    engine = open_engine(where)
    found = Accounts(engine)
    engine.dispose()
    return found


def everything(engine: Engine) -> str:
    """All text of both tables."""
    with engine.connect() as connection:
        return repr([connection.exec_driver_sql(f"SELECT * FROM {name}").all() for name in ("accounts", "credentials")])


@pytest.mark.slow
def test_a_password_and_a_pin_fit_only_themselves_and_are_nowhere_stored(
    accounts: Accounts, where: Path | str, engine: Engine
) -> None:
    clerk = accounts.create(
        name="Rini", role="clerk", office="a", now=FRIDAY, password="panjang sekali", pin="4711", lanes=["depan"]
    )
    for found in (accounts, again(where)):
        account = found.account(clerk.id)
        assert account == clerk
        assert found.password_fits(clerk, "panjang sekali")
        assert not found.password_fits(clerk, "4711")
        assert found.pin_fits(clerk, "4711")
        assert not found.pin_fits(clerk, "4712")
    assert "panjang" not in everything(engine)
    assert "4711" not in everything(engine)
    assert "$argon2id$" in everything(engine)


def test_a_secret_opens_until_it_ends_or_is_revoked_and_only_its_hash_is_stored(
    accounts: Accounts, where: Path | str, engine: Engine
) -> None:
    secret, credential = accounts.grant(
        kind="kiosk", now=FRIDAY, office="a", name="Pintu", expires_at=FRIDAY + timedelta(hours=1)
    )
    assert len(secret) >= 43
    assert secret not in everything(engine)
    for found in (accounts, again(where)):
        principal = found.principal(secret, now=FRIDAY)
        assert principal is not None
        assert (principal.id, principal.role, principal.office) == (credential.id, "kiosk", "a")
        assert found.principal(secret, now=FRIDAY + timedelta(hours=1)) is None
    assert accounts.principal(secret + "x", now=FRIDAY) is None
    assert accounts.revoke(now=FRIDAY, id_=credential.id) == 1
    assert accounts.principal(secret, now=FRIDAY) is None
    assert again(where).principal(secret, now=FRIDAY) is None
    assert accounts.devices() == []


@pytest.mark.slow
def test_somebody_who_left_may_not_sign_in_and_gives_the_name_free(
    accounts: Accounts, where: Path | str, engine: Engine
) -> None:
    first = accounts.create(name="Rini", role="clerk", office="a", now=FRIDAY, pin="4711")
    secret, _ = accounts.grant(kind="account", now=FRIDAY, account=first.id, office="a")
    with pytest.raises(NameTaken):
        accounts.create(name=" rini ", role="clerk", office="a", now=FRIDAY, pin="4711")
    accounts.change(first, ended_at=FRIDAY)
    assert accounts.principal(secret, now=FRIDAY) is None
    second = accounts.create(name="Rini", role="clerk", office="a", now=FRIDAY, pin="4711")
    assert accounts.by_name("RINI", office="a") == second
    assert again(where).account(first.id) is not None


def test_the_local_secret_dies_with_the_process(accounts: Accounts, where: Path | str, engine: Engine) -> None:
    accounts.trust_local("rahasia")
    principal = accounts.principal("rahasia", now=FRIDAY)
    assert principal is not None
    assert (principal.role, principal.office) == ("admin", None)
    assert again(where).principal("rahasia", now=FRIDAY) is None


def test_a_setup_link_opens_nothing_but_the_setup(accounts: Accounts) -> None:
    secret, _ = accounts.grant(kind="setup", now=FRIDAY, expires_at=FRIDAY + timedelta(days=1))
    assert accounts.setup_open(secret, now=FRIDAY)
    assert accounts.principal(secret, now=FRIDAY) is None
    assert not accounts.setup_open(secret, now=FRIDAY + timedelta(days=1))
    device, _ = accounts.grant(kind="board", now=FRIDAY, office="a")
    assert not accounts.setup_open(device, now=FRIDAY)


def test_a_strange_role_is_not_made(accounts: Accounts) -> None:
    with pytest.raises(ValueError, match="no such role"):
        accounts.create(name="X", role="kiosk", office="a", now=FRIDAY)


def test_what_another_process_changes_is_taken_over(accounts: Accounts, where: Path | str) -> None:
    engine = open_engine(where)
    elsewhere, unaware = Accounts(engine), Accounts(engine)
    secret, credential = elsewhere.grant(kind="kiosk", now=FRIDAY, office="a")
    account = elsewhere.create(name="Rini", role="clerk", office="a", now=FRIDAY, pin="4711")
    assert accounts.principal(secret, now=FRIDAY) is None
    accounts.refresh_one("credentials", credential.sha256)
    accounts.refresh_one("accounts", account.id)
    accounts.refresh_one("accounts", "nobody")
    assert accounts.principal(secret, now=FRIDAY) is not None
    assert accounts.account(account.id) == account
    # Not heard of yet: the name is the other process's all the same.
    with pytest.raises(NameTaken):
        unaware.create(name="Rini", role="clerk", office="a", now=FRIDAY, pin="4711")
    engine.dispose()
