/**
 * What is not needed to watch a film being made: the form, the storyboard, and its editor. A script of its own, with its
 * own Preact, loaded when somebody creates or edits a film: what every saved notebook carries stays small.
 */

import "@preact/signals"; // makes components follow the signals they read
import { render } from "preact";
import { type App, AppContext } from "./app.ts";
import { EditJob } from "./views/editor/job.tsx";
import { Create } from "./views/form/create.tsx";
import type { Draft } from "./views/form/draft.ts";

/** What was filled in, while one looks at a job and until a film is made of it. */
export interface Kept {
  draft: Draft | null;
  board: KeptBoard | null;
}

/** The storyboard that was made of the form, and may have been edited since. */
export interface KeptBoard {
  readonly id: string;
  /** The request it was made of, as JSON. */
  readonly asked: string;
  readonly isEdited: boolean;
}

export interface StudioProps {
  readonly kept: Kept;
  /** The job whose storyboard is edited; null: a new film is created. */
  readonly editing: string | null;
  /** The file that the first new film is to be made of: its storyboard is looked at first. */
  readonly source?: string | undefined;
  /** A job was begun; `scene` is the place of the scene that somebody waits for. */
  readonly onStarted: (id: string, scene?: number) => void;
  readonly onClose: () => void;
}

/** The script's own face. */
export interface Studio {
  mountStudio(app: App, element: HTMLElement, props: StudioProps): () => void;
}

/** Draws the studio into an element; the answer takes it away again. */
export function mountStudio(app: App, element: HTMLElement, props: StudioProps): () => void {
  render(
    <AppContext.Provider value={app}>
      {props.editing === null ? <Create {...props} /> : <EditJob {...props} id={props.editing} />}
    </AppContext.Provider>,
    element,
  );
  return () => render(null, element);
}
