"""
Who is next: the four rules an office can choose from, each a pure function over the first in line of either kind.

Every rule keeps the order of arrival among those who go first and among the others; they differ only in how the two are mixed. So
each chooses between two tickets, and no ticket is overtaken by a later one of its own kind. Who may be called at all is `line`;
the sentence that is said about a choice is `sentences`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from server.queue.line import place
from server.queue.office import Office
from server.queue.ticket import State, Ticket
from sop.model import Policy

#: What an office that has not decided goes by: priority first, at most two in a row before one other (DESIGN 5).
DEFAULT = Policy()
#: Of the default rule, whatever the numbers of its document say.
IN_A_ROW, OTHERS = 2, 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """
    The ticket whose turn it is.

    Attributes:
        reason: a stable code: `priority` goes first by the rule; `turn` enough of those who go first were called before;
            `credit` its waiting counts for more; `collect` its document is ready; `arrival` it came first.
        streak: the counter's count after this call (`Seat.streak`).
        policy: the rule that chose.
    """

    ticket: Ticket
    reason: str
    streak: int
    policy: Policy = DEFAULT


def policy_of(office: Office, *, counter: str | None) -> Policy:
    """The rule at a counter: its own, else the office's, else the default."""
    settings = office.settings
    assert settings is not None
    own = next((each.policy for each in settings.counters if each.id == counter), None)
    return own or settings.policy or DEFAULT


def pick_next(line: Iterable[Ticket], *, policy: Policy, streak: int, now: datetime) -> Next | None:
    """
    Choose from a line in order of arrival.

    Args:
        line: everybody who may be called, or only the two that matter (`line.heads`); the choice is the same.
        streak: how the counter stands, see `by_ratio`.

    Returns: None when nobody waits.
    """
    first: Ticket | None = None
    other: Ticket | None = None
    for ticket in line:
        if ticket.goes_first:
            first = first or ticket
        else:
            other = other or ticket
        if first is not None and other is not None:
            break
    if first is None and other is None:
        return None
    ticket, reason, after = RULES[policy.kind](first, other, policy, streak, now)
    if reason == "arrival" and ticket.state is State.READY:
        reason = "collect"
    return Next(ticket=ticket, reason=reason, streak=after, policy=policy)


Chosen = tuple[Ticket, str, int]
Rule = Callable[[Ticket | None, Ticket | None, Policy, int, datetime], Chosen]


def by_ratio(first: Ticket | None, other: Ticket | None, policy: Policy, streak: int, now: datetime) -> Chosen:
    """
    `priority_in_a_row` who go first, then `others_in_a_row` others, and so on while both wait; nobody waits for an absent turn.

    `streak` from 0 up counts those who went first in this round; below 0 it is how many others are still to come before the next.
    """
    return _round(first, other, streak, ahead=policy.priority_in_a_row, others=policy.others_in_a_row)


def by_default(first: Ticket | None, other: Ticket | None, policy: Policy, streak: int, now: datetime) -> Chosen:
    """Two who go first, then one other, while both wait."""
    return _round(first, other, streak, ahead=IN_A_ROW, others=OTHERS)


def by_arrival(first: Ticket | None, other: Ticket | None, policy: Policy, streak: int, now: datetime) -> Chosen:
    """Whoever came first."""
    return _earlier(first, other), "arrival", 0


def by_credit(first: Ticket | None, other: Ticket | None, policy: Policy, streak: int, now: datetime) -> Chosen:
    """
    The accumulating priority queue: whoever has the most credit, which is a rate times the time waited so far.

    Others begin to collect theirs after `other_delay_minutes`. Of equal credits the earlier is first. Kleinrock, *A delay
    dependent queue discipline*, Naval Research Logistics Quarterly 11 (1964); Stanford, Taylor and Ziedins, *Waiting time
    distributions in the accumulating priority queue*, Queueing Systems 77 (2014).
    """
    earlier = _earlier(first, other)
    if first is None or other is None or earlier is first:
        return earlier, "arrival", 0
    delay = policy.other_delay_minutes * 60
    mine = policy.priority_rate * max(0.0, (now - first.queued_at).total_seconds())
    theirs = policy.other_rate * max(0.0, (now - other.queued_at).total_seconds() - delay)
    return (first, "credit", 0) if mine > theirs else (other, "arrival", 0)


#: Kind of policy → its rule.
RULES: Mapping[str, Rule] = {
    "default": by_default,
    "arrival": by_arrival,
    "ratio": by_ratio,
    "accumulating": by_credit,
}


def _round(first: Ticket | None, other: Ticket | None, streak: int, *, ahead: int, others: int) -> Chosen:
    if first is None:
        return _earlier(first, other), "arrival", min(0, streak + 1) if streak < 0 else 0
    if other is None:
        return first, "priority", max(0, streak) + 1
    if 0 <= streak < ahead:
        return first, "priority", streak + 1
    return other, "turn", (streak if streak < 0 else -others) + 1


def _earlier(first: Ticket | None, other: Ticket | None) -> Ticket:
    if first is None or other is None:
        found = first or other
        assert found is not None
        return found
    return first if place(first) < place(other) else other
