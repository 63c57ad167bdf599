"""
The life of a ticket: its states, its verbs, the one table of what may follow what, and the value itself.

Everything that limits a ticket's life is in `TRANSITIONS`; a verb that the table does not list for a state is `WrongVerb`.
Who may say a verb is `server.access`; what a verb does is in `verbs`; here is only when it may be said.
The diagram in ARCHITECTURE.md is drawn from the table, and a test says that they agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any


class State(StrEnum):
    """Where a ticket stands."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    HELD = "held"
    RETURNED = "returned"
    OUTSIDE = "outside"
    READY = "ready"
    FINISHED = "finished"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"
    VOID = "void"


class Verb(StrEnum):
    """What can be said to a ticket; paths on the wire are the verbs with hyphens. `close_day` and `expire` are said by time."""

    ISSUE = "issue"
    CALL_NEXT = "call_next"
    CALL_CHOSEN = "call_chosen"
    RECALL = "recall"
    START = "start"
    FINISH = "finish"
    HOLD = "hold"
    RESUME = "resume"
    TRANSFER = "transfer"
    CHANGE_SERVICE = "change_service"
    RETURN_FILE = "return_file"
    SEND_BACK = "send_back"
    RE_ENTER = "re_enter"
    PLACE = "place"
    NO_SHOW = "no_show"
    REINSTATE = "reinstate"
    HAND_OVER = "hand_over"
    CANCEL = "cancel"
    ADD_SERVICE = "add_service"
    DROP_SERVICE = "drop_service"
    SET_FILES = "set_files"
    VOID = "void"
    UNDO = "undo"
    RECORD_COMPLAINT = "record_complaint"
    CLASSIFY = "classify"
    ANSWER = "answer"
    RISE = "rise"
    CLOSE_DAY = "close_day"
    EXPIRE = "expire"


