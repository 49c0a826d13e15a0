/** In which order jobs are listed: the running, the pending as they came, then the ended, newest first. */

import type { Filter } from "../jobs.ts";
import type { Job } from "../model.ts";

const RANK = { running: 0, pending: 1, completed: 2, failed: 2, canceled: 2 } as const;

export function ordered(jobs: Iterable<Job>, filter: Filter): string[] {
  return [...jobs]
    .filter((job) => filter === "all" || job.status === filter)
    .sort(before)
    .map((job) => job.id);
}

function before(one: Job, other: Job): number {
  const rank = RANK[one.status] - RANK[other.status];
  if (rank !== 0) return rank;
  if (RANK[one.status] < 2) return compared(one.createdAt, other.createdAt) || compared(one.id, other.id);
  return compared(other.endedAt ?? other.createdAt, one.endedAt ?? one.createdAt) || compared(other.id, one.id);
}

function compared(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
