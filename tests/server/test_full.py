"""A disk without room: what is asked for is refused as described, nothing of it is kept, and the server goes on."""

from __future__ import annotations

from support.server import JupyterServer, ended, problem, small_job

# SQLite finds its database full while a file is there.
CONFIG = """
from pathlib import Path
from aura_nb.jobs.writer import StoreWriter

put = StoreWriter.put

def tried(self, work, *args, **more):
    def within(transaction):
        full = Path({mark!r}).exists()
        pages = transaction.connection.execute("PRAGMA page_count").fetchone()[0]
        transaction.connection.execute(f"PRAGMA max_page_count = {{pages if full else 2**30}}")
        return work(transaction)
    return put(self, within, *args, **more)

StoreWriter.put = tried
c = get_config()
"""


def test_a_job_is_refused_while_the_disk_is_full_and_taken_when_it_is_not(tmp_path):
    mark = tmp_path / "full"
    (tmp_path / "config.py").write_text(CONFIG.format(mark=str(mark)))
    with (
        JupyterServer(tmp_path, options=(f"--config={tmp_path / 'config.py'}",)) as running,
        running.client() as client,
    ):
        mark.touch()
        long = {"brief": {"topic": "Bees", "source": "Bees see more than we do. " * 7000}}
        refused = problem(client.post("jobs", json=long), 507, "disk.full")
        assert str(tmp_path) not in str(refused)
        assert client.get("jobs").json()["jobs"] == []
        mark.unlink()
        job = client.post("jobs", json=small_job(1)).raise_for_status().json()["jobId"]
        assert ended(client, job)["status"] == "completed"
