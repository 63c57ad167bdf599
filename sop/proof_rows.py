"""
Does one row stand in its document as the catalogue says? Three ways of reading, because the documents come in three shapes.

What is compared, always without regard to the amount of white space and with regard to every letter:

- *cells* (000, 002, 004): the row is one line of tab-separated cells. Number, activity, supplies, time and outputs must
  each be a whole cell; a cell that is left over must be one of the chart's known words.
- *columns* (001): the scan's columns are interleaved line by line. The activity's printed lines must stand in their
  order at the left edge of the row's lines, the time must be the last number of its first line, and **every word of
  the row must be used up** by activity, supplies, time and outputs, but for the marks of the scan listed in `_MARKS`.
  Which of the two right-hand columns a left-over word belongs to cannot be seen in the text and is not proved.
- *boxes* (003): each printed line of the box must be a whole line of it, in order, ticks aside; every ticked line of
  the box must be used up by the row or by the procedure's requirements and conditions; number, label and time as well.

Knows only one row and its lines; which lines those are is `proof`'s question.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from sop.model import Procedure, Step

# What the text recognition made of lines, arrows and lozenges in 001. No word of the documents is among them.
_MARKS = frozenset('AIJLYailrvy234|¥!.-/\\"')
_MARKS |= {"<>", r"\>", r"\/", r"\/>", r"\,", r"\4", "/\\", "/r", "/v", "/‘", '/"', '"~', "‘l", "“l"}
_BRANCH = frozenset({"MS", "TMS", "T™MS", "T™S"})
_CHART_001 = frozenset({"Memenuhi", "Memenubhi", "syarat", r"\>—syarat", "Mulai", "Selesai"}) | _BRANCH
_CHART_CELLS = frozenset({"Mulai", "Selesai", "Ditolak", "Periksa pengaduan", "Ya", "Tidak"})
_REMARKS = frozenset({"SOP Pelayanan Pembuatan Surat Keterangan"})  # column KET. of 002, row 1
_CIRCLED = dict(zip("123456789", "①②③④⑤⑥⑦⑧⑨", strict=True))
_BOX_TIME = re.compile(r"WAKTU YANG DIPERLUKAN (?:SELAMA )?(\d+ MENIT)")

ROW_OF_COLUMNS = re.compile(r"^(\d+) \| ")
ROW_OF_CELLS = re.compile(r"^\d+\.?\t(?!\d+\t)")

Doubt = tuple[str, str, str]
"""(key within the step, what was found, what was expected)."""


def squeeze(text: str) -> str:
    """The text with every run of white space as one blank, none at the ends."""
    return " ".join(text.split())


def doubts(step: Step, lines: Sequence[str], *, procedure: Procedure, labels: Sequence[str]) -> Iterator[Doubt]:
    """
    What of the step its lines do not bear out; nothing when all is as printed.

    Args:
        step: the row.
        lines: the document's lines from the row's first to before the next row or title; never empty.
        procedure: whose row it is.
        labels: the printed labels of the row's lane.
    """
    if "\t" in lines[0]:
        return _cells(step, lines[0])
    if ROW_OF_COLUMNS.match(lines[0]):
        return _columns(step, lines)
    return _boxes(step, lines, procedure=procedure, labels=labels)


def _cells(step: Step, line: str) -> Iterator[Doubt]:
    number, activity, *others = [squeeze(cell) for cell in line.split("\t")]
    if number.rstrip(".") != step.no:
        yield "no", repr(number), repr(step.no)
    if activity != squeeze(step.printed):
        yield "printed", repr(activity), repr(step.printed)
    left = Counter(cell for cell in others if cell)
    for key, items in (
        ("supplies", step.supplies),
        ("target_printed", (step.target_printed or "",)),
        ("outputs", step.outputs),
    ):
        # 000 and 002 put a dash before each item of a cell, 004 does not.
        for form in ("- " + " - ".join(items), " ".join(items)):
            if left[squeeze(form)] > 0:
                left[squeeze(form)] -= 1
                break
        else:
            yield key, "no such cell", repr(items)
    for cell in sorted((left - Counter()).elements()):
        if cell not in _CHART_CELLS | _REMARKS:
            yield "", repr(cell), "a cell the step accounts for"


def _columns(step: Step, lines: Sequence[str]) -> Iterator[Doubt]:
    start = ROW_OF_COLUMNS.match(lines[0])
    if start is None or start[1] != step.no:
        yield "no", repr(lines[0][:12]), repr(step.no)
    rows = [line.split() for line in lines]
    rows[0] = rows[0][2:]
    missing = _misplaced(step.printed_lines or (step.printed,), rows)
    if missing is not None:
        yield "printed", "no line that begins so, in this order", repr(missing)
    numbers = [word for word in rows[0] if word.isdigit()]
    time = (step.target_printed or "").split()
    if not time or numbers[-1:] != time[:1]:
        yield "target_printed", repr(" ".join(numbers[-1:])), repr(step.target_printed)
    there = Counter(word for row in rows for word in row)
    said = Counter(" ".join((step.printed, *step.supplies, *step.outputs, *time)).split())
    for word in sorted(said - there):
        yield "printed", f"no (further) {word!r} in the row", "the words of the document"
    for word in sorted(there - said):
        if word not in _MARKS and word not in _CHART_001:
            yield "printed", f"{word!r} in the row", "no word left over"
    branches = bool(_BRANCH & set(there))
    if branches != bool(step.outcomes):
        yield "outcomes", repr(step.outcomes), "outcomes where MS or TMS is printed, and only there"


def _misplaced(fragments: Sequence[str], rows: Sequence[Sequence[str]]) -> str | None:
    """The first fragment that does not begin a later line (or follow the one before after marks only), else None."""
    at, after = -1, 0
    for fragment in fragments:
        words = fragment.split()
        if at >= 0:
            rest = list(rows[at][after:])
            while rest and rest[0] in _MARKS:
                rest.pop(0)
            if rest[: len(words)] == words:
                after = len(rows[at]) - len(rest) + len(words)
                continue
        # The first fragment stands on the row's first line; every later one below the one before.
        places = range(1) if at < 0 else range(at + 1, len(rows))
        found = next((place for place in places if list(rows[place][: len(words)]) == words), None)
        if found is None:
            return fragment
        at, after = found, len(words)
    return None


def untick(line: str) -> str:
    """A line of 003 without its dash and tick."""
    return squeeze(line).removeprefix("- ").removeprefix("✓ ")


def _boxes(step: Step, lines: Sequence[str], *, procedure: Procedure, labels: Sequence[str]) -> Iterator[Doubt]:
    plain = [untick(line) for line in lines]
    at = 0
    for fragment in step.printed_lines or (step.printed,):
        try:
            at = plain.index(squeeze(fragment), at) + 1
        except ValueError:
            yield "printed", "no such line in the box, in this order", repr(fragment)
    known = {squeeze(fragment) for fragment in step.printed_lines or (step.printed,)}
    known |= {squeeze(item.printed) for item in procedure.requires}
    known |= {squeeze(item.printed) for item in procedure.conditions}
    for line, text in zip(lines, plain, strict=True):
        if "✓" in line and text not in known:
            yield "printed", f"the ticked line {text!r}", "no ticked line left over"
    times = _BOX_TIME.findall(squeeze(" ".join(lines)))
    if times != ([step.target_printed] if step.target_printed else []):
        yield "target_printed", repr(times), repr(step.target_printed)
    numbers = {word for text in plain for word in text.split() if len(text.split()) < 4}
    if step.no and not numbers & {step.no, _CIRCLED.get(step.no, "")}:
        yield "no", "no such number at the box", repr(step.no)
    if step.lane_evidence == "written" and not any(label in plain[0] for label in labels):
        yield "lane", repr(plain[0]), f"one of {list(labels)}"
