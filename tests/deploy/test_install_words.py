"""What the installer says where it lacks the rights; Debian's tools are stood in for, because nothing may be installed here."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def packages(name: str) -> list[str]:
    lines = (ROOT / "deploy" / name).read_text().splitlines()
    return [line for line in lines if line and not line.startswith("#")]


@pytest.fixture
def not_root(tmp_path: Path) -> dict[str, str]:
    """A Debian on which no package is installed and the person is not root."""
    tools = tmp_path / "bin"
    tools.mkdir()
    for name, words in {"id": "echo 1000", "dpkg-query": "exit 1", "apt-get": "echo called >&2; exit 9"}.items():
        (tools / name).write_text(f"#!/bin/sh\n{words}\n")
        (tools / name).chmod(0o755)
    return os.environ | {"PATH": f"{tools}:{os.environ['PATH']}", "PYTHON": "python3"}


@pytest.mark.parametrize("what", ["run", "test"])
def test_without_rights_it_says_one_line_and_stops(what: str, not_root: dict[str, str]) -> None:
    said = subprocess.run(
        ["deploy/install.sh", what], cwd=ROOT, env=not_root, capture_output=True, text=True, check=False
    )
    assert said.returncode == 1
    lines = [line for line in said.stderr.splitlines() if "apt-get" in line]
    assert len(lines) == 1
    assert lines[0].strip().startswith("sudo apt-get update && sudo apt-get install")
    assert set(packages(f"apt-{what}.txt")) <= set(lines[0].split())
    assert "called" not in said.stderr


def test_without_a_python_it_says_so() -> None:
    said = subprocess.run(
        ["deploy/install.sh", "run"],
        cwd=ROOT,
        env=os.environ | {"PYTHON": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 1
    assert "Python 3.11" in said.stderr


def test_no_package_is_named_twice() -> None:
    named = packages("apt-run.txt") + packages("apt-test.txt")
    assert len(named) == len(set(named))
