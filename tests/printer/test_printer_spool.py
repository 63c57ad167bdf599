"""The spool prints what the ledger wants, once, tells it the truth, and never repeats a doubtful slip unmarked."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from printer.device import Device, Outcome, Result, Timeouts, open_device
from printer.emulator.server import EmulatorThread
from printer.memory_store import MemoryStore, WrongTransitionError
from printer.raster import Paper
from printer.samples import sample_slip
from printer.slip import draw
from printer.spool import TRANSITIONS, Job, JobState, Spool
from printer.status import State

SLIP = replace(sample_slip(language="id"), practice=False)
SENT, PRINTED, UNKNOWN, FAILED, WAITING = (
    JobState.SENT,
    JobState.PRINTED,
    JobState.UNKNOWN,
    JobState.FAILED,
    JobState.WAITING,
)
QUICK = Timeouts(
    connect=timedelta(seconds=1),
    answer=timedelta(seconds=1),
    write=timedelta(seconds=1),
    confirm=timedelta(milliseconds=500),
)


class States:
    """What a spool said of its printer, for waiting."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self.seen: list[State] = []

    def add(self, state: State) -> None:
        with self._changed:
            self.seen.append(state)
            self._changed.notify_all()

    def wait_for(self, state: State) -> bool:
        with self._changed:
            return self._changed.wait_for(lambda: state in self.seen[-1:], 10)


class ScriptedDevice:
    """A printer at the outer edge that ends each job as it is told."""

    uri = "scripted:"

    def __init__(self, *outcomes: Outcome) -> None:
        self._outcomes = list(outcomes)
        self.state = State.READY
        self.jobs: list[bytes] = []

    def status(self) -> State:
        return self.state

    def print_bytes(self, data: bytes) -> Outcome:
        self.jobs.append(data)
        return self._outcomes.pop(0)


@contextmanager
def running(device: Device, store: MemoryStore, *, poll: float = 0.05) -> Iterator[tuple[Spool, States]]:
    states = States()
    spool = Spool(device=device, store=store, paper=Paper(), on_state=states.add, poll=timedelta(seconds=poll))
    spool.start()
    try:
        yield spool, states
    finally:
        assert spool.stop()


@pytest.fixture
def emulator() -> Iterator[EmulatorThread]:
    with EmulatorThread() as started:
        yield started


def ended(result: Result, state: State = State.READY, *, sent: bool = True) -> Outcome:
    return Outcome(result=result, state=state, sent=sent)


@pytest.mark.slow
def test_a_waiting_job_is_sent_and_printed(emulator: EmulatorThread) -> None:
    store = MemoryStore()
    store.add(Job(id="1", content=SLIP))
    with running(open_device(emulator.uri), store) as (spool, states):
        assert store.wait_for("1", PRINTED)
        assert states.wait_for(State.READY)
        assert spool.state is State.READY
    assert store.history["1"] == [WAITING, SENT, PRINTED]
    assert emulator.slips[0].picture.crop((0, 0, 576, 900)).tobytes() == draw(SLIP).crop((0, 0, 576, 900)).tobytes()


@pytest.mark.slow
def test_jobs_come_out_in_their_order_each_once(emulator: EmulatorThread) -> None:
    store = MemoryStore()
    with running(open_device(emulator.uri), store, poll=60) as (spool, _):
        for number in range(4):
            store.add(Job(id=str(number), content=replace(SLIP, number=f"A-{number:03d}")))
            spool.notify()
        assert all(store.wait_for(str(number), PRINTED) for number in range(4))
    assert len(emulator.slips) == 4
    expected = [draw(replace(SLIP, number=f"A-{number:03d}")) for number in range(4)]
    for slip, picture in zip(emulator.slips, expected, strict=True):
        assert slip.picture.crop((0, 0, 576, picture.height)).tobytes() == picture.tobytes()


@pytest.mark.slow
def test_without_paper_a_job_fails_at_once_and_comes_out_after_the_refill(emulator: EmulatorThread) -> None:
    store = MemoryStore()
    emulator.control("paper out")
    store.add(Job(id="1", content=SLIP))
    with running(open_device(emulator.uri), store) as (spool, states):
        assert store.wait_for("1", FAILED)
        assert states.wait_for(State.OUT)
        emulator.control("paper ok")
        spool.notify()
        assert store.wait_for("1", PRINTED)
    assert store.history["1"] == [WAITING, SENT, FAILED, SENT, PRINTED]
    # Nothing had been sent the first time, so this is no copy.
    [slip] = emulator.slips
    assert slip.picture.crop((0, 0, 576, 900)).tobytes() == draw(SLIP).crop((0, 0, 576, 900)).tobytes()


@pytest.mark.slow
def test_a_job_nobody_wants_any_more_is_not_printed_after_the_refill(emulator: EmulatorThread) -> None:
    store = MemoryStore()
    emulator.control("cover open")
    store.add(Job(id="1", content=SLIP))
    with running(open_device(emulator.uri), store) as (spool, states):
        assert store.wait_for("1", FAILED)
        store.withdraw("1")
        emulator.control("cover close")
        store.add(Job(id="2", content=SLIP))
        spool.notify()
        assert store.wait_for("2", PRINTED)
        assert states.wait_for(State.READY)
    assert len(emulator.slips) == 1


