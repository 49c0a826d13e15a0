/** The panel in a place of the page that no kernel has: where JupyterLab's extension opens it. */

import type { App, PanelOptions } from "./app.ts";
import { assembledInPage } from "./assembly.ts";
import { mount } from "./mount.tsx";
import { localNames, named } from "./page/local-names.ts";
import type { Surroundings } from "./page/surroundings.ts";
import { visibility } from "./stream/demand.ts";
import { showInPanel } from "./tray.ts";
import { object } from "./wire/values.ts";

/** A storyboard's own file, in which what is edited is saved. */
export interface StoryboardFile {
  /** Where it is, as the server calls it. */
  readonly path: string;
  /** What it says. */
  readonly text: string;
  write(text: string): Promise<void>;
}

export interface Place {
  readonly el: HTMLElement;
  /** Aborted, it takes the panel away. */
  readonly signal: AbortSignal;
  readonly asked: Partial<PanelOptions>;
  readonly file?: StoryboardFile;
  readonly showFolder: Surroundings["showFolder"];
}

export interface PanelModule {
  open(place: Place): Promise<void>;
}

export async function open({ el, signal, asked, file, showFolder }: Place): Promise<void> {
  const notebook = () => (asked.source?.endsWith(".ipynb") ? asked.source : null);
  const page = { showFolder, notebook, toast: showInPanel };
  const shown = { isVisible: visibility(el, signal), until: signal };
  const whole = await assembledInPage(shown, { jobId: null, ...asked }, page);
  const app = file === undefined ? whole : await editing(file, whole);
  if (!signal.aborted) signal.addEventListener("abort", mount(app, el), { once: true });
}

/** The app at the editor of a file's storyboard: what it calls saved is in the file too. */
async function editing(file: StoryboardFile, app: App): Promise<App> {
  const { id } = await app.host.storyboard({ source: { path: file.path } });
  const { storyboard: opened } = await app.host.readDraft(id);
  const names = localNames(object(JSON.parse(file.text)) ?? {}, opened);
  const host: App["host"] = {
    ...app.host,
    async saveDraft(storyboardId, storyboard, version) {
      const saved = await app.host.saveDraft(storyboardId, storyboard, version);
      if (storyboardId === id) await file.write(`${JSON.stringify(named(storyboard, names), null, 2)}\n`);
      return saved;
    },
  };
  return { ...app, host, options: { ...app.options, storyboardId: id } };
}
