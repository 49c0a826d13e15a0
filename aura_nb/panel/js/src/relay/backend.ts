/** Jobs by way of the kernel, where the page cannot reach the server that has them. */

import type { Backend, Content, Query } from "../backend/backend.ts";
import type { Look } from "../host.ts";
import type { Artifact, Job } from "../model.ts";
import { Problem } from "../problem.ts";
import type { FileEntry, JobRequest, Offered, Preflight } from "../request.ts";
import type { FilmPlan, JobObject, ProgressObject, Queue, StoryboardDraft } from "../wire/contract.ts";
import { type Json, objects, text } from "../wire/values.ts";
import type { Answer, Channel } from "./channel.ts";

/** In base64 it is a third longer, and the kernel's own line takes messages of 10 MiB at the most. */
const MOST_SENT = 7_700_000;

export class RelayBackend implements Backend {
  readonly #channel: Channel;
  /** Whether the page plays no AAC: films are asked for with their sound as MP3. */
  readonly #wantsMp3: boolean;

  constructor(channel: Channel, wantsMp3: boolean) {
    this.#channel = channel;
    this.#wantsMp3 = wantsMp3;
  }

  queue({ statuses, limit }: Query): Promise<Queue> {
    return this.#json("queue", { statuses, limit });
  }

  job(id: string): Promise<JobObject> {
    return this.#json("job", { jobId: id });
  }

  progress(id: string): Promise<ProgressObject> {
    return this.#json("progress", { jobId: id });
  }

  options(): Promise<Offered> {
    return this.#json("options");
  }

  voices(): Promise<Json> {
    return this.#json("voices");
  }

  preflight(request: JobRequest | null): Promise<Preflight> {
    return this.#json("preflight", { request });
  }

  plan(request: JobRequest): Promise<FilmPlan> {
    return this.#json("plan", { request });
  }

  async files(folder: string): Promise<readonly FileEntry[]> {
    const answer = await this.#json("files", { folder });
    return objects(answer.files).map((each) => ({
      name: text(each.name) ?? "",
      path: text(each.path) ?? "",
      isFolder: each.isFolder === true,
    }));
  }

  async notebook(): Promise<string | null> {
    return text((await this.#json("notebook")).path) || null;
  }

  quickDemo(topic: string | null, key: string): Promise<Json> {
    return this.#json("quickDemo", { topic, key });
  }

  createJob(request: JobRequest, key: string): Promise<Json> {
    return this.#json("createJob", { request, key });
  }

  resume(id: string, key: string): Promise<Json> {
    return this.#json("resume", { jobId: id, key });
  }

  async cancel(id: string): Promise<void> {
    await this.#json("cancel", { jobId: id });
  }

  async remove(id: string, files: boolean): Promise<void> {
    await this.#json("remove", { jobId: id, files });
  }

  async logs(id: string, tail: number): Promise<string> {
    return text((await this.#json("logs", { jobId: id, tail })).text) ?? "";
  }

  async text(job: Job, artifact: Artifact): Promise<string> {
    const content = await this.content(job, artifact);
    if (content.kind === "bytes") return new TextDecoder().decode(content.bytes);
    throw new Problem("The file is too large to be shown here.");
  }

  async content(job: Job, artifact: Artifact): Promise<Content> {
    const mp3 = this.#wantsMp3 && artifact.kind === "video";
    return contentOf(await this.#channel.ask("content", { jobId: job.id, name: artifact.name, mp3 }));
  }

  storyboard(request: JobRequest): Promise<StoryboardDraft> {
    return this.#json("draft", { request });
  }

  async scenePicture(storyboardId: string, scene: string, look: Look = {}): Promise<Content> {
    return bytesOf(await this.#channel.ask("scenePicture", { storyboardId, scene, ...look }));
  }

  async sceneSpeech(storyboardId: string, scene: string, text?: string): Promise<Content> {
    return bytesOf(await this.#channel.ask("sceneSpeech", { storyboardId, scene, text }));
  }

  sceneWords(storyboardId: string, scene: string, text?: string): Promise<Json> {
    return this.#json("sceneWords", { storyboardId, scene, text });
  }

  readDraft(storyboardId: string): Promise<StoryboardDraft> {
    return this.#json("readDraft", { storyboardId });
  }

  saveDraft(storyboardId: string, storyboard: Json, version: number): Promise<StoryboardDraft> {
    return this.#json("saveDraft", { storyboardId, storyboard, version });
  }

  planDraft(storyboardId: string): Promise<FilmPlan> {
    return this.#json("planDraft", { storyboardId });
  }

  makeDraft(storyboardId: string, key: string): Promise<Json> {
    return this.#json("makeDraft", { storyboardId, key });
  }

  /** In text: what a page sends its kernel over the widget's channel is JSON. */
  async sendAsset(file: File): Promise<Json> {
    if (file.size > MOST_SENT) {
      throw new Problem(
        "The file is too large to be sent from this page: it may have 7.7 MB, which are 80 seconds of a recording.",
      );
    }
    return this.#json("sendAsset", { name: file.name, content: await base64(file) });
  }

  async sample(voice: string, language: string | null): Promise<Content> {
    return contentOf(await this.#channel.ask("sample", { voice, language }));
  }

  async studio(): Promise<string> {
    const { buffers } = await this.#channel.ask("studio");
    return new TextDecoder().decode(joined(buffers));
  }

  /** The answer, which is what the contract says: both are of one version. */
  async #json<T = Json>(call: string, args: Json = {}): Promise<T> {
    return (await this.#channel.ask(call, args)).result as T;
  }
}

async function base64(file: Blob): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let told = "";
  for (let at = 0; at < bytes.length; at += 0x8000) told += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(told);
}

function bytesOf({ result, buffers }: Answer): Content {
  return { kind: "bytes", bytes: joined(buffers), type: text(result.type) ?? "" };
}

function contentOf({ result, buffers }: Answer): Content {
  if (buffers.length === 0) return { kind: "path", path: text(result.path) ?? "" };
  return { kind: "bytes", bytes: joined(buffers), type: text(result.type) ?? "" };
}

function joined(pieces: readonly DataView[]): ArrayBuffer {
  const bytes = new Uint8Array(pieces.reduce((sum, { byteLength }) => sum + byteLength, 0));
  let at = 0;
  for (const { buffer, byteOffset, byteLength } of pieces) {
    bytes.set(new Uint8Array(buffer, byteOffset, byteLength), at);
    at += byteLength;
  }
  return bytes.buffer;
}
