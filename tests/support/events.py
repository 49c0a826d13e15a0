"""Events of a job, each as a run would write it, for tests of what carries them."""

from __future__ import annotations

from aura_nb.wire.events import JobCancelled, JobCompleted, JobFailed, StepProgress, StepStatus, Warned

STARTED = StepStatus("Script", "plan", "started")


def progress(percent=20.0, *, step="Voice", phase="tts", message="Speaking scene 3 of 12"):
    return StepProgress(
        step=step,
        phase=phase,
        progress_pct=percent,
        phase_pct=20.83,
        message=message,
        current_item=4,
        total_items=20,
        elapsed_seconds=12.345,
        remaining_seconds=17.2,
    )


def warning(message="Mind this."):
    return Warned("w", message, None)


def ended(status):
    match status:
        case "completed":
            return JobCompleted()
        case "failed":
            return JobFailed(error_message="It broke.", errors=[])
        case "canceled":
            return JobCancelled(message="Canceled.")
    raise ValueError(status)
