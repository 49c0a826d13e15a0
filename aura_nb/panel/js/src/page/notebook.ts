/** Which notebook a page shows the panel in: JupyterLab's and Notebook 7's manager of widgets belongs to a document. */

import { object, text } from "../wire/values.ts";

/** Its path below the server's root; it is the current one, also when the notebook has been renamed. */
export function notebookPath(manager: unknown): string | null {
  const document = object((manager as { context?: unknown } | undefined)?.context);
  // `localPath` is without the name of a drive, such as `RTC:` where several people write together.
  const path = text(document?.localPath) ?? text(document?.path);
  return path !== null && /\.ipynb$/i.test(path) ? path : null;
}
