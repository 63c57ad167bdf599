"""
An office in memory: what lives today, and tickets whose file lives on. `apply` moves it; nothing here decides.

An office is never changed in place by a command: the writer forks it, applies to the fork, and settles the fork only after
the commit. A fork writes into an overlay, so it costs the same however many tickets live.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from server.queue.absence import Absence
from server.queue.calendar import Calendar, SpecialDay
from server.queue.event import GENESIS, Event
from server.queue.opening import ALWAYS, Opening
from server.queue.private import Kept
from server.queue.route import Stop
from server.queue.stoppage import Stoppage
from server.queue.ticket import State, Ticket
from sop.model import Office as Settings
from sop.model import Procedure

#: A place in line: when somebody came, and the ticket's id.
Place = tuple[datetime, str]

#: How many of today's calls are kept for the board, newest first.
CALLS_KEPT = 12
#: Emergency sheets are remembered this many days (`verbs.emergency`).
SHEETS_KEPT = 7
#: How many of today's slips asked of a printer are kept for one that is cut off.
SLIPS_KEPT = 200


class Seat(NamedTuple):
    """
    A counter as it stands today; `trusted`: its clerk may see complaints about staff.

    `clerk` None = closed; `pause` a reason code while paused; `ticket` the one in SEATED state here; `streak` where the counter
    stands between those who go first and the others, see `policy.by_ratio`; `since` and `since_seq` when it was last opened,
    paused or closed; `taken_from` the clerk it was taken over from then.
    """

    counter: str
    clerk: str | None = None
    lanes: tuple[str, ...] = ()
    pause: str | None = None
    ticket: str | None = None
    streak: int = 0
    taken_from: str | None = None
    since: datetime | None = None
    since_seq: int = 0
    trusted: bool = False


class CallMade(NamedTuple):
    """One call of today: `seq` its event, `again` 0 for the first call of the step, 1 and 2 for recalls."""

    seq: int
    ticket: str
    number: str
    counter: str
    at: datetime
    again: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SlipOrder:
    """
    A slip that staff asked a printer for: `seq` its event, `ahead` how many were before the visitor, `copy` bears SALINAN.

    `kind`: `ticket` (the number), `pickup` (the day to come back), `returned` (what the file lacks), `receipt` (of a complaint).
    """

    seq: int
    ticket: str
    at: datetime
    ahead: int
    copy: bool
    kind: str = "ticket"


class LastAction(NamedTuple):
    """
    What was last said to a ticket today, so that it can be taken back.

    `first` and `last` are the seqs of the events of that one request, `types` their types in order, `at` and `actor` when and by
    whom; `before` is the ticket as it was, None where the request made it; `takens` what it added to today's times, by service.
    """

    first: int
    last: int
    at: datetime
    actor: str
    request_id: str | None
    types: tuple[str, ...]
    before: Ticket | None
    takens: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterEntry:
    """
    One line of a book: `number` None in a paper book, `printed` as on the document, `row` the printed row's index.

    `ticket`, `service`, `queue_number` and `day` say for whom it was taken; `void` is the reason code of a voided one.
    """

    book: str
    year: int
    number: int | None
    printed: str
    row: int
    ticket: str | None
    service: str | None
    queue_number: str | None
    day: date
    seq: int
    void: str | None


class Answer(NamedTuple):
    """What a request was answered with, to be given again for the same request."""

    request_hash: str | None
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A published version of a procedure with its route worked out once; `by` the account that published it, at `at`."""

    procedure: Procedure
    stops: tuple[Stop, ...]
    by: str
    at: datetime


