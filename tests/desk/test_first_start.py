"""A server that nobody has used yet reads the packaged catalogue, also when its first start was cut short."""

from __future__ import annotations

from pathlib import Path

from server.program import load_first_catalogue, open_program
from server.protocol import plain
from server.queue.command import SYSTEM, Command
from sop.load import load_catalogue


async def test_a_first_start_that_was_cut_short_is_gone_on_with_and_then_never_again(tmp_path: Path) -> None:
    opened = open_program(tmp_path)
    desk = opened.house.desk
    catalogue = load_catalogue()
    desk.start()
    try:
        first = catalogue.offices[0]
        await desk.submit(
            first.id,
            Command(
                verb="configure",
                actor=SYSTEM,
                request_id=f"catalogue-{first.id}",
                request_hash=f"catalogue-{first.id}",
                options={"document": plain(first)},
            ),
        )
        made = await load_first_catalogue(opened.house)
        assert made == len(catalogue.offices) - 1 + len(catalogue.procedures)
        assert {id_: len(office.current) for id_, office in desk.offices.items()} == {
            office.id: len(catalogue.procedures_at(office.id)) for office in catalogue.offices
        }
        assert await load_first_catalogue(opened.house) == 0
    finally:
        await desk.stop()
        opened.close()
