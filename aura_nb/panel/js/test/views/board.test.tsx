import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BOARD } from "../../harness/board.ts";
import { fakeHost } from "../../harness/host.ts";
import { stillJobs } from "../../harness/list.ts";
import type { Host, Media } from "../../src/host.ts";
import { mount } from "../../src/mount.tsx";
import { Problem } from "../../src/problem.ts";
import { strings } from "../../src/strings.ts";
import { Pictures } from "../../src/views/board/pictures.ts";

/** A machine that does much else may be slow. */
const until = <T,>(check: () => T) => vi.waitFor(check, { timeout: 10_000 });
const NOTHING: Media = { url: null, path: null, release() {} };

let element: HTMLElement;
let unmount: () => void;

beforeEach(() => {
  element = document.body.appendChild(document.createElement("div"));
  vi.stubGlobal("IntersectionObserver", undefined); // nothing is laid out here: all of it counts as seen
});

afterEach(() => {
  unmount();
  element.remove();
  vi.unstubAllGlobals();
});

function open(changes: Partial<Host> = {}): Host {
  const host = {
    ...fakeHost({ state: "connected" }, [], { notebook: "bees.ipynb" }),
    createJob: vi.fn(async () => "running-1"),
    ...changes,
  };
  unmount = mount({ host, jobs: stillJobs([]), options: { jobId: null } }, element);
  return host;
}

async function press(...words: string[]): Promise<void> {
  for (const each of words) {
    const button = await until(() => {
      const found = [...element.querySelectorAll("button")].find(
        (one) => one.textContent === each || one.getAttribute("aria-label") === each,
      );
      if (!found) throw new Error(`no button says ${each}: ${element.textContent}`);
      return found;
    });
    button.click();
  }
}

const cards = () => [...element.querySelectorAll<HTMLElement>(".aura-scene")];

/** Sounds that end when the test says so. */
function sounds(): { ended: () => void; played: string[] } {
  const playing: { onended?: (() => void) | undefined }[] = [];
  const played: string[] = [];
  class FakeAudio {
    onended?: () => void;
    constructor(readonly src: string) {
      playing.push(this);
    }
    play = async () => void played.push(this.src);
    pause() {}
  }
  vi.stubGlobal("Audio", FakeAudio);
  return { ended: () => playing.at(-1)?.onended?.(), played };
}

test("straight from the notebook each scene is a card: its slide, what is said, for how long, and what was found of it", async () => {
  const storyboard = vi.fn(async () => BOARD);
  open({ storyboard });
  await press(strings.create, strings.board.open);
  await until(() => expect(cards()).toHaveLength(BOARD.scenes.length));
  expect(storyboard).toHaveBeenCalledWith({ source: { path: "bees.ipynb" } });
  await until(() => expect(element.querySelectorAll(".aura-slide img")).toHaveLength(BOARD.scenes.length));
  const [first, second, third] = cards();
  expect(first?.textContent).toContain("Bees do more than make honey.");
  expect(first?.textContent).toContain("0:06");
  expect(second?.querySelector(".aura-note")?.textContent).toContain("No font here has U+1F41D");
  expect(first?.querySelector(".aura-note")).toBeNull();
  expect(third?.textContent).toContain("<img src=x onerror=alert(1)>");
  expect(element.querySelector('img[src="x"]')).toBeNull();
});

test("the film is one click away from it, and needs it not", async () => {
  const host = open();
  await press(strings.create, strings.board.open);
  await until(() => expect(cards()).toHaveLength(BOARD.scenes.length));
  await press(strings.generate);
  await until(() => expect(host.createJob).toHaveBeenCalledWith({ source: { path: "bees.ipynb" } }));
});

test("the whole is a contact sheet", async () => {
  open();
  await press(strings.create, strings.board.open);
  await until(() => expect(cards()).toHaveLength(BOARD.scenes.length));
  element.querySelectorAll<HTMLInputElement>(".aura-board input[type=radio]")[1]?.click();
  await until(() => expect(element.querySelector("[data-view=sheet]")).not.toBeNull());
  expect(element.textContent).not.toContain("Bees do more than make honey.");
  expect(cards()).toHaveLength(BOARD.scenes.length);
});

