/** A job as the panel knows it: the words of the REST API and the events, folded into one state per job. */

export type Status = "pending" | "running" | "completed" | "failed" | "canceled";
export type Phase = "plan" | "tts" | "visuals" | "compose" | "render";

/** The five phases in order, each with its range of the overall percent. */
export const PHASES: readonly { readonly phase: Phase; readonly start: number; readonly end: number }[] = [
  { phase: "plan", start: 0, end: 15 },
  { phase: "tts", start: 15, end: 35 },
  { phase: "visuals", start: 35, end: 65 },
  { phase: "compose", start: 65, end: 85 },
  { phase: "render", start: 85, end: 100 },
];

/** How far one phase is. `fraction` is 0-1; phases may work ahead of each other. */
export interface PhaseProgress {
  readonly phase: Phase;
  readonly fraction: number;
  readonly state: "waiting" | "active" | "done";
  /** Seconds it took, once it is done and they were told. */
  readonly seconds: number | null;
}

export interface Artifact {
  readonly name: string;
  /** `video`, `captions`, `poster`, `preview`, `chapters`, `transcript`, `storyboard`, `manifest`, `report`, `log`. */
  readonly kind: string;
  readonly type: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly url: string;
  readonly createdAt: string;
}

export interface Output {
  readonly videoPath: string;
  readonly subtitlePath: string | null;
  readonly sizeBytes: number;
  readonly durationSeconds: number;
  /** The folder of the finished files; null where the host does not tell. */
  readonly folder: string | null;
}

export interface JobError {
  readonly code: string;
  readonly message: string;
  readonly remediation: string | null;
}

export interface Warning {
  readonly code: string;
  readonly message: string;
  readonly step: string | null;
}

export interface Cleanup {
  readonly removedFiles: number;
  readonly freedBytes: number;
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

export interface Stats {
  readonly total: number;
  readonly pending: number;
  readonly running: number;
  readonly completed: number;
  readonly failed: number;
  readonly canceled: number;
}

/** Whether nothing of a job will change any more. */
export function isFinal(status: Status): boolean {
  return status !== "pending" && status !== "running";
}
