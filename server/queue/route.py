"""
A ticket's way: the staff rows of a procedure in the order they are walked.

The applicant's rows are shown to people but are not stops, because nobody is called for them. A procedure of which only the
title is known has one stop at its front lane. Looks nothing up in an office; see `verbs` for what happens at a stop.
"""

from __future__ import annotations

from dataclasses import dataclass

from sop.model import Duration, Procedure


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """
    One staff row to be done.

    Attributes:
        no: the row's number as printed, "" where there is none.
        row: index into the procedure's printed rows; None for a title-only procedure.
        lane: the lane it waits for.
        present: the visitor is called to a counter for it; otherwise the file moves alone.
        hands_over: done away, then the visitor is called and gets the document.
        target: all times of the row that hold, added up; None where there is none.
    """

    no: str
    row: int | None
    lane: str
    present: bool
    hands_over: bool
    gives_slip: bool
    target: Duration | None

    @property
    def days(self) -> int:
        """Working days the row may take; 0 for a row of minutes."""
        return self.target.days if self.target is not None else 0


def route(procedure: Procedure) -> tuple[Stop, ...]:
    """The stops of a procedure, never empty."""
    rows = procedure.walk or tuple(range(len(procedure.steps)))
    stops = tuple(
        Stop(
            no=step.no,
            row=row,
            lane=step.lane,
            present=step.visitor == "present",
            hands_over=step.hands_over,
            gives_slip=step.gives_slip,
            target=step.promised,
        )
        for row, step in ((row, procedure.steps[row]) for row in rows)
        if not step.applicant
    )
    if stops:
        return stops
    only = Stop(
        no="",
        row=None,
        lane=procedure.front_lane,
        present=True,
        hands_over=False,
        gives_slip=False,
        target=procedure.total,
    )
    return (only,)


def days_from(stops: tuple[Stop, ...], *, step: int) -> int:
    """Working days still promised from stop `step` on (that stop included); 0 when all of them are of minutes."""
    return sum(stop.days for stop in stops[step:])
