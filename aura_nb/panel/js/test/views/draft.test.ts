import { describe, expect, test } from "vitest";
import { OPTIONS } from "../../harness/options.ts";
import { strings } from "../../src/strings.ts";
import {
  changed,
  check,
  fresh,
  kinds,
  located,
  ofPreset,
  placed,
  request,
  settled,
  stepOf,
  titleOf,
  withDefaults,
} from "../../src/views/form/draft.ts";
import { automatic, shortName, voicesFor } from "../../src/views/form/voices.ts";

const untouched = fresh(OPTIONS);

describe("the request", () => {
  test("a topic is enough: what was not touched is left to the server", () => {
    expect(request({ ...untouched, topic: "  Test video " }, OPTIONS)).toEqual({
      brief: { topic: "Test video", audience: "General", goal: "Inform", tone: "Informative" },
    });
  });

  test("what was changed is named, in its own part", () => {
    const draft = {
      ...untouched,
      topic: "Bees",
      seconds: "90",
      pacing: "slow",
      aspect: "9:16",
      voice: "espeak:de",
      rate: 1.2,
    };
    expect(request(draft, OPTIONS)).toMatchObject({
      plan: { seconds: 90, pacing: "slow" },
      render: { aspect: "9:16" },
      voice: { name: "espeak:de", rate: 1.2 },
    });
  });

  test("a preset is what it sets, and a size counts for a small film alone", () => {
    const draft = changed({ ...untouched, topic: "Bees" }, ofPreset("shorts"));
    expect(request(draft, OPTIONS).render).toEqual({
      preset: "shorts",
      aspect: "9:16",
      quality: "high",
      captions: "karaoke",
    });
    const small = changed(draft, { ...ofPreset("small"), megabytes: "4.5" });
    expect(request(small, OPTIONS).render).toMatchObject({ format: "small", megabytes: 4.5 });
    expect(check({ ...small, megabytes: "none" }, OPTIONS).megabytes).toBe("Enter 0.01 to 10,000.");
    expect(request({ ...small, format: "gif" }, OPTIONS).render).not.toHaveProperty("megabytes");
  });

  test("one's own text goes with the brief, and stays behind when a topic alone is chosen", () => {
    const draft = { ...untouched, topic: "Bees", source: "Bees dance." };
    expect(request({ ...draft, kind: "text" }, OPTIONS).brief?.source).toBe("Bees dance.");
    expect(request({ ...draft, kind: "topic" }, OPTIONS).brief).not.toHaveProperty("source");
  });

  test("a text's length and language are its own where none is chosen, and a topic's language can be written", () => {
    const draft = { ...untouched, kind: "text" as const, topic: "Bees", source: "Bees dance.", seconds: "" };
    expect(request(draft, OPTIONS)).not.toHaveProperty("plan");
    expect(request(draft, OPTIONS).brief).not.toHaveProperty("language");
    expect(check(draft, OPTIONS)).toEqual({});
    expect(request({ ...draft, language: "de" }, OPTIONS).brief?.language).toBe("de");
    expect(request({ ...draft, kind: "topic", language: "de" }, OPTIONS).brief).not.toHaveProperty("language");
    expect(request({ ...draft, seconds: "90" }, OPTIONS).plan).toEqual({ seconds: 90 });
  });

  test("a file is its path alone, so that its own settings hold", () => {
    expect(request({ ...untouched, kind: "file", path: " talks/bees.md " }, OPTIONS)).toEqual({
      source: { path: "talks/bees.md" },
    });
  });
});

describe("a file's own settings", () => {
  const ofFile = { ...untouched, kind: "file" as const, path: "talk.md" };
  const own = { aspect: "9:16", quality: "draft", theme: "dark", motion: "full", voice: "espeak:de", rate: 1.2 };

  test("are what the form shows until they are changed", () => {
    expect(settled(ofFile, own)).toMatchObject(own);
    const draft = changed(ofFile, { aspect: "1:1" });
    expect(settled(draft, own)).toMatchObject({ ...own, aspect: "1:1" });
    expect(settled({ ...untouched, topic: "Bees" }, own).aspect).toBe("16:9");
  });

  test("can be overridden, also back to a default", () => {
    const there = changed(ofFile, { aspect: "4:5" });
    const back = changed(there, { aspect: "16:9" });
    expect(request(back, OPTIONS)).toEqual({ source: { path: "talk.md" }, render: { aspect: "16:9" } });
    expect(request(changed(ofFile, { voice: "" }), OPTIONS)).toMatchObject({ voice: { name: "" } });
    expect(request(withDefaults(back, 1, OPTIONS), OPTIONS)).toEqual({ source: { path: "talk.md" } });
  });
});

describe("one's own text", () => {
  test("needs no title: its first sentence is one", () => {
    const draft = { ...untouched, kind: "text" as const, source: "## Bees *dance*. They turn.\n\nMore." };
    expect(check(draft, OPTIONS)).toEqual({});
    expect(request(draft, OPTIONS).brief?.topic).toBe("Bees dance");
    expect(request({ ...draft, topic: "My bees" }, OPTIONS).brief?.topic).toBe("My bees");
  });

  test.each([
    ["Warum tanzen sie? Darum.", "Warum tanzen sie?"],
    ["---\n\n- one point", "one point"],
    [`${"bees ".repeat(40)}`, `${"bees ".repeat(16).trim()}…`],
    ["", ""],
  ])("%j is called %j", (source, title) => {
    expect(titleOf(source)).toBe(title);
  });
});

