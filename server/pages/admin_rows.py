"""
The values the page *Hari ini* shows: names for ids, minutes for seconds. Made by `admin_today`; nothing is worked out here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from server.gate.figures import Day
from server.pages.admin_charts import BandPoint, Bar, StepDots
from server.protocol import Promise, Words
from server.stats.figures import ServiceFigures, StepFigures
from server.views.admin import LaneNow, Late

Problem = Literal["nothing", "late", "closed", "busy", "calm", "past_late", "past_fine", "past_none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lead:
    """The one sentence: what kind, whose (a lane's or service's name), how many, of how many, and minutes where they matter."""

    kind: Problem
    name: Words | None = None
    count: int = 0
    of: int = 0
    minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceRow:
    """A service with its figures, times in whole minutes (or working days)."""

    id: str
    name: Words
    figures: ServiceFigures
    wait_median: int | None
    wait_p90: int | None
    wait_longest: int | None
    median: int | None
    p90: int | None
    longest: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRow:
    """A row of the chosen service: number as printed, short name, lane, target as written (None: none), figures."""

    no: str
    name: Words
    lane: Words
    target: Promise | None
    figures: StepFigures
    median: int | None
    p90: int | None
    longest: int | None
    wait_median: int | None
    wait_p90: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneNowRow:
    """A lane at this moment: its open counters as `1–3` ("" for none), and the longest wait in whole minutes."""

    now: LaneNow
    name: Words
    plates: str
    longest: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneRow:
    """A lane's figures of the day with its name, in whole minutes."""

    name: Words
    waits: int
    wait_median: int | None
    wait_p90: int | None
    wait_longest: int | None
    steps: int
    median: int | None
    p90: int | None
    longest: int | None
    within: int
    judged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HourRow:
    """An hour of the clock as text (`08.00`), its arrivals and its waits in whole minutes."""

    label: str
    arrivals: int
    usual: int | None
    waits: int
    median: int | None
    p90: int | None
    longest: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LateRow:
    """A late file with the names of where it is. `minutes` over, or `late.over_days`."""

    late: Late
    lane: Words
    service: Words
    minutes: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """Everything the page shows."""

    day: Day
    local: datetime
    today: date
    lead: Lead
    wait_median: int | None
    wait_p90: int | None
    wait_longest: int | None
    longest_now: int | None
    lanes: tuple[LaneNowRow, ...]
    lanes_more: tuple[LaneNowRow, ...]
    lane_rows: tuple[LaneRow, ...]
    hours: tuple[HourRow, ...]
    band: tuple[BandPoint, ...]
    bars: tuple[Bar, ...]
    services: tuple[ServiceRow, ...]
    judged: tuple[ServiceRow, ...]
    chosen: str | None
    choices: tuple[tuple[str, Words], ...]
    steps: tuple[StepRow, ...]
    dots: tuple[StepDots, ...]
    shared_target: int | None
    late: tuple[LateRow, ...]
