import { signal } from "@preact/signals";
import { afterEach, expect, test, vi } from "vitest";
import { fakeHost } from "../../harness/host.ts";
import { artifact, canceled, done, failed, running } from "../../harness/jobs.ts";
import { stillJobs } from "../../harness/list.ts";
import type { Connection, Host } from "../../src/host.ts";
import type { Job } from "../../src/model.ts";
import { mount } from "../../src/mount.tsx";
import { siblings } from "../../src/page/siblings.ts";
import { Problem } from "../../src/problem.ts";
import { strings } from "../../src/strings.ts";
import { triesOf } from "../../src/views/queue.tsx";

/** A machine that does much else may be slow. */
const until = <T,>(check: () => T) => vi.waitFor(check, { timeout: 10_000 });

const shown: [HTMLElement, () => void][] = [];

function open(jobs: readonly Job[], changes: Partial<Host> = {}, jobId: string | null = null): HTMLElement {
  const element = document.body.appendChild(document.createElement("div"));
  const host = { ...fakeHost({ state: "connected" }, []), ...changes };
  shown.push([element, mount({ host, jobs: stillJobs(jobs, [running]), options: { jobId } }, element)]);
  return element;
}

function button(element: HTMLElement, words: string): HTMLButtonElement {
  const found = [...element.querySelectorAll("button")].find(
    (each) => each.textContent === words || each.ariaLabel === words || each.getAttribute("aria-label") === words,
  );
  if (!found) throw new Error(`no button says ${words}: ${element.textContent}`);
  return found;
}

afterEach(() => {
  for (const [element, unmount] of shown.splice(0)) {
    unmount();
    element.remove();
  }
});

test("a job's failure and its warnings name the line of the person's own file", async () => {
  const message = "talk.md:14: The voice espeak:en-us gave no sound.";
  const errors = [{ code: "voice.failed", message, remediation: "Reword the narration." }];
  const warnings = [{ code: "asset.missing", message: 'talk.md:9: there is no picture "bee.jpg".', step: "Script" }];
  const panel = open([{ ...failed, errors, errorMessage: message, warnings }]);
  await until(() => expect(panel.querySelector(".aura-what")?.textContent).toBe(message));
  expect(panel.textContent).toContain('talk.md:9: there is no picture "bee.jpg".');
});

test("the time line shows the small picture of where the pointer is, and of where the keyboard goes", async () => {
  const media = async () => ({ url: "data:image/gif;base64,AAAA", path: null, release() {} });
  const panel = open([done], { media }, done.id);
  const line = await until(() => {
    const found = panel.querySelector<HTMLInputElement>(".aura-timeline input");
    if (found === null) throw new Error("no time line");
    return found;
  });
  expect([line.max, line.ariaLabel ?? line.getAttribute("aria-label")]).toEqual(["39", strings.timeline]);
  const thumbnail = () => panel.querySelector<HTMLElement>(".aura-thumbnail");
  expect(thumbnail()).toBeNull();
  line.getBoundingClientRect = () => ({ left: 100, right: 300, width: 200 }) as DOMRect;
  line.dispatchEvent(new MouseEvent("pointermove", { clientX: 200, bubbles: true }));
  await until(() => expect(thumbnail()?.textContent).toBe("0:19"));
  await until(() => expect(thumbnail()?.innerHTML).toContain("-160px"));
  line.dispatchEvent(new MouseEvent("pointerleave"));
  await until(() => expect(thumbnail()).toBeNull());
  line.value = "30";
  line.dispatchEvent(new InputEvent("input", { bubbles: true }));
  await until(() => expect(thumbnail()?.textContent).toBe("0:30"));
  expect(panel.querySelector("video")?.currentTime).toBe(30);
  expect(line.getAttribute("aria-valuetext")).toBe("0:30");
});

