/** Where the panel is opened: a page of its own in the main area, or in the bar at the right. */

import { isJupyterLab, type PageConfig } from "../src/page/config.ts";
import type { Place } from "../src/panel.tsx";
import { showFolder } from "./folder.ts";
import type { Application, Area, LabIcon, Modules, Tracker, Widget } from "./jupyter.ts";
import { panelModule } from "./panel-module.ts";
import { words } from "./words.ts";

/** What is looked at first; all of the tool when nothing is said. */
export interface Asked {
  readonly jobId?: string;
  /** The file that a film is to be made of. */
  readonly source?: string;
}

export interface Wanted extends Asked {
  readonly area?: Area;
  /** The widget next to which it is opened. */
  readonly beside?: string;
}

export class Places {
  readonly #app: Application;
  readonly #Widget: Modules["@lumino/widgets"]["Widget"];
  readonly #config: PageConfig;
  readonly #load: ReturnType<typeof panelModule>;
  readonly #icon: LabIcon;
  readonly #tracker: Tracker;
  readonly #open = new Map<string, Widget>();
  readonly #asked = new WeakMap<Widget, Wanted>();

  constructor(app: Application, modules: Modules, config: PageConfig, icon: LabIcon) {
    this.#app = app;
    this.#Widget = modules["@lumino/widgets"].Widget;
    this.#config = config;
    this.#load = panelModule(config);
    this.#icon = icon;
    this.#tracker = new modules["@jupyterlab/apputils"].WidgetTracker({ namespace: "aura-nb" });
  }

  /** Those that are open, which JupyterLab opens again in a page that is loaded again. */
  get tracker(): Tracker {
    return this.#tracker;
  }

  /** As what it was asked for. */
  asked(widget: Widget): Wanted {
    return this.#asked.get(widget) ?? {};
  }

  /** Opens the panel, or shows the one that was opened for the same. */
  open(wanted: Wanted): Widget {
    const { jobId, source, beside } = wanted;
    // Notebook 7 shows one document on a page, with a sidebar next to it.
    const area = isJupyterLab(this.#config) ? (wanted.area ?? "main") : "right";
    const id = ["aura-place", area, jobId ?? source ?? "all"].join(":");
    let widget = this.#open.get(id);
    if (widget === undefined || widget.isDisposed) {
      widget = this.#made(id, { ...(jobId && { jobId }), ...(source && { source }) });
      this.#asked.set(widget, { ...(jobId && { jobId }), ...(source && { source }), area });
      this.#open.set(id, widget);
      const next = beside === undefined || area !== "main" ? {} : { ref: beside, mode: "split-right" };
      this.#app.shell.add(widget, area, { rank: 900, ...next });
      if (area === "main") void this.#tracker.add(widget);
    }
    this.#app.shell.activateById(id);
    return widget;
  }

  #made(id: string, asked: Asked): Widget {
    const widget = new this.#Widget();
    widget.id = id;
    const name = asked.source?.slice(asked.source.lastIndexOf("/") + 1);
    Object.assign(widget.title, {
      label: name === undefined ? words.aura : words.filmOfFile(name),
      caption: asked.source ?? words.openCaption,
    });
    Object.assign(widget.title, { closable: true, icon: this.#icon });
    widget.node.classList.add("aura-side");
    this.show(widget, asked);
    return widget;
  }

  /** Shows the panel in a widget, until that is closed. */
  show(widget: Widget, asked: Place["asked"], file?: Place["file"]): void {
    const gone = new AbortController();
    widget.disposed.connect(() => gone.abort());
    const folder = showFolder(this.#app, this.#config);
    this.#load()
      .then(({ open }) =>
        open({ el: widget.node, signal: gone.signal, asked, showFolder: folder, ...(file && { file }) }),
      )
      .catch((error: unknown) => {
        widget.node.textContent = words.unreadable(error instanceof Error ? error.message : String(error));
      });
  }
}
