"""
A procedure as a swimlane picture: one column per lane, one row per step, as the offices' own SOP sheets are drawn.

Builds an SVG text and nothing else; the picture says only what the procedure says. A solid box is a lane the document
names, a dashed one a lane that is inferred; a lozenge is a row with outcomes. Rows stand in the order walked.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sop.model import Duration, Office, Procedure, Step

# LOOKS' colours by their names; `sop` knows nothing of `server.look`, so the six it needs are repeated here.
_INK, _INK_2, _NILA, _NILA_PALE, _LINE, _GROUND = "#141C33", "#474E63", "#1F3F8C", "#E6ECF8", "#DAD6CC", "#F5F3EE"
_FONT = "Inter, 'Noto Sans', 'DejaVu Sans', sans-serif"

_MARGIN = 32
_NUMBER = 44
_ACTIVITY = 340
_LANE = 116
_TIME = 108
_TITLE = 88
_HEADER = 72
_LINE_HEIGHT = 20
_BOX_WIDE, _BOX_HIGH = 64, 32


def draw(procedure: Procedure, office: Office) -> str:
    """
    The picture as a complete SVG document, in Indonesian.

    Args:
        procedure: what to draw; one without rows gets a picture that says so.
        office: whose lanes it names. Raises: KeyError when a lane is not the office's.
    """
    steps = procedure.walked
    lanes = [office.lane(key) for key in procedure.lanes]
    columns = {lane.id: _MARGIN + _NUMBER + _ACTIVITY + _LANE * (index + 0.5) for index, lane in enumerate(lanes)}
    width = _MARGIN * 2 + _NUMBER + _ACTIVITY + _LANE * len(lanes) + _TIME
    texts = [_wrapped(step.activity, width=_ACTIVITY - 24, size=14) for step in steps]
    heights = [max(72, _LINE_HEIGHT * len(text) + 32) for text in texts]
    top = _TITLE + _HEADER
    tops = [top + sum(heights[:index]) for index in range(len(steps))]
    bottom = top + (sum(heights) if steps else 88)
    centres = [(columns[step.lane], y + high / 2) for step, y, high in zip(steps, tops, heights, strict=True)]

    notes = _wrapped(_foot(procedure), width=width - 2 * _MARGIN, size=13)
    height = bottom + 56 + _LINE_HEIGHT * len(notes)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
        f'font-family="{_FONT}" role="img">',
        f"<title>{escape(procedure.title.id)}</title>",
        '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        f'<path d="M0 0L8 4L0 8z" fill="{_NILA}"/></marker></defs>',
        f'<rect width="{width}" height="{height}" fill="#FFFFFF"/>',
        _text(procedure.title.id, x=_MARGIN, y=48, size=28, weight=700),
        _text(f"{office.name.id} · {procedure.id}", x=_MARGIN, y=72, size=14, colour=_INK_2),
        f'<rect x="{_MARGIN}" y="{_TITLE}" width="{width - 2 * _MARGIN}" height="{_HEADER}" fill="{_GROUND}"/>',
        _text("Kegiatan", x=_MARGIN + _NUMBER, y=_TITLE + 42, size=14, weight=600),
        _text("Waktu", x=width - _MARGIN - 12, y=_TITLE + 42, size=14, weight=600, anchor="end"),
    ]
    for lane in lanes:
        label = _wrapped(lane.name.id, width=_LANE - 12, size=13)[:3]
        first = _TITLE + 42 - (len(label) - 1) * 8
        for index, line in enumerate(label):
            parts.append(_text(line, x=columns[lane.id], y=first + index * 16, size=13, weight=600, anchor="middle"))
        edge = columns[lane.id] - _LANE / 2
        parts.append(f'<path d="M{edge:g} {_TITLE}V{bottom}" stroke="{_LINE}"/>')
    parts.append(f'<path d="M{width - _MARGIN - _TIME} {_TITLE}V{bottom}" stroke="{_LINE}"/>')

    if not steps:
        parts.append(
            _text("Langkah belum tercantum dalam SOP.", x=_MARGIN + _NUMBER, y=top + 50, size=16, colour=_INK_2)
        )
    for step, text, y, high in zip(steps, texts, tops, heights, strict=True):
        parts += _row(step, text, y=y, high=high, width=width)
    parts.append(f'<path d="M{_MARGIN} {bottom}H{width - _MARGIN}" stroke="{_LINE}"/>')
    parts += _arrows(steps, centres, tops)
    parts += [_node(step, x=x, y=y) for step, (x, y) in zip(steps, centres, strict=True)]
    for index, line in enumerate(notes):
        parts.append(_text(line, x=_MARGIN, y=bottom + 36 + index * _LINE_HEIGHT, size=13, colour=_INK_2))
    return "\n".join([*parts, "</svg>", ""])


def _row(step: Step, text: Sequence[str], *, y: float, high: float, width: float) -> list[str]:
    first = y + high / 2 - (len(text) - 1) * _LINE_HEIGHT / 2 + 5
    parts = [f'<path d="M{_MARGIN} {y:g}H{width - _MARGIN}" stroke="{_LINE}"/>']
    parts.append(_text(step.no or "–", x=_MARGIN + 12, y=y + high / 2 + 5, size=14, weight=700, colour=_NILA))
    for index, line in enumerate(text):
        parts.append(_text(line, x=_MARGIN + _NUMBER, y=first + index * _LINE_HEIGHT, size=14))
    times = _wrapped(step.target_printed or "tidak tertulis", width=_TIME - 20, size=13)
    first = y + high / 2 - (len(times) - 1) * 9 + 5
    for index, line in enumerate(times):
        colour = _INK if step.target_printed else _INK_2
        parts.append(_text(line, x=width - _MARGIN - 12, y=first + index * 18, size=13, anchor="end", colour=colour))
    return parts


def _node(step: Step, *, x: float, y: float) -> str:
    wide, high = _BOX_WIDE / 2, _BOX_HIGH / 2
    dashed = ' stroke-dasharray="5 4"' if step.lane_evidence == "inferred" else ""
    style = f'fill="{_NILA_PALE if step.applicant else "#FFFFFF"}" stroke="{_NILA}" stroke-width="2"{dashed}'
    if step.outcomes:
        high += 6
        shape = f'<path d="M{x - wide:g} {y:g}L{x:g} {y - high:g}L{x + wide:g} {y:g}L{x:g} {y + high:g}z" {style}/>'
        # The way forward is a complaint's "naik", elsewhere the main outcome; the others have no arrow in the documents.
        ahead = "naik" if "naik" in step.outcomes else step.outcomes[0]
        others = [outcome for outcome in step.outcomes if outcome != ahead]
        label = _text(ahead, x=x + 6, y=y + high + 11, size=12, weight=600, colour=_NILA, halo=True)
        if others and step.returns_to is None:
            label += _text(" / ".join(others), x=x + wide + 3, y=y - 7, size=12, weight=600, halo=True)
        return shape + label
    round_by = high if step.applicant or step.hands_over else 6
    box = f'<rect x="{x - wide:g}" y="{y - high:g}" width="{2 * wide:g}" height="{2 * high:g}" rx="{round_by:g}" {style}/>'
    word = "serah" if step.hands_over else "paraf/ttd" if step.signs else "slip" if step.gives_slip else ""
    return box + (_text(word, x=x, y=y + 4, size=12, anchor="middle", colour=_NILA) if word else "")


def _arrows(steps: Sequence[Step], centres: Sequence[tuple[float, float]], tops: Sequence[float]) -> list[str]:
    style = f'fill="none" stroke="{_NILA}" stroke-width="1.5" marker-end="url(#head)"'
    parts = []
    for index in range(1, len(steps)):
        (x, y), (to_x, to_y) = centres[index - 1], centres[index]
        leave = y + _BOX_HIGH / 2 + (6 if steps[index - 1].outcomes else 0)
        arrive = to_y - _BOX_HIGH / 2 - (6 if steps[index].outcomes else 0)
        parts.append(f'<path d="M{x:g} {leave:g}V{tops[index]:g}H{to_x:g}V{arrive:g}" {style}/>')
    for (x, y), step in zip(centres, steps, strict=True):
        back = next((place for place, other in enumerate(steps) if other.no and other.no == step.returns_to), None)
        if back is not None:
            to_x, to_y = centres[back]
            # Beside the way forward, not on it.
            aside = to_x - 18
            side = x - _BOX_WIDE / 2 if to_x < x else x + _BOX_WIDE / 2
            parts.append(
                f'<path d="M{side:g} {y:g}H{aside:g}V{to_y + _BOX_HIGH / 2:g}" stroke-dasharray="5 4" {style}/>'
                + _text(
                    step.outcomes[-1] if step.outcomes else "", x=(side + aside) / 2, y=y - 6, size=12, anchor="middle"
                )
            )
    return parts


def _foot(procedure: Procedure) -> str:
    written, computed = procedure.written_total, procedure.computed_total
    said = [f"Total tertulis {_said(written)}." if written else "Total tidak tertulis."]
    if computed is not None:
        said.append(f"Jumlah semua baris {_said(computed)}.")
    if procedure.steps:
        said.append("Kotak putus-putus: bagian disimpulkan, tidak tertulis.")
    if procedure.walk_note:
        said.append(procedure.walk_note)
    said.append(f"{len(procedure.open_questions)} pertanyaan terbuka.")
    return " ".join(said)


def _said(duration: Duration) -> str:
    parts = [f"{duration.days} hari"] if duration.days else []
    if duration.minutes or not parts:
        parts.append(f"{duration.minutes} menit")
    return " ".join(parts)


def _wrapped(text: str, *, width: float, size: float) -> list[str]:
    """The text in lines of at most `width` px, by Inter's mean letter of 0,55 em; a longer word stands alone."""
    most = max(1, int(width / (size * 0.55)))
    lines: list[str] = []
    for word in text.replace("/", "/\u200b").split():
        for piece in word.split("\u200b") if len(word) > most else [word.replace("\u200b", "")]:
            glue = "" if lines and lines[-1].endswith("/") and piece in word.split("\u200b")[1:] else " "
            if lines and len(lines[-1]) + len(glue) + len(piece) <= most:
                lines[-1] += glue + piece
            else:
                lines.append(piece)
    return lines or [""]


def _text(
    text: str,
    *,
    x: float,
    y: float,
    size: float,
    weight: int = 500,
    colour: str = _INK,
    anchor: str = "start",
    halo: bool = False,
) -> str:
    around = ' stroke="#FFFFFF" stroke-width="4" paint-order="stroke"' if halo else ""
    return (
        f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" font-weight="{weight}" fill="{colour}" '
        f'text-anchor="{anchor}"{around}>{escape(text)}</text>'
    )