describe("a notebook that is known", () => {
  const inNotebook = fresh(OPTIONS, "work/analysis.ipynb");

  test("comes first, and is its path alone", () => {
    expect(inNotebook.kind).toBe("notebook");
    expect(kinds(inNotebook)[0]).toBe("notebook");
    expect(check(inNotebook, OPTIONS)).toEqual({});
    expect(request(inNotebook, OPTIONS)).toEqual({ source: { path: "work/analysis.ipynb" } });
    expect(request({ ...inNotebook, seconds: "90", language: "de" }, OPTIONS)).not.toHaveProperty("plan");
  });

  test("is not offered where none is known", () => {
    expect(untouched.kind).toBe("topic");
    expect(kinds(untouched)).toEqual(["file", "text", "topic"]);
  });

  test("stays chosen when it is renamed, and gives way to a topic when it is gone", () => {
    expect(placed(inNotebook, "b.ipynb")).toEqual({ ...inNotebook, notebook: "b.ipynb" });
    expect(placed(inNotebook, "")).toEqual({ ...inNotebook, kind: "topic", notebook: "" });
    expect(placed({ ...inNotebook, kind: "file" }, "").kind).toBe("file");
  });

  test("is a step's default too", () => {
    expect(withDefaults({ ...inNotebook, kind: "topic" }, 0, OPTIONS)).toEqual(inNotebook);
  });
});

describe("what is wrong", () => {
  test("each way of making a film wants its own field", () => {
    expect(check(untouched, OPTIONS)).toEqual({ topic: strings.needTopic });
    expect(check({ ...untouched, kind: "text", topic: "Bees" }, OPTIONS)).toEqual({ source: strings.needSource });
    expect(check({ ...untouched, kind: "file" }, OPTIONS)).toEqual({ path: strings.needPath });
    expect(check({ ...untouched, topic: "Bees" }, OPTIONS)).toEqual({});
  });

  test.each(["4", "3601", "long"])("a length of %j seconds", (seconds) => {
    expect(check({ ...untouched, topic: "Bees", seconds }, OPTIONS)).toHaveProperty("seconds");
  });

  test("what is wrong in a person's own file is named by its line, every line of it", () => {
    expect(
      located([
        { field: "voice.name", message: 'talk.md:3: There is no voice "espeak:nope".' },
        { field: "source.path.rate", message: "talk.md:4: must be a number from 0.5 to 2" },
        { field: "source.path.aspect", message: "my talk.md:5: must be 16:9" },
      ]),
    ).toEqual({
      wrong: {
        voice: 'talk.md:3: There is no voice "espeak:nope".',
        rate: "talk.md:4: must be a number from 0.5 to 2",
        aspect: "my talk.md:5: must be 16:9",
      },
      rest: [],
    });
    const elsewhere = located([{ field: "source.path.fps", message: "talk.md:6: must be at most 60" }]);
    expect(elsewhere).toEqual({ wrong: {}, rest: ["talk.md:6: must be at most 60"] });
  });

  test("the server's findings stand at their fields, and what has no field is kept", () => {
    const found = located([
      { field: "voice.name", message: "no such voice" },
      { field: "brief.topic", message: "too long" },
      { field: "brief.topic", message: "and dull" },
      { field: "render.fps", message: "must be at most 60" },
    ]);
    expect(found).toEqual({
      wrong: { voice: "no such voice", topic: "too long" },
      rest: ["render.fps: must be at most 60"],
    });
    expect(stepOf(found.wrong)).toBe(0);
    expect(stepOf({ voice: "no such voice" })).toBe(2);
    expect(stepOf({})).toBeNull();
  });
});

test("a step's defaults are accepted without touching the other steps", () => {
  const draft = { ...untouched, topic: "Bees", pacing: "fast", rate: 2 };
  expect(withDefaults(draft, 1, OPTIONS)).toEqual({ ...draft, pacing: "conversational" });
});

describe("voices", () => {
  test.each([
    ["Chinese (Cantonese, latin as Jyutping): espeak-ng's formant voice", "Chinese (Cantonese, latin as Jyutping)"],
    ["A neural American voice, spoken on this machine.", "A neural American voice"],
    ["hibari:en-us", "hibari:en-us"],
  ])("%s is called %s", (label, short) => {
    const [voice] = OPTIONS.voices;
    if (voice) expect(shortName({ ...voice, label })).toBe(short);
  });

  test("the default speaks its own language, another the first that needs no network", () => {
    expect(automatic(OPTIONS, "en-GB")?.name).toBe("hibari:en-us");
    expect(automatic(OPTIONS, "de-AT")?.name).toBe("espeak:de");
    expect(automatic(OPTIONS, "xx")).toBeUndefined();
    // Of a file that was not read yet, the usual voice is heard, and any may be chosen.
    expect(automatic(OPTIONS, "")?.name).toBe("hibari:en-us");
    expect(voicesFor(OPTIONS, "")).toHaveLength(OPTIONS.voices.length);
  });

  test("a language no voice speaks is offered all of them", () => {
    expect(voicesFor(OPTIONS, "de").map((voice) => voice.name)).toEqual(["espeak:de"]);
    expect(voicesFor(OPTIONS, "xx")).toEqual(OPTIONS.voices);
  });
});
