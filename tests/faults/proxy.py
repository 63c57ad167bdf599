"""
A TCP proxy of our own, in a thread: passes bytes on, delays them, cuts all lines, refuses new ones.

`delay` seconds are added to every piece on its way; `cut` resets all open lines and refuses new ones until `mend`; `freeze`
keeps lines open and lets nothing through, as a pulled network cable does.
"""

from __future__ import annotations

import asyncio
import threading
from types import TracebackType


class Proxy:
    """Between a client and 127.0.0.1:`target`; `port` is where the client goes."""

    def __init__(self, target: int) -> None:
        self.port = 0
        self.delay = 0.0
        self._target = target
        self._cut = False
        self._frozen = False
        self._lines: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._run(),), daemon=True)

    def __enter__(self) -> Proxy:
        self._thread.start()
        assert self._ready.wait(10)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(10)
        self._loop.close()

    # -- from any thread ---------------------------------------------------------------

    def cut(self) -> None:
        """Reset every line and take no new one."""
        self._cut = True
        self._loop.call_soon_threadsafe(self._reset)

    def freeze(self) -> None:
        """Let nothing through; nobody is told."""
        self._frozen = True

    def mend(self) -> None:
        """As it was before; lines that were frozen are lost."""
        if self._frozen:
            self._loop.call_soon_threadsafe(self._reset)
        self._cut = self._frozen = False

    # -- in the proxy's thread ---------------------------------------------------------------

    def _reset(self) -> None:
        for line in list(self._lines):
            line.transport.abort()

    async def _run(self) -> None:
        server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stopping.wait()
        server.close()
        self._reset()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._cut:
            writer.transport.abort()
            return
        try:
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self._target)
        except OSError:
            writer.transport.abort()
            return
        self._lines |= {writer, there_writer}
        try:
            await asyncio.gather(self._pass(reader, there_writer), self._pass(there_reader, writer))
        finally:
            for line in (writer, there_writer):
                self._lines.discard(line)
                line.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while piece := await reader.read(65536):
                if self.delay:
                    await asyncio.sleep(self.delay)
                if self._frozen:
                    continue
                writer.write(piece)
                await writer.drain()
            writer.close()
        except ConnectionError:
            return
