/** The widget, as anywidget calls it. */

import { assembled } from "./assembly.ts";
import { mount } from "./mount.tsx";
import type { Model } from "./relay/channel.ts";
import { visibility } from "./stream/demand.ts";
import { showInPanel } from "./tray.ts";

interface Render {
  readonly model: Model & { readonly widget_manager?: unknown };
  readonly el: HTMLElement;
  readonly signal: AbortSignal;
}

async function render({ model, el, signal }: Render): Promise<() => void> {
  const app = await assembled({ model, isVisible: visibility(el, signal), showInPanel, until: signal });
  return signal.aborted ? () => {} : mount(app, el);
}

export default { render };
