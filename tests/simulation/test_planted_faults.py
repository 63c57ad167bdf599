"""Each planted fault is noticed by a simulated world, by the rule that forbids it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.simulation.auditor import Violation
from tests.simulation.faults import FAULTS, Fault
from tests.simulation.world import simulate


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_simulated_world_notices_that(fault: Fault, tmp_path: Path) -> None:
    with fault.planted(), pytest.raises(Violation, match=fault.rule):
        simulate(fault.seed, days=fault.days, offices=1, folder=tmp_path)
