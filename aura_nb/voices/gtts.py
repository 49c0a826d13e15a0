"""Google Translate's voices, over the network and only when asked for by name; nothing is sent anywhere otherwise.

The protocol's request is made by the package gTTS. The talking is ours: certificates are checked, one connection
serves all sentences, and it gives up in time.
"""

from __future__ import annotations

import base64
import binascii
import functools
import importlib.util
import io
import os
import random
import re
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import langcodes

from aura_nb.errors import VoiceFailed, VoiceUnavailable
from aura_nb.specs import Voice
from aura_nb.voices.languages import distance
from aura_nb.voices.script import script as script_of
from aura_nb.voices.sentences import Sentence
from aura_nb.voices.speech import Narration, Progress, VoiceDescription, words_of
from aura_nb.voices.spoken import SCHEMA as SPOKEN

if TYPE_CHECKING:
    import requests

    from aura_nb.voices.track import Samples

SCHEMA = 1
BASE_URL = "https://translate.google.com"
ENVIRONMENT = "AURA_GTTS_URL"  # another base URL, for tests and for proxies that speak the protocol
LONGEST = 100  # characters; the service's own limit
RATE = 24000
CONNECT_SECONDS, READ_SECONDS = 4.0, 15.0
ANSWER_SECONDS = 20.0  # for one answer as a whole, however steadily it trickles in
LARGEST = 10**7  # bytes of an answer; a sentence takes some ten thousand
DOWN_SECONDS = 60.0
PATIENCE = 45.0  # seconds of trouble in all, over a whole narration, before it gives up
FIRST_WAIT, LONGEST_WAIT = 0.5, 15.0
TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504})
_AUDIO = re.compile(r'jQ1olc","\[\\"(.*?)\\"')
_TAGS = {"iw": "he", "jw": "jv"}


class GttsEngine:
    """Offered as `gtts:LANGUAGE` where the package gTTS is installed (`pip install 'aura-nb[gtts]'`)."""

    provider = "gtts"

    def voices(self) -> list[VoiceDescription]:
        """One voice for each language of the service; none without the package."""
        return [_described(code, title) for code, title in _languages().items()]

    def describe(self, voice: str) -> VoiceDescription | None:
        """A voice by its name, or by a tag it speaks (`gtts:en-gb`)."""
        wanted = voice.lower().removeprefix("gtts:")
        known = {code.lower(): code for code in _languages()}
        if wanted in known:
            return _described(known[wanted], _languages()[known[wanted]])
        near = [(far, code) for code in _languages() if (far := distance(wanted, _TAGS.get(code, code))) is not None]
        return _described(min(near)[1], _languages()[min(near)[1]]) if near else None

    def recipe(self, voice: str, language: str) -> dict[str, Any]:
        """The versions on this side; the service may change its voices as it likes."""
        return {
            "voice": _known(voice).name,
            "schema": SCHEMA,
            "spoken": SPOKEN,
            **{name: version(name) for name in ("gTTS", "av", "babel", "num2words", "numpy", "sentencex")},
        }

    def speak(
        self,
        text: str,
        *,
        voice: Voice,
        language: str,
        wav: Path,
        progress: Progress,
        pronounce: Mapping[str, str] | None = None,
    ) -> Narration:
        """Have `text` said and write it into `wav`: PCM16 mono at 24 kHz. See `SpeechEngine.speak`.

        A rate is done by the players' way of changing the tempo (FFmpeg's `atempo`), a pitch by resampling.
        """
        from aura_nb.voices.narrator import Narrator  # noqa: PLC0415 - numpy and PyAV load here, not before
        from aura_nb.voices.shares import shares  # noqa: PLC0415

        chosen = _known(voice.name)
        script = words_of(text)
        code = next(c for c in _languages() if c.lower() == chosen.name.removeprefix("gtts:"))
        whole = script_of(text, voice=chosen.language, language=language, pronounce=pronounce)
        parts = [piece for part in whole for piece in _chunks(part)]
        narrator = Narrator(script, RATE, voice=voice, name=chosen.name, progress=progress)
        progress(0.0)
        with _Service(code) as service:
            for part in parts:
                said = " ".join(word for word in part.spoken if word)
                sound = _decoded(service.say(said), rate=voice.rate, semitones=voice.pitch) if said else None
                narrator.sentence(part, sound, partial(shares, words=part.spoken))
        return narrator.finish(wav)


