"""
The catalogue as JSON for other programs: a list of objects, one per procedure, in reading order.

The shape is a promise; keys are only ever added:

    {"id": "000-02", "office": "kecamatan-metro-selatan", "title": {"id", "en"}, "printed_title",
     "source": {"file", "place", "line"},
     "lanes": ["pemohon", …]            lane keys in the document's column order, named in "lane_names"
     "lane_names": {"pemohon": {"id", "en", "printed": […], "applicant": true}, …}
     "steps": […]                       in printed order; [] for a title without rows
     "walk": [0, 1, 2, 4, 3] or null    indices into "steps" in the order walked, null where that is the printed order
     "walk_note", "requires": [{"text", "printed", "condition"}], "requires_complete", "conditions": [{"text", "printed"}],
     "written_total", "computed_total"  "P1DT30M", or null where nothing is written
     "open_questions": [{"key", "row", "id", "en"}],
     "plain_prefix", "plain_name", "board_name", "choose_when", "aliases", "group", "discreet", "kiosk",
     "brought_by", "front_lane"}

A step: {"no", "activity", "printed", "printed_lines", "short", "lane", "lane_evidence", "lane_note", "applicant",
"visitor", "hands_over", "gives_slip", "takes_register", "signs", "target", "target_printed", "supplies", "requires",
"outputs", "outcomes", "returns_to", "notes", "line"}. `target` is a list of ISO 8601 durations: "PT0M" where the
document says 0 menit, [] where it says nothing. Texts in two languages are {"id", "en"}; unknown things are null.

Chooses nothing and mends nothing; the command line is in `__main__`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from sop.model import Catalogue, Duration, Office, Procedure, Step, Words


def as_json(catalogue: Catalogue, procedures: Iterable[Procedure]) -> str:
    """These procedures as indented JSON with a line end; the same catalogue always gives the same text."""
    items = [as_object(procedure, catalogue.office(procedure.office)) for procedure in procedures]
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"


def as_object(procedure: Procedure, office: Office) -> dict[str, Any]:
    """One procedure in the shape this module's docstring promises."""
    lanes = [office.lane(key) for key in procedure.lanes]
    return {
        "id": procedure.id,
        "office": procedure.office,
        "title": _words(procedure.title),
        "printed_title": procedure.printed_title,
        "source": {
            "file": procedure.source.file,
            "place": procedure.source.place,
            "line": procedure.source.line,
        },
        "lanes": list(procedure.lanes),
        "lane_names": {
            lane.id: {
                "id": lane.name.id,
                "en": lane.name.en,
                "printed": list(lane.printed),
                "applicant": lane.applicant,
            }
            for lane in lanes
        },
        "steps": [_step(step) for step in procedure.steps],
        "walk": list(procedure.walk) if procedure.walk_note is not None else None,
        "walk_note": procedure.walk_note,
        "requires": [
            {"text": _words(item.text), "printed": item.printed, "condition": _words(item.condition)}
            for item in procedure.requires
        ],
        "requires_complete": procedure.requires_complete,
        "conditions": [{"text": _words(item.text), "printed": item.printed} for item in procedure.conditions],
        "written_total": _duration(procedure.written_total),
        "computed_total": _duration(procedure.computed_total),
        "open_questions": [
            {"key": item.key, "row": item.row, "id": item.text.id, "en": item.text.en}
            for item in procedure.open_questions
        ],
        "plain_prefix": _words(procedure.plain_prefix),
        "plain_name": _words(procedure.plain_name),
        "board_name": procedure.board_name,
        "choose_when": _words(procedure.choose_when),
        "aliases": list(procedure.aliases),
        "group": procedure.group,
        "discreet": procedure.discreet,
        "kiosk": procedure.kiosk,
        "brought_by": _words(procedure.brought_by),
        "front_lane": procedure.front_lane,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "no": step.no,
        "activity": step.activity,
        "printed": step.printed,
        "printed_lines": list(step.printed_lines),
        "short": _words(step.short),
        "lane": step.lane,
        "lane_evidence": step.lane_evidence,
        "lane_note": step.lane_note,
        "applicant": step.applicant,
        "visitor": step.visitor,
        "hands_over": step.hands_over,
        "gives_slip": step.gives_slip,
        "takes_register": step.takes_register,
        "signs": step.signs,
        "target": [str(time) for time in step.target],
        "target_printed": step.target_printed,
        "supplies": list(step.supplies),
        "requires": list(step.requires),
        "outputs": list(step.outputs),
        "outcomes": list(step.outcomes),
        "returns_to": step.returns_to,
        "notes": list(step.notes),
        "line": step.line,
    }


def _words(words: Words | None) -> dict[str, str] | None:
    return None if words is None else {"id": words.id, "en": words.en}


def _duration(duration: Duration | None) -> str | None:
    return None if duration is None else str(duration)
