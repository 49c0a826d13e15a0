/** Jobs on the page's own server, over REST. */

import type { Look } from "../host.ts";
import type { Artifact, Job } from "../model.ts";
import { Problem } from "../problem.ts";
import type { FileEntry, JobRequest, Offered, Preflight } from "../request.ts";
import type { FilmPlan, JobObject, ProgressObject, Queue, StoryboardDraft } from "../wire/contract.ts";
import { type Json, object, objects, text } from "../wire/values.ts";
import { asked } from "./address.ts";
import { problemOf } from "./answer.ts";
import type { Backend, Content, Query } from "./backend.ts";

const ASK_MS = 30_000;
// A dry run may ask voices that are slow to load; preflight tries encoders.
const LONG_MS = 300_000;

interface Ask {
  readonly body?: unknown;
  /** The bytes of a file, in place of a body of JSON. */
  readonly file?: Blob;
  /** The version that is written over. */
  readonly version?: number;
  readonly key?: string;
  readonly milliseconds?: number;
}

export interface Server {
  /** With its origin, ending with a slash. */
  readonly baseUrl: string;
  headers(): Record<string, string>;
}

export class RestBackend implements Backend {
  readonly #server: Server;
  readonly #api: string;
  readonly #fetch: typeof fetch;

  constructor(server: Server, fetcher: typeof fetch = (...words) => fetch(...words)) {
    this.#server = server;
    this.#api = `${server.baseUrl}aura/api/`;
    this.#fetch = fetcher;
  }

  queue({ statuses, limit }: Query): Promise<Queue> {
    const asked = new URLSearchParams({ limit: String(limit) });
    if (statuses.length > 0) asked.set("status", statuses.join(","));
    return this.#json("GET", `queue?${asked}`);
  }

  job(id: string): Promise<JobObject> {
    return this.#json("GET", `jobs/${part(id)}`);
  }

  progress(id: string): Promise<ProgressObject> {
    return this.#json("GET", `render/${part(id)}/progress`);
  }

  options(): Promise<Offered> {
    return this.#json("GET", "options");
  }

  voices(): Promise<Json> {
    return this.#json("GET", "voices");
  }

  preflight(request: JobRequest | null): Promise<Preflight> {
    if (request === null) return this.#json("GET", "preflight", { milliseconds: LONG_MS });
    return this.#json("POST", "preflight", { body: request, milliseconds: LONG_MS });
  }

  plan(request: JobRequest): Promise<FilmPlan> {
    return this.#json("POST", "plan", { body: request, milliseconds: LONG_MS });
  }

  /** A server has many kernels: which notebook this is, the page knows. */
  async notebook(): Promise<null> {
    return null;
  }

  async files(folder: string): Promise<readonly FileEntry[]> {
    const path = folder.split("/").filter(Boolean).map(encodeURIComponent).join("/");
    const answer = await this.#ask("GET", `${this.#server.baseUrl}api/contents/${path}?content=1&type=directory`);
    const listed = object(await answer.json());
    return objects(listed?.content).map((each) => ({
      name: text(each.name) ?? "",
      path: text(each.path) ?? "",
      isFolder: each.type === "directory",
    }));
  }

  /** The text of a file in the server's folder. */
  async file(path: string): Promise<string> {
    const at = path.split("/").map(encodeURIComponent).join("/");
    const answer = await this.#ask("GET", `${this.#server.baseUrl}api/contents/${at}?content=1&type=file&format=text`);
    return text(object(await answer.json())?.content) ?? "";
  }

  quickDemo(topic: string | null, key: string): Promise<Json> {
    return this.#json("POST", "quick/demo", { body: topic === null ? {} : { topic }, key });
  }

  createJob(request: JobRequest, key: string): Promise<Json> {
    return this.#json("POST", "jobs", { body: request, key });
  }

  resume(id: string, key: string): Promise<Json> {
    return this.#json("POST", `jobs/${part(id)}/resume`, { body: {}, key });
  }

  async cancel(id: string): Promise<void> {
    await this.#json("POST", `jobs/${part(id)}/cancel`, { body: {} });
  }

  async remove(id: string, files: boolean): Promise<void> {
    await this.#ask("DELETE", `${this.#api}jobs/${part(id)}${files ? "?files=true" : ""}`);
  }

