"""Bodies as they come: counted, taken or refused at their limit, and made JSON values where that holds up nobody."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import msgspec
from msgspec import UNSET
from tornado import web

from aura_nb.errors import AuraError, RequestTooLarge
from aura_nb.specs import Spec
from aura_nb.specs.limits import MAX_BODY
from aura_nb.specs.validation import check
from jupyter_server_ext.handlers.mixin import AuraMixin
from jupyter_server_ext.problem import MEDIA_TYPE, Refusal

P = ParamSpec("P")
T = TypeVar("T")
S = TypeVar("S", bound=Spec)

MAX_VALUES = 100_000  # decoding a million takes a second in which nobody else is answered, and 200 MB
LARGE = 2**16  # bytes of a body that is looked at in a thread
LINGER_SECONDS = 5.0
_DRAINED = 8
# A string, perhaps without its end, or what stands before a value.
_TOKENS = re.compile(rb'"[^"\\]*+(?:\\(?:.|\Z)[^"\\]*+)*+(?:"|\Z)|[,\[{]', re.DOTALL)


class BodyMixin(AuraMixin):
    """For the handlers that read a body: no more of it is kept than `max_body`, whatever its sender says of its length.

    A sender who is refused hears it when the body is over, or at once where it has far more than the limit or no end;
    what is still sent then is thrown away for a while, for a line that is closed at once could take the answer with it.
    """

    max_body = MAX_BODY
    content_type = "application/json"
    _refused: BaseException | None = None
    _reads_body = False
    _answered = False
    _received = 0
    _values: Any = UNSET

    async def prepare(self, *, _redirect_to_login: bool = False) -> None:
        """Let the request in, or refuse it once its body has come: a client that is still sending would not hear it."""
        self._body = bytearray()
        if self._length > _DRAINED * self.max_body:
            raise self.too_large()
        self._reads_body = True
        try:
            await super().prepare()
            if self.request.method in self.allowed():
                await self.admitted()
            else:
                self._refuse(web.HTTPError(405))
        except (AuraError, web.HTTPError) as error:
            self._refuse(error)

    @property
    def _length(self) -> int:
        """How many bytes the sender says the body has; 0 where it does not say."""
        length = self.request.headers.get("Content-Length", "0")
        return int(length) if length.isdecimal() else 0

    async def admitted(self) -> None:
        """What a handler does before the body comes; it may raise."""

    async def take(self, chunk: bytes) -> None:
        """Take a piece of the body; it may raise."""
        self._body += chunk

    async def data_received(self, chunk: bytes) -> None:
        """A piece of the body has come."""
        self._received += len(chunk)
        if self._answered:
            if self._received > 2 * self.max_body or self._received == self._length:
                self._hang_up()
        elif self._received > self.max_body:
            self._refuse(self._refused or self.too_large())
            if "Content-Length" not in self.request.headers:
                self._refuse_now()
        elif self._refused is None:
            try:
                await self.take(chunk)
            except Exception as error:  # noqa: BLE001 - raised when the body is over: here it would only cut the line
                self._refuse(error)

    def send_error(self, status_code: int = 500, **kwargs: Any) -> None:
        """Answer with an error, also where the body is still being sent: one of the address or the method, say."""
        if self._reads_body or self._finished or not (self._length or "Transfer-Encoding" in self.request.headers):
            super().send_error(status_code, **kwargs)
        else:
            self.clear()
            self._answer_now(status_code, **kwargs)

    def _refuse(self, error: BaseException) -> None:
        self._refused = error
        self._body = bytearray()
        setattr(self, (self.request.method or "").lower(), self._refuse_instead)

    def _refuse_instead(self, *_: Any) -> None:
        if self._answered:
            self._hang_up()
        elif self._refused is not None:
            raise self._refused

    def _refuse_now(self) -> None:
        refused = self._refused
        self.log_exception(type(refused), refused, None)
        status = refused.status_code if isinstance(refused, web.HTTPError) else 500
        self._answer_now(status, exc_info=(type(refused), refused, None))

    def _answer_now(self, status: int, **kwargs: Any) -> None:
        """Answer before the body is over, and throw away what still comes, for a while: then the line is closed."""
        self._answered = True
        self.write_error(status, **kwargs)
        asyncio.get_running_loop().call_later(LINGER_SECONDS, self._hang_up)

    def _hang_up(self) -> None:
        if not self._finished:
            self.finish()

    def finish_problem(self, body: bytes) -> None:
        self.content_type = MEDIA_TYPE
        if not self._reads_body or self._answered:  # it is hung up then, and the next request must not be sent there
            self.set_header("Connection", "close")
        if not self._answered:
            self.finish(body)
            return
        self.set_header("Content-Type", MEDIA_TYPE)
        self.set_header("Content-Length", str(len(body)))
        self.write(body)
        self.flush()

    def too_large(self) -> RequestTooLarge:
        """What a body is refused with that is larger than this handler takes."""
        return RequestTooLarge(f"The body has more than {self.max_body:,} bytes.")

    async def body(self, kind: type[S]) -> S:
        """The request's JSON as a `kind`, every field checked; no body at all counts as `{}`."""
        return await self.worked(check, kind, await self.raw_body())

    async def raw_body(self) -> Any:
        """The request's JSON values; `{}` when there is no body."""
        if not self._body:
            return {}
        kind = self.request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise Refusal(415)
        if self._values is UNSET:
            self._values = await self.worked(_decoded, bytes(self._body))
        return self._values

    async def worked(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What is made of the body, where it is a large one off the server's loop."""
        if self._received < LARGE:
            return work(*args, **kwargs)
        return await asyncio.to_thread(work, *args, **kwargs)


def _decoded(body: bytes) -> Any:
    if _has_more_values(body, MAX_VALUES):
        raise RequestTooLarge(f"The body has more than {MAX_VALUES:,} values.")
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refusal(400, f"The body is no JSON: {error}") from error


def _has_more_values(body: bytes, most: int) -> bool:
    """Whether a JSON text has more than so many values (and names of fields count for none).

    >>> _has_more_values(b'{"a": [1, 2, "3, 4, 5"]}', 4), _has_more_values(b'{"a": [1, 2, 3, 4]}', 4)
    (False, True)
    """
    if sum(map(body.count, (b",", b"[", b"{"))) <= most:
        return False  # as nearly always: commas in texts counted in
    count = 0
    for token in _TOKENS.finditer(body):
        count += token[0][0] != ord('"')
        if count > most:
            return True
    return False
