"""`python -m sop` as a person runs it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sop.made_catalogue import Made

_ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


def _run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    # -I -S: no site-packages, so anything but the standard library would fail to import.
    code = f"import sys, runpy; sys.path.insert(0, {str(_ROOT)!r}); runpy.run_module('sop', run_name='__main__')"
    command = [sys.executable, "-I", "-S", "-X", "utf8", "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60)


def test_check_counts_what_there_is() -> None:
    done = _run("check")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[:2] == [
        "40 procedures of 4 offices, 214 rows: all rules hold",
        "31 with rows, 2 with title and total, 7 with a title only",
    ]


def test_check_says_every_fault_and_fails(made: Made) -> None:
    made.change("t-01.toml", 'group = "surat"', 'group = "akta"')
    made.change("k-01.toml", '"Mengajukan permohonan"', '"Mengajukan permintaan"')
    done = _run("--catalogue", made.catalogue, "check", "--against", made.documents)
    assert done.returncode == 1
    assert "kantor-contoh/t-01.toml: group: found 'akta'" in done.stdout
    assert "kantor-contoh/k-01.toml: steps[1].printed: found" in done.stdout
    assert done.stderr.strip().endswith("faults")


def test_check_says_what_cannot_be_read(made: Made) -> None:
    made.change("t-01.toml", 'visitor = "present"', 'visitor = "here"')
    done = _run("--catalogue", made.catalogue, "check")
    assert done.returncode == 1
    assert "steps[1].visitor: found 'here'; expected present or away" in done.stdout


def test_check_against_the_documents_holds(seeds: Path) -> None:
    done = _run("check", "--against", seeds)
    assert done.returncode == 0
    assert "214 printed rows" in done.stdout


def test_list_names_the_forty_and_no_practice() -> None:
    lines = _run("list").stdout.splitlines()
    assert len(lines) == 41
    assert not any("latihan" in line for line in lines)
    assert next(line for line in lines if "000-02" in line).split()[2:4] == ["5", "P1DT30M"]
    assert len(_run("list", "--office", "latihan").stdout.splitlines()) == 6


def test_show_prints_a_procedure_and_draws_it(tmp_path: Path) -> None:
    picture = tmp_path / "kia.svg"
    done = _run("show", "003-06", "--svg", picture)
    assert done.returncode == 0
    assert "Penerbitan KIA" in done.stdout
    assert "walked: 1 → 2 → 3 → 4 → 5" in done.stdout
    assert picture.read_text(encoding="utf-8").startswith("<svg")


def test_show_says_when_there_is_no_such_procedure() -> None:
    done = _run("show", "009-01")
    assert done.returncode == 1
    assert "no procedure '009-01'" in done.stderr
    assert _run("list", "--office", "mars").returncode == 1


def test_export_is_a_json_list_of_forty() -> None:
    done = _run("export", "--json")
    assert len(json.loads(done.stdout)) == 40
    assert len(json.loads(_run("export", "--json", "--office", "kelurahan-rejomulyo").stdout)) == 1
