"""What a job leaves: its plan, timings, failure and log, and its files."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from jupyter_server.auth.decorator import authorized
from jupyter_server.base.handlers import AuthenticatedFileHandler
from tornado import web

from aura_nb.errors import JobNotFound
from aura_nb.media.transcript_page import policy
from jupyter_server_ext.handlers.base import AuraHandler
from jupyter_server_ext.handlers.mixin import AuraMixin

if TYPE_CHECKING:
    import os

    from aura_nb.jobs.job_service import ArtifactFile

MAX_TAIL = 100_000


class JobPlanHandler(AuraHandler):
    @web.authenticated
    @authorized
    async def get(self, job_id: str) -> None:
        self.answer_struct(await self.job_service.plan(job_id))


class TimingsHandler(AuraHandler):
    @web.authenticated
    @authorized
    async def get(self, job_id: str) -> None:
        self.answer_struct(await self.job_service.timings(job_id))


class FailureHandler(AuraHandler):
    @web.authenticated
    @authorized
    async def get(self, job_id: str) -> None:
        self.answer(await self.job_service.failure(job_id))


class LogsHandler(AuraHandler):
    @web.authenticated
    @authorized
    async def get(self, job_id: str) -> None:
        tail = None
        if self.one("tail") is not None:
            tail = self.number("tail", 0, low=0, high=MAX_TAIL)
        text = await self.job_service.log(job_id, tail=tail)
        self.content_type = "text/plain; charset=utf-8"
        self.finish(text)


class ArtifactsHandler(AuraHandler):
    @web.authenticated
    @authorized
    async def get(self, job_id: str) -> None:
        self.answer({"artifacts": (await self.job_service.job(job_id)).artifacts})


class ArtifactHandler(AuraMixin, AuthenticatedFileHandler):
    """One file: whole or a range of it. Its name is looked up among the job's files, and never made a path."""

    @web.authenticated
    @authorized
    async def get(self, job_id: str, name: str) -> None:  # type: ignore[override] # decorated, its type forgets them
        await self._serve(job_id, name, include_body=True)

    @web.authenticated
    @authorized
    async def head(self, job_id: str, name: str) -> None:  # type: ignore[override] # as above
        await self._serve(job_id, name, include_body=False)

    async def _serve(self, job_id: str, name: str, *, include_body: bool) -> None:
        optional = self.flag("optional")
        try:
            self._file, self._status = await self._found(job_id, name)
        except JobNotFound:
            if not optional:
                raise
            self.set_status(204)
            self.finish()
            return
        if self._file.entry["kind"] == "transcript":
            # Our own page: in place of the sandbox, what it holds and nothing else, whatever became of the file.
            self.set_header("Content-Security-Policy", policy())
        if self.flag("download"):
            self.set_attachment_header(self._file.saved_as)
        # Tornado knows no If-Range: a file that has changed is sent whole.
        etag = self.compute_etag()
        if "Range" in self.request.headers and self.request.headers.get("If-Range", etag) != etag:
            del self.request.headers["Range"]
        await web.StaticFileHandler.get(self, name, include_body=include_body)
        if self.get_status() == 416:
            self.refuse(416)

    async def _found(self, job_id: str, name: str) -> tuple[ArtifactFile, os.stat_result]:
        """The file and what the disk says of it. Raises `JobNotFound` when it is not there, or not any more."""
        file = await self.job_service.file(job_id, name)
        with contextlib.suppress(OSError):
            return file, file.path.stat()
        # Its job may have ended in this very moment: a preview went, and the finished file is at its place.
        file = await self.job_service.file(job_id, name)
        try:
            return file, file.path.stat()
        except OSError as error:
            raise JobNotFound(f"The job's file {name!r} is not there any more.", jobId=job_id) from error

    def validate_absolute_path(self, root: str, absolute_path: str) -> str:  # noqa: ARG002 - the file is known already
        return str(self._file.path)

    def compute_etag(self) -> str:
        """The file's own digest, as long as nobody has touched it."""
        return f'"{self._file.entry["sha256"][:32]}-{self._status.st_mtime_ns:x}-{self._status.st_size:x}"'

    def get_content_type(self) -> str:
        kind = str(self._file.entry["type"])
        return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
