"""What every handler of the API stands on: the login, the correlation id, bodies within limits, errors as problems.

A concrete handler decorates each of its methods with `@web.authenticated` (outermost) and `@authorized`, of its own:
a decorated method that two handlers inherit would be checked under the wrong resource.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar, cast

import msgspec
from jupyter_server.base.handlers import APIHandler, JupyterHandler
from msgspec import Struct
from tornado import web

from aura_nb.errors import AuraError, FieldError, RequestInvalid, RequestTooLarge
from aura_nb.specs import Spec
from aura_nb.validation import check
from jupyter_server_ext.problem import MEDIA_TYPE, RETRY_SECONDS, Refusal, problem_of, status_of
from jupyter_server_ext.streams import Streams
from jupyter_server_ext.workshop import Workshop

if TYPE_CHECKING:
    from aura_nb.jobs.desk import Desk
    from aura_nb.jobs.objects import JobObject
    from aura_nb.pipeline.request import FilmRequest

S = TypeVar("S", bound=Spec)

RESOURCE = "aura_nb"
MAX_BODY = 10 * 10**6
_KEY = re.compile(r"[!-~]{1,200}")
_CORRELATION = re.compile(r"[A-Za-z0-9._-]{1,64}")
_DRAINED = 8
_QUIET = frozenset({"GET", "HEAD", "OPTIONS"})


class Once(NamedTuple):
    """What makes of a request that is sent again the same one."""

    key: str | None
    body_digest: str


class NoFields(Spec):
    """The body of a request that needs none."""


class Extension(Protocol):
    """What handlers need of the extension's app."""

    workshop: Workshop
    streams: Streams


class AuraMixin(JupyterHandler):
    """For every handler of ours, of files too."""

    auth_resource = RESOURCE
    # Whether a page of another site may make a browser read this with the user's cookie: what is public anyway.
    is_public = False
    _correlation_id = ""

    @property
    def aura(self) -> Extension:
        """The extension's app."""
        return cast("Extension", self.settings[RESOURCE])

    @property
    def workshop(self) -> Workshop:
        """The store, the desk and the runner of this server."""
        return self.aura.workshop

    @property
    def desk(self) -> Desk:
        """Where jobs are handed in and asked for."""
        return self.workshop.desk

    @property
    def correlation_id(self) -> str:
        """What this request is called in its answer, in the log and in the job it makes."""
        if not self._correlation_id:
            asked = self.request.headers.get("X-Correlation-ID", "")
            self._correlation_id = asked if _CORRELATION.fullmatch(asked) else uuid.uuid4().hex
        return self._correlation_id

    def set_default_headers(self) -> None:
        super().set_default_headers()
        self.set_header("X-Correlation-ID", self.correlation_id)

    async def prepare(self, *, _redirect_to_login: bool = False) -> None:
        await super().prepare()
        if self._finished or self.request.method == "OPTIONS":
            return
        if self.current_user is None:
            raise web.HTTPError(403)
        if self.request.method in {"GET", "HEAD"} and not self.is_public:
            self.check_reader()
        self.workshop.require_open()

    def check_reader(self) -> None:
        """Refuse to be read by a page of another site with the user's cookie, as the server's own `/files/` does.

        A page of this server names itself (`Referer`) or sends the XSRF token; `allow_origin` lets others in; a request
        with a token may come from anywhere. An address that was typed comes from no page, and browsers say so.
        """
        if self.request.headers.get("Sec-Fetch-Site") != "none":
            self.check_xsrf_cookie()

    @classmethod
    def allowed(cls) -> list[str]:
        """The methods it answers to."""
        nothing = web.RequestHandler._unimplemented_method  # noqa: SLF001 - Tornado has no other name for it
        return [name for name in cls.SUPPORTED_METHODS if getattr(cls, name.lower()) is not nothing]

    def decode_argument(self, value: bytes, name: str | None = None) -> str:
        """A part of the path that is no UTF-8 names nothing."""
        try:
            return super().decode_argument(value, name)
        except web.HTTPError as error:
            raise Refusal(400 if name else 404) from error

    def one(self, name: str) -> str | None:
        """A query argument that is given once or not at all."""
        given = self.get_query_arguments(name)
        if len(given) > 1:
            raise RequestInvalid([FieldError(name, "must be given once")])
        if given and not given[0]:
            raise RequestInvalid([FieldError(name, "must not be empty")])
        return given[0] if given else None

    def number(self, name: str, default: int, *, low: int, high: int) -> int:
        """A whole number of the query. Raises `RequestInvalid` outside of its range."""
        text = self.one(name) or str(default)
        if not (text.isascii() and text.isdecimal() and len(text) < 10 and low <= int(text) <= high):
            raise RequestInvalid([FieldError(name, f"must be a whole number from {low} to {high}")])
        return int(text)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """A yes or no of the query. Raises `RequestInvalid` for anything else."""
        text = self.one(name) or ("true" if default else "false")
        if text not in {"true", "1", "false", "0"}:
            raise RequestInvalid([FieldError(name, "must be true or false")])
        return text in {"true", "1"}

    def write_error(self, status_code: int, **kwargs: Any) -> None:
        """The error as a problem, whatever was raised."""
        info = kwargs.get("exc_info")
        error = info[1] if info else None
        problem = problem_of(error, status_code, correlation_id=self.correlation_id)
        self.set_status(problem.status)
        if problem.status == 405:
            self.set_header("Allow", ", ".join(self.allowed()))
        if problem.status in RETRY_SECONDS:
            self.set_header("Retry-After", str(RETRY_SECONDS[problem.status]))
        self.finish_problem(problem.json())

    def refuse(self, status: int) -> None:
        """End the answer with a problem of HTTP's own kind; headers that are set stay."""
        self.write_error(status)

    def finish_problem(self, body: bytes) -> None:
        """End the answer with a problem."""
        self.set_header("Content-Type", MEDIA_TYPE)
        self.finish(body)

    def get_login_url(self) -> str:
        """No redirect to a page: whoever asks the API reads no HTML."""
        raise web.HTTPError(403)

    def log_exception(self, typ: Any, value: BaseException | None, tb: Any) -> None:
        """An error that was foreseen is a line; a fault of ours has its traceback in the log, and there alone."""
        said = f"{self.request.method} {self.request.path} (correlation {self.correlation_id})"
        if isinstance(value, AuraError) and status_of(value) < 500:
            self.log.info("%s: %s: %s", said, value.code, value.message)
        elif isinstance(value, AuraError):
            self.log.error("%s: %s: %s", said, value.code, value.message)
            for line in value.details.get("logs", []):
                self.log.error("  | %s", str(line).rstrip())
        elif isinstance(value, web.HTTPError) and value.status_code < 500:
            super().log_exception(typ, value, tb)
        else:
            self.log.error("%s failed", said, exc_info=value)


