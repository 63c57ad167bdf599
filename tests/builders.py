"""
What the server's tests build on: a clock moved by hand, an office in memory that goes through `decide` and `apply` only, and
a small made-up office whose lanes and services are easy to reason about.

Nothing here stands in for code of ours: events are sealed, applied and recorded as the desk does it, only without a disk.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from server.access import Principal, actor
from server.clock import Clock
from server.protocol import plain
from server.queue.apply import apply
from server.queue.command import SYSTEM, Actor, Command, Refusal
from server.queue.decide import decide, repeated
from server.queue.due import due, office_time
from server.queue.event import Event, seal
from server.queue.office import Answer, Office
from server.queue.private import Text
from server.queue.ticket import SEATED, State, Ticket
from server.store.records import Records, Row
from sop.load import load_catalogue
from sop.model import Catalogue, Duration, Group, Lane, OpenHours, Procedure, Requirement, Source, Step, Words
from sop.model import Counter as CounterPlace
from sop.model import Office as Settings

#: Long counts and many examples, for `make soak`.
SOAK = os.environ.get("ANTREAN_SOAK") == "1"
#: 09.00 in Jakarta on a Friday.
FRIDAY = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
MADE = "kantor-coba"


class HandClock:
    """A wall clock and a steady clock that stand still until the test moves them."""

    def __init__(self, at: datetime = FRIDAY) -> None:
        self.wall = at
        self.steady = 1000.0

    def clock(self) -> Clock:
        """The server's clock over the two."""
        return Clock(wall=lambda: self.wall, steady=lambda: self.steady)

    def passes(self, time: timedelta) -> None:
        """Time goes by: both move."""
        self.wall += time
        self.steady += time.total_seconds()

    def is_set(self, at: datetime) -> None:
        """Somebody sets the wall clock; the steady one does not notice."""
        self.wall = at


@functools.cache
def catalogue() -> Catalogue:
    """The packaged catalogue, read once."""
    return load_catalogue()


def words(text: str) -> Words:
    """The same words in both languages."""
    return Words(id=text, en=text)


def a_step(
    no: str,
    lane: str,
    *,
    away: bool = False,
    hands_over: bool = False,
    minutes: int | None = 5,
    days: int = 0,
    outcomes: tuple[str, ...] = (),
    signs: bool = False,
    returns_to: str | None = None,
) -> Step:
    """A row of a made-up procedure; `away` is implied by `hands_over`."""
    printed = ([f"{days} Hari"] if days else []) + (
        [f"{minutes} Menit"] if minutes is not None and (minutes or not days) else []
    )
    target = tuple(Duration.parse(f"P{days}D" if "Hari" in each else f"PT{minutes}M") for each in printed)
    return Step(
        no=no,
        activity=no,
        printed=no,
        short=words(no),
        lane=lane,
        lane_evidence="written",
        visitor="away" if away or hands_over else "present",
        hands_over=hands_over,
        target=target,
        target_printed=", ".join(printed) or None,
        outcomes=outcomes,
        signs=signs,
        returns_to=returns_to,
    )


def a_procedure(id_: str, *steps: Step, group: str = "surat", office: str = MADE, **changed: Any) -> Procedure:
    """A made-up procedure, walked as printed."""
    made = Procedure(
        id=id_,
        office=office,
        title=words(id_),
        printed_title=id_,
        plain_prefix=words(""),
        plain_name=words(id_),
        board_name=id_,
        choose_when=None,
        aliases=(),
        group=group,
        discreet=False,
        kiosk="issue",
        brought_by=None,
        source=Source(file="made", place="made", line=1),
        lanes=tuple(dict.fromkeys(step.lane for step in steps)),
        steps=steps,
        walk=tuple(range(len(steps))),
        walk_note=None,
        front_lane="depan",
        requires=(),
        requires_complete=False,
        written_total=None,
        open_questions=(),
    )
    return replace(made, **changed)


def made_settings(*, hours: tuple[OpenHours, ...] = ()) -> Settings:
    """An office with four lanes, four counters and two series."""
    return Settings(
        id=MADE,
        name=words("Kantor Coba"),
        slogan=words(""),
        address="",
        zone="Asia/Jakarta",
        zone_label="WIB",
        lanes=(
            Lane(id="pemohon", name=words("Pemohon"), short="Pemohon", applicant=True),
            Lane(id="depan", name=words("Depan"), short="Depan"),
            Lane(id="periksa", name=words("Periksa"), short="Periksa"),
            Lane(id="kerja", name=words("Kerja"), short="Kerja"),
            Lane(id="tanda", name=words("Tanda tangan"), short="Tanda"),
        ),
        counters=(
            CounterPlace(id="1", plate="1", lanes=("depan",)),
            CounterPlace(id="2", plate="2", lanes=("depan", "periksa")),
            CounterPlace(id="3", plate="3", lanes=("kerja", "tanda")),
            CounterPlace(id="4", plate="4", lanes=("depan", "periksa", "kerja", "tanda")),
        ),
        groups=(
            Group(id="surat", name=words("Surat"), icon="document", series="A"),
            Group(id="izin", name=words("Izin"), icon="document", series="M"),
        ),
        hours=hours,
        priority_groups=("lansia",),
        sample=(),
        assumptions=(),
    )


