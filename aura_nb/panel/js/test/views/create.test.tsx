import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fakeHost, type Mood } from "../../harness/host.ts";
import { stillJobs } from "../../harness/list.ts";
import type { Host } from "../../src/host.ts";
import { mount } from "../../src/mount.tsx";
import { Problem } from "../../src/problem.ts";
import type { JobRequest } from "../../src/request.ts";
import { strings } from "../../src/strings.ts";

/** A machine that does much else may be slow. */
const until = <T,>(check: () => T) => vi.waitFor(check, { timeout: 10_000 });

let element: HTMLElement;
let unmount: () => void;

beforeEach(() => {
  element = document.body.appendChild(document.createElement("div"));
});

afterEach(() => {
  unmount();
  element.remove();
});

function open(mood: Mood = {}, changes: Partial<Host> = {}): Host {
  const host = { ...fakeHost({ state: "connected" }, [], mood), createJob: vi.fn(async () => "running-1"), ...changes };
  unmount = mount({ host, jobs: stillJobs([]), options: { jobId: null } }, element);
  return host;
}

async function button(words: string): Promise<HTMLButtonElement> {
  return until(() => {
    const found = [...element.querySelectorAll("button")].find((each) => each.textContent === words);
    if (!found) throw new Error(`no button says ${words}: ${element.textContent}`);
    return found;
  });
}

async function press(...words: string[]): Promise<void> {
  for (const each of words) (await button(each)).click();
}

