/**
 * What the core asks of what runs jobs: the page's server over REST, or the kernel over the widget's channel.
 *
 * Answers are JSON as the REST API gives them, of the types of the contract. Every failure is a `Problem`.
 */

import type { Look } from "../host.ts";
import type { Artifact, Job, Status } from "../model.ts";
import type { FileEntry, JobRequest, Offered, Preflight } from "../request.ts";
import type { FilmPlan, JobObject, ProgressObject, Queue, StoryboardDraft } from "../wire/contract.ts";
import type { Json } from "../wire/values.ts";

export interface Query {
  readonly statuses: readonly Status[];
  readonly limit: number;
}

/** A file's bytes, or where they can be had. */
export type Content =
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "bytes"; readonly bytes: ArrayBuffer; readonly type: string }
  | { readonly kind: "path"; readonly path: string };

export interface Backend {
  queue(query: Query): Promise<Queue>;
  job(id: string): Promise<JobObject>;
  progress(id: string): Promise<ProgressObject>;
  options(): Promise<Offered>;
  voices(): Promise<Json>;
  preflight(request: JobRequest | null): Promise<Preflight>;
  plan(request: JobRequest): Promise<FilmPlan>;
  storyboard(request: JobRequest): Promise<StoryboardDraft>;
  scenePicture(storyboardId: string, scene: string, look?: Look): Promise<Content>;
  /** No bytes where nothing is said. */
  sceneSpeech(storyboardId: string, scene: string, text?: string): Promise<Content>;
  sceneWords(storyboardId: string, scene: string, text?: string): Promise<Json>;
  readDraft(storyboardId: string): Promise<StoryboardDraft>;
  saveDraft(storyboardId: string, storyboard: Json, version: number): Promise<StoryboardDraft>;
  planDraft(storyboardId: string): Promise<FilmPlan>;
  sendAsset(file: File): Promise<Json>;
  files(folder: string): Promise<readonly FileEntry[]>;
  /** The kernel's notebook, as a `source.path` names it; null where it is not known, or not known here. */
  notebook(): Promise<string | null>;

  /** These answer an object with the new job's `jobId`. The key keeps a request sent again from making a second job. */
  quickDemo(topic: string | null, key: string): Promise<Json>;
  createJob(request: JobRequest, key: string): Promise<Json>;
  makeDraft(storyboardId: string, key: string): Promise<Json>;
  resume(id: string, key: string): Promise<Json>;

  cancel(id: string): Promise<void>;
  remove(id: string, files: boolean): Promise<void>;
  logs(id: string, tail: number): Promise<string>;
  text(job: Job, artifact: Artifact): Promise<string>;
  content(job: Job, artifact: Artifact): Promise<Content>;
  sample(voice: string, language: string | null): Promise<Content>;
  /** The text of the studio's script. */
  studio(): Promise<string>;
}
