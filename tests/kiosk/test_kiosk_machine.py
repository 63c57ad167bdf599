"""Random visitors, servers, printers and cables against the rules every kiosk screen must keep."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from kiosk import flow
from kiosk.state import CancelLate, IssueTicket, KeepNumber, Paper, Screen, Step
from server.protocol import Problem
from tests.kiosk.kiosk_offices import MORNING, OFFICES, issued, office_view

NAMES = [
    *("search", "back", "back:list", "take-number", "language", "contrast", "help", "more-time", "done", "start-over"),
    *("ask-clerk", "fold:steps", "fold:priority", "priority:lansia", "tick:0", "page:next", "page:previous", "groups"),
    *("group:all", "group:keterangan", "key:k", "key:erase", "service:000-01", "service:000-03", "service:001-11"),
]


class KioskMachine(RuleBasedStateMachine):
    """The screen with everything around it; the ledger is a dict of request id → what became of it."""

    def __init__(self) -> None:
        super().__init__()
        self.screen = Screen()
        self.now = timedelta(0)
        self.fresh = 0
        self.asked: dict[str, str] = {}
        self.touches_that_asked = 0
        self.views = 0

    def go(self, step: Step) -> None:
        """Take a step, and keep the ledger as the program does."""
        self.screen, effects = step
        for effect in effects:
            match effect:
                case IssueTicket(request=request):
                    assert request.request_id not in self.asked
                    self.asked[request.request_id] = "asked"
                case KeepNumber(issued=number):
                    if self.asked[number.ticket_id] == "asked":
                        self.asked[number.ticket_id] = "kept"
                        self.go(flow.kept(self.screen, issued=number, paper="printing", now=self.now))
                case CancelLate(issued=number):
                    if self.asked[number.ticket_id] == "asked":
                        self.asked[number.ticket_id] = "cancelled"
                case _:
                    pass

    @rule(office=st.sampled_from(OFFICES), fewer=st.booleans())
    def the_office_changes(self, office: str, fewer: bool) -> None:
        view = office_view(office)
        self.views += 1
        self.go(flow.feed(self.screen, view=replace(view, services=view.services[1:]) if fewer else view, now=self.now))

    @rule(name=st.sampled_from(NAMES), twice=st.booleans())
    def a_finger(self, name: str, twice: bool) -> None:
        before = len(self.asked)
        for _ in range(2 if twice else 1):
            self.fresh += 1
            self.go(flow.touch(self.screen, on=name, now=self.now, new_id=f"id-{self.fresh}"))
        assert len(self.asked) - before <= 1, "one touch, also a double one, is at most one request"
        if len(self.asked) > before:
            assert name == "take-number"

    @rule(office=st.sampled_from(["kecamatan-metro-selatan", "kecamatan-001"]), english=st.booleans())
    def a_visitor_asks_for_a_number(self, office: str, english: bool) -> None:
        """The way everybody takes, which single random touches seldom find."""
        self.go(flow.line(self.screen, state="connected", since=None, now=self.now))
        self.go(flow.feed(self.screen, view=office_view(office), now=self.now))
        service = "000-01" if office == "kecamatan-metro-selatan" else "001-11"
        for name in ("done", *(("language",) if english else ()), f"service:{service}", "take-number", "take-number"):
            self.fresh += 1
            self.go(flow.touch(self.screen, on=name, now=self.now, new_id=f"id-{self.fresh}"))

    @rule()
    def the_visitor_leaves(self) -> None:
        self.go(flow.touch(self.screen, on="done", now=self.now, new_id="unused"))

    @rule(seconds=st.sampled_from([0.25, 1, 7, 20, 31, 90]))
    def time_passes(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
        self.go(flow.tick(self.screen, now=self.now))

    @precondition(lambda self: self.asked)
    @rule(data=st.data())
    def the_server_answers(self, data: st.DataObject) -> None:
        request_id = data.draw(st.sampled_from(sorted(self.asked)))
        shown = self.screen.asked is not None and self.screen.asked.request_id == request_id
        open_ = self.asked[request_id] == "asked"
        self.go(flow.answered(self.screen, issued=issued(request_id=request_id)))
        if shown and open_:
            assert self.screen.page == "number"
            assert self.asked[request_id] == "kept"
        elif open_:
            assert self.asked[request_id] == "cancelled", "a number nobody saw must not wait in line"

    @precondition(lambda self: self.screen.asked is not None)
    @rule(refuse=st.booleans())
    def no_number_comes(self, refuse: bool) -> None:
        assert self.screen.asked is not None
        request_id = self.screen.asked.request_id
        if refuse and self.screen.asked.what == "number":
            problem = Problem(code="closed", sentence="Tutup", next="")
            self.go(flow.refused(self.screen, request_id=request_id, problem=problem, now=self.now))
            self.asked[request_id] = "refused"
        else:
            self.go(flow.unanswered(self.screen, request_id=request_id, now=self.now))

    @rule(up=st.booleans())
    def the_cable(self, up: bool) -> None:
        self.go(flow.line(self.screen, state="connected" if up else "cut_off", since=MORNING, now=self.now))

    @precondition(lambda self: self.screen.ticket is not None)
    @rule(paper=st.sampled_from(["printed", "out", "offline", "unknown"]))
    def the_printer(self, paper: Paper) -> None:
        assert self.screen.ticket is not None
        self.go(flow.printed(self.screen, ticket_id=self.screen.ticket.issued.ticket_id, paper=paper, now=self.now))

    @invariant()
    def what_a_visitor_left_never_stays(self) -> None:
        """From any state, time alone leads to a screen without language, contrast or input of anybody."""
        screen, now = self.screen, self.now
        for _ in range(4):
            now += timedelta(seconds=100)
            screen, _ = flow.tick(screen, now=now)
        assert flow.pristine(screen)
        assert (screen.query, screen.service, screen.ticket, screen.priority) == ("", None, None, frozenset())

    @invariant()
    def a_page_has_what_it_shows(self) -> None:
        screen = self.screen
        if screen.page in ("service", "elsewhere"):
            assert screen.service is not None
        if screen.page in ("home", "search"):
            assert screen.view is not None
        assert (screen.page == "number") == (screen.ticket is not None)
        assert (screen.page == "refused") == (screen.problem is not None)

    @invariant()
    def a_number_on_the_screen_is_in_the_ledger(self) -> None:
        if self.screen.ticket is not None:
            assert self.asked[self.screen.ticket.issued.ticket_id] == "kept"

    @invariant()
    def input_always_has_an_end(self) -> None:
        screen = self.screen
        assert screen.until is not None or flow.busy(screen) or flow.pristine(screen)


KioskMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestKioskMachine = pytest.mark.slow(KioskMachine.TestCase)
