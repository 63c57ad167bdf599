"""Median, ninth decile, longest and share: exact, and in the same order whatever order the values come in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.stats.summary import FEW, percentile, share, summary

VALUES = st.lists(st.floats(min_value=0, max_value=1e6, allow_nan=False), min_size=1, max_size=60)


@pytest.mark.parametrize(
    ("values", "median", "p90", "longest"),
    [
        ([], None, None, None),
        ([7], 7, 7, 7),
        ([4, 8], 4, 8, 8),
        ([8, 4, 6], 6, 8, 8),
        ([1, 2, 3, 4], 2, 4, 4),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5, 9, 10),
        ([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 6, 10, 11),
        ([0, 0, 0, 0, 60], 0, 60, 60),
    ],
)
def test_percentiles_are_nearest_rank(
    values: list[float], median: float | None, p90: float | None, longest: float | None
) -> None:
    found = summary(values)
    assert (found.median, found.p90, found.longest, found.count) == (median, p90, longest, len(values))


@given(VALUES)
def test_a_median_lies_between_least_and_most_and_is_one_of_the_values(values: list[float]) -> None:
    found = summary(values)
    assert found.median is not None and found.p90 is not None
    assert min(values) <= found.median <= found.p90 <= max(values) == found.longest
    assert found.median in values and found.p90 in values


@given(VALUES, st.integers(min_value=1, max_value=100))
def test_at_least_that_many_in_a_hundred_are_no_larger_and_no_smaller_value_would_do(
    values: list[float], percent: int
) -> None:
    found = percentile(values, percent=percent)
    assert found is not None
    assert sum(value <= found for value in values) * 100 >= percent * len(values)
    smaller = [value for value in values if value < found]
    assert not smaller or sum(value <= max(smaller) for value in values) * 100 < percent * len(values)


@given(VALUES, st.randoms(use_true_random=False))
def test_order_does_not_matter(values: list[float], random: object) -> None:
    mixed = list(values)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert summary(mixed) == summary(values)


@pytest.mark.parametrize(
    ("within", "late", "percent"),
    [(0, 0, None), (34, 7, 83), (5, 0, 100), (0, 3, 0), (999, 1, 99), (1, 999, 1), (1, 1, 50), (2, 1, 67)],
)
def test_a_share_says_all_or_none_only_when_it_is_so(within: int, late: int, percent: int | None) -> None:
    found = share([True] * within + [False] * late)
    assert (found.within, found.count, found.percent) == (within, within + late, percent)


@given(st.lists(st.booleans(), max_size=50))
def test_those_within_and_those_late_make_up_all(judged: list[bool]) -> None:
    found = share(judged)
    assert found.within + sum(not each for each in judged) == found.count == len(judged)


def test_fewer_than_five_are_marked() -> None:
    assert FEW == 5
    assert summary([1.0] * 4).few and not summary([1.0] * 5).few
    assert share([True] * 4).few and not share([True] * 5).few
