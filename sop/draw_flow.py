"""
The flow table of a sheet: one row to a step in the order walked, one column to a lane, symbols and the arrows between them.

A dashed symbol is a lane that is inferred, a doubled one a lane the office named. Where a branch leads is drawn only as far as it
is known: a circle with a row's number, or with a question mark. Pages are filled from the top; a pentagon leads to the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sop.draw_parts import (
    GROUND,
    HALF_WIDE,
    INK_2,
    LEADING,
    LINE,
    MARGIN,
    NILA,
    PAGE_HIGH,
    PAGE_WIDE,
    SIZE,
    arrow,
    box,
    connector,
    half_high,
    lines,
    middle,
    off_page,
    rule,
    symbol,
    text,
)
from sop.letters import width, wrapped
from sop.model import Lane, Office, Procedure, Step, Words
from sop.say import time_words, times_words

_WIDE = PAGE_WIDE - 2 * MARGIN
_NO, _SUPPLIES, _TIME, _OUTPUT, _REMARK = 24.0, 88.0, 52.0, 80.0, 88.0
_LANE_LEAST, _LANE_MOST = 46.0, 78.0
_HEAD = 48.0
_TITLE = 26.0
_STRIP = 18.0
_BOTTOM = PAGE_HIGH - MARGIN - 4
_PAD = 4.0
_GAP_ABOVE, _GAP_BELOW = 13.0, 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    """Where the columns begin: `lanes` lane key → (left edge, width)."""

    activity: float
    activity_wide: float
    lanes: dict[str, tuple[float, float]]
    supplies: float

    @property
    def time(self) -> float:
        return self.supplies + _SUPPLIES

    @property
    def output(self) -> float:
        return self.time + _TIME

    @property
    def remark(self) -> float:
        return self.output + _OUTPUT

    def middle(self, lane: str) -> float:
        left, wide = self.lanes[lane]
        return left + wide / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """A step with its texts laid out. `kind` is its symbol."""

    step: Step
    kind: str
    activity: list[str]
    supplies: list[str]
    time: list[str]
    output: list[str]
    remark: list[str]

    @property
    def high(self) -> float:
        most = max(map(len, (self.activity, self.supplies, self.time, self.output, self.remark)))
        return max(most * LEADING + 10, 2 * half_high(self.kind) + _GAP_ABOVE + _GAP_BELOW)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed:
    """A row on its page."""

    row: _Row
    page: int
    top: float

    @property
    def y(self) -> float:
        return self.top + self.row.high / 2 + (_GAP_ABOVE - _GAP_BELOW) / 2


def flow(procedure: Procedure, office: Office) -> list[list[str]]:
    """The parts of the pages with the flow table and what stands below it."""
    lanes = (
        [office.lane(key) for key in procedure.lanes]
        if procedure.steps
        else _to_fill(office.lane(procedure.front_lane))
    )
    columns = _columns(lanes)
    rows = _rows(procedure, columns)
    placed, ends = _place(rows)
    pages = [_frame(procedure, lanes, columns, bottom=end, title=f"{procedure.title.id}") for end in ends]
    for each in placed:
        pages[each.page] += _row(each, columns)
    if not rows:
        pages[0] += _empty(procedure, office, bottom=ends[0])
    for page, parts in _arrows(placed, columns, ends):
        pages[page].append(parts)
    for each in placed:
        step = each.row.step
        pages[each.page] += symbol(
            each.row.kind,
            x=columns.middle(step.lane),
            y=each.y,
            evidence=step.lane_evidence,
            word=_word(step),
            tinted=step.applicant,
        )
    _below(pages, procedure, y=ends[-1] + 16)
    return pages


def _to_fill(front: Lane) -> list[Lane]:
    """The front lane and empty columns to write names over."""
    return [front, *(Lane(id=f"-{place}", name=Words(id="", en=""), short="") for place in range(4))]


# -- columns and rows ------------------------------------------------------------------------------------------


def _columns(lanes: Sequence[Lane]) -> _Columns:
    fixed = _NO + _SUPPLIES + _TIME + _OUTPUT + _REMARK
    wants = [
        min(
            _LANE_MOST,
            max(_LANE_LEAST, *(width(word, size=6.4, weight=700) + 2 * 3 for word in lane.name.id.split() or [""])),
        )
        for lane in lanes
    ]
    room = _WIDE - fixed - 108
    if sum(wants) > room:
        wants = [room / len(wants)] * len(wants)
    activity_wide = _WIDE - fixed - sum(wants)
    if activity_wide > 190 and lanes:
        more = min((activity_wide - 190) / len(wants), 22)
        wants = [want + more for want in wants]
        activity_wide = _WIDE - fixed - sum(wants)
    x = MARGIN + _NO + activity_wide
    places = {}
    for lane, wide in zip(lanes, wants, strict=True):
        places[lane.id] = (x, wide)
        x += wide
    return _Columns(activity=MARGIN + _NO, activity_wide=activity_wide, lanes=places, supplies=x)


def _rows(procedure: Procedure, columns: _Columns) -> list[_Row]:
    numbers = {question.key: place for place, question in enumerate(procedure.unanswered, 1)}
    rows = []
    for place, step in enumerate(procedure.walked):
        remarks = _remarks(procedure, step, place=place, numbers=numbers)
        rows.append(
            _Row(
                step=step,
                kind=_kind(step, first=place == 0, last=place == len(procedure.steps) - 1),
                activity=wrapped(step.activity, wide=columns.activity_wide - 2 * _PAD, size=SIZE),
                supplies=_listed(step.supplies, wide=_SUPPLIES),
                time=wrapped(_time(step), wide=_TIME - 2 * _PAD, size=SIZE),
                output=_listed(step.outputs, wide=_OUTPUT),
                remark=[line for each in remarks for line in wrapped(each, wide=_REMARK - 2 * _PAD, size=SIZE)],
            )
        )
    return rows


def _kind(step: Step, *, first: bool, last: bool) -> str:
    if step.outcomes:
        return "decision"
    if first or last:
        return "terminator"
    return "document" if step.signs or step.gives_slip else "process"


def _word(step: Step) -> str:
    if step.outcomes:
        return ""
    marks = (
        (step.signs, "paraf/ttd"),
        (step.gives_slip, "slip"),
        (step.takes_register, "register"),
        (step.hands_over, "serah"),
    )
    return next((word for holds, word in marks if holds), "")


def _time(step: Step) -> str:
    if step.office_target is not None:
        return times_words(step.office_target).id
    return step.target_printed or ("–" if step.applicant else "tidak tertulis")


def _listed(items: Sequence[str], *, wide: float) -> list[str]:
    return [line for item in items for line in wrapped(item, wide=wide - 2 * _PAD, size=SIZE)]


def _remarks(procedure: Procedure, step: Step, *, place: int, numbers: dict[str, int]) -> list[str]:
    found = []
    if procedure.walk[place] != place:
        found.append(f"Tercetak di urutan ke-{procedure.walk[place] + 1}.")
    if step.lane_evidence == "office":
        found.append("Bagian menurut kantor.")
    elif step.lane_evidence == "inferred":
        found.append("Bagian disimpulkan.")
    if step.office_target is not None:
        printed = f"; tercetak {step.target_printed}" if step.target_printed else ""
        found.append(f"Waktu menurut kantor{printed}.")
    if step.takes_register and step.signs:
        found.append("Memberi nomor register.")
    if step.gives_slip:
        found.append("Memberi slip pengambilan.")
    asked = [
        numbers[question.key]
        for question in procedure.unanswered
        if question.row is not None and question.row == step.no
    ]
    if asked:
        found.append(f"Pertanyaan {', '.join(map(str, asked))}.")
    return found


def _place(rows: Sequence[_Row]) -> tuple[list[_Placed], list[float]]:
    """The rows on their pages, and where the table ends on each."""
    first = MARGIN + _TITLE + _HEAD
    if not rows:
        return [], [first + 7 * 34.0]
    placed: list[_Placed] = []
    ends: list[float] = []
    y, page = first, 0
    for place, row in enumerate(rows):
        room = _BOTTOM - (_STRIP if place < len(rows) - 1 else 0)
        if y + row.high > room and y > first + _STRIP:
            ends.append(y + _STRIP)
            page, y = page + 1, first + _STRIP
        placed.append(_Placed(row=row, page=page, top=y))
        y += row.high
    ends.append(y)
    return placed, ends


# -- the frame -------------------------------------------------------------------------------------------------


def _frame(procedure: Procedure, lanes: Sequence[Lane], columns: _Columns, *, bottom: float, title: str) -> list[str]:
    top, right = MARGIN + _TITLE, MARGIN + _WIDE
    size = 12.0
    while width(title, size=size, weight=700) > _WIDE and size > 7:
        size -= 0.5
    half = top + 14
    parts = [
        text(title, x=MARGIN, y=MARGIN + 12, size=size, weight=700),
        box(MARGIN, top, _WIDE, _HEAD, fill=GROUND),
        box(MARGIN, top, _WIDE, bottom - top),
        rule(f"M{MARGIN} {top + _HEAD}H{right}"),
    ]
    edges = [
        columns.activity,
        *(left for left, _ in columns.lanes.values()),
        columns.supplies,
        columns.time,
        columns.output,
        columns.remark,
    ]
    grouped = {columns.time, columns.output, *(left for left, _ in list(columns.lanes.values())[1:])}
    for edge in edges:
        parts.append(rule(f"M{edge:.1f} {half if edge in grouped else top:.1f}V{bottom:.1f}"))
    lanes_left = columns.supplies - sum(wide for _, wide in columns.lanes.values())
    parts.append(rule(f"M{lanes_left:.1f} {half:.1f}H{columns.remark:.1f}"))
    for words, left, wide in (
        ("No.", MARGIN, _NO),
        ("Kegiatan", columns.activity, columns.activity_wide),
        ("Keterangan", columns.remark, _REMARK),
    ):
        parts.append(text(words, x=left + wide / 2, y=top + _HEAD / 2 + 3, weight=700, anchor="middle"))
    for words, left, wide in (
        ("Pelaksana", lanes_left, columns.supplies - lanes_left),
        ("Mutu baku", columns.supplies, columns.remark - columns.supplies),
    ):
        parts.append(text(words, x=left + wide / 2, y=top + 10, weight=700, anchor="middle"))
    for words, left, wide in (
        ("Kelengkapan", columns.supplies, _SUPPLIES),
        ("Waktu", columns.time, _TIME),
        ("Keluaran", columns.output, _OUTPUT),
    ):
        parts.append(text(words, x=left + wide / 2, y=half + 20, weight=700, anchor="middle"))
    for lane in lanes:
        left, wide = columns.lanes[lane.id]
        size = 6.4
        label = wrapped(lane.name.id, wide=wide - 4, size=size, weight=700)
        while len(label) > 4 and size > 5:
            size -= 0.3
            label = wrapped(lane.name.id, wide=wide - 4, size=size, weight=700)
        first = middle(label, y=half + 17, size=size, leading=size * 1.18)
        parts += lines(label, x=left + wide / 2, y=first, size=size, leading=size * 1.18, weight=700, anchor="middle")
    return parts


def _row(each: _Placed, columns: _Columns) -> list[str]:
    row, step, y = each.row, each.row.step, each.top + each.row.high / 2
    parts = [rule(f"M{MARGIN} {each.top + row.high:.1f}H{MARGIN + _WIDE}", colour=LINE, thick=0.5)]
    parts.append(text(step.no or "–", x=MARGIN + _NO / 2, y=y + 2.6, weight=700, anchor="middle"))
    parts += lines(row.activity, x=columns.activity + _PAD, y=middle(row.activity, y=y))
    parts += lines(row.supplies, x=columns.supplies + _PAD, y=middle(row.supplies, y=y))
    weight = 700 if step.office_target is not None else 500
    written = step.target_printed or step.office_target is not None
    parts += lines(
        row.time,
        x=columns.time + _TIME / 2,
        y=middle(row.time, y=y),
        weight=weight,
        anchor="middle",
        colour="#141C33" if written else INK_2,
    )
    parts += lines(row.output, x=columns.output + _PAD, y=middle(row.output, y=y))
    parts += lines(row.remark, x=columns.remark + _PAD, y=middle(row.remark, y=y), colour=INK_2)
    return parts


def _empty(procedure: Procedure, office: Office, *, bottom: float) -> list[str]:
    """A title without rows: what is known of it, and empty rows to write on."""
    top = MARGIN + _TITLE + _HEAD
    lane = office.lane(procedure.front_lane).name.id
    said = (
        "Langkah belum tercantum dalam SOP."
        if procedure.origin == "document"
        else "Layanan ini dikerjakan sekali duduk, tanpa langkah terpisah."
    )
    below = f"Sementara satu langkah di bagian {lane}. Baris kosong untuk diisi kantor."
    parts = [box(MARGIN + 0.4, top + 0.4, _WIDE - 0.8, 33.2, fill="#FFFFFF", stroke="none")]
    parts += [
        text(said, x=MARGIN + _NO + _PAD, y=top + 14, size=9, weight=700),
        text(below, x=MARGIN + _NO + _PAD, y=top + 26, size=8, colour=INK_2),
    ]  # fmt: skip
    for place in range(1, 7):
        parts.append(rule(f"M{MARGIN} {top + place * 34:.1f}H{MARGIN + _WIDE}", colour=LINE, thick=0.5))
    return parts


# -- arrows ----------------------------------------------------------------------------------------------------


def _arrows(placed: Sequence[_Placed], columns: _Columns, ends: Sequence[float]) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for index, each in enumerate(placed):
        if index + 1 < len(placed):
            found += _onward(each, placed[index + 1], columns, ends)
        found += _branches(each, placed, index, columns)
    return found


def _onward(one: _Placed, other: _Placed, columns: _Columns, ends: Sequence[float]) -> list[tuple[int, str]]:
    x, to_x = columns.middle(one.row.step.lane), columns.middle(other.row.step.lane)
    leave, arrive = one.y + half_high(one.row.kind), other.y - half_high(other.row.kind)
    ahead = _ahead(one.row.step)
    left, wide = columns.lanes[one.row.step.lane]
    fits = x + 4 + width(ahead, size=6.2, weight=700) < left + wide - 1
    said = text(
        ahead,
        x=x + 4 if fits else x - 4,
        y=leave + 7.4,
        size=6.2,
        weight=700,
        colour=NILA,
        anchor="start" if fits else "end",
        halo=True,
    )
    label = [(one.page, said)] if ahead else []
    if one.page == other.page:
        bend = other.top + 4.5
        path = (
            f"M{x:.1f} {leave:.1f}V{arrive:.1f}"
            if abs(x - to_x) < 0.1
            else f"M{x:.1f} {leave:.1f}V{bend:.1f}H{to_x:.1f}V{arrive:.1f}"
        )
        return [(one.page, arrow(path)), *label]
    mark = chr(ord("A") + one.page)
    end, begin = ends[one.page] - 15.5, MARGIN + _TITLE + _HEAD + 2.5
    bend = begin + 15.5
    path = (
        f"M{to_x:.1f} {begin + 13:.1f}V{arrive:.1f}"
        if abs(x - to_x) < 0.1
        else f"M{x:.1f} {begin + 13:.1f}V{bend + 3:.1f}H{to_x:.1f}V{arrive:.1f}"
    )
    return [
        (one.page, arrow(f"M{x:.1f} {leave:.1f}V{end:.1f}")),
        *label,
        *((one.page, part) for part in off_page(mark, x=x, y=end)),
        (other.page, arrow(path)),
        *((other.page, part) for part in off_page(mark, x=x, y=begin)),
    ]


def _ahead(step: Step) -> str:
    """The outcome that leads to the next row: a complaint's *naik*, elsewhere the main one."""
    if not step.outcomes:
        return ""
    return "naik" if "naik" in step.outcomes else step.outcomes[0]


