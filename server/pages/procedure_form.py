"""
The form of a procedure's page: what it sends, read as the changes it asks for.

The page sends everything it shows; what is as it was makes no change. What a change leads to is `sop.edit`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

from sop.edit import (
    AnswerQuestion,
    Change,
    Item,
    OwnRow,
    Presence,
    SetBring,
    SetFee,
    SetFrontLane,
    SetKiosk,
    SetLane,
    SetMarks,
    SetName,
    SetPresence,
    SetReturn,
    SetRows,
    SetShown,
    SetTimes,
    SetTitle,
    SetTotal,
    SetWalk,
)
from sop.model import Duration, Procedure, Step, Words

#: Where on the page a question is best answered, by the question's key; other questions are answered in words alone.
WHERE = {
    "biaya": "fee",
    "daftar-bawaan": "bring",
    "dokumen-pendukung": "bring",
    "berkas": "bring",
    "hilang-atau-rusak": "bring",
    "bagian-dibaca": "rows",
    "verifikasi-kasi": "rows",
    "penyerah": "rows",
    "penyerahan-tanpa-baris": "rows",
    "penyerahan-kia": "rows",
    "penyampai-hasil": "rows",
    "kehadiran-pelapor": "rows",
    "cabang-bergeser": "rows",
    "label-hilang": "rows",
    "tms-tujuan": "rows",
    "paraf-ditolak": "rows",
    "tanda-tangan-ditolak": "rows",
    "ya-tidak": "rows",
    "dua-puluh-dua-tiga": "total",
    "tanpa-baris": "rows",
    "total-tanpa-baris": "rows",
    "urutan": "walk",
    "urutan-scan": "walk",
    "putaran": "walk",
    "biwa": "names",
    "kelahiran-dua": "names",
    "judul": "names",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A text in two languages; `en` "" means as in Indonesian, both "" nothing."""

    id: str = ""
    en: str = ""

    @property
    def words(self) -> Words:
        """Both texts, "" for both where nothing was written."""
        return Words(id=self.id.strip(), en=self.en.strip() or self.id.strip())

    @property
    def words_or_none(self) -> Words | None:
        """The same, None where nothing was written."""
        return self.words if self.id.strip() or self.en.strip() else None


@dataclass(frozen=True, slots=True, kw_only=True)
class RowForm:
    """A printed row: `place` counts from 1, `days` and `minutes` as typed, both "" = the printed time holds."""

    place: int
    lane: str
    confirmed: bool = False
    presence: Literal["present", "away", "hands_over", ""] = ""
    days: str = ""
    minutes: str = ""
    returns_to: str = ""
    gives_slip: bool = False
    takes_register: bool = False
    signs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRowForm:
    """A row of the office's own."""

    activity: str
    short: str
    lane: str
    presence: Presence
    days: str = ""
    minutes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemForm:
    """One thing to bring; `key` "" for a new one."""

    key: str = ""
    text: Pair
    condition: Pair


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerForm:
    """The answer to the question `key`, "" for none."""

    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedureForm:
    """POST procedures/{id} and its preview: everything the page shows; `replaces` is the version it was made from."""

    request_id: str
    replaces: int
    title: Pair | None
    prefix: Pair
    name: Pair
    board_name: str
    choose_when: Pair
    aliases: str
    group: str
    discreet: bool
    kiosk: Literal["issue", "elsewhere", "hidden"]
    brought_by: Pair
    fee: str
    fee_note: Pair
    fee_basis: str
    items: tuple[ItemForm, ...]
    complete: bool
    total_days: str
    total_minutes: str
    answers: tuple[AnswerForm, ...] = ()
    front_lane: str = ""
    walk: str = ""
    rows: tuple[RowForm, ...] = ()
    own_rows: tuple[OwnRowForm, ...] | None = None


for _kind in (Pair, RowForm, OwnRowForm, ItemForm, AnswerForm, ProcedureForm):
    # Read by pydantic: a field they do not have is refused.
    setattr(_kind, "__pydantic_config__", {"extra": "forbid"})  # noqa: B010


@dataclass(slots=True)
class Read:
    """The changes a form asks for, and what in it could not be read."""

    changes: list[Change] = field(default_factory=list)
    wrongs: list[Words] = field(default_factory=list)


def read_form(procedure: Procedure, form: ProcedureForm) -> Read:
    """What the form changes of the version it was made from."""
    found = Read()
    if form.title is not None and procedure.origin == "office" and form.title.words != procedure.title:
        found.changes.append(SetTitle(title=form.title.words))
    if form.own_rows is not None:
        _own_rows(procedure, form.own_rows, found)
    elif procedure.steps:
        for row in form.rows:
            _row(procedure, row, found)
        _walk(procedure, form.walk, found)
    if form.front_lane and not form.own_rows and not form.rows and form.front_lane != procedure.front_lane:
        found.changes.append(SetFrontLane(lane=form.front_lane))
    total = _time(form.total_days, form.total_minutes, found, where=("Total dari kantor", "The office's total"))
    if total != procedure.office_total:
        found.changes.append(SetTotal(total=total))
    found.changes += _public(procedure, form)
    _fee(procedure, form, found)
    _bring(procedure, form, found)
    answered = {each.key: each.text for each in procedure.answers}
    for each in form.answers:
        if each.text.strip() != answered.get(each.key, ""):
            found.changes.append(AnswerQuestion(key=each.key, text=each.text))
    return found


def presence_of(step: Step) -> Presence:
    """Where the visitor is at a row, as the form says it."""
    return "hands_over" if step.hands_over else "present" if step.visitor == "present" else "away"


