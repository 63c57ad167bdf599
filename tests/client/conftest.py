"""A real server process for the client's tests, started once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.server_process import ServerProcess


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    made = ServerProcess(tmp_path_factory.mktemp("client") / "data")
    yield made
    made.stop()
