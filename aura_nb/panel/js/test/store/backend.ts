/** A backend of made-up jobs, which counts what it is asked. */

import type { Backend } from "../../src/backend/backend.ts";
import { Problem } from "../../src/problem.ts";
import type { JobObject, ProgressObject, Queue, QueueItem, Stats, Status } from "../../src/wire/contract.ts";

/** The whole of a job, of which the first part is its line in the queue. */
export function item(id: string, status: Status = "running", more: Partial<JobObject> = {}): JobObject {
  const number = Number(id.replace(/\D/g, "") || 0);
  const moment = new Date(Date.parse("2026-05-04T09:00:00Z") + number * 1000).toISOString();
  const isFinal = status !== "pending" && status !== "running";
  return {
    jobId: id,
    title: `Film ${id}`,
    status,
    stage: "Voice",
    phase: status === "pending" ? null : status === "completed" ? "complete" : "tts",
    percent: status === "pending" ? 0 : status === "completed" ? 100 : 20,
    createdAt: moment,
    startedAt: status === "pending" ? null : moment,
    completedAt: status === "completed" ? moment : null,
    canceledAt: status === "canceled" ? moment : null,
    endedAt: isFinal ? moment : null,
    correlationId: "c",
    errorMessage: null,
    canResume: status === "failed" || status === "canceled",
    lastCompletedStep: "Script",
    artifactCount: 0,
    hasErrors: false,
    resumedFrom: null,
    updatedAt: moment,
    failedAt: status === "failed" ? moment : null,
    owner: null,
    attempt: 1,
    cancelRequested: false,
    elapsedSeconds: null,
    brief: null,
    plan: null,
    voice: null,
    render: null,
    storyboardUrl: null,
    artifacts: [],
    output: null,
    warnings: [],
    errors: [],
    lastEventId: "1700000000000-10",
    links: {},
    ...more,
  };
}

/** How far a job is. */
export function progress(job: JobObject, more: Partial<ProgressObject> = {}): ProgressObject {
  return {
    ...job,
    progressPct: job.percent,
    phases: [],
    currentItem: null,
    totalItems: null,
    message: "Speaking",
    elapsedSeconds: 3,
    remainingSeconds: 9,
    errorCount: job.errors.length,
    hasWarnings: job.warnings.length > 0,
    warningCount: job.warnings.length,
    ...more,
  };
}

export class FakeBackend {
  jobs = new Map<string, JobObject>();
  lastEventId = "1700000000000-10";
  isDown = false;
  /** What the server answers instead. */
  failure: Problem | null = null;
  readonly asked: string[] = [];

  add(...items: JobObject[]): this {
    for (const each of items) this.jobs.set(each.jobId, each);
    return this;
  }

  get backend(): Backend {
    return this as unknown as Backend;
  }

  async queue({ statuses, limit }: { statuses: readonly string[]; limit: number }): Promise<Queue> {
    this.#ask(`queue ${statuses.join(",")} ${limit}`);
    const all = [...this.jobs.values()];
    const count = (status: Status) => all.filter((job) => job.status === status).length;
    const jobs: QueueItem[] = all
      .filter((job) => statuses.length === 0 || statuses.includes(job.status))
      .slice(0, limit);
    const stats: Stats = {
      total: all.length,
      pending: count("pending"),
      running: count("running"),
      completed: count("completed"),
      failed: count("failed"),
      canceled: count("canceled"),
    };
    return { jobs, stats, lastEventId: this.lastEventId };
  }

  async job(id: string): Promise<JobObject> {
    this.#ask(`job ${id}`);
    const job = this.jobs.get(id);
    if (job === undefined) throw new Problem("There is no such job.", { status: 404, code: "job.not_found" });
    return { ...job, lastEventId: this.lastEventId };
  }

  async progress(id: string): Promise<ProgressObject> {
    const job = this.jobs.get(id);
    if (job === undefined) throw new Problem("There is no such job.", { status: 404, code: "job.not_found" });
    return progress(job);
  }

  #ask(words: string): void {
    this.asked.push(words);
    if (this.isDown) throw new Problem("The server cannot be reached.");
    if (this.failure !== null) throw this.failure;
  }
}
