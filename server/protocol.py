"""
The wire: every message that leaves or enters the server, as frozen values of the standard library.

Does not send anything (see `client`) and decides nothing. How a message becomes JSON and back is `codec`, whose functions are
named here too, because whoever has a message needs them.

Instants are aware UTC (`2026-11-20T02:24:00.000000Z`), dates are service days of the office, durations are days and minutes.
A feed sends one `Frame` of type `snapshot`, then one of type `change` per commit that touched its view; a change carries
the new value of each part that changed, so a client only ever replaces parts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, get_args

from server.codec import Malformed as Malformed
from server.codec import decode as decode
from server.codec import encode as encode
from server.codec import from_plain as from_plain
from server.codec import plain as plain

#: Version of this module's messages; the first frame of a feed says it. The server speaks this one and the one before.
VERSION = 1

#: A feed sends a beat after this many silent seconds, so that a client can tell silence from a cut.
BEAT_SECONDS = 3.0
#: A client calls itself cut off when it has heard nothing for this long (DESIGN 7: it says so within 10 seconds).
CUT_OFF_SECONDS = 8.0
#: A call is spoken only if it was younger than this when its frame was sent (DESIGN 7).
CALL_FRESH_SECONDS = 60.0

View = Literal["board", "kiosk", "staff", "printer", "public"]
Language = Literal["id", "en"]
DeviceKind = Literal["kiosk", "board", "printer", "station"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One text in Indonesian and English."""

    id: str
    en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """A promised time: working days and minutes, never converted into each other; both >= 0."""

    days: int
    minutes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why something was refused: a stable code, a sentence, and what to do next (in the caller's language)."""

    code: str
    sentence: str
    next: str


# ---- commands ---------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """POST tickets. `request_id` (1 to 64 characters) is made when the person acts and becomes the ticket's id."""

    request_id: str
    service: str
    priority: bool = False
    language: Language = "id"
    help: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Issued:
    """
    Answer to `Issue`; the same again for the same request.

    `number` is what is shown and spoken today (`A-023`), `code` the ticket's eight digits for life, `ahead` how many
    were waiting in the same lane at that moment, `service_day` the local date the number belongs to, `collect_on` the
    working day on which a days-long service is due (None: done within the day, or no time is written).
    """

    ticket_id: str
    code: str
    number: str
    series: str
    lane: str
    issued_at: datetime
    service: str
    service_day: date
    ahead: int
    collect_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueSeveral:
    """
    POST tickets/several: one number for several services, or for several files of one.

    `services` are walked in this order, a days-long one last; `files` (1..99) are those of the first named.
    """

    request_id: str
    services: tuple[str, ...]
    files: int = 1
    priority: bool = False
    language: Language = "id"
    help: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuedSeveral:
    """Answer to `IssueSeveral`: the number, all its services in the order they are walked, the files of the first of them."""

    issued: Issued
    services: tuple[str, ...]
    files: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """
    POST tickets/{ticket_id}/add-service, drop-service, set-files.

    `service` is added after those the ticket has, or taken off before it began; `files` are those of the added service, or of the
    present one (set-files).
    """

    request_id: str
    service: str | None = None
    files: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EnterPaper:
    """
    POST tickets/paper: one line of an emergency sheet.

    `running` as on the paper, times local `HH:MM` as written; `finished` None: not served yet (or, of an earlier day, when is not
    known); `day` of the sheet, None: today. A line of an earlier day is recorded as done and never called.
    """

    request_id: str
    running: int
    service: str
    arrived: str
    finished: str | None = None
    day: date | None = None
    priority: bool = False
    files: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketCommand:
    """
    POST tickets/{ticket_id}/{verb}. Which fields a verb reads is in the API's description; the others stay None.

    Attributes:
        counter: the counter that acts; None for work at a desk without a number plate.
        reason: a reason code of the office, never free text.
        service: target of change-service.
        outcome: of finish; None = the main outcome, "ditolak" ends the ticket.
        then: of finish; what happens to the next row: `auto` keeps the file here where this counter serves the next
            lane and passes it on otherwise; `pass_on`, `keep` force it; `hand_over` records all remaining rows.
        missing: of return-file, and of finish with the outcome TMS: keys of requirements and reason codes, at least one.
        place: of place, finish and hand-over: where the paper file lies, at most 16 characters with a digit.
        step: index of the step the person saw; refused where the ticket has gone on since. None: not checked.
        register_number: of finish and hand-over; the number read off a paper book, where the step takes one from it.
        on_behalf: said for the colleague in whose sitting the ticket is, or for whom it waits; the event names both.
    """

    request_id: str
    counter: str | None = None
    reason: str | None = None
    service: str | None = None
    outcome: str | None = None
    then: Literal["auto", "pass_on", "keep", "hand_over"] = "auto"
    step: int | None = None
    register_number: str | None = None
    missing: tuple[str, ...] = ()
    place: str | None = None
    on_behalf: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """
    POST tickets/{ticket_id}/undo: the caller's own last action on this ticket, within a minute.

    `seq` is the journal seq of the action the person saw; refused where something else came after it. None: not checked.
    """

    request_id: str
    seq: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReEnter:
    """POST re-enter: a visitor is back with a slip. `code`: its eight digits, or what a reader made of its QR."""

    request_id: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReEntered:
    """
    Answer to `ReEnter`, and to the ticket's verb re-enter; the same again for the same request.

    Attributes:
        number: of `service_day`, today; a new one of the office's returning series unless the ticket had one of today.
        ahead: how many are before the visitor in the lane.
        purpose: `collect` a ready document, `complete` a returned file, `continue` a file that waited for its visitor.
    """

    ticket_id: str
    code: str
    number: str
    series: str
    lane: str
    at: datetime
    service: str
    service_day: date
    ahead: int
    purpose: Literal["collect", "complete", "continue"]
    new_number: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterCommand:
    """
    POST counters/{counter}/{verb}: `open`, `call-next`, `pause` (with a reason code), `close`.

    `take_over`: of `open`; sit down also where a colleague sits, who has left.
    """

    request_id: str
    lanes: tuple[str, ...] | None = None
    reason: str | None = None
    take_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReply:
    """Answer to a ticket or counter verb: where the ticket stands after it. `ticket_id` None: a verb of the counter alone."""

    seq: int
    ticket_id: str | None = None
    number: str | None = None
    code: str | None = None
    state: str | None = None
    service: str | None = None
    lane: str | None = None
    counter: str | None = None
    step: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketState:
    """
    GET tickets: where a ticket of today, or one that lives on, stands.

    `step` is the row's number as printed, "" where it has none; `service_day` the day of its number; times as in the journal.
    """

    ticket_id: str
    code: str
    number: str
    service_day: date
    service: str
    priority: bool
    state: str
    step: str
    lane: str
    counter: str | None
    since: datetime
    issued_at: datetime
    ready_at: datetime | None
    due: date | None
    outcome: str | None
    registers: tuple[str, ...] = ()
    channel: str | None = None
    level_due: date | None = None
    classed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipReport:
    """POST tickets/{ticket_id}/slip: what became of a print job. `copy`: the slip bore SALINAN."""

    request_id: str
    outcome: Literal["printed", "unknown", "failed"]
    copy: bool = False


#: Papers a printer can be asked for, see `AskSlip`.
PaperKind = Literal["ticket", "pickup", "returned", "receipt"]
PAPERS: tuple[PaperKind, ...] = get_args(PaperKind)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskSlip:
    """
    POST tickets/{ticket_id}/print: staff ask the office's printer for a slip.

    Attributes:
        kind: `ticket` the number, `pickup` the day to come back, `returned` what the file lacks,
            `receipt` that a complaint was received.
        reason: why a lost or spoilt slip is printed again, a reason code; such a slip bears SALINAN.
        identity: the visitor's identity was checked on the paper file; needed with a reason.
    """

    request_id: str
    kind: PaperKind = "ticket"
    reason: str | None = None
    identity: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpAsked:
    """POST help: a visitor at this kiosk asks for a clerk (chip *Jemput*)."""

    request_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceState:
    """POST devices/me/state: how a device is, for the admin page. Not an event; forgotten when the server stops."""

    version: str
    printer: Literal["ready", "low", "out", "cover", "offline", "unknown", "none"] | None = None
    sound: bool | None = None
    waiting_jobs: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingRequest:
    """POST pairings (no credential): a device asks to be let in and shows the code it gets on its own screen."""

    kind: DeviceKind
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """Answer to `PairingRequest`. `secret` is the bearer for asking again; `code` is shown, for `expires_at` at most."""

    pairing_id: str
    secret: str
    code: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingState:
    """GET pairings/{pairing_id}: once `paired`, the credential is given exactly once."""

    status: Literal["waiting", "paired", "expired"]
    office: str | None = None
    device: str | None = None
    name: str | None = None
    credential: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """POST sessions: a person's name with a PIN (on a paired station only) or a password (anywhere)."""

    name: str
    pin: str | None = None
    password: str | None = None
    office: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """Answer to `SignIn`; a browser gets the same secret as a cookie. `office` None: an admin of all offices."""

    account: str
    name: str
    role: str
    office: str | None
    secret: str
    expires_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAccount:
    """POST accounts. `office` None only for an admin of all offices; `lanes` None = every lane."""

    name: str
    role: str
    office: str | None = None
    password: str | None = None
    pin: str | None = None
    lanes: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetIn:
    """POST pairings/let-in: an admin types the code a device shows, and says what it is called and where it stands."""

    code: str
    office: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NewDevice:
    """POST devices: a credential made by hand, for installers; answered with a `PairingState`."""

    kind: DeviceKind
    office: str
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstAdmin:
    """POST setup: the printed set-up link makes the first admin, once."""

    secret: str
    name: str
    password: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpAnswered:
    """POST help/answer: a clerk goes to the kiosk `device`."""

    request_id: str
    device: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """
    POST tickets/{ticket_id}/transfer: to a lane, to one counter, to a lane at one counter, or to a person (an account's id) who
    sits at a counter now.

    `step` is the index of the step the person saw; refused where the ticket has gone on since. None: not checked.
    """

    request_id: str
    lane: str | None = None
    to_counter: str | None = None
    step: int | None = None
    to_person: str | None = None
    on_behalf: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSpan:
    """One stretch in which an office is open: local times as `HH:MM`."""

    opens: str
    closes: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SpecialDayPart:
    """
    A date that differs from its week. A confirmed holiday or day of leave is `open` or not as the office decided.

    `hours` () = those of its weekday; they are needed for `jam_khusus` and where the weekday has none.
    `source`: `holidays`, `csv` or `kantor`.
    """

    day: date
    kind: Literal["libur_nasional", "cuti_bersama", "libur_daerah", "buka_khusus", "jam_khusus"]
    open: bool
    hours: tuple[OpenSpan, ...] = ()
    name: str = ""
    source: str = "kantor"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDays:
    """POST days: what a person decided about these dates, and the dates that are as usual again."""

    request_id: str
    days: tuple[SpecialDayPart, ...] = ()
    remove: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """
    POST complaints: a complaint that reached the office by a channel, taken down by staff; answered with `Issued`.

    Attributes:
        text: what it says, kept apart from the journal; `contact` where to reach the complainant, who agreed to it.
        read_back: a spoken one was read back to the complainant.
        confidential: it is about staff.
    """

    request_id: str
    service: str
    channel: str
    text: str
    contact: str = ""
    read_back: bool = False
    confidential: bool = False
    priority: bool = False
    language: Language = "id"


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordComplaint:
    """POST tickets/{ticket_id}/record-complaint: what a complainant says at the counter, or what comes later."""

    request_id: str
    text: str
    contact: str = ""
    read_back: bool = False
    confidential: bool = False
    step: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Classify:
    """POST tickets/{ticket_id}/classify: a class of the office's list, and whether it is about staff; None stays as it is."""

    request_id: str
    classed: str | None = None
    confidential: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComplaintAnswer:
    """POST tickets/{ticket_id}/answer: what the complainant is told, kept apart from the journal."""

    request_id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextPart:
    """GET tickets/{ticket_id}/texts: a private text. `expires` None: until somebody purges it."""

    id: str
    purpose: Literal["complaint", "answer", "contact"]
    created: datetime
    expires: date | None
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LaneAway:
    """
    POST lanes/{lane}/lane-absent, cover-lane, lane-back: a lane is not there, is covered by another, is back.

    Attributes:
        until, day, tomorrow: until this instant, the opening of this day, or that of the next working day; one of them.
        by, capacity: of cover-lane, the lane that works for it, and as what (*a.n.* or *Plh.*).
    """

    request_id: str
    until: datetime | None = None
    day: date | None = None
    tomorrow: bool = False
    reason: str | None = None
    by: str | None = None
    capacity: Literal["an", "plh"] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidRegister:
    """
    POST registers/{book}/void: a number of a book is marked as void with a reason code; it stays in its place.

    Attributes:
        printed: the number as on the document.
        again: give the same ticket another number for the same row; in a paper book `register_number` is that number.
    """

    request_id: str
    year: int
    printed: str
    reason: str
    again: bool = False
    register_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Purge:
    """POST private/purge: private texts go for good, by their ids or all of one ticket; the journal keeps that they did."""

    request_id: str
    ids: tuple[str, ...] = ()
    ticket: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseDayRule:
    """
    POST close-day-rule: what becomes of visitors still waiting when the day ends, from now on.

    `serve_all`: they are served, whoever is left then has not come. `first_tomorrow`: they go first on the next working day.
    """

    request_id: str
    rule: Literal["serve_all", "first_tomorrow"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StopClock:
    """POST stop-clock: *gangguan sistem* of some services or lanes, () and () = of the whole office; a reason code."""

    request_id: str
    reason: str | None = None
    services: tuple[str, ...] = ()
    lanes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GoOn:
    """POST go-on: one stoppage is over (`stoppage`: the seq of its event), or all that last (None)."""

    request_id: str
    stoppage: int | None = None


#: Bodies the server reads; its web framework refuses fields they do not have.
REQUESTS = (
    Issue, IssueSeveral, EnterPaper,
    Services, TicketCommand, ReEnter, Transfer, CounterCommand, SlipReport, AskSlip, HelpAsked, HelpAnswered,
    DeviceState, PairingRequest, SignIn, NewAccount, NewDevice, LetIn, FirstAdmin, SetDays, CloseDayRule, StopClock, GoOn,
    Undo, VoidRegister, Purge,
    Complaint, RecordComplaint, Classify, ComplaintAnswer,
    LaneAway,
)  # fmt: skip
for _kind in REQUESTS:
    # Read by pydantic where it is installed; the kiosk does not have it.
    setattr(_kind, "__pydantic_config__", {"extra": "forbid"})  # noqa: B010


# ---- parts of the views ---------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupPart:
    """A group of services on the kiosk; `icon` is a name in `server.look.icons`."""

    id: str
    name: Words
    icon: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficePart:
    """Part `office` of every view. `service_day` is today's local date there; `practice` shows LATIHAN everywhere."""

    id: str
    name: Words
    slogan: Words
    address: str
    zone: str
    zone_label: str
    practice: bool
    service_day: date
    groups: tuple[GroupPart, ...]
    priority_groups: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call: `seq` is its place in the journal, `plate` what hangs over the counter, `again` 0, 1 or 2 (recalls)."""

    seq: int
    number: str
    plate: str
    at: datetime
    again: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardService:
    """
    A row of the board's table.

    Attributes:
        waiting: visitors waiting to be called for it, >= 0.
        promised: what citizens are told; None: the SOP states none.
        median_seconds: median time really taken by tickets finished (or, days-long, ready) today; None: none yet.
        median_days: the same in working days, for days-long services only.
        within: whether that median keeps what is promised; None where one of the two is missing.
    """

    id: str
    name: Words
    waiting: int
    promised: Promise | None
    median_seconds: int | None
    median_days: int | None
    within: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyRow:
    """A file ready to be collected: its number with the day it belongs to, because numbers start at 001 every day."""

    number: str
    service_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardView:
    """All parts of view `board`. `calls` newest first, at most 12 of today; `notices` are pages of the bottom line."""

    office: OfficePart
    calls: tuple[Call, ...]
    services: tuple[BoardService, ...]
    ready: tuple[ReadyRow, ...]
    notices: tuple[Words, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepPart:
    """A row of the procedure as citizens see it. Times as written: None = not written."""

    no: str
    name: Words
    applicant: bool
    promised: Promise | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequirementPart:
    """One thing to bring, because the document or the office says so."""

    text: Words
    condition: Words | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskService:
    """
    A service as the kiosk shows it.

    Attributes:
        prefix, name: the plain name in two parts, light and bold; `title` is the official one.
        offer: `issue` gives a number, `elsewhere` explains that `brought_by` brings the file.
        collect_on: a days-long service taken now is due on this working day; None otherwise.
        fee: None = not filled in by the office.
    """

    id: str
    prefix: Words
    name: Words
    title: Words
    choose_when: Words | None
    aliases: tuple[str, ...]
    group: str
    discreet: bool
    offer: Literal["issue", "elsewhere"]
    brought_by: Words | None
    promised: Promise | None
    collect_on: date | None
    fee: Words | None
    requires: tuple[RequirementPart, ...]
    requires_complete: bool
    steps: tuple[StepPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningPart:
    """
    Part `opening`: how the office stands by its working time.

    Attributes:
        open: whether it is open.
        numbers: whether kiosks give numbers; staff always may.
        opens, numbers_from: when that begins again; None while it is so, and where it is not known.
        notice: what visitors should know now (closed, *gangguan sistem*); None: nothing.
    """

    open: bool
    numbers: bool
    opens: datetime | None
    numbers_from: datetime | None
    notice: Words | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KioskView:
    """All parts of view `kiosk`. `ahead` maps a service's id to how many wait in its first lane now."""

    office: OfficePart
    services: tuple[KioskService, ...]
    ahead: Mapping[str, int]
    opening: OpeningPart | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelPart:
    """Who deals with a complaint at one level, and the time written for it (None: none is)."""

    name: Words
    promised: Promise | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptPart:
    """
    What a complaint's receipt says besides its number and code; nothing of its text, and nobody's name.

    Attributes:
        channel: how it came, in words.
        received_at: when it reached the office.
        levels: lowest first.
        rises: whether what a level has not settled in time goes to the next by itself.
        now_at, until: the level that has it now and the last day it may take; both None where no level counts days now.
    """

    channel: Words
    received_at: datetime
    levels: tuple[LevelPart, ...]
    rises: bool
    now_at: Words | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipPart:
    """
    A slip to be printed: what a kiosk would know of the same ticket.

    `seq` is its place in the journal: a printer prints each once, in this order, and those newer than it last knew. `kind` is
    as in `AskSlip`; `missing` and `complete` are of a returned file, `until` is the last day to complete it (None: no term),
    `received_on` the day the ticket was issued; `receipt` is of a complaint.
    """

    seq: int
    asked_at: datetime
    copy: bool
    language: Language
    issued: Issued
    service: KioskService
    kind: PaperKind = "ticket"
    missing: tuple[Words, ...] = ()
    complete: tuple[Words, ...] = ()
    until: date | None = None
    received_on: date | None = None
    receipt: ReceiptPart | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterView:
    """All parts of view `printer`. `slips` newest first."""

    office: OfficePart
    slips: tuple[SlipPart, ...]


# ---- the feed ---------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """
    One websocket message.

    Attributes:
        v: `VERSION` of the sender.
        type: `snapshot` (all parts), `change` (parts that changed), `current` (answer to `since`: nothing changed),
            `beat` (nothing happened; the line is alive).
        seq: journal seq this view stands at; `prev` the seq before it in this view (None but for `change`).
        time: the server's clock when the frame was sent.
        parts: part name → its whole new value, in the JSON form of the view's dataclass field.
    """

    v: int
    type: Literal["snapshot", "change", "current", "beat"]
    view: str
    seq: int
    prev: int | None
    time: datetime
    parts: Mapping[str, Any]
