"""
Counters, their plates and lanes: shown, previewed, and published as the office's next document.

The document is made here from the one in force, so that a page left open for a week changes the counters and nothing else. What
is allowed is `sop.check`; the journal keeps every document (`configure`).
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from fastapi import APIRouter, Request, Response

from server.gate.context import reply, submit
from server.pages.admin_frame import enter, frame, framed
from server.pages.guard import PageRoute
from server.pages.render import page
from server.protocol import encode, plain
from server.queue.command import Refusal
from server.queue.office import Office
from sop.check import check
from sop.model import Catalogue
from sop.model import Counter as Place
from sop.model import Office as Settings

router = APIRouter(route_class=PageRoute, include_in_schema=False)

#: Longest plate, in characters: it must be read across the room.
PLATE = 2
#: What `when_person_leaves` means where the office has not decided.
LANE = "lane"


@dataclass(frozen=True, slots=True, kw_only=True)
class CounterRow:
    """A counter as the form says it. `id` "" for a new one: it gets its plate's."""

    id: str
    plate: str
    lanes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counters:
    """
    POST counters and counters/preview: all counters of the office, in order, and two choices; None leaves a choice as it is.

    `compact`: whoever opens a counter serves all lanes. `when_person_leaves`: whither a ticket goes that waits for a clerk.
    """

    request_id: str
    counters: tuple[CounterRow, ...]
    compact: bool | None = None
    when_person_leaves: Literal["lane", "wait"] | None = None


for _kind in (CounterRow, Counters):
    setattr(_kind, "__pydantic_config__", {"extra": "forbid"})  # noqa: B010


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """
    What becomes different for one counter: `new`, `gone`, `plate` (before → after) or `lanes` (added, left out); or for all:
    `compact`, `by_lane` (compact no more), `to_lane`, `waits` (a ticket whose clerk leaves).
    """

    kind: Literal["new", "gone", "plate", "lanes", "compact", "by_lane", "to_lane", "waits"]
    plate: str = ""
    before: str = ""
    added: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """
    What cannot be published, and what would be right.

    `kind`: `plate_missing`, `plate_long`, `plate_twice`, `lanes_missing`, `lane_unserved`, `other` (a rule of the catalogue).
    """

    kind: str
    plate: str = ""
    lane: str = ""
    text: str = ""


@router.get("/admin/{office}/counters")
async def counters_page(request: Request, office: str) -> Response:
    """The counters in force, as a form."""
    here, who = enter(request, office, verb="configure")
    assert here.settings is not None
    lanes = [lane for lane in here.settings.lanes if not lane.applicant]
    return framed(
        request,
        "admin_counters.html",
        office=here,
        who=who,
        tab="/counters",
        lanes=lanes,
        served={lane.id: [each.plate for each in here.settings.counters if lane.id in each.lanes] for lane in lanes},
        seats=here.seats,
        counters=here.settings.counters,
        plate_length=PLATE,
        compact=here.settings.compact,
        leaves=here.settings.when_person_leaves or LANE,
    )


@router.post("/admin/{office}/counters/preview")
async def preview(request: Request, office: str, body: Counters) -> Response:
    """What publishing these counters would change, or why it cannot be. Changes nothing."""
    here, who = enter(request, office, verb="configure")
    assert here.settings is not None
    proposed = chosen(proposal(here.settings, body.counters), body)
    return page(
        request,
        "admin_counters_preview.html",
        **frame(here, who, tab="/counters"),
        changes=[*changes(here.settings.counters, proposed.counters), *choices(here.settings, proposed)],
        wrongs=wrongs(here, proposed),
        lane_names={lane.id: lane.name for lane in here.settings.lanes},
    )


@router.post("/admin/{office}/counters")
async def publish(request: Request, office: str, body: Counters) -> Response:
    """Publish these counters. Raises: Refusal `counter_busy` where a clerk sits at one that goes, `malformed` for a fault."""
    here, _ = enter(request, office, verb="configure")
    assert here.settings is not None
    proposed = chosen(proposal(here.settings, body.counters), body)
    if wrong := wrongs(here, proposed):
        raise Refusal("malformed", status=422, detail=f"{wrong[0].kind} {wrong[0].plate}{wrong[0].lane}{wrong[0].text}")
    answer = await submit(request, office, verb="configure", message=body, options={"document": plain(proposed)})
    return Response(encode(reply(answer)), media_type="application/json")


