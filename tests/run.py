"""Every check of this project with one command: `python3 tests/run.py`. Needs Python 3.11 or newer and nothing else.

It makes its own virtual environment (.venv-test, with the versions of constraints.txt, kept until that or
pyproject.toml changes), finds or installs a browser and a second H.264 decoder, then runs ruff, mypy and the tests,
checks and builds the panel, and tries the built wheel as a stranger would. A check that cannot run has failed.
`python3 tests/run.py ruff mypy` runs only those; words after `--` go to pytest.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from provision import browser, decoder, environment, lock, memory, panel, proxies, wheel
from provision.environment import ROOT, python_in
from provision.process import Aside, StepFailed, run, run_leaving_nothing, say

TESTS_LIMIT = 3000.0  # seconds for each part; each test has a limit of its own in pyproject.toml
LONG_LIMIT = 3600.0
SLOWEST = 20
NO_TESTS = 5  # pytest's exit code when it found none

if TYPE_CHECKING:
    Step = Callable[[argparse.Namespace], None]


def prepare_environment(options: argparse.Namespace) -> None:
    environment.prepare(options.venv, versions=options.versions, fresh=options.fresh)


def provide_decoder(_: argparse.Namespace) -> None:
    decoder.provision()


def provide_browser(options: argparse.Namespace) -> None:
    os.environ["AURA_TEST_CHROMIUM"] = str(browser.provision(options.venv))


def provide_proxies(options: argparse.Namespace) -> None:
    os.environ.update(proxies.provision(options.venv))


def ruff(options: argparse.Namespace) -> None:
    run([python_in(options.venv), "-m", "ruff", "check", "."], timeout=120, cwd=ROOT)


def layout(options: argparse.Namespace) -> None:
    run([python_in(options.venv), "-m", "ruff", "format", "--check", "."], timeout=120, cwd=ROOT)


def mypy(options: argparse.Namespace) -> None:
    run([python_in(options.venv), "-m", "mypy"], timeout=600, cwd=ROOT)


def imports(options: argparse.Namespace) -> None:
    run([environment.programs_in(options.venv) / "lint-imports", "--no-cache"], timeout=120, cwd=ROOT)


def tests(options: argparse.Namespace) -> None:
    command = [python_in(options.venv), "-m", "pytest", *(["--long"] if options.long else []), *options.pytest]
    limit = LONG_LIMIT if options.long else TESTS_LIMIT
    # Two processes for each core, since a test waits half of its time for servers, pages and programs it has started;
    # file by file, and `conftest.py` lets those that take long begin. Then what wants a core for itself, and what wants
    # the machine, out of the files that have such; of what was asked for, each part may hold nothing.
    cores = os.cpu_count() or 1
    parts: list[list[str | Path]] = [
        ["-m", "not alone and not few", *beside(2 * cores)],
        ["-m", "few", *beside(cores), *holding("few", options)],
        ["-m", "alone", *holding("alone", options)],
    ]
    if {"-m", "-n", "--co", "--collect-only"} & set(options.pytest):
        parts = [[]]
    failures: list[str] = []
    empty = 0
    reports = [ROOT / "build" / "reports" / f"{number}.xml" for number in range(len(parts))]
    with memory.folder() as place:
        env = as_tests_run() | ({"TMPDIR": str(place)} if place else {})
        for part, report in zip(parts, reports, strict=True):
            report.unlink(missing_ok=True)
            words = [*command, *part, f"--junit-xml={report}"]
            try:
                code = run_leaving_nothing(words, timeout=limit, env=env, cwd=ROOT, also=(NO_TESTS,))
            except StepFailed as failure:
                failures.append(str(failure))
            else:
                empty += code == NO_TESTS
    say_slowest(reports)
    if failures or empty == len(parts):
        raise StepFailed("; ".join(failures) or "no test was found")


def beside(count: int) -> list[str]:
    """The words for so many processes."""
    return ["-n", str(count), "--dist", "loadfile", "--no-loadscope-reorder"]


def holding(mark: str, options: argparse.Namespace) -> list[Path]:
    """The files that have a test with this mark: to import all the others takes longer. None where some were named."""
    if options.pytest:
        return []
    return sorted(path for path in (ROOT / "tests").rglob("test_*.py") if f"mark.{mark}" in path.read_text("utf-8"))


def collect(options: argparse.Namespace) -> None:
    """Import every module of the tests: each process that begins with that rewrites all of them for itself."""
    run([python_in(options.venv), "-m", "pytest", "--collect-only", "-qq"], timeout=300, env=as_tests_run(), cwd=ROOT)


def as_tests_run() -> dict[str, str]:
    """The variables of the tests' processes. Matplotlib looks at all fonts once, and not for each empty HOME."""
    fonts = ROOT / "build" / "matplotlib"
    fonts.mkdir(parents=True, exist_ok=True)
    return {**os.environ, "PYTHONUNBUFFERED": "1", "MPLCONFIGDIR": str(fonts)}


def say_slowest(reports: list[Path]) -> None:
    """Which tests of all parts took longest, with what they stood on."""
    written = [ET.parse(report) for report in reports if report.is_file()]
    cases = [case for report in written for case in report.iter("testcase")]
    cases.sort(key=lambda case: -float(case.get("time", 0)))
    say(f"\nThe slowest of {len(cases)} tests:")
    for case in cases[:SLOWEST]:
        say(f"{float(case.get('time', 0)):7.1f} s  {case.get('classname')}::{case.get('name')}")


