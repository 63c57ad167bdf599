"""The transition table against every verb, each cell written by hand: what a verb does in a state, or how it is refused."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from server.queue.ticket import ENDED, SEATED, TRANSITIONS, State, Verb, WrongVerb, require
from tests.builders import SENIOR, Bench

W = "wrong_state"
#: Verb → by state of a ticket at a present first step: the state it leads to, or the code of the refusal.
VERBS = (
    "call_next", "call_chosen", "recall", "start", "finish", "hold", "resume", "transfer", "change_service", "no_show",
    "reinstate", "hand_over", "cancel", "void", "return_file", "send_back", "re_enter", "place",
)  # fmt: skip
#: Why somebody gets no place in line by the code, by state: words of their own, since a visitor reads them.
NOT_IN_LINE = {
    "in_line_already", "called_now", "being_served", "number_missed", "ticket_finished", "ticket_cancelled", "still_outside",
}  # fmt: skip
NOBODY = "nobody_waiting"
GRID: dict[State, tuple[State | str, ...]] = {
    State.WAITING: (
        State.CALLED, State.CALLED, W, "call_first", W, State.HELD, W, State.WAITING, State.WAITING, W, W, W,
        State.CANCELLED, State.VOID, W, "not_a_signing_row", "in_line_already", State.WAITING,
    ),
    State.CALLED: (
        NOBODY, W, State.CALLED, State.SERVING, W, State.HELD, W, State.WAITING, State.WAITING, "call_again_first", W, W,
        State.CANCELLED, State.VOID, W, W, "called_now", W,
    ),
    State.SERVING: (
        NOBODY, W, W, W, State.WAITING, State.HELD, W, State.WAITING, State.WAITING, W, W, "not_ready_yet",
        State.CANCELLED, W, State.RETURNED, "not_a_signing_row", "being_served", State.SERVING,
    ),
    State.HELD: (
        NOBODY, W, W, W, W, W, State.WAITING, State.WAITING, State.WAITING, State.NO_SHOW, W, W, State.CANCELLED,
        "begun_already", State.RETURNED, W, "being_served", W,
    ),
    State.READY: (
        State.CALLED, State.CALLED, W, W, W, W, W, W, W, W, W, State.FINISHED, State.CANCELLED, W, W, W, "in_line_already",
        State.READY,
    ),
    State.RETURNED: (NOBODY, W, W, W, W, W, W, W, W, W, W, W, State.CANCELLED, W, W, W, State.WAITING, State.RETURNED),
    State.OUTSIDE: (
        NOBODY, W, W, State.SERVING, State.WAITING, State.HELD, W, State.OUTSIDE, W, W, W, W, State.CANCELLED, W,
        State.RETURNED, "not_a_signing_row", "still_outside", State.OUTSIDE,
    ),
    State.NO_SHOW: (NOBODY, W, W, W, W, W, W, W, W, W, State.WAITING, W, W, W, W, W, "number_missed", W),
    State.FINISHED: (NOBODY, W, W, W, W, W, W, W, W, W, W, W, W, "begun_already", W, W, "ticket_finished", W),
    State.CANCELLED: (NOBODY, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, "ticket_cancelled", W),
    State.VOID: (NOBODY, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W, "ticket_cancelled", W),
}  # fmt: skip

#: What is said with a verb so that nothing but the state can be wrong.
SAID: dict[str, dict[str, Any]] = {
    "return_file": {"missing": ("berkas_kurang",)},
    "send_back": {"reason": "salah_ketik"},
    "place": {"place": "MAP 3"},
    "call_chosen": {"counter": "2", "reason": "sakit"},
    "transfer": {"lane": "periksa"},
    "change_service": {"service": "satu"},
}


def an_office_with_one_ticket(state: State) -> tuple[Bench, str]:
    """One ticket of service `dua` (outside: `hari`) in a state; counter 1 is its own, counter 2 is open and free."""
    bench = Bench()
    bench.open("1")
    bench.open("2", "depan")
    ticket = bench.issue("hari" if state is State.OUTSIDE else "dua")
    if state is State.CANCELLED:
        bench.say("cancel", ticket)
    if state is State.VOID:
        bench.say("void", ticket)
    if state is State.READY:
        bench.open("4")
        bench.serve(ticket, "1")
        bench.say("finish", ticket, then="pass_on")
        bench.serve(ticket, "4")
        bench.say("finish", ticket, then="keep")
        bench.say("finish", ticket)
    if state in (State.CALLED, State.SERVING, State.HELD, State.NO_SHOW, State.FINISHED, State.RETURNED, State.OUTSIDE):
        bench.say("call_next", counter="1")
    if state in (State.SERVING, State.HELD, State.FINISHED, State.RETURNED, State.OUTSIDE):
        bench.say("start", ticket)
    if state is State.RETURNED:
        bench.say("return_file", ticket, missing=("berkas_kurang",))
    if state is State.OUTSIDE:
        bench.say("finish", ticket)
    if state is State.HELD:
        bench.say("hold", ticket)
    if state is State.NO_SHOW:
        bench.say("recall", ticket)
        bench.say("recall", ticket)
        bench.say("no_show", ticket)
    if state is State.FINISHED:
        bench.say("finish", ticket, then="hand_over")
    assert bench.state(ticket) is state
    return bench, ticket


@pytest.mark.parametrize(("state", "verb"), list(itertools.product(GRID, VERBS)), ids=lambda each: str(each))
def test_a_verb_does_in_each_state_what_the_grid_says_or_changes_nothing(state: State, verb: str) -> None:
    bench, ticket = an_office_with_one_ticket(state)
    expected = GRID[state][VERBS.index(verb)]
    spoken_to = None if verb == "call_next" else ticket
    said = {"counter": "2"} if verb == "call_next" else SAID.get(verb, {})
    if isinstance(expected, State):
        bench.say(verb, spoken_to, actor=SENIOR, **said)
        assert bench.state(ticket) is expected
        assert expected in TRANSITIONS[state][Verb(verb)]
    else:
        assert bench.refused(verb, spoken_to, actor=SENIOR, **said) == expected


def test_the_table_and_the_grid_refuse_the_same_cells() -> None:
    for state, row in GRID.items():
        for verb, expected in zip(VERBS, row, strict=True):
            if verb == "call_next" and expected == NOBODY:
                assert Verb.CALL_NEXT not in TRANSITIONS[state]
            else:
                refused = expected == W or (expected in NOT_IN_LINE and expected != "in_line_already")
                if expected != "in_line_already":
                    assert refused == (Verb(verb) not in TRANSITIONS[state]), (state, verb)


def test_every_state_has_a_row_and_leads_only_to_states_that_exist() -> None:
    assert set(TRANSITIONS) == set(State)
    for row in TRANSITIONS.values():
        for verb, targets in row.items():
            assert isinstance(verb, Verb)
            assert targets
            assert set(targets) <= set(State)


def test_an_ended_ticket_can_only_be_reinstated() -> None:
    for state in ENDED:
        allowed = set(TRANSITIONS[state]) - {Verb.UNDO}
        only = {State.NO_SHOW: {Verb.REINSTATE}, State.FINISHED: {Verb.VOID}}
        assert allowed == only.get(state, set())
    assert not ENDED & SEATED


def test_a_wrong_verb_names_the_state_and_the_verb() -> None:
    with pytest.raises(WrongVerb) as caught:
        require(State.FINISHED, Verb.CALL_NEXT)
    assert (caught.value.state, caught.value.verb) == (State.FINISHED, Verb.CALL_NEXT)


@pytest.mark.parametrize("verb", VERBS)
def test_a_ticket_that_is_not_there_is_one_stable_refusal(verb: str) -> None:
    bench = Bench()
    bench.open("2")
    said = SAID.get(verb, {})
    expected = "nobody_waiting" if verb == "call_next" else "ticket_unknown"
    counter = {"counter": "2"} if verb == "call_next" else {}
    assert bench.refused(verb, None if verb == "call_next" else "nobody", **{**said, **counter}) == expected


def test_a_verb_nobody_knows_is_refused() -> None:
    assert Bench().refused("vanish", "t") == "verb_unknown"
