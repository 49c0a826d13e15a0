"""Jobs: handed in, listed, looked at, canceled, taken up again, deleted."""

from __future__ import annotations

import msgspec
from jupyter_server.auth.decorator import authorized
from tornado import web

from aura_nb.wire.status import Status, parse_statuses
from jupyter_server_ext.handlers.base import AuraHandler, FilmHandler, NoFields

PAGE = 50
MAX_PAGE = 200
TABLE = 1000
LAST = 999_999_999  # no job has this number
MAX_TABLE = 10_000  # some 3 MB: more would hold up the server's loop


class ListHandler(FilmHandler):
    """For the handlers that list jobs."""

    def statuses(self) -> frozenset[Status] | None:
        """The states that a list was asked for; None for all."""
        return parse_statuses(",".join(self.get_query_arguments("status"))) or None

    def limit(self) -> int:
        """How many entries a list may have."""
        return self.number("limit", PAGE, low=1, high=MAX_PAGE)


class QuickDemoHandler(FilmHandler):
    @web.authenticated
    @authorized
    async def post(self) -> None:
        await self.submit(await self.job_server.films.demo(await self.raw_body()))


class JobsHandler(ListHandler):
    @web.authenticated
    @authorized
    async def get(self) -> None:
        before = self.one("before")
        page = await self.job_service.page(statuses=self.statuses(), limit=self.limit(), before=before)
        self.answer({"jobs": page.jobs, "stats": page.stats, "next": page.next, "lastEventId": page.last_event_id})

    @web.authenticated
    @authorized
    async def post(self) -> None:
        await self.submit(await self.film())


class TableHandler(ListHandler):
    @web.authenticated
    @authorized
    async def get(self) -> None:
        limit = self.number("limit", TABLE, low=1, high=MAX_TABLE)
        before = self.number("before", LAST, low=1, high=LAST)
        table = await self.job_service.table(statuses=self.statuses(), limit=limit, before=before)
        self.answer({"columns": table.named(), "next": table.next, "lastEventId": table.last_event_id})


class JobHandler(AuraHandler):
    @web.authenticated
    @authorized
    async def get(self, job_id: str) -> None:
        self.answer(await self.job_service.job(job_id))

    @web.authenticated
    @authorized
    async def delete(self, job_id: str) -> None:
        await self.job_service.delete(job_id, files=self.flag("files"))
        self.set_status(204)
        self.finish()


class CancelHandler(AuraHandler):
    @web.authenticated
    @authorized
    async def post(self, job_id: str) -> None:
        await self.body(NoFields)
        job = await self.job_service.cancel(job_id)
        running = job.status == "running"
        self.answer(
            {
                "jobId": job.job_id,
                "message": "The job is being canceled." if running else "The job is canceled.",
                "currentStatus": job.status,
                "cleanupScheduled": running,
            },
            status=202,
        )


class ResumeHandler(FilmHandler):
    @web.authenticated
    @authorized
    async def post(self, job_id: str) -> None:
        await self.body(NoFields)
        self.accepted(
            await self.job_service.resume(job_id, key=(await self.once()).key, correlation_id=self.correlation_id)
        )


class QueueHandler(ListHandler):
    @web.authenticated
    @authorized
    async def get(self) -> None:
        queue = await self.job_service.queue(statuses=self.statuses(), limit=self.limit())
        self.answer({"jobs": queue.jobs, "stats": queue.stats, "lastEventId": queue.last_event_id})


class ProgressHandler(AuraHandler):
    @web.authenticated
    @authorized
    async def get(self, job_id: str) -> None:
        progress = await self.job_service.progress(job_id)
        self.answer(msgspec.structs.replace(progress, correlation_id=self.correlation_id))
