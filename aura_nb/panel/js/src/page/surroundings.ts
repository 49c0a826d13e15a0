/** What a page can do for the panel beyond its own element: JupyterLab much, another page less. */

import type { Toast } from "../host.ts";
import { type Commands, commands } from "./commands.ts";
import { isJupyterLab, type PageConfig } from "./config.ts";
import { notebookPath } from "./notebook.ts";

export interface Surroundings {
  /** Shows a folder, relative to the server's root; null where the page has no file browser. */
  readonly showFolder: ((path: string) => void) | null;
  /** The notebook that the page shows the panel in, relative to the server's root; null where it is none. */
  notebook(): string | null;
  toast(toast: Toast): void;
}

/** `showInPanel` is for pages that have no notifications of their own; `manager` is anywidget's. */
export function surroundings(
  config: PageConfig | null,
  manager: unknown,
  showInPanel: (toast: Toast) => void,
): Surroundings {
  if (config === null) return { showFolder: null, notebook: () => null, toast: showInPanel };
  const notebook = () => notebookPath(manager);
  if (!isJupyterLab(config)) {
    const folder = (path: string) =>
      void window.open(`${config.baseUrl}tree/${path.split("/").map(encodeURIComponent).join("/")}`, "_blank");
    return { showFolder: folder, notebook, toast: showInPanel };
  }
  const lab: Commands = commands(manager);
  return {
    showFolder: (path) => lab.run("filebrowser:go-to-path", { path }),
    notebook,
    toast: ({ kind, message }) => lab.run("apputils:notify", { message, type: kind, options: { autoClose: 6000 } }),
  };
}
