/** Jobs of every state, made up for looking at. */

import type { Artifact, Job, Phase } from "../src/model.ts";
import { PHASES } from "../src/model.ts";
import { unknownJob } from "../src/store/shape.ts";
import { DEFAULTS } from "../src/wire/contract.ts";

/** So many seconds ago: lists say how long ago a job ended. */
const before = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

const BEGAN = before(240);

const SECONDS: Record<Phase, number> = { plan: 0.1, tts: 2.9, visuals: 4.2, compose: 1.6, render: 3.4 };

export function job(changes: Partial<Job> & { id: string }): Job {
  const percent = changes.percent ?? 0;
  return {
    ...unknownJob(changes.id),
    title: "Why bees matter",
    percent,
    phases: PHASES.map(({ phase, start, end }) => {
      const fraction = Math.min(1, Math.max(0, (percent - start) / (end - start)));
      const done = fraction >= 1;
      const active = fraction > 0 || changes.phase === phase;
      return {
        phase,
        fraction,
        state: done ? "done" : active ? "active" : "waiting",
        seconds: done ? SECONDS[phase] : null,
      };
    }),
    toldAt: Date.now(),
    createdAt: BEGAN,
    correlationId: "harness",
    render: DEFAULTS.render,
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
    artifact(id, "thumbnails.vtt", "thumbnails", "text/vtt", 320),
    artifact(id, "thumbnails-01.jpg", "thumbnails", "image/jpeg", 9_100),
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
  message: "Drawing “What they do”",
  currentItem: 4,
  totalItems: 9,
  startedAt: BEGAN,
  elapsedSeconds: 6.2,
  remainingSeconds: 8,
  artifacts: [
    artifact("running-1", "poster.png", "poster", "image/png", 48_200),
    artifact("running-1", "captions.vtt", "captions", "text/vtt", 1_204),
    artifact("running-1", "captions.srt", "captions", "application/x-subrip", 1_150),
  ],
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
    formatPath: null,
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
  message: "Canceled as asked.",
  canResume: true,
  lastCompletedStep: "Script",
  cleanup: { removedFiles: 7, freedBytes: 3_400_000 },
});

export const pending = job({ id: "pending-1", createdAt: before(20) });

const WORK: readonly [Phase, number, string][] = [
  ["plan", 6, "Writing the script"],
  ["tts", 24, "Speaking “What they do”"],
  ["visuals", 47, "Drawing “What they do”"],
  ["compose", 71, "Placing scenes, builds and captions"],
  ["render", 93, "Joining the film"],
];

/** One job in each phase. */
const inPhase = (at: Phase): Job => {
  const [phase, percent, message] = WORK.find((each) => each[0] === at) ?? WORK[0] ?? ["plan", 0, ""];
  const early = percent < 35;
  return job({
    ...running,
    phases: job({ id: "", percent, phase }).phases,
    phase,
    percent,
    message,
    ...(early && EARLY),
  });
};
const EARLY = { artifacts: [], remainingSeconds: null, currentItem: null, totalItems: null };

const warned = job({
  ...running,
  warnings: [
    {
      code: "font.missing",
      message:
        "No font here has 🐝 (scene work); a box is shown instead. Run `apt-get install fonts-noto-color-emoji`.",
      step: "Visuals",
    },
    {
      code: "voice.failed",
      message: "Scene end is spoken by espeak:en-us: hibari:en-us gave no sound for it.",
      step: "Voice",
    },
  ],
});

const manyWarnings = job({
  ...running,
  warnings: Array.from({ length: 24 }, (_, scene) => ({
    code: "font.missing",
    message: `No font here has U+${(0x4e00 + scene).toString(16).toUpperCase()} (scene s${scene}).`,
    step: "Visuals",
  })),
});

const arabic = job({
  ...running,
  id: "rtl-1",
  title: "لماذا النحل مهم؟ (Bees, الجزء 2)",
  message: "رسم «ما يفعله النحل»",
});

const HOSTILE = `<img src=x onerror=alert(1)> </script> \u202Eevil ${"verylong".repeat(600)}`;
export const hostile = job({
  ...failed,
  id: "hostile-1",
  title: HOSTILE,
  errorMessage: HOSTILE,
  errors: [{ code: "internal", message: HOSTILE, remediation: HOSTILE }],
  suggestedActions: [HOSTILE],
  warnings: [{ code: "internal", message: HOSTILE, step: null }],
  logLines: [HOSTILE],
});
const hostileRunning = job({ ...running, id: "hostile-2", title: HOSTILE, message: HOSTILE });
const hostileDone = job({
  ...done,
  id: "hostile-3",
  title: HOSTILE,
  artifacts: files("hostile-3").map((file) => ({
    ...file,
    name: file.kind === "video" ? file.name : `${HOSTILE}.${file.kind}`,
  })),
});

const TITLES = [
  "Why bees matter",
  "Third quarter in five minutes",
  "How the heart pumps",
  "Photosynthesis, slowly",
  "A tour of SQLite",
];
const ended = [done, failed, canceled] as const;
const past = Array.from({ length: 24 }, (_, index) => {
  const kind = index % 7 === 3 ? failed : index % 7 === 5 ? canceled : done;
  const at = before(240 + index * index * 900);
  return job({ ...kind, id: `past-${index}`, title: TITLES[index % TITLES.length] ?? "", createdAt: at, endedAt: at });
});
const queue = [
  running,
  job({
    ...running,
    id: "running-2",
    title: "Third quarter in five minutes",
    percent: 12,
    phase: "plan",
    message: null,
  }),
  pending,
  job({ id: "pending-2", title: "لماذا النحل مهم؟", createdAt: before(15) }),
  ...past,
];

export interface Scene {
  jobs: Job[];
  jobId: string | null;
}

const one = (shown: Job): Scene => ({ jobs: [shown], jobId: shown.id });

export const SCENES: Record<string, Scene> = {
  empty: { jobs: [], jobId: null },
  pending: one(pending),
  running: one(running),
  ...Object.fromEntries(WORK.map(([phase]) => [`running-${phase}`, one(inPhase(phase))])),
  warned: one(warned),
  "many-warnings": one(manyWarnings),
  canceling: one(job({ ...running, cancelRequested: true })),
  done: one(done),
  failed: one(failed),
  canceled: one(canceled),
  rtl: one(arabic),
  "done-portrait": one(job({ ...done, render: { aspect: "9:16", quality: "standard" } })),
  hostile: one(hostile),
  "hostile-running": one(hostileRunning),
  "hostile-done": one(hostileDone),
  "hostile-queue": { jobs: [hostileRunning, hostile, hostileDone, ...ended], jobId: null },
  whole: { jobs: [running, ...ended], jobId: null },
  "whole-done": { jobs: [done, failed, canceled], jobId: null },
  many: { jobs: queue, jobId: null },
  unknown: { jobs: [], jobId: "nobody" },
};
