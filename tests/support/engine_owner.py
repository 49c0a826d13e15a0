"""A process that owns an engine: `python -m support.engine_owner FILMS MINE ALL SEED`.

It submits MINE films and runs whatever the workspace (`AURA_WORKSPACE`) holds until ALL jobs have ended. It prints the
id of each job once it is accepted, one a line.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from aura_nb.client.local import LocalBackend
from aura_nb.errors import QueueFull
from aura_nb.pipeline.film_request import FilmRequest
from aura_nb.pipeline.workspace import Workspace
from aura_nb.specs import Render, Voice
from support import story

TINY = Render(aspect="320x180", fps=10)
SILENT = Voice(name="silent:timed")


def film(title, scenes=2):
    return FilmRequest(storyboard=story(scenes, title=title), render=TINY, voice=SILENT)


def main(films, mine, every, seed):
    backend = LocalBackend(Workspace(), root=Path(films), max_running=2)
    for number in range(mine):
        request = film(f"{seed}-{number}" if seed else "The same")
        while True:
            try:
                job = backend.call(backend.submit(request)).result()
            except QueueFull:
                time.sleep(0.1)
            else:
                break
        print(job.job_id, flush=True)
    while True:
        stats = backend.store.stats()
        if stats.completed + stats.failed + stats.canceled >= every:
            break
        time.sleep(0.02)
    backend.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
