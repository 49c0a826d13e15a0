/** The widget, as anywidget calls it, and the panel without a widget, as JupyterLab's extension opens it. */

import { assembled } from "./assembly.ts";
import { mount } from "./mount.tsx";
import { isSideView, openAtSide } from "./page/side.ts";
import type { Model } from "./relay/channel.ts";
import { visibility } from "./stream/demand.ts";
import { strings } from "./strings.ts";
import { showInPanel } from "./tray.ts";

interface Render {
  readonly model: Model & { readonly widget_manager?: unknown };
  readonly el: HTMLElement;
  readonly signal: AbortSignal;
}

async function render({ model, el, signal }: Render): Promise<() => void> {
  const modelId = String(model.get("own_id") ?? "");
  if (model.get("side") === true && !isSideView(modelId)) {
    // The output is shown when this has returned, and only then is it known what is beside it.
    void openAtSide(model.widget_manager, modelId, el).then((isOpen) => {
      if (isOpen) el.textContent = strings.atSide;
      else void show(model, el, signal);
    });
    return () => {};
  }
  return show(model, el, signal);
}

async function show(model: Render["model"], el: HTMLElement, until: AbortSignal): Promise<() => void> {
  const app = await assembled({ model, isVisible: visibility(el, until), showInPanel, until });
  if (until.aborted) return () => {};
  const unmount = mount(app, el);
  until.addEventListener("abort", unmount, { once: true });
  return unmount;
}

export type { PanelModule, Place } from "./place.ts";
export { open } from "./place.ts";

export default { render };
