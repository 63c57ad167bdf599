"""The printer's memory: each slip asked for is a job once, whatever is cut off where, and its end is told once."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from PIL import Image

from printer.asked_for import asked_for
from printer.device import Outcome, Result
from printer.job_ledger import WrongTransitionError
from printer.ledger import FRESH, KEPT, Ledger
from printer.ledger_file import LedgerError, LedgerNewerError, LedgerTakenError
from printer.slip import Slip
from printer.spool import JobState
from printer.status import State
from printer.tray import Tray
from server.protocol import SlipPart
from tests.printer.printer_frames import NOW, part, parts

ROOT = Path(__file__).parents[2]
DONE = Outcome(result=Result.PRINTED, state=State.READY, sent=True)
OUT = Outcome(result=Result.FAILED, state=State.OUT, sent=False)
TORN = Outcome(result=Result.FAILED, state=State.OUT, sent=True)


def take(ledger: Ledger, *slips: SlipPart, seq: int) -> str:
    return ledger.take(asked_for(parts(*slips)), seq=seq)


def following(path: Path, *, office: str = "contoh", seq: int = 10) -> Ledger:
    """A ledger that has seen its first frame."""
    ledger = Ledger(path / "ledger.sqlite")
    ledger.follow(office)
    assert take(ledger, seq=seq) == "first"
    return ledger


def printed(ledger: Ledger) -> list[str]:
    """Print all there is. Returns: the numbers, a copy with a star."""
    numbers = []
    while (job := ledger.jobs.next_job(retry_failed=True)) is not None:
        assert isinstance(job.content, Slip)
        numbers.append(job.content.number + ("*" if job.copy else ""))
        ledger.jobs.mark(job.id, JobState.SENT, outcome=None)
        ledger.jobs.mark(job.id, JobState.PRINTED, outcome=DONE)
    return numbers


def told(ledger: Ledger) -> list[tuple[str, str, bool]]:
    return [(each.ticket_id, each.body.outcome, each.body.copy) for each in ledger.jobs.unreported()]


def test_what_was_asked_before_the_first_frame_is_not_printed(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite")
    ledger.follow("contoh")
    assert ledger.known() is None
    assert take(ledger, part(3), part(5), seq=5) == "first"
    assert (ledger.known(), printed(ledger)) == (5, [])


def test_each_slip_is_a_job_once_in_the_order_of_the_journal(tmp_path: Path) -> None:
    ledger = following(tmp_path)
    assert take(ledger, part(13), part(11), seq=14) == "on"
    take(ledger, part(13), part(11), part(15, copy=True, ticket_id="ticket-11"), seq=15)
    assert printed(ledger) == ["A-011", "A-013", "A-015*"]
    take(ledger, part(13), part(11), seq=15)
    assert printed(ledger) == []
    assert told(ledger) == [
        ("ticket-11", "printed", False),
        ("ticket-13", "printed", False),
        ("ticket-11", "printed", True),
    ]


def test_a_restart_forgets_nothing_and_repeats_nothing(tmp_path: Path) -> None:
    ledger = following(tmp_path)
    take(ledger, part(11), part(12), seq=12)
    first = ledger.jobs.next_job(retry_failed=False)
    assert first is not None
    ledger.jobs.mark(first.id, JobState.SENT, outcome=None)
    ledger.jobs.mark(first.id, JobState.PRINTED, outcome=DONE)
    ledger.close()
    again = Ledger(tmp_path / "ledger.sqlite")
    again.follow("contoh")
    take(again, part(11), part(12), part(13), seq=13)
    assert printed(again) == ["A-012", "A-013"]


def test_a_job_found_sent_is_unknown_and_never_repeated_by_itself(tmp_path: Path) -> None:
    ledger = following(tmp_path)
    take(ledger, part(11), seq=11)
    job = ledger.jobs.next_job(retry_failed=False)
    assert job is not None
    ledger.jobs.mark(job.id, JobState.SENT, outcome=None)
    ledger.close()
    again = Ledger(tmp_path / "ledger.sqlite")
    assert again.jobs.state_of(job.id) is JobState.UNKNOWN
    assert printed(again) == []
    assert told(again) == [("ticket-11", "unknown", False)]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cut_after", "expected"),
    [("nothing", ["A-011"]), ("take", ["A-011"]), ("sent", []), ("failed", ["A-011*"]), ("printed", [])],
)
def test_a_power_cut_after_any_step_leaves_one_slip_or_a_marked_one(
    cut_after: str, expected: list[str], tmp_path: Path
) -> None:
    following(tmp_path).close()
    program = f"""
