"""What every test stands on: no window on anybody's screen, and how many examples Hypothesis tries."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

# Before anything imports Qt: its platform is chosen once per process.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Engine

from server.store.database import open_engine
from tests.postgres import Cluster, missing

# `make test` tries the same examples each time, so that a red run is red again; `make soak` tries many new ones.
settings.register_profile("sample", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile(
    "soak", max_examples=2000, deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("soak" if os.environ.get("ANTREAN_SOAK") else "sample")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server of the tests' own, started by the first test that asks for it."""
    why_not = missing()
    if why_not is not None:
        pytest.skip(why_not)
    made = Cluster()
    yield made
    made.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Path | str:
    """Where a fresh database of each kind is: what both must hold is told to both."""
    if request.param == "sqlite":
        return tmp_path / "antrean.db"
    cluster: Cluster = request.getfixturevalue("cluster")
    return cluster.database()


@pytest.fixture
def engine(where: Path | str) -> Iterator[Engine]:
    """An engine on a fresh database of each kind."""
    made = open_engine(where)
    yield made
    made.dispose()
