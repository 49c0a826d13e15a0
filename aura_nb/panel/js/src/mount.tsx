/** Draws the panel into an element; the answer takes it away again. */

import "@preact/signals"; // makes components follow the signals they read
import { render } from "preact";
import { type App, AppContext } from "./app.ts";
import { Panel } from "./views/panel.tsx";

export function mount(app: App, element: HTMLElement): () => void {
  render(
    <AppContext.Provider value={app}>
      <Panel />
    </AppContext.Provider>,
    element,
  );
  return () => render(null, element);
}
