/**
 * What is not needed to watch a film being made: the form, and the storyboard. A script of its own, with its own Preact,
 * loaded when somebody creates a film: what every saved notebook carries stays small.
 */

import "@preact/signals"; // makes components follow the signals they read
import { render } from "preact";
import { type App, AppContext } from "./app.ts";
import { Create } from "./views/form/create.tsx";
import type { Draft } from "./views/form/draft.ts";

/** What was filled in, while one looks at a job and until a film is made of it. */
export interface Kept {
  draft: Draft | null;
}

export interface StudioProps {
  readonly kept: Kept;
  readonly onStarted: (id: string) => void;
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
      <Create {...props} />
    </AppContext.Provider>,
    element,
  );
  return () => render(null, element);
}
