/** A backend of made-up jobs, which counts what it is asked. */

import type { Backend } from "../../src/backend/backend.ts";
import { Problem } from "../../src/problem.ts";
import type { Json } from "../../src/wire/values.ts";

export function item(id: string, status = "running", more: Json = {}): Json {
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
    artifacts: [],
    warnings: [],
    errors: [],
    ...more,
  };
}

export class FakeBackend {
  jobs = new Map<string, Json>();
  lastEventId = "1700000000000-10";
  isDown = false;
  /** What the server answers instead. */
  failure: Problem | null = null;
  readonly asked: string[] = [];

  add(...items: Json[]): this {
    for (const each of items) this.jobs.set(String(each.jobId), each);
    return this;
  }

  get backend(): Backend {
    return this as unknown as Backend;
  }

  async queue({ statuses, limit }: { statuses: readonly string[]; limit: number }): Promise<Json> {
    this.#ask(`queue ${statuses.join(",")} ${limit}`);
    const all = [...this.jobs.values()];
    const count = (status: string) => all.filter((job) => job.status === status).length;
    const listed = all.filter((job) => statuses.length === 0 || statuses.includes(String(job.status))).slice(0, limit);
    const stats = Object.fromEntries(
      ["pending", "running", "completed", "failed", "canceled"].map((status) => [status, count(status)]),
    );
    return { jobs: listed, stats: { total: all.length, ...stats }, lastEventId: this.lastEventId };
  }

  async job(id: string): Promise<Json> {
    this.#ask(`job ${id}`);
    const job = this.jobs.get(id);
    if (job === undefined) throw new Problem("There is no such job.", { status: 404, code: "job.not_found" });
    return { ...job, lastEventId: this.lastEventId };
  }

  async progress(id: string): Promise<Json> {
    const job = this.jobs.get(id);
    if (job === undefined) throw new Problem("There is no such job.", { status: 404, code: "job.not_found" });
    return { phases: [], message: "Speaking", elapsedSeconds: 3, remainingSeconds: 9 };
  }

  #ask(words: string): void {
    this.asked.push(words);
    if (this.isDown) throw new Problem("The server cannot be reached.");
    if (this.failure !== null) throw this.failure;
  }
}
