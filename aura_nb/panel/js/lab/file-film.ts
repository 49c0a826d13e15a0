/** The command of a file's menu, on every file that a film can be made of. */

import type { Command, FileBrowsers, LabIcon } from "./jupyter.ts";
import type { Places } from "./places.ts";
import { type Source, serverPath, sourceOf } from "./sources.ts";
import { words } from "./words.ts";

export const fileFilm = {
  id: "aura:film-of-file",
  command(files: FileBrowsers | null, places: Places, sources: readonly Source[], icon: LabIcon): Command {
    /** The one file that is chosen, and what it is. */
    const chosen = (): { path: string; source: Source } | null => {
      const [item, ...more] = files?.tracker.currentWidget?.selectedItems() ?? [];
      if (item === undefined || more.length > 0 || item.type === "directory") return null;
      const path = serverPath(item.path);
      const source = path === null ? null : sourceOf(path, sources);
      return path !== null && source !== null ? { path, source } : null;
    };
    return {
      label: () => words.filmOf(chosen()?.source.label ?? words.file),
      caption: () => words.filmCaption,
      icon,
      isVisible: () => chosen() !== null,
      execute() {
        const found = chosen();
        if (found !== null) places.open({ source: found.path });
      },
    };
  },
};