test("one scene is heard, and stops when asked", async () => {
  const { played } = sounds();
  const sceneSpeech = vi.fn(async (_: string, scene: string) => ({ ...NOTHING, url: `blob:${scene}` }));
  open({ sceneSpeech });
  await press(strings.create, strings.board.open, strings.board.listenTo(2, "What they do"));
  await until(() => expect(element.querySelector<HTMLElement>("[data-heard]")?.dataset.scene).toBe("work"));
  expect(played).toEqual(["blob:work"]);
  expect(sceneSpeech).toHaveBeenCalledExactlyOnceWith(BOARD.id, "work");
  element.querySelector<HTMLButtonElement>("[data-heard] button")?.click();
  await until(() => expect(element.querySelector("[data-heard]")).toBeNull());
});

test("all are heard one after the other, without those in which nothing is said", async () => {
  const { ended, played } = sounds();
  const sceneSpeech = async (_: string, scene: string) =>
    scene === "quiet" ? NOTHING : { ...NOTHING, url: `blob:${scene}` };
  open({ sceneSpeech });
  await press(strings.create, strings.board.open, strings.board.listenToAll);
  for (const scene of ["intro", "work", "end"]) {
    await until(() => expect(element.querySelector<HTMLElement>("[data-heard]")?.dataset.scene).toBe(scene));
    ended();
  }
  await until(() => expect(element.textContent).toContain(strings.board.listenToAll));
  expect(played).toEqual(["blob:intro", "blob:work", "blob:end"]);
});

test("a voice that cannot speak says why", async () => {
  sounds();
  const sceneSpeech = async () => {
    throw new Problem("The voice gave no sound.", { actions: ["Choose another voice."] });
  };
  open({ sceneSpeech });
  await press(strings.create, strings.board.open, strings.board.listenTo(1, "Why bees matter"));
  await until(() => expect(element.textContent).toContain("The voice gave no sound. Choose another voice."));
});

test("a slide that cannot be drawn says why in its place, and the others are there", async () => {
  const scenePicture = async (_: string, scene: string) => {
    if (scene === "work") throw new Problem("The picture is damaged.");
    return { ...NOTHING, url: "data:image/gif;base64,R0lGODlhAQABAAAAACw=" };
  };
  open({ scenePicture });
  await press(strings.create, strings.board.open);
  await until(() => expect(cards()[1]?.querySelector(".aura-wrong")?.textContent).toBe("The picture is damaged."));
  await until(() => expect(element.querySelectorAll(".aura-slide img")).toHaveLength(3));
});

test("what is wrong in the request stands at its field", async () => {
  const storyboard = async () => {
    const fields = [{ field: "source.path.aspect", message: 'bees.ipynb: must be "16:9"' }];
    throw new Problem("The deck cannot be read.", { status: 422, fields });
  };
  open({ storyboard });
  await press(strings.create, strings.board.open);
  await until(() => expect(element.querySelector(".aura-field .aura-wrong")?.textContent).toContain("must be"));
  expect(element.querySelector(".aura-step[aria-current]")?.textContent).toContain("Plan");
});

test("without a topic there is no storyboard, and the field says what it wants", async () => {
  const storyboard = vi.fn(async () => BOARD);
  open({ storyboard, notebook: async () => null });
  await press(strings.create, "4Storyboard");
  await until(() => expect(element.textContent).toContain(strings.needTopic));
  expect(storyboard).not.toHaveBeenCalled();
});

test("slides are asked for a few at a time, and what is given up is never asked for", async () => {
  unmount = () => {};
  const asked: string[] = [];
  const give: (() => void)[] = [];
  const pictures = new Pictures((scene) => {
    asked.push(scene);
    return new Promise((resolve) => give.push(() => resolve(NOTHING)));
  });
  const ends = Array.from({ length: 7 }, () => new AbortController());
  const got = ends.map((end, index) => pictures.get(String(index), end.signal));
  expect(asked).toEqual(["0", "1", "2", "3"]);
  ends[4]?.abort();
  give[0]?.();
  await got[0];
  await until(() => expect(asked).toEqual(["0", "1", "2", "3", "5"]));
});
