"""Each planted fault is noticed by a simulated world, by the rule that forbids it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.auditor import Violation
from tests.simulation.faults import FAULTS, Fault
from tests.simulation.world import simulate

#: Worlds tried, from the fault's own seed on: an engine that grows makes other worlds of the same seeds.
WORLDS = 4


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_simulated_world_notices_that(fault: Fault, tmp_path: Path) -> None:
    noticed = None
    for seed in range(fault.seed, fault.seed + WORLDS):
        folder = tmp_path / str(seed)
        folder.mkdir()
        try:
            with fault.planted():
                simulate(seed, days=fault.days, offices=1, folder=folder)
        except Violation as violation:
            noticed = violation.rule
            break
    assert noticed in fault.rule.split("|")
