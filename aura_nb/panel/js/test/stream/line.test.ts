import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Line } from "../../src/stream/line.ts";
import type { LineState } from "../../src/stream/state.ts";
import type { Message } from "../../src/wire/message.ts";
import { FakeServer, frame, settled } from "../support.ts";

const URL = "http://127.0.0.1/aura/api/events";
let server: FakeServer;
let line: Line;
let states: LineState[];
let messages: Message[];
let log: string[];

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeServer();
  states = [];
  messages = [];
  log = [];
  const hearer = {
    message: (message: Message) => void messages.push(message),
    state: (state: LineState) => void states.push(state),
    log: ({ level, text }: { level: string; text: string }) => void log.push(`${level} ${text}`),
    behind: () => {},
  };
  line = new Line({ url: URL, headers: () => ({ "X-XSRFToken": "x" }) }, hearer, server.fetch);
});

afterEach(() => {
  line.close();
  vi.useRealTimers();
});

const state = () => states.at(-1)?.state;

async function open(after = "1700000000000-4") {
  line.open(after);
  await settled();
}

async function pass(milliseconds: number) {
  await vi.advanceTimersByTimeAsync(milliseconds);
  await settled();
}

test("it asks for what follows the id it was given, with the person's own credentials", async () => {
  await open();
  expect(server.last.url).toBe(URL);
  expect(server.last.headers).toMatchObject({
    Accept: "text/event-stream",
    "Last-Event-ID": "1700000000000-4",
    "X-XSRFToken": "x",
  });
  expect(states.map(({ state }) => state)).toEqual(["connecting", "connected"]);
});

test("the console's lines are those that people are told to look for", async () => {
  await open();
  server.last.pipe.write(frame("job-status", 5, { jobId: "a", status: "running" }));
  await settled();
  server.last.pipe.fail("cut");
  await settled();
  await pass(1000);
  expect(log).toEqual([
    `info [SseClient] Connecting to ${URL}`,
    "info [SseClient] Connected successfully",
    'debug [SseClient] Received job-status: {"jobId":"a","status":"running"}',
    "info [SseClient] Connection error",
    "info [SseClient] Reconnecting in 1000ms (attempt 1/5)",
    "info [SseClient] Attempting reconnect with Last-Event-ID: 1700000000000-5",
    "info [SseClient] Connected successfully",
  ]);
});

test("after a cut it goes on from the last event, and what comes again is not given again", async () => {
  await open();
  server.last.pipe.write(frame("warning", 5, { jobId: "a" }) + frame("warning", 6, { jobId: "a" }));
  await settled();
  server.last.pipe.close();
  await pass(1000);
  expect(server.last.headers["Last-Event-ID"]).toBe("1700000000000-6");
  server.last.pipe.write(frame("warning", 6, { jobId: "a" }) + frame("warning", 7, { jobId: "a" }));
  await settled();
  expect(messages.map(({ id }) => id)).toEqual(["1700000000000-5", "1700000000000-6", "1700000000000-7"]);
});

test("25 seconds without a byte count as lost; a comment is a byte", async () => {
  await open();
  await pass(24_000);
  server.last.pipe.write(": keepalive\n\n");
  await pass(24_000);
  expect(state()).toBe("connected");
  await pass(1000);
  expect(states.at(-1)).toMatchObject({ state: "reconnecting", attempt: 1 });
  expect(server.last.isAborted()).toBe(true);
});

test("five attempts, then it says that it is lost, and tries quietly every 30 seconds", async () => {
  server.next.push(...Array.from({ length: 8 }, () => "down" as const));
  await open();
  for (const seconds of [1, 2, 4, 8, 16]) await pass(seconds * 1000);
  expect(server.connections).toHaveLength(6);
  expect(state()).toBe("lost");
  expect(log.filter((each) => each.includes("Reconnecting"))).toEqual(
    [1, 2, 4, 8, 16].map(
      (seconds, index) => `info [SseClient] Reconnecting in ${seconds}000ms (attempt ${index + 1}/5)`,
    ),
  );
  await pass(29_000);
  expect(server.connections).toHaveLength(6);
  await pass(1000);
  expect(server.connections).toHaveLength(7);
  expect(state()).toBe("lost");
  await pass(60_000);
  expect(state()).toBe("connected");
});

test("a nudge tries at once; Reconnect gives five attempts more", async () => {
  server.next.push(...Array.from({ length: 6 }, () => "down" as const));
  await open();
  await pass(31_000);
  expect(state()).toBe("lost");
  server.next.push("down");
  line.nudge(false);
  await settled();
  expect(server.connections).toHaveLength(7);
  expect(state()).toBe("lost");
  server.next.push("down");
  line.nudge(true);
  await settled();
  expect(server.connections).toHaveLength(8);
  expect(states.at(-1)).toMatchObject({ state: "reconnecting", attempt: 1 });
});

test("a full server's Retry-After is heeded", async () => {
  server.next.push({ status: 429, headers: { "Retry-After": "5" } });
  await open();
  expect(states.at(-1)).toMatchObject({ state: "reconnecting", delayMs: 5000 });
  await pass(4900);
  expect(server.connections).toHaveLength(1);
  await pass(100);
  expect(state()).toBe("connected");
});

test.each([401, 403, 404, 204])("%i ends it, until somebody asks again", async (status) => {
  server.next.push(status);
  await open();
  expect(state()).toBe("refused");
  await pass(120_000);
  line.nudge(false);
  await settled();
  expect(server.connections).toHaveLength(1);
  line.nudge(true);
  await settled();
  expect(state()).toBe("connected");
});

test("the count starts anew after ten steady seconds", async () => {
  server.next.push("down", "down");
  await open();
  await pass(3000);
  expect(state()).toBe("connected");
  server.last.pipe.write(": hello\n\n");
  await pass(10_000);
  server.last.pipe.write(": keepalive\n\n");
  await settled();
  server.last.pipe.close();
  await settled();
  expect(states.at(-1)).toMatchObject({ state: "reconnecting", attempt: 1, delayMs: 1000 });
});

test("closed, it holds no connection and waits for nothing", async () => {
  await open();
  line.close();
  await settled();
  expect(server.last.isAborted()).toBe(true);
  expect(state()).toBe("idle");
  expect(vi.getTimerCount()).toBe(0);
  await pass(60_000);
  expect(server.connections).toHaveLength(1);
});

test("a frame whose data is no JSON is lost, the line is not", async () => {
  await open();
  server.last.pipe.write(`id: 1-5\nevent: warning\ndata: {oops\n\n${frame("warning", 6, { jobId: "a" })}`);
  await settled();
  expect(messages.map(({ id }) => id)).toEqual(["1700000000000-6"]);
  expect(state()).toBe("connected");
});