  async logs(id: string, tail: number): Promise<string> {
    return (await this.#ask("GET", `${this.#api}jobs/${part(id)}/logs?tail=${tail}`)).text();
  }

  async text(_: Job, artifact: Artifact): Promise<string> {
    return (await this.#ask("GET", asked(this.#at(artifact.url), "optional"))).text();
  }

  async content(_: Job, artifact: Artifact): Promise<Content> {
    return { kind: "url", url: this.#at(artifact.url) };
  }

  storyboard(request: JobRequest): Promise<StoryboardDraft> {
    return this.#json("POST", "storyboards", { body: request, milliseconds: LONG_MS });
  }

  scenePicture(storyboardId: string, scene: string, look: Look = {}): Promise<Content> {
    return this.#ofScene(storyboardId, scene, "picture", { ...look });
  }

  sceneSpeech(storyboardId: string, scene: string, text?: string): Promise<Content> {
    return this.#ofScene(storyboardId, scene, "speech", { text });
  }

  sceneWords(storyboardId: string, scene: string, text?: string): Promise<Json> {
    return this.#json("POST", `${draft(storyboardId)}/scenes/${part(scene)}/words`, {
      body: { text },
      milliseconds: LONG_MS,
    });
  }

  async #ofScene(storyboardId: string, scene: string, what: "picture" | "speech", body: Json): Promise<Content> {
    const path = `${this.#api}${draft(storyboardId)}/scenes/${part(scene)}/${what}`;
    const answer = await this.#ask("POST", path, { body, milliseconds: LONG_MS });
    return { kind: "bytes", bytes: await answer.arrayBuffer(), type: answer.headers.get("Content-Type") ?? "" };
  }

  readDraft(storyboardId: string): Promise<StoryboardDraft> {
    return this.#json("GET", draft(storyboardId));
  }

  saveDraft(storyboardId: string, storyboard: Json, version: number): Promise<StoryboardDraft> {
    return this.#json("PUT", draft(storyboardId), { body: storyboard, version });
  }

  planDraft(storyboardId: string): Promise<FilmPlan> {
    return this.#json("POST", `${draft(storyboardId)}/plan`, { body: {}, milliseconds: LONG_MS });
  }

  makeDraft(storyboardId: string, key: string): Promise<Json> {
    return this.#json("POST", `${draft(storyboardId)}/jobs`, { body: {}, key });
  }

  sendAsset(file: File): Promise<Json> {
    return this.#json("PUT", `assets/${part(file.name)}`, { file, milliseconds: LONG_MS });
  }

  async sample(voice: string, language: string | null): Promise<Content> {
    const asked = language === null ? "" : `?${new URLSearchParams({ language })}`;
    const answer = await this.#ask("GET", `${this.#api}voices/${part(voice)}/sample${asked}`, {
      milliseconds: LONG_MS,
    });
    const type = answer.headers.get("Content-Type") ?? "audio/wav";
    return { kind: "bytes", bytes: await answer.arrayBuffer(), type };
  }

  async studio(): Promise<string> {
    return (await this.#ask("GET", `${this.#server.baseUrl}aura/static/studio.js`)).text();
  }

  /** An artifact's address; an event's is relative to the API, an answer's begins with the base URL. */
  #at(url: string): string {
    return new URL(url, this.#api).href;
  }

  /** The answer, which is what the contract says: both are of one version. */
  async #json<T = Json>(method: string, path: string, ask: Ask = {}): Promise<T> {
    return (await this.#ask(method, this.#api + path, ask)).json();
  }

  async #ask(
    method: string,
    url: string,
    { body, file, key, version, milliseconds = ASK_MS }: Ask = {},
  ): Promise<Response> {
    const response = await this.#fetch(url, {
      method,
      credentials: "same-origin",
      cache: "no-store",
      signal: AbortSignal.timeout(milliseconds),
      headers: {
        ...this.#server.headers(),
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
        ...(key === undefined ? {} : { "Idempotency-Key": key }),
        ...(version === undefined ? {} : { "If-Match": `"${version}"` }),
      },
      ...(body === undefined ? file && { body: file } : { body: JSON.stringify(body) }),
    }).catch((error: unknown) => {
      const late = error instanceof DOMException && error.name === "TimeoutError";
      throw new Problem(late ? "The server took too long to answer." : "The server cannot be reached.", {
        code: "server.unreachable",
      });
    });
    if (!response.ok) throw await problemOf(response);
    return response;
  }
}

function draft(storyboardId: string): string {
  return `storyboards/${part(storyboardId)}`;
}

function part(word: string): string {
  return encodeURIComponent(word);
}
