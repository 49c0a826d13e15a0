/** What a page can do for the panel beyond its own element: JupyterLab much, another page less. */

import type { Toast } from "../host.ts";
import { type Commands, commands } from "./commands.ts";
import { isJupyterLab, type PageConfig } from "./config.ts";

export interface Surroundings {
  /** Shows a folder, relative to the server's root; null where the page has no file browser. */
  readonly showFolder: ((path: string) => void) | null;
  toast(toast: Toast): void;
}

/** `showInPanel` is for pages that have no notifications of their own; `manager` is anywidget's. */
export function surroundings(
  config: PageConfig | null,
  manager: unknown,
  showInPanel: (toast: Toast) => void,
): Surroundings {
  if (config === null) return { showFolder: null, toast: showInPanel };
  if (!isJupyterLab(config)) {
    const folder = (path: string) =>
      void window.open(`${config.baseUrl}tree/${path.split("/").map(encodeURIComponent).join("/")}`, "_blank");
    return { showFolder: folder, toast: showInPanel };
  }
  const lab: Commands = commands(manager);
  return {
    showFolder: (path) => lab.run("filebrowser:go-to-path", { path }),
    toast: ({ kind, message }) => lab.run("apputils:notify", { message, type: kind, options: { autoClose: 6000 } }),
  };
}
