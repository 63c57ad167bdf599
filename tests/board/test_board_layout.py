"""Millimetres first: no type under the minimum on any panel, nothing overlaps, too small a panel is refused."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.layout import Layout, PanelTooSmallError, arrange
from board.measures import Sections, pack
from board.panel import Area, Panel, sizes
from server.look.legibility import capital_mm
from server.look.tokens import CAPITAL_EM


def panel(width: int = 1920, height: int = 1080, *, inch: float = 43, metres: float = 8) -> Panel:
    return Panel(width_px=width, height_px=height, diagonal_inch=inch, distance_m=metres)


def millimetres(size: float, on: Panel) -> float:
    return size * CAPITAL_EM * on.mm_per_px


def areas(layout: Layout) -> dict[str, Area]:
    named = {
        name: getattr(layout, name)
        for name in ("header", "practice", "band", "present", "services", "previous", "ready", "notice")
    }
    return {name: area for name, area in named.items() if area is not None}


def overlap(one: Area, other: Area) -> bool:
    return one.x < other.right and other.x < one.right and one.y < other.bottom and other.y < one.bottom


FULL = Sections(ready=4, services=(1, 1, 1))


def test_the_reference_panel_has_the_drawn_sizes() -> None:
    layout = arrange(panel(), FULL)
    measures = layout.sizes
    assert (measures.small, measures.text, measures.heading, measures.clock, measures.row) == (42, 48, 56, 75, 133)
    assert (layout.number, layout.plate) == (336, 208)
    assert (layout.previous_rows, layout.ready_rows, layout.service_pages) == (3, 2, ((0, 1, 2),))
    assert layout.present.width == 1212
    assert arrange(panel(), Sections(calling=True, ready=4, services=(1, 1, 1))).plate == 356


@pytest.mark.parametrize(
    ("on", "stacked"),
    [
        (panel(), False),
        (panel(1280, 720), False),
        (panel(3840, 2160), False),
        (panel(1080, 1920), True),
        (panel(2160, 3840, inch=55), True),
        (panel(1920, 1080, inch=55, metres=12), True),
        (panel(1920, 1080, inch=32, metres=3), False),
        (panel(1366, 768, inch=32, metres=5), False),
        (panel(1920, 1080, inch=65, metres=12), False),
    ],
)
def test_every_type_is_at_least_as_high_as_its_distance_asks(on: Panel, stacked: bool) -> None:
    layout = arrange(on, FULL)
    assert layout.stacked is stacked
    assert millimetres(layout.number, on) >= capital_mm("key", distance_m=on.distance_m)
    assert millimetres(layout.sizes.row, on) >= capital_mm("secondary", distance_m=on.distance_m)
    assert millimetres(layout.plate, on) >= capital_mm("secondary", distance_m=on.distance_m)
    assert millimetres(layout.sizes.text, on) >= 17.0
    assert millimetres(layout.sizes.small, on) >= 14.1  # 16 minutes of arc at 3 m, the lower end of ISO 9241-3


def test_a_panel_that_is_too_small_is_refused_and_says_how_near_one_must_stand() -> None:
    with pytest.raises(PanelTooSmallError) as caught:
        arrange(panel(inch=24, metres=12), Sections())
    farthest = caught.value.farthest_m
    assert 5 < farthest < 12
    assert arrange(panel(inch=24, metres=farthest), Sections()).number > 0
    with pytest.raises(PanelTooSmallError):
        arrange(panel(inch=24, metres=farthest + 0.2), Sections())


def test_where_rows_are_missing_there_are_fewer_of_them_never_smaller_ones() -> None:
    plain, crowded = (
        arrange(panel(), FULL),
        arrange(panel(), Sections(header_lines=2, practice=True, notice_lines=2, ready=9, services=(1,) * 24)),
    )
    assert crowded.sizes == plain.sizes
    assert len(crowded.service_pages) > 3 or crowded.services is None
    assert crowded.previous_rows + crowded.ready_rows < 5


def test_closed_up_lists_give_their_room_away() -> None:
    assert arrange(panel(), Sections(calls=False)).present.width == 1920
    assert arrange(panel(), Sections(ready=0)).previous_rows == 5
    assert arrange(panel(), Sections(ready=0)).ready is None
    assert arrange(panel(), Sections(services=())).services is None
    assert arrange(panel(), Sections(notice_lines=0)).notice is None


def test_cut_off_withdraws_table_ready_list_and_notices() -> None:
    layout = arrange(panel(), Sections(band_lines=(1, 1), ready=4, services=(1, 1), notice_lines=1))
    assert (layout.services, layout.ready, layout.notice) == (None, None, None)
    assert layout.band is not None
    assert layout.band.height == 200


@given(heights=st.lists(st.integers(1, 200), max_size=40), room=st.integers(1, 300))
def test_pages_hold_every_row_once_in_order_and_no_more_than_fits(heights: list[int], room: int) -> None:
    pages = pack(heights, room)
    assert list(itertools.chain.from_iterable(pages)) == list(range(len(heights)))
    for page in pages:
        assert page
        assert sum(heights[place] for place in page) <= room or len(page) == 1


@given(
    width=st.sampled_from([1080, 1280, 1366, 1920, 2160, 3840]),
    ratio=st.sampled_from([(16, 9), (9, 16), (16, 10), (4, 3)]),
    inch=st.sampled_from([24.0, 32.0, 43.0, 55.0, 75.0]),
    metres=st.integers(2, 14),
    header=st.integers(1, 3),
    practice=st.booleans(),
    band=st.none() | st.tuples(st.integers(1, 3), st.integers(1, 2)),
    calls=st.booleans(),
    calling=st.booleans(),
    ready=st.integers(0, 12),
    services=st.lists(st.integers(1, 2), max_size=24),
    notices=st.integers(0, 2),
    wide=st.sampled_from([0.0, 3.8, 4.5]),
)
def test_on_any_panel_areas_lie_apart_inside_it_and_what_must_be_read_is_large_enough(
    width: int,
    ratio: tuple[int, int],
    inch: float,
    metres: int,
    header: int,
    practice: bool,
    band: tuple[int, int] | None,
    calls: bool,
    calling: bool,
    ready: int,
    services: list[int],
    notices: int,
    wide: float,
) -> None:
    on = panel(width, width * ratio[1] // ratio[0], inch=inch, metres=metres)
    sections = Sections(
        header_lines=header,
        practice=practice,
        band_lines=band,
        calls=calls,
        calling=calls and calling,
        ready=ready,
        services=tuple(services),
        notice_lines=notices,
        number_em=wide,
        row_em=wide,
    )
    try:
        layout = arrange(on, sections)
    except PanelTooSmallError:
        return
    placed = areas(layout)
    for area in placed.values():
        assert 0 <= area.x < area.right <= on.width_px
        assert 0 <= area.y < area.bottom <= on.height_px
    for (_, one), (_, other) in itertools.combinations(placed.items(), 2):
        assert not overlap(one, other)
    measures = sizes(on)
    assert layout.number >= measures.least_number
    assert layout.plate >= measures.least_row
    assert min(layout.gaps) >= 0
    assert layout.previous_rows == 0 or calls
    for count, rows in ((layout.previous_rows, layout.previous), (layout.ready_rows, layout.ready)):
        assert count == 0 or (rows is not None and rows.height >= count * layout.row_pitch)
