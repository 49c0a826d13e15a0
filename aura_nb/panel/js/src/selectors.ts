/** What views work out of a job; pure. */

import type { Artifact, Job, Phase } from "./model.ts";

/** Seconds since the job started, at `now` (ms of `steadyNow()`); it stops with the job. */
export function elapsed(job: Job, now: number): number | null {
  if (job.elapsedSeconds === null) return null;
  return job.status === "running" ? job.elapsedSeconds + Math.max(0, now - job.toldAt) / 1000 : job.elapsedSeconds;
}

/** Seconds left at `now`, never below 1; null while nobody can say. */
export function remaining(job: Job, now: number): number | null {
  if (job.remainingSeconds === null || job.status !== "running") return null;
  return Math.max(1, job.remainingSeconds - Math.max(0, now - job.toldAt) / 1000);
}

export function artifact(job: Job, name: string): Artifact | undefined {
  return job.artifacts.find((each) => each.name === name);
}

/** The phase whose name the card shows: that of a running job, or the one in which it ended. */
export function activePhase(job: Job): Phase | null {
  return job.phase === "complete" ? null : job.phase;
}
