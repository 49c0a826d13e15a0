"""What the handlers of the API stand on, which answer JSON, and those that are asked for a film.

A concrete handler decorates each of its methods with `@web.authenticated` (outermost) and `@authorized`, of its own:
a decorated method that two handlers inherit would be checked under the wrong resource.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import msgspec
from jupyter_server.base.handlers import APIHandler
from msgspec import Struct
from tornado import web

from aura_nb.errors import FieldError, RequestInvalid
from aura_nb.specs import Spec
from jupyter_server_ext.handlers.payload import BodyMixin

if TYPE_CHECKING:
    from aura_nb.pipeline.film_request import FilmRequest
    from aura_nb.wire.job import JobObject

_KEY = re.compile(r"[!-~]{1,200}")
_QUIET = frozenset({"GET", "HEAD", "OPTIONS"})


class Once(NamedTuple):
    """What makes of a request that is sent again the same one."""

    key: str | None
    body_digest: str


class NoFields(Spec):
    """The body of a request that needs none."""


@web.stream_request_body
class AuraHandler(BodyMixin, APIHandler):
    """For the handlers that answer JSON."""

    # A look at jobs says nothing of a person who works: an open panel alone keeps no server alive.
    @property
    def _track_activity(self) -> bool:  # type: ignore[override] # by method, where Jupyter has it by class
        return self.request.method not in _QUIET

    def finish(self, *args: Any, **kwargs: Any) -> Any:
        """As Jupyter does, but with the content type of this answer."""
        return super().finish(*args, **{"set_content_type": self.content_type} | kwargs)

    def answer(self, body: Any, *, status: int = 200, location: str | None = None) -> None:
        """JSON: a struct as it is, a dict with the correlation id."""
        if isinstance(body, dict):
            body = {**body, "correlationId": self.correlation_id}
        self.set_status(status)
        if location is not None:
            self.set_header("Location", location)
        self.finish(msgspec.json.encode(body))

    def answer_struct(self, body: Struct) -> None:
        """200, a struct with the correlation id."""
        self.answer(msgspec.to_builtins(body))


class FilmHandler(AuraHandler):
    """For the handlers that are asked for a film."""

    async def film(self) -> FilmRequest:
        """The film that the body asks for."""
        return await self.job_server.films.requested(await self.raw_body())

    async def once(self) -> Once:
        """The caller's own key for this request, and a digest of what it asks for: sent again, it makes one job."""
        key = self.request.headers.get("Idempotency-Key")
        if key is not None and not _KEY.fullmatch(key):
            raise RequestInvalid([FieldError("Idempotency-Key", "must be 1 to 200 visible ASCII characters")])
        asked = [self.request.path, await self.raw_body()]
        return Once(key, await self.worked(_digest, asked))

    async def submit(self, request: FilmRequest) -> None:
        """Accept a film as a job, once for each key."""
        once = await self.once()
        kept = await self.job_server.films.adopted(request)
        job = await self.job_service.submit(
            kept, key=once.key, body_digest=once.body_digest, correlation_id=self.correlation_id
        )
        self.accepted(job)

    def accepted(self, job: JobObject) -> None:
        """202: the job is on disk."""
        body = {"jobId": job.job_id, "status": job.status, "stage": job.stage, "links": job.links}
        self.answer(body, status=202, location=job.links["self"])


def _digest(asked: Any) -> str:
    return hashlib.sha256(msgspec.json.encode(asked, order="sorted")).hexdigest()
