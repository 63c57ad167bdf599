"""A day over HTTP: bodies and answers, refusals and their form, double clicks, and requests that come twice."""

from __future__ import annotations

import ast
import asyncio
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import server
from server.gate.problems import PROBLEMS
from tests.api.house import Served
from tests.api.line import Line
from tests.builders import MADE, HandClock


async def say(served: Served, path: str, request_id: str, *, role: str = "clerk", **fields: Any) -> Any:
    """A verb that works. Returns: its answer."""
    said = await served.ask("POST", path, secret=served.secrets[role], body={"request_id": request_id, **fields})
    assert said.is_success, said.text
    return said.json()


async def test_a_number_has_the_shape_the_kiosk_reads(served: Served) -> None:
    issued = await served.issue("r-1")
    assert re.fullmatch(r"\d{8}", issued.pop("code"))
    assert issued == {
        "ticket_id": "r-1",
        "number": "A-001",
        "series": "A",
        "lane": "depan",
        "issued_at": "2026-11-20T02:00:00.000000Z",
        "service": "satu",
        "service_day": "2026-11-20",
        "ahead": 0,
        "collect_on": None,
    }


async def test_a_ticket_is_called_served_and_handed_over(served: Served) -> None:
    await served.issue("r-1", service="surat")
    await say(served, "counters/4/open", "o-1")
    called = await say(served, "counters/4/call-next", "c-1")
    assert (called["ticket_id"], called["state"], called["counter"]) == ("r-1", "called", "4")
    await say(served, "tickets/r-1/recall", "c-2")
    await say(served, "tickets/r-1/start", "s-1")
    finished = await say(served, "tickets/r-1/finish", "f-1", then="hand_over")
    assert (finished["state"], finished["number"]) == ("finished", "A-001")
    found = (await served.ask("GET", "tickets/r-1", secret=served.secrets["clerk"])).json()
    assert found["state"] == "finished"


async def test_the_same_request_again_is_the_same_answer_and_another_body_a_409(served: Served) -> None:
    first = await served.issue("r-1")
    assert await served.issue("r-1") == first
    body = {"request_id": "r-1", "service": "dua"}
    said = await served.ask("POST", "tickets", secret=served.secrets["kiosk"], body=body)
    assert (said.status_code, said.json()["code"]) == (409, "request_conflict")


@pytest.mark.parametrize("request_id", ["", "pc/7", "..", "a b", "Nama Orang", "x" * 65, "a\n"])
async def test_a_request_id_is_a_plain_word_because_it_becomes_the_tickets_id(served: Served, request_id: str) -> None:
    body = {"request_id": request_id, "service": "satu"}
    said = await served.ask("POST", "tickets", secret=served.secrets["kiosk"], body=body)
    assert (said.status_code, said.json()["code"]) == (422, "malformed")


async def test_two_at_once_with_one_request_id_are_one_ticket(served: Served) -> None:
    first, second = await asyncio.gather(served.issue("r-1"), served.issue("r-1"))
    assert first == second
    assert len(served.house.desk.office(MADE).tickets) == 1


async def test_a_double_click_on_call_next_calls_one_person(served: Served) -> None:
    for place in range(3):
        await served.issue(f"r-{place}")
    await say(served, "counters/1/open", "o-1")
    clerk = served.secrets["clerk"]
    both = await asyncio.gather(
        *(
            served.ask("POST", "counters/1/call-next", secret=clerk, body={"request_id": name})
            for name in ("click-1", "click-2")
        )
    )
    assert sorted(each.status_code for each in both) == [200, 409]
    states = [ticket.state.value for ticket in served.house.desk.office(MADE).tickets.values()]
    assert sorted(states) == ["called", "waiting", "waiting"]


async def test_thirty_two_callers_at_once_get_thirty_two_numbers(served: Served) -> None:
    found = await asyncio.gather(*(served.issue(f"r-{place}") for place in range(32)))
    assert sorted(each["number"] for each in found) == [f"A-{n:03d}" for n in range(1, 33)]
    assert len({each["code"] for each in found}) == 32


async def test_yesterdays_request_is_answered_again(served: Served, hands: HandClock) -> None:
    first = await served.issue("r-1")
    hands.passes(timedelta(days=1))
    assert (await served.issue("r-2"))["number"] == "A-001"
    assert await served.issue("r-1") == first


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("tickets", {"request_id": "r", "service": "satu", "colour": "red"}),
        ("tickets", {"request_id": "r"}),
        ("tickets", {"request_id": "", "service": "satu"}),
        ("tickets", {"request_id": "r" * 65, "service": "satu"}),
        ("tickets", {"request_id": "r", "service": 7}),
        ("tickets", {"request_id": "\ud800", "service": "satu"}),
        ("tickets", {"request_id": "r", "service": "satu", "language": "jv"}),
        ("tickets", ["not", "an", "object"]),
        ("tickets/x/finish", {"request_id": "r", "then": "later"}),
        ("tickets/x/finish", {"request_id": "r", "note": "free text"}),
        ("tickets/x/transfer", {"request_id": "r", "to": "2"}),
        ("counters/1/open", {"request_id": "r", "lanes": "depan"}),
        ("help/answer", {"request_id": "r"}),
        ("tickets/x/slip", {"request_id": "r", "outcome": "burnt"}),
    ],
)
async def test_an_unknown_missing_or_misshapen_field_is_a_422_and_changes_nothing(
    served: Served, path: str, body: Any
) -> None:
    before = served.house.desk.office(MADE).seq
    said = await served.ask("POST", path, secret=served.secrets["admin"], body=body)
    assert (said.status_code, said.json()["code"]) == (422, "malformed")
    assert set(said.json()) == {"code", "sentence", "next"}
    assert served.house.desk.office(MADE).seq == before