#: State → verb → the states it may lead to. A verb without an entry is refused.
TRANSITIONS: Mapping[State, Mapping[Verb, tuple[State, ...]]] = {
    State.WAITING: {
        Verb.ADD_SERVICE: (State.WAITING,),
        Verb.DROP_SERVICE: (State.WAITING,),
        Verb.SET_FILES: (State.WAITING,),
        Verb.CALL_NEXT: (State.CALLED,),
        Verb.CALL_CHOSEN: (State.CALLED,),
        Verb.START: (State.SERVING,),
        Verb.HOLD: (State.HELD,),
        Verb.RECORD_COMPLAINT: (State.WAITING,),
        Verb.CLASSIFY: (State.WAITING,),
        Verb.ANSWER: (State.WAITING,),
        Verb.RISE: (State.WAITING, State.OUTSIDE),
        Verb.TRANSFER: (State.WAITING,),
        Verb.CHANGE_SERVICE: (State.WAITING,),
        Verb.SEND_BACK: (State.WAITING, State.OUTSIDE),
        Verb.RE_ENTER: (State.WAITING,),
        Verb.PLACE: (State.WAITING,),
        Verb.CANCEL: (State.CANCELLED,),
        Verb.VOID: (State.VOID,),
        Verb.UNDO: (State.WAITING, State.CALLED, State.SERVING, State.HELD, State.READY, State.OUTSIDE),
        Verb.CLOSE_DAY: (State.NO_SHOW, State.RETURNED, State.WAITING),
    },
    State.CALLED: {
        Verb.ADD_SERVICE: (State.CALLED,),
        Verb.DROP_SERVICE: (State.CALLED,),
        Verb.SET_FILES: (State.CALLED,),
        Verb.RECALL: (State.CALLED,),
        Verb.START: (State.SERVING,),
        Verb.HOLD: (State.HELD,),
        Verb.TRANSFER: (State.WAITING, State.READY),
        Verb.CHANGE_SERVICE: (State.WAITING,),
        Verb.NO_SHOW: (State.NO_SHOW, State.READY, State.RETURNED, State.WAITING),
        Verb.CANCEL: (State.CANCELLED,),
        Verb.VOID: (State.VOID,),
        Verb.CLOSE_DAY: (State.NO_SHOW, State.READY, State.RETURNED, State.WAITING),
    },
    State.SERVING: {
        Verb.ADD_SERVICE: (State.SERVING,),
        Verb.DROP_SERVICE: (State.SERVING,),
        Verb.SET_FILES: (State.SERVING,),
        Verb.FINISH: (State.WAITING, State.SERVING, State.OUTSIDE, State.READY, State.RETURNED, State.FINISHED),
        Verb.HAND_OVER: (State.FINISHED, State.WAITING, State.SERVING),
        Verb.HOLD: (State.HELD,),
        Verb.RECORD_COMPLAINT: (State.SERVING,),
        Verb.CLASSIFY: (State.SERVING,),
        Verb.ANSWER: (State.SERVING,),
        Verb.RISE: (State.WAITING, State.OUTSIDE),
        Verb.TRANSFER: (State.WAITING, State.OUTSIDE, State.READY),
        Verb.CHANGE_SERVICE: (State.WAITING,),
        Verb.RETURN_FILE: (State.RETURNED,),
        Verb.SEND_BACK: (State.WAITING, State.OUTSIDE),
        Verb.PLACE: (State.SERVING,),
        Verb.CANCEL: (State.CANCELLED,),
        Verb.UNDO: (State.WAITING, State.CALLED, State.SERVING, State.HELD, State.OUTSIDE),
        Verb.CLOSE_DAY: (State.NO_SHOW, State.SERVING, State.READY, State.RETURNED, State.WAITING),
    },
    State.HELD: {
        Verb.ADD_SERVICE: (State.HELD,),
        Verb.DROP_SERVICE: (State.HELD,),
        Verb.SET_FILES: (State.HELD,),
        Verb.RESUME: (State.SERVING, State.WAITING, State.OUTSIDE, State.READY),
        Verb.CLASSIFY: (State.HELD,),
        Verb.ANSWER: (State.HELD,),
        Verb.RISE: (State.WAITING, State.OUTSIDE),
        Verb.TRANSFER: (State.WAITING, State.OUTSIDE, State.READY),
        Verb.CHANGE_SERVICE: (State.WAITING,),
        Verb.RETURN_FILE: (State.RETURNED,),
        Verb.NO_SHOW: (State.NO_SHOW, State.READY, State.RETURNED, State.WAITING),
        Verb.CANCEL: (State.CANCELLED,),
        Verb.VOID: (State.VOID,),
        Verb.UNDO: (State.WAITING, State.CALLED, State.SERVING, State.HELD, State.OUTSIDE),
        Verb.CLOSE_DAY: (State.NO_SHOW, State.READY, State.RETURNED, State.WAITING),
    },
    State.RETURNED: {
        Verb.ADD_SERVICE: (State.RETURNED,),
        Verb.DROP_SERVICE: (State.RETURNED,),
        Verb.SET_FILES: (State.RETURNED,),
        Verb.RE_ENTER: (State.WAITING,),
        Verb.PLACE: (State.RETURNED,),
        Verb.CANCEL: (State.CANCELLED,),
        Verb.UNDO: (State.CALLED, State.SERVING, State.HELD, State.RETURNED, State.OUTSIDE),
        Verb.EXPIRE: (State.CANCELLED,),
    },
    State.OUTSIDE: {
        Verb.ADD_SERVICE: (State.OUTSIDE,),
        Verb.DROP_SERVICE: (State.OUTSIDE,),
        Verb.SET_FILES: (State.OUTSIDE,),
        Verb.RECORD_COMPLAINT: (State.OUTSIDE,),
        Verb.CLASSIFY: (State.OUTSIDE,),
        Verb.ANSWER: (State.OUTSIDE,),
        Verb.RISE: (State.WAITING, State.OUTSIDE),
        Verb.START: (State.SERVING,),
        Verb.FINISH: (State.WAITING, State.SERVING, State.OUTSIDE, State.READY, State.RETURNED, State.FINISHED),
        Verb.HOLD: (State.HELD,),
        Verb.TRANSFER: (State.OUTSIDE,),
        Verb.RETURN_FILE: (State.RETURNED,),
        Verb.SEND_BACK: (State.WAITING, State.OUTSIDE),
        Verb.PLACE: (State.OUTSIDE,),
        Verb.CANCEL: (State.CANCELLED,),
        Verb.UNDO: (State.WAITING, State.SERVING, State.HELD, State.OUTSIDE),
    },
    State.READY: {
        Verb.ADD_SERVICE: (State.READY,),
        Verb.DROP_SERVICE: (State.READY,),
        Verb.SET_FILES: (State.READY,),
        Verb.CALL_NEXT: (State.CALLED,),
        Verb.CALL_CHOSEN: (State.CALLED,),
        Verb.RE_ENTER: (State.READY,),
        Verb.PLACE: (State.READY,),
        Verb.HAND_OVER: (State.FINISHED, State.WAITING),
        Verb.CANCEL: (State.CANCELLED,),
        Verb.UNDO: (State.CALLED, State.SERVING, State.HELD, State.READY),
    },
    State.NO_SHOW: {
        Verb.REINSTATE: (State.WAITING,),
        Verb.UNDO: (State.CALLED, State.HELD),
    },
    State.FINISHED: {
        Verb.VOID: (State.VOID,),
        Verb.UNDO: (State.SERVING, State.READY, State.OUTSIDE),
    },
    State.CANCELLED: {
        Verb.UNDO: (
            State.WAITING,
            State.CALLED,
            State.SERVING,
            State.HELD,
            State.RETURNED,
            State.OUTSIDE,
            State.READY,
        ),
    },
    State.VOID: {
        Verb.UNDO: (State.WAITING, State.CALLED, State.HELD, State.FINISHED),
    },
}

