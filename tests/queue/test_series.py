"""The letters of an office's numbers: each kind of number has one of its own, or the settings are refused with a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest

from server.gate.problems import problem
from server.protocol import plain
from server.queue.command import SYSTEM, Refusal
from sop.model import Office as Settings
from tests.builders import Bench, made_settings

#: (letters of the groups, of visitors who come back, of the paper sheet) → the setting that is at fault, None where all is well.
LETTERS = [
    ("AM", "R", "Z", None),
    ("AA", "R", "Z", None),
    ("AM", "L", "P", None),
    ("AM", "Z", "R", None),
    ("AR", "K", "Z", None),
    ("AZ", "R", "K", None),
    ("AX", "R", "Z", "groups.series"),
    ("AR", "R", "Z", "returning_series"),
    ("AM", "A", "Z", "returning_series"),
    ("AM", "X", "Z", "returning_series"),
    ("AM", "RR", "Z", "returning_series"),
    ("AM", "", "Z", "returning_series"),
    ("AM", "r", "Z", "returning_series"),
    ("AM", "1", "Z", "returning_series"),
    ("AM", "\u00c9", "Z", "returning_series"),
    ("AZ", "R", "Z", "emergency_series"),
    ("AM", "R", "M", "emergency_series"),
    ("AM", "R", "X", "emergency_series"),
    ("AM", "R", "ZZ", "emergency_series"),
    ("AM", "R", "", "emergency_series"),
    ("AM", "R", "z", "emergency_series"),
    ("AM", "R", "R", "emergency_series"),
    ("AM", "Z", "Z", "emergency_series"),
]


def an_office(groups: str, returning: str, emergency: str) -> Settings:
    made = made_settings()
    lettered = tuple(replace(group, series=letter) for group, letter in zip(made.groups, groups, strict=True))
    return replace(made, groups=lettered, returning_series=returning, emergency_series=emergency)


@pytest.mark.parametrize(("groups", "returning", "emergency", "fault"), LETTERS)
def test_every_kind_of_number_has_a_letter_of_its_own(
    groups: str, returning: str, emergency: str, fault: str | None
) -> None:
    bench = Bench()
    document = plain(an_office(groups, returning, emergency))
    if fault is None:
        bench.say("configure", actor=SYSTEM, document=document)
        assert bench.office.settings == an_office(groups, returning, emergency)
        return
    with pytest.raises(Refusal) as refused:
        bench.say("configure", actor=SYSTEM, document=document)
    assert refused.value.code == "malformed"
    said = problem(refused.value, language="id")
    assert f"{fault}: " in str(plain(said))
    assert "letter" in str(plain(said))


def test_the_letter_of_the_paper_sheet_is_the_offices_own() -> None:
    bench = Bench(an_office("AM", "R", "P"))
    answer = bench.say("enter_paper", service="satu", running=7, arrived="08:00")
    assert answer.event.data["ticket"]["number"] == "P-007"
