"""The relay: a page that cannot reach the server of the jobs asks here, and hears the events from here.

What a kernel says arrives at the page while a cell runs; what the page says waits for the cell. So everything happens
in the backend's own loop, and a relay whose page was not heard yet tells of its jobs by itself.

    page                          kernel
      ask (id, call, args)   -->    answer (id, result | problem), the bytes of a file in pieces before it
      cancel (id)            -->
      follow (after)         -->    event (type, id, data), and so on
      unfollow               -->
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from contextlib import aclosing
from pathlib import Path
from typing import Any

import msgspec

from aura_nb.client.backend import Backend
from aura_nb.errors import AuraError, RequestInvalid, ServerUnreachable
from aura_nb.panel.calls import Calls, text_or_none
from aura_nb.panel.files import PIECE, PIECE_SECONDS, content
from aura_nb.panel.merging import Merger
from aura_nb.panel.refusal import refusal
from aura_nb.wire.events import Event
from aura_nb.wire.ids import parsed_id

log = logging.getLogger("aura_nb")

Send = Callable[[dict[str, Any], list[bytes]], None]
AGAIN_SECONDS = 30.0  # after the server was lost
TELL_SECONDS = 1.0  # between two tellings to a page that was not heard yet
TELLINGS = 120
OF_BYTES = frozenset({"content", "sample", "studio", "scenePicture", "sceneSpeech"})
STUDIO = Path(__file__).parent / "static" / "studio.js"


class Relay:
    """One widget's. `send` takes a message and its buffers, from any thread; `job_id` is the one job it shows.

    `tells` lets it speak before it is spoken to: where the page cannot have another way to the jobs.
    """

    def __init__(self, backend: Backend, send: Send, *, job_id: str = "", tells: bool = False) -> None:
        self._backend = backend
        self._send = send
        self._job_id = job_id
        self._calls = Calls(backend)
        self._guard = threading.Lock()
        self._asked: dict[str, Future[None]] = {}
        self._following: Future[None] | None = None
        self._is_heard = asyncio.Event()
        self._is_closed = False
        self._telling = self._begun(self._tell()) if tells else None

    def hear(self, message: Any) -> None:
        """What the page said; anything else than the above is left unheard."""
        if not isinstance(message, dict):
            return
        if not self._is_heard.is_set():
            self._backend.call(self._note_heard())
        match message:
            case {"kind": "ask", "id": str(ask), "call": str(call), "args": dict(args)}:
                self._ask(ask, call, args)
            case {"kind": "cancel", "id": str(ask)}:
                with self._guard:
                    asked = self._asked.pop(ask, None)
                if asked is not None:
                    asked.cancel()
            case {"kind": "follow", "after": str(after)}:
                self._follow(after)
            case {"kind": "unfollow"}:
                self._unfollow()

    def close(self) -> None:
        """Answer nothing more."""
        self._is_closed = True
        self._unfollow()
        with self._guard:
            asked = [*self._asked.values(), *([self._telling] if self._telling else [])]
            self._asked.clear()
        for future in asked:
            future.cancel()

    def _ask(self, ask: str, call: str, args: dict[str, Any]) -> None:
        future = self._begun(self._answer(ask, call, args))
        if future is None:
            return
        with self._guard:
            self._asked[ask] = future
        future.add_done_callback(lambda _: self._forget(ask))

    def _forget(self, ask: str) -> None:
        with self._guard:
            self._asked.pop(ask, None)

    async def _answer(self, ask: str, call: str, args: dict[str, Any]) -> None:
        try:
            result = await (self._bytes(ask, call, args) if call in OF_BYTES else self._calls.answer(call, args))
        except AuraError as error:
            self._say({"kind": "answer", "id": ask, "problem": refusal(error)})
        except Exception as error:
            log.exception("The panel's call %r failed", call)
            self._say({"kind": "answer", "id": ask, "problem": refusal(error)})
        else:
            self._say({"kind": "answer", "id": ask, "result": result})

    async def _bytes(self, ask: str, call: str, args: dict[str, Any]) -> dict[str, Any]:
        """Send a file in pieces; its type, or where it is when it is too large."""
        if call == "sample":
            sound = await self._backend.sample(str(args.get("voice") or ""), str(args.get("language") or ""))
            self._say({"kind": "answer", "id": ask, "more": True}, [sound])
            return {"type": "audio/wav"}
        if call == "studio":
            self._say({"kind": "answer", "id": ask, "more": True}, [await asyncio.to_thread(STUDIO.read_bytes)])
            return {"type": "text/javascript"}
        if call in {"scenePicture", "sceneSpeech"}:
            return await self._of_scene(ask, call, args)
        job_id, name = args.get("jobId"), args.get("name")
        if not isinstance(job_id, str) or not isinstance(name, str):
            raise RequestInvalid("jobId and name are wanted")
        async with content(self._backend, job_id, name, mp3=args.get("mp3") is True) as found:
            if not found.fits:
                return {"type": found.type, "path": found.path}
            for index, piece in enumerate(await asyncio.to_thread(found.pieces)):
                if index:
                    await asyncio.sleep(PIECE_SECONDS)
                self._say({"kind": "answer", "id": ask, "more": True}, [piece])
            return {"type": found.type, "path": found.path}

    async def _of_scene(self, ask: str, call: str, args: dict[str, Any]) -> dict[str, Any]:
        """What a draft's scene looks or sounds like, in pieces."""
        storyboard_id, scene = str(args.get("storyboardId")), str(args.get("scene"))
        is_picture = call == "scenePicture"
        if is_picture:
            looks = {name: text_or_none(args, name) for name in ("theme", "aspect")}
            content = await self._backend.scene_picture(storyboard_id, scene, **looks)
        else:
            content = await self._backend.scene_speech(storyboard_id, scene, text_or_none(args, "text"))
        for start in range(0, len(content), PIECE):
            if start:
                await asyncio.sleep(PIECE_SECONDS)
            self._say({"kind": "answer", "id": ask, "more": True}, [content[start : start + PIECE]])
        return {"type": "image/png" if is_picture else "audio/wav"}

    def _follow(self, after: str) -> None:
        position = parsed_id(after)
        self._unfollow()
        self._following = self._begun(self._events(position[1] if position else 0))

    def _unfollow(self) -> None:
        following, self._following = self._following, None
        if following is not None:
            following.cancel()

    async def _events(self, after: int) -> None:
        """All events after a sequence, to the page, as long as it follows."""
        loop = asyncio.get_running_loop()
        merger = Merger(self._pass)
        timer: asyncio.TimerHandle | None = None

        def due() -> None:
            nonlocal timer
            wait = merger.due(loop.time())
            timer = None if wait is None else loop.call_later(wait, due)

        try:
            while True:
                try:
                    async with aclosing(aiter(self._backend.events(after=after))) as events:  # type: ignore[type-var] # a generator
                        async for event in events:
                            after = event.sequence
                            merger.take(event, loop.time())
                            if timer is None:
                                due()
                except ServerUnreachable as error:
                    log.info("The panel's events stopped: %s", error.message)
                await asyncio.sleep(AGAIN_SECONDS)
        finally:
            if timer is not None:
                timer.cancel()

    def _pass(self, event: Event) -> None:
        self._say({"kind": "event", "type": event.type, "id": event.id, "data": event.json()})

    async def _tell(self) -> None:
        """Say how the jobs stand and what happens to them, until the page is heard."""
        for turn in range(TELLINGS):
            jobs = [await self._backend.job(self._job_id)] if self._job_id else await self._unfinished()
            for job in jobs:
                data = msgspec.to_builtins(job)
                self._say({"kind": "event", "type": "snapshot", "id": job.last_event_id, "data": data})
            if turn == 0 and jobs:
                self._follow(jobs[0].last_event_id)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._is_heard.wait(), TELL_SECONDS)
                return

    async def _unfinished(self) -> list[Any]:
        return await self._backend.jobs(statuses={"pending", "running"}, limit=10)

    async def _note_heard(self) -> None:
        self._is_heard.set()

    def _begun(self, work: Coroutine[Any, Any, None]) -> Future[None] | None:
        """Start it in the backend's loop; None when there is none any more."""
        if self._is_closed:
            work.close()
            return None
        try:
            return self._backend.call(work)
        except RuntimeError:  # the engine was closed
            work.close()
            return None

    def _say(self, message: dict[str, Any], buffers: list[bytes] | None = None) -> None:
        if not self._is_closed:
            self._send(message, buffers or [])
