"""The API's tests' fixtures; what they are is `house`."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.api.house import Secrets, Served, serve
from tests.builders import HandClock


@pytest.fixture
def hands() -> HandClock:
    return HandClock()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Secrets]:
    """A data folder with two offices and everybody in them, made once and copied for each test."""
    data = tmp_path_factory.mktemp("prepared") / "data"

    async def prepare() -> Secrets:
        async with serve(data, HandClock(), Secrets()) as made:
            await made.prepare()
            return made.who

    return data, asyncio.run(prepare())


@pytest_asyncio.fixture
async def served(tmp_path: Path, hands: HandClock, prepared: tuple[Path, Secrets]) -> AsyncIterator[Served]:
    shutil.copytree(prepared[0], tmp_path / "data")
    async with serve(tmp_path / "data", hands, prepared[1]) as made:
        yield made
