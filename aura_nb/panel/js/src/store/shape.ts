/** Jobs of what REST answers: a line of the queue, the whole job, its progress. */

import { isFinal, type Job, type Status } from "../model.ts";
import { DEFAULTS, type JobObject, type ProgressObject, type QueueItem, type Render } from "../wire/contract.ts";
import { fromMarks, fromPercent, phaseOf, WAITING } from "./phases.ts";

/** A job of which nothing is known but its id. */
export function unknownJob(id: string): Job {
  return {
    id,
    title: "",
    status: "pending",
    phase: null,
    percent: 0,
    phases: WAITING,
    message: null,
    currentItem: null,
    totalItems: null,
    elapsedSeconds: null,
    remainingSeconds: null,
    toldAt: 0,
    createdAt: "",
    startedAt: null,
    endedAt: null,
    correlationId: "",
    artifacts: [],
    artifactCount: 0,
    output: null,
    warnings: [],
    errors: [],
    errorMessage: null,
    suggestedActions: [],
    logLines: [],
    cancelRequested: false,
    cleanup: null,
    canResume: false,
    lastCompletedStep: null,
    resumedFrom: null,
    render: null,
    isWhole: false,
  };
}

/** What a line of the queue says, over what was known. */
export function fromItem(known: Job, item: QueueItem, now: number, today: number = now): Job {
  const percent = Math.max(item.percent, known.percent);
  const phase = phaseOf(item.phase);
  const endedAt = item.completedAt ?? item.canceledAt ?? known.endedAt;
  return {
    ...known,
    title: item.title,
    status: item.status,
    phase,
    percent,
    phases: fromPercent(known.phases, phase, percent),
    createdAt: item.createdAt,
    startedAt: item.startedAt,
    endedAt,
    ...clock(known, item.status, item.startedAt, endedAt, now, today),
    correlationId: item.correlationId,
    errorMessage: item.errorMessage,
    canResume: item.canResume,
    lastCompletedStep: item.lastCompletedStep,
    artifactCount: item.artifactCount,
    resumedFrom: item.resumedFrom,
  };
}

/** What the whole job says, over what was known. */
export function fromWhole(known: Job, whole: JobObject, now: number, today: number = now): Job {
  const job = fromItem({ ...known, endedAt: whole.endedAt }, whole, now, today);
  const render = whole.render as Partial<Render> | null; // as it was asked for: what was left out has its default
  return {
    ...job,
    endedAt: whole.endedAt,
    artifacts: whole.artifacts,
    output: whole.output,
    warnings: whole.warnings,
    errors: whole.errors,
    suggestedActions: known.suggestedActions.length > 0 ? known.suggestedActions : remedies(whole),
    cancelRequested: whole.cancelRequested && !isFinal(job.status),
    render: {
      aspect: render?.aspect ?? DEFAULTS.render.aspect,
      quality: render?.quality ?? DEFAULTS.render.quality,
    },
    isWhole: true,
  };
}

/** What its progress says, over what was known. */
export function fromProgress(known: Job, progress: ProgressObject, now: number): Job {
  return {
    ...known,
    phases: fromMarks(known.phases, progress.phases),
    // An ended job's last step is no news; what was said of its end is.
    message: isFinal(known.status) ? known.message : (progress.message ?? known.message),
    currentItem: progress.currentItem,
    totalItems: progress.totalItems,
    elapsedSeconds: progress.elapsedSeconds,
    remainingSeconds: progress.remainingSeconds,
    toldAt: now,
  };
}

function remedies({ errors }: JobObject): string[] {
  return errors.map(({ remediation }) => remediation ?? "").filter((each) => each !== "");
}

/** Seconds since it started, where only its times are known: of an ended job they are right unless the clock was set. */
function clock(
  known: Job,
  status: Status,
  startedAt: string | null,
  endedAt: string | null,
  now: number,
  today: number,
) {
  if (startedAt === null) return {};
  const began = Date.parse(startedAt);
  if (isFinal(status) && endedAt !== null) {
    if (isFinal(known.status) && known.elapsedSeconds !== null) return {}; // its last word said it
    return { elapsedSeconds: Math.max(0, Date.parse(endedAt) - began) / 1000, remainingSeconds: null, toldAt: now };
  }
  // The server's clock may be another: what an event told is better.
  if (known.elapsedSeconds !== null) return {};
  return { elapsedSeconds: Math.max(0, today - began) / 1000, toldAt: now };
}
