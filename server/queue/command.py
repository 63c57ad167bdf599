"""
What can be asked of an office, by whom, and how it is refused.

A command is a value; nothing here decides it (`decide`) or checks a role (`server.access` makes the actor).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from server.queue.private import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """
    Who acts. `id` is an account, a device or "system".

    `permissions` are the finer rights `decide` asks for (`call_chosen`, `issue_any`); `lanes` are the lanes the clerk works
    in, None = all.
    """

    id: str
    permissions: frozenset[str] = frozenset()
    lanes: frozenset[str] | None = None


SYSTEM = Actor(id="system", permissions=frozenset({"call_chosen", "issue_any", "see_confidential"}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """
    One thing to be done in one office.

    Attributes:
        verb: of a ticket, a counter or the office (`configure`, `publish`, `ask_help`, `tick`, …).
        request_id: made when the person acted; None only for `tick`, which time itself asks for.
        request_hash: hash of the request's body; the same id with another hash is a conflict.
        ticket, counter: what it is said to, where it is said to one.
        options: the verb's own fields (reason, lane, service, outcome, then, document, …).
        texts: private texts that come with it, each with the salt the caller drew.
        codes: a few ticket codes drawn by the caller, of eight digits each; the first that is free is used by `issue`.
    """

    verb: str
    actor: Actor
    request_id: str | None
    request_hash: str | None = None
    ticket: str | None = None
    counter: str | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    codes: tuple[str, ...] = ()
    texts: tuple[Text, ...] = ()


class Refusal(Exception):
    """
    A command that cannot be done, and why.

    `code` is stable; the sentence and what to do next are looked up in `server.gate.problems` by it. `status` 404, 403 or
    409. `facts` fill the sentence's blanks.
    """

    def __init__(self, code: str, *, status: int = 409, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.status = status
        self.facts = facts
