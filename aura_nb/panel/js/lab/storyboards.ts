/** Storyboards as documents: `*.storyboard.json`, and `storyboard.json` in a film's folder, open in the editor. */

import { RestBackend } from "../src/backend/rest.ts";
import { credentials, type PageConfig } from "../src/page/config.ts";
import { object, text } from "../src/wire/values.ts";
import type { Application, Context, LabIcon, Modules, Widget } from "./jupyter.ts";
import type { Places } from "./places.ts";
import { serverPath } from "./sources.ts";
import { words } from "./words.ts";

const TYPE = "aura-storyboard";

export function addStoryboards(
  { docRegistry }: Application,
  modules: Modules,
  config: PageConfig,
  places: Places,
  icon: LabIcon,
): void {
  const { ABCWidgetFactory, DocumentWidget } = modules["@jupyterlab/docregistry"];
  const { Widget } = modules["@lumino/widgets"];

  class Editors extends ABCWidgetFactory {
    /** Called by JupyterLab for each document that is opened. */
    createNewWidget(context: Context): Widget {
      const content = new Widget();
      content.node.classList.add("aura-side");
      void context.ready.then(() => show(context, content, config, places));
      const made = new DocumentWidget({ content, context });
      made.title.icon = icon;
      return made;
    }
  }

  docRegistry.addFileType({
    name: TYPE,
    displayName: words.storyboard,
    pattern: "^(.+\\.)?storyboard\\.json$",
    extensions: [],
    mimeTypes: ["application/json"],
    fileFormat: "text",
    contentType: "file",
    icon,
  });
  docRegistry.addWidgetFactory(
    new Editors({ name: words.editor, modelName: "text", fileTypes: [TYPE], defaultFor: [TYPE] }),
  );
}

async function show(context: Context, content: Widget, config: PageConfig, places: Places): Promise<void> {
  const path = serverPath(context.path);
  const jobId = path === null ? null : await jobOf(path, config);
  if (content.isDisposed) return;
  // The film in this folder was made of this file: it stays as it is, and what is edited is the draft of the next one.
  if (jobId !== null) return places.show(content, { jobId, edit: true });
  const { model } = context;
  const write = async (written: string): Promise<void> => {
    model.fromString(written);
    await context.save();
  };
  places.show(content, {}, { path: path ?? context.path, text: model.toString(), write });
}

/** The job whose finished film lies next to the file; null where there is none, or no record of it any more. */
async function jobOf(path: string, config: PageConfig): Promise<string | null> {
  const cut = path.lastIndexOf("/");
  if (path.slice(cut + 1) !== "storyboard.json") return null;
  const backend = new RestBackend({ baseUrl: config.baseUrl, headers: () => credentials(config) });
  try {
    const manifest = (await backend.files(path.slice(0, Math.max(cut, 0)))).find(
      ({ name }) => name === "manifest.json",
    );
    const id = manifest && text(object(JSON.parse(await backend.file(manifest.path)))?.jobId);
    return id ? (await backend.job(id)).jobId : null;
  } catch (error) {
    console.debug("[aura_nb] which film this storyboard is of, is not known:", error);
    return null;
  }
}
