"""
Hearing of what other processes committed, on PostgreSQL: one connection that listens, for as long as the program lives.

A message says only that something is there and how far it goes, never what: whoever hears it reads the database. What may have
been missed while the line was down is asked for anew when it is up again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping

from sqlalchemy import Engine

log = logging.getLogger(__name__)

#: Channels: `seq office` after each commit of events; `table key` after each change of an account or credential.
JOURNAL = "antrean_journal"
PEOPLE = "antrean_people"
#: Seconds between two tries to listen again.
AGAIN_SECONDS = 1.0


async def follow(engine: Engine, heard: Mapping[str, Callable[[str], None]], lost: Callable[[], None]) -> None:
    """
    Listen for ever; ends by being cancelled.

    Args:
        heard: channel → told each message's text, in the event loop.
        lost: told when messages may have been missed: once listening has begun, each time.
    """
    import psycopg

    line = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(line, autocommit=True, connect_timeout=5) as connection:
                for channel in heard:
                    await connection.execute(f"LISTEN {channel}")
                lost()
                async for message in connection.notifies():
                    heard[message.channel](message.payload)
        except (psycopg.Error, OSError) as error:
            log.warning("listening ended, again in %s s: %s", AGAIN_SECONDS, error)
        await asyncio.sleep(AGAIN_SECONDS)
