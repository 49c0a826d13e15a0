/** A still store over made-up jobs. */

import { computed, signal } from "@preact/signals";
import type { Filter, Jobs } from "../src/jobs.ts";
import type { Job, Stats } from "../src/model.ts";

/** `others` are known, but not listed. */
export function stillJobs(jobs: readonly Job[], others: readonly Job[] = []): Jobs {
  const signals = new Map([...others, ...jobs].map((job) => [job.id, signal<Job | undefined>(job)]));
  const filter = signal<Filter>("all");
  const count = (status: Job["status"]) => jobs.filter((job) => job.status === status).length;
  const stats: Stats = {
    total: jobs.length,
    pending: count("pending"),
    running: count("running"),
    completed: count("completed"),
    failed: count("failed"),
    canceled: count("canceled"),
  };
  return {
    job: (id) => signals.get(id) ?? signal(undefined),
    trouble: signal(null),
    listed: computed(() =>
      jobs.filter((job) => filter.value === "all" || job.status === filter.value).map((job) => job.id),
    ),
    filter,
    setFilter: (wanted) => {
      filter.value = wanted;
    },
    stats: signal(stats),
    isLoaded: signal(true),
    hasMore: signal(false),
    loadMore: async () => {},
    refresh: async () => {},
    open: async () => {},
  };
}
