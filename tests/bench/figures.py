"""How a figure is printed: the machine it is of, the spread of its groups, and which aim it reaches. Measures nothing."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path


def spread(values: Sequence[float]) -> str:
    """Median with lowest and highest."""
    return f"{statistics.median(values):.2f} [{min(values):.2f}-{max(values):.2f}]"


def verdict(value: float, realistic: float, ambitious: float) -> str:
    """Which aim a median reaches; aims fall where smaller is better."""
    better: Callable[[float, float], bool] = (
        (lambda found, aim: found >= aim) if ambitious > realistic else (lambda found, aim: found <= aim)
    )
    word = "ambitious" if better(value, ambitious) else "realistic" if better(value, realistic) else "MISSED"
    return f"aim {realistic:g} / {ambitious:g}: {word}"


def machine() -> str:
    """What this ran on, in one line."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    return (
        f"{model}, {os.cpu_count()} cores, {platform.system()} {platform.release()}, Python {platform.python_version()}"
    )
