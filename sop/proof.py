"""
Does the catalogue say what the documents say? Compares every title, row, requirement and total with the seed files.

Goes through documents and says where each row begins and ends; how one row is compared is said in `proof_rows`. What is
not proved: lanes that are inferred, and everything that is marked as ours (`Office.sample`, display spellings, English).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

from sop.faults import Fault
from sop.model import Catalogue, Duration, Procedure
from sop.proof_rows import ROW_OF_CELLS, ROW_OF_COLUMNS, doubts, squeeze

_TOTAL = re.compile(r"Total Waktu (\d+) Menit")


def against(catalogue: Catalogue, seeds: Path) -> tuple[Fault, ...]:
    """
    Every place where the catalogue and the documents differ; () when each printed row is borne out.

    Args:
        catalogue: what to prove; a practice office's borrowed procedures are not proved twice.
        seeds: the folder of the documents, with the file names that the procedures' sources give.
    """
    faults: list[Fault] = []
    by_file: dict[str, list[Procedure]] = {}
    for procedure in catalogue.written:
        by_file.setdefault(procedure.source.file, []).append(procedure)
    for name, procedures in sorted(by_file.items()):
        try:
            lines = (seeds / name).read_text(encoding="utf-8").split("\n")
        except (OSError, UnicodeDecodeError) as error:
            faults.append(Fault(name, "", type(error).__name__, "the document, in UTF-8, in the folder given"))
            continue
        starts = {p.source.line for p in procedures} | {step.line for p in procedures for step in p.steps}
        # A title's line may stand far above its table (004): a procedure reaches to the next title, not to a row.
        titles = sorted(p.source.line for p in procedures)
        for procedure in procedures:
            end = next((line for line in titles if line > procedure.source.line), len(lines) + 1)
            faults += _procedure(catalogue, procedure, lines, starts=sorted(starts), end=end)
        faults += _unclaimed(name, lines, {step.line for p in procedures for step in p.steps})
    return tuple(faults)


def _procedure(
    catalogue: Catalogue, procedure: Procedure, lines: list[str], *, starts: list[int], end: int
) -> Iterator[Fault]:
    file = f"{procedure.office}/{procedure.id}.toml"
    office = catalogue.office(procedure.office)
    own = lines[procedure.source.line - 1 : end - 1]
    first = squeeze(own[0]) if own else ""
    if squeeze(procedure.printed_title) not in first:
        yield Fault(file, "printed_title", repr(first), repr(procedure.printed_title))
    text = squeeze(" ".join(own))
    quoted = [(f"requires[{index}]", item.printed) for index, item in enumerate(procedure.requires, 1)]
    quoted += [(f"conditions[{index}]", item.printed) for index, item in enumerate(procedure.conditions, 1)]
    if procedure.identity is not None:
        # The head of the sheet stands above the title's line.
        whole = squeeze(" ".join(lines))
        for field in fields(procedure.identity):
            value = getattr(procedure.identity, field.name)
            for words in (value,) if isinstance(value, str) else value:
                if squeeze(words) not in whole:
                    yield Fault(file, f"identity.{field.name}", "no such words in the document", repr(words))
    for key, words in quoted:
        if squeeze(words) not in text:
            yield Fault(file, f"{key}.printed", "no such words in the document", repr(words))
    total = _TOTAL.search(text)
    printed = Duration(minutes=int(total[1])) if total else None
    if printed != procedure.written_total:
        yield Fault(file, "written_total", f"{printed} in the document", str(procedure.written_total))
    for index, step in enumerate(procedure.steps, 1):
        if not procedure.source.line <= step.line < end or step.line > len(lines):
            yield Fault(
                file, f"steps[{index}].line", str(step.line), f"a line from {procedure.source.line} to {end - 1}"
            )
            continue
        below = next((line for line in starts if line > step.line), len(lines) + 1)
        labels = next((lane.printed for lane in office.lanes if lane.id == step.lane), ())
        for key, found, expected in doubts(step, lines[step.line - 1 : below - 1], procedure=procedure, labels=labels):
            yield Fault(file, f"steps[{index}].{key}".rstrip("."), f"{found} (line {step.line})", expected)


def _unclaimed(name: str, lines: list[str], claimed: set[int]) -> Iterator[Fault]:
    """Numbered rows of the document's tables that no step stands for."""
    for number, line in enumerate(lines, 1):
        if number not in claimed and (ROW_OF_COLUMNS.match(line) or ROW_OF_CELLS.match(line)):
            yield Fault(name, f"line {number}", repr(squeeze(line)[:60]), "a step for every row")
