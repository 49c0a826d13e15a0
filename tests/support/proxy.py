"""A network that can be broken: a TCP proxy on the loopback that resets, cuts and swallows.

    with Proxy(server_port) as line:
        client(line.url)         # http://127.0.0.1:{line.port}
        line.reset()             # every open connection ends with RST, new ones work
        line.cut()               # the same, and new ones are refused until line.mend()
        line.swallow()           # connections stay open and carry nothing until line.mend()
        line.cut_after(100_000)  # each connection is reset after so many bytes from the server, until line.mend()

Bytes that were swallowed are lost. Usable from any thread. `opened` counts connections, `carried` the server's bytes.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
import threading

CHUNK = 65536


class Proxy:
    """Carries connections to `port` of `host`; `listen` is its own port, any by default."""

    def __init__(self, port, host="127.0.0.1", listen=0):
        self.target = (host, port)
        self.port = listen
        self.opened = 0
        self.carried = 0
        self._limit = None
        self._flowing = None
        self._server = None
        self._connections = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=True)

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/"

    def __enter__(self):
        self._thread.start()
        self._call(self._open())
        return self

    def __exit__(self, *_):
        self._call(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def lead_to(self, port):
        """New connections go to another port."""
        self.target = (self.target[0], port)

    def reset(self):
        self._call(self._reset())

    def cut(self):
        self._call(self._cut())

    def swallow(self):
        self._call(self._set_flowing(flowing=False))

    def cut_after(self, count):
        self._limit = count

    def mend(self):
        self._limit = None
        self._call(self._set_flowing(flowing=True))
        self._call(self._listen())

    def _call(self, work):
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _open(self):
        self._flowing = True
        await self._listen()

    async def _listen(self):
        if self._server is None:
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", self.port)
            self.port = self._server.sockets[0].getsockname()[1]

    async def _set_flowing(self, *, flowing):
        self._flowing = flowing

    async def _reset(self):
        for task in list(self._connections):
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _cut(self):
        if self._server is not None:
            self._server.close()
            self._server = None
        await self._reset()

    async def _close(self):
        await self._cut()
        await self._loop.shutdown_asyncgens()

    async def _serve(self, reader, writer):
        task = asyncio.current_task()
        self._connections.add(task)
        self.opened += 1
        there = None
        try:
            far_reader, there = await asyncio.open_connection(*self.target)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._carry(reader, there))
                both.create_task(self._carry(far_reader, writer, counted=True))
        except* (OSError, asyncio.CancelledError):
            pass  # either side ended it, or we did
        finally:
            self._connections.discard(task)
            for side in filter(None, (writer, there)):
                _abort(side)

    async def _carry(self, source, target, *, counted=False):
        carried = 0
        while chunk := await source.read(CHUNK):
            if not self._flowing:
                continue
            if counted and self._limit is not None and carried + len(chunk) > self._limit:
                target.write(chunk[: self._limit - carried])
                await target.drain()
                raise ConnectionResetError
            carried += len(chunk)
            self.carried += len(chunk) if counted else 0
            target.write(chunk)
            await target.drain()
        with contextlib.suppress(OSError):
            target.write_eof()


def _abort(writer):
    """Close with RST instead of FIN."""
    sock = writer.get_extra_info("socket")
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