@pytest.mark.parametrize(
    ("verb", "document"),
    [("configure", {}), ("publish", {}), ("configure", {"id": MADE, "zone": "Asia/Atlantis"})],
)
async def test_a_document_that_does_not_fit_is_a_422_that_names_the_place(
    served: Served, verb: str, document: dict[str, Any]
) -> None:
    said = await served.ask(
        "POST", verb, secret=served.secrets["admin"], body={"request_id": "d", "document": document}
    )
    assert (said.status_code, said.json()["code"]) == (422, "malformed")


async def test_a_refusal_is_a_code_a_sentence_and_what_to_do_in_the_callers_language(served: Served) -> None:
    body = {"request_id": "r", "service": "satu"}
    indonesian = (await served.ask("POST", "tickets", body=body)).json()
    english = (await served.ask("POST", "tickets", body=body, **{"Accept-Language": "en-GB,en;q=0.9"})).json()
    assert set(indonesian) == {"code", "sentence", "next"}
    assert indonesian["code"] == english["code"] == "sign_in"
    assert (indonesian["sentence"], english["sentence"]) == (
        "Belum masuk, atau waktu masuk sudah habis.",
        "Not signed in, or signed out since.",
    )


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/nothing/here"), ("PUT", "/api/v1/offices"), ("GET", "/api/v1/sessions")]
)
async def test_an_address_that_is_not_there_has_the_same_form(served: Served, method: str, path: str) -> None:
    said = await served.ask(method, path)
    assert said.status_code in (404, 405)
    assert set(said.json()) == {"code", "sentence", "next"}


async def test_an_office_that_is_not_there_is_a_404(served: Served) -> None:
    said = await served.ask("GET", "/api/v1/offices/nowhere/services")
    assert (said.status_code, said.json()["code"]) == (404, "office_unknown")


def raised() -> set[str]:
    """Every code some file of the server raises a refusal with."""
    found = set()
    for path in Path(server.__path__[0]).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", None) == "Refusal" and node.args:
                assert isinstance(node.args[0], ast.Constant), path
                found.add(str(node.args[0].value))
    return found


def test_every_code_that_is_raised_has_its_words_and_no_other_has() -> None:
    assert raised() == set(PROBLEMS)


def test_every_blank_of_a_sentence_is_named_the_same_in_both_languages() -> None:
    for code, (indonesian, english) in PROBLEMS.items():
        blanks = [set(re.findall(r"{(\w+)}", " ".join(pair))) for pair in (indonesian, english)]
        assert blanks[0] == blanks[1], code


async def test_the_openapi_document_builds_and_refuses_unknown_fields_everywhere(served: Served) -> None:
    document = (await served.ask("GET", "/api/v1/openapi.json")).json()
    bodies = {
        body["$ref"].rpartition("/")[2]
        for methods in document["paths"].values()
        for method in methods.values()
        if (body := method.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema"))
    }
    assert bodies
    for name in bodies:
        assert document["components"]["schemas"][name].get("additionalProperties") is False, name


async def test_a_commit_in_the_middle_of_a_handshake_is_not_missed(served: Served) -> None:
    """The office that was looked up before the handshake is not the one that is followed after it."""

    async def meanwhile() -> None:
        await served.issue("r-1")

    async with Line(served.program.app, view="kiosk", secret=served.secrets["kiosk"], on_accept=meanwhile) as line:
        snapshot = await line.frame()
        assert snapshot["seq"] == served.house.desk.office(MADE).seq
        assert snapshot["parts"]["ahead"]["satu"] == 1
        await served.issue("r-2")
        change = await line.frame()
        assert (change["type"], change["prev"]) == ("change", snapshot["seq"])
        assert change["parts"]["ahead"]["satu"] == 2


async def test_health_tells_of_a_doubted_clock(served: Served, hands: HandClock) -> None:
    assert (await served.ask("GET", "/health")).json()["status"] == "ok"
    hands.is_set(hands.wall + timedelta(hours=3))
    assert (await served.ask("GET", "/health")).json()["status"] == "clock_wrong"
    await say(served, "confirm-clock", "k-1", role="head")
    assert (await served.ask("GET", "/health")).json()["status"] == "ok"


async def test_a_visitor_comes_back_by_the_code_and_guessing_codes_ends_soon(served: Served) -> None:
    code = (await served.issue("r-1", service="paraf"))["code"]
    await say(served, "counters/4/open", "o-1")
    await say(served, "counters/4/call-next", "c-1")
    await say(served, "tickets/r-1/start", "s-1")
    returned = await say(served, "tickets/r-1/return-file", "b-1", missing=["d1"])
    assert returned["state"] == "returned"

    async def back(request_id: str, said: str) -> tuple[int, dict[str, Any]]:
        body = {"request_id": request_id, "code": said}
        answer = await served.ask("POST", "re-enter", secret=served.secrets["kiosk"], body=body)
        return answer.status_code, answer.json()

    status, entered = await back("e-1", f"{code[:4]}-{code[4:]}")
    assert (status, entered["number"], entered["purpose"], entered["new_number"]) == (200, "A-001", "complete", False)
    assert await back("e-1", f"{code[:4]}-{code[4:]}") == (status, entered)
    assert (await back("e-2", code))[1]["code"] == "in_line_already"
    for n in range(5):
        assert (await back(f"w-{n}", "0000000"))[1]["code"] == "code_unknown"
    assert (await back("e-3", code))[0] == 429
