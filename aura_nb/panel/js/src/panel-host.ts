/** The host that the views ask: one for both backends, with what the page around it can do. */

import type { ReadonlySignal } from "@preact/signals";
import { asked } from "./backend/address.ts";
import type { Backend, Content } from "./backend/backend.ts";
import { boardOf, estimateOf, optionsOf } from "./backend/offers.ts";
import type { Abilities, Connection, Host, Media, Toast } from "./host.ts";
import type { Artifact, Job } from "./model.ts";
import { copy, saveBytes, saveFrom } from "./page/download.ts";
import { moduleOf, once } from "./page/module.ts";
import type { Siblings } from "./page/siblings.ts";
import type { Surroundings } from "./page/surroundings.ts";
import { Problem } from "./problem.ts";
import type { JobRequest } from "./request.ts";
import type { JobStore } from "./store/store.ts";
import type { Studio } from "./studio.tsx";
import { type Json, text } from "./wire/values.ts";

export interface Parts {
  readonly backend: Backend;
  readonly store: JobStore;
  readonly connection: ReadonlySignal<Connection>;
  reconnect(): void;
  readonly page: Surroundings;
  /** Where a folder is in the file browser; null where it cannot be shown. */
  browse(folder: string): string | null;
  readonly abilities: Abilities;
  /** Tells the browser's other panels what was removed. */
  readonly siblings: Siblings;
}

const LISTED = /\.(md|markdown|json|ipynb)$/i;

export function panelHost({ backend, store, connection, reconnect, page, browse, abilities, siblings }: Parts): Host {
  async function begun(answer: Promise<Json>): Promise<string> {
    const id = text((await answer).jobId);
    if (id === null) throw new Problem("The answer names no job.");
    await store.open(id);
    return id;
  }
  return {
    connection,
    abilities,
    reconnect,
    options: async () => optionsOf(await backend.options()),
    preflight: (request) => backend.preflight(request ?? null),
    estimate: async (request) => estimateOf(await backend.plan(request)),
    notebook: async () => page.notebook() ?? (await backend.notebook()),
    storyboard: async (request) => boardOf(await backend.storyboard(request)),
    scenePicture: async (storyboardId, scene, look) => media(await backend.scenePicture(storyboardId, scene, look)),
    sceneSpeech: async (storyboardId, scene, words) => media(await backend.sceneSpeech(storyboardId, scene, words)),
    sceneWords: (storyboardId, scene, words) => backend.sceneWords(storyboardId, scene, words),
    readDraft: (storyboardId) => backend.readDraft(storyboardId),
    saveDraft: (storyboardId, storyboard, version) => backend.saveDraft(storyboardId, storyboard, version),
    planDraft: (storyboardId) => backend.planDraft(storyboardId),
    makeDraft: (storyboardId) => begun(backend.makeDraft(storyboardId, newKey())),
    sendAsset: async (file) => text((await backend.sendAsset(file)).asset) ?? "",
    files: async (folder) =>
      (await backend.files(folder)).filter(({ name, isFolder }) => isFolder || LISTED.test(name)),
    quickDemo: (topic) => begun(backend.quickDemo(topic ?? null, newKey())),
    createJob: (request: JobRequest) => begun(backend.createJob(request, newKey())),
    resume: (id) => begun(backend.resume(id, newKey())),
    cancel: async (id) => {
      await backend.cancel(id);
      store.markCanceling(id);
    },
    remove: async (ids, files = false) => {
      const removed: string[] = [];
      try {
        for (const id of ids) {
          await backend.remove(id, files).catch(unlessGone);
          removed.push(id);
        }
      } finally {
        store.forget(...removed);
        siblings.removed(removed);
      }
    },
    logs: (id, tail = 400) => backend.logs(id, tail),
    text: (job, artifact) => backend.text(job, artifact),
    media: async (job, artifact) => media(await backend.content(job, artifact)),
    sample: async (voice, language) => media(await backend.sample(voice, language ?? null)),
    download: async (job, artifact) => save(await backend.content(job, artifact), artifact),
    copyPath: async (job, artifact) => copy(pathOf(job, artifact)),
    openFolder: async (job) => {
      const path = job.output?.folder ? browse(job.output.folder) : null;
      if (path === null || page.showFolder === null) {
        throw new Problem(`The file browser does not show this folder: ${job.output?.folder ?? "it is not made yet"}`);
      }
      page.showFolder(path);
    },
    toast: (toast: Toast) => page.toast(toast),
    studio: once(async () => moduleOf<Studio>(await backend.studio())),
  };
}

/** Removed by another page: that is what was asked for. */
function unlessGone(error: unknown): void {
  if (!(error instanceof Problem) || error.status !== 404) throw error;
}

function media(content: Content): Media {
  if (content.kind === "path") return { url: null, path: content.path, release() {} };
  // A file may go in the very moment it is asked for: with its job, or because somebody has removed it.
  if (content.kind === "url") return { url: asked(content.url, "optional"), path: null, release() {} };
  if (content.bytes.byteLength === 0) return { url: null, path: null, release() {} };
  const url = URL.createObjectURL(new Blob([content.bytes], { type: content.type }));
  return { url, path: null, release: () => URL.revokeObjectURL(url) };
}

function save(content: Content, artifact: Artifact): void {
  if (content.kind === "bytes") saveBytes(content.bytes, content.type, artifact.name);
  else if (content.kind === "url") saveFrom(asked(content.url, "download"), artifact.name);
  else throw new Problem(`This page cannot download it. The file is here: ${content.path}`);
}

/** Where a finished file lies: the film itself may have a name of its own. */
function pathOf({ output }: Job, artifact: Artifact): string {
  if (!output) throw new Problem("The file has no place yet: the film is still being made.");
  if (artifact.name === "video.mp4") return output.videoPath;
  const separator = output.folder?.includes("\\") ? "\\" : "/";
  return output.folder ? `${output.folder}${separator}${artifact.name}` : artifact.name;
}

/** Sent again after a cut, a request with the same key makes no second job. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