import os
from pathlib import Path
from printer.spool import JobState
from tests.printer.test_printer_ledger import DONE, TORN, Ledger, part, take
ledger = Ledger(Path({str(tmp_path)!r}) / "ledger.sqlite")
def step(name):
    if name == {cut_after!r}:
        os.kill(os.getpid(), 9)
step("nothing")
take(ledger, part(11), seq=11); step("take")
job = ledger.jobs.next_job(retry_failed=False)
ledger.jobs.mark(job.id, JobState.SENT, outcome=None); step("sent")
if {cut_after!r} == "failed":
    ledger.jobs.mark(job.id, JobState.FAILED, outcome=TORN); step("failed")
ledger.jobs.mark(job.id, JobState.PRINTED, outcome=DONE); step("printed")
"""
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT).returncode == -9
    ledger = Ledger(tmp_path / "ledger.sqlite")
    take(ledger, part(11), seq=11)
    assert printed(ledger) == expected
    outcomes = [outcome for _, outcome, _ in told(ledger)]
    assert outcomes == ["unknown" if cut_after == "sent" else "printed"]


def test_a_slip_asked_for_too_long_ago_is_not_printed_but_told_as_failed(tmp_path: Path) -> None:
    ledger = following(tmp_path)
    take(ledger, part(11, at=NOW - FRESH), part(12, at=NOW - FRESH + timedelta(seconds=1)), seq=12)
    tray = Tray(ledger.jobs, now=lambda: NOW)
    job = tray.next_job(retry_failed=False)
    assert job is not None and isinstance(job.content, Slip) and job.content.number == "A-012"
    assert told(ledger) == [("ticket-11", "failed", False)]
    assert ledger.jobs.waiting() == 1


def test_a_slip_a_dead_printer_kept_is_tried_until_its_visitor_has_gone_and_told_once(tmp_path: Path) -> None:
    ledger = following(tmp_path)
    take(ledger, part(11), seq=11)
    now = NOW
    tray = Tray(ledger.jobs, now=lambda: now)
    for _ in range(2):
        job = tray.next_job(retry_failed=True)
        assert job is not None
        tray.mark(job.id, JobState.SENT, outcome=None)
        tray.mark(job.id, JobState.FAILED, outcome=OUT)
    assert (told(ledger), ledger.jobs.waiting()) == ([], 1)
    now = NOW + FRESH
    assert tray.next_job(retry_failed=True) is None
    assert (told(ledger), ledger.jobs.waiting()) == ([("ticket-11", "failed", False)], 0)


def test_nothing_is_printed_for_visitors_while_the_servers_time_is_not_known(tmp_path: Path) -> None:
    ledger = following(tmp_path)
    take(ledger, part(11), seq=11)
    tray = Tray(ledger.jobs, now=lambda: None)
    assert tray.next_job(retry_failed=True) is None
    tray.show_code(Image.new("1", (576, 8), 1))
    job = tray.next_job(retry_failed=False)
    assert job is not None and job.id.startswith("pairing-")


def test_a_pairing_slip_comes_first_once_and_a_torn_one_comes_again_without_a_mark(tmp_path: Path) -> None:
    ledger = following(tmp_path)
    take(ledger, part(11), seq=11)
    tray = Tray(ledger.jobs, now=lambda: NOW)
    tray.show_code(Image.new("1", (576, 8), 1))
    first = tray.next_job(retry_failed=False)
    assert first is not None
    tray.mark(first.id, JobState.SENT, outcome=None)
    tray.mark(first.id, JobState.FAILED, outcome=TORN)
    second = tray.next_job(retry_failed=True)
    assert second is not None and second.id.startswith("pairing-")
    assert second.id != first.id, "the spool would mark a second try of the same job as a copy"
    assert not second.copy
    tray.mark(second.id, JobState.SENT, outcome=None)
    tray.mark(second.id, JobState.PRINTED, outcome=DONE)
    after = tray.next_job(retry_failed=True)
    assert after is not None and not after.id.startswith("pairing-")


def test_a_code_that_has_run_out_is_not_printed_any_more(tmp_path: Path) -> None:
    tray = Tray(following(tmp_path).jobs, now=lambda: NOW)
    tray.show_code(Image.new("1", (576, 8), 1))
    old = tray.next_job(retry_failed=False)
    assert old is not None
    tray.show_code(None)
    assert tray.next_job(retry_failed=True) is None
    tray.mark(old.id, JobState.PRINTED, outcome=DONE)


def test_each_report_is_told_until_it_is_taken(tmp_path: Path) -> None:
    ledger = following(tmp_path)
    take(ledger, part(11), seq=11)
    assert printed(ledger) == ["A-011"]
    [report] = ledger.jobs.unreported()
    assert [report] == list(ledger.jobs.unreported())
    assert len(report.body.request_id) <= 64
    ledger.jobs.reported(report.body.request_id)
    assert ledger.jobs.unreported() == ()
    ledger.close()
    assert Ledger(tmp_path / "ledger.sqlite").jobs.unreported() == ()


def test_another_office_gets_nothing_that_was_meant_for_the_one_before(tmp_path: Path) -> None:
    ledger = following(tmp_path)
    take(ledger, part(11), part(12), seq=12)
    job = ledger.jobs.next_job(retry_failed=False)
    assert job is not None
    ledger.jobs.mark(job.id, JobState.SENT, outcome=None)
    ledger.jobs.mark(job.id, JobState.PRINTED, outcome=DONE)
    ledger.follow("lain")
    assert (printed(ledger), told(ledger), ledger.known(), ledger.jobs.waiting()) == ([], [], None, 0)
    assert take(ledger, part(2), seq=2) == "first"
    take(ledger, part(2), part(3), seq=3)
    assert printed(ledger) == ["A-003"]


def test_a_server_put_back_from_a_backup_gets_no_slip_twice_and_goes_on(tmp_path: Path) -> None:
    ledger = following(tmp_path)
    take(ledger, part(11), part(12), seq=12)
    assert printed(ledger) == ["A-011", "A-012"]
    assert take(ledger, part(11), seq=11) == "back"
    assert printed(ledger) == []
    take(ledger, part(11), part(12, ticket_id="another"), seq=12)
    assert printed(ledger) == ["A-012"]


def test_what_ended_long_ago_is_forgotten_once_it_was_told(tmp_path: Path) -> None:
    ledger = following(tmp_path)
    take(ledger, part(11), part(12), seq=12)
    printed(ledger)
    first, second = ledger.jobs.unreported()
    ledger.jobs.reported(first.body.request_id)
    ledger.forget(now=NOW + KEPT + FRESH + timedelta(seconds=1))
    ledger.close()
    with sqlite3.connect(tmp_path / "ledger.sqlite") as file:
        kept = [ticket for (ticket,) in file.execute("SELECT ticket_id FROM job")]
    file.close()
    assert kept == [second.ticket_id]


def test_a_job_cannot_go_back(tmp_path: Path) -> None:
    ledger = following(tmp_path)
    take(ledger, part(11), seq=11)
    job = ledger.jobs.next_job(retry_failed=False)
    assert job is not None
    printed(ledger)
    with pytest.raises(WrongTransitionError):
        ledger.jobs.mark(job.id, JobState.SENT, outcome=None)
    with pytest.raises(WrongTransitionError):
        ledger.jobs.mark("nobody", JobState.SENT, outcome=None)


@pytest.mark.slow
def test_a_ledger_two_programs_want_is_given_to_one(tmp_path: Path) -> None:
    ledger = following(tmp_path)
    program = f"from printer.ledger import Ledger; from pathlib import Path; Ledger(Path({str(tmp_path)!r}) / 'ledger.sqlite')"
    second = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert second.stderr.splitlines()[-1].startswith("printer.ledger_file.LedgerTakenError")
    take(ledger, part(11), seq=11)
    assert LedgerTakenError.code == "ledger_taken"


def test_a_file_of_a_newer_program_or_no_ledger_at_all_is_left_alone(tmp_path: Path) -> None:
    following(tmp_path).close()
    with sqlite3.connect(tmp_path / "ledger.sqlite") as file:
        file.execute("PRAGMA user_version = 99")
    file.close()
    with pytest.raises(LedgerNewerError, match="update this program"):
        Ledger(tmp_path / "ledger.sqlite")
    (tmp_path / "other.sqlite").write_bytes(b"no database, but long enough to be looked at" * 40)
    with pytest.raises(LedgerError, match="cannot be used"):
        Ledger(tmp_path / "other.sqlite")
