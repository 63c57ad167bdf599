"""
The catalogue on the command line: `python -m sop check | list | show | draw | export`. Needs only the standard library.

Reads and prints; it changes no file but the one `draw -o` or `show --svg` names. The JSON's shape is documented in `export`.
Ends with 0, with 1 where the catalogue has faults or the thing asked for is not there, with 2 for a wrong command.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from sop.check import against, check
from sop.draw import draw
from sop.export import as_json
from sop.faults import CatalogueFaults, Fault
from sop.load import load_catalogue
from sop.model import Catalogue, Office, Procedure, Step


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return the exit code."""
    asked = _parser().parse_args(arguments)
    try:
        catalogue = load_catalogue(asked.catalogue)
    except CatalogueFaults as error:
        return _print_faults(error.faults)
    if asked.command == "check":
        return _check(catalogue, seeds=asked.against)
    chosen = catalogue.procedures_at(asked.office) if asked.office else catalogue.written
    if asked.office and not chosen:
        print(f"no office {asked.office!r}; there are: {', '.join(o.id for o in catalogue.offices)}", file=sys.stderr)
        return 1
    if asked.command == "list":
        _list(chosen)
    elif asked.command == "export":
        sys.stdout.write(as_json(catalogue, chosen))
    else:
        found = next((procedure for procedure in chosen if procedure.id == asked.id), None)
        if found is None:
            print(f"no procedure {asked.id!r}; `python -m sop list` names them all", file=sys.stderr)
            return 1
        if asked.command == "draw":
            asked.output.write_text(draw(found, catalogue.office(found.office)), encoding="utf-8")
            return 0
        _show(found, catalogue.office(found.office))
        if asked.svg is not None:
            asked.svg.write_text(draw(found, catalogue.office(found.office)), encoding="utf-8")
            print(f"\nsheet written to {asked.svg}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sop", description="The written procedures of the offices.")
    parser.add_argument("--catalogue", type=Path, metavar="DIR", help="another catalogue than the one packaged")
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser("check", help="say every fault of the catalogue, or how much there is")
    checking.add_argument(
        "--against", type=Path, metavar="DIR", help="also prove every printed row by the documents in DIR"
    )
    for name, help_text in (
        ("list", "all procedures"),
        ("show", "one procedure"),
        ("draw", "one procedure as an SOP sheet"),
        ("export", "procedures as JSON"),
    ):
        command = commands.add_parser(name, help=help_text)
        command.add_argument(
            "--office", metavar="KEY", help="only this office (the practice office is left out otherwise)"
        )
        if name in ("show", "draw"):
            command.add_argument("id", metavar="ID", help="for example 000-02")
        if name == "show":
            command.add_argument("--svg", type=Path, metavar="FILE", help="also draw its sheet into FILE")
        if name == "draw":
            command.add_argument(
                "-o",
                "--output",
                type=Path,
                metavar="FILE",
                required=True,
                help="the SVG file; A4 landscape pages below each other",
            )
        if name == "export":
            command.add_argument("--json", action="store_true", required=True, help="the only format so far")
    return parser


def _print_faults(faults: Sequence[Fault]) -> int:
    for fault in faults:
        print(fault)
    print(f"{len(faults)} {'fault' if len(faults) == 1 else 'faults'}", file=sys.stderr)
    return 1


def _check(catalogue: Catalogue, *, seeds: Path | None) -> int:
    faults = check(catalogue)
    if seeds is not None:
        faults += against(catalogue, seeds)
    if faults:
        return _print_faults(faults)
    written = catalogue.written
    rows = sum(len(procedure.steps) for procedure in written)
    with_rows = sum(1 for procedure in written if procedure.steps)
    total_only = sum(1 for procedure in written if not procedure.steps and procedure.written_total)
    title_only = len(written) - with_rows - total_only
    offices = sum(1 for office in catalogue.offices if not office.practice)
    print(f"{len(written)} procedures of {offices} offices, {rows} rows: all rules hold")
    print(f"{with_rows} with rows, {total_only} with title and total, {title_only} with a title only")
    print(f"{sum(len(procedure.open_questions) for procedure in written)} open questions for the offices")
    if seeds is not None:
        print(f"{rows} printed rows, {len(written)} titles and all written totals are as in the documents")
    return 0


def _list(procedures: Sequence[Procedure]) -> None:
    wide = max(len(procedure.office) for procedure in procedures)
    print(f"{'office':<{wide}}  {'id':<6}  {'rows':>4}  {'total':<8}  title")
    for procedure in procedures:
        total = str(procedure.promised) if procedure.promised else "-"
        print(
            f"{procedure.office:<{wide}}  {procedure.id:<6}  {len(procedure.steps):>4}  {total:<8}  {procedure.title.id}"
        )


def _show(procedure: Procedure, office: Office) -> None:
    print(f"{procedure.id}  {procedure.title.id} / {procedure.title.en}")
    print(f"{office.name.id} · {procedure.source.file}, {procedure.source.place}, line {procedure.source.line}")
    print(f"written total {procedure.written_total or '-'}, all rows {procedure.computed_total or '-'}")
    for item in procedure.requires:
        condition = f" ({item.condition.id})" if item.condition else ""
        print(f"bring: {item.text.id}{condition}")
    for condition_of in procedure.conditions:
        print(f"condition: {condition_of.text.id}")
    if procedure.walk_note:
        order = " → ".join(step.no or "–" for step in procedure.walked)
        print(f"walked: {order}. {procedure.walk_note}")
    if not procedure.steps:
        print("rows: belum tercantum dalam SOP")
    for step in procedure.steps:
        print(f"\n{step.no or '–':>2}  {step.activity}")
        print(f"    {office.lane(step.lane).name.id} ({step.lane_evidence}), {_marks(step)}")
        print(f"    time: {step.target_printed or 'not written'}; outputs: {', '.join(step.outputs) or '-'}")
    for question in procedure.open_questions:
        print(f"\n? {question.key}: {question.text.id}")


def _marks(step: Step) -> str:
    marks: list[str] = ["applicant" if step.applicant else step.visitor]
    for said, name in (
        (step.hands_over, "hands over"),
        (step.gives_slip, "gives slip"),
        (step.takes_register, "takes register number"),
        (step.signs, "signs"),
    ):
        if said:
            marks.append(name)
    if step.outcomes:
        marks.append(" / ".join(step.outcomes))
    return ", ".join(marks)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:
        # `… | head` has read enough; what Python still holds must not be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
