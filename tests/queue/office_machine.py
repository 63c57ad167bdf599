"""
Random clerks and visitors in one office: every verb to every ticket, right and wrong, while time passes and days roll.

The machine only says things and checks after each what must always hold; `test_office_machine` runs it, and the hub's and the
store's tests run it with something more that follows along (`followed`).
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any, Literal

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from server.access import Principal, actor
from server.protocol import plain
from server.queue.apply import replay
from server.queue.command import SYSTEM, Command, Refusal
from server.queue.complaint import CHANNELS
from server.queue.event import GENESIS, Event, link, read
from server.queue.office import Answer
from server.queue.private import Text
from server.queue.reasons import REASONS
from server.queue.ticket import ENDED, SEATED, TRANSITIONS, State, Verb
from server.queue.verbs.correct import UNDO, YES
from server.queue.verbs.counter import line_of, next_at
from sop.model import Policy
from tests.builders import (
    KIOSK,
    MADE,
    MADE_PROCEDURES,
    SENIOR,
    SOAK,
    WEEK,
    Bench,
    a_clerk,
    fold,
    made_settings,
    picture,
)

#: A seeded sample by default, much more in a soak.
SAMPLE = settings(
    max_examples=500 if SOAK else 25,
    stateful_step_count=150 if SOAK else 60,
    deadline=None,
    derandomize=not SOAK,
    database=None,
    # A failure is told at once; shrinking a day of an office takes minutes, ANTREAN_SHRINK=1 does it.
    phases=(Phase.generate, Phase.shrink) if os.environ.get("ANTREAN_SHRINK") == "1" else (Phase.generate,),
    suppress_health_check=list(HealthCheck),
)

MISSING = (("berkas_kurang",), ("tidak_terbaca", "data_tidak_cocok"), ())
SERVICES = tuple(procedure.id for procedure in MADE_PROCEDURES)
POLICIES = (
    None,
    Policy(kind="arrival"),
    Policy(kind="ratio", priority_in_a_row=1, others_in_a_row=2),
    Policy(kind="accumulating", priority_rate=3.0, other_delay_minutes=5),
)
COUNTERS = ("1", "2", "3", "4")
TEAM = actor(Principal(id="a-tim", name="", role="complaints", office=MADE))
CLERKS = tuple(a_clerk(f"a-{name}") for name in "pqr")
TICKET_VERBS = (
    "call_chosen", "recall", "start", "finish", "finish", "finish", "hold", "resume", "transfer", "change_service",
    "no_show", "reinstate", "hand_over", "cancel", "void", "return_file", "send_back", "re_enter", "re_enter", "place",
    "add_service", "drop_service", "set_files",
)  # fmt: skip
#: Event type → the verbs of the table it may come from.
CAUSES: dict[str, tuple[Verb, ...]] = {
    "called": (Verb.CALL_NEXT, Verb.CALL_CHOSEN),
    "recalled": (Verb.RECALL,),
    "started": (Verb.START,),
    "step_finished": (Verb.FINISH,),
    "became_ready": (Verb.FINISH,),
    "finished": (Verb.FINISH,),
    "handed_over": (Verb.FINISH, Verb.HAND_OVER),
    "returned": (Verb.RETURN_FILE, Verb.FINISH),
    "sent_back": (Verb.SEND_BACK, Verb.FINISH),
    "re_entered": (Verb.RE_ENTER,),
    "file_kept": (Verb.NO_SHOW, Verb.CLOSE_DAY),
    "placed": (Verb.PLACE,),
    "expired": (Verb.EXPIRE,),
    "held": (Verb.HOLD,),
    "resumed": (Verb.RESUME,),
    "transferred": (Verb.TRANSFER,),
    "service_changed": (Verb.CHANGE_SERVICE,),
    "no_show": (Verb.NO_SHOW, Verb.CLOSE_DAY),
    "reinstated": (Verb.REINSTATE,),
    "cancelled": (Verb.CANCEL,),
    "not_collected": (Verb.NO_SHOW, Verb.CLOSE_DAY),
    "left_counter": (Verb.CLOSE_DAY,),
    "carried_over": (Verb.CLOSE_DAY,),
    "complaint_recorded": (Verb.RECORD_COMPLAINT,),
    "complaint_classified": (Verb.CLASSIFY,),
    "complaint_answered": (Verb.ANSWER,),
    "complaint_risen": (Verb.RISE,),
    "voided": (Verb.VOID,),
    "service_added": (Verb.ADD_SERVICE,),
    "service_dropped": (Verb.DROP_SERVICE,),
    "files_changed": (Verb.SET_FILES,),
    "service_ended": (Verb.FINISH, Verb.HAND_OVER),
    "undone": (Verb.UNDO,),
}
#: Events about a ticket that leave it in its state; no verb said to it causes them.
STAYS = frozenset({"released", "due_moved"})


def without_trace(seen: Mapping[str, Any]) -> dict[str, Any]:
    """A picture without what an undone action leaves behind: the journal's own place, and the answers to requests."""
    return {name: value for name, value in seen.items() if name not in ("seq", "hash", "time", "answers")}


