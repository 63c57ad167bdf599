"""Simulated worlds come through clean, the same seed is the same world, and time itself is simulated."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.store.database import open_engine
from server.store.journal import Journal
from tests.builders import SOAK
from tests.simulation.world import simulate

#: Seeds and days: a sample by default, much more in a soak.
WORLDS = range(100, 130) if SOAK else range(100, 102)
DAYS = 28 if SOAK else 2


@pytest.mark.slow
@pytest.mark.timeout(3600 if SOAK else 120)
@pytest.mark.parametrize("seed", WORLDS)
def test_an_office_comes_through_clean(seed: int, tmp_path: Path) -> None:
    world = simulate(seed, days=DAYS, folder=tmp_path)
    counts = world.events_by_type()
    assert min(counts["issued"], counts["called"], counts["step_finished"], counts["day_rolled"]) > 0


@pytest.mark.slow
def test_a_seed_is_the_same_world_again(tmp_path: Path) -> None:
    heads = []
    for name in ("once", "again"):
        folder = tmp_path / name
        folder.mkdir()
        world = simulate(7, days=0.4, folder=folder)
        journal = Journal(open_engine(folder / "simulated.db"))
        heads.append([journal.head(place.id) for place in world.places])
    assert heads[0] == heads[1]
