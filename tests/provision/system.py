"""Packages of the operating system, where installing them is ours to do: Debian and Ubuntu, as root or in CI."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence

from provision.process import StepFailed, run

IN_CI = os.environ.get("CI", "").lower() in {"1", "true"}
LINUX = sys.platform.startswith("linux")


def may_install() -> bool:
    """Whether `install` may be tried: apt-get is there and we are root, or CI lets us become root without asking."""
    return LINUX and shutil.which("apt-get") is not None and _rights() is not None


def install(packages: Sequence[str]) -> None:
    """Install Debian packages without questions and without what they only recommend. Raises `StepFailed`."""
    rights = _rights()
    if rights is None:
        raise StepFailed(f"needs root: apt-get install {' '.join(packages)}")
    apt = [*rights, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
    with contextlib.suppress(StepFailed):  # one of several sources out of reach is no reason: the install decides
        run([*apt, "update"], timeout=180)
    run([*apt, "install", "-y", "--no-install-recommends", *packages], timeout=600)


def _rights() -> list[str] | None:
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    # Nobody's own machine is changed by sudo: only a runner that CI made for this run.
    if IN_CI and shutil.which("sudo"):
        asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, timeout=30, check=False)
        return ["sudo", "-n"] if asked.returncode == 0 else None
    return None