def _branches(each: _Placed, placed: Sequence[_Placed], index: int, columns: _Columns) -> list[tuple[int, str]]:
    step = each.row.step
    last = index == len(placed) - 1
    others = [outcome for outcome in step.outcomes if last or outcome != _ahead(step)]
    if last and step.outcomes:
        others = [outcome for outcome in others if outcome != _ahead(step)]
    if not others and step.returns_to is not None:
        others = [""]
    found: list[tuple[int, str]] = []
    sides = _sides(each, placed, index, columns)
    for outcome, side in zip(others, sides, strict=False):
        target = _target(outcome, step, placed)
        line = (
            _back(each, target, placed, index, columns)
            if target is not None and outcome in ("", "TMS", "Tidak")
            else None
        )
        if line is not None:
            found.append((each.page, arrow(line[0], dashed=True)))
            found.append(
                (
                    each.page,
                    text(
                        outcome, x=line[1], y=each.y - 3, size=6.2, weight=700, colour=NILA, anchor="middle", halo=True
                    ),
                )
            )
            continue
        x = columns.middle(step.lane) + side * HALF_WIDE
        shown = "×" if outcome == "ditolak" else (target.row.step.no or "–") if target is not None else "?"
        out = max(16.0, width(outcome, size=6.2, weight=700) + 6)
        found.append(
            (
                each.page,
                arrow(
                    f"M{x:.1f} {each.y:.1f}H{x + side * (out - 0.5):.1f}",
                    dashed=outcome == "" or outcome in ("TMS", "Tidak"),
                ),
            )
        )
        found.append(
            (
                each.page,
                text(
                    outcome,
                    x=x + side * (out - 2) / 2,
                    y=each.y - 3,
                    size=6.2,
                    weight=700,
                    colour=NILA,
                    anchor="middle",
                    halo=True,
                ),
            )
        )
        found += [(each.page, part) for part in connector(shown, x=x + side * (out + 6.2), y=each.y)]
    return found


