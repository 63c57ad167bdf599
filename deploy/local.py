"""
`python -m deploy.local`: a whole office on this machine; what `make run` and `make demo` start.

For trying Antrean and for working on it; an office installs the units of this folder instead. Run it again and everything that
was there is there. Reads the command line and says what is in the way in one sentence; the work is `machine`'s and `demo`'s.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from deploy import machine
from deploy.machine import CannotStart, Options
from server.client.link import Refused, Unreachable

OFFICE = "kecamatan-metro-selatan"


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns: exit status; 0 after being asked to stop, 1 where something is in the way."""
    options = options_from(arguments)
    try:
        if options.demo:
            # Only here, because it loads the server's packages, which takes as long as everything else together.
            from deploy import demo

            return demo.run(options)
        return machine.run(options)
    except CannotStart as reason:
        print(reason, file=sys.stderr)
    except (Refused, Unreachable) as error:
        print(f"The server was asked and did not help: {error}", file=sys.stderr)
    except OSError as error:
        print(f"The data folder {options.data} cannot be used: {error}", file=sys.stderr)
    return 1


def options_from(arguments: Sequence[str] | None) -> Options:
    """Read the command line; exits with 2 where it is wrong."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local", description=__doc__)
    parser.add_argument(
        "--office", default=os.environ.get("OFFICE", OFFICE), help="office of kiosk and board (%(default)s)"
    )
    parser.add_argument("--demo", action="store_true", help="with a morning of visitors and clerks")
    parser.add_argument("--data", type=Path, help="folder of everything that is kept (data, or data-demo with --demo)")
    parser.add_argument("--port", type=int, default=8000, help="of the server (%(default)s)")
    parser.add_argument("--printer-port", type=int, default=9100, help="of the virtual printer (%(default)s)")
    read = parser.parse_args(arguments)
    return Options(
        office=read.office,
        data=read.data or Path("data-demo" if read.demo else "data"),
        port=read.port,
        printer_port=read.printer_port,
        demo=read.demo,
    )


if __name__ == "__main__":
    sys.exit(main())
