/** One event over a job. Pure: the same events give the same job, and progress never goes back. */

import type { Job } from "../model.ts";
import type * as wire from "../wire/contract.ts";
import type { Message, Told } from "../wire/message.ts";
import { changed, done, fromPercent, moved, phaseOf } from "./phases.ts";
import { fromWhole } from "./shape.ts";

/** What was shown of a film that is not to be was a preview: it went with the run. */
const NO_FILES = { artifacts: [], artifactCount: 0 } as const;

/**
 * The job after an event, at `now` (ms of `steadyNow()`, as `today` of `Date.now()`); the same object where it changes
 * nothing.
 */
export function folded(job: Job, message: Message, now: number, today: number = now): Job {
  // What the contract knows; a type of a newer server falls through.
  const told = message as unknown as Told;
  switch (told.type) {
    case "snapshot":
      return fromWhole(job, told.data, now, today);
    case "job-status":
      return status(job, told.data, now, today);
    case "step-status":
      return stepStatus(job, told.data);
    case "step-progress":
      return stepProgress(job, told.data, now);
    case "artifact":
      return artifact(job, told.data);
    case "warning":
      return { ...job, warnings: [...job.warnings, told.data] };
    case "job-completed":
      return completed(job, told.data, now, today);
    case "job-failed":
      return failed(job, told.data, now, today);
    case "job-cancelled":
      return canceled(job, told.data, now, today);
    default:
      return job;
  }
}

function status(job: Job, data: wire.JobStatus, now: number, today: number): Job {
  const percent = Math.max(job.percent, data.percent);
  const phase = phaseOf(data.phase);
  const begins = data.status === "running" && job.startedAt === null;
  return {
    ...job,
    status: data.status,
    phase,
    percent,
    phases: fromPercent(job.phases, phase, percent),
    ...(begins ? { startedAt: new Date(today).toISOString(), elapsedSeconds: 0, toldAt: now } : {}),
  };
}

function stepStatus(job: Job, data: wire.StepStatus): Job {
  const ended = data.status === "completed";
  const phases = changed(job.phases, data.phase, (each) =>
    ended ? done(each, data.seconds) : moved(each, each.fraction),
  );
  return { ...job, phases, lastCompletedStep: ended ? data.step : job.lastCompletedStep };
}

function stepProgress(job: Job, data: wire.StepProgress, now: number): Job {
  const percent = data.progressPct;
  if (percent < job.percent) return job;
  const phase = phaseOf(data.phase) ?? job.phase;
  const known = changed(job.phases, phase, (each) => moved(each, data.phasePct / 100));
  return {
    ...job,
    phase,
    percent,
    phases: fromPercent(known, phase, percent),
    message: data.message,
    currentItem: data.currentItem,
    totalItems: data.totalItems,
    elapsedSeconds: data.elapsedSeconds,
    remainingSeconds: data.remainingSeconds,
    toldAt: now,
  };
}

function artifact(job: Job, added: wire.ArtifactReady): Job {
  const artifacts = [...job.artifacts.filter(({ name }) => name !== added.name), added];
  return { ...job, artifacts, artifactCount: Math.max(artifacts.length, job.artifactCount) };
}

function completed(job: Job, data: wire.JobCompleted, now: number, today: number): Job {
  const artifacts = data.artifacts.length > 0 ? data.artifacts : job.artifacts;
  return {
    ...ended(job, now, today, data.elapsedSeconds),
    status: "completed",
    phase: "complete",
    percent: 100,
    phases: job.phases.map((each) => done(each)),
    artifacts,
    artifactCount: data.artifacts.length || job.artifactCount,
    output: data.output === null ? job.output : { folder: null, ...data.output },
    canResume: false,
    lastCompletedStep: "Render",
  };
}

function failed(job: Job, data: wire.JobFailed, now: number, today: number): Job {
  return {
    ...ended(job, now, today),
    status: "failed",
    errorMessage: data.errorMessage,
    errors: data.errors,
    suggestedActions: data.suggestedActions,
    logLines: data.logs,
    ...NO_FILES,
    canResume: true,
  };
}

function canceled(job: Job, data: wire.JobCancelled, now: number, today: number): Job {
  return {
    ...ended(job, now, today),
    status: "canceled",
    message: data.message,
    cleanup: data.cleanup,
    ...NO_FILES,
    canResume: true,
  };
}

function ended(job: Job, now: number, today: number, elapsedSeconds: number | null = null): Job {
  const running = job.elapsedSeconds === null ? null : job.elapsedSeconds + Math.max(0, now - job.toldAt) / 1000;
  return {
    ...job,
    endedAt: job.endedAt ?? new Date(today).toISOString(),
    elapsedSeconds: elapsedSeconds ?? running,
    remainingSeconds: null,
    currentItem: null,
    totalItems: null,
    toldAt: now,
    cancelRequested: false,
  };
}
