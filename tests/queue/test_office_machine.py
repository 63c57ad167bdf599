"""Random clerks and visitors against what must always hold; see `office_machine`."""

from __future__ import annotations

import pytest
from hypothesis.stateful import run_state_machine_as_test

from tests.queue.office_machine import SAMPLE, OfficeMachine


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_whatever_clerks_and_visitors_do_the_office_stays_sound() -> None:
    run_state_machine_as_test(OfficeMachine, settings=SAMPLE)
