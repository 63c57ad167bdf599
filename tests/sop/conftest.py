"""What the tests of the procedures share: the packaged catalogue, and a small made-up one with its own documents."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sop.load import load_catalogue
from sop.model import Catalogue
from tests.sop.made_catalogue import Made

_HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture
def made(tmp_path: Path) -> Made:
    shutil.copytree(_HERE / "made", tmp_path / "made")
    return Made(catalogue=tmp_path / "made" / "catalogue", documents=tmp_path / "made" / "documents")


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The five real documents, kept beside the checkout and not in it; tests that need them say so when they are absent."""
    place = _HERE.parents[1].parent / "shared" / "seeds"
    if not place.is_dir():
        pytest.skip("the five documents are not beside this checkout; the made-up documents are proved all the same")
    return place
