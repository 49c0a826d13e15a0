"""The one program that loads espeak-ng: texts in, sound and the places of words out. Standard library only.

espeak-ng is under the GPL, so it never shares a process with the rest of us: this file is run by its path, as

    python -I -S espeak_program.py LIBRARY DATA FOLDER

with one JSON object on stdin, `{"voice", "words_per_minute", "pitch", "texts": [[text, marked], ...]}` (the pitch from
0 to 99; a marked text has phonemes between double square brackets). FOLDER is where it may put a link for a while. It
answers on stdout with a line `{"rate", "version"}`, then for each text a
line `{"bytes", "events": [[character, sample], ...]}` that is followed by so many bytes of 16-bit mono PCM. A voice
that there is not ends it with exit code 3.

With `{"voice", "read": [text, ...]}` nothing is spoken: a line `{"phonemes"}` tells how each text is read, in letters
of the IPA, of which those that make one sound are tied with `^`.
"""

from __future__ import annotations

import array
import contextlib
import ctypes
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

RETRIEVAL = 1  # AUDIO_OUTPUT_RETRIEVAL
DONT_EXIT = 0x8000  # espeakINITIALIZE_DONT_EXIT
UTF8 = 1  # espeakCHARS_UTF8; never espeakSSML: a text is never a command
PHONEMES = 0x100  # espeakPHONEMES, only for texts that say so: a script's own square brackets are round by then
IPA_TIED = 0x02 | 0x80 | ord("^") << 8  # phonememode of espeak_TextToPhonemes
LIST_TERMINATED, WORD = 0, 1
RATE, PITCH = 1, 3
LONGEST_PATH = 150  # espeak-ng keeps its data's path in 160 bytes
NO_SUCH_VOICE = 3


class _Id(ctypes.Union):
    _fields_ = (("number", ctypes.c_int), ("name", ctypes.c_char_p), ("string", ctypes.c_char * 8))


class _Event(ctypes.Structure):
    """espeak_EVENT of speak_lib.h."""

    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _Id),
    )


_Callback = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event))


class Espeak:
    """The library, opened once."""

    def __init__(self, library: str, data: str) -> None:
        self._library = ctypes.CDLL(library)
        self._library.espeak_Info.restype = ctypes.c_char_p
        self._library.espeak_TextToPhonemes.restype = ctypes.c_char_p
        self.rate: int = self._library.espeak_Initialize(RETRIEVAL, 0, os.fsencode(data), DONT_EXIT)
        if self.rate <= 0:
            sys.exit(f"espeak-ng cannot start with {data}")
        self.version: str = self._library.espeak_Info(None).decode()
        self._pcm = array.array("h")
        self._events: list[tuple[int, int]] = []
        self._callback = _Callback(self._take)  # must live as long as the library may call it
        self._library.espeak_SetSynthCallback(self._callback)

    def choose(self, voice: str) -> None:
        if self._library.espeak_SetVoiceByName(voice.encode()) != 0:
            sys.exit(NO_SUCH_VOICE)

    def tune(self, *, words_per_minute: int, pitch: int) -> None:
        self._library.espeak_SetParameter(RATE, words_per_minute, 0)
        self._library.espeak_SetParameter(PITCH, pitch, 0)

    def say(self, text: str, *, marked: bool) -> tuple[bytes, list[tuple[int, int]]]:
        """The sound, and for each word as espeak-ng counts them its first character and sample, from 0."""
        self._pcm = array.array("h")
        self._events = []
        encoded = text.encode() + b"\0"
        flags = UTF8 | (PHONEMES if marked else 0)
        self._library.espeak_Synth(encoded, ctypes.c_size_t(len(encoded)), 0, 1, 0, flags, None, None)
        self._library.espeak_Synchronize()
        return self._pcm.tobytes(), self._events

    def read(self, text: str) -> str:
        """How the text is read; espeak-ng answers clause by clause."""
        held = ctypes.create_string_buffer(text.encode())
        rest = ctypes.c_void_p(ctypes.addressof(held))
        clauses: list[str] = []
        while rest.value:
            clauses.append(self._library.espeak_TextToPhonemes(ctypes.byref(rest), UTF8, IPA_TIED).decode())
        return " ".join(clause for clause in clauses if clause)

    def _take(self, wav: Any, samples: int, events: Any) -> int:
        if wav and samples:
            self._pcm.frombytes(ctypes.string_at(wav, 2 * samples))
        at = 0
        while events[at].type != LIST_TERMINATED:
            if events[at].type == WORD:
                self._events.append((events[at].text_position - 1, events[at].sample))
            at += 1
        return 0


def main(library: str, data: str, place: str) -> None:
    order = json.load(sys.stdin)
    out = sys.stdout.buffer
    with _short(data, place) as short:
        espeak = Espeak(library, short)
        espeak.choose(order["voice"])
        for text in order.get("read", []):
            _line(out, {"phonemes": espeak.read(text)})
        if "texts" not in order:
            return
        espeak.tune(words_per_minute=order["words_per_minute"], pitch=order["pitch"])
        _line(out, {"rate": espeak.rate, "version": espeak.version})
        for text, marked in order["texts"]:
            pcm, events = espeak.say(text, marked=marked)
            _line(out, {"bytes": len(pcm), "events": events})
            out.write(pcm)
            out.flush()


@contextlib.contextmanager
def _short(data: str, place: str) -> Iterator[str]:
    """The data's path, or a link to it whose path is short enough for espeak-ng."""
    if len(os.fsencode(data)) <= LONGEST_PATH:
        yield data
        return
    root = place if len(os.fsencode(place)) < LONGEST_PATH - 30 else None
    with tempfile.TemporaryDirectory(prefix="espeak-", dir=root) as folder:
        link = os.path.join(folder, "data")  # noqa: PTH118 - this program starts often: pathlib costs a third of it
        try:
            os.symlink(data, link)  # noqa: PTH211 - likewise
        except OSError:  # Windows, without the right to make links
            shutil.copytree(data, link)
        yield link


def _line(out: Any, content: dict[str, Any]) -> None:
    out.write(json.dumps(content).encode() + b"\n")
    out.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
