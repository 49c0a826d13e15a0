/** Shows a folder of the server in JupyterLab's file browser, or in Notebook 7's page of files. */

import { isJupyterLab, type PageConfig } from "../src/page/config.ts";
import type { Application } from "./jupyter.ts";

export function showFolder({ commands }: Application, config: PageConfig): (path: string) => void {
  if (isJupyterLab(config)) return (path) => void commands.execute("filebrowser:go-to-path", { path });
  return (path) => {
    const place = path.split("/").map(encodeURIComponent).join("/");
    window.open(`${config.baseUrl}tree/${place}`, "_blank");
  };
}
