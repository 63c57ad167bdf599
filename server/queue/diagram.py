"""
The state diagram of a ticket, drawn from the transition table so that the picture cannot say anything else.

Gives the text of a Mermaid diagram; ARCHITECTURE.md holds a copy, and a test compares the two. Draws no picture itself.
"""

from __future__ import annotations

from server.queue.ticket import TRANSITIONS, State, Verb

#: Back to wherever it came from, and what leaves a ticket where it stands: drawn, they would hide the way itself.
_NOT_DRAWN = frozenset({Verb.UNDO, Verb.ADD_SERVICE, Verb.DROP_SERVICE, Verb.SET_FILES})


def mermaid() -> str:
    """One line per pair of states with all verbs that lead from one to the other; states no verb reaches yet are left out."""
    verbs: dict[tuple[State, State], list[Verb]] = {}
    for state, said in TRANSITIONS.items():
        for verb, leads_to in said.items():
            if verb in _NOT_DRAWN:
                continue
            for after in leads_to:
                verbs.setdefault((state, after), []).append(verb)
    lines = ["stateDiagram-v2", f"    [*] --> {State.WAITING.value}: {Verb.ISSUE.value}"]
    lines += [
        f"    {before.value} --> {after.value}: {', '.join(verb.value for verb in said)}"
        for (before, after), said in verbs.items()
    ]
    left = {before for before, _ in verbs}
    reached = {after for _, after in verbs}
    lines += [f"    {state.value} --> [*]" for state in State if state in reached and state not in left]
    return "\n".join(lines)
