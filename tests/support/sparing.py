"""What costs much, left out of tests that are about what is around it.

`spare_trials()` and `shrink_demo()` are for the process that they are called in, `options_of(folder, spare_trials)`
for a server.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path

from aura_nb.doctor import Check
from aura_nb.doctor.check_runner import CheckRunner
from aura_nb.request import body
from aura_nb.request.named import demo_request


def spare_trials() -> None:
    """From now on the doctor's trials, which start programs and load models, pass without being made."""
    CheckRunner.attempt = untried


async def untried(_runner: CheckRunner, name: str, *_: object, **__: object) -> Check:
    """What takes the place of `CheckRunner.attempt`."""
    return Check(name, "pass", "It was not tried.")


def shrink_demo() -> None:
    """From now on the demo that a server makes is small, and spoken by a quick voice."""
    body.demo_request = functools.partial(demo_request, quality="draft", aspect="320x180", fps=10, voice="espeak:en-us")


def options_of(folder: Path, *sparing: Callable[[], None]) -> tuple[str, ...]:
    """The options of a server that is spared this; `folder` takes its configuration."""
    calls = "".join(f"sparing.{each.__name__}()\n" for each in sparing)
    file = folder / "sparing.py"
    file.write_text(f"from support import sparing\n\n{calls}c = get_config()\n")
    return (f"--config={file}",)
