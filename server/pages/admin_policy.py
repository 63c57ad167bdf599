"""
*Aturan giliran*: who is next, for the office and for each counter: shown, previewed as the board says it, and published.

The document is made here from the one in force, so that a page left open for a week changes the rules and nothing else. What is
allowed is `queue.documents`; the journal keeps every document (`configure`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from fastapi import APIRouter, Request, Response

from server.gate.context import reply, submit
from server.pages.admin_frame import enter, frame, framed
from server.pages.guard import PageRoute
from server.pages.render import page
from server.protocol import encode, plain
from server.queue.command import Refusal
from server.queue.documents import MOST_IN_A_ROW, read_settings
from server.queue.office import Office
from server.queue.policy import DEFAULT
from server.queue.sentences import rule
from server.views.public import priority_names
from sop.model import Office as Settings
from sop.model import Policy

router = APIRouter(route_class=PageRoute, include_in_schema=False)

KINDS = ("default", "arrival", "ratio", "accumulating")


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyRow:
    """
    The rule of one place as the form says it. `counter` "" for the whole office; `kind` "" for a counter that follows it.

    Numbers that the kind does not use are kept as they come and mean nothing.
    """

    counter: str
    kind: str
    priority_in_a_row: int = 2
    others_in_a_row: int = 1
    times: float = 2.0
    other_delay_minutes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Policies:
    """POST policy and policy/preview: the office's rule and those of its counters."""

    request_id: str
    policies: tuple[PolicyRow, ...]


for _kind in (PolicyRow, Policies):
    setattr(_kind, "__pydantic_config__", {"extra": "forbid"})  # noqa: B010


@router.get("/admin/{office}/policy")
async def policy_page(request: Request, office: str) -> Response:
    """The rules in force, as a form."""
    here, who = enter(request, office, verb="configure")
    assert here.settings is not None
    places = [("", "", here.settings.policy), *((each.id, each.plate, each.policy) for each in here.settings.counters)]
    return framed(
        request,
        "admin_policy.html",
        office=here,
        who=who,
        tab="/policy",
        places=places,
        kinds=KINDS,
        default=DEFAULT,
        most=MOST_IN_A_ROW,
        said=rule(here.settings.policy or DEFAULT, groups=priority_names(here)),
    )


@router.post("/admin/{office}/policy/preview")
async def preview(request: Request, office: str, body: Policies) -> Response:
    """The sentences these rules would put on the board and at the counters, or why they cannot be. Changes nothing."""
    here, who = enter(request, office, verb="configure")
    try:
        proposed: Settings | None = proposal(here, body)
    except Refusal:
        proposed = None
    groups = priority_names(here)
    places = []
    if proposed is not None:
        places = [("", proposed.policy or DEFAULT)]
        places += [(each.plate, each.policy) for each in proposed.counters if each.policy is not None]
    return page(
        request,
        "admin_policy_preview.html",
        **frame(here, who, tab="/policy"),
        wrong=proposed is None,
        same=proposed == here.settings,
        said=[(plate, rule(policy, groups=groups)) for plate, policy in places],
        nobody=not groups,
    )


@router.post("/admin/{office}/policy")
async def publish(request: Request, office: str, body: Policies) -> Response:
    """Publish these rules. Raises: Refusal `malformed` for numbers under which somebody would never come."""
    here, _ = enter(request, office, verb="configure")
    options = {"document": plain(proposal(here, body))}
    answer = await submit(request, office, verb="configure", message=body, options=options)
    return Response(encode(reply(answer)), media_type="application/json")


def proposal(office: Office, body: Policies) -> Settings:
    """The office's document with these rules instead of its own. Raises: Refusal `malformed` (422)."""
    settings = office.settings
    assert settings is not None
    rows = {row.counter: row for row in body.policies}
    made = replace(
        settings,
        policy=_policy(rows[""]) if "" in rows else settings.policy,
        counters=tuple(
            replace(each, policy=_policy(rows[each.id])) if each.id in rows else each for each in settings.counters
        ),
    )
    return read_settings(office, plain(made))


def _policy(row: PolicyRow) -> Policy | None:
    """A rule with what its kind uses; None where the place has none of its own."""
    match row.kind:
        case "ratio":
            return Policy(kind="ratio", priority_in_a_row=row.priority_in_a_row, others_in_a_row=row.others_in_a_row)
        case "accumulating":
            return Policy(kind="accumulating", priority_rate=row.times, other_delay_minutes=row.other_delay_minutes)
        case "arrival":
            return Policy(kind="arrival")
        case "default":
            return Policy() if row.counter else None
        case "":
            return None
    raise Refusal("malformed", status=422, detail=f"kind: {row.kind}")
