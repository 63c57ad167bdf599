"""
Rules that one file alone cannot break: keys that must be there, lanes that must be served, rows that must add up.

`check` judges the catalogue by itself; `against` (in `proof`, offered here too) judges it by the documents. Neither
reads the catalogue's files, see `load`.
"""

from __future__ import annotations

import re
from collections import Counter as Tally
from collections.abc import Iterable, Iterator

from sop.faults import Fault
from sop.model import Catalogue, Duration, Office, Procedure, Step
from sop.proof import against

__all__ = ["BOARD_NAME", "LETTERS", "PRIORITY_GROUPS", "against", "check"]

BOARD_NAME = 22
"""Longest name in the board's table, in characters."""

LETTERS = "AFHKLMNRSUZ"
"""
Letters a series may have. P is for returning visitors and X for cut-off kiosks; with P taken, every letter whose
Indonesian name rhymes with it (be ce de e ge je te fe we ye) is left out; I, O and Q are mistaken for 1 and 0.
"""

_SOUND_ALIKE = (frozenset("MN"), frozenset("FS"), frozenset("HK"), frozenset("LR"))

PRIORITY_GROUPS = ("lansia", "disabilitas", "hamil_menyusui", "membawa_balita")
"""UU 25/2009 art. 29, as the kiosk offers it."""

_KEY = re.compile(r"^[a-z0-9]+(-[a-z0-9]+)*$")
_TIME = re.compile(r"(\d+) (hari|menit)")


def check(catalogue: Catalogue) -> tuple[Fault, ...]:
    """Every broken rule, in reading order; () for a sound catalogue."""
    faults = list(_twice("catalogue", "offices", (office.id for office in catalogue.offices)))
    for office in catalogue.offices:
        procedures = catalogue.procedures_at(office.id)
        faults += _office(office, procedures)
        if office.procedures_of is None:
            for procedure in procedures:
                faults += _procedure(office, procedure)
    return tuple(faults)


def _twice(file: str, key: str, values: Iterable[str]) -> Iterator[Fault]:
    for value, count in Tally(values).items():
        if count > 1:
            yield Fault(file, key, f"{value!r} {count} times", "each once")


def _office(office: Office, procedures: tuple[Procedure, ...]) -> Iterator[Fault]:
    file = f"{office.id}/office.toml"
    for key, values in (
        ("id", [office.id]),
        ("lanes", [lane.id for lane in office.lanes]),
        ("counters", [counter.id for counter in office.counters]),
        ("groups", [group.id for group in office.groups]),
        ("questions", [question.key for question in office.open_questions]),
    ):
        yield from _twice(file, key, values)
        for value in values:
            if not _KEY.match(value):
                yield Fault(file, key, repr(value), "a key of small letters, digits and hyphens")
    yield from _twice(file, "counters.plate", (counter.plate for counter in office.counters))
    yield from _twice(file, "lanes.printed", (label for lane in office.lanes for label in lane.printed))
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
    series = {group.id: group.series for group in office.groups}
    services = Tally(series[procedure.group] for procedure in procedures if procedure.group in series)
    for letter in sorted(letters):
        if services[letter] < 2 and len(procedures) > 1:
            yield Fault(
                file, "groups.series", f"{letter} for {services[letter]} service", "several services to a letter"
            )


