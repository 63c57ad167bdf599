"""
Hours of one day as a person writes them: `07.30-12.00, 13.00-16.00`. Read and written; says what would be right. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from server.queue.calendar import Span, overlapping

_CLOCK = re.compile(r"^(\d{1,2})(?:[.:](\d{2}))?$")
_BETWEEN = re.compile(r"\s*(?:-|–|—|\bs\.?\s?d\.?|\bsampai\b|\bto\b)\s*")
_APART = re.compile(r"\s*(?:[,;]|\bdan\b|\band\b)\s*")
#: What a field for hours may look like.
EXAMPLE = "07.30-12.00, 13.00-16.00"


class UnreadableHours(ValueError):
    """Hours that cannot be read. `found` is the part that is wrong, `right` what would be right."""

    def __init__(self, found: str, right: str) -> None:
        super().__init__(f"{found!r}: {right}")
        self.found = found
        self.right = right


def read_spans(text: str) -> tuple[Span, ...]:
    """The stretches of a day, in order; () for an empty text. Raises: UnreadableHours."""
    text = text.strip()
    if not text:
        return ()
    spans = []
    for part in _APART.split(text):
        ends = _BETWEEN.split(part)
        if len(ends) != 2:
            raise UnreadableHours(part, EXAMPLE)
        opens, closes = (_clock(end) for end in ends)
        if opens >= closes:
            raise UnreadableHours(
                part, f"{closes.replace(':', '.')}-{opens.replace(':', '.')}" if opens > closes else EXAMPLE
            )
        spans.append(Span(opens, closes))
    found = tuple(sorted(spans))
    early = overlapping(found)
    if early is not None:
        before = found[found.index(early) - 1]
        raise UnreadableHours(
            spans_text([early]), f"{before.closes.replace(':', '.')}-{early.closes.replace(':', '.')}"
        )
    return found


def spans_text(spans: Iterable[Span]) -> str:
    """Stretches as a person writes them; "" for none."""
    return ", ".join(f"{span.opens}-{span.closes}" for span in spans).replace(":", ".")


def _clock(text: str) -> str:
    match = _CLOCK.match(text.strip())
    if match is None:
        raise UnreadableHours(text.strip(), "07.30")
    hour, minute = int(match[1]), int(match[2] or 0)
    if hour > 23 or minute > 59:
        raise UnreadableHours(text.strip(), "07.30")
    return f"{hour:02d}:{minute:02d}"
