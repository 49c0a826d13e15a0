/** How many jobs there are in each state; moved by events between two lists. */

import type { Filter } from "../jobs.ts";
import type { Stats, Status } from "../model.ts";

export const NONE: Stats = { total: 0, pending: 0, running: 0, completed: 0, failed: 0, canceled: 0 };

/** After one job went from a state to another; null stands for not being there. */
export function tallied(stats: Stats, from: Status | null, to: Status | null): Stats {
  if (from === to) return stats;
  const next = { ...stats };
  if (from === null) next.total += 1;
  else next[from] = Math.max(0, next[from] - 1);
  if (to === null) next.total = Math.max(0, next.total - 1);
  else next[to] += 1;
  return next;
}

export function countOf(stats: Stats, filter: Filter): number {
  return filter === "all" ? stats.total : stats[filter];
}
