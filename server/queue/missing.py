"""
What a returned file can lack: the keys of a procedure's requirements and the office's reason codes, and their words.

A requirement of the document has the key `d1` … by its place in `Procedure.requires`, one of the office its own, `k1` …. Keys and
codes go into events; words are looked up when they are shown. Pure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from server.queue.command import Refusal
from server.queue.office import Office, Version
from server.queue.ticket import Ticket
from sop.model import Office as Settings
from sop.model import ReturnReason, Words

#: Until the office has its own: what four offices' papers fail by. Ours, no document's.
SAMPLE_REASONS: tuple[ReturnReason, ...] = (
    ReturnReason(
        code="berkas_kurang",
        words=Words(id="Ada berkas yang belum dibawa. Tanyakan petugas.", en="A paper is missing. Ask the staff."),
    ),
    ReturnReason(
        code="data_tidak_cocok",
        words=Words(id="Data pada berkas tidak sama satu dengan lain", en="The papers do not agree with each other"),
    ),
    ReturnReason(
        code="tidak_terbaca",
        words=Words(id="Berkas tidak terbaca: fotokopi ulang", en="A paper cannot be read: copy it again"),
    ),
    ReturnReason(
        code="bukan_wewenang",
        words=Words(
            id="Bukan wewenang kantor ini. Tanyakan petugas.", en="Not a matter of this office. Ask the staff."
        ),
    ),
)
#: Most things one list can name.
MOST_MISSING = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One thing a file is checked for. `document`: the written procedure asks for it, else the office does."""

    key: str
    words: Words
    condition: Words | None
    document: bool


def requirements(version: Version) -> tuple[Asked, ...]:
    """Everything a visitor's file is checked for, in order."""
    procedure = version.procedure
    own = {each.key for each in procedure.office_requires}
    return tuple(
        Asked(key=key, words=words, condition=condition, document=key not in own)
        for key, words, condition in procedure.bring()
    )


def return_reasons(settings: Settings) -> tuple[ReturnReason, ...]:
    """The office's reasons for returning a file; our sample until it has its own."""
    return settings.return_reasons or SAMPLE_REASONS


def checked(office: Office, ticket: Ticket, said: Sequence[str] | None) -> tuple[str, ...]:
    """
    The keys to record, each once, requirements first.

    Raises: Refusal `missing_needed` without any, `missing_unknown` for one that neither the procedure nor the office has.
    """
    assert office.settings is not None
    known = [each.key for each in requirements(office.version(ticket))]
    known += [each.code for each in return_reasons(office.settings)]
    wanted = set(said or ())
    if not wanted:
        raise Refusal("missing_needed", number=ticket.number)
    if strange := sorted(wanted - set(known)):
        raise Refusal("missing_unknown", key=strange[0])
    return tuple(key for key in known if key in wanted)[:MOST_MISSING]


def missing_words(office: Office, ticket: Ticket) -> tuple[Words, ...]:
    """What a file lacks, in words; a code that the office has taken off its list since is said by itself."""
    assert office.settings is not None
    words = {each.key: _with_condition(each) for each in requirements(office.version(ticket))}
    words |= {each.code: each.words for each in (*SAMPLE_REASONS, *return_reasons(office.settings))}
    return tuple(words.get(key, Words(id=key, en=key)) for key in ticket.missing)


def complete_words(office: Office, ticket: Ticket) -> tuple[Words, ...]:
    """Requirements that a returned file does not lack."""
    asked = requirements(office.version(ticket))
    return tuple(_with_condition(each) for each in asked if each.key not in ticket.missing)


def _with_condition(asked: Asked) -> Words:
    if asked.condition is None:
        return asked.words
    return Words(id=f"{asked.words.id} ({asked.condition.id})", en=f"{asked.words.en} ({asked.condition.en})")
