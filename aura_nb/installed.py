"""The versions of packages that have several names, or that may not be there."""

from __future__ import annotations

from functools import cache
from importlib import metadata

_OPENCV = (
    "opencv-python-headless",
    "opencv-python",
    "opencv-contrib-python-headless",
    "opencv-contrib-python",
)


@cache
def opencv() -> str:
    """The version of OpenCV, whose wheel has one of several names; "unknown" where it came without metadata."""
    for name in _OPENCV:
        try:
            return metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return "unknown"


def optional(package: str) -> str:
    """The version of a package, "" where it is not installed; asked each time, as it may be installed meanwhile."""
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
