"""The database's tables, as numbered migrations: `PRAGMA user_version` says which have been applied.

A migration is never changed after a release; what comes later is a new one. Each is a list of statements, and all that
are missing run in one transaction: a database is of one version or another, never between.

    jobs       the record that changes often; `number` is the order of creation
    documents  what is long and hardly ever changes: an update of a row rewrites the whole of it
    events     the log; a row is never changed, and removed only with its job
    log        one row: the log's end and floor, kept when events are removed, so that ids are never used again
    keys       idempotency keys and the jobs they made
    drafts     storyboards that are changed before a film is made of them; a job's has the id of the job
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from aura_nb.errors import InternalError

Migration = Sequence[str]

_ONE: Migration = (
    """
    CREATE TABLE jobs (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        title TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('pending', 'running', 'completed', 'failed', 'canceled')),
        phase TEXT,
        percent REAL NOT NULL DEFAULT 0,
        correlation_id TEXT NOT NULL,
        created_at INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        started_at INTEGER,
        completed_at INTEGER,
        failed_at INTEGER,
        canceled_at INTEGER,
        ended_at INTEGER,
        attempt INTEGER NOT NULL DEFAULT 0,
        crashes INTEGER NOT NULL DEFAULT 0,
        cancel_requested INTEGER NOT NULL DEFAULT 0,
        affinity TEXT,
        owner TEXT,
        lease INTEGER,
        lease_until INTEGER,
        resumed_from TEXT,
        last_step TEXT,
        last_sequence INTEGER NOT NULL DEFAULT 0,
        progress TEXT NOT NULL DEFAULT '{}',
        output TEXT,
        artifacts TEXT NOT NULL DEFAULT '[]',
        warnings TEXT NOT NULL DEFAULT '[]',
        errors TEXT NOT NULL DEFAULT '[]',
        CHECK ((status = 'running') = (lease IS NOT NULL)),
        CHECK ((status IN ('completed', 'failed', 'canceled')) = (ended_at IS NOT NULL))
    )
    """,
    # Counts, the order of what waits, and pages of one state, all without touching a row.
    "CREATE INDEX jobs_by_status ON jobs (status, number)",
    "CREATE INDEX jobs_by_end ON jobs (status, ended_at) WHERE ended_at IS NOT NULL",
    "CREATE INDEX jobs_kept_for ON jobs (affinity, lease_until) WHERE status = 'pending' AND affinity IS NOT NULL",
    """
    CREATE TABLE documents (
        job INTEGER PRIMARY KEY REFERENCES jobs ON DELETE CASCADE,
        request TEXT NOT NULL,
        storyboard TEXT
    )
    """,
    """
    CREATE TABLE events (
        sequence INTEGER PRIMARY KEY,
        time INTEGER NOT NULL,
        job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
        type TEXT NOT NULL,
        data TEXT NOT NULL
    )
    """,
    "CREATE INDEX events_by_job ON events (job)",
    """
    CREATE TABLE log (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        sequence INTEGER NOT NULL,
        time INTEGER NOT NULL,
        floor_sequence INTEGER NOT NULL,
        floor_time INTEGER NOT NULL,
        version INTEGER NOT NULL
    )
    """,
    "INSERT INTO log VALUES (1, 0, 0, 0, 0, 0)",
    """
    CREATE TABLE keys (
        key TEXT PRIMARY KEY,
        digest TEXT,
        job INTEGER NOT NULL REFERENCES jobs ON DELETE CASCADE,
        created_at INTEGER NOT NULL
    ) WITHOUT ROWID
    """,
    "CREATE INDEX keys_by_job ON keys (job)",
)

_TWO: Migration = ("ALTER TABLE documents ADD COLUMN timings TEXT",)

# What tells a job that brings its programs down from one whose server merely died: see `transitions.rescue`.
_THREE: Migration = (
    "ALTER TABLE jobs ADD COLUMN tasks INTEGER NOT NULL DEFAULT 0",  # finished in the present run, hits among them
    "ALTER TABLE jobs ADD COLUMN most_tasks INTEGER NOT NULL DEFAULT 0",  # finished in any run before it
    "ALTER TABLE jobs ADD COLUMN worker_died INTEGER NOT NULL DEFAULT 0",  # in the present run
)

_FOUR: Migration = (
    """
    CREATE TABLE drafts (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        version INTEGER NOT NULL,
        updated_at INTEGER NOT NULL,
        document TEXT NOT NULL
    )
    """,
)

MIGRATIONS: Sequence[Migration] = (_ONE, _TWO, _THREE, _FOUR)


def migrate(connection: sqlite3.Connection, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Bring a database up to the newest version, with what it holds.

    Raises `InternalError` for one of a newer version than `migrations` know, or one that is not ours, untouched.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version > len(migrations):
            raise InternalError(
                f"The job database was written by a newer aura_nb: schema {version}, and this one knows "
                f"{len(migrations)}.",
                remedy="Update aura_nb, or set AURA_WORKSPACE to another folder.",
            )
        if version == 0 and connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone():
            raise InternalError(
                "The job database's place is taken by another program's database.",
                remedy="Move jobs.sqlite away, or set AURA_WORKSPACE to another folder.",
            )
        for number, statements in enumerate(migrations[version:], version + 1):
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
