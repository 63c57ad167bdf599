"""A ticket as a value: what it is made of, and that an event's text gives it back."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from server.queue.apply import ticket_fields
from server.queue.change import whole
from server.queue.ticket import State, Ticket
from tests.builders import Bench


def _values() -> dict[str, Any]:
    bench = Bench()
    return dict(vars(bench.ticket(bench.issue("satu"))))


@pytest.mark.parametrize(
    ("without", "strange"), [((), {"strange": 1}), (("id",), {}), (("id",), {"strange": 1}), (("lane", "state"), {})]
)
def test_a_ticket_of_other_fields_than_its_own_is_not_made(without: tuple[str, ...], strange: dict[str, Any]) -> None:
    values = {name: value for name, value in _values().items() if name not in without}
    with pytest.raises(TypeError) as found:
        Ticket(**values, **strange)
    assert all(name in str(found.value) for name in (*without, *strange))


def test_a_field_that_is_not_said_has_its_default_and_the_order_of_fields_is_the_class() -> None:
    values = _values()
    del values["files"], values["registers"]
    made = Ticket(**values)
    assert (made.files, made.registers) == (1, ())
    assert list(vars(made)) == list(_values())


def test_every_kind_of_field_comes_back_from_an_events_text_as_it_was() -> None:
    at, day = datetime(2026, 11, 20, 2, 0, 1, 250, tzinfo=UTC), date(2026, 11, 21)
    ticket = Ticket(
        **_values()
        | {
            "state": State.RETURNED,
            "begun_at": at,
            "ready_at": at,
            "due": day,
            "expires": day,
            "taken_day": day,
            "level_due": day,
            "first_until": day,
            "registers": ("1/2026", "2/2026"),
            "registered": ("satu#0", "satu#1"),
            "missing": ("ktp",),
            "numbers_before": ("2026-11-19 A-001",),
            "services_left": ("dua@1",),
            "taken": 1.5,
            "place": "LEMARI 2-014",
        }
    )
    stored = json.loads(json.dumps(dict(whole("issued", ticket).data)))
    assert Ticket(**ticket_fields(stored)) == ticket
    stored["ticket"]["of_a_later_program"] = [1]
    assert Ticket(**ticket_fields(stored)) == ticket
