"""
The rules one procedure must keep in its office: its keys are there, its rows can be walked, its texts can be shown.

The catalogue is judged by them (`check`) and so is every version an office publishes. Reads no file and mends nothing.
"""

from __future__ import annotations

import re
from collections import Counter as Tally
from collections.abc import Iterable, Iterator

from sop.faults import Fault
from sop.model import Duration, Office, Procedure, Step, Words

BOARD_NAME = 22
"""Longest name in the board's table, in characters."""

LONGEST_DAYS = 366
"""Longest time an office can promise for one row, in days: nobody is told to come back later than in a year."""

DEAREST = 1_000_000_000
"""Highest fee, in rupiah: more is a slip of the finger."""

_TIME = re.compile(r"(\d+) (hari|menit)")
_TIMES = f"one or more times of 0 to {LONGEST_DAYS} days and 0 to 1440 minutes"
_OFFICE_KEY = re.compile(r"^k[1-9][0-9]*$")
_OWN_ID = re.compile(r"^K-[0-9]{2,}$")

#: What a document prints of a procedure and of a row; `Identity`, the title and the questions about it belong to it.
_PRINTED = (
    "id", "office", "title", "printed_title", "source", "requires", "requires_complete", "conditions",
    "written_total", "open_questions", "identity", "origin",
)  # fmt: skip
_PRINTED_OF_ROW = (
    "no", "activity", "printed", "printed_lines", "target", "target_printed", "supplies", "requires", "outputs", "outcomes",
    "line",
)  # fmt: skip


def rules(procedure: Procedure, office: Office) -> tuple[Fault, ...]:
    """Every rule the procedure breaks in this office, in reading order; () for a sound one."""
    return (*_procedure(office, procedure), *_office_part(procedure))


def kept(before: Procedure, after: Procedure) -> tuple[Fault, ...]:
    """
    Every place where `after` changes what a document prints, so that no later version of `before` says it differently.

    What the office says stands beside: its times, its list, its fee, its answers, and what is read rather than printed.
    """
    file = f"{before.office}/{before.id}.toml"
    faults = [
        Fault(file, name, "another text", "what the document prints")
        for name in (_PRINTED if before.origin == "document" else ("id", "office", "origin"))
        if getattr(before, name) != getattr(after, name)
    ]
    printed = [step for step in before.steps if not step.own]
    if not printed:
        return tuple(faults)
    if len(before.steps) != len(after.steps):
        return (*faults, Fault(file, "steps", str(len(after.steps)), f"{len(before.steps)} rows, as printed"))
    for place, (was, now) in enumerate(zip(before.steps, after.steps, strict=True), 1):
        for name in _PRINTED_OF_ROW:
            if getattr(was, name) != getattr(now, name):
                faults.append(Fault(file, f"steps[{place}].{name}", "another text", "what the document prints"))
    return tuple(faults)


def repeated(file: str, key: str, values: Iterable[str]) -> Iterator[Fault]:
    """A fault for each value that is there more than once."""
    for value, count in Tally(values).items():
        if count > 1:
            yield Fault(file, key, f"{value!r} {count} times", "each once")


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
    yield from repeated(file, "aliases", procedure.aliases)
    yield from repeated(file, "questions", (question.key for question in procedure.open_questions))
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
    if sorted(procedure.walk) != list(range(len(procedure.steps))):
        yield Fault(file, "walk", repr(procedure.walk), "each row exactly once")
        return
    yield from repeated(file, "steps.no", (step.no for step in procedure.steps if step.no))
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
    if step.own and (step.target or step.target_printed):
        yield "target", str(step.target_printed), "nothing: no document prints this row"
    if step.office_target is not None and not _sound(step.office_target):
        yield "office_target", ", ".join(map(str, step.office_target)) or "nothing", _TIMES
    if step.returns_to is not None and step.returns_to not in {other.no for other in procedure.steps if other.no}:
        yield "returns_to", repr(step.returns_to), "a number of a row"
    if step.returns_to is not None and step.returns_to == step.no:
        yield "returns_to", repr(step.returns_to), "another row than itself"
    for item in step.requires:
        if item not in " ".join((*step.supplies, step.printed)) and item.lower() not in step.printed.lower():
            yield "requires", repr(item), "words of the row itself"


