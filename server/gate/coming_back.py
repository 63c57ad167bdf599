"""
A visitor back with a code: how often it may be guessed, and what is said of one whose ticket is over.

What a code leads to is `queue.verbs.returned`; here is only who may try, and the store asked where the office has forgotten.
"""

from __future__ import annotations

from dataclasses import replace

from fastapi import Request

from server.clock import since_boot
from server.gate.context import house, submit
from server.gate.people import guesser
from server.protocol import ReEnter
from server.queue.command import Refusal
from server.queue.office import Answer


async def enter_by_code(request: Request, office: str, body: ReEnter) -> Answer:
    """
    Carry out `re_enter` by code. Raises: Refusal `too_many_tries` after a few unknown codes, `code_unknown`, `ticket_finished`,
    `ticket_expired` and others in words for a ticket that is over.
    """
    found = house(request)
    code = digits_of(body.code)
    key = f"{guesser(request)}/code"
    found.tries.check(key, now=since_boot())
    said = replace(body, code=code)
    try:
        return await submit(
            request, office, verb="re_enter", permission="re_enter_by_code", message=said, options={"code": code}
        )
    except Refusal as refusal:
        if refusal.code != "code_unknown":
            raise
        ended = await found.desk.in_writer(lambda: found.desk.journal.ended(office, code))
        if ended is None:
            found.tries.wrong(key, now=since_boot())
            raise
        raise _over(*ended) from refusal


def _over(state: str, cause: str | None) -> Refusal:
    """What the visitor of a ticket that ended like this is told."""
    match state, cause:
        case "cancelled", "system":
            return Refusal("ticket_expired")
        case "no_show", _:
            return Refusal("ticket_missed")
        case "finished", _:
            return Refusal("ticket_finished")
        case _:
            return Refusal("ticket_cancelled")


def digits_of(said: str) -> str:
    """The eight digits of a typed or scanned code; a scan may be an address that ends in them. "" where there are not eight."""
    digits = "".join(each for each in said.strip().rstrip("/").rpartition("/")[2] if each in "0123456789")
    return digits if len(digits) == 8 else ""
