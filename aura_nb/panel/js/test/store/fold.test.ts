import { expect, test } from "vitest";
import type { Job } from "../../src/model.ts";
import { folded } from "../../src/store/fold.ts";
import { merged } from "../../src/store/merge.ts";
import { fromItem, fromProgress, unknownJob } from "../../src/store/shape.ts";
import { message } from "../support.ts";
import { item, progress } from "./backend.ts";

const NOW = Date.parse("2026-05-04T09:00:10.000Z");
const ITEM = item("a", "running", {
  title: "Bees",
  stage: "Visuals",
  phase: "visuals",
  percent: 40,
  createdAt: "2026-05-04T09:00:00.000Z",
  startedAt: "2026-05-04T09:00:01.000Z",
  lastCompletedStep: "Voice",
});
const running = fromItem(unknownJob("a"), ITEM, NOW);

const event = (type: string, data: Record<string, unknown>) => message(type, 5, { jobId: "a", ...data });
const states = (job: Job) => job.phases.map(({ state }) => state);

test("of a line of the queue, the phases before the present one are done", () => {
  expect(states(running)).toEqual(["done", "done", "active", "waiting", "waiting"]);
  expect(running.phases[2]?.fraction).toBeCloseTo(5 / 30);
  expect(running.elapsedSeconds).toBe(9);
  expect(running.isWhole).toBe(false);
});

test("progress moves its phase, the overall percent, the message and the clock", () => {
  const job = folded(
    running,
    event("step-progress", {
      step: "Visuals",
      phase: "visuals",
      progressPct: 50,
      phasePct: 50,
      message: "Slide 4 of 9",
      currentItem: 4,
      totalItems: 9,
      elapsedSeconds: 12.5,
      remainingSeconds: 20,
    }),
    NOW,
  );
  expect(job).toMatchObject({
    percent: 50,
    message: "Slide 4 of 9",
    currentItem: 4,
    totalItems: 9,
    elapsedSeconds: 12.5,
  });
  expect(job.phases[2]).toMatchObject({ fraction: 0.5, state: "active" });
});

test("progress that would go back is ignored, as a whole", () => {
  expect(folded(running, event("step-progress", { phase: "visuals", progressPct: 39, message: "old" }), NOW)).toBe(
    running,
  );
});

test("a rescued job that waits again keeps its percent", () => {
  expect(folded(running, event("job-status", { status: "pending", phase: "plan", percent: 0 }), NOW).percent).toBe(40);
});

test("phases may work ahead of each other", () => {
  const ahead = folded(running, event("step-status", { step: "Render", phase: "render", status: "started" }), NOW);
  expect(states(ahead)).toEqual(["done", "done", "active", "waiting", "active"]);
  const ended = folded(
    ahead,
    event("step-status", { step: "Compose", phase: "compose", status: "completed", seconds: 1.5 }),
    NOW,
  );
  expect(ended.phases[3]).toEqual({ phase: "compose", fraction: 1, state: "done", seconds: 1.5 });
  expect(ended.lastCompletedStep).toBe("Compose");
});

test("an artifact is there as soon as it is told, and once", () => {
  const poster = { name: "poster.png", kind: "poster", type: "image/png", sizeBytes: 10, sha256: "1", url: "u" };
  const once = folded(running, event("artifact", poster), NOW);
  const again = folded(once, event("artifact", { ...poster, sha256: "2" }), NOW);
  expect(again.artifacts.map(({ name, sha256 }) => [name, sha256])).toEqual([["poster.png", "2"]]);
});

test("a completed job has everything it made, and its clock stands", () => {
  const job = folded(
    running,
    event("job-completed", {
      status: "completed",
      artifacts: [{ name: "video.mp4", kind: "video", type: "video/mp4", sizeBytes: 9, sha256: "1", url: "u" }],
      output: { videoPath: "/f/video.mp4", subtitlePath: null, sizeBytes: 9, durationSeconds: 3.2, folder: "/f" },
      elapsedSeconds: 14,
    }),
    NOW,
  );
  expect(job).toMatchObject({ status: "completed", phase: "complete", percent: 100, elapsedSeconds: 14 });
  expect(job.remainingSeconds).toBeNull();
  expect(job.output?.folder).toBe("/f");
  expect(new Set(states(job))).toEqual(new Set(["done"]));
});

test.each(["job-failed", "job-cancelled"])("what was shown of a film goes with %s", (type) => {
  const poster = { name: "poster.png", kind: "poster", type: "image/png", sizeBytes: 10, sha256: "1", url: "u" };
  const shown = folded(running, event("artifact", poster), NOW);
  const job = folded(shown, event(type, {}), NOW);
  expect(job).toMatchObject({ artifacts: [], artifactCount: 0 });
  expect(merged(job, { ...shown, isWhole: true }).artifacts).toEqual([]);
});

test("a failed job keeps the phase it ended in, and says why and what to do", () => {
  const job = folded(
    running,
    event("job-failed", {
      status: "failed",
      stage: "Visuals",
      errorMessage: "FFmpeg was not found.",
      errors: [{ code: "ffmpeg.not_found", message: "FFmpeg was not found.", remediation: "Install it." }],
      suggestedActions: ["Install it."],
      logs: ["a line"],
    }),
    NOW,
  );
  expect(job).toMatchObject({
    status: "failed",
    phase: "visuals",
    percent: 40,
    canResume: true,
    errorMessage: "FFmpeg was not found.",
    suggestedActions: ["Install it."],
    logLines: ["a line"],
  });
});

test("a canceled job says what was cleaned", () => {
  const asked = { ...running, cancelRequested: true };
  const job = folded(
    asked,
    event("job-cancelled", {
      status: "canceled",
      message: "Canceled.",
      cleanup: { removedFiles: 3, freedBytes: 4096 },
    }),
    NOW,
  );
  expect(job).toMatchObject({
    status: "canceled",
    message: "Canceled.",
    cancelRequested: false,
    cleanup: { removedFiles: 3, freedBytes: 4096 },
  });
});

test("warnings add up, and an event nobody knows changes nothing", () => {
  const warned = folded(running, event("warning", { code: "font.missing", message: "No font", step: "Visuals" }), NOW);
  expect(folded(warned, event("warning", { code: "x", message: "y", step: "z" }), NOW).warnings).toHaveLength(2);
  expect(folded(running, event("confetti", {}), NOW)).toBe(running);
});

test("a snapshot is the whole job", () => {
  const job = folded(unknownJob("a"), event("snapshot", { ...ITEM }), NOW);
  expect(job).toMatchObject({ title: "Bees", percent: 40, isWhole: true });
});

test("marks of progress say how far each phase is and how long it took", () => {
  const marks = [
    {
      phase: "plan",
      stage: "Script",
      fraction: 1,
      startedAt: "2026-05-04T09:00:01.000Z",
      completedAt: "2026-05-04T09:00:02.500Z",
    },
    { phase: "render", stage: "Render", fraction: 0.25, startedAt: "2026-05-04T09:00:05.000Z", completedAt: null },
  ];
  const job = fromProgress(running, progress(ITEM, { phases: marks, message: "Encoding", remainingSeconds: 4 }), NOW);
  expect(job.phases[0]).toMatchObject({ state: "done", seconds: 1.5 });
  expect(job.phases[4]).toMatchObject({ state: "active", fraction: 0.25 });
  expect(job.remainingSeconds).toBe(4);
});