@dataclass
class _Down:
    """That the service did not answer, and until when nobody asks it again: a film of fifty scenes waits once."""

    until: float = 0.0
    why: str = ""


_down = _Down()


class _Service:
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
        """The MP3 of at most `LONGEST` characters, after as many attempts as patience allows.

        Raises `VoiceUnavailable` where the service cannot be reached or keeps refusing, `VoiceFailed` where it
        answers something else than sound.
        """
        import requests  # noqa: PLC0415 - as above

        if time.monotonic() < _down.until:
            raise self._unreachable(_down.why)
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
        if time.monotonic() >= _down.until:
            _down.until, _down.why = time.monotonic() + DOWN_SECONDS, why
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


def _decoded(mp3: bytes, *, rate: float, semitones: float) -> Samples:
    """MP3 as mono samples at `RATE`, at another tempo and pitch where asked for."""
    import av  # noqa: PLC0415 - 100 MB that only this voice needs in the speech worker
    import numpy as np  # noqa: PLC0415

    from aura_nb.voices.track import resampled  # noqa: PLC0415

    stretch = 2.0 ** (semitones / 12)
    parts = []
    try:
        with av.open(io.BytesIO(mp3), "r", format="mp3") as container:
            graph = av.filter.Graph()
            source = graph.add_abuffer(template=container.streams.audio[0])
            steps = [
                source,
                graph.add("aresample", str(RATE)),
                graph.add("aformat", "sample_fmts=flt:channel_layouts=mono"),
            ]
            if abs(rate / stretch - 1) > 0.001:
                steps += [graph.add("atempo", str(factor)) for factor in _tempos(rate / stretch)]
            steps.append(graph.add("abuffersink"))
            graph.link_nodes(*steps).configure()
            for frame in (*container.decode(audio=0), None):
                graph.push(frame)
                parts += [each.to_ndarray()[0] for each in _pulled(graph)]
    except (av.FFmpegError, IndexError) as error:
        why = "it answered with something that is no sound."
        raise VoiceFailed(f"The service did not speak: {why}", passing=True, reason=why) from error
    sound = np.concatenate(parts) if parts else np.zeros(0, np.float32)
    return resampled(sound.astype(np.float32), stretch)


def _pulled(graph: Any) -> Iterator[Any]:
    import av  # noqa: PLC0415 - as above

    while True:
        try:
            yield graph.pull()
        except (av.BlockingIOError, av.EOFError):
            return


def _tempos(factor: float) -> list[float]:
    """Tempo factors of 0.5 to 2, which is what `atempo` does well, that make up `factor`."""
    found = []
    while not 0.5 <= factor <= 2:
        step = 2.0 if factor > 2 else 0.5
        found.append(step)
        factor /= step
    return [*found, factor]


def _chunks(part: Sentence) -> Iterator[Sentence]:
    """A sentence in parts that the service takes, cut behind clauses where they are half full, else between words."""
    words: list[str] = []
    first = part.first
    for place, word in enumerate(part.spoken):
        # Longer words were parted by spaces in `spoken_form`; what is left of one too long is cut.
        word = word[:LONGEST]  # noqa: PLW2901 - the same word
        length = sum(len(w) + 1 for w in words)
        clause = bool(words) and words[-1].endswith((",", ";", ":", "\u2014")) and length > LONGEST / 2
        if words and (length + len(word) > LONGEST or clause):
            yield Sentence(first, words, "clause")
            first, words = part.first + place, []
        words.append(word)
    yield Sentence(first, words, part.ends)


def _known(voice: str) -> VoiceDescription:
    found = GttsEngine().describe(voice)
    if found is None:
        raise VoiceUnavailable(f"gtts has no voice {voice!r}.", voice=voice)
    return found


@functools.cache
def _languages() -> dict[str, str]:
    """The service's languages by its own codes; empty without the package."""
    if importlib.util.find_spec("gtts") is None:
        return {}
    from gtts.lang import tts_langs  # noqa: PLC0415 - it comes with the extra

    found: dict[str, str] = tts_langs()
    return found


def _described(code: str, title: str) -> VoiceDescription:
    return VoiceDescription(
        name=f"gtts:{code.lower()}",
        language=langcodes.standardize_tag(_TAGS.get(code, code)),
        gender="female",
        licence="Google's terms of service",
        online=True,
        description=f"{title}: Google Translate's voice. Sends the narration to Google.",
    )