def _sides(each: _Placed, placed: Sequence[_Placed], index: int, columns: _Columns) -> tuple[int, int]:
    """Where a branch leaves: away from where the way goes on, and never into the texts beside the lanes."""
    x = columns.middle(each.row.step.lane)
    room = columns.supplies - x
    first = -1 if room < HALF_WIDE + 50 else 1
    if x - min(left for left, _ in columns.lanes.values()) < HALF_WIDE + 46:
        first = 1
    return first, -first


def _target(outcome: str, step: Step, placed: Sequence[_Placed]) -> _Placed | None:
    if outcome == "selesai":
        return placed[-1]
    if outcome == "ditolak" or step.returns_to is None:
        return None
    return next((each for each in placed if each.row.step.no == step.returns_to), None)


def _back(
    each: _Placed, target: _Placed, placed: Sequence[_Placed], index: int, columns: _Columns
) -> tuple[str, float] | None:
    """A line back up to the target and the middle of its level part; None where it would cross another symbol."""
    step, goal = each.row.step, target.row.step
    where = placed.index(target)
    if target.page != each.page or where >= index or goal.lane == step.lane:
        return None
    x, to_x = columns.middle(step.lane), columns.middle(goal.lane)
    side = -1 if to_x < x else 1
    if any(other.row.step.lane == goal.lane for other in placed[where + 1 : index]):
        return None
    aside = to_x + side * 11
    begin = x + side * HALF_WIDE
    top = target.y + half_high(target.row.kind) - (3.5 if target.row.kind == "decision" else 0)
    if target.row.kind == "decision":
        aside = to_x + side * 5
    return f"M{begin:.1f} {each.y:.1f}H{aside:.1f}V{top + 0.8:.1f}", (begin + aside) / 2