class OfficeMachine(RuleBasedStateMachine):
    """One made-up office; `bench` keeps its events and records."""

    def __init__(self) -> None:
        super().__init__()
        self.bench = Bench(hours=WEEK)
        self.seen: list[str] = []
        self.said: list[Command] = []
        self.states: dict[str, State] = {}
        self.numbers: dict[tuple[str, str], list[int]] = {}
        self.series: dict[str, str] = {}
        self.checked = 0
        #: Seq of the last event, and how the office stood before the request that led to it.
        self.undoable: tuple[int, dict[str, Any]] | None = None
        self._count = 0

    # -- what people do ---------------------------------------------------------------

    @initialize(services=st.lists(st.sampled_from(SERVICES), min_size=3, max_size=10))
    def the_doors_open(self, services: list[str]) -> None:
        for service in services:
            self.visitors_come(service, len(service) % 2 == 0, False, 1, [])

    @rule(
        service=st.sampled_from(SERVICES),
        priority=st.booleans(),
        at_kiosk=st.booleans(),
        several=st.integers(1, 3),
        also=st.lists(st.sampled_from(SERVICES), max_size=2),
    )
    def visitors_come(self, service: str, priority: bool, at_kiosk: bool, several: int, also: list[str]) -> None:
        for _ in range(several):
            answer = self.say(
                "issue",
                actor=KIOSK if at_kiosk else SENIOR,
                options={"service": service, "priority": priority, "also": also, "files": several},
            )
            if answer is not None:
                self.seen.append(answer.data["ticket"]["id"])

    @rule(channel=st.sampled_from(CHANNELS), confidential=st.booleans())
    def a_complaint_comes(self, channel: str, confidential: bool) -> None:
        options = {"service": "aduan", "channel": channel, "read_back": True, "confidential": confidential}
        answer = self.say("take_complaint", actor=SENIOR, options=options, purpose="complaint")
        if answer is not None:
            self.seen.append(answer.data["ticket"]["id"])

    @precondition(lambda self: self.office_levels())
    @rule(
        pick=st.integers(0, 10_000), verb=st.sampled_from(("classify", "answer", "record_complaint", "start", "finish"))
    )
    def a_complaint_is_worked_on(self, pick: int, verb: str) -> None:
        ids = self.office_levels()
        options: dict[str, dict[str, Any]] = {
            "classify": {"classed": "berat", "confidential": pick % 3 == 0},
            "record_complaint": {"read_back": True},
            "finish": {"outcome": (None, "naik", "selesai", "ditolak")[pick % 4], "reason": "tidak_jelas"},
        }
        purpose = {"answer": "answer", "record_complaint": "complaint"}.get(verb)
        self.say(verb, actor=TEAM, ticket=ids[pick % len(ids)], options=options.get(verb, {}), purpose=purpose)

    @precondition(lambda self: self.bench.office.private)
    @rule(pick=st.integers(0, 10_000))
    def a_text_is_purged(self, pick: int) -> None:
        ids = [*self.bench.office.private, "none"]
        self.say("purge", actor=TEAM, options={"ids": (ids[pick % len(ids)],)})

    @rule(
        counter=st.sampled_from(COUNTERS), clerk=st.sampled_from(CLERKS), narrow=st.booleans(), take_over=st.booleans()
    )
    def a_clerk_sits_down(self, counter: str, clerk: Any, narrow: bool, take_over: bool) -> None:
        options = {"lanes": ("depan",) if narrow else None, "take_over": take_over}
        self.say("open", actor=clerk, counter=counter, options=options)

    @rule(counter=st.sampled_from(COUNTERS), verb=st.sampled_from(["pause", "close"]))
    def a_clerk_leaves(self, counter: str, verb: str) -> None:
        self.say(verb, counter=counter)

    @rule(counter=st.sampled_from(COUNTERS))
    def a_clerk_calls_the_next(self, counter: str) -> None:
        self.say("call_next", counter=counter)

    @precondition(lambda self: self.seen)
    @rule(pick=st.integers(0, 10_000), reported=st.booleans())
    def a_slip_is_asked_for_or_reported(self, pick: int, reported: bool) -> None:
        ticket = self.seen[pick % len(self.seen)]
        self.say("report_slip" if reported else "ask_slip", ticket=ticket, options={"outcome": "printed"})

    @precondition(lambda self: self.seen)
    @rule(
        pick=st.integers(0, 10_000),
        live=st.booleans(),
        verb=st.sampled_from(TICKET_VERBS),
        counter=st.sampled_from([None, *COUNTERS]),
        then=st.sampled_from(["auto", "auto", "pass_on", "keep", "hand_over"]),
        outcome=st.sampled_from([None, None, None, "ditolak", "selesai", "naik", "TMS", "Tidak"]),
        lane=st.sampled_from([None, "depan", "periksa", "kerja", "tanda"]),
        to_counter=st.sampled_from([None, None, *COUNTERS]),
        to_person=st.sampled_from([None, None, *(clerk.id for clerk in CLERKS)]),
        service=st.sampled_from(SERVICES),
        permitted=st.booleans(),
        on_behalf=st.booleans(),
    )
    def somebody_says_a_verb(
        self,
        pick: int,
        live: bool,
        verb: str,
        counter: str | None,
        then: str,
        outcome: str | None,
        lane: str | None,
        to_counter: str | None,
        to_person: str | None,
        service: str,
        permitted: bool,
        on_behalf: bool,
    ) -> None:
        ids = list(self.bench.office.tickets) if live else self.seen
        if not ids:
            return
        options: dict[str, dict[str, Any]] = {
            "finish": {"then": then, "outcome": outcome, "missing": MISSING[pick % 3]},
            "return_file": {"missing": MISSING[pick % 3]},
            "send_back": {"reason": "salah_ketik"},
            "place": {"place": ("MAP 7", "Budi", "rak 2/3")[pick % 3]},
            "transfer": {"lane": lane, "to_counter": to_counter, "to_person": to_person},
            "change_service": {"service": service},
            "add_service": {"service": service, "files": (1, 12, 0)[pick % 3]},
            "drop_service": {"service": service},
            "set_files": {"files": pick % 15},
            "call_chosen": {"reason": REASONS["call_chosen"][pick % 5]},
        }
        self.say(
            verb,
            ticket=ids[pick % len(ids)],
            counter=counter,
            actor=None if permitted else CLERKS[0],
            options={**options.get(verb, {}), "on_behalf": on_behalf},
        )

    @rule(
        picks=st.lists(st.integers(0, 10_000), min_size=1, max_size=12),
        then=st.sampled_from(["auto", "auto", "pass_on", "hand_over"]),
        minutes=st.integers(0, 9),
    )
    def the_office_works(self, picks: list[int], then: str, minutes: int) -> None:
        """Clerks sit down where nobody sits, and do with a few tickets what comes next for them."""
        for counter, clerk in zip(COUNTERS[1:], CLERKS, strict=True):
            seat = self.bench.office.seats.get(counter)
            if seat is not None and (seat.clerk is None or seat.pause is not None):
                self.say("open", actor=clerk, counter=counter)
        for pick in picks:
            live = [ticket for ticket in self.bench.office.tickets.values() if ticket.state not in ENDED]
            if not live:
                return
            ticket = live[pick % len(live)]
            counter = COUNTERS[pick % 4]
            self.bench.passes(minutes=minutes)
            match ticket.state:
                case State.RETURNED:
                    self.say("re_enter", actor=KIOSK, options={"code": ticket.code})
                case State.OUTSIDE:
                    self.say("start" if pick % 3 else "finish", ticket=ticket.id, counter=counter)
                case State.READY if not self.bench.office.visitor_here(ticket) and pick % 2:
                    self.say("re_enter", actor=KIOSK, options={"code": ticket.code})
                case State.WAITING if not self.bench.office.visitor_here(ticket):
                    self.say("start", ticket=ticket.id, counter=counter)
                case State.WAITING:
                    self.say("call_next", counter=counter)
                case State.READY:
                    self.say("call_next" if pick % 3 else "hand_over", ticket=ticket.id, counter=counter)
                case State.CALLED:
                    self.say("start" if pick % 5 else "recall", ticket=ticket.id)
                case State.SERVING:
                    self.say("finish", ticket=ticket.id, options={"then": then})
                case _:
                    self.say("resume", ticket=ticket.id, counter=counter if pick % 2 else None)

    @precondition(lambda self: any(ticket.state is State.CALLED for ticket in self.bench.office.tickets.values()))
    @rule(back=st.booleans())
    def a_visitor_is_not_there(self, back: bool) -> None:
        ticket = next(each for each in self.bench.office.tickets.values() if each.state is State.CALLED)
        for verb in ("recall", "recall", "no_show"):
            self.say(verb, ticket=ticket.id)
        if back:
            self.say("reinstate", ticket=ticket.id)

    @precondition(lambda self: self.bench.office.lasts)
    @rule(pick=st.integers(0, 30), seconds=st.integers(0, 80), own=st.integers(0, 5))
    def a_clerk_takes_something_back(self, pick: int, seconds: int, own: int) -> None:
        """What was done last, or a little before: by the same person it makes it as it was, and only once."""
        self.tick()
        lasts = sorted(self.bench.office.lasts.items(), key=lambda item: -item[1].last)
        if not lasts:
            return
        ticket, said = lasts[pick % len(lasts) if pick % 3 == 0 else 0]
        self.bench.passes(seconds=seconds)
        who = replace(SENIOR, id=said.actor) if own else SENIOR
        if self.say("undo", actor=who, ticket=ticket) is None:
            return
        office = self.bench.office
        assert said.actor == who.id
        assert office.tickets[ticket] == said.before
        assert all(UNDO[type_] == YES for type_ in said.types)
        assert self.say("undo", actor=who, ticket=ticket) is None
        if self.undoable is not None and self.undoable[0] == said.last:
            self.undoable[1].pop("lasts")
            now = without_trace(picture(office))
            now.pop("lasts")
            assert now == self.undoable[1]

    @rule(
        lane=st.sampled_from(["depan", "periksa", "kerja", "tanda"]),
        by=st.sampled_from(["periksa", "kerja", "tanda"]),
        verb=st.sampled_from(["lane_absent", "lane_absent", "cover_lane", "lane_back"]),
        hours=st.integers(0, 60),
    )
    def a_lane_is_away_covered_or_back(self, lane: str, by: str, verb: str, hours: int) -> None:
        until = self.bench.now + timedelta(hours=hours) if hours % 3 else None
        self.say(verb, options={"lane": lane, "by": by, "until": until, "tomorrow": until is None})

    @rule(seconds=st.integers(0, 4000))
    def time_passes(self, seconds: int) -> None:
        self.bench.passes(seconds=seconds)
        self.say("ask_help" if seconds % 2 else "answer_help", actor=KIOSK, options={"device": KIOSK.id})

    @rule(days=st.integers(1, 4), rarely=st.integers(0, 7))
    def nights_pass(self, days: int, rarely: int) -> None:
        if rarely == 7:
            self.bench.passes(days=days)
            self.tick()

    @rule(minutes=st.integers(1, 1600))
    def the_clock_steps_back(self, minutes: int) -> None:
        self.bench.passes(minutes=-minutes)
        self.tick()

    @rule(believed=st.booleans())
    def the_clock_is_doubted_or_believed(self, believed: bool) -> None:
        self.bench.believed = believed

    @precondition(lambda self: self.said)
    @rule(pick=st.integers(0, 10_000), same=st.booleans())
    def a_request_comes_again(self, pick: int, same: bool) -> None:
        command = self.said[pick % len(self.said)]
        self.tick()
        known = self.bench.office.answers.get(command.request_id or "")
        if known is None:
            return
        before = self.bench.office.seq
        if same:
            assert self.bench.command(command) == known
        else:
            with pytest.raises(Refusal, match="request_conflict"):
                self.bench.command(replace(command, request_hash="another body"))
        assert self.bench.office.seq == before

    @rule(pick=st.integers(0, 4 * len(MADE_PROCEDURES)))
    def a_new_version_is_published(self, pick: int) -> None:
        if pick < len(MADE_PROCEDURES):
            self.say("publish", actor=SYSTEM, options={"document": plain(MADE_PROCEDURES[pick])})

    @rule(ahead=st.integers(0, 9), open_=st.booleans(), remove=st.booleans())
    def a_day_is_decided_about(self, ahead: int, open_: bool, remove: bool) -> None:
        assert self.bench.office.day is not None
        day = (self.bench.office.day + timedelta(days=ahead)).isoformat()
        hours = [{"opens": "09:00", "closes": "10:00"}] if open_ else []
        told = {"day": day, "kind": "libur_daerah", "open": open_, "hours": hours}
        self.say("set_days", actor=SYSTEM, options={"remove": [day]} if remove else {"days": [told]})

    @rule(
        lane=st.sampled_from([None, "depan", "kerja"]),
        service=st.sampled_from([None, *SERVICES]),
        over=st.booleans(),
        tomorrow=st.booleans(),
    )
    def the_system_is_in_trouble_or_well_again(
        self, lane: str | None, service: str | None, over: bool, tomorrow: bool
    ) -> None:
        scope = {"lanes": [lane] if lane else [], "services": [service] if service else []}
        self.say("go_on" if over else "stop_clock", actor=SYSTEM, options={} if over else scope)
        self.say("close_day_rule", actor=SYSTEM, options={"rule": "first_tomorrow" if tomorrow else "serve_all"})

    @rule(fewer=st.booleans(), rarely=st.integers(0, 4))
    def the_office_changes_its_counters(self, fewer: bool, rarely: int) -> None:
        if rarely != 4:
            return
        leaves: Literal["lane", "wait"] = "wait" if fewer else "lane"
        office = replace(made_settings(hours=WEEK), when_person_leaves=leaves)
        counters = office.counters[:3] if fewer else office.counters
        changed = replace(office, counters=counters, policy=POLICIES[self._count % len(POLICIES)])
        self.say("configure", actor=SYSTEM, options={"document": plain(changed)})

    def office_levels(self) -> list[str]:
        """Complaints that stand at a level."""
        return list(self.bench.office.levels)

    # -- saying ---------------------------------------------------------------

    def tick(self) -> None:
        before = self.bench.office.seq
        self.bench.tick()
        self.followed(self.bench.events[len(self.bench.events) - (self.bench.office.seq - before) :])

    def say(
        self,
        verb: str,
        *,
        actor: Any = None,
        ticket: str | None = None,
        counter: str | None = None,
        options: dict[str, Any] | None = None,
        purpose: str | None = None,
    ) -> Event | None:
        """Say it; a refusal must change nothing. Returns: the event that answers, None where it was refused."""
        self.tick()
        self._count += 1
        command = Command(
            verb=verb,
            actor=actor or self.bench.seated(self.bench.sits(ticket) or counter, SENIOR),
            request_id=f"q-{self._count}",
            request_hash=f"{verb} {ticket} {counter} {options}",
            ticket=ticket,
            counter=counter,
            options=options or {},
            codes=(f"{self._count:08d}",),
            texts=(Text(id=f"t-{self._count}", purpose=purpose, salt="00", body="isi"),) if purpose is not None else (),
        )
        before, count = picture(self.bench.office), len(self.bench.events)
        answer, refusal = self._heard(command)
        if refusal is not None:
            assert refusal.status in (403, 404, 409, 422, 503), refusal.code
            assert picture(self.bench.office) == before
            assert len(self.bench.events) == count
            return None
        assert answer is not None
        self.said.append(command)
        if verb != "undo":
            self.undoable = (self.bench.office.seq, without_trace(before))
        self.followed(self.bench.events[count:])
        return answer.event

    def _heard(self, command: Command) -> tuple[Answer | None, Refusal | None]:
        try:
            return self.bench.command(command), None
        except Refusal as refusal:
            return None, refusal

    def followed(self, events: list[Event]) -> None:
        """Something more that follows along, in a subclass: what was just committed."""

    # -- what must always hold ---------------------------------------------------------------

    @invariant()
    def events_follow_each_other(self) -> None:
        events = self.bench.events
        for place in range(self.checked, len(events)):
            event = events[place]
            previous = events[place - 1] if place else None
            assert event.seq == place + 1
            assert previous is None or event.at >= previous.at
            before = previous.hash if previous is not None else GENESIS
            assert event.hash == link(before, office=MADE, seq=event.seq, text=event.text)
            assert read(office=MADE, seq=event.seq, text=event.text, hash_=event.hash) == event
            assert json.loads(event.text)["data"] == event.data
            self._follow_ticket(event)
        self.checked = len(events)

    def _follow_ticket(self, event: Event) -> None:
        if "ticket" not in event.data:
            return
        told = event.data["ticket"]
        after = State(told["state"])
        if event.type == "paper_entered":
            pass
        elif event.type == "issued" or event.data.get("new_number"):
            # An event says of a ticket what changed; whoever comes back a second time keeps the series.
            self.series[told["id"]] = told.get("series", self.series.get(told["id"], ""))
            self.numbers.setdefault((self.series[told["id"]], told["service_day"]), []).append(told["running"])
        if event.type != "issued":
            before = self.states[told["id"]]
            assert event.type not in STAYS or after is before, event.type
            assert event.type in STAYS or any(
                after in TRANSITIONS[before].get(verb, ()) for verb in CAUSES[event.type]
            ), (before, event.type)
        self.states[told["id"]] = after

    @invariant()
    def numbers_run_from_one_without_gap_or_double(self) -> None:
        for given in self.numbers.values():
            assert given == list(range(1, len(given) + 1))

    @invariant()
    def no_two_live_numbers_of_today_are_equal(self) -> None:
        office = self.bench.office
        today = [
            ticket.number
            for ticket in office.tickets.values()
            if ticket.service_day == office.day and ticket.state not in ENDED
        ]
        assert len(set(today)) == len(today)
        for ticket in office.tickets.values():
            if ticket.state is State.CALLED:
                assert ticket.service_day == office.day

    @invariant()
    def one_ticket_at_a_counter_and_one_counter_for_a_clerk(self) -> None:
        office = self.bench.office
        seated = {
            ticket.counter: ticket.id
            for ticket in office.tickets.values()
            if ticket.state in SEATED and ticket.counter is not None
        }
        places = [ticket for ticket in office.tickets.values() if ticket.state in SEATED and ticket.counter is not None]
        assert len(seated) == len(places)
        assert seated == {seat.counter: seat.ticket for seat in office.seats.values() if seat.ticket is not None}
        assert all(seat.clerk is not None for seat in office.seats.values() if seat.ticket is not None)
        clerks = [seat.clerk for seat in office.seats.values() if seat.clerk is not None]
        assert len(set(clerks)) == len(clerks)
        for ticket in office.tickets.values():
            if ticket.state not in SEATED:
                assert ticket.counter is None
            if ticket.state is State.CALLED:
                assert ticket.counter is not None
            assert (ticket.held_reason is not None) == (ticket.state is State.HELD)

    @invariant()
    def no_absence_outlives_its_time_and_none_covers_itself(self) -> None:
        office = self.bench.office
        for absence in office.absences.values():
            assert absence.covered_by not in office.absences
            assert (absence.covered_by is None) or absence.days == ()
        for ticket in office.tickets.values():
            assert ticket.absent_days == tuple(sorted(set(ticket.absent_days)))
            assert not ticket.absent_days or ticket.due is not None

    @invariant()
    def nobody_waits_for_a_counter_or_a_person_that_is_gone(self) -> None:
        office = self.bench.office
        assert office.settings is not None
        present = {seat.clerk for seat in office.seats.values()}
        for ticket in office.tickets.values():
            if ticket.state in ENDED:
                continue
            assert ticket.bound is None or ticket.bound in office.seats
            if ticket.person is not None and office.settings.when_person_leaves is None:
                assert ticket.person in present

    @invariant()
    def waiting_counts_equal_a_recount(self) -> None:
        office = self.bench.office
        waiting = [
            ticket
            for ticket in office.tickets.values()
            if ticket.state is State.WAITING
            and office.wants_visitor(ticket)
            and not ticket.gone
            and ticket.service_day == office.day
        ]
        assert {lane: count for lane, count in office.waiting.items() if count} == Counter(
            each.lane for each in waiting
        )
        assert {service: count for service, count in office.waiting_for.items() if count} == Counter(
            each.service for each in waiting
        )

    @invariant()
    def the_lines_hold_whoever_may_be_called_in_order_of_arrival(self) -> None:
        office = self.bench.office
        expected: dict[tuple[str, bool], list[tuple[Any, str]]] = {}
        for ticket in office.tickets.values():
            if office.may_be_called(ticket):
                expected.setdefault((ticket.lane, ticket.goes_first), []).append((ticket.queued_at, ticket.id))
        assert {key: list(line) for key, line in office.lines.items() if line} == {
            key: sorted(places) for key, places in expected.items()
        }

    @invariant()
    def a_counter_calls_somebody_exactly_when_somebody_waits_for_it(self) -> None:
        office = self.bench.office
        for seat in office.seats.values():
            line = line_of(office, counter=seat.counter)
            chosen = next_at(office, counter=seat.counter, now=self.bench.now)
            assert (chosen is None) == (not line)
            assert chosen is None or chosen.ticket in line

    @invariant()
    def nothing_happens_before_its_cause(self) -> None:
        office = self.bench.office
        for ticket in office.tickets.values():
            assert office.time is not None
            for at in (ticket.since, ticket.arrived):
                assert ticket.issued_at <= at <= office.time
            # Somebody reinstated is put a microsecond behind the third in line, who may have come earlier.
            assert ticket.queued_at <= office.time + timedelta(microseconds=1)
            if ticket.begun_at is not None and ticket.ready_at is not None:
                assert ticket.begun_at <= ticket.ready_at
            assert min(ticket.step_seconds, ticket.total_seconds, ticket.waited_seconds) >= 0

    def teardown(self) -> None:
        bench = self.bench
        replayed = [read(office=MADE, seq=each.seq, text=each.text, hash_=each.hash) for each in bench.events]
        assert picture(replay(MADE, replayed)) == picture(bench.office)
        sizes = random.Random(len(bench.events))
        for batches in ([], [sizes.randint(1, 9) for _ in bench.events]):
            tables = fold(MADE, replayed, batches=batches)
            assert tables.tickets == bench.records.tickets
            assert tables.periods == bench.records.periods
            assert tables.sessions == bench.records.sessions
            assert tables.absences == bench.records.absences
            assert tables.overtakings == bench.records.overtakings
            assert tables.services == bench.records.services
            assert tables.registers == bench.records.registers
        self._check_periods()

    @invariant()
    def levels_are_those_of_the_complaints_that_stand_at_one(self) -> None:
        office = self.bench.office
        standing = {
            each.id: each.level_due
            for each in office.tickets.values()
            if each.level_due is not None and each.state not in ENDED
        }
        assert office.levels == standing

    def _check_periods(self) -> None:
        by_ticket: dict[str, list[dict[str, Any]]] = {}
        for row in self.bench.records.periods.values():
            by_ticket.setdefault(row["ticket"], []).append(row)
        changed = {event.data["ticket"]["id"] for event in self.bench.events if event.type == "service_changed"}
        back = {event.data["ticket"]["id"] for event in self.bench.events if event.type == "reinstated"}
        for id_, rows in by_ticket.items():
            rows.sort(key=lambda row: row["start_seq"])
            ticket = self.bench.records.tickets[MADE, id_]
            for before, after in pairwise(rows):
                if id_ not in back:
                    assert before["ended_at"] == after["started_at"]
            assert [row for row in rows[:-1] if row["ended_at"] is None] == []
            assert (rows[-1]["ended_at"] is None) == (State(ticket["state"]) not in ENDED)
            behind = [row for (_, of, _), row in self.bench.records.services.items() if of == id_]
            late = any(row["recorded_late"] for row in (ticket, *behind))
            if id_ not in changed and not late:
                taken = sum(row["took"] for row in rows if row["took"] is not None)
                total = ticket["total_seconds"] + sum(row["total_seconds"] for row in behind)
                assert abs(taken - total) < 0.01
                assert sorted(row["nth"] for row in behind) == list(range(ticket["nth"]))
