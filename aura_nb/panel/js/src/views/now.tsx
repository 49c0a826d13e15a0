/** What happens now, and for how long it has and will. */

import type { Job } from "../model.ts";
import { isFinal } from "../model.ts";
import { elapsed, remaining } from "../selectors.ts";
import { strings } from "../strings.ts";
import { useNow } from "./clock.ts";
import { clock, size } from "./format.ts";

export function Now({ job }: { job: Job }) {
  const now = useNow(job.status === "running");
  if (isFinal(job.status)) return null;
  const times = timesOf(job, now);
  return (
    <div class="aura-now">
      <p class="aura-row">
        <span class="aura-clamp" dir="auto">
          {messageOf(job)}
        </span>
        <span class="aura-muted aura-number">{itemOf(job)}</span>
      </p>
      <p class="aura-muted aura-number">{times.join(" · ")}</p>
    </div>
  );
}

function messageOf(job: Job): string {
  if (job.status === "pending") return strings.waiting;
  if (job.status !== "running") return "";
  return job.message ?? strings.beginning;
}

/** Which of how many it is at, unless the message says so itself. */
function itemOf({ status, message, currentItem: item, totalItems: total }: Job): string {
  if (status !== "running" || !item || total === null || message?.includes(String(total))) return "";
  return strings.itemOf(item, total);
}

/** How long an ended job took, and what came of it. */
export function Outcome({ job }: { job: Job }) {
  const film = job.output ? [clock(job.output.durationSeconds), size(job.output.sizeBytes)] : [];
  const past = job.elapsedSeconds;
  const took =
    past === null ? [] : [job.status === "completed" ? strings.took(clock(past)) : strings.elapsed(clock(past))];
  return <span class="aura-muted aura-number">{[...film, ...took].join(" · ")}</span>;
}

function timesOf(job: Job, now: number): string[] {
  const [past, left] = [elapsed(job, now), remaining(job, now)];
  if (past === null) return [];
  return left === null
    ? [strings.elapsed(clock(past))]
    : [strings.elapsed(clock(past)), strings.remaining(clock(left))];
}
