/** The extension: a button on notebooks, commands, a card of the launcher, and the panel without a cell. */

import { isJupyterLab, pageConfig } from "../src/page/config.ts";
import { object } from "../src/wire/values.ts";
import { tellEnds } from "./ends.ts";
import { fileFilm } from "./file-film.ts";
import { AURA } from "./icon.ts";
import type {
  Application,
  FileBrowsers,
  Launcher,
  Modules,
  NotebookTracker,
  Palette,
  Plugin,
  Restorer,
} from "./jupyter.ts";
import { notebookFilm } from "./notebook-film.ts";
import { Places, type Wanted } from "./places.ts";
import { sourcesOf } from "./sources.ts";
import { addStoryboards } from "./storyboards.ts";
import { words } from "./words.ts";

export const OPEN = "aura:open";

export function pluginsOf(modules: Modules): readonly Plugin[] {
  const { ICommandPalette } = modules["@jupyterlab/apputils"];
  const { ILayoutRestorer } = modules["@jupyterlab/application"];
  const { IFileBrowserFactory } = modules["@jupyterlab/filebrowser"];
  const { ILauncher } = modules["@jupyterlab/launcher"];
  const { INotebookTracker } = modules["@jupyterlab/notebook"];
  return [
    {
      id: "aura-nb:plugin",
      description: "Films of notebooks and files: a button, commands, a card of the launcher, and the panel.",
      autoStart: true,
      optional: [INotebookTracker, IFileBrowserFactory, ICommandPalette, ILauncher, ILayoutRestorer],
      activate(app, ...services) {
        const [notebooks, files, palette, launcher, restorer] = services as [
          NotebookTracker | null,
          FileBrowsers | null,
          Palette | null,
          Launcher | null,
          Restorer | null,
        ];
        begin(app, modules, { notebooks, files, palette, launcher, restorer });
      },
    },
  ];
}

interface Services {
  readonly notebooks: NotebookTracker | null;
  readonly files: FileBrowsers | null;
  readonly palette: Palette | null;
  readonly launcher: Launcher | null;
  readonly restorer: Restorer | null;
}

function begin(app: Application, modules: Modules, services: Services): void {
  const { notebooks, files, palette, launcher, restorer } = services;
  const config = pageConfig();
  const sources = sourcesOf();
  if (config === null || sources === null) {
    // The settings name these commands: without Aura on the page's server they have to be there, and hidden.
    for (const { id } of [notebookFilm, fileFilm]) {
      app.commands.addCommand(id, { label: () => "", isVisible: () => false, execute() {} });
    }
    return;
  }
  const aura = new modules["@jupyterlab/ui-components"].LabIcon(AURA);
  const places = new Places(app, modules, config, aura);
  app.commands.addCommand(OPEN, {
    label: ({ area }) => (area === "right" ? words.openBeside : words.open),
    caption: () => words.openCaption,
    icon: aura,
    execute: (args) => places.open(args as Wanted),
  });
  app.commands.addCommand(notebookFilm.id, notebookFilm.command(notebooks, places, aura));
  app.commands.addCommand(fileFilm.id, fileFilm.command(files, places, sources, aura));
  // Notebook 7's page of files, which opens no document itself, loads its settings twice at once for a type that comes
  // while it begins, and complains of it.
  const ready = isPageOfFiles() ? app.restored : null;
  const add = () => addStoryboards(app, modules, config, places, aura);
  if (ready === null) add();
  else void ready.then(add);
  tellEnds(app, modules["@jupyterlab/apputils"].Notification, config, places);
  for (const area of isJupyterLab(config) ? (["main", "right"] as const) : (["right"] as const)) {
    palette?.addItem({ command: OPEN, category: words.aura, args: { area } });
  }
  palette?.addItem({ command: notebookFilm.id, category: words.aura });
  launcher?.add({ command: OPEN, category: "Other", rank: 90 });
  restorer?.restore(places.tracker, {
    command: OPEN,
    args: (widget) => ({ ...places.asked(widget) }),
    name: ({ id }) => id,
  });
}

function isPageOfFiles(): boolean {
  const told = document.getElementById("jupyter-config-data")?.textContent ?? "{}";
  return object(JSON.parse(told))?.notebookPage === "tree";
}
