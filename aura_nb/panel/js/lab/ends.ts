/** Tells when a film is done or has failed, by JupyterLab's notifications, wherever it was begun and whatever is in view. */

import { RestBackend } from "../src/backend/rest.ts";
import { pageServer } from "../src/page/choice.ts";
import { credentials, type PageConfig } from "../src/page/config.ts";
import { browsePath } from "../src/page/folder.ts";
import { once } from "../src/page/module.ts";
import { toldByPage } from "../src/page/told.ts";
import { strings } from "../src/strings.ts";
import { text } from "../src/wire/values.ts";
import { showFolder } from "./folder.ts";
import type { Application, Notifying } from "./jupyter.ts";
import type { Places } from "./places.ts";
import { words } from "./words.ts";

/** What the server's event system calls it when a job's state changes. */
const JOB_STATE = "urn:aura-nb:events:job-state:1";
const SHOWN_MS = 10_000;

export function tellEnds(app: Application, notify: Notifying, config: PageConfig, places: Places): void {
  const backend = new RestBackend({ baseUrl: config.baseUrl, headers: () => credentials(config) });
  const root = once(async () => (await pageServer(config))?.root ?? null);
  const show = showFolder(app, config);

  async function tell(id: string, status: "completed" | "failed"): Promise<void> {
    const { title, output } = await backend.job(id);
    const top = await root();
    const folder = output?.folder && top !== null ? browsePath(output.folder, top) : null;
    const open = {
      label: words.openFilm,
      displayType: "accent",
      callback: () => void places.open({ jobId: id }),
    } as const;
    const actions = folder === null ? [open] : [open, { label: words.showFolder, callback: () => show(folder) }];
    // Where nobody looks now, and where something went wrong, it stays until it is read.
    const stays = status === "failed" || document.visibilityState === "hidden";
    notify.emit(
      status === "completed" ? strings.toastDone(title) : strings.toastFailed(title),
      status === "completed" ? "success" : "error",
      { autoClose: stays ? false : SHOWN_MS, actions },
    );
  }

  toldByPage();
  app.serviceManager.events.stream.connect((_, { schema_id, jobId, status }) => {
    const id = schema_id === JOB_STATE ? text(jobId) : null;
    if (id === null || (status !== "completed" && status !== "failed")) return;
    tell(id, status).catch((error: unknown) => {
      console.debug("[aura_nb] a film has ended, and could not be asked for:", error); // it was removed meanwhile
    });
  });
}