def _public(procedure: Procedure, form: ProcedureForm) -> Iterator[Change]:
    prefix, name = form.prefix.words, form.name.words
    if (prefix, name) != (procedure.plain_prefix, procedure.plain_name):
        yield SetName(prefix=prefix, name=name)
    aliases = tuple(dict.fromkeys(each.strip().lower() for each in form.aliases.split(",") if each.strip()))
    shown = SetShown(
        board_name=form.board_name.strip(),
        choose_when=form.choose_when.words_or_none,
        aliases=aliases,
        group=form.group,
        discreet=form.discreet,
    )
    if shown != SetShown(
        board_name=procedure.board_name,
        choose_when=procedure.choose_when,
        aliases=procedure.aliases,
        group=procedure.group,
        discreet=procedure.discreet,
    ):
        yield shown
    brought_by = form.brought_by.words_or_none if form.kiosk == "elsewhere" else None
    if (form.kiosk, brought_by) != (procedure.kiosk, procedure.brought_by):
        yield SetKiosk(offer=form.kiosk, brought_by=brought_by)


def _fee(procedure: Procedure, form: ProcedureForm, found: Read) -> None:
    text = form.fee.strip().replace(".", "").removeprefix("Rp").strip()
    if text and not text.isdecimal():
        found.wrongs.append(
            Words(
                id="Biaya: tulis angka rupiah saja, 0 bila gratis.", en="Fee: write the rupiah as a number, 0 if free."
            )
        )
        return
    fee = procedure.fee
    change = SetFee(amount=int(text) if text else None, note=form.fee_note.words_or_none, basis=form.fee_basis.strip())
    if change.amount is None:
        change = SetFee(amount=None)
    if change != (SetFee(amount=None) if fee is None else SetFee(amount=fee.amount, note=fee.note, basis=fee.basis)):
        found.changes.append(change)


def _bring(procedure: Procedure, form: ProcedureForm, found: Read) -> None:
    items = tuple(
        Item(key=each.key, text=each.text.words, condition=each.condition.words_or_none)
        for each in form.items
        if each.text.words_or_none is not None or each.condition.words_or_none is not None
    )
    before = tuple(Item(key=each.key, text=each.text, condition=each.condition) for each in procedure.office_requires)
    if (items, form.complete) != (before, procedure.office_requires_complete):
        found.changes.append(SetBring(items=items, complete=form.complete))


def _row(procedure: Procedure, row: RowForm, found: Read) -> None:
    if not 1 <= row.place <= len(procedure.steps):
        return
    step, place = procedure.steps[row.place - 1], row.place
    label = step.no or str(place)
    if row.lane != step.lane or (row.confirmed and step.lane_evidence == "inferred"):
        found.changes.append(SetLane(place=place, lane=row.lane))
    if row.presence and row.presence != presence_of(step):
        found.changes.append(SetPresence(place=place, presence=row.presence))
    time = _time(row.days, row.minutes, found, where=(f"Baris {label}", f"Row {label}"))
    before = None if step.office_target is None else sum(step.office_target, Duration())
    if time != before:
        found.changes.append(SetTimes(place=place, times=None if time is None else (time,)))
    if row.returns_to != (step.returns_to or ""):
        found.changes.append(SetReturn(place=place, to=row.returns_to or None))
    marks = SetMarks(place=place, gives_slip=row.gives_slip, takes_register=row.takes_register, signs=row.signs)
    if (row.gives_slip, row.takes_register, row.signs) != (step.gives_slip, step.takes_register, step.signs):
        found.changes.append(marks)


def _walk(procedure: Procedure, text: str, found: Read) -> None:
    if not text.strip():
        return
    parts = [part.strip() for part in text.replace("→", ",").split(",") if part.strip()]
    if not all(part.isdecimal() for part in parts):
        found.wrongs.append(
            Words(
                id="Urutan kerja: tulis urutan baris dengan koma, misalnya 1, 2, 4, 3.", en="Order: write 1, 2, 4, 3."
            )
        )
        return
    places = tuple(int(part) for part in parts)
    if places != tuple(index + 1 for index in procedure.walk):
        found.changes.append(SetWalk(places=places))


def _own_rows(procedure: Procedure, rows: tuple[OwnRowForm, ...], found: Read) -> None:
    made = []
    for place, row in enumerate(rows, 1):
        time = _time(row.days, row.minutes, found, where=(f"Baris {place}", f"Row {place}"))
        short = row.short.strip() or " ".join(row.activity.split()[:3])
        made.append(
            OwnRow(
                activity=row.activity.strip(),
                short=Words(id=short, en=short),
                lane=row.lane,
                presence=row.presence,
                times=() if time is None else (time,),
                outcomes=procedure.steps[place - 1].outcomes if place <= len(procedure.steps) else (),
            )
        )
    before = [
        OwnRow(
            activity=step.activity,
            short=Words(id=step.short.id, en=step.short.id),
            lane=step.lane,
            presence=presence_of(step),
            times=() if step.promised is None else (step.promised,),
            outcomes=step.outcomes,
        )
        for step in procedure.steps
    ]
    if made != before:
        found.changes.append(SetRows(rows=tuple(made)))


def _time(days: str, minutes: str, found: Read, *, where: tuple[str, str]) -> Duration | None:
    days, minutes = days.strip(), minutes.strip()
    if not days and not minutes:
        return None
    if not (days or "0").isdecimal() or not (minutes or "0").isdecimal():
        found.wrongs.append(
            Words(
                id=f"{where[0]}: tulis hari dan menit sebagai angka.",
                en=f"{where[1]}: write days and minutes as numbers.",
            )
        )
        return None
    return Duration(days=int(days or "0"), minutes=int(minutes or "0"))