def built_panel(options: argparse.Namespace) -> None:
    panel.check(options.venv)


def guide(options: argparse.Namespace) -> None:
    build = ["-m", "sphinx", "-E", "-W", "--keep-going", "-q", "-b", "html", "docs", "build/docs"]
    run([python_in(options.venv), *build], timeout=120, cwd=ROOT)


def built_wheel(options: argparse.Namespace) -> None:
    wheel.check(options.venv, versions=options.versions)


CHECKS: dict[str, list[tuple[str, Step]]] = {
    "environment": [("environment", prepare_environment)],
    "ruff": [("ruff", ruff)],
    "format": [("format", layout)],
    "mypy": [("mypy", mypy)],
    "imports": [("imports", imports)],
    "tests": [
        ("second decoder", provide_decoder),
        ("browser", provide_browser),
        ("proxies", provide_proxies),
        ("tests", tests),
    ],
    "panel": [("panel", built_panel)],
    "docs": [("docs", guide)],
    "wheel": [("browser", provide_browser), ("wheel", built_wheel)],
    "collection": [("collection", collect)],
}


NAMES = [name for name in CHECKS if name != "environment"]
# Each beside all others but the tests, since none of them waits for these.
ASIDE = ("wheel", "collection")


class Tally:
    """Which steps passed, and which did not."""

    def __init__(self, options: argparse.Namespace) -> None:
        self._options = options
        self.passed = 0
        self.failed: list[str] = []

    def take(self, *names: str) -> None:
        """All steps of these checks, though one fails."""
        for name, step in (each for check in names for each in CHECKS[check]):
            say(f"\n=== {name}")
            start = time.monotonic()
            try:
                step(self._options)
            except StepFailed as failure:
                say(f"=== {name}: FAILED after {time.monotonic() - start:.1f} s: {failure}")
                self.failed.append(name)
            else:
                say(f"=== {name}: passed in {time.monotonic() - start:.1f} s")
                self.passed += 1


def main() -> int:
    """Run the asked steps, all of them although one fails; 0 when every one passed."""
    options = arguments()
    if options.lock:
        lock.write(options.venv)
        return 0
    begin = time.monotonic()
    tally = Tally(options)
    tally.take("environment")
    if not tally.failed:
        take_all(tally, options.checks)
    failures = f" Failed: {', '.join(tally.failed)}." if tally.failed else ""
    say(f"\n{time.monotonic() - begin:.0f} s.{failures}")
    say(f"steps: {tally.passed} passed, {len(tally.failed)} failed")
    return 1 if tally.failed else 0


def take_all(tally: Tally, checks: list[str]) -> None:
    """The checks: what takes long aside of the others, and the tests when nothing else runs."""
    quick = [name for name in checks if name not in {*ASIDE, "tests"}]
    aside = [Aside(partial(tally.take, name)) for name in ASIDE if name in checks]
    try:
        tally.take(*quick)
    except BaseException:
        for each in aside:
            each.end(stop=True)
        raise
    for each in aside:
        each.end()
    if "tests" in checks:
        tally.take("tests")


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    words = sys.argv[1:]
    ours, pytest_words = (words[: words.index("--")], words[words.index("--") + 1 :]) if "--" in words else (words, [])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checks", nargs="*", metavar="CHECK", help=f"of {', '.join(NAMES)}; all when none is named")
    parser.add_argument("--long", action="store_true", help="also the long form of the tests")
    versions = parser.add_mutually_exclusive_group()
    versions.add_argument(
        "--newest", action="store_true", help="with the newest dependencies there are, not the lock's"
    )
    versions.add_argument("--lowest", action="store_true", help="only the tests, with the oldest dependencies allowed")
    versions.add_argument("--lock", action="store_true", help="write the lock again with today's versions; no checks")
    parser.add_argument("--fresh", action="store_true", help="make the environment again")
    options = parser.parse_args(ours)
    if unknown := set(options.checks) - set(NAMES):
        parser.error(f"no such check: {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    # The oldest linters allowed say other things than those we work with: they are not what --lowest asks about.
    options.checks = options.checks or (["tests"] if options.lowest else NAMES)
    options.versions = "lowest" if options.lowest else "newest" if options.newest else "locked"
    options.venv = ROOT / (".venv-test" if options.versions == "locked" else f".venv-test-{options.versions}")
    options.pytest = pytest_words
    return options


def start() -> int:
    """`main` in a Python that is new enough."""
    if sys.version_info < (3, 11):  # noqa: UP036  whoever starts this may have an older one
        newer = environment.other_python()
        if not newer:
            say("aura_nb needs Python 3.11 or newer; this is " + sys.version.split()[0])
            return 2
        os.execv(newer, [newer, str(Path(__file__)), *sys.argv[1:]])
    # A shell that starts this in the background has SIGINT ignored, and so would every program the tests interrupt.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a runner that gives up: the tests' programs end too
    try:
        return main()
    except KeyboardInterrupt:
        say("\ninterrupted")
        return 130


if __name__ == "__main__":
    sys.exit(start())
