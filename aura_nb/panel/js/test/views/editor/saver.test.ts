import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Problem } from "../../../src/problem.ts";
import { type Document, documentOf } from "../../../src/views/editor/document.ts";
import { Saver } from "../../../src/views/editor/saver.ts";

const doc = (title: string) => documentOf({ title, scenes: [] });

let now: Document;
let server: { document: Document; version: number };
let failure: Problem | null;
let writes: string[];
let saver: Saver;

beforeEach(() => {
  vi.useFakeTimers();
  now = doc("first");
  server = { document: now, version: 0 };
  failure = null;
  writes = [];
  const shelf = {
    read: async () => server,
    write: async (document: Document, version: number) => {
      await Promise.resolve();
      if (failure) throw failure;
      if (version !== server.version) throw new Problem("changed", { status: 412 });
      writes.push(String(document.title));
      server = { document, version: version + 1 };
      return server.version;
    },
  };
  saver = new Saver(shelf, server, () => now);
});

afterEach(() => vi.useRealTimers());

function change(title: string): void {
  now = doc(title);
  saver.touched();
}

const state = () => saver.saving.value.state;

test("what is changed is saved by itself, and only then called saved", async () => {
  change("a");
  change("ab");
  expect(state()).toBe("pending");
  await vi.advanceTimersByTimeAsync(1000);
  expect([writes, state(), saver.version, server.document]).toEqual([["ab"], "saved", 1, now]);
});

test("what is changed while it is being saved is saved as well", async () => {
  change("a");
  vi.advanceTimersByTime(400);
  change("ab");
  expect(state()).toBe("saving");
  await vi.advanceTimersByTimeAsync(1000);
  expect([writes, state()]).toEqual([["a", "ab"], "saved"]);
});

test("over a cut line it is tried again until it is there, and said to be unsaved until then", async () => {
  failure = new Problem("The server cannot be reached.");
  change("a");
  await vi.advanceTimersByTimeAsync(5000);
  expect(saver.saving.value).toEqual({ state: "waiting", reason: "The server cannot be reached." });
  change("ab");
  expect(state()).toBe("waiting");
  expect(await saver.flush()).toBe(false);
  failure = null;
  await vi.advanceTimersByTimeAsync(20_000);
  expect([writes, state()]).toEqual([["ab"], "saved"]);
});

test("what somebody else saved is not written over without being told", async () => {
  server = { document: doc("theirs"), version: 1 };
  change("mine");
  await vi.advanceTimersByTimeAsync(1000);
  expect([writes, state()]).toEqual([[], "conflict"]);
  change("mine too");
  await vi.advanceTimersByTimeAsync(60_000);
  expect([writes, state()]).toEqual([[], "conflict"]);
  await saver.overwrite();
  expect([writes, state(), server.version]).toEqual([["mine too"], "saved", 2]);
});

test("a problem is one, whichever script made it", async () => {
  class Theirs extends Error {
    override name = "Problem";
    status = 412;
    fields = [];
  }
  failure = new Theirs("changed") as unknown as Problem;
  change("mine");
  await vi.advanceTimersByTimeAsync(1000);
  expect(state()).toBe("conflict");
});

test("or theirs takes the place of mine", async () => {
  server = { document: doc("theirs"), version: 1 };
  change("mine");
  await vi.advanceTimersByTimeAsync(1000);
  now = await saver.theirs();
  saver.touched();
  expect([now.title, state(), writes]).toEqual(["theirs", "saved", []]);
  change("on top of it");
  await vi.advanceTimersByTimeAsync(1000);
  expect([writes, server.version]).toEqual([["on top of it"], 2]);
});

test("what the engine refuses is not saved, and said until it is corrected", async () => {
  failure = new Problem("One field is wrong.", {
    status: 422,
    fields: [{ field: "storyboard.title", message: "must say something" }],
  });
  change("");
  await vi.advanceTimersByTimeAsync(1000);
  expect(state()).toBe("refused");
  expect(saver.refusal.value?.fields).toEqual([{ field: "storyboard.title", message: "must say something" }]);
  expect(await saver.flush()).toBe(false);
  failure = null;
  change("a");
  expect(saver.refusal.value).not.toBeNull();
  await vi.advanceTimersByTimeAsync(1000);
  expect([writes, state(), saver.refusal.value]).toEqual([["a"], "saved", null]);
});

test("a change that is taken back needs no saving", async () => {
  change("a");
  now = server.document;
  saver.touched();
  expect(state()).toBe("saved");
  await vi.advanceTimersByTimeAsync(1000);
  expect(writes).toEqual([]);
});
