"""
How many values become a few: count, median, ninth decile, longest, and a share.

A mean is not here on purpose: it hides the person who waited an hour behind nine who waited none (LOOKS 7). Pure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

#: Fewer values than this are marked wherever they are shown: one more visitor could turn them over.
FEW = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """
    A handful of figures about durations, in the unit of the values it was made of (seconds, or working days).

    Attributes:
        count: how many values, >= 0.
        median: half of the values are this or less (p50); None without values.
        p90: nine in ten are this or less; None without values.
        longest: the largest; None without values.
        few: whether there are fewer than `FEW`.
    """

    count: int
    median: float | None
    p90: float | None
    longest: float | None
    few: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """
    How many kept what was promised.

    Attributes:
        within: how many did, 0..count.
        count: how many could be judged, >= 0.
        percent: whole percent; 100 only when all did and 0 only when none did; None when nothing could be judged.
        few: whether fewer than `FEW` could be judged.
    """

    within: int
    count: int
    percent: int | None
    few: bool


def percentile(values: Iterable[float], *, percent: int) -> float | None:
    """
    The nearest-rank percentile: the smallest of the values such that at least `percent` in a hundred are no larger.

    It is always one of the values, never between two: of 4, 8 minutes the median is 4, "half waited 4 minutes or less".

    Args:
        percent: 1..100.

    Returns: None for no values.
    """
    ordered = sorted(values)
    if not ordered:
        return None
    return ordered[ceil(percent * len(ordered) / 100) - 1]


def summary(values: Iterable[float]) -> Summary:
    """Sum values up. Order does not matter."""
    ordered = sorted(values)
    return Summary(
        count=len(ordered),
        median=percentile(ordered, percent=50),
        p90=percentile(ordered, percent=90),
        longest=ordered[-1] if ordered else None,
        few=len(ordered) < FEW,
    )


def share(judged: Iterable[bool]) -> Share:
    """Count those that kept what was promised among those that could be judged."""
    kept = list(judged)
    within, count = sum(kept), len(kept)
    percent = None
    if count:
        percent = round(100 * within / count)
        if 0 < within < count:
            percent = min(99, max(1, percent))
    return Share(within=within, count=count, percent=percent, few=count < FEW)
