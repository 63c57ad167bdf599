"""
The documents an office can be given: its settings and its procedures, read and checked before they become events.

Refuses only what would stop the office from working afterwards (a zone that does not exist, a lane that is gone); what makes
a catalogue good is `sop.check`. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import time
from itertools import pairwise

from server.protocol import Malformed, from_plain
from server.queue.calendar import Span, overlapping, zone
from server.queue.command import Refusal
from server.queue.office import Office
from server.queue.private import PURPOSES
from server.queue.register import format_fault
from server.queue.route import route
from sop.check import REASON_CODE
from sop.model import Office as Settings
from sop.model import OpenHours, Policy, Procedure

#: Most calls of one kind in a row that a ratio may name, and the highest rate of credit: beyond them the others never come.
MOST_IN_A_ROW = 9
HIGHEST_RATE = 100.0

#: Minutes a kiosk may begin before opening, and stop before closing.
MOST_MARGIN = 240

_CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")

#: The series of kiosks that are cut off: nobody else's.
CUT_OFF_SERIES = "X"
#: Longest term for a returned file, working days; a year and a little is a typing error.
MOST_DAYS = 400


def read_settings(office: Office, document: object) -> Settings:
    """
    Settings of an office from JSON values.

    Raises: Refusal `malformed` (422) naming the key, `wrong_office` where they are another office's.
    """
    try:
        settings = from_plain(Settings, document)
    except Malformed as error:
        raise _malformed(str(error)) from error
    if settings.id != office.id:
        raise Refusal("wrong_office", office=settings.id)
    try:
        zone(settings.zone)
    except (OSError, ValueError, KeyError) as error:
        raise _malformed(f"zone: {settings.zone}") from error
    _check_working_time(settings)
    for key, ids in (
        ("lanes", [lane.id for lane in settings.lanes]),
        ("counters", [counter.id for counter in settings.counters]),
        ("groups", [group.id for group in settings.groups]),
    ):
        _need(key, holds=len(set(ids)) == len(ids), expected="each once")
    _check_series(settings)
    _check_returning(settings)
    staff = _staff(settings)
    for counter in settings.counters:
        _known(f"counters.{counter.id}.lanes", counter.lanes, staff)
        _need(f"counters.{counter.id}.lanes", holds=bool(counter.lanes), expected="at least one")
    for key, policy in (
        ("policy", settings.policy),
        *((f"counters.{each.id}.policy", each.policy) for each in settings.counters),
    ):
        if policy is not None:
            _check_policy(key, policy)
    _check_books(settings)
    for id_, version in office.current.items():
        _check_fits(settings, office.versions[id_, version].procedure)
    for ticket in office.tickets.values():
        _known("lanes", (ticket.lane, *(stop.lane for stop in office.version(ticket).stops)), staff)
    return settings


def read_procedure(office: Office, document: object) -> Procedure:
    """
    A procedure of a configured office from JSON values.

    Raises: Refusal `malformed` (422) naming the key, `wrong_office` where it is another office's.
    """
    assert office.settings is not None
    try:
        procedure = from_plain(Procedure, document)
    except Malformed as error:
        raise _malformed(str(error)) from error
    if procedure.office != office.id:
        raise Refusal("wrong_office", office=procedure.office)
    _need("walk", holds=set(procedure.walk) <= set(range(len(procedure.steps))), expected="places of rows")
    _check_fits(office.settings, procedure)
    return procedure


def _check_fits(settings: Settings, procedure: Procedure) -> None:
    _known(f"{procedure.id}.group", (procedure.group,), {group.id for group in settings.groups})
    _known(f"{procedure.id}.lanes", (stop.lane for stop in route(procedure)), _staff(settings))


def _check_working_time(settings: Settings) -> None:
    _check_week("hours", settings.hours)
    for counter in settings.counters:
        _check_week(f"counters.{counter.id}.hours", counter.hours)
    for season in settings.seasons:
        key = f"seasons.{season.first}"
        _need(key, holds=bool(settings.hours), expected="the usual week's hours first")
        _need(key, holds=season.first <= season.last, expected=f"a last day not before {season.first}")
        _need(key, holds=bool(season.hours), expected="at least one weekday with hours")
        _check_week(key, season.hours)
    for before, after in pairwise(sorted(settings.seasons, key=lambda season: season.first)):
        _need(f"seasons.{after.first}", holds=before.last < after.first, expected=f"a first day after {before.last}")
    for key, minutes in (
        ("kiosk_opens_before", settings.kiosk_opens_before),
        ("last_number_before", settings.last_number_before),
    ):
        _need(key, holds=minutes is None or 0 <= minutes <= MOST_MARGIN, expected=f"0 to {MOST_MARGIN} minutes")


def _check_week(key: str, rows: tuple[OpenHours, ...]) -> None:
    for row in rows:
        _need(key, holds=0 <= row.weekday <= 6, expected="weekday 0 to 6")
    for weekday in range(7):
        check_spans(key, tuple(Span(row.opens, row.closes) for row in rows if row.weekday == weekday))


def check_spans(key: str, spans: tuple[Span, ...]) -> None:
    """Check the hours of one day. Raises: Refusal `malformed` naming `key` and what would be right."""
    for span in spans:
        for clock in span:
            try:
                right = time.fromisoformat(clock).strftime("%H:%M") == clock
            except ValueError:
                right = False
            _need(key, holds=right, expected=f"a time such as 07:30, not {clock!r}")
        _need(key, holds=span.opens < span.closes, expected=f"a closing time after {span.opens}")
    early = overlapping(spans)
    _need(key, holds=early is None, expected=f"hours after those before them, not {early.opens if early else ''}")


def _check_policy(key: str, policy: Policy) -> None:
    _need(
        f"{key}.priority_in_a_row, {key}.others_in_a_row",
        holds=1 <= policy.priority_in_a_row <= MOST_IN_A_ROW and 1 <= policy.others_in_a_row <= MOST_IN_A_ROW,
        expected=f"1 to {MOST_IN_A_ROW}",
    )
    _need(
        f"{key}.priority_rate, {key}.other_rate",
        holds=0 < policy.other_rate <= policy.priority_rate <= HIGHEST_RATE,
        expected=f"above 0, at most {HIGHEST_RATE:g}, those who go first not below the others",
    )
    _need(f"{key}.other_delay_minutes", holds=0 <= policy.other_delay_minutes <= 480, expected="0 to 480")


def _check_books(settings: Settings) -> None:
    """Registers that can be written in, rules that name one, texts kept for a whole number of days, codes that are codes."""
    ids = [each.id for each in settings.registers]
    _need("registers", holds=len(set(ids)) == len(ids), expected="each once")
    for each in settings.registers:
        _need(f"registers.{each.id}", holds=each.start >= 1, expected="start from 1 on")
        fault = format_fault(each.number_format)
        _need(f"registers.{each.id}.number_format", holds=fault is None, expected=fault or "")
    for rule in settings.register_rules:
        _known("register_rules.book", (rule.book,), set(ids))
        _need("register_rules.row", holds=rule.row is None or rule.row >= 1, expected="rows are counted from 1")
    for kept in settings.retention:
        _known("retention.purpose", (kept.purpose,), set(PURPOSES))
        _need("retention.days", holds=kept.days >= 1, expected="at least 1")
    for key, choices in (
        ("complaint_classes", settings.complaint_classes),
        ("complaint_refusals", settings.complaint_refusals),
    ):
        codes = [each.code for each in choices]
        _need(key, holds=len(set(codes)) == len(codes), expected="each code once")
        for code in codes:
            _need(key, holds=_CODE.fullmatch(code) is not None, expected="codes of small letters, digits and _")


def _check_series(settings: Settings) -> None:
    """
    No two live numbers of a day may be equal: the numbers of groups, of visitors who come back, of a paper sheet and of kiosks
    that are cut off each have a letter of their own. Groups may share one.
    """
    groups = {group.series for group in settings.groups}
    _need("groups.series", holds=CUT_OFF_SERIES not in groups, expected="not X, the letter of kiosks that are cut off")
    own = "one capital letter that no group has, and not X, the letter of kiosks that are cut off"
    for key, series in (
        ("returning_series", settings.returning_series),
        ("emergency_series", settings.emergency_series),
    ):
        letter = len(series) == 1 and "A" <= series <= "Z"
        _need(key, holds=letter and series not in groups and series != CUT_OFF_SERIES, expected=own)
    _need(
        "emergency_series",
        holds=settings.emergency_series != settings.returning_series,
        expected=f"another letter than returning_series, which is {settings.returning_series}",
    )


def _check_returning(settings: Settings) -> None:
    _need("returned_days", holds=0 <= (settings.returned_days or 0) <= MOST_DAYS, expected=f"0 to {MOST_DAYS}")
    codes = [each.code for each in settings.return_reasons]
    _need("return_reasons", holds=len(set(codes)) == len(codes), expected="each once")
    for each in settings.return_reasons:
        fits = (
            REASON_CODE.match(each.code) is not None and 0 < len(each.words.id) <= 80 and 0 < len(each.words.en) <= 80
        )
        _need(
            "return_reasons", holds=fits, expected="a code of small letters, digits and _, and words of 1 to 80 letters"
        )


def _staff(settings: Settings) -> set[str]:
    return {lane.id for lane in settings.lanes if not lane.applicant}


def _known(key: str, found: Iterable[str], known: set[str]) -> None:
    for each in found:
        _need(key, holds=each in known, expected=f"{each} is not there")


def _need(key: str, *, holds: bool, expected: str) -> None:
    if not holds:
        raise _malformed(f"{key}: {expected}")


def _malformed(detail: str) -> Refusal:
    return Refusal("malformed", status=422, detail=detail)