#: Office hours of a plain week: 08.00 to 16.00, Friday to 11.00.
WEEK = (
    *(OpenHours(weekday=day, opens="08:00", closes="16:00") for day in range(4)),
    OpenHours(weekday=4, opens="08:00", closes="11:00"),
)

#: Services of the made-up office: `surat` present, away, hands over; `dua` two present steps; `hari` a days-long row;
#: `satu` one sitting; `izin` of another series; `keluhan` with *selesai* and *naik*; `aduan` a complaint of four levels;
#: `paraf` with two rows that may send the file back, and a list to bring; `tersembunyi` not at the kiosk.
MADE_PROCEDURES = (
    a_procedure(
        "surat",
        a_step("1", "depan", outcomes=("MS", "TMS")),
        a_step("2", "kerja", away=True),
        a_step("3", "depan", hands_over=True),
    ),
    a_procedure("dua", a_step("1", "depan"), a_step("2", "periksa"), a_step("3", "depan", hands_over=True)),
    a_procedure(
        "hari",
        a_step("1", "depan"),
        a_step("2", "kerja", away=True, minutes=0, days=2),
        a_step("3", "depan", hands_over=True),
    ),
    a_procedure("kembali", a_step("1", "depan"), a_step("2", "kerja", away=True), a_step("3", "periksa")),
    a_procedure("satu"),
    a_procedure("izin", a_step("1", "depan", minutes=None), group="izin"),
    a_procedure(
        "keluhan",
        a_step("1", "depan", outcomes=("naik", "ditolak")),
        a_step("2", "kerja", away=True, outcomes=("selesai", "naik")),
        a_step("3", "tanda", away=True, outcomes=("selesai",)),
        a_step("4", "depan", hands_over=True),
        group="izin",
    ),
    a_procedure(
        "paraf",
        a_step("1", "depan", outcomes=("MS", "TMS")),
        a_step("2", "kerja", away=True),
        a_step("3", "tanda", away=True, signs=True),
        a_step("4", "tanda", away=True, outcomes=("Ya", "Tidak"), returns_to="2"),
        a_step("5", "depan", hands_over=True),
        requires=(
            Requirement(text=words("KTP"), printed="KTP"),
            Requirement(text=words("Surat pengantar"), printed="Surat pengantar", condition=words("bila ada")),
        ),
    ),
    a_procedure(
        "aduan",
        a_step("1", "depan", minutes=0, days=1, outcomes=("naik", "ditolak")),
        a_step("2", "kerja", away=True, minutes=0, days=1, outcomes=("selesai", "naik")),
        a_step("3", "periksa", away=True, minutes=0, days=1, outcomes=("selesai", "naik")),
        a_step("4", "tanda", away=True, minutes=0, days=1, outcomes=("selesai",)),
        a_step("5", "depan", hands_over=True, minutes=0, days=1),
        group="izin",
        complaint=True,
    ),
    a_procedure("tersembunyi", a_step("1", "depan"), group="izin", kiosk="hidden"),
)

CLERK = actor(Principal(id="a-clerk", name="", role="clerk", office=MADE))
SENIOR = actor(Principal(id="a-senior", name="", role="senior", office=MADE))
KIOSK = actor(Principal(id="kiosk-1", name="", role="kiosk", office=MADE))


def a_clerk(id_: str, *, lanes: Iterable[str] | None = None) -> Actor:
    """A clerk with an id of its own; `lanes` None = all."""
    own = frozenset(lanes) if lanes is not None else None
    return actor(Principal(id=id_, name="", role="clerk", office=MADE, lanes=own))


