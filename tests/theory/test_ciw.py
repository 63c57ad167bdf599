"""
Our rules against Ciw, a queueing simulator of others, on the same arrivals and service times: visitor by visitor.

By arrival, and always first without interruption (Ciw's priority classes). Fails where one visitor is called in another order.
"""

from __future__ import annotations

import random

import ciw
import pytest

from server.queue.ticket import Ticket
from sop.model import Policy
from tests.theory.queueing import ARRIVAL, STRICT, Chooser, Visitor, by, visitors, waits

pytestmark = pytest.mark.slow

MEAN = 300.0


def exponential(drawn: random.Random) -> float:
    return drawn.expovariate(1 / MEAN)


def told_by_ciw(people: list[Visitor], *, servers: int, classes: bool) -> list[float]:
    """Ciw's waits in order of arrival; with `classes` those who go first are a class before the other."""
    kinds = {True: "first", False: "other"} if classes else {True: "all", False: "all"}
    arrivals: dict[str, list[float]] = {name: [] for name in kinds.values()}
    services: dict[str, list[float]] = {name: [] for name in kinds.values()}
    last = dict.fromkeys(kinds.values(), 0.0)
    for person in people:
        name = kinds[person.first]
        arrivals[name].append(person.at - last[name])
        services[name].append(person.service)
        last[name] = person.at
    network = ciw.create_network(
        arrival_distributions={name: [ciw.dists.Sequential([*each, float("inf")])] for name, each in arrivals.items()},
        service_distributions={name: [ciw.dists.Sequential(each)] for name, each in services.items()},
        number_of_servers=[servers],
        priority_classes={name: int(name == "other") for name in arrivals} if classes else None,
    )
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(people[-1].at + 1000 * MEAN)
    records = sorted(simulation.get_all_records(), key=lambda record: record.arrival_date)
    assert len(records) == len(people)
    return [record.service_start_date - record.arrival_date for record in records]


@pytest.mark.parametrize("servers", [1, 3])
@pytest.mark.parametrize(("policy", "classes"), [(ARRIVAL, False), (STRICT, True)], ids=["arrival", "strict"])
def test_every_visitor_waits_as_long_as_in_ciw(policy: Policy, servers: int, *, classes: bool) -> None:
    people = visitors(3, count=3000, rate=0.85 * servers / MEAN, share_first=0.35, service=exponential)
    expected = told_by_ciw(people, servers=servers, classes=classes)
    assert waits(people, servers=servers, choose=by(policy)) == pytest.approx(expected, abs=1e-3)
    assert waits(people, servers=servers, choose=last_first) != pytest.approx(expected, abs=1e-3)


def last_first(line: list[Ticket], streak: int, now: float) -> tuple[Ticket, int]:
    """A planted fault: of the two in question the later one."""
    return line[-1], streak


def test_the_planted_fault_is_a_rule_like_others() -> None:
    chooser: Chooser = last_first
    people = visitors(3, count=50, rate=1 / MEAN, share_first=0.5, service=exponential)
    assert len(waits(people, servers=1, choose=chooser)) == 50
