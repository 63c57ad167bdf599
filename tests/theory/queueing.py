"""
A small world for our own rules: seeded visitors, servers that call by `pick_next`, and what theory says of them.

The loop knows nothing but `policy.pick_next`; `in_an_office` plays the same visitors through a whole office, so that what is
shown of the loop is shown of the product. Times are seconds, rounded to the millisecond so that every program adds them up alike.
"""

from __future__ import annotations

import heapq
import random
import statistics
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from math import factorial, sqrt

from server.protocol import plain
from server.queue.command import SYSTEM
from server.queue.policy import pick_next
from server.queue.ticket import Ticket
from sop.model import Policy
from tests.builders import FRIDAY, Bench, made_settings
from tests.queue.test_who_is_next import a_ticket

ARRIVAL = Policy(kind="arrival")
#: Those who go first always do; no office may be given so large a number, but the rule takes it.
STRICT = Policy(kind="ratio", priority_in_a_row=10**9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Comes `at`, needs `service`; both seconds."""

    at: float
    service: float
    first: bool


def visitors(
    seed: int, *, count: int, rate: float, share_first: float, service: Callable[[random.Random], float]
) -> list[Visitor]:
    """Poisson arrivals: `rate` a second, of whom `share_first` go first, each with a service time of its own."""
    drawn = random.Random(seed)
    at, made = 0.0, []
    for _ in range(count):
        at += drawn.expovariate(rate)
        made.append(Visitor(at=round(at, 3), service=round(service(drawn), 3), first=drawn.random() < share_first))
    return made


#: How the next is chosen: from the first who goes first and the first of the others, the server's streak and the time.
Chooser = Callable[[list[Ticket], int, float], tuple[Ticket, int]]


def by(policy: Policy) -> Chooser:
    """Our own rule."""

    def choose(line: list[Ticket], streak: int, now: float) -> tuple[Ticket, int]:
        found = pick_next(line, policy=policy, streak=streak, now=FRIDAY + timedelta(seconds=now))
        assert found is not None
        return found.ticket, found.streak

    return choose


def waits(people: Sequence[Visitor], *, servers: int, choose: Chooser) -> list[float]:
    """Seconds each visitor waits, in order of arrival, at `servers` that are never idle while somebody waits."""
    blank = a_ticket("x")
    free = [(0.0, server) for server in range(servers)]
    streaks = [0] * servers
    lines: dict[bool, deque[int]] = {True: deque(), False: deque()}
    tickets: list[Ticket] = []
    found = [0.0] * len(people)
    came = 0
    for _ in people:
        now, server = heapq.heappop(free)
        if not lines[True] and not lines[False]:
            now = max(now, people[came].at)
        while came < len(people) and people[came].at <= now:
            person = people[came]
            tickets.append(
                blank.changed(
                    {"id": f"{came:06d}", "running": came, "priority": person.first,
                     "queued_at": FRIDAY + timedelta(seconds=person.at)}
                )
            )  # fmt: skip
            lines[person.first].append(came)
            came += 1
        heads = sorted(line[0] for line in lines.values() if line)
        ticket, streaks[server] = choose([tickets[each] for each in heads], streaks[server], now)
        lines[ticket.priority].popleft()
        found[ticket.running] = now - people[ticket.running].at
        heapq.heappush(free, (now + people[ticket.running].service, server))
    return found


def in_an_office(people: Sequence[Visitor], *, servers: int, policy: Policy) -> list[float]:
    """The same through the whole office: every visitor issued, called, started and finished by commands."""
    bench = Bench()
    bench.say("configure", actor=SYSTEM, document=plain(replace(made_settings(), policy=policy)))
    counters = ("1", "2", "4")[:servers]
    for counter in counters:
        bench.open(counter, "depan")
    began = bench.now + timedelta(seconds=1)
    free = [(0.0, counter) for counter in counters]
    busy: list[tuple[float, str, str]] = []
    order: dict[str, int] = {}
    found = [0.0] * len(people)
    came = waiting = 0
    while came < len(people) or busy:
        if busy and (came == len(people) or busy[0][0] <= people[came].at):
            now, counter, ticket = heapq.heappop(busy)
            bench.now = began + timedelta(seconds=now)
            bench.say("finish", ticket, counter=counter)
            heapq.heappush(free, (now, counter))
        else:
            now = people[came].at
            bench.now = began + timedelta(seconds=now)
            order[bench.issue("satu", priority=people[came].first)] = came
            came, waiting = came + 1, waiting + 1
        while free and waiting:
            _, counter = heapq.heappop(free)
            bench.call(counter)
            called = bench.office.seats[counter].ticket
            assert called is not None
            bench.say("start", called)
            person = order[called]
            found[person] = now - people[person].at
            heapq.heappush(busy, (now + people[person].service, counter, called))
            waiting -= 1
    return found


# -- what is measured ---------------------------------------------------------------

#: Two-sided 99 % of Student's t with 29 degrees of freedom: thirty batches.
BATCHES, T_99 = 30, 2.756


def interval(values: Sequence[float], *, warm: int = 2000) -> tuple[float, float]:
    """Mean and half width of its 99 % interval by batch means; the first `warm` are left out."""
    kept = values[warm:]
    size = len(kept) // BATCHES
    means = [statistics.fmean(kept[each * size : (each + 1) * size]) for each in range(BATCHES)]
    return statistics.fmean(means), T_99 * statistics.stdev(means) / sqrt(BATCHES)


def agrees(values: Sequence[float], expected: float) -> bool:
    """Whether the mean of the values is the expected one, within its 99 % interval."""
    mean, half = interval(values)
    return abs(mean - expected) <= half


# -- what theory says ---------------------------------------------------------------


def erlang_c_wait(*, rate: float, mean_service: float, servers: int) -> float:
    """Mean wait of M/M/c (Erlang 1917)."""
    load = rate * mean_service
    full = load**servers / factorial(servers) * servers / (servers - load)
    chance = full / (sum(load**each / factorial(each) for each in range(servers)) + full)
    return chance * mean_service / (servers - load)


def residual(*, rate: float, second_moment: float) -> float:
    """Mean work left in the service under way: rate × E[S²] / 2."""
    return rate * second_moment / 2


def pollaczek_khinchine_wait(*, rate: float, mean_service: float, second_moment: float) -> float:
    """Mean wait of M/G/1 in order of arrival."""
    return residual(rate=rate, second_moment=second_moment) / (1 - rate * mean_service)


def cobham_waits(*, work: float, first: float, other: float) -> tuple[float, float]:
    """
    Mean waits of two classes, the first always before the other, none interrupted (Cobham, Operations Research 2, 1954).

    `work` is the residual; `first` and `other` the loads of the classes.
    """
    return work / (1 - first), work / ((1 - first) * (1 - first - other))


def kleinrock_waits(*, work: float, first: float, other: float, times: float) -> tuple[float, float]:
    """
    Mean waits of two classes of which the first collects credit `times` as fast (Kleinrock, *A delay dependent queue
    discipline*, Naval Research Logistics Quarterly 11, 1964; *Queueing Systems* II, 1976, section 3.7).
    """
    even = work / (1 - first - other)
    later = even / (1 - first * (1 - 1 / times))
    return even - other * later * (1 - 1 / times), later
