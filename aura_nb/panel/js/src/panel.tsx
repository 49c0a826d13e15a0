/** The widget, as anywidget calls it. */

import { assembled } from "./assembly.ts";
import { mount } from "./mount.tsx";
import { openAtSide } from "./page/side.ts";
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
  if (model.get("side") === true && (await isAtSide(model, el))) return () => {};
  const app = await assembled({ model, isVisible: visibility(el, signal), showInPanel, until: signal });
  return signal.aborted ? () => {} : mount(app, el);
}

/** In the cell, a panel that lives beside the notebook leaves a line. */
async function isAtSide(model: Render["model"], el: HTMLElement): Promise<boolean> {
  if (el.closest(".jp-NotebookPanel") === null) return false;
  const isOpen = await openAtSide(model.widget_manager, String(model.get("own_id") ?? ""), el);
  if (isOpen) el.textContent = strings.atSide;
  return isOpen;
}

export default { render };