def _procedure(office: Office, procedure: Procedure) -> Iterator[Fault]:
    file = f"{office.id}/{procedure.id}.toml"
    lanes = {lane.id: lane for lane in office.lanes}
    for lane in (*procedure.lanes, procedure.front_lane):
        if lane not in lanes:
            yield Fault(file, "lanes", repr(lane), f"a lane of office.toml: {', '.join(lanes)}")
    if procedure.group not in {group.id for group in office.groups}:
        yield Fault(file, "group", repr(procedure.group), "a group of office.toml")
    if len(procedure.board_name) > BOARD_NAME:
        yield Fault(file, "board_name", f"{len(procedure.board_name)} characters", f"at most {BOARD_NAME}")
    for index, alias in enumerate(procedure.aliases, 1):
        if alias != alias.lower():
            yield Fault(file, f"aliases[{index}]", repr(alias), "small letters")
    yield from _twice(file, "aliases", procedure.aliases)
    yield from _twice(file, "questions", (question.key for question in procedure.open_questions))
    numbers = {step.no for step in procedure.steps if step.no}
    for question in procedure.open_questions:
        if question.row is not None and question.row not in numbers:
            yield Fault(file, f"questions.{question.key}.row", repr(question.row), "a number of a row")
    if (procedure.kiosk == "elsewhere") != (procedure.brought_by is not None):
        yield Fault(
            file, "brought_by", repr(procedure.brought_by), 'who brings the file, exactly where kiosk is "elsewhere"'
        )
    if procedure.requires_complete and not procedure.requires:
        yield Fault(file, "requires_complete", "true", "false where nothing is listed")
    if (procedure.walk != tuple(sorted(procedure.walk))) != (procedure.walk_note is not None):
        yield Fault(file, "walk_note", repr(procedure.walk_note), "why, exactly where the walk differs from the print")
    yield from _twice(file, "steps.no", (step.no for step in procedure.steps if step.no))
    if procedure.steps:
        yield from _rows(procedure, file=file)
    for index, step in enumerate(procedure.steps, 1):
        for key, found, expected in _step(step, procedure, lanes={key: lane.applicant for key, lane in lanes.items()}):
            yield Fault(file, f"steps[{index}].{key}", found, expected)


def _rows(procedure: Procedure, *, file: str) -> Iterator[Fault]:
    staff = [step for step in procedure.walked if not step.applicant]
    if not staff:
        yield Fault(file, "steps", "no row of the staff", "at least one")
        return
    if staff[0].visitor != "present":
        yield Fault(file, "steps", f"first staff row {staff[0].no!r} away", "a first staff row that takes the file")
    if not staff[-1].hands_over and staff[-1].visitor != "present":
        yield Fault(file, "steps", f"last staff row {staff[-1].no!r} away", "one that hands over, or a visitor present")
    for step in staff[:-1]:
        if step.hands_over:
            yield Fault(file, "steps", f"row {step.no!r} hands over", "only the last staff row walked may hand over")


def _step(step: Step, procedure: Procedure, *, lanes: dict[str, bool]) -> Iterator[tuple[str, str, str]]:
    """Faults of one row as (key, found, expected); `lanes` maps the office's lanes to whether the applicant's."""
    if step.lane not in procedure.lanes:
        yield "lane", repr(step.lane), "a lane of the procedure"
    if lanes.get(step.lane, step.applicant) != step.applicant:
        yield "applicant", str(step.applicant), "true in a lane of the applicant, and only there"
    if step.lane_evidence == "inferred" and not step.lane_note:
        yield "lane_note", "nothing", "why, where a lane is inferred"
    if step.hands_over and step.visitor != "away":
        yield "visitor", step.visitor, "away: what hands over is prepared first, then called"
    if step.gives_slip and step.visitor != "present":
        yield "gives_slip", "true", "only where the visitor is present"
    written = tuple(
        Duration(days=int(count)) if unit == "hari" else Duration(minutes=int(count))
        for count, unit in _TIME.findall((step.target_printed or "").lower())
    )
    if written != step.target:
        yield "target", ", ".join(map(str, step.target)) or "nothing", f"{step.target_printed!r}, as printed"
    if step.returns_to is not None and step.returns_to not in {other.no for other in procedure.steps if other.no}:
        yield "returns_to", repr(step.returns_to), "a number of a row"
    for item in step.requires:
        if item not in " ".join((*step.supplies, step.printed)) and item.lower() not in step.printed.lower():
            yield "requires", repr(item), "words of the row itself"
