/** Puts an app together: over the page's own server where that is the kernel's, else over the widget's channel. */

import { computed, effect, type ReadonlySignal } from "@preact/signals";
import type { App, PanelOptions } from "./app.ts";
import type { Backend } from "./backend/backend.ts";
import { RestBackend } from "./backend/rest.ts";
import type { Toast } from "./host.ts";
import { isFinal, type Job } from "./model.ts";
import { type OwnServer, ownServer, pageServer } from "./page/choice.ts";
import { credentials, pageConfig } from "./page/config.ts";
import { browsePath } from "./page/folder.ts";
import { siblings } from "./page/siblings.ts";
import { hideStandIn } from "./page/stand-in.ts";
import { type Surroundings, surroundings } from "./page/surroundings.ts";
import { isToldByPage } from "./page/told.ts";
import { panelHost } from "./panel-host.ts";
import { RelayBackend } from "./relay/backend.ts";
import { Channel, type Model } from "./relay/channel.ts";
import { RelaySource, relayed } from "./relay/source.ts";
import { Follower } from "./store/follower.ts";
import { JobStore } from "./store/store.ts";
import { Hub } from "./stream/hub.ts";
import { sharedHub } from "./stream/share.ts";
import { strings } from "./strings.ts";
import type { Message } from "./wire/message.ts";
import type { Json } from "./wire/values.ts";

/** Where a panel is shown, and how long. */
interface Shown {
  readonly isVisible: ReadonlySignal<boolean>;
  /** Everything ends with it. */
  readonly until: AbortSignal;
}

export interface Widget extends Shown {
  readonly model: Model & { readonly widget_manager?: unknown };
  readonly showInPanel: (toast: Toast) => void;
}

export async function assembled(widget: Widget): Promise<App> {
  const { model } = widget;
  const options = { jobId: String(model.get("job_id") ?? "") || null, edit: model.get("edit") === true };
  const config = pageConfig();
  const page = surroundings(config, model.widget_manager, widget.showInPanel);
  const own = await ownServer(config, String(model.get("server_id") ?? ""));
  const app = own === null ? overChannel(widget, options, page) : await overServer(widget, options, own, page);
  if (!widget.until.aborted) keepStandIn(widget, app);
  return app;
}

/** An app of the page itself, without a kernel: over the page's server. Rejected where that has no Aura. */
export async function assembledInPage(shown: Shown, options: PanelOptions, page: Surroundings): Promise<App> {
  const config = pageConfig();
  const own = config === null ? null : await pageServer(config);
  if (own === null) throw new Error(strings.noServer);
  return overServer(shown, options, own, page);
}

/** What stands for the panel in a saved notebook is hidden while the panel shows its job, and told of the job's end. */
function keepStandIn({ model, until }: Widget, { jobs, options }: App): void {
  const job = options.jobId === null ? null : jobs.job(options.jobId);
  const isShown = computed(() => (job === null ? jobs.isLoaded.value : job.value !== undefined));
  hideStandIn(String(model.get("own_id") ?? ""), isShown, until);
  const hasEnded = computed(() => job?.value !== undefined && isFinal(job.value.status));
  const dispose = effect(() => {
    if (hasEnded.value) tellEnded(model);
  });
  until.addEventListener("abort", dispose);
}

function tellEnded(model: Widget["model"]): void {
  try {
    model.send({ kind: "ended" });
  } catch {
    // The kernel was restarted or is gone, and nobody is left to draw the card anew: it stays as it was.
  }
}

async function overServer(shown: Shown, options: PanelOptions, own: OwnServer, page: Surroundings): Promise<App> {
  const { baseUrl } = own.config;
  const headers = () => credentials(own.config);
  const backend = new RestBackend({ baseUrl, headers });
  const store = new JobStore(backend, options.jobId, announce(page));
  const hub = await sharedHub({ url: `${baseUrl}aura/api/events`, headers }, `${baseUrl}aura/static/stream-worker.js`);
  const follower = new Follower(store, hub, shown.isVisible, shown.until);
  const browse = (folder: string) => browsePath(folder, own.root);
  return app(shown, backend, store, follower, options, page, browse, true);
}

function overChannel(widget: Widget, options: PanelOptions, page: Surroundings): App {
  let source: RelaySource | null = null;
  const channel = new Channel(widget.model, (said) => hear(said), widget.until);
  const backend = new RelayBackend(channel, playsNoAac());
  const store = new JobStore(backend, options.jobId, announce(page));
  const hub = new Hub((hearer) => {
    source = new RelaySource(channel, hearer);
    return source;
  });
  function hear(said: Json): void {
    const message = relayed(said);
    if (message === null) return;
    // A kernel that is busy from the start tells of its jobs before it can be asked.
    if (store.after === null && message.type === "snapshot") store.take(message);
    source?.take(message);
  }
  const follower = new Follower(store, hub, widget.isVisible, widget.until);
  // Paths are the kernel's, below its own folder: what the page calls the notebook is another server's.
  const folderless = { ...page, showFolder: null, notebook: () => null };
  return app(widget, backend, store, follower, options, folderless, () => null, !isVsCode());
}

function app(
  { until }: Shown,
  backend: Backend,
  store: JobStore,
  follower: Follower,
  options: PanelOptions,
  page: Surroundings,
  browse: (folder: string) => string | null,
  downloads: boolean,
): App {
  const relatives = siblings((ids) => store.forget(...ids), until);
  const host = panelHost({
    backend,
    store,
    connection: follower.connection,
    reconnect: () => follower.reconnect(),
    page,
    browse,
    abilities: { openFolder: page.showFolder !== null, download: downloads, copyPath: true, files: true },
    siblings: relatives,
  });
  return { host, jobs: store, options };
}

function announce(page: Surroundings): (job: Job, message: Message) => void {
  return (job) => {
    if (isToldByPage()) return;
    if (job.status === "completed") page.toast({ kind: "success", message: strings.toastDone(job.title) });
    else if (job.status === "failed") page.toast({ kind: "error", message: strings.toastFailed(job.title) });
  };
}

/** Its outputs may save no file; pages of browsers may, marimo's and Colab's too. */
function isVsCode(): boolean {
  return location.protocol === "vscode-webview:" || "acquireVsCodeApi" in globalThis;
}

/** VS Code's pages are built without AAC. */
function playsNoAac(): boolean {
  return document.createElement("video").canPlayType('video/mp4; codecs="avc1.42E01E, mp4a.40.2"') === "";
}