test("two panels of one page share no id and no group of choices", async () => {
  const panels = [open([running, done]), open([running, failed])];
  await until(() => {
    for (const panel of panels) expect(panel.querySelector("input[type=radio]")).not.toBeNull();
  });
  for (const panel of panels) button(panel, strings.create).click();
  await until(() => {
    for (const panel of panels) expect(panel.querySelector("input[data-first]")).not.toBeNull();
  });
  const [first, second] = panels.map((panel) => [
    ...[...panel.querySelectorAll("[id]")].map((each) => each.id),
    ...[...panel.querySelectorAll<HTMLInputElement>("input[name]")].map((each) => each.name),
  ]);
  expect(first?.length).toBeGreaterThan(6);
  expect(first?.filter((name) => second?.includes(name))).toEqual([]);
});

test("a job that is running is looked at first, and nothing else takes its place", async () => {
  const panel = open([running, done]);
  await until(() => expect(panel.querySelector("article")?.dataset.job).toBe(running.id));
  panel.querySelector<HTMLButtonElement>(`.aura-item[data-job="${done.id}"] button`)?.click();
  await until(() => expect(panel.querySelector("article")?.dataset.job).toBe(done.id));
});

test.each([
  ["failed", failed, strings.tryAgain],
  ["canceled", canceled, strings.resume],
])("what %s can go on as another job", async (_, job, words) => {
  const resume = vi.fn(async () => running.id);
  const panel = open([job], { resume }, job.id);
  await until(() => button(panel, words).click());
  await until(() => expect(panel.querySelector("article")?.dataset.job).toBe(running.id));
  expect(resume).toHaveBeenCalledExactlyOnceWith(job.id);
});

test("a button whose deed fails says why, and can be pressed again", async () => {
  const toast = vi.fn();
  const cancel = vi.fn(async () => {
    throw new Error("The server does not answer.");
  });
  const panel = open([running], { cancel, toast }, running.id);
  await until(() => button(panel, strings.cancel).click());
  await until(() => expect(toast).toHaveBeenCalledWith({ kind: "error", message: "The server does not answer." }));
  await until(() => expect(button(panel, strings.cancel).getAttribute("aria-disabled")).toBeNull());
  button(panel, strings.cancel).click();
  await until(() => expect(cancel).toHaveBeenCalledTimes(2));
});

test("what a deed's problem advises is said with it", async () => {
  const toast = vi.fn();
  const quickDemo = async () => {
    throw new Problem("The disk is full.", { status: 507, actions: ["Free some room."] });
  };
  const panel = open([running], { quickDemo, toast });
  await until(() => button(panel, strings.quickDemo).click());
  await until(() =>
    expect(toast).toHaveBeenCalledWith({ kind: "error", message: "The disk is full. Free some room." }),
  );
});

test("a server that can do nothing now is quoted, with a way to ask it again", async () => {
  const reconnect = vi.fn();
  const connection = signal<Connection>({ state: "failing", reason: "The workspace cannot be written." });
  const panel = open([], { connection, reconnect });
  await until(() =>
    expect(panel.querySelector("[data-connection=failing]")?.textContent).toContain("The workspace cannot"),
  );
  expect(panel.textContent).not.toContain(strings.connection.lost);
  button(panel, strings.reconnect).click();
  expect(reconnect).toHaveBeenCalledOnce();
});

test("ended jobs are removed after a second question, running ones never", async () => {
  const remove = vi.fn(async () => {});
  const panel = open([running, done, failed], { remove });
  await until(() => button(panel, strings.removeEnded).click());
  await until(() => button(panel, strings.remove).click());
  await until(() => expect(remove.mock.calls).toEqual([[[done.id, failed.id]]]));
});

test.each([
  ["soft", true],
  ["burned", false],
  ["both", false],
])("of a film with %s captions the track is shown unasked: %s", async (captions, unasked) => {
  const film = { ...done, render: { aspect: "16:9", quality: "standard", captions } };
  const panel = open([film], { media: async () => ({ url: "data:,", path: null, release() {} }) }, film.id);
  await until(() => expect(panel.querySelector("track")).not.toBeNull());
  expect(panel.querySelector<HTMLTrackElement>("track")?.hasAttribute("default")).toBe(unasked);
});

test("of a first picture that has gone with its job nothing is shown", async () => {
  const poster = artifact(running.id, "poster.png", "poster", "image/png", 1);
  const media = async () => ({ url: "data:,", path: null, release() {} });
  const panel = open([{ ...running, artifacts: [poster] }], { media }, running.id);
  await until(() => expect(panel.querySelector("img")).not.toBeNull());
  panel.querySelector("img")?.dispatchEvent(new Event("error"));
  await until(() => expect(panel.querySelector("img")).toBeNull());
});

