"""All forty procedures through every exit of every row: complete or not, yes or no, solved or up, refused, sent or given back."""

from __future__ import annotations

from typing import Any

import pytest

from server.queue.route import Stop, route
from server.queue.ticket import State
from server.queue.verbs.send_back import drafter_of
from sop.model import Procedure
from tests.builders import CLERK, KIOSK, Bench, catalogue

MISSING = ("berkas_kurang",)


def exits(procedure: Procedure, stop: Stop) -> tuple[str, ...]:
    """What a row can end with; a row without drawn exits is just done."""
    drawn = procedure.steps[stop.row].outcomes if stop.row is not None else ()
    signs = stop.row is not None and procedure.steps[stop.row].signs
    ends = ("ditolak",) if stop.present and "ditolak" not in drawn else ()
    return (*(drawn or ("selesai",)), *ends, "give back", *(("send back",) if signs else ()))


WALKS = [
    (procedure, index, leaving)
    for procedure in catalogue().written
    for index, stop in enumerate(route(procedure))
    for leaving in exits(procedure, stop)
]


def an_office(procedure: Procedure) -> tuple[Bench, str]:
    """One counter that serves every lane, and one ticket."""
    settings = catalogue().office(procedure.office)
    bench = Bench(settings, [procedure])
    bench.open("1", *(lane.id for lane in settings.lanes if not lane.applicant))
    return bench, bench.issue(procedure.id, actor=CLERK)


def taken_up(bench: Bench, ticket: str) -> None:
    """Whatever state it is in, the ticket is worked on at counter 1, by the verbs that lead there."""
    here = bench.ticket(ticket)
    if here.state is State.RETURNED or (bench.office.wants_visitor(here) and not bench.office.visitor_here(here)):
        bench.say("re_enter", actor=KIOSK, code=here.code)
    if bench.state(ticket) is not State.SERVING:
        if bench.office.visitor_here(bench.ticket(ticket)):
            bench.passes(minutes=1)
            bench.call("1")
        bench.say("start", ticket, counter="1")
    procedure = bench.office.version(bench.ticket(ticket)).procedure
    if procedure.complaint and not bench.ticket(ticket).answered:
        bench.say("answer", ticket, texts={"answer": "Jawaban."})
    bench.passes(minutes=1)


def onward(bench: Bench, ticket: str, *, up: bool = False) -> None:
    """One row by its main exit; `up`: a complaint rises where it can."""
    taken_up(bench, ticket)
    here = bench.ticket(ticket)
    stop = bench.office.stop(here)
    rises = up and stop.row is not None and "naik" in bench.office.version(here).procedure.steps[stop.row].outcomes
    bench.say("finish", ticket, then="pass_on", outcome="naik" if rises else None)


def to_the_end(bench: Bench, ticket: str) -> None:
    """Every row that is left, by its main exit."""
    for _ in range(30):
        if bench.state(ticket) is State.FINISHED:
            return
        onward(bench, ticket)
    raise AssertionError("it never ends")


@pytest.mark.parametrize(
    ("procedure", "step", "leaving"), WALKS, ids=lambda each: each.id if isinstance(each, Procedure) else str(each)
)
def test_every_exit_of_every_row_leads_to_an_end(procedure: Procedure, step: int, leaving: str) -> None:
    bench, ticket = an_office(procedure)
    while bench.ticket(ticket).step < step:
        onward(bench, ticket, up=True)
    taken_up(bench, ticket)
    before = bench.ticket(ticket)
    drafter = drafter_of(bench.office.version(before), step=step)
    match leaving:
        case "give back":
            bench.say("return_file", ticket, missing=MISSING)
        case "send back":
            bench.say("send_back", ticket, reason="salah_ketik")
        case "TMS":
            bench.say("finish", ticket, outcome="TMS", missing=MISSING)
        case _:
            why = "tidak_jelas" if leaving == "ditolak" and procedure.complaint else None
            bench.say("finish", ticket, outcome=leaving, then="pass_on", reason=why)
    after = bench.ticket(ticket)
    assert bench.office.seats["1"].ticket is None
    if leaving in ("give back", "TMS"):
        assert (after.state, after.missing, bench.office.stop(after).present) == (State.RETURNED, MISSING, True)
    elif leaving in ("send back", "Tidak"):
        assert (after.step, after.due, bench.office.wants_visitor(after)) == (drafter, before.due, False)
    elif leaving == "ditolak":
        assert (after.state, after.outcome) == (State.FINISHED, "ditolak")
    else:
        assert after.step > step or after.state in (State.READY, State.FINISHED)
    to_the_end(bench, ticket)
    done = bench.ticket(ticket)
    assert done.outcome == ("ditolak" if leaving == "ditolak" else "selesai")
    assert (done.code, done.issued_at, done.id) == (before.code, before.issued_at, before.id)
    taken: list[Any] = [row["took"] for row in bench.records.periods.values() if row["took"] is not None]
    assert abs(sum(taken) - done.total_seconds) < 0.01
