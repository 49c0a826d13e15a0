"""Google Translate's service that speaks: its requests and answers, timed, retried, and given up in time.

The protocol's request is made by the package gTTS. The talking is ours: certificates are checked, one connection
serves all sentences.
"""

from __future__ import annotations

import base64
import binascii
import os
import random
import threading
import time
from concurrent.futures import Future
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Self

from aura_nb.errors import VoiceFailed, VoiceUnavailable
from aura_nb.regex import regex

if TYPE_CHECKING:
    import requests

BASE_URL = "https://translate.google.com"
ENVIRONMENT = "AURA_GTTS_URL"  # another base URL, for tests and for proxies that speak the protocol
CONNECT_SECONDS, READ_SECONDS = 4.0, 15.0
ANSWER_SECONDS = 20.0  # for one answer as a whole, however steadily it trickles in
LARGEST = 10**7  # bytes of an answer; a sentence takes some ten thousand
DOWN_SECONDS = 60.0
PATIENCE = 45.0  # seconds of trouble in all, over a whole narration, before it gives up
FIRST_WAIT, LONGEST_WAIT = 0.5, 15.0
TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
_AUDIO = regex(r'jQ1olc","\[\\"(.*?)\\"')


@dataclass
class Down:
    """That the service did not answer, and until when nobody asks it again: a film of fifty scenes waits once."""

    until: float = 0.0
    why: str = ""


down = Down()


class GttsService:
    """One connection to the service, with patience for a whole narration."""

    def __init__(self, code: str) -> None:
        import requests  # noqa: PLC0415 - it comes with the extra

        self._code = code
        self._session = requests.Session()
        self._base = os.environ.get(ENVIRONMENT, BASE_URL).rstrip("/")
        self._left = PATIENCE

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._session.close()

    def say(self, text: str) -> bytes:
        """The MP3 of a piece that the service takes at once, after as many attempts as patience allows.

        Raises `VoiceUnavailable` where the service cannot be reached or keeps refusing, `VoiceFailed` where it
        answers something else than sound.
        """
        import requests  # noqa: PLC0415 - as above

        if time.monotonic() < down.until:
            raise self._unreachable(down.why)
        wait, lost = FIRST_WAIT, 0
        while True:
            began = time.monotonic()
            try:
                answer, body = self._answer(self._request(text))
            except requests.ConnectionError as error:
                # A connection that was kept may have been closed meanwhile; twice in a row, there is no network, and
                # waiting would only hold up the voice that speaks instead.
                why, after = "it cannot be reached.", None
                lost += 1
                if lost > 1 or isinstance(error, requests.ConnectTimeout):
                    raise self._unreachable(why) from error
            except requests.RequestException as error:
                why, after = f"it did not answer ({type(error).__name__}).", None
            else:
                if answer.status_code == 200:
                    return _audio(body.decode("utf-8", "replace"))
                why, after = f"it answers {answer.status_code} {answer.reason}.", _retry_after(answer)
                if answer.status_code not in TRANSIENT:
                    raise self._unreachable(why)
            pause = wait * random.uniform(0.8, 1.2) if after is None else after  # noqa: S311 - no secret
            self._left -= time.monotonic() - began + pause
            if self._left < 0:
                raise self._unreachable(why)
            time.sleep(pause)
            wait = min(2 * wait, LONGEST_WAIT)

    def _answer(self, request: requests.PreparedRequest) -> tuple[requests.Response, bytes]:
        """The answer with its body, within `ANSWER_SECONDS`. Raises what `requests` does.

        Of a socket's limits none is for the whole: a byte in time is enough for each. So a thread asks, which is left
        alone where it takes too long; it goes with its program, or with the next piece of the body.
        """
        import requests  # noqa: PLC0415 - as above

        answered: Future[tuple[requests.Response, bytes]] = Future()
        session, deadline = self._session, time.monotonic() + ANSWER_SECONDS

        def ask() -> None:
            try:
                answered.set_result(_received(session, request, deadline))
            except Exception as error:  # noqa: BLE001 - whoever waits raises it
                answered.set_exception(error)

        threading.Thread(target=ask, name="aura-gtts", daemon=True).start()
        try:
            return answered.result(ANSWER_SECONDS)
        except TimeoutError:
            self._session = requests.Session()  # the connection is the thread's
            raise requests.Timeout from None

    def _request(self, text: str) -> requests.PreparedRequest:
        from gtts import gTTS  # noqa: PLC0415 - as above

        speech = gTTS(text, lang=self._code, lang_check=False, pre_processor_funcs=[], tokenizer_func=lambda t: [t])
        (request,) = speech._prepare_requests()  # noqa: SLF001 - the protocol's request without gTTS's way of sending
        prepared: requests.PreparedRequest = request
        path = str(prepared.url).partition("/_/")[2]
        prepared.url = f"{self._base}/_/{path}"
        return prepared

    def _unreachable(self, why: str) -> VoiceUnavailable:
        if time.monotonic() >= down.until:
            down.until, down.why = time.monotonic() + DOWN_SECONDS, why
        return VoiceUnavailable(
            f"The service of gtts:{self._code.lower()} did not speak: {why}",
            remedy="Check the network and run again: the scenes it should have spoken will be tried again.",
            passing=True,
            reason=why,
        )


def _received(
    session: requests.Session, request: requests.PreparedRequest, deadline: float
) -> tuple[requests.Response, bytes]:
    """An answer and its body, of which no more is read than can be one, nor after the deadline."""
    import requests  # noqa: PLC0415 - as above

    body = bytearray()
    limits = (CONNECT_SECONDS, READ_SECONDS)
    with session.send(request, timeout=limits, allow_redirects=False, stream=True) as answer:
        for piece in answer.iter_content(1024):
            body += piece
            if time.monotonic() > deadline:
                raise requests.Timeout
            if len(body) > LARGEST:
                why = "it answered with more than a sentence can be."
                raise VoiceFailed(f"The service did not speak: {why}", passing=True, reason=why)
    return answer, bytes(body)


def _retry_after(answer: requests.Response) -> float | None:
    """The seconds that `Retry-After` asks for, as a number or as a date."""
    value = answer.headers.get("Retry-After", "")
    try:
        return float(value)
    except ValueError:
        pass
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError):
        return None


def _audio(body: str) -> bytes:
    """The MP3 in an answer of the service: base64 in a JSON string in a JSON string."""
    found = _AUDIO.search(body)
    try:
        sound = base64.b64decode(found[1], validate=True) if found else b""
    except binascii.Error:
        sound = b""
    if not sound:
        why = "it answered without any sound."
        raise VoiceFailed(f"The service did not speak: {why}", passing=True, reason=why)
    return sound
