import { signal } from "@preact/signals";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Problem } from "../../src/problem.ts";
import { Follower } from "../../src/store/follower.ts";
import { JobStore } from "../../src/store/store.ts";
import { Hub } from "../../src/stream/hub.ts";
import { Line } from "../../src/stream/line.ts";
import { FakeBackend, item } from "../store/backend.ts";
import { FakeServer, frame, settled } from "../support.ts";

let server: FakeServer;
let backend: FakeBackend;
let store: JobStore;
let follower: Follower;
let page: AbortController;
const isVisible = signal(false);

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, "info").mockImplementation(() => {});
  vi.spyOn(console, "debug").mockImplementation(() => {});
  delete (globalThis as { [key: symbol]: unknown })[Symbol.for("aura_nb.said")];
  isVisible.value = false;
  server = new FakeServer();
  backend = new FakeBackend().add(item("j1", "running"));
  store = new JobStore(backend.backend, null);
  page = new AbortController();
  const address = { url: "http://127.0.0.1/aura/api/events", headers: () => ({}) };
  follower = new Follower(store, new Hub((hearer) => new Line(address, hearer, server.fetch)), isVisible, page.signal);
});

afterEach(() => {
  page.abort();
  vi.useRealTimers();
});

async function see(): Promise<void> {
  isVisible.value = true;
  await settled();
}

async function pass(milliseconds: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(milliseconds);
  await settled();
}

async function finish(sequence: number): Promise<void> {
  server.last.pipe.write(frame("job-completed", sequence, { jobId: "j1", status: "completed", artifacts: [] }));
  await settled();
}

test("a panel that nobody sees asks for nothing", async () => {
  await pass(60_000);
  expect(backend.asked).toEqual([]);
  expect(server.connections).toEqual([]);
});

test("seen, it lists, then follows what comes after the list", async () => {
  await see();
  expect(server.last.headers["Last-Event-ID"]).toBe("1700000000000-10");
  server.last.pipe.write(frame("step-progress", 11, { jobId: "j1", phase: "tts", progressPct: 30 }));
  await settled();
  expect(store.job("j1").value?.percent).toBe(30);
  expect(follower.connection.value.state).toBe("connected");
});

test("with no unfinished job there is no stream", async () => {
  backend.jobs.set("j1", item("j1", "completed"));
  await see();
  expect(server.connections).toHaveLength(0);
  expect(follower.connection.value.state).toBe("idle");
});

test("the stream is closed a little after the last job ended", async () => {
  await see();
  await finish(11);
  await pass(1000);
  expect(server.last.isAborted()).toBe(false);
  await pass(5000);
  expect(server.last.isAborted()).toBe(true);
  expect(follower.connection.value.state).toBe("idle");
});

test("out of view it is paused; in view again it goes on from the last event", async () => {
  await see();
  server.last.pipe.write(frame("warning", 15, { jobId: "j1" }));
  await settled();
  isVisible.value = false;
  await pass(5000);
  expect(server.last.isAborted()).toBe(true);
  await see();
  expect(server.connections).toHaveLength(2);
  expect(server.last.headers["Last-Event-ID"]).toBe("1700000000000-15");
});

test("scrolling past for a moment hangs nothing up", async () => {
  await see();
  isVisible.value = false;
  await pass(1000);
  await see();
  await pass(10_000);
  expect(server.connections).toHaveLength(1);
});

test("a server that is down at first is asked again, and at once when the page comes online", async () => {
  backend.isDown = true;
  await see();
  expect(follower.connection.value).toEqual({ state: "lost", reason: "The server cannot be reached." });
  backend.isDown = false;
  dispatchEvent(new Event("online"));
  await settled();
  expect(store.listed.value).toEqual(["j1"]);
  expect(follower.connection.value.state).toBe("connected");
});

const unopened = new Problem("The workspace cannot be written: it is a file.", {
  status: 503,
  code: "output.unwritable",
  actions: ["Set AURA_WORKSPACE to a folder of yours."],
});
const said = "The workspace cannot be written: it is a file. Set AURA_WORKSPACE to a folder of yours.";

test("a server that cannot open its workspace is quoted, with the next step, until it can", async () => {
  backend.failure = unopened;
  await see();
  expect(follower.connection.value).toEqual({ state: "failing", reason: said });
  backend.failure = null;
  await pass(30_000);
  expect(follower.connection.value.state).toBe("connected");
});

test("also where it did well before, and its stream breaks", async () => {
  await see();
  backend.failure = unopened;
  server.next.push(...Array.from({ length: 20 }, () => 503));
  server.last.pipe.close();
  await settled();
  follower.reconnect();
  await settled();
  expect(follower.connection.value).toEqual({ state: "failing", reason: said });
});

test("Reconnect tries at once", async () => {
  server.next.push(...Array.from({ length: 6 }, () => "down" as const));
  await see();
  await pass(31_000);
  expect(follower.connection.value.state).toBe("lost");
  follower.reconnect();
  await settled();
  expect(follower.connection.value.state).toBe("connected");
});

test("a removed panel leaves no connection, no timer, no listener", async () => {
  await see();
  page.abort();
  await settled();
  expect(server.last.isAborted()).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
  const before = backend.asked.length;
  dispatchEvent(new Event("online"));
  isVisible.value = false;
  isVisible.value = true;
  await pass(120_000);
  expect(backend.asked).toHaveLength(before);
  expect(server.connections).toHaveLength(1);
});
