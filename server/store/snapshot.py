"""
An office as it stands, kept beside its journal so that a start need not replay years: a cache, thrown away on any doubt.

Whatever an `Office` holds is written, by the fields of its values and not by a list of names, so a new field needs nothing
here; a value of a kind that is not known is refused, and then there is no snapshot. The text is JSON, which can hold values
only. A snapshot counts for the very code that wrote it and for a journal whose event at its seq has its hash; else it is not
there. Events are kept as their stored text and read as the journal reads them.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import logging
import pkgutil
import sys
from collections.abc import Mapping, MutableMapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, text
from sqlalchemy.exc import SQLAlchemyError

import server.queue
import sop.model
from server.queue.event import Event, read
from server.queue.office import Office
from server.store.database import reading
from server.store.journal import StoreFailed

log = logging.getLogger(__name__)

_SAVE = text(
    "INSERT INTO snapshots (office, seq, hash, code, sum, body) VALUES (:office, :seq, :hash, :code, :sum, :body)"
    " ON CONFLICT (office) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, code = excluded.code,"
    " sum = excluded.sum, body = excluded.body"
)
_FIND = text(
    "SELECT s.seq, s.hash, s.code, s.sum, s.body FROM snapshots s"
    " JOIN events e ON e.office = s.office AND e.seq = s.seq AND e.hash = s.hash WHERE s.office = :office"
)


class Doubtful(Exception):
    """A snapshot that cannot be written, or not be believed."""


class Snapshots:
    """The snapshots of all offices in one database. Every method blocks."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(self, office: str, *, seq: int, hash_: str, body: str) -> None:
        """Keep what `encode` made of an office at `seq`, instead of what was kept before. Raises: StoreFailed."""
        row = {"office": office, "seq": seq, "hash": hash_, "code": code_version(), "sum": _sum(body), "body": body}
        try:
            with self._engine.begin() as connection:
                connection.execute(_SAVE, row)
        except SQLAlchemyError as error:
            raise StoreFailed(str(error)) from error

    def load(self, office: str) -> Office | None:
        """The office as of its snapshot; None where there is none, or the least doubt of it."""
        try:
            with reading(self._engine) as connection:
                row = connection.execute(_FIND, {"office": office}).first()
            if row is None or row.code != code_version():
                return None
            if row.sum != _sum(row.body):
                raise Doubtful("its text is not the one that was written")
            found = decode(row.body)
            if (found.id, found.seq, found.hash) != (office, row.seq, row.hash):
                raise Doubtful("it is of another event")
        except (SQLAlchemyError, Doubtful) as error:
            log.warning("snapshot office=%s not used: %s", office, error)
            return None
        return found


def still(office: Office) -> Mapping[str, Any]:
    """
    Everything an office holds, at this moment: to be encoded elsewhere while the office goes on.

    Its values never change; only its mappings do, and those are copied.
    """
    return {
        name: dict(value) if isinstance(value, MutableMapping) else value
        for name, value in sorted(vars(office).items())
    }


def encode(held: Mapping[str, Any]) -> str:
    """What `still` gave, as text. Raises: Doubtful for a value of a kind that cannot be kept."""
    return json.dumps(_pack(dict(held)), ensure_ascii=False, separators=(",", ":"))


def decode(body: str) -> Office:
    """The office of a text. Raises: Doubtful."""
    try:
        held = _unpack(json.loads(body))
        office = Office(held["id"])
        if held.keys() != vars(office).keys():
            raise Doubtful("it holds other things than an office of today")
        vars(office).update(held)
    except Doubtful:
        raise
    # Whatever is wrong with a cache, it is only not used.
    except Exception as error:
        raise Doubtful(f"{type(error).__name__}: {error}") from error
    return office


def differences(first: Office, second: Office) -> list[str]:
    """Names of what two offices do not hold alike; [] when they are equal."""
    one, other = still(first), still(second)
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


