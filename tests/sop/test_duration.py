"""Promised times: days and minutes as written, never converted into each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop.model import Duration

_DURATIONS = st.builds(Duration, days=st.integers(0, 400), minutes=st.integers(0, 100_000))


@given(_DURATIONS)
def test_a_written_duration_reads_back_as_itself(duration: Duration) -> None:
    assert Duration.parse(str(duration)) == duration


@given(_DURATIONS, _DURATIONS)
def test_adding_never_turns_minutes_into_days(one: Duration, other: Duration) -> None:
    total = one + other
    assert (total.days, total.minutes) == (one.days + other.days, one.minutes + other.minutes)


@pytest.mark.slow
@given(st.text(max_size=8))
def test_any_text_is_read_or_refused_by_value_error(text: str) -> None:
    try:
        duration = Duration.parse(text)
    except ValueError:
        return
    assert Duration.parse(str(duration)) == duration


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "P1DT", "5 menit", "PT5H", "PT1H5M", "P1W", "-PT5M", "PT-5M", "pt5m", "PT5M "]
)
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a duration"):
        Duration.parse(text)


@pytest.mark.parametrize("text", ["PT0M", "PT5M", "P1D", "P1DT30M", "P7D"])
def test_the_documents_durations_are_kept_to_the_letter(text: str) -> None:
    assert str(Duration.parse(text)) == text
