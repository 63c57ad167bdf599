"""
How a journal is recorded, once, from a script:

    python -m tests.journals.record v2

writes `v2.jsonl` (one event per line: seq, text, hash) and `v2_state.json` (what it led to). A recorded journal is never recorded
again: what an office wrote yesterday stays as it is too. A new type of event, or a new version of one, is played by a script
of its own, which adds a new pair of files beside the others.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from server.protocol import plain
from server.queue.office import Office
from tests.builders import Bench
from tests.journals import scripted_day, scripted_week

HERE = Path(__file__).parent
#: Name of a recorded journal → the script it was recorded from, which may have grown stricter since.
SCRIPTS: Mapping[str, Callable[[], Bench]] = {"v1": scripted_day.play, "v2": scripted_week.play}


def state(office: Office) -> dict[str, Any]:
    """What an office stands at, as JSON values with a name for each."""
    return {
        "seq": office.seq,
        "hash": office.hash,
        "time": plain(office.time),
        "day": plain(office.day),
        "running": dict(sorted(office.running.items())),
        "current": dict(sorted(office.current.items())),
        "tickets": {id_: plain(ticket) for id_, ticket in sorted(office.tickets.items())},
        "seats": {id_: plain(seat._asdict()) for id_, seat in sorted(office.seats.items())},
        "calls": [plain(call._asdict()) for call in office.calls],
        "waiting": {lane: count for lane, count in sorted(office.waiting.items()) if count},
        "taken": {service: list(taken) for service, taken in sorted(office.taken.items())},
        "days": {day.isoformat(): plain(special) for day, special in sorted(office.days.items())},
        "closing_rule": office.closing_rule,
        "opening": plain(office.opening),
        "stoppages": plain(office.stoppages),
        "absences": {lane: plain(absence) for lane, absence in sorted(office.absences.items())},
        "registers": {f"{book}/{year}": last for (book, year), last in sorted(office.registers.items())},
        "registered": {"/".join(map(str, key)): plain(entry) for key, entry in sorted(office.registered.items())},
        "private": {id_: plain(kept) for id_, kept in sorted(office.private.items())},
        "sheets": {day.isoformat(): sorted(numbers) for day, numbers in sorted(office.sheets.items())},
        "levels": {id_: day.isoformat() for id_, day in sorted(office.levels.items())},
        "expiring": {id_: day.isoformat() for id_, day in sorted(office.expiring.items())},
        "slips": plain(office.slips),
        "on_paper": sorted(office.on_paper),
        "lines": {
            f"{lane}/{first}": [id_ for _, id_ in line] for (lane, first), line in sorted(office.lines.items()) if line
        },
    }


def main(name: str) -> None:
    """Record, unless it was recorded before."""
    bench = SCRIPTS[name]()
    with (HERE / f"{name}.jsonl").open("x", encoding="utf-8") as file:
        for event in bench.events:
            line = {"office": event.office, "seq": event.seq, "text": event.text, "hash": event.hash}
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    with (HERE / f"{name}_state.json").open("x", encoding="utf-8") as file:
        json.dump(state(bench.office), file, ensure_ascii=False, indent=1, sort_keys=True)
        file.write("\n")
    print(f"{len(bench.events)} events over {bench.now - bench.events[0].at}")


if __name__ == "__main__":
    main(sys.argv[1])
