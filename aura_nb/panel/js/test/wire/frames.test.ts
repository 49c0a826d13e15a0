/** The examples and rules of https://html.spec.whatwg.org/multipage/server-sent-events.html, read by our reader. */

import { expect, test } from "vitest";
import { type Frame, readFrames } from "../../src/wire/frames.ts";
import { bodyOf } from "../support.ts";

async function read(...pieces: (string | Uint8Array)[]): Promise<Frame[]> {
  const frames: Frame[] = [];
  await readFrames(bodyOf(...pieces), { frame: (frame) => frames.push(frame) });
  return frames;
}

const message = (data: string, id = "") => ({ type: "message", id, data });

test("three messages, the second and third of several lines", async () => {
  expect(
    await read("data: This is the first message.\n\ndata: This is the second message, it\ndata: has two lines.\n\n"),
  ).toEqual([message("This is the first message."), message("This is the second message, it\nhas two lines.")]);
});

test("events named add and remove", async () => {
  expect(await read("event: add\ndata: 73857293\n\nevent: remove\ndata: 2153\n\n")).toEqual([
    { type: "add", id: "", data: "73857293" },
    { type: "remove", id: "", data: "2153" },
  ]);
});

test("stocks: YHOO, +2 and 10 are one message of three lines", async () => {
  expect(await read("data: YHOO\ndata: +2\ndata: 10\n\n")).toEqual([message("YHOO\n+2\n10")]);
});

test("a comment, an id, an empty id, and an incomplete last block that is dropped", async () => {
  const frames = await read(
    ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\ndata: lost",
  );
  expect(frames).toEqual([message("first event", "1"), message("second event"), message(" third event")]);
});

test("a data field without a value, two of them, and one in an unfinished block", async () => {
  expect(await read("data\n\ndata\ndata\n\ndata:")).toEqual([message(""), message("\n")]);
});

test("one space after the colon is dropped, and only one", async () => {
  expect(await read("data:test\n\ndata: test\n\ndata:  test\n\n")).toEqual([
    message("test"),
    message("test"),
    message(" test"),
  ]);
});

test("a leading byte order mark is ignored", async () => {
  expect(await read("\uFEFFdata: 1\n\n")).toEqual([message("1")]);
});

test("a byte order mark anywhere else belongs to the field's name", async () => {
  expect(await read("data: 1\n\n\uFEFFdata: 2\n\ndata: 3\n\n")).toEqual([message("1"), message("3")]);
});

test.each([
  ["line feeds", "\n"],
  ["carriage returns", "\r"],
  ["both", "\r\n"],
])("lines that end with %s", async (_, end) => {
  // A carriage return at the very end may be half of a line's end: something has to follow it.
  const text = ["event: a", "data: 1", "data: 2", "", "data: 3", "", ": end", ""].join(end);
  expect(await read(text)).toEqual([{ type: "a", id: "", data: "1\n2" }, message("3")]);
});

test("a line's end of two characters in two pieces is one end", async () => {
  expect(await read("data: 1\r", "\ndata: 2\r", "\n\r", "\n")).toEqual([message("1\n2")]);
});

test("the id stays until another is set", async () => {
  expect(await read("id: 7\ndata: 1\n\ndata: 2\n\nid: 8\ndata: 3\n\n")).toEqual([
    message("1", "7"),
    message("2", "7"),
    message("3", "8"),
  ]);
});

test("an id with a null in it is ignored", async () => {
  expect(await read("id: 7\ndata: 1\n\nid: 8\u0000\ndata: 2\n\n")).toEqual([message("1", "7"), message("2", "7")]);
});

test("a type without data is no event, and is forgotten", async () => {
  expect(await read("event: a\n\ndata: 1\n\n")).toEqual([message("1")]);
});

test("fields nobody knows, and names in other letters, are ignored", async () => {
  expect(await read("colour: red\nDATA: 1\n data: 2\ndata: 3\n\n")).toEqual([message("3")]);
});

test("a character may be cut anywhere", async () => {
  const bytes = new TextEncoder().encode("data: Biené 🐝\n\n");
  expect(await read(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual([message("Biené 🐝")]);
});

test("retry is told when it is a number, and only then", async () => {
  const told: number[] = [];
  await readFrames(bodyOf("retry: 1000\n\nretry: soon\n\nretry: 10s\n\n"), {
    frame: () => {},
    retry: (milliseconds) => told.push(milliseconds),
  });
  expect(told).toEqual([1000]);
});

test("bytes are heard although they hold only a comment", async () => {
  let heard = 0;
  await readFrames(bodyOf(": keepalive\n\n", ": keepalive\n\n"), { frame: () => {}, bytes: () => heard++ });
  expect(heard).toBe(2);
});
