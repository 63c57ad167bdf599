"""docs/FIGURES.md defines exactly the figures there are."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import server.stats.figures as made
from server.stats.figures import Figures
from server.stats.summary import FEW
from server.stats.tables import STEP_COLUMNS, TICKET_COLUMNS
from server.stats.usual import DAYS_NEEDED, WEEKS, usual_arrivals
from server.views.admin import BUSY_AFTER, Now

PAGE = (Path(__file__).parents[2] / "docs" / "FIGURES.md").read_text(encoding="utf-8")


def headed(section: str) -> set[str]:
    """Names that a section of the page defines."""
    _, _, after = PAGE.partition(f"\n## {section}\n")
    assert after, section
    body = re.split(r"\n## ", after)[0]
    return set(re.findall(r"^### `(\w+)`", body, flags=re.MULTILINE))


def test_every_figure_of_a_day_is_defined_and_nothing_else_is() -> None:
    names = {field.name for field in fields(Figures)} - {"first", "last"}
    assert headed("Figures of a day, or of a range of days") == names
    for name in names:
        assert (getattr(made, name).__doc__ or "").strip(), name


def test_every_figure_of_this_minute_is_defined_and_nothing_else_is() -> None:
    assert headed("Figures of this minute") == {field.name for field in fields(Now)}


def test_what_a_day_is_compared_with_is_defined() -> None:
    assert headed("Compared with") == {usual_arrivals.__name__}
    assert "eight weeks" in PAGE and WEEKS == 8
    assert "fewer than three days" in PAGE and DAYS_NEEDED == 3


def test_the_numbers_it_states_are_those_of_the_code() -> None:
    assert f"fewer than {FEW} values" in PAGE
    assert f"more than {int(BUSY_AFTER.total_seconds() // 60)} minutes" in PAGE


def test_the_tables_are_named() -> None:
    assert "tickets.csv" in PAGE and "steps.csv" in PAGE
    assert len(set(TICKET_COLUMNS)) == len(TICKET_COLUMNS) and len(set(STEP_COLUMNS)) == len(STEP_COLUMNS)
