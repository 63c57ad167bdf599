"""
The scripted days of `v1`: a Friday, the weekend and Monday morning, with every type of event of that time.

See `record` for how a journal is recorded.
"""

from __future__ import annotations

from server.protocol import plain
from server.queue.command import SYSTEM
from tests.builders import KIOSK, SENIOR, WEEK, Bench, a_clerk, a_procedure, a_step


def play() -> Bench:
    """Friday from nine, the weekend, and Monday morning, with every kind of event in it."""
    bench = Bench(hours=WEEK)
    for counter in "124":
        bench.open(counter)
    surat = bench.issue("surat")
    dua = bench.issue("dua", priority=True, language="en")
    satu = bench.issue("satu", help=True)
    hari = bench.issue("hari")
    late = bench.issue("satu")
    complaint = bench.issue("keluhan")
    bench.say("ask_help", actor=KIOSK)
    bench.passes(minutes=4)
    bench.say("answer_help", device=KIOSK.id)
    bench.say("ask_slip", surat)
    bench.say("report_slip", surat, actor=KIOSK, outcome="printed", copy=False)
    # Two steps in one sitting for the one who goes first, then all the rest recorded late.
    bench.call("4")
    bench.passes(seconds=40)
    bench.say("start", dua)
    bench.passes(minutes=3)
    bench.say("finish", dua)
    bench.passes(minutes=2)
    bench.say("finish", dua, then="hand_over")
    # The file goes on alone, comes back ready, is called, and its visitor is not there.
    bench.serve(surat, "1")
    bench.passes(minutes=2)
    bench.say("finish", surat)
    bench.say("start", surat, counter="4", actor=a_clerk("a-4", lanes=["depan"]))
    bench.passes(minutes=6)
    bench.say("finish", surat, then="pass_on")
    bench.say("start", surat, counter="1")
    bench.say("finish", surat)
    bench.say("call_chosen", surat, counter="1", actor=SENIOR, reason="sakit")
    for verb in ("recall", "recall", "no_show"):
        bench.passes(seconds=30)
        bench.say(verb, surat)
    # Held, resumed, transferred, changed, missed, back again, refused for good.
    bench.say("hold", satu, reason="fotokopi")
    bench.say("resume", satu)
    bench.say("transfer", satu, to_counter="2")
    bench.say("change_service", satu, service="izin")
    bench.say("call_chosen", satu, counter="2", actor=SENIOR, reason="janji")
    for verb in ("recall", "recall", "no_show"):
        bench.say(verb, satu)
    bench.passes(minutes=1)
    bench.say("reinstate", satu)
    bench.serve(satu, "2")
    bench.say("finish", satu, outcome="ditolak")
    bench.say("cancel", late, reason="pulang")
    bench.serve(complaint, "2")
    bench.say("finish", complaint, outcome="naik")
    # A days-long file that lives over the weekend, with a counter under it at night; one visitor too many.
    bench.serve(hari, "1")
    bench.say("finish", hari)
    bench.say("start", hari, counter="4")
    bench.say("pause", counter="1", reason="salat")
    bench.say("close", counter="1")
    bench.issue("izin")
    bench.say("publish", actor=SYSTEM, document=plain(a_procedure("satu", a_step("1", "depan"))))
    bench.passes(days=3)
    bench.say("confirm_clock", actor=SYSTEM)
    bench.say("finish", hari, then="pass_on")
    bench.say("start", hari)
    bench.passes(minutes=10)
    bench.say("finish", hari)
    bench.say("hand_over", surat)
    bench.issue("satu")
    return bench
