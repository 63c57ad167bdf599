"""
The written procedures as values: what a document says, and how sure we are of it.

Knows nothing of files (see `load`), of the rules that span files (see `check`) or of queues.
Every text that came from a document is kept twice where the two differ: `printed`, to the letter, and a display form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

Evidence = Literal["written", "inferred", "office"]
Visitor = Literal["present", "away"]

_DURATION = re.compile(r"^P(?:(?P<days>\d+)D)?(?:T(?P<minutes>\d+)M)?$")


@dataclass(frozen=True, slots=True, order=True)
class Duration:
    """
    A promised time as the documents write it: days and minutes, never converted into each other.

    `days` and `minutes` are >= 0. Days are working days unless an office says otherwise (SEEDS A.9).
    """

    days: int = 0
    minutes: int = 0

    @classmethod
    def parse(cls, text: str) -> Duration:
        """Read an ISO 8601 duration of days and minutes (`P1DT30M`, `PT0M`). Raises: ValueError for anything else."""
        match = _DURATION.match(text)
        if match is None or text in ("P", "PT") or text.endswith("T"):
            raise ValueError(f"not a duration of days and minutes: {text!r}; expected e.g. PT5M, P1D or P1DT30M")
        return cls(days=int(match["days"] or 0), minutes=int(match["minutes"] or 0))

    def __str__(self) -> str:
        if not self.days:
            return f"PT{self.minutes}M"
        return f"P{self.days}D" + (f"T{self.minutes}M" if self.minutes else "")

    def __add__(self, other: Duration) -> Duration:
        return Duration(self.days + other.days, self.minutes + other.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One text in the two languages of the house; `en` is ours, never the document's."""

    id: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a thing is printed: the seed file's name, a place in words, and the 1-based line it starts at."""

    file: str
    place: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """
    One thing the citizen brings, because a document says so.

    Attributes:
        text: the display form; a doubtful rule is quoted in it, not interpreted.
        printed: as in the document.
        condition: when it is needed, as the document says (`jika ada perubahan elemen`); None: always.
    """

    text: Words
    printed: str
    condition: Words | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What must hold for the work to be done (`sudah melakukan perekaman`), as a document says; nothing to bring."""

    text: Words
    printed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """
    One row (or box) of a procedure.

    Attributes:
        no: the number as printed, `""` where the document gives none.
        activity: the display spelling, several tasks of one box joined by `; `.
        printed: the activity to the letter, lines of one cell joined by one blank; the ticks of 003's boxes left out.
        printed_lines: the same, line by line as the document breaks it; () where the cell is one line.
        short: two or three words for rails and lists, Indonesian and English.
        lane: key of the lane the row waits for; the applicant's own lane for the applicant's rows.
        lane_evidence: `written` where the row's own words name the lane, `office` where the office said so, else `inferred`.
        lane_note: why, where inferred; None where nothing needs saying.
        applicant: True for a row the applicant (or the kelurahan's register officer) does; shown, never measured.
        visitor: `present` = called to a counter for it; `away` = the file moves, nobody is called.
        hands_over: the work is done away, then the visitor is called and gets the document.
        gives_slip: the row hands a pick-up slip to the visitor.
        takes_register: the row assigns a register or agenda number.
        signs: an initialling or signing row, which may send the file back to its drafter.
        target: every time in the cell, in its order; `()` where nothing is written, `PT0M` where "0 menit" is.
        target_printed: the cell to the letter, None where there is none.
        office_target: the office's own time instead of the printed one, which stays beside it; None: the printed one holds.
        supplies: kelengkapan as written, pens and printers; never shown to citizens.
        requires: what the citizen brings at this row (see Procedure.requires for the whole list).
        outputs: as written.
        outcomes: the exits drawn at the row, the main one first: ("MS", "TMS"), ("Ya", "Tidak"), ("selesai", "naik")
            and, where the row can be refused for good, ("naik", "ditolak"); () where none is drawn: the row is just done.
        returns_to: number of the row an internal refusal goes back to, None where the document does not say.
        notes: flags for the admin, never for citizens.
        line: 1-based line of the seed file at which the row starts.
    """

    no: str
    activity: str
    printed: str
    short: Words
    lane: str
    lane_evidence: Evidence
    lane_note: str | None = None
    applicant: bool = False
    visitor: Visitor
    hands_over: bool = False
    gives_slip: bool = False
    takes_register: bool = False
    signs: bool = False
    target: tuple[Duration, ...] = ()
    target_printed: str | None = None
    supplies: tuple[str, ...] = ()
    requires: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    returns_to: str | None = None
    notes: tuple[str, ...] = ()
    line: int = 0
    printed_lines: tuple[str, ...] = ()
    office_target: tuple[Duration, ...] | None = None

    @property
    def times(self) -> tuple[Duration, ...]:
        """The times that hold: the office's where it set some, else the printed ones; () where there is none."""
        return self.target if self.office_target is None else self.office_target

    @property
    def promised(self) -> Duration | None:
        """All times that hold, added up; None where there is none."""
        return sum(self.times, Duration()) if self.times else None

    @property
    def own(self) -> bool:
        """True for a row no document prints: the office wrote it."""
        return not self.printed


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something the document leaves open. `key` is stable within the procedure; `row` is a step number or None."""

    key: str
    text: Words
    row: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeRequirement:
    """
    One thing the citizen brings, because the office says so. It stands beside the document's list and never in it.

    `key` is `k1`, `k2` …, never used twice in a procedure; `since` the day the office wrote it.
    """

    key: str
    text: Words
    condition: Words | None = None
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Fee:
    """What the office says a service costs: `amount` in rupiah, 0 = free; `basis` the rule it rests on, "" unsaid."""

    amount: int
    note: Words | None = None
    basis: str = ""
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The office's answer to an open question (`key`). Holds no person's name; the journal knows which account gave it."""

    key: str
    text: str
    since: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """
    What the head of an official SOP sheet says (PermenPANRB 35/2012), as printed; "" and () where it says nothing.

    Whoever signed is left out on purpose: no person's name is kept.
    """

    number: str = ""
    made: str = ""
    revised: str = ""
    effective: str = ""
    approved_by: str = ""
    legal_basis: tuple[str, ...] = ()
    qualifications: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    records: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """
    One written procedure of one office. The key is (office, id).

    Attributes:
        id: `000-01` … `004-01`.
        title: the clean title; `printed_title` is the document's.
        plain: what citizens read, in two parts: a light `prefix` (may be "") and the telling `name`.
        board_name: at most 22 characters, for the board's table.
        choose_when: "choose this when …", None where nothing can be said without inventing.
        aliases: what people call it, lower case, for the search.
        group: key of the office's service group.
        discreet: the name is not shown in public; slip, phone and board show its group only.
        kiosk: `issue`, `elsewhere` (explains who brings it) or `hidden` (issued at the staff page only).
        brought_by: who brings the file where that is not the citizen, else None.
        lanes: lane keys in the column order of the document.
        steps: in printed order; () for a title only.
        walk: indices into `steps` in the order walked; equals printed order unless the document contradicts itself.
        walk_note: why the walk differs from the printed order, None where it does not.
        front_lane: the lane a title-only procedure waits in; the first staff lane otherwise.
        requires: what the citizen brings; `requires_complete` is True only where the document gives a full list.
        conditions: what else must hold, as the document says; shown beside the list, never ticked.
        complaint: it takes a complaint: any channel, a text kept apart, levels that it rises through.
        written_total: None where the document states none.
        identity: the head of the document's sheet, None where it prints none.
        origin: `document`, or `office` for a service the office added itself (ids K-01 …): nothing of it is printed.
        office_total: the office's own total instead of the written one; None: the written one holds.
        office_requires, office_requires_complete: the office's own list of what to bring, and whether it is all.
        fee: None while the office has not said; no document states one.
        answers: what the office answered to `open_questions`, one to a question.
    """

    id: str
    office: str
    title: Words
    printed_title: str
    plain_prefix: Words
    plain_name: Words
    board_name: str
    choose_when: Words | None
    aliases: tuple[str, ...]
    group: str
    discreet: bool
    kiosk: Literal["issue", "elsewhere", "hidden"]
    brought_by: Words | None
    source: Source
    lanes: tuple[str, ...]
    steps: tuple[Step, ...]
    walk: tuple[int, ...]
    walk_note: str | None
    front_lane: str
    requires: tuple[Requirement, ...]
    requires_complete: bool
    written_total: Duration | None
    open_questions: tuple[Question, ...]
    conditions: tuple[Condition, ...] = ()
    complaint: bool = False
    identity: Identity | None = None
    origin: Literal["document", "office"] = "document"
    office_total: Duration | None = None
    office_requires: tuple[OfficeRequirement, ...] = ()
    office_requires_complete: bool = False
    fee: Fee | None = None
    answers: tuple[Answer, ...] = ()

    @property
    def title_only(self) -> bool:
        """True where the document prints no rows; such a procedure is one sitting at `front_lane`."""
        return not self.steps

    @property
    def walked(self) -> tuple[Step, ...]:
        """The steps in the order walked."""
        return tuple(self.steps[index] for index in self.walk)

    @property
    def computed_total(self) -> Duration | None:
        """Sum of the times that hold of all rows, the applicant's included; None where no row has a time."""
        times = [time for step in self.steps for time in step.times]
        return sum(times, Duration()) if times else None

    @property
    def total(self) -> Duration | None:
        """The total that was said: the office's where it set one, else the written one; None where neither is."""
        return self.written_total if self.office_total is None else self.office_total

    @property
    def promised(self) -> Duration | None:
        """What citizens are told: the total, else the sum of all rows; None where neither is known."""
        return self.computed_total if self.total is None else self.total

    @property
    def judged(self) -> Duration | None:
        """What compliance is judged against: the total, else the sum of the staff rows (DESIGN 4)."""
        if self.total is not None:
            return self.total
        times = [time for step in self.steps if not step.applicant for time in step.times]
        return sum(times, Duration()) if times else None

    @property
    def unanswered(self) -> tuple[Question, ...]:
        """The open questions the office has not answered, in their order."""
        answered = {answer.key for answer in self.answers}
        return tuple(question for question in self.open_questions if question.key not in answered)

    def bring(self) -> tuple[tuple[str, Words, Words | None], ...]:
        """
        What the citizen brings, as (key, text, condition): the document's list keyed `d1` … by place, then the office's.
        """
        printed = tuple((f"d{place}", each.text, each.condition) for place, each in enumerate(self.requires, 1))
        return printed + tuple((each.key, each.text, each.condition) for each in self.office_requires)

    @property
    def bring_complete(self) -> bool:
        """True only where the document gives a full list, or the office says that the two lists are all."""
        return self.requires_complete or self.office_requires_complete


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The role a step waits for. `printed`: every column label that means it; `applicant`: the visitor's own lane."""

    id: str
    name: Words
    short: str
    printed: tuple[str, ...] = ()
    applicant: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """
    The rule by which the next visitor is chosen.

    Attributes:
        kind: `default` priority first, at most two in a row before one other; `arrival` whoever came first; `ratio` as the
            default with the two numbers below; `accumulating` whoever has the most credit, a rate times the time waited.
        priority_in_a_row, others_in_a_row: of `ratio`, each at least 1.
        priority_rate, other_rate: of `accumulating`, both above 0, the first not below the second.
        other_delay_minutes: of `accumulating`: minutes before others begin to collect credit; 0 or more.
    """

    kind: Literal["default", "arrival", "ratio", "accumulating"] = "default"
    priority_in_a_row: int = 2
    others_in_a_row: int = 1
    priority_rate: float = 2.0
    other_rate: float = 1.0
    other_delay_minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Counter:
    """
    A place with a number plate. `plate` is what hangs over it, usually one digit; `lanes` are lane keys.

    `policy` is who is next here; None: as in the whole office.
    `hours` are its own weekly hours, () = the office's.
    """

    id: str
    plate: str
    lanes: tuple[str, ...]
    policy: Policy | None = None
    hours: tuple[OpenHours, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """
    A group of services on the kiosk. `icon` is a name in `server.look`.

    `series` is the letter of its numbers. Two groups may share one, so that no letter names a single delicate service.
    """

    id: str
    name: Words
    icon: str
    series: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenHours:
    """
    One stretch of a weekday: `weekday` 0 = Monday, times as `HH:MM` local.

    A weekday with several has a break between them; one with none is closed.
    """

    weekday: int
    opens: str
    closes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """Dates `first` to `last`, both included, in which other weekly hours hold (Ramadan)."""

    name: Words
    first: date
    last: date
    hours: tuple[OpenHours, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """
    A book of numbers: *buku register*, *buku agenda*.

    Attributes:
        mode: `paper` = the number stands in a book of paper and is typed; `automatic` = the office's next free one.
        number_format: how an automatic number is written, with the blanks `number` (exactly once), `code`, `year`, `month`,
            `roman_month`; `{number:03}` gives it three digits.
        code: what stands for `{code}`.
        start, start_year: the first automatic number of `start_year`, where the paper book ended in it; every other year
            begins with 1. `start_year` None: every year begins with `start`.
    """

    id: str
    name: Words
    mode: Literal["paper", "automatic"]
    number_format: str = "{number}"
    code: str = ""
    start: int = 1
    start_year: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterRule:
    """
    Which book a row's number comes from; the rule that names most wins.

    Attributes:
        book: id of a register.
        procedure: id of a procedure; None: every one that no other rule names.
        row: place of the printed row, counted from 1; None: every row of it that takes a number.
    """

    book: str
    procedure: str | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How many days after it was written a private text of a purpose is kept."""

    purpose: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One code an office lets its staff choose from, with its words."""

    code: str
    name: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnReason:
    """Why a file is given back to its visitor: a code for the journal, and the words on their list."""

    code: str
    words: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """
    One office as data to start from. `sample` lists the keys that are ours and not a document's.

    `hours` empty = always open. `zone` is an IANA name, `zone_label` WIB, WITA or WIT.
    `priority_groups` are keys of the groups the kiosk offers (UU 25/2009 art. 29).
    `open_questions` are those that belong to no single procedure (hours, proof of priority, paper).
    `procedures_of` names the office whose procedures a practice office borrows, else None.
    `policy` is who is next; None: the office has not decided, the default holds.
    `seasons` have weekly hours of their own; no two hold the same date.
    `kiosk_opens_before` are the minutes before opening from which kiosks give numbers, `last_number_before` those before
    closing from which they give none any more; both None = kiosks give numbers at any hour.
    `registers` are its books of numbers and `register_rules` which row takes which; () = not decided, no number is taken.
    `retention` says how long private texts are kept; a purpose that is not in it is kept until somebody purges it by hand.
    `complaint_classes` and `complaint_refusals` are what a complaint can be classified as and refused for.
    `returning_series` is the letter of visitors who come back on a later day, `emergency_series` that of a paper sheet's numbers;
    no group has one of them, and X is for kiosks that are cut off.
    `re_entry` is where somebody with a completed file comes in line on the same day: by their first arrival, or at its end; None:
    not decided, by arrival. `return_reasons` are why a file is returned besides what it lacks; (): not decided, our sample.
    `returned_days` are the working days a returned file can be completed in; None or 0: without a term.
    `when_person_leaves` is what becomes of a ticket that waits for a clerk who leaves: `lane` back to everybody in the lane
    (None means that too), `wait` until the end of the day. `compact` is *mode ringkas*: whoever opens a counter serves all lanes.
    """

    id: str
    name: Words
    slogan: Words
    address: str
    zone: str
    zone_label: str
    lanes: tuple[Lane, ...]
    counters: tuple[Counter, ...]
    groups: tuple[Group, ...]
    hours: tuple[OpenHours, ...]
    priority_groups: tuple[str, ...]
    sample: tuple[str, ...]
    assumptions: tuple[Words, ...]
    practice: bool = False
    open_questions: tuple[Question, ...] = ()
    procedures_of: str | None = None
    policy: Policy | None = None
    seasons: tuple[Season, ...] = ()
    kiosk_opens_before: int | None = None
    last_number_before: int | None = None
    registers: tuple[Register, ...] = ()
    register_rules: tuple[RegisterRule, ...] = ()
    retention: tuple[Retention, ...] = ()
    complaint_classes: tuple[Choice, ...] = ()
    complaint_refusals: tuple[Choice, ...] = ()
    returning_series: str = "R"
    re_entry: Literal["arrival", "end"] | None = None
    return_reasons: tuple[ReturnReason, ...] = ()
    returned_days: int | None = None
    when_person_leaves: Literal["lane", "wait"] | None = None
    compact: bool = False
    emergency_series: str = "Z"

    def lane(self, key: str) -> Lane:
        """The lane with this key. Raises: KeyError."""
        for lane in self.lanes:
            if lane.id == key:
                return lane
        raise KeyError(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """
    All offices with their procedures, both in reading order, the practice office's borrowed ones included.

    `written` are those of the documents: the forty, without the practice office.
    """

    offices: tuple[Office, ...]
    procedures: tuple[Procedure, ...]

    @property
    def written(self) -> tuple[Procedure, ...]:
        practice = {office.id for office in self.offices if office.practice}
        return tuple(procedure for procedure in self.procedures if procedure.office not in practice)

    def office(self, key: str) -> Office:
        """The office with this key. Raises: KeyError."""
        for office in self.offices:
            if office.id == key:
                return office
        raise KeyError(key)

    def procedures_at(self, office: str) -> tuple[Procedure, ...]:
        """The procedures of one office, in reading order; () for an office that is not there."""
        return tuple(procedure for procedure in self.procedures if procedure.office == office)

    def procedure(self, office: str, key: str) -> Procedure:
        """One procedure by its whole key. Raises: KeyError."""
        for procedure in self.procedures:
            if (procedure.office, procedure.id) == (office, key):
                return procedure
        raise KeyError((office, key))
