"""Complaints and private texts over HTTP and on the disk; a complaint about staff is nowhere for those it is kept from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute
from sqlalchemy import text

from server.pages.site import ROUTERS, add_pages
from server.store.database import reading
from tests.api.house import Served
from tests.builders import MADE

BODY = "Petugas meminta uang di loket."
COMPLAINT = {
    "request_id": "c-1", "service": "aduan", "channel": "telepon", "text": BODY, "contact": "0812 3456", "read_back": True,
}  # fmt: skip
TRUSTED = {"head", "complaints"}


async def taken(served: Served, **changed: Any) -> dict[str, Any]:
    said = await served.ask("POST", "complaints", secret=served.secrets["reception"], body={**COMPLAINT, **changed})
    assert said.status_code == 201, said.text
    value: dict[str, Any] = said.json()
    return value


def faults(served: Served) -> list[str]:
    """What `verify` says of journal, records' texts included."""
    journal, private = served.house.desk.journal, served.house.private
    return journal.verify(MADE) + private.faults(MADE, journal.read(MADE))


async def test_a_text_lies_in_its_table_and_nowhere_else(served: Served, tmp_path: Path) -> None:
    ticket = await taken(served)
    said = await served.ask("GET", f"tickets/{ticket['ticket_id']}/texts", secret=served.secrets["clerk"])
    assert {(each["purpose"], each["body"]) for each in said.json()} == {("complaint", BODY), ("contact", "0812 3456")}
    with reading(served.program.engine) as connection:
        for payload in connection.execute(text("SELECT payload FROM events")).scalars():
            assert BODY not in payload
            assert "0812" not in payload
    assert faults(served) == []


async def test_the_same_request_is_answered_alike_and_another_text_is_a_conflict(served: Served) -> None:
    first = await taken(served)
    assert await taken(served) == first
    secret = served.secrets["reception"]
    said = await served.ask("POST", "complaints", secret=secret, body={**COMPLAINT, "text": "lain"})
    assert (said.status_code, said.json()["code"]) == (409, "request_conflict")
    said = await served.ask("POST", "complaints", secret=secret, body={**COMPLAINT, "channel": "email"})
    assert (said.status_code, said.json()["code"]) == (409, "request_conflict")


async def test_purged_texts_are_gone_and_the_journal_still_proves_itself(served: Served) -> None:
    ticket = await taken(served)
    body = {"request_id": "p-1", "ticket": ticket["code"]}
    said = await served.ask("POST", "private/purge", secret=served.secrets["admin"], body=body)
    assert said.status_code == 200, said.text
    said = await served.ask("GET", f"tickets/{ticket['ticket_id']}/texts", secret=served.secrets["head"])
    assert said.json() == []
    assert faults(served) == []
    served.house.desk.journal.rebuild(MADE)
    assert faults(served) == []
    assert await taken(served) == ticket


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE private SET body = 'nothing' WHERE purpose = 'complaint'", "differs from what its event told"),
        ("DELETE FROM private WHERE purpose = 'complaint'", "is missing"),
        ("UPDATE private SET id = 'other' WHERE purpose = 'complaint'", "is in no event"),
    ],
)
async def test_a_text_changed_by_hand_is_found(served: Served, statement: str, fault: str) -> None:
    await taken(served)
    with served.program.engine.begin() as connection:
        connection.execute(text(statement))
    assert any(fault in each for each in faults(served))


@pytest.mark.parametrize("wrong", [{"text": "x" * 12_001}, {"text": "\ud800"}, {"note": "x"}])
async def test_a_malformed_complaint_is_refused(served: Served, wrong: dict[str, Any]) -> None:
    said = await served.ask("POST", "complaints", secret=served.secrets["clerk"], body={**COMPLAINT, **wrong})
    assert said.status_code == 422


def paths(app: FastAPI) -> list[str]:
    """Every page and endpoint that can be looked at."""
    pages = [
        route.path
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, APIRoute) and "GET" in (route.methods or ())
    ]
    found = [*pages, *(path for path, methods in app.openapi()["paths"].items() if "get" in methods)]
    assert len(found) > 30
    return found


@pytest.mark.slow
async def test_a_complaint_about_staff_is_nowhere_for_all_but_head_and_team(served: Served) -> None:
    add_pages(served.program.app)
    marks = []
    for request_id, channel in (("c-remote", "telepon"), ("c-here", "langsung"), ("c-ready", "email")):
        marks.append(await taken(served, request_id=request_id, channel=channel, confidential=True))
    ready = marks[2]["ticket_id"]
    team = served.secrets["complaints"]
    way: tuple[tuple[str, dict[str, str]], ...] = (
        ("start", {}), ("finish", {"outcome": "naik"}), ("answer", {"text": "Baik."}), ("start", {}),
        ("finish", {"outcome": "selesai"}), ("start", {}), ("finish", {}),
    )  # fmt: skip
    for place, (verb, body) in enumerate(way):
        body = {"request_id": f"way-{place}", **body}
        said = await served.ask("POST", f"tickets/{ready}/{verb}", secret=team, body=body)
        assert said.status_code == 200, said.text
    told = [each[name] for each in marks for name in ("ticket_id", "code")] + [marks[0]["number"], marks[1]["number"]]
    blanks = {"office": MADE, "ticket_id": ready, "ticket": ready, "counter": "1", "lane": "depan", "book_id": "agenda"}
    dialogs = ("ticket", "hold", "transfer", "cancel", "ready", "choose", "missed")
    seen: dict[str, set[str]] = {}
    for path in paths(served.program.app):
        names = [part[1:-1].removesuffix(":path") for part in path.split("/") if part.startswith("{")]
        for name in dialogs if "name" in names else ("",):
            url = "/".join(
                blanks.get(part[1:-1].removesuffix(":path"), name or "1") if part.startswith("{") else part
                for part in path.split("/")
            )
            for role, secret in served.secrets.items():
                for query in ("", f"?ticket={ready}", f"?code={marks[0]['code']}"):
                    said = await served.ask(
                        "GET", url + query, secret=secret, accept="application/json" if "/api/" in url else "text/html"
                    )
                    # What was asked for may stand in the answer; the others may not.
                    asked = {ready, marks[0]["code"]} if query else ({ready} if ready in url else set())
                    if any(mark in said.text for mark in told if mark not in asked):
                        seen.setdefault(role, set()).add(url)
                    if said.status_code == 200 and ready in url and role not in TRUSTED:
                        seen.setdefault(role, set()).add(url)
    assert set(seen) <= TRUSTED, seen
    assert any(url.startswith("/staff/") for url in seen["complaints"])
    for role in ("admin", "clerk", "senior", "reception"):
        said = await served.ask(
            "POST",
            f"/staff/{MADE}/find",
            secret=served.secrets[role],
            body={"text": marks[0]["code"]},
            accept="application/json",
        )
        assert said.status_code == 404, role