#: States in which a ticket is over for today or for good; it is dropped from memory when its day closes.
ENDED = frozenset({State.FINISHED, State.NO_SHOW, State.CANCELLED, State.VOID})
#: States in which a counter is occupied by the ticket.
SEATED = frozenset({State.CALLED, State.SERVING})

#: A call is the first call and at most two recalls; only then may a visitor be marked as not there (FIELD B.5).
CALLS_BEFORE_NO_SHOW = 3


class WrongVerb(Exception):
    """The ticket's state does not allow the verb."""

    def __init__(self, *, state: State, verb: Verb) -> None:
        super().__init__(f"a ticket that is {state} cannot be told to {verb}")
        self.state = state
        self.verb = verb


def require(state: State, verb: Verb) -> tuple[State, ...]:
    """The states `verb` may lead to from `state`. Raises: WrongVerb."""
    try:
        return TRANSITIONS[state][verb]
    except KeyError:
        raise WrongVerb(state=state, verb=verb) from None


@dataclass(frozen=True, kw_only=True)
class Ticket:
    """
    One visitor's way through one service, or several one after another.

    Alone among the values it has no slots: every event makes a new one of some fifty fields, and all are set at once.

    Attributes:
        id: the request id of its issue.
        code: eight digits, its name for life.
        number: shown and spoken on `service_day`, made of `series` and `running`; on later days it is shown with its date.
        version: version of the procedure it follows to its end.
        priority: the visitor asked to go first; `confirmed` None = not looked at yet.
        help: the visitor asked for a clerk to come (*Jemput*).
        step: index into the procedure's route (staff rows only).
        lane: where it waits or is worked on; may differ from the step's own lane after a transfer.
        counter: the counter it is called to or served at; None while no counter is occupied by it.
        bound: a counter it was transferred to; only that counter's call-next finds it. None: any counter of the lane.
        person: account id of the clerk it was transferred to; only that clerk calls it and takes it up. None: anybody.
        absent_days: working days (ISO) that `due` counts as lost because a lane on its way was not there.
        since: when it entered its present state.
        arrived: when it arrived in the lane for this step; start of an away step's time.
        queued_at: its place in line; kept through transfers and holds.
        calls: how often it was called for this step so far.
        behind: back in line after it was called in vain: it comes once its lane has seen this many calls (`Office.called`).
        begun_at: when staff first started on it; None before.
        ready_at: when the document became ready; None before.
        due: working day on which a days-long row or the whole ticket is due; None: within the day.
        step_seconds, total_seconds: office time really taken so far, of this step and of all finished steps (DESIGN 4, *Nyata*).
        waited_seconds: time waiting to be called, over all present steps so far.
        held_reason: reason code while held.
        stopped_seconds: office time left out of both because of *gangguan sistem* (`stoppage`).
        outcome: of an ended ticket: `selesai`, `ditolak`, or None.
        issued_by: account or device that gave the number; a kiosk may take back only its own.
        taken: what compliance judges, as the event that ended it (days-long: made it ready) says; None before. `taken_day` when.
        late_rows: some of its rows were recorded late.
        registers: register numbers it has, as printed, in the order taken; `registered` for which row each was
            (`service#row`), so that a row done twice takes one number.
        channel: how a complaint reached the office; None for any other ticket, and before it was taken down.
        confidential: a complaint about staff: shown only to those who may see it.
        level_due: the working day on which a complaint's present level is over; None where no level runs.
        classed: what a complaint was classified as; None before.
        answered: a complaint's answer was written down.
        risen: how often it rose because a level's day was over.
        first_until: last day on which a visitor who was not called before closing gets their place in line back (`carry_over`).
        gone: the visitor went home while the file works on here or elsewhere; nobody is called before they come back.
        came_back: how often the visitor came back by the code.
        numbers_before: numbers of earlier days, each with its day (`2026-11-20 A-023`), the first one first.
        missing: what the file lacked when it was returned last: keys of requirements and reason codes; kept until it is complete.
        returns: how often the file was returned to its visitor; `returned_day` when last, `lacked` what it lacked then.
        expires: last working day on which a returned file can be completed; None: no term.
        sent_back: the step is done again by its drafter without the visitor, because a signer sent the file back.
        place: where the paper file lies (`LEMARI 2-014`); None: nobody said.
        recorded: a number given on paper in an emergency and entered afterwards; its times until then are by memory.
        files: how many files of its service the visitor brought, 1..99.
        services_left: services it goes on to after this one, in order, as `several.written`; `nth` how many are behind it. What
            is said of steps, times, outcome and documents is of the present service; waiting and the number are the ticket's.
    """

    id: str
    code: str
    series: str
    running: int
    number: str
    service_day: date
    service: str
    version: int
    priority: bool
    confirmed: bool | None
    help: bool
    language: str
    state: State
    step: int
    lane: str
    counter: str | None
    bound: str | None
    issued_at: datetime
    since: datetime
    arrived: datetime
    queued_at: datetime
    calls: int
    begun_at: datetime | None
    ready_at: datetime | None
    due: date | None
    step_seconds: float
    total_seconds: float
    waited_seconds: float
    held_reason: str | None
    outcome: str | None
    stopped_seconds: float = 0.0
    behind: int | None = None
    issued_by: str = ""
    taken: float | None = None
    taken_day: date | None = None
    late_rows: bool = False
    registers: tuple[str, ...] = ()
    registered: tuple[str, ...] = ()
    channel: str | None = None
    confidential: bool = False
    level_due: date | None = None
    classed: str | None = None
    answered: bool = False
    risen: int = 0
    gone: bool = False
    first_until: date | None = None
    came_back: int = 0
    numbers_before: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    returns: int = 0
    returned_day: date | None = None
    lacked: tuple[str, ...] = ()
    expires: date | None = None
    sent_back: bool = False
    place: str | None = None
    person: str | None = None
    recorded: bool = False
    files: int = 1
    services_left: tuple[str, ...] = ()
    nth: int = 0
    absent_days: tuple[str, ...] = ()

    if not TYPE_CHECKING:

        def __init__(self, **values: Any) -> None:
            """What the class says, at once instead of a field at a time. Raises: TypeError."""
            held = {**_BLANK, **values}
            if len(held) != len(_BLANK) or not values.keys() >= _NEEDED:
                raise TypeError(f"fields of a ticket: {sorted(held.keys() ^ _BLANK.keys() | _NEEDED - values.keys())}")
            object.__setattr__(self, "__dict__", held)

    def changed(self, values: Mapping[str, Any]) -> Ticket:
        """The ticket with other values of some fields. It is not checked that the fields exist."""
        made = object.__new__(Ticket)
        made.__dict__.update(self.__dict__)
        made.__dict__.update(values)
        return made

    @property
    def remote(self) -> bool:
        """Whether it is a complaint that came by telephone, letter or any post: nobody waits for it here."""
        return self.channel is not None and self.channel != "langsung"

    @property
    def goes_first(self) -> bool:
        """Whether the visitor is one of those who go first: asked for it, and nobody looked and said no."""
        return self.priority and self.confirmed is not False


#: Every field in order with its default, None where there is none; and those that have none.
_BLANK: Mapping[str, Any] = {each.name: None if each.default is MISSING else each.default for each in fields(Ticket)}
_NEEDED = frozenset(each.name for each in fields(Ticket) if each.default is MISSING)


def number_text(series: str, running: int) -> str:
    """`A-023`: three digits, four from 1000 on (FIELD B.3)."""
    return f"{series}-{running:03d}"


def dated_number(ticket: Ticket) -> str:
    """A number with its day, as `numbers_before` keeps it."""
    return f"{ticket.service_day.isoformat()} {ticket.number}"
