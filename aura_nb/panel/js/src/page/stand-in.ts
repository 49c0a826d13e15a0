/**
 * The card that stands for the panel in a saved notebook, in an output before it (`aura_nb/panel/stand_in.py`): out of
 * sight while the panel shows what it is about. It may be drawn anew at any time, so a rule of style hides it.
 */

import { effect, type ReadonlySignal } from "@preact/signals";

export function hideStandIn(panelId: string, isShown: ReadonlySignal<boolean>, until: AbortSignal): void {
  if (panelId === "") return;
  const card = `[data-aura-panel="${CSS.escape(panelId)}"]`;
  const rule = document.createElement("style");
  rule.textContent = `${card}, .jp-OutputArea-child:has(${card}) { display: none !important; }`;
  const dispose = effect(() => {
    if (isShown.value) document.head.append(rule);
    else rule.remove();
  });
  until.addEventListener("abort", () => {
    dispose();
    rule.remove();
  });
}