@web.stream_request_body
class AuraHandler(AuraMixin, APIHandler):
    """For the handlers that answer JSON. Bodies are read as they come, and no more of them is kept than the limit."""

    max_body = MAX_BODY
    content_type = "application/json"

    # A look at jobs says nothing of a person who works: an open panel alone keeps no server alive.
    @property
    def _track_activity(self) -> bool:  # type: ignore[override] # by method, where Jupyter has it by class
        return self.request.method not in _QUIET

    def finish(self, *args: Any, **kwargs: Any) -> Any:
        """As Jupyter does, but with the content type of this answer."""
        return super().finish(*args, **{"set_content_type": self.content_type} | kwargs)

    _refused: BaseException | None = None
    _reads_body = False

    async def prepare(self, *, _redirect_to_login: bool = False) -> None:
        """Let the request in, or refuse it once its body has come: whoever is still sending would not hear it."""
        self._body = bytearray()
        self._received = 0
        length = self.request.headers.get("Content-Length", "0")
        if length.isdecimal() and int(length) > _DRAINED * self.max_body:
            raise self.too_large()
        self._reads_body = True
        try:
            await super().prepare()
            await self.admitted()
        except (AuraError, web.HTTPError) as error:
            self._refused = error
            setattr(self, (self.request.method or "").lower(), self._refuse_instead)

    async def admitted(self) -> None:
        """What a handler does before the body comes; it may raise."""

    def _refuse_instead(self, *_: Any) -> None:
        if self._refused is not None:
            raise self._refused

    def data_received(self, chunk: bytes) -> None:
        """A piece of the body."""
        self._received += len(chunk)
        if self._received <= self.max_body and self._refused is None:
            self._body += chunk

    def finish_problem(self, body: bytes) -> None:
        self.content_type = MEDIA_TYPE
        if not self._reads_body:  # Tornado hangs up then, and the client must not send the next request there
            self.set_header("Connection", "close")
        self.finish(body)

    def too_large(self) -> RequestTooLarge:
        """What a body is refused with that is larger than this handler takes."""
        return RequestTooLarge(f"The body has more than {self.max_body:,} bytes.")

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

    def body(self, kind: type[S]) -> S:
        """The request's JSON as a `kind`, every field checked; no body at all counts as `{}`."""
        return check(kind, self.raw_body())

    def raw_body(self) -> Any:
        """The request's JSON values; `{}` when there is no body."""
        if self._received > self.max_body:
            raise self.too_large()
        if not self._body:
            return {}
        kind = self.request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise Refusal(415)
        try:
            return msgspec.json.decode(bytes(self._body))
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Refusal(400, f"The body is no JSON: {error}") from error


class FilmHandler(AuraHandler):
    """For the handlers that are asked for a film."""

    async def film(self) -> FilmRequest:
        """The film that the body asks for."""
        return await self.workshop.films.requested(self.raw_body())

    def once(self) -> Once:
        """The caller's own key for this request, and a digest of what it asks for: sent again, it makes one job."""
        key = self.request.headers.get("Idempotency-Key")
        if key is not None and not _KEY.fullmatch(key):
            raise RequestInvalid([FieldError("Idempotency-Key", "must be 1 to 200 visible ASCII characters")])
        asked = msgspec.json.encode([self.request.path, self.raw_body()], order="sorted")
        return Once(key, hashlib.sha256(asked).hexdigest())

    async def submit(self, request: FilmRequest) -> None:
        """Accept a film as a job, once for each key."""
        once = self.once()
        kept = await self.workshop.films.adopted(request)
        job = await self.desk.submit(
            kept, key=once.key, body_digest=once.body_digest, correlation_id=self.correlation_id
        )
        self.accepted(job)

    def accepted(self, job: JobObject) -> None:
        """202: the job is on disk."""
        body = {"jobId": job.job_id, "status": job.status, "stage": job.stage, "links": job.links}
        self.answer(body, status=202, location=job.links["self"])
