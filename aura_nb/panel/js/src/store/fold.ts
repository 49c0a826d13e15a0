/** One event over a job. Pure: the same events give the same job, and progress never goes back. */

import type { Job } from "../model.ts";
import type { Message } from "../wire/message.ts";
import { type Json, number, object, objects, text, texts } from "../wire/values.ts";
import { changed, done, fromPercent, moved } from "./phases.ts";
import { artifactsOf, errorOf, fromWhole, isStatus, outputOf, phaseOf, warningOf } from "./shape.ts";

/** What was shown of a film that is not to be was a preview: it went with the run. */
const NO_FILES = { artifacts: [], artifactCount: 0 } as const;

/**
 * The job after an event, at `now` (ms of `steadyNow()`, as `today` of `Date.now()`); the same object where it changes
 * nothing.
 */
export function folded(job: Job, { type, data }: Message, now: number, today: number = now): Job {
  switch (type) {
    case "snapshot":
      return fromWhole(job, data, now, today);
    case "job-status":
      return status(job, data, now, today);
    case "step-status":
      return stepStatus(job, data);
    case "step-progress":
      return stepProgress(job, data, now);
    case "artifact":
      return artifact(job, data);
    case "warning":
      return { ...job, warnings: [...job.warnings, warningOf(data)] };
    case "job-completed":
      return completed(job, data, now, today);
    case "job-failed":
      return failed(job, data, now, today);
    case "job-cancelled":
      return canceled(job, data, now, today);
    default:
      return job;
  }
}

function status(job: Job, data: Json, now: number, today: number): Job {
  const next = isStatus(data.status) ? data.status : job.status;
  const percent = Math.max(job.percent, number(data.percent) ?? 0);
  const phase = phaseOf(data.phase);
  const begins = next === "running" && job.startedAt === null;
  return {
    ...job,
    status: next,
    phase,
    percent,
    phases: fromPercent(job.phases, phase, percent),
    cancelRequested: job.cancelRequested || data.cancelRequested === true,
    ...(begins ? { startedAt: new Date(today).toISOString(), elapsedSeconds: 0, toldAt: now } : {}),
  };
}

function stepStatus(job: Job, data: Json): Job {
  const ended = data.status === "completed";
  const phases = changed(job.phases, data.phase, (each) =>
    ended ? done(each, number(data.seconds)) : moved(each, each.fraction),
  );
  return { ...job, phases, lastCompletedStep: ended ? text(data.step) : job.lastCompletedStep };
}

function stepProgress(job: Job, data: Json, now: number): Job {
  const percent = number(data.progressPct) ?? 0;
  if (percent < job.percent) return job;
  const phase = phaseOf(data.phase) ?? job.phase;
  const phasePct = number(data.phasePct);
  const known = phasePct === null ? job.phases : changed(job.phases, phase, (each) => moved(each, phasePct / 100));
  return {
    ...job,
    phase,
    percent,
    phases: fromPercent(known, phase, percent),
    message: text(data.message) ?? job.message,
    currentItem: number(data.currentItem),
    totalItems: number(data.totalItems),
    elapsedSeconds: number(data.elapsedSeconds) ?? job.elapsedSeconds,
    remainingSeconds: number(data.remainingSeconds),
    toldAt: now,
  };
}

function artifact(job: Job, data: Json): Job {
  const [added] = artifactsOf([data]);
  if (added === undefined) return job;
  const artifacts = [...job.artifacts.filter(({ name }) => name !== added.name), added];
  return { ...job, artifacts, artifactCount: Math.max(artifacts.length, job.artifactCount) };
}

function completed(job: Job, data: Json, now: number, today: number): Job {
  const artifacts = artifactsOf(data.artifacts);
  return {
    ...ended(job, data, now, today),
    status: "completed",
    phase: "complete",
    percent: 100,
    phases: job.phases.map((each) => done(each)),
    artifacts: artifacts.length > 0 ? artifacts : job.artifacts,
    artifactCount: artifacts.length || job.artifactCount,
    output: outputOf(data.output) ?? job.output,
    canResume: false,
    lastCompletedStep: "Render",
  };
}

function failed(job: Job, data: Json, now: number, today: number): Job {
  return {
    ...ended(job, data, now, today),
    status: "failed",
    errorMessage: text(data.errorMessage),
    errors: objects(data.errors).map(errorOf),
    suggestedActions: texts(data.suggestedActions),
    logLines: texts(data.logs),
    ...NO_FILES,
    canResume: true,
  };
}

function canceled(job: Job, data: Json, now: number, today: number): Job {
  const cleanup = object(data.cleanup);
  return {
    ...ended(job, data, now, today),
    status: "canceled",
    message: text(data.message) ?? job.message,
    cleanup: {
      removedFiles: number(cleanup?.removedFiles) ?? 0,
      freedBytes: number(cleanup?.freedBytes) ?? 0,
    },
    ...NO_FILES,
    canResume: true,
  };
}

function ended(job: Job, data: Json, now: number, today: number): Job {
  const running = job.elapsedSeconds === null ? null : job.elapsedSeconds + Math.max(0, now - job.toldAt) / 1000;
  return {
    ...job,
    endedAt: job.endedAt ?? new Date(today).toISOString(),
    elapsedSeconds: number(data.elapsedSeconds) ?? running,
    remainingSeconds: null,
    currentItem: null,
    totalItems: null,
    toldAt: now,
    cancelRequested: false,
  };
}
