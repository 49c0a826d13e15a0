"""Jobs: handed in, listed, looked at, canceled, taken up again, deleted."""

from __future__ import annotations

import msgspec
from jupyter_server.auth.decorator import authorized
from tornado import web

from aura_nb.jobs.body import DemoBody, film_of
from aura_nb.jobs.model import Status, parse_statuses
from aura_nb.jobs.objects import JobObject
from aura_nb.pipeline.request import FilmRequest
from jupyter_server_ext.handlers.base import AuraHandler, NoFields

PAGE = 50
MAX_PAGE = 200


class JobsMixin(AuraHandler):
    """For the handlers that make jobs or list them."""

    def accepted(self, job: JobObject) -> None:
        """202: the job is on disk."""
        body = {"jobId": job.job_id, "status": job.status, "stage": job.stage, "links": job.links}
        self.answer(body, status=202, location=job.links["self"])

    async def film(self) -> FilmRequest:
        """The film that the body asks for."""
        settings = self.workshop.settings
        return await film_of(self.raw_body(), root=settings.root_folder, hidden=settings.allow_hidden)

    def statuses(self) -> frozenset[Status] | None:
        """The states that a list was asked for; None for all."""
        return parse_statuses(",".join(self.get_query_arguments("status"))) or None

    def limit(self) -> int:
        """How many entries a list may have."""
        return self.number("limit", PAGE, low=1, high=MAX_PAGE)


class QuickDemoHandler(JobsMixin):
    @web.authenticated
    @authorized
    async def post(self) -> None:
        body = self.body(DemoBody)
        job = await self.desk.submit(body.request(), correlation_id=self.correlation_id)
        self.accepted(job)


class JobsHandler(JobsMixin):
    @web.authenticated
    @authorized
    async def get(self) -> None:
        before = self.get_query_argument("before", None)
        page = await self.desk.page(statuses=self.statuses(), limit=self.limit(), before=before)
        self.answer({"jobs": page.jobs, "stats": page.stats, "next": page.next, "lastEventId": page.last_event_id})

    @web.authenticated
    @authorized
    async def post(self) -> None:
        request = await self.film()
        self.accepted(await self.desk.submit(request, correlation_id=self.correlation_id))


class JobHandler(AuraHandler):
    @web.authenticated
    @authorized
    async def get(self, job_id: str) -> None:
        self.answer(await self.desk.job(job_id))


class CancelHandler(AuraHandler):
    @web.authenticated
    @authorized
    async def post(self, job_id: str) -> None:
        self.body(NoFields)
        job = await self.desk.cancel(job_id)
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


class QueueHandler(JobsMixin):
    @web.authenticated
    @authorized
    async def get(self) -> None:
        queue = await self.desk.queue(statuses=self.statuses(), limit=self.limit())
        self.answer({"jobs": queue.jobs, "stats": queue.stats, "lastEventId": queue.last_event_id})


class ProgressHandler(AuraHandler):
    @web.authenticated
    @authorized
    async def get(self, job_id: str) -> None:
        progress = await self.desk.progress(job_id)
        self.answer(msgspec.structs.replace(progress, correlation_id=self.correlation_id))
