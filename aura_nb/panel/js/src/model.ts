/** A job as the panel knows it: the words of the REST API and the events, folded into one state per job. */

import type { ArtifactReady, Cleanup, JobError, JobOutput, Stats, Warning } from "./wire/contract.ts";
import { FINAL, PHASES as PHASE_NAMES, type Phase, RANGES, type Status } from "./wire/contract.ts";

export type { Cleanup, JobError, Phase, Stats, Status, Warning };
/** `kind`: `video`, `captions`, `poster`, `preview`, `chapters`, `thumbnails`, `transcript`, `storyboard`, `manifest`, `report`, `log`. */
export type Artifact = ArtifactReady;
/** Where the film is; `folder` is null where the host does not tell. */
export type Output = JobOutput;

/** The five phases in order, each with its range of the overall percent. */
export const PHASES: readonly { readonly phase: Phase; readonly start: number; readonly end: number }[] =
  PHASE_NAMES.map((phase) => ({ phase, start: RANGES[phase][0], end: RANGES[phase][1] }));

/** How far one phase is. `fraction` is 0-1; phases may work ahead of each other. */
export interface PhaseProgress {
  readonly phase: Phase;
  readonly fraction: number;
  readonly state: "waiting" | "active" | "done";
  /** Seconds it took, once it is done and they were told. */
  readonly seconds: number | null;
}

export interface Job {
  readonly id: string;
  readonly title: string;
  readonly status: Status;
  /** The earliest unfinished phase; null while it waits. */
  readonly phase: Phase | "complete" | null;
  /** 0-100; never goes back. */
  readonly percent: number;
  /** Always five, in order. */
  readonly phases: readonly PhaseProgress[];
  readonly message: string | null;
  readonly currentItem: number | null;
  readonly totalItems: number | null;
  /** Seconds as last told, at `toldAt` (ms of `steadyNow()`); `elapsed()` in selectors makes a clock of them. */
  readonly elapsedSeconds: number | null;
  readonly remainingSeconds: number | null;
  readonly toldAt: number;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly endedAt: string | null;
  readonly correlationId: string;
  readonly artifacts: readonly Artifact[];
  readonly artifactCount: number;
  readonly output: Output | null;
  readonly warnings: readonly Warning[];
  readonly errors: readonly JobError[];
  readonly errorMessage: string | null;
  readonly suggestedActions: readonly string[];
  /** The last lines of its log, as a failure tells them. */
  readonly logLines: readonly string[];
  readonly cancelRequested: boolean;
  /** What canceling removed, once it is canceled. */
  readonly cleanup: Cleanup | null;
  readonly canResume: boolean;
  readonly lastCompletedStep: string | null;
  readonly resumedFrom: string | null;
  /** The request's render options, such as its aspect; null while only its line in the queue is known. */
  readonly render: { readonly aspect: string; readonly quality: string; readonly captions?: string } | null;
  /** Whether all of it is known, or only its line in the queue. */
  readonly isWhole: boolean;
}

/** Whether nothing of a job will change any more. */
export function isFinal(status: Status): boolean {
  return FINAL.has(status);
}
