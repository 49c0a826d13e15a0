"""A broadcast over a real store, and readers of it."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, aclosing, asynccontextmanager

import pytest
from support import sse, until
from support.events import ended, progress, warning
from support.jobs import FAR, new_job

from aura_nb.broadcast import Broadcast
from aura_nb.jobs.job_service import JobService
from aura_nb.jobs.model import JobChanges
from aura_nb.jobs.store import Store
from aura_nb.pipeline.workspace import Workspace


class Jobs:
    """Jobs of a store and what happens to them."""

    def __init__(self, store):
        self.store = store
        self.leases = {}

    def pending(self, **fields):
        return self.store.submit(new_job(**fields)).result()[0].id

    def running(self, **fields):
        job = self.pending(**fields)
        self.leases[job] = self.store.claim(FAR, job_id=job).result().lease
        return job

    def progress(self, job, percent=20.0):
        return self._record(job, progress(percent), JobChanges(percent=percent))

    def warn(self, job, message="Mind this."):
        return self._record(job, warning(message))

    def _record(self, job, event, changes=None):
        return self.store.record(job, self.leases[job], [event], changes).result()[0]

    def finish(self, job, status="completed"):
        return self.store.finish(job, self.leases[job], ended(status)).result()

    def ended(self, status="completed"):
        job = self.running()
        self.finish(job, status)
        return job

    def delete(self, job):
        self.store.delete(job).result()


class Readers:
    """Reader tasks over one broadcast; each keeps what it was given."""

    def __init__(self, broadcast):
        self.broadcast = broadcast

    @asynccontextmanager
    async def one(self, *, held=None, **asked):
        """A reader that takes everything at once; with `held` (an event) nothing until that is set."""
        reader = Reading()
        async with self.broadcast.subscribe(**asked) as reader.subscription:
            task = asyncio.create_task(reader.read(held))
            try:
                yield reader
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)

    async def whole(self, **asked):
        """The text of a stream that ends by itself."""
        async with (
            asyncio.timeout(10),
            self.broadcast.subscribe(**asked) as subscription,
            aclosing(subscription.chunks()) as chunks,
        ):
            return b"".join([chunk async for chunk in chunks])


class Reading:
    def __init__(self):
        self.text = b""
        self.chunks = []
        self.ended = False

    async def read(self, held):
        async with aclosing(self.subscription.chunks()) as chunks:
            async for chunk in chunks:
                self.text += chunk
                self.chunks.append(len(chunk))
                if held is not None:
                    await held.wait()
        self.ended = True

    @property
    def kinds(self):
        """Types of the events, without comments."""
        return [kind for kind in sse.kinds(self.text) if kind != ":"]

    @property
    def entries(self):
        return sse.entries(self.text)

    async def has(self, sequence):
        await until(lambda: self.entries and self.entries[-1].sequence >= sequence)


@pytest.fixture
def store(tmp_path):
    opened = Store.open(tmp_path / "jobs.sqlite")
    yield opened
    opened.close()


@pytest.fixture
def jobs(store):
    return Jobs(store)


@pytest.fixture
def job_service(store, tmp_path):
    return JobService(store, Workspace(tmp_path / "workspace"), root="/base/aura/api/")


@pytest.fixture
async def begin(job_service):
    """`begin(**options)` makes a broadcast; all are closed in the end."""
    async with AsyncExitStack() as stack:

        def begin(**options):
            broadcast = Broadcast(job_service, **options)
            stack.push_async_callback(broadcast.close)
            return Readers(broadcast)

        yield begin


@pytest.fixture
async def readers(begin):
    return begin()
