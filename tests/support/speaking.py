"""Many voices of espeak-ng in one process: `[[voice, text], ...]` on stdin, the seconds of sound of each on stdout.

    python -I -S speaking.py espeak_program.py LIBRARY DATA

The library under the GPL stays out of the tests' own process, as it stays out of ours.
"""

from __future__ import annotations

import importlib.util
import json
import sys


def main(program, library, data):
    spec = importlib.util.spec_from_file_location("espeak_program", program)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    espeak = module.Espeak(library, data)
    seconds = []
    for voice, text in json.load(sys.stdin):
        espeak.choose(voice)
        espeak.tune(words_per_minute=170, pitch=50)
        pcm, _ = espeak.say(text, marked=False)
        seconds.append(len(pcm) / 2 / espeak.rate if any(pcm) else 0)
    print(json.dumps(seconds))


if __name__ == "__main__":
    main(*sys.argv[1:])
