"""
Rules that one file alone cannot break: keys that must be there, lanes that must be served, letters that sound different.

`check` judges the catalogue by itself, each procedure by `rules`; `against` (in `proof`, offered here too) judges it by
the documents. Neither reads the catalogue's files, see `load`.
"""

from __future__ import annotations

import re
from collections import Counter as Tally
from collections.abc import Iterator

from sop.faults import Fault
from sop.model import Catalogue, Office, Procedure
from sop.proof import against
from sop.rules import BOARD_NAME, repeated, rules

__all__ = ["BOARD_NAME", "LETTERS", "PRIORITY_GROUPS", "against", "check"]

LETTERS = "AFHKLMNSU"
"""
Letters a group's series may have. R is for returning visitors, Z for paper numbers, X for cut-off kiosks; of the letters whose
Indonesian names rhyme (be ce de e ge je pe te fe we ye) none is taken; I, O and Q are mistaken for 1 and 0.
"""

RETURNING_LETTERS = LETTERS + "R"
"""Letters the series of returning visitors may have."""

EMERGENCY_LETTERS = LETTERS + "Z"
"""Letters the series of a paper sheet may have."""

_SOUND_ALIKE = (frozenset("MN"), frozenset("FS"), frozenset("HK"), frozenset("LR"))

PRIORITY_GROUPS = ("lansia", "disabilitas", "hamil_menyusui", "membawa_balita")
"""UU 25/2009 art. 29, as the kiosk offers it."""

REASON_CODE = re.compile(r"^(?![dk][0-9]+$)[a-z][a-z0-9_]{1,31}$")
"""A reason's code; not one that reads like the key of a requirement (`d1`, `k1`)."""

_KEY = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")


def check(catalogue: Catalogue) -> tuple[Fault, ...]:
    """Every broken rule, in reading order; () for a sound catalogue."""
    faults = list(repeated("catalogue", "offices", (office.id for office in catalogue.offices)))
    for office in catalogue.offices:
        procedures = catalogue.procedures_at(office.id)
        faults += _office(office, procedures)
        if office.procedures_of is None:
            for procedure in procedures:
                faults += rules(procedure, office)
    return tuple(faults)


def _office(office: Office, procedures: tuple[Procedure, ...]) -> Iterator[Fault]:
    file = f"{office.id}/office.toml"
    for key, values in (
        ("id", [office.id]),
        ("lanes", [lane.id for lane in office.lanes]),
        ("counters", [counter.id for counter in office.counters]),
        ("groups", [group.id for group in office.groups]),
        ("questions", [question.key for question in office.open_questions]),
    ):
        yield from repeated(file, key, values)
        for value in values:
            if not _KEY.match(value):
                yield Fault(file, key, repr(value), "a key of small letters, digits and hyphens")
    yield from repeated(file, "counters.plate", (counter.plate for counter in office.counters))
    yield from repeated(file, "lanes.printed", (label for lane in office.lanes for label in lane.printed))
    lanes = {lane.id: lane for lane in office.lanes}
    if not any(lane.applicant for lane in office.lanes):
        yield Fault(file, "lanes", "no lane of the applicant", "at least one")
    if not procedures:
        yield Fault(file, "", "no procedure", "at least one")
    for index, counter in enumerate(office.counters, 1):
        for lane in counter.lanes:
            if lane not in lanes or lanes[lane].applicant:
                yield Fault(file, f"counters[{index}].lanes", repr(lane), "a staff lane of the office")
    for group in office.priority_groups:
        if group not in PRIORITY_GROUPS:
            yield Fault(file, "priority_groups", repr(group), f"one of: {', '.join(PRIORITY_GROUPS)}")
    yield from _series(office, procedures, file=file)
    served = {lane for counter in office.counters for lane in counter.lanes}
    needed = {step.lane for procedure in procedures for step in procedure.steps if not step.applicant}
    for lane in sorted((needed | {procedure.front_lane for procedure in procedures}) - served):
        yield Fault(file, "counters", f"no counter for the lane {lane!r}", "a counter for every lane of a staff step")


def _series(office: Office, procedures: tuple[Procedure, ...], *, file: str) -> Iterator[Fault]:
    letters = {group.series for group in office.groups}
    for letter in sorted(letters):
        if len(letter) != 1 or letter not in LETTERS:
            yield Fault(file, "groups.series", repr(letter), f"one of {', '.join(LETTERS)}")
    for alike in _SOUND_ALIKE:
        if len(alike & letters) > 1:
            yield Fault(file, "groups.series", " and ".join(sorted(alike & letters)), "letters that sound different")
    back = office.returning_series
    if len(back) != 1 or back not in RETURNING_LETTERS or back in letters:
        yield Fault(file, "returning_series", repr(back), f"one of {', '.join(RETURNING_LETTERS)} that no group has")
    sheet = office.emergency_series
    if len(sheet) != 1 or sheet not in EMERGENCY_LETTERS or sheet in letters or sheet == back:
        expected = f"one of {', '.join(EMERGENCY_LETTERS)} that no group has, and not returning_series"
        yield Fault(file, "emergency_series", repr(sheet), expected)
    for code, count in Tally(reason.code for reason in office.return_reasons).items():
        if count > 1 or not REASON_CODE.match(code):
            yield Fault(file, "return_reasons.code", repr(code), "small letters, digits and _, each once")
    series = {group.id: group.series for group in office.groups}
    services = Tally(series[procedure.group] for procedure in procedures if procedure.group in series)
    for letter in sorted(letters):
        if services[letter] < 2 and len(procedures) > 1:
            yield Fault(
                file, "groups.series", f"{letter} for {services[letter]} service", "several services to a letter"
            )