@cache
def code_version() -> str:
    """A hash of the code that moves an office and of this file; another version makes its own snapshots."""
    found = hashlib.sha256(sys.version.encode())
    here = Path(__file__).parents[1]
    sources = [*(here / "queue").rglob("*.py"), *Path(str(sop.model.__file__)).parent.glob("*.py"), here / "codec.py"]
    for path in [*sorted(sources), Path(__file__)]:
        found.update(path.read_bytes())
    return found.hexdigest()


def _sum(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


# A list begins with what it is: a class's module and name, or one of d(ict), t(uple), l(ist), f(rozenset), D(ate), T (instant)
# and H (time of day).


def _pack(value: Any) -> Any:
    kind = type(value)
    if value is None or kind in (str, int, float, bool):
        return value
    if kind is Event:
        return ["Event", value.office, value.seq, value.text, value.hash]
    if kind is datetime:
        return ["T", value.isoformat()]
    if kind is date:
        return ["D", value.isoformat()]
    if kind is time:
        return ["H", value.isoformat()]
    name = _names().get(kind)
    if name is not None:
        return _pack_ours(name, kind, value)
    if isinstance(value, Mapping):
        return ["d", *(part for key, each in value.items() for part in (_pack(key), _pack(each)))]
    if kind in _BUILT_IN:
        # The order of a set is nothing; sorted, the same set is the same text.
        parts = sorted(value, key=repr) if kind is frozenset else value
        return [_BUILT_IN[kind], *(_pack(each) for each in parts)]
    raise Doubtful(f"a {kind.__module__}.{kind.__qualname__} cannot be kept")


_BUILT_IN: Mapping[type, str] = {tuple: "t", list: "l", frozenset: "f"}


def _pack_ours(name: str, kind: type, value: Any) -> list[Any]:
    if issubclass(kind, Enum):
        return [name, value.value]
    if is_dataclass(kind):
        return [name, *(_pack(getattr(value, field)) for field in _kept(kind))]
    return [name, *(_pack(each) for each in value)]


def _unpack(value: Any) -> Any:
    if type(value) is not list:
        return value
    what, *parts = value
    if what == "d":
        found = [_unpack(part) for part in parts]
        return dict(zip(found[::2], found[1::2], strict=True))
    if what == "Event":
        office, seq, text_, hash_ = parts
        return read(office=office, seq=seq, text=text_, hash_=hash_)
    if what in _READ:
        return _READ[what](parts[0])
    found = [_unpack(part) for part in parts]
    if what in _MADE:
        return _MADE[what](found)
    kind = _kinds()[what]
    if is_dataclass(kind):
        return kind(**dict(zip(_kept(kind), found, strict=True)))
    return kind(*found)


_READ: Mapping[str, Any] = {"T": datetime.fromisoformat, "D": date.fromisoformat, "H": time.fromisoformat}
_MADE: Mapping[str, Any] = {"t": tuple, "l": list, "f": frozenset}


@cache
def _kept(kind: Any) -> tuple[str, ...]:
    """Fields that make a value what it is; the others (what it has worked out for itself) are made anew."""
    return tuple(field.name for field in fields(kind) if field.compare and field.init)


@cache
def _kinds() -> Mapping[str, type]:
    """Name → class, of every dataclass, named tuple and enumeration of the office engine and of the procedures."""
    names = [f"server.queue.{found.name}" for found in pkgutil.walk_packages(server.queue.__path__)]
    modules = [importlib.import_module(name) for name in names if ".verbs." not in name]
    found: dict[str, type] = {}
    for module in (*modules, sop.model):
        for kind in vars(module).values():
            ours = isinstance(kind, type) and kind.__module__ == module.__name__
            if ours and (is_dataclass(kind) or issubclass(kind, Enum) or hasattr(kind, "_fields")):
                found[f"{module.__name__.rpartition('.')[2]}.{kind.__qualname__}"] = kind
    return found


@cache
def _names() -> Mapping[type, str]:
    return {kind: name for name, kind in _kinds().items()}
