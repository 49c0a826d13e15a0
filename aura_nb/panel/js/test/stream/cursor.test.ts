import { expect, test } from "vitest";
import { Cursor } from "../../src/stream/cursor.ts";
import { message } from "../support.ts";

test("each entry of the log is taken once, and none that is older", () => {
  const cursor = new Cursor("1700000000000-4");
  const taken = [3, 4, 5, 5, 7, 6].filter((sequence) => cursor.takes(message("warning", sequence, {})));
  expect(taken).toEqual([5, 7]);
  expect(cursor.lastId).toBe("1700000000000-7");
});

test("an entry without an id is none", () => {
  expect(new Cursor().takes(message("warning", null, {}))).toBe(false);
  expect(new Cursor().takes({ type: "warning", id: "nonsense", data: {} })).toBe(false);
});

test("notices are always taken and move nothing", () => {
  const cursor = new Cursor("1700000000000-4");
  expect(cursor.takes(message("shutdown", null, {}))).toBe(true);
  expect(cursor.lastId).toBe("1700000000000-4");
});

test("a snapshot's id counts only when its burst is over", () => {
  const cursor = new Cursor("1700000000000-4");
  expect(cursor.takes(message("snapshot", 9, { jobId: "a" }))).toBe(true);
  expect(cursor.lastId).toBe("1700000000000-4");
  cursor.settle();
  expect(cursor.lastId).toBe("1700000000000-9");
});

test("after a reset, smaller numbers are news", () => {
  const cursor = new Cursor("1700000000000-4000");
  cursor.takes(message("reset", 2, { reason: "another log" }));
  expect(cursor.takes(message("warning", 3, {}))).toBe(true);
});
