"""
decide(office, command, now) → drafts: the one door through which anything changes.

Pure: no clock, no I/O, no randomness. What each verb does is in `verbs`; what time alone makes due is `due`. Also here: the
same request said twice.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from server.queue.command import Command, Refusal
from server.queue.event import Draft
from server.queue.office import Answer, Office
from server.queue.verbs import (
    absence,
    complaint,
    correct,
    counter,
    emergency,
    finish,
    help,
    issue,
    outside,
    paper,
    purge,
    register,
    returned,
    send_back,
    settings,
    several,
    sitting,
    stoppage,
    transfer,
    withdraw,
    working_time,
)
from server.queue.verbs.preconditions import said_for

Decider = Callable[[Office, Command, datetime], list[Draft]]


DECIDERS: Mapping[str, Decider] = {
    "configure": settings.configure,
    "publish": settings.publish,
    "set_days": working_time.set_days,
    "close_day_rule": working_time.close_day_rule,
    "lane_absent": absence.lane_absent,
    "cover_lane": absence.cover_lane,
    "lane_back": absence.lane_back,
    "stop_clock": stoppage.stop_clock,
    "go_on": stoppage.go_on,
    "ask_help": help.ask_help,
    "answer_help": help.answer_help,
    "ask_slip": paper.ask_slip,
    "report_slip": paper.report_slip,
    "confirm_clock": settings.confirm_clock,
    "tick": settings.tick,
    "issue": issue.issue,
    "start": sitting.start,
    "hold": sitting.hold,
    "resume": sitting.resume,
    "transfer": transfer.transfer,
    "change_service": transfer.change_service,
    "no_show": sitting.no_show,
    "reinstate": sitting.reinstate,
    "cancel": withdraw.cancel,
    "add_service": several.add_service,
    "drop_service": several.drop_service,
    "set_files": several.set_files,
    "enter_paper": emergency.enter_paper,
    "undo": correct.undo,
    "void": correct.void,
    "finish": finish.finish,
    "hand_over": finish.hand_over,
    "return_file": returned.return_file,
    "re_enter": returned.re_enter,
    "send_back": send_back.send_back,
    "place": outside.place,
    "open": counter.open_counter,
    "pause": counter.pause,
    "close": counter.close,
    "call_next": counter.call_next,
    "call_chosen": counter.call_chosen,
    "recall": counter.recall,
    "take_complaint": complaint.take,
    "record_complaint": complaint.record,
    "classify": complaint.classify,
    "answer": complaint.answer,
    "void_register": register.void,
    "purge": purge.purge,
}

_BEFORE_CONFIGURED = frozenset({"configure", "tick", "confirm_clock"})


def decide(office: Office, command: Command, now: datetime) -> list[Draft]:
    """
    What a command leads to; `due` must have been decided and applied first.

    Returns: the events to append, in order; [] where there is nothing to write.
    Raises: Refusal.
    """
    if office.settings is None and command.verb not in _BEFORE_CONFIGURED:
        raise Refusal("office_unknown", status=404)
    decider = DECIDERS.get(command.verb)
    if decider is None:
        raise Refusal("verb_unknown", status=404, verb=command.verb)
    drafts = decider(office, command, now)
    if said := said_for(office, command):
        drafts = [Draft(type=draft.type, data={**draft.data, **said}) for draft in drafts]
    return drafts


def repeated(command: Command, earlier: Answer | None) -> Answer | None:
    """
    The answer to give again when this request was carried out before; None for a new one.

    Raises: Refusal `request_conflict` when the same id came with another body.
    """
    if earlier is None:
        return None
    if earlier.request_hash != command.request_hash:
        raise Refusal("request_conflict")
    return earlier
