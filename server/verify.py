"""
`python -m server verify`: everything that can be proved of a database, in lines for a person. Reads only, and never waits.
"""

from __future__ import annotations

from pathlib import Path

from server.store.database import open_reader
from server.store.journal import Journal
from server.store.private import Private
from server.store.proof import HEAD_LETTERS, find_head, prove


class ShortHead(Exception):
    """Too few letters of a head to look it up by."""


def verify(where: Path | str, *, heads: tuple[str, ...] = ()) -> tuple[list[str], bool]:
    """
    Prove all offices of a database.

    Args:
        heads: printed heads, each the hash or at least its first twelve letters, that must be in a journal.

    Returns: (lines to print, whether everything fits). Raises: ShortHead, OldForm, FileNotFoundError, DatabaseUnreachable.
    """
    if any(len(head) < HEAD_LETTERS or not set(head.lower()) <= set("0123456789abcdef") for head in heads):
        raise ShortHead
    engine = open_reader(where)
    journal, private = Journal(engine), Private(engine)
    lines: list[str] = []
    whole = True
    try:
        for office in journal.offices():
            proof = prove(engine, office)
            # An event that cannot be read was named already.
            of_texts = [] if proof.faults else private.faults(office, journal.read(office))
            whole = whole and not proof.faults and not of_texts
            lines += [*proof.faults, *of_texts, f"{office}\t{proof.events} events\thead {proof.head}"]
        for head in heads:
            found = find_head(engine, head)
            whole = whole and found is not None
            lines.append(
                f"head {head}\t{found[0]} event {found[1]} of {found[2]}: nothing up to there was changed since it was printed"
                if found is not None
                else f"head {head}\tis in no journal: something before it was changed, or it is another server's"
            )
    finally:
        engine.dispose()
    return lines, whole
