import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { DRAFT } from "../../../harness/board.ts";
import { fakeHost } from "../../../harness/host.ts";
import { SCENES } from "../../../harness/jobs.ts";
import { stillJobs } from "../../../harness/list.ts";
import type { Host } from "../../../src/host.ts";
import { mount } from "../../../src/mount.tsx";
import { Problem } from "../../../src/problem.ts";
import type { Document } from "../../../src/views/editor/document.ts";
import { pieces } from "../../../src/views/editor/speaking.ts";
import { words } from "../../../src/views/editor/words.ts";
import type { Json } from "../../../src/wire/values.ts";

const until = <T,>(check: () => T) => vi.waitFor(check, { timeout: 10_000 });

let element: HTMLElement;
let unmount: () => void;
let saved: Document[];

beforeEach(() => {
  element = document.body.appendChild(document.createElement("div"));
  vi.stubGlobal("IntersectionObserver", undefined);
  saved = [];
});

afterEach(() => {
  unmount();
  element.remove();
  vi.unstubAllGlobals();
});

async function open(changes: Partial<Host> = {}): Promise<void> {
  const saveDraft = async (_id: string, storyboard: Json, version: number) => {
    saved.push(storyboard as Document);
    return { ...DRAFT, storyboard, version: version + 1 };
  };
  const host = { ...fakeHost({ state: "connected" }, []), saveDraft, ...changes };
  const scene = SCENES.done;
  if (scene === undefined) throw new Error("no such scene");
  unmount = mount({ host, jobs: stillJobs(scene.jobs), options: { jobId: scene.jobId } }, element);
  await press("Edit");
  await until(() => expect(items()).toHaveLength(4));
}

const items = () => [...element.querySelectorAll<HTMLElement>(".aura-strip-item > button")];
const order = () => items().map((item) => item.dataset.scene);
const state = () => element.querySelector<HTMLElement>("[data-saving]")?.dataset.saving;
const area = (label: string) =>
  until(() => {
    const found = [...element.querySelectorAll<HTMLElement>(".aura-scene-form label")].find(
      (each) => each.textContent === label,
    );
    const field = found && element.querySelector<HTMLTextAreaElement>(`#${found.getAttribute("for")}`);
    if (!field) throw new Error(`no field is called ${label}`);
    return field;
  });

async function press(...names: string[]): Promise<void> {
  for (const name of names) {
    const button = await until(() => {
      const found = [...element.querySelectorAll("button")].find(
        (one) => one.textContent === name || one.getAttribute("aria-label") === name,
      );
      if (!found) throw new Error(`no button says ${name}: ${element.textContent}`);
      return found;
    });
    button.click();
  }
}

const holds = (label: string, value: string) => until(async () => expect((await area(label)).value).toBe(value));

