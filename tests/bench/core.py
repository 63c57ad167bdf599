"""
The core alone: how many events a second of processor time are decided and applied with fifty waiting, over applying alone.

Run by `python -m tests.bench --only core`. One office in memory, no store and no web: what is due, `decide`, the seal with its
hash, and `apply`, for visitors who take a number, are called, served and finish; every fourth goes first. Applying alone
replays the same events. The two alternate, and the ratio is what can be compared between machines.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Iterator
from copy import copy
from dataclasses import replace
from datetime import timedelta

from server.protocol import plain
from server.queue.apply import apply
from server.queue.command import SYSTEM, Command
from server.queue.decide import decide
from server.queue.due import due
from server.queue.event import Event, seal
from server.queue.office import Office
from sop.model import Policy
from tests.bench.figures import spread, verdict
from tests.builders import FRIDAY, KIOSK, Bench, a_clerk, made_settings

#: Who waits throughout, and the aims of LIMITS 4.7: events a second.
WAITING = 50
AIMS = (40_000.0, 100_000.0)
POLICIES = (Policy(), Policy(kind="arrival"), Policy(kind="accumulating", priority_rate=3.0))
CLERK = a_clerk("a-bench")


def begun(policy: Policy, *, waiting: int) -> Bench:
    """An office with one open counter and `waiting` people in line."""
    bench = Bench()
    bench.say("configure", actor=SYSTEM, document=plain(replace(made_settings(), policy=policy)))
    bench.open("1", actor=CLERK)
    for number in range(waiting):
        bench.issue("satu", priority=number % 4 == 0)
        bench.passes(seconds=20)
    return bench


def round_of(office: Office, *, visits: int) -> list[Event]:
    """`visits` visitors come while as many are served: four events each, every one decided, sealed and applied."""
    events: list[Event] = []
    now = (office.time or FRIDAY) + timedelta(seconds=30)

    def say(verb: str, request: str, **said: object) -> Event:
        command = Command(verb=verb, request_id=request, request_hash=request, **said)  # type: ignore[arg-type]
        for drafts in due(office, now, clock_believed=True):
            assert not drafts
        (draft,) = decide(office, command, now)
        event = seal(
            draft, office=office.id, seq=office.seq + 1, previous=office.hash, at=now,
            actor=command.actor.id, request_id=request, request_hash=request,
        )  # fmt: skip
        apply(office, event)
        events.append(event)
        return event

    for number in range(visits):
        now += timedelta(seconds=10)
        at = office.seq
        options = {"service": "satu", "priority": number % 4 == 0}
        say("issue", f"i{at}", actor=KIOSK, options=options, codes=(f"{at:08d}",))
        ticket = say("call_next", f"c{at}", actor=CLERK, counter="1").data["ticket"]["id"]
        say("start", f"s{at}", actor=CLERK, ticket=ticket)
        say("finish", f"f{at}", actor=CLERK, ticket=ticket)
    return events


def own(office: Office) -> Office:
    """A copy that shares nothing that moves, as if it had been replayed."""
    made = copy(office)
    for name, value in vars(office).items():
        if isinstance(value, dict):
            setattr(made, name, dict(value))
    return made


def measured(policy: Policy, *, waiting: int, visits: int) -> tuple[float, float]:
    """Events a second: decided and applied, applied alone."""
    start = begun(policy, waiting=waiting).office
    first, second = own(start), own(start)
    gc.collect()
    began = time.process_time()
    events = round_of(first, visits=visits)
    decided = time.process_time() - began
    gc.collect()
    began = time.process_time()
    for event in events:
        apply(second, event)
    applied = time.process_time() - began
    assert first.hash == second.hash
    return len(events) / decided, len(events) / applied


def core(*, pairs: int, visits: int = 1000) -> None:
    """Measure and print."""
    for policy, waiting in _cases():
        found = [measured(policy, waiting=waiting, visits=visits) for _ in range(pairs)]
        rates, alone = [pair[0] for pair in found], [pair[1] for pair in found]
        print(f"  {policy.kind}, {waiting} waiting: {spread(rates)} events/s, applied alone {spread(alone)}")
        print(f"      over apply alone {spread([pair[0] / pair[1] for pair in found])}")
        if waiting == WAITING:
            print(f"      {verdict(statistics.median(rates), *AIMS)}")


def _cases() -> Iterator[tuple[Policy, int]]:
    for policy in POLICIES:
        yield policy, WAITING
    yield POLICIES[-1], 0
    yield POLICIES[-1], 500
