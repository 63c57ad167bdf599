"""
Run simulated worlds: `python -m tests.simulation --seed 7 --days 14`, or `make simulate SEED=7 DAYS=14`.

With `--worlds N` it runs N seeds, from the given one on. Prints a line a world; a
violation prints its rule, its event and its seed, and ends with status 1.
"""

from __future__ import annotations

import argparse
import logging
import tempfile
import time
from pathlib import Path

from tests.simulation.world import World, memory_folder, simulate


def told(world: World, seconds: float) -> str:
    """One line about a world that came through."""
    events = sum(world.events_by_type().values())
    return (
        f"seed {world.seed}: {', '.join(place.id for place in world.places)}; {events} events,"
        f" {world.network.said} commands ({sum(world.network.refused.values())} refused), {world.deaths} servers died,"
        f" {world.jumps} wrong clocks; clean after {seconds:.1f} s"
    )


def main() -> int:
    """Returns: 0 when every world was clean."""
    parser = argparse.ArgumentParser(prog="tests.simulation", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=float, default=14)
    parser.add_argument("--worlds", type=int, default=1)
    parser.add_argument("--counts", action="store_true", help="events and refusals by kind")
    said = parser.parse_args()
    # Wrong clocks and refusing disks are simulated by the hundred; what the server would write of them is not news here.
    logging.disable(logging.CRITICAL)
    for seed in range(said.seed, said.seed + said.worlds):
        began = time.perf_counter()
        with tempfile.TemporaryDirectory(prefix="antrean-simulation-", dir=memory_folder()) as folder:
            world = simulate(seed, days=said.days, folder=Path(folder))
        print(told(world, time.perf_counter() - began), flush=True)
        if said.counts:
            print("  events:", dict(sorted(world.events_by_type().items())))
            print("  refused:", dict(sorted(world.network.refused.items())))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