async function type(label: string, text: string): Promise<void> {
  const field = await area(label);
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

test("what is typed is saved by itself, undone and done again", async () => {
  await open();
  await type("Narration", "Bees matter.");
  expect(state()).toBe("pending");
  await until(() => expect(state()).toBe("saved"));
  expect(saved.at(-1)?.scenes[0]?.narration).toBe("Bees matter.");
  await until(() => expect(element.textContent).toContain("1 change"));
  await press("Undo");
  await holds("Narration", "Bees do more than make honey. Let us look at one of them.");
  await press("Redo");
  await holds("Narration", "Bees matter.");
});

test("scenes are moved, duplicated, split, joined, deleted and added", async () => {
  await open();
  await press("Move down");
  await until(() => expect(order()).toEqual(["work", "intro", "quiet", "end"]));
  await press("Duplicate");
  await until(() => expect(order()).toEqual(["work", "intro", "intro-2", "quiet", "end"]));
  await press("Split");
  await until(() => expect(order()).toEqual(["work", "intro", "intro-2", "intro-3", "quiet", "end"]));
  await holds("Narration", "Let us look at one of them.");
  await press("Join with next", "Delete");
  await until(() => expect(order()).toEqual(["work", "intro", "intro-2", "end"]));
  const menu = element.querySelector<HTMLSelectElement>(".aura-add");
  if (menu === null) throw new Error("there is no menu");
  menu.value = "code";
  menu.dispatchEvent(new Event("change", { bubbles: true }));
  await holds("Code", 'print("Hello")');
  for (let step = 0; step < 6; step += 1) await press("Undo");
  await until(() => expect(order()).toEqual(["intro", "work", "quiet", "end"]));
});

test("an arrow key chooses the next scene, and with Alt it moves this one", async () => {
  await open();
  const down = (altKey: boolean) =>
    element
      .querySelector(".aura-strip [aria-current]")
      ?.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowDown", altKey, bubbles: true, cancelable: true }));
  down(false);
  await holds("Heading", "What they do");
  await holds("Points", "Crops\nAnimals\n  birds\n  bats\nH~2~O");
  down(true);
  await until(() => expect(order()).toEqual(["intro", "quiet", "work", "end"]));
});

test("JSON that is not whole yet stays as it is typed, and changes nothing", async () => {
  await open();
  await press("JSON");
  await type("JSON", '{"heading": "x');
  await until(() => expect(element.textContent).toContain("This is no JSON"));
  await holds("JSON", '{"heading": "x');
  await type("JSON", '{"heading": "x"}');
  await until(() => expect(saved.at(-1)?.scenes[0]).toEqual({ id: "intro", heading: "x" }));
});

test("what the engine will not take is said at its field, in its words", async () => {
  await open({
    saveDraft: async () => {
      const fields = [{ field: "storyboard.scenes[0].narration", message: "must have at most 5,000 characters" }];
      throw new Problem("One field is wrong.", { status: 422, fields });
    },
  });
  await type("Narration", "x");
  await until(() => expect(state()).toBe("refused"));
  const field = await area("Narration");
  expect(field.getAttribute("aria-invalid")).toBe("true");
  const told = document.querySelector(`#${field.getAttribute("aria-describedby")}`);
  expect(told?.textContent).toBe("must have at most 5,000 characters.");
});

test("what another tab saved is kept until the person has chosen", async () => {
  const theirs = { ...DRAFT, version: 4, storyboard: { ...(DRAFT.storyboard as Json), title: "Theirs" } };
  let reads = 0;
  await open({
    readDraft: async () => (reads++ === 0 ? DRAFT : theirs),
    saveDraft: async () => {
      throw new Problem("changed", { status: 412 });
    },
  });
  await type("Narration", "mine");
  await press(words.saving.theirs);
  await until(() => expect(element.querySelector("h2")?.textContent).toContain("Theirs"));
  expect(state()).toBe("saved");
});

test("before a film is made its cost is said: what waits for the timeline and is as it was is not counted", async () => {
  const makeDraft = vi.fn(async () => "running-1");
  await open({ makeDraft });
  items()[1]?.click();
  await holds("Heading", "What they do");
  await type("Narration", "They are busy.");
  await press("Make film");
  await until(() =>
    expect(element.querySelector(".aura-making")?.textContent).toContain(
      "6 of 20 steps: scene 2 and 4 steps that see the whole film.",
    ),
  );
  await press(words.makeNow);
  await until(() => expect(makeDraft).toHaveBeenCalledWith("done-1"));
});

test("a text is spoken in pieces, of which the first is short, and none of its words is lost", () => {
  const long =
    "When it rains, which it does here, bees stay at home; nobody knows why. Then they fly: all of them!\nGood.";
  const said = pieces(long);
  expect(said.join(" ").split(/\s+/)).toEqual(long.split(/\s+/));
  expect(said[0]?.length).toBeLessThanOrEqual(60);
  expect(said).toContain("Good.");
  expect(pieces("")).toEqual([]);
});

const dropped = (target: Element | null | undefined, file: File) => {
  const event = new Event("drop", { bubbles: true, cancelable: true });
  Object.assign(event, { dataTransfer: { files: [file], types: ["Files"] } });
  target?.dispatchEvent(event);
};

test("a file dropped onto a scene is its recording, or a picture behind it; another one is named", async () => {
  const toasts: string[] = [];
  const sendAsset = async (file: File) => `asset:${file.name}`;
  await open({ sendAsset, toast: ({ message }) => void toasts.push(message) });
  dropped(items()[1], new File(["x"], "take.m4a"));
  await until(() => expect(saved.at(-1)?.scenes[1]?.audio).toBe("asset:take.m4a"));
  dropped(element.querySelector(".aura-scene-form"), new File(["x"], "hive.png", { type: "image/png" }));
  await until(() =>
    expect(saved.at(-1)?.scenes.map(({ id }) => id)).toEqual(["intro", "picture-2", "work", "quiet", "end"]),
  );
  expect(saved.at(-1)?.scenes[1]?.show).toEqual({ kind: "picture", image: "asset:hive.png" });
  dropped(items()[1], new File(["x"], "other.png", { type: "image/png" }));
  await until(() => expect(saved.at(-1)?.scenes[1]?.show).toMatchObject({ image: "asset:other.png" }));
  dropped(items()[3], new File(["x"], "take.wav"));
  dropped(items()[0], new File(["x"], "talk.pdf"));
  await until(() => expect(toasts).toHaveLength(2));
  expect(toasts[0]).toBe(words.recording.needsWords);
  expect(toasts[1]).toContain("talk.pdf");
});

test("what is typed while a file is being sent stays", async () => {
  let sent = (_: string) => {};
  await open({ sendAsset: () => new Promise((resolve) => (sent = resolve)) });
  dropped(element.querySelector(".aura-scene-form"), new File(["x"], "take.wav"));
  await type("Narration", "Bees matter.");
  sent("asset:take");
  await until(() => expect(saved.at(-1)?.scenes[0]).toMatchObject({ narration: "Bees matter.", audio: "asset:take" }));
  await press("Remove recording");
  await until(() => expect(saved.at(-1)?.scenes[0]?.audio).toBeUndefined());
});

test("without a microphone it is said why, and what to do", async () => {
  await open();
  const getUserMedia = async () => Promise.reject(new DOMException("", "NotAllowedError"));
  vi.stubGlobal("MediaRecorder", class {});
  vi.stubGlobal("navigator", Object.assign(Object.create(navigator), { mediaDevices: { getUserMedia } }));
  await press("Record…");
  await until(() => expect(element.textContent).toContain(words.recording.refused.NotAllowedError));
  vi.stubGlobal("navigator", Object.assign(Object.create(navigator), { mediaDevices: undefined }));
  element.querySelector<HTMLElement>("dialog [data-kind=quiet]")?.click();
  await until(() => expect(element.querySelector("dialog")).toBeNull());
  await press("Record…");
  await until(() => expect(element.querySelector("dialog")?.textContent).toContain(words.recording.insecure));
});
