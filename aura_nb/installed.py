"""The versions of packages, of those too that have several names, or that may not be there."""

from __future__ import annotations

from functools import cache
from importlib import metadata

_OPENCV = (
    "opencv-python-headless",
    "opencv-python",
    "opencv-contrib-python-headless",
    "opencv-contrib-python",
)


def version(package: str) -> str:
    """What `importlib.metadata.version` returns and raises; of the package's README, which is most of its metadata,
    nothing is parsed. A film's keys name some forty packages.
    """
    found = metadata.distribution(package)
    head, _, _ = (found.read_text("METADATA") or "").partition("\n\n")
    fields = dict(line.partition(": ")[::2] for line in head.splitlines())
    return fields.get("Version") or found.version


@cache
def opencv() -> str:
    """The version of OpenCV, whose wheel has one of several names; "unknown" where it came without metadata."""
    return next(filter(None, map(optional, _OPENCV)), "unknown")


def optional(package: str) -> str:
    """The version of a package, "" where it is not installed; asked each time, as it may be installed meanwhile."""
    try:
        return version(package)
    except metadata.PackageNotFoundError:
        return ""
