"""What is too large is refused with a sentence before it is read; documents may be larger."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest

from server.gate.body_size import MOST, MOST_OF_DOCUMENTS, most
from server.protocol import plain
from tests.api.house import Served
from tests.builders import MADE, MADE_PROCEDURES, made_settings, words

KIB = 1024


@pytest.mark.parametrize(
    ("path", "limit"),
    [
        (f"/api/v1/offices/{MADE}/configure", MOST_OF_DOCUMENTS),
        (f"/api/v1/offices/{MADE}/publish", MOST_OF_DOCUMENTS),
        (f"/admin/{MADE}/procedures/000-01", MOST_OF_DOCUMENTS),
        (f"/admin/{MADE}/hours/days.csv", MOST_OF_DOCUMENTS),
        (f"/api/v1/offices/{MADE}/tickets", MOST),
        (f"/api/v1/offices/{MADE}/tickets/configure", MOST),
        (f"/api/v1/offices/{MADE}/tickets/x/publish", MOST),
        ("/api/v1/sessions", MOST),
        (f"/staff/{MADE}/find", MOST),
        ("/", MOST),
    ],
)
def test_documents_may_be_larger_than_what_is_said_of_tickets(path: str, limit: int) -> None:
    assert (MOST, MOST_OF_DOCUMENTS) == (64 * KIB, KIB * KIB)
    assert most(path) == limit


def padded(value: dict[str, Any], size: int) -> bytes:
    """The same JSON, `size` bytes long."""
    text = json.dumps(value).encode()
    return text + b" " * (size - len(text))


async def sent(content: bytes) -> AsyncIterator[bytes]:
    """The same, in pieces of which nobody said how many there are."""
    for begin in range(0, len(content), 9000):
        yield content[begin : begin + 9000]


@pytest.mark.parametrize("in_pieces", [False, True], ids=["of a said length", "in pieces"])
@pytest.mark.parametrize(("size", "status"), [(64 * KIB, 201), (64 * KIB + 1, 413), (900 * KIB, 413)])
async def test_a_number_is_given_up_to_the_limit(served: Served, size: int, status: int, in_pieces: bool) -> None:
    content = padded({"request_id": "r-1", "service": "satu"}, size)
    said = await served.http.post(
        f"/api/v1/offices/{MADE}/tickets",
        content=sent(content) if in_pieces else content,
        headers={"Authorization": f"Bearer {served.secrets['kiosk']}", "Content-Type": "application/json"},
    )
    assert said.status_code == status
    if status == 413:
        assert said.json() == {
            "code": "too_large",
            "sentence": "Yang dikirim terlalu besar: paling banyak 64 KiB.",
            "next": "Persingkat isinya, lalu kirim lagi.",
        }
        assert (await served.ask("GET", "tickets/r-1", secret=served.secrets["clerk"])).status_code == 404


async def test_whoever_is_nobody_hears_it_too_and_in_english(served: Served) -> None:
    said = await served.http.post("/api/v1/sessions", content=b" " * 70_000, headers={"Accept-Language": "en-GB"})
    assert (said.status_code, said.json()["sentence"]) == (413, "Too much was sent: at most 64 KiB.")


async def test_large_settings_and_procedures_are_taken(served: Served) -> None:
    assumptions = tuple(words("x" * 1000) for _ in range(100))
    settings = plain(replace(made_settings(), assumptions=assumptions))
    body = {"request_id": "c-1", "document": settings}
    assert 150 * KIB < len(json.dumps(body)) < KIB * KIB
    said = await served.ask("POST", "configure", secret=served.secrets["admin"], body=body)
    assert said.is_success, said.text
    procedure = replace(MADE_PROCEDURES[0], aliases=tuple(f"nama {n:05}" for n in range(8000)))
    body = {"request_id": "p-1", "document": plain(procedure)}
    assert len(json.dumps(body)) > 100 * KIB
    said = await served.ask("POST", "publish", secret=served.secrets["admin"], body=body)
    assert said.is_success, said.text


@pytest.mark.parametrize("size", [KIB * KIB + 1, 5 * KIB * KIB])
async def test_a_document_has_a_limit_as_well(served: Served, size: int) -> None:
    content = padded({"request_id": "c-1", "document": {}}, size)
    said = await served.http.post(
        f"/api/v1/offices/{MADE}/configure",
        content=content,
        headers={"Authorization": f"Bearer {served.secrets['admin']}", "Content-Type": "application/json"},
    )
    assert (said.status_code, said.json()["code"]) == (413, "too_large")
    assert "1024 KiB" in said.json()["sentence"]
