/** The clock of the page, or of the server, is set in mid-job: what is shown as passed is what has passed. */

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { elapsed } from "../../src/selectors.ts";
import { steadyNow } from "../../src/steady.ts";
import { folded } from "../../src/store/fold.ts";
import { fromMarks, WAITING } from "../../src/store/phases.ts";
import { fromWhole, unknownJob } from "../../src/store/shape.ts";
import { message } from "../support.ts";
import { item } from "./backend.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});

afterEach(() => {
  vi.useRealTimers();
});

const RUNNING = { ...unknownJob("a"), status: "running", elapsedSeconds: 0, toldAt: 0 } as const;

test.each([-600_000, 7_200_000])("a page's clock that is set by %d ms moves no time that passes", (jump) => {
  const before = steadyNow();
  vi.setSystemTime(Date.now() + jump);
  const job = { ...RUNNING, toldAt: before };
  expect(elapsed(job, steadyNow())).toBeGreaterThanOrEqual(0);
  expect(elapsed(job, steadyNow())).toBeLessThan(60);
});

test("an ended job took as long as its last event says, though the server's clock was set back meanwhile", () => {
  const done = folded(
    RUNNING,
    message("job-completed", 9, { jobId: "a", status: "completed", artifacts: [], output: null, elapsedSeconds: 13 }),
    13_000,
  );
  const at = "2026-01-01T00:10:00.000Z";
  const times = item("a", "completed", { startedAt: at, completedAt: at, endedAt: at });
  expect(fromWhole(done, times, 20_000).elapsedSeconds).toBe(13);
  expect(fromWhole(unknownJob("a"), times, 20_000).elapsedSeconds).toBe(0);
});

test("a phase never took less than no time, and what an event told of it stays", () => {
  const mark = {
    phase: "tts",
    stage: "Voice",
    fraction: 1,
    startedAt: "2026-01-01T00:10:00.000Z",
    completedAt: "2026-01-01T00:00:00.000Z",
  };
  const tts = (known = WAITING) => fromMarks(known, [mark]).find((each) => each.phase === "tts");
  expect(tts()?.seconds).toBe(0);
  expect(tts(WAITING.map((each) => ({ ...each, state: "done", fraction: 1, seconds: 5 })))?.seconds).toBe(5);
});