# -- below the table -------------------------------------------------------------------------------------------


def _below(pages: list[list[str]], procedure: Procedure, *, y: float) -> None:
    """Totals, marks, the order walked, questions and answers; on further pages where they do not fit."""
    for words, bold, indent in _notes(procedure):
        found = wrapped(words, wide=_WIDE - indent, size=SIZE, weight=700 if bold else 500)
        need = len(found) * LEADING + (LEADING if bold else 0)
        if y + need > _BOTTOM + 4:
            pages.append([])
            y = MARGIN + 8
        if bold and y > MARGIN + 8:
            y += 3
        pages[-1] += lines(found, x=MARGIN + indent, y=y, weight=700 if bold else 500)
        y += len(found) * LEADING + 1.2


def _notes(procedure: Procedure) -> list[tuple[str, bool, float]]:
    said = []
    if procedure.office_total is not None:
        said.append(f"Total menurut kantor: {time_words(procedure.office_total).id}.")
    said.append(
        f"Total tertulis: {time_words(procedure.written_total).id}."
        if procedure.written_total is not None
        else "Total tidak tertulis."
    )
    if procedure.computed_total is not None:
        said.append(f"Jumlah semua baris: {time_words(procedure.computed_total).id}.")
    evidence = {step.lane_evidence for step in procedure.steps}
    if "inferred" in evidence:
        said.append("Garis putus-putus: bagian disimpulkan, tidak tertulis.")
    if "office" in evidence:
        said.append("Garis ganda: bagian menurut kantor.")
    if any({"TMS", "Tidak"} & {*step.outcomes} and step.returns_to is None for step in procedure.steps):
        said.append("Tanda ?: tujuan cabang belum dijawab kantor.")
    notes = [(" ".join(said), False, 0.0)]
    if procedure.walk_note:
        order = " → ".join(step.no or "–" for step in procedure.walked)
        notes.append((f"Urutan kerja: {order}. {procedure.walk_note}", False, 0.0))
    if procedure.unanswered:
        notes.append(("Pertanyaan terbuka untuk kantor", True, 0.0))
        notes += [(f"{place}. {each.text.id}", False, 8.0) for place, each in enumerate(procedure.unanswered, 1)]
    if procedure.answers:
        asked = {question.key: question.text.id for question in procedure.open_questions}
        notes.append(("Jawaban kantor", True, 0.0))
        for each in procedure.answers:
            notes.append(
                (f"{asked.get(each.key, each.key)} Jawaban ({each.since.isoformat()}): {each.text}", False, 8.0)
            )
    return notes
