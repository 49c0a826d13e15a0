/** The command of a notebook's button: saves it, then shows the storyboard of its film. */

import type { Command, LabIcon, NotebookTracker } from "./jupyter.ts";
import type { Places } from "./places.ts";
import { serverPath } from "./sources.ts";
import { words } from "./words.ts";

export const notebookFilm = {
  id: "aura:film-of-notebook",
  command(notebooks: NotebookTracker | null, places: Places, icon: LabIcon): Command {
    /** The notebook in front and its path; null where there is none that the server has. */
    const shown = () => {
      const found = notebooks?.currentWidget ?? null;
      const path = found && serverPath(found.context.path);
      return found !== null && path !== null ? { found, path } : null;
    };
    return {
      label: ({ toolbar }) => (toolbar ? "" : words.filmOf(words.notebook)),
      caption: () => `${words.filmOf(words.notebook)}: ${words.filmCaption.toLowerCase()}`,
      icon,
      isEnabled: () => shown() !== null,
      async execute() {
        const notebook = shown();
        if (notebook === null) return;
        const { context, id } = notebook.found;
        if (context.contentsModel?.writable !== false) await context.save();
        places.open({ source: notebook.path, beside: id });
      },
    };
  },
};