async function write(topic: string): Promise<void> {
  const field = await until(() => {
    const found = element.querySelector<HTMLInputElement>("input[data-first]");
    if (!found) throw new Error("no field yet");
    return found;
  });
  field.value = topic;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

test("a topic and one click are enough", async () => {
  const host = open();
  await press(strings.create);
  await write("Test video");
  await press(strings.generate);
  await until(() => expect(host.createJob).toHaveBeenCalledOnce());
  expect(host.createJob).toHaveBeenCalledWith({ brief: expect.objectContaining({ topic: "Test video" }) });
});

test("the steps' defaults can be accepted one by one", async () => {
  const host = open();
  await press(strings.create);
  await write("Test video");
  await press(strings.next, strings.acceptDefaults, strings.acceptDefaults, strings.generate);
  await until(() => expect(host.createJob).toHaveBeenCalledOnce());
});

test("without a topic nobody is asked, and the field says what it wants", async () => {
  const preflight = vi.fn();
  open({}, { preflight });
  await press(strings.create, strings.generate);
  await until(() => expect(element.querySelector("[aria-invalid]")).not.toBeNull());
  expect(element.textContent).toContain(strings.needTopic);
  expect(preflight).not.toHaveBeenCalled();
});

test("preflight's findings come with their fix, and advise only", async () => {
  const host = open({ preflight: "fail" });
  await press(strings.create);
  await write("Bees");
  await press(strings.generate);
  await button(strings.generateAnyway);
  expect(element.textContent).toContain("Connect to the network");
  expect(element.textContent).not.toContain("levels sound"); // what passed needs no words
  expect(host.createJob).not.toHaveBeenCalled();
  await press(strings.generateAnyway);
  await until(() => expect(host.createJob).toHaveBeenCalledOnce());
});

test("what was found belongs to the request it was found for", async () => {
  open({ preflight: "warn" });
  await press(strings.create);
  await write("Bees");
  await press(strings.generate);
  await button(strings.generateAnyway);
  await write("Bees and flowers");
  await button(strings.generate);
});

test("fields that the server refuses are named where they stand", async () => {
  open({ refuses: true });
  await press(strings.create);
  await write("Bees");
  await press(strings.generate);
  await until(() => expect(element.textContent).toContain("must have at most 500 characters"));
  await press("3Voice needs a correction");
  await until(() => expect(element.textContent).toContain("no such voice: gtts:xx"));
});

test("lines of a person's own file that the server refuses are shown, all of them", async () => {
  const messages = ["talk.md:3: must be a number from 0.5 to 2", "talk.md:4: must be 16:9"];
  const createJob = vi.fn(async () => {
    const fields = messages.map((message, place) => ({ field: `source.path.field${place}`, message }));
    throw new Problem("The deck cannot be read.", { status: 422, code: "source.invalid", fields });
  });
  open({}, { createJob });
  await press(strings.create);
  await write("Bees");
  await press(strings.generate);
  await until(() => {
    for (const message of messages) expect(element.textContent).toContain(message);
  });
  expect(element.textContent).not.toContain("source.path");
});

test("a preflight that cannot be made does not stand in the way", async () => {
  const preflight = async () => {
    throw new Problem("The server does not answer.");
  };
  const host = open({}, { preflight });
  await press(strings.create);
  await write("Bees");
  await press(strings.generate);
  await press(strings.generateAnyway);
  await until(() => expect(host.createJob).toHaveBeenCalledOnce());
});

const choices = () => [...element.querySelectorAll(".aura-choice label")].map((each) => each.textContent);
const chosen = () => element.querySelector(".aura-choice label:has(:checked)")?.textContent;

test("in a notebook the notebook comes first, and one click is enough", async () => {
  const host = open({ notebook: "work/analysis.ipynb" });
  await press(strings.create);
  await until(() => expect(choices()).toEqual(["This notebook", "A file", "My own text", "A topic"]));
  expect(chosen()).toBe("This notebook");
  expect(element.textContent).toContain("work/analysis.ipynb");
  expect(element.textContent).toContain(strings.savedNotebook);
  await press(strings.generate);
  await until(() => expect(host.createJob).toHaveBeenCalledWith({ source: { path: "work/analysis.ipynb" } }));
});

test("the estimate names the cell of each scene", async () => {
  open({ notebook: "bees.ipynb" });
  await press(strings.create, strings.next);
  await until(() => expect(element.querySelector(".aura-estimate li:nth-child(2)")?.textContent).toContain("cell 7"));
});

test("elsewhere a topic comes first, also where the kernel cannot say which notebook it is", async () => {
  const notebook = async () => {
    throw new Problem("The kernel does not answer.");
  };
  open({}, { notebook });
  await press(strings.create);
  await until(() => expect(choices()).toEqual(["A file", "My own text", "A topic"]));
  expect(chosen()).toBe("A topic");
});

test("what the server refuses of this notebook is said where it is named", async () => {
  const createJob = vi.fn(async () => {
    const fields = [{ field: "source.path", message: "There is no file a.ipynb." }];
    throw new Problem("The request is not valid.", { status: 422, code: "request.invalid", fields });
  });
  open({ notebook: "a.ipynb" }, { createJob });
  await press(strings.create, strings.generate);
  await until(() => expect(element.querySelector(".aura-fields")?.textContent).toContain("There is no file a.ipynb."));
});

const focused = () => document.activeElement as HTMLElement;

test("next ticks no step that lacks something, and the field it lacks has the focus", async () => {
  open();
  await press(strings.create);
  await write(" ");
  (await button(strings.close)).focus();
  await press(strings.next);
  await until(() => expect(element.textContent).toContain(strings.needTopic));
  await until(() => expect(focused().hasAttribute("data-first")).toBe(true));
  await press("2Plan");
  await until(() => expect(element.querySelector(".aura-estimate")).not.toBeNull());
  const brief = element.querySelector(".aura-step");
  expect(brief?.textContent).not.toContain(strings.stepDone);
});

test("what a press refuses gets the focus, in the step where it stands", async () => {
  open();
  await press(strings.create);
  (await button(strings.close)).focus();
  await press(strings.generate);
  await until(() => expect(focused().getAttribute("aria-invalid")).toBe("true"));
});

test("a film that cannot be made yet has one primary button, and it checks again", async () => {
  const host = open({ preflight: "fail" });
  await press(strings.create);
  await write("Bees");
  await press(strings.generate);
  await button(strings.generateAnyway);
  const primary = [...element.querySelectorAll(".aura-form-whole [data-kind=primary]")].map((each) => each.textContent);
  expect(primary).toEqual([strings.preflight.again]);
  expect(element.textContent).toContain(strings.preflight.fails);
  await press(strings.preflight.again);
  expect(host.createJob).not.toHaveBeenCalled();
});

test("the form is closed by a button of its own", async () => {
  open();
  await press(strings.create, strings.close);
  await until(() => expect(element.querySelector("form")).toBeNull());
});

const OWN = { aspect: "9:16", quality: "draft", theme: "dark", motion: "full", voice: "espeak:de", rate: 1 };
const select = (label: string) =>
  until(() => {
    const found = [...element.querySelectorAll("label")].find((each) => each.textContent === label);
    const control = element.querySelector<HTMLSelectElement>(`[id="${found?.htmlFor}"]`);
    if (!control) throw new Error(`no field ${label}`);
    return control;
  });
const choose = async (label: string, value: string) => {
  const control = await select(label);
  control.value = value;
  control.dispatchEvent(new Event("change", { bubbles: true }));
};

test("a deck's own settings are shown, and can be changed back to a default", async () => {
  const host = open({ notebook: "talk.ipynb", own: OWN });
  await press(strings.create, strings.next);
  await until(async () => expect((await select(strings.aspect)).value).toBe("9:16"));
  await choose(strings.aspect, "4:5");
  await choose(strings.aspect, "16:9");
  await press(strings.next);
  await until(() => expect(element.querySelector('[data-chosen="espeak:de"]')?.textContent).toBe("German"));
  await press(strings.generate);
  await until(() =>
    expect(host.createJob).toHaveBeenCalledWith({ source: { path: "talk.ipynb" }, render: { aspect: "16:9" } }),
  );
});

test("an error in a deck's own settings is mended in the form", async () => {
  const message = 'talk.md:2: must be "16:9", not "3:2"';
  const estimate = vi.fn(async (asked: JobRequest) => {
    const fields = [{ field: "source.path.aspect", message }];
    if (!asked.render?.aspect) throw new Problem(message, { status: 422, code: "source.invalid", fields });
    return fakeHost({ state: "connected" }, []).estimate(asked);
  });
  const host = open({ notebook: "talk.md" }, { estimate });
  await press(strings.create, strings.next);
  await until(() => expect(element.querySelector(".aura-field .aura-wrong")?.textContent).toBe(message));
  expect((await select(strings.aspect)).value).toBe("");
  await choose(strings.aspect, "16:9");
  await until(() => expect(element.querySelector(".aura-wrong")).toBeNull());
  await press(strings.generate);
  await until(() =>
    expect(host.createJob).toHaveBeenCalledWith({ source: { path: "talk.md" }, render: { aspect: "16:9" } }),
  );
});
