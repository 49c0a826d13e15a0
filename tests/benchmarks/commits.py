"""When each event of a server was durable, and how seconds are printed.

`CONFIG` is a configuration file that a server of a benchmark is started with: it notes in the file that
`AURA_BENCHMARK_COMMITS` names, by both clocks of the machine, which all processes share, when each commit of a run was
done.
"""

from __future__ import annotations

import statistics

CONFIG = """
import os, time
from aura_nb.jobs.store import Store

written = open(os.environ["AURA_BENCHMARK_COMMITS"], "w", buffering=1)
record = Store.record

def noted(self, *args, **more):
    future = record(self, *args, **more)
    future.add_done_callback(note)
    return future

def note(future):
    monotonic, since_epoch = time.monotonic(), time.time()
    if not future.exception():
        for event in future.result():
            written.write(f"{event.sequence} {monotonic} {since_epoch}\\n")

Store.record = noted
c = get_config()
"""


class Commits:
    """`options` and `environ` are for the server; then, by sequence, when each event was durable, in seconds."""

    def __init__(self, folder):
        self._path = folder / "commits.txt"
        config = folder / "config.py"
        config.write_text(CONFIG)
        self.options = (f"--config={config}",)
        self.environ = {"AURA_BENCHMARK_COMMITS": str(self._path)}

    def monotonic(self):
        """By `time.monotonic()`."""
        return self._column(1)

    def since_epoch(self):
        """By `time.time()`, which a browser has as well."""
        return self._column(2)

    def _column(self, number):
        lines = [line.split() for line in self._path.read_text().splitlines()]
        return {int(line[0]): float(line[number]) for line in lines}


def report(benchmark, what, seen):
    """A line with the quantiles of some seconds."""
    cuts = statistics.quantiles(seen, n=100)
    print(
        f"{benchmark} {what:<30} p50 {1000 * cuts[49]:6.2f} ms, p99 {1000 * cuts[98]:6.2f} ms, "
        f"worst {1000 * max(seen):6.2f} ms of {len(seen):,}",
        flush=True,
    )