class Bench:
    """
    One office in memory, moved by commands as the desk moves it, with every event and record kept.

    `say` decides what is due, then the command, then applies; a refusal leaves everything as it was.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        procedures: Iterable[Procedure] = MADE_PROCEDURES,
        *,
        at: datetime = FRIDAY,
        hours: tuple[OpenHours, ...] = (),
    ) -> None:
        settings = settings or made_settings(hours=hours)
        self.office = Office(settings.id)
        self.now = at
        self.events: list[Event] = []
        self.records = Tables()
        self.believed = True
        self._count = 0
        self.say("configure", actor=SYSTEM, document=plain(settings))
        for procedure in procedures:
            self.say("publish", actor=SYSTEM, document=plain(procedure))
        self.tick()

    # -- time ---------------------------------------------------------------

    def passes(self, **time: float) -> None:
        """Let time go by (`minutes=5`)."""
        self.now += timedelta(**time)

    def tick(self) -> None:
        """What the desk says each minute."""
        self.command(Command(verb="tick", actor=SYSTEM, request_id=None))

    # -- commands ---------------------------------------------------------------

    def command(self, command: Command) -> Answer | None:
        """Carry a command out. Raises: Refusal; only what time made due has happened then."""
        now = office_time(self.office, self.now)
        for drafts in due(self.office, now, clock_believed=self.believed, wall=self.now):
            self._append(drafts, command, now=now, own=False)
        if command.request_id is not None:
            again = repeated(command, self.office.answers.get(command.request_id))
            if again is not None:
                return again
        self._append(decide(self.office, command, now), command, now=now, own=True)
        return self.office.answers.get(command.request_id) if command.request_id is not None else None

    def say(
        self,
        verb: str,
        ticket: str | None = None,
        *,
        actor: Actor | None = None,
        counter: str | None = None,
        request_id: str | None = None,
        texts: Any = None,
        **options: Any,
    ) -> Answer:
        """
        A verb with a fresh request id and its own fields; `texts` purpose → body.

        Said at a counter, or to a ticket in a sitting, by nobody in particular (`CLERK`, `SENIOR`, None) it is said by whoever
        sits there.
        """
        self._count += 1
        if verb != "open" and (actor is None or actor.id in (CLERK.id, SENIOR.id)):
            actor = self.seated(counter or self.sits(ticket), actor or CLERK)
        answer = self.command(
            Command(
                verb=verb,
                actor=actor or CLERK,
                request_id=request_id or f"r-{self._count}",
                request_hash=f"{verb}/{ticket}/{counter}/{sorted(options.items())!r}" if verb != "publish" else verb,
                ticket=ticket,
                counter=counter,
                options=options,
                codes=(f"{self._count:08d}",),
                texts=tuple(
                    Text(id=f"{purpose}-{self._count}", purpose=purpose, salt="00" * 32, body=body)
                    for purpose, body in (texts or {}).items()
                ),
            )
        )
        assert answer is not None
        return answer

    def seated(self, counter: str | None, actor: Actor) -> Actor:
        """The actor with the id of the clerk who sits at a counter, or as it is where nobody does."""
        seat = self.office.seats.get(counter or "")
        return actor if seat is None or seat.clerk is None else replace(actor, id=seat.clerk)

    def sits(self, ticket: str | None) -> str | None:
        """The counter at which a ticket is called or served; None where it is at none."""
        found = self.office.tickets.get(ticket or "")
        return found.counter if found is not None and found.state in SEATED else None

    def refused(self, verb: str, ticket: str | None = None, **said: Any) -> str:
        """The code of the refusal a verb meets; fails where it is not refused or where something changed."""
        before, count = picture(self.office), len(self.events)
        try:
            self.say(verb, ticket, **said)
        except Refusal as refusal:
            assert picture(self.office) == before
            assert len(self.events) == count
            return refusal.code
        raise AssertionError(f"{verb} was not refused")

    # -- short words ---------------------------------------------------------------

    def issue(self, service: str = "surat", *, actor: Actor = KIOSK, **options: Any) -> str:
        """A number for a visitor. Returns: the ticket's id."""
        answer = self.say("issue", actor=actor, service=service, **options)
        return str(answer.event.data["ticket"]["id"])

    def open(self, counter: str, *lanes: str, actor: Actor | None = None) -> None:
        """Sit down at a counter, as a clerk of its own."""
        self.say("open", counter=counter, actor=actor or a_clerk(f"a-{counter}"), lanes=lanes or None)

    def call(self, counter: str) -> str:
        """Call next. Returns: the number called."""
        return str(self.say("call_next", counter=counter).event.data["ticket"]["number"])

    def ticket(self, id_: str) -> Ticket:
        """A ticket as it stands."""
        return self.office.tickets[id_]

    def state(self, id_: str) -> State:
        """A ticket's state."""
        return self.office.tickets[id_].state

    def serve(self, id_: str, counter: str) -> None:
        """Bring a ticket into service at a counter by the verbs its state needs."""
        ticket = self.ticket(id_)
        if self.office.wants_visitor(ticket):
            self.say("call_chosen", id_, counter=counter, actor=SENIOR, reason="lainnya")
            self.say("start", id_)
        else:
            self.say("start", id_, counter=counter)

    def _append(self, drafts: list[Any], command: Command, *, now: datetime, own: bool) -> None:
        records = Records()
        for draft in drafts:
            event = seal(
                draft,
                office=self.office.id,
                seq=self.office.seq + 1,
                previous=self.office.hash,
                at=now,
                actor=command.actor.id if own else SYSTEM.id,
                request_id=command.request_id if own else None,
                request_hash=command.request_hash if own else None,
            )
            records.add(self.office, event, apply(self.office, event))
            self.events.append(event)
        self.records.write(records)


