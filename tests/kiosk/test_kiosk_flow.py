"""The kiosk's screens as a pure state machine: what each touch, answer, cut and moment leads to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kiosk import flow
from kiosk.state import (
    AskHelp,
    CancelLate,
    GiveUpSlip,
    IssueTicket,
    KeepNumber,
    KeepRefusal,
    Page,
    Paper,
    Screen,
)
from kiosk.touches import QUERY_LIMIT
from server.protocol import CUT_OFF_SECONDS, OpeningPart, Problem, Words
from tests.kiosk.kiosk_offices import MORNING, issued, office_view

T0 = timedelta(hours=1)
SECOND = timedelta(seconds=1)
CLOSED = Problem(code="closed", sentence="Loket tutup", next="Kembali besok")


def at_home(office: str = "kecamatan-metro-selatan") -> Screen:
    screen, _ = flow.line(Screen(), state="connected", since=None, now=T0)
    screen, _ = flow.feed(screen, view=office_view(office), now=T0)
    return screen


def touched(screen: Screen, *names: str, now: timedelta = T0, new_id: str = "request-1") -> Screen:
    for name in names:
        screen, _ = flow.touch(screen, on=name, now=now, new_id=new_id)
    return screen


def asked() -> Screen:
    return touched(at_home(), "service:000-01", "take-number")


def with_number(paper: Paper = "printing") -> Screen:
    screen, _ = flow.kept(asked(), issued=issued(), paper=paper, now=T0)
    return screen


@pytest.mark.parametrize(
    ("touches", "page"),
    [
        (("search",), "search"),
        (("search", "back"), "home"),
        (("service:000-01",), "service"),
        (("service:000-03",), "elsewhere"),
        (("service:000-03", "back:list"), "home"),
        (("service:000-01", "back"), "home"),
        (("search", "key:k", "key:t", "key:p", "service:000-01", "back"), "search"),
        (("search", "service:000-01", "back"), "home"),
        (("service:000-01", "start-over"), "home"),
        (("take-number",), "home"),
        (("service:no-such",), "home"),
        (("key:k",), "home"),
        (("fold:steps",), "home"),
        (("nonsense",), "home"),
        (("service:000-03", "take-number"), "elsewhere"),
    ],
)
def test_each_touch_leads_to_its_page_and_a_touch_that_does_not_fit_changes_nothing(
    touches: tuple[str, ...], page: Page
) -> None:
    assert touched(at_home(), *touches).page == page


def test_a_number_is_three_touches_away_where_there_are_groups_and_two_where_there_are_none() -> None:
    screen = at_home("kecamatan-001")
    screen = touched(screen, "group:keterangan", "service:001-11")
    screen, effects = flow.touch(screen, on="take-number", now=T0, new_id="request-1")
    assert [type(each) for each in effects] == [IssueTicket]
    assert flow.busy(screen)


def test_the_request_says_priority_yes_or_no_help_and_language_but_never_which_group() -> None:
    screen = touched(at_home(), "language", "service:000-01", "priority:lansia", "priority:membawa_balita", "help")
    _, effects = flow.touch(screen, on="take-number", now=T0, new_id="request-9")
    (effect,) = effects
    assert isinstance(effect, IssueTicket)
    request = effect.request
    assert (request.request_id, request.service, request.priority, request.help, request.language) == (
        "request-9",
        "000-01",
        True,
        True,
        "en",
    )
    assert "lansia" not in repr(request)


def test_a_double_touch_is_one_request() -> None:
    screen = asked()
    again, effects = flow.touch(screen, on="take-number", now=T0, new_id="request-2")
    assert effects == ()
    assert again == screen


@pytest.mark.parametrize("name", ["back", "language", "contrast", "start-over", "done", "help", "more-time"])
def test_while_the_server_is_asked_the_page_is_locked(name: str) -> None:
    screen = asked()
    assert flow.touch(screen, on=name, now=T0, new_id="x") == (screen, ())


def test_the_number_is_shown_only_after_the_ledger_has_kept_it() -> None:
    screen, effects = flow.answered(asked(), issued=issued())
    assert screen.page == "service"
    assert [type(each) for each in effects] == [KeepNumber]
    screen, _ = flow.kept(screen, issued=issued(), paper="printing", now=T0)
    assert screen.page == "number"
    assert screen.ticket is not None
    assert screen.ticket.issued.number == "A-023"
    assert screen.asked is None


def test_the_printed_slip_speaks_the_language_of_the_visitor() -> None:
    screen = touched(at_home(), "language", "service:000-01", "take-number")
    _, effects = flow.answered(screen, issued=issued())
    (effect,) = effects
    assert isinstance(effect, KeepNumber)
    assert effect.language == "en"


def test_a_request_without_answer_is_given_up_within_the_time_of_a_cut() -> None:
    screen = asked()
    just_before, _ = flow.tick(screen, now=T0 + flow.ASK_LIMIT - timedelta(milliseconds=1))
    assert just_before.page == "service"
    screen, effects = flow.tick(screen, now=T0 + timedelta(seconds=CUT_OFF_SECONDS))
    assert (screen.page, effects) == ("cut_off", ())
    assert screen.asked is not None


def test_a_late_answer_is_shown_to_the_visitor_who_still_waits_at_that_page() -> None:
    screen, _ = flow.unanswered(asked(), request_id="request-1", now=T0)
    screen, effects = flow.answered(screen, issued=issued())
    assert [type(each) for each in effects] == [KeepNumber]
    screen, _ = flow.kept(screen, issued=issued(), paper="printing", now=T0)
    assert screen.page == "number"


@pytest.mark.parametrize("leave", ["touch", "time"])
def test_a_late_answer_is_cancelled_once_its_visitor_has_left(leave: str) -> None:
    screen, _ = flow.unanswered(asked(), request_id="request-1", now=T0)
    if leave == "touch":
        screen = touched(screen, "done")
    else:
        screen, _ = flow.tick(screen, now=T0 + flow.READING)
    assert screen.asked is None
    screen, effects = flow.answered(screen, issued=issued())
    assert effects == (CancelLate(issued=issued()),)
    assert screen.page == "home"


def test_an_answer_to_somebody_elses_request_never_reaches_the_visitor_who_stands_here() -> None:
    screen = asked()
    after, effects = flow.answered(screen, issued=issued(request_id="yesterday"))
    assert after == screen
    assert [type(each) for each in effects] == [CancelLate]


def test_a_second_answer_after_the_number_is_shown_changes_nothing_on_the_screen() -> None:
    screen = with_number()
    after, _ = flow.answered(screen, issued=issued())
    assert after == screen


def test_a_refusal_is_said_kept_and_never_repeated() -> None:
    screen, effects = flow.refused(asked(), request_id="request-1", problem=CLOSED, now=T0)
    assert screen.page == "refused"
    assert effects == (KeepRefusal(request_id="request-1", code="closed"),)
    assert screen.asked is None


@pytest.mark.parametrize(
    "touches", [(), ("search",), ("service:000-01",), ("service:000-03",), ("service:000-01", "take-number")]
)
def test_a_cut_line_is_said_on_every_page(touches: tuple[str, ...]) -> None:
    screen, _ = flow.line(touched(at_home(), *touches), state="cut_off", since=MORNING, now=T0)
    assert screen.page == "cut_off"
    assert screen.cut_since == MORNING


def test_a_cut_line_leaves_a_number_on_the_screen_until_its_visitor_goes() -> None:
    screen, _ = flow.line(with_number(), state="cut_off", since=MORNING, now=T0)
    assert screen.page == "number"
    assert touched(screen, "done").page == "cut_off"


def test_the_line_comes_back_to_the_first_page() -> None:
    screen, _ = flow.line(at_home(), state="cut_off", since=MORNING, now=T0)
    screen, _ = flow.line(screen, state="connected", since=None, now=T0)
    assert screen.page == "home"
    assert screen.cut_since is None


def test_the_line_that_comes_back_leaves_a_visitor_with_an_open_request_where_he_is() -> None:
    screen, _ = flow.line(asked(), state="cut_off", since=MORNING, now=T0)
    screen, _ = flow.line(screen, state="connected", since=None, now=T0)
    assert screen.page == "cut_off"
    screen, effects = flow.answered(screen, issued=issued())
    assert [type(each) for each in effects] == [KeepNumber]


def test_a_kiosk_that_never_reached_its_server_says_so() -> None:
    screen, _ = flow.line(Screen(), state="cut_off", since=None, now=T0)
    assert screen.page == "cut_off"
    screen, _ = flow.line(screen, state="connected", since=None, now=T0)
    screen, _ = flow.feed(screen, view=office_view("kecamatan-001"), now=T0)
    assert screen.page == "home"


@pytest.mark.parametrize("page", ["home", "search", "service", "elsewhere", "number"])
def test_language_is_one_touch_away_on_every_page_and_goes_back_on_reset(page: Page) -> None:
    ways: dict[str, tuple[str, ...]] = {
        "home": (),
        "search": ("search",),
        "service": ("service:000-01",),
        "elsewhere": ("service:000-03",),
    }
    screen = with_number() if page == "number" else touched(at_home(), *ways[page])
    screen = touched(screen, "language")
    assert (screen.page, screen.language) == (page, "en")
    assert screen.until is not None
    screen, _ = flow.tick(screen, now=screen.until)
    assert (screen.page, screen.language) == ("home", "id")


@pytest.mark.parametrize(
    "touches", [("language",), ("contrast",), ("search",), ("service:000-01",), ("service:000-03",)]
)
def test_a_time_out_is_warned_of_for_at_least_twenty_seconds_and_one_touch_extends_it(touches: tuple[str, ...]) -> None:
    screen = touched(at_home(), *touches)
    assert screen.until is not None
    begins = next(T0 + n * SECOND for n in range(1000) if flow.warned(screen, now=T0 + n * SECOND))
    assert screen.until - begins >= 20 * SECOND
    still_here, _ = flow.tick(screen, now=screen.until - SECOND)
    assert still_here == screen
    extended = touched(screen, "more-time", now=screen.until - SECOND)
    assert extended.until is not None
    assert extended.until >= screen.until + 59 * SECOND
    assert replace(extended, until=None) == replace(screen, until=None)
    gone, _ = flow.tick(screen, now=screen.until)
    assert flow.pristine(gone)


def test_the_first_page_never_times_out_by_itself() -> None:
    screen, _ = flow.tick(at_home(), now=T0 + timedelta(days=1))
    assert screen == at_home()


def test_the_number_page_counts_down_thirty_seconds_and_sixty_without_paper() -> None:
    assert flow.left(with_number(), now=T0) == timedelta(seconds=30)
    assert flow.left(with_number("none"), now=T0) == timedelta(seconds=60)


@pytest.mark.parametrize("paper", ["out", "cover", "offline", "unknown", "failed"])
def test_a_dead_printer_leaves_the_number_and_gives_more_time(paper: Paper) -> None:
    later = T0 + 10 * SECOND
    screen, _ = flow.printed(with_number(), ticket_id="request-1", paper=paper, now=later)
    assert screen.ticket is not None
    assert (screen.page, screen.ticket.paper) == ("number", paper)
    assert flow.left(screen, now=later) == timedelta(seconds=60)
    gone, effects = flow.touch(screen, on="done", now=later, new_id="x")
    assert gone.page == "home"
    assert effects == (GiveUpSlip(ticket_id="request-1"),)


def test_a_printed_slip_never_makes_the_countdown_shorter() -> None:
    screen = with_number()
    after, _ = flow.printed(screen, ticket_id="request-1", paper="printed", now=T0 + 5 * SECOND)
    assert after.until == screen.until
    assert after.ticket is not None
    assert after.ticket.paper == "printed"


def test_news_of_another_slip_does_not_touch_this_one() -> None:
    screen = with_number()
    assert flow.printed(screen, ticket_id="other", paper="out", now=T0) == (screen, ())
    assert flow.staff_told(screen, ticket_id="other") == (screen, ())


def test_asking_for_a_clerk_is_told_only_when_the_server_has_taken_it() -> None:
    screen, effects = flow.touch(at_home(), on="ask-clerk", now=T0, new_id="help-1")
    assert effects == (AskHelp(request_id="help-1"),)
    assert screen.page == "home"
    told, _ = flow.help_answered(screen, request_id="help-1", now=T0)
    assert told.page == "help"
    lost, _ = flow.unanswered(screen, request_id="help-1", now=T0)
    assert (lost.page, lost.asked) == ("cut_off", None)


def test_a_service_that_the_office_withdraws_leads_back_to_the_first_page() -> None:
    screen = touched(at_home(), "service:000-01")
    view = office_view("kecamatan-metro-selatan")
    fewer = replace(view, services=tuple(each for each in view.services if each.id != "000-01"))
    screen, _ = flow.feed(screen, view=fewer, now=T0)
    assert screen.page == "home"


def test_ticks_and_toggles_are_undone_by_a_second_touch_and_forgotten_on_the_way_back() -> None:
    screen = touched(at_home(), "service:000-01", "tick:0", "priority:lansia", "help", "fold:steps")
    assert (screen.ticks, screen.priority, screen.wants_help, screen.unfolded) == (
        frozenset({0}),
        frozenset({"lansia"}),
        True,
        "steps",
    )
    undone = touched(screen, "tick:0", "priority:lansia", "help", "fold:steps")
    assert (undone.ticks, undone.priority, undone.wants_help, undone.unfolded) == (
        frozenset(),
        frozenset(),
        False,
        None,
    )
    back = touched(screen, "back", "service:000-01")
    assert (back.ticks, back.priority, back.wants_help, back.unfolded) == (frozenset(), frozenset(), False, None)


def test_one_folded_line_closes_the_other() -> None:
    screen = touched(at_home(), "service:000-01", "fold:steps", "fold:priority")
    assert screen.unfolded == "priority"


def test_the_list_is_where_it_was_after_a_look_at_one_service() -> None:
    screen = touched(
        at_home("kecamatan-001"), "group:all", "page:next", "page:next", "service:001-11", "page:next", "back"
    )
    assert (screen.page, screen.group, screen.list_page) == ("home", "all", 2)


def test_typing_makes_a_query_and_erasing_unmakes_it() -> None:
    screen = touched(at_home(), "search", "key:space", "key:k", "key:k", "key:space", "key:space", "key:x", "key:erase")
    assert screen.query == "kk "
    assert touched(screen, "key:clear").query == ""
    assert len(touched(screen, *["key:a"] * 50).query) == QUERY_LIMIT


def test_the_collection_day_of_a_days_long_service_reaches_the_number_page() -> None:
    number = issued(service="000-05", collect_on=date(2026, 11, 24))
    screen, _ = flow.kept(touched(at_home(), "service:000-05", "take-number"), issued=number, paper="printed", now=T0)
    assert screen.ticket is not None
    assert screen.ticket.issued.collect_on == date(2026, 11, 24)


def test_outside_the_hours_the_button_gives_no_number_until_the_office_says_so() -> None:
    screen = touched(at_home(), "service:000-01")
    assert screen.view is not None
    notice = Words(id="Nomor diberikan lagi Senin, 23 November pukul 07.30.", en="Numbers are given again Monday.")
    shut = OpeningPart(open=False, numbers=False, opens=None, numbers_from=None, notice=notice)
    closed, _ = flow.feed(screen, view=replace(screen.view, opening=shut), now=T0)
    assert flow.touch(closed, on="take-number", now=T0, new_id="request-1")[1] == ()
    opened, _ = flow.feed(closed, view=replace(screen.view, opening=replace(shut, numbers=True)), now=T0)
    assert len(flow.touch(opened, on="take-number", now=T0, new_id="request-1")[1]) == 1
