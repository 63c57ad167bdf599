"""
One sample of every message, made from its declared fields:

    python -m tests.wire.samples

writes the golden files; do that only after raising `VERSION`, or for a message that is new.
"""

from __future__ import annotations

import dataclasses
import inspect
import json
import typing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from server import protocol
from server.protocol import VERSION, plain

HERE = Path(__file__).parent / "messages"
#: Every dataclass of the protocol, in order of name.
MESSAGES: tuple[type, ...] = tuple(
    kind for _, kind in sorted(inspect.getmembers(protocol, inspect.isclass)) if dataclasses.is_dataclass(kind)
)


def a_message(kind: Any, *, full: bool) -> Any:
    """A message with all its fields (`full`), or only with those it cannot be without."""
    hints = typing.get_type_hints(kind)
    return kind(
        **{
            field.name: _value(hints[field.name], field.name, full=full)
            for field in dataclasses.fields(kind)
            if full or field.default is dataclasses.MISSING
        }
    )


def _value(kind: Any, name: str, *, full: bool) -> Any:
    if kind is Any:
        return {"any": 1}
    if dataclasses.is_dataclass(kind):
        return a_message(kind, full=full)
    origin, arguments = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Literal:
        return arguments[-1 if full else 0]
    if origin is tuple:
        return (_value(arguments[0], name, full=full),) if full else ()
    if origin is not None and type(None) in arguments:
        return _value(next(each for each in arguments if each is not type(None)), name, full=full) if full else None
    if origin is not None:
        return {"key": _value(arguments[1], name, full=full)} if full else {}
    return {
        str: name,
        int: 7,
        float: 7.5,
        bool: full,
        date: date(2026, 11, 20),
        datetime: datetime(2026, 11, 20, 2, 24, 0, 5, tzinfo=UTC),
    }[kind]


def golden(kind: type) -> dict[str, Any]:
    """What the file of a message holds."""
    return {
        "version": VERSION,
        "least": plain(a_message(kind, full=False)),
        "full": plain(a_message(kind, full=True)),
    }


def main() -> None:
    """Write a file per message."""
    HERE.mkdir(exist_ok=True)
    for kind in MESSAGES:
        text = json.dumps(golden(kind), ensure_ascii=False, indent=1)
        (HERE / f"{kind.__name__}.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
