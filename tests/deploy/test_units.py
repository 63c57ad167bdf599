"""The units of the programs: systemd understands them, they come back, and they may do no more than they must."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "deploy" / "systemd"
UNITS = sorted(FOLDER.glob("*.service"))
PROGRAMS = {"server", "kiosk", "board", "printer", "virtual-printer"}
#: What systemd says of a machine on which a program is not installed; everything else is a fault of the unit.
NOT_INSTALLED = re.compile(r"Command \S+ is not executable: No such file or directory$")


def service(unit: Path) -> dict[str, str]:
    """The [Service] part; of a key that is set twice the last value."""
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(unit)
    return dict(parser["Service"])


def test_each_program_has_a_unit() -> None:
    assert {unit.stem for unit in UNITS} == {f"antrean-{name}" for name in PROGRAMS}


@pytest.mark.slow
@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_systemd_finds_no_fault(unit: Path) -> None:
    """`systemd-analyze verify` ends with 0 at an unknown key, so what it says is read."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here")
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True, check=False
    )
    assert [line for line in said.stderr.splitlines() if line.strip() and not NOT_INSTALLED.search(line)] == []


@pytest.mark.slow
def test_systemd_would_find_a_fault(tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here")
    faulty = tmp_path / "antrean-server.service"
    faulty.write_text((FOLDER / faulty.name).read_text().replace("Restart=always", "Restrat=always"))
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(faulty)], capture_output=True, text=True, check=False
    )
    assert "Restrat" in said.stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_program_comes_back_and_is_kept_small(unit: Path) -> None:
    said = service(unit)
    assert said["Restart"] == "always"
    assert int(said["TimeoutStopSec"]) <= 30
    assert said["PrivateTmp"] == said["ProtectHome"] == said["NoNewPrivileges"] == "yes"
    assert said["ProtectSystem"] == "strict"
    assert said.get("User", "dynamic") != "root"
    assert "User" in said or said["DynamicUser"] == "yes"


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_every_setting_a_unit_uses_has_a_default(unit: Path) -> None:
    said = service(unit)
    used = set(re.findall(r"\$\{(\w+)\}", said["ExecStart"]))
    assert used <= {each.partition("=")[0] for each in said["Environment"].split()}
    assert said["EnvironmentFile"].startswith("-")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_writes_where_it_may(unit: Path) -> None:
    said = service(unit)
    written = re.findall(r"(?:--state|--data|--out) (/var/lib/\S+)", said["ExecStart"])
    assert written == [f"/var/lib/{said['StateDirectory']}"]
