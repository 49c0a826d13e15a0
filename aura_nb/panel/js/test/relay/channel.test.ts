import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { artifact, job } from "../../harness/jobs.ts";
import { RelayBackend } from "../../src/relay/backend.ts";
import { Channel } from "../../src/relay/channel.ts";
import { RelaySource, relayed } from "../../src/relay/source.ts";
import { Hub } from "../../src/stream/hub.ts";
import type { Json } from "../../src/wire/values.ts";
import { settled } from "../support.ts";
import { FakeModel } from "./model.ts";

let model: FakeModel;
let page: AbortController;
let heard: Json[];
let channel: Channel;

beforeEach(() => {
  vi.useFakeTimers();
  model = new FakeModel({});
  page = new AbortController();
  heard = [];
  channel = new Channel(model, (said) => void heard.push(said), page.signal);
});

afterEach(() => {
  page.abort();
  vi.useRealTimers();
});

const bytes = (text: string) => new DataView(new TextEncoder().encode(text).buffer);

test("each answer goes to its own question, in whatever order they come", async () => {
  const [first, second] = [channel.ask("job", { jobId: "a" }), channel.ask("job", { jobId: "b" })];
  const [one, other] = model.asked();
  model.say({ kind: "answer", id: other?.id, result: { jobId: "b" } });
  model.say({ kind: "answer", id: one?.id, result: { jobId: "a" } });
  expect((await first).result).toEqual({ jobId: "a" });
  expect((await second).result).toEqual({ jobId: "b" });
});

test("a refusal is a problem with its fields and its next step", async () => {
  const asking = channel.ask("createJob", {}).catch((error) => error);
  model.say({
    kind: "answer",
    id: model.asked()[0]?.id,
    problem: {
      status: 422,
      code: "request.invalid",
      detail: "no topic",
      errors: [{ field: "brief.topic", message: "m" }],
    },
  });
  expect(await asking).toMatchObject({
    status: 422,
    message: "no topic",
    fields: [{ field: "brief.topic", message: "m" }],
  });
});

test("a kernel that does not answer is said so, and told that nobody waits any more", async () => {
  const asking = channel.ask("queue", {}, 5000).catch((error) => error);
  const id = model.asked()[0]?.id;
  await vi.advanceTimersByTimeAsync(5000);
  expect((await asking).code).toBe("kernel.silent");
  expect(model.sent.at(-1)).toEqual({ kind: "cancel", id });
  model.say({ kind: "answer", id, result: {} });
});

test("a large file comes in pieces, each of which shows that the kernel is alive", async () => {
  const backend = new RelayBackend(channel, true);
  const asking = backend.content(job({ id: "a" }), artifact("a", "video.mp4", "video", "video/mp4", 6));
  const { id, args } = model.asked()[0] ?? {};
  expect(args).toEqual({ jobId: "a", name: "video.mp4", mp3: true });
  for (const piece of ["ab", "cd"]) {
    model.say({ kind: "answer", id, more: true }, [bytes(piece)]);
    await vi.advanceTimersByTimeAsync(100_000);
  }
  model.say({ kind: "answer", id, more: true }, [bytes("ef")]);
  model.say({ kind: "answer", id, result: { type: "video/mp4", path: "/f/video.mp4" } });
  const content = await asking;
  expect(content).toMatchObject({ kind: "bytes", type: "video/mp4" });
  expect(content.kind === "bytes" && new TextDecoder().decode(content.bytes)).toBe("abcdef");
});

test("a file that is too large is where the kernel says", async () => {
  const backend = new RelayBackend(channel, false);
  const asking = backend.content(job({ id: "a" }), artifact("a", "video.mp4", "video", "video/mp4", 6));
  model.say({ kind: "answer", id: model.asked()[0]?.id, result: { type: "video/mp4", path: "/f/video.mp4" } });
  expect(await asking).toEqual({ kind: "path", path: "/f/video.mp4" });
});

test("another view's answers are left alone", async () => {
  const other = new Channel(model, () => {}, page.signal);
  const asking = channel.ask("queue");
  void other.ask("queue").catch(() => {});
  const [mine, theirs] = model.asked();
  expect(mine?.id).not.toBe(theirs?.id);
  model.say({ kind: "answer", id: theirs?.id, result: { jobId: "theirs" } });
  model.say({ kind: "answer", id: mine?.id, result: { jobId: "mine" } });
  expect((await asking).result).toEqual({ jobId: "mine" });
});

test("a closed panel leaves no listener, no timer and no open question", async () => {
  const asking = channel.ask("queue").catch((error) => error);
  page.abort();
  expect((await asking).message).toBe("The panel was closed.");
  expect(model.listeners.size).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
});

test("the kernel's events are a source like the line to a server: from an id on, each once", () => {
  let source: RelaySource | undefined;
  const hub = new Hub((hearer) => {
    source = new RelaySource(channel, hearer);
    return source;
  });
  const ids: (string | null)[] = [];
  const states: string[] = [];
  const reading = hub.open("1-4", {
    message: ({ id }) => void ids.push(id),
    state: ({ state }) => void states.push(state),
    log: () => {},
    behind: () => {},
  });
  expect(model.sent).toEqual([{ kind: "follow", after: "1-4" }]);
  for (const sequence of [4, 5, 5, 6]) {
    model.say({ kind: "event", type: "warning", id: `1-${sequence}`, data: { jobId: "a" } });
    const message = relayed(heard.at(-1) ?? {});
    if (message !== null) source?.take(message);
  }
  expect(ids).toEqual(["1-5", "1-6"]);
  expect(states).toEqual(["connected"]);
  reading.close();
  expect(model.sent.at(-1)).toEqual({ kind: "unfollow" });
});

test("what is no event is none", async () => {
  await settled();
  expect(relayed({ kind: "event", type: "warning" })).toBeNull();
  expect(relayed({ kind: "greeting", type: "warning", data: {} })).toBeNull();
});
