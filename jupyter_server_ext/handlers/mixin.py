"""What every handler of ours stands on, of files too: the login, the correlation id, errors as problems."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Any, Protocol, cast

from jupyter_server.base.handlers import JupyterHandler
from tornado import web

from aura_nb.errors import AuraError, FieldError, RequestInvalid
from aura_nb.faults import as_fault
from jupyter_server_ext.event_streams import Streams
from jupyter_server_ext.job_server import JobServer
from jupyter_server_ext.problem import MEDIA_TYPE, RETRY_SECONDS, NotOpened, Refusal, problem_of, status_of

if TYPE_CHECKING:
    from aura_nb.jobs.job_service import JobService

RESOURCE = "aura_nb"
_CORRELATION = re.compile(r"[A-Za-z0-9._-]{1,64}")


class Extension(Protocol):
    """What handlers need of the extension's app."""

    job_server: JobServer
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
    def job_server(self) -> JobServer:
        """The store, the job_service and the runner of this server."""
        return self.aura.job_server

    @property
    def job_service(self) -> JobService:
        """Takes new jobs, and answers questions about all of them."""
        return self.job_server.job_service

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
        self.job_server.require_open()

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
        """No redirect to a page: a program that asks the API cannot read HTML."""
        raise web.HTTPError(403)

    def log_exception(self, typ: Any, value: BaseException | None, tb: Any) -> None:
        """An error that was foreseen is a line; a fault of ours has its traceback in the log, and there alone."""
        if isinstance(value, OSError):
            value = as_fault(value, "The request failed")
        said = f"{self.request.method} {self.request.path} (correlation {self.correlation_id})"
        if isinstance(value, NotOpened):  # said once, when it was tried
            self.log.info("%s: %s", said, value.cause.code)
        elif isinstance(value, AuraError) and status_of(value) < 500:
            self.log.info("%s: %s: %s", said, value.code, value.message)
        elif isinstance(value, AuraError):
            self.log.error("%s: %s: %s", said, value.code, value.message)
            for line in value.details.get("logs", []):
                self.log.error("  | %s", str(line).rstrip())
        elif isinstance(value, web.HTTPError) and value.status_code < 500:
            super().log_exception(typ, value, tb)
        else:
            self.log.error("%s failed", said, exc_info=value)
