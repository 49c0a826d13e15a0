"""The committed lock, as one Python on one system reads it."""

from __future__ import annotations

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from support import TESTS

LOCK = TESTS.parent / "constraints.txt"


def pinned(*, python: str, patch: int = 0, system: str = "linux") -> dict[str, str]:
    """Each distribution that is locked for this release of Python ("3.12") and system, with its version."""
    surroundings = {
        "python_version": python,
        "python_full_version": f"{python}.{patch}",
        "sys_platform": system,
        "platform_system": {"linux": "Linux", "darwin": "Darwin", "win32": "Windows"}[system],
        "os_name": "nt" if system == "win32" else "posix",
    }
    versions = {}
    for line in LOCK.read_text().splitlines():
        wanted = Requirement(line)
        if wanted.marker is None or wanted.marker.evaluate(surroundings):
            [only] = wanted.specifier
            versions[canonicalize_name(wanted.name)] = only.version
    return versions
