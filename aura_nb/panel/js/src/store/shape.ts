/** Jobs of what REST answers: a line of the queue, the whole job, its progress. */

import type { Artifact, Job, JobError, Output, Status, Warning } from "../model.ts";
import { isFinal } from "../model.ts";
import { DEFAULTS, STATUSES } from "../wire/contract.ts";
import { type Json, number, object, objects, text, texts } from "../wire/values.ts";
import { fromMarks, fromPercent, isPhase, WAITING } from "./phases.ts";

export function isStatus(value: unknown): value is Status {
  return STATUSES.some((status) => status === value);
}

export function phaseOf(value: unknown): Job["phase"] {
  return value === "complete" || isPhase(value) ? value : null;
}

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
export function fromItem(known: Job, item: Json, now: number, today: number = now): Job {
  const status = isStatus(item.status) ? item.status : known.status;
  const percent = Math.max(number(item.percent) ?? 0, known.percent);
  const phase = phaseOf(item.phase);
  const startedAt = text(item.startedAt);
  const endedAt = text(item.completedAt) ?? text(item.canceledAt) ?? known.endedAt;
  return {
    ...known,
    title: text(item.title) ?? known.title,
    status,
    phase,
    percent,
    phases: fromPercent(known.phases, phase, percent),
    createdAt: text(item.createdAt) ?? known.createdAt,
    startedAt,
    endedAt,
    ...clock(known, status, startedAt, endedAt, now, today),
    correlationId: text(item.correlationId) ?? known.correlationId,
    errorMessage: text(item.errorMessage),
    canResume: item.canResume === true,
    lastCompletedStep: text(item.lastCompletedStep),
    artifactCount: number(item.artifactCount) ?? known.artifactCount,
    resumedFrom: text(item.resumedFrom) ?? known.resumedFrom,
  };
}

/** What the whole job says, over what was known. */
export function fromWhole(known: Job, whole: Json, now: number, today: number = now): Job {
  const endedAt = text(whole.endedAt);
  const job = fromItem({ ...known, endedAt }, whole, now, today);
  const render = object(whole.render);
  return {
    ...job,
    endedAt,
    artifacts: artifactsOf(whole.artifacts),
    output: outputOf(whole.output),
    warnings: objects(whole.warnings).map(warningOf),
    errors: objects(whole.errors).map(errorOf),
    suggestedActions: known.suggestedActions.length > 0 ? known.suggestedActions : remedies(whole.errors),
    cancelRequested: whole.cancelRequested === true && !isFinal(job.status),
    render: {
      aspect: text(render?.aspect) ?? DEFAULTS.render.aspect,
      quality: text(render?.quality) ?? DEFAULTS.render.quality,
    },
    isWhole: true,
  };
}

/** What its progress says, over what was known. */
export function fromProgress(known: Job, progress: Json, now: number): Job {
  return {
    ...known,
    phases: fromMarks(known.phases, progress.phases),
    // An ended job's last step is no news; what was said of its end is.
    message: isFinal(known.status) ? known.message : (text(progress.message) ?? known.message),
    currentItem: number(progress.currentItem),
    totalItems: number(progress.totalItems),
    elapsedSeconds: number(progress.elapsedSeconds),
    remainingSeconds: number(progress.remainingSeconds),
    toldAt: now,
  };
}

export function artifactsOf(value: unknown): readonly Artifact[] {
  return objects(value).map((each) => ({
    name: text(each.name) ?? "",
    kind: text(each.kind) ?? "",
    type: text(each.type) ?? "",
    sizeBytes: number(each.sizeBytes) ?? 0,
    sha256: text(each.sha256) ?? "",
    url: text(each.url) ?? "",
    createdAt: text(each.createdAt) ?? "",
  }));
}

export function outputOf(value: unknown): Output | null {
  const output = object(value);
  if (output === null) return null;
  return {
    videoPath: text(output.videoPath) ?? "",
    subtitlePath: text(output.subtitlePath),
    formatPath: text(output.formatPath),
    sizeBytes: number(output.sizeBytes) ?? 0,
    durationSeconds: number(output.durationSeconds) ?? 0,
    folder: text(output.folder),
  };
}

export function errorOf(error: Json): JobError {
  return {
    code: text(error.code) ?? "internal",
    message: text(error.message) ?? "",
    remediation: text(error.remediation),
  };
}

export function warningOf(warning: Json): Warning {
  return { code: text(warning.code) ?? "", message: text(warning.message) ?? "", step: text(warning.step) };
}

function remedies(errors: unknown): string[] {
  return texts(objects(errors).map((error) => error.remediation)).filter((each) => each !== "");
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
