"""
Several services on one ticket: how those that come after the present one are written, and in which order they are walked.

A service ahead is text, `service@version` or `service@version*files`, because a ticket's fields are what events say. Pure; what
begins the next one is `verbs.several`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from server.queue.office import Version

#: Services on one ticket at most, the present one included: a family, not an agency.
MOST_SERVICES = 9
#: Files of one service on one ticket at most.
MOST_FILES = 99


class Ahead(NamedTuple):
    """A service a ticket will go on to, in the version current when it was added."""

    service: str
    version: int
    files: int = 1


def written(ahead: Ahead) -> str:
    """As a ticket's field holds it."""
    files = f"*{ahead.files}" if ahead.files != 1 else ""
    return f"{ahead.service}@{ahead.version}{files}"


def read(text: str) -> Ahead:
    """The inverse of `written`."""
    service, _, rest = text.rpartition("@")
    version, _, files = rest.partition("*")
    return Ahead(service, int(version), int(files) if files else 1)


def days_long(version: Version) -> bool:
    """Whether any row of a service takes working days."""
    return any(stop.days for stop in version.stops)


def in_order(chosen: Iterable[tuple[Ahead, Version]]) -> list[tuple[Ahead, Version]]:
    """Services of minutes in the order chosen, then the days-long one: the visitor is done with the others before going home."""
    return sorted(chosen, key=lambda each: days_long(each[1]))
