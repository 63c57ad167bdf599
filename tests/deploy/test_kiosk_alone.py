"""A kiosk installed by itself, without a network, from the wheels that `make install` keeps."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WHEELS = ROOT / ".wheels"
SERVER_ONLY = ("fastapi", "sqlalchemy", "pydantic", "starlette", "uvicorn", "alembic", "jinja2")

LOOK = """
import importlib.util, json, pkgutil
from PyQt6.QtWidgets import QApplication
app = QApplication([])
import kiosk, kiosk.screens
from kiosk.screens.typeface import load_fonts
load_fonts()
names = [each.name for room in (kiosk, kiosk.screens) for each in pkgutil.iter_modules(room.__path__, room.__name__ + ".")]
for name in names:
    if not name.endswith("__main__"):
        importlib.import_module(name)
there = [name for name in {server_only!r} if importlib.util.find_spec(name)]
print(json.dumps({{"imported": names, "there": there, "from": kiosk.__path__[0]}}))
"""


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of an environment in which only `antrean[kiosk]` is installed."""
    if not WHEELS.is_dir():
        pytest.fail("there are no kept wheels; `make install` keeps them")
    place = tmp_path_factory.mktemp("alone") / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
    python = place / "bin" / "python"
    wanted = f"antrean[kiosk] @ {ROOT.as_uri()}"
    offline = ["--no-index", "--offline", "--find-links", str(WHEELS), "--constraints", str(ROOT / "constraints.txt")]
    made = subprocess.run(
        [sys.executable, "-m", "uv", "pip", "install", "--quiet", "--python", str(python), *offline, wanted],
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return python


def environment() -> dict[str, str]:
    """Without anything that would let the checkout or this test's own packages in."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}
    return kept | {"QT_QPA_PLATFORM": "offscreen"}


@pytest.mark.slow
def test_a_kiosk_alone_says_how_it_is_used(alone: Path, tmp_path: Path) -> None:
    said = subprocess.run(
        [alone, "-m", "kiosk", "--help"], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True
    )
    assert "--server" in said.stdout


@pytest.mark.slow
def test_a_kiosk_alone_has_its_screens_and_nothing_of_the_server(alone: Path, tmp_path: Path) -> None:
    said = subprocess.run(
        [alone, "-c", LOOK.format(server_only=SERVER_ONLY)],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    seen = json.loads(said.stdout.splitlines()[-1])
    assert seen["there"] == []
    assert {"kiosk.screens.home", "kiosk.screens.window", "kiosk.ledger"} <= set(seen["imported"])
    assert not seen["from"].startswith(str(ROOT / "kiosk"))


@pytest.mark.slow
def test_a_kiosk_alone_shows_a_screen_before_any_server_answers(alone: Path, tmp_path: Path) -> None:
    screen = tmp_path / "pictures" / "kiosk.png"
    words = ["--server", "http://127.0.0.1:9", "--state", str(tmp_path / "state"), "--pictures", str(screen.parent)]
    with (tmp_path / "log").open("wb") as log:
        kiosk = subprocess.Popen(
            [alone, "-m", "kiosk", *words], cwd=tmp_path, env=environment(), stdout=log, stderr=subprocess.STDOUT
        )
        try:
            until = time.monotonic() + 30
            while not screen.exists() and kiosk.poll() is None and time.monotonic() < until:
                time.sleep(0.05)
            assert screen.exists(), (tmp_path / "log").read_text()
            kiosk.send_signal(signal.SIGTERM)
            assert kiosk.wait(10) == 0
        finally:
            kiosk.kill()
            kiosk.wait()
