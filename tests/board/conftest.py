"""Fixtures of the board's tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from board.content import Wording
from server.look.words import translator
from tests.board.small_office import LOCALE, SmallOffice


@pytest.fixture
def small_office() -> Iterator[SmallOffice]:
    """An office at the network edge that is not up yet."""
    office = SmallOffice()
    yield office
    office.cut()


@pytest.fixture
def wording() -> Wording:
    """Indonesian."""
    return Wording(language="id", catalogue=translator(LOCALE, domain="board", language="id"))


@pytest.fixture
def english() -> Wording:
    """English."""
    return Wording(language="en", catalogue=translator(LOCALE, domain="board", language="en"))
