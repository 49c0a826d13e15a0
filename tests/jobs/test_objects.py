"""What REST answers about a job, of the records that databases hold."""

from __future__ import annotations

import msgspec
from support.jobs import new_job

from aura_nb.jobs.model import JobRecord
from aura_nb.jobs.objects import job_object, output

MADE = {"videoPath": "/films/bees/video.mp4", "sizeBytes": 12, "durationSeconds": 2.5}


def record(**fields):
    return msgspec.convert(
        msgspec.to_builtins(new_job()) | {"status": "completed", "created_at": 1, "updated_at": 2} | fields, JobRecord
    )


def test_a_film_of_an_older_version_whose_folder_was_not_kept_is_told_without_one():
    assert msgspec.to_builtins(output(record(output=MADE))) == MADE | {"subtitlePath": None, "folder": None}


def test_a_failure_is_told_by_its_code_message_and_next_step_alone():
    kept = [{"code": "disk.full", "message": "The disk is full.", "details": {"phase": "render"}}]
    [told] = msgspec.to_builtins(job_object(record(errors=kept), last_event_id="1-1").errors)
    assert told == {"code": "disk.full", "message": "The disk is full.", "remediation": None}