test("a try again stands for the tries before it, which fold under it", async () => {
  const again = { ...running, id: "again", resumedFrom: failed.id };
  const panel = open([again, done, failed]);
  await until(() => expect(panel.querySelector(".aura-earlier summary")?.textContent).toBe(strings.earlierTries(1)));
  const rows = [...panel.querySelectorAll<HTMLElement>("section > .aura-queue > .aura-item")];
  expect(rows.map((each) => each.dataset.job)).toEqual(["again", done.id]);
  expect(panel.querySelector<HTMLElement>(".aura-earlier .aura-item")?.dataset.job).toBe(failed.id);
});

test("each try of several is under the last, whatever else is listed", () => {
  const from: Record<string, string> = { c: "b", b: "a", y: "gone" };
  expect(triesOf(["c", "y", "b", "a"], (id) => from[id] ?? null)).toEqual([["c", "b", "a"], ["y"]]);
});

test("of a film that is done the video is downloaded first, and what is for programs is folded", async () => {
  const download = vi.fn(async () => {});
  const copyPath = vi.fn(async () => {});
  const panel = open([done], { download, copyPath }, done.id);
  await until(() => button(panel, strings.downloadVideo));
  const film = done.artifacts.find(({ name }) => name === "video.mp4");
  expect(button(panel, strings.downloadVideo).dataset.kind).toBe("primary");
  button(panel, strings.downloadVideo).click();
  await until(() => expect(download).toHaveBeenCalledExactlyOnceWith(done, film));
  button(panel, strings.copyPath).click();
  await until(() => expect(copyPath).toHaveBeenCalledExactlyOnceWith(done, film));
  const open_ = [...panel.querySelectorAll<HTMLElement>("section > .aura-artifacts > li")];
  expect(open_.map((each) => each.dataset.kind)).not.toContain("manifest");
  const folded = [...panel.querySelectorAll<HTMLElement>("details .aura-artifacts > li")];
  expect(folded.map((each) => each.dataset.kind)).toContain("report");
});

test("a film that was removed is said to be gone, and no other takes its place", async () => {
  const trouble = signal<string | null>(null);
  const rest = stillJobs([running, done]);
  const absent = signal<Job | undefined>(undefined);
  const here = signal<Job | undefined>(failed);
  const jobs = {
    ...rest,
    trouble,
    listed: signal([running.id, failed.id]),
    job: (id: string) => (id === failed.id ? here : rest.job(id)),
  };
  const element = document.body.appendChild(document.createElement("div"));
  shown.push([element, mount({ host: fakeHost({ state: "connected" }, []), jobs, options: { jobId: null } }, element)]);
  await until(() => expect(element.querySelector(`.aura-item[data-job="${failed.id}"] button`)).not.toBeNull());
  element.querySelector<HTMLButtonElement>(`.aura-item[data-job="${failed.id}"] button`)?.click();
  await until(() => expect(element.querySelector("article")?.dataset.job).toBe(failed.id));
  trouble.value = "There is no job of this id.";
  here.value = absent.value;
  await until(() => expect(element.textContent).toContain(strings.removed));
  expect(element.querySelector("article")).toBeNull();
});

test("what one panel removes all others of the browser forget", async () => {
  const end = new AbortController();
  const forgotten: string[][] = [];
  siblings((ids) => forgotten.push([...ids]), end.signal);
  siblings(() => {}, end.signal).removed(["a", "b"]);
  await until(() => expect(forgotten).toEqual([["a", "b"]]));
  end.abort();
});

test("all of an error is there to be read, however long", async () => {
  const errorMessage = `${"The voice gave no sound. ".repeat(60)}The end.`;
  const panel = open([{ ...failed, errorMessage }], {}, failed.id);
  await until(() => expect(panel.querySelector(".aura-scroll .aura-what")?.textContent).toBe(errorMessage));
  expect(panel.querySelector(".aura-what.aura-clamp")).toBeNull();
});
