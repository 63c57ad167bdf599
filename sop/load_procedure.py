"""
One procedure's TOML as a `Procedure` value, with the template it may follow.

A template (`templates/a.toml`) says how a family of near-equal procedures is worked: lanes, presence, evidence,
outcomes. The procedure's own file says what its own document rows print: words, times, supplies, outputs, lines. A key
may stand in either; the procedure's own wins. Rules that span files are `check`'s question.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from sop.faults import Fault
from sop.load_office import read_questions
from sop.model import Condition, Evidence, Identity, Procedure, Question, Requirement, Source, Step, Visitor, Words
from sop.table import Table

_NOTHING = Words(id="", en="")


def read_procedure(
    data: Mapping[str, Any],
    *,
    file: str,
    office: str,
    template: Mapping[str, Any] | None,
    template_file: str,
    shared: Mapping[str, Question],
    faults: list[Fault],
) -> Procedure:
    """
    Read one procedure; faults go to `faults`.

    Args:
        data: the parsed file.
        file: what faults call it; its stem must be the procedure's `id`.
        office: key of the office.
        template: the parsed template, None where the file names none.
        template_file: what faults call the template.
        shared: the office's questions that several procedures ask, by key (`questions.toml`).
    """
    base = {key: value for key, value in (template or {}).items() if key not in ("steps", "asks", "questions")}
    table = Table(data, file=file, faults=faults, inherited=base, inherited_file=template_file)
    table.text("template", default="")
    key = table.text("id")
    stem = file.rsplit("/", 1)[-1].removesuffix(".toml")
    if key != stem:
        table.fault("id", found=key, expected=f"the file's name, {stem}")
    steps = _steps(table, data, template=template or {}, file=file, template_file=template_file, faults=faults)
    lanes = table.texts("lanes", needed=True)
    front = table.text("front_lane", default="")
    walk = _walk(table, steps)
    staff = [steps[index].lane for index in walk if not steps[index].applicant]
    if not steps and not front:
        table.fault("front_lane", found="nothing", expected="the lane a procedure without rows waits in")
    if staff and front:
        table.fault("front_lane", found=front, expected="nothing where there are rows: it is their first staff lane")
    procedure = Procedure(
        id=key,
        office=office,
        title=table.words("title"),
        printed_title=table.text("printed_title"),
        plain_prefix=table.words("plain_prefix", empty=True) if table.has("plain_prefix") else _NOTHING,
        plain_name=table.words("plain_name"),
        board_name=table.text("board_name"),
        choose_when=table.words_or_none("choose_when"),
        aliases=table.texts("aliases"),
        group=table.text("group"),
        discreet=table.flag("discreet"),
        complaint=table.flag("complaint"),
        kiosk=cast(Any, table.choice("kiosk", among=("issue", "elsewhere", "hidden"), default="issue")),
        brought_by=table.words_or_none("brought_by"),
        source=_source(table.table("source")),
        lanes=lanes,
        steps=steps,
        walk=walk,
        walk_note=table.text_or_none("walk_note"),
        front_lane=front or (staff[0] if staff else ""),
        requires=tuple(_requirement(item) for item in table.tables("requires")),
        requires_complete=table.flag("requires_complete"),
        written_total=table.duration("written_total"),
        open_questions=_questions(
            table, data, template or {}, template_file=template_file, shared=shared, faults=faults
        ),
        conditions=tuple(_condition(item) for item in table.tables("conditions")),
        identity=_identity(table.table("identity")) if table.has("identity") else None,
    )
    table.known("steps", "asks", "questions", "walk")
    table.close()
    return procedure


def _source(table: Table) -> Source:
    source = Source(file=table.text("file"), place=table.text("place"), line=table.whole("line", least=1))
    table.close()
    return source


def _identity(table: Table) -> Identity:
    identity = Identity(
        number=table.text("number", default=""),
        made=table.text("made", default=""),
        revised=table.text("revised", default=""),
        effective=table.text("effective", default=""),
        approved_by=table.text("approved_by", default=""),
        legal_basis=table.texts("legal_basis"),
        qualifications=table.texts("qualifications"),
        related=table.texts("related"),
        equipment=table.texts("equipment"),
        warnings=table.texts("warnings"),
        records=table.texts("records"),
    )
    table.close()
    return identity


def _requirement(table: Table) -> Requirement:
    requirement = Requirement(
        text=table.words("text"), printed=table.text("printed"), condition=table.words_or_none("condition")
    )
    table.close()
    return requirement


def _condition(table: Table) -> Condition:
    condition = Condition(text=table.words("text"), printed=table.text("printed"))
    table.close()
    return condition


def _walk(table: Table, steps: tuple[Step, ...]) -> tuple[int, ...]:
    """The order walked as indices; the file counts rows from 1 and names it only where it differs."""
    printed = tuple(range(len(steps)))
    walk = table.wholes("walk")
    if walk is None:
        return printed
    if sorted(walk) != [index + 1 for index in printed]:
        table.fault("walk", found=list(walk), expected=f"each row from 1 to {len(steps)} exactly once")
        return printed
    return tuple(index - 1 for index in walk)


def _steps(
    table: Table,
    data: Mapping[str, Any],
    *,
    template: Mapping[str, Any],
    file: str,
    template_file: str,
    faults: list[Fault],
) -> tuple[Step, ...]:
    own = data.get("steps", [])
    base = template.get("steps", [])
    for rows, key_file in ((own, file), (base, template_file)):
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            faults.append(Fault(key_file, "steps", repr(rows)[:80], "a list of tables"))
            return ()
    if base and len(own) != len(base):
        table.fault("steps", found=len(own), expected=f"{len(base)} rows, as in {template_file}")
        return ()
    return tuple(
        _step(
            Table(
                row,
                file=file,
                faults=faults,
                place=f"steps[{index}]",
                inherited=base[index - 1] if base else None,
                inherited_file=template_file,
            )
        )
        for index, row in enumerate(own, 1)
    )


def _step(table: Table) -> Step:
    lines, printed = _printed(table)
    step = Step(
        no=table.text("no", default=""),
        activity=table.text("activity", default="") or printed,
        printed=printed,
        printed_lines=lines,
        short=table.words("short"),
        lane=table.text("lane"),
        lane_evidence=cast(Evidence, table.choice("lane_evidence", among=("written", "inferred"))),
        lane_note=table.text_or_none("lane_note"),
        applicant=table.flag("applicant"),
        visitor=cast(Visitor, table.choice("visitor", among=("present", "away"))),
        hands_over=table.flag("hands_over"),
        gives_slip=table.flag("gives_slip"),
        takes_register=table.flag("takes_register"),
        signs=table.flag("signs"),
        target=table.durations("target"),
        target_printed=table.text_or_none("target_printed"),
        supplies=table.texts("supplies"),
        requires=table.texts("requires"),
        outputs=table.texts("outputs"),
        outcomes=table.texts("outcomes"),
        returns_to=table.text_or_none("returns_to"),
        notes=table.texts("notes"),
        line=table.whole("line", least=1),
    )
    if bool(step.target) != bool(step.target_printed):
        table.fault(
            "target_printed", found=step.target_printed, expected="the cell's words exactly where there is a target"
        )
    table.close()
    return step


def _printed(table: Table) -> tuple[tuple[str, ...], str]:
    """`printed` is one text, or a list where the document breaks the cell into lines; joined by one blank."""
    if not table.is_list("printed"):
        return (), table.text("printed")
    lines = table.texts("printed")
    if not lines:
        table.fault("printed", found=[], expected="at least one line")
    return lines, " ".join(lines)


def _questions(
    table: Table,
    data: Mapping[str, Any],
    template: Mapping[str, Any],
    *,
    template_file: str,
    shared: Mapping[str, Question],
    faults: list[Fault],
) -> tuple[Question, ...]:
    """Own questions first, then the template's, then the shared ones that either asks by key."""
    behind = Table(
        {key: template[key] for key in ("asks", "questions") if key in template}, file=template_file, faults=faults
    )
    own = Table({key: data[key] for key in ("asks", "questions") if key in data}, file=table.file, faults=faults)
    questions = list(read_questions(own, "questions") + read_questions(behind, "questions"))
    for asking in (own, behind):
        for index, key in enumerate(asking.texts("asks"), 1):
            if key in shared:
                questions.append(shared[key])
            else:
                asking.fault(f"asks[{index}]", found=key, expected="a key of the office's questions.toml")
    return tuple(questions)