def proposal(settings: Settings, rows: Iterable[CounterRow]) -> Settings:
    """The office's document with these counters instead of its own; what else a counter has of its own stays."""
    own = {each.id: each for each in settings.counters}
    made: list[Place] = []
    taken = {row.id for row in rows if row.id}
    for row in rows:
        plate = row.plate.strip()
        id_ = row.id
        if not id_:
            id_ = next(each for each in _ids(plate.lower() or "baru") if each not in taken)
            taken.add(id_)
        made.append(replace(own.get(id_, Place(id=id_, plate=plate, lanes=row.lanes)), plate=plate, lanes=row.lanes))
    sample = tuple(key for key in settings.sample if key != "counters")
    return replace(settings, counters=tuple(made), sample=sample)


def chosen(settings: Settings, said: Counters) -> Settings:
    """The document with the two choices as said; one that is not said, or says what holds already, stays as it was."""
    compact = settings.compact if said.compact is None else said.compact
    leaves = said.when_person_leaves
    if leaves is None or leaves == (settings.when_person_leaves or LANE):
        leaves = settings.when_person_leaves
    return replace(settings, compact=compact, when_person_leaves=leaves)


def choices(before: Settings, after: Settings) -> list[Change]:
    """The differences that are about all counters."""
    found: list[Change] = []
    if before.compact != after.compact:
        found.append(Change(kind="compact" if after.compact else "by_lane"))
    if (before.when_person_leaves or LANE) != (after.when_person_leaves or LANE):
        found.append(Change(kind="waits" if after.when_person_leaves == "wait" else "to_lane"))
    return found


def _ids(first: str) -> Iterable[str]:
    yield first
    number = 2
    while True:
        yield f"{first}-{number}"
        number += 1


def changes(before: Iterable[Place], after: Iterable[Place]) -> list[Change]:
    """The differences, counter by counter."""
    old = {each.id: each for each in before}
    new = {each.id: each for each in after}
    found = [Change(kind="gone", plate=each.plate) for each in old.values() if each.id not in new]
    for each in new.values():
        was = old.get(each.id)
        if was is None:
            found.append(Change(kind="new", plate=each.plate, added=each.lanes))
            continue
        if was.plate != each.plate:
            found.append(Change(kind="plate", plate=each.plate, before=was.plate))
        added = tuple(lane for lane in each.lanes if lane not in was.lanes)
        left = tuple(lane for lane in was.lanes if lane not in each.lanes)
        if added or left:
            found.append(Change(kind="lanes", plate=each.plate, added=added, left=left))
    return found


def wrongs(office: Office, proposed: Settings) -> list[Wrong]:
    """Every reason not to publish; [] for a sound set of counters. Faults the office has already are not held against it."""
    found: list[Wrong] = []
    for each in proposed.counters:
        if not each.plate:
            found.append(Wrong(kind="plate_missing"))
        elif len(each.plate) > PLATE:
            found.append(Wrong(kind="plate_long", plate=each.plate))
        if not each.lanes:
            found.append(Wrong(kind="lanes_missing", plate=each.plate))
    for plate, count in Tally(each.plate for each in proposed.counters if each.plate).items():
        if count > 1:
            found.append(Wrong(kind="plate_twice", plate=plate))
    assert office.settings is not None
    needed = {stop.lane for id_, number in office.current.items() for stop in office.versions[id_, number].stops}
    served = {lane for each in proposed.counters for lane in each.lanes}
    served_before = {lane for each in office.settings.counters for lane in each.lanes}
    for lane in office.settings.lanes:
        if lane.id in needed & served_before - served:
            found.append(Wrong(kind="lane_unserved", lane=lane.id))
    if not found:
        known = set(_faults(office, office.settings))
        found = [Wrong(kind="other", text=fault) for fault in _faults(office, proposed) if fault not in known]
    return found


def _faults(office: Office, settings: Settings) -> list[str]:
    procedures = tuple(office.versions[id_, number].procedure for id_, number in office.current.items())
    return [str(fault) for fault in check(Catalogue(offices=(settings,), procedures=procedures))]
