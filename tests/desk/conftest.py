"""The desk's tests' fixtures; what they are is `running_desk`."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.builders import HandClock
from tests.desk.running_desk import Running


@pytest.fixture
def hands() -> HandClock:
    return HandClock()


@pytest_asyncio.fixture(params=["alone", "locking"])
async def running(request: pytest.FixtureRequest, tmp_path: Path, hands: HandClock) -> AsyncIterator[Running]:
    """A desk alone with its database, and one that locks and asks first as where others write too."""
    made = Running(tmp_path / "antrean.db", hands, alone=request.param == "alone")
    await made.start()
    yield made
    await made.stop()
