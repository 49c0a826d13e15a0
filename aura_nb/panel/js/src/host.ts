/**
 * Everything a view may ask for, whoever answers: the page's own server, or the kernel through the widget's channel.
 *
 * Promises are rejected with `Problem` (problem.ts), whose `message` can be shown and whose `actions` say what to do.
 */

import type { ReadonlySignal } from "@preact/signals";
import type { Artifact, Job } from "./model.ts";
import type { Board, Estimate, FileEntry, JobRequest, Options, Preflight } from "./request.ts";
import type { Studio } from "./studio.tsx";
import type { FilmPlan, StoryboardDraft } from "./wire/contract.ts";
import type { Json } from "./wire/values.ts";

/**
 * How the event stream is. `idle`: nothing needs it; `lost`: offer Reconnect; `refused`: signed out, or not there;
 * `failing`: the server answers, and says why it can do nothing now.
 */
export type Connection =
  | { readonly state: "idle" | "connecting" | "connected" }
  | { readonly state: "reconnecting"; readonly attempt: number; readonly delaySeconds: number; readonly at: number }
  | { readonly state: "lost"; readonly reason: string }
  | { readonly state: "refused"; readonly reason: string }
  | { readonly state: "failing"; readonly reason: string };

/** A file as this page can use it; `url` is null where it cannot, and `path` then says where the file is. */
export interface Media {
  readonly url: string | null;
  readonly path: string | null;
  /** Give a blob's memory back; call it when the element that shows it is gone. */
  release(): void;
}

export interface Toast {
  readonly kind: "success" | "error" | "info";
  readonly message: string;
}

/** What this page can do beyond showing; a view leaves out what cannot be done. */
export interface Abilities {
  readonly openFolder: boolean;
  readonly download: boolean;
  readonly copyPath: boolean;
  /** Whether the list of files can be asked for. */
  readonly files: boolean;
}

/** How a slide is drawn in place of how its film draws it. */
export interface Look {
  readonly theme?: string;
  readonly aspect?: string;
}

export interface Host {
  readonly connection: ReadonlySignal<Connection>;
  readonly abilities: Abilities;
  /** Try to connect at once. */
  reconnect(): void;

  options(): Promise<Options>;
  preflight(request?: JobRequest): Promise<Preflight>;
  estimate(request: JobRequest): Promise<Estimate>;
  /** A storyboard of the film, to be looked at before it is made. */
  storyboard(request: JobRequest): Promise<Board>;
  /** The slide of a storyboard's scene, as it is or with another look. */
  scenePicture(storyboardId: string, scene: string, look?: Look): Promise<Media>;
  /** What is said in it, or `text` in its place; its `url` is null where nothing is. */
  sceneSpeech(storyboardId: string, scene: string, text?: string): Promise<Media>;
  /** When each word of that speech is said. */
  sceneWords(storyboardId: string, scene: string, text?: string): Promise<Json>;
  /** A storyboard with its version; a job's storyboard has the job's id. */
  readDraft(storyboardId: string): Promise<StoryboardDraft>;
  /** Saves a storyboard over a version; rejected with status 412 when there is a newer one. */
  saveDraft(storyboardId: string, storyboard: Json, version: number): Promise<StoryboardDraft>;
  /** What making its film would cost now. */
  planDraft(storyboardId: string): Promise<FilmPlan>;
  /** A picture or recording of this machine, sent to where films are made; its name in a storyboard. */
  sendAsset(file: File): Promise<string>;
  files(folder: string): Promise<readonly FileEntry[]>;
  /** The notebook that the panel stands in, as a `source.path` names it; null where it is not known. */
  notebook(): Promise<string | null>;

  /** Each answers the new job's id; the store has the job by then. */
  quickDemo(topic?: string): Promise<string>;
  createJob(request: JobRequest): Promise<string>;
  makeDraft(storyboardId: string): Promise<string>;
  resume(jobId: string): Promise<string>;
  cancel(jobId: string): Promise<void>;
  /** Forget ended jobs; with `files` their finished files too. */
  remove(jobIds: readonly string[], files?: boolean): Promise<void>;

  /** The log's last lines. */
  logs(jobId: string, tail?: number): Promise<string>;
  /** A text file of the job, such as `captions.vtt`: players get it as a blob. */
  text(job: Job, artifact: Artifact): Promise<string>;
  /** A picture or film of the job. */
  media(job: Job, artifact: Artifact): Promise<Media>;
  /** A spoken sample. */
  sample(voice: string, language?: string): Promise<Media>;

  download(job: Job, artifact: Artifact): Promise<void>;
  /** Put into the clipboard where the file lies, on the machine that made it. */
  copyPath(job: Job, artifact: Artifact): Promise<void>;
  /** Show the job's folder in the file browser. */
  openFolder(job: Job): Promise<void>;
  toast(toast: Toast): void;
  /** The script of the form, the storyboard and the editor. */
  studio(): Promise<Studio>;
}
