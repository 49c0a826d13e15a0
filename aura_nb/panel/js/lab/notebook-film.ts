/** The command of a notebook's button: saves it, then shows the storyboard of its film. */

import type { Command, LabIcon, NotebookTracker } from "./jupyter.ts";
import type { Places } from "./places.ts";
import { words } from "./words.ts";

export const notebookFilm = {
  id: "aura:film-of-notebook",
  command(notebooks: NotebookTracker | null, places: Places, icon: LabIcon): Command {
    return {
      label: ({ toolbar }) => (toolbar ? "" : words.filmOf(words.notebook)),
      caption: () => `${words.filmOf(words.notebook)}: ${words.filmCaption.toLowerCase()}`,
      icon,
      isEnabled: () => (notebooks?.currentWidget ?? null) !== null,
      async execute() {
        const shown = notebooks?.currentWidget ?? null;
        if (shown === null) return;
        const { context } = shown;
        if (context.contentsModel?.writable !== false) await context.save();
        places.open({ source: context.localPath ?? context.path, beside: shown.id });
      },
    };
  },
};
