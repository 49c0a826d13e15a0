import { beforeEach, expect, test, vi } from "vitest";
import type { Job } from "../../src/model.ts";
import { KEPT_ENDED } from "../../src/store/shelf.ts";
import { JobStore } from "../../src/store/store.ts";
import { message, settled } from "../support.ts";
import { FakeBackend, item } from "./backend.ts";

let server: FakeBackend;
let store: JobStore;
let ended: Job[];

beforeEach(() => {
  vi.spyOn(console, "info").mockImplementation(() => {});
  vi.spyOn(console, "debug").mockImplementation(() => {});
  delete (globalThis as { [key: symbol]: unknown })[Symbol.for("aura_nb.said")];
  server = new FakeBackend().add(
    item("j1", "completed"),
    item("j2", "running"),
    item("j3", "pending"),
    item("j4", "failed"),
  );
  ended = [];
  store = new JobStore(server.backend, null, (job) => void ended.push(job));
});

const progress = (id: string, sequence: number, percent: number) =>
  message("step-progress", sequence, { jobId: id, phase: "tts", progressPct: percent, message: "Speaking" });
const statusOf = (id: string) => store.job(id).value?.status;

test("the running come first, then the pending, then the ended, newest first", async () => {
  await store.refresh();
  expect(store.listed.value).toEqual(["j2", "j3", "j4", "j1"]);
  expect(store.stats.value).toMatchObject({ total: 4, running: 1, pending: 1, completed: 1, failed: 1 });
  expect(store.after).toBe("1700000000000-10");
});

test("each job moves alone", async () => {
  await store.refresh();
  const other = store.job("j3").value;
  store.take(progress("j2", 11, 25));
  expect(store.job("j2").value?.percent).toBe(25);
  expect(store.job("j3").value).toBe(other);
});

test("the list is not made anew for progress", async () => {
  await store.refresh();
  const before = store.listed.value;
  store.take(progress("j2", 11, 25));
  expect(store.listed.value).toBe(before);
});

test("an event that the list includes already changes nothing", async () => {
  await store.refresh();
  store.take(progress("j2", 9, 30));
  expect(store.job("j2").value?.percent).toBe(20);
});

test("a list that is older than an event does not undo it", async () => {
  await store.refresh();
  store.take(message("job-completed", 12, { jobId: "j2", status: "completed", artifacts: [] }));
  await store.refresh();
  expect(statusOf("j2")).toBe("completed");
});

test("a job's own answer that is older than an event does not undo it either", async () => {
  await store.refresh();
  const looking = store.open("j2");
  store.take(message("job-completed", 12, { jobId: "j2", status: "completed", artifacts: [] }));
  await looking;
  expect(store.job("j2").value).toMatchObject({ status: "completed", isWhole: true });
});

test("a state change moves the job in the list and in the stats", async () => {
  await store.refresh();
  store.take(message("job-status", 11, { jobId: "j3", status: "running", phase: "plan", percent: 0 }));
  expect(store.stats.value).toMatchObject({ total: 4, running: 2, pending: 0 });
  expect(store.listed.value.slice(0, 2)).toEqual(["j2", "j3"]);
});

test("somebody else's new job is asked for and listed", async () => {
  await store.refresh();
  server.add(item("j9", "pending"));
  store.take(message("job-status", 11, { jobId: "j9", status: "pending", phase: null, percent: 0 }));
  await settled();
  expect(store.job("j9").value?.title).toBe("Film j9");
  expect(store.stats.value.total).toBe(5);
});

test("what happens to a new job while it is asked for is not lost", async () => {
  await store.refresh();
  server.add(item("j9", "running"));
  const looking = store.open("j9");
  store.take(message("job-cancelled", 12, { jobId: "j9", status: "canceled" }));
  await looking;
  await settled();
  expect(statusOf("j9")).toBe("canceled");
  expect(ended.map(({ id }) => id)).toEqual(["j9"]);
});

test("the id after which to go on is that of the last event, whosever it was", async () => {
  await store.refresh();
  store.take(progress("j2", 11, 25));
  expect(store.after).toBe("1700000000000-11");
});

test("a panel of one job knows no others, and asks for no list", async () => {
  const single = new JobStore(server.backend, "j2");
  await single.refresh();
  single.take(message("job-status", 11, { jobId: "j3", status: "running", phase: "plan", percent: 1 }));
  await settled();
  expect(single.listed.value).toEqual(["j2"]);
  expect(server.asked).toEqual(["job j2"]);
});