class Office:
    """
    The state of one office: the fold of its journal up to `seq`.

    Attributes:
        settings: None before the office was configured; `calendar` its working time, UTC and always open before.
        days: date → what a person decided about it (holidays, leave, extra days); replaced, never changed.
        closing_rule: what becomes of visitors still waiting when the day ends: `serve_all` or `first_tomorrow`.
        opening: how the office stands by its working time, as it was last said.
        absences: lane → why and until when nobody is there, or who covers it.
        stoppages: *gangguan sistem* that lasts or that a living ticket has behind it, in order.
        versions: (procedure id, version) → Version; `current` procedure id → version citizens get now.
        day: the service day the numbers belong to; None before the first roll.
        time: time of the last event; None for an empty journal.
        running: series letter → last number given on `day`.
        waiting: lane → tickets of present steps waiting there; `waiting_for` service → the same.
        lines: (lane, whether they go first) → places of those who may be called there by turn, in order of arrival.
        called: lane → how often somebody was called from it, ever; see `Ticket.behind`.
        taken: service → what tickets took that ended (days-long: became ready) today, in order of event: seconds for a
            service promised in minutes, working days for a days-long one. Several files at once are not in it.
        help: device id → since when a visitor there asks for a clerk.
        sheets: day → numbers of its emergency sheet that are entered, of the last days.
        lasts: ticket → what was last said to it today, or to its slip.
        registers: (book, year) → last automatic number; `registered` (book, year, number as printed) → its entry, of this
            year and the one before.
        private: id of a text in the table `private` → what is known of it; `expires_next` the first day one must go.
        levels: complaint → the working day on which its present level is over.
        slips: slips asked of a printer today, newest first; `on_paper` tickets whose slip was asked for or printed, and other
            papers of theirs as `verbs.paper.paper_key` names them.
        expiring: returned file → last day on which it can be completed; only those with a term.
    """

    def __init__(self, id_: str) -> None:
        self.id = id_
        self.seq = 0
        self.hash = GENESIS
        self.time: datetime | None = None
        self.settings: Settings | None = None
        self.calendar = Calendar(zone="UTC", hours=())
        self.days: Mapping[date, SpecialDay] = {}
        self.closing_rule = "serve_all"
        self.opening: Opening = ALWAYS
        self.absences: dict[str, Absence] = {}
        self.stoppages: tuple[Stoppage, ...] = ()
        self.versions: dict[tuple[str, int], Version] = {}
        self.current: dict[str, int] = {}
        self.day: date | None = None
        self.running: dict[str, int] = {}
        self.tickets: MutableMapping[str, Ticket] = {}
        self.codes: MutableMapping[str, str] = {}
        self.answers: MutableMapping[str, Answer] = {}
        self.sheets: dict[date, frozenset[int]] = {}
        self.lasts: MutableMapping[str, LastAction] = {}
        self.seats: dict[str, Seat] = {}
        self.calls: tuple[CallMade, ...] = ()
        self.waiting: dict[str, int] = {}
        self.waiting_for: dict[str, int] = {}
        self.lines: dict[tuple[str, bool], tuple[Place, ...]] = {}
        self.called: dict[str, int] = {}
        self.taken: dict[str, tuple[float, ...]] = {}
        self.help: dict[str, datetime] = {}
        self.slips: tuple[SlipOrder, ...] = ()
        self.on_paper: frozenset[str] = frozenset()
        self.registers: dict[tuple[str, int], int] = {}
        self.registered: MutableMapping[tuple[str, int, str], RegisterEntry] = {}
        self.private: MutableMapping[str, Kept] = {}
        self.expires_next: date | None = None
        self.expiring: dict[str, date] = {}
        self.levels: dict[str, date] = {}

    def fork(self) -> Office:
        """A copy that can be applied to without touching this one."""
        copy = Office.__new__(Office)
        copy.__dict__.update(self.__dict__)
        copy.tickets = ChainMap({}, self.tickets)
        copy.codes = ChainMap({}, self.codes)
        copy.answers = ChainMap({}, self.answers)
        copy.registered = ChainMap({}, self.registered)
        copy.private = ChainMap({}, self.private)
        copy.lasts = ChainMap({}, self.lasts)
        for name in (
            "versions",
            "current",
            "running",
            "seats",
            "waiting",
            "waiting_for",
            "lines",
            "called",
            "absences",
            "taken",
            "sheets",
            "help",
            "registers",
            "expiring",
            "levels",
        ):
            setattr(copy, name, dict(getattr(self, name)))
        return copy

    def settle(self) -> Office:
        """Make a fork the office: its overlays are merged down. The office it was forked from must not be used again."""
        self.tickets, self.codes, self.answers = _merged(self.tickets), _merged(self.codes), _merged(self.answers)
        self.lasts = _merged(self.lasts)
        self.registered, self.private = _merged(self.registered), _merged(self.private)
        return self

    def without(self, hidden: frozenset[str]) -> Office:
        """This office as somebody sees it from whom some tickets are kept; to be read, never to be decided on."""
        copy = self.fork()
        copy.tickets = {id_: ticket for id_, ticket in self.tickets.items() if id_ not in hidden}
        copy.codes = {code: id_ for code, id_ in self.codes.items() if id_ not in hidden}
        copy.lines = {key: tuple(each for each in line if each[1] not in hidden) for key, line in self.lines.items()}
        copy.seats = {
            id_: seat._replace(ticket=None) if seat.ticket in hidden else seat for id_, seat in self.seats.items()
        }
        copy.slips = tuple(each for each in self.slips if each.ticket not in hidden)
        copy.levels = {id_: day for id_, day in self.levels.items() if id_ not in hidden}
        return copy

    def open_counters(self) -> frozenset[str]:
        """Ids of the counters at which a clerk sits, on a break or not."""
        return frozenset(seat.counter for seat in self.seats.values() if seat.clerk is not None)

    def served(self, lanes: Iterable[str]) -> tuple[str, ...]:
        """Lanes whose work is done where `lanes` are: those, and the lanes that one of them covers now."""
        own = tuple(lanes)
        return (
            *own,
            *(each.lane for each in self.absences.values() if each.covered_by in own and each.lane not in own),
        )

    def version(self, ticket: Ticket) -> Version:
        """The version of the procedure a ticket follows."""
        return self.versions[ticket.service, ticket.version]

    def stop(self, ticket: Ticket) -> Stop:
        """The stop at which a ticket stands."""
        return self.version(ticket).stops[ticket.step]

    def wants_visitor(self, ticket: Ticket) -> bool:
        """
        Whether the visitor is called for the ticket as it stands: a present step, or a document ready for them.

        A step that its drafter does again because a signer sent the file back is done without them, and so is a complaint
        whose complainant is not here.
        """
        if ticket.remote:
            return False
        # What a complainant told stays with the office when they have gone.
        told_and_gone = ticket.channel is not None and ticket.gone
        return ticket.ready_at is not None or (self.stop(ticket).present and not ticket.sent_back and not told_and_gone)

    def visitor_here(self, ticket: Ticket) -> bool:
        """
        Whether the visitor is wanted, has a number of today and is not known to have gone home.

        A file of another day is taken up without a call; whoever comes back says so by the code (`re_enter`).
        """
        return ticket.service_day == self.day and not ticket.gone and self.wants_visitor(ticket)

    def may_be_called(self, ticket: Ticket) -> bool:
        """
        Whether a counter may call a ticket by turn: it waits, and the visitor is wanted and has a number of today.

        A ready document whose visitor did not come when called is left to the list and to `call_chosen`; else the same
        absent number would be called for ever.
        """
        return (
            ticket.state is State.WAITING or (ticket.state is State.READY and not ticket.calls)
        ) and self.visitor_here(ticket)


def _merged(mapping: MutableMapping[Any, Any]) -> MutableMapping[Any, Any]:
    if not isinstance(mapping, ChainMap):
        return mapping
    above, bottom = mapping.maps
    bottom.update(above)
    return bottom
