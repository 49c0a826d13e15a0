"""The event log followed: what is in it, then what is appended to it by whatever program."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator

from aura_nb.jobs.store import Store
from aura_nb.wire.events import FINAL_TYPES, Event

PAGE = 1000


async def followed(store: Store, job_id: str | None = None, *, after: int = 0) -> AsyncGenerator[Event, None]:
    """The events after a sequence number, past and to come; those of one job end with its final one.

    Raises `JobNotFound`. Close it when you leave it early: it is woken by the store as long as it lives.
    """
    loop = asyncio.get_running_loop()
    news = asyncio.Event()

    def wake() -> None:
        with contextlib.suppress(RuntimeError):  # the loop was closed meanwhile
            loop.call_soon_threadsafe(news.set)

    unsubscribe = store.subscribe(wake)
    picked = None if job_id is None else [job_id]
    try:
        ended = False
        while True:
            news.clear()
            page = await asyncio.to_thread(store.events, after, jobs=picked, limit=PAGE)
            for event in page:
                after = event.sequence
                yield event
                if job_id is not None and event.type in FINAL_TYPES:
                    return
            if job_id is not None and not page:
                if ended:
                    return
                # Asked where the log is silent, which is then read once more: what is final has all its events there.
                ended = (await asyncio.to_thread(store.job, job_id)).is_final
            if not ended and len(page) < PAGE:
                await news.wait()
    finally:
        unsubscribe()
