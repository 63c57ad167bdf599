"""
Editing a procedure: the version in force and a list of changes give the next version, or every reason why not.

Only what is the office's can be changed: what a document prints stays, and the office's word stands beside it with its day.
Pure; who may publish, and which version is in force by then, is the server's question.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from sop.faults import Fault
from sop.model import Answer, Duration, Fee, Office, OfficeRequirement, Procedure, Source, Step, Words
from sop.rules import kept, rules

Presence = Literal["present", "away", "hands_over"]

#: Why the order walked differs from the print, where the office chose it and gave no reason of its own.
WALK_NOTE = "Urutan kerja menurut kantor."


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerQuestion:
    """The office's answer to an open question; "" takes the answer back."""

    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLane:
    """Whose row it is; `place` counts the printed rows from 1. The same lane as before confirms an inferred one."""

    place: int
    lane: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPresence:
    """Where the visitor is at a row: called for it, away, or called when the work is done."""

    place: int
    presence: Presence


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTimes:
    """The office's own time of a row; None: the printed one holds again."""

    place: int
    times: tuple[Duration, ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetReturn:
    """The row (its number) a refused file goes back to; None: not said."""

    place: int
    to: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetMarks:
    """What else happens at a row: a pick-up slip, a number of the register, a signature or initials."""

    place: int
    gives_slip: bool
    takes_register: bool
    signs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SetWalk:
    """The order walked as places of printed rows from 1; `note` why, "" for the usual words."""

    places: tuple[int, ...]
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTotal:
    """The office's own total; None: the written one holds again."""

    total: Duration | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFrontLane:
    """The lane a procedure without rows waits in."""

    lane: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing to bring. `key` "" for a new one."""

    key: str = ""
    text: Words
    condition: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetBring:
    """The office's whole list of what to bring, and whether the lists together are all."""

    items: tuple[Item, ...]
    complete: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFee:
    """What it costs in rupiah, 0 = free, None = not said (again)."""

    amount: int | None
    note: Words | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetName:
    """What citizens read: a light prefix (both "" for none) and the telling name."""

    prefix: Words
    name: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class SetShown:
    """How the service stands in public: name on the board, when to choose it, other names, group, discreet."""

    board_name: str
    choose_when: Words | None
    aliases: tuple[str, ...]
    group: str
    discreet: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SetKiosk:
    """Whether the kiosk gives a number for it; `brought_by` exactly where it is brought by somebody else."""

    offer: Literal["issue", "elsewhere", "hidden"]
    brought_by: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTitle:
    """The official title of a service of the office's own."""

    title: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRow:
    """A row that the office writes, where no document prints any."""

    activity: str
    short: Words
    lane: str
    presence: Presence
    times: tuple[Duration, ...] = ()
    outcomes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SetRows:
    """All rows of a procedure that prints none; () for one sitting at the front lane."""

    rows: tuple[OwnRow, ...]


Change = (
    AnswerQuestion
    | SetLane
    | SetPresence
    | SetTimes
    | SetReturn
    | SetMarks
    | SetWalk
    | SetTotal
    | SetFrontLane
    | SetBring
    | SetFee
    | SetName
    | SetShown
    | SetKiosk
    | SetTitle
    | SetRows
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edited:
    """What came of it: the next version, or None and at least one fault; `fault_words` says them."""

    procedure: Procedure | None
    faults: tuple[Fault, ...]


def edit(
    procedure: Procedure, changes: Iterable[Change], *, office: Office, today: date, used: Iterable[str] = ()
) -> Edited:
    """
    The next version of a procedure.

    Args:
        changes: carried out in their order.
        office: whose lanes and groups there are.
        today: the day the office says so; what it does not change keeps its day.
        used: keys of the office's list that earlier versions used, so that none is used twice.
    """
    after = procedure
    faults: list[Fault] = []
    for change in changes:
        made = _Editor(after, office=office, today=today, used=used).make(change)
        if isinstance(made, Fault):
            faults.append(made)
        else:
            after = made
    if not faults:
        known = set(rules(procedure, office))
        faults = [fault for fault in rules(after, office) if fault not in known]
        faults += kept(procedure, after)
    return Edited(procedure=None if faults else after, faults=tuple(faults))


def next_own_id(taken: Iterable[str]) -> str:
    """The id of the office's next service of its own: one higher than any that ever was."""
    numbers = [int(each[2:]) for each in taken if each.startswith("K-") and each[2:].isdecimal()]
    return f"K-{max(numbers, default=0) + 1:02}"


def own_service(id_: str, *, office: Office, title: Words, group: str, front_lane: str) -> Procedure:
    """A service of the office's own, of one sitting: a start for `edit`, which says what is wrong with it."""
    return Procedure(
        id=id_,
        office=office.id,
        title=title,
        printed_title="",
        plain_prefix=Words(id="", en=""),
        plain_name=title,
        board_name=title.id[:22].strip(),
        choose_when=None,
        aliases=(),
        group=group,
        discreet=False,
        kiosk="issue",
        brought_by=None,
        source=Source(file="", place="kantor", line=0),
        lanes=(front_lane,),
        steps=(),
        walk=(),
        walk_note=None,
        front_lane=front_lane,
        requires=(),
        requires_complete=False,
        written_total=None,
        open_questions=(),
        origin="office",
    )


class _Editor:
    """Carries out one change; gives the changed procedure, or a fault where the change does not fit it."""

    def __init__(self, procedure: Procedure, *, office: Office, today: date, used: Iterable[str]) -> None:
        self._was = procedure
        self._office = office
        self._today = today
        self._used = used
        self._lanes = {lane.id: lane for lane in office.lanes}

    def make(self, change: Change) -> Procedure | Fault:
        match change:
            case SetLane():
                return self._lane(change)
            case SetPresence():
                away = change.presence != "present"
                over = change.presence == "hands_over"
                return self._row(change.place, visitor="away" if away else "present", hands_over=over)
            case SetTimes():
                return self._row(change.place, office_target=change.times)
            case SetReturn():
                return self._row(change.place, returns_to=change.to)
            case SetMarks():
                marks = {
                    "gives_slip": change.gives_slip,
                    "takes_register": change.takes_register,
                    "signs": change.signs,
                }
                return self._row(change.place, **marks)
            case SetWalk():
                return self._walk(change)
            case SetTotal():
                return replace(self._was, office_total=change.total)
            case SetFrontLane():
                return self._front(change.lane)
            case AnswerQuestion():
                return self._answer(change)
            case SetBring():
                return self._bring(change)
            case SetFee():
                return self._fee(change)
            case SetTitle():
                return (
                    replace(self._was, title=change.title)
                    if self._was.origin == "office"
                    else self._fault("title", _PRINTED)
                )
            case SetRows():
                return self._rows(change.rows)
            case SetName():
                return replace(self._was, plain_prefix=change.prefix, plain_name=change.name)
            case SetShown():
                return replace(
                    self._was,
                    board_name=change.board_name.strip(),
                    choose_when=change.choose_when,
                    aliases=change.aliases,
                    group=change.group,
                    discreet=change.discreet,
                )
            case SetKiosk():
                return replace(self._was, kiosk=change.offer, brought_by=change.brought_by)

    def _fault(self, key: str, expected: str, found: str = "") -> Fault:
        return Fault(f"{self._was.office}/{self._was.id}.toml", key, found or "a change that does not fit", expected)

    def _row(self, place: int, **changed: Any) -> Procedure | Fault:
        if not 1 <= place <= len(self._was.steps):
            return self._fault("row", f"a row from 1 to {len(self._was.steps)}", str(place))
        rows = list(self._was.steps)
        rows[place - 1] = replace(rows[place - 1], **changed)
        return _fronted(replace(self._was, steps=tuple(rows)))

    def _lane(self, change: SetLane) -> Procedure | Fault:
        if change.lane not in self._lanes:
            return self._fault("lanes", f"a lane of office.toml: {', '.join(self._lanes)}", repr(change.lane))
        made = self._row(
            change.place,
            lane=change.lane,
            lane_evidence="office",
            lane_note=None,
            applicant=self._lanes[change.lane].applicant,
        )
        if isinstance(made, Fault) or change.lane in made.lanes:
            return made
        return replace(made, lanes=(*made.lanes, change.lane))

    def _front(self, lane: str) -> Procedure | Fault:
        if self._was.steps or lane not in self._lanes or self._lanes[lane].applicant:
            return self._fault("lanes", "a staff lane, where there are no rows", repr(lane))
        return replace(self._was, front_lane=lane, lanes=tuple(dict.fromkeys((*self._was.lanes, lane))))

    def _walk(self, change: SetWalk) -> Procedure | Fault:
        walk = tuple(place - 1 for place in change.places)
        if sorted(walk) != list(range(len(self._was.steps))):
            return self._fault("walk", "each row exactly once", repr(change.places))
        if walk == self._was.walk and not change.note:
            return self._was
        differs = walk != tuple(sorted(walk))
        return _fronted(replace(self._was, walk=walk, walk_note=(change.note or WALK_NOTE) if differs else None))

    def _answer(self, change: AnswerQuestion) -> Procedure | Fault:
        if change.key not in {question.key for question in self._was.open_questions}:
            return self._fault(f"answers.{change.key}", "the key of an open question", "no such question")
        text = change.text.strip()
        before = next((each for each in self._was.answers if each.key == change.key), None)
        others = {each.key: each for each in self._was.answers if each.key != change.key}
        if before is not None and before.text == text:
            return self._was
        if text:
            others[change.key] = Answer(key=change.key, text=text, since=self._today)
        # In the questions' order, so that the same answers are the same version whatever order they were given in.
        order = [question.key for question in self._was.open_questions]
        return replace(self._was, answers=tuple(others[key] for key in order if key in others))

    def _bring(self, change: SetBring) -> Procedure:
        before = {each.key: each for each in self._was.office_requires}
        known = [*self._used, *before, *(item.key for item in change.items)]
        highest = max((int(key[1:]) for key in known if key[:1] == "k" and key[1:].isdecimal()), default=0)
        items = []
        for item in change.items:
            key = item.key
            if not key:
                highest += 1
                key = f"k{highest}"
            was = before.get(key)
            same = was is not None and (was.text, was.condition) == (item.text, item.condition)
            since = was.since if was is not None and same else self._today
            items.append(OfficeRequirement(key=key, text=item.text, condition=item.condition, since=since))
        return replace(self._was, office_requires=tuple(items), office_requires_complete=change.complete)

    def _fee(self, change: SetFee) -> Procedure:
        if change.amount is None:
            return replace(self._was, fee=None)
        was = self._was.fee
        if was is not None and (was.amount, was.note, was.basis) == (change.amount, change.note, change.basis):
            return self._was
        fee = Fee(amount=change.amount, note=change.note, basis=change.basis, since=self._today)
        return replace(self._was, fee=fee)

    def _rows(self, rows: Sequence[OwnRow]) -> Procedure | Fault:
        if any(not step.own for step in self._was.steps):
            return self._fault("steps", _PRINTED)
        unknown = [row.lane for row in rows if row.lane not in self._lanes]
        if unknown:
            return self._fault("lanes", f"a lane of office.toml: {', '.join(self._lanes)}", repr(unknown[0]))
        before = {step.no: step for step in self._was.steps}
        steps = tuple(_own_step(row, no=str(place), was=before.get(str(place)), office=self._office)
                      for place, row in enumerate(rows, 1))  # fmt: skip
        lanes = tuple(dict.fromkeys((*(step.lane for step in steps), *(() if steps else (self._was.front_lane,)))))
        walk = tuple(range(len(steps)))
        return _fronted(replace(self._was, steps=steps, lanes=lanes, walk=walk, walk_note=None))


_PRINTED = "what the document prints"


def _own_step(row: OwnRow, *, no: str, was: Step | None, office: Office) -> Step:
    """The row as a step; what the form does not ask (marks, where it goes back to) stays as it was."""
    made = Step(
        no=no,
        activity=row.activity.strip(),
        printed="",
        short=row.short,
        lane=row.lane,
        lane_evidence="office",
        applicant=office.lane(row.lane).applicant,
        visitor="present" if row.presence == "present" else "away",
        hands_over=row.presence == "hands_over",
        office_target=row.times or None,
        outcomes=row.outcomes,
    )
    if was is None:
        return made
    return replace(
        made,
        gives_slip=was.gives_slip,
        takes_register=was.takes_register,
        signs=was.signs,
        returns_to=was.returns_to,
    )


def _fronted(procedure: Procedure) -> Procedure:
    """The procedure with the lane its first staff row waits in as its front lane, as the catalogue has it."""
    staff = [step.lane for step in procedure.walked if not step.applicant]
    return replace(procedure, front_lane=staff[0]) if staff else procedure
