/** The whole panel over the widget's channel, the kernel's side played by the test. */

import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { App } from "../../src/app.ts";
import { assembled } from "../../src/assembly.ts";
import type { Toast } from "../../src/host.ts";
import { strings } from "../../src/strings.ts";
import { FakeBackend, item } from "../store/backend.ts";
import { settled } from "../support.ts";
import { FakeModel } from "./model.ts";

let kernel: FakeBackend;
let model: FakeModel;
let page: AbortController;
let toasts: Toast[];
const isVisible = signal(true);

beforeEach(() => {
  vi.spyOn(console, "info").mockImplementation(() => {});
  vi.spyOn(console, "debug").mockImplementation(() => {});
  delete (globalThis as { [key: symbol]: unknown })[Symbol.for("aura_nb.said")];
  isVisible.value = true;
  kernel = new FakeBackend().add(item("j1", "running"));
  page = new AbortController();
  toasts = [];
});

afterEach(() => page.abort());

async function open(jobId = ""): Promise<App> {
  model = new FakeModel({ job_id: jobId, server_id: "" });
  const app = await assembled({
    model,
    isVisible,
    showInPanel: (toast) => void toasts.push(toast),
    until: page.signal,
  });
  await settled();
  return app;
}

/** The kernel answers everything it was asked and has not answered. */
const answered = new Set<unknown>();
async function answer(): Promise<void> {
  for (const { id, call, args } of model.asked()) {
    if (answered.has(id)) continue;
    answered.add(id);
    const asked = args as { jobId: string; statuses: string[]; limit: number };
    const result =
      call === "queue"
        ? await kernel.queue(asked)
        : call === "job"
          ? await kernel.job(asked.jobId)
          : await kernel.progress(asked.jobId);
    model.say({ kind: "answer", id, result });
  }
  await settled();
}

const event = (type: string, sequence: number, data: Record<string, unknown>) =>
  model.say({ kind: "event", type, id: `1700000000000-${sequence}`, data: { jobId: "j1", ...data } });

test("it lists, then follows from the list's id, and moves", async () => {
  const app = await open();
  await answer();
  expect(app.jobs.listed.value).toEqual(["j1"]);
  expect(model.sent).toContainEqual({ kind: "follow", after: "1700000000000-10" });
  event("step-progress", 11, { phase: "tts", progressPct: 30, message: "Speaking" });
  expect(app.jobs.job("j1").value).toMatchObject({ percent: 30, message: "Speaking" });
  expect(app.host.connection.value.state).toBe("connected");
});

test("a kernel that is busy from the start tells of its job before it can be asked", async () => {
  const app = await open("j1");
  event("snapshot", 10, { ...item("j1", "running"), lastEventId: "1700000000000-10" });
  await settled();
  expect(app.jobs.job("j1").value).toMatchObject({ title: "Film j1", isWhole: true });
  event("step-progress", 11, { phase: "tts", progressPct: 30, message: "Speaking" });
  expect(app.jobs.job("j1").value?.percent).toBe(30);
  event("job-completed", 12, { status: "completed", artifacts: [] });
  expect(app.jobs.job("j1").value?.status).toBe("completed");
});

test("an ending shows one toast", async () => {
  await open();
  await answer();
  event("job-completed", 11, { status: "completed", artifacts: [] });
  expect(toasts).toEqual([{ kind: "success", message: strings.toastDone("Film j1") }]);
});

test("cancel asks the kernel and is shown at once", async () => {
  const app = await open();
  await answer();
  const canceling = app.host.cancel("j1");
  const [asked] = model.asked("cancel");
  model.say({ kind: "answer", id: asked?.id, result: {} });
  await canceling;
  expect(app.jobs.job("j1").value?.cancelRequested).toBe(true);
});

test("a removed panel leaves the kernel alone", async () => {
  await open();
  await answer();
  page.abort();
  expect(model.sent.at(-1)).toEqual({ kind: "unfollow" });
  expect(model.listeners.size).toBe(0);
});

test("the card of a saved notebook is hidden while the panel shows the job, and the kernel told when that has ended", async () => {
  const rules = () => [...document.head.querySelectorAll("style")].filter((each) => each.textContent?.includes("w1"));
  model = new FakeModel({ job_id: "j1", server_id: "", own_id: "w1" });
  const ended = () => model.sent.filter(({ kind }) => kind === "ended").length;
  await assembled({ model, isVisible, showInPanel: () => {}, until: page.signal });
  await settled();
  expect([rules().length, ended()]).toEqual([0, 0]);
  answer();
  await settled();
  expect([rules().length, ended()]).toEqual([1, 0]);
  model.say({
    kind: "event",
    type: "job-completed",
    id: "1700000000000-12",
    data: { jobId: "j1", status: "completed", artifacts: [], output: null, elapsedSeconds: 1 },
  });
  await settled();
  expect(ended()).toBe(1);
  page.abort();
  expect(rules()).toHaveLength(0);
});
