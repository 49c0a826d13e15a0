"""Writes `requirements.txt` from the environment this runs in: `.venv-test/bin/python binder/pins.py`.

Everything that Aura, JupyterLab and Notebook need on Linux, directly or not, at the version that is installed here.
"""

from __future__ import annotations

from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

WANTED = ("aura-nb[gtts,plots]", "jupyterlab", "notebook")
LINUX = {"sys_platform": "linux", "platform_system": "Linux", "os_name": "posix", "platform_machine": "x86_64"}
HEAD = "# Written by binder/pins.py: what was tested together. Aura itself is installed by postBuild.\n"


def closure(wanted: tuple[str, ...] = WANTED) -> dict[str, str]:
    """Every distribution that these need, with its version."""
    found: dict[str, str] = {}
    waiting = [Requirement(each) for each in wanted]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        asked = waiting.pop()
        name = canonicalize_name(asked.name)
        key = (name, frozenset(asked.extras))
        if key in seen:
            continue
        seen.add(key)
        installed = distribution(name)
        found[name] = installed.version
        for line in installed.requires or ():
            needed = Requirement(line)
            if any(_holds(needed, extra) for extra in {"", *asked.extras}):
                waiting.append(needed)
    del found["aura-nb"]
    return dict(sorted(found.items()))


def _holds(needed: Requirement, extra: str) -> bool:
    return needed.marker is None or needed.marker.evaluate({**LINUX, "extra": extra})


if __name__ == "__main__":
    lines = [f"{name}=={version}\n" for name, version in closure().items()]
    Path(__file__).with_name("requirements.txt").write_text(HEAD + "".join(lines))
