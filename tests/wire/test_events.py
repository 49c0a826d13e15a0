"""Every type of event, as logs that are kept hold it, is read into its struct and written again byte for byte."""

from __future__ import annotations

import msgspec
import pytest

from aura_nb.errors import FFmpegNotFound, JobCrashed
from aura_nb.wire.events import EVENTS, FINAL_EVENTS, Event, JobFailed, decoded, encoded
from aura_nb.wire.status import FINAL

JOB, REQUEST = "4f8e47ab76a746fda4c99da9abf0f7c8", "4f8e47ab76a746fd"
POSTER = (
    '"name":"poster.png","kind":"poster","type":"image/png","sizeBytes":18947,'
    '"sha256":"d048319e62854885eec8494ea97368d57914f1a1d6b94504d27c1a286f681d3f",'
    '"url":"jobs/4f8e47ab76a746fda4c99da9abf0f7c8/artifacts/poster.png","createdAt":"2026-11-29T22:07:09.753Z"'
)
# Written by version 0.1.0 before events had types.
KEPT = [
    ("job-status", '"status":"pending","stage":"Queued","phase":null,"percent":0.0'),
    ("job-status", '"status":"running","stage":"Voice","phase":"tts","percent":17.25'),
    ("step-status", '"step":"Script","phase":"plan","status":"started","seconds":null'),
    ("step-status", '"step":"Script","phase":"plan","status":"completed","seconds":0.349'),
    (
        "step-progress",
        (
            '"step":"Script","phase":"plan","progressPct":0.0,"phasePct":0.0,"message":"Checking the storyboard",'
            '"currentItem":0,"totalItems":0,"elapsedSeconds":0.028,"remainingSeconds":null'
        ),
    ),
    (
        "step-progress",
        (
            '"step":"Visuals","phase":"visuals","progressPct":41.25,"phasePct":20.83,"message":"Drawing \\"é\\" 🐝",'
            '"currentItem":4,"totalItems":20,"elapsedSeconds":12.345,"remainingSeconds":17.2'
        ),
    ),
    ("artifact", POSTER),
    ("warning", '"code":"voice.unavailable","message":"Spoken by espeak:en-us instead.","step":"Voice"'),
    (
        "job-completed",
        (
            f'"status":"completed","artifacts":[{{{POSTER}}}],"output":{{"videoPath":"/films/bees/video.mp4",'
            '"subtitlePath":null,"sizeBytes":12335,"durationSeconds":2.466666666666667},"elapsedSeconds":27.191'
        ),
    ),
    (
        "job-failed",
        (
            '"status":"failed","stage":"Render","errorMessage":"There is no FFmpeg.",'
            '"errors":[{"code":"ffmpeg.not_found","message":"There is no FFmpeg.","remediation":"Install it."}],'
            '"suggestedActions":["Install it."],'
            '"logs":["render: 1"],"logsUrl":"jobs/4f8e47ab76a746fda4c99da9abf0f7c8/logs"'
        ),
    ),
    (  # of the store's own making, when a run died too often
        "job-failed",
        (
            '"status":"failed","stage":"Voice","errorMessage":"It died.","errors":[{"code":"job.crashed",'
            '"message":"It died.","remediation":"Look at the log."}],"suggestedActions":["Look at the log."],'
            '"logs":[],"logsUrl":null'
        ),
    ),
    (
        "job-cancelled",
        (
            '"status":"canceled","stage":"Voice","message":"The program that ran it was ended.",'
            '"cleanup":{"removedFiles":3,"freedBytes":1024}'
        ),
    ),
]


def text(fields):
    return f'{{"jobId":"{JOB}","correlationId":"{REQUEST}",{fields}}}'


@pytest.mark.parametrize(("kind", "fields"), KEPT)
def test_a_kept_event_is_read_and_written_again_byte_for_byte(kind, fields):
    event = Event(sequence=7, time=1000, job_id=JOB, type=kind, data=text(fields))
    said = event.told()
    assert type(said) is EVENTS[kind]
    assert encoded(said, job_id=event.head.job_id, correlation_id=event.head.correlation_id) == event.data


def test_every_type_is_among_the_kept_and_each_end_has_one():
    assert {kind for kind, _ in KEPT} == set(EVENTS)
    assert set(FINAL_EVENTS) == FINAL
    assert [EVENTS[kind](**_ending(kind)).status for kind in FINAL_EVENTS.values()] == list(FINAL_EVENTS)


def _ending(kind):
    return {"job-completed": {}, "job-failed": {"error_message": "", "errors": []}, "job-cancelled": {"message": ""}}[
        kind
    ]


def test_a_type_of_a_newer_version_is_nothing_to_this_one():
    assert decoded("job-paused", "{}") is None


def test_fields_of_a_newer_version_are_left_out():
    said = decoded("warning", text('"code":"x","message":"Mind.","step":null,"scene":"intro"'))
    assert msgspec.to_builtins(said) == {"code": "x", "message": "Mind.", "step": None}


@pytest.mark.parametrize("error", [FFmpegNotFound("There is no FFmpeg."), JobCrashed("It died.")])
def test_a_failure_says_its_reason_and_the_next_step(error):
    failed = JobFailed.of(error)
    assert (failed.error_message, failed.errors[0].code) == (error.message, error.code)
    assert failed.suggested_actions == [error.remedy]
    assert failed.suggested_actions != [""]
