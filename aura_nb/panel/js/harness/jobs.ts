/** Jobs of every state, made up for looking at. */

import type { Artifact, Job, Phase } from "../src/model.ts";
import { PHASES } from "../src/model.ts";

const BEGAN = "2026-05-04T09:00:00.000Z";

export function job(changes: Partial<Job> & { id: string }): Job {
  const percent = changes.percent ?? 0;
  return {
    title: "Why bees matter",
    status: "pending",
    phase: null,
    percent,
    phases: PHASES.map(({ phase, start, end }) => {
      const fraction = Math.min(1, Math.max(0, (percent - start) / (end - start)));
      return { phase, fraction, state: fraction >= 1 ? "done" : fraction > 0 ? "active" : "waiting", seconds: null };
    }),
    message: null,
    currentItem: null,
    totalItems: null,
    elapsedSeconds: null,
    remainingSeconds: null,
    toldAt: Date.now(),
    createdAt: BEGAN,
    startedAt: null,
    endedAt: null,
    correlationId: "harness",
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
    render: { aspect: "16:9", quality: "standard" },
    isWhole: true,
    ...changes,
  };
}

export function artifact(jobId: string, name: string, kind: string, type: string, sizeBytes: number): Artifact {
  const url = `jobs/${jobId}/artifacts/${name}`;
  return { name, kind, type, sizeBytes, sha256: "0".repeat(64), url, createdAt: BEGAN };
}

export function files(id: string): Artifact[] {
  return [
    artifact(id, "video.mp4", "video", "video/mp4", 1_482_311),
    artifact(id, "captions.vtt", "captions", "text/vtt", 1_204),
    artifact(id, "captions.srt", "captions", "application/x-subrip", 1_150),
    artifact(id, "chapters.vtt", "chapters", "text/vtt", 310),
    artifact(id, "transcript.html", "transcript", "text/html", 5_120),
    artifact(id, "poster.png", "poster", "image/png", 48_200),
    artifact(id, "storyboard.json", "storyboard", "application/json", 2_048),
    artifact(id, "manifest.json", "manifest", "application/json", 6_100),
    artifact(id, "report.json", "report", "application/json", 1_900),
    artifact(id, "job.log", "log", "text/plain", 3_300),
  ];
}

export const running = job({
  id: "running-1",
  status: "running",
  phase: "visuals" satisfies Phase,
  percent: 47,
  message: "Drawing slide 4 of 9",
  currentItem: 4,
  totalItems: 9,
  startedAt: BEGAN,
  elapsedSeconds: 6.2,
  remainingSeconds: 8,
  artifacts: [artifact("running-1", "poster.png", "poster", "image/png", 48_200)],
  warnings: [{ code: "font.missing", message: "No font here has 🐝: it is left out.", step: "Visuals" }],
});

export const done = job({
  id: "done-1",
  status: "completed",
  phase: "complete",
  percent: 100,
  startedAt: BEGAN,
  endedAt: BEGAN,
  elapsedSeconds: 14.8,
  artifacts: files("done-1"),
  artifactCount: 10,
  output: {
    videoPath: "/home/ada/aura-videos/why-bees-matter-done-1/video.mp4",
    subtitlePath: "/home/ada/aura-videos/why-bees-matter-done-1/captions.vtt",
    sizeBytes: 1_482_311,
    durationSeconds: 39.4,
    folder: "/home/ada/aura-videos/why-bees-matter-done-1",
  },
});

export const failed = job({
  id: "failed-1",
  status: "failed",
  phase: "render",
  percent: 85,
  startedAt: BEGAN,
  endedAt: BEGAN,
  elapsedSeconds: 9.1,
  canResume: true,
  lastCompletedStep: "Compose",
  errorMessage: "FFmpeg was not found.",
  errors: [
    { code: "ffmpeg.not_found", message: "FFmpeg was not found.", remediation: "Install FFmpeg, or set AURA_FFMPEG." },
  ],
  suggestedActions: ["Install FFmpeg, or set AURA_FFMPEG to the program's place.", "Run `jupyter aura doctor`."],
  logLines: ["09:00:09.000 render: looking for FFmpeg", "09:00:09.100 render: not found on PATH"],
});

export const canceled = job({
  id: "canceled-1",
  status: "canceled",
  phase: "tts",
  percent: 31,
  startedAt: BEGAN,
  endedAt: BEGAN,
  elapsedSeconds: 4,
  message: "Canceled.",
  canResume: true,
  cleanup: { removedFiles: 7, freedBytes: 3_400_000 },
});

export const pending = job({ id: "pending-1" });

const hostileTitle = `<img src=x onerror=alert(1)> </script> \u202Eevil\u202C ${"verylong".repeat(600)}`;
export const hostile = job({
  ...failed,
  id: "hostile-1",
  title: hostileTitle,
  errorMessage: hostileTitle,
  message: hostileTitle,
});

export const SCENES: Record<string, { jobs: Job[]; jobId: string | null }> = {
  empty: { jobs: [], jobId: null },
  pending: { jobs: [pending], jobId: pending.id },
  running: { jobs: [running], jobId: running.id },
  done: { jobs: [done], jobId: done.id },
  failed: { jobs: [failed], jobId: failed.id },
  canceled: { jobs: [canceled], jobId: canceled.id },
  hostile: { jobs: [hostile], jobId: hostile.id },
  many: { jobs: [running, pending, done, failed, canceled, hostile], jobId: null },
};
