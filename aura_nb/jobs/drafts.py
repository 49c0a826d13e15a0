"""Drafts in the store: storyboards that are changed before a film is made of them, each with a version.

What a draft holds is the engine's: the store keeps its text. A draft that has the id of a job is that job's.
"""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

from aura_nb.errors import DraftChanged
from aura_nb.jobs.log import Transaction


class DraftRecord(NamedTuple):
    """A draft as it is now; its first version is 1."""

    version: int
    document: str


def read(connection: sqlite3.Connection, draft_id: str) -> DraftRecord | None:
    """The draft with this id; None when there is none."""
    row = connection.execute("SELECT version, document FROM drafts WHERE id = ?", [draft_id]).fetchone()
    return DraftRecord(*row) if row else None


def save(transaction: Transaction, draft_id: str, document: str, *, over: int) -> int:
    """Save a draft over the version `over`, 0 for a new one. Returns its version; raises `DraftChanged`."""
    connection, now = transaction.connection, transaction.now
    if over == 0:
        changed = connection.execute(
            "INSERT INTO drafts (id, version, updated_at, document) VALUES (?, 1, ?, ?) ON CONFLICT (id) DO NOTHING",
            [draft_id, now, document],
        )
    else:
        changed = connection.execute(
            "UPDATE drafts SET version = version + 1, updated_at = ?, document = ? WHERE id = ? AND version = ?",
            [now, document, draft_id, over],
        )
    if not changed.rowcount:
        there = read(connection, draft_id)
        now_at = f"it is at version {there.version}" if there else "it has been removed"
        raise DraftChanged(f"The storyboard was changed elsewhere: {now_at}.")
    return over + 1


def remove(transaction: Transaction, draft_id: str) -> bool:
    """Remove a draft; whether there was one."""
    return transaction.connection.execute("DELETE FROM drafts WHERE id = ?", [draft_id]).rowcount > 0


def prune(transaction: Transaction, *, before_ms: int) -> None:
    """Remove the drafts that nobody has changed since a moment."""
    transaction.connection.execute("DELETE FROM drafts WHERE updated_at < ?", [before_ms])
