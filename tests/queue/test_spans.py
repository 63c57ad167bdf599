"""Hours as a person writes them: what is read, and what a wrong one is answered with."""

from __future__ import annotations

import pytest

from server.queue.calendar import Span
from server.queue.spans import UnreadableHours, read_spans, spans_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ()),
        ("  ", ()),
        ("07.30-16.00", (Span("07:30", "16:00"),)),
        ("7:30 – 12", (Span("07:30", "12:00"),)),
        ("08.00 sampai 12.00", (Span("08:00", "12:00"),)),
        ("08.00 s.d. 12.00", (Span("08:00", "12:00"),)),
        ("13.00-16.00, 07.30-12.00", (Span("07:30", "12:00"), Span("13:00", "16:00"))),
        ("07.30-12.00 dan 13.00-16.00", (Span("07:30", "12:00"), Span("13:00", "16:00"))),
    ],
)
def test_hours_are_read_as_they_are_written(text: str, expected: tuple[Span, ...]) -> None:
    assert read_spans(text) == expected
    assert read_spans(spans_text(expected)) == expected


@pytest.mark.parametrize(
    ("text", "found", "right"),
    [
        ("pagi", "pagi", "07.30-12.00, 13.00-16.00"),
        ("07.30", "07.30", "07.30-12.00, 13.00-16.00"),
        ("8-25", "25", "07.30"),
        ("08.60-12.00", "08.60", "07.30"),
        ("16.00-07.30", "16.00-07.30", "07.30-16.00"),
        ("07.30-12.00, 11.00-16.00", "11.00-16.00", "12.00-16.00"),
    ],
)
def test_wrong_hours_are_named_with_what_would_be_right(text: str, found: str, right: str) -> None:
    with pytest.raises(UnreadableHours) as wrong:
        read_spans(text)
    assert (wrong.value.found, wrong.value.right) == (found, right)
