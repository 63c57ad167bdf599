"""
The journal on disk: lock the offices of a batch and learn what others wrote, append it in one durable commit, read it back.

Every method blocks; the desk calls them from the one writer thread. Decides nothing and keeps no office in memory. That two
processes may write to one office is settled here, by a lock and never by a race; the key (office, seq) is the net beneath.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy import Connection, Engine, Transaction, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from server.queue.apply import apply
from server.queue.event import GENESIS, Event, UnknownEvent, read
from server.queue.office import Answer, Office
from server.store.chain import chain_faults
from server.store.database import reading
from server.store.news import JOURNAL, follow
from server.store.records import Records, Row

# The statements of a commit go to the driver as they are: compiling them costs more than running them (LIMITS 4.2).

#: What is made from the journal, and the columns of each table's key in order with what they hold.
RECORD_TABLES: Mapping[str, Mapping[str, type]] = {
    "tickets": {"office": str, "id": str},
    "periods": {"office": str, "ticket": str, "start_seq": int},
    "services_done": {"office": str, "ticket": str, "nth": int},
    "sessions": {"office": str, "counter": str, "start_seq": int},
    "absences": {"office": str, "start_seq": int},
    "register_entries": {"office": str, "book": str, "year": int, "printed": str},
    "overtakings": {"office": str, "seq": int, "ticket": str},
}
#: Events read or rebuilt at a time.
_CHUNK = 2000


class StoreFailed(Exception):
    """The disk or database refused; nothing of the batch is there, or whether it is must be asked anew."""


class RequestSeen(Exception):
    """A request of this batch was carried out on an earlier day; decide one by one with `earlier`."""


_EVENTS = (
    "INSERT INTO events (office, seq, type, version, at, actor, request_id, payload, hash)"
    " VALUES (:office, :seq, :type, :version, :at, :actor, :request_id, :payload, :hash)"
)
_TICKET_COLUMNS = (
    "office", "id", "code", "number", "series", "running", "service_day", "service", "version", "priority", "issued_at",
    "state", "step", "lane", "counter", "due", "begun_at", "ready_at", "ended_at", "ended_day", "outcome", "cause",
    "waited_seconds", "total_seconds", "stopped_seconds", "taken", "taken_day", "recorded_late", "channel", "confidential",
    "nth", "files", "services_left", "recorded",
    "returns", "returned_day", "lacked",
)  # fmt: skip
_TICKETS = (
    f"INSERT INTO tickets ({', '.join(_TICKET_COLUMNS)}) VALUES ({', '.join(':' + name for name in _TICKET_COLUMNS)})"
    " ON CONFLICT (office, id) DO UPDATE SET " + ", ".join(f"{name} = excluded.{name}" for name in _TICKET_COLUMNS[2:])
)
# Two statements more where an action was taken back, which is rare: what it began goes, what it ended lasts on.
_UNDONE = "DELETE FROM periods WHERE office = :office AND ticket = :ticket AND start_seq >= :first"
_LASTS_ON = (
    "UPDATE periods SET ended_at = NULL, took = NULL, stopped_seconds = 0, row_days = NULL"
    " WHERE office = :office AND ticket = :ticket AND start_seq ="
    " (SELECT MAX(start_seq) FROM periods WHERE office = :office AND ticket = :ticket AND start_seq < :first)"
)
_CLOSING = (
    "UPDATE periods SET ended_at = :ended_at, took = :took, stopped_seconds = :stopped_seconds, row_days = :row_days"
    " WHERE office = :office AND ticket = :ticket AND ended_at IS NULL"
)
_PERIODS = (
    "INSERT INTO periods (office, ticket, start_seq, service, state, step, lane, counter, priority, with_visitor, clock,"
    " started_at, ended_at, took, stopped_seconds, row_days, service_day, nth) VALUES (:office, :ticket,"
    " :start_seq, :service, :state, :step, :lane, :counter, :priority, :with_visitor, :clock, :started_at, :ended_at,"
    " :took, :stopped_seconds, :row_days, :service_day, :nth)"
)
_UNSERVED = "DELETE FROM services_done WHERE office = :office AND ticket = :ticket AND nth = :nth"
_SERVICE_COLUMNS = (
    "office", "ticket", "nth", "service", "version", "files", "outcome", "begun_at", "ended_at", "ended_day", "total_seconds",
    "stopped_seconds", "taken", "taken_day", "recorded_late",
)  # fmt: skip
_SERVICES = (
    f"INSERT INTO services_done ({', '.join(_SERVICE_COLUMNS)})"
    f" VALUES ({', '.join(':' + name for name in _SERVICE_COLUMNS)})"
)
_SESSIONS = (
    "INSERT INTO sessions (office, counter, start_seq, clerk, lanes, pause, taken_from, end_cause, started_at, ended_at,"
    " service_day) VALUES (:office, :counter, :start_seq, :clerk, :lanes, :pause, :taken_from, :end_cause, :started_at,"
    " :ended_at, :service_day)"
    " ON CONFLICT (office, counter, start_seq) DO UPDATE SET ended_at = excluded.ended_at, end_cause = excluded.end_cause"
)
_ABSENCES = (
    "INSERT INTO absences (office, start_seq, lane, reason, covered_by, capacity, started_at, until, service_day) VALUES"
    " (:office, :start_seq, :lane, :reason, :covered_by, :capacity, :started_at, :until, :service_day)"
)
_ABSENCES_OVER = (
    "UPDATE absences SET ended_at = :ended_at, end_cause = :end_cause WHERE office = :office AND start_seq = :start_seq"
)
_OVERTAKING_COLUMNS = (
    "office", "seq", "ticket", "number", "number_day", "priority", "by_ticket", "by_number", "by_priority", "counter", "lane",
    "rule", "reason", "earlier_seconds", "waited_seconds", "called_at", "service_day",
)  # fmt: skip
_OVERTAKINGS = (
    f"INSERT INTO overtakings ({', '.join(_OVERTAKING_COLUMNS)})"
    f" VALUES ({', '.join(':' + name for name in _OVERTAKING_COLUMNS)})"
)

_REGISTERS = (
    "INSERT INTO register_entries (office, book, year, printed, number, seq, at, service_day, ticket, service,"
    " queue_number, row) VALUES (:office, :book, :year, :printed, :number, :seq, :at, :service_day, :ticket, :service,"
    " :queue_number, :row)"
)
_VOIDS = (
    "UPDATE register_entries SET voided_at = :voided_at, void_reason = :void_reason"
    " WHERE office = :office AND book = :book AND year = :year AND printed = :printed"
)
_TEXTS = (
    "INSERT INTO private (office, id, purpose, created, expires, salt, body)"
    " VALUES (:office, :id, :purpose, :created, :expires, :salt, :body)"
)
_GONE = "DELETE FROM private WHERE office = :office AND id = :id"


_LAST = "SELECT seq, hash FROM events WHERE office = :office ORDER BY seq DESC LIMIT 1"

#: For each office of a batch, in one statement: events memory does not know, and where its requests were carried out before.
_TAIL = (
    "SELECT {n} AS place, seq, payload, hash, NULL AS request_id FROM events WHERE office = :office{n} AND seq > :after{n}"
    " UNION ALL"
    " SELECT {n} AS place, seq, NULL, NULL, request_id FROM events WHERE office = :office{n} AND request_id {among}"
)
_AMONG = {
    "sqlite": "IN (SELECT value FROM json_each(:asked{n}))",
    "postgresql": "= ANY(CAST(:asked{n} AS text[]))",
}
#: One after another in the order given, which is the same in every process.
_LOCKS = "SELECT pg_advisory_xact_lock(key) FROM unnest(CAST(:keys AS bigint[])) AS key"
_TELL = f"SELECT pg_notify('{JOURNAL}', told) FROM unnest(CAST(:told AS text[])) AS told"


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """
    What memory did not know when its offices were locked.

    Attributes:
        events: office → its events after the seq memory stood at, in order; offices without any are not in it.
        answers: (office, request id) → what a request of the batch was answered with when it was carried out before.
    """

    events: Mapping[str, Sequence[Event]] = field(default_factory=dict)
    answers: Mapping[tuple[str, str], Answer] = field(default_factory=dict)


class Journal:
    """
    The journal and the records of all offices in one database.

    `alone`: no other process can write to this database (SQLite behind the data folder's lock), so that a batch may be decided
    without asking first what others wrote. Everything else is the same.
    """

    def __init__(self, engine: Engine, *, alone: bool = False) -> None:
        self._engine = engine
        self.alone = alone
        self._kept: Connection | None = None
        self._turn: Transaction | None = None

    def _connection(self) -> Connection:
        """The writer's own connection, kept between commits."""
        if self._kept is None or self._kept.closed:
            self._kept = self._engine.connect()
        return self._kept

    def close(self) -> None:
        """Let go of the connection."""
        self.release()
        if self._kept is not None:
            self._kept.close()

    def offices(self) -> list[str]:
        """Ids of all offices that have a journal, sorted."""
        # From one office to the next through the key: a journal of years is not read for its few names.
        query = text("SELECT MIN(office) FROM events WHERE office > :last")
        found: list[str] = []
        with reading(self._engine) as connection:
            while True:
                office = connection.execute(query, {"last": found[-1] if found else ""}).scalar_one()
                if office is None:
                    return sorted(found)
                found.append(office)

    # -- a batch -------------------------------------------------------------------------------------------

    def lock(self, standing: Mapping[str, int], asked: Mapping[str, Collection[str]]) -> Missed:
        """
        Take a turn: until `append` or `release` nobody else writes to these offices.

        Args:
            standing: office → seq memory stands at; every office of the batch, also one without a journal.
            asked: office → request ids of the batch.

        Raises: UnknownEvent, StoreFailed; no turn is held then.
        """
        try:
            connection = self._connection()
            self._turn = connection.begin()
            if connection.dialect.name == "postgresql":
                # Two statements: the second one's view of the database begins when the locks are there, not before.
                keys = sorted(_lock_key(office) for office in standing)
                connection.exec_driver_sql(_driver("postgresql", _LOCKS), {"keys": keys})
            return self._missed(connection, standing, asked)
        except SQLAlchemyError as error:
            self._drop()
            raise StoreFailed(str(error)) from error
        except UnknownEvent:
            self.release()
            raise

    def _missed(
        self, connection: Connection, standing: Mapping[str, int], asked: Mapping[str, Collection[str]]
    ) -> Missed:
        offices = sorted(standing)
        values: dict[str, object] = {}
        for n, office in enumerate(offices):
            ids = sorted(asked.get(office, ()))
            values[f"office{n}"], values[f"after{n}"] = office, standing[office]
            values[f"asked{n}"] = json.dumps(ids) if connection.dialect.name == "sqlite" else ids
        events: dict[str, list[Event]] = {}
        carried_out: list[tuple[str, str, int]] = []
        for row in connection.exec_driver_sql(_tail(connection.dialect.name, len(offices)), values):
            office = offices[row.place]
            if row.request_id is not None:
                carried_out.append((office, row.request_id, row.seq))
            else:
                events.setdefault(office, []).append(read(office=office, seq=row.seq, text=row.payload, hash_=row.hash))
        answers = {(office, id_): _answer(connection, office, id_, seq=seq) for office, id_, seq in carried_out}
        return Missed(
            events={office: sorted(missed, key=lambda event: event.seq) for office, missed in events.items()},
            answers=answers,
        )

    def append(self, events: Sequence[Event], records: Records) -> None:
        """
        Write a batch in one transaction and wait for the disk; at most ten statements whatever the batch.

        Belongs to the turn that was taken, or, where this process is alone, is one by itself. Raises: RequestSeen, StoreFailed.
        """
        try:
            connection = self._connection()
            turn = self._turn = self._turn or connection.begin()
            connection.exec_driver_sql(_driver(connection.dialect.name, _EVENTS), _event_rows(events))
            write_records(connection, records)
            if connection.dialect.name == "postgresql":
                last = {event.office: event.seq for event in events}
                told = [f"{seq} {office}" for office, seq in last.items()]
                connection.exec_driver_sql(_driver("postgresql", _TELL), {"told": told})
            turn.commit()
            self._turn = None
        except IntegrityError as error:
            self.release()
            if _of_a_request(error):
                raise RequestSeen from error
            raise StoreFailed(str(error)) from error
        except SQLAlchemyError as error:
            self._drop()
            raise StoreFailed(str(error)) from error

    def release(self) -> None:
        """Give a turn back in which nothing was written; without one, nothing happens."""
        turn, self._turn = self._turn, None
        if turn is not None:
            try:
                turn.rollback()
            except SQLAlchemyError:
                self._drop()

    def _drop(self) -> None:
        """Give a connection that failed back as broken: merely forgotten, it would hold its place in the pool for ever."""
        self._turn = None
        if self._kept is not None:
            with suppress(SQLAlchemyError):
                self._kept.invalidate()
            with suppress(SQLAlchemyError):
                self._kept.close()
            self._kept = None

    async def follow(self, heard: Callable[[str, int], None], lost: Callable[[], None]) -> None:
        """
        Hear of every commit of any process, for ever; on SQLite there is nobody to hear of.

        Args:
            heard: told the office and its last seq, in the event loop.
            lost: told when something may have been missed: at the beginning, and after the line was cut.
        """

        def told(words: str) -> None:
            seq, _, office = words.partition(" ")
            heard(office, int(seq))

        if self._engine.dialect.name == "postgresql":
            await follow(self._engine, {JOURNAL: told}, lost)

    # -- reading -------------------------------------------------------------------------------------------

    def head(self, office: str) -> tuple[int, str]:
        """Seq and hash of the last event; (0, GENESIS) for an empty journal. Raises: StoreFailed."""
        try:
            with reading(self._engine) as connection:
                row = connection.execute(text(_LAST), {"office": office}).first()
        except SQLAlchemyError as error:
            raise StoreFailed(str(error)) from error
        return (row[0], row[1]) if row is not None else (0, GENESIS)

    def last_roll(self, office: str) -> int:
        """Seq of the event that began the last service day; 0 where none ever did. Raises: StoreFailed."""
        query = text("SELECT seq FROM events WHERE office = :office AND type = 'day_rolled' ORDER BY seq DESC LIMIT 1")
        try:
            with reading(self._engine) as connection:
                return connection.execute(query, {"office": office}).scalar() or 0
        except SQLAlchemyError as error:
            raise StoreFailed(str(error)) from error

    def read(self, office: str, *, after: int = 0) -> Iterator[Event]:
        """Events of an office with seq > `after`, in order. Raises: UnknownEvent, StoreFailed."""
        query = text(
            "SELECT seq, payload, hash FROM events WHERE office = :office AND seq > :after ORDER BY seq LIMIT :limit"
        )
        while True:
            try:
                with reading(self._engine) as connection:
                    rows = connection.execute(query, {"office": office, "after": after, "limit": _CHUNK}).all()
            except SQLAlchemyError as error:
                raise StoreFailed(str(error)) from error
            for seq, payload, hash_ in rows:
                yield read(office=office, seq=seq, text=payload, hash_=hash_)
                after = seq
            if len(rows) < _CHUNK:
                return

    def earlier(self, office: str, request_id: str) -> Answer | None:
        """What a request of any day was answered with; None when it was never carried out. Raises: StoreFailed."""
        first = text("SELECT seq FROM events WHERE office = :office AND request_id = :request_id")
        try:
            with reading(self._engine) as connection:
                row = connection.execute(first, {"office": office, "request_id": request_id}).first()
                return None if row is None else _answer(connection, office, request_id, seq=row[0])
        except SQLAlchemyError as error:
            raise StoreFailed(str(error)) from error

    def steps_taken(self, office: str, ticket: str, *, service: str) -> dict[int, float | None]:
        """Seconds each step of a ticket really took, by the step's index; None where it was recorded late."""
        query = text(
            "SELECT step, SUM(took) AS took FROM periods WHERE office = :office AND ticket = :ticket AND service = :service"
            " AND ended_at IS NOT NULL GROUP BY step"
        )
        with reading(self._engine) as connection:
            rows = connection.execute(query, {"office": office, "ticket": ticket, "service": service})
            return {row.step: row.took for row in rows}

    def ended(self, office: str, code: str) -> tuple[str, str | None] | None:
        """(state, cause) of the last ticket with a code that is over; None where no ticket that is over had it."""
        query = text(
            "SELECT state, cause FROM tickets WHERE office = :office AND code = :code AND ended_at IS NOT NULL"
            " ORDER BY ended_at DESC LIMIT 1"
        )
        with reading(self._engine) as connection:
            row = connection.execute(query, {"office": office, "code": code}).first()
            return None if row is None else (row.state, row.cause)

    def counter_day(self, office: str, counter: str, *, day: str) -> tuple[int, int]:
        """(tickets served, visitors who did not come) at a counter on a service day (ISO date)."""
        served = text(
            "SELECT COUNT(DISTINCT ticket) FROM periods WHERE office = :office AND service_day = :day"
            " AND counter = :counter AND state = 'serving' AND ended_at IS NOT NULL"
        )
        absent = text(
            "SELECT COUNT(*) FROM periods p JOIN tickets t ON t.office = p.office AND t.id = p.ticket"
            " WHERE p.office = :office AND p.service_day = :day AND p.counter = :counter AND p.state = 'called'"
            " AND t.state = 'no_show' AND t.ended_at = p.ended_at"
        )
        values = {"office": office, "counter": counter, "day": day}
        with reading(self._engine) as connection:
            return connection.execute(served, values).scalar_one(), connection.execute(absent, values).scalar_one()

    def verify(self, office: str) -> list[str]:
        """Every break of the chain and every column that differs from its payload, in words; [] when the journal is whole."""
        with reading(self._engine) as connection:
            return list(chain_faults(connection, office))

    def rebuild(self, office: str) -> None:
        """Throw the records of an office away and make them again from its journal, in one transaction and a turn of its own."""
        state = Office(office)
        with self._engine.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.exec_driver_sql(_driver("postgresql", _LOCKS), {"keys": [_lock_key(office)]})
            for table in RECORD_TABLES:
                connection.execute(text(f"DELETE FROM {table} WHERE office = :office"), {"office": office})
            records = Records()
            rows = connection.execute(
                text("SELECT seq, payload, hash FROM events WHERE office = :office ORDER BY seq"), {"office": office}
            )
            for count, (seq, payload, hash_) in enumerate(rows.all(), start=1):
                event = read(office=office, seq=seq, text=payload, hash_=hash_)
                records.add(state, event, apply(state, event))
                if count % _CHUNK == 0:
                    write_records(connection, records)
                    records = Records()
            write_records(connection, records)


def _event_rows(events: Sequence[Event]) -> list[Row]:
    rows: list[Row] = []
    seen: tuple[str, str | None] | None = None
    for event in events:
        first = event.request_id is not None and (event.office, event.request_id) != seen
        seen = (event.office, event.request_id)
        rows.append(
            {
                "office": event.office,
                "seq": event.seq,
                "type": event.type,
                "version": event.version,
                "at": event.at.isoformat(),
                "actor": event.actor,
                "request_id": event.request_id if first else None,
                "payload": event.text,
                "hash": event.hash,
            }
        )
    return rows


def _answer(connection: Connection, office: str, request_id: str, *, seq: int) -> Answer:
    """What a request was answered with, whose first event is `seq`: its last event."""
    following = text(
        "SELECT seq, payload, hash FROM events WHERE office = :office AND seq >= :seq ORDER BY seq LIMIT :limit"
    )
    last = None
    rows = connection.execute(following, {"office": office, "seq": seq, "limit": _CHUNK})
    for each, payload, hash_ in rows.all():
        event = read(office=office, seq=each, text=payload, hash_=hash_)
        if event.request_id != request_id:
            break
        last = event
    assert last is not None
    return Answer(request_hash=last.request_hash, event=last)


def _lock_key(office: str) -> int:
    """The number an office is locked by: 64 bits of its name's hash, signed."""
    return int.from_bytes(hashlib.sha256(f"antrean/{office}".encode()).digest()[:8], "big", signed=True)


def _of_a_request(error: IntegrityError) -> bool:
    """Whether a refused row is one whose request was carried out before; else it is a seq that is there already."""
    named = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
    return named == "events_request" if named is not None else "events.request_id" in str(error.orig)


@functools.cache
def _tail(dialect: str, offices: int) -> str:
    one = _TAIL.replace("{among}", _AMONG[dialect])
    return _driver(dialect, " UNION ALL ".join(one.replace("{n}", str(n)) for n in range(offices)))


@functools.cache
def _driver(dialect: str, statement: str) -> str:
    """A statement as the driver takes it."""
    return statement if dialect == "sqlite" else re.sub(r":(\w+)", r"%(\1)s", statement)


def write_records(connection: Connection, records: Records) -> None:
    """Write the rows of a batch, at most four statements, inside the transaction of `connection`."""
    for statement, rows in (
        (_TICKETS, list(records.tickets.values())),
        (_UNDONE, records.undone),
        (_UNSERVED, records.unserved),
        (_SERVICES, list(records.services.values())),
        (_LASTS_ON, records.undone),
        (_CLOSING, records.closing),
        (_PERIODS, records.periods),
        (_SESSIONS, list(records.sessions.values())),
        (_REGISTERS, records.registers),
        (_VOIDS, records.voids),
        (_TEXTS, records.texts),
        (_GONE, records.gone),
        (_OVERTAKINGS, records.overtakings),
        (_ABSENCES, records.absences),
        (_ABSENCES_OVER, records.absences_over),
    ):
        if rows:
            connection.exec_driver_sql(_driver(connection.dialect.name, statement), rows)
