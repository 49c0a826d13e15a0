"""What espeak-ng makes of texts, as IPA: run in a process of its own, as everything of espeak-ng's is.

python -I phonemes.py LIBRARY DATA     stdin: [[voice, text], ...]     stdout: [phonemes, ...]
"""

import ctypes
import json
import os
import subprocess
import sys


def phonemes(texts):
    """The IPA of each `(voice, text)`; a voice is a name without its provider, such as "fr"."""
    from aura_nb.voices.espeak import _catalogue, _library

    command = [sys.executable, "-I", __file__, *map(str, _library())]
    named = json.dumps([[_catalogue()[voice].file, text] for voice, text in texts])
    done = subprocess.run(command, input=named.encode(), capture_output=True, check=True, timeout=60)
    return json.loads(done.stdout)


def main(library, data):
    espeak = ctypes.CDLL(library)
    espeak.espeak_Initialize(1, 0, os.fsencode(data), 0x8000)
    espeak.espeak_TextToPhonemes.restype = ctypes.c_char_p
    found = []
    for voice, text in json.load(sys.stdin):
        if espeak.espeak_SetVoiceByName(voice.encode()) != 0:
            sys.exit(f"espeak-ng has no voice {voice}")
        at = ctypes.c_char_p(text.encode())
        parts = []
        while at.value:
            parts.append(espeak.espeak_TextToPhonemes(ctypes.byref(at), 1, 0x02).decode())
        found.append(" ".join(parts))
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
