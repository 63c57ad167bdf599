"""
Who may be called at a counter, in order of arrival.

An office keeps, for each lane, the places of those who may be called (`Office.lines`), so that nobody looks through all its
tickets for the next one. Who of them is next is `policy`; what is said about it is `sentences`. Pure, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from heapq import merge
from itertools import takewhile

from server.queue.office import Office, Place
from server.queue.ticket import Ticket


def line_at(office: Office, *, lanes: Iterable[str], counter: str | None) -> list[Ticket]:
    """
    Everybody who may be called at a counter serving `lanes`, first in line first.

    Args:
        counter: the counter that calls; tickets bound to another one at which somebody sits are left out. None: any bound ticket
            of such a counter is. A ticket that waits for a person is there for that person's counter alone.
    """
    return list(_in_order(office, lanes=lanes, counter=counter))


def overtaken_by(office: Office, ticket: Ticket, *, lanes: Iterable[str], counter: str) -> list[Ticket]:
    """
    Those who came earlier than a ticket that a counter has just called, and still wait in its line: they are overtaken.

    Args:
        office: after the call.
        ticket: as it stood in line. Whoever is back after a missed call is not overtaken before their numbers are over.
    """
    found = takewhile(lambda each: place(each) < place(ticket), _in_order(office, lanes=lanes, counter=counter))
    before = {ticket.lane: office.called.get(ticket.lane, 0) - 1}
    return [
        each
        for each in found
        if each.behind is None or before.get(each.lane, office.called.get(each.lane, 0)) >= each.behind
    ]


def heads(office: Office, *, lanes: Iterable[str], counter: str | None) -> list[Ticket]:
    """
    The two of the line at a counter among whom any policy chooses: the first who goes first, and the first of the others.

    A visitor who was not there when called, and is back, comes after the numbers that were before (`Ticket.behind`), whatever the
    policy; where nobody else is left they come at once. Returns: none, one or two tickets, the earlier first.
    """
    chosen = set(lanes)
    found: list[Ticket] = []
    back: list[Ticket] = []
    for first in (True, False):
        lines = [line for lane in chosen if (line := office.lines.get((lane, first)))]
        places: Iterable[Place] = lines[0] if len(lines) == 1 else merge(*lines)
        one: Ticket | None = None
        for ticket in _for(office, places, counter=counter):
            if _comes(office, ticket):
                found.append(ticket)
                break
            one = one or ticket
        if one is not None:
            back.append(one)
    return sorted(found or back, key=place)


def place(ticket: Ticket) -> Place:
    """A ticket's place among others: when it came, then its id, so that no two are equal."""
    return ticket.queued_at, ticket.id


def _comes(office: Office, ticket: Ticket) -> bool:
    return ticket.behind is None or office.called.get(ticket.lane, 0) >= ticket.behind


def _in_order(office: Office, *, lanes: Iterable[str], counter: str | None) -> Iterator[Ticket]:
    places = merge(*(office.lines.get((lane, first), ()) for lane in set(lanes) for first in (True, False)))
    return _for(office, places, counter=counter)


def _for(office: Office, places: Iterable[Place], *, counter: str | None) -> Iterator[Ticket]:
    at = office.seats.get(counter or "")
    for _, id_ in places:
        ticket = office.tickets[id_]
        if ticket.confidential and (at is None or not at.trusted):
            # A complaint about staff is called by those alone who may see it.
            continue
        if ticket.person is not None and (at is None or ticket.person != at.clerk):
            continue
        if ticket.bound is None or ticket.bound == counter:
            yield ticket
        else:
            # Bound to a counter at which nobody sits, it is for every counter again.
            seat = office.seats.get(ticket.bound)
            if seat is None or seat.clerk is None:
                yield ticket
