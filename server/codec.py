"""
How messages become JSON and back: frozen dataclasses of the standard library, read strictly.

`encode` and `decode` are each other's inverse; `decode` refuses unknown and missing fields, so that a misspelt field is found by
whoever sent it and not by the citizen. Which messages there are is `protocol`.
"""

from __future__ import annotations

import dataclasses
import functools
import json
import types
import typing
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Literal, TypeVar

T = TypeVar("T")


class Malformed(ValueError):
    """A message that does not fit its declared form; the text names the field and what was expected."""


def plain(value: object) -> Any:
    """Turn a message, or any part of one, into JSON values (dict, list, str, int, float, bool, None)."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise Malformed("an instant without a zone")
        return value.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(item) for item in value]
    return value


def encode(message: object) -> str:
    """The message as compact JSON text."""
    return json.dumps(plain(message), ensure_ascii=False, separators=(",", ":"))


def decode(kind: type[T], text: str | bytes) -> T:
    """Read JSON text as a message of `kind`. Raises: Malformed, naming the field."""
    try:
        value = json.loads(text)
    except (ValueError, UnicodeDecodeError) as error:
        raise Malformed(f"not JSON: {error}") from error
    return from_plain(kind, value)


def from_plain(kind: type[T], value: object) -> T:
    """Read JSON values as a message of `kind`. Raises: Malformed, naming the field."""
    return typing.cast(T, _read(kind, value, kind.__name__))


@functools.cache
def _fields(kind: type) -> dict[str, tuple[Any, bool]]:
    hints = typing.get_type_hints(kind)
    return {
        field.name: (
            hints[field.name],
            field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING,
        )
        for field in dataclasses.fields(kind)
    }


def _read(kind: Any, value: Any, where: str) -> Any:
    if kind is Any:
        return value
    if dataclasses.is_dataclass(kind) and isinstance(kind, type):
        return _read_message(kind, value, where)
    origin = typing.get_origin(kind)
    if origin is Literal:
        if value not in typing.get_args(kind):
            raise Malformed(f"{where}: {value!r} is none of {typing.get_args(kind)}")
        return value
    if origin in (types.UnionType, typing.Union):
        options = [option for option in typing.get_args(kind) if option is not type(None)]
        if value is None:
            return None
        return _read(options[0], value, where)
    if origin is tuple:
        if not isinstance(value, list):
            raise Malformed(f"{where}: expected a list")
        item = typing.get_args(kind)[0]
        return tuple(_read(item, each, f"{where}[{place}]") for place, each in enumerate(value))
    if origin is not None and issubclass(origin, Mapping):
        if not isinstance(value, dict):
            raise Malformed(f"{where}: expected an object")
        return {key: _read(typing.get_args(kind)[1], each, f"{where}.{key}") for key, each in value.items()}
    if kind in (datetime, date):
        return _read_time(kind, value, where)
    if type(value) is not kind and not (kind is float and type(value) is int):
        raise Malformed(f"{where}: expected {kind.__name__}, found {type(value).__name__}")
    return value


def _read_message(kind: type, value: Any, where: str) -> Any:
    if not isinstance(value, dict):
        raise Malformed(f"{where}: expected an object")
    fields = _fields(kind)
    unknown = sorted(set(value) - set(fields))
    missing = sorted(name for name, (_, needed) in fields.items() if needed and name not in value)
    if unknown or missing:
        raise Malformed(f"{where}: unknown {unknown}, missing {missing}")
    return kind(**{name: _read(fields[name][0], each, f"{where}.{name}") for name, each in value.items()})


def _read_time(kind: type, value: Any, where: str) -> Any:
    if not isinstance(value, str):
        raise Malformed(f"{where}: expected a time as text")
    try:
        if kind is date:
            return date.fromisoformat(value)
        instant = datetime.fromisoformat(value)
        if instant.tzinfo is None:
            raise Malformed(f"{where}: an instant needs a zone")
        return instant.astimezone(UTC)
    except Malformed:
        raise
    except (ValueError, OverflowError) as error:
        raise Malformed(f"{where}: {error}") from error