class Tables:
    """The tables of records in memory, written as the journal's statements write them."""

    def __init__(self) -> None:
        self.tickets: dict[tuple[str, str], Row] = {}
        self.periods: dict[tuple[str, str, int], Row] = {}
        self.sessions: dict[tuple[str, str, int], Row] = {}
        self.registers: dict[tuple[str, str, int, str], Row] = {}
        self.overtakings: list[Row] = []
        self.services: dict[tuple[str, str, int], Row] = {}
        self.absences: dict[tuple[str, int], Row] = {}

    def write(self, records: Records) -> None:
        """One batch."""
        for ticket, row in records.tickets.items():
            self.tickets[ticket] = row
        for undone in records.undone:
            own = [period for period in self.periods if period[:2] == (undone["office"], undone["ticket"])]
            for period in own:
                if period[2] >= undone["first"]:
                    del self.periods[period]
            lasts_on = max(period for period in own if period[2] < undone["first"])
            open_again = {"ended_at": None, "took": None, "stopped_seconds": 0.0, "row_days": None}
            self.periods[lasts_on] = {**self.periods[lasts_on], **open_again}
        for gone in records.unserved:
            self.services.pop((gone["office"], gone["ticket"], gone["nth"]), None)
        for key, row in records.services.items():
            assert key not in self.services
            self.services[key] = row
        for closing in records.closing:
            for period, row in self.periods.items():
                if period[:2] == (closing["office"], closing["ticket"]) and row["ended_at"] is None:
                    self.periods[period] = {**row, **closing}
        for row in records.periods:
            period = (row["office"], row["ticket"], row["start_seq"])
            assert period not in self.periods
            self.periods[period] = dict(row)
        self.overtakings += records.overtakings
        for session, row in records.sessions.items():
            earlier = self.sessions.get(session)
            end = {"ended_at": row["ended_at"], "end_cause": row["end_cause"]}
            self.sessions[session] = dict(row) if earlier is None else {**earlier, **end}
        for row in records.absences:
            self.absences[row["office"], row["start_seq"]] = {**row, "ended_at": None, "end_cause": None}
        for row in records.absences_over:
            self.absences[row["office"], row["start_seq"]] |= row
        for row in records.registers:
            entry = (row["office"], row["book"], row["year"], row["printed"])
            assert entry not in self.registers
            self.registers[entry] = {**row, "voided_at": None, "void_reason": None}
        for row in records.voids:
            self.registers[row["office"], row["book"], row["year"], row["printed"]] |= row


def fold(id_: str, events: Iterable[Event], *, batches: Iterable[int] = ()) -> Tables:
    """The records a journal leads to when it is written in batches of the given sizes (the last one takes the rest)."""
    office, tables = Office(id_), Tables()
    left = list(events)
    sizes = [*batches, len(left)]
    while left:
        size = max(1, sizes.pop(0)) if sizes else len(left)
        records = Records()
        for event in left[:size]:
            records.add(office, event, apply(office, event))
        tables.write(records)
        left = left[size:]
    return tables


def picture(office: Office) -> Mapping[str, Any]:
    """All of an office's state, as plain values that can be compared."""
    return {
        "seq": office.seq,
        "hash": office.hash,
        "time": office.time,
        "settings": office.settings,
        "calendar": office.calendar,
        "days": dict(office.days),
        "closing_rule": office.closing_rule,
        "opening": office.opening,
        "absences": dict(office.absences),
        "stoppages": office.stoppages,
        "current": dict(office.current),
        "versions": dict(office.versions),
        "day": office.day,
        "running": dict(office.running),
        "tickets": dict(office.tickets),
        "codes": dict(office.codes),
        "answers": {key: (answer.request_hash, answer.event.text) for key, answer in office.answers.items()},
        "seats": dict(office.seats),
        "calls": office.calls,
        "waiting": {key: count for key, count in office.waiting.items() if count},
        "waiting_for": {key: count for key, count in office.waiting_for.items() if count},
        "lines": {key: line for key, line in office.lines.items() if line},
        "called": dict(office.called),
        "taken": dict(office.taken),
        "help": dict(office.help),
        "lasts": dict(office.lasts),
        "sheets": {day: numbers for day, numbers in office.sheets.items() if numbers},
        "slips": office.slips,
        "on_paper": office.on_paper,
        "registers": dict(office.registers),
        "registered": dict(office.registered),
        "private": dict(office.private),
        "expires_next": office.expires_next,
        "expiring": dict(office.expiring),
        "levels": dict(office.levels),
    }
