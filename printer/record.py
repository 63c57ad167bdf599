"""
A slip as text and back, so that a ledger can keep what is still to be printed.

JSON with every field by name; nothing is dropped or guessed. Does not draw and does not store.
"""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from printer.slip import AnySlip, PickupSlip, ReceiptSlip, ReturnedSlip, Slip

_KINDS: dict[str, type[AnySlip]] = {
    "slip": Slip,
    "pickup": PickupSlip,
    "returned": ReturnedSlip,
    "receipt": ReceiptSlip,
}
_DATES = frozenset({"collect_on", "received_on", "until"})
_INSTANTS = frozenset({"issued", "printed", "received"})


class SlipUnreadableError(ValueError):
    """A stored slip is not one that this version can read."""

    code = "slip_unreadable"


def encode_slip(slip: AnySlip) -> str:
    """Write a slip as one line of JSON."""
    kind = next(name for name, type_ in _KINDS.items() if type(slip) is type_)
    values = {item.name: getattr(slip, item.name) for item in fields(slip)}
    return json.dumps({"kind": kind, **values}, default=lambda value: value.isoformat(), ensure_ascii=False)


def decode_slip(text: str) -> AnySlip:
    """Read what `encode_slip` wrote. Raises: SlipUnreadableError for anything else, unknown fields included."""
    try:
        values: dict[str, Any] = json.loads(text)
        slip_type = _KINDS[values.pop("kind")]
        for name, value in values.items():
            values[name] = _value(name, value)
        return slip_type(**values)
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise SlipUnreadableError(f"not a stored slip: {fault}") from fault


def _value(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return tuple(tuple(item) if isinstance(item, list) else item for item in value)
    if value is not None and name in _INSTANTS:
        return datetime.fromisoformat(value)
    if value is not None and name in _DATES:
        return date.fromisoformat(value)
    return value