@pytest.mark.slow
def test_a_stalled_printer_makes_the_job_unknown_and_it_is_not_repeated(emulator: EmulatorThread) -> None:
    store = MemoryStore()
    emulator.control("stall 3000")
    store.add(Job(id="1", content=SLIP))
    with running(open_device(emulator.uri, timeouts=QUICK), store) as (spool, states):
        assert store.wait_for("1", UNKNOWN)
        emulator.control("go")
        spool.notify()
        assert states.wait_for(State.READY)
        store.add(Job(id="2", content=SLIP, copy=True))
        spool.notify()
        assert store.wait_for("2", PRINTED)
    assert store.history["1"] == [WAITING, SENT, UNKNOWN]
    assert emulator.wait_for_slips(2)
    copy = draw(replace(SLIP, copy=True))
    assert emulator.slips[1].picture.crop((0, 0, 576, copy.height)).tobytes() == copy.tobytes()


def test_a_retry_after_a_torn_slip_is_marked_as_a_copy() -> None:
    device = ScriptedDevice(ended(Result.FAILED, State.OUT), ended(Result.PRINTED))
    store = MemoryStore()
    store.add(Job(id="1", content=SLIP))
    with running(device, store):
        assert store.wait_for("1", PRINTED)
    first, second = device.jobs
    assert len(second) > len(first)
    assert store.history["1"] == [WAITING, SENT, FAILED, SENT, PRINTED]


def test_a_kept_picture_is_printed_and_marked_when_it_is_a_copy() -> None:
    png = io.BytesIO()
    draw(SLIP).save(png, format="PNG")
    device = ScriptedDevice(ended(Result.PRINTED), ended(Result.PRINTED), ended(Result.PRINTED))
    store = MemoryStore()
    store.add(Job(id="1", content=png.getvalue()))
    store.add(Job(id="2", content=SLIP))
    store.add(Job(id="3", content=png.getvalue(), copy=True))
    with running(device, store):
        assert store.wait_for("3", PRINTED)
    assert device.jobs[0] == device.jobs[1]
    assert len(device.jobs[2]) > len(device.jobs[0])


def test_what_cannot_be_drawn_does_not_stop_the_next() -> None:
    device = ScriptedDevice(ended(Result.PRINTED))
    store = MemoryStore()
    store.add(Job(id="1", content=b"no picture"))
    store.add(Job(id="2", content=SLIP))
    with running(device, store):
        assert store.wait_for("2", PRINTED)
    assert store.history["1"] == [WAITING, UNKNOWN]
    assert len(device.jobs) == 1


def test_a_failing_listener_does_not_end_the_printing(caplog: pytest.LogCaptureFixture) -> None:
    device = ScriptedDevice(ended(Result.PRINTED), ended(Result.PRINTED))
    store = MemoryStore()
    store.add(Job(id="1", content=SLIP))
    store.add(Job(id="2", content=SLIP))

    def listen(job_id: str, state: JobState) -> None:
        if job_id == "1" and state is PRINTED:
            raise RuntimeError("the screen has gone")

    spool = Spool(device=device, store=store, paper=Paper(), on_job=listen, poll=timedelta(milliseconds=50))
    spool.start()
    assert store.wait_for("2", PRINTED)
    assert spool.stop()
    assert "the screen has gone" in caplog.text


def test_listeners_hear_each_state_after_the_ledger_has_it() -> None:
    store = MemoryStore()
    store.add(Job(id="1", content=SLIP))
    heard: list[tuple[str, JobState, JobState]] = []
    done = threading.Event()

    def listen(job_id: str, state: JobState) -> None:
        heard.append((job_id, state, store.history[job_id][-1]))
        if state is PRINTED:
            done.set()

    spool = Spool(device=ScriptedDevice(ended(Result.PRINTED)), store=store, paper=Paper(), on_job=listen)
    spool.start()
    assert done.wait(10)
    assert spool.stop()
    assert heard == [("1", SENT, SENT), ("1", PRINTED, PRINTED)]


def test_an_idle_printer_is_asked_and_changes_are_told_once() -> None:
    device = ScriptedDevice()
    with running(device, MemoryStore()) as (spool, states):
        assert states.wait_for(State.READY)
        device.state = State.COVER
        spool.notify()
        assert states.wait_for(State.COVER)
        device.state = State.READY
        spool.notify()
        assert states.wait_for(State.READY)
    assert states.seen == [State.READY, State.COVER, State.READY]


def test_the_state_is_unknown_before_the_first_answer() -> None:
    assert Spool(device=open_device("none:"), store=MemoryStore(), paper=Paper()).state is State.UNKNOWN


@pytest.mark.parametrize("end", [PRINTED, UNKNOWN])
def test_an_end_is_an_end(end: JobState) -> None:
    assert TRANSITIONS[end] == frozenset()
    store = MemoryStore()
    store.add(Job(id="1", content=SLIP))
    store.mark("1", SENT, outcome=None)
    store.mark("1", end, outcome=None)
    with pytest.raises(WrongTransitionError):
        store.mark("1", SENT, outcome=None)


def test_the_table_names_every_state() -> None:
    assert set(TRANSITIONS) == set(JobState)