test("a job that does not exist is said so", async () => {
  const single = new JobStore(server.backend, "nobody");
  await single.refresh();
  expect(single.trouble.value).toBe("There is no such job.");
  expect(single.unreachable.value).toBeNull();
  expect(single.isAlive.value).toBe(false);
});

test("a server that does not answer is no reason to forget what is known", async () => {
  await store.refresh();
  server.isDown = true;
  await store.refresh();
  expect(store.unreachable.value).toEqual({ state: "lost", reason: "The server cannot be reached." });
  expect(store.listed.value).toHaveLength(4);
  server.isDown = false;
  await store.refresh();
  expect(store.unreachable.value).toBeNull();
});

test("the filter is asked of the server, and counts locally until it answers", async () => {
  await store.refresh();
  store.setFilter("failed");
  expect(store.listed.value).toEqual(["j4"]);
  await settled();
  expect(server.asked.at(-1)).toBe("queue failed 50");
});

test("more can be listed while there is more", async () => {
  for (let number = 100; number < 180; number += 1) server.add(item(`j${number}`, "completed"));
  await store.refresh();
  expect(store.listed.value).toHaveLength(50);
  expect(store.hasMore.value).toBe(true);
  await store.loadMore();
  expect(store.listed.value).toHaveLength(84);
  expect(store.hasMore.value).toBe(false);
});

test("a removed job leaves the list and the stats, also when another page removed it", async () => {
  await store.refresh();
  store.forget("j4");
  expect(store.stats.value).toMatchObject({ total: 3, failed: 0 });
  server.jobs.delete("j4");
  server.jobs.delete("j1");
  await store.refresh();
  expect(store.listed.value).toEqual(["j2", "j3"]);
});

test("an opened job that another page removed is gone without being asked for", async () => {
  await store.refresh();
  await store.open("j1");
  const before = server.asked.length;
  server.jobs.delete("j1");
  await store.refresh();
  expect(store.job("j1").value).toBeUndefined();
  expect(server.asked.slice(before)).toEqual(["queue  50"]);
});

test("a job that is being canceled is shown so until it is", async () => {
  await store.refresh();
  store.markCanceling("j2");
  expect(store.job("j2").value?.cancelRequested).toBe(true);
  store.take(message("job-cancelled", 11, { jobId: "j2", status: "canceled", message: "Canceled.", cleanup: {} }));
  expect(store.job("j2").value).toMatchObject({ status: "canceled", cancelRequested: false });
});

test("after a reset everything is asked for again, and small numbers count", async () => {
  await store.refresh();
  store.take(progress("j2", 40, 25));
  server.lastEventId = "1700000000000-2";
  store.take(message("reset", 2, { reason: "another log" }));
  await settled();
  expect(store.after).toBe("1700000000000-2");
  store.take(progress("j2", 3, 30));
  expect(store.job("j2").value?.percent).toBe(30);
});

test("an ending is told once for the page, however many panels there are", async () => {
  const other = new JobStore(server.backend, null, (job) => void ended.push(job));
  await store.refresh();
  await other.refresh();
  const end = message("job-completed", 11, { jobId: "j2", status: "completed", artifacts: [] });
  store.take(end);
  other.take(end);
  expect(ended.map(({ id }) => id)).toEqual(["j2"]);
  expect(console.info).toHaveBeenCalledTimes(1);
  expect(console.info).toHaveBeenCalledWith("[JobsStore] Job completed", "j2");
});

test("the console hears of states and steps at debug", async () => {
  await store.refresh();
  store.take(message("job-status", 11, { jobId: "j3", status: "running", phase: "plan", percent: 0 }));
  store.take(progress("j2", 12, 25));
  expect(vi.mocked(console.debug).mock.calls.map(([text]) => text)).toEqual([
    "[JobsStore] Job status update",
    "[JobsStore] Step progress",
  ]);
});

test("it is alive while a job it knows has not ended", async () => {
  await store.refresh();
  expect(store.isAlive.value).toBe(true);
  store.take(message("job-failed", 11, { jobId: "j2", status: "failed", errors: [] }));
  store.take(message("job-cancelled", 12, { jobId: "j3", status: "canceled" }));
  expect(store.isAlive.value).toBe(false);
});

test("hundreds of ended jobs do not stay in memory", async () => {
  for (let number = 1000; number < 2000; number += 2) {
    const id = `j${number}`;
    server.add(item(id, "completed"));
    store.take(message("job-status", number, { jobId: id, status: "running", percent: 0 }));
    await settled();
    store.take(message("job-completed", number + 1, { jobId: id, status: "completed", artifacts: [] }));
  }
  expect(store.listed.value.length).toBeLessThanOrEqual(KEPT_ENDED + 4);
});
