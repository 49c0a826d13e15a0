import { expect, test } from "vitest";
import { cues } from "../../src/views/vtt.ts";

test("cues have their times in seconds and their lines as one", () => {
  const text =
    "WEBVTT\n\nscene-000\n00:00:00.000 --> 00:00:03.633\nWelcome\nto Aura\n\n01:02.500 --> 1:00:00.000 line:0\nEnd";
  expect(cues(text)).toEqual([
    { start: 0, end: 3.633, text: "Welcome to Aura" },
    { start: 62.5, end: 3600, text: "End" },
  ]);
});

test("other line ends, notes and styles are no cues", () => {
  const text =
    "WEBVTT\r\n\r\nNOTE nothing\r\n\r\nSTYLE\r\n::cue {}\r\n\r\n00:01.000 --> 00:02.000\r\nA &lt;b&gt; &amp; c\r\n";
  expect(cues(text)).toEqual([{ start: 1, end: 2, text: "A <b> & c" }]);
});

test("an entity is read once", () => {
  expect(cues("WEBVTT\n\n00:01.000 --> 00:02.000\n&amp;lt;b")[0]?.text).toBe("&lt;b");
});

test("what is no WebVTT has no cues", () => {
  expect(cues("")).toEqual([]);
  expect(cues("<!doctype html>")).toEqual([]);
});
