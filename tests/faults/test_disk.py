"""
What the disk sees: a sync before every acknowledged reply, and a disk that is full.

Needs root (strace, a small tmpfs of our own); without it the tests say so by name.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from tests.faults.server_process import OFFICE, SERVICE, ServerProcess, journal

pytestmark = [pytest.mark.slow, pytest.mark.root, pytest.mark.timeout(300)]


def issue(http: httpx.Client, request_id: str) -> httpx.Response:
    """Ask for a number."""
    return http.post(f"/api/v1/offices/{OFFICE}/tickets", json={"request_id": request_id, "service": SERVICE})


@pytest.mark.skipif(
    shutil.which("strace") is None or os.geteuid() != 0,
    reason="needs strace and root: sync before every reply NOT SEEN",
)
def test_the_disk_is_synced_between_reading_a_request_and_every_acknowledged_reply(tmp_path: Path) -> None:
    data, log = tmp_path / "data", tmp_path / "strace.log"
    server = ServerProcess(data)
    headers = {"Authorization": f"Bearer {server.credential('kiosk')}"}
    watched = subprocess.Popen(
        [
            "strace", "-f", "-s", "600", "-o", str(log), "-p", str(server.process.pid),
            "-e", "trace=fsync,fdatasync,read,recvfrom,recvmsg,write,writev,sendto,sendmsg",
        ],
        stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    assert watched.stderr is not None
    assert "attached" in watched.stderr.readline()
    requests = [uuid.uuid4().hex for _ in range(12)]
    with httpx.Client(base_url=server.address, headers=headers, trust_env=False, timeout=30) as http:
        for request_id in requests:
            assert issue(http, request_id).status_code == 201
    watched.terminate()
    watched.wait(timeout=20)
    watched.stderr.close()
    server.stop()
    lines = log.read_text(errors="replace").splitlines()
    for request_id in requests:
        asked = next(n for n, line in enumerate(lines) if (request_id in line and "POST" in line) or request_id in line)
        answered = next(
            n
            for n, line in enumerate(lines[asked:], asked)
            if re.search(r"(write|send)\w*\(", line) and "201 Created" in line
        )
        between = lines[asked:answered]
        synced = [line for line in between if re.search(r"(fdatasync|fsync)(\(\d+\)| resumed>\)) *= 0", line)]
        assert synced, f"no sync before the answer to {request_id}:\n" + "\n".join(between)


def fill(file: Path) -> None:
    """Write until the disk takes nothing more."""
    with file.open("wb", buffering=0) as filler, suppress(OSError):
        while filler.write(b"x" * 4096):
            continue
    assert shutil.disk_usage(file).free < 4096


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of six megabytes of our own."""
    if os.geteuid() != 0 or sys.platform != "linux":
        pytest.skip("needs root: a full disk NOT TRIED")
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(place)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"no tmpfs here: a full disk NOT TRIED ({mounted.stderr.strip()})")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_full_disk_is_a_503_that_changes_nothing_and_afterwards_all_is_well(small_disk: Path) -> None:
    data = small_disk / "data"
    server = ServerProcess(data)
    headers = {"Authorization": f"Bearer {server.credential('kiosk')}"}
    with httpx.Client(base_url=server.address, headers=headers, trust_env=False, timeout=30) as http:
        assert issue(http, "before").json()["number"] == "A-001"
        filler = small_disk / "filler"
        fill(filler)
        statuses: list[int] = []
        while 503 not in statuses and len(statuses) < 2000:
            said = issue(http, f"during-{len(statuses)}")
            statuses.append(said.status_code)
        assert statuses[-1] == 503
        assert said.json()["code"] == "store_failed"
        refused = f"during-{len(statuses) - 1}"
        good = statuses.count(201)
        assert httpx.get(f"{server.address}/health", trust_env=False).json()["status"] == "ok"
        filler.unlink()
        # The same request once more, now that there is room, gets the number that nobody has.
        assert issue(http, refused).json()["number"] == f"A-{good + 2:03d}"
        assert issue(http, "after").json()["number"] == f"A-{good + 3:03d}"
    server.stop()
    numbers = [event["data"]["ticket"]["running"] for event in journal(data) if event["type"] == "issued"]
    assert numbers == list(range(1, good + 4))
    again = ServerProcess(data)
    again.stop()
