"""A printer's status bytes become one of six states, and silence is never taken for readiness."""

from __future__ import annotations

import pytest

from printer.status import READY_STATES, State, is_answer, query, state_of

FINE = 0x12
OFFLINE = FINE | 0x08


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({1: FINE, 2: FINE, 3: FINE, 4: FINE}, State.READY),
        ({1: FINE | 0x04, 2: FINE, 3: FINE, 4: FINE}, State.READY),
        ({1: FINE, 4: FINE}, State.READY),
        ({1: FINE, 2: FINE, 3: FINE, 4: FINE | 0x0C}, State.LOW),
        ({1: OFFLINE, 2: FINE | 0x20, 3: FINE, 4: FINE | 0x6C}, State.OUT),
        ({1: FINE, 2: FINE, 3: FINE, 4: FINE | 0x60}, State.OUT),
        ({1: OFFLINE, 2: FINE | 0x04, 3: FINE, 4: FINE}, State.COVER),
        # With the cover open the paper bits keep their last value: the cover is what to tell.
        ({1: OFFLINE, 2: FINE | 0x04, 3: FINE, 4: FINE | 0x6C}, State.COVER),
        ({1: OFFLINE, 2: FINE, 3: FINE, 4: FINE}, State.OFFLINE),
        ({1: FINE, 2: FINE | 0x40, 3: FINE | 0x08, 4: FINE}, State.OFFLINE),
        ({1: FINE, 2: FINE, 3: FINE | 0x20, 4: FINE}, State.OFFLINE),
        ({1: OFFLINE}, State.OFFLINE),
        ({}, State.UNKNOWN),
        ({4: FINE}, State.UNKNOWN),
        ({1: FINE, 2: FINE, 3: FINE}, State.UNKNOWN),
        ({1: 0x00, 4: FINE}, State.UNKNOWN),
        ({1: FINE, 4: 0xFF}, State.UNKNOWN),
    ],
)
def test_answers_become_a_state(answers: dict[int, int], state: State) -> None:
    assert state_of(answers) is state


def test_only_two_states_are_ready() -> None:
    assert {State.READY, State.LOW} == READY_STATES


def test_a_query_is_three_bytes() -> None:
    assert [query(number).hex() for number in (1, 2, 3, 4)] == ["100401", "100402", "100403", "100404"]


@pytest.mark.parametrize("byte", [0x10, 0x14, 0x00, 0x0F, 0x11, 0x13, 0x37, 0x5F, 0x92, 0x02])
def test_other_bytes_are_no_answers(byte: int) -> None:
    assert not is_answer(byte)


@pytest.mark.parametrize("byte", [0x12, 0x16, 0x1A, 0x1E, 0x36, 0x5E, 0x72, 0x7E])
def test_answers_are_told_by_their_fixed_bits(byte: int) -> None:
    assert is_answer(byte)
