/** The extension: a button on notebooks, commands, a card of the launcher, and the panel without a cell. */

import { isJupyterLab, pageConfig } from "../src/page/config.ts";
import { AURA } from "./icon.ts";
import type { Application, Launcher, Modules, NotebookTracker, Palette, Plugin, Restorer } from "./jupyter.ts";
import { notebookFilm } from "./notebook-film.ts";
import { Places, type Wanted } from "./places.ts";
import { sourcesOf } from "./sources.ts";
import { words } from "./words.ts";

export const OPEN = "aura:open";

export function pluginsOf(modules: Modules): readonly Plugin[] {
  const { ICommandPalette } = modules["@jupyterlab/apputils"];
  const { ILayoutRestorer } = modules["@jupyterlab/application"];
  const { ILauncher } = modules["@jupyterlab/launcher"];
  const { INotebookTracker } = modules["@jupyterlab/notebook"];
  return [
    {
      id: "aura-nb:plugin",
      description: "Films of notebooks and files: a button, commands, a card of the launcher, and the panel.",
      autoStart: true,
      optional: [INotebookTracker, ICommandPalette, ILauncher, ILayoutRestorer],
      activate(app, ...services) {
        const [notebooks, palette, launcher, restorer] = services as [
          NotebookTracker | null,
          Palette | null,
          Launcher | null,
          Restorer | null,
        ];
        begin(app, modules, { notebooks, palette, launcher, restorer });
      },
    },
  ];
}

interface Services {
  readonly notebooks: NotebookTracker | null;
  readonly palette: Palette | null;
  readonly launcher: Launcher | null;
  readonly restorer: Restorer | null;
}

function begin(app: Application, modules: Modules, { notebooks, palette, launcher, restorer }: Services): void {
  const config = pageConfig();
  const sources = sourcesOf();
  // The settings name the button's command: without Aura on the page's server it has to be there, and hidden.
  if (config === null || sources === null) {
    app.commands.addCommand(notebookFilm.id, { label: () => "", isVisible: () => false, execute() {} });
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
