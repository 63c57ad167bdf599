"""Fan-out: a snapshot, then changes that chain; what followers hold is what a fresh snapshot says; slow ones are dropped."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis.stateful import invariant, run_state_machine_as_test

from server.hub import BACKLOG, Follower, Hub
from server.protocol import VERSION, Frame, decode
from server.queue.event import TYPES, Event
from server.views.feeds import PARTS, TOUCHES, touched
from tests.builders import FRIDAY, Bench
from tests.queue.office_machine import SAMPLE, OfficeMachine


class Followed:
    """A client of one view that replaces parts and does nothing else."""

    def __init__(self, hub: Hub, bench: Bench, view: str, *, since: int | None = None) -> None:
        self.follower = hub.follow(bench.office, view=view, since=since)
        self.parts: dict[str, Any] = {}
        self.seq: int | None = since
        self.types: list[str] = []

    def take(self) -> None:
        """Take every frame that is there."""
        while not self.follower.frames.empty():
            text = self.follower.frames.get_nowait()
            assert text is not None
            frame = decode(Frame, text)
            assert frame.v == VERSION
            if frame.type == "change":
                assert frame.prev == self.seq
                assert frame.parts
            if frame.type == "snapshot":
                self.parts = {}
            self.parts |= frame.parts
            self.seq = frame.seq
            self.types.append(frame.type)


def a_hub() -> Hub:
    return Hub(clock=lambda: FRIDAY)


def announced(hub: Hub, bench: Bench, verb: str, *said: str, **options: Any) -> None:
    """Say something and announce it."""
    before = len(bench.events)
    bench.say(verb, *said, **options)
    hub.announce(bench.office, frozenset(event.type for event in bench.events[before:]))


@pytest.mark.parametrize("view", list(PARTS))
def test_the_first_frame_is_a_snapshot_of_all_parts(view: str) -> None:
    bench = Bench()
    client = Followed(a_hub(), bench, view)
    client.take()
    assert client.types == ["snapshot"]
    assert set(client.parts) == set(PARTS[view])
    assert client.seq == bench.office.seq


def test_a_change_names_the_seq_before_it_in_this_view_and_only_what_changed() -> None:
    bench, hub = Bench(), a_hub()
    bench.open("1")
    client = Followed(hub, bench, "board")
    client.take()
    first = client.seq
    bench.issue("satu")
    hub.announce(bench.office, frozenset({"issued"}))
    text = client.follower.frames.get_nowait()
    assert text is not None
    frame = json.loads(text)
    assert (frame["type"], frame["prev"], frame["seq"]) == ("change", first, bench.office.seq)
    assert set(frame["parts"]) == {"services"}
    # A ticket of a service whose row does not change again is no frame for the board.
    announced(hub, bench, "ask_help")
    assert client.follower.frames.empty()


def test_who_knows_the_present_seq_gets_current_and_no_parts() -> None:
    bench, hub = Bench(), a_hub()
    kept = Followed(hub, bench, "kiosk")
    kept.take()
    back = Followed(hub, bench, "kiosk", since=kept.seq)
    back.take()
    assert (back.types, back.parts) == (["current"], {})
    bench.issue("satu")
    hub.announce(bench.office, frozenset({"issued"}))
    for client in (kept, back):
        client.take()
    assert kept.parts["ahead"] == back.parts["ahead"]
    late = Followed(hub, bench, "kiosk", since=(kept.seq or 0) - 1)
    late.take()
    assert late.types == ["snapshot"]


def test_a_frame_is_encoded_once_for_all_followers() -> None:
    bench, hub = Bench(), a_hub()
    clients = [Followed(hub, bench, "kiosk") for _ in range(50)]
    for client in clients:
        client.take()
    bench.issue("satu")
    hub.announce(bench.office, frozenset({"issued"}))
    assert len({id(client.follower.frames.get_nowait()) for client in clients}) == 1


def test_a_follower_that_is_too_slow_is_dropped_and_the_others_are_not() -> None:
    bench, hub = Bench(), a_hub()
    slow, quick = Followed(hub, bench, "kiosk"), Followed(hub, bench, "kiosk")
    for _ in range(BACKLOG + 1):
        bench.issue("satu")
        hub.announce(bench.office, frozenset({"issued"}))
        quick.take()
    assert slow.follower.frames.get_nowait() is None
    assert slow.follower.frames.empty()
    bench.issue("satu")
    hub.announce(bench.office, frozenset({"issued"}))
    quick.take()
    assert slow.follower.frames.empty()
    assert quick.parts["ahead"]["satu"] == BACKLOG + 2


def test_a_backlog_is_bounded() -> None:
    follower = Follower()
    assert all(follower.offer("x") for _ in range(BACKLOG))
    assert not follower.offer("one too many")


def test_whoever_leaves_is_forgotten_and_the_view_with_the_last_one() -> None:
    bench, hub = Bench(), a_hub()
    first, second = Followed(hub, bench, "board"), Followed(hub, bench, "board")
    assert hub.followers() == {(bench.office.id, "board"): 2}
    hub.leave(bench.office.id, "board", first.follower)
    hub.leave(bench.office.id, "board", first.follower)
    hub.leave(bench.office.id, "board", second.follower)
    assert not any(hub.followers().values())


def test_every_type_of_event_says_what_it_touches() -> None:
    assert set(TOUCHES) == set(TYPES)
    everything = {part for parts in PARTS.values() for part in parts}
    assert touched(frozenset({"of a later version"})) >= everything - {"slips"}


class FollowedOffice(OfficeMachine):
    """The random office with a follower of every view: whatever happens, they hold what a fresh snapshot says."""

    def __init__(self) -> None:
        super().__init__()
        self.hub = a_hub()
        self.clients = {view: Followed(self.hub, self.bench, view) for view in PARTS}

    def followed(self, events: list[Event]) -> None:
        if events:
            self.hub.announce(self.bench.office, frozenset(event.type for event in events))

    @invariant()
    def followers_hold_what_a_snapshot_says(self) -> None:
        for view, client in self.clients.items():
            client.take()
            fresh = json.loads(a_hub().snapshot(self.bench.office, view=view))["parts"]
            for part, value in fresh.items():
                if not isinstance(value, int):
                    assert client.parts[part] == value, (view, part)
                # The staff view's parts are marks: the seq at which they may last have changed.
                else:
                    assert client.parts[part] <= value


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_whatever_happens_followers_hold_what_a_fresh_snapshot_says() -> None:
    run_state_machine_as_test(FollowedOffice, settings=SAMPLE)
