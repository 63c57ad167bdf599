"""
The wire, message by message: one golden JSON per message, decode that refuses what it does not know, and the inverse.

A golden file that has to change means that old clients no longer understand: raise `VERSION` in `server.protocol`, and write the
files anew with `python -m tests.wire.samples`.
"""

from __future__ import annotations

import dataclasses
import json
import typing
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server import protocol
from server.protocol import VERSION, Frame, Issue, Issued, Malformed, decode, encode, from_plain, plain
from tests.builders import SOAK
from tests.wire.samples import HERE, MESSAGES, a_message, golden

EXAMPLES = settings(max_examples=2000 if SOAK else 60, deadline=None, derandomize=not SOAK, database=None)


@pytest.mark.parametrize("kind", MESSAGES, ids=lambda kind: kind.__name__)
def test_a_message_reads_as_it_did(kind: type) -> None:
    file = HERE / f"{kind.__name__}.json"
    assert file.exists(), f"{kind.__name__} is new: python -m tests.wire.samples writes its file"
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert kept["version"] == VERSION, "VERSION was raised: write the files anew with python -m tests.wire.samples"
    assert golden(kind) == kept, "the message changed: raise VERSION in server.protocol, then write the files anew"
    for text in (kept["least"], kept["full"]):
        assert plain(from_plain(kind, text)) == {**kept["least"], **text}


def test_there_is_a_file_for_every_message_and_no_other() -> None:
    assert {path.stem for path in HERE.glob("*.json")} == {kind.__name__ for kind in MESSAGES}


def strategy(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a message's type."""
    if kind is Any:
        return st.none() | st.integers() | st.text(max_size=5) | st.lists(st.integers(), max_size=3)
    if dataclasses.is_dataclass(kind):
        hints = typing.get_type_hints(kind)
        made: Any = kind
        return st.builds(made, **{field.name: strategy(hints[field.name]) for field in dataclasses.fields(kind)})
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Literal:
        return st.sampled_from(arguments)
    if origin is tuple:
        return st.lists(strategy(arguments[0]), max_size=3).map(tuple)
    if origin is not None and type(None) in arguments:
        return st.none() | strategy(next(each for each in arguments if each is not type(None)))
    if origin is not None:
        return st.dictionaries(st.text(max_size=5), strategy(arguments[1]), max_size=3)
    plain_kinds: dict[Any, st.SearchStrategy[Any]] = {
        str: st.text(max_size=8),
        int: st.integers(),
        bool: st.booleans(),
        date: st.dates(),
        datetime: st.datetimes(
            timezones=st.sampled_from([UTC, timezone(timedelta(hours=7))]), allow_imaginary=False
        ).filter(lambda at: 1 < at.year < 9999),
    }
    return plain_kinds[kind]


@pytest.mark.slow
@pytest.mark.parametrize("kind", MESSAGES, ids=lambda kind: kind.__name__)
def test_decode_is_the_inverse_of_encode(kind: type) -> None:
    @EXAMPLES
    @given(strategy(kind))
    def inverse(message: Any) -> None:
        assert decode(kind, encode(message)) == message

    inverse()


@pytest.mark.parametrize("kind", MESSAGES, ids=lambda kind: kind.__name__)
def test_an_unknown_field_and_a_missing_one_are_refused_by_name(kind: type) -> None:
    full = plain(a_message(kind, full=True))
    with pytest.raises(Malformed, match="colour"):
        from_plain(kind, {**full, "colour": "red"})
    for field in dataclasses.fields(kind):
        if field.default is dataclasses.MISSING:
            with pytest.raises(Malformed, match=field.name):
                from_plain(kind, {name: value for name, value in full.items() if name != field.name})


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        (Issue, {"priority": 1}),
        (Issue, {"priority": "yes"}),
        (Issue, {"service": None}),
        (Issue, {"language": "jv"}),
        (Issued, {"ahead": True}),
        (Issued, {"ahead": 1.0}),
        (Issued, {"issued_at": "2026-11-20T02:00:00"}),
        (Issued, {"issued_at": "yesterday"}),
        (Issued, {"issued_at": 1_700_000_000}),
        (Issued, {"issued_at": "0001-01-01T00:00:00+07:00"}),
        (Issued, {"service_day": "2026-13-01"}),
        (Frame, {"parts": []}),
        (Frame, {"type": "gossip"}),
    ],
)
def test_a_value_of_the_wrong_kind_or_without_a_zone_is_refused(kind: type, change: dict[str, Any]) -> None:
    (name,) = change
    with pytest.raises(Malformed, match=name):
        from_plain(kind, {**plain(a_message(kind, full=True)), **change})


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "7", b"\xff\xfe", '"Issue"'])
def test_what_is_no_message_is_malformed(text: str | bytes) -> None:
    with pytest.raises(Malformed):
        decode(Issue, text)


def test_an_instant_without_a_zone_is_not_sent() -> None:
    with pytest.raises(Malformed):
        plain(datetime(2026, 11, 20))  # noqa: DTZ001


def test_an_instant_of_another_zone_is_sent_as_utc() -> None:
    assert plain(datetime(2026, 11, 20, 9, tzinfo=timezone(timedelta(hours=7)))) == "2026-11-20T02:00:00.000000Z"


def test_every_request_is_refused_unknown_fields_by_the_web_framework_too() -> None:
    for kind in protocol.REQUESTS:
        assert getattr(kind, "__pydantic_config__") == {"extra": "forbid"}  # noqa: B009


def test_the_files_are_beside_this_test() -> None:
    assert Path(__file__).parent / "messages" == HERE
