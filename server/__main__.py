"""
python -m server: run the server, or set up what a page can set up.

Every command that writes goes through the running server where one answers, and else opens the data folder under the same
lock for a moment, so that nothing is ever written beside a running server.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import os
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx
import uvicorn
import uvloop

from server import program
from server.access import DEVICES, PEOPLE
from server.client.link import COMMAND_SECONDS, Refused, Unreachable, answer
from server.pages.site import add_pages
from server.protocol import LetIn, NewAccount, NewDevice, Purge, plain
from server.queue.event import UnknownEvent
from server.store.accounts import new_secret
from server.store.database import AlreadyRunning, DatabaseUnknown, DatabaseUnreachable, OldForm
from server.store.database import address as make_address

log = logging.getLogger("server")

#: Exit status of `verify` where something does not fit.
NOT_WHOLE = 3


class Stop(Exception):
    """Ends the program with one clear sentence."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns: the exit status; 0 done, 1 refused or failed, 2 wrong words, 3 something is not whole."""
    # Database, backup and control file hold digests of passwords: they belong to this user alone.
    os.umask(0o077)
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        result: int = options.work(options)
        return result
    except Stop as stop:
        print(stop, file=sys.stderr)
    except Refused as refused:
        print(f"{refused.problem.sentence} {refused.problem.next}", file=sys.stderr)
    except Unreachable as error:
        print(f"The server does not answer: {error}. Is it running?", file=sys.stderr)
    except AlreadyRunning:
        print(
            f"Another server uses the data folder {options.data}. Stop that one first, or choose another folder with --data.",
            file=sys.stderr,
        )
    except DatabaseUnreachable as error:
        print(f"The database does not answer: {str(error).splitlines()[0]}", file=sys.stderr)
    except DatabaseUnknown:
        print("Only SQLite and PostgreSQL are known. An address begins with postgresql://", file=sys.stderr)
    except UnknownEvent as error:
        print(f"This journal was written by a newer version: {error}. Install that version.", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m server", description=__doc__)
    parser.add_argument(
        "--data",
        type=Path,
        default=Path(os.environ.get("ANTREAN_DATA", "data")),
        help="folder of the database (default: data)",
    )
    parser.add_argument(
        "--database",
        help="address of a PostgreSQL database, without a password: postgresql://user@host/name"
        " (default: ANTREAN_DATABASE, else the file `database` in the data folder, else SQLite in the data folder)",
    )
    verbs = parser.add_subparsers(required=True, metavar="COMMAND")

    run = verbs.add_parser("run", help="run the server")
    run.add_argument("--host", default="127.0.0.1", help="address to listen on (0.0.0.0 for the whole network)")
    run.add_argument("--port", type=int, default=8000)
    run.set_defaults(work=_run)

    setup = verbs.add_parser("setup-link", help="print a one-time link that makes the first admin")
    setup.set_defaults(work=_setup_link)

    account = verbs.add_parser("account", help="make an account; the password or PIN is read from standard input")
    account.add_argument("name")
    account.add_argument("--role", choices=PEOPLE, required=True)
    account.add_argument("--office", help="office id; leave out for an admin of all offices")
    account.add_argument("--lanes", help="lane ids with commas; leave out for every lane")
    account.add_argument("--pin", action="store_true", help="standard input has a PIN (4 to 8 digits), not a password")
    account.set_defaults(work=_account)

    device = verbs.add_parser("device", help="print a new credential for a device")
    device.add_argument("kind", choices=DEVICES)
    device.add_argument("--office", required=True)
    device.add_argument("--name", default="")
    device.set_defaults(work=_device)

    pair = verbs.add_parser("pair", help="let the device in that shows this code")
    pair.add_argument("code")
    pair.add_argument("--office", required=True)
    pair.add_argument("--name", default="")
    pair.set_defaults(work=_pair)

    offices = verbs.add_parser("offices", help="list the offices of this server")
    offices.set_defaults(work=_offices)

    verify = verbs.add_parser(
        "verify",
        help="prove journal and records whole (the server may run meanwhile); ends with 0 whole, 3 not whole, 1 not examined",
    )
    verify.add_argument(
        "--head",
        action="append",
        default=[],
        help="a head that was printed, at least twelve letters of it; may be repeated",
    )
    verify.set_defaults(work=_verify)

    purge = verbs.add_parser("purge", help="take private texts of a ticket (or by id) out of the database for good")
    purge.add_argument("--office", required=True)
    purge.add_argument("--ticket", help="the ticket's eight-digit code or its id: all its texts")
    purge.add_argument("--id", action="append", default=[], dest="ids", help="id of one text; may be said again")
    purge.set_defaults(work=_purge)

    backup = verbs.add_parser("backup", help="copy the database to a new file (the server may run meanwhile)")
    backup.add_argument("file", type=Path)
    backup.set_defaults(work=_backup)

    rebuild = verbs.add_parser("rebuild", help="make the records again from the journal (the server must be stopped)")
    rebuild.set_defaults(work=_rebuild)
    return parser


def _run(options: argparse.Namespace) -> int:
    # Named as TCP, and without delay: an answer in two segments would else wait 40 ms for the other side's acknowledgement.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((options.host, options.port))
    except OSError as error:
        raise Stop(
            f"Port {options.port} on {options.host} cannot be used ({error.strerror})."
            " Another program may have it: choose one with --port."
        ) from error
    opened = program.open_program(options.data, where=_where(options), pages=add_pages)
    # uvicorn ends in good order and then raises the signal once more; it must not end us a second time, with a bad status.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: None)
    uvloop.run(_serve(opened, options, listening))
    return 0


async def _serve(opened: program.Program, options: argparse.Namespace, listening: socket.socket) -> None:
    port = listening.getsockname()[1]
    address = (
        f"http://127.0.0.1:{port}" if options.host in ("0.0.0.0", "127.0.0.1") else f"http://{options.host}:{port}"
    )
    config = uvicorn.Config(
        opened.app,
        log_level="warning",
        ws="websockets-sansio",
        lifespan="on",
        server_header=False,
        proxy_headers=False,
        ws_ping_interval=None,
        timeout_graceful_shutdown=3,
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.01)
    try:
        if not serving.done():
            made = await program.load_first_catalogue(opened.house)
            if made:
                log.info("catalogue read, documents=%d", made)
            program.tune_memory()
            program.write_control(options.data, address=address, accounts=opened.house.accounts)
            log.info("ready address=%s data=%s", address, options.data)
        await serving
    finally:
        program.remove_control(options.data)
        opened.close()


# ---- commands that a page has too --------------------------------------------------------------------------


def _call(options: argparse.Namespace, method: str, path: str, body: object | None = None) -> Any:
    """Say something to the running server, or to one opened for this moment. Raises: Refused, Unreachable, AlreadyRunning."""
    data: Path = options.data
    try:
        control = json.loads((data / program.CONTROL).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        control = None
    if control is not None:
        headers = {"Authorization": f"Bearer {control['secret']}"}
        try:
            with httpx.Client(headers=headers, timeout=COMMAND_SECONDS, trust_env=False) as http:
                return answer(http.request(method, f"{control['address']}{path}", json=plain(body) if body else None))
        except httpx.ConnectError:
            program.remove_control(data)
        except httpx.HTTPError as error:
            raise Unreachable(str(error)) from error
    return asyncio.run(_call_unserved(options, method, path, body))


async def _call_unserved(options: argparse.Namespace, method: str, path: str, body: object | None) -> Any:
    opened = program.open_program(options.data, where=_where(options))
    secret = new_secret()
    opened.house.accounts.trust_local(secret)
    try:
        async with (
            opened.app.router.lifespan_context(opened.app),
            httpx.AsyncClient(
                transport=httpx.ASGITransport(app=opened.app),
                base_url="http://antrean",
                headers={"Authorization": f"Bearer {secret}"},
            ) as http,
        ):
            await program.load_first_catalogue(opened.house)
            return answer(await http.request(method, path, json=plain(body) if body else None))
    finally:
        opened.close()


def _setup_link(options: argparse.Namespace) -> int:
    told = _call(options, "POST", "/api/v1/setup-links")
    print(f"{told['path']}")
    return 0


def _account(options: argparse.Namespace) -> int:
    secret = sys.stdin.readline().rstrip("\n") if not sys.stdin.isatty() else _ask("PIN" if options.pin else "Password")
    body = NewAccount(
        name=options.name,
        role=options.role,
        office=options.office,
        password=None if options.pin else secret,
        pin=secret if options.pin else None,
        lanes=tuple(options.lanes.split(",")) if options.lanes else None,
    )
    print(_call(options, "POST", "/api/v1/accounts", body)["account"])
    return 0


def _ask(what: str) -> str:
    import getpass

    return getpass.getpass(f"{what}: ")


def _device(options: argparse.Namespace) -> int:
    body = NewDevice(kind=options.kind, office=options.office, name=options.name)
    print(json.dumps(_call(options, "POST", "/api/v1/devices", body)))
    return 0


def _pair(options: argparse.Namespace) -> int:
    body = LetIn(code=options.code, office=options.office, name=options.name)
    print(_call(options, "POST", "/api/v1/pairings/let-in", body)["device"])
    return 0


def _offices(options: argparse.Namespace) -> int:
    for each in _call(options, "GET", "/api/v1/offices"):
        print(f"{each['office']}\t{each['name']['id']}")
    return 0


def _where(options: argparse.Namespace) -> Path | str:
    """Where the database is. Raises: Stop where a password would stand in every list of processes."""
    if options.database and make_address(options.database).password is not None:
        raise Stop(
            "A password on the command line can be read by every user of this machine. Put the whole address into the file"
            f" {options.data / program.ADDRESS} or into ANTREAN_DATABASE, or the password into PGPASSWORD or PGPASSFILE."
        )
    return program.database_of(options.data, said=options.database or os.environ.get("ANTREAN_DATABASE"))


def _need_database(options: argparse.Namespace) -> Path | str:
    where = _where(options)
    if isinstance(where, Path) and not where.exists():
        raise Stop(f"There is no database in {options.data}. Name its folder with --data.")
    return where


def _verify(options: argparse.Namespace) -> int:
    from server.verify import ShortHead, verify

    try:
        lines, whole = verify(_need_database(options), heads=tuple(options.head))
    except OldForm as error:
        raise Stop("The database is of an older version. Start this version once, then verify.") from error
    except ShortHead as error:
        raise Stop("A head is looked up by at least its first twelve letters and digits.") from error
    print("\n".join(lines))
    return 0 if whole else NOT_WHOLE


def _purge(options: argparse.Namespace) -> int:
    if not options.ids and not options.ticket:
        raise Stop("Say what to purge: --ticket CODE, or --id ID.")
    here = f"/api/v1/offices/{options.office}"
    body = Purge(request_id=f"purge-{new_secret()[:32]}", ids=tuple(options.ids), ticket=options.ticket)
    told = _call(options, "POST", f"{here}/private/purge", body)
    print(f"{options.office}\tevent {told['seq']}")
    return 0


def _backup(options: argparse.Namespace) -> int:
    from server.store.database import backup, open_engine

    where = _need_database(options)
    if not isinstance(where, Path):
        raise Stop("A PostgreSQL database is copied with its own tools: pg_dump --format=custom --file=FILE.")
    try:
        backup(open_engine(where), options.file)
    except FileExistsError as error:
        raise Stop(f"{options.file} is there already. Choose a new name, so that no backup is overwritten.") from error
    print(options.file)
    return 0


def _rebuild(options: argparse.Namespace) -> int:
    opened = program.open_program(options.data, where=_need_database(options))
    try:
        for office in opened.house.desk.journal.offices():
            opened.house.desk.journal.rebuild(office)
            print(f"{office}: records made again")
    finally:
        opened.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