def _office_part(procedure: Procedure) -> Iterator[Fault]:
    """What the office says: names that can be shown, its list, its fee, its answers, its own rows."""
    file = f"{procedure.office}/{procedure.id}.toml"
    for key, words in (("title", procedure.title), ("plain_name", procedure.plain_name)):
        if not _said(words):
            yield Fault(file, key, repr(words.id), "words in both languages")
    if not procedure.board_name.strip():
        yield Fault(file, "board_name", "nothing", f"a name of at most {BOARD_NAME} characters")
    for index, alias in enumerate(procedure.aliases, 1):
        if not alias.strip():
            yield Fault(file, f"aliases[{index}]", "nothing", "a word people use")
    for key, either in (("choose_when", procedure.choose_when), ("brought_by", procedure.brought_by)):
        if either is not None and not _said(either):
            yield Fault(file, key, repr(either.id), "words in both languages, or nothing at all")
    if (procedure.origin == "office") != bool(_OWN_ID.match(procedure.id)):
        yield Fault(file, "id", procedure.id, "K-01 … for a service of the office's own, and only there")
    own = [step.own for step in procedure.steps]
    if procedure.origin == "office" and not (all(own) and procedure.written_total is None and not procedure.requires):
        yield Fault(file, "steps", "printed words", "none in a service of the office's own")
    if any(own) and not all(own):
        yield Fault(file, "steps", "the office's rows among printed ones", "rows of one source")
    for index, step in enumerate(procedure.steps, 1):
        if not step.activity.strip() or not _said(step.short):
            yield Fault(file, f"steps[{index}].activity", repr(step.activity), "what is done, and a short name for it")
    if procedure.office_total is not None and not _sound((procedure.office_total,)):
        yield Fault(file, "office_total", str(procedure.office_total), _TIMES)
    yield from repeated(file, "office_requires", (each.key for each in procedure.office_requires))
    for index, each in enumerate(procedure.office_requires, 1):
        if not _OFFICE_KEY.match(each.key):
            yield Fault(file, f"office_requires[{index}].key", repr(each.key), "k1, k2 …")
        if not _said(each.text) or (each.condition is not None and not _said(each.condition)):
            yield Fault(file, f"office_requires[{index}].text", repr(each.text.id), "words in both languages")
    if procedure.office_requires_complete and not (procedure.office_requires or procedure.requires):
        yield Fault(file, "office_requires_complete", "true", "false where nothing is listed")
    fee = procedure.fee
    if fee is not None and not 0 <= fee.amount <= DEAREST:
        yield Fault(file, "fee", str(fee.amount), f"0 to {DEAREST} rupiah")
    if fee is not None and fee.note is not None and not _said(fee.note):
        yield Fault(file, "fee.note", repr(fee.note.id), "words in both languages, or nothing at all")
    asked = {question.key for question in procedure.open_questions}
    yield from repeated(file, "answers", (answer.key for answer in procedure.answers))
    for answer in procedure.answers:
        if answer.key not in asked:
            yield Fault(file, f"answers.{answer.key}", "no such question", "the key of an open question")
        elif not answer.text.strip():
            yield Fault(file, f"answers.{answer.key}", "nothing", "an answer")


def _said(words: Words) -> bool:
    return bool(words.id.strip()) and bool(words.en.strip())


def _sound(times: tuple[Duration, ...]) -> bool:
    return bool(times) and all(0 <= each.days <= LONGEST_DAYS and 0 <= each.minutes <= 1440 for each in times)
