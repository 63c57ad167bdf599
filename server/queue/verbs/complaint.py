"""
What is said to a complaint: taken down by any channel, recorded at the counter, classified, answered.

Rising and solving are outcomes of `finish`; rising by itself is a term, see `server.queue.complaint`. Pure: returns drafts.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from server.queue.change import moved, plain_fields
from server.queue.command import Command, Refusal
from server.queue.complaint import CHANNELS, SPOKEN, classes, level_day
from server.queue.event import Draft
from server.queue.office import Office
from server.queue.private import told
from server.queue.ticket import Ticket, Verb
from server.queue.verbs import issue
from server.queue.verbs.preconditions import allowed, found, offered


def take(office: Office, command: Command, now: datetime) -> list[Draft]:
    """
    A complaint that reached the office by a channel: a ticket with its text, told to nobody but the event's reader.

    By any channel but *langsung* no visitor stands there: nobody is called, and its first row is worked on as a file.
    Raises: Refusal `channel_unknown`, `not_a_complaint`, `text_needed`, `read_back_needed`, and those of an issue.
    """
    channel = str(command.options.get("channel"))
    if channel not in CHANNELS:
        raise Refusal("channel_unknown", channel=channel)
    version = offered(office, command.options.get("service"), command=command)
    if not version.procedure.complaint:
        raise Refusal("not_a_complaint", service=version.procedure.id)
    _told_and_read_back(command, channel=channel)
    drafts = issue.issue(office, command, now)
    ticket = dict(drafts[-1].data["ticket"])
    level = level_day(office, version, step=0)
    confidential = bool(command.options.get("confidential"))
    ticket |= plain_fields({"channel": channel, "confidential": confidential, "level_due": level})
    facts = {"private": told(office, command.texts, ticket=ticket["id"]), "read_back": channel in SPOKEN}
    data: dict[str, Any] = {**drafts[-1].data, "ticket": ticket, **facts}
    return [*drafts[:-1], Draft(type=drafts[-1].type, data=data)]


def record(office: Office, command: Command, now: datetime) -> list[Draft]:
    """Take down what a complainant says at the counter, or what comes later by another way. Raises as `take`."""
    ticket = _complaint(office, command, Verb.RECORD_COMPLAINT)
    channel = ticket.channel or "langsung"
    _told_and_read_back(command, channel=channel)
    confidential = ticket.confidential or bool(command.options.get("confidential"))
    level = ticket.level_due or level_day(office, office.version(ticket), step=ticket.step)
    changes = {"channel": channel, "confidential": confidential, "level_due": level}
    facts = {"private": told(office, command.texts, ticket=ticket.id), "read_back": channel in SPOKEN}
    return [moved("complaint_recorded", office, ticket, now=now, changes=changes, facts=facts)]


def classify(office: Office, command: Command, now: datetime) -> list[Draft]:
    """
    Say how grave a complaint is (`classed`), and whether it is about staff (`confidential`); what is None stays.

    Raises: Refusal `class_unknown`.
    """
    ticket = _complaint(office, command, Verb.CLASSIFY)
    code = command.options.get("classed")
    if code is not None and code not in {each.code for each in classes(office)}:
        raise Refusal("class_unknown", classed=str(code))
    confidential = command.options.get("confidential")
    changes = {
        "classed": ticket.classed if code is None else code,
        "confidential": ticket.confidential if confidential is None else bool(confidential),
    }
    return [moved("complaint_classified", office, ticket, now=now, changes=changes)]


def answer(office: Office, command: Command, now: datetime) -> list[Draft]:
    """Write a complaint's answer down; only then can it be solved. Raises: Refusal `text_needed`."""
    ticket = _complaint(office, command, Verb.ANSWER)
    if not any(each.purpose == "answer" for each in command.texts):
        raise Refusal("text_needed")
    facts = {"private": told(office, command.texts, ticket=ticket.id)}
    return [moved("complaint_answered", office, ticket, now=now, changes={"answered": True}, facts=facts)]


def _complaint(office: Office, command: Command, verb: Verb) -> Ticket:
    ticket = found(office, command)
    allowed(ticket, verb)
    if not office.version(ticket).procedure.complaint:
        raise Refusal("not_a_complaint", service=ticket.service)
    return ticket


def _told_and_read_back(command: Command, *, channel: str) -> None:
    if not any(each.purpose == "complaint" for each in command.texts):
        raise Refusal("text_needed")
    if channel in SPOKEN and not command.options.get("read_back"):
        raise Refusal("read_back_needed")
