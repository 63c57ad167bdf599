"""Two real servers on one PostgreSQL database: one office, one line of numbers, and one of them killed in the middle."""

from __future__ import annotations

import subprocess
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.faults.server_process import OFFICE, ROOT, SERVICE, ServerProcess, command
from tests.postgres import Cluster

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


def issue(address: str, secret: str, request_id: str) -> httpx.Response:
    """Ask one server for a number."""
    return httpx.post(
        f"{address}/api/v1/offices/{OFFICE}/tickets",
        json={"request_id": request_id, "service": SERVICE},
        headers={"Authorization": f"Bearer {secret}"},
        trust_env=False,
        timeout=30,
    )


def test_two_servers_give_one_line_of_numbers_also_when_one_is_killed(tmp_path: Path, cluster: Cluster) -> None:
    where = cluster.empty()
    folders = [tmp_path / "one", tmp_path / "two"]
    for folder in folders:
        folder.mkdir(mode=0o700)
        (folder / "database").write_text(where + "\n")
    first, second = (ServerProcess(folder) for folder in folders)
    secret = first.credential("kiosk")
    # The second server hears of the credential that was made at the first.
    end = time.monotonic() + 10
    while issue(second.address, secret, "heard").status_code == 401 and time.monotonic() < end:
        continue
    asked = [uuid.uuid4().hex for _ in range(60)]
    given: dict[str, str] = {}

    def ask(place: int) -> None:
        with suppress(httpx.HTTPError):
            found = issue((first, second)[place % 2].address, secret, asked[place])
            if found.status_code == 201:
                given[asked[place]] = found.json()["number"]

    with ThreadPoolExecutor(8) as callers:
        done = [callers.submit(ask, place) for place in range(len(asked))]
        done[len(asked) // 3].result()
        first.kill()
    # What the killed one did not answer is asked of the other with the same request.
    for request_id in asked:
        found = issue(second.address, secret, request_id)
        assert found.status_code == 201
        assert given.setdefault(request_id, found.json()["number"]) == found.json()["number"]
    numbers = sorted(int(number.partition("-")[2]) for number in given.values())
    assert numbers == list(range(2, len(asked) + 2))
    proved = subprocess.run(
        command(folders[1], "verify"), cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )
    assert proved.returncode == 0, proved.stdout
    second.stop()
    # Started again after the kill, from the shared database, the first one goes on.
    again = ServerProcess(folders[0])
    assert issue(again.address, secret, "after").json()["number"].endswith(f"{len(asked) + 2:03d}")
    again.stop()
