"""`kill -9` of the real server under load: what was acknowledged is there, once, and asked again gets the same answer."""

from __future__ import annotations

import asyncio
import random
import subprocess
import uuid
from pathlib import Path
from typing import Any

import httpx
import pytest

from server.queue.apply import apply
from server.queue.office import Office
from server.store.database import open_engine
from server.store.journal import Journal
from server.store.records import Records
from tests.builders import SOAK, Tables
from tests.faults.server_process import OFFICE, ROOT, SERVICE, ServerProcess, command, journal

CUTS = 10 if SOAK else 5
CALLERS = 32 if SOAK else 12

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


async def until_the_cut(server: ServerProcess, credential: str, *, answers: int) -> tuple[dict[str, Any], set[str]]:
    """Many callers issue until the server is killed. Returns: request id → answer, and the ids nobody answered."""
    acknowledged: dict[str, Any] = {}
    unanswered: set[str] = set()
    enough = asyncio.Event()

    async def visitor(http: httpx.AsyncClient) -> None:
        while True:
            request_id = uuid.uuid4().hex
            unanswered.add(request_id)
            try:
                said = await http.post(
                    f"/api/v1/offices/{OFFICE}/tickets", json={"request_id": request_id, "service": SERVICE}
                )
            except httpx.HTTPError:
                return
            assert said.status_code == 201, said.text
            acknowledged[request_id] = said.json()
            unanswered.discard(request_id)
            if len(acknowledged) >= answers:
                enough.set()

    headers = {"Authorization": f"Bearer {credential}"}
    async with httpx.AsyncClient(base_url=server.address, headers=headers, trust_env=False, timeout=20) as http:
        visitors = [asyncio.create_task(visitor(http)) for _ in range(CALLERS)]
        await asyncio.wait_for(enough.wait(), 60)
        server.kill()
        await asyncio.gather(*visitors)
    return acknowledged, unanswered


async def asked_again(server: ServerProcess, credential: str, requests: list[str]) -> dict[str, Any]:
    """The same requests once more."""
    headers = {"Authorization": f"Bearer {credential}"}
    async with httpx.AsyncClient(base_url=server.address, headers=headers, trust_env=False, timeout=20) as http:
        found = {}
        for request_id in requests:
            body = {"request_id": request_id, "service": SERVICE}
            said = await http.post(f"/api/v1/offices/{OFFICE}/tickets", json=body)
            assert said.status_code == 201, said.text
            found[request_id] = said.json()
        return found


def check_whole(data: Path) -> None:
    """Chain, numbers and records of the file at rest."""
    engine = open_engine(data / "antrean.db")
    found = Journal(engine)
    assert found.verify(OFFICE) == []
    state, tables = Office(OFFICE), Tables()
    records = Records()
    for event in found.read(OFFICE):
        records.add(state, event, apply(state, event))
    tables.write(records)
    with engine.connect() as connection:
        rows = connection.exec_driver_sql(f"SELECT * FROM tickets WHERE office = '{OFFICE}'").mappings().all()
        periods = connection.exec_driver_sql(f"SELECT * FROM periods WHERE office = '{OFFICE}'").mappings().all()
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    assert {row["id"]: dict(row) for row in rows} == {key[1]: row for key, row in tables.tickets.items()}
    assert {(row["ticket"], row["start_seq"]): dict(row) for row in periods} == {
        key[1:]: row for key, row in tables.periods.items()
    }
    engine.dispose()


async def test_killed_again_and_again_nothing_acknowledged_is_lost_and_nothing_doubled(tmp_path: Path) -> None:
    data = tmp_path / "data"
    server = ServerProcess(data)
    credential = server.credential("kiosk")
    chance = random.Random(20261120)
    acknowledged: dict[str, Any] = {}
    lost_answers: list[str] = []
    for _ in range(CUTS):
        answers, unanswered = await until_the_cut(server, credential, answers=chance.randint(40, 160))
        acknowledged |= answers
        lost_answers += sorted(unanswered)
        check_whole(data)
        server = ServerProcess(data)
        repeated = [*chance.sample(sorted(answers), 3), *sorted(unanswered)]
        again = await asked_again(server, credential, repeated)
        assert all(again[request_id] == answers[request_id] for request_id in repeated if request_id in answers)
        acknowledged |= again
    server.stop()
    check_whole(data)
    issued = [event for event in journal(data) if event["type"] == "issued"]
    by_request = {event["request_id"]: event["data"]["ticket"] for event in issued}
    assert len(by_request) == len(issued)
    for request_id, answer in acknowledged.items():
        ticket = by_request[request_id]
        assert (ticket["number"], ticket["code"]) == (answer["number"], answer["code"])
    # Every request was asked until it was answered, so nothing else is there either: no ticket nobody asked for.
    assert set(by_request) == set(acknowledged)
    by_day: dict[str, list[int]] = {}
    for ticket in by_request.values():
        by_day.setdefault(ticket["service_day"], []).append(ticket["running"])
    for numbers in by_day.values():
        assert sorted(numbers) == list(range(1, len(numbers) + 1))
    assert len({ticket["code"] for ticket in by_request.values()}) == len(by_request)


def test_a_second_server_on_the_same_folder_is_refused_with_one_clear_sentence(tmp_path: Path) -> None:
    data = tmp_path / "data"
    server = ServerProcess(data)
    second = subprocess.run(
        command(data, "run", "--port", "0"), cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    taken = subprocess.run(
        command(tmp_path / "other", "run", "--port", str(server.port)),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    server.stop()
    assert second.returncode == taken.returncode == 1
    assert second.stderr.strip().splitlines() == [
        f"Another server uses the data folder {data}. Stop that one first, or choose another folder with --data."
    ]
    assert taken.stderr.startswith(f"Port {server.port} on 127.0.0.1 cannot be used")
    assert len(taken.stderr.strip().splitlines()) == 1


def test_the_journal_is_proved_while_the_server_runs_and_a_folder_without_one_is_said_to_be_none(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    server = ServerProcess(data)
    proved = subprocess.run(command(data, "verify"), cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    nothing = subprocess.run(
        command(tmp_path / "typo", "verify"), cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    server.stop()
    assert proved.returncode == 0
    assert f"{OFFICE}\t" in proved.stdout
    assert nothing.returncode == 1
    assert len(nothing.stderr.strip().splitlines()) == 1
    assert not (tmp_path / "typo").exists()
